"""Batches for Keras: the same results as with arrays, and no tuner to wait for."""

import keras
import numpy as np
import pytest

from fashion_cnn import data
from fashion_cnn.training.batches import Batches, batched

IMAGES = np.random.default_rng(0).random((23, 4, 4, 1)).astype(np.float32)
LABELS = np.arange(23) % 3


def for_others(batch_size, *arrays, shuffle=False, scale=False):
    return Batches(batch_size, arrays, shuffle, scale)


# For TensorFlow, and for JAX and PyTorch; Keras takes the latter with every backend.
WAYS = pytest.mark.parametrize("batches", [batched, for_others])


def compiled_model():
    keras.utils.set_random_seed(0)
    layers = [keras.Input((4, 4, 1)), keras.layers.Flatten(), keras.layers.Dense(3, "softmax")]
    model = keras.Sequential(layers)
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@pytest.fixture(scope="module")
def with_arrays():
    """The history and the predictions of a model that Keras itself gives batches."""
    model = compiled_model()
    fitted = model.fit(
        IMAGES[:20],
        LABELS[:20],
        batch_size=8,
        epochs=2,
        shuffle=False,
        validation_data=(IMAGES[20:], LABELS[20:]),
        verbose=0,
    )
    return fitted.history, model.predict(IMAGES, batch_size=8, verbose=0)


@WAYS
def test_training_and_predicting_are_those_with_arrays(batches, with_arrays):
    """Exact: the same images in the same batches, the last one smaller."""
    model = compiled_model()
    fitted = model.fit(
        batches(8, IMAGES[:20], LABELS[:20]),
        epochs=2,
        shuffle=False,
        validation_data=batches(8, IMAGES[20:], LABELS[20:]),
        verbose=0,
    )
    history, predictions = with_arrays
    assert fitted.history == history
    np.testing.assert_array_equal(model.predict(batches(8, IMAGES), verbose=0), predictions)


@WAYS
def test_every_shade_is_scaled_as_all_images_at_once_would_be(batches):
    shades = np.arange(256, dtype=np.uint8).reshape(16, 4, 4)
    images, labels = one_epoch(batches(5, shades[..., np.newaxis], np.arange(16), scale=True))
    assert images.dtype == np.float32
    np.testing.assert_array_equal(images, data.scale(shades))
    np.testing.assert_array_equal(labels, np.arange(16))


@WAYS
def test_shuffled_batches_hold_each_example_once_and_differ_by_epoch(batches):
    made = batches(5, np.arange(23), LABELS, shuffle=True)
    orders = []
    for _ in range(2):
        numbers, labels = one_epoch(made)
        assert sorted(numbers) == list(range(23))
        np.testing.assert_array_equal(labels, LABELS[numbers])
        orders.append(list(numbers))
    assert orders[0] != orders[1]
    assert list(range(23)) not in orders


def one_epoch(made):
    """The numbers and labels of an epoch, as Keras asks for them."""
    if isinstance(made, Batches):
        parts = [made[batch] for batch in range(len(made))]
        made.on_epoch_end()
    else:
        parts = [(numbers.numpy(), labels.numpy()) for numbers, labels in made]
    return map(np.concatenate, zip(*parts, strict=True))


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="about tf.data")
def test_tensorflow_does_not_tune_the_pipeline():
    """Its tuner can delay the end of an epoch by as long as the epoch took."""
    assert batched(8, IMAGES).options().autotune.enabled is False
