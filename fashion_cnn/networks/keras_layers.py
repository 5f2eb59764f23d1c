"""Keras layers that Keras itself lacks: those of classic networks, and variants of dropout.

    LocalResponseNorm(size=5)         AlexNet, GoogLeNet: maps compete with their neighbours
    PartialConv2D(connections, 5)     LeNet-5, C3: each filter sees some of the maps
    TrainablePooling2D(2)             LeNet-5, S2 and S4: sum · weight + bias
    RadialBasis(10)                   LeNet-5, outputs: squared distances from fixed codes

    Cutout(8)                         in training, zeroes an 8x8 square in each image
    MaxPoolDropout(2, 0.5)            dropout within each 2x2 window, then max pooling

Keras has Dropout for single values, SpatialDropout2D for whole feature maps, and RandomErasing, a
later form of cutout with rectangles of random size.

Shapes are (N, H, W, C). Saved models with these layers load in Keras's safe mode once this module
is imported. Invalid arguments raise UsageError.

Sources: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document
recognition"; Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep
convolutional neural networks", section 3.3; cutout, DeVries and Taylor 2017 (arXiv:1708.04552);
max-pooling dropout and its probability-weighted pooling, Wu and Gu 2015 (arXiv:1512.01400).
"""

import math

import keras
import numpy as np
from keras import ops

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.base.rules import pair, real_number, whole_number
from fashion_cnn.networks.lenet5_codes import codes

registered = keras.saving.register_keras_serializable(package="fashion_cnn")


@registered
class LocalResponseNorm(keras.layers.Layer):
    """b = a / (bias + alpha · Σ a'²)^beta, summed over the `size` maps around that of a.

    If `size` is even, the window has one more map before a's own than after it. The window is
    truncated at the first and last maps. The defaults are AlexNet's. Caffe, in which many published
    models were trained, divides alpha by `size` and uses bias 1.
    """

    def __init__(self, size=5, bias=2.0, alpha=1e-4, beta=0.75, **common):
        super().__init__(**common)
        self.size = whole_number("size", size, at_least=1)
        self.bias = real_number("bias", bias, above=0)
        self.alpha = real_number("alpha", alpha, at_least=0)
        self.beta = real_number("beta", beta, at_least=0)

    def build(self, input_shape):
        # near[i, j] is 1 if map i is in the window of map j: one matrix product gives all sums.
        number = np.arange(input_shape[-1])
        place = number[:, None] - number[None, :] + self.size // 2  # of map i in the window of j
        self.near = ((place >= 0) & (place < self.size)).astype("float32")

    def call(self, maps):
        energy = ops.matmul(ops.square(maps), ops.cast(self.near, maps.dtype))
        # x^(−beta) through the logarithm: a power takes several times as long.
        return maps * ops.exp(-self.beta * ops.log(self.bias + self.alpha * energy))

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        own = {"size": self.size, "bias": self.bias, "alpha": self.alpha, "beta": self.beta}
        return super().get_config() | own


@registered
class PartialConv2D(keras.layers.Layer):
    """A 'valid' convolution with stride 1 whose filters see only the channels in `connections`.

    `connections` lists, for each filter, the indices of its channels. The weights are `kernel`,
    (connections, kH, kW) in the order of the lists, and `bias`.
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
        # All filters start in the same range, that of the filter with the most channels.
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
        )  # (C_in, filters, kH, kW), zero where nothing is connected
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
    """The sum over each window, times a weight, plus a bias; one of each per feature map."""

    def __init__(self, pool_size=2, activation=None, **common):
        super().__init__(**common)
        self.pool_size = pair("pool_size", pool_size)
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        shape, start = input_shape[-1:], 1 / np.prod(self.pool_size)  # initially the mean
        initializer = keras.initializers.Constant(start)
        self.weight = self.add_weight(shape=shape, initializer=initializer, name="weight")
        self.bias = self.add_weight(shape=shape, initializer="zeros", name="bias")

    def call(self, maps):
        # These strides are the default, but with JAX, Keras 3.15 needs them spelled out.
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
    """Σ (x − code)²: the squared distance of the input from the code of each of `units` classes.

    The class with the smallest output wins. The codes are fixed and consist of +1 and −1. For ten
    classes and 84 inputs they are pictures of the digits on 7x12 pixels, as in LeNet-5 (the kit's
    own drawings, not the paper's); otherwise they are random signs from a fixed seed.
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


@registered
class Cutout(keras.layers.Layer):
    """In training, zero a square of size x size pixels in each image, in all channels.

    The square is centred on a random pixel. It may extend beyond the border, so that fewer than
    size² pixels become 0. It starts size // 2 rows above and size // 2 columns to the left of its
    centre. In inference, images are unchanged.
    """

    def __init__(self, size, seed=None, **common):
        super().__init__(**common)
        self.size = whole_number("size", size, at_least=1)
        self.seed = checked_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)

    def build(self, input_shape):
        must_fit(tr("A square"), (self.size, self.size), input_shape)

    def call(self, images, training=False):
        if not training:
            return images
        count, height, width = ops.shape(images)[:3]
        rows, columns = self.covered(count, height), self.covered(count, width)
        shown = ops.logical_not(ops.logical_and(rows[:, :, None], columns[:, None, :]))
        return images * ops.cast(shown[..., None], images.dtype)

    def covered(self, count, length):
        """Draw a position for each of `count` images; return the rows it covers: (count, length).

        The same works for columns.
        """
        middle = keras.random.randint((count, 1), 0, length, seed=self.seed_generator)
        first = middle - self.size // 2
        places = ops.arange(length, dtype="int32")[None]
        return ops.logical_and(places >= first, places < first + self.size)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return super().get_config() | {"size": self.size, "seed": self.seed}


@registered
class MaxPoolDropout(keras.layers.Layer):
    """Max pooling with dropout inside each window, for feature maps without negative values.

    In training, each value is zeroed independently with probability `rate`, without rescaling,
    before the maximum is taken. In inference, the output is the expected value of that maximum. If
    a_1 to a_n are the values of a window in ascending order, it is

        Σ (1 − rate) · rate^(n−i) · a_i

    since a_i is the maximum if it is kept and the n − i larger values are dropped. Windows do not
    overlap; rows and columns that do not fill a window are ignored. `pool_size` (h, w), one number
    or a pair, turns (N, H, W, C) into (N, H // h, W // w, C).
    """

    def __init__(self, pool_size=2, rate=0.5, seed=None, **common):
        super().__init__(**common)
        self.pool_size = pair("pool_size", pool_size)
        self.rate = real_number("rate", rate, at_least=0, below=1)
        self.seed = checked_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)

    def build(self, input_shape):
        must_fit(tr("A window"), self.pool_size, input_shape)

    def call(self, maps, training=False):
        windows = self.windows(maps)
        if not training:
            return ops.sum(ops.sort(windows, axis=-1) * self.shares(windows.dtype), axis=-1)
        chance = keras.random.uniform(ops.shape(windows), dtype="float32", seed=self.seed_generator)
        return ops.max(windows * ops.cast(chance >= self.rate, windows.dtype), axis=-1)

    def windows(self, maps):
        """The values of each window on the last axis: (N, H // h, W // w, C, h·w)."""
        count, height, width, channels = ops.shape(maps)
        (h, w), n = self.pool_size, math.prod(self.pool_size)
        rows, columns = height // h, width // w
        maps = maps[:, : rows * h, : columns * w]
        maps = ops.reshape(maps, (count, rows, h, columns, w, channels))
        maps = ops.transpose(maps, (0, 1, 3, 5, 2, 4))
        return ops.reshape(maps, (count, rows, columns, channels, n))

    def shares(self, dtype):
        """Probability that each value of a window, in ascending order, is the maximum: (n,)."""
        larger = np.arange(math.prod(self.pool_size))[::-1]
        return ops.convert_to_tensor((1 - self.rate) * self.rate**larger, dtype=dtype)

    def compute_output_shape(self, input_shape):
        count, *sizes, channels = input_shape
        rows, columns = (
            None if size is None else size // window
            for size, window in zip(sizes, self.pool_size, strict=True)
        )
        return count, rows, columns, channels

    def get_config(self):
        settings = {"pool_size": self.pool_size, "rate": self.rate, "seed": self.seed}
        return super().get_config() | settings


def checked_seed(seed):
    """A valid seed, or None to let Keras choose one."""
    return None if seed is None else whole_number("seed", seed, at_least=0)


def must_fit(thing, sizes, input_shape):
    """Raise UsageError unless input_shape is (N, H, W, C), large enough for (height, width)."""
    if len(input_shape) != 4:
        raise UsageError(
            "The layer takes images (number, height, width, channels), received {shape}.",
            shape=input_shape,
        )
    given = input_shape[1:3]
    if any(size is not None and size < wanted for size, wanted in zip(given, sizes, strict=True)):
        small = "x".join("?" if size is None else str(size) for size in given)
        size = "x".join(map(str, sizes))
        raise UsageError(
            "{thing} of {size} does not fit into images of {images}.",
            thing=thing,
            size=size,
            images=small,
        )
