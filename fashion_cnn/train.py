"""Train a classifier of 28x28 images and report how good it is.

    python -m fashion_cnn.train
    python -m fashion_cnn.train --dataset mnist --model small --epochs 3
    python -m fashion_cnn.train --images my-photos
    python -m fashion_cnn.train --resume runs/2026-01-31-093000-garments-main

or, from Python:

    from fashion_cnn.train import TrainConfig, train
    metrics = train(TrainConfig(dataset="garments", seed=7))
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

import importlib.util

from fashion_cnn import data
from fashion_cnn.base import backend
from fashion_cnn.base.commandline import (
    Parser,
    add_field_options,
    chosen_fields,
    execute,
    name,
    value,
)
from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.networks import zoo
from fashion_cnn.training import processes
from fashion_cnn.training.config import BATCH_SIZE, DEVICES, LARGE_BATCH_SIZE, TrainConfig
from fashion_cnn.training.recipes import RECIPES
from fashion_cnn.training.start import resume, train


def main():
    arguments = parser().parse_args()
    if arguments.tensorboard:
        must_have_tensorboard()
    chosen = chosen_fields(arguments, TrainConfig)
    if arguments.processes is not None:
        chosen["devices"] = "all"
    config = TrainConfig(**chosen) if arguments.resume is None else None
    # After the configuration is checked, so that a mistake in it is told once.
    if arguments.processes is not None and not processes.is_launched():
        return processes.launch(arguments.processes)
    how = {"tensorboard": arguments.tensorboard, "verbose": arguments.verbose}
    if config:
        train(config, arguments.run_dir, **how)
    else:
        resume(arguments.resume, chosen, **how)
    return None


def must_have_tensorboard():
    if importlib.util.find_spec("tensorboard") is None:
        raise UsageError(
            '--tensorboard needs the package tensorboard: python -m pip install -e ".[tensorboard]"'
        )
    if importlib.util.find_spec("tensorflow") is None:
        raise UsageError(
            "--tensorboard needs TensorFlow, which writes the logs under every backend: "
            "python -m pip install -r requirements.txt"
        )


def parser():
    made = Parser(
        "fashion_cnn.train",
        tr("Train a classifier of 28x28 images and report how good it is."),
    )
    add_field_options(made, TrainConfig, options())
    where = made.add_mutually_exclusive_group()
    where.add_argument("--run-dir", help=tr("new folder for this run (default: one under runs/)"))
    where.add_argument(
        "--resume", metavar="RUN", help=tr("folder of an interrupted run to continue")
    )
    made.add_argument(
        "--processes",
        metavar="N",
        type=value,
        help=tr("start N processes on this machine that train together, to try it (JAX)"),
    )
    made.add_argument(
        "--tensorboard", action="store_true", help=tr("write logs for TensorBoard into the folder")
    )
    made.add_argument(
        "--verbose", action="store_true", help=tr("show TensorFlow's start-up messages")
    )
    return made


def options():
    """For each field of TrainConfig: what --help says, and how the option is read."""
    epochs = [
        tr("{count} for {dataset}", count=count, dataset=dataset)
        for dataset, count in RECIPES["standard"].epochs.items()
    ]
    return {
        "recipe": (
            tr("how to train, where no other option says so: {names}", names=", ".join(RECIPES)),
            {"type": name},
        ),
        "dataset": (
            tr(
                "{names} (default: fashion_mnist if available, else garments)",
                names=", ".join(data.NAMES),
            ),
            {"type": name},
        ),
        "images": (
            tr(
                "folder of your own images, with a folder for each class, or train/ and test/ with "
                "these; they are read while training, and the middle of each is resized to 28x28 "
                "in grey"
            ),
            {"metavar": "FOLDER"},
        ),
        "model": (
            tr("{names} (default: the recipe's)", names=", ".join(zoo.TRAINABLE)),
            {"type": name},
        ),
        "padding": (tr("same or valid (default: the model's own)"), {"type": name}),
        "dropout": (
            tr("dropout rate, from 0 to below 1 (default: the model's own)"),
            {"type": value},
        ),
        "depth": (tr("layers of resnet, preact-resnet or plain: 8, 14, 20, ..."), {"type": value}),
        "epochs": (
            tr(
                "most passes over the training images (default: the recipe's; of standard, "
                "{defaults})",
                defaults=", ".join(epochs),
            ),
            {"type": value},
        ),
        "batch_size": (
            tr(
                "images per update (default: the recipe's; of standard, {usual}, and {large} for "
                "networks of many layers on large data sets)",
                usual=BATCH_SIZE,
                large=LARGE_BATCH_SIZE,
            ),
            {"type": value},
        ),
        "learning_rate": (
            tr(
                "the highest learning rate of the schedule (default: the recipe's; of standard, "
                "{usual})",
                usual=RECIPES["standard"].learning_rate,
            ),
            {"type": value},
        ),
        "validation_share": (
            tr("fraction of the training images to validate on"),
            {"type": value},
        ),
        "augment": (
            tr("shift and mirror the training images"),
            {"action": "store_true", "default": None},
        ),
        "limit": (
            tr("use only this many training images, for a quick try"),
            {"type": value, "metavar": "N"},
        ),
        "seed": (
            tr("decides the split, the initial weights and all shuffling"),
            {"type": value},
        ),
        "precision": (
            tr("{names} (default: the recipe's)", names=", ".join(backend.PRECISIONS)),
            {"type": name},
        ),
        "deterministic": (
            tr("on a GPU, repeat a run to the last bit, which costs time (default: the recipe's)"),
            {"action": "store_true", "default": None},
        ),
        "device": (", ".join(backend.DEVICES), {"type": name}),
        "devices": (
            tr(
                "{names}: all devices of that kind share each batch, whose size stays the same, so "
                "the result is that of one device up to rounding",
                names=", ".join(DEVICES),
            ),
            {"type": name},
        ),
        "data_dir": (
            tr(
                "folder with files of Fashion-MNIST or MNIST; or set {variable}",
                variable=data.DATA_VARIABLE,
            ),
            {},
        ),
        "snapshots": (
            tr("keep the weights of each epoch, and more of the first: explore shows them"),
            {"action": "store_true", "default": None},
        ),
    }


if __name__ == "__main__":
    execute(main)
