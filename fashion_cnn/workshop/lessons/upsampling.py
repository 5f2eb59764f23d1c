"""Transposed convolution as a layer: sizes, overlaps, bilinear weights, an encoder and decoder."""

from dataclasses import replace

import numpy as np

from fashion_cnn.convolution import output_size, transpose_by_stamps, transposed_size, upsample
from fashion_cnn.networks.layers import Conv, ConvTranspose
from fashion_cnn.networks.network import Network
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.structures import (
    COMPILED,
    EQUAL,
    FROZEN,
    no_input,
    no_model,
    own_class,
    structure,
    throughout,
    without_biases,
)


def sizes(draw):
    """The lesson's table and other sizes; no size is smaller than its kernel."""
    settings = [(14, 4, 2), (14, 2, 2), (14, 2, 3), (5, 3, 1), (7, 3, 2), (6, 1, 4)]
    settings += [(1200, 110, 120), (130, 120, 105)]
    drawn = [
        (int(draw.integers(10, 30)), int(kernel), int(stride))
        for kernel, stride in draw.integers(2, 9, (3, 2))
    ]
    return [(*numbers, padding) for numbers in settings + drawn for padding in ("valid", "same")]


def enlarged_size(size, kernel, stride, padding):
    return transposed_size(size, kernel, padding, stride)


def only_valid(rule):
    """The mistake of another rule for "valid" only."""

    def make(size, kernel, stride, padding):
        if padding == "same":
            return enlarged_size(size, kernel, stride, "same")
        return rule(size, kernel, stride)

    return make


def stride_forgotten(size, kernel, stride, padding):
    return enlarged_size(size, kernel, 1, padding)


def rows(draw):
    """Kernels no smaller than the stride; some are a multiple of it."""
    stride = int(draw.integers(2, 5))
    return [
        (4, 3, 2),
        (3, 4, 2),
        (3, 2, 2),
        (5, 3, 1),
        (6, 5, 3),
        (7, 2 * stride + 1, stride),
        (110, 120, 102),
    ]


def overlaps(size, kernel, stride):
    return transpose_by_stamps(np.ones((1, size)), np.ones((1, kernel)), stride=(1, stride))[0]


def in_a_row_of(length, counts):
    """Return the counts, cut off or padded with zeros to a length."""
    return np.pad(counts, (0, max(0, length - len(counts))))[:length]


def stride_in_size_only(size, kernel, stride):
    return in_a_row_of(len(overlaps(size, kernel, stride)), overlaps(size, kernel, 1))


def ends_only(size, kernel, stride):
    """The mistake of a stamp that adds 1 only where it begins."""
    return in_a_row_of(len(overlaps(size, kernel, stride)), overlaps(size, 1, stride))


def bilinear_weights(factor, channels):
    """Read the weights off the upsampling of an image with a single pixel of 1 in the middle."""
    return one_for_one(bilinear_kernel(factor), channels)


def bilinear_kernel(factor):
    image = np.zeros((5, 5))
    image[2, 2] = 1
    start = 2 * factor - factor // 2
    around = slice(start, start + 2 * factor)
    return upsample(image, factor, "bilinear")[around, around].astype(float)


def one_for_one(kernel, channels):
    """Return the weights with which each filter applies the kernel to its own channel."""
    return kernel[:, :, None, None] * np.eye(channels)


def of_row(change, combine=np.outer):
    """The mistake of other weights along an axis, or of combining them differently."""

    def make(factor, channels):
        steps = np.arange(2 * factor)
        return one_for_one(combine(*[change(steps, factor)] * 2), channels)

    return make


def right_row(steps, factor):
    return 1 - np.abs(steps - factor + 0.5) / factor


def normalised(factor, channels):
    kernel = bilinear_kernel(factor)
    return one_for_one(kernel / kernel.sum(), channels)


def into_first_channel(factor, channels):
    weights = bilinear_weights(factor, channels)
    weights[:, :, 1:, 1:] = 0
    return weights


# The positions of the layers in the encoder-decoder.
DOWN1, DOWN2, UP1, UP2 = range(4)


def encoder_decoder(side, filters):
    same = {"strides": 2, "padding": "same"}
    layers = (
        Conv(filters, 3, activation="relu", **same),
        Conv(2 * filters, 3, activation="relu", **same),
        ConvTranspose(filters, 4, activation="relu", **same),
        ConvTranspose(1, 4, activation="sigmoid", **same),
    )
    return Network("encoder_decoder", (side, side, 1), layers)


def changed(places, **settings):
    """The mistake of other settings in the layers at these positions."""

    def make(side, filters):
        network = encoder_decoder(side, filters)
        layers = list(network.layers)
        for place in places:
            layers[place] = replace(layers[place], **settings)
        return replace(network, layers=tuple(layers))

    return make


def with_filters(*factors):
    """The mistake of other filter counts: factors of `filters`, or None for a single filter."""

    def make(side, filters):
        network = encoder_decoder(side, filters)
        layers = tuple(
            replace(layer, filters=filters * factor if factor else 1)
            for layer, factor in zip(network.layers, factors, strict=True)
        )
        return replace(network, layers=layers)

    return make


def not_transposed(side, filters):
    """The mistake of ordinary convolutions in the decoder."""
    network = encoder_decoder(side, filters)
    decoder = tuple(
        Conv(layer.filters, 4, 2, "same", activation=layer.activation)
        for layer in network.layers[UP1:]
    )
    return replace(network, layers=network.layers[:UP1] + decoder)


def without_last(side, filters):
    network = encoder_decoder(side, filters)
    return replace(network, layers=network.layers[:UP2], parents=None)


TASKS = {
    "enlarged_size": Task(
        answer=enlarged_size,
        inputs=sizes,
        mistakes={
            "shrunk": lambda size, kernel, stride, padding: output_size(
                size, kernel, padding, stride
            ),
            "gap_forgotten": only_valid(lambda size, kernel, stride: (size - 1) * stride + kernel),
            "gap_of_one": only_valid(
                lambda size, kernel, stride: (size - 1) * stride + kernel + (kernel < stride)
            ),
            "gap_always": only_valid(
                lambda size, kernel, stride: (size - 1) * stride + kernel + abs(stride - kernel)
            ),
            "all_gaps": only_valid(
                lambda size, kernel, stride: (
                    (size - 1) * stride + kernel + size * max(stride - kernel, 0)
                )
            ),
            "always_same": lambda size, kernel, stride, padding: size * stride,
            "always_valid": lambda size, kernel, stride, padding: enlarged_size(
                size, kernel, stride, "valid"
            ),
            "one_step_too_many": only_valid(lambda size, kernel, stride: size * stride + kernel),
            "side_by_side": only_valid(lambda size, kernel, stride: size * max(kernel, stride)),
            "same_keeps_size": lambda size, kernel, stride, padding: (
                size if padding == "same" else enlarged_size(size, kernel, stride, padding)
            ),
            "stride_forgotten": stride_forgotten,
        },
    ),
    "overlaps": Task(
        answer=overlaps,
        inputs=rows,
        mistakes={
            "stride_ignored": lambda size, kernel, stride: overlaps(size, kernel, 1),
            "stride_in_size_only": stride_in_size_only,
            "overwritten": lambda size, kernel, stride: np.ones((size - 1) * stride + kernel),
            "starts_only": ends_only,
            "one_step_too_many": lambda size, kernel, stride: in_a_row_of(
                size * stride + kernel, overlaps(size, kernel, stride)
            ),
            "last_forgotten": lambda size, kernel, stride: in_a_row_of(
                (size - 1) * stride + kernel, overlaps(size - 1, kernel, stride)
            ),
            "cut_off": lambda size, kernel, stride: overlaps(size, kernel, stride)[: size * stride],
        },
    ),
    "bilinear_weights": Task(
        answer=bilinear_weights,
        inputs=lambda draw: [(2, 1), (2, 2), (4, 3), (6, 2), (2, 101)],
        mistakes={
            "all_channels": lambda factor, channels: (
                np.ones((channels, channels)) * bilinear_kernel(factor)[:, :, None, None]
            ),
            "first_channel_only": into_first_channel,
            "normalised": normalised,
            "added": of_row(right_row, np.add.outer),
            "row_repeated": of_row(right_row, lambda row, _: np.tile(row, (len(row), 1))),
            "off_centre": of_row(lambda steps, factor: 1 - np.abs(steps - factor) / factor),
            "brackets_lost": of_row(
                lambda steps, factor: 1 - np.abs(steps - factor - 0.5) / factor
            ),
            "divided_inside": of_row(
                lambda steps, factor: 1 - np.abs(steps - (factor - 0.5) / factor)
            ),
            "all_divided": of_row(
                lambda steps, factor: (1 - np.abs(steps - factor + 0.5)) / factor
            ),
            "sign_kept": of_row(lambda steps, factor: 1 - (steps - factor + 0.5) / factor),
            "too_flat": of_row(
                lambda steps, factor: 1 - np.abs(steps - factor + 0.5) / (2 * factor)
            ),
            "nearest": of_row(lambda steps, factor: np.ones(2 * factor)),
        },
    ),
    "encoder_decoder": Task(
        answer=encoder_decoder,
        inputs=lambda draw: [(8, 3), (28, 16), (116, 101)],
        compare_as=structure,
        mistakes={
            "no_model": lambda side, filters: no_model(),
            "no_input": lambda side, filters: no_input(),
            "own_class": lambda side, filters: own_class(),
            "compiled": throughout(COMPILED, encoder_decoder),
            "frozen": throughout(FROZEN, encoder_decoder),
            "equal_weights": throughout(EQUAL, encoder_decoder),
            "no_biases": without_biases(encoder_decoder),
            "valid": changed([DOWN1, DOWN2, UP1, UP2], padding="valid"),
            "valid_decoder": changed([UP1, UP2], padding="valid"),
            "valid_encoder": changed([DOWN1, DOWN2], padding="valid"),
            "not_transposed": not_transposed,
            "no_strides": changed([DOWN1, DOWN2, UP1, UP2], strides=(1, 1)),
            "no_strides_in_decoder": changed([UP1, UP2], strides=(1, 1)),
            "no_strides_in_encoder": changed([DOWN1, DOWN2], strides=(1, 1)),
            "kernel_of_three": changed([UP1, UP2], kernel_size=(3, 3)),
            "no_activations": changed([DOWN1, DOWN2, UP1, UP2], activation=None),
            "no_relu": changed([DOWN1, DOWN2, UP1], activation=None),
            "no_relu_in_decoder": changed([UP1], activation=None),
            "no_sigmoid": changed([UP2], activation=None),
            "relu_at_the_end": changed([UP2], activation="relu"),
            "softmax": changed([UP2], activation="softmax"),
            "filters_at_the_end": with_filters(1, 2, 1, 1),
            "not_doubled": with_filters(1, 1, 1, None),
            "doubled_in_decoder": with_filters(1, 2, 2, None),
            "doubled_again": with_filters(1, 2, 4, None),
            "last_missing": without_last,
        },
    ),
}
