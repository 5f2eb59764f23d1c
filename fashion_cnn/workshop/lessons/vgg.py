"""VGG16: a block, shapes, parameters, a small VGG, and preparing an image.

What a learner builds is compared with descriptions (networks.layers). The mistakes are
descriptions, too: building Keras layers takes time, so only the learner's functions build any.
"""

import re
from dataclasses import replace

import numpy as np

from fashion_cnn.base.language import tr
from fashion_cnn.networks import zoo
from fashion_cnn.networks.counting import report, totals
from fashion_cnn.networks.layer_base import Layer
from fashion_cnn.networks.layers import Conv, Dense, Dropout, Flatten, Other, Pool
from fashion_cnn.networks.network import Network
from fashion_cnn.networks.zoo.vgg import BLOCKS, SMALL_BLOCKS, blocks
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.structures import (
    COMPILED,
    EQUAL,
    FROZEN,
    NEXT_LINE,
    Words,
    joined,
    no_input,
    no_model,
    noted,
    own_class,
    structure,
    throughout,
    without_biases,
    words,
)

# The name that Keras gives a layer without one.
UNNAMED = re.compile(r"(conv2d|max_pooling2d|average_pooling2d)(_\d+)?")

# ---------------------------------------------------------------------------------------------
# A block
# ---------------------------------------------------------------------------------------------


def tuple_of_layers():
    return Words([tr("A tuple of layers, not a list.")])


def layers_in_words(result):
    """Return a list of layers, Keras layers or descriptions, as one text with a line for each."""
    if result is None or isinstance(result, Words):
        return result
    if isinstance(result, tuple):
        return tuple_of_layers()
    if not isinstance(result, list):
        return Words([tr("no list, but {type}", type=type(result).__name__)])
    layers = [described_layer(layer) for layer in result]
    try:
        shapes = [row.output_shape for row in report(Network("block", (32, 32, 3), layers))]
    except ValueError:  # such as a kernel that is larger than the image
        shapes = [()] * len(layers)
    lines = [
        f"{layer.name or tr('(no name)')}: {words(layer, shape)}"
        for layer, shape in joined(zip(layers, shapes, strict=True))
    ]
    return Words([NEXT_LINE.join([*lines, *notes(result)] or [tr("no layers")])])


def described_layer(layer):
    """Return the description of a layer, without a name that Keras made up."""
    from fashion_cnn.workshop.lessons import keras_steps  # starts Keras

    if isinstance(layer, Layer):
        return layer
    if not isinstance(layer, keras_steps.keras.Layer):
        return Other(type(layer).__name__, (0,), name=tr("no layer"))
    made = keras_steps.described(layer, (0,))
    return replace(made, name="") if UNNAMED.fullmatch(made.name) else made


def notes(layers):
    from fashion_cnn.workshop.lessons import keras_steps  # starts Keras

    return [noted(what, found) for what, found in keras_steps.oddities(layers).items()]


def some_blocks(draw):
    return [(2, 3, 8), (7, 2, 5), (1, 1, 16), (4, 4, int(draw.integers(20, 30))), (3, 2, 130)]


def vgg_block(number, convolutions, filters):
    names = [f"block{number}_conv{k}" for k in range(1, convolutions + 1)]
    convs = [Conv(filters, 3, padding="same", activation="relu", name=name) for name in names]
    return [*convs, Pool(2, name=f"block{number}_pool")]


def changed(**settings):
    """The mistake of wrong settings in all convolutions of a block."""

    def make(number, convolutions, filters):
        *convs, pool = vgg_block(number, convolutions, filters)
        return [*(replace(conv, **settings) for conv in convs), pool]

    return make


def pool_after_each(number, convolutions, filters):
    *convs, pool = vgg_block(number, convolutions, filters)
    return [layer for conv in convs for layer in (conv, pool)]


def more_filters_each(number, convolutions, filters):
    """The mistake of doubling the filters from one convolution to the next."""
    *convs, pool = vgg_block(number, convolutions, filters)
    return [*(replace(conv, filters=filters * 2**k) for k, conv in enumerate(convs)), pool]


def names_from_0(number, convolutions, filters):
    *convs, pool = vgg_block(number, convolutions, filters)
    named = [replace(conv, name=f"block{number}_conv{k}") for k, conv in enumerate(convs)]
    return [*named, pool]


def one_name(number, convolutions, filters):
    return changed(name=f"block{number}_conv1")(number, convolutions, filters)


def unnamed(number, convolutions, filters):
    return [replace(layer, name="") for layer in vgg_block(number, convolutions, filters)]


def arguments_swapped(number, convolutions, filters):
    """The mistake of Conv2D(3, filters): 3 filters, with `filters` as the kernel size."""
    return changed(filters=3, kernel_size=filters)(number, convolutions, filters)


def average_pool(number, convolutions, filters):
    *convs, pool = vgg_block(number, convolutions, filters)
    return [*convs, replace(pool, kind="average")]


# ---------------------------------------------------------------------------------------------
# Shapes and parameters
# ---------------------------------------------------------------------------------------------


def bases(draw):
    """(height, width, blocks) of the example, of VGG16, and of cases where a size is odd."""
    drawn = [tuple(int(n) for n in draw.integers(1, 40, 2)) for _ in range(3)]
    chosen = [(20, 13, [(1, 8), (3, 16)]), (224, 224, BLOCKS), (28, 45, SMALL_BLOCKS)]
    return [(h, w, list(blocks)) for h, w, blocks in [*chosen, (99, 70, drawn)]]


def report_on(height, width, channels, pairs):
    return report(Network("base", (height, width, channels), blocks(pairs)))


def block_shapes(height, width, blocks):
    rows = report_on(height, width, 3, blocks)
    return [row.output_shape for row in rows if row.kind == "MaxPooling2D"]


def halved(step):
    """block_shapes with another rule for the sides: step(side, convolutions) in each block."""

    def make(height, width, blocks):
        shapes = []
        for convolutions, filters in blocks:
            height, width = step(height, convolutions), step(width, convolutions)
            shapes.append((height, width, filters))
        return shapes

    return make


def with_channels(count):
    """block_shapes with count(convolutions, filters) as the channels."""

    def make(height, width, blocks):
        shapes = block_shapes(height, width, blocks)
        return [(h, w, count(*pair)) for (h, w, _), pair in zip(shapes, blocks, strict=True)]

    return make


def channels_added(height, width, blocks):
    shapes, channels = block_shapes(height, width, blocks), np.cumsum([f for _, f in blocks])
    return [(h, w, int(c)) for (h, w, _), c in zip(shapes, channels, strict=True)]


def counted_bases(draw):
    """(channels, blocks) of the example, the small VGG, VGG16, and other cases."""
    drawn = [tuple(int(n) for n in draw.integers(2, 7, 2)) for _ in range(3)]
    chosen = [
        (3, [(1, 8), (2, 16)]),
        (1, SMALL_BLOCKS),
        (3, BLOCKS),
        (5, [(3, 4)]),
        (130, [(2, 7)]),
    ]
    return [(channels, list(pairs)) for channels, pairs in [*chosen, (2, drawn)]]


def base_parameters(channels, blocks):
    return totals(report_on(224, 224, channels, blocks)).parameters


def summed(weights, biases=lambda convolutions, filters: convolutions * filters):
    """base_parameters with other counts.

    `weights(before, filters, k)` counts the weights of convolution k of a block, and
    `biases(convolutions, filters)` the biases of a block; `before` channels enter the block.
    """

    def make(channels, blocks):
        total, before = 0, channels
        for convolutions, filters in blocks:
            total += sum(weights(before, filters, k) for k in range(convolutions))
            total += biases(convolutions, filters)
            before = filters
        return total

    return make


def taken(before, filters, k):
    """The number of input channels of convolution k of a block."""
    return filters if k else before


# ---------------------------------------------------------------------------------------------
# The small network
# ---------------------------------------------------------------------------------------------


def small_networks(draw):
    return [((28, 28, 1), 10), ((32, 24, 3), 120)]


def network(input_shape, *layers):
    return Network("vgg", input_shape, layers)


def with_blocks(*sizes):
    """The mistake of wrong blocks, given as pairs (convolutions, filters)."""
    return lambda input_shape, classes: network(input_shape, *blocks(sizes), *head(classes))


def with_head(change):
    """The mistake of wrong layers after the blocks: change(flatten, hidden, dropout, last)."""
    return lambda input_shape, classes: network(
        input_shape, *blocks(SMALL_BLOCKS), *change(*head(classes))
    )


def head(classes):
    return Flatten(), Dense(128, "relu"), Dropout(0.4), Dense(classes, "softmax")


def small_vgg(input_shape, classes):
    return zoo.describe("vgg", input_shape=input_shape, classes=classes)


# ---------------------------------------------------------------------------------------------
# Images
# ---------------------------------------------------------------------------------------------

BGR, RGB = np.array([103.939, 116.779, 123.68]), np.array([123.68, 116.779, 103.939])


def images(draw):
    orange = np.array([[[250, 120, 10]]], np.uint8)
    drawn = [
        draw.integers(0, 256, shape).astype(np.uint8) for shape in ((2, 3, 3), (3, 2, 3), (4, 7, 3))
    ]
    return [(image,) for image in (orange, *drawn)]


def prepare(image):
    from keras.applications.vgg16 import preprocess_input

    return preprocess_input(image.astype(float))


TASKS = {
    "vgg_block": Task(
        answer=vgg_block,
        inputs=some_blocks,
        compare_as=layers_in_words,
        mistakes={
            "tuple": lambda number, convolutions, filters: tuple_of_layers(),
            "no_biases": changed(use_bias=False),
            "valid": changed(padding="valid"),
            "relu_missing": changed(activation=None),
            "pool_missing": lambda number, convolutions, filters: vgg_block(
                number, convolutions, filters
            )[:-1],
            "pool_after_each": pool_after_each,
            "pool_first": lambda number, convolutions, filters: [
                vgg_block(number, convolutions, filters)[-1],
                *vgg_block(number, convolutions, filters)[:-1],
            ],
            "average_pool": average_pool,
            "always_2": lambda number, convolutions, filters: vgg_block(number, 2, filters),
            "one_convolution": lambda number, convolutions, filters: vgg_block(number, 1, filters),
            "one_too_few": lambda number, convolutions, filters: vgg_block(
                number, convolutions - 1, filters
            ),
            "more_filters_each": more_filters_each,
            "arguments_swapped": arguments_swapped,
            "names_from_0": names_from_0,
            "one_name": one_name,
            "unnamed": unnamed,
            "number_unused": lambda number, convolutions, filters: vgg_block(
                1, convolutions, filters
            ),
        },
    ),
    "block_shapes": Task(
        answer=block_shapes,
        inputs=bases,
        mistakes={
            "rounded_up": halved(lambda side, convolutions: -(-side // 2)),
            "not_rounded": halved(lambda side, convolutions: side / 2),
            "halved_by_each": halved(lambda side, convolutions: side // 2**convolutions),
            "borders_lost": halved(lambda side, convolutions: (side - 2 * convolutions) // 2),
            "never_halved": halved(lambda side, convolutions: side),
            "always_from_the_image": lambda height, width, blocks: [
                (height // 2, width // 2, filters) for _, filters in blocks
            ],
            "square": lambda height, width, blocks: [
                (h, h, c) for h, _, c in block_shapes(height, width, blocks)
            ],
            "swapped": lambda height, width, blocks: block_shapes(width, height, blocks),
            "channels_first": lambda height, width, blocks: [
                (c, h, w) for h, w, c in block_shapes(height, width, blocks)
            ],
            "channels_added": channels_added,
            "filters_of_all": with_channels(lambda convolutions, filters: convolutions * filters),
            "convolutions_for_filters": with_channels(lambda convolutions, filters: convolutions),
            "only_the_last": lambda height, width, blocks: block_shapes(height, width, blocks)[-1:],
            "only_the_first": lambda height, width, blocks: block_shapes(height, width, blocks)[:1],
            "lists_inside": lambda height, width, blocks: [
                list(shape) for shape in block_shapes(height, width, blocks)
            ],
        },
    ),
    "base_parameters": Task(
        answer=base_parameters,
        inputs=counted_bases,
        mistakes={
            "biases_forgotten": summed(
                lambda before, filters, k: 9 * taken(before, filters, k) * filters,
                lambda convolutions, filters: 0,
            ),
            "bias_a_block": summed(
                lambda before, filters, k: 9 * taken(before, filters, k) * filters,
                lambda convolutions, filters: filters,
            ),
            "bias_a_convolution": summed(
                lambda before, filters, k: 9 * taken(before, filters, k) * filters,
                lambda convolutions, filters: convolutions,
            ),
            "bias_a_channel": summed(
                lambda before, filters, k: taken(before, filters, k) * (9 * filters + 1),
                lambda convolutions, filters: 0,
            ),
            "channels_before_block": summed(lambda before, filters, k: 9 * before * filters),
            "channels_of_image": lambda channels, blocks: sum(
                convolutions * (9 * channels + 1) * filters for convolutions, filters in blocks
            ),
            "filters_for_channels": summed(lambda before, filters, k: 9 * filters * filters),
            "one_convolution": lambda channels, blocks: base_parameters(
                channels, [(1, filters) for _, filters in blocks]
            ),
            "side_of_kernel": summed(
                lambda before, filters, k: 3 * taken(before, filters, k) * filters
            ),
            "channels_left_out": summed(lambda before, filters, k: 9 * filters),
            "first_block": lambda channels, blocks: base_parameters(channels, blocks[:1]),
            "first_convolution": lambda channels, blocks: base_parameters(
                channels, [(1, blocks[0][1])]
            ),
        },
    ),
    "small_vgg": Task(
        answer=small_vgg,
        inputs=small_networks,
        compare_as=structure,
        mistakes={
            "no_model": lambda input_shape, classes: no_model(),
            "no_input": lambda input_shape, classes: no_input(),
            "own_class": lambda input_shape, classes: own_class(),
            "compiled": throughout(COMPILED, small_vgg),
            "frozen": throughout(FROZEN, small_vgg),
            "equal_weights": throughout(EQUAL, small_vgg),
            "no_biases": without_biases(small_vgg),
            "filters_of_vgg16": with_blocks((2, 64), (2, 128), (2, 256)),
            "same_filters": with_blocks((2, 16), (2, 16), (2, 16)),
            "filters_reversed": with_blocks((2, 64), (2, 32), (2, 16)),
            "two_blocks": with_blocks((2, 16), (2, 32)),
            "arguments_swapped": with_blocks((16, 2), (32, 2), (64, 2)),
            "flatten_missing": with_head(lambda flatten, *others: others),
            "hidden_missing": with_head(lambda flatten, hidden, *others: (flatten, *others)),
            "dropout_missing": with_head(lambda *found: (*found[:2], found[3])),
            "dropout_early": with_head(lambda *found: (found[0], found[2], found[1], found[3])),
            "dropout_last": with_head(lambda *found: (*found[:2], found[3], found[2])),
            "hidden_relu_missing": with_head(
                lambda flatten, hidden, *others: (flatten, Dense(128), *others)
            ),
            "softmax_missing": with_head(lambda *found: (*found[:3], Dense(found[3].units))),
            "relu_for_softmax": with_head(
                lambda *found: (*found[:3], Dense(found[3].units, "relu"))
            ),
            "always_10": lambda input_shape, classes: small_vgg(input_shape, 10),
            "always_28": lambda input_shape, classes: small_vgg((28, 28, 1), classes),
            "always_224": lambda input_shape, classes: small_vgg((224, 224, 3), classes),
        },
    ),
    "prepare": Task(
        answer=prepare,
        inputs=images,
        mistakes={
            "rgb_kept": lambda image: image - RGB,
            "only_means": lambda image: image - BGR,
            "means_as_rgb": lambda image: image[..., ::-1] - RGB,
            "only_reversed": lambda image: image[..., ::-1],
            "added": lambda image: image[..., ::-1] + BGR,
            "scaled": lambda image: image[..., ::-1] / 255 - BGR,
            "scaled_after": lambda image: (image[..., ::-1] - BGR) / 255,
            "only_scaled": lambda image: image / 255,
            "other_way": lambda image: BGR - image[..., ::-1],
            "upside_down": lambda image: image[::-1] - BGR,
            "mirrored": lambda image: image[:, ::-1] - BGR,
            "own_means": lambda image: image[..., ::-1] - image[..., ::-1].mean(axis=(0, 1)),
        },
    ),
}
