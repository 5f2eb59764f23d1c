"""Measure what features designed by hand are worth: a linear classifier on two kinds of input.

    python benchmarks/handmade_features.py
    python benchmarks/handmade_features.py --datasets garments --strength 0.1

Trains scikit-learn's logistic regression on the pixels of the images, and on histograms of the
directions of their gradients, as computer vision used them before convolutional networks (Dalal and
Triggs, "Histograms of Oriented Gradients for Human Detection", 2005; here without overlapping
blocks). Images and their split into training and validation are those of the training command.
Prints the accuracy on the validation and test images, and that of the kit's checkpoint of `main`.
"""

import argparse
import time
import warnings

import numpy as np

from fashion_cnn import data
from fashion_cnn.pretrained import checkpoints

CELL, DIRECTIONS = 4, 8


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--datasets", nargs="+", default=["garments", "fashion_mnist"])
    parser.add_argument("--strength", type=float, default=1, help="C: large regularises less")
    parser.add_argument("--iterations", type=int, default=100)
    parser.add_argument("--data-dir")
    arguments = parser.parse_args()
    for name in arguments.datasets:
        images = data.load(name, arguments.data_dir)
        print(f"{images.title}: {len(images.x_test):,} test images", flush=True)
        for features in (pixels, orientation_histograms):
            print(measure(images, features, arguments.strength, arguments.iterations), flush=True)
        print(f"main, the kit's checkpoint: {checkpoints.metrics(name)['test_accuracy']:.4f}")


def measure(images, features, strength, iterations):
    """Train a classifier on these features of the images; a line with its accuracies."""
    # Not at the top: the slides draw these features and need no classifier.
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    start = time.perf_counter()
    training, validation = data.split(len(images.x_train), share=0.1, seed=1)
    x, x_test = (
        flattened(features(np.float32(part) / 255)) for part in (images.x_train, images.x_test)
    )
    classifier = LogisticRegression(C=strength, max_iter=iterations)
    with warnings.catch_warnings():
        # It has not quite converged then, which regularises it a little more.
        warnings.simplefilter("ignore", ConvergenceWarning)
        classifier.fit(x[training], images.y_train[training])
    kept = classifier.score(x[validation], images.y_train[validation])
    test = classifier.score(x_test, images.y_test)
    seconds = time.perf_counter() - start
    return (
        f"{features.__name__}, {x.shape[1]} numbers: validation {kept:.4f}, test {test:.4f}; "
        f"{classifier.n_iter_[0]} iterations, {seconds:.0f} s"
    )


def pixels(images):
    return images


def orientation_histograms(images, cell=CELL, directions=DIRECTIONS):
    """How steep images (N, H, W) are in each direction, by cells: (N, H/cell, W/cell, directions).

    A direction is that of the gradient, from 0 to 180 degrees. The histogram of a cell is divided
    by its length plus a half, so that strong edges count alike and noise stays small.
    """
    count, height, width = images.shape
    down, right = np.gradient(images, axis=(1, 2))
    steepness, angle = np.hypot(down, right), np.arctan2(down, right) % np.pi
    bins = np.floor(angle / np.pi * directions) % directions
    cells = (count, height // cell, cell, width // cell, cell)
    sums = [np.where(bins == b, steepness, 0).reshape(cells).sum((2, 4)) for b in range(directions)]
    histograms = np.stack(sums, axis=-1)
    return histograms / (np.linalg.norm(histograms, axis=-1, keepdims=True) + 0.5)


def flattened(features):
    """Features (N, …) as a row of numbers each."""
    return features.reshape(len(features), -1).astype(np.float32)


if __name__ == "__main__":
    main()
