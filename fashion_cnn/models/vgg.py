"""VGG16, with the layer names of Keras's `applications.vgg16`.

Source: Simonyan and Zisserman 2014, "Very deep convolutional networks for large-scale image
recognition" (arXiv:1409.1556), configuration D.
"""

from fashion_cnn.layers import Conv, Dense, Flatten, Network, Pool

# (convolutions, filters) of each block: twice as many filters after each pool, up to 512.
BLOCKS = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))


def vgg16(input_shape=(224, 224, 3), classes=1000):
    """Five blocks of 3x3 convolutions, then three dense layers; 138,357,544 parameters.

    224x224x3 -> 112x112x64 -> 56x56x128 -> 28x28x256 -> 14x14x512 -> 7x7x512 -> 25088 -> 4096
    -> 4096 -> 1000.
    """
    layers = []
    for block, (convolutions, filters) in enumerate(BLOCKS, start=1):
        for number in range(1, convolutions + 1):
            name = f"block{block}_conv{number}"
            layers.append(Conv(filters, 3, padding="same", activation="relu", name=name))
        layers.append(Pool(2, name=f"block{block}_pool"))
    layers += [
        Flatten(name="flatten"),
        Dense(4096, activation="relu", name="fc1"),
        Dense(4096, activation="relu", name="fc2"),
        Dense(classes, activation="softmax", name="predictions"),
    ]
    return Network("vgg16", input_shape, layers)
