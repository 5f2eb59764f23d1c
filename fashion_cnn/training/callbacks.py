"""Keras callbacks of a run: a progress bar, Ctrl-C, a seed, and logs for TensorBoard."""

import contextlib
import signal
import sys
import threading

import keras
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from fashion_cnn.base.language import tr


class ProgressBar(keras.callbacks.Callback):
    """A bar over all updates of the run; drawn only on a terminal."""

    def __init__(self, progress, task):
        super().__init__()
        self.progress = progress
        self.task = task
        self.done = 0

    def on_epoch_begin(self, epoch, logs=None):
        self.done = 0  # updates of this epoch

    def on_train_batch_end(self, batch, logs=None):
        self.progress.advance(self.task, batch + 1 - self.done)
        self.done = batch + 1

    def print(self, line):
        """Print a line above the bar."""
        self.progress.console.print(line, highlight=False)


@contextlib.contextmanager
def progress_bar(updates, done):
    """Yield a ProgressBar over `updates` updates, of which `done` are done."""
    columns = (TextColumn(tr("training")), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True, disable=not sys.stdout.isatty()) as progress:
        yield ProgressBar(progress, progress.add_task("training", total=updates, completed=done))


class InterruptWatch(keras.callbacks.Callback):
    """Ends training at the first update after Ctrl-C was pressed.

    Python's own KeyboardInterrupt can get lost: if it is raised while a library runs a finaliser
    or one of its callbacks, it is printed or dropped, and training continues.
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
def watch_for_interrupt():
    """Yield an InterruptWatch that is told of Ctrl-C while the block runs."""
    watch = InterruptWatch()
    # Only the main thread can handle signals; elsewhere, Python's own way has to do.
    main_thread = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, watch.press) if main_thread else None
    try:
        yield watch
    finally:
        if main_thread:
            signal.signal(signal.SIGINT, before)


def seeded(seed):
    """A callback that decides the dropout of the next epoch with PyTorch.

    There, Keras's dropout uses PyTorch's one generator, not its layer's. A model that is new or was
    loaded has drawn from it by the time the epoch begins.
    """
    return keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: keras.utils.set_random_seed(seed)
    )


def tensorboard(folder):
    """The callback that writes logs for TensorBoard into a run's folder."""
    return keras.callbacks.TensorBoard(folder.tensorboard)
