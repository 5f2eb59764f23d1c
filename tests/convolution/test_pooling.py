"""Pooling and its gradients, against Keras, loops and central differences."""

import keras
import numpy as np
import pytest
from convolution_cases import (
    TOLERANCE,
    central_difference,
    error,
    needs_tape,
    tape_gradients,
    tensor,
)

from fashion_cnn.convolution import (
    average_pool,
    average_pool_grad,
    max_pool,
    max_pool_grad,
    min_pool,
    pool_loops,
)

CASES = [  # (pool_size, stride, padding, image)
    (2, None, "valid", (7, 8)),
    (2, None, "same", (7, 8)),
    (3, 2, "valid", (5, 4)),
    (3, 2, "same", (9, 6)),
    (3, 1, "same", (5, 4)),
    ((2, 3), 1, "valid", (7, 8)),
    ((2, 3), (2, 1), "same", (7, 5)),
    (3, None, "same", (7, 8)),
    (2, 3, "valid", (7, 8)),  # pixels between the windows
    (1, 3, "same", (9, 6)),
]
POOLS = pytest.mark.parametrize(("pool_size", "stride", "padding", "image"), CASES, ids=str)
FULL = [(2, 1, "full", (3, 3)), ((2, 3), None, "full", (5, 4))]  # which Keras does not have
POOLS_AND_FULL = pytest.mark.parametrize(
    ("pool_size", "stride", "padding", "image"), CASES + FULL, ids=str
)


def distinct(shape):
    """A shuffle of whole numbers: no ties, and gaps of 1 to take differences in."""
    return np.random.default_rng(2).permutation(np.prod(shape)).reshape(shape).astype(float)


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


@POOLS_AND_FULL
def test_pooling_against_loops(pool_size, stride, padding, image):
    positive = np.random.default_rng(10).integers(1, 100, image)
    settings = pool_size, stride, padding
    for x in (positive, -positive):  # a zero of the padding would win or count in one of them
        np.testing.assert_array_equal(max_pool(x, *settings), pool_loops(x, np.max, *settings))
        np.testing.assert_array_equal(min_pool(x, *settings), pool_loops(x, np.min, *settings))
        assert error(average_pool(x, *settings), pool_loops(x, np.mean, *settings)) < 1e-12


@needs_tape
@POOLS
def test_gradients_against_keras(pool_size, stride, padding, image):
    settings = {"pool_size": pool_size, "strides": stride, "padding": padding}
    for dtype, tolerance in TOLERANCE.items():
        x = distinct((2, *image, 3)).astype(dtype)
        grad_y = max_pool(x, pool_size, stride, padding)
        grad_y = np.random.default_rng(3).uniform(0.5, 1, grad_y.shape).astype(dtype)
        for grad, function in (
            (max_pool_grad, keras.ops.max_pool),
            (average_pool_grad, keras.ops.average_pool),
        ):
            received = grad(x, grad_y, pool_size, stride, padding)
            (expected,) = tape_gradients(lambda x, f=function: f(x, **settings), [x], grad_y)
            assert received.dtype == dtype
            assert error(received, expected) < tolerance, grad.__name__


@POOLS_AND_FULL
def test_gradients_against_central_differences(pool_size, stride, padding, image):
    x, settings = distinct(image), (pool_size, stride, padding)
    for pool, grad in ((max_pool, max_pool_grad), (average_pool, average_pool_grad)):
        grad_y = np.random.default_rng(4).uniform(0.5, 1, pool(x, *settings).shape)
        expected = central_difference(
            lambda x, pool=pool, grad_y=grad_y: (pool(x, *settings) * grad_y).sum(), x, 0.25
        )
        assert error(grad(x, grad_y, *settings), expected) < 1e-9, pool.__name__


def test_pooling_halves_28_twice_and_keeps_the_channels():
    x = np.zeros((1, 28, 28, 32))
    assert max_pool(x).shape == (1, 14, 14, 32)
    assert max_pool(max_pool(x)).shape == (1, 7, 7, 32)


def test_nan_wins_everywhere():
    image = np.ones((6, 6))
    image[0, 0] = np.nan
    for pool in (max_pool, min_pool, average_pool):
        np.testing.assert_array_equal(np.argwhere(np.isnan(pool(image, 2))), [[0, 0]])


def test_of_equal_pixels_the_first_in_reading_order_gets_the_gradient():
    x = np.array([[1, 5, 2, 2], [5, 5, 2, 2], [0, 0, 7, 9], [0, 3, 9, 7]])
    np.testing.assert_array_equal(
        max_pool_grad(x, [[10, 20], [30, 40]]),
        [[0, 10, 20, 0], [0, 0, 0, 0], [0, 0, 0, 40], [0, 30, 0, 0]],
    )


@needs_tape
@pytest.mark.parametrize(
    ("pool_size", "stride", "padding"), [(2, 2, "valid"), (3, 2, "same"), ((2, 3), 1, "same")]
)
def test_ties_go_where_tensorflow_sends_them(pool_size, stride, padding):
    """Few different values, so nearly every window has a tie; ReLU leaves such zeros."""
    x = np.random.default_rng(5).integers(0, 3, (2, 9, 8, 2)).astype(np.float32)
    shape = max_pool(x, pool_size, stride, padding).shape
    grad_y = np.random.default_rng(6).integers(1, 100, shape).astype(np.float32)
    (expected,) = tape_gradients(
        lambda x: keras.ops.max_pool(x, pool_size, stride, padding), [x], grad_y
    )
    received = max_pool_grad(x, grad_y, pool_size, stride, padding)
    np.testing.assert_array_equal(received, expected)


def test_the_average_is_shared_evenly_and_only_among_real_pixels():
    np.testing.assert_array_equal(
        average_pool_grad(np.zeros((3, 3)), [[4, 4], [4, 4]], 2, padding="same"),
        [[1, 1, 2], [1, 1, 2], [2, 2, 4]],
    )


def test_integer_gradients_stay_exact():
    x, grad_y = np.arange(16, dtype=np.uint8).reshape(4, 4), np.full((2, 2), 2**60)
    grad_x = max_pool_grad(x, grad_y)
    assert grad_x.dtype == np.int64
    assert grad_x.max() == 2**60
