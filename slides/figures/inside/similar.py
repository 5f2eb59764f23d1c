"""Figures of deck 3: which images the last hidden layer of the main model finds similar."""

from functools import cache

import numpy as np

from fashion_cnn import inside
from fashion_cnn.data import GARMENT_NAMES
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.style import MARKED
from slides.facts.inside import POINTS
from slides.figures.boards import WIDE
from slides.figures.inside.parts import HIGH, LETTERS, picture
from slides.figures.main_model import garments, model, names, test_images


@cache
def points():
    """Test images as points (N, 2): t-SNE of the last hidden layer."""
    return inside.embedding(model(), test_images()[:POINTS], "tsne")


def neighbours(language):
    """Draw test images as points, close together if the last hidden layer finds them similar."""
    labels = garments().y_test[:POINTS]
    ax = plots.new_axes(WIDE, HIGH)
    for label, name in enumerate(GARMENT_NAMES):
        colour, marker, size, side = LOOKS.get(name, OTHERS)
        of_class = points()[labels == label]
        look = {"color": colour, "marker": marker, "s": size, "edgecolor": "black"}
        ax.scatter(*of_class.T, linewidth=0.4, zorder=3 if name == "Shirt" else 2, **look)
        shown = names(language)[label]
        beside(ax, of_class, shown, side, "bold" if name == "Shirt" else "normal")
    ax.set(xticks=[], yticks=[])
    ax.margins(0.08, 0.12)
    ax.spines[:].set_visible(False)
    return picture(
        ax,
        language,
        f"{POINTS} test images as points, by t-SNE of the last hidden layer. Trousers, bags and "
        "the three kinds of shoes form groups of their own; shirts, yellow stars, are mixed with "
        "T-shirts, pullovers and coats.",
        f"테스트 이미지 {POINTS}장을 마지막 은닉층의 t-SNE로 나타낸 점. 바지, 가방, 신발 세 종류는 "
        "따로 모이고, 노란색 별로 그린 셔츠는 티셔츠, 풀오버, 코트 사이에 섞여 있습니다.",
    )


def beside(ax, of_class, text, side, weight):
    """Write the name of a class beside most of its points (N, 2): above, below or left."""
    low, middle, high = np.percentile(of_class, (10, 50, 90), axis=0)
    place, aligned = {
        "above": ((middle[0], high[1] + 3), ("center", "bottom")),
        "below": ((middle[0], low[1] - 4), ("left", "top")),
        "left": ((low[0] - 3, middle[1]), ("right", "center")),
    }[side]
    ax.text(*place, text, ha=aligned[0], va=aligned[1], fontsize=LETTERS, weight=weight, zorder=4)


# Colour, marker, size and side of the name, for shirts and the classes confused with them.
LOOKS = {
    "Shirt": (MARKED, "*", 230, "below"),
    "T-shirt": ("0.55", "o", 60, "below"),
    "Pullover": ("white", "^", 70, "left"),
    "Coat": ("0.15", "D", 45, "left"),
}
OTHERS = ("0.85", "s", 30, "above")


FIGURES = {"neighbours": neighbours}
