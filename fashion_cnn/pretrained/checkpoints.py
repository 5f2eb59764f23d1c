"""Two trained checkpoints of the main model, so that looking inside needs no training first.

    model, metrics = load("garments")

One was trained on Fashion-MNIST, the other on the garments that the kit draws, both by the training
command with its default settings. `metrics` is the metrics.json of that run. Only weights are
stored; the kit builds the model. Each checkpoint is meant for its own kind of data, which is named
wherever results are shown: see `title`. benchmarks/keep_trained.py makes the files from a run.
"""

import json
from pathlib import Path

from fashion_cnn.base.language import tr
from fashion_cnn.base.rules import one_of

FOLDER = Path(__file__).parent
NAMES = ("fashion_mnist", "garments")


def metrics(name):
    """What the training run of a checkpoint measured, as a dictionary."""
    return json.loads(stem(name).with_suffix(".json").read_text(encoding="utf-8"))


def weights(name):
    """Path of a checkpoint's weights."""
    return stem(name).with_suffix(".weights.h5")


def stem(name):
    return FOLDER / f"main-{one_of(tr('checkpoint'), name, NAMES)}"


def load(name):
    """The trained main model and its metrics, for "fashion_mnist" or "garments"."""
    from fashion_cnn.networks import zoo  # not at the top: --help needs no more than the names

    measured = metrics(name)
    model = zoo.build("main")
    model.load_weights(weights(name))
    return model, measured


def title(measured):
    """What to call a checkpoint with these metrics, data and accuracy included."""
    accuracy, data = measured["test_accuracy"], measured["data"]
    return tr(
        "the kit's main model, trained on {data} ({accuracy:.1%} right on {images:,} test images)",
        data=tr(data["title"]),
        accuracy=accuracy,
        images=data["test_images"],
    )
