"""The layers with weights: forward against SciPy and Keras, gradients against differences."""

import keras
import numpy as np
import pytest
import scipy.signal
from convolution_cases import (
    CASES,
    TABLE,
    TOLERANCE,
    central_difference,
    error,
    needs_tape,
    tape_gradients,
    tensor,
)

from fashion_cnn.convolution import (
    conv2d,
    conv2d_grad_bias,
    conv2d_grad_input,
    conv2d_grad_kernel,
    conv2d_loops,
    convolve2d,
    correlate2d,
    correlate2d_backward_loops,
    dense,
    dense_grad,
    output_shape,
)

# --- SciPy as the second opinion: the full correlation at stride 1, then slices


def kept(size, kernel, padding, stride, dilation):
    """Which of the size + span − 1 full positions of an axis a case keeps.

    'same' by the words of TensorFlow's "Notes on padding", apart from the package's own rule.
    """
    span = dilation * (kernel - 1) + 1
    if padding == "full":
        return slice(0, size + span - 1, stride)
    if padding == "valid":
        return slice(span - 1, size, stride)
    zeros = max(span - (stride if size % stride == 0 else size % stride), 0)
    first = span - 1 - zeros // 2
    return slice(first, first + size, stride)


def dilated(kernel, dilation):
    """The kernel with its gaps filled by zeros, as SciPy knows no dilation."""
    spans = [d * (k - 1) + 1 for k, d in zip(kernel.shape, dilation, strict=True)]
    result = np.zeros(spans, kernel.dtype)
    result[:: dilation[0], :: dilation[1]] = kernel
    return result


def scipy_conv(case, x, kernels):
    axes = zip(case.image, case.kernel, case.stride, case.dilation, strict=True)
    places = tuple(kept(size, k, case.padding, s, d) for size, k, s, d in axes)
    y = np.zeros((case.batch, *output_shape(case.image, case.kernel, *case.slide), case.c_out))
    for n, c, o in np.ndindex(case.batch, case.c_in, case.c_out):
        kernel = dilated(kernels[:, :, c, o], case.dilation)
        y[n, :, :, o] += scipy.signal.correlate2d(x[n, :, :, c], kernel)[places]
    return y


def keras_conv(case, x, kernels):
    return keras.ops.conv(
        x, kernels, strides=case.stride, padding=case.padding, dilation_rate=case.dilation
    )


@CASES
def test_conv2d_against_scipy_and_keras(case):
    for dtype, tolerance in TOLERANCE.items():
        x, kernels, bias, _ = case.arrays(dtype)
        y = conv2d(x, kernels, bias, *case.slide)
        assert y.dtype == dtype
        assert error(y, bias + scipy_conv(case, x, kernels)) < tolerance
        if case.in_keras:
            expected = bias + np.asarray(keras_conv(case, tensor(x), tensor(kernels)))
            assert error(y, expected) < tolerance


@pytest.mark.parametrize("case", [c for c in TABLE if max(c.kernel) <= 3], ids=str)
def test_loops_and_fast_version_agree(case):
    x, kernels, bias, _ = case.arrays(np.int64)
    y = conv2d(x, kernels, bias, *case.slide)
    np.testing.assert_array_equal(y, conv2d_loops(x, kernels, bias, *case.slide))


def conv2d_gradients(case, x, kernels, grad_y):
    return (
        conv2d_grad_input(grad_y, kernels, case.image, *case.slide),
        conv2d_grad_kernel(x, grad_y, case.kernel, *case.slide),
    )


@needs_tape
@pytest.mark.parametrize("case", [case for case in TABLE if case.in_keras], ids=str)
def test_conv2d_gradients_against_keras(case):
    for dtype, tolerance in TOLERANCE.items():
        x, kernels, _, grad_y = case.arrays(dtype)
        expected = tape_gradients(lambda x, k: keras_conv(case, x, k), [x, kernels], grad_y)
        ours = conv2d_gradients(case, x, kernels, grad_y)
        for mine, theirs in zip(ours, expected, strict=True):
            assert mine.dtype == dtype
            assert error(mine, theirs) < tolerance


def assert_difference(gradient, array, losses):
    """Every element of ∂E/∂array against E(a + h) − E(a − h) with h = ½.

    That is exact, as E is linear in each array. `losses` takes a stack of arrays to the loss of
    each.
    """
    steps = np.eye(array.size).reshape(-1, *array.shape) / 2
    expected = losses(array + steps) - losses(array - steps)
    assert gradient.shape == array.shape
    assert np.abs(gradient.ravel() - expected).max() < 1e-9 * np.abs(gradient).max()


@CASES
def test_conv2d_gradients_against_central_differences(case):
    x, kernels, bias, grad_y = case.arrays()

    def of_inputs(stack):  # (M, N, H, W, C_in), all in one batch
        y = conv2d(stack.reshape(-1, *x.shape[1:]), kernels, bias, *case.slide)
        return (y.reshape(-1, *grad_y.shape) * grad_y).sum(axis=(1, 2, 3, 4))

    def of_kernels(stack):  # (M, kH, kW, C_in, C_out), all filters of one layer
        filters = np.moveaxis(stack, 0, 3).reshape(*kernels.shape[:3], -1)
        y = conv2d(x, filters, None, *case.slide)
        y = y.reshape(*grad_y.shape[:3], -1, case.c_out)
        return np.einsum("nijmo,nijo->m", y, grad_y)

    def of_biases(stack):
        return np.array([(conv2d(x, kernels, b, *case.slide) * grad_y).sum() for b in stack])

    grad_x, grad_kernels = conv2d_gradients(case, x, kernels, grad_y)
    assert_difference(grad_x, x, of_inputs)
    assert_difference(grad_kernels, kernels, of_kernels)
    assert_difference(conv2d_grad_bias(grad_y), bias, of_biases)


# --- A 3x3 input and a 2x2 kernel, written out

X = np.array([[2, 3, 5], [7, 11, 13], [17, 19, 23]])
K = np.array([[29, 31], [37, 41]])
G = np.array([[43, 47], [53, 59]])  # ∂E/∂Y


def test_four_kernel_equations():
    expected = [
        [
            X[0, 0] * G[0, 0] + X[0, 1] * G[0, 1] + X[1, 0] * G[1, 0] + X[1, 1] * G[1, 1],
            X[0, 1] * G[0, 0] + X[0, 2] * G[0, 1] + X[1, 1] * G[1, 0] + X[1, 2] * G[1, 1],
        ],
        [
            X[1, 0] * G[0, 0] + X[1, 1] * G[0, 1] + X[2, 0] * G[1, 0] + X[2, 1] * G[1, 1],
            X[1, 1] * G[0, 0] + X[1, 2] * G[0, 1] + X[2, 1] * G[1, 0] + X[2, 2] * G[1, 1],
        ],
    ]
    grad_kernels = conv2d_grad_kernel(X[None, ..., None], G[None, ..., None], 2)
    np.testing.assert_array_equal(grad_kernels[:, :, 0, 0], expected)
    np.testing.assert_array_equal(correlate2d_backward_loops(X, K, G)[1], expected)
    np.testing.assert_array_equal(correlate2d(X, G), expected)


def test_nine_input_equations():
    expected = [
        [
            G[0, 0] * K[0, 0],
            G[0, 0] * K[0, 1] + G[0, 1] * K[0, 0],
            G[0, 1] * K[0, 1],
        ],
        [
            G[0, 0] * K[1, 0] + G[1, 0] * K[0, 0],
            G[0, 0] * K[1, 1] + G[0, 1] * K[1, 0] + G[1, 0] * K[0, 1] + G[1, 1] * K[0, 0],
            G[0, 1] * K[1, 1] + G[1, 1] * K[0, 1],
        ],
        [
            G[1, 0] * K[1, 0],
            G[1, 0] * K[1, 1] + G[1, 1] * K[1, 0],
            G[1, 1] * K[1, 1],
        ],
    ]
    grad_x = conv2d_grad_input(G[None, ..., None], K[..., None, None], (3, 3))
    np.testing.assert_array_equal(grad_x[0, :, :, 0], expected)
    np.testing.assert_array_equal(correlate2d_backward_loops(X, K, G)[0], expected)
    np.testing.assert_array_equal(convolve2d(G, K, "full"), expected)


def test_channels_in_the_formulas():
    """Y_o = B_o + Σ_c X_c ⋆ K_co, ∂E/∂K_co = X_c ⋆ ∂E/∂Y_o, ∂E/∂X_c = Σ_o ∂E/∂Y_o *full K_co."""
    rng = np.random.default_rng(1)
    x, kernels = rng.integers(-9, 10, (1, 6, 5, 2)), rng.integers(-9, 10, (3, 2, 2, 3))
    grad_y, bias = rng.integers(-9, 10, (1, 4, 4, 3)), np.array([10, 20, 30])
    y = conv2d(x, kernels, bias)
    grad_kernels = conv2d_grad_kernel(x, grad_y, (3, 2))
    grad_x = conv2d_grad_input(grad_y, kernels, (6, 5))
    for o in range(3):
        total = sum(correlate2d(x[0, :, :, c], kernels[:, :, c, o]) for c in range(2))
        np.testing.assert_array_equal(y[0, :, :, o], bias[o] + total)
    for c in range(2):
        total = sum(convolve2d(grad_y[0, :, :, o], kernels[:, :, c, o], "full") for o in range(3))
        np.testing.assert_array_equal(grad_x[0, :, :, c], total)
        for o in range(3):
            expected = correlate2d(x[0, :, :, c], grad_y[0, :, :, o])
            np.testing.assert_array_equal(grad_kernels[:, :, c, o], expected)


def test_one_bias_per_position():
    x, kernels = np.zeros((3, 4, 4, 1)), np.zeros((3, 3, 1, 2))
    bias = np.arange(8.0).reshape(2, 2, 2)
    np.testing.assert_array_equal(conv2d(x, kernels, bias), np.stack([bias] * 3))
    grad_y = np.random.default_rng(2).integers(-9, 10, (3, 2, 2, 2))
    np.testing.assert_array_equal(conv2d_grad_bias(grad_y, shared=False), sum(grad_y))
    np.testing.assert_array_equal(conv2d_grad_bias(G[None, ..., None]), [43 + 47 + 53 + 59])


def test_pixels_that_no_window_reaches_have_no_gradient():
    grad_x = conv2d_grad_input(np.ones((1, 2, 2, 1)), np.ones((2, 2, 1, 1)), (6, 6), stride=3)
    reached = np.array([1, 1, 0, 1, 1, 0])
    np.testing.assert_array_equal(grad_x[0, :, :, 0], np.outer(reached, reached))


# --- Dense


@needs_tape
def test_dense_against_keras():
    rng = np.random.default_rng(7)
    x, weights, bias = rng.normal(size=(3, 5)), rng.normal(size=(5, 4)), rng.normal(size=4)
    grad_y = rng.normal(size=(3, 4))

    def keras_dense(x, weights, bias):
        return keras.ops.matmul(x, weights) + bias

    assert error(dense(x, weights, bias), keras_dense(x, weights, bias)) < 1e-9
    expected = tape_gradients(keras_dense, [x, weights, bias], grad_y)
    for mine, theirs in zip(dense_grad(x, weights, grad_y), expected, strict=True):
        assert error(mine, theirs) < 1e-9


def test_dense_gradients_against_central_differences():
    rng = np.random.default_rng(8)
    x, weights, grad_y = rng.normal(size=(2, 3)), rng.normal(size=(3, 4)), rng.normal(size=(2, 4))
    grad_x, grad_weights, _ = dense_grad(x, weights, grad_y)
    of_x = central_difference(lambda x: (dense(x, weights) * grad_y).sum(), x, 0.5)
    of_weights = central_difference(lambda w: (dense(x, w) * grad_y).sum(), weights, 0.5)
    assert error(grad_x, of_x) < 1e-9
    assert error(grad_weights, of_weights) < 1e-9
