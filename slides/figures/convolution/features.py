"""Figures of deck 1, part 1: what varies in handwriting, edges in photographs, features by hand."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from benchmarks.handmade_features import orientation_histograms
from fashion_cnn import data, inside
from fashion_cnn.convolution import photographs
from fashion_cnn.data import garments
from fashion_cnn.drawing.cells import border, image_at, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, KERNEL, LINE, MARKED, OUTPUT, PIXEL
from fashion_cnn.pretrained import checkpoints
from slides.facts.convolution import gradients
from slides.facts.handwriting import shared, writings
from slides.facts.measured import value
from slides.figures.boards import Steps, board, panels, show, thick_arrow
from slides.figures.main_model import model
from slides.languages import words

# Upright parts of two photographs.
UPRIGHT = {"temple": np.s_[12:402, 80:372], "flower": np.s_[22:412, 160:452]}


def photograph_gradients(language):
    axes = panels(4, 12, 4.4)
    titles = words(language, ("photograph", "gradients"), ("사진", "기울기"))
    for pair, (name, part) in zip(axes.reshape(2, 2), UPRIGHT.items(), strict=True):
        photograph = photographs.photograph(name)
        show(pair[0], photographs.photograph(name, colour=True)[part])
        steep = gradients(photograph)
        show(pair[1], steep[part], 0, np.percentile(steep, 99))
        for ax, title in zip(pair, titles, strict=True):
            ax.set_title(title, fontsize=20)
    return Picture(
        axes,
        words(language, "Gradients of photographs", "사진의 기울기"),
        words(
            language,
            "Photographs of a temple and of a flower, each beside its gradients: the steeper the "
            "change from pixel to pixel, the brighter. Sky and background are black; the roofs, "
            "the windows and the outlines of the petals are bright.",
            "누각 사진과 꽃 사진, 그리고 그 기울기. 이웃 픽셀과의 차이가 클수록 밝습니다. "
            "하늘과 배경은 검고, 지붕과 창문과 꽃잎의 윤곽은 밝습니다.",
        ),
    )


# ------------------------------------------------------------------------------ handwriting


def deformed_digit(language):
    """The digit, its six deformations, and another digit."""
    names = words(
        language,
        ("a three", "shifted", "rotated", "smaller", "thinner", "slanted", "bent", "an eight"),
        ("숫자 3", "이동", "회전", "축소", "가는 획", "기울임", "휘어짐", "숫자 8"),
    )
    ax = board(30, 10.6, 0.4)
    original = writings()["original"]
    said = []
    for number, (name, (key, image)) in enumerate(zip(names, writings().items(), strict=True)):
        row, column = divmod(number, 4)
        left, top = 0.1 + 7.7 * column, 0.1 + 5.4 * row
        draw_writing(ax, image, original, left, top, 4.8)
        count = shared(key)
        write(ax, left + 5, top + 1.7, name, 18, ha="left")
        write(ax, left + 5, top + 3.1, str(count), 26, weight="bold", ha="left")
        said.append(f"{name} {count}")
    return Picture(
        ax,
        words(language, "One digit in six other ways", "한 숫자의 여섯 가지 변형"),
        words(
            language,
            "A three of 28x28 pixels, six deformations of it, and an eight. The pixels that are "
            f"bright in the first three as well are yellow: {', '.join(said)}.",
            "28x28 픽셀의 숫자 3, 그것을 여섯 가지로 바꾼 것, 그리고 숫자 8. 첫 3에서도 밝은 "
            f"픽셀은 노란색입니다: {', '.join(said)}.",
        ),
    )


def draw_writing(ax, image, original, left, top, side):
    """Draw bright pixels (H, W): yellow if the original has them; its other pixels in dark grey."""
    colours = np.zeros((*image.shape, 3))
    colours[original] = 0.3
    colours[image] = 1
    colours[image & original] = [int(MARKED[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    image_at(ax, colours, left, top, side)
    border(ax, left, top, side, side, INPUT)


# -------------------------------------------------------------------------------- pipelines

DATA_SETS = ("fashion_mnist", "garments")
TOPS = (1.5, 4.8, 8.1)


def pipelines(language):
    """Pixels, hand-made features and a network, one more in each step, with their accuracy."""
    return Steps(tuple(pipelines_step(language, count) for count in (1, 2, 3)))


def pipelines_step(language, count):
    """Draw the first pipelines, from the image to the accuracy."""
    image = garments.draw(train=60, test=1).x_train[16]
    histograms, convolutions, regression, dense = words(
        language,
        (
            "gradient\nhistograms,\ndesigned",
            "convolutions\nand pooling,\nlearned",
            "logistic\nregression,\nlearned",
            "dense\nlayers,\nlearned",
        ),
        (
            "기울기\n히스토그램:\n설계",
            "합성곱과\n풀링:\n학습",
            "로지스틱\n회귀:\n학습",
            "완전 연결\n층:\n학습",
        ),
    )
    ax = board(30, 11.2, 0.4)
    titles = words(
        language, ("Fashion-\nMNIST", "kit's\ngarments"), ("Fashion-\nMNIST", "키트의\n의류")
    )
    for x, title in zip((23.4, 27.9), titles, strict=True):
        write(ax, x, 0.65, title, 17)
    accuracies = [handmade("pixels"), handmade("histograms"), learned()][:count]
    for number, (top, scores) in enumerate(zip(TOPS, accuracies, strict=False)):
        image_at(ax, image, 0.1, top, 3)
        border(ax, 0.1, top, 3, 3, INPUT)
        middle = top + 1.5
        thick_arrow(ax, (3.3, middle), (13.8 if number == 0 else 4.9, middle))
        if number == 1:
            draw_stage(ax, 5, top, 7.2, histograms, PIXEL, LINE)
            draw_histograms(ax, image, 5.25, top + 0.25, 2.5)
        if number == 2:
            draw_stage(ax, 5, top, 7.2, convolutions, KERNEL.fill, KERNEL.line)
            draw_maps(ax, image, 5.25, top + 0.25, 1.15)
        if number:
            thick_arrow(ax, (12.3, middle), (13.8, middle))
        last = dense if number == 2 else regression
        draw_stage(ax, 13.9, top, 4.9, last, KERNEL.fill, KERNEL.line, room=0)
        thick_arrow(ax, (18.9, middle), (20.4, middle))
        for x, score in zip((23.4, 27.9), scores, strict=True):
            write(ax, x, middle, f"{score:.1%}", 24, weight="bold")
    shown = [" / ".join(f"{score:.1%}" for score in scores) for scores in accuracies]
    return Picture(
        ax,
        words(language, "Features by hand and learned", "손으로 만든 특징과 학습한 특징"),
        words(
            language,
            (
                "From the pixels of an image straight to logistic regression. Accuracy on "
                f"Fashion-MNIST and on the kit's garments: {shown[-1]}.",
                "A second pipeline: histograms of the image's gradients, designed by people, then "
                f"logistic regression: {shown[-1]}.",
                "A third pipeline, learned throughout: convolutions and pooling, then dense "
                f"layers: {shown[-1]}.",
            )[count - 1],
            (
                "이미지의 픽셀에서 바로 로지스틱 회귀로. Fashion-MNIST와 키트의 의류에서 정확도: "
                f"{shown[-1]}.",
                "둘째 파이프라인: 사람이 설계한 기울기 히스토그램, 그다음 로지스틱 회귀: "
                f"{shown[-1]}.",
                "셋째 파이프라인은 모두 학습합니다: 합성곱과 풀링, 그다음 완전 연결 층: "
                f"{shown[-1]}.",
            )[count - 1],
        ),
    )


def handmade(features):
    """The accuracies of logistic regression on these features, in the order of DATA_SETS."""
    return [value(f"handmade_{features}_{name}") for name in DATA_SETS]


def learned():
    """The accuracies of the kit's checkpoints, in the order of DATA_SETS."""
    return [checkpoints.metrics(name)["test_accuracy"] for name in DATA_SETS]


def draw_stage(ax, left, top, width, text, fill, line, room=2.9):
    """Draw a box 3 units tall with a text to the right of `room` units for a picture."""
    look = {"facecolor": fill, "edgecolor": line, "linewidth": 4}
    ax.add_patch(Rectangle((left, top), width, 3, **look, zorder=-1))
    write(ax, left + (width + room) / 2, top + 1.5, text, 17, linespacing=1.2)


def draw_histograms(ax, image, left, top, side):
    """Draw the histogram of each cell as a star: a line along the edges of each direction."""
    histograms = orientation_histograms(image[None] / 255)[0]
    rows, columns, directions = histograms.shape
    cell = side / rows
    angles = np.pi * (np.arange(directions) + 0.5) / directions
    along = np.stack([-np.sin(angles), np.cos(angles)], axis=1)  # across the gradient
    y, x = (cell * (np.indices((rows, columns)) + 0.5))[..., None]
    centres = np.stack([left + x, top + y], axis=-1)
    halves = 0.55 * cell * histograms[..., None] * along
    lines = np.stack([centres - halves, centres + halves], axis=-2).reshape(-1, 2, 2)
    ax.add_patch(Rectangle((left, top), side, side, facecolor="black"))
    ax.add_collection(LineCollection(lines, colors="white", linewidths=1.5))


def draw_maps(ax, image, left, top, side):
    """Draw four feature maps of the first layer, strong to weaker, each on its own scale."""
    maps = inside.feature_maps(model(), data.scale(image[None]), ["conv1"])["conv1"][0]
    by_strength = np.argsort(-maps.mean(axis=(0, 1)))
    for number, channel in enumerate(by_strength[::5][:4]):
        row, column = divmod(number, 2)
        place = left + column * (side + 0.2), top + row * (side + 0.2)
        image_at(ax, maps[..., channel], *place, side, 0, maps[..., channel].max())
        border(ax, *place, side, side, OUTPUT)


FIGURES = {
    "photograph-gradients": photograph_gradients,
    "deformed-digit": deformed_digit,
    "pipelines": pipelines,
}
