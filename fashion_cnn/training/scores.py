"""Scores of predicted probabilities: accuracy, scores per class, confusion matrix, mistakes.

Arrays in, numbers and arrays out; `probabilities` are (n, classes), `labels` (n,).
"""

import numpy as np


def accuracy(probabilities, labels):
    """The fraction of images whose most probable class is the true one."""
    return float(np.mean(probabilities.argmax(axis=1) == labels))


def per_class(probabilities, labels, class_names):
    """Precision, recall, F1 score and number of images of each class, by name.

    Precision: the fraction of the images assigned to the class that belong to it. Recall: the
    fraction of the images of the class that were assigned to it. F1: their harmonic mean.
    """
    from sklearn.metrics import precision_recall_fscore_support  # half a second

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
    """The confusion matrix (classes, classes): rows are true classes, columns predicted ones."""
    from sklearn.metrics import confusion_matrix  # half a second

    classes = probabilities.shape[1]
    return confusion_matrix(labels, probabilities.argmax(axis=1), labels=range(classes))


def worst_mistakes(probabilities, labels, count):
    """The indices of the most confident wrong predictions, the most confident first."""
    predicted = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    confidence = probabilities[wrong, predicted[wrong]]
    return wrong[np.argsort(-confidence, kind="stable")][:count]
