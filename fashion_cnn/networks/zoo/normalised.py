"""Networks with batch normalisation that reach a good accuracy in a short time.

Source of the idea: Ioffe and Szegedy 2015, "Batch normalization: Accelerating deep network
training by reducing internal covariate shift" (arXiv:1502.03167).
"""

from fashion_cnn.networks.layers import (
    Activation,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    Pool,
)
from fashion_cnn.networks.network import Network
from fashion_cnn.networks.zoo.basic import for_short_training


def main_bn(input_shape=(28, 28, 1), classes=10, filters=(16, 32), dense_units=100, dropout=0.1):
    """The main model with fewer filters and batch normalisation: it learns in fewer epochs.

    28x28x1 -> 28x28x16 -> 14x14x16 -> 14x14x32 -> 7x7x32 -> 1568 -> 100 -> 10 and 163,154
    parameters. Much of the time of `main` goes into its 32 feature maps of 28x28.
    """
    layers = (
        *normalised("1", filters[0]),
        *normalised("2", filters[1]),
        Flatten(name="flatten"),
        Dense(dense_units, use_bias=False, name="dense"),
        BatchNorm(name="bn3"),
        Activation("relu", name="relu3"),
        Dropout(dropout, name="dropout"),
        Dense(classes, activation="softmax", name="predictions"),
    )
    return for_short_training(Network("main_bn", input_shape, layers))


def deep_bn(input_shape=(28, 28, 1), classes=10, dense_units=128, dropout=0.3):
    """Four convolutions with batch normalisation; 279,722 parameters.

    28x28x1 -> 14x14x32 -> 14x14x64 -> 7x7x64 -> 3x3x128 -> 1152 -> 128 -> 10.
    """
    layers = (
        *normalised("1", 32),
        *normalised("2", 64, pool=False),
        *normalised("3", 64),
        *normalised("4", 128),
        Flatten(name="flatten"),
        Dense(dense_units, use_bias=False, name="dense"),
        BatchNorm(name="bn5"),
        Activation("relu", name="relu5"),
        Dropout(dropout, name="dropout"),
        Dense(classes, activation="softmax", name="predictions"),
    )
    return for_short_training(Network("deep_bn", input_shape, layers))


def normalised(number, filters, pool=True):
    """A 3x3 convolution, pooling, batch normalisation and ReLU.

    Pooling comes first, so that the other two have a quarter of the values to compute.
    """
    pooled = [Pool(2, name=f"pool{number}")] if pool else []
    return (
        Conv(filters, 3, padding="same", use_bias=False, name=f"conv{number}"),
        *pooled,
        BatchNorm(name=f"bn{number}"),
        Activation("relu", name=f"relu{number}"),
    )
