"""ReLU and softmax with their gradients, against Keras and central differences."""

import keras
import numpy as np
from convolution_cases import central_difference, error, needs_tape, tape_gradients

from fashion_cnn.convolution import relu, relu_grad, softmax, softmax_grad

SCORES = np.random.default_rng(17).normal(size=(3, 4))
GRAD_Y = np.random.default_rng(18).normal(size=(3, 4))


def test_against_keras():
    np.testing.assert_array_equal(relu(SCORES), keras.ops.relu(SCORES))
    assert error(softmax(SCORES), keras.ops.softmax(SCORES)) < 1e-9
    assert softmax(SCORES.astype(np.float32)).dtype == np.float32


@needs_tape
def test_gradients_against_keras():
    for ours, function in (
        (relu_grad(SCORES, GRAD_Y), keras.ops.relu),
        (softmax_grad(softmax(SCORES), GRAD_Y), keras.ops.softmax),
    ):
        (theirs,) = tape_gradients(function, [SCORES], GRAD_Y)
        assert error(ours, theirs) < 1e-9


def test_gradients_against_central_differences():
    for ours, function in (
        (relu_grad(SCORES, GRAD_Y), relu),
        (softmax_grad(softmax(SCORES), GRAD_Y), softmax),
    ):
        expected = central_difference(lambda s, f=function: (f(s) * GRAD_Y).sum(), SCORES, 1e-5)
        assert error(ours, expected) < 1e-8


def test_softmax_of_large_scores():
    np.testing.assert_allclose(softmax([[1000, 1000], [-1000, 1000]]), [[0.5, 0.5], [0, 1]])


def test_relu_has_no_gradient_at_zero():
    np.testing.assert_array_equal(relu_grad([-1, 0, 2], [5, 5, 5]), [0, 0, 5])


def test_relu_keeps_nan():
    assert np.isnan(relu([np.nan, 1])[0])
