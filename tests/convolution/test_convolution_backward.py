"""Backward: written out for one small case, then pooling, dense, activations, a whole network.

The table of cases against Keras, SciPy and central differences is in test_convolution.py.
"""

import itertools

import keras
import numpy as np
import pytest

from fashion_cnn.convolution import (
    average_pool,
    average_pool_grad,
    conv2d,
    conv2d_grad_bias,
    conv2d_grad_input,
    conv2d_grad_kernel,
    convolve2d,
    correlate2d,
    correlate2d_backward_loops,
    dense,
    dense_grad,
    max_pool,
    max_pool_grad,
    min_pool,
    min_pool_grad,
    relu,
    relu_grad,
    softmax,
    softmax_grad,
)

needs_tape = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="gradients are taken with TensorFlow's tape"
)


def error(received, expected):
    """max |a − b| / max |b|, after a look at the shapes."""
    received, expected = np.asarray(received), np.asarray(expected)
    assert received.shape == expected.shape
    return np.abs(received - expected).max() / np.abs(expected).max()


def tape_gradient(function, arrays, grad_y):
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


# --- A 3x3 input and a 2x2 kernel, written out


@pytest.fixture
def small():
    """X, K and ∂E/∂Y, all entries different."""
    X = np.array([[2, 3, 5], [7, 11, 13], [17, 19, 23]])
    K = np.array([[29, 31], [37, 41]])
    G = np.array([[43, 47], [53, 59]])
    return X, K, G


def as_layer(*arrays):
    """(H, W) -> (1, H, W, 1)."""
    return [array[None, :, :, None] for array in arrays]


def test_four_kernel_equations(small):
    X, K, G = small
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
    x, grad_y = as_layer(X, G)
    np.testing.assert_array_equal(conv2d_grad_kernel(x, grad_y, 2)[:, :, 0, 0], expected)
    np.testing.assert_array_equal(correlate2d_backward_loops(X, K, G)[1], expected)
    np.testing.assert_array_equal(correlate2d(X, G), expected)


def test_nine_input_equations(small):
    X, K, G = small
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
    (grad_y,) = as_layer(G)
    grad_x = conv2d_grad_input(grad_y, K[:, :, None, None], (3, 3))
    np.testing.assert_array_equal(grad_x[0, :, :, 0], expected)
    np.testing.assert_array_equal(correlate2d_backward_loops(X, K, G)[0], expected)
    np.testing.assert_array_equal(convolve2d(G, K, "full"), expected)


def test_bias_of_every_position_and_shared(small):
    _, _, G = small
    (grad_y,) = as_layer(G)
    np.testing.assert_array_equal(conv2d_grad_bias(grad_y, shared=False)[:, :, 0], G)
    np.testing.assert_array_equal(conv2d_grad_bias(grad_y), [43 + 47 + 53 + 59])


def test_channels_in_the_general_formulas():
    """∂E/∂K_co = X_c ⋆ ∂E/∂Y_o and ∂E/∂X_c = Σ_o ∂E/∂Y_o *full K_co, channel by channel."""
    rng = np.random.default_rng(1)
    x, kernels = rng.integers(-9, 10, (1, 6, 5, 2)), rng.integers(-9, 10, (3, 2, 2, 3))
    grad_y = rng.integers(-9, 10, (1, 4, 4, 3))
    grad_kernels = conv2d_grad_kernel(x, grad_y, (3, 2))
    grad_x = conv2d_grad_input(grad_y, kernels, (6, 5))
    for c in range(2):
        total = sum(convolve2d(grad_y[0, :, :, o], kernels[:, :, c, o], "full") for o in range(3))
        np.testing.assert_array_equal(grad_x[0, :, :, c], total)
        for o in range(3):
            expected = correlate2d(x[0, :, :, c], grad_y[0, :, :, o])
            np.testing.assert_array_equal(grad_kernels[:, :, c, o], expected)


def test_pixels_that_no_window_reaches_have_no_gradient():
    grad_x = conv2d_grad_input(np.ones((1, 2, 2, 1)), np.ones((2, 2, 1, 1)), (6, 6), stride=3)
    reached = np.array([1, 1, 0, 1, 1, 0])
    np.testing.assert_array_equal(grad_x[0, :, :, 0], np.outer(reached, reached))


# --- Pooling

POOLS = pytest.mark.parametrize(
    ("pool_size", "stride", "padding", "image"),
    list(
        itertools.product([1, 2, 3, (2, 3)], [None, 1, 2, 3], ["valid", "same"], [(7, 8), (5, 4)])
    ),
    ids=str,
)


def distinct(shape):
    """A shuffle of whole numbers: no ties, and gaps of 1 to take differences in."""
    return np.random.default_rng(2).permutation(np.prod(shape)).reshape(shape).astype(float)


@needs_tape
@POOLS
def test_pooling_gradients_against_keras(pool_size, stride, padding, image):
    settings = {"pool_size": pool_size, "strides": stride, "padding": padding}
    for dtype, tolerance in ((np.float32, 2e-6), (np.float64, 1e-9)):
        x = distinct((2, *image, 3)).astype(dtype)
        grad_y = max_pool(x, pool_size, stride, padding)
        grad_y = np.random.default_rng(3).uniform(0.5, 1, grad_y.shape).astype(dtype)

        def keras_max(x):
            return keras.ops.max_pool(x, **settings)

        for grad, function in (
            (max_pool_grad, keras_max),
            (min_pool_grad, lambda x: -keras_max(-x)),
            (average_pool_grad, lambda x: keras.ops.average_pool(x, **settings)),
        ):
            received = grad(x, grad_y, pool_size, stride, padding)
            (expected,) = tape_gradient(function, [x], grad_y)
            assert received.dtype == dtype
            assert error(received, expected) < tolerance, grad.__name__


@pytest.mark.parametrize("padding", ["valid", "same", "full"])
@pytest.mark.parametrize(("pool_size", "stride"), [(2, None), (3, 2), ((2, 3), 1), (2, 3)])
def test_pooling_gradients_against_central_differences(pool_size, stride, padding):
    x = distinct((5, 6))
    settings = pool_size, stride, padding
    for pool, grad in (
        (max_pool, max_pool_grad),
        (min_pool, min_pool_grad),
        (average_pool, average_pool_grad),
    ):
        grad_y = np.random.default_rng(4).uniform(0.5, 1, pool(x, *settings).shape)
        expected = central_difference(
            lambda x, pool=pool, grad_y=grad_y: (pool(x, *settings) * grad_y).sum(), x, 0.25
        )
        assert error(grad(x, grad_y, *settings), expected) < 1e-9, pool.__name__


def test_of_equal_pixels_the_first_in_reading_order_takes_the_gradient():
    x = np.array([[1, 5, 2, 2], [5, 5, 2, 2], [0, 0, 7, 9], [0, 3, 9, 7]])
    grad_y = np.array([[10, 20], [30, 40]])
    np.testing.assert_array_equal(
        max_pool_grad(x, grad_y), [[0, 10, 20, 0], [0, 0, 0, 0], [0, 0, 0, 40], [0, 30, 0, 0]]
    )
    np.testing.assert_array_equal(
        min_pool_grad(x, grad_y), [[10, 0, 20, 0], [0, 0, 0, 0], [30, 0, 40, 0], [0, 0, 0, 0]]
    )


@needs_tape
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("pool_size", "stride"), [(2, 2), (3, 2), (3, 1), ((2, 3), 2)])
def test_ties_go_where_tensorflow_sends_them(pool_size, stride, padding):
    """Few different values, so nearly every window has a tie; zeros are what ReLU leaves."""
    x = np.random.default_rng(5).integers(0, 3, (2, 9, 8, 2)).astype(np.float32)
    grad_y = np.random.default_rng(6).integers(
        1, 100, max_pool(x, pool_size, stride, padding).shape
    )
    (expected,) = tape_gradient(
        lambda x: keras.ops.max_pool(x, pool_size, stride, padding), [x], grad_y
    )
    received = max_pool_grad(x, grad_y.astype(np.float32), pool_size, stride, padding)
    np.testing.assert_array_equal(received, expected)


def test_average_shares_evenly_and_only_among_real_pixels():
    x, grad_y = np.zeros((3, 3)), np.array([[4, 4], [4, 4]])
    np.testing.assert_array_equal(
        average_pool_grad(x, grad_y, 2, padding="same"), [[1, 1, 2], [1, 1, 2], [2, 2, 4]]
    )


def test_integer_gradients_stay_exact():
    x, grad_y = np.arange(16, dtype=np.uint8).reshape(4, 4), np.full((2, 2), 2**60)
    grad_x = max_pool_grad(x, grad_y)
    assert grad_x.dtype == np.int64
    assert grad_x.max() == 2**60


@pytest.mark.parametrize("grad", [max_pool_grad, min_pool_grad, average_pool_grad])
def test_gradient_of_another_shape_is_an_error(grad):
    with pytest.raises(ValueError, match=r"grad_y .* \(2, 2\), received shape \(1, 2\)"):
        grad(np.ones((4, 4)), np.ones((1, 2)))


# --- Dense, ReLU, softmax


@needs_tape
def test_dense_relu_softmax_gradients_against_keras():
    rng = np.random.default_rng(7)
    x, weights, bias = rng.normal(size=(3, 5)), rng.normal(size=(5, 4)), rng.normal(size=4)
    grad_y = rng.normal(size=(3, 4))
    expected = tape_gradient(lambda x, w, b: keras.ops.matmul(x, w) + b, [x, weights, bias], grad_y)
    for ours, theirs in zip(dense_grad(x, weights, grad_y), expected, strict=True):
        assert error(ours, theirs) < 1e-9
    scores = dense(x, weights, bias)
    for ours, function in (
        (relu_grad(scores, grad_y), keras.ops.relu),
        (softmax_grad(softmax(scores), grad_y), keras.ops.softmax),
    ):
        (theirs,) = tape_gradient(function, [scores], grad_y)
        assert error(ours, theirs) < 1e-9


def test_dense_relu_softmax_gradients_against_central_differences():
    rng = np.random.default_rng(8)
    x, weights, grad_y = rng.normal(size=(2, 3)), rng.normal(size=(3, 4)), rng.normal(size=(2, 4))
    scores = dense(x, weights)
    for ours, array, loss in (
        (dense_grad(x, weights, grad_y)[0], x, lambda x: (dense(x, weights) * grad_y).sum()),
        (dense_grad(x, weights, grad_y)[1], weights, lambda w: (dense(x, w) * grad_y).sum()),
        (relu_grad(scores, grad_y), scores, lambda s: (relu(s) * grad_y).sum()),
        (softmax_grad(softmax(scores), grad_y), scores, lambda s: (softmax(s) * grad_y).sum()),
    ):
        assert error(ours, central_difference(loss, array, 1e-5)) < 1e-8


def test_relu_has_no_gradient_at_zero():
    np.testing.assert_array_equal(relu_grad([-1, 0, 2], [5, 5, 5]), [0, 0, 5])


# --- A whole network


@needs_tape
def test_whole_network_forward_and_backward():
    """Conv-ReLU-pool-flatten-dense-softmax: every gradient of the loss −Σ log p(label)."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 7, 2)),
            layers.Conv2D(4, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(5, activation="softmax"),
        ]
    )
    rng = np.random.default_rng(9)
    x = rng.normal(size=(3, 8, 7, 2)).astype(np.float32)
    labels = np.eye(5, dtype=np.float32)[[0, 3, 1]]
    kernels, conv_bias, weights, dense_bias = [
        rng.normal(scale=0.3, size=w.shape).astype(np.float32) for w in model.get_weights()
    ]
    model.set_weights([kernels, conv_bias, weights, dense_bias])

    maps = conv2d(x, kernels, conv_bias, "same")  # (3, 8, 7, 4)
    pooled = max_pool(relu(maps))  # (3, 4, 3, 4)
    flat = pooled.reshape(3, -1)  # (3, 48)
    probabilities = softmax(dense(flat, weights, dense_bias))  # (3, 5)

    grad_scores = softmax_grad(probabilities, -labels / probabilities)
    grad_flat, grad_weights, grad_dense_bias = dense_grad(flat, weights, grad_scores)
    grad_pooled = grad_flat.reshape(pooled.shape)
    grad_maps = relu_grad(maps, max_pool_grad(relu(maps), grad_pooled))
    grad_kernels = conv2d_grad_kernel(x, grad_maps, 3, "same")
    grad_x = conv2d_grad_input(grad_maps, kernels, (8, 7), "same")

    import tensorflow as tf

    images = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(images)
        expected = model(images)
        loss = -tf.reduce_sum(labels * tf.math.log(expected))
    theirs = tape.gradient(loss, [images, *model.trainable_weights])
    ours = [grad_x, grad_kernels, conv2d_grad_bias(grad_maps), grad_weights, grad_dense_bias]
    assert error(probabilities, expected) < 2e-6
    for mine, keras_own in zip(ours, theirs, strict=True):
        assert error(mine, keras_own) < 1e-5
    np.testing.assert_allclose(grad_scores, probabilities - labels, atol=1e-6)
