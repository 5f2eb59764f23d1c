"""The small run that several test files share, and how two runs are compared."""

import csv
import json

import numpy as np
import pytest

from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.train import train

QUICK = {"dataset": "digits", "model": "small", "limit": 150, "batch_size": 32, "epochs": 3}
FILES = [
    "config.json",
    "confusion-matrix.png",
    "history.csv",
    "learning-curves.png",
    "metrics.json",
    "mistakes.png",
    "model.keras",
    "samples.png",
]


def file_names(folder):
    return sorted(path.name for path in folder.iterdir())


def train_and_interrupt(config, folder):
    """Begin a run in a folder, and press Ctrl-C after its first epoch."""
    from fashion_cnn.training import loop

    real = loop.one_epoch

    def only_the_first(model, config, examples, epoch, *more):
        if epoch == 1:
            raise KeyboardInterrupt
        return real(model, config, examples, epoch, *more)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loop, "one_epoch", only_the_first)
        with pytest.raises(KeyboardInterrupt):
            train(config, folder)


def read_metrics(folder):
    return json.loads((folder / "metrics.json").read_text(encoding="utf-8"))


def same_result(one, other):
    """True if two runs agree to the last bit, except in seconds."""
    return measured(one) == measured(other) and all(
        np.array_equal(a, b) for a, b in zip(weights(one), weights(other), strict=True)
    )


def measured(folder):
    with open(folder / "history.csv", newline="", encoding="utf-8") as file:
        return [{**row, "seconds": None} for row in csv.DictReader(file)]


def weights(folder):
    return load_model(folder / "model.keras").get_weights()
