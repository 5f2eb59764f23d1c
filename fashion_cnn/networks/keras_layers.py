"""Layers of the classics that Keras does not have.

    LocalResponseNorm(size=5)        AlexNet, GoogLeNet: maps compete with their neighbours
    PartialConv2D(connections, 5)             LeNet-5, C3: each filter sees some of the maps
    TrainablePooling2D(2)                     LeNet-5, S2 and S4: sum · weight + bias
    RadialBasis(10)                           LeNet-5: squared distances from fixed codes

Shapes are (N, H, W, C). A saved model with these layers can be loaded, in Keras's safe mode, once
this module is imported.

Sources: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document
recognition"; Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep
convolutional neural networks", section 3.3.
"""

import keras
import numpy as np
from keras import ops

from fashion_cnn.base.rules import pair, real_number, whole_number

registered = keras.saving.register_keras_serializable(package="fashion_cnn")


@registered
class LocalResponseNorm(keras.layers.Layer):
    """b = a / (bias + alpha · Σ a'²)^beta, the sum over the `size` maps nearest to a's own.

    With an even size, the map before is taken rather than the one behind; at the first and the
    last map, those that are there. The defaults are AlexNet's. Caffe, with which many published
    models were trained, divides alpha by `size` and takes bias 1.
    """

    def __init__(self, size=5, bias=2.0, alpha=1e-4, beta=0.75, **common):
        super().__init__(**common)
        self.size = whole_number("size", size, at_least=1)
        self.bias = real_number("bias", bias, above=0)
        self.alpha = real_number("alpha", alpha, at_least=0)
        self.beta = real_number("beta", beta, at_least=0)

    def build(self, input_shape):
        # near[i, j] is 1 where map i counts for map j: the sums are then one matrix product.
        number = np.arange(input_shape[-1])
        behind = number[:, None] - number[None, :] + self.size // 2
        self.near = ((behind >= 0) & (behind < self.size)).astype("float32")

    def call(self, maps):
        energy = ops.matmul(ops.square(maps), ops.cast(self.near, maps.dtype))
        # x^(−beta) by way of the logarithm: a power takes several times as long.
        return maps * ops.exp(-self.beta * ops.log(self.bias + self.alpha * energy))

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        own = {"size": self.size, "bias": self.bias, "alpha": self.alpha, "beta": self.beta}
        return super().get_config() | own


@registered
class PartialConv2D(keras.layers.Layer):
    """A 'valid' convolution of stride 1 whose filters see only the channels in `connections`.

    `connections` has, for each filter, the numbers of its channels, from 0. The weights are
    `kernel`, (kH·kW·[number of connections]), kept in the order of the table, and `bias`.
    """

    def __init__(self, connections, kernel_size, activation=None, **common):
        super().__init__(**common)
        self.connections = [list(channels) for channels in connections]
        self.kernel_size = pair("kernel_size", kernel_size)
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        self.places = [
            (channel, number)
            for number, channels in enumerate(self.connections)
            for channel in channels
        ]
        self.shape = (input_shape[-1], len(self.connections))
        seen = max(map(len, self.connections))
        height, width = self.kernel_size
        # Every filter begins as if it saw as many channels as the one that sees most.
        limit = np.sqrt(6 / ((seen + 1) * height * width))
        self.kernel = self.add_weight(
            shape=(len(self.places), height, width),
            initializer=keras.initializers.RandomUniform(-limit, limit),
            name="kernel",
        )
        self.bias = self.add_weight(
            shape=(len(self.connections),), initializer="zeros", name="bias"
        )

    def call(self, maps):
        whole = ops.scatter(
            ops.convert_to_tensor(self.places), self.kernel, (*self.shape, *self.kernel_size)
        )  # C_in, filters, kH, kW: zeros where nothing is connected
        kernel = ops.transpose(whole, (2, 3, 0, 1))
        return self.activation(ops.conv(maps, kernel, padding="valid") + self.bias)

    def get_config(self):
        return super().get_config() | {
            "connections": self.connections,
            "kernel_size": self.kernel_size,
            "activation": keras.activations.serialize(self.activation),
        }


@registered
class TrainablePooling2D(keras.layers.Layer):
    """The sum of each window, times a weight, plus a bias: one of each for a map."""

    def __init__(self, pool_size=2, activation=None, **common):
        super().__init__(**common)
        self.pool_size = pair("pool_size", pool_size)
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        shape, start = input_shape[-1:], 1 / np.prod(self.pool_size)  # begins as the mean
        initializer = keras.initializers.Constant(start)
        self.weight = self.add_weight(shape=shape, initializer=initializer, name="weight")
        self.bias = self.add_weight(shape=shape, initializer="zeros", name="bias")

    def call(self, maps):
        # The strides are said although they are the default: with JAX, Keras 3.15 needs it.
        means = ops.average_pool(maps, self.pool_size, strides=self.pool_size)
        sums = means * np.prod(self.pool_size)
        return self.activation(sums * self.weight + self.bias)

    def get_config(self):
        return super().get_config() | {
            "pool_size": self.pool_size,
            "activation": keras.activations.serialize(self.activation),
        }


@registered
class RadialBasis(keras.layers.Layer):
    """For each of `units` classes, Σ (x − code)²: how far the input is from the class's code.

    The smallest wins. The codes are fixed and hold +1 and −1. For the ten digits on 84 inputs
    they are pictures of 7x12 pixels, as in LeNet-5 (drawn by the kit: the paper's own differ);
    otherwise they are rows of signs drawn from a fixed seed.
    """

    def __init__(self, units, **common):
        super().__init__(**common)
        self.units = whole_number("units", units, at_least=1)

    def build(self, input_shape):
        self.codes = codes(self.units, input_shape[-1])

    def call(self, values):
        differences = ops.expand_dims(values, 1) - ops.cast(self.codes, values.dtype)
        return ops.sum(ops.square(differences), axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        return super().get_config() | {"units": self.units}


# The strokes of each digit on a display of seven: top, middle and bottom, then upper left and
# right, lower left and right.
STROKES = {
    "top": np.s_[:2, :],
    "middle": np.s_[5:7, :],
    "bottom": np.s_[10:, :],
    "upper left": np.s_[:7, :2],
    "upper right": np.s_[:7, 5:],
    "lower left": np.s_[5:, :2],
    "lower right": np.s_[5:, 5:],
}
MISSING = {
    0: ["middle"],
    1: ["top", "middle", "bottom", "upper left", "lower left"],
    2: ["upper left", "lower right"],
    3: ["upper left", "lower left"],
    4: ["top", "bottom", "lower left"],
    5: ["upper right", "lower left"],
    6: ["upper right"],
    7: ["middle", "bottom", "upper left", "lower left"],
    8: [],
    9: ["lower left"],
}


def digit(number):
    """Return a digit as a picture of 12 rows and 7 columns, +1 on its strokes and −1 elsewhere."""
    picture = -np.ones((12, 7), "float32")
    for stroke, place in STROKES.items():
        if stroke not in MISSING[number]:
            picture[place] = 1
    return picture


def codes(units, inputs):
    """Return the codes of the classes, (units, inputs)."""
    if (units, inputs) == (10, 84):
        return np.stack([digit(number).ravel() for number in range(10)])
    return np.random.default_rng(0).choice([-1.0, 1.0], (units, inputs)).astype("float32")
