"""Figures of deck 3: what a value sees, and what a shift does."""

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from fashion_cnn import convolution
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import border, canvas, numbers, shades, size_of, table, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, LINE, OUTPUT, PAPER, POINTED
from fashion_cnn.drawing.words import Words
from fashion_cnn.networks import counting, zoo
from slides.facts.measured import value
from slides.figures.boards import SPLIT_LETTERS, WIDE, Steps, board
from slides.figures.inside.parts import LETTERS
from slides.languages import words

CONE = {"color": POINTED, "linestyle": ":", "linewidth": 2.5}

# ------------------------------------------------------------------------- receptive fields

# The layers that are stacked, the cells of a map, and how a map that lies flat is drawn: the
# distance from one map to the next above it, and how far its depth goes up and to the right.
DEPTH, CELLS = 3, 9
PITCH, UP, RIGHT = 4.6, 0.32, 0.42


def field_steps(language):
    """The image and the maps of three convolutions above it, and what a value of each sees."""
    return Steps(tuple(field_step(depth, language) for depth in range(1, DEPTH + 1)))


def field_step(depth, language):
    """Draw what a value after convolution `depth` of three sees, down to the image."""
    say = Words(language)
    ax = board(20.6, PITCH * DEPTH + UP * CELLS + 0.5, 0.34)
    names = [say("layers.input"), *[say("layers.Conv", size="3×3")] * DEPTH]
    for level, name in enumerate(names):
        reach = depth - level  # of the field, in cells, from its centre
        if 1 <= level <= depth:
            join(ax, level, reach)
        draw_map(ax, level, reach)
        ink = "black" if reach >= 0 else "0.45"
        front = map_point(level, CELLS, CELLS)[1]
        look = {"va": "bottom", "ha": "left", "color": ink}
        write(ax, 0.1, front, name, SPLIT_LETTERS + 1, **look)
        if reach >= 0:
            side = size_of((2 * reach + 1,) * 2)
            look = {"weight": "bold", "ha": "right", "va": "bottom"}
            write(ax, 20.5, front, side, SPLIT_LETTERS + 3, **look)
    fields = ", ".join(size_of((2 * n + 1,) * 2) for n in range(depth + 1))
    return Picture(
        ax,
        "",
        words(
            language,
            f"An image and, above it, the maps of three 3x3 convolutions. What one value after "
            f"convolution {depth} sees is marked in each layer, down to the image: {fields}.",
            f"이미지 한 장과 그 위에 쌓인 3x3 합성곱 세 개의 특성 맵. {depth}번째 합성곱의 값 "
            f"하나가 보는 부분을 이미지까지 내려가며 표시했습니다: {fields}.",
        ),
    )


def map_point(level, row, column):
    """Where a corner of a cell is on the board: the image is level 0, at the bottom."""
    back = CELLS - row
    return 4 + column + RIGHT * back, PITCH * (DEPTH - level) + 0.2 + UP * row


def quadrilateral(level, row, column, side):
    """The four corners of a square of cells."""
    steps = (0, 0), (0, side), (side, side), (side, 0)
    return [map_point(level, row + down, column + across) for down, across in steps]


def draw_map(ax, level, reach):
    """Draw a map that lies flat, with the cells up to `reach` from its middle marked."""
    role, middle = (OUTPUT if level else INPUT), CELLS // 2
    for row, column in np.ndindex(CELLS, CELLS):
        inside = max(abs(row - middle), abs(column - middle)) <= reach
        look = {
            "facecolor": role.fill if inside else PAPER,
            "edgecolor": LINE if reach >= 0 else "0.7",
        }
        ax.add_patch(Polygon(quadrilateral(level, row, column, 1), **look))
    if reach >= 0:
        edge = {"fill": False, "edgecolor": role.line, "linestyle": role.style, "linewidth": 4}
        seen = quadrilateral(level, middle - reach, middle - reach, 2 * reach + 1)
        ax.add_patch(Polygon(seen, **edge))


def join(ax, level, reach):
    """Join the corners of the field in a map to those of the field in the map below it."""
    middle = CELLS // 2
    above, below = (
        quadrilateral(level - down, middle - r, middle - r, 2 * r + 1)
        for down, r in ((0, reach), (1, reach + 1))
    )
    for one, other in zip(above, below, strict=True):
        ax.plot(*zip(one, other, strict=True), **CONE)


# The pixels of a row, and the one that the value in question is above.
PIXELS, PLACE = 28, 13


def field_main(language):
    """The four layers of the main model from the side: what a value of each sees."""
    return Steps(tuple(field_with_pools(depth, language) for depth in range(1, 5)))


def field_with_pools(depth, language):
    """Draw the first `depth` layers of the main model from the side, and what one value sees."""
    rows = counting.report(zoo.describe("main"))[:4]
    say = Words(language)
    kinds = [say("layers.Conv", size="3×3"), say("layers.max_pool", size="2×2")] * 2
    pitch, thick, left = 2.6, 1.5, 6.2
    ax = canvas(None, PIXELS + 12.4, 4 * pitch + thick + 0.4)
    seen = rows[depth - 1].fields[0]
    chosen = PLACE // seen.stride
    first, last = seen.span(first=chosen)
    levels = [(say("layers.input"), 1, 0.0, 1)]
    levels += [
        (kind, row.fields[0].stride, row.fields[0].centre, row.fields[0].size)
        for kind, row in zip(kinds, rows, strict=True)
    ]
    for level, (name, stride, centre, field) in enumerate(levels):
        top = 0.2 + (4 - level) * pitch
        shown, role = level <= depth, OUTPUT if level else INPUT
        for number in range(PIXELS // stride):
            middle = centre + number * stride
            reach = (field - 1) / 2
            inside = shown and first <= middle - reach and middle + reach <= last
            corner = left + middle + 0.5 - stride / 2, top
            look = {
                "facecolor": role.fill if inside else PAPER,
                "edgecolor": LINE if shown else "0.7",
            }
            ax.add_patch(Rectangle(corner, stride, thick, **look))
        ink = "black" if shown else "0.45"
        write(ax, left - 0.4, top + thick / 2, name, LETTERS, ha="right", color=ink)
        if level and shown:
            bold = "bold" if level == depth else "normal"
            text = f"{field} / {stride}"
            write(ax, PIXELS + 9.2, top + thick / 2, text, LETTERS + 1, weight=bold)
    value_left = left + seen.centre + chosen * seen.stride + 0.5 - seen.stride / 2
    top, bottom = 0.2 + (4 - depth) * pitch, 0.2 + 4 * pitch
    for x, to in ((value_left, first), (value_left + seen.stride, last + 1)):
        ax.plot((x, left + to), (top + thick, bottom), **CONE, zorder=4)
    border(ax, value_left, top, seen.stride, thick, OUTPUT)
    border(ax, left + first, bottom, seen.size, thick, INPUT)
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
            f"{seen.size}픽셀을 보고, 옆의 값은 {seen.stride}픽셀 떨어져 시작합니다. "
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
        colours = shades(counts, -3, stacked.max())
        table(ax, numbers(counts), left, 1.7, colours, role=INPUT)
        write(ax, left + 3.5, 0.8, name, LETTERS + 4, weight="bold")
    return Picture(
        ax,
        "",
        words(
            language,
            f"Two squares of 7x7 pixels. Through three 3x3 layers, 1 path leads from a corner "
            f"to the value, {stacked.max()} from the centre; through one 7x7, 1 from each pixel.",
            f"7x7 픽셀 정사각형 두 개. 3x3 층 셋을 지나면 모서리 픽셀은 1가지 길로, 가운데 픽셀은 "
            f"{stacked.max()}가지 길로 값에 이릅니다. 7x7 층 하나에서는 모두 1가지 길입니다.",
        ),
    )


# ---------------------------------------------------------------------------- shifted images

LOOKS = {"dense": ("0.55", "s-"), "main": ("0.3", "^--"), "resnet": ("black", "o:")}


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
        look = {"color": colour, "linewidth": 3.5, "markersize": 11, "label": names[name]}
        ax.plot(range(5), shares, line, **look)
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
    "field-steps": field_steps,
    "field-main": field_main,
    "ways-to-a-value": ways,
    "shifted-accuracy": shifted_accuracy,
}
