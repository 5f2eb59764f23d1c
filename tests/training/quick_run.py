"""The small run that several test files share, and how two runs are compared."""

import csv
import json

import numpy as np

from fashion_cnn.networks.keras_models import load_model

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
