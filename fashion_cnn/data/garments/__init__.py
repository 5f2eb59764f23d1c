"""Ten kinds of garments, drawn by code: the data set that needs no network.

    >>> from fashion_cnn.data.garments import draw
    >>> draw(train=1000, test=200, seed=1).x_train.shape
    (1000, 28, 28)

The pictures follow Fashion-MNIST: 28x28 grey pixels, a light garment on black, the same ten classes
in the same order. They are not Fashion-MNIST, and a result on one says nothing about the other.

How a picture is made:

1.  easel.py    Dice roll whole numbers; an Easel holds a batch of pictures
2.  shapes.py   which pixels are between two edges or inside an oval; how bright the cloth is there
3.  classes.py  one function for each garment
4.  here        slants the picture, adds noise, and does so for a whole data set
5.  flaws.py    plants wrong labels and near-duplicates

Lengths are hundredths of a pixel; 0 is the middle of the garment, x runs right and y runs down.
All numbers are whole: fractions may differ in the last bit from one machine to the next, and this
data set is the same everywhere, byte for byte.
"""

from dataclasses import dataclass

import numpy as np

from fashion_cnn.base.rules import whole_number
from fashion_cnn.data.garments import flaws
from fashion_cnn.data.garments.classes import FOOTWEAR, GARMENTS
from fashion_cnn.data.garments.easel import SIZE, Dice, Easel

DEFAULT_SEED = 0
DEFAULT_TRAIN, DEFAULT_TEST = 12_000, 2_000
BATCH = 100  # pictures drawn at once: enough to be fast, few enough for the processor's cache


@dataclass(frozen=True)
class Garments:
    """Images (n, 28, 28) and labels (n,), both uint8, and the flaws planted in them."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    near_duplicates: np.ndarray  # (k, 2): index in train, index in test
    wrong_labels: np.ndarray  # (m, 2): index in train, the class that was really drawn


def draw(train=DEFAULT_TRAIN, test=DEFAULT_TEST, seed=DEFAULT_SEED) -> Garments:
    """Draw `train` and `test` garments, all classes equally often; the same seed, the same bytes.

    One label in 200 of the training set is wrong, and one test image in 100 is nearly a training
    image (if the training set has 100 images). The result records both.
    """
    train = whole_number("train", train, 1, 1_000_001)
    test = whole_number("test", test, 1, 1_000_001)
    dice = Dice(whole_number("seed", seed, 0, 2**32))
    splits = [dice.shuffled(np.arange(n, dtype=np.int32) % 10) for n in (train, test)]
    labels = np.concatenate(splits).astype(np.uint8)
    x_train, x_test = np.split(draw_images(labels, dice), [train])
    y_train, y_test = np.split(labels, [train])
    copies = min(train, test) // 100
    pairs = flaws.plant_near_duplicates(x_train, y_train, x_test, y_test, copies, dice)
    wrong = flaws.plant_wrong_labels(y_train, train // 200, pairs[:, 0], dice)
    return Garments(x_train, y_train, x_test, y_test, pairs, wrong)


def draw_images(labels, dice):
    """Draw a garment for each label (n,), one class after another: (n, 28, 28) uint8."""
    images = np.empty((len(labels), SIZE, SIZE), np.uint8)
    for label, garment in enumerate(GARMENTS):
        where = np.flatnonzero(labels == label)
        for start in range(0, len(where), BATCH):
            batch = where[start : start + BATCH]
            images[batch] = draw_batch(garment, len(batch), dice)
    return images


def draw_batch(garment, n, dice):
    """Draw n pictures of one kind of garment: (n, 28, 28) uint8."""
    e = Easel(n, dice, flips=25 if garment in FOOTWEAR else 0)
    garment(e)
    leaning = slant(e.ink, e.roll(-14, 14))
    ink = slant(leaning.swapaxes(1, 2), e.roll(-10, 10)).swapaxes(1, 2)
    noise = dice.grain(n) * e.roll(15, 55) // 1000  # 2 to 8 grey levels, on the garment only
    return np.where(ink > 8, np.clip(ink + noise, 1, 255), 0).astype(np.uint8)


def slant(images, percent):
    """Move the rows of images (n, 28, 28) sideways, by percent (n, 1, 1) of their height."""
    row = np.arange(SIZE, dtype=np.int32).reshape(SIZE, 1)
    shift = percent * (2 * row - SIZE + 1) * 128 // 200  # in 128ths of a pixel
    whole, part = shift >> 7, shift & 127
    source = np.arange(-1, SIZE, dtype=np.int64) - whole  # one column more, to the left
    moved = np.take_along_axis(images, np.clip(source, 0, SIZE - 1), axis=2)
    return (moved[:, :, 1:] * (128 - part) + moved[:, :, :-1] * part) >> 7
