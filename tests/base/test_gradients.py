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
