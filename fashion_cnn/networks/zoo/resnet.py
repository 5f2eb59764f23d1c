"""ResNet in its original and its pre-activation form, as published and at 28x28.

| stage | output | 18 | 34 | 50 | 101 | 152 |
| --- | --- | --- | --- | --- | --- | --- |
| conv1, 64 kernels of 7x7, stride 2 | 112x112 | | | | | |
| pool1, 3x3, stride 2 | 56x56 | | | | | |
| conv2, 64 filters | 56x56 | 2 | 3 | 3 | 3 | 3 |
| conv3, 128 filters | 28x28 | 2 | 4 | 4 | 4 | 8 |
| conv4, 256 filters | 14x14 | 2 | 6 | 6 | 23 | 36 |
| conv5, 512 filters | 7x7 | 2 | 3 | 3 | 3 | 3 |
| mean of each map, dense, softmax | 1000 | | | | | |

The numbers are blocks. Up to 34 a block is two 3x3 convolutions; from 50 on it is a bottleneck:
1x1, 3x3, and 1x1 with four times the filters. A depth is the number of layers with weights on
the longest way: 1 + 2 or 3 a block + 1.

Counted are convolution weights and biases and all four numbers of batch normalisation, as Keras
counts: ResNet50 has 25,636,712. Behind a convolution, batch normalisation makes the biases
useless; without them (`use_bias=False`) and without the moving means and variances, which are
not learned, it is the 25,557,032 that PyTorch's documentation gives. The layers are those of
`keras.applications`, whose weights load into these: there, the stride of a bottleneck is in its
first 1x1, as in the paper (others have it in the 3x3), and in the pre-activation form in the 3x3 of
the last block of a stage.

Sources: He, Zhang, Ren and Sun 2015, "Deep residual learning for image recognition"
(arXiv:1512.03385), table 1; 2016, "Identity mappings in deep residual networks"
(arXiv:1603.05027).
"""

from fashion_cnn.base.errors import UsageError
from fashion_cnn.networks.layers import (
    Activation,
    Add,
    BatchNorm,
    Conv,
    Dense,
    GlobalAveragePool,
    Pool,
    ZeroPad,
)
from fashion_cnn.networks.network import IMAGE, Graph
from fashion_cnn.networks.zoo.basic import for_short_training

BLOCKS = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}
FILTERS = (64, 128, 256, 512)
BOTTLENECKS_FROM = 50
WIDENING = 4  # of the last 1x1 of a bottleneck
EPSILON = 1.001e-5

SMALL_FILTERS = (8, 16, 32)
SMALL_DEPTH = 20


def resnet(depth=50, input_shape=(224, 224, 3), classes=1000, use_bias=True):
    """The original ResNet of a depth that is in the paper's table; ResNet50: 25,636,712."""
    blocks = published_blocks(depth)
    net = Graph()
    x = net.chain(stem(use_bias), IMAGE)
    x = net.chain([*norm_relu("conv1"), *first_pool()], x)
    for stage, (count, filters) in enumerate(zip(blocks, FILTERS, strict=True), start=2):
        for number in range(1, count + 1):
            stride = 2 if number == 1 and stage > 2 else 1
            name = f"conv{stage}_block{number}"
            if depth >= BOTTLENECKS_FROM:
                widened = number == 1
                x = bottleneck(net, x, filters, stride, widened, use_bias, name)
            else:
                x = basic_block(net, x, filters, stride, stride > 1, use_bias, name)
    net.chain(classifier(classes), x)
    return net.network(f"resnet{depth}", input_shape)


def preact_resnet(depth=50, input_shape=(224, 224, 3), classes=1000, use_bias=True):
    """The pre-activation ResNet (BN-ReLU-conv); with 50 layers 25,613,800 parameters.

    Biases are where no batch normalisation follows: conv1, and the last convolution and the
    shortcut of a block.
    """
    blocks = published_blocks(depth)
    net = Graph()
    x = net.chain([*stem(use_bias), *first_pool()], IMAGE)
    for stage, (count, filters) in enumerate(zip(blocks, FILTERS, strict=True), start=2):
        for number in range(1, count + 1):
            name = f"conv{stage}_block{number}"
            if depth >= BOTTLENECKS_FROM:
                stride = 2 if number == count and stage < 5 else 1
                x = preact_bottleneck(net, x, filters, stride, number == 1, use_bias, name)
            else:
                stride = 2 if number == 1 and stage > 2 else 1
                x = preact_block(net, x, filters, stride, stride > 1, use_bias, name)
    x = net.chain(norm_relu("post"), x)
    net.chain(classifier(classes), x)
    return net.network(f"preact_resnet{depth}", input_shape)


def published_blocks(depth):
    """Return the blocks of each stage, or raise UsageError with the depths there are."""
    if depth not in BLOCKS:
        known = ", ".join(map(str, BLOCKS))
        raise UsageError(f"There is no ResNet of depth {depth!r} in the paper. There are: {known}.")
    return BLOCKS[depth]


# ---------------------------------------------------------------------------------------- 28x28


def resnet_28(input_shape=(28, 28, 1), classes=10, depth=SMALL_DEPTH):
    """The paper's net for small images (section 4.2), halved in its first convolution.

    28x28x1 -> 14x14x8 -> 7x7x16 -> 4x4x32 -> 32 -> 10. depth = 6n + 2: n basic blocks a stage.
    """
    return small("resnet", basic_block, input_shape, classes, depth)


def plain_28(input_shape=(28, 28, 1), classes=10, depth=SMALL_DEPTH):
    """The same without shortcuts."""
    return small("plain", plain_block, input_shape, classes, depth)


def preact_resnet_28(input_shape=(28, 28, 1), classes=10, depth=SMALL_DEPTH):
    """The same with pre-activation blocks."""
    return small("preact_resnet", preact_block, input_shape, classes, depth)


def small(name, block, input_shape, classes, depth):
    """Return a net of 6n + 2 layers: three stages of n blocks, each of two convolutions."""
    if not isinstance(depth, int) or depth < 8 or depth % 6 != 2:
        raise UsageError(f"depth must be 6n + 2 (8, 14, 20, 26, ...), received {depth!r}.")
    before = block is preact_block
    net = Graph()
    x = net(conv(SMALL_FILTERS[0], 3, strides=2, use_bias=False, name="conv1_conv"), IMAGE)
    if not before:
        x = net.chain(norm_relu("conv1"), x)
    for stage, filters in enumerate(SMALL_FILTERS, start=2):
        for number in range(1, depth // 6 + 1):
            stride = 2 if number == 1 and stage > 2 else 1
            x = block(net, x, filters, stride, stride > 1, False, f"conv{stage}_block{number}")
    if before:
        x = net.chain(norm_relu("post"), x)
    net.chain(classifier(classes), x)
    return for_short_training(net.network(name, input_shape))


# --------------------------------------------------------------------------------------- blocks


def basic_block(net, x, filters, stride, project, use_bias, name):
    """Add relu(shortcut + F(x)), F two 3x3 convolutions with batch normalisation.

    The shortcut is x itself or, where `project` asks for it because the shape changes, a 1x1
    convolution of x with batch normalisation.
    """
    shortcut = projected(net, x, filters, stride, use_bias, name) if project else x
    x = net.chain(two_convolutions(filters, stride, use_bias, name), x)
    return net.chain(
        [Activation("relu", name=f"{name}_out")], net(Add(name=f"{name}_add"), shortcut, x)
    )


def plain_block(net, x, filters, stride, project, use_bias, name):
    """Add relu(F(x)), the two convolutions of `basic_block` without the shortcut."""
    convolutions = two_convolutions(filters, stride, use_bias, name)
    return net.chain([*convolutions, Activation("relu", name=f"{name}_out")], x)


def two_convolutions(filters, stride, use_bias, name):
    """Return the layers of F in a basic block."""
    return (
        conv(filters, 3, stride, use_bias, name=f"{name}_1_conv"),
        *norm_relu(f"{name}_1"),
        conv(filters, 3, use_bias=use_bias, name=f"{name}_2_conv"),
        BatchNorm(EPSILON, name=f"{name}_2_bn"),
    )


def bottleneck(net, x, filters, stride, project, use_bias, name):
    """Add relu(shortcut + F(x)), F a 1x1, a 3x3, and a 1x1 convolution to 4·filters."""
    wide = WIDENING * filters
    shortcut = projected(net, x, wide, stride, use_bias, name) if project else x
    convolutions = (
        conv(filters, 1, stride, use_bias, name=f"{name}_1_conv"),
        *norm_relu(f"{name}_1"),
        conv(filters, 3, use_bias=use_bias, name=f"{name}_2_conv"),
        *norm_relu(f"{name}_2"),
        conv(wide, 1, use_bias=use_bias, name=f"{name}_3_conv"),
        BatchNorm(EPSILON, name=f"{name}_3_bn"),
    )
    x = net.chain(convolutions, x)
    return net.chain(
        [Activation("relu", name=f"{name}_out")], net(Add(name=f"{name}_add"), shortcut, x)
    )


def preact_block(net, x, filters, stride, project, use_bias, name):
    """Add shortcut + F(x), F twice BN-ReLU-conv: nothing stands between two sums."""
    before = net.chain(norm_relu(f"{name}_preact"), x)
    if project:
        x = net(conv(filters, 1, stride, use_bias, name=f"{name}_0_conv"), before)
    convolutions = (
        conv(filters, 3, stride, use_bias=False, name=f"{name}_1_conv"),
        *norm_relu(f"{name}_1"),
        conv(filters, 3, use_bias=use_bias, name=f"{name}_2_conv"),
    )
    return net(Add(name=f"{name}_out"), x, net.chain(convolutions, before))


def preact_bottleneck(net, x, filters, stride, project, use_bias, name):
    """Add shortcut + F(x), F a pre-activation bottleneck; a stride is in its 3x3.

    Where only the size changes and not the channels, the shortcut takes every second pixel.
    """
    before = net.chain(norm_relu(f"{name}_preact"), x)
    if project:
        x = net(conv(WIDENING * filters, 1, stride, use_bias, name=f"{name}_0_conv"), before)
    elif stride > 1:
        x = net(Pool(1, strides=stride, name=f"{name}_0_pool"), x)
    convolutions = (
        conv(filters, 1, use_bias=False, name=f"{name}_1_conv"),
        *norm_relu(f"{name}_1"),
        ZeroPad(((1, 1), (1, 1)), name=f"{name}_2_pad"),
        Conv(filters, 3, strides=stride, use_bias=False, name=f"{name}_2_conv"),
        *norm_relu(f"{name}_2"),
        conv(WIDENING * filters, 1, use_bias=use_bias, name=f"{name}_3_conv"),
    )
    return net(Add(name=f"{name}_out"), x, net.chain(convolutions, before))


def projected(net, x, filters, stride, use_bias, name):
    """Add the shortcut where the shape changes: a 1x1 convolution with batch normalisation."""
    layers = (
        conv(filters, 1, stride, use_bias, name=f"{name}_0_conv"),
        BatchNorm(EPSILON, name=f"{name}_0_bn"),
    )
    return net.chain(layers, x)


def stem(use_bias):
    """Return the first convolution; its zeros are a layer of their own, as in Keras."""
    return (
        ZeroPad(((3, 3), (3, 3)), name="conv1_pad"),
        Conv(64, 7, strides=2, use_bias=use_bias, name="conv1_conv"),
    )


def first_pool():
    return (
        ZeroPad(((1, 1), (1, 1)), name="pool1_pad"),
        Pool(3, strides=2, name="pool1_pool"),
    )


def norm_relu(name):
    """Return batch normalisation and ReLU."""
    return BatchNorm(EPSILON, name=f"{name}_bn"), Activation("relu", name=f"{name}_relu")


def conv(filters, kernel_size, strides=1, use_bias=True, name=""):
    """Return a convolution that keeps height and width at stride 1, without activation."""
    how = {"strides": strides, "padding": "same", "use_bias": use_bias}
    return Conv(filters, kernel_size, **how, name=name)


def classifier(classes):
    """Return the mean of each map and the one dense layer."""
    return (
        GlobalAveragePool(name="avg_pool"),
        Dense(classes, activation="softmax", name="predictions"),
    )
