"""LeNet-5 as it is usually built today, as published, and for 28x28 images.

| stage | output | learned as published | today |
| --- | --- | --- | --- |
| C1, 6 kernels of 5x5 | 28x28x6 | 156 | 156 |
| S2, subsampling by 2 | 14x14x6 | 12 | 0 |
| C3, 16 kernels of 5x5 | 10x10x16 | 1,516 | 2,416 |
| S4, subsampling by 2 | 5x5x16 | 32 | 0 |
| C5, 120 units that see all of S4 | 120 | 48,120 | 48,120 |
| F6, 84 units | 84 | 10,164 | 10,164 |
| outputs, 10 | 10 | 0 | 850 |
| | | 60,000 | 61,706 |

The counts are of learned parameters, biases included. They differ in three places. The published
subsampling has a weight and a bias per map; average pooling has none. The published C3 connects
each map to only some of those of S2; today's connects it to all. The published outputs are
distances from ten fixed codes; today's are a dense layer.

The published tanh is scaled, 1.7159 · tanh(2a/3); here it is plain, which changes no count. The
paper's images are digits of 20x20 to 28x28 pixels in a field of 32x32.

Source: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document
recognition", Proceedings of the IEEE 86(11), section II and table I.
"""

from fashion_cnn.networks.classic_layers import PartialConv, RadialBasis, TrainablePool
from fashion_cnn.networks.layers import Conv, Dense, Flatten, Pool
from fashion_cnn.networks.network import Network

# Table I of the paper: the maps of S2 that each map of C3 sees. Six see three neighbours, six see
# four, three see two pairs, and one sees all. Neighbours wrap around from 5 to 0.
C3 = (
    *(tuple(sorted((first + step) % 6 for step in range(3))) for first in range(6)),
    *(tuple(sorted((first + step) % 6 for step in range(4))) for first in range(6)),
    *(tuple(sorted((first + step) % 6 for step in (0, 1, 3, 4))) for first in range(3)),
    tuple(range(6)),
)


def lenet5(input_shape=(32, 32, 1), classes=10, padding="valid"):
    """LeNet-5 in its usual modern form: tanh, average pooling and softmax; 61,706 parameters.

    32x32x1 -> 28x28x6 -> 14x14x6 -> 10x10x16 -> 5x5x16 -> 400 -> 120 -> 84 -> 10. `padding`
    applies to C1.
    """
    layers = (
        Conv(6, 5, padding=padding, activation="tanh", name="C1"),
        Pool(2, kind="average", name="S2"),
        Conv(16, 5, activation="tanh", name="C3"),
        Pool(2, kind="average", name="S4"),
        Flatten(name="flatten"),
        Dense(120, activation="tanh", name="C5"),
        Dense(84, activation="tanh", name="F6"),
        Dense(classes, activation="softmax", name="predictions"),
    )
    return Network("lenet5", input_shape, layers)


def lenet5_1998(input_shape=(32, 32, 1), classes=10):
    """LeNet-5 as published: 60,000 learned parameters. The class with the smallest output wins.

    C5 is a convolution whose kernels cover its whole input, as in the paper.
    """
    layers = (
        Conv(6, 5, activation="tanh", name="C1"),
        TrainablePool(2, activation="tanh", name="S2"),
        PartialConv(C3, 5, activation="tanh", name="C3"),
        TrainablePool(2, activation="tanh", name="S4"),
        Conv(120, 5, activation="tanh", name="C5"),
        Flatten(name="flatten"),
        Dense(84, activation="tanh", name="F6"),
        RadialBasis(classes, name="outputs"),
    )
    return Network("lenet5_1998", input_shape, layers)


def lenet5_28(input_shape=(28, 28, 1), classes=10):
    """LeNet-5 for 28x28: zero padding in C1 replaces the margin around the paper's digits."""
    return Network("lenet5_28", input_shape, lenet5(input_shape, classes, padding="same").layers)
