"""Sliding a kernel along one axis and along two, unchanged and rotated.

Where a kernel has a fraction, only its last weight has one, and the image then has none; where an
image or a signal has a fraction, only its last number has one. An output array of whole numbers
then cuts off the same amount, whether it is filled at once or product by product.
"""

import numpy as np

from fashion_cnn.convolution import convolve2d, correlate2d, rot180
from fashion_cnn.convolution.kernels import BINARY_IMAGE, BINARY_KERNEL
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.random_inputs import large, whole


def with_fraction(array):
    """The kernel or the image with a quarter added to its last number."""
    made = array.astype(float)
    made.flat[-1] += 0.25
    return made


def correlate1d(signal, kernel):
    return correlate2d(signal[np.newaxis], kernel[np.newaxis])[0]


def signals(draw):
    chosen = [
        (np.array([2, 0, 1, 3]), np.array([1, 4])),
        (np.array([4, 1, 5, 2, 8, 3]), with_fraction(np.array([2, -1, 3]))),
        (np.array([5, 2, 3]), np.array([1, 2, 4])),
    ]
    chosen += [(whole(draw, 9), whole(draw, 4)), (whole(draw, 7), np.array([-2]))]
    chosen += [(with_fraction(whole(draw, 8)), whole(draw, 3))]
    return [*chosen, (large(draw, 20), large(draw, 5))]


def one_early(signal, kernel):
    """The mistake of starting each window one place too early, the first at the last number."""
    return correlate1d(np.concatenate([signal[-1:], signal[:-1]]), kernel)


def blocks(signal, kernel):
    """The mistake of windows that do not overlap."""
    return correlate1d(signal, kernel)[:: len(kernel)]


def zeros_left(signal, kernel):
    """The mistake of an output as long as the signal, whose end is never filled."""
    return np.pad(correlate1d(signal, kernel), (0, len(kernel) - 1))


def first_position(signal, kernel):
    """The mistake of a loop that ends after its first position."""
    output = correlate1d(signal, kernel)
    output[1:] = 0
    return output


def window(image, kernel, i, j):
    return image[i : i + kernel.shape[0], j : j + kernel.shape[1]]


def at(image, kernel, i, j):
    return float(correlate2d(image, kernel)[i, j])


def square_kernel(image, kernel, i, j):
    """The mistake of two loops over the height of the kernel."""
    height, width = kernel.shape
    if height > width:
        raise IndexError
    return at(image, kernel[:, :height], i, j)


def square_window(image, kernel, i, j):
    """The mistake of a window as wide as it is high, which does not fit the kernel."""
    height, width = kernel.shape
    if height != width:
        raise ValueError
    return at(image, kernel, i, j)


def windows(draw):
    """Windows off the first row and column, and far enough from the last for mistakes to fit."""
    chosen = [
        (draw.integers(1, 8, (4, 4)), np.array([[1, 2], [3, -1]]), 1, 2),
        (whole(draw, 6, 6), whole(draw, 2, 3), 3, 1),
        (BINARY_IMAGE, BINARY_KERNEL, 2, 1),
        (whole(draw, 7, 9), with_fraction(whole(draw, 3, 3)), 4, 2),
        (with_fraction(whole(draw, 5, 7)), whole(draw, 2, 4), 3, 3),
        (whole(draw, 9, 5), whole(draw, 4, 2), 2, 1),
    ]
    return [*chosen, (large(draw, 120, 130), large(draw, 2, 3), 111, 104)]


def images(draw):
    """Square, wide and tall images, with square, wide and tall kernels."""
    chosen = [
        (np.array([[2, 0, 1, 3, 1], [1, 4, 0, 2, 5], [5, 1, 2, 0, 3]]), np.array([[1, 2], [3, 0]])),
        (BINARY_IMAGE, BINARY_KERNEL),
        (whole(draw, 3, 3), whole(draw, 3, 3)),
        (whole(draw, 4, 6), with_fraction(whole(draw, 3, 2))),
        (whole(draw, 5, 8), whole(draw, 2, 2)),
        (with_fraction(whole(draw, 7, 5)), whole(draw, 2, 4)),
    ]
    return [*chosen, (large(draw, 9, 8), large(draw, 3, 2))]


def one_size(image, kernel):
    """The mistake of giving the output as many columns as rows; a tall image has fewer."""
    correlated = correlate2d(image, kernel)
    rows, columns = correlated.shape
    if rows > columns:
        raise ValueError
    return correlated[:, :rows]


def swapped(image, kernel):
    """The mistake of swapping i and j, which fails unless there are as many rows as columns."""
    made = correlate2d(image, kernel)
    made[:] = made.T
    return made


def from_one(image, kernel):
    """The mistake of loops that skip the first row and column."""
    made = correlate2d(image, kernel).astype(float)
    made[0] = made[:, 0] = 0
    return made


def as_large_as_image(image, kernel):
    height, width = kernel.shape
    return np.pad(correlate2d(image, kernel), ((0, height - 1), (0, width - 1)))


TASKS = {
    "correlate1d": Task(
        answer=correlate1d,
        inputs=signals,
        mistakes={
            "flipped": lambda signal, kernel: correlate1d(signal, kernel[::-1]),
            "one_too_few": lambda signal, kernel: correlate1d(signal, kernel)[:-1],
            "zeros_left": zeros_left,
            "one_early": one_early,
            "blocks": blocks,
            "averaged": lambda signal, kernel: correlate1d(signal, kernel) / len(kernel),
            "last_product": lambda signal, kernel: signal[len(kernel) - 1 :] * kernel[-1],
            "first_position": first_position,
            "not_moved": lambda signal, kernel: np.full(
                len(signal) - len(kernel) + 1, float(signal[: len(kernel)] @ kernel)
            ),
            "one_number": lambda signal, kernel: (
                signal[: len(signal) - len(kernel) + 1] * kernel.sum()
            ),
            "padded": lambda signal, kernel: np.correlate(signal, kernel, "full"),
        },
    ),
    "at": Task(
        answer=at,
        inputs=windows,
        mistakes={
            "flipped": lambda image, kernel, i, j: at(image, rot180(kernel), i, j),
            "transposed": lambda image, kernel, i, j: at(image, kernel.T, i, j),
            "kernel_swapped": lambda image, kernel, i, j: (
                window(image, kernel, i, j) * kernel.T
            ).sum(),
            "matrix_product": lambda image, kernel, i, j: (
                window(image, kernel, i, j) @ kernel
            ).sum(),
            "swapped": lambda image, kernel, i, j: at(image, kernel, j, i),
            "one_early": lambda image, kernel, i, j: at(image, kernel, i - 1, j - 1),
            "square_kernel": square_kernel,
            "square_window": square_window,
            "always_first": lambda image, kernel, i, j: at(image, kernel, 0, 0),
            "averaged": lambda image, kernel, i, j: at(image, kernel, i, j) / kernel.size,
            "sums_multiplied": lambda image, kernel, i, j: (
                window(image, kernel, i, j).sum() * kernel.sum()
            ),
            "not_weighted": lambda image, kernel, i, j: window(image, kernel, i, j).sum(),
            "largest": lambda image, kernel, i, j: (window(image, kernel, i, j) * kernel).max(),
            "one_pixel": lambda image, kernel, i, j: image[i, j] * kernel.sum(),
        },
    ),
    "correlate2d": Task(
        answer=lambda image, kernel: correlate2d(image, kernel),
        inputs=images,
        mistakes={
            "one_too_few": lambda image, kernel: correlate2d(image, kernel)[:-1, :-1],
            "one_size": one_size,
            "as_large_as_image": as_large_as_image,
            "transposed": lambda image, kernel: correlate2d(image, kernel).T,
            "swapped": swapped,
            "from_one": from_one,
            "flipped": lambda image, kernel: convolve2d(image, kernel),
            "blocks": lambda image, kernel: correlate2d(image, kernel)[
                :: kernel.shape[0], :: kernel.shape[1]
            ],
        },
    ),
    "convolve2d": Task(
        answer=lambda image, kernel: convolve2d(image, kernel),
        inputs=images,
        mistakes={
            "not_turned": lambda image, kernel: correlate2d(image, kernel),
            "rows_only": lambda image, kernel: correlate2d(image, kernel[::-1]),
            "columns_only": lambda image, kernel: correlate2d(image, kernel[:, ::-1]),
            "transposed": lambda image, kernel: correlate2d(image, kernel.T),
            "quarter_turn": lambda image, kernel: correlate2d(image, np.rot90(kernel)),
            "quarter_turn_back": lambda image, kernel: correlate2d(image, np.rot90(kernel, -1)),
            "image_turned": lambda image, kernel: correlate2d(rot180(image), kernel),
            "output_turned": lambda image, kernel: rot180(correlate2d(image, kernel)),
            "sign": lambda image, kernel: -correlate2d(image, kernel),
            "kernel_alone": lambda image, kernel: rot180(kernel),
        },
    ),
}
