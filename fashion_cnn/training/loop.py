"""The training loop: one epoch after the other, each of them kept on disk.

What is random in an epoch (the order of the images, dropout) depends on the seed and the
number of the epoch alone, so that a run resumed from the end of an epoch goes on exactly as
an unbroken one would have.
"""

import contextlib
import csv
import math
import signal
import sys
import threading
import time
from dataclasses import dataclass

import keras
import numpy as np
import pandas as pd
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.files import replacing
from fashion_cnn.data.augmentation import MIRRORED, augment
from fashion_cnn.networks.keras_models import load_model, to_keras
from fashion_cnn.training.batches import batched

# Epochs without a better validation accuracy after which training stops early.
PATIENCE = 5
# The learning rate rises from a tenth of its full value during this share of all updates:
# Adam's estimates of the gradients need a few updates to settle.
WARM_UP = 1 / 6
COLUMNS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds")
# Images in one step where nothing is learned. It changes speed and memory, not results.
PREDICT_BATCH = 500


@dataclass(frozen=True)
class Examples:
    """What a run learns from and is checked on: images as float32 (n, 28, 28, 1), labels (n,)."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray


def fit(run, config, examples, jit_compile, callbacks=()):
    """Train until the last epoch or early stopping; return the history, a row an epoch.

    Starts from the run's checkpoint if it has one. After each epoch the folder has the
    history, the checkpoint, and in `model.keras` the model of the best epoch.
    Raises KitError if the loss stops being a number, or if a saved file is damaged.
    """
    steps = math.ceil(len(examples.x_train) / config.batch_size)
    history = []
    model = new_model(config, steps, jit_compile)
    best_model = to_keras(config.network())
    if run.checkpoints():
        model, history = restore(run, model)
        keep_best(run, model, best_model, history)
    elif run.history.exists() and len(read_history(run)) > 1:
        # The first epoch may have been written just before its checkpoint; others had one.
        raise KitError(f"{run.folder}: the checkpoint is missing; start a new run.")
    progress = progress_bar(config.epochs * steps, len(history) * steps)
    with progress as bar, heed_ctrl_c() as watch:
        while not finished(history, config.epochs):
            watching = [*callbacks, bar, watch]
            history.append(one_epoch(model, config, examples, len(history), watching))
            # In this order a run killed between two files can still be resumed: the
            # checkpoint says which epochs count, and the others can be made from it.
            write_history(run, history)
            save_checkpoint(run, model, len(history))
            keep_best(run, model, best_model, history)
            bar.say(epoch_line(history[-1], config.epochs))
    return history


def new_model(config, steps, jit_compile):
    """Return the compiled Keras model of a run, its weights drawn from the seed."""
    keras.utils.set_random_seed(config.seed)
    updates = config.epochs * steps
    warm_up = round(updates * WARM_UP)
    rate = keras.optimizers.schedules.CosineDecay(
        config.learning_rate / 10,
        decay_steps=max(1, updates - warm_up),
        warmup_target=config.learning_rate,
        warmup_steps=warm_up,
    )
    model = to_keras(config.network())
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=jit_compile,
    )
    return model


def save_checkpoint(run, model, epoch):
    """Keep the model with its optimiser's state at the end of an epoch; drop the one before."""
    with replacing(run.checkpoint(epoch)) as temporary:
        model.save(temporary)
    for earlier, path in run.checkpoints():
        if earlier != epoch:
            path.unlink()


def restore(run, fresh):
    """Return the model and the history at the end of the last epoch that was kept.

    `fresh` is what the checkpoint's model must look like.
    """
    epochs, path = run.checkpoints()[-1]
    model = load_model(path)
    if [w.shape for w in model.weights] != [w.shape for w in fresh.weights]:
        raise KitError(f"{path}: holds another model than config.json describes.")
    model.jit_compile = fresh.jit_compile
    history = read_history(run)[:epochs]
    if len(history) < epochs:
        raise KitError(f"{run.history}: does not have the {epochs} epochs of the checkpoint.")
    return model, history


def one_epoch(model, config, examples, epoch, callbacks):
    """Train for one epoch (counted from 0) and return its row of the history."""
    draw = np.random.default_rng([config.seed, epoch])
    order = draw.permutation(len(examples.x_train))
    reseed(model, draw)
    started = time.perf_counter()
    images = examples.x_train[order]
    if config.augment:
        images = augment(images, draw, mirror=config.dataset in MIRRORED)
    fitted = model.fit(
        batched(config.batch_size, images, examples.y_train[order]),
        shuffle=False,
        initial_epoch=epoch,
        epochs=epoch + 1,
        validation_data=batched(PREDICT_BATCH, examples.x_validation, examples.y_validation),
        callbacks=callbacks,
        verbose=0,
    ).history
    seconds = time.perf_counter() - started
    row = {"epoch": epoch + 1, **{key: values[0] for key, values in fitted.items()}}
    if not all(map(math.isfinite, row.values())):
        raise KitError(
            f"The loss is no longer a number in epoch {epoch + 1}: the learning rate "
            f"{config.learning_rate:g} is too high. Try a tenth of it with --learning-rate."
        )
    return {column: (row | {"seconds": round(seconds, 2)})[column] for column in COLUMNS}


def reseed(model, draw):
    """Give every layer that draws random numbers, such as dropout, a new seed from `draw`.

    Keras does not save the state of these generators with a model.
    """
    for layer in model.layers:
        if hasattr(layer, "seed_generator"):
            layer.seed_generator.state.assign(draw.integers(2**31, size=2))


def finished(history, epochs):
    """Tell whether all epochs are done, or the last ones brought nothing better."""
    return len(history) >= epochs or (
        len(history) > 0 and len(history) - best_epoch(history) >= PATIENCE
    )


def best_epoch(history):
    """Return the number (from 1) of the first epoch with the highest validation accuracy."""
    return 1 + int(np.argmax([row["val_accuracy"] for row in history]))


def keep_best(run, model, best_model, history):
    """Write `model.keras` if the last epoch is the best: the weights, ready to use.

    `best_model` is not compiled: the optimiser's state, of use only for training on, would
    make the file three times as large.
    """
    if best_epoch(history) == len(history):
        best_model.set_weights(model.get_weights())
        with replacing(run.model) as temporary:
            best_model.save(temporary)


def write_history(run, history):
    """Write history.csv, atomically."""
    with replacing(run.history) as temporary:
        pd.DataFrame(history, columns=COLUMNS).to_csv(temporary, index=False)


def read_history(run):
    """Return the rows of history.csv, or raise KitError where it is damaged.

    Read by hand: the numbers must be the very ones that were written, or a tie between two
    epochs would be broken otherwise than before.
    """
    try:
        with open(run.history, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        return [{"epoch": int(row["epoch"])} | numbers(row) for row in rows]
    except OSError as error:
        raise KitError(f"{run.history}: cannot be read ({error.strerror}).") from None
    except (ValueError, KeyError, TypeError):
        raise KitError(
            f"{run.history}: damaged; its columns should be {', '.join(COLUMNS)}."
        ) from None


def numbers(row):
    """Return the numbers of a row of history.csv, but for the epoch."""
    return {column: float(row[column]) for column in COLUMNS[1:]}


def epoch_line(row, epochs):
    """Return one line for an epoch that is over."""
    return (
        f"Epoch {row['epoch']} of {epochs}: accuracy {row['accuracy']:.1%} in training, "
        f"{row['val_accuracy']:.2%} on validation ({row['seconds']:.0f} s)"
    )


class ProgressBar(keras.callbacks.Callback):
    """A bar over all updates of the run, on a terminal; elsewhere nothing is drawn."""

    def __init__(self, progress, task):
        super().__init__()
        self.progress = progress
        self.task = task

    def on_train_batch_end(self, batch, logs=None):
        self.progress.advance(self.task)

    def say(self, line):
        self.progress.console.print(line, highlight=False)


class InterruptWatch(keras.callbacks.Callback):
    """Ends training at the next update after Ctrl-C was pressed.

    Python's own KeyboardInterrupt can get lost: raised while a library runs a finaliser or a
    callback of its own, it is printed or dropped, and training goes on.
    """

    def __init__(self):
        super().__init__()
        self.pressed = False

    def press(self, signal_number, frame):
        self.pressed = True
        raise KeyboardInterrupt

    def on_train_batch_end(self, batch, logs=None):
        if self.pressed:
            raise KeyboardInterrupt


@contextlib.contextmanager
def heed_ctrl_c():
    """Yield an InterruptWatch that hears Ctrl-C while the block runs."""
    watch = InterruptWatch()
    # Only the main thread may listen; elsewhere Python's own way has to do.
    listening = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, watch.press) if listening else None
    try:
        yield watch
    finally:
        if listening:
            signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def progress_bar(updates, done):
    """Yield a ProgressBar for so many updates, some of them done."""
    columns = (TextColumn("training"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True, disable=not sys.stdout.isatty()) as progress:
        yield ProgressBar(progress, progress.add_task("training", total=updates, completed=done))


def tensorboard(run):
    """Return callbacks that write logs for TensorBoard into the run's folder."""
    return [keras.callbacks.TensorBoard(run.tensorboard)]
