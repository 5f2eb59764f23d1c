"""Figures of deck 3: the feature maps of the trained main model, and what excites them."""

from functools import cache

import numpy as np

from fashion_cnn import inside
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import border, image_at, write
from fashion_cnn.drawing.style import COLOUR_MAP, GREY, INPUT, OUTPUT
from slides.facts.inside import SEARCHED
from slides.figures.boards import Steps, board
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
from slides.languages import words

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
    around(ax, INPUT)
    return picture(
        ax,
        language,
        f"Four rows of {PATCHES} patches of test images, similar within each row: lower ends of "
        "something bright, left edges that lean to the right, upper edges of something bright, and "
        "mostly background with something bright at the lower left.",
        f"테스트 이미지의 일부가 {PATCHES}개씩 네 줄 있고, 한 줄 안에서는 서로 닮았습니다. 차례로 "
        "밝은 것의 아래쪽 끝, 오른쪽으로 기울어진 왼쪽 에지, 밝은 것의 위쪽 에지, 왼쪽 아래에 밝은 "
        "것이 있는 넓은 배경이 보입니다.",
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


# Steps of gradient ascent that are shown, and the maps of conv2 that it makes patterns for.
STEPS, GROWN = (0, 1, 2, 4, 8, 32), (56, 11, 5, 62, 53, 4, 46, 21)


def ascent(language):
    """Eight patterns that grow from noise, each for another map."""
    return Steps(tuple(ascent_step(steps, language) for steps in STEPS))


def ascent_step(steps, language):
    """Draw the patterns after some steps, with the largest value of the map below each."""
    found = inside.excite(model(), "conv2", GROWN, steps=steps)
    side, pitch, down = 5, 6.6, 6
    ax = board(4 * pitch + 0.2, 2 * down + 1.2, 0.4)
    title = words(language, f"step {steps}", f"{steps}단계")
    write(ax, 2 * pitch, 0.5, title, LETTERS + 2, weight="bold")
    for place, (image, value) in enumerate(zip(found.images, found.after, strict=True)):
        row, column = divmod(place, 4)
        left, top = 0.8 + column * pitch, 1.1 + row * down
        image_at(ax, plots.stretch(image[..., 0]), left, top, side, high=1)
        write(ax, left + side / 2, top + side + 0.45, f"{value:.1f}", LETTERS + 1)
    values = ", ".join(f"{value:.1f}" for value in found.after)
    return picture(
        ax,
        language,
        f"Eight images after {steps} steps of gradient ascent from noise, which turns into "
        f"stripes and arcs, each of another slant. Largest values of their maps: {values}.",
        f"잡음에서 시작한 경사 상승법 {steps}단계 뒤의 이미지 여덟 장. 잡음은 저마다 방향이 다른 "
        f"줄무늬와 휜 무늬로 바뀝니다. 맵의 최댓값: {values}.",
    )


FIGURES = {
    "maps-first": maps_first,
    "maps-second": maps_second,
    "best-patches": best_patches,
    "gradient-ascent": ascent,
}
