"""The history of a run: a row of measurements for each epoch, kept in history.csv."""

import csv
import os

import numpy as np

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.files import replacing

COLUMNS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds")


def best_epoch(history):
    """The epoch, counted from 1, with the highest validation accuracy.

    Of several, it is the one with the lowest validation loss: few images allow few accuracies.
    """
    return max(history, key=lambda row: (row["val_accuracy"], -row["val_loss"]))["epoch"]


def finished(history, epochs, patience):
    """True after the last epoch, and where training stops early.

    It does `patience` epochs after the best one so far, and never if `patience` is None.
    """
    return len(history) >= epochs or (
        patience is not None and len(history) > 0 and len(history) - best_epoch(history) >= patience
    )


def as_table(history):
    """The history by column, for a plot: {column: [a value per epoch]}."""
    return {column: [row[column] for row in history] for column in COLUMNS}


def training_seconds(history):
    return round(sum(row["seconds"] for row in history), 1)


def write_history(path, history):
    """Write the rows to a CSV file, atomically."""
    with replacing(path) as temporary, open(temporary, "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator=os.linesep)
        table.writeheader()
        table.writerows(history)


def read_history(path):
    """Read the rows back, each number exactly as it was written; KitError if damaged."""
    try:
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        history = [{column: float(row[column]) for column in COLUMNS} for row in rows]
    except OSError as error:
        raise KitError(
            "{path}: cannot be read ({reason}).", path=path, reason=error.strerror
        ) from None
    except (ValueError, KeyError, TypeError, csv.Error):
        columns = ", ".join(COLUMNS)
        raise KitError(
            "{path}: damaged; its columns should be {columns}.", path=path, columns=columns
        ) from None
    if not np.isfinite([list(row.values()) for row in history]).all():
        raise KitError("{path}: damaged; it has values that are no numbers.", path=path)
    if [row["epoch"] for row in history] != list(range(1, len(history) + 1)):
        raise KitError("{path}: damaged; its epochs should be 1, 2, 3, ...", path=path)
    return [row | {"epoch": int(row["epoch"])} for row in history]
