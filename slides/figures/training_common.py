"""Shared by the figures of deck 2: sizes, the names of the garments, the stored model."""

from functools import cache

import numpy as np

from fashion_cnn.data import GARMENT_NAMES, garments
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import BLUE, VERMILION
from fashion_cnn.pretrained import trained

# Font sizes in points: in a figure 12 inches wide that fills a slide, and in one 7 inches wide on
# its left half.
LETTERS, SPLIT_LETTERS = 18, 16
WIDE, SPLIT = 12, 7
# Colour, line style and marker for up to four curves.
LOOKS = (
    {"color": BLUE, "linestyle": "-", "marker": "o"},
    {"color": VERMILION, "linestyle": "--", "marker": "s"},
    {"color": "0.35", "linestyle": ":", "marker": "^"},
    {"color": "black", "linestyle": "-.", "marker": "D"},
)
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
    """Return the names of the ten garments."""
    return {"en": list(GARMENT_NAMES), "ko": KOREAN_NAMES}[language]


def axes_for(width, height, columns=1, rows=1, letters=LETTERS, **more):
    """Return new axes with tick labels of that size; an array if there are several."""
    axes = plots.new_axes(width, height, rows, columns)
    for ax in np.ravel(axes):
        ax.tick_params(labelsize=letters)
        ax.spines[["top", "right"]].set_visible(False)
        ax.set(**more)
    return axes


def empty(axes):
    """Remove the ticks and spines of axes."""
    for ax in np.ravel(axes):
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    return axes


def arrow(ax, start, end, colour="black", style="-", width=2.5, curve=0.0):
    """Draw an arrow between two points given in the units of the axes."""
    look = {
        "arrowstyle": "-|>,head_width=0.35,head_length=0.6",
        "color": colour,
        "linestyle": style,
        "linewidth": width,
        "shrinkA": 0,
        "shrinkB": 0,
        "connectionstyle": f"arc3,rad={curve}",
    }
    ax.annotate("", end, start, arrowprops=look, annotation_clip=False)


@cache
def stored_model():
    """Return the main model trained on garments."""
    return trained.load("garments")[0]


@cache
def drawn():
    """Return the garments on which the stored model was tested."""
    return garments.draw()


@cache
def test_probabilities():
    """Return the stored model's probabilities for its test images: (2000, 10)."""
    images = drawn().x_test[..., None] / 255
    return stored_model().predict(images, batch_size=500, verbose=0)
