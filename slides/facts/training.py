"""Numbers of deck 2: a network and its training."""

import math
from functools import cache

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.convolution import kernels
from fashion_cnn.networks import counting, zoo
from fashion_cnn.networks.layers import BatchNorm, Conv, Pool
from fashion_cnn.networks.network import Network
from fashion_cnn.pretrained import checkpoints
from fashion_cnn.training.config import BATCH_SIZE
from slides.facts import descents

# The numbers used in lessons 12, 14 and 15.
IMAGES, BATCH, RATE, LAYERS = descents.IMAGES, 300, 0.3, 12


# ---------------------------------------------------------------------------------------------
# The network
# ---------------------------------------------------------------------------------------------


@cache
def rows(padding="same"):
    """The report on the main model: layer name -> Row."""
    return {row.name: row for row in counting.report(zoo.describe("main", padding=padding))}


def without_pools():
    """The main model without its pooling layers."""
    network = zoo.describe("main")
    layers = [layer for layer in network.layers if not isinstance(layer, Pool)]
    return Network("no pools", network.input_shape, layers)


def values(name, padding="same"):
    """How many values a layer of the main model outputs."""
    return math.prod(rows(padding)[name].output_shape)


def share_of_dense():
    return rows()["dense"].parameters / counting.parameters(zoo.describe("main"))


# ---------------------------------------------------------------------------------------------
# The backward pass: X, K and the target T of lesson 9
# ---------------------------------------------------------------------------------------------

TARGET = np.array([[7, 7], [2, 6]])


@cache
def backward():
    """Y (2, 2), G = ∂E/∂Y (2, 2), ∂E/∂K (2, 2) and ∂E/∂X (3, 3) of the small example."""
    image, kernel = kernels.SMALL_IMAGE, kernels.SMALL_KERNEL
    output = convolution.correlate2d(image, kernel)
    grad = output - TARGET
    return (
        output,
        grad,
        convolution.correlate2d(image, grad),
        convolution.convolve2d(grad, kernel, "full"),
    )


def small_loss(step=0.0):
    """The loss of the small example after one update with this learning rate."""
    kernel = kernels.SMALL_KERNEL - step * backward()[2]
    return float(((convolution.correlate2d(kernels.SMALL_IMAGE, kernel) - TARGET) ** 2).sum() / 2)


# ---------------------------------------------------------------------------------------------
# Training
# ---------------------------------------------------------------------------------------------


def garment_updates():
    """The number of updates per epoch in the stored garment model's training."""
    images = checkpoints.metrics("garments")["data"]["training_images"]
    return math.ceil(images / BATCH_SIZE)


def data(name, part):
    return checkpoints.metrics(name)["data"][f"{part}_images"]


def scores(name, measure):
    return checkpoints.metrics(name)["per_class"]["Shirt"][measure]


# ---------------------------------------------------------------------------------------------
# Deep and stable
# ---------------------------------------------------------------------------------------------


def deviation(rule):
    """The standard deviation of the first layer's initial weights, by "glorot" or "he"."""
    fan_in, fan_out = fans()
    return math.sqrt({"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in}[rule])


def fans():
    """Fan_in and fan_out of the main model's first convolution."""
    first = next(layer for layer in zoo.describe("main").layers if isinstance(layer, Conv))
    height, width = first.kernel_size
    return height * width, height * width * first.filters


FACTS = {
    "net_conv1": lambda: rows()["conv1"].parameters,
    "net_conv2": lambda: rows()["conv2"].parameters,
    "net_dense": lambda: rows()["dense"].parameters,
    "net_last": lambda: rows()["predictions"].parameters,
    "net_hidden": lambda: rows()["dense"].output_shape[0],
    "net_total": lambda: counting.parameters(zoo.describe("main")),
    "net_flat": lambda: values("flatten"),
    "net_flat_valid": lambda: values("flatten", "valid"),
    "net_total_valid": lambda: counting.parameters(zoo.describe("main", padding="valid")),
    "net_no_pools": lambda: counting.parameters(without_pools()),
    "net_small": lambda: counting.parameters(zoo.describe("small")),
    "net_dense_share": share_of_dense,
    "net_values_conv1": lambda: values("conv1"),
    "net_values_conv2": lambda: values("conv2"),
    "net_kernels_conv2": lambda: rows()["conv1"].output_shape[2] * rows()["conv2"].output_shape[2],
    "back_loss": small_loss,
    "back_loss_after": lambda: small_loss(0.01),
    "epoch_images": lambda: IMAGES,
    "epoch_batch": lambda: BATCH,
    "epoch_updates": lambda: math.ceil(IMAGES / BATCH),
    "epoch_last": lambda: IMAGES % BATCH,
    "garment_train": lambda: data("garments", "training"),
    "garment_validation": lambda: data("garments", "validation"),
    "garment_test": lambda: data("garments", "test"),
    "garment_batch": lambda: BATCH_SIZE,
    "garment_updates": garment_updates,
    "garment_accuracy": lambda: checkpoints.metrics("garments")["test_accuracy"],
    "garment_shirt_recall": lambda: scores("garments", "recall"),
    "fashion_test": lambda: data("fashion_mnist", "test"),
    "fashion_accuracy": lambda: checkpoints.metrics("fashion_mnist")["test_accuracy"],
    "fashion_shirt_recall": lambda: scores("fashion_mnist", "recall"),
    "fashion_shirt_precision": lambda: scores("fashion_mnist", "precision"),
    "drop_rate": lambda: RATE,
    "drop_kept": lambda: 1 - RATE,
    "drop_scale": lambda: 1 / (1 - RATE),
    "deep_layers": lambda: LAYERS,
    "deep_slope": lambda: 0.5 * (1 - 0.5),
    "deep_one_in": lambda: 4**LAYERS,
    "deep_fan_out": lambda: fans()[1],
    "deep_glorot": lambda: deviation("glorot"),
    "deep_he": lambda: deviation("he"),
    "bn_epsilon": lambda: BatchNorm().epsilon,
    "bn_momentum": lambda: BatchNorm().momentum,
    "bn_left": lambda: BatchNorm().momentum ** 100,
}
