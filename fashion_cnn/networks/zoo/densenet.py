"""DenseNet as published, the five-layer block of its paper, and a version for 28x28 images.

| stage | output | 121 | 169 | 201 |
| --- | --- | --- | --- | --- |
| conv1, 64 kernels of 7x7, stride 2; pool1, 3x3, stride 2 | 56x56 | | | |
| dense block conv2 | 56x56 | 6 | 6 | 6 |
| transition pool2: 1x1, mean of 2x2; dense block conv3 | 28x28 | 12 | 12 | 12 |
| transition pool3; dense block conv4 | 14x14 | 24 | 32 | 48 |
| transition pool4; dense block conv5 | 7x7 | 16 | 32 | 32 |
| mean of each map, dense, softmax | 1000 | | | |

The numbers count layers. Each layer is BN-ReLU-conv 1x1 (to 4k maps, the bottleneck), then
BN-ReLU-conv 3x3 (to k maps, the growth rate; 32 here), and sees the maps of all earlier layers of
its block. A transition halves the number of maps.

The counts include convolution weights (without biases here) and all four values per channel of
batch normalisation, as in Keras: 8,062,504 for DenseNet121. Without the moving means and variances,
which are not learned, it is 7,978,856, the number in PyTorch's documentation. The layers match
those of `keras.applications`, so its weights can be loaded.

Source: Huang, Liu, van der Maaten and Weinberger 2017, "Densely connected convolutional
networks" (arXiv:1608.06993), table 1.
"""

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.base.rules import whole_number
from fashion_cnn.networks.layers import (
    Activation,
    BatchNorm,
    Concatenate,
    Conv,
    Dense,
    GlobalAveragePool,
    Pool,
    ZeroPad,
)
from fashion_cnn.networks.network import IMAGE, Graph
from fashion_cnn.networks.zoo.basic import for_short_training

BLOCKS = {121: (6, 12, 24, 16), 169: (6, 12, 32, 32), 201: (6, 12, 48, 32)}
GROWTH_RATE = 32
WIDENING = 4  # maps of the bottleneck, as a multiple of the growth rate
EPSILON = 1.001e-5

SMALL_BLOCKS = (2, 4, 4)


def densenet(depth=121, input_shape=(224, 224, 3), classes=1000, growth_rate=GROWTH_RATE):
    """DenseNet of a depth in the paper's table; DenseNet121 has 8,062,504 parameters."""
    if depth not in BLOCKS:
        known = ", ".join(map(str, BLOCKS))
        raise UsageError(
            "The paper has no DenseNet of depth {depth!r}. Its depths are: {known}.",
            depth=depth,
            known=known,
        )
    stem = (
        ZeroPad(((3, 3), (3, 3)), name="conv1_pad"),
        Conv(64, 7, strides=2, use_bias=False, name="conv1_conv"),
        *norm_relu("conv1_"),
        ZeroPad(((1, 1), (1, 1)), name="pool1_pad"),
        Pool(3, strides=2, name="pool1"),
    )
    return assemble(f"densenet{depth}", stem, 64, BLOCKS[depth], growth_rate, input_shape, classes)


def densenet_28(input_shape=(28, 28, 1), classes=10, growth_rate=8):
    """DenseNet scaled down to 28x28: blocks of 2, 4 and 4 layers at 14x14, 7x7 and 3x3."""
    channels = 2 * checked(growth_rate)
    stem = (
        Conv(channels, 3, strides=2, padding="same", use_bias=False, name="conv1_conv"),
        *norm_relu("conv1_"),
    )
    how = (stem, channels, SMALL_BLOCKS, growth_rate, input_shape, classes)
    return for_short_training(assemble("densenet", *how))


def assemble(name, stem, channels, blocks, growth_rate, input_shape, classes):
    """A stem with `channels` maps, dense blocks with transitions in between, a classifier."""
    checked(growth_rate)
    net = Graph()
    x = net.chain(stem, IMAGE)
    for stage, layers in enumerate(blocks, start=2):
        x = dense_block(net, x, layers, growth_rate, f"conv{stage}")
        channels += layers * growth_rate
        if stage < len(blocks) + 1:
            channels //= 2
            x = net.chain(transition(channels, f"pool{stage}"), x)
    classifier = (
        *norm_relu(""),
        GlobalAveragePool(name="avg_pool"),
        Dense(classes, activation="softmax", name="predictions"),
    )
    net.chain(classifier, x)
    return net.network(name, input_shape)


def dense_block(net, x, layers, growth_rate, name):
    """Add layers that each see the maps of all earlier ones and append `growth_rate` maps."""
    for number in range(1, layers + 1):
        part = f"{name}_block{number}"
        new = net.chain(
            (
                *norm_relu(f"{part}_0_"),
                conv(WIDENING * growth_rate, 1, f"{part}_1_conv"),
                *norm_relu(f"{part}_1_"),
                conv(growth_rate, 3, f"{part}_2_conv"),
            ),
            x,
        )
        x = net(Concatenate(name=f"{part}_concat"), x, new)
    return x


def five_layer_block(input_shape=(28, 28, 6), growth_rate=4, layers=5):
    """Figure 1 of the paper: five layers H1 to H5, each BN-ReLU-conv 3x3, growth rate 4.

    It turns 6 maps into 6 + 5·4 = 26. The layers of this figure have no bottleneck. The paper does
    not give the number of input maps; 6 is the kit's choice.
    """
    checked(growth_rate)
    net = Graph()
    x = IMAGE
    for number in range(1, whole_number("layers", layers, at_least=1) + 1):
        name = f"H{number}"
        new = net.chain((*norm_relu(f"{name}_"), conv(growth_rate, 3, f"{name}_conv")), x)
        x = net(Concatenate(name=f"{name}_concat"), x, new)
    return net.network("dense_block", input_shape)


def transition(channels, name):
    """Between two blocks: a 1x1 convolution to `channels` maps, then 2x2 average pooling."""
    return (
        *norm_relu(f"{name}_"),
        conv(channels, 1, f"{name}_conv"),
        Pool(2, kind="average", name=f"{name}_pool"),
    )


def norm_relu(prefix):
    return BatchNorm(EPSILON, name=f"{prefix}bn"), Activation("relu", name=f"{prefix}relu")


def conv(filters, kernel_size, name):
    return Conv(filters, kernel_size, padding="same", use_bias=False, name=name)


def checked(growth_rate):
    """The growth rate; UsageError if it is not a whole number of at least 1."""
    return whole_number(tr("growth rate"), growth_rate, at_least=1)
