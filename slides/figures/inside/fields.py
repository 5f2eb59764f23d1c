"""Figures of deck 3: what a value sees, and what a shift does."""

from functools import partial

import numpy as np
from matplotlib.patches import Rectangle

from fashion_cnn import convolution
from fashion_cnn.convolution import photographs
from fashion_cnn.drawing import convolving, plots
from fashion_cnn.drawing.cells import (
    canvas,
    frame,
    image_at,
    numbers,
    shades,
    size_of,
    table,
    write,
)
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import BLUE, LINE, VERMILION
from fashion_cnn.drawing.words import Words
from fashion_cnn.networks import counting, zoo
from slides.facts.measured import value
from slides.figures.boards import WIDE
from slides.figures.inside.parts import LETTERS
from slides.languages import words

FAINT = "#EFEFEF"

# ------------------------------------------------------------------------------ near to far

# Centre (row, column) of the parts that are drawn, and their sides, in pixels.
RIBS, SIDES = (92, 225), (9, 40, 130, 384)


def near_to_far(language):
    """Draw larger and larger parts of a photograph, each with a frame around the part before."""
    photograph = photographs.photograph("temple")
    ax = canvas(None, 4 * 10 + 3 * 0.8, 11.4)
    before = None
    for number, side in enumerate(SIDES):
        left = number * 10.8
        top_row, left_column = corner(side, photograph.shape)
        part = photograph[top_row : top_row + side, left_column : left_column + side]
        height = 10 * part.shape[0] / side
        image_at(ax, part, left, 0, 10, height=height)
        write(ax, left + 5, 10.8, size_of(part), LETTERS)
        if before:
            scale = 10 / side
            inner_row, inner_column = corner(before, photograph.shape)
            at = left + scale * (inner_column - left_column), scale * (inner_row - top_row)
            frame(ax, *at, scale * before, scale * before, VERMILION)
        before = side
    return Picture(
        ax,
        "",
        words(
            language,
            f"Four squares of a photograph of a temple, {', '.join(map(str, SIDES))} pixels a "
            "side, each framed in the next: a slanting edge, a row of ribs, a corner of a roof "
            "with carved eaves, the whole temple.",
            f"사원을 찍은 사진 한 장에서 잘라 낸 정사각형 네 개. 한 변이 "
            f"{', '.join(map(str, SIDES))}픽셀이고, 앞의 것이 다음 것 안에 테두리로 표시되어 있다. "
            "차례로 기울어진 에지, 기왓골의 반복 무늬, 처마와 지붕 모서리, 사원 전체.",
        ),
    )


def corner(side, shape):
    """The first row and column of a square around RIBS, kept inside the photograph."""
    return tuple(
        max(0, min(middle - side // 2, size - side))
        for middle, size in zip(RIBS, shape, strict=True)
    )


# ------------------------------------------------------------------------- receptive fields


def field_step(depth, language):
    """Draw what a value after convolution `depth` of three sees, back to the image."""
    say = Words(language)
    layers = [("conv", 3, 1)] * 3
    sizes, _ = convolving.fields_backwards(layers)
    size, gap = sizes[0], 2.6
    ax = canvas(None, 4 * size + 3 * gap + 0.2, size + 3.4)
    middle, before = size // 2, None
    names = [say("layers.input"), *[say("layers.Conv", size="3×3")] * len(layers)]
    for number, name in enumerate(names):
        left, seen = 0.1 + number * (size + gap), depth - number
        inside = np.zeros((size, size), bool)
        if seen >= 0:
            part = slice(middle - seen, middle + seen + 1)
            inside[part, part] = True
        table(ax, np.full(inside.shape, ""), left, 1.6, np.where(inside, BLUE, FAINT))
        write(ax, left + size / 2, 0.8, name, LETTERS, color="black" if seen >= 0 else "0.6")
        if seen < 0:
            continue
        side = 2 * seen + 1
        corners = left + middle - seen, 1.6 + middle - seen
        frame(ax, *corners, side, side, VERMILION)
        write(ax, left + size / 2, size + 2.6, size_of((side, side)), LETTERS + 3, weight="bold")
        if before:
            connect(ax, before, (*corners, side))
        before = (*corners, side)
    fields = ", ".join(size_of((2 * n + 1,) * 2) for n in range(depth + 1))
    return Picture(
        ax,
        "",
        words(
            language,
            f"An image and the maps of three 3x3 convolutions. What one value after convolution "
            f"{depth} sees is marked in each layer, back to the image: {fields}.",
            f"이미지 한 장과 3x3 합성곱 세 개의 특성 맵. {depth}번째 합성곱의 값 하나가 보는 "
            f"부분을 이미지까지 거슬러 표시했다: {fields}.",
        ),
    )


def connect(ax, one, other):
    """Join the corners of two squares (left, top, side) by dashed lines."""
    for down in (0, 1):
        x = one[0] + one[2], other[0]
        ax.plot(
            x, (one[1] + down * one[2], other[1] + down * other[2]), "--", color=VERMILION, lw=2
        )


PIXELS, VALUE = 28, 3


def field_with_pools(depth, language):
    """Draw the first `depth` layers of the main model from the side, and what one value sees."""
    network = zoo.describe("main")
    rows = counting.report(network)[:4]
    say = Words(language)
    kinds = [say("layers.Conv", size="3×3"), say("layers.max_pool", size="2×2")] * 2
    ax = canvas(None, PIXELS + 12.4, 5 * 2.1 + 0.2)
    seen = rows[depth - 1].fields[0]
    first, last = seen.span(first=VALUE)
    levels = [(say("layers.input"), 1, 0.0, 1)]
    levels += [
        (kind, row.fields[0].stride, row.fields[0].centre, row.fields[0].size)
        for kind, row in zip(kinds, rows, strict=True)
    ]
    for level, (name, stride, centre, field) in enumerate(levels):
        top = 0.1 + (4 - level) * 2.1
        shown = level <= depth
        for number in range(PIXELS // stride):
            middle = centre + number * stride
            reach = (field - 1) / 2
            inside = shown and first <= middle - reach and middle + reach <= last
            corner = 6.2 + middle + 0.5 - stride / 2, top
            look = {"facecolor": BLUE if inside else FAINT, "edgecolor": LINE}
            ax.add_patch(Rectangle(corner, stride, 1.3, **look))
        ink = "black" if shown else "0.6"
        write(ax, 5.8, top + 0.65, name, LETTERS, ha="right", color=ink)
        if level and shown:
            text = f"{field} / {stride}"
            bold = "bold" if level == depth else "normal"
            write(ax, PIXELS + 9.2, top + 0.65, text, LETTERS + 1, weight=bold)
    for x, to in ((first, seen.stride), (last + 1, -seen.stride)):
        middle = seen.centre + VALUE * seen.stride + 0.5
        top = 0.1 + (4 - depth) * 2.1 + 1.3
        look = {"color": VERMILION, "linestyle": "--", "linewidth": 2.5, "zorder": 4}
        ax.plot((6.2 + middle - to / 2, 6.2 + x), (top, 0.1 + 4 * 2.1), **look)
    frame(ax, 6.2 + first, 0.1 + 4 * 2.1, seen.size, 1.3, VERMILION)
    said = ", ".join(f"{field}" for _, _, _, field in levels[1 : depth + 1])
    return Picture(
        ax,
        "",
        words(
            language,
            f"The layers of the main model from the side, over {PIXELS} pixels. One value after "
            f"layer {depth} sees {seen.size} pixels; its neighbour's field starts {seen.stride} "
            f"further on. Receptive fields layer by layer: {said}.",
            f"main 모델의 층들을 {PIXELS}픽셀 위에 옆에서 본 그림. {depth}번째 층의 값 하나는 "
            f"{seen.size}픽셀을 보고, 옆의 값은 {seen.stride}픽셀 떨어져 시작한다. "
            f"층마다의 수용 영역: {said}.",
        ),
    )


def ways(language):
    """Draw the number of paths from each pixel to a value: three 3x3 layers, one 7x7 layer."""
    once = np.ones((3, 3), int)
    stacked = once
    for _ in range(2):
        stacked = convolution.correlate2d(stacked, once, "full").astype(int)
    ax = canvas(None, 24, 9)
    for left, counts, name in ((2.6, stacked, "3 × (3×3)"), (14.4, stacked * 0 + 1, "1 × (7×7)")):
        table(ax, numbers(counts), left, 1.7, shades(counts, -3, stacked.max()))
        write(ax, left + 3.5, 0.8, name, LETTERS + 4, weight="bold")
    frame(ax, 2.6, 1.7, 7, 7, VERMILION)
    frame(ax, 14.4, 1.7, 7, 7, VERMILION)
    return Picture(
        ax,
        "",
        words(
            language,
            f"Two squares of 7x7 pixels. Through three 3x3 layers, 1 path leads from a corner "
            f"to the value, {stacked.max()} from the centre; through one 7x7, 1 from each pixel.",
            f"7x7 픽셀 정사각형 두 개. 3x3 층 셋을 지나면 모서리 픽셀은 1가지 길로, 가운데 픽셀은 "
            f"{stacked.max()}가지 길로 값에 이른다. 7x7 층 하나에서는 모두 1가지 길이다.",
        ),
    )


# ---------------------------------------------------------------------------- shifted images

LOOKS = {"dense": (BLUE, "s-"), "main": (VERMILION, "^--"), "resnet": ("0.25", "o:")}


def shifted_accuracy(language):
    """Draw the measured accuracy of three networks against the shift of the images."""
    ax = plots.new_axes(WIDE, 4.4)
    names = {
        "dense": words(language, "dense", "dense: 완전 연결"),
        "main": words(language, "main: ends in Flatten", "main: Flatten으로 끝남"),
        "resnet": words(
            language, "resnet: ends in the mean of each map", "resnet: 맵의 평균으로 끝남"
        ),
    }
    said = []
    for name, (colour, line) in LOOKS.items():
        shares = [value(f"shifted_{name}_{by}") for by in range(5)]
        ax.plot(
            range(5), shares, line, color=colour, linewidth=3.5, markersize=11, label=names[name]
        )
        said.append(f"{name} {', '.join(f'{share:.1%}' for share in shares)}")
    ax.set(xticks=range(5), ylim=(0.4, 1), xlim=(-0.15, 4.15))
    ax.set_yticks([0.4, 0.6, 0.8, 1], ["40%", "60%", "80%", "100%"])
    ax.set_xlabel(words(language, "shift in pixels", "이동한 픽셀 수"), fontsize=LETTERS)
    ax.tick_params(labelsize=LETTERS)
    ax.grid(alpha=0.4)
    ax.legend(fontsize=LETTERS + 1, loc="lower left")
    return Picture(
        ax,
        "",
        words(
            language,
            f"Accuracy on test garments shifted by 0 to 4 pixels. {'; '.join(said)}.",
            f"테스트용 의류 이미지를 0~4픽셀 이동했을 때의 정확도. {'; '.join(said)}.",
        ),
    )


FIGURES = {
    "near-to-far": near_to_far,
    **{f"field-step-{depth}": partial(field_step, depth) for depth in (1, 2, 3)},
    "field-first-pool": partial(field_with_pools, 2),
    "field-main": partial(field_with_pools, 4),
    "ways-to-a-value": ways,
    "shifted-accuracy": shifted_accuracy,
}
