"""The history of a run: its best epoch, early stopping, and its file."""

import numpy as np
import pytest

from fashion_cnn.base.errors import KitError
from fashion_cnn.training.history import (
    COLUMNS,
    best_epoch,
    finished,
    read_history,
    write_history,
)


def rows(*accuracies, losses=None):
    losses = losses or [1.0] * len(accuracies)
    return [
        {"epoch": epoch, "val_accuracy": accuracy, "val_loss": loss}
        for epoch, (accuracy, loss) in enumerate(zip(accuracies, losses, strict=True), start=1)
    ]


def test_training_stops_when_validation_no_longer_improves():
    falling = [0.9, 0.8, 0.8, 0.8, 0.8]
    assert not finished(rows(*falling), epochs=20, patience=5)
    assert finished(rows(*falling, 0.9), epochs=20, patience=5)
    assert best_epoch(rows(*falling, 0.9)) == 1
    assert not finished(rows(*falling, 0.91), epochs=20, patience=5)
    assert finished(rows(0.1, 0.2), epochs=2, patience=5)
    assert not finished([], epochs=1, patience=5)
    assert not finished(rows(0.9, 0.1, 0.1), epochs=4, patience=None)


def test_of_equal_accuracies_the_lowest_loss_is_the_best():
    """On a dozen validation images, the accuracy is soon as high as it can be."""
    history = rows(0.8, 1.0, 1.0, 1.0, 1.0, losses=[0.1, 0.5, 0.2, 0.2, 0.4])
    assert best_epoch(history) == 3
    assert not finished(history, epochs=20, patience=3)
    assert finished(history, epochs=20, patience=2)


def test_history_is_read_back_to_the_last_bit(tmp_path):
    """Read less carefully, a third of all float32 values come back a little smaller."""
    values = np.random.default_rng(5).random((200, len(COLUMNS) - 1)).astype(np.float32).tolist()
    history = [
        {"epoch": epoch, **dict(zip(COLUMNS[1:], row, strict=True))}
        for epoch, row in enumerate(values, start=1)
    ]
    write_history(tmp_path / "history.csv", history)
    assert read_history(tmp_path / "history.csv") == history


HEADER = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "val_accuracy"),
        (f"{HEADER}\n1,x,1,1,1,1\n", "val_accuracy"),
        (f"{HEADER}\n1,{'9' * 200_000},1,1,1,1\n", "val_accuracy"),
        (f"{HEADER}\n1,1,1,1,nan,1\n", "no numbers"),
        (f"{HEADER}\n1,inf,1,1,1,1\n", "no numbers"),
        (f"{HEADER}\n2,1,1,1,1,1\n", "epochs should be"),
        (f"{HEADER}\n1.5,1,1,1,1,1\n", "epochs should be"),
    ],
)
def test_a_damaged_history_is_named(tmp_path, text, message):
    path = tmp_path / "history.csv"
    path.write_text(text)
    with pytest.raises(KitError, match=rf"history\.csv: damaged.* {message}"):
        read_history(path)
