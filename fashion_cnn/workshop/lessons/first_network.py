"""The main model: its layers, its flattened values, its parameters, and softmax.

A learner's model, like each mistake, is compared with a description of the right one
(networks.layers). Building models takes time, so only the learner's own function does it.
"""

import math
from dataclasses import replace

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.networks import counting, zoo
from fashion_cnn.networks.layers import Dense
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
    used_twice,
    without_biases,
)

# ---------------------------------------------------------------------------------------------
# Task 1: the layers
# ---------------------------------------------------------------------------------------------


def main(padding):
    return zoo.describe("main", padding=padding)


# The layers of the main model, by index.
CONV1, POOL1, CONV2, POOL2, FLATTEN, HIDDEN, DROPOUT, LAST = range(8)


def changed(places, **settings):
    """Mistake: the layers at these indices have other settings."""

    def make(padding):
        layers = list(main(padding).layers)
        for place in places:
            layers[place] = replace(layers[place], **settings)
        return Network("wrong", (28, 28, 1), layers)

    return make


def in_order(*order):
    """Mistake: only the layers at these indices, in this order."""
    return lambda padding: Network("wrong", (28, 28, 1), [main(padding).layers[i] for i in order])


def with_filters(first, second):
    return lambda padding: zoo.describe("main", padding=padding, filters=(first, second))


def kernel_for_filters(padding):
    """Mistake: Conv2D(3, 32) has 3 filters of 32x32, too large for "valid"."""
    layers = list(changed([CONV1], filters=3, kernel_size=32)(padding).layers)
    layers[CONV2] = replace(layers[CONV2], filters=3, kernel_size=64)
    network = Network("wrong", (28, 28, 1), layers)
    counting.report(network)
    return network


def units_swapped(padding):
    layers = list(main(padding).layers)
    layers[HIDDEN], layers[LAST] = Dense(10, "relu"), Dense(100, "softmax")
    return Network("wrong", (28, 28, 1), layers)


def average_pools(padding):
    return changed([POOL1, POOL2], kind="average")(padding)


# ---------------------------------------------------------------------------------------------
# Tasks 2 and 3: counts
# ---------------------------------------------------------------------------------------------


def counted(side, padding):
    """Return the report rows of the main model for a side x side image, by layer name."""
    network = zoo.describe("main", input_shape=(side, side, 1), padding=padding)
    return {row.name: row for row in counting.report(network)}


def flattened(side, padding):
    [values] = counted(side, padding)["flatten"].output_shape
    return values


def parameters(side, padding):
    rows = counted(side, padding)
    return tuple(rows[name].parameters for name in ("conv1", "conv2", "dense", "predictions"))


def images(draw):
    chosen = [
        (16, "same"),
        (16, "valid"),
        (28, "same"),
        (28, "valid"),
        (18, "valid"),
        (19, "same"),
        (12, "valid"),
        (302, "valid"),
    ]
    odd = 2 * int(draw.integers(16, 30)) + 1
    return [*chosen, (odd, "valid"), (odd + 2, "same")]


def side_after(border, pools=2, convolutions=2, pool=lambda side: side // 2):
    """Return a function (side, padding) -> remaining side; the arguments make the mistakes."""

    def follow(side, padding):
        for block in range(2):
            if padding == "valid" and block < convolutions:
                side -= border
            if block < pools:
                side = pool(side)
        return side

    return follow


def squared(follow):
    """Mistake: `follow` computes the wrong side."""
    return lambda side, padding: follow(side, padding) ** 2 * 64


def borders_first(side, padding):
    """Mistake: both convolutions come before both pooling layers."""
    return ((side - 4 if padding == "valid" else side) // 4) ** 2 * 64


def replaced(**wrong):
    """Mistake: some of the four layers have other counts, from functions (side, padding)."""
    names = ("first", "second", "hidden", "last")

    def make(side, padding):
        right = dict(zip(names, parameters(side, padding), strict=True))
        return tuple(wrong[name](side, padding) if name in wrong else right[name] for name in names)

    return make


# ---------------------------------------------------------------------------------------------
# Task 4: softmax
# ---------------------------------------------------------------------------------------------


def scores(draw):
    return [
        (np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0], [-1.0, 0.5, 3.0]]),),
        (np.array([[3.0, 1.0], [-2.0, -1.5], [0.0, 4.0]]),),
        (np.array([[1000.0, 998.0, 0.0, 999.0], [-1000.0, -1002.0, -999.0, -1001.0]]),),
        (np.array([[5e6, 4e6, 0.0, 0.0], [-4000.0, 0.0, -3000.0, 0.0]]),),
        (np.array([[1, 3, 0], [2, 2, -4]]),),
        (draw.normal(0, 3, size=(5, 10)),),
        (draw.normal(0, 3, size=(1, 7)),),
    ]


def normalised(axis, shift, keep=True, keep_shift=True):
    """Return a softmax, e^(score − shift) over its sums along `axis`, with mistakes."""

    def make(scores):
        moved = scores
        if shift != "none":
            along = {"rows": 1, "columns": 0, "all": None}[shift]
            moved = scores - scores.max(axis=along, keepdims=keep_shift)
        powers = np.exp(moved)
        return powers / powers.sum(axis=axis, keepdims=keep)

    return make


def shifted_by(shift):
    """Mistake: something else than the largest score is subtracted."""

    def make(scores):
        powers = np.exp(scores - shift(scores))
        return powers / powers.sum(axis=1, keepdims=True)

    return make


def into_whole_numbers(scores):
    """Mistake: the results are put into an array of the scores' type."""
    result = np.zeros_like(scores)
    result[...] = convolution.softmax(scores)
    return result


def one_for_the_largest(scores):
    return np.eye(scores.shape[1])[scores.argmax(axis=1)]


TASKS = {
    "first_network": Task(
        answer=main,
        inputs=lambda draw: [("same",), ("valid",)],
        compare_as=structure,
        mistakes={
            "no_model": lambda padding: no_model(),
            "no_input": lambda padding: no_input(),
            "own_class": lambda padding: own_class(),
            "used_twice": lambda padding: used_twice(),
            "compiled": throughout(COMPILED, main),
            "frozen": throughout(FROZEN, main),
            "equal_weights": throughout(EQUAL, main),
            "no_biases": without_biases(main),
            "no_biases_in_convolutions": changed([CONV1, CONV2], use_bias=False),
            "padding_ignored": changed([CONV1, CONV2], padding="valid"),
            "padding_of_one": changed([CONV2], padding="valid"),
            "padding_of_first": changed([CONV1], padding="valid"),
            "always_same": changed([CONV1, CONV2], padding="same"),
            "pools_padded": lambda padding: changed([POOL1, POOL2], padding=padding)(padding),
            "no_relu": changed([CONV1, CONV2, HIDDEN], activation=None),
            "no_relu_in_convolutions": changed([CONV1, CONV2], activation=None),
            "no_relu_in_dense": changed([HIDDEN], activation=None),
            "no_activations": changed([CONV1, CONV2, HIDDEN, LAST], activation=None),
            "no_softmax": changed([LAST], activation=None),
            "sigmoid": changed([LAST], activation="sigmoid"),
            "relu_at_the_end": changed([LAST], activation="relu"),
            "softmax_in_dense": changed([HIDDEN], activation="softmax"),
            "no_flatten": in_order(CONV1, POOL1, CONV2, POOL2, HIDDEN, DROPOUT, LAST),
            "no_pools": in_order(CONV1, CONV2, FLATTEN, HIDDEN, DROPOUT, LAST),
            "one_pool": in_order(CONV1, POOL1, CONV2, FLATTEN, HIDDEN, DROPOUT, LAST),
            "one_pool_late": in_order(CONV1, CONV2, POOL2, FLATTEN, HIDDEN, DROPOUT, LAST),
            "average_pools": average_pools,
            "no_hidden": in_order(CONV1, POOL1, CONV2, POOL2, FLATTEN, DROPOUT, LAST),
            "no_dropout": in_order(CONV1, POOL1, CONV2, POOL2, FLATTEN, HIDDEN, LAST),
            "dropout_kept": changed([DROPOUT], rate=0.6),
            "dropout_early": in_order(CONV1, POOL1, CONV2, POOL2, FLATTEN, DROPOUT, HIDDEN, LAST),
            "dropout_last": in_order(CONV1, POOL1, CONV2, POOL2, FLATTEN, HIDDEN, LAST, DROPOUT),
            "filters_equal": with_filters(32, 32),
            "filters_swapped": with_filters(64, 32),
            "kernel_for_filters": kernel_for_filters,
            "units_swapped": units_swapped,
        },
    ),
    "flattened": Task(
        answer=flattened,
        inputs=images,
        mistakes={
            "padding_ignored": lambda side, padding: flattened(side, "same"),
            "always_valid": lambda side, padding: flattened(side, "valid"),
            "one_side": squared(side_after(border=1)),
            "whole_kernel": squared(side_after(border=3)),
            "one_border": squared(side_after(border=2, convolutions=1)),
            "borders_first": borders_first,
            "no_pools": squared(side_after(border=2, pools=0)),
            "one_pool": squared(side_after(border=2, pools=1)),
            "rounded_up": squared(side_after(border=2, pool=lambda side: -(-side // 2))),
            "not_rounded": squared(side_after(border=2, pool=lambda side: side / 2)),
            "no_channels": lambda side, padding: flattened(side, padding) // 64,
            "first_channels": lambda side, padding: flattened(side, padding) // 2,
            "all_channels": lambda side, padding: flattened(side, padding) * 32,
            "one_row": lambda side, padding: side_after(border=2)(side, padding) * 64,
            "sides_added": lambda side, padding: 2 * side_after(border=2)(side, padding) * 64,
            "two_borders": squared(side_after(border=4)),
            "padding_turned": lambda side, padding: flattened(
                side, {"same": "valid", "valid": "same"}[padding]
            ),
            "one_block": squared(side_after(border=2, pools=1, convolutions=1)),
            "always_28": lambda side, padding: flattened(28, padding),
        },
    ),
    "parameters": Task(
        answer=parameters,
        inputs=images,
        mistakes={
            "no_biases": lambda side, padding: (288, 18_432, flattened(side, padding) * 100, 1000),
            "one_channel": replaced(second=lambda side, padding: 3 * 3 * 64 + 64),
            "side_once": replaced(
                first=lambda side, padding: 3 * 32 + 32,
                second=lambda side, padding: 32 * 3 * 64 + 64,
            ),
            "bias_a_kernel": replaced(second=lambda side, padding: 32 * (3 * 3 + 1) * 64),
            "dense_without_biases": replaced(
                hidden=lambda side, padding: flattened(side, padding) * 100,
                last=lambda side, padding: 1000,
            ),
            "one_bias": lambda side, padding: tuple(
                weights + 1 for weights in (288, 18_432, flattened(side, padding) * 100, 1000)
            ),
            "hidden_skipped": replaced(
                last=lambda side, padding: flattened(side, padding) * 10 + 10
            ),
            "channels_into_dense": replaced(hidden=lambda side, padding: 64 * 100 + 100),
            "dropout_counted": replaced(last=lambda side, padding: 60 * 10 + 10),
            "dropout_turned": replaced(last=lambda side, padding: 40 * 10 + 10),
            "pools_ignored": replaced(
                hidden=lambda side, padding: (
                    squared(side_after(border=2, pools=0))(side, padding) * 100 + 100
                )
            ),
            "padding_ignored": lambda side, padding: parameters(side, "same"),
            "always_28": lambda side, padding: parameters(28, padding),
            "image_into_dense": replaced(hidden=lambda side, padding: side**2 * 64 * 100 + 100),
            "last_without_biases": replaced(last=lambda side, padding: 1000),
            "dense_swapped": lambda side, padding: tuple(
                parameters(side, padding)[place] for place in (0, 1, 3, 2)
            ),
        },
    ),
    "softmax": Task(
        answer=lambda scores: convolution.softmax(scores),
        inputs=scores,
        mistakes={
            "overflow": normalised(axis=1, shift="none"),
            "largest_of_all": normalised(axis=1, shift="all"),
            "largest_of_columns": normalised(axis=1, shift="columns"),
            "wrong_axis": normalised(axis=0, shift="columns"),
            "wrong_axis_of_sum": normalised(axis=0, shift="rows"),
            "wrong_axis_and_overflow": normalised(axis=0, shift="none"),
            "whole_array": normalised(axis=None, shift="all"),
            "whole_array_of_sum": normalised(axis=None, shift="rows"),
            "whole_array_and_overflow": normalised(axis=None, shift="none"),
            "no_keepdims": normalised(axis=1, shift="rows", keep=False, keep_shift=False),
            "no_keepdims_in_sum": normalised(axis=1, shift="rows", keep=False),
            "no_keepdims_and_overflow": normalised(axis=1, shift="none", keep=False),
            "not_divided": lambda scores: np.exp(scores - scores.max(axis=1, keepdims=True)),
            "no_powers": lambda scores: scores / scores.sum(axis=1, keepdims=True),
            "sigmoid": lambda scores: 1 / (1 + np.exp(-scores)),
            "one_for_the_largest": one_for_the_largest,
            "mean_subtracted": shifted_by(lambda scores: scores.mean(axis=1, keepdims=True)),
            "smallest_subtracted": shifted_by(lambda scores: scores.min(axis=1, keepdims=True)),
            "own_type": into_whole_numbers,
            "divided_by_mean": lambda scores: convolution.softmax(scores) * scores.shape[1],
            "base_2": lambda scores: convolution.softmax(scores * math.log(2)),
        },
    ),
}
