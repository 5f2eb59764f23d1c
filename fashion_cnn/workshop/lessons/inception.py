"""1x1 convolutions, the cost of a branch, and Inception modules."""

from dataclasses import replace
from functools import partial

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.networks.counting import report, totals
from fashion_cnn.networks.layers import Add, Concatenate, Conv, Pool
from fashion_cnn.networks.network import IMAGE, Graph, Network
from fashion_cnn.networks.zoo import googlenet
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.wirings import (
    no_tensor,
    several_tensors,
    tensor,
    whole_model,
    wiring,
)

POOL = Pool(3, strides=1, padding="same")

# ---------------------------------------------------------------------------------------------
# Task 1: a 1x1 convolution
# ---------------------------------------------------------------------------------------------


def layers_of_ones(draw):
    """Maps, weights, biases: the lesson's pixel, as many filters as channels, and random ones."""

    def drawn(height, width, channels, filters):
        maps = draw.normal(size=(height, width, channels))
        return maps, draw.normal(size=(channels, filters)), draw.normal(size=filters)

    pixel, table = np.array([[[2.0, 3.0, 1.0]]]), np.array([[1.0, 0.0], [1.0, 2.0], [0.0, 4.0]])
    square = draw.integers(-3, 4, (2, 2, 2)).astype(float), np.array([[1.0, 2.0], [-1.0, 3.0]])
    return [
        (pixel, table, np.array([10.0, -5.0])),
        (*square, np.array([1.0, -2.0])),
        *(drawn(*sizes) for sizes in [(2, 3, 4, 5), (3, 2, 3, 3), (4, 5, 6, 2)]),
        tuple(1e6 * part for part in drawn(2, 4, 3, 2)),
    ]


def one_by_one(maps, weights, biases):
    return convolution.conv2d(maps[None], weights[None, None], biases)[0]


# ---------------------------------------------------------------------------------------------
# Tasks 2 and 3: counts
# ---------------------------------------------------------------------------------------------


def branches(draw):
    """Height, width, channels, branch: the lesson's numbers, and a branch of three convolutions."""
    sizes = [int(n) for n in draw.permutation([3, 5, 7, 11])]
    return [
        (10, 20, 6, [(2, 1), (8, 3)]),
        (10, 20, 6, [(8, 3)]),
        (28, 28, 192, [(16, 1), (32, 5)]),
        (5, 4, 3, [(7, 1)]),
        (6, 9, sizes[0], [(sizes[1], 1), (sizes[2], 3), (sizes[3], 5)]),
        (130, 120, 3, [(2, 2)]),
        (300, 200, 40, []),  # as in the picture
    ]


def convolutions(branch, use_bias=False):
    return [Conv(filters, size, padding="same", use_bias=use_bias) for filters, size in branch]


def branch_cost(height, width, channels, branch, use_bias=False):
    layers = convolutions(branch, use_bias)
    found = totals(report(Network("branch", (height, width, channels), layers)))
    return found.parameters, found.multiplications


def costing(weights_of, next_channels=lambda channels, filters: filters):
    """The mistake of another weight count for a convolution, or of other channels after it."""

    def make(height, width, channels, branch):
        weights = 0
        for filters, kernel_size in branch:
            weights += weights_of(channels, kernel_size, filters)
            channels = next_channels(channels, filters)
        return weights, height * width * weights

    return make


def right_weights(channels, kernel_size, filters):
    return channels * kernel_size**2 * filters


def multiplied(multiplications):
    """The mistake of other multiplications for the right weights."""

    def make(height, width, channels, branch):
        weights, _ = branch_cost(height, width, channels, branch)
        return weights, multiplications(height, width, channels, weights)

    return make


def with_biases(height, width, channels, branch):
    weights, _ = branch_cost(height, width, channels, branch, use_bias=True)
    return weights, height * width * weights


def factors_multiplied(height, width, channels, branch):
    weights = 1
    for filters, kernel_size in branch:
        weights *= right_weights(channels, kernel_size, filters)
        channels = filters
    return weights, height * width * weights


def filters_again(height, width, channels, branch):
    """The mistake of multiplying by the last filters once more."""
    weights, multiplications = branch_cost(height, width, channels, branch)
    return weights, multiplications * (branch[-1][0] if branch else channels)


def running_sum(height, width, channels, branch):
    """The mistake of counting, at each convolution, the multiplications of all weights so far."""
    weights = multiplications = 0
    for filters, kernel_size in branch:
        weights += right_weights(channels, kernel_size, filters)
        multiplications += height * width * weights
        channels = filters
    return weights, multiplications


def borders_lost(height, width, channels, branch):
    """The mistake of counting positions as with padding "valid", on shrinking maps."""
    weights = multiplications = 0
    for filters, kernel_size in branch:
        height, width = height - kernel_size + 1, width - kernel_size + 1
        own = right_weights(channels, kernel_size, filters)
        weights, multiplications = weights + own, multiplications + height * width * own
        channels = filters
    return weights, multiplications


def modules(draw):
    """Channels, branches: the lesson's, module 3a reduced and naive, and others."""
    sizes = [int(n) for n in draw.permutation([5, 9, 13, 21])]
    return [
        (6, [[(4, 1)], [(2, 1), (8, 3)], [(3, 1)]]),
        (6, [[(4, 1)], [(8, 3)], []]),
        (192, [[(64, 1)], [(96, 1), (128, 3)], [(16, 1), (32, 5)], [(32, 1)]]),
        (192, [[(64, 1)], [(128, 3)], [(32, 5)], []]),
        (300_001, [[], [(4, 3)]]),
        (10, [[], [(sizes[0], 1), (sizes[1], 3)], [(sizes[2], 5)], [(sizes[3], 3)], [(2, 3)]]),
    ]


def module_channels(channels, branches):
    net = Graph()
    ends = [net.chain(convolutions(branch) or [POOL], IMAGE) for branch in branches]
    net(Concatenate(), *ends)
    return report(net.network("module", (8, 8, channels)))[-1].output_shape[2]


def summed(of_branch, of_pool=lambda channels: channels):
    """The mistake of other output channels for a branch of convolutions or for a pooling alone."""
    return lambda channels, branches: sum(
        of_branch(branch) if branch else of_pool(channels) for branch in branches
    )


def last_filters(branch):
    return branch[-1][0]


# ---------------------------------------------------------------------------------------------
# Task 4: a module
# ---------------------------------------------------------------------------------------------


def entered_modules(draw):
    return [
        (tensor(8, 6, 5), 4, (2, 7), (1, 3), 6),
        (tensor(7, 7, 3), 5, (4, 5), (2, 5), 5),  # the same number of channels from each branch
        (tensor(1, 1, 8), 6, (3, 4), (2, 8), 9),  # one pixel: the stride makes no difference
        (tensor(3, 4, 2), 120, (2, 3), (1, 2), 110),
    ]


def inception(x, ones, threes, fives, projected):
    net = Graph()
    googlenet.inception(net, IMAGE, "module", (ones, *threes, *fives, projected))
    return net.network("module", x.shape[1:])


def conv(filters, kernel_size, activation="relu"):
    return Conv(filters, kernel_size, padding="same", activation=activation)


def right_branches(ones, threes, fives, projected):
    return [
        [conv(ones, 1)],
        [conv(threes[0], 1), conv(threes[1], 3)],
        [conv(fives[0], 1), conv(fives[1], 5)],
        [POOL, conv(projected, 1)],
    ]


def joined(x, branches, last=None):
    """Return the Network of branches side by side, or raise an error if they cannot be joined."""
    net = Graph()
    net(last or Concatenate(), *(net.chain(branch, IMAGE) for branch in branches))
    network = net.network("wrong", x.shape[1:])
    report(network)
    return network


def rebuilt(change):
    """The mistake of other branches, which `change` makes from the right ones."""
    return lambda x, *numbers: joined(x, change(*right_branches(*numbers)))


def each_layer(change):
    """The mistake of another setting in every layer that `change` affects."""
    return lambda x, *numbers: joined(
        x, [[change(layer) for layer in branch] for branch in right_branches(*numbers)]
    )


def only_convolutions(**settings):
    return lambda layer: replace(layer, **settings) if isinstance(layer, Conv) else layer


def only_pool(pool):
    return lambda layer: pool if isinstance(layer, Pool) else layer


def pairs_swapped(x, ones, threes, fives, projected):
    return inception(x, ones, threes[::-1], fives[::-1], projected)


def added(x, *numbers):
    return joined(x, right_branches(*numbers), Add())


def in_a_row(x, *numbers):
    """The mistake of one long chain, in which every branch follows the one before."""
    layers = [layer for branch in right_branches(*numbers) for layer in branch]
    return Network("wrong", x.shape[1:], layers)


def fed_by_the_last(x, *numbers):
    """The mistake of feeding each of the four branches with the one before instead of x."""
    net, ends = Graph(), [IMAGE]
    for branch in right_branches(*numbers):
        ends.append(net.chain(branch, ends[-1]))
    net(Concatenate(), *ends[1:])
    return net.network("wrong", x.shape[1:])


TASKS = {
    "one_by_one": Task(
        answer=one_by_one,
        inputs=layers_of_ones,
        mistakes={
            "no_biases": lambda maps, weights, biases: maps @ weights,
            "biases_subtracted": lambda maps, weights, biases: maps @ weights - biases,
            "biases_multiplied": lambda maps, weights, biases: (maps @ weights) * biases,
            "transposed": lambda maps, weights, biases: maps @ weights.T + biases,
            "relu": lambda maps, weights, biases: np.maximum(one_by_one(maps, weights, biases), 0),
            "pixels_in_a_row": lambda maps, weights, biases: one_by_one(
                maps, weights, biases
            ).reshape(-1, len(biases)),
            "channels_first": lambda maps, weights, biases: np.moveaxis(
                one_by_one(maps, weights, biases), 2, 0
            ),
            "averaged": lambda maps, weights, biases: maps @ weights / len(weights) + biases,
            "pixels_averaged": lambda maps, weights, biases: one_by_one(maps, weights, biases).mean(
                axis=(0, 1)
            ),
            "filters_added": lambda maps, weights, biases: one_by_one(maps, weights, biases).sum(
                axis=2
            ),
        },
    ),
    "branch_cost": Task(
        answer=lambda height, width, channels, branch: branch_cost(height, width, channels, branch),
        inputs=branches,
        mistakes={
            "with_biases": with_biases,
            "channels_of_module": costing(right_weights, lambda channels, filters: channels),
            "channels_too_early": costing(lambda channels, k, filters: filters * k**2 * filters),
            "channels_left_out": costing(lambda channels, k, filters: k**2 * filters),
            "side_once": costing(lambda channels, k, filters: channels * k * filters),
            "pairs_swapped": costing(
                lambda channels, k, filters: channels * filters**2 * k,
                lambda channels, filters: filters,
            ),
            "pairs_swapped_throughout": lambda height, width, channels, branch: branch_cost(
                height, width, channels, [pair[::-1] for pair in branch]
            ),
            "last_only": lambda height, width, channels, branch: branch_cost(
                height, width, branch[-2][0] if len(branch) > 1 else channels, [branch[-1]]
            ),
            "factors_multiplied": factors_multiplied,
            "one_row": multiplied(lambda height, width, channels, weights: width * weights),
            "one_column": multiplied(lambda height, width, channels, weights: height * weights),
            "sides_added": multiplied(
                lambda height, width, channels, weights: (height + width) * weights
            ),
            "channels_again": multiplied(
                lambda height, width, channels, weights: height * width * channels * weights
            ),
            "filters_again": filters_again,
            "running_sum": running_sum,
            "borders_lost": borders_lost,
            "weights_twice": multiplied(lambda height, width, channels, weights: weights),
        },
    ),
    "module_channels": Task(
        answer=module_channels,
        inputs=modules,
        mistakes={
            "pooling_left_out": summed(last_filters, lambda channels: 0),
            "pooling_as_one": summed(last_filters, lambda channels: 1),
            "all_filters": summed(lambda branch: sum(filters for filters, _ in branch)),
            "all_filters_and_pooling_left_out": summed(
                lambda branch: sum(filters for filters, _ in branch), lambda channels: 0
            ),
            "first_filters": summed(lambda branch: branch[0][0]),
            "kernel_sizes": summed(lambda branch: branch[-1][1]),
            "input_always": lambda channels, branches: (
                channels + summed(last_filters, lambda channels: 0)(channels, branches)
            ),
            "pooling_joined_to_all": lambda channels, branches: (
                channels + module_channels(channels, branches)
            ),
            "largest": lambda channels, branches: max(
                branch[-1][0] if branch else channels for branch in branches
            ),
            "first_branch": lambda channels, branches: module_channels(channels, branches[:1]),
            "last_branch": lambda channels, branches: module_channels(channels, branches[-1:]),
        },
    ),
    "inception": Task(
        answer=inception,
        inputs=entered_modules,
        compare_as=partial(wiring, ordered=True, biased=True),
        mistakes={
            "no_maps": lambda x, ones, threes, fives, projected: no_tensor(),
            "not_joined": lambda x, ones, threes, fives, projected: several_tensors(),
            "model": lambda x, ones, threes, fives, projected: whole_model(),
            "added": added,
            "in_a_row": in_a_row,
            "fed_by_the_last": fed_by_the_last,
            "naive": rebuilt(lambda one, three, five, pool: [one, three[1:], five[1:], pool[:1]]),
            "not_reduced": rebuilt(lambda one, three, five, pool: [one, three[1:], five[1:], pool]),
            "not_projected": rebuilt(lambda one, three, five, pool: [one, three, five, pool[:1]]),
            "projected_first": rebuilt(
                lambda one, three, five, pool: [one, three, five, pool[::-1]]
            ),
            "reduced_behind": rebuilt(
                lambda one, three, five, pool: [one, three[::-1], five[::-1], pool]
            ),
            "pool_missing": rebuilt(lambda one, three, five, pool: [one, three, five]),
            "pooling_missing": rebuilt(lambda one, three, five, pool: [one, three, five, pool[1:]]),
            "backwards": rebuilt(lambda one, three, five, pool: [pool, five, three, one]),
            "pairs_swapped": pairs_swapped,
            "reductions_as_large": rebuilt(
                lambda one, three, five, pool: [
                    one,
                    [replace(three[0], kernel_size=3), three[1]],
                    [replace(five[0], kernel_size=5), five[1]],
                    pool,
                ]
            ),
            "fives_of_3": rebuilt(
                lambda one, three, five, pool: [
                    one,
                    three,
                    [five[0], replace(five[1], kernel_size=3)],
                    pool,
                ]
            ),
            "relu_missing": each_layer(only_convolutions(activation=None)),
            "relu_missing_in_reductions": rebuilt(
                lambda one, three, five, pool: [
                    one,
                    [replace(three[0], activation=None), three[1]],
                    [replace(five[0], activation=None), five[1]],
                    pool,
                ]
            ),
            "relu_missing_behind_pooling": rebuilt(
                lambda one, three, five, pool: [
                    one,
                    three,
                    five,
                    [pool[0], replace(pool[1], activation=None)],
                ]
            ),
            "stride_missing": each_layer(only_pool(Pool(3, padding="same"))),
            "average_pool": each_layer(only_pool(replace(POOL, kind="average"))),
            "pool_of_2": each_layer(only_pool(replace(POOL, pool_size=2))),
        },
    ),
}
