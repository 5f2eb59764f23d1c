"""A few wrong labels and near-duplicates, planted for learners to find."""

import numpy as np

from fashion_cnn.data.garments.easel import SIZE

NEAR_COSINE = 0.995  # near-duplicates are above it (0.999 and more), no other pair is (0.992)


def plant_wrong_labels(labels, count, spare, dice):
    """Change `count` of the labels (n,) in place, none of them at the indices in `spare`.

    The wrong class belongs to another family, so that the picture shows the mistake. Returns
    (count, 2): index, class that was drawn.
    """
    family = ("top", "leg", "top", "long", "top", "foot", "top", "foot", "bag", "foot")
    free = np.setdiff1d(np.arange(len(labels), dtype=np.int64), spare)
    chosen = np.sort(dice.shuffled(free)[:count])
    drawn = labels[chosen].astype(np.int64)
    for index, label in zip(chosen, drawn, strict=True):
        others = [other for other in range(10) if family[other] != family[label]]
        labels[index] = others[dice.roll(1, 0, len(others) - 1)[0]]
    return np.stack([chosen, drawn], axis=1)


def plant_near_duplicates(x_train, y_train, x_test, y_test, count, dice):
    """Replace `count` test images, in place, by a training image of the same class.

    Pixels differ by two grey levels at most. Returns (count, 2): index in train, in test.
    """
    pairs = np.empty((count, 2), np.int64)
    pairs[:, 1] = np.sort(dice.shuffled(np.arange(len(x_test), dtype=np.int64))[:count])
    free = dice.shuffled(np.arange(len(x_train), dtype=np.int64))
    for pair in pairs:
        pair[0] = free[np.flatnonzero(y_train[free] == y_test[pair[1]])[0]]
        free = free[free != pair[0]]
        image = x_train[pair[0]].astype(np.int32)
        change = dice.roll(SIZE * SIZE, -2, 2).reshape(SIZE, SIZE)
        x_test[pair[1]] = np.where(image > 0, np.clip(image + change, 1, 255), 0)
    return pairs
