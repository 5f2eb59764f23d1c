"""Dropout and its relatives, with the random numbers given.

The answers are computed differently from the layers of networks/keras_layers.py, which draw their
own random numbers. Weighted pooling averages over every way to drop values of the window.
"""

import itertools

import numpy as np

from fashion_cnn.workshop.checking import Task


def kept_values(draw):
    """Values, random numbers and a rate, in training and at inference."""
    example = np.array([2.0, 4.0, 6.0, 8.0, 10.0]), np.array([0.52, 0.10, 0.93, 0.25, 0.31])
    drawn = draw.normal(size=(5, 4)), draw.random((5, 4))
    some = draw.uniform(1, 9, (2, 3)).round(1), np.array([[0.1, 0.7, 0.9], [0.4, 0.2, 0.6]])
    whole = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[0.4, 0.1, 0.8], [0.5, 0.3, 0.2]])
    images = draw.normal(0, 1e6, (2, 3, 4, 2)), draw.random((2, 3, 4, 2))
    return [
        (*example, 0.3, True),
        (*example, 0.3, False),
        (*some, 0.5, True),
        (*some, 0.25, False),
        (*drawn, 0.8, True),
        (*drawn, 0.0, True),
        (*whole, 0.4, True),  # a random number equal to the rate
        (*images, 0.6, True),
    ]


def dropout(values, random, rate, training):
    result = values.astype(float)
    if training:
        result[random < rate] = 0
        result[random >= rate] /= 1 - rate
    return result


def with_factor(factor, turned=False, later=1):
    """The mistake of a wrong factor for the kept values, or of keeping the values to be dropped.

    `factor` is a function of the rate and the fraction that is kept; `later`, for inference, is a
    number or a function of the rate.
    """

    def make(values, random, rate, training):
        kept = (random < rate) if turned else (random >= rate)
        if not training:
            return values * (later(rate) if callable(later) else later)
        return values * kept * factor(rate, kept.mean())

    return make


def maps_to_drop(draw):
    """Maps of which some are dropped and some kept; in one case, as many maps as rows."""
    sizes = [(2, 2, 3), (3, 4, 3), (4, 3, 5), (6, 5, 8)]
    randoms = [np.array([0.8, 0.1, 0.4]), np.array([0.2, 0.6, 0.9])]
    randoms += [np.array([0.1, 0.5, 0.3, 0.9, 0.7]), draw.permutation(8) / 8]
    drawn = [
        (draw.uniform(1, 9, size).round(1), random, rate)
        for size, random, rate in zip(sizes, randoms, (0.3, 0.5, 0.4, 0.2), strict=True)
    ]
    signed = 100_000 * draw.integers(-9, 10, (3, 2, 4))
    return [*drawn, (signed, np.array([0.25, 0.9, 0.1, 0.6]), 0.25)]  # 0.25 is kept


def spatial_dropout(maps, random, rate):
    result = np.zeros(maps.shape)
    for channel in np.flatnonzero(random >= rate):
        result[:, :, channel] = maps[:, :, channel] / (1 - rate)
    return result


def maps_with_factor(factor, turned=False):
    def make(maps, random, rate):
        kept = (random < rate) if turned else (random >= rate)
        return maps * kept * factor(rate, kept.mean())

    return make


def rows_dropped(maps, random, rate):
    """The mistake of indexing the rows; it raises unless there are as many rows as maps."""
    result = maps / (1 - rate)
    result[random < rate] = 0
    return result


def squares(draw):
    """Squares inside the image and across each border, of odd and even size; no square images."""
    image = draw.integers(1, 10, (4, 5))
    large = draw.uniform(1, 9, (9, 7)).round(1)
    return [
        (image, 2, 1, 3),
        (image, 0, 3, 3),
        (image, 2, 3, 2),
        (image, 3, 4, 1),
        (large, 1, 0, 5),
        (large, 7, 2, 4),
        (large, 4, 6, 6),
        (-1e6 * large, 2, 3, 4),
        (draw.normal(size=(130, 3)), 115, 1, 20),
        (draw.normal(size=(3, 130)), 1, 115, 4),
        (draw.normal(size=(130, 3)), 60, 1, 111),
    ]


def cutout(image, row, column, size):
    rows = np.arange(image.shape[0])[:, None] - (row - size // 2)
    columns = np.arange(image.shape[1]) - (column - size // 2)
    inside = (rows >= 0) & (rows < size) & (columns >= 0) & (columns < size)
    return np.where(inside, 0, image)


def cut(rows, columns, image):
    hidden = image.copy()
    hidden[rows, columns] = 0
    return hidden


def from_to(before, after, lowest=0):
    """The mistake of wrong ends: `before(size)` and `after(size)` pixels from the middle."""

    def make(image, row, column, size):
        ends = [
            slice(max(middle - before(size), lowest), middle + after(size))
            for middle in (row, column)
        ]
        return cut(*ends, image)

    return make


def moved_inside(image, row, column, size):
    """The mistake of moving the whole square into the image."""
    tops = [
        min(max(middle - size // 2, 0), length - size)
        for middle, length in zip((row, column), image.shape, strict=True)
    ]
    return cut(*(slice(top, top + size) for top in tops), image)


def bands(image, row, column, size):
    """The mistake of hiding whole rows and whole columns."""
    covered = cutout(image + 1, row, column, size) == 0
    return np.where(covered.any(axis=1)[:, None] | covered.any(axis=0), 0, image)


def windows(draw):
    return [
        (np.array([[1.0, 5.0], [2.0, 3.0]]), 0.5),
        (np.array([[4.0, 0.0], [1.0, 2.0]]), 0.2),
        (draw.uniform(0, 9, (2, 3)).round(1), 0.7),
        (draw.uniform(0, 9, (3, 3)).round(1), 0.4),
        (np.array([[3.0]]), 0.3),
        (np.array([[6.0, 2.0, 8.0]]), 0.0),
        (np.array([[2, 700, 30], [1, 0, 5_000_000]]), 0.6),
    ]


def weighted_pooling(window, rate):
    """Return the mean output of max-pooling dropout over every way to drop values of the window."""
    total = 0.0
    for kept in itertools.product((False, True), repeat=window.size):
        probability = np.prod(np.where(kept, 1 - rate, rate))
        total += probability * np.max(window.ravel() * kept)
    return float(total)


def weighted(weights, order=lambda values: np.sort(values)[::-1]):
    """The mistake of wrong weights, functions of the rate and 0, 1, 2, …, or of a wrong order."""

    def make(window, rate):
        values = order(window.ravel())
        return float((values * weights(rate, np.arange(values.size))).sum())

    return make


def right_weights(rate, larger):
    return (1 - rate) * rate**larger


TASKS = {
    "dropout": Task(
        answer=dropout,
        inputs=kept_values,
        mistakes={
            "not_scaled": with_factor(lambda rate, share: 1),
            "scaled_later": with_factor(lambda rate, share: 1, later=lambda rate: 1 - rate),
            "scaled_down": with_factor(lambda rate, share: 1 - rate),
            "divided_by_rate": with_factor(
                lambda rate, share: np.float64(1) / rate if rate else np.inf
            ),
            "multiplied_by_rate": with_factor(lambda rate, share: rate),
            "own_share": with_factor(lambda rate, share: 1 / share),
            "turned": with_factor(lambda rate, share: 1 / (1 - rate), turned=True),
            "turned_not_scaled": with_factor(lambda rate, share: 1, turned=True),
            "always": lambda values, random, rate, training: dropout(values, random, rate, True),
            "other_way_round": lambda values, random, rate, training: dropout(
                values, random, rate, not training
            ),
            "taken_out": lambda values, random, rate, training: (
                values[random >= rate] / (1 - rate) if training else values
            ),
            "all_scaled": lambda values, random, rate, training: (
                values / (1 - rate) if training else values
            ),
        },
    ),
    "spatial_dropout": Task(
        answer=spatial_dropout,
        inputs=maps_to_drop,
        mistakes={
            "not_scaled": maps_with_factor(lambda rate, share: 1),
            "scaled_down": maps_with_factor(lambda rate, share: 1 - rate),
            "divided_by_rate": maps_with_factor(lambda rate, share: 1 / rate),
            "own_share": maps_with_factor(lambda rate, share: 1 / share),
            "turned": maps_with_factor(lambda rate, share: 1 / (1 - rate), turned=True),
            "turned_not_scaled": maps_with_factor(lambda rate, share: 1, turned=True),
            "rows_dropped": rows_dropped,
            "taken_out": lambda maps, random, rate: maps[:, :, random >= rate] / (1 - rate),
        },
    ),
    "cutout": Task(
        answer=cutout,
        inputs=squares,
        mistakes={
            "corner": from_to(lambda size: 0, lambda size: size),
            "from_the_end": from_to(
                lambda size: size // 2, lambda size: size - size // 2, lowest=-(10**6)
            ),
            "one_too_large": from_to(lambda size: size // 2, lambda size: size // 2 + 1),
            "one_too_small": from_to(lambda size: size // 2, lambda size: size // 2),
            "twice_as_large": from_to(lambda size: size, lambda size: size),
            "always_whole": lambda image, row, column, size: cut(
                slice(max(row - size // 2, 0), max(row - size // 2, 0) + size),
                slice(max(column - size // 2, 0), max(column - size // 2, 0) + size),
                image,
            ),
            "moved_inside": moved_inside,
            "turned": lambda image, row, column, size: image - cutout(image, row, column, size),
            "swapped": lambda image, row, column, size: cutout(image, column, row, size),
            "bands": bands,
        },
    ),
    "weighted_pooling": Task(
        answer=weighted_pooling,
        inputs=windows,
        mistakes={
            "largest": lambda window, rate: window.max(),
            "largest_scaled_down": lambda window, rate: (1 - rate) * window.max(),
            "largest_scaled_up": lambda window, rate: window.max() / (1 - rate),
            "average": lambda window, rate: window.mean(),
            "average_scaled": lambda window, rate: (1 - rate) * window.mean(),
            "sum_scaled": lambda window, rate: (1 - rate) * window.sum(),
            "ascending": weighted(right_weights, order=np.sort),
            "not_sorted": weighted(right_weights, order=lambda values: values),
            "rate_for_kept": weighted(lambda rate, larger: rate * (1 - rate) ** larger),
            "without_kept": weighted(lambda rate, larger: rate**larger),
            "one_power_more": weighted(lambda rate, larger: (1 - rate) * rate ** (larger + 1)),
            "divided": weighted(
                lambda rate, larger: right_weights(rate, larger) / (1 - rate ** len(larger))
            ),
        },
    ),
}
