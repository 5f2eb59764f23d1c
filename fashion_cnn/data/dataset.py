"""A data set: ten classes of 28x28 grey pixels, to train on and to test."""

import hashlib
from dataclasses import dataclass

import numpy as np

from fashion_cnn.base.language import tr
from fashion_cnn.data import formats
from fashion_cnn.data.official import OFFICIAL, PARTS

NAMES = ("fashion_mnist", "mnist", "garments", "digits")
GARMENT_NAMES = (
    "T-shirt",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
DIGIT_NAMES = tuple("0123456789")
CLASS_NAMES = {
    "fashion_mnist": GARMENT_NAMES,
    "garments": GARMENT_NAMES,
    "mnist": DIGIT_NAMES,
    "digits": DIGIT_NAMES,
}
TITLES = {
    **{name: official.title for name, official in OFFICIAL.items()},
    "garments": "garments drawn by the kit (not Fashion-MNIST)",
    "digits": "scikit-learn's digits, enlarged (not MNIST)",
}


def class_words(names):
    """Names of classes in the language spoken, to be shown; files keep the English ones."""
    return [tr(name) for name in names]


@dataclass(frozen=True)
class Dataset:
    """Images (n, 28, 28) and labels (n,), both uint8, to train on and to test.

    `source` is where the data came from. `instead_of` is empty, or says why this set replaces
    the one that was looked for. Files have both in English, and the title; people see `spoken(...)`
    of them (base/recorded.py).
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    source: str
    instead_of: str = ""

    @property
    def title(self):
        return TITLES[self.name]

    @property
    def class_names(self):
        return CLASS_NAMES[self.name]

    @property
    def class_words(self):
        """The names of the classes in the language spoken, to be shown."""
        return class_words(self.class_names)

    @property
    def digest(self):
        """SHA-256 of the content of all four parts, the same for any file format."""
        digests = (formats.digest(getattr(self, part)) for part in PARTS)
        return hashlib.sha256("".join(digests).encode()).hexdigest()


WHITE = 255  # the highest shade in uint8


def scale(images):
    """Images (n, 28, 28) uint8 as a network takes them: (n, 28, 28, 1) float32 from 0 to 1."""
    return np.divide(images[..., np.newaxis], WHITE, dtype=np.float32)


def split(count, share, seed, limit=None):
    """Indices of training and of validation examples, shuffled by the seed.

    Of `count` examples, or of `limit` of them, the rounded `share` is for validation: at least one.
    """
    chosen = np.random.default_rng(seed).permutation(count)[:limit]
    validation = max(1, round(len(chosen) * share))
    return chosen[validation:], chosen[:validation]
