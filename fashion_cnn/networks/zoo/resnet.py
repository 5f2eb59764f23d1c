"""ResNet in its original and its pre-activation form, as published and for 28x28 images.

| stage | output | 18 | 34 | 50 | 101 | 152 |
| --- | --- | --- | --- | --- | --- | --- |
| conv1, 64 kernels of 7x7, stride 2 | 112x112 | | | | | |
| pool1, 3x3, stride 2 | 56x56 | | | | | |
| conv2, 64 filters | 56x56 | 2 | 3 | 3 | 3 | 3 |
| conv3, 128 filters | 28x28 | 2 | 4 | 4 | 4 | 8 |
| conv4, 256 filters | 14x14 | 2 | 6 | 6 | 23 | 36 |
| conv5, 512 filters | 7x7 | 2 | 3 | 3 | 3 | 3 |
| mean of each map, dense, softmax | 1000 | | | | | |

The numbers count blocks. Up to depth 34, a block is two 3x3 convolutions; from 50 on it is a
bottleneck: 1x1, 3x3, and 1x1 with four times the filters. The depth is the number of layers with
weights on the longest path: 1, plus 2 or 3 per block, plus 1.

The counts include convolution weights and biases and all four values per channel of batch
normalisation, as in Keras: 25,636,712 for ResNet50. Batch normalisation after a convolution makes
the biases redundant; without them (`use_bias=False`) and without the moving means and variances,
which are not learned, it is 25,557,032, the number in PyTorch's documentation. The layers match
those of `keras.applications`, so its weights can be loaded. A bottleneck there has its stride in
the first 1x1, as in the paper (other implementations have it in the 3x3); in the pre-activation
form, the stride is in the 3x3 of the last block of a stage.

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
WIDENING = 4  # filters of the last 1x1 in a bottleneck, as a multiple of the others
EPSILON = 1.001e-5

SMALL_FILTERS = (8, 16, 32)
WIDE_FILTERS = (64, 128, 256)
SMALL_DEPTH = 20


def resnet(depth=50, input_shape=(224, 224, 3), classes=1000, use_bias=True):
    """Original ResNet of a depth in the paper's table; ResNet50 has 25,636,712 parameters."""
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
    """Pre-activation ResNet (BN-ReLU-conv); at depth 50 it has 25,613,800 parameters.

    Convolutions have biases only if no batch normalisation follows: conv1, and in each block the
    last convolution and the shortcut.
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
    """Blocks in each stage of a published depth; UsageError for any other depth."""
    if depth not in BLOCKS:
        known = ", ".join(map(str, BLOCKS))
        raise UsageError(
            "The paper has no ResNet of depth {depth!r}. Its depths are: {known}.",
            depth=depth,
            known=known,
        )
    return BLOCKS[depth]


# ---------------------------------------------------------------------------------------- 28x28


def resnet_28(input_shape=(28, 28, 1), classes=10, depth=SMALL_DEPTH):
    """The paper's network for small images (section 4.2), with stride 2 in the first convolution.

    28x28x1 -> 14x14x8 -> 7x7x16 -> 4x4x32 -> 32 -> 10. depth = 6n + 2: n basic blocks per stage.
    """
    return small("resnet", basic_block, input_shape, classes, depth)


def plain_28(input_shape=(28, 28, 1), classes=10, depth=SMALL_DEPTH):
    """`resnet_28` without shortcuts."""
    return small("plain", plain_block, input_shape, classes, depth)


def preact_resnet_28(input_shape=(28, 28, 1), classes=10, depth=SMALL_DEPTH):
    """`resnet_28` with pre-activation blocks."""
    return small("preact_resnet", preact_block, input_shape, classes, depth)


def wide_resnet(input_shape=(28, 28, 1), classes=10, depth=SMALL_DEPTH):
    """`resnet_28` with eight times the filters and no stride in the first convolution, for a GPU.

    28x28x1 -> 28x28x64 -> 14x14x128 -> 7x7x256 -> 256 -> 10. More filters rather than more layers:
    Zagoruyko and Komodakis 2016, "Wide residual networks" (arXiv:1605.07146).
    """
    return small("wide_resnet", basic_block, input_shape, classes, depth, WIDE_FILTERS, strides=1)


def small(name, block, input_shape, classes, depth, widths=SMALL_FILTERS, strides=2):
    """A network of 6n + 2 layers: three stages of n blocks with two convolutions each."""
    if not isinstance(depth, int) or depth < 8 or depth % 6 != 2:
        raise UsageError(
            "depth must be 6n + 2 (8, 14, 20, 26, ...), received {depth!r}.", depth=depth
        )
    before = block is preact_block
    net = Graph()
    x = net(conv(widths[0], 3, strides, use_bias=False, name="conv1_conv"), IMAGE)
    if not before:
        x = net.chain(norm_relu("conv1"), x)
    for stage, filters in enumerate(widths, start=2):
        for number in range(1, depth // 6 + 1):
            stride = 2 if number == 1 and stage > 2 else 1
            x = block(net, x, filters, stride, stride > 1, False, f"conv{stage}_block{number}")
    if before:
        x = net.chain(norm_relu("post"), x)
    net.chain(classifier(classes), x)
    return for_short_training(net.network(name, input_shape))


# --------------------------------------------------------------------------------------- blocks


def basic_block(net, x, filters, stride, project, use_bias, name):
    """Add relu(shortcut + F(x)), where F is two 3x3 convolutions with batch normalisation.

    The shortcut is x itself or, if `project` is set because the shape changes, a 1x1 convolution
    of x with batch normalisation.
    """
    shortcut = projected(net, x, filters, stride, use_bias, name) if project else x
    x = net.chain(two_convolutions(filters, stride, use_bias, name), x)
    return net.chain(
        [Activation("relu", name=f"{name}_out")], net(Add(name=f"{name}_add"), shortcut, x)
    )


def plain_block(net, x, filters, stride, project, use_bias, name):
    """Add relu(F(x)): `basic_block` without the shortcut."""
    convolutions = two_convolutions(filters, stride, use_bias, name)
    return net.chain([*convolutions, Activation("relu", name=f"{name}_out")], x)


def two_convolutions(filters, stride, use_bias, name):
    """The layers of F in a basic block."""
    return (
        conv(filters, 3, stride, use_bias, name=f"{name}_1_conv"),
        *norm_relu(f"{name}_1"),
        conv(filters, 3, use_bias=use_bias, name=f"{name}_2_conv"),
        BatchNorm(EPSILON, name=f"{name}_2_bn"),
    )


def bottleneck(net, x, filters, stride, project, use_bias, name):
    """Add relu(shortcut + F(x)), where F is 1x1, 3x3, and 1x1 with 4·filters."""
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
    """Add shortcut + F(x), where F is BN-ReLU-conv twice; no ReLU follows the sum."""
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
    """Add shortcut + F(x), where F is a pre-activation bottleneck with the stride in its 3x3.

    If the stride changes the size but not the channels, the shortcut takes every second pixel.
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
    """Add a shortcut that changes the shape: a 1x1 convolution with batch normalisation."""
    layers = (
        conv(filters, 1, stride, use_bias, name=f"{name}_0_conv"),
        BatchNorm(EPSILON, name=f"{name}_0_bn"),
    )
    return net.chain(layers, x)


def stem(use_bias):
    """The first convolution; its zero padding is a separate layer, as in Keras."""
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
    return BatchNorm(EPSILON, name=f"{name}_bn"), Activation("relu", name=f"{name}_relu")


def conv(filters, kernel_size, strides=1, use_bias=True, name=""):
    """Convolution without activation; at stride 1 it keeps height and width."""
    how = {"strides": strides, "padding": "same", "use_bias": use_bias}
    return Conv(filters, kernel_size, **how, name=name)


def classifier(classes):
    """Global average pooling and the only dense layer."""
    return (
        GlobalAveragePool(name="avg_pool"),
        Dense(classes, activation="softmax", name="predictions"),
    )
