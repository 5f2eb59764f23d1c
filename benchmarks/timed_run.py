"""A run of the kit's training command with a clock in it."""

import contextlib
import io
import tempfile
from pathlib import Path
from unittest.mock import patch

from benchmarks.measuring import Clock
from fashion_cnn.base import backend
from fashion_cnn.training import run_folder, start
from fashion_cnn.training.examples import prepare


def timed_run(config, change=None):
    """Do what `train` does, all that it draws, writes and scores included; return the Clock.

    `change(dataset)` returns the Dataset to train on instead of the loaded one.
    """
    with tempfile.TemporaryDirectory() as path, contextlib.redirect_stdout(io.StringIO()):
        dataset, config = start.load(config)
        dataset = change(dataset) if change else dataset
        examples = prepare(dataset, config)
        with backend.hidden(*backend.OPTIONAL):  # as the command does
            device = backend.start(config.device, config.precision)
        from fashion_cnn.training.run import TrainingRun  # not before Keras was started

        folder = run_folder.create(Path(path) / "run", dataset.name, config.model, config)
        with clock_in_progress_bar() as clock:
            TrainingRun(folder, config, dataset, examples, device).carry_out()
    return clock


@contextlib.contextmanager
def clock_in_progress_bar():
    """Yield a Clock that the progress bar of a run in the block tells.

    One more callback would make each update return to Python, and the run slower.
    """
    from fashion_cnn.training import callbacks

    clock = Clock()

    class TimedBar(callbacks.ProgressBar):
        def on_train_batch_end(self, batch, logs=None):
            super().on_train_batch_end(batch, logs)
            clock.batch()

        def on_epoch_end(self, epoch, logs=None):
            clock.epoch()

    with patch.object(callbacks, "ProgressBar", TimedBar):
        yield clock
