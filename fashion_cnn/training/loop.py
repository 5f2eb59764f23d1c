"""The training loop: one epoch after another, each kept on disk.

Everything random in an epoch (the order of the images, augmentation, dropout) depends only on the
seed and the number of the epoch. So a run that is resumed after an epoch continues exactly as if
it had never stopped.
"""

import math
import time

import keras
import numpy as np

from fashion_cnn.base.backend import keras_backend
from fashion_cnn.base.errors import KitError
from fashion_cnn.base.files import replacing
from fashion_cnn.base.language import tr
from fashion_cnn.data.image_files import reading, unusable
from fashion_cnn.networks.keras_models import load_model, to_keras
from fashion_cnn.training.batches import batched
from fashion_cnn.training.callbacks import progress_bar, seeded, watch_for_interrupt
from fashion_cnn.training.devices import ONE
from fashion_cnn.training.examples import one_hot
from fashion_cnn.training.history import COLUMNS, best_epoch, finished, read_history, write_history
from fashion_cnn.training.recipes import RECIPES
from fashion_cnn.training.schedule import SCHEDULES

# Updates that TensorFlow and JAX do without returning to Python: the same, in 15% less time.
UPDATES_TOGETHER = 16
# Batch size for prediction and validation. It changes speed and memory, not results.
PREDICT_BATCH = 500


def fit(
    folder,
    config,
    examples,
    jit_compile,
    recipe=RECIPES["standard"],
    augment=None,
    callbacks=(),
    devices=ONE,
):
    """Train until the last epoch or early stopping; return the history, a row per epoch.

    `config` has network(), epochs, batch_size, learning_rate and seed; the `recipe` decides what is
    left. `augment(images, draw)` changes the training images, differently in each epoch. Of several
    processes in `devices`, only the first one writes to the folder.

    Starts from the checkpoint in the RunFolder if there is one. After each epoch, the folder has
    the history, a checkpoint, and the model of the best epoch in `model.keras`. Raises KitError
    if the loss is no longer a number, or if a saved file is damaged.
    """
    steps = math.ceil(even_rows(len(examples.x_train), config.batch_size) / config.batch_size)
    rates = SCHEDULES[recipe.schedule](config.learning_rate, config.epochs * steps)
    with devices.scope():
        model = new_model(config, rates, jit_compile, recipe)
    # Callbacks that the user asked for see each update.
    model.steps_per_execution = 1 if callbacks else updates_together(devices)
    if recipe.label_smoothing:
        examples = one_hot(examples, model.output_shape[-1])
    best_model = to_keras(config.network())
    history = []
    if folder.checkpoints():
        with devices.scope():
            model, history = restore(folder, model)
        if devices.is_first:
            keep_best(folder, model, best_model, history)
    elif folder.history.exists() and len(read_history(folder.history)) > 1:
        # The first epoch may have been written just before its checkpoint; later ones had one.
        raise KitError("{path}: the checkpoint is missing; start a new run.", path=folder.path)
    progress = progress_bar(config.epochs * steps, len(history) * steps)
    with progress as bar, watch_for_interrupt() as watch:
        while not finished(history, config.epochs, recipe.patience):
            watching = [*callbacks, bar, watch]
            with devices.scope():
                row = one_epoch(model, config, examples, len(history), augment, watching, devices)
            history.append(row)
            if devices.is_first:
                # In this order, a run killed between two files can still be resumed: the
                # checkpoint says which epochs count, and the other files can be made from it.
                write_history(folder.history, history)
                save_checkpoint(folder, model, len(history))
                keep_best(folder, model, best_model, history)
            bar.print(epoch_line(row, config.epochs))
            if news := unusable(examples.x_train):
                bar.print(news)
    return history


def updates_together(devices):
    """How many updates are done without returning to Python.

    PyTorch returns after each, and TensorFlow's several devices fail if they do not.
    """
    alone = keras_backend() == "torch" or devices.count > 1
    return 1 if alone else UPDATES_TOGETHER


def new_model(config, learning_rate, jit_compile, recipe=RECIPES["standard"]):
    """The compiled Keras model of a run, its weights drawn from the seed."""
    keras.utils.set_random_seed(config.seed)
    model = to_keras(config.network())
    loss = "sparse_categorical_crossentropy"
    if recipe.label_smoothing:  # takes labels in one-hot form
        loss = keras.losses.CategoricalCrossentropy(label_smoothing=recipe.label_smoothing)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate, weight_decay=recipe.weight_decay or None),
        loss=loss,
        # Rows that fill up a batch for several devices weigh nothing: see devices.py.
        weighted_metrics=["accuracy"],
        jit_compile=jit_compile,
    )
    return model


def one_epoch(model, config, examples, epoch, augment, callbacks, devices=ONE):
    """Train for one epoch, counted from 0; return its row of the history."""
    draw = np.random.default_rng([config.seed, epoch])
    order = draw.permutation(len(examples.x_train))
    order = order[: even_rows(len(order), config.batch_size)]
    reseed(model, draw)
    started = time.perf_counter()
    images = examples.x_train[order]
    if augment:
        images = augment(images, draw)
    if keras_backend() == "torch":
        callbacks = [*callbacks, seeded(int(draw.integers(2**31)))]
    validation = examples.x_validation, examples.y_validation
    shared = devices.share(config.batch_size, images, examples.y_train[order])
    with reading(images):
        fitted = model.fit(
            batched(*shared, scale=True),
            shuffle=False,
            initial_epoch=epoch,
            epochs=epoch + 1,
            validation_data=batched(
                *devices.share_for_scores(PREDICT_BATCH, *validation), scale=True
            ),
            callbacks=callbacks,
            verbose=0,
        ).history
    seconds = time.perf_counter() - started
    measured = {measure: values[0] for measure, values in fitted.items()}
    if not all(map(math.isfinite, measured.values())):
        raise KitError(
            "The loss is no longer a number in epoch {epoch}: the learning rate {rate:g} is too "
            "high. Try a tenth of it with --learning-rate.",
            epoch=epoch + 1,
            rate=config.learning_rate,
        )
    row = {"epoch": epoch + 1, "seconds": round(seconds, 2)} | measured
    return {column: row[column] for column in COLUMNS}


def even_rows(rows, batch_size):
    """How many images an epoch has: one fewer if the last batch had an odd number of them.

    On processors with AVX-512, oneDNN's gradient of a 1x1 convolution with stride 2, as in ResNet,
    may end the process for an odd batch: see docs/upstream/onednn-odd-batches.md.
    """
    return rows - rows % batch_size % 2


def reseed(model, draw):
    """Give every layer that draws random numbers, such as dropout, a new seed from `draw`.

    Keras does not save the state of these generators with the model.
    """
    for layer in model.layers:
        if hasattr(layer, "seed_generator"):
            layer.seed_generator.state.assign(draw.integers(2**31, size=2))


def epoch_line(row, epochs):
    """What to print after an epoch."""
    return tr(
        "Epoch {epoch} of {epochs}: accuracy {accuracy:.1%} in training, {val_accuracy:.2%} on "
        "validation ({seconds:.0f} s)",
        epochs=epochs,
        **row,
    )


def predict(path, images, jit_compile):
    """What the model saved in a file gives for images, uint8: probabilities (n, ..., classes)."""
    model = load_model(path)
    model.jit_compile = jit_compile
    with reading(images):
        return model.predict(batched(PREDICT_BATCH, images, scale=True), verbose=0)


# ------------------------------------------------------------------------- models kept on disk


def save_checkpoint(folder, model, epoch):
    """Save the model with the state of its optimiser; delete the checkpoint before."""
    with replacing(folder.checkpoint(epoch)) as temporary:
        model.save(temporary)
    for earlier, path in folder.checkpoints():
        if earlier != epoch:
            path.unlink()


def restore(folder, fresh):
    """The model and the history as of the last checkpoint.

    The model must have the weights' shapes of `fresh`, which the configuration describes.
    """
    epochs, path = folder.checkpoints()[-1]
    model = load_model(path, compiled=True)
    if [w.shape for w in model.weights] != [w.shape for w in fresh.weights]:
        raise KitError("{path}: not the model that config.json describes.", path=path)
    if getattr(model, "optimizer", None) is None:
        raise KitError("{path}: without the state of its optimiser; start a new run.", path=path)
    model.jit_compile = fresh.jit_compile
    model.steps_per_execution = fresh.steps_per_execution
    history = read_history(folder.history)[:epochs]
    if len(history) < epochs:
        raise KitError(
            "{path}: has {count} epochs, the checkpoint has {epochs}. Start a new run.",
            path=folder.history,
            count=len(history),
            epochs=epochs,
        )
    return model, history


def keep_best(folder, model, best_model, history):
    """Write `model.keras` if the last epoch is the best so far.

    `best_model` is not compiled: the optimiser's state, which only further training needs, would
    triple the size of the file.
    """
    if best_epoch(history) == len(history):
        best_model.set_weights(model.get_weights())
        with replacing(folder.model) as temporary:
            best_model.save(temporary)
