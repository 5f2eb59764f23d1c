"""One image and one kernel, against SciPy and NumPy, in loops and as a matrix."""

import numpy as np
import pytest
import scipy.signal
from convolution_cases import CASES, TABLE, error

from fashion_cnn.convolution import (
    PADDINGS,
    conv2d_grad_input,
    conv2d_grad_kernel,
    convolution_matrix,
    convolve2d,
    correlate2d,
    correlate2d_backward_loops,
    correlate2d_loops,
    rot180,
)


def test_the_table_has_what_it_promises():
    assert len(set(TABLE)) == len(TABLE)
    for padding in PADDINGS:
        cases = [case for case in TABLE if case.padding == padding]
        assert len({(case.stride, case.dilation) for case in cases}) == 10
        assert len({case.kernel for case in cases}) == 7
        assert {size % 2 for case in cases for size in case.image} == {0, 1}
    assert sum(case.in_keras for case in TABLE) >= 14
    larger = [c for c in TABLE if any(k > size for k, size in zip(c.kernel, c.image, strict=True))]
    assert larger


@CASES
def test_loops_matrix_and_fast_version_agree(case):
    image, kernel, _ = case.one_image()
    y = correlate2d(image, kernel, *case.slide)
    assert y.dtype == np.int64
    np.testing.assert_array_equal(y, correlate2d_loops(image, kernel, *case.slide))
    matrix = convolution_matrix(kernel, image.shape, *case.slide)
    np.testing.assert_array_equal((matrix @ image.ravel()).reshape(y.shape), y)
    image, kernel, _ = case.one_image(np.float64)
    fast, slow = (f(image, kernel, *case.slide) for f in (correlate2d, correlate2d_loops))
    assert error(fast, slow) < 1e-12


@CASES
def test_the_chain_rule_in_loops_gives_the_gradients_of_the_layer(case):
    image, kernel, grad_y = case.one_image()
    grad_image, grad_kernel = correlate2d_backward_loops(image, kernel, grad_y, *case.slide)
    x, kernels, grad_y = image[None, ..., None], kernel[..., None, None], grad_y[None, ..., None]
    grad_x = conv2d_grad_input(grad_y, kernels, case.image, *case.slide)
    grad_kernels = conv2d_grad_kernel(x, grad_y, case.kernel, *case.slide)
    assert grad_x.dtype == grad_kernels.dtype == np.int64
    np.testing.assert_array_equal(grad_x[0, :, :, 0], grad_image)
    np.testing.assert_array_equal(grad_kernels[:, :, 0, 0], grad_kernel)


def test_convolution_is_correlation_with_the_kernel_flipped_and_commutes():
    rng = np.random.default_rng(3)
    image, kernel = rng.integers(-9, 10, (6, 5)), rng.integers(-9, 10, (3, 4))
    for padding in PADDINGS:
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


@pytest.mark.parametrize("padding", PADDINGS)
def test_one_dimension_is_an_image_of_one_row(padding):
    signal, kernel = np.array([3, 1, 4, 1, 5, 9, 2]), np.array([2, 7, 1])
    np.testing.assert_array_equal(
        correlate2d([signal], [kernel], padding)[0], np.correlate(signal, kernel, padding)
    )
    np.testing.assert_array_equal(
        convolve2d([signal], [kernel], padding)[0], np.convolve(signal, kernel, padding)
    )


def test_nine_weights_are_shared_by_twelve_positions():
    kernel = np.arange(1, 10).reshape(3, 3)
    matrix = convolution_matrix(kernel, (5, 6))
    assert matrix.shape == (12, 30)
    for row in matrix:
        np.testing.assert_array_equal(row[row != 0], kernel.ravel())


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int32, bool])
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


def test_arguments_are_left_as_they_were():
    image, kernel = np.arange(25.0).reshape(5, 5), np.arange(4.0).reshape(2, 2)
    before = image.copy(), kernel.copy()
    correlate2d(image, kernel, "same")
    np.testing.assert_array_equal(image, before[0])
    np.testing.assert_array_equal(kernel, before[1])
