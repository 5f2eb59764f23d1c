"""GoogLeNet (Inception v1) as published, one of its modules, and a version for 28x28 images.

| stage | output |
| --- | --- |
| conv1, 64 kernels of 7x7, stride 2; pool1, 3x3, stride 2; norm1 | 56x56x64 |
| conv2, 64 kernels of 1x1, then 192 of 3x3; norm2; pool2 | 28x28x192 |
| modules 3a, 3b; pool3 | 14x14x480 |
| modules 4a to 4e; pool4 | 7x7x832 |
| modules 5a, 5b; average | 1024 |
| dropout 40%, linear, softmax | 1000 |

In training, two auxiliary classifiers on modules 4a and 4d feed a gradient into the middle of the
network. They are removed afterwards.

The counts include weights and biases: 6,998,552 without the auxiliary classifiers, 13,378,280 with
them. Table 1 of the paper leaves biases out and counts in units of 1024: module 3a has 163,328
weights, "159K" there. The naive module, without the 1x1 reductions, has 387,072 weights and 416
output channels instead of 256, because its pooling keeps all input channels.

Source: Szegedy et al. 2014, "Going deeper with convolutions" (arXiv:1409.4842).
"""

from fashion_cnn.base.language import tr
from fashion_cnn.base.rules import one_of
from fashion_cnn.networks.classic_layers import LocalResponseNorm
from fashion_cnn.networks.layers import (
    Concatenate,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    Pool,
)
from fashion_cnn.networks.network import IMAGE, Graph

KINDS = ("reduced", "naive")

# Table 1 of the paper: the filters of 1x1, "3x3 reduce", 3x3, "5x5 reduce", 5x5, "pool proj".
MODULES = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
AUXILIARY = {"4a": 1, "4d": 2}  # modules with an auxiliary classifier, and its number

SMALL_MODULES = {
    "3a": (16, 16, 24, 4, 8, 8),
    "4a": (32, 32, 48, 8, 16, 16),
    "4b": (48, 32, 64, 8, 24, 24),
}


def googlenet(input_shape=(224, 224, 3), classes=1000, modules="reduced", auxiliary=False):
    """GoogLeNet: 6,998,552 parameters, 13,378,280 with the auxiliary classifiers.

    With `auxiliary`, the network has three outputs: two auxiliary ones and the main one. `modules`
    is "reduced", as published, or "naive".
    """
    net = Graph()
    stem = (
        conv(64, 7, strides=2, name="conv1"),
        pool("pool1"),
        LocalResponseNorm(name="norm1"),
        conv(64, 1, name="conv2_reduce"),
        conv(192, 3, name="conv2"),
        LocalResponseNorm(name="norm2"),
        pool("pool2"),
    )
    x = net.chain(stem, IMAGE)
    for name, filters in MODULES.items():
        if name in ("4a", "5a"):
            x = net(pool(f"pool{int(name[0]) - 1}"), x)
        x = inception(net, x, name, filters, modules)
        if auxiliary and name in AUXILIARY:
            net.chain(auxiliary_classifier(AUXILIARY[name], classes), x)
    net.chain(classifier(classes, dropout=0.4), x)
    return net.network("googlenet", input_shape)


def googlenet_28(input_shape=(28, 28, 1), classes=10, dropout=0.4):
    """GoogLeNet scaled down to 28x28: a stem that halves the image, and three modules.

    28x28x1 -> 14x14x32 -> 14x14x56 -> 7x7x112 -> 7x7x160 -> 160 -> 10.
    """
    net = Graph()
    x = net.chain((conv(32, 5, strides=2, name="conv1"), LocalResponseNorm(name="norm1")), IMAGE)
    for name, filters in SMALL_MODULES.items():
        if name == "4a":
            x = net(pool("pool3"), x)
        x = inception(net, x, name, filters)
    net.chain(classifier(classes, dropout), x)
    return net.network("googlenet_28", input_shape)


def inception_3a(input_shape=(28, 28, 192), modules="reduced"):
    """Module 3a on its own, without biases as in the paper's count: 163,328 weights."""
    net = Graph()
    inception(net, IMAGE, "3a", MODULES["3a"], modules, use_bias=False)
    name = "inception_3a" if modules == "reduced" else "inception_3a_naive"
    return net.network(name, input_shape)


def inception_3a_naive(input_shape=(28, 28, 192)):
    """Module 3a without its 1x1 reductions and without biases: 387,072 weights."""
    return inception_3a(input_shape, modules="naive")


def inception(net, x, name, filters, kind="reduced", use_bias=True):
    """Add an inception module: four parallel branches, joined along the channels.

    Kernels of 1x1, 3x3 and 5x5 and 3x3 max pooling all see the same maps. In a reduced module, 1x1
    convolutions reduce the channels before the large kernels and after the pooling.
    """
    one_of(tr("kind of module"), kind, KINDS)
    ones, reduce3, threes, reduce5, fives, projected = filters

    def branch(*layers):
        return net.chain(layers, x)

    def step(count, kernel_size, part):
        return conv(count, kernel_size, use_bias=use_bias, name=f"{name}_{part}")

    largest = Pool(3, strides=1, padding="same", name=f"{name}_pool")
    if kind == "naive":
        branches = (
            branch(step(ones, 1, "1x1")),
            branch(step(threes, 3, "3x3")),
            branch(step(fives, 5, "5x5")),
            branch(largest),
        )
    else:
        branches = (
            branch(step(ones, 1, "1x1")),
            branch(step(reduce3, 1, "3x3_reduce"), step(threes, 3, "3x3")),
            branch(step(reduce5, 1, "5x5_reduce"), step(fives, 5, "5x5")),
            branch(largest, step(projected, 1, "pool_proj")),
        )
    return net(Concatenate(name=f"{name}_output"), *branches)


def auxiliary_classifier(number, classes):
    """Auxiliary classifier: 5x5 average pooling, a 1x1 convolution, two dense layers."""
    name = f"aux{number}"
    return (
        Pool(5, strides=3, kind="average", name=f"{name}_pool"),
        conv(128, 1, name=f"{name}_conv"),
        Flatten(name=f"{name}_flatten"),
        Dense(1024, activation="relu", name=f"{name}_fc"),
        Dropout(0.7, name=f"{name}_dropout"),
        Dense(classes, activation="softmax", name=f"{name}_predictions"),
    )


def classifier(classes, dropout):
    """The end of the network: global average pooling, dropout, one dense layer."""
    return (
        GlobalAveragePool(name="avg_pool"),
        Dropout(dropout, name="dropout"),
        Dense(classes, activation="softmax", name="predictions"),
    )


def conv(filters, kernel_size, strides=1, use_bias=True, name=""):
    """Convolution with ReLU; at stride 1 it keeps height and width."""
    how = {"padding": "same", "activation": "relu", "use_bias": use_bias}
    return Conv(filters, kernel_size, strides=strides, **how, name=name)


def pool(name):
    """3x3 max pooling that halves height and width."""
    return Pool(3, strides=2, padding="same", name=name)
