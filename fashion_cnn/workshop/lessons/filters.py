"""Filters: read from a model, shown in grey, before training, applied; and dense units."""

import math

import numpy as np

from fashion_cnn.convolution import conv2d, relu
from fashion_cnn.convolution.kernels import SMALL_IMAGE, SMALL_KERNEL
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.structures import with_weights


def layers_of_a_model(draw):
    """A model with two convolutions, the name of one of them, and a filter number."""
    import keras

    first = keras.layers.Conv2D(4, (2, 3), name="edges")
    second = keras.layers.Conv2D(5, 3, name="parts")
    model = with_weights(keras.Sequential([keras.Input((9, 8, 3)), first, second], name="example"))
    wide = keras.layers.Conv2D(120, (3, 1), name="edges")
    large = keras.Sequential([keras.Input((4, 4, 2)), wide], name="other")
    chosen = ("edges", 0), ("parts", 3), ("edges", 2), ("parts", 1)
    chosen = [(model, name, number) for name, number in chosen]
    return [*chosen, (with_weights(large, spread=1e6), "edges", 110)]


def weights_of(model, name):
    return model.get_layer(name).get_weights()[0]


def some_weights(draw):
    """Weights of a layer; each filter has another largest absolute value, sometimes negative."""
    chosen = np.array([[-0.4, 0.0], [0.1, 0.2]])[:, :, None, None]
    two = np.stack([[[0.2, -0.1]], [[-0.8, 0.4]]], axis=-1)[:, :, None]
    return [
        (chosen,),
        (two,),
        (draw.uniform(-0.3, 0.5, (2, 3, 2, 2)),),
        (draw.normal(0, 2, (3, 3, 1, 4)),),
        (1e6 * draw.normal(size=(2, 3, 4, 2)),),
        (draw.integers(-9, 4, (2, 2, 3, 1)),),
    ]


def to_grey(weights):
    return 0.5 + 0.5 * weights / np.max(np.abs(weights))


def from_black_to_white(weights):
    """The mistake of scaling from the smallest weight to the largest."""
    return (weights - weights.min()) / (weights.max() - weights.min())


def a_scale_each(weights):
    """The mistake of a separate scale for each filter."""
    return 0.5 + weights / (2 * np.abs(weights).max(axis=(0, 1, 2), keepdims=True))


def fresh_layers(draw):
    """(kernel_size, channels, filters) of conv2 and conv1 in the main model, and of others."""
    chosen = [(3, 32, 64), (3, 1, 32), (1, 8, 2), (5, 3, 16), (4, 7, 5), (120, 130, 151)]
    return [*chosen, (7, int(draw.integers(4, 9)), int(draw.integers(10, 30)))]


def deviation(fans):
    """The standard deviation of uniform numbers between ±√(6 / fans)."""
    return math.sqrt(6 / fans) / math.sqrt(3)


def fans(kernel_size, channels, filters):
    return kernel_size**2 * (channels + filters)


def some_layers(draw):
    """An image, the weights and biases of a layer, and a filter number."""
    image = np.array(SMALL_IMAGE, float)[:, :, None]
    kernels = np.stack([[[0.0, 1.0], [2.0, -1.0]], SMALL_KERNEL], axis=-1)[:, :, None]
    sizes = [
        *((4, 5, 2, (3, 3), 3, 0), (6, 5, 3, (2, 2), 4, 3), (7, 6, 1, (3, 3), 2, 1)),
        *((5, 6, 2, (2, 3), 3, 2), (5, 4, 4, (4, 1), 2, 0)),
    ]
    drawn = [
        (
            draw.normal(size=(height, width, channels)),
            draw.normal(size=(*size, channels, count)),
            draw.uniform(0.2, 0.9, count) * draw.choice([-1, 1], count),
            number,
        )
        for height, width, channels, size, count, number in sizes
    ]
    whole = draw.integers(-300, 300, (3, 4, 2)), draw.integers(-5, 6, (2, 3, 2, 2))
    return [
        (image, kernels, np.array([2.0, -3.0]), 1),
        *drawn,
        (*whole, np.array([500, -700]), 0),
        (*(1e6 * part for part in whole), np.array([2e12, -3e12]), 1),
    ]


def before_relu(image, weights, biases, number, padding="same"):
    return conv2d(image[None], weights, biases, padding)[0, :, :, number]


def map_by_hand(image, weights, biases, number):
    return relu(before_relu(image, weights, biases, number))


def relu_for_each_channel(image, weights, biases, number):
    """The mistake of applying ReLU before the channels are added up."""
    parts = [
        map_by_hand(image[:, :, c : c + 1], weights[:, :, c : c + 1], 0 * biases, number)
        for c in range(image.shape[2])
    ]
    return relu(sum(parts) + biases[number])


def dense_layers(draw):
    """Weights of a dense layer, a unit, and the height and width of the images."""
    example = np.array([[1, 7], [2, 8], [3, 9], [4, 0], [5, 1], [6, 2]], float)
    sizes = [(3, 4, 5, 2), (2, 3, 6, 4), (4, 3, 4, 3), (5, 2, 3, 0)]
    drawn = [
        (draw.normal(size=(height * width, units)), unit, height, width)
        for height, width, units, unit in sizes
    ]
    large = [
        (1e6 * draw.normal(size=(height * width, 130)), unit, height, width)
        for height, width, unit in ((110, 2, 120), (3, 120, 101))
    ]
    return [(example, 1, 2, 3), *drawn, *large]


def unit_picture(weights, unit, height, width):
    return weights.reshape(height, width, -1)[:, :, unit]


TASKS = {
    "read_filter": Task(
        answer=lambda model, name, number: weights_of(model, name)[..., number],
        inputs=layers_of_a_model,
        mistakes={
            "biases": lambda model, name, number: model.get_layer(name).get_weights()[1],
            "all_filters": lambda model, name, number: weights_of(model, name),
            "first_layer": lambda model, name, number: weights_of(model, "edges")[..., number],
            "first_axis": lambda model, name, number: weights_of(model, name)[number],
            "third_axis": lambda model, name, number: weights_of(model, name)[:, :, number],
            "one_channel": lambda model, name, number: weights_of(model, name)[:, :, 0, number],
            "from_1": lambda model, name, number: weights_of(model, name)[..., number - 1],
            "with_bias": lambda model, name, number: (
                model.get_layer(name).get_weights()[0][..., number]
                + model.get_layer(name).get_weights()[1][number]
            ),
            "second_axis": lambda model, name, number: weights_of(model, name)[:, number],
            "turned": lambda model, name, number: weights_of(model, name)[..., number].T,
        },
    ),
    "to_grey": Task(
        answer=to_grey,
        inputs=some_weights,
        mistakes={
            "from_black_to_white": from_black_to_white,
            "a_scale_each": a_scale_each,
            "sign_of_largest": lambda weights: 0.5 + weights / (2 * weights.max()),
            "not_halved": lambda weights: 0.5 + weights / np.abs(weights).max(),
            "middle_at_0": lambda weights: weights / (2 * np.abs(weights).max()),
            "from_minus_1": lambda weights: weights / np.abs(weights).max(),
            "whole_range": lambda weights: 0.5 + weights / (weights.max() - weights.min()),
            "without_signs": lambda weights: np.abs(weights) / np.abs(weights).max(),
            "not_scaled": lambda weights: 0.5 + weights,
            "inverted": lambda weights: 1 - to_grey(weights),
            "mean_for_largest": lambda weights: 0.5 + weights / (2 * np.abs(weights).mean()),
            "most_negative": lambda weights: 0.5 + weights / (2 * np.abs(weights.min())),
            "brackets": lambda weights: 0.5 + weights / 2 * np.abs(weights).max(),
            "up_to_255": lambda weights: 255 * to_grey(weights),
        },
    ),
    "untrained_deviation": Task(
        answer=lambda kernel_size, channels, filters: deviation(
            fans(kernel_size, channels, filters)
        ),
        inputs=fresh_layers,
        mistakes={
            "only_a": lambda kernel_size, channels, filters: math.sqrt(
                6 / fans(kernel_size, channels, filters)
            ),
            "third": lambda kernel_size, channels, filters: (
                math.sqrt(6 / fans(kernel_size, channels, filters)) / 3
            ),
            "variance": lambda kernel_size, channels, filters: (
                deviation(fans(kernel_size, channels, filters)) ** 2
            ),
            "root_forgotten": lambda kernel_size, channels, filters: (
                6 / fans(kernel_size, channels, filters) / math.sqrt(3)
            ),
            "kernel_left_out": lambda kernel_size, channels, filters: deviation(channels + filters),
            "side_of_the_kernel": lambda kernel_size, channels, filters: deviation(
                kernel_size * (channels + filters)
            ),
            "only_fan_in": lambda kernel_size, channels, filters: deviation(
                kernel_size**2 * channels
            ),
            "only_fan_out": lambda kernel_size, channels, filters: deviation(
                kernel_size**2 * filters
            ),
            "all_weights": lambda kernel_size, channels, filters: deviation(
                kernel_size**2 * channels * (1 + filters)
            ),
            "brackets": lambda kernel_size, channels, filters: (
                math.sqrt(6 / (kernel_size**2 * channels) + kernel_size**2 * filters) / math.sqrt(3)
            ),
            "multiplied": lambda kernel_size, channels, filters: (
                3 * deviation(fans(kernel_size, channels, filters))
            ),
            "fans_multiplied": lambda kernel_size, channels, filters: deviation(
                kernel_size**2 * channels * kernel_size**2 * filters
            ),
        },
    ),
    "map_by_hand": Task(
        answer=map_by_hand,
        inputs=some_layers,
        mistakes={
            "bias_forgotten": lambda image, weights, biases, number: map_by_hand(
                image, weights, 0 * biases, number
            ),
            "relu_forgotten": before_relu,
            "bias_after_relu": lambda image, weights, biases, number: (
                map_by_hand(image, weights, 0 * biases, number) + biases[number]
            ),
            "relu_for_each_channel": relu_for_each_channel,
            "bias_for_each_channel": lambda image, weights, biases, number: map_by_hand(
                image, weights, biases * image.shape[2], number
            ),
            "first_bias": lambda image, weights, biases, number: map_by_hand(
                image, weights, np.full(biases.shape, biases[0]), number
            ),
            "first_filter": lambda image, weights, biases, number: map_by_hand(
                image, weights, biases, 0
            ),
            "first_channel": lambda image, weights, biases, number: map_by_hand(
                image[:, :, :1], weights[:, :, :1], biases, number
            ),
            "valid": lambda image, weights, biases, number: relu(
                before_relu(image, weights, biases, number, "valid")
            ),
            "flipped": lambda image, weights, biases, number: map_by_hand(
                image, weights[::-1, ::-1], biases, number
            ),
            "sign_dropped": lambda image, weights, biases, number: np.abs(
                before_relu(image, weights, biases, number)
            ),
            "all_biases": lambda image, weights, biases, number: map_by_hand(
                image, weights, np.full(biases.shape, biases.sum()), number
            ),
            "last_channel": lambda image, weights, biases, number: map_by_hand(
                image[:, :, -1:], weights[:, :, -1:], biases, number
            ),
            "channels_averaged": lambda image, weights, biases, number: map_by_hand(
                image, weights / image.shape[2], biases, number
            ),
            "at_least_bias": lambda image, weights, biases, number: np.maximum(
                before_relu(image, weights, 0 * biases, number), biases[number]
            ),
        },
    ),
    "unit_picture": Task(
        answer=unit_picture,
        inputs=dense_layers,
        mistakes={
            "row_of_weights": lambda weights, unit, height, width: weights[unit].reshape(
                height, width
            ),
            "still_a_vector": lambda weights, unit, height, width: weights[:, unit],
            "units_first": lambda weights, unit, height, width: weights.reshape(-1, height, width)[
                unit
            ],
            "width_first": lambda weights, unit, height, width: weights[:, unit].reshape(
                width, height
            ),
            "column_by_column": lambda weights, unit, height, width: (
                weights[:, unit].reshape(width, height).T
            ),
            "from_1": lambda weights, unit, height, width: unit_picture(
                weights, unit - 1, height, width
            ),
            "all_units": lambda weights, unit, height, width: weights.reshape(height, width, -1),
            "first_unit": lambda weights, unit, height, width: unit_picture(
                weights, 0, height, width
            ),
        },
    ),
}
