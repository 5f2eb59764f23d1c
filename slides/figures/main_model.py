"""The kit's main model, trained on garments, and the garments that the figures show it."""

from functools import cache

from fashion_cnn import data
from fashion_cnn.data import GARMENT_NAMES
from fashion_cnn.data import garments as drawn
from fashion_cnn.pretrained import checkpoints

KOREAN_NAMES = [
    "티셔츠",
    "바지",
    "풀오버",
    "드레스",
    "코트",
    "샌들",
    "셔츠",
    "스니커즈",
    "가방",
    "앵클 부츠",
]


def names(language):
    """The names of the ten garments."""
    return {"en": list(GARMENT_NAMES), "ko": KOREAN_NAMES}[language]


def number_of(name):
    """The number of the class with this English name."""
    return GARMENT_NAMES.index(name)


@cache
def model():
    """The main model trained on garments."""
    return checkpoints.load("garments")[0]


@cache
def garments():
    """The garments drawn by the kit; the model has not seen the test images."""
    return drawn.draw()


@cache
def test_images():
    """The test images as the model takes them: (2000, 28, 28, 1)."""
    return data.scale(garments().x_test)


@cache
def test_probabilities():
    """The model's probabilities for the test images: (2000, 10)."""
    return model().predict(test_images(), batch_size=500, verbose=0)
