"""LeNet-5, its partial connections, and AlexNet's groups and local response normalisation.

A learner's model is compared with a description of the right one (networks.layers). The mistakes
are descriptions too, because building models takes time: only the learner's own function does it.
"""

from dataclasses import replace

import numpy as np

from fashion_cnn.networks.classic_layers import PartialConv
from fashion_cnn.networks.counting import report, totals
from fashion_cnn.networks.layers import Conv, Dense, Flatten
from fashion_cnn.networks.network import Network
from fashion_cnn.networks.zoo import lenet5 as published
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

# ---------------------------------------------------------------------------------------------
# Task 1: LeNet-5
# ---------------------------------------------------------------------------------------------

# The positions of the layers in LeNet-5.
C1, S2, C3, S4, FLATTEN, C5, F6, LAST = range(8)
HIDDEN = (C1, C3, C5, F6)


def lenet5(activation, classes):
    described = published.lenet5(classes=classes).layers
    layers = [
        replace(layer, activation=activation) if place in HIDDEN else layer
        for place, layer in enumerate(described)
    ]
    return Network("lenet5", (32, 32, 1), layers)


def changed(places, **settings):
    """The mistake of other settings in the layers at these positions."""

    def make(activation, classes):
        layers = list(lenet5(activation, classes).layers)
        for place in places:
            layers[place] = replace(layers[place], **settings)
        return Network("wrong", (32, 32, 1), layers)

    return make


def in_order(*order):
    """The mistake of having only the layers at these positions, in this order."""
    return lambda activation, classes: Network(
        "wrong", (32, 32, 1), [lenet5(activation, classes).layers[place] for place in order]
    )


def exchanged(one, other, setting):
    """The mistake of swapping a setting of two layers."""

    def make(activation, classes):
        layers = list(lenet5(activation, classes).layers)
        first, second = getattr(layers[one], setting), getattr(layers[other], setting)
        layers[one] = replace(layers[one], **{setting: second})
        layers[other] = replace(layers[other], **{setting: first})
        return Network("wrong", (32, 32, 1), layers)

    return make


def for_images(input_shape):
    """The mistake of another input shape."""
    return lambda activation, classes: Network(
        "wrong", input_shape, lenet5(activation, classes).layers
    )


def c5_convolution(activation, classes):
    layers = list(lenet5(activation, classes).layers)
    layers[FLATTEN], layers[C5] = Conv(120, 5, activation=activation), Flatten()
    return Network("wrong", (32, 32, 1), layers)


def activation_last(activation, classes):
    layers = lenet5(activation, classes).layers[:LAST]
    return Network("wrong", (32, 32, 1), [*layers, Dense(classes, activation)])


# ---------------------------------------------------------------------------------------------
# Tasks 2 and 3: counts
# ---------------------------------------------------------------------------------------------


def counted(layer, channels, kernel_size):
    """Return the parameter count of a layer on maps just large enough for it."""
    network = Network("one", (kernel_size, kernel_size, channels), [layer])
    return totals(report(network)).parameters


def tables(draw):
    """Connection tables with filters of different sizes at both ends."""
    drawn = [
        tuple(int(m) for m in sorted(draw.choice(9, count, replace=False)))
        for count in (2, 5, 3, 7, 4)
    ]
    return [
        ([(0, 2), (1, 2, 3)], 3),
        ([(0, 1, 2), (4,), (1, 3)], 5),
        (list(published.C3), 5),
        (drawn, 3),
        ([(1, 2, 4, 6), (0, 5)], 1),
        ([(0, 2), (1, 2, 3)], 4),
        (drawn, 130),
    ]


def partial_parameters(connections, kernel_size):
    maps = 1 + max(map(max, connections))
    return counted(PartialConv(tuple(connections), kernel_size), maps, kernel_size)


def summed(cost):
    """The mistake of another cost per filter, from the maps it sees and the kernel size."""
    return lambda connections, kernel_size: sum(cost(seen, kernel_size) for seen in connections)


def weights_alone(connections, kernel_size):
    return partial_parameters(connections, kernel_size) - len(connections)


def all_maps(connections, kernel_size):
    every = tuple(range(1 + max(map(max, connections))))
    return partial_parameters([every] * len(connections), kernel_size)


def layers_with_groups(draw):
    """Channels, kernel size, filters, groups: one group, as many groups as channels, and others."""
    groups = int(draw.integers(2, 5))
    drawn = (groups * int(draw.integers(5, 9)), 3, groups * int(draw.integers(10, 20)), groups)
    chosen = [(4, 3, 6, 2), (4, 3, 6, 1), (6, 5, 12, 3), (96, 5, 256, 2), (8, 3, 16, 8)]
    chosen += [(9, 4, 15, 3), (110, 120, 330, 110)]
    return [*chosen, drawn]


def group_parameters(channels, kernel_size, filters, groups):
    return counted(Conv(filters, kernel_size, groups=groups), channels, kernel_size)


def weights(channels, kernel_size, filters, groups=1):
    return group_parameters(channels, kernel_size, filters, groups) - filters


# ---------------------------------------------------------------------------------------------
# Task 4: local response normalisation
# ---------------------------------------------------------------------------------------------


def maps_to_normalise(draw):
    """Maps, size, bias, alpha, beta: the lesson's example, negative values, and random ones."""
    chosen = np.array([1.0, 0.0, 4.0, 5.0]).reshape(1, 1, 4)
    signed = np.array([[[1.0, -2.0, 3.0], [0.5, 2.0, -1.0]]])
    return [
        (chosen, 3, 8.0, 1.0, 0.5),
        (signed, 3, 2.0, 0.5, 0.75),
        (draw.normal(0, 2, (2, 3, 7)), 5, 2.0, 0.3, 0.75),
        (draw.uniform(1, 40, (3, 2, 8)), 5, 2.0, 0.01, 0.6),
        (draw.normal(0, 3, (2, 2, 5)), 1, 1.5, 0.2, 1.0),
        (draw.normal(0, 1e6, (2, 3, 4)), 3, 1e12, 200.0, 0.3),
    ]


def near(channels, before, after):
    """Return (C, C): 1 where the map of a row belongs to the sum for the map of a column."""
    distance = np.arange(channels)[:, None] - np.arange(channels)
    return ((-before <= distance) & (distance <= after)).astype(float)


def normalised(before=None, after=None, scale=None):
    """Return the normalised maps with other sums; the arguments make the mistakes."""

    def make(maps, size, bias, alpha, beta):
        half = size // 2
        reach = (half if before is None else before(half), half if after is None else after(half))
        near_maps = near(maps.shape[2], *reach)
        energy = np.square(maps) @ near_maps
        if scale:
            energy = energy / scale(size, near_maps.sum(axis=0))
        return maps * np.exp(-beta * np.log(bias + alpha * energy))

    return make


def local_response_norm(maps, size, bias, alpha, beta):
    return normalised()(maps, size, bias, alpha, beta)


def divided_by(divisor):
    """The mistake of another divisor, a function of the sums of squares and the constants."""

    def make(maps, size, bias, alpha, beta):
        half = size // 2
        energy = np.square(maps) @ near(maps.shape[2], half, half)
        return maps / divisor(energy, bias, alpha, beta)

    return make


def not_squared(maps, size, bias, alpha, beta):
    """The mistake of adding up the values instead of their squares."""
    half = size // 2
    return maps / (bias + alpha * (maps @ near(maps.shape[2], half, half))) ** beta


def own_left_out(maps, size, bias, alpha, beta):
    """The mistake of leaving the map itself out of its neighbours."""
    half = size // 2
    neighbours = near(maps.shape[2], half, half) - np.eye(maps.shape[2])
    return maps / (bias + alpha * (maps**2 @ neighbours)) ** beta


def square_of_sum(maps, size, bias, alpha, beta):
    """The mistake of squaring the sum instead of adding up squares."""
    half = size // 2
    return maps / (bias + alpha * (maps @ near(maps.shape[2], half, half)) ** 2) ** beta


def axis_forgotten(maps, size, bias, alpha, beta):
    """The mistake of one sum over all pixels of the neighbouring maps."""
    half = size // 2
    energy = np.square(maps).sum(axis=(0, 1)) @ near(maps.shape[2], half, half)
    return maps / (bias + alpha * energy) ** beta


def over_pixels(maps, size, bias, alpha, beta):
    """The mistake of adding over the pixels of a map instead of over maps at one pixel."""
    return maps / (bias + alpha * (maps**2).sum(axis=(0, 1))) ** beta


def begins_negative(maps, size, bias, alpha, beta):
    """The mistake of a slice whose negative start counts from the end."""
    half, result = size // 2, np.zeros(maps.shape)
    for c in range(maps.shape[2]):
        energy = (maps[:, :, c - half : c + half + 1] ** 2).sum(axis=2)
        result[:, :, c] = maps[:, :, c] / (bias + alpha * energy) ** beta
    return result


def in_place(maps, size, bias, alpha, beta):
    """The mistake of using squares of values that are already normalised."""
    half, result = size // 2, maps.copy()
    for c in range(maps.shape[2]):
        energy = (result[:, :, max(c - half, 0) : c + half + 1] ** 2).sum(axis=2)
        result[:, :, c] = result[:, :, c] / (bias + alpha * energy) ** beta
    return result


TASKS = {
    "lenet5": Task(
        answer=lenet5,
        inputs=lambda draw: [("tanh", 10), ("relu", 101)],
        compare_as=structure,
        mistakes={
            "no_model": lambda activation, classes: no_model(),
            "no_input": lambda activation, classes: no_input(),
            "own_class": lambda activation, classes: own_class(),
            "compiled": throughout(COMPILED, lenet5),
            "frozen": throughout(FROZEN, lenet5),
            "equal_weights": throughout(EQUAL, lenet5),
            "no_biases": without_biases(lenet5),
            "input_28": for_images((28, 28, 1)),
            "colour": for_images((32, 32, 3)),
            "max_pools": changed((S2, S4), kind="max"),
            "no_pools": in_order(C1, C3, FLATTEN, C5, F6, LAST),
            "one_pool": in_order(C1, S2, C3, FLATTEN, C5, F6, LAST),
            "padded": changed((C1, C3), padding="same"),
            "padded_first": changed((C1,), padding="same"),
            "padded_second": changed((C3,), padding="same"),
            "kernels_of_3": changed((C1, C3), kernel_size=3),
            "filters_swapped": exchanged(C1, C3, "filters"),
            "filters_equal": changed((C3,), filters=6),
            "units_swapped": exchanged(C5, F6, "units"),
            "no_flatten": in_order(C1, S2, C3, S4, C5, F6, LAST),
            "no_c5": in_order(C1, S2, C3, S4, FLATTEN, F6, LAST),
            "no_f6": in_order(C1, S2, C3, S4, FLATTEN, C5, LAST),
            "c5_convolution": c5_convolution,
            "always_tanh": lambda activation, classes: lenet5("tanh", classes),
            "always_relu": lambda activation, classes: lenet5("relu", classes),
            "no_activation": changed(HIDDEN, activation=None),
            "convolutions_linear": changed((C1, C3), activation=None),
            "dense_linear": changed((C5, F6), activation=None),
            "f6_linear": changed((F6,), activation=None),
            "no_softmax": changed((LAST,), activation=None),
            "activation_last": activation_last,
            "always_10": lambda activation, classes: lenet5(activation, 10),
        },
    ),
    "partial_parameters": Task(
        answer=partial_parameters,
        inputs=tables,
        mistakes={
            "no_biases": weights_alone,
            "one_bias": lambda connections, kernel_size: (
                weights_alone(connections, kernel_size) + 1
            ),
            "bias_a_kernel": summed(lambda seen, kernel_size: len(seen) * (kernel_size**2 + 1)),
            "one_kernel": summed(lambda seen, kernel_size: kernel_size**2 + 1),
            "side_once": summed(lambda seen, kernel_size: len(seen) * kernel_size + 1),
            "numbers_added": summed(lambda seen, kernel_size: sum(seen) * kernel_size**2 + 1),
            "all_maps": all_maps,
            "as_the_first": lambda connections, kernel_size: partial_parameters(
                [connections[0]] * len(connections), kernel_size
            ),
            "first_only": lambda connections, kernel_size: partial_parameters(
                connections[:1], kernel_size
            ),
            "last_only": lambda connections, kernel_size: partial_parameters(
                connections[-1:], kernel_size
            ),
        },
    ),
    "group_parameters": Task(
        answer=group_parameters,
        inputs=layers_with_groups,
        mistakes={
            "groups_ignored": lambda channels, kernel_size, filters, groups: group_parameters(
                channels, kernel_size, filters, 1
            ),
            "one_group": lambda channels, kernel_size, filters, groups: group_parameters(
                channels // groups, kernel_size, filters // groups, 1
            ),
            "one_group_all_biases": lambda channels, kernel_size, filters, groups: (
                weights(channels // groups, kernel_size, filters // groups) + filters
            ),
            "all_divided": lambda channels, kernel_size, filters, groups: (
                group_parameters(channels, kernel_size, filters, 1) // groups
            ),
            "multiplied": lambda channels, kernel_size, filters, groups: (
                weights(channels, kernel_size, filters) * groups + filters
            ),
            "no_biases": lambda channels, kernel_size, filters, groups: weights(
                channels, kernel_size, filters, groups
            ),
            "bias_a_group": lambda channels, kernel_size, filters, groups: (
                weights(channels, kernel_size, filters, groups) + groups
            ),
            "biases_each_group": lambda channels, kernel_size, filters, groups: (
                weights(channels, kernel_size, filters, groups) + filters * groups
            ),
            "groups_for_channels": lambda channels, kernel_size, filters, groups: group_parameters(
                groups, kernel_size, filters, 1
            ),
            "side_once": lambda channels, kernel_size, filters, groups: (
                weights(channels, 1, filters, groups) * kernel_size + filters
            ),
        },
    ),
    "local_response_norm": Task(
        answer=local_response_norm,
        inputs=maps_to_normalise,
        mistakes={
            "not_squared": not_squared,
            "square_of_sum": square_of_sum,
            "axis_forgotten": axis_forgotten,
            "own_only": normalised(before=lambda half: 0, after=lambda half: 0),
            "own_left_out": own_left_out,
            "last_left_out": normalised(after=lambda half: half - 1),
            "size_each_side": normalised(
                before=lambda half: 2 * half + 1, after=lambda half: 2 * half + 1
            ),
            "before_only": normalised(before=lambda half: 2 * half, after=lambda half: 0),
            "behind_only": normalised(before=lambda half: 0, after=lambda half: 2 * half),
            "all_maps": normalised(before=lambda half: 10**6, after=lambda half: 10**6),
            "over_pixels": over_pixels,
            "begins_negative": begins_negative,
            "in_place": in_place,
            "mean_of_size": normalised(scale=lambda size, count: size),
            "mean": normalised(scale=lambda size, count: count),
            "beta_forgotten": divided_by(lambda energy, bias, alpha, beta: bias + alpha * energy),
            "root_for_beta": divided_by(
                lambda energy, bias, alpha, beta: np.sqrt(bias + alpha * energy)
            ),
            "bias_outside": divided_by(
                lambda energy, bias, alpha, beta: bias + (alpha * energy) ** beta
            ),
            "alpha_forgotten": divided_by(
                lambda energy, bias, alpha, beta: (bias + energy) ** beta
            ),
            "bias_forgotten": divided_by(
                lambda energy, bias, alpha, beta: (alpha * energy) ** beta
            ),
            "multiplied": divided_by(
                lambda energy, bias, alpha, beta: 1 / (bias + alpha * energy) ** beta
            ),
        },
    ),
}
