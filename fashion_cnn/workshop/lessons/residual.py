"""Residual blocks: gradients through chains of them, the blocks in Keras, and their weights."""

import numpy as np

from fashion_cnn.networks.layers import Activation, Add, BatchNorm, Concatenate, Conv
from fashion_cnn.networks.network import IMAGE, Graph
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.wirings import no_tensor, tensor, used_twice, wiring

# ---------------------------------------------------------------------------------------------
# Chains
# ---------------------------------------------------------------------------------------------


def chains(draw):
    chosen = np.array([0.5, -0.25, 0.1])
    drawn = draw.uniform(0.2, 0.9, 5) * np.array([1, -1, 1, -1, 1])
    return [
        (chosen, 2.0, False),
        (chosen, 2.0, True),
        (drawn, -3.0, True),
        (drawn[1:], 0.5, False),
        (np.array([3e5, -2.0]), 500.0, True),
    ]


def gradients(slopes, last, shortcut):
    """Return, for each position, the product of all later factors and `last`."""
    factors = np.append(slopes + (1 if shortcut else 0), last)
    return np.cumprod(factors[::-1])[::-1]


def forwards(slopes, last, shortcut):
    """The mistake of beginning with the first block."""
    return gradients(slopes[::-1], last, shortcut)


def not_accumulated(slopes, last, shortcut):
    """The mistake of computing each gradient from `last`."""
    return np.append(last * (slopes + (1 if shortcut else 0)), last)


def one_added(slopes, last, shortcut):
    """The mistake of adding 1 to the gradient instead of the slope."""
    found = [last]
    for slope in slopes[::-1]:
        found.append(found[-1] * slope + (1 if shortcut else 0))
    return np.array(found[::-1])


def one_in_all(slopes, last, shortcut):
    """The mistake of a single 1 for all blocks: 1 + the product of the slopes."""
    plain = gradients(slopes, last, False)
    return np.append(plain[:-1] + last, last) if shortcut else plain


def slopes_added(slopes, last, shortcut):
    """The mistake of adding the factors instead of multiplying them."""
    factors = np.append(slopes + (1 if shortcut else 0), last)
    return np.cumsum(factors[::-1])[::-1]


# ---------------------------------------------------------------------------------------------
# Blocks
# ---------------------------------------------------------------------------------------------


def places(draw):
    """The shape stays; the channels change (from one, so Keras can add them); the size changes."""
    return [
        (tensor(6, 5, 4), 4, 1),
        (tensor(5, 6, 1), 3, 1),
        (tensor(2, 2, 4), 4, 2),
        (tensor(3, 5, 2), 103, 3),
    ]


def conv(filters, kernel_size=3, strides=1):
    return Conv(filters, kernel_size, strides=strides, padding="same")


RELU, NORM = Activation("relu"), BatchNorm()


def residual_block(
    x,
    filters,
    stride,
    order=(conv, NORM, RELU, conv, NORM),
    strides=None,
    project=lambda channels, filters, stride: stride > 1 or channels != filters,
    projection=lambda filters, stride: (conv(filters, 1, stride), NORM),
    join=Add,
    after=(RELU,),
):
    """An original block as a Network; the arguments make the mistakes.

    `order` lists the layers of F, with `conv` for a convolution. `strides` has a number for each
    convolution: 0 means stride 1, and 1 means the given stride.
    """
    net = Graph()
    powers = iter(strides or (1, 0))
    layers = [conv(filters, 3, stride ** next(powers)) if part is conv else part for part in order]
    end = net.chain(layers, IMAGE)
    channels = x.shape[-1]
    if join:
        shortcut = IMAGE
        if project(channels, filters, stride):
            shortcut = net.chain(projection(filters, stride), IMAGE)
        end = net(join(), shortcut, end)
    net.chain(after, end)
    return net.network("block", x.shape[1:])


def changed(**settings):
    """The mistake of other arguments of residual_block."""
    return lambda x, filters, stride: residual_block(x, filters, stride, **settings)


def preact_places(draw):
    return [(tensor(6, 5, 4), 4), (tensor(7, 7, 3), 3), (tensor(2, 3, 104), 104)]


def preact_block(x, filters, order=(NORM, RELU, conv, NORM, RELU, conv), shared=0, after=()):
    """A pre-activation block whose shortcut begins after the first `shared` layers of F."""
    net = Graph()
    layers = [conv(filters) if part is conv else part for part in order]
    begin = net.chain(layers[:shared], IMAGE)
    net.chain(after, net(Add(), begin, net.chain(layers[shared:], begin)))
    return net.network("block", x.shape[1:])


def preact_changed(**settings):
    return lambda x, filters: preact_block(x, filters, **settings)


def preact_without_shortcut(x, filters):
    net = Graph()
    net.chain([NORM, RELU, conv(filters), NORM, RELU, conv(filters)], IMAGE)
    return net.network("block", x.shape[1:])


# ---------------------------------------------------------------------------------------------
# Weights
# ---------------------------------------------------------------------------------------------


def weights(channels, kernel_size, filters):
    """Return the weights of a convolution as the package counts them."""
    layer = Conv(filters, kernel_size, use_bias=False)
    return layer.parameters((9, 9, channels))


def block_weights(channels, reduced):
    two = 2 * weights(channels, 3, channels)
    down, up = weights(channels, 1, reduced), weights(reduced, 1, channels)
    return two, down + weights(reduced, 3, reduced) + up


def bottleneck_of(count):
    """The mistake of another weight count for the bottleneck, with the two 3x3 right."""
    return lambda channels, reduced: (18 * channels**2, count(channels, reduced))


def biases_in(wide=0, narrow=0, back=0):
    """The mistake of counting biases for this many convolutions.

    `wide` are in the block of two 3x3 convolutions. `narrow` are the first two convolutions of the
    bottleneck, and `back` is its last.
    """

    def make(channels, reduced):
        two, bottleneck = block_weights(channels, reduced)
        return two + wide * channels, bottleneck + narrow * reduced + back * channels

    return make


TASKS = {
    "gradients": Task(
        answer=gradients,
        inputs=chains,
        mistakes={
            "always_plain": lambda slopes, last, shortcut: gradients(slopes, last, False),
            "always_residual": lambda slopes, last, shortcut: gradients(slopes, last, True),
            "shortcut_swapped": lambda slopes, last, shortcut: gradients(
                slopes, last, not shortcut
            ),
            "last_first": lambda slopes, last, shortcut: gradients(slopes, last, shortcut)[::-1],
            "forwards": lambda slopes, last, shortcut: forwards(slopes, last, shortcut)[::-1],
            "first_slope_last": forwards,
            "without_last": lambda slopes, last, shortcut: gradients(slopes, last, shortcut)[:-1],
            "not_accumulated": not_accumulated,
            "one_added": one_added,
            "one_in_all": one_in_all,
            "slopes_added": slopes_added,
            "begun_with_one": lambda slopes, last, shortcut: gradients(slopes, 1, shortcut),
        },
    ),
    "residual_block": Task(
        answer=changed(),
        inputs=places,
        compare_as=wiring,
        mistakes={
            "no_tensor": lambda x, filters, stride: no_tensor(),
            "used_twice": lambda x, filters, stride: used_twice(),
            "no_shortcut": changed(join=None),
            "no_projection": changed(project=lambda channels, filters, stride: False),
            "always_projected": changed(project=lambda channels, filters, stride: True),
            "only_channels": changed(project=lambda channels, filters, stride: channels != filters),
            "only_stride": changed(project=lambda channels, filters, stride: stride > 1),
            "projection_not_normalised": changed(
                projection=lambda filters, stride: (conv(filters, 1, stride),)
            ),
            "projection_3x3": changed(
                projection=lambda filters, stride: (conv(filters, 3, stride), NORM)
            ),
            "projection_without_stride": changed(
                projection=lambda filters, stride: (conv(filters, 1), NORM)
            ),
            "stride_twice": changed(strides=(1, 1)),
            "stride_second": changed(strides=(0, 1)),
            "stride_not_in_f": changed(strides=(0, 0)),
            "relu_before_sum": changed(order=(conv, NORM, RELU, conv, NORM, RELU), after=()),
            "relu_twice": changed(order=(conv, NORM, RELU, conv, NORM, RELU)),
            "no_relu_at_end": changed(after=()),
            "no_relu_inside": changed(order=(conv, NORM, conv, NORM)),
            "relu_before_norm": changed(order=(conv, RELU, NORM, conv, NORM)),
            "not_normalised": changed(
                order=(conv, RELU, conv), projection=lambda f, stride: (conv(f, 1, stride),)
            ),
            "f_not_normalised": changed(order=(conv, RELU, conv)),
            "concatenated": changed(join=Concatenate),
            "preactivation": changed(order=(NORM, RELU, conv, NORM, RELU, conv), after=()),
        },
    ),
    "preact_block": Task(
        answer=preact_changed(),
        inputs=preact_places,
        compare_as=wiring,
        mistakes={
            "no_tensor": lambda x, filters: no_tensor(),
            "used_twice": lambda x, filters: used_twice(),
            "no_shortcut": preact_without_shortcut,
            "original": preact_changed(order=(conv, NORM, RELU, conv, NORM), after=(RELU,)),
            "still_behind": preact_changed(order=(conv, NORM, RELU, conv, NORM, RELU)),
            "relu_after_sum": preact_changed(after=(RELU,)),
            "shortcut_too_late": preact_changed(shared=2),
            "shortcut_behind_norm": preact_changed(shared=1),
            "norm_first_only": preact_changed(order=(NORM, RELU, conv, RELU, conv)),
            "not_normalised": preact_changed(order=(RELU, conv, RELU, conv)),
            "relu_first": preact_changed(order=(RELU, NORM, conv, RELU, NORM, conv)),
            "one_convolution": preact_changed(order=(NORM, RELU, conv)),
            "relu_in_convolution": preact_changed(order=(NORM, conv, RELU, NORM, conv, RELU)),
        },
    ),
    "block_weights": Task(
        answer=block_weights,
        inputs=lambda draw: [
            (8, 2),
            (10, 3),
            (256, 64),
            (512, 128),
            (int(draw.integers(10, 30)), 7),
        ],
        mistakes={
            "side_once": lambda channels, reduced: (
                6 * channels**2,
                2 * channels * reduced + 3 * reduced**2,
            ),
            "one_3x3": lambda channels, reduced: (
                9 * channels**2,
                block_weights(channels, reduced)[1],
            ),
            "channels_in_forgotten": lambda channels, reduced: (
                18 * channels,
                10 * reduced + channels,
            ),
            "with_biases": biases_in(wide=2, narrow=2, back=1),
            "biases_in_two": biases_in(wide=2),
            "bias_in_one_of_two": biases_in(wide=1),
            "biases_in_bottleneck": biases_in(narrow=2, back=1),
            "bias_of_narrow": biases_in(narrow=1),
            "biases_of_narrow": biases_in(narrow=2),
            "bias_of_last": biases_in(back=1),
            "middle_wide": bottleneck_of(
                lambda channels, reduced: 2 * channels * reduced + 9 * channels**2
            ),
            "middle_from_wide": bottleneck_of(lambda channels, reduced: 11 * channels * reduced),
            "no_way_back": bottleneck_of(
                lambda channels, reduced: channels * reduced + 9 * reduced**2
            ),
            "back_to_reduced": bottleneck_of(
                lambda channels, reduced: channels * reduced + 10 * reduced**2
            ),
            "all_3x3": bottleneck_of(
                lambda channels, reduced: 9 * (2 * channels * reduced + reduced**2)
            ),
            "two_in_the_middle": bottleneck_of(
                lambda channels, reduced: 2 * channels * reduced + 18 * reduced**2
            ),
        },
    ),
}
