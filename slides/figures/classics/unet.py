"""U-Net, drawn as in its paper: maps as bars, which go down on the left and up on the right."""

import math

from matplotlib.patches import Rectangle

from fashion_cnn.drawing.architecture.slabs import arrow
from fashion_cnn.drawing.cells import write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, LINE, OUTPUT, PAPER
from slides.figures.boards import board
from slides.figures.classics.parts import CROSSING, MIDDLE, SHORTCUT, SMALL, shape_text, shapes_of
from slides.languages import words

ACROSS = 12.4  # inches
# Inches: the tops of the levels' bars, and how far each level is from the sides.
TOPS = 0.5, 2.0, 3.1, 3.95, 4.65
INDENT, STEP = 2.35, 0.62
GAP = 0.28  # inches from concatenated maps to what is made of them


def unet(language):
    """Draw the two paths of U-Net and its skip connections."""
    down = shapes_of("unet", *(f"down{level}_conv2" for level in range(1, 6)))
    up = shapes_of("unet", *(f"up{level}_conv2" for level in range(1, 5)))
    crops = shapes_of("unet", *(f"up{level}_crop" for level in range(1, 5)))
    result = shapes_of("unet", "classes")[0]
    ax = board(ACROSS, 5.4, unit=1)
    for level in range(4):
        left, right = INDENT + STEP * level, ACROSS - INDENT - STEP * level
        top, middle = TOPS[level], TOPS[level] + tall(down[level]) / 2
        bar(ax, down[level], left, top)
        bar(ax, up[level], right - wide(up[level]), middle - tall(up[level]) / 2)
        joined = right - wide(up[level]) - GAP - wide(crops[level])
        concatenated(ax, crops[level], joined, middle)
        start = left + wide(down[level]) + 0.06
        arrow(ax, [(start, middle), (joined - wide(crops[level]) - 0.05, middle)], **SHORTCUT)
        crop = (start + joined - wide(crops[level])) / 2
        write(ax, crop, middle - 0.1, shape_text(crops[level]), MIDDLE, va="bottom")
        arrow(ax, [(joined + wide(crops[level]) + 0.03, middle), (right - wide(up[level]), middle)])
        if level:
            write(ax, left - 0.12, middle, shape_text(down[level]), MIDDLE, ha="right")
            write(ax, right + 0.12, middle, shape_text(up[level]), MIDDLE, ha="left")
        low, under = TOPS[level + 1], 0.04
        ends_at = top + tall(down[level]) + under, middle + tall(crops[level]) / 2 + under
        if level < 3:
            path = [(left + 0.2, ends_at[0]), (left + STEP + 0.1, low - under)]
            back = [(right - STEP - wide(up[level + 1]) / 2, low + 0.02)]
        else:
            path = [
                (left + 0.2, ends_at[0]),
                (left + 0.2, low + 0.2),
                (ACROSS / 2 - 0.34, low + 0.2),
            ]
            back = [(ACROSS / 2 + 0.34, low + 0.2), (joined + wide(crops[level]) / 2, low + 0.2)]
        arrow(ax, path, linewidth=2.2)
        arrow(ax, [*back, (joined + wide(crops[level]) / 2, ends_at[1])], **CROSSING)
    bottom = ACROSS / 2 - wide(down[4]) / 2
    bar(ax, down[4], bottom, TOPS[4])
    write(ax, ACROSS / 2, TOPS[4] + tall(down[4]) + 0.2, shape_text(down[4]), MIDDLE)
    ends(ax, down[0], up[0], result)
    labels(ax, language)
    sizes = ", ".join(shape_text(shape) for shape in (*down, *reversed(up)))
    return Picture(
        ax,
        "U-Net",
        words(
            language,
            f"U-Net as a U, with maps of {sizes}. Four thick arrows across are skip connections, "
            "solid arrows down are pools, dashed arrows up are transposed convolutions.",
            f"U자 모양의 U-Net: 맵의 크기 {sizes}. 가로로 가는 굵은 화살표 네 개가 스킵 연결, "
            "아래로 가는 실선이 풀링, 위로 가는 점선이 전치 합성곱입니다.",
        ),
    )


def tall(shape):
    """The height of a bar: large maps are high."""
    return 0.056 * math.sqrt(shape[0])


def wide(shape):
    """The width of a bar: many channels are wide."""
    return 0.06 + 0.05 * math.log2(shape[-1])


def bar(ax, shape, left, top, role=OUTPUT, colour=None):
    look = {"facecolor": colour or role.fill, "edgecolor": LINE, "linewidth": 1.4}
    ax.add_patch(Rectangle((left, top), wide(shape), tall(shape), **look))


def concatenated(ax, shape, middle, height):
    """Draw maps of a skip connection, in white, on the left of `middle`, and those from below."""
    top = height - tall(shape) / 2
    bar(ax, shape, middle - wide(shape), top, colour=PAPER)
    bar(ax, shape, middle, top, colour=OUTPUT.top)


def ends(ax, first, last, result):
    """Draw the image on the left of the first maps, and the classes on the right of the last."""
    image = (572, 572, 1)
    middle = TOPS[0] + tall(first) / 2
    place = 1.2
    bar(ax, image, place, middle - tall(image) / 2, INPUT)
    arrow(ax, [(place + wide(image), middle), (INDENT, middle)])
    write(ax, place, TOPS[0] - 0.22, shape_text(image), MIDDLE, weight="bold")
    write(ax, INDENT + 0.45, TOPS[0] - 0.22, shape_text(first), MIDDLE, ha="left")
    place = ACROSS - 1.3
    bar(ax, result, place, middle - tall(result) / 2)
    arrow(ax, [(ACROSS - INDENT, middle), (place, middle)])
    write(ax, ACROSS - INDENT - 0.5, TOPS[0] - 0.22, shape_text(last), MIDDLE, ha="right")
    write(ax, place + 0.1, TOPS[0] - 0.22, shape_text(result), MIDDLE, weight="bold")


def labels(ax, language):
    """Name the arrows once, at the top level."""
    pool, transposed = words(
        language, ("pool 2x2", "transposed 2x2"), ("풀링 2x2", "전치 합성곱 2x2")
    )
    low = TOPS[1] - 0.07
    write(ax, INDENT - 0.1, low, pool, SMALL, ha="right")
    write(ax, ACROSS - INDENT - 0.55, low, transposed, SMALL, ha="left")


FIGURES = {"unet-paths": unet}
