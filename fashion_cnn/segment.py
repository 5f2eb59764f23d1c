"""Train a U-Net that segments garments or digits in front of a cluttered background.

    python -m fashion_cnn.segment
    python -m fashion_cnn.segment --dataset digits --size 48 --no-skips
    python -m fashion_cnn.segment --scenes 1000 --epochs 5 --run-dir runs/quick

or, from Python:

    from fashion_cnn.segment import SegmentConfig, segment
    metrics = segment(SegmentConfig(dataset="garments", seed=7))

The kit composes the scenes itself, so it knows which pixels belong to the object. For comparison,
it also trains the same network without skip connections.
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

import argparse

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
from fashion_cnn.base.language import tr
from fashion_cnn.segmentation.config import LARGEST, SMALLEST, SegmentConfig
from fashion_cnn.segmentation.start import segment


def main():
    arguments = parser().parse_args()
    config = SegmentConfig(**chosen_fields(arguments, SegmentConfig))
    segment(config, arguments.run_dir, arguments.verbose)


def parser():
    made = Parser(
        "fashion_cnn.segment",
        tr("Train a U-Net that segments garments or digits in front of a cluttered background."),
    )
    add_field_options(made, SegmentConfig, options())
    made.add_argument("--run-dir", help=tr("new folder for this run (default: one under runs/)"))
    made.add_argument(
        "--verbose", action="store_true", help=tr("show TensorFlow's start-up messages")
    )
    return made


def options():
    """For each field of SegmentConfig: what --help says, and how the option is read."""
    return {
        "dataset": (tr("objects to segment: {names}", names=", ".join(data.NAMES)), {"type": name}),
        "size": (
            tr(
                "height and width of a scene, {smallest} to {largest}",
                smallest=SMALLEST,
                largest=LARGEST,
            ),
            {"type": value},
        ),
        "scenes": (tr("scenes to train on"), {"type": value, "metavar": "N"}),
        "epochs": (tr("most passes over the training scenes"), {"type": value}),
        "batch_size": (tr("scenes per update"), {"type": value}),
        "learning_rate": (tr("the highest learning rate of the schedule"), {"type": value}),
        "skips": (
            tr(
                "train only the network with, or only the one without skip connections "
                "(default: both)"
            ),
            {"action": argparse.BooleanOptionalAction},
        ),
        "seed": (tr("decides training scenes, initial weights and shuffling"), {"type": value}),
        "device": (", ".join(backend.DEVICES), {"type": name}),
        "data_dir": (
            tr(
                "folder with files of Fashion-MNIST or MNIST; or set {variable}",
                variable=data.DATA_VARIABLE,
            ),
            {},
        ),
    }


if __name__ == "__main__":
    execute(main)
