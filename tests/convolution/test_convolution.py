"""Forward: sizes, worked examples, the table against Keras and SciPy, pooling, bad input."""

import doctest
import itertools
import random
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np
import pytest
import scipy.signal

from fashion_cnn import convolution
from fashion_cnn.convolution import (
    average_pool,
    conv2d,
    conv2d_grad_bias,
    conv2d_grad_input,
    conv2d_grad_kernel,
    conv2d_loops,
    conv2d_transpose,
    convolution_matrix,
    convolve2d,
    correlate2d,
    correlate2d_backward_loops,
    correlate2d_loops,
    dense,
    max_pool,
    min_pool,
    output_shape,
    output_size,
    pad,
    pad_amounts,
    pool_loops,
    relu,
    rot180,
    softmax,
    transpose_by_matrix,
    transpose_by_stamps,
    transpose_by_zeros,
    transposed_size,
    upsample,
    windows,
)

TOLERANCE = {np.float32: 2e-6, np.float64: 1e-9}


def tensor(array):
    """For Keras, in the array's own type: left to itself it may take float64 for float32."""
    return keras.ops.convert_to_tensor(array, dtype=array.dtype.name)


def error(received, expected):
    """max |a − b| / max |b|, after a look at the shapes."""
    received, expected = np.asarray(received), np.asarray(expected)
    assert received.shape == expected.shape
    return np.abs(received - expected).max() / np.abs(expected).max()


# --- The table


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
        def by(pair):
            return "x".join(map(str, pair))

        return (
            f"{self.padding}-s{by(self.stride)}-d{by(self.dilation)}-k{by(self.kernel)}"
            f"-{by(self.image)}-c{self.c_in}to{self.c_out}-n{self.batch}"
        )

    @property
    def settings(self):
        return self.padding, self.stride, self.dilation

    @property
    def in_keras(self):
        """Keras has no 'full', and TensorFlow no stride together with dilation."""
        return self.padding != "full" and 1 in (max(self.stride), max(self.dilation))

    def arrays(self, dtype=np.float64):
        """x, kernels, bias and ∂E/∂Y; integers are small, so that every sum is exact."""
        rng = np.random.default_rng(zlib.crc32(str(self).encode()))
        h_out, w_out = output_shape(self.image, self.kernel, *self.settings)
        shapes = (
            (self.batch, *self.image, self.c_in),
            (*self.kernel, self.c_in, self.c_out),
            (self.c_out,),
            (self.batch, h_out, w_out, self.c_out),
        )
        if dtype is np.int64:
            return [rng.integers(-9, 10, shape) for shape in shapes]
        return [rng.uniform(-0.5, 1, shape).astype(dtype) for shape in shapes]


def make_table():
    """At least 200 cases: every padding with every stride and dilation, the rest drawn."""
    draw = random.Random(1).choice
    steps = [((1, 1), (1, 1)), ((2, 2), (1, 1)), ((3, 3), (1, 1)), ((2, 1), (1, 1))]
    steps += [((1, 3), (1, 1)), ((1, 1), (2, 2)), ((1, 1), (3, 3)), ((1, 1), (1, 2))]
    steps += [((2, 2), (2, 2)), ((3, 3), (2, 2)), ((2, 2), (3, 3)), ((1, 2), (2, 1))]
    cases = []
    for padding, (stride, dilation) in itertools.product(("valid", "same", "full"), steps):
        for height in range(1, 8):
            kernel = height, draw([height, *range(1, 8)])
            room = draw([(0, 1), (1, 0), (2, 3), (3, 2), (4, 4), (5, 6)])
            image = tuple(
                d * (k - 1) + 1 + more if padding == "valid" else draw([4, 5, 6, 7, 8, 9])
                for d, k, more in zip(dilation, kernel, room, strict=True)
            )
            channels = draw([1, 2, 3, 4]), draw([1, 2, 3, 4])
            cases.append(Case(padding, stride, dilation, kernel, image, *channels, draw([1, 3])))
    return cases


TABLE = make_table()
CASES = pytest.mark.parametrize("case", TABLE, ids=str)


def test_table_has_what_it_promises():
    assert len(set(TABLE)) >= 200
    assert {k for case in TABLE for k in case.kernel} == set(range(1, 8))
    assert {s for case in TABLE for s in case.stride} == {1, 2, 3}
    assert {case.c_in for case in TABLE} == {case.c_out for case in TABLE} == {1, 2, 3, 4}
    assert {case.batch for case in TABLE} == {1, 3}
    assert {size % 2 for case in TABLE for size in case.image} == {0, 1}
    assert sum(case.kernel[0] != case.kernel[1] for case in TABLE) > 100
    assert sum(case.in_keras for case in TABLE) > 100


# --- SciPy as the second opinion: the full correlation at stride 1, then slices


def kept(size, kernel, padding, stride, dilation):
    """Which of the size + span − 1 full positions of an axis a case keeps.

    'same' by the words of TensorFlow's "Notes on padding", apart from the module's own rule.
    """
    span = dilation * (kernel - 1) + 1
    if padding == "full":
        return slice(0, size + span - 1, stride)
    if padding == "valid":
        return slice(span - 1, size, stride)
    zeros = max(span - (stride if size % stride == 0 else size % stride), 0)
    first = span - 1 - zeros // 2
    return slice(first, first + size, stride)


def kept_places(case):
    axes = zip(case.image, case.kernel, case.stride, case.dilation, strict=True)
    return tuple(kept(size, k, case.padding, s, d) for size, k, s, d in axes)


def dilated(kernel, dilation):
    """The kernel with its gaps filled by zeros, as SciPy knows no dilation."""
    spans = [d * (k - 1) + 1 for k, d in zip(kernel.shape, dilation, strict=True)]
    result = np.zeros(spans, kernel.dtype)
    result[:: dilation[0], :: dilation[1]] = kernel
    return result


def scipy_forward(case, x, kernels):
    y = 0
    for c in range(case.c_in):
        y = y + np.stack(
            [
                [
                    scipy.signal.correlate2d(image, dilated(kernels[:, :, c, o], case.dilation))
                    for o in range(case.c_out)
                ]
                for image in x[..., c]
            ]
        )
    return np.moveaxis(y, 1, 3)[:, *kept_places(case)]


def scipy_backward(case, x, kernels, grad_y):
    """Through the same full correlation: the kept positions get grad_y, the others zero."""
    d_h, d_w = case.dilation
    around = [(d * (k - 1),) * 2 for k, d in zip(case.kernel, case.dilation, strict=True)]
    grad_full = np.zeros(np.add(case.image, [first for first, _ in around]))
    grad_x, grad_kernels = np.zeros(x.shape), np.zeros(kernels.shape)
    for n, c, o in np.ndindex(case.batch, case.c_in, case.c_out):
        grad_full[kept_places(case)] = grad_y[n, :, :, o]
        kernel = dilated(kernels[:, :, c, o], case.dilation)
        grad_x[n, :, :, c] += scipy.signal.convolve2d(grad_full, kernel, "valid")
        padded = np.pad(x[n, :, :, c], around)
        grad = scipy.signal.correlate2d(padded, grad_full, "valid")
        grad_kernels[:, :, c, o] += grad[::d_h, ::d_w]
    return grad_x, grad_kernels


# --- The table, forward


def keras_forward(case, x, kernels):
    return keras.ops.conv(
        x, kernels, strides=case.stride, padding=case.padding, dilation_rate=case.dilation
    )


@CASES
def test_forward_against_scipy_and_keras(case):
    x, kernels, bias, _ = case.arrays()
    expected = bias + scipy_forward(case, x, kernels)
    assert error(conv2d(x, kernels, bias, *case.settings), expected) < TOLERANCE[np.float64]
    for dtype, tolerance in TOLERANCE.items():
        x, kernels, bias, _ = case.arrays(dtype)
        y = conv2d(x, kernels, bias, *case.settings)
        assert y.dtype == dtype
        if case.in_keras:
            expected = bias + np.asarray(keras_forward(case, tensor(x), tensor(kernels)))
        assert error(y, expected) < tolerance


@CASES
def test_loops_and_fast_version_agree(case):
    x, kernels, _, _ = case.arrays(np.int64)
    image, kernel = x[0, :, :, 0], kernels[:, :, 0, 0]
    y = correlate2d(image, kernel, *case.settings)
    assert y.dtype == np.int64
    np.testing.assert_array_equal(y, correlate2d_loops(image, kernel, *case.settings))
    image, kernel = case.arrays()[0][0, :, :, 0], case.arrays()[1][:, :, 0, 0]
    fast, slow = (f(image, kernel, *case.settings) for f in (correlate2d, correlate2d_loops))
    assert error(fast, slow) < 1e-12


@pytest.mark.parametrize("case", [c for c in TABLE if max(c.kernel) <= 3], ids=str)
def test_loops_and_fast_version_of_the_layer_agree(case):
    x, kernels, bias, _ = case.arrays(np.int64)
    y = conv2d(x, kernels, bias, *case.settings)
    np.testing.assert_array_equal(y, conv2d_loops(x, kernels, bias, *case.settings))


@CASES
def test_matrix_times_image_is_the_correlation(case):
    x, kernels, _, _ = case.arrays(np.int64)
    image, kernel = x[0, :, :, 0], kernels[:, :, 0, 0]
    matrix = convolution_matrix(kernel, image.shape, *case.settings)
    expected = correlate2d(image, kernel, *case.settings)
    np.testing.assert_array_equal((matrix @ image.ravel()).reshape(expected.shape), expected)


# --- The table, backward


def keras_backward(case, x, kernels, grad_y):
    if keras.backend.backend() != "tensorflow":
        pytest.skip("gradients are taken with TensorFlow's tape")
    import tensorflow as tf

    x, kernels, grad_y = tensor(x), tensor(kernels), tensor(grad_y)
    with tf.GradientTape() as tape:
        tape.watch([x, kernels])
        y = keras_forward(case, x, kernels)
    return tape.gradient(y, [x, kernels], output_gradients=grad_y)


def backward(case, x, kernels, grad_y):
    return (
        conv2d_grad_input(grad_y, kernels, case.image, *case.settings),
        conv2d_grad_kernel(x, grad_y, case.kernel, *case.settings),
    )


@CASES
def test_backward_against_scipy_and_keras(case):
    x, kernels, _, grad_y = case.arrays()
    expected = scipy_backward(case, x, kernels, grad_y)
    for ours, theirs in zip(backward(case, x, kernels, grad_y), expected, strict=True):
        assert error(ours, theirs) < TOLERANCE[np.float64]
    for dtype, tolerance in TOLERANCE.items():
        x, kernels, _, grad_y = case.arrays(dtype)
        if case.in_keras:
            expected = keras_backward(case, x, kernels, grad_y)
        for ours, theirs in zip(backward(case, x, kernels, grad_y), expected, strict=True):
            assert ours.dtype == dtype
            assert error(ours, theirs) < tolerance


def assert_central_differences(gradient, array, losses, count):
    """`count` places of ∂E/∂array against (E(a + h) − E(a − h)) / 2h, exact for any h as E is
    linear in each array. `losses` takes a stack of arrays to the loss of each.
    """
    assert gradient.shape == array.shape
    flat = np.random.default_rng(0).choice(array.size, min(array.size, count), replace=False)
    steps = np.zeros((len(flat), array.size))
    steps[np.arange(len(flat)), flat] = 0.5
    steps = steps.reshape(-1, *array.shape)
    expected = losses(array + steps) - losses(array - steps)
    received = gradient.ravel()[flat]
    assert np.abs(received - expected).max() < 1e-9 * np.abs(gradient).max()


@CASES
def test_backward_against_central_differences(case):
    x, kernels, bias, grad_y = case.arrays()

    def of_inputs(stack):  # (M, N, H, W, C_in), all in one batch
        y = conv2d(stack.reshape(-1, *x.shape[1:]), kernels, bias, *case.settings)
        return (y.reshape(-1, *grad_y.shape) * grad_y).sum(axis=(1, 2, 3, 4))

    def of_kernels(stack):  # (M, kH, kW, C_in, C_out), all filters of one layer
        filters = np.moveaxis(stack, 0, 3).reshape(*kernels.shape[:3], -1)
        y = conv2d(x, filters, None, *case.settings)
        y = y.reshape(*grad_y.shape[:3], -1, case.c_out)
        return np.einsum("nijmo,nijo->m", y, grad_y)

    def of_biases(stack):
        return np.array([(conv2d(x, kernels, b, *case.settings) * grad_y).sum() for b in stack])

    grad_x, grad_kernels = backward(case, x, kernels, grad_y)
    assert_central_differences(grad_x, x, of_inputs, 8)
    assert_central_differences(grad_kernels, kernels, of_kernels, 16)
    assert_central_differences(conv2d_grad_bias(grad_y), bias, of_biases, 2)
    everywhere = np.broadcast_to(bias, grad_y.shape[1:])
    assert_central_differences(conv2d_grad_bias(grad_y, shared=False), everywhere, of_biases, 2)


@CASES
def test_chain_rule_in_loops_gives_the_same_gradients(case):
    x, kernels, _, grad_y = case.arrays(np.int64)
    x, kernels, grad_y = x[:1, :, :, :1], kernels[:, :, :1, :1], grad_y[:1, :, :, :1]
    grad_image, grad_kernel = correlate2d_backward_loops(
        x[0, :, :, 0], kernels[:, :, 0, 0], grad_y[0, :, :, 0], *case.settings
    )
    grad_x = conv2d_grad_input(grad_y, kernels, case.image, *case.settings)
    grad_kernels = conv2d_grad_kernel(x, grad_y, case.kernel, *case.settings)
    assert grad_x.dtype == grad_kernels.dtype == np.int64
    np.testing.assert_array_equal(grad_x[0, :, :, 0], grad_image)
    np.testing.assert_array_equal(grad_kernels[:, :, 0, 0], grad_kernel)


# --- Sizes


def test_sizes_of_a_7x7_image_and_a_3x3_kernel():
    image, kernel = np.ones((7, 7)), np.ones((3, 3))
    for padding, size in (("valid", 5), ("same", 7), ("full", 9)):
        assert correlate2d(image, kernel, padding).shape == (size, size)
        assert output_size(7, 3, padding) == size


def test_28_with_3x3_at_stride_2_gives_14_or_13():
    assert output_size(28, 3, "same", stride=2) == 14
    assert output_size(28, 3, "valid", stride=2) == 13


@pytest.mark.parametrize("n", range(1, 6))
def test_kernel_of_2n_plus_1_needs_n_zeros_a_side(n):
    assert pad_amounts(20, 2 * n + 1, "same") == (n, n)


def test_extra_zero_goes_to_the_bottom_and_right_and_depends_on_the_stride():
    assert pad_amounts(28, 2, "same") == (0, 1)
    assert pad_amounts(28, 3, "same", stride=2) == (0, 1)
    assert pad_amounts(27, 3, "same", stride=2) == (1, 1)
    assert pad_amounts(7, 1, "same", stride=3) == (0, 0)


@pytest.mark.parametrize("padding", ["valid", "same", "full"])
def test_output_size_counts_the_windows(padding):
    for size, k, s, d in itertools.product(range(1, 9), range(1, 5), range(1, 4), range(1, 4)):
        span = d * (k - 1) + 1
        if padding == "valid" and span > size:
            continue
        before, after = pad_amounts(size, k, padding, s, d)
        starts = range(0, before + size + after - span + 1, s)
        assert output_size(size, k, padding, s, d) == len(starts)
        if padding == "same":
            assert len(starts) == -(-size // s)
            assert 0 <= after - before <= 1


def test_ring_of_zeros_around_a_4x4_table():
    table = [[35, 19, 25, 6], [13, 22, 16, 53], [4, 3, 7, 10], [9, 8, 1, 3]]
    ringed = pad(table, 3, "same")
    assert ringed.shape == (6, 6)
    np.testing.assert_array_equal(ringed[1:5, 1:5], table)
    assert ringed.sum() == np.sum(table)
    assert correlate2d(table, np.ones((3, 3), int), "same").shape == (4, 4)


# --- Worked examples


def test_sliding_a_3x3_kernel_over_a_5x5_binary_image():
    rows = ["11100", "01110", "00111", "00110", "01100"]
    image = np.array([[int(digit) for digit in row] for row in rows])
    kernel = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
    expected = [[4, 3, 4], [2, 4, 3], [2, 3, 4]]
    np.testing.assert_array_equal(correlate2d(image, kernel), expected)
    np.testing.assert_array_equal(convolve2d(image, kernel), expected)  # it is its own rot180
    np.testing.assert_array_equal(correlate2d(image == 1, np.array(kernel, bool)), expected)


def test_cross_correlation_of_a_3x3_image_and_a_2x2_kernel():
    image = [[1, 6, 2], [5, 3, 1], [7, 0, 4]]
    np.testing.assert_array_equal(correlate2d(image, [[1, 2], [-1, 0]]), [[8, 7], [4, 5]])
    np.testing.assert_array_equal(convolve2d(image, [[0, -1], [2, 1]]), [[8, 7], [4, 5]])


def test_convolution_pairs_1_with_i_and_cross_correlation_1_with_a():
    """The letters A to I are 100⁰ to 100⁸: in base 100 a sum shows who was multiplied by whom."""
    image = np.arange(1, 10).reshape(3, 3)
    letters = 100 ** np.arange(9, dtype=np.int64).reshape(3, 3)

    def factors(result):
        return [int(result.item()) // 100**k % 100 for k in range(9)]  # of A, of B, ...

    assert factors(correlate2d(image, letters)) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert factors(convolve2d(image, letters)) == [9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_nine_weights_are_shared_by_twelve_positions():
    kernel = np.arange(1, 10).reshape(3, 3)
    matrix = convolution_matrix(kernel, (5, 6))
    assert matrix.shape == (12, 30)
    for row in matrix:
        np.testing.assert_array_equal(row[row != 0], kernel.ravel())


@pytest.mark.parametrize(
    ("kernel", "total"),
    [
        ([[0, 0, 0], [0, 1, 0], [0, 0, 0]], 1),
        ([[1, 0, -1], [0, 0, 0], [-1, 0, 1]], 0),
        ([[0, 1, 0], [1, -4, 1], [0, 1, 0]], 0),
        ([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]], 0),
        ([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 1),
        (np.full((3, 3), 1 / 9), 1),
    ],
    ids=["identity", "edges-diagonal", "edges-4", "edges-8", "sharpen", "box-blur"],
)
def test_hand_made_kernels_on_a_flat_image(kernel, total):
    np.testing.assert_allclose(correlate2d(np.full((5, 5), 7), kernel), 7 * total, atol=1e-12)


def test_convolution_is_correlation_with_the_kernel_turned_and_commutes():
    rng = np.random.default_rng(3)
    image, kernel = rng.integers(-9, 10, (6, 5)), rng.integers(-9, 10, (3, 4))
    for padding in ("valid", "same", "full"):
        np.testing.assert_array_equal(
            convolve2d(image, kernel, padding), correlate2d(image, rot180(kernel), padding)
        )
    full = convolve2d(image, kernel, "full")
    np.testing.assert_array_equal(full, convolve2d(kernel, image, "full"))
    np.testing.assert_array_equal(full, scipy.signal.convolve2d(image, kernel))


def test_same_of_an_even_kernel_starts_one_later_than_scipys():
    rng = np.random.default_rng(4)
    image, kernel = rng.integers(-9, 10, (6, 7)), rng.integers(-9, 10, (2, 4))
    ours = convolve2d(image, kernel, "same")
    scipys = scipy.signal.convolve2d(image, kernel, "same")
    np.testing.assert_array_equal(ours[:-1, :-1], scipys[1:, 1:])


@pytest.mark.parametrize("padding", ["valid", "same", "full"])
def test_one_dimension_is_an_image_of_one_row(padding):
    signal, kernel = np.array([3, 1, 4, 1, 5, 9, 2]), np.array([2, 7, 1])
    np.testing.assert_array_equal(
        correlate2d([signal], [kernel], padding)[0], np.correlate(signal, kernel, padding)
    )
    np.testing.assert_array_equal(
        convolve2d([signal], [kernel], padding)[0], np.convolve(signal, kernel, padding)
    )


def test_windows_are_a_view():
    image = np.arange(30.0).reshape(5, 6)
    patches = windows(image, (3, 2), stride=2)
    assert np.shares_memory(patches, image)
    np.testing.assert_array_equal(patches[1, 2], image[2:5, 4:6])


def test_layer_in_matrix_form():
    """Y_o = B_o + Σ_c X_c ⋆ K_co, written out for two channels and three filters."""
    rng = np.random.default_rng(5)
    x, kernels = rng.integers(-9, 10, (1, 6, 5, 2)), rng.integers(-9, 10, (3, 3, 2, 3))
    bias = np.array([10, 20, 30])
    y = conv2d(x, kernels, bias)
    for o in range(3):
        total = sum(correlate2d(x[0, :, :, c], kernels[:, :, c, o]) for c in range(2))
        np.testing.assert_array_equal(y[0, :, :, o], bias[o] + total)


def test_bias_of_every_position():
    x, kernels = np.zeros((3, 4, 4, 1)), np.zeros((3, 3, 1, 2))
    bias = np.arange(8.0).reshape(2, 2, 2)
    np.testing.assert_array_equal(conv2d(x, kernels, bias), np.stack([bias] * 3))


def test_convolution_is_equivariant_to_shifts():
    """Shift, then convolve = convolve, then shift; away from the border and at stride 1."""
    rng = np.random.default_rng(6)
    image, kernel = rng.integers(0, 256, (12, 12)), rng.integers(-9, 10, (3, 3))
    moved = np.roll(image, (2, 1), axis=(0, 1))
    np.testing.assert_array_equal(
        correlate2d(moved, kernel)[2:, 1:], correlate2d(image, kernel)[:-2, :-1]
    )


def test_max_pooling_is_only_approximately_invariant():
    """Of noise a third stays: two windows one pixel apart share 2 of their 6 pixels, and the
    largest of the six is as likely any of them. A smooth picture keeps more.
    """
    noise = np.random.default_rng(7).random((401, 401))
    smooth = correlate2d(noise, np.ones((9, 9)), "same").round(-1)

    def unchanged(image):
        return (max_pool(image[:-1, :-1]) == max_pool(image[:-1, 1:])).mean()

    assert unchanged(noise) == pytest.approx(1 / 3, abs=0.01)
    assert unchanged(smooth) > 0.4


def test_three_stacked_3x3_see_7x7():
    image = np.zeros((15, 15))
    image[7, 7] = 1
    for _ in range(3):
        image = correlate2d(image, np.ones((3, 3)), "same")
    seen = np.argwhere(image)
    np.testing.assert_array_equal(seen.max(axis=0) - seen.min(axis=0) + 1, (7, 7))


# --- Types and speed


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.int32, bool])
def test_small_integers_do_not_overflow(dtype):
    image, kernel = np.ones((9, 9), dtype), np.ones((7, 7), dtype)
    if dtype is not bool:
        image, kernel = image * np.iinfo(dtype).max, kernel * 100
    expected = 49 * int(image.max()) * int(kernel.max())
    for function in (correlate2d, correlate2d_loops, convolve2d):
        y = function(image, kernel)
        assert y.dtype == np.int64
        assert (y == expected).all()


@pytest.mark.parametrize(
    ("image", "kernel", "result"),
    [
        (np.uint8, np.float32, np.float32),
        (np.float32, np.uint8, np.float32),
        (np.float16, np.float16, np.float32),
        (np.float32, np.float64, np.float64),
        (np.uint8, np.float64, np.float64),
    ],
)
def test_common_type(image, kernel, result):
    image, kernel = np.ones((4, 4), image), np.ones((2, 2), kernel)
    for function in (correlate2d, correlate2d_loops, convolve2d):
        assert function(image, kernel).dtype == result


def test_nan_reaches_the_outputs_that_see_it_and_no_others():
    image = np.ones((6, 6))
    image[0, 0] = np.nan
    expected = np.zeros((4, 4), bool)
    expected[0, 0] = True
    np.testing.assert_array_equal(np.isnan(correlate2d(image, np.ones((3, 3)))), expected)
    for pool in (max_pool, min_pool, average_pool):
        np.testing.assert_array_equal(np.isnan(pool(image, 2)), expected[:3, :3])
    assert np.isnan(relu(image)[0, 0])


def test_arguments_are_left_as_they_were():
    image, kernel = np.arange(25.0).reshape(5, 5), np.arange(4.0).reshape(2, 2)
    before = image.copy(), kernel.copy()
    correlate2d(image, kernel, "same")
    max_pool(image, 2, padding="same")
    np.testing.assert_array_equal(image, before[0])
    np.testing.assert_array_equal(kernel, before[1])


def test_a_1000x1000_image_with_a_7x7_kernel_takes_well_under_a_second():
    rng = np.random.default_rng(8)
    image, kernel = rng.random((1000, 1000)), rng.random((7, 7))
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        correlate2d(image, kernel)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.8


# --- Pooling

POOLS = pytest.mark.parametrize(
    ("pool_size", "stride", "padding", "image"),
    list(
        itertools.product([1, 2, 3, (2, 3)], [None, 1, 2, 3], ["valid", "same"], [(7, 8), (9, 6)])
    ),
    ids=str,
)


@POOLS
def test_pooling_against_keras(pool_size, stride, padding, image):
    settings = {"pool_size": pool_size, "strides": stride, "padding": padding}
    for dtype, tolerance in TOLERANCE.items():
        x = np.random.default_rng(9).normal(size=(2, *image, 3)).astype(dtype)
        largest = max_pool(x, pool_size, stride, padding)
        np.testing.assert_array_equal(largest, keras.ops.max_pool(tensor(x), **settings))
        smallest = min_pool(x, pool_size, stride, padding)
        np.testing.assert_array_equal(-smallest, keras.ops.max_pool(tensor(-x), **settings))
        mean = average_pool(x, pool_size, stride, padding)
        assert error(mean, keras.ops.average_pool(tensor(x), **settings)) < tolerance
        assert largest.dtype == smallest.dtype == mean.dtype == dtype


@POOLS
@pytest.mark.parametrize("negative", [False, True])
def test_pooling_against_loops(pool_size, stride, padding, image, negative):
    x = np.random.default_rng(10).integers(1, 100, image) * (-1 if negative else 1)
    settings = pool_size, stride, padding
    np.testing.assert_array_equal(max_pool(x, *settings), pool_loops(x, np.max, *settings))
    np.testing.assert_array_equal(min_pool(x, *settings), pool_loops(x, np.min, *settings))
    assert error(average_pool(x, *settings), pool_loops(x, np.mean, *settings)) < 1e-12


def test_pooling_with_full_padding_uses_real_pixels_only():
    x = -np.arange(1, 10).reshape(3, 3)
    for pool, reduce in ((max_pool, np.max), (min_pool, np.min), (average_pool, np.mean)):
        y = pool(x, 2, 1, "full")
        assert y.shape == (4, 4)
        np.testing.assert_array_equal(y, pool_loops(x, reduce, 2, 1, "full"))


def test_pooling_halves_28_twice_and_keeps_the_channels():
    x = np.zeros((1, 28, 28, 32))
    assert max_pool(x).shape == (1, 14, 14, 32)
    assert max_pool(max_pool(x)).shape == (1, 7, 7, 32)


# --- Transposed convolution and upsampling

TRANSPOSED = [
    (padding, stride, kernel, image)
    for padding, stride, kernel, image in itertools.product(
        ["valid", "same"],
        [1, 2, 3, (2, 1)],
        [(1, 1), (2, 2), (3, 3), (4, 3), (2, 5)],
        [(3, 4), (5, 2)],
    )
]
TRANSPOSED_CASES = pytest.mark.parametrize(
    ("padding", "stride", "kernel", "image"), TRANSPOSED, ids=str
)


@TRANSPOSED_CASES
def test_transposed_convolution_against_keras(padding, stride, kernel, image):
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


@TRANSPOSED_CASES
@pytest.mark.parametrize("dilation", [1, 2, (1, 3)])
def test_three_views_of_transposed_convolution(padding, stride, kernel, image, dilation):
    rng = np.random.default_rng(12)
    image, kernel = rng.integers(-9, 10, image), rng.integers(-9, 10, kernel)
    settings = padding, stride, dilation
    expected = conv2d_transpose(image[None, :, :, None], kernel[:, :, None, None], None, *settings)
    for view in (transpose_by_stamps, transpose_by_matrix, transpose_by_zeros):
        y = view(image, kernel, *settings)
        assert y.dtype == np.int64
        np.testing.assert_array_equal(y, expected[0, :, :, 0], err_msg=view.__name__)
    # The adjoint: ⟨X ⋆ K, Y⟩ = ⟨X, transposed(Y)⟩ for every X.
    x = rng.integers(-9, 10, y.shape)
    assert (correlate2d(x, kernel, *settings) * image).sum() == (x * y).sum()


@pytest.mark.parametrize("output_padding", [0, 1, (0, 1)])
@pytest.mark.parametrize(("padding", "kernel"), [("valid", 2), ("valid", 3), ("same", 3)])
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


def test_transposed_sizes_lead_back():
    for padding, size, k, s in itertools.product(
        ("valid", "same"), range(1, 7), range(1, 6), range(1, 5)
    ):
        assert output_size(transposed_size(size, k, padding, s), k, padding, s) == size


@pytest.mark.parametrize("factor", [1, 2, 3, 4, (2, 3)])
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


@pytest.mark.parametrize("factor", [2, 3, 5])
@pytest.mark.parametrize(
    ("method", "kernel", "reach"), [("bilinear", lambda t: 1 - t, 1), ("bicubic", keys, 2)]
)
def test_upsampling_against_the_textbook(factor, method, kernel, reach):
    image = np.random.default_rng(16).random((5, 7))
    rows = textbook_weights(5, factor, kernel, reach)
    columns = textbook_weights(7, factor, kernel, reach)
    assert error(upsample(image, factor, method), rows @ image @ columns.T) < 2e-6


# --- Bad input

IMAGE, KERNEL = np.ones((5, 5)), np.ones((3, 3))
BATCH, KERNELS = np.ones((1, 5, 5, 2)), np.ones((3, 3, 2, 4))

BAD = {
    "kernel too large": (
        lambda: correlate2d(np.ones((2, 9)), KERNEL),
        ValueError,
        "kernel of 3 .* input of 2",
    ),
    "dilated kernel too large": (
        lambda: correlate2d(IMAGE, KERNEL, dilation=3),
        ValueError,
        "spans 7",
    ),
    "kernel too large in the layer": (
        lambda: conv2d(np.ones((1, 2, 5, 2)), KERNELS),
        ValueError,
        "kernel of 3",
    ),
    "pool too large": (lambda: max_pool(IMAGE, 6), ValueError, "of 6 .* input of 5"),
    "windows too large": (lambda: windows(IMAGE, 6), ValueError, "of 6 .* input of 5"),
    "stride 0": (
        lambda: correlate2d(IMAGE, KERNEL, stride=0),
        ValueError,
        "stride .* at least 1, received 0",
    ),
    "stride negative": (
        lambda: conv2d(BATCH, KERNELS, stride=(1, -2)),
        ValueError,
        "stride .* received -2",
    ),
    "stride 0 in a pool": (
        lambda: max_pool(IMAGE, 2, stride=0),
        ValueError,
        "stride .* received 0",
    ),
    "stride float": (
        lambda: correlate2d(IMAGE, KERNEL, stride=1.5),
        TypeError,
        r"stride must be an int .* 1\.5",
    ),
    "stride text": (
        lambda: correlate2d(IMAGE, KERNEL, stride="2"),
        TypeError,
        "stride must be an int .*'2'",
    ),
    "stride bool": (lambda: correlate2d(IMAGE, KERNEL, stride=True), TypeError, "received True"),
    "stride of three": (
        lambda: correlate2d(IMAGE, KERNEL, stride=(1, 2, 3)),
        ValueError,
        r"pair .*\(1, 2, 3\)",
    ),
    "dilation 0": (
        lambda: correlate2d(IMAGE, KERNEL, dilation=0),
        ValueError,
        "dilation .* received 0",
    ),
    "pool size 0": (lambda: average_pool(IMAGE, 0), ValueError, "pool_size .* received 0"),
    "padding misspelt": (
        lambda: correlate2d(IMAGE, KERNEL, "vaild"),
        ValueError,
        "'valid', 'same', 'full', received 'vaild'.*mean 'valid'",
    ),
    "padding in capitals": (
        lambda: conv2d(BATCH, KERNELS, padding="SAME"),
        ValueError,
        "mean 'same'",
    ),
    "padding unknown": (
        lambda: max_pool(IMAGE, 2, padding="causal"),
        ValueError,
        "'full', received 'causal'",
    ),
    "padding a number": (lambda: correlate2d(IMAGE, KERNEL, 1), ValueError, "received 1"),
    "full transposed": (
        lambda: transpose_by_zeros(IMAGE, KERNEL, "full"),
        ValueError,
        "'valid', 'same', received 'full'",
    ),
    "channels": (
        lambda: conv2d(BATCH, np.ones((3, 3, 5, 4))),
        ValueError,
        r"C_in of x, which is 2, received shape \(3, 3, 5, 4\)",
    ),
    "channels transposed": (
        lambda: conv2d_transpose(BATCH, KERNELS),
        ValueError,
        "C_in of x, which is 2",
    ),
    "features": (
        lambda: dense(np.ones((2, 3)), np.ones((4, 5))),
        ValueError,
        "F_in of x, which is 3",
    ),
    "bias": (
        lambda: conv2d(BATCH, KERNELS, np.ones(3)),
        ValueError,
        r"bias must have shape \(4,\) or \(3, 3, 4\), received shape \(3,\)",
    ),
    "bias of one": (lambda: conv2d(BATCH, KERNELS, 1.0), ValueError, r"received shape \(\)"),
    "image of rank 3": (
        lambda: correlate2d(np.ones((5, 5, 1)), KERNEL),
        ValueError,
        r"image .*\(H, W\), received shape \(5, 5, 1\)",
    ),
    "kernel of rank 1": (
        lambda: convolve2d(IMAGE, np.ones(3)),
        ValueError,
        r"kernel .*\(kH, kW\), received shape \(3,\)",
    ),
    "x of rank 2": (
        lambda: conv2d(IMAGE, KERNELS),
        ValueError,
        r"x .*\(N, H, W, C_in\), received shape \(5, 5\)",
    ),
    "x of rank 3 in a pool": (
        lambda: max_pool(np.ones((5, 5, 1))),
        ValueError,
        r"x .*\(N, H, W, C\)",
    ),
    "a number": (lambda: correlate2d(3, KERNEL), ValueError, r"received shape \(\)"),
    "text": (
        lambda: correlate2d([["a", "b"]], [[1]]),
        TypeError,
        "image must hold real numbers, received an array of <U1",
    ),
    "complex": (lambda: correlate2d(IMAGE * 1j, KERNEL), TypeError, "complex128"),
    "objects": (
        lambda: conv2d(BATCH, KERNELS.astype(object)),
        TypeError,
        "kernels must hold real numbers, .* object",
    ),
    "None": (lambda: correlate2d(None, KERNEL), TypeError, "image .* object"),
    "rows of different lengths": (
        lambda: correlate2d([[1, 2], [3]], KERNEL),
        ValueError,
        r"image must have rows of one length, received \[\[1, 2\], \[3\]\]",
    ),
    "ragged in a pool": (
        lambda: max_pool([[1, 2], [3]]),
        ValueError,
        "x must have rows of one length",
    ),
    "empty image": (
        lambda: correlate2d(np.ones((0, 5)), KERNEL),
        ValueError,
        r"image must not be empty, received shape \(0, 5\)",
    ),
    "empty kernel": (lambda: correlate2d(IMAGE, []), ValueError, "kernel must not be empty"),
    "empty batch": (lambda: conv2d(BATCH[:0], KERNELS), ValueError, "x must not be empty"),
    "empty pool input": (lambda: max_pool(np.ones((0, 2))), ValueError, "x must not be empty"),
    "grad_y": (
        lambda: conv2d_grad_input(np.ones((1, 5, 5, 4)), KERNELS, (5, 5)),
        ValueError,
        r"grad_y .*\(1, 3, 3, 4\), received shape \(1, 5, 5, 4\)",
    ),
    "grad_y of the kernel": (
        lambda: conv2d_grad_kernel(BATCH, np.ones((1, 2, 3, 4)), 3),
        ValueError,
        r"\(1, 3, 3, 4\), received shape \(1, 2, 3, 4\)",
    ),
    "grad_y of another batch": (
        lambda: conv2d_grad_kernel(BATCH, np.ones((2, 3, 3, 4)), 3),
        ValueError,
        "N of x, which is 1",
    ),
    "upsampling unknown": (
        lambda: upsample(IMAGE, 2, "linear"),
        ValueError,
        "'bicubic', received 'linear'.*'bilinear'",
    ),
    "factor 0": (lambda: upsample(IMAGE, 0), ValueError, "factor .* received 0"),
    "output padding": (
        lambda: transposed_size(4, 3, "same", 2, output_padding=2),
        ValueError,
        "turns back into 4, received 2",
    ),
    "size 0": (lambda: output_size(0, 3), ValueError, "size must be at least 1"),
    "size float": (lambda: output_size(28.0, 3), TypeError, r"size must be an int .*28\.0"),
}


@pytest.mark.parametrize(("call", "kind", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_named(call, kind, message):
    with pytest.raises(kind, match=message) as caught:
        call()
    assert type(caught.value) is kind
    assert "\n" not in str(caught.value)


# --- Dense, ReLU, softmax


def test_dense_relu_softmax_against_keras():
    rng = np.random.default_rng(17)
    x, weights, bias = rng.normal(size=(3, 5)), rng.normal(size=(5, 4)), rng.normal(size=4)
    y = dense(x, weights, bias)
    np.testing.assert_allclose(y, x @ weights + bias)
    np.testing.assert_array_equal(relu(y), keras.ops.relu(y))
    assert error(softmax(y), keras.ops.softmax(y)) < 1e-9
    assert softmax(y.astype(np.float32)).dtype == np.float32


def test_softmax_of_large_scores():
    np.testing.assert_allclose(softmax([[1000, 1000], [-1000, 1000]]), [[0.5, 0.5], [0, 1]])


# --- The module itself


def test_importing_it_brings_in_numpy_alone():
    code = "import sys, fashion_cnn.convolution; print(*sys.modules)"
    root = Path(__file__).parents[2]
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    loaded = set(process.stdout.split())
    assert "numpy" in loaded
    assert loaded.isdisjoint(
        {"tensorflow", "keras", "jax", "torch", "scipy", "matplotlib", "PIL", "sklearn", "pandas"}
    )


def test_examples_in_the_docstrings():
    assert doctest.testmod(convolution).failed == 0


def test_every_public_function_says_what_it_does():
    for name, function in vars(convolution).items():
        if callable(function) and getattr(function, "__module__", "") == convolution.__name__:
            assert name.startswith("_") or function.__doc__, name
