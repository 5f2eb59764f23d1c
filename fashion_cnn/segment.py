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
from fashion_cnn.segmentation.config import LARGEST, SMALLEST, SegmentConfig
from fashion_cnn.segmentation.start import segment

# For each field of SegmentConfig: what --help says, and how the option is read.
OPTIONS = {
    "dataset": (f"objects to segment: {', '.join(data.NAMES)}", {"type": name}),
    "size": (f"height and width of a scene, {SMALLEST} to {LARGEST}", {"type": value}),
    "scenes": ("scenes to train on", {"type": value, "metavar": "N"}),
    "epochs": ("most passes over the training scenes", {"type": value}),
    "batch_size": ("scenes per update", {"type": value}),
    "learning_rate": ("the highest learning rate of the schedule", {"type": value}),
    "skips": (
        "train only the network with, or only the one without skip connections (default: both)",
        {"action": argparse.BooleanOptionalAction},
    ),
    "seed": ("decides training scenes, initial weights and shuffling", {"type": value}),
    "device": (", ".join(backend.DEVICES), {"type": name}),
    "data_dir": (f"folder with files of Fashion-MNIST or MNIST; or set {data.DATA_VARIABLE}", {}),
}


def main():
    arguments = parser().parse_args()
    config = SegmentConfig(**chosen_fields(arguments, SegmentConfig))
    segment(config, arguments.run_dir, arguments.verbose)


def parser():
    made = Parser("fashion_cnn.segment", __doc__.partition("\n")[0])
    add_field_options(made, SegmentConfig, OPTIONS)
    made.add_argument("--run-dir", help="new folder for this run (default: one under runs/)")
    made.add_argument("--verbose", action="store_true", help="show TensorFlow's start-up messages")
    return made


if __name__ == "__main__":
    execute(main)
