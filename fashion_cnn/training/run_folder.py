"""The folder of a run: its files, its status, and how it is created and found.

runs/2026-01-31-093000-garments-main/
    config.json      what was asked for        metrics.json   status and results
    history.csv      a row per epoch           model.keras    the best model so far
    checkpoint-3.keras  what --resume needs, with its epoch; deleted when the run is complete
    snapshots/       with --snapshots: the weights before training, and after each epoch
"""

import contextlib
import dataclasses
import json
import os
import platform
import re
import time
from pathlib import Path

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.files import clear_temporary, locked, unused, write_json
from fashion_cnn.base.language import ENGLISH, current, speaking, tr

RUNNING, INTERRUPTED, COMPLETE = "running", "interrupted", "complete"
# How metrics.json names the process that trains, or has trained.
PROCESS = re.compile(r"process (\d+) on (.+)")


class RunFolder:
    """A run's folder. The attributes are the paths of its files."""

    def __init__(self, path):
        self.path = Path(path)
        self.config = self.path / "config.json"
        self.metrics = self.path / "metrics.json"
        self.history = self.path / "history.csv"
        self.model = self.path / "model.keras"
        self.tensorboard = self.path / "tensorboard"
        self.snapshots = self.path / "snapshots"
        self.lock = self.path / ".lock"

    def checkpoint(self, epoch):
        return self.path / f"checkpoint-{epoch}.keras"

    def checkpoints(self):
        """(epoch, path) of every checkpoint, sorted by epoch."""
        found = []
        for path in self.path.glob("checkpoint-*.keras"):
            epoch = path.stem.removeprefix("checkpoint-")
            if epoch.isdecimal():
                found.append((int(epoch), path))
        return sorted(found)

    def remove_checkpoints(self):
        for _, path in self.checkpoints():
            path.unlink()

    def read_config(self):
        return read_json(self.config)

    def read_metrics(self):
        """The content of metrics.json; {} for a run that ended before its first epoch did."""
        if not self.metrics.exists() and not self.history.exists():
            return {}
        return read_json(self.metrics)

    def update_metrics(self, **changes):
        """Change or add fields of metrics.json; return all of them."""
        metrics = self.read_metrics() | changes
        write_json(self.metrics, metrics)
        return metrics

    def has_begun(self):
        """True once metrics.json names the data, or an epoch was trained."""
        return "data" in self.read_metrics() or self.history.exists() or bool(self.checkpoints())

    def save_pictures(self, draw):
        """Save the Pictures that `draw()` returns by name; return their English descriptions.

        The descriptions are for metrics.json, which is English whatever language is spoken.
        """
        pictures = draw()
        for name, picture in pictures.items():
            picture.save(self.path / f"{name}.png")
        if current() != ENGLISH:
            with speaking(ENGLISH):
                pictures = draw()
        return {name: picture.description for name, picture in pictures.items()}

    @contextlib.contextmanager
    def taken(self):
        """Keep the run to this process while the block runs.

        Raises KitError, naming the process, if another one is at work in the folder. Otherwise
        removes what a killed process left half-written.
        """
        with contextlib.ExitStack() as held:
            try:
                held.enter_context(locked(self.lock, patience=0))
            except TimeoutError:
                raise KitError(
                    "{path} is being trained by {who}. Wait until it is done, or end it.",
                    path=self.path,
                    who=self.who_trains(),
                ) from None
            clear_temporary(self.path)
            clear_temporary(self.snapshots)
            self.update_metrics(process=f"process {os.getpid()} on {platform.node()}")
            try:
                yield
            finally:
                with contextlib.suppress(PermissionError):  # on Windows it is still open
                    self.lock.unlink(missing_ok=True)

    def who_trains(self):
        """The process named in metrics.json, in words."""
        process = PROCESS.fullmatch(str(self.read_metrics().get("process")))
        if not process:
            return tr("another process")
        number, computer = process.groups()
        return tr("process {number} on {computer}", number=number, computer=computer)

    @contextlib.contextmanager
    def marked_if_interrupted(self, explanation):
        """Mark the run as interrupted if anything breaks off the block.

        `explanation()` returns what is left of the run and how to go on. After Ctrl-C,
        KeyboardInterrupt carries it; before an error that the user can mend, it is printed.
        """
        try:
            yield
        except BaseException as error:
            # On a full disk this fails, too; the first error is the one to report.
            with contextlib.suppress(OSError, KitError):
                self.update_metrics(status=INTERRUPTED)
            if isinstance(error, KeyboardInterrupt):
                raise KeyboardInterrupt(explanation()) from None
            if isinstance(error, (OSError, KitError)):
                print(explanation(), flush=True)
            raise


# For a process that writes nothing.
NOWHERE = RunFolder(os.devnull)


def check_new(path, can_resume=None):
    """Raise UsageError unless a new run may use this folder: nothing is overwritten.

    `can_resume(folder)` says whether the run in a RunFolder can be resumed.
    """
    path = Path(os.path.expanduser(path))
    if path.exists() and not path.is_dir():
        raise UsageError("--run-dir {path} is a file. Name a new or an empty folder.", path=path)
    folder = RunFolder(path)
    if path.exists() and any(file != folder.lock for file in path.iterdir()):
        if can_resume is not None and can_resume(folder):
            raise UsageError(
                "--run-dir {path} is not empty. Name a new folder. To continue that run: "
                "--resume {path}",
                path=path,
            )
        raise UsageError("--run-dir {path} is not empty. Name a new folder.", path=path)


def create(path, dataset, model, config):
    """Create the folder of a new run and return its RunFolder; with `path` None, under `runs/`.

    config.json gets the fields of `config`, a dataclass. Raises UsageError if the folder has files
    in it, even those of a run that another process started a moment ago.
    """
    if path is None:
        path = unused(Path("runs") / f"{time.strftime('%Y-%m-%d-%H%M%S')}-{dataset}-{model}")
    check_new(path)
    folder = RunFolder(Path(os.path.expanduser(path)))
    folder.path.mkdir(parents=True, exist_ok=True)
    with locked(folder.lock):
        if folder.config.exists():
            raise UsageError("--run-dir {path} has just been taken by another run.", path=path)
        write_json(folder.config, dataclasses.asdict(config))
    return folder


def is_run(path):
    """True if the folder holds a run."""
    return RunFolder(path).config.is_file()


def existing(path):
    """The RunFolder of an earlier run; UsageError if the folder holds none."""
    path = Path(os.path.expanduser(path))
    if not path.is_dir():
        raise UsageError("--resume {path}: there is no such folder.", path=path)
    if not is_run(path):
        raise UsageError("--resume {path} is not a run: it has no config.json.", path=path)
    return RunFolder(path)


def read_json(path):
    """The object in a JSON file of a run; KitError names a missing or damaged file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse_constant)
    except FileNotFoundError:
        raise KitError("{path}: the file is missing; start a new run.", path=path) from None
    except (ValueError, RecursionError) as error:
        raise KitError(
            "{path}: damaged ({reason}); start a new run.", path=path, reason=error
        ) from None
    if not isinstance(content, dict):
        raise KitError("{path}: damaged (not a JSON object); start a new run.", path=path)
    return content


def refuse_constant(name):
    """Python's json reads NaN and Infinity, which are not JSON and would not be written back."""
    raise ValueError(tr("{name} is not a number", name=name))
