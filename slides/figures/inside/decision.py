"""Figures of deck 3: which pixels an answer of the main model depends on."""

from functools import cache

import numpy as np
from matplotlib.patches import Rectangle

from fashion_cnn import inside
from fashion_cnn.base.gradients import gradient
from fashion_cnn.data import GARMENT_NAMES
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.style import COLOUR_MAP, GREY
from slides.facts.inside import POINTS
from slides.figures.boards import WIDE, empty
from slides.figures.inside.parts import BOOT, COAT, HIGH, LETTERS, SHIRT, picture, show, wide_axes
from slides.figures.main_model import garments, model, names, number_of, test_images
from slides.languages import words

# The side of the covering square, and its top left pixels (row, column) in `covering`.
SQUARE, COVERED = 7, ((0, 10), (12, 11), (19, 21))


@cache
def probabilities(image):
    return inside.predictions(model(), test_images()[image])[0]


def said(name, image, language):
    """A class with its probability for an image: Coat 4%."""
    share = probabilities(image)[number_of(name)]
    return f"{names(language)[number_of(name)]} {share:.0%}"


def score(image, name):
    """The score of a class, before the softmax, for an image (28, 28, 1)."""
    return float(inside.class_score(model(), image[None], number_of(name))[0])


@cache
def occluded(image, name):
    """The drop in a class's score wherever a test image is covered, at least 0."""
    falls = inside.occlusion(
        model(), test_images()[image], number_of(name), size=SQUARE, stride=1, fill=0
    )
    return np.maximum(falls, 0)


@cache
def salient(image, name):
    return inside.saliency(model(), test_images()[image], number_of(name))


def lit(ax, image, heat):
    """Draw a heat map over a test image, bright where it is high."""
    plots.heat_map(ax, test_images()[image, ..., 0], heat)
    empty(ax)


def title(ax, text):
    ax.set_title(text, fontsize=LETTERS + 1)


def covering(language):
    """Draw a shirt, three copies with a part covered, and the drops for all squares."""
    axes = wide_axes(1, 5, high=2.9)
    image = test_images()[SHIRT]
    whole = score(image, "Shirt")
    show(axes[0], SHIRT)
    title(axes[0], f"{whole:.1f}")
    falls = []
    for ax, (row, column) in zip(axes[1:4], COVERED, strict=True):
        covered = image.copy()
        covered[row : row + SQUARE, column : column + SQUARE] = 0
        ax.imshow(covered[..., 0], cmap=GREY, vmin=0, vmax=image.max())
        empty(ax)
        edge = {"fill": False, "edgecolor": "#D55E00", "linewidth": 3, "linestyle": "--"}
        ax.add_patch(square(row, column, edge))
        falls.append(score(covered, "Shirt") - whole)
        title(ax, f"{whole + falls[-1]:.1f} ({signed(falls[-1])})")
    lit(axes[4], SHIRT, occluded(SHIRT, "Shirt"))
    rounded = ", ".join(map(signed, falls))
    return picture(
        axes,
        language,
        f"A shirt with a score of {whole:.1f}; the same shirt with {SQUARE}x{SQUARE} pixels "
        f"covered in three places, which changes the score by {rounded}; and the drops for all "
        "positions of the square, overlaid on the shirt: brightest at the collar.",
        f"점수가 {whole:.1f}인 셔츠, 같은 셔츠의 세 곳을 {SQUARE}x{SQUARE} 픽셀 정사각형으로 가린 "
        f"것(점수 변화 {rounded}), 그리고 모든 정사각형의 점수 하락을 셔츠 위에 겹친 것. 옷깃이 "
        "가장 밝다.",
    )


def signed(change):
    """A change with its sign, such as −8.8, or 0 for next to nothing."""
    return f"{change:+.1f}".replace("-", "−") if abs(change) >= 0.05 else "0"


def square(row, column, look):
    return Rectangle((column - 0.5, row - 0.5), SQUARE, SQUARE, **look)


def grad_cam_sum(language):
    """Draw Grad-CAM step by step: maps times weights, added up."""
    name, layer = "Ankle boot", "pool2"
    image = test_images()[BOOT]
    maps = inside.feature_maps(model(), image, [layer])[layer][0]
    weights = map_weights(image[None], layer, number_of(name))
    largest = np.argsort(-weights * maps.mean(axis=(0, 1)))[:3]
    axes = wide_axes(1, 5, high=2.9)
    show(axes[0], BOOT)
    for ax, channel in zip(axes[1:4], largest, strict=True):
        ax.imshow(maps[..., channel], cmap=COLOUR_MAP, vmin=0)
        empty(ax)
        title(ax, f"{weights[channel]:+.2f} ×")
    lit(axes[4], BOOT, inside.grad_cam(model(), image, number_of(name)))
    title(axes[4], "ReLU(Σ)")
    return picture(
        axes,
        language,
        "An ankle boot; the three of pool2's 64 maps that contribute most, 7x7 values each, with "
        "their weights; and the sum of all maps, overlaid on the boot: bright in front of the "
        "shaft, at the heel and behind it.",
        "앵클 부츠, pool2의 7x7 특성 맵 64개 중 가장 크게 기여하는 셋과 그 가중치, 그리고 전체 "
        "합을 부츠 위에 겹친 것. 부츠 목의 앞쪽과 굽, 그 뒤쪽이 밝다.",
    )


def map_weights(images, layer, index):
    """The gradient of a class's score for each map, averaged over positions: (C,)."""
    from keras import ops

    found = inside.find_layer(model(), layer)
    maps = inside.feature_maps(model(), images, [layer])[layer]

    def total(added):
        return ops.sum(inside.class_score(model(), images, index, found, lambda y: y + added))

    return gradient(total, np.zeros_like(maps)).mean(axis=(0, 1, 2))


def right_answer(language):
    """Draw a correctly classified shirt, and what three methods say about why."""
    axes = wide_axes(1, 4, high=3.5)
    show(axes[0], SHIRT)
    title(axes[0], said("Shirt", SHIRT, language))
    heats = {
        words(language, "occlusion", "가림"): occluded(SHIRT, "Shirt"),
        words(language, "saliency", "현저성"): salient(SHIRT, "Shirt"),
        "Grad-CAM": inside.grad_cam(model(), test_images()[SHIRT], number_of("Shirt")),
    }
    for ax, (name, heat) in zip(axes[1:], heats.items(), strict=True):
        lit(ax, SHIRT, heat)
        title(ax, name)
    return picture(
        axes,
        language,
        "A shirt that the model classifies correctly. Occlusion and saliency are brightest at the "
        "collar, Grad-CAM at the hem and a sleeve.",
        "모델이 셔츠라고 바르게 답한 셔츠. 가림과 현저성은 옷깃이, Grad-CAM은 밑단과 소매가 가장 "
        "밝다.",
    )


def wrong_answer(language):
    """Draw a coat classified as a pullover, and the evidence for each of the two."""
    axes = wide_axes(1, 4, high=3.5)
    show(axes[0], COAT)
    heats = (
        ("Pullover", occluded(COAT, "Pullover")),
        ("Coat", occluded(COAT, "Coat")),
        ("Coat", salient(COAT, "Coat")),
    )
    for ax, (name, heat) in zip(axes[1:], heats, strict=True):
        lit(ax, COAT, heat)
        title(ax, said(name, COAT, language))
    title(axes[3], words(language, "Coat, saliency", "코트, 현저성"))
    return picture(
        axes,
        language,
        "A coat with a row of buttons off centre, classified as a pullover. Occlusion for pullover "
        "is brightest at the plain chest, for coat at the buttons; saliency is brightest in the "
        "middle, beside the top button.",
        "단추가 한쪽으로 치우친 코트를 풀오버라고 답했다. 가림에서 풀오버는 무늬 없는 가슴이, "
        "코트는 단추가 있는 곳이 가장 밝다. 현저성은 맨 위 단추 옆, 가운데가 가장 밝다.",
    )


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
        "the three kinds of shoes form groups of their own; shirts, orange stars, are mixed with "
        "T-shirts, pullovers and coats.",
        f"테스트 이미지 {POINTS}장을 마지막 은닉층의 t-SNE로 나타낸 점. 바지, 가방, 신발 세 종류는 "
        "따로 모이고, 주황색 별로 그린 셔츠는 티셔츠, 풀오버, 코트 사이에 섞여 있다.",
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
    "Shirt": ("#E69F00", "*", 190, "below"),
    "T-shirt": ("#0072B2", "o", 45, "below"),
    "Pullover": ("#56B4E9", "^", 55, "left"),
    "Coat": ("0.25", "D", 40, "left"),
}
OTHERS = ("0.75", "s", 30, "above")


FIGURES = {
    "covering": covering,
    "grad-cam-sum": grad_cam_sum,
    "right-answer": right_answer,
    "wrong-answer": wrong_answer,
    "neighbours": neighbours,
}
