"""Relatives of dropout that Keras does not have, as layers: they change values in training only.

    Cutout(8)                   a square of 8x8 pixels of each image becomes 0
    MaxPoolDropout(2, 0.5)      dropout on the values of each 2x2 window, then their maximum

The others are Keras's own: Dropout for single values, SpatialDropout2D for whole feature maps,
and RandomErasing, a later form of cutout with rectangles of random size.

Shapes are (N, H, W, C). A saved model with these layers can be loaded, in Keras's safe mode, once
this module is imported. Each layer draws from a seed generator of its own.

Errors: UsageError for a size, a rate or a seed that breaks its rule, and where images are smaller
than the square or the window.

Sources: cutout, DeVries and Taylor 2017 (arXiv:1708.04552); max-pooling dropout and its
probability-weighted pooling, Wu and Gu 2015 (arXiv:1512.01400).
"""

import math

import keras
import numpy as np
from keras import ops

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.rules import pair, real_number, whole_number

registered = keras.saving.register_keras_serializable(package="fashion_cnn")


@registered
class Cutout(keras.layers.Layer):
    """In training, set a square of size x size pixels of each image to 0, in all its channels.

    The middle of the square is any pixel, so that the square may reach beyond the border, where
    less than size² pixels become 0. It reaches size // 2 rows above its middle, and as many
    columns to the left. In inference, images stay as they are.
    """

    def __init__(self, size, seed=None, **common):
        super().__init__(**common)
        self.size = whole_number("size", size, at_least=1)
        self.seed = checked_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)

    def build(self, input_shape):
        must_fit("A square", (self.size, self.size), input_shape)

    def call(self, images, training=False):
        if not training:
            return images
        count, height, width = ops.shape(images)[:3]
        rows, columns = self.covered(count, height), self.covered(count, width)
        shown = ops.logical_not(ops.logical_and(rows[:, :, None], columns[:, None, :]))
        return images * ops.cast(shown[..., None], images.dtype)

    def covered(self, count, length):
        """Draw a square for each of `count` images; return which rows it covers: (count, length).

        Columns are drawn in the same way.
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
    """Max pooling with dropout on the values of each window; for maps without negative values.

    In training, each value becomes 0 with probability `rate`, by itself and without any scaling,
    and the maximum of the window remains. In inference, the result is what training gives on
    average: with a window's values in ascending order, a_1 to a_n,

        Σ (1 − rate) · rate^(n−i) · a_i

    since a_i is the maximum if it is kept and the n − i larger ones are dropped. Windows lie side
    by side, and what does not fill one is dropped: (N, H, W, C) -> (N, H // h, W // w, C) for a
    pool_size of (h, w), which is one number for both or a pair.
    """

    def __init__(self, pool_size=2, rate=0.5, seed=None, **common):
        super().__init__(**common)
        self.pool_size = pair("pool_size", pool_size)
        self.rate = real_number("rate", rate, at_least=0, below=1)
        self.seed = checked_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)

    def build(self, input_shape):
        must_fit("A window", self.pool_size, input_shape)

    def call(self, maps, training=False):
        windows = self.windows(maps)
        if not training:
            return ops.sum(ops.sort(windows, axis=-1) * self.shares(windows.dtype), axis=-1)
        chance = keras.random.uniform(ops.shape(windows), dtype="float32", seed=self.seed_generator)
        return ops.max(windows * ops.cast(chance >= self.rate, windows.dtype), axis=-1)

    def windows(self, maps):
        """Return the values of each window behind each other: (N, H // h, W // w, C, h·w)."""
        count, height, width, channels = ops.shape(maps)
        (h, w), n = self.pool_size, math.prod(self.pool_size)
        rows, columns = height // h, width // w
        maps = maps[:, : rows * h, : columns * w]
        maps = ops.reshape(maps, (count, rows, h, columns, w, channels))
        maps = ops.transpose(maps, (0, 1, 3, 5, 2, 4))
        return ops.reshape(maps, (count, rows, columns, channels, n))

    def shares(self, dtype):
        """Return how often each of a window's values, in ascending order, is the maximum: (n,)."""
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
    """Return a seed for Keras, or None where it is to choose one."""
    return None if seed is None else whole_number("seed", seed, at_least=0)


def must_fit(thing, sizes, input_shape):
    """Raise UsageError unless input_shape is (N, H, W, C), large enough for (height, width)."""
    if len(input_shape) != 4:
        raise UsageError(
            f"The layer takes images (number, height, width, channels), received {input_shape}."
        )
    given = input_shape[1:3]
    if any(size is not None and size < wanted for size, wanted in zip(given, sizes, strict=True)):
        small = "x".join("?" if size is None else str(size) for size in given)
        raise UsageError(f"{thing} of {sizes[0]}x{sizes[1]} does not fit into images of {small}.")
