"""The activation functions ReLU and softmax, each with its gradient."""

import numpy as np

from fashion_cnn.convolution.arguments import read_array, read_gradient


def relu(x):
    """max(x, 0), element by element, for any shape."""
    return np.maximum(read_array("x", x), 0)


def relu_grad(x, grad_y):
    """∂E/∂X of `relu`: ∂E/∂Y where x > 0, else 0.

    At x = 0, where there is no derivative, it is 0 as in TensorFlow. x, grad_y and the result
    have the same shape.
    """
    x = read_array("x", x)
    return read_gradient(grad_y, x.shape) * (x > 0)


def softmax(x):
    """Probabilities from scores, along the last axis: exp(x_k) / Σ_m exp(x_m).

    The largest score is subtracted first: the quotient stays the same, and exp cannot overflow.
    Any shape (..., classes), which the result keeps. Integers give float64.
    Source: Goodfellow et al. (2016), section 4.1.
    """
    x = read_array("x", x)
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def softmax_grad(y, grad_y):
    """∂E/∂X of `softmax`, from its output y: ∂E/∂x_k = y_k (∂E/∂y_k − Σ_m y_m ∂E/∂y_m).

    y, grad_y and the result have the same shape (..., classes).
    """
    y = read_array("y", y)
    grad_y = read_gradient(grad_y, y.shape)
    return y * (grad_y - (y * grad_y).sum(axis=-1, keepdims=True))
