"""Figures of deck 3: inside the kit's trained main model."""

from functools import cache

import numpy as np

from fashion_cnn.drawing.cells import number
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.workshop.training import fit
from slides.facts.inside import DENSE_IMAGES, SEARCHED
from slides.languages import words

LETTERS = 17
# Inches: the width of a slide, and the height that is left on it.
WIDE, HIGH = 12, 4.4
# Weights beyond this are drawn as full black or white; one is −1.3.
LARGEST = 0.35
# Test images: an ankle boot; a shirt with a collar; a coat classified as a pullover.
BOOT, SHIRT, COAT = 11, 8, 61
# Filters of conv1 that are easy to read, and maps of conv2 that respond to every garment.
READABLE, FINDING = (31, 27, 18, 25), (5, 11, 4, 61)


@cache
def model():
    """Return the main model that comes with the kit, trained on garments."""
    from fashion_cnn.pretrained import trained

    return trained.load("garments")[0]


@cache
def garments():
    """Return the kit's garments as a Dataset; the model has not seen its test images."""
    from fashion_cnn import data

    return data.load("garments")


@cache
def test_images():
    """Return the test images as the model takes them, (N, 28, 28, 1)."""
    from fashion_cnn import data

    return data.scale(garments().x_test)


def picture(ax, language, english, korean):
    """Return a Picture described in the language; its title is on the slide."""
    return Picture(ax, "", words(language, english, korean))


def wide_axes(rows=1, columns=1, high=HIGH):
    from fashion_cnn.drawing import plots

    return plots.new_axes(WIDE, high, rows, columns)


def tiles(ax, images, columns, **settings):
    """Draw images (n, H, W) in rows, as large as the axes allow."""
    from fashion_cnn.drawing import plots

    plots.image_grid(images, [], columns, ax, **settings)
    ax.set(aspect="equal", xticks=[], yticks=[])
    return ax


def bare(ax):
    """Hide everything in the axes except the image."""
    ax.set(xticks=[], yticks=[])
    ax.axis("off")


def show(ax, image):
    """Draw a test image with its brightest pixel white."""
    from fashion_cnn.drawing import plots

    ax.imshow(test_images()[image, ..., 0], cmap=plots.GREY, vmin=0)
    bare(ax)


def places(ax):
    """Return (left, top, width, height) of each image in axes."""
    extents = [image.get_extent() for image in ax.images]
    return [(left, top, right - left, bottom - top) for left, right, bottom, top in extents]


# ----------------------------------------------------------------------------------- filters


def filters_untrained(language):
    from fashion_cnn import inside

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
    from fashion_cnn import inside

    kernels = np.moveaxis(inside.filters(network, "conv1")[:, :, 0], -1, 0)
    ax = tiles(wide_axes(high=6), kernels, 8, low=-LARGEST, high=LARGEST)
    return picture(ax, language, english, korean)


def weights_spread(language):
    """Draw the histogram of conv1's weights before and after training."""
    from fashion_cnn import inside
    from fashion_cnn.drawing import plots

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
    from fashion_cnn import inside
    from fashion_cnn.drawing import plots

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
        above.imshow(kernel, cmap=plots.GREY, vmin=-LARGEST, vmax=LARGEST)
        for (row, column), weight in np.ndenumerate(kernel):
            ink = "black" if weight > -0.05 else "white"
            text = number(round(float(weight), 1) + 0.0)
            above.text(column, row, text, ha="center", va="center", color=ink, fontsize=LETTERS)
        below.imshow(maps[..., chosen], cmap=plots.COLOUR_MAP, vmin=0)
        bare(above)
        bare(below)
    return picture(
        axes[0, 1],
        language,
        "An ankle boot, and four trained filters with their weights, each above its map: one is "
        "bright at lower edges, one at left edges, one blurs the boot, one shows the background.",
        "앵클 부츠 한 장과, 숫자를 적은 학습된 필터 넷. 각 필터 아래에 특성 맵이 있다. 하나는 "
        "아래쪽 에지에서, 하나는 왼쪽 에지에서 밝고, 하나는 흐려진 부츠를, 하나는 배경을 보인다.",
    )


# Training of the dense network in `dense_units`: enough for shapes to appear, in seconds.
DENSE_EPOCHS, DENSE_UNITS = 8, 32


def dense_units(language):
    """Draw eight filters of conv1 beside the weights of eight units of a dense network."""
    from fashion_cnn import inside

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
    """Return the weights (784, units) of a dense network after a short training."""
    import keras

    from fashion_cnn import data
    from fashion_cnn.networks import zoo

    keras.utils.set_random_seed(1)
    network = zoo.build("dense", dense_units=DENSE_UNITS, dropout=0)
    network.compile(keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy")
    images = data.scale(garments().x_train[:DENSE_IMAGES])
    labels = garments().y_train[:DENSE_IMAGES]
    fit(network, images, labels, DENSE_EPOCHS, batch_size=32)
    return network.get_layer("dense").get_weights()[0]


# ------------------------------------------------------------------------------ feature maps


def maps_first(language):
    """Draw the boot and all its maps of conv1."""
    axes = wide_axes(1, 2, high=4.6)
    axes[0].get_gridspec().set_width_ratios([1, 3.2])
    show(axes[0], BOOT)
    draw_maps(axes[1], "conv1", 8)
    return picture(
        axes,
        language,
        "An ankle boot and its 32 maps of conv1, 28x28 each: outlines from one side or "
        "the other, the sole, the whole boot, the background.",
        "앵클 부츠와, 그 옆에 conv1의 28x28 특성 맵 32개. 한쪽 윤곽, 밑창, 부츠 전체, 배경 등이 "
        "밝다.",
    )


def maps_second(language):
    """Draw all maps of conv2, and the boot in the last cell."""
    from fashion_cnn.drawing import plots

    ax = draw_maps(wide_axes(high=4.7), "conv2", 13)
    left, top, width, height = places(ax)[-1]
    left += places(ax)[1][0] - places(ax)[0][0]
    extent = (left, left + width, top + height, top)
    ax.imshow(test_images()[BOOT, ..., 0], cmap=plots.GREY, vmin=0, extent=extent)
    return picture(
        ax,
        language,
        "The 64 maps of conv2 for the same boot, 14x14 each, and the boot in the last cell. The "
        "maps are coarse and mostly dark; two, crossed out, are 0 for all test images.",
        "같은 부츠의 conv2 특성 맵 64개, 14x14씩. 마지막 칸은 부츠. 맵은 거칠고 거의 모든 곳이 "
        "어둡다. 가위표를 한 둘은 모든 테스트 이미지에서 0이다.",
    )


def draw_maps(ax, layer, columns):
    """Draw all maps of a layer for the boot on one scale, with dead ones crossed out."""
    from fashion_cnn import inside
    from fashion_cnn.drawing import plots

    maps = np.moveaxis(inside.feature_maps(model(), test_images()[BOOT], [layer])[layer][0], -1, 0)
    high = np.percentile(maps, 99.8)
    tiles(ax, maps, columns, colours=plots.COLOUR_MAP, low=0, high=high)
    for channel in dead(layer):
        left, top, width, height = places(ax)[channel]
        x, y = (left, left + width), (top, top + height)
        ax.plot([*x, None, *x], [*y, None, *y[::-1]], color="white", linewidth=2)
    return ax


@cache
def dead(layer):
    """Return the maps of a layer that are 0 for all test images."""
    from fashion_cnn import inside

    return inside.dead_channels(model(), test_images(), layer)


PATCHES = 12


def best_patches(language):
    """Draw the parts of test images that excite four maps of conv2 most, one row per map."""
    patches = [image for channel in FINDING for image in excited("conv2", channel, PATCHES)]
    ax = tiles(wide_axes(), patches, PATCHES, low=0, high=1)
    return picture(
        ax,
        language,
        f"Four rows of {PATCHES} patches of test images, similar within each row: lower ends of "
        "something bright, edges that lean to the right, upper edges of something bright, and "
        "mostly background with something bright below.",
        f"테스트 이미지의 일부가 {PATCHES}개씩 네 줄 있다. 한 줄 안의 조각들은 서로 닮았다. 차례로 "
        "밝은 것의 아래쪽 끝, 오른쪽으로 기울어진 에지, 밝은 것의 위쪽 에지, 아래에 밝은 것이 조금 "
        "있는 넓은 배경.",
    )


@cache
def excited(layer, channel, count):
    """Return the `count` image patches (h, w) that excite a channel most.

    Patches cut off by the border of an image are left out.
    """
    from fashion_cnn import inside

    images = test_images()[:SEARCHED]
    patches = inside.top_patches(model(), images, layer, channel, SEARCHED)
    side = max(len(patch.pixels) for patch in patches)
    whole = [patch.pixels[..., 0] for patch in patches if patch.pixels.shape[:2] == (side, side)]
    return whole[:count]


@cache
def patterns(layer, channels, steps=80):
    """Return the Patterns that gradient ascent makes from noise, one for each channel."""
    from fashion_cnn import inside

    return inside.excite(model(), layer, channels, steps=steps)


STEPS, GROWN = (0, 1, 2, 5, 10, 20, 40, 80), 30
OTHERS = (11, 5, 62, 53, 4, 46, 21, 56)


def ascent(language):
    """Draw how a pattern grows from noise for one map, and the final patterns of eight others."""
    found = [patterns("conv2", (GROWN,), steps) for steps in STEPS]
    grown = [stretched(one.images[0, ..., 0]) for one in found]
    others = patterns("conv2", OTHERS).images[..., 0]
    ax = tiles(wide_axes(), [*grown, *map(stretched, others)], len(STEPS), low=0, high=1)
    look = {"ha": "center", "va": "bottom", "fontsize": LETTERS}
    for steps, (left, top, width, _) in zip(STEPS, places(ax), strict=False):
        ax.text(left + width / 2, top - 0.03, str(steps), **look)
    values = [one.after[0] for one in found]
    return picture(
        ax,
        language,
        f"Top: over {STEPS[-1]} steps, noise turns into stripes, and the largest value of map "
        f"{GROWN} rises from {values[0]:.1f} to {values[-1]:.1f}. Bottom: the patterns of eight "
        "other maps, stripes and arcs of other slants.",
        f"위: 잡음이 {STEPS[-1]}단계에 걸쳐 줄무늬로 바뀌고, {GROWN}번 맵의 최댓값이 "
        f"{values[0]:.1f}에서 {values[-1]:.1f}로 커진다. 아래: 다른 맵 여덟 개의 무늬. 방향이 "
        "다른 줄무늬와 휜 무늬들이다.",
    )


def stretched(image):
    """Return an image of any range, rescaled and clipped to 0 to 1."""
    return np.clip(0.5 + (image - image.mean()) / (5 * image.std()), 0, 1)


def small_to_large(language):
    """Draw what excites values of conv1, conv2 and the last layer most: 3x3, 8x8, 28x28 pixels."""
    axes = wide_axes(1, 3, high=4.1)
    for ax, layer, channels in zip(
        axes[:2], ("conv1", "conv2"), ((31, 27, 12, 9), FINDING), strict=True
    ):
        patches = [image for channel in channels for image in excited(layer, channel, 4)]
        tiles(ax, patches, 4, low=0, high=1)
    classes = patterns("predictions", tuple(range(9))).images[..., 0]
    tiles(axes[2], list(map(stretched, classes)), 3, low=0, high=1)
    for ax, name in zip(
        axes, ("conv1: 3 × 3", "conv2: 8 × 8", "predictions: 28 × 28"), strict=True
    ):
        ax.set_title(name, fontsize=LETTERS + 1)
    return picture(
        axes,
        language,
        "What excites the main model most: 3x3 edges for filters of conv1, 8x8 slanted lines and "
        "corners for maps of conv2, and 28x28 patterns with traces of garments for classes.",
        "키트의 main 모델을 가장 강하게 자극하는 것: conv1의 필터에는 3x3 픽셀의 에지, conv2의 "
        "맵에는 8x8 픽셀의 사선과 모서리, 클래스에는 옷의 흔적이 보이는 28x28 무늬.",
    )


FIGURES = {
    "filters-untrained": filters_untrained,
    "filters-trained": filters_trained,
    "weights-spread": weights_spread,
    "filters-at-work": filters_at_work,
    "dense-units": dense_units,
    "maps-first": maps_first,
    "maps-second": maps_second,
    "best-patches": best_patches,
    "gradient-ascent": ascent,
    "small-to-large": small_to_large,
}
