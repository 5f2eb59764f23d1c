"""Numbers of deck 1: images and convolution."""

from functools import cache, partial

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.convolution import photographs
from fashion_cnn.data import garments
from fashion_cnn.networks import counting

# An arbitrary kernel, to test whether outputs shift along with an image.
ANY_KERNEL = np.random.default_rng(0).random((3, 3))


# ------------------------------------------------------------------------------------- images


def letters():
    """N, N one column further right, and H: {name: image (10, 10) of 0 and 1}."""
    n, h, moved = (np.zeros((10, 10), int) for _ in range(3))
    n[1:9, [1, 8]] = n[range(1, 9), range(1, 9)] = 1
    h[1:9, [1, 8]] = h[4, 1:9] = 1
    moved[:, 1:] = n[:, :-1]
    return {"N": n, "N→": moved, "H": h}


def letter_product(name):
    """The dot product of the flattened N and another letter: pixels bright in both."""
    images = letters()
    return int(images["N"].ravel() @ images[name].ravel())


@cache
def differences():
    """The differences between neighbouring pixels in all installed photographs."""
    images = [photographs.photograph(name) for name in photographs.installed_photographs()]
    found = [convolution.correlate2d(image, [[-1, 1]]).ravel() for image in images]
    found += [convolution.correlate2d(image, [[-1], [1]]).ravel() for image in images]
    return np.concatenate(found)


def weights(way, height=1000, width=1000, units=10**6, window=10, filters=100):
    """The weights, without biases, of one way to connect an image to `units` units."""
    return counting.compare_connections(height, width, units, window, filters)[way][0]


# One unit for every position of a 3x3 window on 5x6 pixels.
small_layer = partial(weights, height=5, width=6, units=12, window=3, filters=1)


# ---------------------------------------------------------------------------- shifted by a pixel


def largest_difference():
    """How far a shifted photograph's outputs are from the shifted outputs, at most."""
    image = photographs.photograph() / 255
    here, further = (convolution.correlate2d(part, ANY_KERNEL) for part in both_parts(image))
    return float(abs(here[:, 1:] - further[:, :-1]).max())


def both_parts(image):
    """An image (H, W) without its last and without its first column: a one-pixel shift."""
    return image[:, :-1], image[:, 1:]


def unchanged(images):
    """The fraction of 2x2 max-pool outputs that a one-pixel shift leaves unchanged."""
    pooled = ([convolution.max_pool(part, 2) for part in both_parts(image)] for image in images)
    return float(np.mean([np.mean(here == further) for here, further in pooled]))


def noise():
    return [np.random.default_rng(0).random((400, 401))]


def installed():
    return [photographs.photograph(name) for name in photographs.installed_photographs()]


@cache
def clothes(count=20):
    """Garments drawn by the kit, (count, 28, 28)."""
    return garments.draw(train=10, test=count).x_test


# ------------------------------------------------------------------------------------ photographs


def gradients(image):
    """How steep an image (H, W) is at each pixel: the length of its gradient, in grey levels."""
    return np.hypot(*np.gradient(image.astype(float)))


@cache
def steepest_tenth():
    """The share of all steepness that the steepest tenth of the pixels has, in all photographs."""
    steep = np.sort(np.concatenate([gradients(image).ravel() for image in installed()]))
    return steep[-len(steep) // 10 :].sum() / steep.sum()


FACTS = {
    "pixel_white": lambda: np.iinfo(np.uint8).max,
    "bytes_grey_28": lambda: np.zeros((28, 28), np.uint8).nbytes,
    "bytes_colour_800_600": lambda: np.zeros((600, 800, 3), np.uint8).nbytes,
    "differences_small": lambda: np.mean(abs(differences()) <= 5),
    "differences_far": lambda: np.mean(abs(differences()) > 4 * differences().std()),
    "differences_count": lambda: len(differences()),
    "differences_photographs": lambda: len(installed()),
    "steepest_tenth": steepest_tenth,
    "letter_bright": partial(letter_product, "N"),
    "letter_shared_moved": partial(letter_product, "N→"),
    "letter_shared_other": partial(letter_product, "H"),
    "weights_dense_ten_thousand": partial(weights, "dense", units=10_000),
    "gigabytes_dense_ten_thousand": lambda: weights("dense", units=10_000) * 4 // 10**9,
    "weights_dense_small": partial(small_layer, "dense"),
    "weights_local_small": partial(small_layer, "local"),
    "weights_convolution_small": partial(small_layer, "convolution"),
    "moved_largest_difference": largest_difference,
    "side_same_stride_2": partial(convolution.output_size, 28, 3, "same", 2),
    "side_valid_stride_2": partial(convolution.output_size, 28, 3, "valid", 2),
    "kernels_32_to_64": lambda: 32 * 64,
    "pooled_once": partial(convolution.output_size, 28, 2, "valid", 2),
    "pooled_twice": lambda: convolution.max_pool(convolution.max_pool(np.ones((28, 28)))).shape[0],
    "unchanged_noise": lambda: unchanged(noise()),
    "unchanged_photographs": lambda: unchanged(installed()),
    "unchanged_garments": lambda: unchanged(clothes()),
}
