"""Measure how networks of different kinds cope with shifted test images.

    python benchmarks/shifted.py
    python benchmarks/shifted.py --models dense resnet --seed 2

Trains each model on the kit's garments with the training command's defaults; `main` with seed 1 is
the checkpoint that comes with the kit, which was trained in the same way. Prints each model's
accuracy on all test images, shifted by 0 to 4 pixels up, down, left and right. Pixels that leave
the image are lost; those that enter are black.
"""

import argparse
import contextlib
import io
import tempfile
from pathlib import Path

import numpy as np

from fashion_cnn import data
from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.pretrained import checkpoints
from fashion_cnn.train import TrainConfig, train
from fashion_cnn.training import scores
from fashion_cnn.training.run_folder import RunFolder

DISTANCES = range(5)
DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    # Two that end in dense layers, and one with global average pooling.
    parser.add_argument("--models", nargs="+", default=["dense", "main", "resnet"])
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    test = data.load("garments")
    print(f"{test.title}: {len(test.x_test):,} test images, in four directions; shift 0 to 4")
    for name in arguments.models:
        model = trained_model(name, arguments.seed)
        accuracies = " ".join(f"{accuracy(model, test, by):.4f}" for by in DISTANCES)
        print(f"{name}, seed {arguments.seed}: {accuracies}", flush=True)


def trained_model(name, seed):
    """A Keras model, trained on garments with the defaults."""
    if (name, seed) == ("main", 1):
        return checkpoints.load("garments")[0]
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.redirect_stdout(io.StringIO()):
            train(TrainConfig(dataset="garments", model=name, seed=seed), Path(folder) / "run")
        return load_model(RunFolder(Path(folder) / "run").model)


def accuracy(model, test, distance):
    """The mean accuracy over the four directions."""
    found = []
    for row, column in DIRECTIONS:
        images = data.scale(shift(test.x_test, distance * row, distance * column))
        probabilities = model.predict(images, batch_size=500, verbose=0)
        found.append(scores.accuracy(probabilities, test.y_test))
    return float(np.mean(found))


def shift(images, rows, columns):
    """Images (N, H, W), shifted down and to the right."""
    height, width = images.shape[1:]
    moved = np.zeros_like(images)
    to_rows, from_rows = slices(rows, height)
    to_columns, from_columns = slices(columns, width)
    moved[:, to_rows, to_columns] = images[:, from_rows, from_columns]
    return moved


def slices(by, size):
    """Where the pixels go to and come from along one axis, as slices."""
    return slice(max(by, 0), size + min(by, 0)), slice(max(-by, 0), size - max(by, 0))


if __name__ == "__main__":
    main()
