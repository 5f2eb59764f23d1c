"""Keras's pipelines of arrays have no tuner, but the same batches."""

import numpy as np

from fashion_cnn.base import backend


def batches_of(adapter):
    return [tuple(map(np.array, batch)) for batch in adapter.get_tf_dataset()]


def test_arrays_are_batched_without_a_tuner():
    backend.import_keras()
    backend.import_keras()  # the second time changes nothing
    from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

    x, y = np.arange(10.0).reshape(5, 2), np.arange(5)
    adapter = ArrayDataAdapter(x, y, batch_size=2, shuffle=False)
    assert adapter.get_tf_dataset().options().autotune.enabled is False
    found = batches_of(adapter)
    assert [len(images) for images, _ in found] == [2, 2, 1]
    assert (np.concatenate([images for images, _ in found]) == x).all()
    assert (np.concatenate([labels for _, labels in found]) == y).all()
    # Not wrapped twice.
    assert not hasattr(ArrayDataAdapter.get_tf_dataset.__wrapped__, "__wrapped__")


def test_fit_on_arrays_trains_as_before():
    keras = backend.import_keras()
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(keras.optimizers.SGD(0.25), "mse")
    # The loss is (w + b - 3)², its gradient -4 in both at w = 1, b = 0.
    model.fit(np.ones((4, 1)), np.full((4, 1), 3.0), batch_size=4, verbose=0)
    assert [weight.item() for weight in model.get_weights()] == [2, 1]
