"""Updates, cross-entropy, gradient descent on a curve, validation split, early stopping."""

import math

import numpy as np

from fashion_cnn.base.language import tr
from fashion_cnn.workshop.checking import Task


def counts(draw):
    chosen = [
        *((10, 4, 1), (1000, 300, 3), (1000, 1, 2), (1000, 1000, 5), (96, 32, 2)),
        *((5, 8, 3), (7, 2, 3), (97, 16, 250), (1_200_000, 7, 90)),
    ]
    images = int(draw.integers(500, 2000))
    return [*chosen, (images, int(draw.integers(30, 90)), int(draw.integers(3, 9)))]


def updates(images, batch_size, epochs):
    return -(-images // batch_size) * epochs


def predictions(draw):
    drawn = [
        (draw.dirichlet(np.ones(classes), count), draw.integers(0, classes, count))
        for count, classes in ((2, 4), (7, 10), (40, 10))
    ]
    example = np.array([[0.7, 0.2, 0.1], [0.5, 0.25, 0.25]])
    sure = np.array([[1e-6, 1 - 1e-6], [1.0, 0.0], [0.999, 0.001]])
    return [(example, np.array([0, 2])), *drawn, (sure, np.array([0, 0, 1]))]


def chosen(probabilities, labels):
    """Return the probability of each image's label."""
    return np.take_along_axis(probabilities, labels[:, None], axis=1)[:, 0]


def cross_entropy(probabilities, labels):
    return float(np.mean(-np.log(chosen(probabilities, labels))))


def starts(draw):
    """Return inputs with few steps: without the learning rate, the numbers grow quickly."""
    drawn = float(draw.uniform(-1.5, 1.5)), float(draw.uniform(0.02, 0.06)), 4
    whole = [(2, 0.01, 2), (-2, 0.05, 3), (300_000, 1e-12, 1)]
    return [(2.0, 0.01, 2), (-1.0, 0.1, 1), (0.5, 0.05, 3), *whole, drawn]


def slope(w):
    return 4 * w**3 - 6 * w + 1


def descend(start, learning_rate, steps, gradient=slope):
    visited = np.full(steps + 1, float(start))
    for step in range(steps):
        visited[step + 1] = visited[step] - learning_rate * gradient(visited[step])
    return visited


def in_whole_numbers(start, learning_rate, steps):
    """Mistake: an array of the start's type, which cuts off fractions if that is an integer."""
    visited = np.full(steps + 1, start)
    for step in range(steps):
        visited[step + 1] = visited[step] - learning_rate * slope(visited[step])
    return visited


def never_moved(start, learning_rate, steps):
    """Mistake: each step begins at the start."""
    return np.array([start] + [descend(start, learning_rate, 1)[1]] * steps)


def images_and_labels(draw):
    """Return images of distinct small whole numbers, with labels that identify the images.

    The last are fractions, as if scaled.
    """
    sizes = [(5, 2, 1, 1), (4, 1, 2, 3), (9, 4, 3, 2), (150, 110, 1, 1)]
    scaled = draw.normal(0, 1e6, (6, 2, 3)), draw.permutation(6), 2
    whole = [
        (
            draw.permutation(n * height * width).reshape(n, height, width),
            draw.permutation(n),
            count,
        )
        for n, count, height, width in sizes
    ]
    return [*whole, scaled]


def parts(result):
    """Return the result of `split` as one line of text per array, to compare and show."""
    if not isinstance(result, tuple) or len(result) != 4:
        return result
    return tuple(map(in_words, result))


def in_words(part):
    """Return an array as text: its shape and its numbers, with | between images."""
    if not isinstance(part, np.ndarray) or not part.ndim:
        return tr("{value!r}, which is no array of images or labels", value=part)
    rows = part.reshape(len(part), -1) if part.size else []
    between = "  " if part.ndim == 1 else " | "
    numbers = between.join(" ".join(f"{value:g}" for value in row) for row in rows)
    return tr("shape {shape}: {numbers}", shape=part.shape, numbers=numbers)


def split(images, labels, count, labels_first=False):
    last = len(images) - count
    own = np.roll(labels, -count) if labels_first else labels
    return images[:last], own[:last], images[last:], own[last:]


def count_for_training(images, labels, count):
    return images[:count], labels[:count], images[count:], labels[count:]


def first_for_validation(images, labels, count):
    return images[count:], labels[count:], images[:count], labels[:count]


def loss_curves(draw):
    chosen = [
        ([0.9, 0.7, 0.8, 0.6, 0.65, 0.62, 0.61, 0.5], 3),
        ([0.5, 0.6, 0.4], 1),
        ([0.9, 0.8, 0.7, 0.6], 2),
        ([1.4, 1.2, 1.3, 1.1], 2),
        ([0.8, 0.6, 0.6, 0.6, 0.5, 0.7], 2),
        ([0.8, 0.9, 0.7, 0.8, 0.75, 0.6, 0.65, 0.62], 3),
        ([0.7, 0.8, 0.6, 0.7, 0.5, 0.6, 0.4, 0.5, 0.6], 4),
        ([5000.0, 3000.0, 4000.0, 3500.0, 2000.0], 2),
        ([0.5], 1),
        ([0.6, 0.6, 0.7, 0.8], 2),
        ([1.0] + [2.0] * 150, 120),
    ]
    drawn = [float(loss) for loss in draw.uniform(0.2, 0.9, 12).round(2)]
    return [*chosen, (drawn, 5), (drawn[::-1], 2)]


def early_stopping(losses, patience, wait=0, better=lambda loss, lowest: loss < lowest):
    """Return (stopped, kept); `wait` (epochs beyond `patience`) and `better` make the mistakes."""
    best = 1
    for epoch, loss in enumerate(losses, start=1):
        if better(loss, losses[best - 1]):
            best = epoch
        if epoch - best >= patience + wait:
            return epoch, best
    return len(losses), best


def best_of(losses):
    """Return the epoch with the lowest loss, the first if there are several."""
    return int(np.argmin(losses)) + 1


def kept_otherwise(keep):
    """Mistake: keep another epoch, keep(losses, stopped, patience)."""

    def make(losses, patience):
        stopped, _ = early_stopping(losses, patience)
        return stopped, keep(losses, stopped, patience)

    return make


def never_reset(losses, patience):
    """Mistake: all epochs without improvement count, even those before the best one."""
    best, vain = 1, 0
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[best - 1]:
            best = epoch
        else:
            vain += 1
        if vain == patience:
            return epoch, best
    return len(losses), best


def one_as_lowest(losses, patience):
    """Mistake: the lowest loss starts at 1, before the first epoch."""
    stopped, best = early_stopping([1.0, *losses], patience)
    return stopped - 1, best - 1


def previous_kept(losses, patience):
    """Mistake: compare with the previous epoch, and keep the last one that improved on it."""
    vain, kept = 0, 1
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[epoch - 2]:
            vain, kept = 0, epoch
        else:
            vain += 1
        if vain == patience:
            return epoch, kept
    return len(losses), kept


def compared_with_previous(losses, patience):
    """Mistake: compare each epoch with the previous one instead of the best."""
    vain = 0
    for epoch in range(2, len(losses) + 1):
        vain = 0 if losses[epoch - 1] < losses[epoch - 2] else vain + 1
        if vain == patience:
            return epoch, best_of(losses[:epoch])
    return len(losses), best_of(losses)


TASKS = {
    "updates": Task(
        answer=updates,
        inputs=counts,
        mistakes={
            "rounded_down": lambda images, batch_size, epochs: images // batch_size * epochs,
            "not_rounded": lambda images, batch_size, epochs: images / batch_size * epochs,
            "always_one_more": lambda images, batch_size, epochs: (
                (images // batch_size + 1) * epochs
            ),
            "rounded_late": lambda images, batch_size, epochs: math.ceil(
                images * epochs / batch_size
            ),
            "one_epoch": lambda images, batch_size, epochs: updates(images, batch_size, 1),
            "passes": lambda images, batch_size, epochs: epochs,
            "each_image": lambda images, batch_size, epochs: images * epochs,
            "batch_sizes": lambda images, batch_size, epochs: batch_size * epochs,
            "rounded": lambda images, batch_size, epochs: round(images / batch_size) * epochs,
            "added": lambda images, batch_size, epochs: updates(images, batch_size, 1) + epochs,
        },
    ),
    "cross_entropy": Task(
        answer=cross_entropy,
        inputs=predictions,
        mistakes={
            "summed": lambda probabilities, labels: (
                cross_entropy(probabilities, labels) * len(labels)
            ),
            "no_minus": lambda probabilities, labels: -cross_entropy(probabilities, labels),
            "base_2": lambda probabilities, labels: (
                cross_entropy(probabilities, labels) / math.log(2)
            ),
            "base_10": lambda probabilities, labels: (
                cross_entropy(probabilities, labels) / math.log(10)
            ),
            "no_logarithm": lambda probabilities, labels: float(
                np.mean(1 - chosen(probabilities, labels))
            ),
            "probability": lambda probabilities, labels: float(
                np.mean(chosen(probabilities, labels))
            ),
            "minus_probability": lambda probabilities, labels: float(
                -np.mean(chosen(probabilities, labels))
            ),
            "logarithm_late": lambda probabilities, labels: float(
                -np.log(np.mean(chosen(probabilities, labels)))
            ),
            "all_classes": lambda probabilities, labels: float(-np.mean(np.log(probabilities))),
            "all_classes_added": lambda probabilities, labels: float(
                -np.log(probabilities).sum(axis=1).mean()
            ),
            "largest": lambda probabilities, labels: float(
                -np.mean(np.log(probabilities.max(axis=1)))
            ),
            "every_label": lambda probabilities, labels: float(
                -np.mean(np.log(probabilities[:, labels]))
            ),
            "entropy": lambda probabilities, labels: float(
                -(probabilities * np.log(probabilities)).sum(axis=1).mean()
            ),
            "squared_error": lambda probabilities, labels: float(
                np.mean((1 - chosen(probabilities, labels)) ** 2)
            ),
            "of_the_rest": lambda probabilities, labels: float(
                -np.mean(np.log(1 - chosen(probabilities, labels)))
            ),
            "labels_from_1": lambda probabilities, labels: cross_entropy(
                np.roll(probabilities, 1, axis=1), labels
            ),
            "sum_for_mean": lambda probabilities, labels: float(
                -np.log(np.sum(chosen(probabilities, labels)))
            ),
        },
    ),
    "descend": Task(
        answer=lambda start, learning_rate, steps: descend(start, learning_rate, steps),
        inputs=starts,
        mistakes={
            "uphill": lambda start, learning_rate, steps: descend(start, -learning_rate, steps),
            "no_rate": lambda start, learning_rate, steps: descend(start, 1, steps),
            "no_start": lambda start, learning_rate, steps: descend(start, learning_rate, steps)[
                1:
            ],
            "one_step_less": lambda start, learning_rate, steps: descend(
                start, learning_rate, steps
            )[:-1],
            "one_step_more": lambda start, learning_rate, steps: descend(
                start, learning_rate, steps + 1
            ),
            "slope_of_start": lambda start, learning_rate, steps: descend(
                start, learning_rate, steps, gradient=lambda w: slope(start)
            ),
            "loss_for_slope": lambda start, learning_rate, steps: descend(
                start, learning_rate, steps, gradient=lambda w: w**4 - 3 * w**2 + w
            ),
            "whole_numbers": in_whole_numbers,
            "never_moved": never_moved,
            "slopes": lambda start, learning_rate, steps: slope(
                descend(start, learning_rate, steps - 1)
            ),
            "always_down": lambda start, learning_rate, steps: descend(
                start, learning_rate, steps, gradient=lambda w: abs(slope(w))
            ),
        },
    ),
    "split": Task(
        answer=lambda images, labels, count: split(images, labels, count),
        inputs=images_and_labels,
        compare_as=parts,
        mistakes={
            "in_both": lambda images, labels, count: (
                images,
                labels,
                images[-count:],
                labels[-count:],
            ),
            "first_taken": first_for_validation,
            "parts_swapped": lambda images, labels, count: (
                images[-count:],
                labels[-count:],
                images[:-count],
                labels[:-count],
            ),
            "images_first": lambda images, labels, count: (
                images[:-count],
                images[-count:],
                labels[:-count],
                labels[-count:],
            ),
            "count_for_training": count_for_training,
            "one_lost": lambda images, labels, count: (
                images[: -count - 1],
                labels[: -count - 1],
                images[-count:],
                labels[-count:],
            ),
            "last_lost": lambda images, labels, count: (
                images[:-count],
                labels[:-count],
                images[-count:-1],
                labels[-count:-1],
            ),
            "other_labels": lambda images, labels, count: split(
                images, labels, count, labels_first=True
            ),
            "half": lambda images, labels, count: split(
                images, labels, len(images) - len(images) // 2
            ),
            "one_too_few": lambda images, labels, count: split(images, labels, count - 1),
            "wrong_labels": lambda images, labels, count: (
                images[:-count],
                labels[-count:],
                images[-count:],
                labels[-count:],
            ),
        },
    ),
    "early_stopping": Task(
        answer=lambda losses, patience: early_stopping(losses, patience),
        inputs=loss_curves,
        mistakes={
            "from_zero": lambda losses, patience: tuple(
                epoch - 1 for epoch in early_stopping(losses, patience)
            ),
            "best_from_zero": kept_otherwise(
                lambda losses, stopped, patience: best_of(losses[:stopped]) - 1
            ),
            "last_kept": kept_otherwise(lambda losses, stopped, patience: stopped),
            "best_of_all": kept_otherwise(lambda losses, stopped, patience: best_of(losses)),
            "counted_back": kept_otherwise(lambda losses, stopped, patience: stopped - patience),
            "loss_for_epoch": kept_otherwise(
                lambda losses, stopped, patience: min(losses[:stopped])
            ),
            "too_late": lambda losses, patience: early_stopping(losses, patience, wait=1),
            "too_early": lambda losses, patience: early_stopping(losses, patience, wait=-1),
            "never_reset": never_reset,
            "previous": compared_with_previous,
            "previous_kept": previous_kept,
            "one_as_lowest": one_as_lowest,
            "equal_is_better": lambda losses, patience: early_stopping(
                losses, patience, better=lambda loss, lowest: loss <= lowest
            ),
            "largest": lambda losses, patience: early_stopping(
                losses, patience, better=lambda loss, lowest: loss > lowest
            ),
            "never_stopped": lambda losses, patience: (len(losses), best_of(losses)),
            "patience_ignored": lambda losses, patience: early_stopping(losses, 1),
            "always_3": lambda losses, patience: early_stopping(losses, 3),
        },
    ),
}
