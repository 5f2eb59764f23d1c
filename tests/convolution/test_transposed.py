"""Transposed convolution in three ways and as a layer, and upsampling, against Keras."""

import keras
import numpy as np
import pytest
from convolution_cases import TOLERANCE, error, tensor

from fashion_cnn.convolution import (
    conv2d,
    conv2d_transpose,
    correlate2d,
    transpose_by_matrix,
    transpose_by_stamps,
    transpose_by_zeros,
    upsample,
)

CASES = [  # (padding, stride, kernel, image)
    ("valid", 1, (3, 3), (3, 4)),
    ("same", 1, (4, 3), (5, 2)),
    ("valid", 2, (2, 2), (3, 4)),
    ("same", 2, (2, 5), (3, 4)),
    ("valid", 2, (4, 3), (5, 2)),
    ("same", 2, (3, 3), (5, 2)),
    ("valid", 3, (1, 1), (3, 4)),  # a stride larger than the kernel
    ("same", 3, (2, 2), (5, 2)),
    ("valid", (2, 1), (2, 5), (5, 2)),
    ("same", (2, 1), (1, 1), (3, 4)),
]
TRANSPOSED = pytest.mark.parametrize(("padding", "stride", "kernel", "image"), CASES, ids=str)


@TRANSPOSED
def test_the_layer_against_keras(padding, stride, kernel, image):
    for dtype, tolerance in TOLERANCE.items():
        rng = np.random.default_rng(11)
        x, kernels, bias = (
            rng.normal(size=shape).astype(dtype) for shape in ((2, *image, 3), (*kernel, 4, 3), 4)
        )
        expected = keras.ops.conv_transpose(
            tensor(x), tensor(kernels), strides=stride, padding=padding
        )
        y = conv2d_transpose(x, kernels, bias, padding, stride)
        assert y.dtype == dtype
        assert error(y, bias + np.asarray(expected)) < tolerance


@TRANSPOSED
@pytest.mark.parametrize("dilation", [1, (2, 3)])
def test_three_views_of_transposed_convolution(padding, stride, kernel, image, dilation):
    rng = np.random.default_rng(12)
    image, kernel = rng.integers(-9, 10, image), rng.integers(-9, 10, kernel)
    slide = padding, stride, dilation
    expected = conv2d_transpose(image[None, ..., None], kernel[..., None, None], None, *slide)
    for way in (transpose_by_stamps, transpose_by_matrix, transpose_by_zeros):
        y = way(image, kernel, *slide)
        assert y.dtype == np.int64
        np.testing.assert_array_equal(y, expected[0, :, :, 0], err_msg=way.__name__)
    # The adjoint: ⟨X ⋆ K, Y⟩ = ⟨X, transposed(Y)⟩ for every X.
    x = rng.integers(-9, 10, y.shape)
    assert (correlate2d(x, kernel, *slide) * image).sum() == (x * y).sum()


@pytest.mark.parametrize(
    ("padding", "kernel", "output_padding"),
    [("valid", 2, 1), ("valid", 3, (0, 1)), ("same", 3, (0, 1)), ("same", 4, (2, 1))],
)
def test_output_padding_as_in_keras(padding, kernel, output_padding):
    rng = np.random.default_rng(13)
    x, kernels = rng.normal(size=(1, 4, 5, 2)), rng.normal(size=(kernel, kernel, 3, 2))
    expected = keras.ops.conv_transpose(
        x, kernels, strides=2, padding=padding, output_padding=output_padding
    )
    y = conv2d_transpose(x, kernels, None, padding, 2, output_padding=output_padding)
    assert error(y, expected) < 1e-9


def test_layers_with_weights_from_keras():
    x = np.random.default_rng(14).normal(size=(2, 7, 6, 3)).astype(np.float32)
    normal = keras.initializers.RandomNormal(seed=1)
    arguments = {"strides": 2, "padding": "same", "bias_initializer": normal}
    for layer, function in (
        (keras.layers.Conv2D(4, 3, **arguments), conv2d),
        (keras.layers.Conv2DTranspose(4, 3, **arguments), conv2d_transpose),
    ):
        expected = np.asarray(layer(x))
        assert error(function(x, *layer.get_weights(), "same", 2), expected) < 2e-6


# --- Upsampling


@pytest.mark.parametrize("factor", [(2, 3), 4])
@pytest.mark.parametrize(
    ("method", "tolerance"), [("nearest", 0), ("bilinear", 2e-6), ("bicubic", 1e-3)]
)
def test_upsampling_against_keras(factor, method, tolerance):
    """TensorFlow looks bicubic weights up in a table of 1024 steps: hence its tolerance."""
    image = np.random.default_rng(15).random((5, 6)).astype(np.float32)
    received = upsample(image, factor, method)
    expected = keras.ops.image.resize(
        image[..., None], received.shape, interpolation=method, data_format="channels_last"
    )
    assert error(received, np.asarray(expected)[..., 0]) <= tolerance


def test_nearest_upsampling_repeats_pixels():
    image = np.arange(6).reshape(2, 3)
    expected = image.repeat(2, axis=0).repeat(3, axis=1)
    np.testing.assert_array_equal(upsample(image, (2, 3)), expected)
    np.testing.assert_array_equal(
        transpose_by_zeros(image, np.ones((2, 3), int), stride=(2, 3)), expected
    )


def textbook_weights(size, factor, kernel, reach):
    """Rows of weights: centres at (i + ½)/factor − ½, pixels outside left out, sum 1."""
    centres = (np.arange(size * factor) + 0.5) / factor - 0.5
    t = np.abs(centres[:, None] - np.arange(size))
    weights = np.where(t < reach, kernel(t), 0)
    return weights / weights.sum(axis=1, keepdims=True)


def keys(t, a=-0.5):
    near = (a + 2) * t**3 - (a + 3) * t**2 + 1
    return np.where(t < 1, near, a * (t**3 - 5 * t**2 + 8 * t - 4))


@pytest.mark.parametrize("factor", [2, 3])
@pytest.mark.parametrize(
    ("method", "kernel", "reach"), [("bilinear", lambda t: 1 - t, 1), ("bicubic", keys, 2)]
)
def test_upsampling_against_the_textbook(factor, method, kernel, reach):
    image = np.random.default_rng(16).random((5, 7))
    rows = textbook_weights(5, factor, kernel, reach)
    columns = textbook_weights(7, factor, kernel, reach)
    assert error(upsample(image, factor, method), rows @ image @ columns.T) < 2e-6
