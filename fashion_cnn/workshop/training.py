"""Training within a lesson: on few images, with a progress bar wherever the lesson runs.

history = fit(model, images, labels, epochs=3)
"""

from fashion_cnn.base import backend
from fashion_cnn.base.language import tr

# Called as on_step(steps done, of how many, what is being trained) by `fit`, if somebody sets it.
on_step = None


def fit(model, x, y, epochs=3, batch_size=64, what="", validation_data=None):
    """Train a compiled Keras model as `model.fit` does; returns its history, {name: [values]}.

    `what` is the name of the progress bar, by default that it is training.
    """
    import keras

    from fashion_cnn.training.batches import batched  # starts Keras

    kind = "GPU" if backend.list_gpus(keras.config.backend()) else "CPU"
    model.jit_compile = backend.jit_compile(backend.Device(kind, ""))

    class Steps(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.done = 0

        def on_train_batch_end(self, batch, logs=None):
            self.done += 1
            if on_step:
                on_step(self.done, epochs * self.params["steps"], what or tr("training"))

    return model.fit(
        batched(batch_size, x, y, shuffle=True),
        shuffle=False,
        epochs=epochs,
        validation_data=validation_data and batched(batch_size, *validation_data),
        callbacks=[Steps()],
        verbose=0,
    ).history
