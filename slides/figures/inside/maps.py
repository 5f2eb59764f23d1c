"""Figures of deck 3: the feature maps of the trained main model, and what excites them."""

from functools import cache

import numpy as np

from fashion_cnn import inside
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import border
from fashion_cnn.drawing.style import COLOUR_MAP, GREY, INPUT, OUTPUT
from slides.facts.inside import SEARCHED
from slides.figures.inside.parts import (
    BOOT,
    LETTERS,
    around,
    picture,
    places,
    show,
    tiles,
    wide_axes,
)
from slides.figures.main_model import model, test_images

# Maps of conv2 that respond to every garment.
FINDING = (5, 11, 4, 61)

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
        "밝습니다.",
    )


def maps_second(language):
    """Draw all maps of conv2, and the boot in the last cell."""
    ax = draw_maps(wide_axes(high=4.7), "conv2", 13)
    left, top, width, height = places(ax)[-1]
    left += places(ax)[1][0] - places(ax)[0][0]
    extent = (left, left + width, top + height, top)
    ax.imshow(test_images()[BOOT, ..., 0], cmap=GREY, vmin=0, extent=extent)
    border(ax, left, top, width, height, INPUT)
    return picture(
        ax,
        language,
        "The 64 maps of conv2 for the same boot, 14x14 each, and the boot in the last cell. The "
        "maps are coarse and mostly dark; two, crossed out, are 0 for all test images.",
        "같은 부츠의 conv2 특성 맵 64개, 14x14씩. 마지막 칸은 부츠. 맵은 거칠고 거의 모든 곳이 "
        "어둡습니다. 가위표를 한 둘은 모든 테스트 이미지에서 0입니다.",
    )


def draw_maps(ax, layer, columns):
    """Draw all maps of a layer for the boot on one scale, with dead ones crossed out."""
    maps = np.moveaxis(inside.feature_maps(model(), test_images()[BOOT], [layer])[layer][0], -1, 0)
    high = np.percentile(maps, 99.8)
    tiles(ax, maps, columns, colours=COLOUR_MAP, low=0, high=high)
    for channel in dead(layer):
        left, top, width, height = places(ax)[channel]
        x, y = (left, left + width), (top, top + height)
        ax.plot([*x, None, *x], [*y, None, *y[::-1]], color="white", linewidth=2)
    around(ax, OUTPUT)
    return ax


@cache
def dead(layer):
    """The maps of a layer that are 0 for all test images."""
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
        f"테스트 이미지의 일부가 {PATCHES}개씩 네 줄 있고, 한 줄 안에서는 서로 닮았습니다. 차례로 "
        "밝은 것의 아래쪽 끝, 오른쪽으로 기울어진 에지, 밝은 것의 위쪽 에지, 아래에 밝은 것이 조금 "
        "있는 넓은 배경.",
    )


@cache
def excited(layer, channel, count):
    """The `count` image patches (h, w) that excite a channel most.

    Patches cut off by the border of an image are left out.
    """
    images = test_images()[:SEARCHED]
    patches = inside.top_patches(model(), images, layer, channel, SEARCHED)
    side = max(len(patch.pixels) for patch in patches)
    whole = [patch.pixels[..., 0] for patch in patches if patch.pixels.shape[:2] == (side, side)]
    return whole[:count]


@cache
def patterns(layer, channels, steps=80):
    """The Patterns that gradient ascent makes from noise, one for each channel."""
    return inside.excite(model(), layer, channels, steps=steps)


STEPS, GROWN = (0, 1, 2, 5, 10, 20, 40, 80), 30
OTHERS = (11, 5, 62, 53, 4, 46, 21, 56)


def ascent(language):
    """Draw how a pattern grows from noise for one map, and the final patterns of eight others."""
    found = [patterns("conv2", (GROWN,), steps) for steps in STEPS]
    grown = [plots.stretch(one.images[0, ..., 0]) for one in found]
    others = patterns("conv2", OTHERS).images[..., 0]
    ax = tiles(wide_axes(), [*grown, *map(plots.stretch, others)], len(STEPS), low=0, high=1)
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


def small_to_large(language):
    """Draw what excites values of conv1, conv2 and the last layer most: 3x3, 8x8, 28x28 pixels."""
    axes = wide_axes(1, 3, high=4.1)
    for ax, layer, channels in zip(
        axes[:2], ("conv1", "conv2"), ((31, 27, 12, 9), FINDING), strict=True
    ):
        patches = [image for channel in channels for image in excited(layer, channel, 4)]
        tiles(ax, patches, 4, low=0, high=1)
    classes = patterns("predictions", tuple(range(9))).images[..., 0]
    tiles(axes[2], list(map(plots.stretch, classes)), 3, low=0, high=1)
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
    "maps-first": maps_first,
    "maps-second": maps_second,
    "best-patches": best_patches,
    "gradient-ascent": ascent,
    "small-to-large": small_to_large,
}
