"""Cases that several tests share, and the independent sources they are compared with."""

import itertools
import zlib
from typing import NamedTuple

import keras
import numpy as np
import pytest

from fashion_cnn.convolution import output_shape

TOLERANCE = {np.float32: 2e-6, np.float64: 1e-9}

needs_tape = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="gradients are taken with TensorFlow's tape"
)


class Case(NamedTuple):
    padding: str
    stride: tuple
    dilation: tuple
    kernel: tuple
    image: tuple
    c_in: int
    c_out: int
    batch: int

    def __str__(self):
        pairs = (self.stride, self.dilation, self.kernel, self.image)
        s, d, k, image = ("x".join(map(str, pair)) for pair in pairs)
        return f"{self.padding}-s{s}-d{d}-k{k}-{image}"

    @property
    def slide(self):
        return self.padding, self.stride, self.dilation

    @property
    def in_keras(self):
        """Keras has no 'full', and TensorFlow no stride together with dilation."""
        return self.padding != "full" and 1 in (max(self.stride), max(self.dilation))

    def arrays(self, dtype=np.float64):
        """x, kernels, bias and ∂E/∂Y; integers are small, so that every sum is exact."""
        rng = np.random.default_rng(zlib.crc32(str(self).encode()))
        shapes = (
            (self.batch, *self.image, self.c_in),
            (*self.kernel, self.c_in, self.c_out),
            (self.c_out,),
            (self.batch, *output_shape(self.image, self.kernel, *self.slide), self.c_out),
        )
        if dtype is np.int64:
            return [rng.integers(-9, 10, shape) for shape in shapes]
        return [rng.uniform(-0.5, 1, shape).astype(dtype) for shape in shapes]

    def one_image(self, dtype=np.int64):
        """An image, a kernel and ∂E/∂Y without batch and channels."""
        x, kernels, _, grad_y = self.arrays(dtype)
        return x[0, :, :, 0], kernels[:, :, 0, 0], grad_y[0, :, :, 0]


STEPS = [  # (stride, dilation)
    *(((1, 1), (1, 1)), ((2, 2), (1, 1)), ((3, 3), (1, 1)), ((2, 1), (1, 1)), ((1, 3), (1, 1))),
    *(((1, 1), (2, 2)), ((1, 1), (1, 3)), ((2, 2), (2, 2)), ((1, 2), (2, 1)), ((3, 2), (2, 3))),
]
KERNELS = [(3, 3), (2, 2), (4, 3), (1, 1), (2, 5), (1, 6), (5, 4)]
CHANNELS = [(2, 3), (1, 1), (3, 2), (1, 4)]


def make_table():
    """Every padding with every stride and dilation, and with every kernel."""
    cases = []
    for n, (padding, (stride, dilation)) in enumerate(
        itertools.product(("valid", "same", "full"), STEPS)
    ):
        kernel = KERNELS[n % len(KERNELS)]
        if padding == "valid":  # so many pixels more than the kernel spans
            room = [(0, 1), (3, 2), (4, 5)][n % 3]
            spans = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
            image = spans[0] + room[0], spans[1] + room[1]
        else:
            image = [(5, 6), (7, 4), (4, 9)][n % 3]
        cases.append(Case(padding, stride, dilation, kernel, image, *CHANNELS[n % 4], 1 + n % 2))
    return cases


TABLE = make_table()
CASES = pytest.mark.parametrize("case", TABLE, ids=str)


def error(received, expected):
    """max |a − b| / max |b|, after a look at the shapes."""
    received, expected = np.asarray(received), np.asarray(expected)
    assert received.shape == expected.shape
    return np.abs(received - expected).max() / np.abs(expected).max()


def tensor(array):
    """For Keras, in the array's own type: left to itself it may take float64 for float32."""
    return keras.ops.convert_to_tensor(array, dtype=array.dtype.name)


def tape_gradients(function, arrays, grad_y):
    """∂E/∂ of each array by automatic differentiation, in the arrays' own type."""
    import tensorflow as tf

    tensors = [tf.constant(array) for array in arrays]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        y = function(*tensors)
    gradients = tape.gradient(y, tensors, output_gradients=tf.constant(grad_y, y.dtype))
    return [gradient.numpy() for gradient in gradients]


def central_difference(loss, array, step):
    """(E(a + h) − E(a − h)) / 2h for every element of the array."""
    result = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        moved = array.copy()
        moved[place] = array[place] + step
        above = loss(moved)
        moved[place] = array[place] - step
        result[place] = (above - loss(moved)) / (2 * step)
    return result
