"""Numbers of deck 4: the classics, from LeNet-5 to U-Net."""

from functools import cache, partial
from pathlib import Path

import numpy as np

from fashion_cnn.networks import counting, zoo
from fashion_cnn.networks.layers import Conv, Dense, Flatten, Pool
from fashion_cnn.networks.network import Network

# ----------------------------------------------------------------------------------- counting


@cache
def rows(name, **options):
    """The report of networks.counting on a network of the kit: one Row per layer."""
    return counting.report(zoo.describe(name, **options))


def counted(name, field="parameters", **options):
    """A network's total of `field`: parameters, trainable or multiplications."""
    return getattr(counting.totals(rows(name, **options)), field)


def layers_of(name, *parts, **options):
    """The parameters of the layers with these names, summed."""
    return sum(row.parameters for row in rows(name, **options) if row.name in parts)


def without(name, *parts):
    """The parameters of all layers except those with these names, summed."""
    return counted(name) - layers_of(name, *parts)


# -------------------------------------------------------------------------- networks not built


def zip_codes_1989():
    """The free parameters of the zip-code network of 1989 (LeCun et al., section 3).

    H1 has 12 maps of 8x8. H2 has 12 maps of 4x4, each of which sees 8 maps of H1. Both use 5x5
    kernels and a separate bias at every position. Layers of 30 and 10 units follow.
    """
    first = 12 * (5 * 5 + 8 * 8)
    second = 12 * (8 * 5 * 5 + 4 * 4)
    return first + second + (12 * 4 * 4 + 1) * 30 + (30 + 1) * 10


def alexnet_2014():
    """The parameters of the single column of Krizhevsky 2014, often taken for AlexNet."""
    return counting.parameters(ONE_COLUMN)


ONE_COLUMN = Network(
    "alexnet_2014",
    (227, 227, 3),
    (
        Conv(64, 11, strides=4),
        Pool(3, strides=2),
        Conv(192, 5, padding="same"),
        Pool(3, strides=2),
        Conv(384, 3, padding="same"),
        Conv(256, 3, padding="same"),
        Conv(256, 3, padding="same"),
        Pool(3, strides=2),
        Flatten(),
        Dense(4096),
        Dense(4096),
        Dense(1000),
    ),
)

# ----------------------------------------------------------------------------------- Inception


def five_by_five(way, field="multiplications"):
    """The cost of the 5x5 branch of module 3a, "direct" or "reduced"."""
    return getattr(counting.compare_reduction((28, 28, 192), 5, 32, 16)[way], field)


def module_output(name):
    """The number of output channels of a module."""
    return rows(name)[-1].output_shape[-1]


# -------------------------------------------------------------------------------------- ResNet


def block_weights(channels=256, reduced=64):
    """The weights, without biases, of two 3x3 convolutions and of a bottleneck."""
    two = 2 * channels * 3 * 3 * channels
    return two, channels * reduced + reduced * 3 * 3 * reduced + reduced * channels


def block_multiplications(way, side=56):
    """The multiplications of "two" 3x3 convolutions or a "bottleneck" at side x side."""
    return side * side * block_weights()[("two", "bottleneck").index(way)]


def resnet_learned_without_biases():
    """ResNet50's parameters as PyTorch counts them: no conv biases, no moving averages."""
    return counted("resnet50", "trainable", use_bias=False)


# --------------------------------------------------------------------------------- matrix of 28


def matrix_numbers(side=28, kernel=3):
    """How many entries the matrix of a 'valid' convolution has."""
    return (side - kernel + 1) ** 2 * side**2


# --------------------------------------------------------------------------- pictures of U-Net


def trained(name):
    """The arrays of slides/trained/, made by benchmarks/deck_pictures.py, by their names."""
    return np.load(Path(__file__).parents[1] / "trained" / f"{name}.npz")


def laid_over():
    """A true mask (32, 32), and the one found without skip connections."""
    scene, stored = 17, trained("unet")
    return stored["truth"][scene], stored["unet_without_skips"][scene]


def overlap(count=None):
    """The pixels in "both" of these masks or in "either", or their IoU."""
    truth, found = laid_over()
    counts = {"both": (truth & found).sum(), "either": (truth | found).sum()}
    return counts[count] if count else counts["both"] / counts["either"]


FACTS = {
    "zip_codes_1989_parameters": zip_codes_1989,
    "lenet5_parameters": partial(counted, "lenet5"),
    "lenet5_1998_parameters": partial(counted, "lenet5_1998"),
    "lenet5_subsampling_1998": partial(layers_of, "lenet5_1998", "S2", "S4"),
    "lenet5_c3_1998": partial(layers_of, "lenet5_1998", "C3"),
    "lenet5_c3_today": partial(layers_of, "lenet5", "C3"),
    "lenet5_output_today": partial(layers_of, "lenet5", "predictions"),
    "lenet5_same_in_both": partial(without, "lenet5", "C3", "predictions"),
    "alexnet_parameters": partial(counted, "alexnet"),
    "alexnet_one_column": partial(counted, "alexnet", groups=1),
    "alexnet_2014_parameters": alexnet_2014,
    "alexnet_dense_parameters": partial(layers_of, "alexnet", "fc6", "fc7", "fc8"),
    "inception_3a_naive": partial(counted, "inception_3a_naive"),
    "inception_3a_reduced": partial(counted, "inception_3a"),
    "inception_3a_naive_channels": partial(module_output, "inception_3a_naive"),
    "inception_3a_channels": partial(module_output, "inception_3a"),
    "inception_5x5_direct": partial(five_by_five, "direct"),
    "inception_5x5_reduced": partial(five_by_five, "reduced"),
    "googlenet_parameters": partial(counted, "googlenet"),
    "googlenet_with_helpers": partial(counted, "googlenet", auxiliary=True),
    "bottleneck_weights": lambda: block_weights()[1],
    "two_3x3_weights": lambda: block_weights()[0],
    "bottleneck_multiplications": partial(block_multiplications, "bottleneck"),
    "two_3x3_multiplications": partial(block_multiplications, "two"),
    "bottleneck_factor": lambda: block_weights()[0] / block_weights()[1],
    "resnet50_parameters": partial(counted, "resnet50"),
    "resnet50_learned_without_biases": resnet_learned_without_biases,
    "densenet121_parameters": partial(counted, "densenet121"),
    "densenet121_learned": partial(counted, "densenet121", "trainable"),
    "convolution_matrix_numbers_28": matrix_numbers,
    "unet_parameters": partial(counted, "unet"),
    "unet_bottom_parameters": partial(layers_of, "unet", "down5_conv1", "down5_conv2"),
    "unet_small_parameters": partial(counted, "unet_small", input_shape=(32, 32, 1)),
    "unet_small_without_skips": partial(
        counted, "unet_small", input_shape=(32, 32, 1), skips=False
    ),
    "overlap_both": partial(overlap, "both"),
    "overlap_either": partial(overlap, "either"),
    "overlap_iou": overlap,
}
