"""From predicted probabilities to scores: accuracy, per-class scores, confusion, mistakes.

Plain arrays in and out; `probabilities` is (n, classes), `labels` is (n,).
"""

import numpy as np
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support


def accuracy(probabilities, labels):
    """Return the share of images whose most probable class is the true one."""
    return float(np.mean(probabilities.argmax(axis=1) == labels))


def per_class(probabilities, labels, class_names):
    """Return for each class name its precision, recall, F1 score and number of images.

    Precision: of the images called this class, the share that are. Recall: of the images
    of this class, the share that were found. F1: their harmonic mean.
    """
    scores = precision_recall_fscore_support(
        labels,
        probabilities.argmax(axis=1),
        labels=range(len(class_names)),
        zero_division=0,
    )
    keys = ("precision", "recall", "f1", "images")
    return {
        name: dict(zip(keys, (*map(float, row[:3]), int(row[3])), strict=True))
        for name, row in zip(class_names, np.transpose(scores), strict=True)
    }


def confusion(probabilities, labels):
    """Return the (classes, classes) counts: row, the true class; column, the predicted one."""
    classes = probabilities.shape[1]
    return confusion_matrix(labels, probabilities.argmax(axis=1), labels=range(classes))


def worst_mistakes(probabilities, labels, count):
    """Return the indices of the most confident wrong predictions, the most confident first."""
    predicted = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    confidence = probabilities[wrong, predicted[wrong]]
    return wrong[np.argsort(-confidence, kind="stable")][:count]
