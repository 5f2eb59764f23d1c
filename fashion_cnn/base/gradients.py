"""Gradients, which Keras leaves to its backends.

gradient(lambda x: keras.ops.sum(x**2), array)      # 2·array
"""

import contextlib

import keras
import numpy as np

from fashion_cnn.base.language import tr


def gradient(function, at):
    """The gradient d function(x) / dx at an array: float32, of the array's shape.

    `function` uses Keras operations and maps a tensor to a scalar tensor. Raises
    NotImplementedError with backends other than TensorFlow, JAX and PyTorch.
    """
    return gradient_function(function)(at)


def gradient_function(function):
    """The gradient of a function as a function of an array.

    TensorFlow and JAX compile it, which takes a moment for each shape of the array.
    """
    backend = keras.config.backend()
    if backend not in MAKERS:
        raise NotImplementedError(
            tr("no gradients with the Keras backend {backend!r}", backend=backend)
        )
    slope = MAKERS[backend](function)
    return lambda at: slope(np.asarray(at, "float32"))


def without_gradients():
    """A context in which PyTorch keeps nothing for a gradient, which saves time and memory.

    TensorFlow and JAX keep things only where a gradient is asked for.
    """
    if keras.config.backend() != "torch":
        return contextlib.nullcontext()
    import torch

    return torch.no_grad()


def _tensorflow(function):
    """TensorFlow computes the gradients of weights too, unless the whole is compiled.

    For a single image, that of ResNet's strided 1x1 convolutions may end the process: see
    docs/upstream/onednn-odd-batches.md.
    """
    import tensorflow as tf

    def slope(x):
        # Not the weights, which are watched by default.
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(x)
            value = function(x)
        return tape.gradient(value, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)

    slope, compiled = tf.function(slope, autograph=False), {}

    def slope_at(at):
        x = tf.convert_to_tensor(at)
        if at.shape not in compiled:
            compiled[at.shape] = slope.get_concrete_function(x)
        return compiled[at.shape](x).numpy()

    return slope_at


def _jax(function):
    """JAX compiles each operation by itself if not all at once: that takes longer, even once."""
    import jax

    slope = jax.jit(jax.grad(function))
    return lambda at: np.asarray(slope(jax.numpy.asarray(at)))


def _torch(function):
    """PyTorch's compiler needs a C++ compiler and minutes: nothing is compiled."""
    import torch

    def slope(at):
        # The device of Keras's own tensors.
        x = keras.ops.convert_to_tensor(at).detach().clone().requires_grad_()
        value = function(x)
        if not value.requires_grad:
            return np.zeros_like(at)
        (found,) = torch.autograd.grad(value, x, allow_unused=True)
        return np.zeros_like(at) if found is None else found.detach().cpu().numpy()

    return slope


MAKERS = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}
