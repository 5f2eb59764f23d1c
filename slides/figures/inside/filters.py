"""Figures of deck 3: the filters of the trained main model."""

from functools import cache

import numpy as np

from fashion_cnn import data, inside
from fashion_cnn.drawing.cells import number
from fashion_cnn.drawing.style import COLOUR_MAP, GREY, KERNEL, OUTPUT
from fashion_cnn.networks import zoo
from fashion_cnn.workshop.training import fit
from slides.facts.inside import DENSE_IMAGES
from slides.figures.boards import Steps
from slides.figures.inside.parts import (
    BOOT,
    LARGEST,
    LETTERS,
    around,
    mark,
    picture,
    show,
    tiles,
    wide_axes,
)
from slides.figures.main_model import garments, model, test_images
from slides.languages import words

# Filters of conv1 that are easy to read.
READABLE = (31, 27, 18, 25)
# Training of the dense network in `dense_units`: enough for shapes to appear, in seconds.
DENSE_EPOCHS, DENSE_UNITS = 8, 32
# The edges of a histogram of weights.
HISTOGRAM = np.linspace(-1.4, 0.6, 41)


def filters_steps(language):
    """The filters of conv1 and the histogram of their weights, before and after training."""
    before = inside.filters(inside.untrained(model()), "conv1")[:, :, 0]
    after = inside.filters(model(), "conv1")[:, :, 0]
    untrained, trained = (
        draw_filters(weights, language) for weights in ((before,), (before, after))
    )
    limits = [f"{weights.min():.2f}, {weights.max():.2f}" for weights in (before, after)]
    return Steps(
        (
            picture(
                untrained,
                language,
                "The 32 filters of conv1 before training: 3x3 faint greys each, without any "
                "pattern. A histogram shows that the smallest and the largest of their weights are "
                f"{limits[0]}.",
                "학습 전 conv1의 필터 32개. 흐린 회색으로 된 3x3 정사각형들이고 아무 질서도 "
                f"없습니다. 히스토그램에서 가중치의 최솟값과 최댓값: {limits[0]}.",
            ),
            picture(
                trained,
                language,
                "The same filters after training: strong contrast, many bright on one side and "
                "dark on the other, a few bright all over. The histogram is wider; the smallest "
                f"and the largest weight: {limits[1]}.",
                "학습 후의 같은 필터들. 대비가 강하고, 한쪽은 밝고 반대쪽은 어두운 것이 많으며 "
                f"몇 개는 전체가 밝습니다. 더 넓어진 히스토그램의 최솟값과 최댓값: {limits[1]}.",
            ),
        )
    )


def draw_filters(found, language):
    """Draw the last of some weights (3, 3, 32) as filters, 0 grey, and histograms of all."""
    left, right = wide_axes(1, 2, high=4.6)
    left.set_position((0, 0, 0.62, 1))
    right.set_position((0.66, 0.15, 0.33, 0.8))
    tiles(left, np.moveaxis(found[-1], -1, 0), 8, low=-LARGEST, high=LARGEST)
    around(left, KERNEL)
    names = words(language, ("untrained", "trained"), ("학습 전", "학습 후"))
    looks = (
        {"facecolor": "none", "edgecolor": "0.4", "hatch": "//"},
        {"facecolor": KERNEL.fill, "edgecolor": KERNEL.line, "linewidth": 2.5, "zorder": 0},
    )
    for weights, name, look in zip(found, names, looks, strict=False):
        label = f"{name}: {weights.std():.3f}"
        right.hist(weights.ravel(), HISTOGRAM, histtype="stepfilled", label=label, **look)
    right.set_xlabel(words(language, "weight", "가중치"), fontsize=LETTERS)
    right.set(yticks=[], ylim=(0, 84), xlim=(HISTOGRAM[0], HISTOGRAM[-1]))
    right.tick_params(labelsize=LETTERS)
    right.legend(fontsize=LETTERS, loc="upper left", frameon=False)
    right.spines[["top", "left", "right"]].set_visible(False)
    return left


def filters_at_work(language):
    """Draw a boot, and four filters with their weights, each above its map of the boot."""
    kernels = inside.filters(model(), "conv1")[:, :, 0]
    maps = inside.feature_maps(model(), test_images()[BOOT], ["conv1"])["conv1"][0]
    axes = wide_axes(2, 1 + len(READABLE), high=4.6)
    figure, grid = axes[0, 0].figure, axes[0, 0].get_gridspec()
    for ax in axes[:, 0]:
        ax.remove()
    boot = figure.add_subplot(grid[:, 0])
    show(boot, BOOT)
    for (above, below), chosen in zip(axes[:, 1:].T, READABLE, strict=True):
        kernel = kernels[..., chosen]
        above.imshow(kernel, cmap=GREY, vmin=-LARGEST, vmax=LARGEST)
        for (row, column), weight in np.ndenumerate(kernel):
            ink = "black" if weight > -0.05 else "white"
            text = number(round(float(weight), 1) + 0.0)
            above.text(column, row, text, ha="center", va="center", color=ink, fontsize=LETTERS)
        below.imshow(maps[..., chosen], cmap=COLOUR_MAP, vmin=0)
        mark(above, KERNEL)
        mark(below, OUTPUT)
    return picture(
        axes[0, 1],
        language,
        "An ankle boot, and four trained filters with their weights, each above its map: one is "
        "bright at lower edges, one at left edges, one blurs the boot, one shows the background.",
        "앵클 부츠 한 장과, 숫자를 적은 학습된 필터 넷. 각 필터 아래에 특성 맵이 있습니다. 하나는 "
        "아래쪽 에지에서, 하나는 왼쪽 에지에서 밝고, 하나는 흐려진 부츠를, 하나는 배경을 보입니다.",
    )


def dense_units(language):
    """Draw eight filters of conv1 beside the weights of eight units of a dense network."""
    kernels = np.moveaxis(inside.filters(model(), "conv1")[:, :, 0], -1, 0)
    axes = wide_axes(1, 2)
    chosen = kernels[[31, 27, 18, 25, 12, 9, 4, 30]]
    tiles(axes[0], chosen, 4, low=-LARGEST, high=LARGEST)
    weights = dense_weights()
    strongest = np.argsort(-weights.std(axis=0))[:8]
    units = weights[:, strongest].T.reshape(-1, 28, 28)
    most = np.percentile(np.abs(units), 99)
    tiles(axes[1], units, 4, low=-most, high=most)
    for ax, name in zip(axes, ("3 × 3", "28 × 28"), strict=True):
        around(ax, KERNEL)
        ax.set_title(name, fontsize=LETTERS + 1)
    return picture(
        axes,
        language,
        "Left: eight trained filters of 3x3 weights. Right: the weights of eight units of a dense "
        "network as 28x28 images: noisy, blurred outlines of garments.",
        "왼쪽은 3x3 가중치로 된 학습된 필터 여덟 개. 오른쪽은 완전 연결 신경망의 유닛 여덟 개의 "
        "가중치를 28x28 그림으로 본 것으로, 잡음이 섞인 흐릿한 옷의 윤곽입니다.",
    )


@cache
def dense_weights():
    """The weights (784, units) of a dense network after a short training."""
    import keras

    keras.utils.set_random_seed(1)
    network = zoo.build("dense", dense_units=DENSE_UNITS, dropout=0)
    network.compile(keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy")
    images = data.scale(garments().x_train[:DENSE_IMAGES])
    labels = garments().y_train[:DENSE_IMAGES]
    fit(network, images, labels, DENSE_EPOCHS, batch_size=32)
    return network.get_layer("dense").get_weights()[0]


FIGURES = {
    "filters-trained": filters_steps,
    "filters-at-work": filters_at_work,
    "dense-units": dense_units,
}
