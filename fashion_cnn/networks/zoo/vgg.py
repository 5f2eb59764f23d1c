"""VGG16, with the layer names of `keras.applications`, and a small network in its style.

Source: Simonyan and Zisserman 2014, "Very deep convolutional networks for large-scale image
recognition" (arXiv:1409.1556), configuration D.
"""

from fashion_cnn.networks.layers import Conv, Dense, Dropout, Flatten, Pool
from fashion_cnn.networks.network import Network

# (convolutions, filters) of each block: the filters double after each pool, up to 512.
BLOCKS = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))
SMALL_BLOCKS = ((2, 16), (2, 32), (2, 64))


def vgg16(input_shape=(224, 224, 3), classes=1000):
    """Five blocks of 3x3 convolutions, then three dense layers; 138,357,544 parameters.

    224x224x3 -> 112x112x64 -> 56x56x128 -> 28x28x256 -> 14x14x512 -> 7x7x512 -> 25088 -> 4096
    -> 4096 -> 1000.
    """
    layers = (
        *blocks(BLOCKS),
        Flatten(name="flatten"),
        Dense(4096, activation="relu", name="fc1"),
        Dense(4096, activation="relu", name="fc2"),
        Dense(classes, activation="softmax", name="predictions"),
    )
    return Network("vgg16", input_shape, layers)


def vgg(input_shape=(28, 28, 1), classes=10, dense_units=128, dropout=0.4):
    """A small VGG for 28x28: blocks of two 3x3 convolutions; 146,938 parameters.

    28x28x1 -> 14x14x16 -> 7x7x32 -> 3x3x64 -> 576 -> 128 -> 10.
    """
    layers = (
        *blocks(SMALL_BLOCKS),
        Flatten(name="flatten"),
        Dense(dense_units, activation="relu", name="fc1"),
        Dropout(dropout, name="dropout"),
        Dense(classes, activation="softmax", name="predictions"),
    )
    return Network("vgg", input_shape, layers)


def blocks(sizes):
    """Blocks of 3x3 convolutions, each followed by 2x2 max pooling."""
    layers = []
    for block, (convolutions, filters) in enumerate(sizes, start=1):
        for number in range(1, convolutions + 1):
            name = f"block{block}_conv{number}"
            layers.append(Conv(filters, 3, padding="same", activation="relu", name=name))
        layers.append(Pool(2, name=f"block{block}_pool"))
    return layers
