"""A run of the kit's training command with a clock in it."""

import contextlib
import io
import tempfile
from pathlib import Path

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
        device = backend.start(config.device, config.precision)
        from fashion_cnn.training.run import TrainingRun  # not before Keras was started

        clock = Clock()

        class Timed(TrainingRun):
            def callbacks(self, tensorboard):
                return [*super().callbacks(tensorboard), clock.callback()]

        folder = run_folder.create(Path(path) / "run", dataset.name, config.model, config)
        Timed(folder, config, dataset, examples, device).carry_out()
    return clock
