"""Numbers of deck 3: receptive fields, the stored checkpoints, VGG16."""

import json
import math
from functools import cache, partial

from fashion_cnn.networks import counting, zoo
from fashion_cnn.networks.layers import Conv
from fashion_cnn.networks.network import Network
from fashion_cnn.pretrained import checkpoints
from slides.deck import HERE

# ------------------------------------------------------------------------- receptive fields

CHANNELS = 64


def stack_weights(count, kernel_size):
    """The weights, without biases, of `count` layers with CHANNELS in and out."""
    layers = [Conv(CHANNELS, kernel_size, use_bias=False, name=f"{n}") for n in range(count)]
    network = Network("stack", (32, 32, CHANNELS), layers)
    return counting.parameters(network)


# ------------------------------------------------------------------------------ checkpoints


@cache
def first_weights(name):
    """The conv1 weights (3, 3, 1, 32) of a stored checkpoint, without starting Keras."""
    import h5py

    with h5py.File(checkpoints.weights(name), "r") as file:
        return file["layers/conv2d/vars/0"][()]


def fans():
    """Fan-in + fan-out of conv1."""
    height, width, channels, filters = first_weights("garments").shape
    return height * width * (channels + filters)


def untrained_deviation():
    """The standard deviation of conv1's weights before training: √(6/297)/√3."""
    return math.sqrt(6 / fans()) / math.sqrt(3)


# Garments used by figures: to train a dense network, to search for patches, to draw as points.
DENSE_IMAGES, SEARCHED, POINTS = 3000, 500, 600

# ------------------------------------------------------------------------------------ VGG16

PICTURES = HERE / "pictures"


@cache
def vgg_rows():
    """The kit's report on VGG16: name -> Row."""
    return {row.name: row for row in counting.report(zoo.describe("vgg16"))}


def vgg_field(name):
    return vgg_rows()[name].fields[0].size


def vgg_total(what, rows=None):
    """The sum of `parameters` or `multiplications` over some rows, by default all."""
    return sum(getattr(row, what) for row in rows or vgg_rows().values())


def vgg_base():
    """The rows of the convolutional base: convolutions and pools."""
    return [row for row in vgg_rows().values() if row.name.startswith("block")]


def vgg_base_share(what):
    return vgg_total(what, vgg_base()) / vgg_total(what)


def vgg_field_without_pools():
    """The receptive field that the 13 convolutions alone would give."""
    layers = [layer for layer in zoo.describe("vgg16").layers if isinstance(layer, Conv)]
    rows = counting.report(Network("no pools", (224, 224, 3), layers))
    return rows[-1].fields[0].size


@cache
def vgg_pictures():
    """What slides/pictures says of each picture of the trained VGG16: its layer, channels."""
    return json.loads((PICTURES / "pictures.json").read_text(encoding="utf-8"))


FIELDS = tuple(f"block{number}_pool" for number in range(1, 6))

FACTS = {
    "stack_three_threes": partial(stack_weights, 3, 3),
    "stack_one_seven": partial(stack_weights, 1, 7),
    "stack_channels": lambda: CHANNELS,
    "filters_fans": fans,
    "filters_deviation_untrained": untrained_deviation,
    "filters_deviation_garments": lambda: first_weights("garments").std(),
    "filters_deviation_fashion": lambda: first_weights("fashion_mnist").std(),
    "filters_smallest": lambda: first_weights("garments").min(),
    "filters_weights": lambda: first_weights("garments").size,
    "dense_unit_weights": lambda: math.prod(zoo.describe("dense").input_shape),
    **{f"vgg_field_{name}": partial(vgg_field, name) for name in FIELDS},
    "dense_images": lambda: DENSE_IMAGES,
    "patches_images": lambda: SEARCHED,
    "neighbours_images": lambda: POINTS,
    "vgg_positions": lambda: math.prod(vgg_rows()["block1_conv1"].output_shape[:2]),
    "vgg_most_filters": lambda: vgg_rows()["block5_conv3"].output_shape[-1],
    "vgg_first_filters": lambda: len(vgg_pictures()["filters"]["channels"]),
    "vgg_patterns": lambda: len(vgg_pictures()["patterns-block1"]["channels"]),
    "vgg_dark_block5": lambda: vgg_pictures()["maps-block5"]["dark"],
    "vgg_flat": lambda: vgg_rows()["flatten"].output_shape[0],
    "vgg_parameters": partial(vgg_total, "parameters"),
    "vgg_multiplications": partial(vgg_total, "multiplications"),
    "vgg_base_parameters": lambda: vgg_total("parameters", vgg_base()),
    "vgg_base_share_parameters": partial(vgg_base_share, "parameters"),
    "vgg_base_share_multiplications": partial(vgg_base_share, "multiplications"),
    "vgg_field_without_pools": vgg_field_without_pools,
}
