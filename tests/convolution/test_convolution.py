"""The room as a whole: what it exports, its examples, and a network trained one step with it."""

import doctest
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from convolution_cases import error, needs_tape

from fashion_cnn import convolution
from fashion_cnn.convolution import (
    conv2d,
    conv2d_grad_bias,
    conv2d_grad_input,
    conv2d_grad_kernel,
    dense,
    dense_grad,
    max_pool,
    max_pool_grad,
    relu,
    relu_grad,
    softmax,
    softmax_grad,
)

ROOT = Path(__file__).resolve().parents[2]


def test_importing_it_brings_in_numpy_alone():
    code = "import sys, fashion_cnn.convolution; print(*sys.modules)"
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(process.stdout.split())
    assert "numpy" in loaded
    assert loaded.isdisjoint(
        {"tensorflow", "keras", "jax", "torch", "scipy", "matplotlib", "PIL", "sklearn", "pandas"}
    )


@pytest.mark.parametrize("module", [convolution.__name__, "fashion_cnn.convolution.sizes"])
def test_examples_in_the_docstrings(module):
    results = doctest.testmod(importlib.import_module(module))
    assert results.attempted
    assert results.failed == 0


def test_every_public_function_says_what_it_does():
    functions = {name: f for name, f in vars(convolution).items() if inspect.isfunction(f)}
    assert len(functions) > 30
    for name, function in functions.items():
        assert function.__doc__, name


@needs_tape
def test_a_whole_network_forward_and_backward():
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
