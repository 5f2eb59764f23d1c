"""The cross-entropy of pixels has the values of its formula, and a gradient under every backend."""

import numpy as np
import pytest

from fashion_cnn.base import backend, gradients

keras = backend.import_keras()
pytestmark = pytest.mark.backend

SHAPE = (2, 4, 6, 3)
DRAW = np.random.default_rng(0)
LABELS = DRAW.integers(3, size=SHAPE[:-1])
CHOSEN = np.eye(3)[LABELS]  # 1 for the class of the pixel
SCORES = DRAW.normal(size=SHAPE)
PROBABILITIES = np.exp(SCORES) / np.exp(SCORES).sum(axis=-1, keepdims=True)


def losses(values, labels=LABELS, from_logits=False):
    return keras.ops.sparse_categorical_crossentropy(
        keras.ops.convert_to_tensor(labels), values, from_logits=from_logits
    )


@pytest.mark.parametrize("labels", [LABELS, LABELS[..., None]], ids=["plain", "with an axis"])
@pytest.mark.parametrize("from_logits", [False, True])
def test_the_loss_of_a_pixel_is_minus_the_logarithm_of_its_class(labels, from_logits):
    values = keras.ops.convert_to_tensor(SCORES if from_logits else PROBABILITIES, "float32")
    found = keras.ops.convert_to_numpy(losses(values, labels, from_logits))
    np.testing.assert_allclose(found, -(np.log(PROBABILITIES) * CHOSEN).sum(axis=-1), rtol=1e-5)


def test_images_have_a_gradient():
    """PyTorch's own, of what Keras asks it for, fails: grad_input must be contiguous."""
    found = gradients.gradient(lambda values: keras.ops.sum(losses(values)), PROBABILITIES)
    # Keras divides the values by their sum first.
    np.testing.assert_allclose(found, 1 - CHOSEN / PROBABILITIES, rtol=1e-4, atol=1e-5)


@pytest.mark.skipif(keras.config.backend() != "torch", reason="only PyTorch needs it")
def test_labels_of_another_shape_are_refused_as_before():
    backend.import_keras()  # the second time changes nothing
    values = keras.ops.convert_to_tensor(PROBABILITIES, "float32")
    with pytest.raises(ValueError, match="must have the same shape"):
        losses(values, LABELS.reshape(2, 6, 4))
