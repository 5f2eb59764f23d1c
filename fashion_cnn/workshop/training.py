"""Training within a lesson: on few images, with a progress bar wherever the lesson runs.

    history = fit(model, images, labels, epochs=3)

Who shows the bar sets `report`: a worker hands it on to the command that started it.
"""

# Called with (steps done, steps in all, what is being done).
report = None


def fit(model, x, y, epochs=3, batch_size=64, what="training", validation_data=None):
    """Train a compiled Keras model as `model.fit` does; return its history, {name: [values]}.

    Reports its progress under the name `what`.
    """
    import keras

    from fashion_cnn.base import backend
    from fashion_cnn.training.batches import batched

    kind = "GPU" if backend.list_gpus(keras.config.backend()) else "CPU"
    model.jit_compile = backend.jit_compile(backend.Device(kind, ""))

    class Progress(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.done = 0

        def on_train_batch_end(self, batch, logs=None):
            self.done += 1
            tell(self.done, epochs * self.params["steps"], what)

    return model.fit(
        batched(batch_size, x, y, shuffle=True),
        shuffle=False,
        epochs=epochs,
        validation_data=validation_data and batched(batch_size, *validation_data),
        callbacks=[Progress()],
        verbose=0,
    ).history


def tell(done, of, what):
    """Report some progress, if anybody listens."""
    if report is not None:
        report(done, of, what)
