"""Measure what dropout costs, and how far batch normalisation makes the initial weights irrelevant.

    FASHION_CNN_DATA=data python benchmarks/regularisers.py dropout
    python benchmarks/regularisers.py scales

`dropout` trains a dense network on 2,000 images of Fashion-MNIST with and without dropout. Both
losses are computed without it, so the comparison is fair. `scales` trains the twelve layers of
lesson 15 on garments, from He's initial weights times a factor.
"""

import argparse

import numpy as np

from fashion_cnn import data
from fashion_cnn.data import garments
from fashion_cnn.workshop.training import fit

SEEDS = 1, 2, 3
RATES, EPOCHS, IMAGES, GOAL = (0, 0.5), 40, 2000, 0.2
FACTORS, LAYERS, UNITS = (0.1, 0.3, 1, 3, 10), 12, 100


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("dropout", "scales"))
    {"dropout": dropout, "scales": scales}[parser.parse_args().what]()


def dropout():
    """Print when the training loss reaches the goal, and the lowest validation loss."""
    images = data.load("fashion_mnist")
    x, y = data.scale(images.x_train[: 2 * IMAGES]), images.y_train[: 2 * IMAGES]
    for rate in RATES:
        for seed in SEEDS:
            losses = losses_with_dropout(x, y, rate, seed)
            reached = np.flatnonzero(losses[:, 0] < GOAL)
            first = reached[0] + 1 if len(reached) else "never"
            lowest = losses[:, 1].min(), losses[:, 1].argmin() + 1
            print(
                f"rate {rate}, seed {seed}: training loss below {GOAL} after epoch {first}; "
                f"lowest validation loss {lowest[0]:.3f} after epoch {lowest[1]}"
            )
            print(" ".join(f"{one:.3f}/{other:.3f}" for one, other in losses), flush=True)


def losses_with_dropout(x, y, rate, seed):
    """The losses on training and validation images after each epoch: (EPOCHS, 2)."""
    import keras

    keras.utils.set_random_seed(seed)
    hidden = [
        layer
        for _ in range(2)
        for layer in (keras.layers.Dense(200, activation="relu"), keras.layers.Dropout(rate))
    ]
    last = keras.layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), *hidden, last])
    model.compile(keras.optimizers.Adam(0.001), "sparse_categorical_crossentropy")
    losses = []
    for _ in range(EPOCHS):
        fit(model, x[:IMAGES], y[:IMAGES], 1, 50)
        parts = (x[:IMAGES], y[:IMAGES]), (x[IMAGES:], y[IMAGES:])
        losses.append([model.evaluate(*part, batch_size=500, verbose=0) for part in parts])
    return np.array(losses)


def scales():
    """Print the training accuracy in the fifth epoch for each factor."""
    drawn = garments.draw(train=2000, test=10, seed=0)
    x, y = drawn.x_train.reshape(2000, -1) / 255, drawn.y_train
    for normalised in (False, True):
        for factor in FACTORS:
            found = [accuracy_from(x, y, factor, normalised, seed) for seed in SEEDS]
            texts = " ".join(f"{one:.3f}" for one in found)
            print(
                f"batch norm {normalised}, factor {factor}: {np.mean(found):.3f} ({texts})",
                flush=True,
            )


def accuracy_from(x, y, factor, normalised, seed):
    import keras

    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input((784,))])
    for fan_in in [784] + [UNITS] * (LAYERS - 1):
        weights = keras.initializers.RandomNormal(stddev=factor * float(np.sqrt(2 / fan_in)))
        model.add(keras.layers.Dense(UNITS, kernel_initializer=weights))
        if normalised:
            model.add(keras.layers.BatchNormalization())
        model.add(keras.layers.Activation("relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    optimizer, loss = keras.optimizers.SGD(0.05), "sparse_categorical_crossentropy"
    model.compile(optimizer, loss, metrics=["accuracy"])
    return fit(model, x, y, epochs=5)["accuracy"][-1]


if __name__ == "__main__":
    main()
