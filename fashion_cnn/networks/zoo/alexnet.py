"""AlexNet, as published and for 28x28 images.

| stage | output |
| --- | --- |
| conv1, 96 kernels of 11x11, stride 4; norm1; pool1, 3x3, stride 2 | 27x27x96 |
| conv2, 256 kernels of 5x5, two groups; norm2; pool2 | 13x13x256 |
| conv3, 384 kernels of 3x3 | 13x13x384 |
| conv4, 384 kernels of 3x3, two groups | 13x13x384 |
| conv5, 256 kernels of 3x3, two groups; pool5 | 6x6x256 |
| fc6 and fc7, 4096 units each, with dropout | 4096 |
| fc8, softmax | 1000 |

The counts include weights and biases: 60,965,224 with two groups, which split the network over two
GPUs of 3 GB so that half of the maps did not see the other half; 62,378,344 in a single column
without groups. The paper says "60 million". Another common count, 61,100,840, belongs to a
different network: the single column of Krizhevsky 2014 (arXiv:1404.5997), with 64, 192, 384, 256
and 256 filters. With these kernels, the paper's input of 224x224 does not give its 55x55 maps;
227x227 does.

Source: Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional
neural networks".
"""

from fashion_cnn.networks.classic_layers import LocalResponseNorm
from fashion_cnn.networks.layers import Conv, Dense, Dropout, Flatten, Pool
from fashion_cnn.networks.network import Network


def alexnet(input_shape=(227, 227, 3), classes=1000, groups=2):
    """AlexNet with two `groups` (60,965,224 parameters) or in a single column (62,378,344)."""
    layers = (
        Conv(96, 11, strides=4, activation="relu", name="conv1"),
        LocalResponseNorm(name="norm1"),
        Pool(3, strides=2, name="pool1"),
        conv(256, 5, groups, name="conv2"),
        LocalResponseNorm(name="norm2"),
        Pool(3, strides=2, name="pool2"),
        conv(384, 3, name="conv3"),
        conv(384, 3, groups, name="conv4"),
        conv(256, 3, groups, name="conv5"),
        Pool(3, strides=2, name="pool5"),
        *classifier(4096, classes),
    )
    return Network("alexnet", input_shape, layers)


def alexnet_28(input_shape=(28, 28, 1), classes=10, dropout=0.5):
    """AlexNet scaled down to 28x28: fewer and smaller kernels, and no stride in conv1."""
    layers = (
        conv(16, 5, name="conv1"),
        LocalResponseNorm(name="norm1"),
        Pool(3, strides=2, name="pool1"),
        conv(32, 5, name="conv2"),
        LocalResponseNorm(name="norm2"),
        Pool(3, strides=2, name="pool2"),
        conv(64, 3, name="conv3"),
        conv(64, 3, name="conv4"),
        conv(48, 3, name="conv5"),
        Pool(3, strides=2, name="pool5"),
        *classifier(256, classes, dropout),
    )
    return Network("alexnet_28", input_shape, layers)


def conv(filters, kernel_size, groups=1, name=""):
    """Convolution with ReLU that keeps height and width."""
    how = {"padding": "same", "activation": "relu", "groups": groups}
    return Conv(filters, kernel_size, **how, name=name)


def classifier(units, classes, dropout=0.5):
    """AlexNet's dense layers, with dropout before the first two."""
    return (
        Flatten(name="flatten"),
        Dropout(dropout, name="drop6"),
        Dense(units, activation="relu", name="fc6"),
        Dropout(dropout, name="drop7"),
        Dense(units, activation="relu", name="fc7"),
        Dense(classes, activation="softmax", name="fc8"),
    )
