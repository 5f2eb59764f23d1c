"""The kit's own sequential networks."""

from dataclasses import replace

from fashion_cnn.base.errors import UsageError
from fashion_cnn.networks.layers import BatchNorm, Conv, Dense, Dropout, Flatten, Pool
from fashion_cnn.networks.network import Network


def main(
    input_shape=(28, 28, 1),
    classes=10,
    filters=(32, 64),
    kernel_size=3,
    padding="same",
    dense_units=100,
    dropout=0.4,
):
    """The kit's main model: two convolutions with pooling, then two dense layers.

    With 'same' padding, 28x28x1 -> 28x28x32 -> 14x14x32 -> 14x14x64 -> 7x7x64 -> 3136 -> 100 -> 10
    and 333,526 parameters. 'valid' loses a border at each convolution and has 179,926.
    """
    layers = (
        *convolution_blocks(filters, kernel_size, padding),
        Flatten(name="flatten"),
        Dense(dense_units, activation="relu", name="dense"),
        Dropout(dropout, name="dropout"),
        Dense(classes, activation="softmax", name="predictions"),
    )
    return Network("main", input_shape, layers)


def small(
    input_shape=(28, 28, 1),
    classes=10,
    filters=(32, 64),
    kernel_size=3,
    padding="valid",
    dropout=0.5,
):
    """The small network of the Keras examples: no hidden dense layer, 34,826 parameters."""
    layers = (
        *convolution_blocks(filters, kernel_size, padding),
        Flatten(name="flatten"),
        Dropout(dropout, name="dropout"),
        Dense(classes, activation="softmax", name="predictions"),
    )
    return Network("small", input_shape, layers)


def dense(input_shape=(28, 28, 1), classes=10, dense_units=256, dropout=0.4):
    """A baseline without convolutions: to it, an image is just 784 unrelated numbers."""
    layers = (
        Flatten(name="flatten"),
        Dense(dense_units, activation="relu", name="dense"),
        Dropout(dropout, name="dropout"),
        Dense(classes, activation="softmax", name="predictions"),
    )
    return Network("dense", input_shape, layers)


def convolution_blocks(filters, kernel_size, padding):
    """A convolution and 2x2 max pooling for each number of filters."""
    if not isinstance(filters, (tuple, list)) or not filters:
        raise UsageError(
            "filters must be numbers, one per convolution, received {filters!r}.", filters=filters
        )
    blocks = []
    for number, count in enumerate(filters, start=1):
        blocks.append(
            Conv(count, kernel_size, padding=padding, activation="relu", name=f"conv{number}")
        )
        blocks.append(Pool(2, name=f"pool{number}"))
    return blocks


def for_short_training(network):
    """The network with a momentum of 0.9 in its batch normalisation.

    With 0.99, the moving averages lag the weights by half an epoch of 200 updates, and the scores
    of the first epochs understate what the network has learned.
    """
    layers = [
        replace(layer, momentum=0.9) if isinstance(layer, BatchNorm) else layer
        for layer in network.layers
    ]
    return replace(network, layers=layers)
