"""Figures of deck 3: the filters of the trained main model."""

from functools import cache

import numpy as np

from fashion_cnn import data, inside
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import number
from fashion_cnn.drawing.style import COLOUR_MAP, GREY
from fashion_cnn.networks import zoo
from fashion_cnn.workshop.training import fit
from slides.facts.inside import DENSE_IMAGES
from slides.figures.boards import empty
from slides.figures.inside.parts import BOOT, LARGEST, LETTERS, picture, show, tiles, wide_axes
from slides.figures.main_model import garments, model, test_images
from slides.languages import words

# Filters of conv1 that are easy to read.
READABLE = (31, 27, 18, 25)
# Training of the dense network in `dense_units`: enough for shapes to appear, in seconds.
DENSE_EPOCHS, DENSE_UNITS = 8, 32


def filters_untrained(language):
    return draw_filters(
        inside.untrained(model()),
        language,
        "The 32 filters of conv1 before training: 3x3 faint greys each, without any pattern.",
        "흐린 회색으로 된 3x3 정사각형 32개. 아무 질서도 없는, 학습 전 conv1의 필터들.",
    )


def filters_trained(language):
    return draw_filters(
        model(),
        language,
        "The 32 filters of conv1 after training: strong contrast, many bright on one side and "
        "dark on the other, a few bright all over.",
        "학습 후 conv1의 필터 32개. 대비가 강하고, 한쪽은 밝고 반대쪽은 어두운 것이 많으며, "
        "몇 개는 전체가 밝다.",
    )


def draw_filters(network, language, english, korean):
    """Draw the filters of conv1: 0 is grey, and the scale is the same before and after training."""
    kernels = np.moveaxis(inside.filters(network, "conv1")[:, :, 0], -1, 0)
    ax = tiles(wide_axes(high=6), kernels, 8, low=-LARGEST, high=LARGEST)
    return picture(ax, language, english, korean)


def weights_spread(language):
    """Draw the histogram of conv1's weights before and after training."""
    before = inside.filters(inside.untrained(model()), "conv1")
    after = inside.filters(model(), "conv1")
    labels = words(
        language,
        (f"untrained: {before.std():.3f}", f"trained: {after.std():.3f}"),
        (f"학습 전: {before.std():.3f}", f"학습 후: {after.std():.3f}"),
    )
    ax = plots.weight_histogram(before, after, labels, wide_axes())
    ax.set_xlabel(words(language, "weight", "가중치"), fontsize=LETTERS)
    ax.tick_params(labelsize=LETTERS)
    ax.legend(fontsize=LETTERS + 1, loc="upper left")
    ax.spines[["top", "left", "right"]].set_visible(False)
    return picture(
        ax,
        language,
        f"Histogram of the 288 weights of conv1. Untrained, all are between {before.min():.2f} and "
        f"{before.max():.2f}; trained, between {after.min():.2f} and {after.max():.2f}.",
        f"conv1의 가중치 288개의 히스토그램. 학습 전에는 모두 {before.min():.2f}에서 "
        f"{before.max():.2f} 사이, 학습 후에는 {after.min():.2f}에서 {after.max():.2f} 사이.",
    )


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
        empty(above)
        empty(below)
    return picture(
        axes[0, 1],
        language,
        "An ankle boot, and four trained filters with their weights, each above its map: one is "
        "bright at lower edges, one at left edges, one blurs the boot, one shows the background.",
        "앵클 부츠 한 장과, 숫자를 적은 학습된 필터 넷. 각 필터 아래에 특성 맵이 있다. 하나는 "
        "아래쪽 에지에서, 하나는 왼쪽 에지에서 밝고, 하나는 흐려진 부츠를, 하나는 배경을 보인다.",
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
        ax.set_title(name, fontsize=LETTERS + 1)
    return picture(
        axes,
        language,
        "Left: eight trained filters of 3x3 weights. Right: the weights of eight units of a dense "
        "network as 28x28 images: noisy, blurred outlines of garments.",
        "왼쪽은 3x3 가중치로 된 학습된 필터 여덟 개. 오른쪽은 완전 연결 신경망의 유닛 여덟 개의 "
        "가중치를 28x28 그림으로 본 것으로, 잡음이 섞인 흐릿한 옷의 윤곽이다.",
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
    "filters-untrained": filters_untrained,
    "filters-trained": filters_trained,
    "weights-spread": weights_spread,
    "filters-at-work": filters_at_work,
    "dense-units": dense_units,
}
