"""The folder of a training run: its files, its status, and how it is made and found.

runs/2026-01-31-093000-garments-main/
    config.json      what was asked for        metrics.json   status and results
    history.csv      a row an epoch            model.keras    the best model so far
    checkpoint-3.keras  what --resume needs, with its epoch; gone when the run is complete
"""

import json
import os
import time
from pathlib import Path

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.files import unused, write_json

RUNNING, INTERRUPTED, COMPLETE = "running", "interrupted", "complete"


class Run:
    """A run folder. The attributes are the paths of its files."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.config = self.folder / "config.json"
        self.metrics = self.folder / "metrics.json"
        self.history = self.folder / "history.csv"
        self.model = self.folder / "model.keras"
        self.tensorboard = self.folder / "tensorboard"

    def checkpoint(self, epoch):
        return self.folder / f"checkpoint-{epoch}.keras"

    def checkpoints(self):
        """Return (epoch, path) of every checkpoint, the last epoch at the end."""
        found = []
        for path in self.folder.glob("checkpoint-*.keras"):
            epoch = path.stem.removeprefix("checkpoint-")
            if epoch.isdecimal():
                found.append((int(epoch), path))
        return sorted(found)

    def remove_checkpoints(self):
        for _, path in self.checkpoints():
            path.unlink()

    def picture(self, name):
        return self.folder / f"{name}.png"

    def read_config(self):
        return read_json(self.config)

    def read_metrics(self):
        return read_json(self.metrics)

    def update_metrics(self, **changes):
        """Add to metrics.json, or change what it says; return all of it."""
        metrics = (self.read_metrics() if self.metrics.exists() else {}) | changes
        write_json(self.metrics, metrics)
        return metrics


def check_new(folder):
    """Raise UsageError unless a new run may be written to `folder`: nothing is overwritten."""
    folder = Path(os.path.expanduser(folder))
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--run-dir {folder} is a file. Name a new or an empty folder.")
    if folder.exists() and any(folder.iterdir()):
        hint = f" To go on with that run: --resume {folder}" if is_run(folder) else ""
        raise UsageError(f"--run-dir {folder} is not empty. Name a new folder.{hint}")


def create(folder, dataset, model):
    """Make the folder of a new run and return the Run; by default a new one under `runs/`.

    Raises UsageError where the folder has files already, also if they come from a run that
    another process starts at the same moment.
    """
    if folder is None:
        folder = unused(Path("runs") / f"{time.strftime('%Y-%m-%d-%H%M%S')}-{dataset}-{model}")
    check_new(folder)
    run = Run(Path(os.path.expanduser(folder)))
    run.folder.mkdir(parents=True, exist_ok=True)
    try:
        run.config.touch(exist_ok=False)
    except FileExistsError:
        raise UsageError(f"--run-dir {folder} was taken by another run just now.") from None
    return run


def is_run(folder):
    """Tell whether a folder holds a run."""
    return Run(folder).config.is_file()


def existing(folder):
    """Return the Run in a folder, or raise UsageError if there is none."""
    folder = Path(os.path.expanduser(folder))
    if not folder.is_dir():
        raise UsageError(f"--resume {folder}: there is no such folder.")
    if not is_run(folder):
        raise UsageError(f"--resume {folder} is no run: it has no config.json.")
    return Run(folder)


def read_json(path):
    """Return the content of a JSON file of a run, or raise KitError with its name."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KitError(f"{path}: the file is missing; start a new run.") from None
    except ValueError as error:
        raise KitError(f"{path}: damaged ({error}); start a new run.") from None
    if not isinstance(content, dict):
        raise KitError(f"{path}: damaged (not a JSON object); start a new run.")
    return content
