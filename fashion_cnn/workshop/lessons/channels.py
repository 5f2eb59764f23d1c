"""A filter over several channels, a layer of filters, ReLU, and the shape of the weights."""

import numpy as np

from fashion_cnn.convolution import conv2d, correlate2d, relu
from fashion_cnn.convolution.kernels import SMALL_IMAGE, SMALL_KERNEL
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.random_inputs import eighths, large

# The image and the kernels of the lesson's example, with channels on the last axis.
EXAMPLE = np.stack([SMALL_IMAGE, [[2, 0, 1], [3, 1, 0], [0, 2, 1]]], axis=-1).astype(float)
FIRST = np.stack([SMALL_KERNEL, [[0, 1], [1, 0]]], axis=-1).astype(float)
SECOND = np.stack([[[0, 0], [0, 1]], [[-1, 0], [0, 0]]], axis=-1).astype(float)


def filters(draw):
    """Images of one to four channels, each with the kernels and the bias of one filter."""
    return [
        (EXAMPLE, FIRST, -6.0),
        (eighths(draw, 4, 5, 3), eighths(draw, 3, 2, 3), 2.5),
        (eighths(draw, 6, 5, 1), eighths(draw, 2, 3, 1), -1.5),
        (eighths(draw, 7, 9, 4), eighths(draw, 3, 3, 4), 0.75),
        (draw.integers(0, 256, (5, 7, 3), np.uint8), eighths(draw, 1, 2, 3), -12),
        (large(draw, 9, 8, 5), large(draw, 3, 2, 5), 3e13),
    ]


def layers(draw):
    """Images with kernels and biases: more filters than input channels, fewer, and equally many."""
    sizes = [((8, 6, 2), (3, 2), 5), ((5, 4, 3), (2, 2), 2), ((4, 6, 1), (2, 4), 4)]
    sizes += [((6, 5, 4), (3, 3), 1)]
    drawn = [
        (
            eighths(draw, *shape),
            eighths(draw, *kernel, shape[2], count),
            eighths(draw, count),
        )
        for shape, kernel, count in sizes
    ]
    pixels = draw.integers(0, 256, (6, 9, 3), np.uint8)
    drawn += [(pixels, eighths(draw, 1, 3, 3, 4), draw.integers(-60, 60, 4))]
    drawn += [(large(draw, 9, 8, 2), large(draw, 2, 3, 2, 3), 1e7 * large(draw, 3))]
    return [*drawn, (EXAMPLE, np.stack([FIRST, SECOND], axis=-1), np.array([-6.0, 1.0]))]


def maps(draw):
    large = np.array([[-300.0, 0.0, 0.5], [255.0, 300.0, -1.0]])
    return [
        (np.array([[5.0, 3.0], [-1.0, 1.0]]),),
        (large,),
        (eighths(draw, 3, 4, 2),),
        (np.array([-3, 0, 7, -255, 256, 1, -1]),),
        (1e6 * eighths(draw, 2, 3, 4, 5),),
    ]


def weight_shapes(draw):
    chosen = [
        ((26, 26, 32), 64, 3),
        ((28, 20, 1), 32, 5),
        ((9, 7, 6), 4, 2),
        ((300, 200, 128), 256, 110),
    ]
    sizes = tuple(int(size) for size in draw.choice(np.arange(10, 60), 5, replace=False))
    return [*chosen, (sizes[:3], sizes[3], 7)]


def conv_layer(image, kernels, biases):
    return conv2d(image[None], kernels, biases)[0]


def one_filter(image, kernels, bias):
    return conv_layer(image, kernels[..., None], np.array([bias]))[:, :, 0]


def one_channel(image, kernels, bias, channel):
    return correlate2d(image[:, :, channel], kernels[:, :, channel]) + bias


def channels_apart(image, kernels, bias):
    """The mistake of not adding up the results: a list of one map per channel."""
    return [one_channel(image, kernels, bias, c) for c in range(image.shape[2])]


def maps_by_channels(image, kernels, biases):
    """The mistake of making as many maps as input channels; raises if there are fewer filters."""
    maps = [one_filter(image, kernels[..., c], biases[c]) for c in range(image.shape[2])]
    return np.stack(maps, axis=-1)


TASKS = {
    "one_filter": Task(
        answer=one_filter,
        inputs=filters,
        mistakes={
            "bias_forgotten": lambda image, kernels, bias: one_filter(image, kernels, 0.0),
            "bias_a_channel": lambda image, kernels, bias: one_filter(
                image, kernels, bias * image.shape[2]
            ),
            "first_channel": lambda image, kernels, bias: one_channel(image, kernels, bias, 0),
            "last_channel": lambda image, kernels, bias: one_channel(image, kernels, bias, -1),
            "averaged": lambda image, kernels, bias: (
                one_filter(image, kernels, 0.0) / image.shape[2] + bias
            ),
            "apart_first": lambda image, kernels, bias: np.array(
                channels_apart(image, kernels, bias)
            ),
            "apart_last": lambda image, kernels, bias: np.stack(
                channels_apart(image, kernels, bias), axis=-1
            ),
            "summed_before": lambda image, kernels, bias: (
                correlate2d(image.sum(axis=2), kernels.sum(axis=2)) + bias
            ),
            "same": lambda image, kernels, bias: (
                conv2d(image[None], kernels[..., None], padding="same")[0, :, :, 0] + bias
            ),
            "flipped": lambda image, kernels, bias: one_filter(image, kernels[::-1, ::-1], bias),
            "first_kernel": lambda image, kernels, bias: one_filter(
                image, np.repeat(kernels[:, :, :1], image.shape[2], axis=2), bias
            ),
            "first_channel_again": lambda image, kernels, bias: one_filter(
                np.repeat(image[:, :, :1], image.shape[2], axis=2), kernels, bias
            ),
            "bias_subtracted": lambda image, kernels, bias: one_filter(image, kernels, -bias),
            "largest": lambda image, kernels, bias: np.max(
                channels_apart(image, kernels, bias), axis=0
            ),
        },
    ),
    "conv_layer": Task(
        answer=conv_layer,
        inputs=layers,
        mistakes={
            "biases_forgotten": lambda image, kernels, biases: conv_layer(
                image, kernels, 0 * biases
            ),
            "first_bias": lambda image, kernels, biases: conv_layer(
                image, kernels, np.full(biases.shape, biases[0])
            ),
            "bias_a_channel": lambda image, kernels, biases: conv_layer(
                image, kernels, biases * image.shape[2]
            ),
            "first_filter": lambda image, kernels, biases: conv_layer(
                image, np.repeat(kernels[..., :1], kernels.shape[3], axis=3), biases
            ),
            "one_map": lambda image, kernels, biases: conv_layer(image, kernels, biases)[..., 0],
            "last_map": lambda image, kernels, biases: conv_layer(image, kernels, biases)[..., -1],
            "filters_summed": lambda image, kernels, biases: conv_layer(image, kernels, biases).sum(
                axis=2
            ),
            "channels_first": lambda image, kernels, biases: conv_layer(
                image, kernels, biases
            ).transpose(2, 0, 1),
            "first_channel": lambda image, kernels, biases: conv_layer(
                image[:, :, :1], kernels[:, :, :1], biases
            ),
            "flipped": lambda image, kernels, biases: conv_layer(
                image, kernels[::-1, ::-1], biases
            ),
            "swapped": lambda image, kernels, biases: conv_layer(
                image, kernels.swapaxes(2, 3), biases
            ),
            "maps_by_channels": maps_by_channels,
        },
    ),
    "relu": Task(
        answer=lambda maps: relu(maps),
        inputs=maps,
        mistakes={
            "sign_dropped": lambda maps: np.abs(maps),
            "negatives_kept": lambda maps: np.minimum(maps, 0),
            "clipped_at_1": lambda maps: np.clip(maps, 0, 1),
            "clipped_at_255": lambda maps: np.clip(maps, 0, 255),
            "zeros_and_ones": lambda maps: np.where(maps > 0, 1.0, 0.0),
            "shifted": lambda maps: maps - maps.min(),
            "at_least_1": lambda maps: np.maximum(maps, 1),
            "taken_out": lambda maps: maps[maps >= 0],
            "zeros_taken_out": lambda maps: maps[maps > 0],
            "leaky": lambda maps: np.maximum(maps, 0.1 * maps),
            "negatives_only": lambda maps: np.maximum(-maps, 0),
            "normalised": lambda maps: np.maximum(maps, 0) / maps.max(),
        },
    ),
    "weight_shape": Task(
        answer=lambda input_shape, filters, kernel_size: (
            kernel_size,
            kernel_size,
            input_shape[2],
            filters,
        ),
        inputs=weight_shapes,
        mistakes={
            "filters_third": lambda input_shape, filters, kernel_size: (
                kernel_size,
                kernel_size,
                filters,
                input_shape[2],
            ),
            "channels_first": lambda input_shape, filters, kernel_size: (
                input_shape[2],
                kernel_size,
                kernel_size,
                filters,
            ),
            "filters_first": lambda input_shape, filters, kernel_size: (
                filters,
                input_shape[2],
                kernel_size,
                kernel_size,
            ),
            "channels_forgotten": lambda input_shape, filters, kernel_size: (
                kernel_size,
                kernel_size,
                1,
                filters,
            ),
            "height_for_channels": lambda input_shape, filters, kernel_size: (
                kernel_size,
                kernel_size,
                input_shape[0],
                filters,
            ),
            "image_for_kernel": lambda input_shape, filters, kernel_size: (
                *input_shape,
                filters,
            ),
            "positions_for_kernel": lambda input_shape, filters, kernel_size: (
                input_shape[0] - kernel_size + 1,
                input_shape[1] - kernel_size + 1,
                input_shape[2],
                filters,
            ),
            "channels_and_filters_first": lambda input_shape, filters, kernel_size: (
                input_shape[2],
                filters,
                kernel_size,
                kernel_size,
            ),
            "filters_first_channels_last": lambda input_shape, filters, kernel_size: (
                filters,
                kernel_size,
                kernel_size,
                input_shape[2],
            ),
            "width_for_channels": lambda input_shape, filters, kernel_size: (
                kernel_size,
                kernel_size,
                input_shape[1],
                filters,
            ),
            "filters_twice": lambda input_shape, filters, kernel_size: (
                kernel_size,
                kernel_size,
                filters,
                filters,
            ),
            "always_colour": lambda input_shape, filters, kernel_size: (
                kernel_size,
                kernel_size,
                3,
                filters,
            ),
        },
    ),
}
