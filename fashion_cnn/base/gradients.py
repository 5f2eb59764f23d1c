"""Gradients, which Keras leaves to its backends.

gradient(lambda x: keras.ops.sum(x**2), array)      # 2·array
"""

import keras
import numpy as np


def gradient(function, at):
    """The gradient d function(x) / dx at an array: float32, of the array's shape.

    `function` uses Keras operations and maps a tensor to a scalar tensor. Raises
    NotImplementedError with backends other than TensorFlow, JAX and PyTorch.
    """
    at = np.asarray(at, "float32")
    backend = keras.config.backend()
    if backend == "tensorflow":
        return _tensorflow(function, at)
    if backend == "jax":
        import jax

        return np.asarray(jax.grad(function)(jax.numpy.asarray(at)))
    if backend == "torch":
        return _torch(function, at)
    raise NotImplementedError(f"no gradients with the Keras backend {backend!r}")


def _tensorflow(function, at):
    import tensorflow as tf

    x = tf.Variable(at)
    with tf.GradientTape() as tape:
        value = function(tf.convert_to_tensor(x))
    slope = tape.gradient(value, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return slope.numpy()


def _torch(function, at):
    import torch

    # The device of Keras's own tensors.
    x = keras.ops.convert_to_tensor(at).detach().clone().requires_grad_()
    value = function(x)
    if not value.requires_grad:
        return np.zeros_like(at)
    (slope,) = torch.autograd.grad(value, x, allow_unused=True)
    return np.zeros_like(at) if slope is None else slope.detach().cpu().numpy()
