"""Shifts, their effect on a convolution, and a network that is nearly invariant to them."""

import numpy as np

from fashion_cnn.convolution import correlate2d
from fashion_cnn.networks.layers import Conv, Dense, Flatten, GlobalAveragePool, Other, Pool
from fashion_cnn.networks.network import Network
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.structures import (
    COMPILED,
    EQUAL,
    FROZEN,
    no_input,
    no_model,
    own_class,
    structure,
    throughout,
    without_biases,
)

# The table in the lesson: four images, three classes.
PROBABILITIES = np.array([[0.7, 0.2, 0.1], [0.4, 0.5, 0.1], [0.2, 0.3, 0.5], [0.3, 0.3, 0.4]])
LABELS = np.array([0, 0, 1, 2])

AVERAGE = GlobalAveragePool()


def images_to_shift(draw):
    counted = np.arange(1, 10).reshape(3, 3)
    return [
        (counted, 0, 1),
        (counted, -1, -1),
        (draw.integers(1, 10, (4, 5)), 1, -2),
        (draw.integers(1, 10, (5, 4)), -2, 1),
        (draw.normal(size=(6, 7)), 3, 2),
        (draw.integers(1, 10, (3, 4)), -1, 5),  # all pixels leave the image
        (draw.normal(0, 1e6, (125, 2)), 110, 0),
        (draw.normal(0, 1e6, (2, 125)), -1, 110),
    ]


def shift(image, rows, columns):
    """Roll in both directions, then set to 0 what np.roll brings in from the other side."""
    rolled = np.roll(image, (rows, columns), (0, 1))
    for axis, step in enumerate((rows, columns)):
        lines = np.moveaxis(rolled, axis, 0)
        lines[slice(0, step) if step > 0 else slice(max(len(lines) + step, 0), None)] = 0
    return rolled


def border_repeated(image, rows, columns):
    """The mistake of repeating the border pixels where nothing arrives."""
    places = (
        np.clip(np.arange(n) - step, 0, n - 1)
        for n, step in zip(image.shape, (rows, columns), strict=True)
    )
    return image[np.ix_(*places)]


def python_wraps(image, rows, columns):
    """The mistake of checking only the far borders, so that index −1 is the last row or column."""
    steps = (max(rows, 0), max(columns, 0))
    return np.roll(shift(image, *steps), (min(rows, 0), min(columns, 0)), (0, 1))


def images_and_kernels(draw):
    return [
        (np.array([[0, 5, 0, 0, 7]]), np.array([[1, 0, -1]]), 0, 1),
        (draw.integers(1, 10, (4, 4)), draw.integers(1, 6, (3, 3)), 1, -1),
        (draw.integers(1, 10, (5, 4)), draw.integers(1, 6, (3, 1)), -2, 1),
        (draw.normal(size=(8, 9)), draw.normal(size=(3, 5)), 2, 3),
        (draw.normal(size=(7, 6)), draw.normal(size=(2, 4)), -1, -2),
        (draw.normal(0, 1e6, (125, 3)), draw.normal(0, 1e6, (2, 3)), 110, 0),
        (draw.normal(0, 1e6, (3, 125)), draw.normal(0, 1e6, (3, 2)), -1, 110),
    ]


def both_ways(image, kernel, rows, columns, padding="same"):
    """(Shifted, then correlated) and (correlated, then shifted)."""
    first = correlate2d(shift(image, rows, columns), kernel, padding)
    return first, shift(correlate2d(image, kernel, padding), rows, columns)


def difference(image, kernel, rows, columns, padding="same"):
    first, last = both_ways(image, kernel, rows, columns, padding)
    return first - last


def output_not_shifted(image, kernel, rows, columns):
    first, _ = both_ways(image, kernel, rows, columns)
    return first - correlate2d(image, kernel, "same")


def input_not_shifted(image, kernel, rows, columns):
    _, last = both_ways(image, kernel, rows, columns)
    return correlate2d(image, kernel, "same") - last


def shifted_twice(image, kernel, rows, columns):
    first, _ = both_ways(image, kernel, rows, columns)
    return first - shift(first, rows, columns)


def network(
    filters,
    classes,
    ends=(AVERAGE,),
    padding="same",
    activation="relu",
    last="softmax",
    growth=2,
    pools=2,
):
    """The lesson's network; the arguments make the mistakes."""
    body = []
    for number in range(3):
        channels = filters * growth**number
        body.append(Conv(channels, 3, padding=padding, activation=activation))
        body += [Pool(2)] * (number < pools)
    dense = Dense(classes, activation=last)
    return Network("average", (28, 28, 1), (*body, *ends, dense))


def differing(**how):
    """The mistake of a network with other arguments."""
    return lambda filters, classes: network(filters, classes, **how)


def largest_taken(filters, classes):
    """The mistake of taking the maximum of each map instead of the mean."""
    return network(filters, classes, [Other("GlobalMaxPooling2D", (4 * filters,))])


def predictions(draw):
    scores = draw.random((20, 4)) ** 3 + 0.01
    square = np.array([[0.2, 0.45, 0.35], [0.1, 0.3, 0.6], [0.3, 0.15, 0.55]])
    return [
        (PROBABILITIES, LABELS),
        (square, np.array([1, 0, 2])),
        (scores / scores.sum(axis=1, keepdims=True), draw.integers(0, 4, 20)),
        (np.array([[0.0, 1.0], [1.0, 0.0], [0.6, 0.4]]), np.array([1, 1, 0])),
    ]


def accuracy(probabilities, labels):
    return float(np.mean(probabilities.argmax(axis=1) == labels))


def of_labels(probabilities, labels):
    """The probability of each image's true class."""
    return probabilities[np.arange(len(labels)), labels]


TASKS = {
    "shift": Task(
        answer=shift,
        inputs=images_to_shift,
        mistakes={
            "rolled": lambda image, rows, columns: np.roll(image, (rows, columns), (0, 1)),
            "python_wraps": python_wraps,
            "backwards": lambda image, rows, columns: shift(image, -rows, -columns),
            "swapped": lambda image, rows, columns: shift(image, columns, rows),
            "rows_only": lambda image, rows, columns: shift(image, rows, 0),
            "columns_only": lambda image, rows, columns: shift(image, 0, columns),
            "border_repeated": border_repeated,
        },
    ),
    "difference": Task(
        answer=lambda image, kernel, rows, columns: difference(image, kernel, rows, columns),
        inputs=images_and_kernels,
        mistakes={
            "output_not_shifted": output_not_shifted,
            "input_not_shifted": input_not_shifted,
            "shifted_twice": shifted_twice,
            "valid": lambda image, kernel, rows, columns: difference(
                image, kernel, rows, columns, "valid"
            ),
            "without_signs": lambda image, kernel, rows, columns: np.abs(
                difference(image, kernel, rows, columns)
            ),
            "compared": lambda image, kernel, rows, columns: np.isclose(
                *both_ways(image, kernel, rows, columns)
            ),
        },
    ),
    "average_net": Task(
        answer=lambda filters, classes: network(filters, classes),
        inputs=lambda draw: [(8, 10), (5, 3), (101, 120)],
        compare_as=structure,
        mistakes={
            "no_model": lambda filters, classes: no_model(),
            "no_input": lambda filters, classes: no_input(),
            "own_class": lambda filters, classes: own_class(),
            "compiled": throughout(COMPILED, network),
            "frozen": throughout(FROZEN, network),
            "equal_weights": throughout(EQUAL, network),
            "no_biases": without_biases(network),
            "flattened": differing(ends=[Flatten()]),
            "flattened_too": differing(ends=[AVERAGE, Flatten()]),
            "no_average": differing(ends=[]),
            "largest_taken": largest_taken,
            "valid": differing(padding="valid"),
            "no_relu": differing(activation=None),
            "no_softmax": differing(last=None),
            "no_activations": differing(activation=None, last=None),
            "not_doubled": differing(growth=1),
            "pooled_again": differing(pools=3),
            "not_pooled": differing(pools=0),
        },
    ),
    "accuracy": Task(
        answer=accuracy,
        inputs=predictions,
        mistakes={
            "counted": lambda probabilities, labels: np.sum(probabilities.argmax(axis=1) == labels),
            "share_of_mistakes": lambda probabilities, labels: 1 - accuracy(probabilities, labels),
            "columns_taken": lambda probabilities, labels: np.mean(
                probabilities.argmax(axis=0) == labels
            ),
            "probability_for_class": lambda probabilities, labels: np.mean(
                probabilities.max(axis=1) == labels
            ),
            "probability_of_label": lambda probabilities, labels: of_labels(
                probabilities, labels
            ).mean(),
            "over_half": lambda probabilities, labels: np.mean(
                of_labels(probabilities, labels) > 0.5
            ),
            "percent": lambda probabilities, labels: 100 * accuracy(probabilities, labels),
        },
    ),
}
