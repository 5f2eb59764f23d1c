"""The weights of a network while it learns: of each epoch, and a few of the first one.

snapshots/update-0.weights.h5       before training; then after 1, 4, 16, 64, ... updates
snapshots/epoch-1.weights.h5        after the first epoch, and so on

    for snapshot in snapshots(RunFolder("runs/my-run")):
        model.load_weights(snapshot.path)
"""

import re
from pathlib import Path
from typing import NamedTuple

import keras

from fashion_cnn.base.files import replacing

# Most of what a network learns, it learns in the first updates: each of these is four times as late
# as the one before.
FACTOR = 4
NAME = re.compile(r"(update|epoch)-(\d+)\.weights\.h5")


class Snapshot(NamedTuple):
    """The weights after a number of epochs, or of `updates` in the first epoch, else None."""

    epoch: int
    updates: int | None
    path: Path


def snapshots(folder):
    """The Snapshots of a RunFolder, from the first to the last."""
    found = []
    for path in folder.snapshots.glob("*.weights.h5"):
        if named := NAME.fullmatch(path.name):
            count = int(named[2])
            when = (count, None) if named[1] == "epoch" else (0, count)
            found.append(Snapshot(*when, path))
    return sorted(found, key=lambda snapshot: (snapshot.epoch, snapshot.updates or 0))


class Photographer(keras.callbacks.Callback):
    """Writes the snapshots of a run.

    `copy` is a model of the same network that was not compiled: its files have the weights alone,
    without the state of the optimiser.
    """

    def __init__(self, folder, copy):
        super().__init__()
        self.folder = folder
        self.copy = copy
        self.next_update = None

    def on_epoch_begin(self, epoch, logs=None):
        self.next_update = 1 if epoch == 0 else None
        if epoch == 0:
            self.save("update-0")

    def on_train_batch_end(self, batch, logs=None):
        # The last update of the epoch is its end.
        if batch + 1 == self.next_update != self.params["steps"]:
            self.save(f"update-{batch + 1}")
            self.next_update *= FACTOR

    def on_epoch_end(self, epoch, logs=None):
        self.save(f"epoch-{epoch + 1}")

    def save(self, name):
        if hasattr(self.model, "jax_state_sync"):
            self.model.jax_state_sync()  # JAX keeps the weights elsewhere during an epoch
        self.copy.set_weights(self.model.get_weights())
        self.folder.snapshots.mkdir(exist_ok=True)
        with replacing(self.folder.snapshots / f"{name}.weights.h5") as temporary:
            written = temporary.with_suffix(".weights.h5")  # Keras takes no other
            self.copy.save_weights(written)
            written.rename(temporary)
