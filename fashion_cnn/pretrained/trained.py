"""Two trained checkpoints of the main model, so that looking inside needs no training first.

    model, metrics = load("garments")

One was trained on Fashion-MNIST, the other on the garments that the kit draws, by the training
command with its default settings; `metrics` is what that run wrote in metrics.json. Only weights
are stored: the model is built by the kit. Each is meant for its own kind of data, and what is
shown of it names it: see `title`. benchmarks/keep_trained.py makes these files from a run.
"""

import json
from pathlib import Path

from fashion_cnn.base.rules import one_of

FOLDER = Path(__file__).parent
NAMES = ("fashion_mnist", "garments")


def metrics(name):
    """Return what the training run of a checkpoint has measured, as a dictionary."""
    path = FOLDER / f"main-{one_of('checkpoint', name, NAMES)}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def weights(name):
    return FOLDER / f"main-{one_of('checkpoint', name, NAMES)}.weights.h5"


def load(name):
    """Return the trained main model and its metrics, for "fashion_mnist" or "garments"."""
    from fashion_cnn.networks import zoo

    measured = metrics(name)
    model = zoo.build("main")
    model.load_weights(weights(name))
    return model, measured


def title(measured):
    """Return what a checkpoint is to be called wherever it is shown."""
    accuracy, data = measured["test_accuracy"], measured["data"]
    return (
        f"the kit's main model, trained on {data['title']} "
        f"({accuracy:.1%} right on {data['test_images']:,} test images)"
    )
