"""Tasks on the mistakes of a model and the flaws of its data."""

import numpy as np

from fashion_cnn.training.scores import worst_mistakes
from fashion_cnn.workshop.checking import Task

# The lesson's example: five images of three classes.
LABELS = np.array([0, 0, 1, 2, 2])
PROBABILITIES = np.array(
    [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.6, 0.1], [0.5, 0.4, 0.1], [0.0, 0.1, 0.9]]
)


def predicted(draw, labels, classes, sure=1.0):
    """Probabilities, usually largest for the true class, with no two confidences equal."""
    scores = draw.normal(0, 1, (len(labels), classes))
    scores[np.arange(len(labels)), labels] += sure
    powers = np.exp(1.5 * scores)
    return powers / powers.sum(axis=1, keepdims=True)


def labelled(draw, images, classes):
    """Labels in which every class occurs, and the probabilities that a model might predict."""
    rest = draw.integers(0, classes, images - classes)
    labels = draw.permutation(np.concatenate([np.arange(classes), rest]))
    return labels, predicted(draw, labels, classes)


def results(draw):
    """The lesson's example; as many images as classes, so that the axes can be confused; labels
    with a class missing; random results.
    """
    square = np.array([[0.2, 0.5, 0.3], [0.1, 0.3, 0.6], [0.15, 0.4, 0.45]])
    return [
        (LABELS, PROBABILITIES),
        (np.array([0, 0, 2]), square),
        (np.array([1, 0]), np.array([[0.2, 0.7, 0.1], [0.5, 0.3, 0.2]])),
        labelled(draw, 60, 4),
        labelled(draw, 1500, 3),
    ]


def results_and_counts(draw):
    return [
        (LABELS, PROBABILITIES, 2),
        (*labelled(draw, 12, 3), 1),
        (*labelled(draw, 40, 4), 5),
        (*labelled(draw, 30, 3), 4),
        (*labelled(draw, 900, 5), 120),
    ]


def counts_and_classes(draw):
    chosen = np.array([[1, 1, 0], [0, 1, 0], [1, 0, 1]])
    drawn = draw.integers(1, 30, (4, 4)) + np.diag([80, 70, 60, 50])
    many = drawn * 1_000_000
    return [(chosen, 1), (np.array([[8, 2], [4, 6]]), 0), (drawn, 0), (drawn, 3), (many, 2)]


def rows(draw, count, pixels):
    return draw.integers(0, 256, (count, pixels)).astype(np.uint8)


def two_sets(draw):
    chosen = np.array([[3, 4], [30, 40]], np.uint8), np.array([[4, 3], [60, 80], [5, 0]], np.uint8)
    return [chosen, (rows(draw, 3, 5), rows(draw, 2, 5)), (rows(draw, 6, 40), rows(draw, 4, 40))]


def sets_with_copies(draw):
    """Test images with one copy, two or none, and one similar to all training images."""
    chosen = np.array([[0, 90, 90], [200, 10, 0], [10, 99, 0], [202, 11, 1]], np.uint8)
    asked = np.array([[80, 80, 80], [200, 11, 1], [0, 91, 90], [90, 0, 90]], np.uint8)
    train, test = rows(draw, 12, 30), rows(draw, 7, 30)
    for i, j in ((1, 5), (4, 2), (9, 2), (11, 6)):
        train[i] = np.clip(test[j].astype(int) + draw.integers(-2, 3, 30), 0, 255)
    alike = np.array([[10, 20], [11, 20]], np.uint8), np.array([[200, 10], [10, 21]], np.uint8)
    # One pair has a similarity of exactly 1.
    equal = np.array([[255, 0, 0], [0, 3, 4]], np.uint8), np.array([[1, 0, 0], [5, 4, 3]], np.uint8)
    return [
        (chosen, asked, 0.995),
        (*alike, 0.99),
        (train, test, 0.995),
        (train, test, 0.85),
        (train, test, 0.75),
        (train, test, 0.6),
        (*equal, 1.0),
    ]


def counted(labels, classes_of, classes):
    """Counts of the pairs (label, class), up to the end of the shorter array."""
    counts = np.zeros((classes, classes), int)
    for pair in zip(labels, classes_of, strict=False):
        counts[pair] += 1
    return counts


def confusion(labels, probabilities):
    return counted(labels, probabilities.argmax(axis=1), probabilities.shape[1])


def columns_taken(labels, probabilities):
    """The mistake of taking the largest probability of each column: one result per class."""
    return counted(labels, probabilities.argmax(axis=0), probabilities.shape[1])


def counted_once(labels, probabilities):
    return np.minimum(confusion(labels, probabilities), 1)


def classes_from_labels(labels, probabilities):
    """The mistake of ending the table at the last class among the labels."""
    classes = labels.max() + 1
    return counted(labels, probabilities.argmax(axis=1), classes)


def smallest_taken(labels, probabilities):
    return counted(labels, probabilities.argmin(axis=1), probabilities.shape[1])


def in_small_numbers(labels, probabilities):
    """The mistake of counting in np.uint8, which wraps around at 256."""
    return confusion(labels, probabilities).astype(np.uint8)


def mistakes_only(labels, probabilities):
    counts = confusion(labels, probabilities)
    return counts - np.diag(np.diag(counts))


def probabilities_added(labels, probabilities):
    classes = range(probabilities.shape[1])
    return np.array([probabilities[labels == k].sum(axis=0) for k in classes])


def precision_recall(counts, k):
    right = counts[k, k]
    return float(right / counts[:, k].sum()), float(right / counts[k, :].sum())


def against_the_wrong(counts, k):
    """The mistake of leaving correct images out of the sums: odds instead of fractions."""
    right = counts[k, k]
    return right / (counts[:, k].sum() - right), right / (counts[k].sum() - right)


def of_the_mistakes(labels, probabilities):
    """Indices of the wrong images, and the confidence in each prediction."""
    wrong = worst_mistakes(probabilities, labels, None)
    return wrong, probabilities.max(axis=1)[wrong]


def within_the_mistakes(labels, probabilities, count):
    """The mistake of returning positions among the wrong images."""
    wrong, _ = of_the_mistakes(labels, probabilities)
    return np.searchsorted(np.sort(wrong), wrong)[:count]


def sorted_by_confidence(labels, probabilities, count):
    """The mistake of sorting only the first mistakes in image order."""
    wrong, sure = (
        np.sort(of_the_mistakes(labels, probabilities)[0])[:count],
        probabilities.max(axis=1),
    )
    return wrong[np.argsort(-sure[wrong])]


def right_ones(labels, probabilities, count):
    right = np.flatnonzero(probabilities.argmax(axis=1) == labels)
    return right[np.argsort(-probabilities.max(axis=1)[right])][:count]


def least_for_the_label(labels, probabilities, count):
    """The mistake of sorting by the probability of the true class, smallest first."""
    wrong, _ = of_the_mistakes(labels, probabilities)
    return wrong[np.argsort(probabilities[wrong, labels[wrong]])][:count]


def similarities(images, others):
    """By the law of cosines: |a/|a| − b/|b||² = 2 − 2 cos."""
    return 1 - distances(directions(images), directions(others)) ** 2 / 2


def directions(images):
    images = images.astype(float)
    return images / np.sqrt((images**2).sum(axis=1))[:, None]


def distances(images, others):
    apart = images[:, None].astype(float) - others[None].astype(float)
    return np.sqrt((apart**2).sum(axis=2))


def centred(images, others):
    less = [images - images.mean(axis=1, keepdims=True) for images in (images, others)]
    return similarities(*less)


def squared_lengths(images, others):
    a, b = images.astype(float), others.astype(float)
    return a @ b.T / np.outer((a**2).sum(axis=1), (b**2).sum(axis=1))


def overflowing(images, others):
    """The mistake of multiplying in np.uint8, which wraps around at 256."""
    a, b = images.astype(int), others.astype(int)
    return a @ b.T % 256 / np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))


def alike(train, test, least):
    return similarities(train, test) >= least


TASKS = {
    "confusion": Task(
        answer=confusion,
        inputs=results,
        mistakes={
            "swapped": lambda labels, probabilities: confusion(labels, probabilities).T,
            "columns_taken": columns_taken,
            "mistakes_only": mistakes_only,
            "counted_once": counted_once,
            "classes_from_labels": classes_from_labels,
            "shares": lambda labels, probabilities: confusion(labels, probabilities) / len(labels),
            "probabilities_added": probabilities_added,
            "smallest_taken": smallest_taken,
            "overflow": in_small_numbers,
        },
    ),
    "precision_recall": Task(
        answer=precision_recall,
        inputs=counts_and_classes,
        mistakes={
            "swapped": lambda counts, k: precision_recall(counts.T, k),
            "of_all": lambda counts, k: (counts[k, k] / counts.sum(),) * 2,
            "accuracy": lambda counts, k: (np.trace(counts) / counts.sum(),) * 2,
            "mistakes": lambda counts, k: tuple(1 - part for part in precision_recall(counts, k)),
            "against_the_wrong": against_the_wrong,
            "sums": lambda counts, k: (counts[:, k].sum(), counts[k].sum()),
            "percent": lambda counts, k: tuple(100 * part for part in precision_recall(counts, k)),
            "counts": lambda counts, k: (float(counts[k, k]),) * 2,
            "recall_twice": lambda counts, k: (precision_recall(counts, k)[1],) * 2,
        },
    ),
    "worst_mistakes": Task(
        answer=lambda labels, probabilities, count: worst_mistakes(probabilities, labels, count),
        inputs=results_and_counts,
        mistakes={
            "least_sure_first": lambda labels, probabilities, count: of_the_mistakes(
                labels, probabilities
            )[0][::-1][:count],
            "upwards": lambda labels, probabilities, count: of_the_mistakes(labels, probabilities)[
                0
            ][:count][::-1],
            "right_ones_too": lambda labels, probabilities, count: np.argsort(
                -probabilities.max(axis=1)
            )[:count],
            "unsorted": lambda labels, probabilities, count: np.sort(
                of_the_mistakes(labels, probabilities)[0]
            )[:count],
            "within_the_mistakes": within_the_mistakes,
            "all_of_them": lambda labels, probabilities, count: of_the_mistakes(
                labels, probabilities
            )[0],
            "confidences": lambda labels, probabilities, count: of_the_mistakes(
                labels, probabilities
            )[1][:count],
            "least_for_the_label": least_for_the_label,
            "first_ones": lambda labels, probabilities, count: sorted_by_confidence(
                labels, probabilities, count
            ),
            "right_ones": lambda labels, probabilities, count: right_ones(
                labels, probabilities, count
            ),
        },
    ),
    "similarities": Task(
        answer=similarities,
        inputs=two_sets,
        mistakes={
            "not_normalised": lambda images, others: images.astype(float) @ others.T,
            "centred": centred,
            "distances": distances,
            "squared_lengths": squared_lengths,
            "one_side_only": lambda images, others: directions(images) @ others.T.astype(float),
            "overflow": overflowing,
            "sums": lambda images, others: (
                images.astype(float) @ others.T / np.outer(images.sum(axis=1), others.sum(axis=1))
            ),
            "turned": lambda images, others: 1 - similarities(images, others),
        },
    ),
    "copies": Task(
        answer=lambda train, test, least: np.flatnonzero(alike(train, test, least).any(axis=0)),
        inputs=sets_with_copies,
        mistakes={
            "of_the_training_set": lambda train, test, least: np.flatnonzero(
                alike(train, test, least).any(axis=1)
            ),
            "all_pairs": lambda train, test, least: np.nonzero(alike(train, test, least))[1],
            "mask": lambda train, test, least: alike(train, test, least).any(axis=0),
            "the_others": lambda train, test, least: np.flatnonzero(
                ~alike(train, test, least).any(axis=0)
            ),
            "alike_to_all": lambda train, test, least: np.flatnonzero(
                alike(train, test, least).all(axis=0)
            ),
            "nearest": lambda train, test, least: similarities(train, test).argmax(axis=0),
            "always_0_995": lambda train, test, least: np.flatnonzero(
                alike(train, test, 0.995).any(axis=0)
            ),
            "more_than_least": lambda train, test, least: np.flatnonzero(
                (similarities(train, test) > least).any(axis=0)
            ),
        },
    ),
}
