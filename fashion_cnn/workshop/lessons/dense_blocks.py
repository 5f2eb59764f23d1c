"""Dense blocks: their channels and weights, and a block and a transition in Keras."""

from functools import partial

from fashion_cnn.networks.layers import (
    Activation,
    Add,
    BatchNorm,
    Concatenate,
    Conv,
    GlobalAveragePool,
    Pool,
)
from fashion_cnn.networks.network import IMAGE, Graph
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.residual import weights
from fashion_cnn.workshop.lessons.wirings import no_tensor, tensor, used_twice, wiring

# ---------------------------------------------------------------------------------------------
# Counts
# ---------------------------------------------------------------------------------------------


def some_blocks(draw):
    drawn = [int(number) for number in draw.integers(5, 30, 2)]
    return [(3, 2, 3), (6, 4, 5), (64, 32, 6), (10, 2, 2), (*drawn, 4), (130, 105, 110)]


def channels_seen(channels, growth_rate, layers):
    return [channels + growth_rate * before for before in range(layers + 1)]


def seen_as(count):
    """The mistake of another count before each layer, count(channels, growth rate, before)."""
    return lambda channels, growth_rate, layers: [
        count(channels, growth_rate, before) for before in range(layers + 1)
    ]


def weights_by(alone, both):
    """Return the sums of two functions of (channels seen, growth rate) over the layers."""

    def count(channels, growth_rate, layers, seen=channels_seen):
        each = seen(channels, growth_rate, layers)[:layers]
        return tuple(sum(way(c, growth_rate) for c in each) for way in (alone, both))

    return count


def alone(channels, k):
    return weights(channels, 3, k)


def both(channels, k):
    return weights(channels, 1, 4 * k) + weights(4 * k, 3, k)


def block_weights(channels, growth_rate, layers):
    return weights_by(alone, both)(channels, growth_rate, layers)


def seeing(seen):
    """The mistake of layers that see other channels."""
    return lambda channels, growth_rate, layers: weights_by(alone, both)(
        channels, growth_rate, layers, seen
    )


def mistaken(alone=alone, both=both):
    """The mistake of another weight count for a layer."""
    return lambda channels, growth_rate, layers: weights_by(alone, both)(
        channels, growth_rate, layers
    )


# ---------------------------------------------------------------------------------------------
# A block
# ---------------------------------------------------------------------------------------------

RELU, NORM = Activation("relu"), BatchNorm()


def places(draw):
    """As many channels as new maps, and one channel, so that Keras can add them instead."""
    return [(tensor(5, 4, 3), 2, 3), (tensor(4, 5, 1), 3, 2), (tensor(2, 3, 2), 1, 101)]


def conv(filters, kernel_size):
    return Conv(filters, kernel_size, padding="same")


def layer(k, narrow=4, kernels=(1, 3)):
    """Return H: a bottleneck to narrow·k maps, then k maps."""
    first, second = kernels
    return (NORM, RELU, conv(narrow * k, first), NORM, RELU, conv(k, second))


def block(make=layer, join=Concatenate, swapped=False):
    """Return a dense block as a Network; the arguments make the mistakes."""

    def made(x, layers, growth_rate):
        net, end = Graph(), IMAGE
        for _ in range(layers):
            new = net.chain(make(growth_rate), end)
            end = net(join(), *((new, end) if swapped else (end, new)))
        return net.network("block", x.shape[1:])

    return made


def chained(keep=lambda places: None):
    """The mistake of layers that see only the one before; `keep` picks what is concatenated."""

    def made(x, layers, growth_rate):
        net = Graph()
        places = [IMAGE]
        for _ in range(layers):
            places.append(net.chain(layer(growth_rate), places[-1]))
        if kept := keep(places):
            net(Concatenate(), *kept)
        return net.network("block", x.shape[1:])

    return made


def given(keep):
    """The mistake of not returning all maps: keep(the maps of each layer) picks some."""

    def made(x, layers, growth_rate):
        net, end, new = Graph(), IMAGE, []
        for number in range(layers):
            new.append(net.chain(layer(growth_rate), end))
            if number + 1 < layers:
                end = net(Concatenate(), end, new[-1])
        if len(kept := keep(new)) > 1:
            net(Concatenate(), *kept)
        return net.network("block", x.shape[1:])

    return made


def from_block_input(x, layers, growth_rate):
    """The mistake of layers that all see only x."""
    net, end = Graph(), IMAGE
    for _ in range(layers):
        end = net(Concatenate(), end, net.chain(layer(growth_rate), IMAGE))
    return net.network("block", x.shape[1:])


# ---------------------------------------------------------------------------------------------
# A transition
# ---------------------------------------------------------------------------------------------

MEANS = Pool(2, kind="average")


def transition(
    order=(NORM, RELU, conv, MEANS),
    filters=lambda channels: channels // 2,
    kernel_size=1,
    strides=1,
):
    """Return a transition as a Network; the arguments make the mistakes."""

    def made(x):
        squeeze = Conv(filters(x.shape[-1]), kernel_size, strides=strides, padding="same")
        net = Graph()
        net.chain([squeeze if part is conv else part for part in order], IMAGE)
        return net.network("transition", x.shape[1:])

    return made


TASKS = {
    "channels_seen": Task(
        answer=channels_seen,
        inputs=some_blocks,
        mistakes={
            "without_last": lambda channels, growth_rate, layers: channels_seen(
                channels, growth_rate, layers - 1
            ),
            "without_first": lambda channels, growth_rate, layers: channels_seen(
                channels, growth_rate, layers
            )[1:],
            "one_too_many": lambda channels, growth_rate, layers: channels_seen(
                channels, growth_rate, layers + 1
            ),
            "begun_too_late": seen_as(lambda c, k, before: c + k * (before + 1)),
            "added": seen_as(lambda c, k, before: c),
            "only_the_one_before": seen_as(lambda c, k, before: k if before else c),
            "input_forgotten": seen_as(lambda c, k, before: k * before),
            "input_only_once": seen_as(lambda c, k, before: k * before if before else c),
            "multiplied": seen_as(lambda c, k, before: c * k**before),
            "doubled": seen_as(lambda c, k, before: c * 2**before),
            "growing_rate": seen_as(lambda c, k, before: c + k * before * (before + 1) // 2),
        },
    ),
    "dense_block": Task(
        answer=block(),
        inputs=places,
        compare_as=partial(wiring, ordered=True),
        mistakes={
            "no_tensor": lambda x, layers, growth_rate: no_tensor(),
            "used_twice": lambda x, layers, growth_rate: (
                used_twice() if layers > 1 else block()(x, layers, growth_rate)
            ),
            "added": block(join=Add),
            "new_first": block(swapped=True),
            "chained": chained(),
            "chained_then_joined": chained(keep=lambda places: places),
            "input_forgotten": given(lambda new: new),
            "last_maps_only": given(lambda new: new[-1:]),
            "from_block_input": from_block_input,
            "one_layer": lambda x, layers, growth_rate: block()(x, 1, growth_rate),
            "narrow_k": block(partial(layer, narrow=1)),
            "no_bottleneck": block(lambda k: (NORM, RELU, conv(k, 3))),
            "filters_swapped": block(
                lambda k: (NORM, RELU, conv(k, 1), NORM, RELU, conv(4 * k, 3))
            ),
            "kernels_swapped": block(partial(layer, kernels=(3, 1))),
            "both_3x3": block(partial(layer, kernels=(3, 3))),
            "convolution_first": block(
                lambda k: (conv(4 * k, 1), NORM, RELU, conv(k, 3), NORM, RELU)
            ),
            "relu_in_convolution": block(
                lambda k: (NORM, conv(4 * k, 1), RELU, NORM, conv(k, 3), RELU)
            ),
            "normalised_once": block(lambda k: (NORM, RELU, conv(4 * k, 1), RELU, conv(k, 3))),
            "second_bare": block(lambda k: (NORM, RELU, conv(4 * k, 1), conv(k, 3))),
            "not_normalised": block(lambda k: (RELU, conv(4 * k, 1), RELU, conv(k, 3))),
        },
    ),
    "block_weights": Task(
        answer=block_weights,
        inputs=some_blocks,
        mistakes={
            "same_channels": seeing(lambda c, k, layers: [c] * layers),
            "seen_too_late": seeing(lambda c, k, layers: channels_seen(c + k, k, layers)),
            "first_layer": seeing(lambda c, k, layers: [c]),
            "last_layer": seeing(lambda c, k, layers: [c + k * (layers - 1)]),
            "end_counted": lambda channels, growth_rate, layers: block_weights(
                channels, growth_rate, layers + 1
            ),
            "side_once": mistaken(lambda c, k: 3 * c * k, lambda c, k: 4 * c * k + 4 * k * 3 * k),
            "narrow_k": mistaken(both=lambda c, k: c * k + 9 * k * k),
            "all_channels_again": mistaken(both=lambda c, k: 4 * c * k + 9 * c * k),
            "four_filters": mistaken(both=lambda c, k: 4 * c + 4 * 9 * k),
            "wide_3x3": mistaken(both=lambda c, k: 4 * c * k + 9 * (4 * k) ** 2),
            "kernel_9": mistaken(both=lambda c, k: 9 * c * 4 * k + 9 * 4 * k * k),
            "bottleneck_alone": mistaken(both=lambda c, k: 4 * c * k),
            "with_biases": mistaken(
                lambda c, k: 9 * c * k + k, lambda c, k: 4 * c * k + 36 * k * k + 5 * k
            ),
        },
    ),
    "transition": Task(
        answer=transition(),
        inputs=lambda draw: [(tensor(6, 4, 6),), (tensor(5, 7, 9),)],
        compare_as=wiring,
        mistakes={
            "no_tensor": lambda x: no_tensor(),
            "not_halved": transition(filters=lambda channels: channels),
            "rounded_up": transition(filters=lambda channels: -(-channels // 2)),
            "two_filters": transition(filters=lambda channels: 2),
            "doubled": transition(filters=lambda channels: 2 * channels),
            "largest": transition((NORM, RELU, conv, Pool(2))),
            "no_pooling": transition((NORM, RELU, conv)),
            "no_convolution": transition((NORM, RELU, MEANS)),
            "strided": transition((NORM, RELU, conv), strides=2),
            "kernel_3x3": transition(kernel_size=3),
            "whole_mean": transition((NORM, RELU, conv, GlobalAveragePool())),
            "pooled_first": transition((MEANS, NORM, RELU, conv)),
            "convolution_first": transition((conv, NORM, RELU, MEANS)),
            "relu_in_convolution": transition((NORM, conv, RELU, MEANS)),
            "not_normalised": transition((RELU, conv, MEANS)),
            "no_relu": transition((NORM, conv, MEANS)),
        },
    ),
}
