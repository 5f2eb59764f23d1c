"""A run's folder with snapshots, made without training: weights from different seeds."""

import keras

from fashion_cnn.networks import zoo
from fashion_cnn.training.history import COLUMNS, write_history
from fashion_cnn.training.run_folder import RunFolder

NAMES = ["update-0", "update-1", "update-4", "epoch-1", "epoch-2", "epoch-3"]
BEST = 2


def random_model(seed, name="small"):
    keras.utils.set_random_seed(seed)
    return zoo.build(name)


def make_run(path, names=NAMES, epochs=3, best=BEST):
    """The RunFolder; the weights of the snapshot with number n are drawn from seed n."""
    folder = RunFolder(path)
    folder.snapshots.mkdir(parents=True)
    for seed, name in enumerate(names):
        random_model(seed).save_weights(folder.snapshots / f"{name}.weights.h5")
    rows = [dict.fromkeys(COLUMNS, 0.5) | {"epoch": n + 1} for n in range(epochs)]
    rows[best - 1]["val_accuracy"] = 0.9
    write_history(folder.history, rows)
    return folder


def trained_model(names=NAMES, best=BEST):
    """The model of the run: its weights are those of the best epoch."""
    return random_model(names.index(f"epoch-{best}"))
