"""Gradients with respect to an array, compared with formulas."""

import numpy as np
import pytest

from fashion_cnn.base import gradients

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.backend


def test_gradients_are_those_of_the_formula():
    at = np.array([[1.0, -2.0], [0.5, 3.0]])
    found = gradients.gradient(lambda x: keras.ops.sum(x**3), at)
    np.testing.assert_allclose(found, 3 * at**2, rtol=1e-6)
    constant = gradients.gradient(lambda x: keras.ops.sum(keras.ops.ones((2,))), at)
    np.testing.assert_array_equal(constant, np.zeros((2, 2)))


def test_a_single_image_does_not_end_the_process():
    """In eager mode, oneDNN ends it for ResNet's shortcuts on processors with AVX-512."""
    shortcut = keras.layers.Conv2D(16, 1, strides=2)
    shortcut.build((None, 28, 28, 8))
    at = np.random.default_rng(0).random((1, 28, 28, 8))
    for _ in range(20):
        found = gradients.gradient(lambda x: keras.ops.sum(shortcut(x)), at)
    expected = np.zeros_like(at)
    expected[:, ::2, ::2] = np.array(shortcut.kernel)[0, 0].sum(axis=-1)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
