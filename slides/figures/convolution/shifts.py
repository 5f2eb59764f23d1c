"""Figures of deck 1 on what a shift of the image does to a feature map, and to a pooled one."""

import numpy as np
from matplotlib.patches import Rectangle

from fashion_cnn import convolution
from fashion_cnn.convolution import kernels
from fashion_cnn.drawing.cells import border, frame, image_at, numbers, table, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import (
    COLOUR_MAP,
    INPUT,
    KERNEL,
    LINE,
    MARKED,
    OUTPUT,
    PAPER,
    PIXEL,
    POINTED,
)
from slides.facts.convolution import FACTS, both_parts, clothes, letters
from slides.figures.boards import Steps, board
from slides.languages import words

# Columns between the N at first and at last; the side of its pixels and of a garment's.
FURTHEST = 3
CELL, SMALL_CELL = 0.47, 0.28
# Where what is to the right of the pooled garment begins.
RIGHT = 18.6


def equivariance(language):
    """The N and its feature map, moved to the right by 0 to FURTHEST columns."""
    return Steps(tuple(moved_letter(language, moved) for moved in range(FURTHEST + 1)))


def moved_letter(language, moved):
    """Draw the N moved by that many columns, a kernel, and the feature map."""
    image = np.pad(letters()["N"], ((1, 1), (1 + moved, 1 + FURTHEST - moved)))
    kernel = kernels.kernel("edges_4_neighbours")
    result = convolution.correlate2d(image, kernel)
    ax = board(20.6, 7.9)
    place(ax, image, 0.1, 1.1, CELL, INPUT, low=0, high=1)
    write(ax, 8.65, 4.4, "⋆", 34)
    table(ax, numbers(kernel), 9.2, 2.9, role=KERNEL)
    write(ax, 12.8, 4.4, "=", 28)
    place(ax, result, 13.4, 1.1 + CELL, CELL, OUTPUT, low=-4, high=4, colours=COLOUR_MAP)
    for left in (0.1 + 2 * CELL, 13.4 + CELL):
        mark_letter(ax, left, 1.1 + 2 * CELL, moved)
    return Picture(ax, words(language, "Equivariance", "등변성"), moved_said(language, moved))


def moved_said(language, moved):
    """The description of the step at which the letter has moved by that many columns."""
    if not moved:
        return words(
            language,
            "The letter N, a kernel of which the centre is −4 and its four neighbours are 1, and "
            "the feature map, in which each line of the letter is dark between bright edges.",
            "글자 N, 가운데가 −4이고 네 이웃이 1인 커널, 그리고 특성 맵. 맵에서 글자의 획은 "
            "어둡고 그 양옆은 밝습니다.",
        )
    columns = "one column" if moved == 1 else f"{moved} columns"
    return words(
        language,
        f"The letter has moved {columns} to the right, and its feature map, otherwise the same, "
        f"has moved {columns} as well. Frames mark where the letter is, dots where it was.",
        f"글자를 오른쪽으로 {moved}열 옮겼습니다. 특성 맵도 모양은 그대로인 채 {moved}열 "
        "옮겨졌습니다. 네모는 글자가 있는 자리, 점선은 있던 자리입니다.",
    )


def place(ax, image, left, top, cell, role, **look):
    """Draw an image or a map whose pixels have sides of `cell`, with the border of its role."""
    height, width = cell * np.array(image.shape)
    image_at(ax, image, left, top, width, height=height, **look)
    border(ax, left, top, width, height, role)


def mark_letter(ax, left, top, moved):
    """Frame the letter; with dots where it was, and an arrow with the columns it has moved."""
    frame(ax, left + moved * CELL, top, 8 * CELL, 8 * CELL, POINTED)
    if moved:
        look = {"fill": False, "edgecolor": "0.6", "linestyle": ":", "linewidth": 3}
        ax.add_patch(Rectangle((left, top), 8 * CELL, 8 * CELL, **look))
        arrow = {"arrowstyle": "->", "linewidth": 3, "mutation_scale": 22}
        ax.annotate("", (left + moved * CELL, 0.5), (left, 0.5), arrowprops=arrow)
        write(ax, left + moved * CELL + 0.3, 0.5, f"{moved}", 20)


def shift_invariance(language):
    """A garment and its pooled map, the same one pixel further left, then how much stays."""
    return Steps(tuple(pooled_garment(language, step) for step in range(3)))


def pooled_garment(language, step):
    """Draw the garment before (0) and after the shift, and the proportions that stay (2)."""
    parts = both_parts(clothes()[19])
    here, moved = (convolution.max_pool(part) for part in parts)
    image, pooled = (parts[1], moved) if step else (parts[0], here)
    changed = (here != moved) if step else np.zeros(here.shape, bool)
    ax = board(26.6, 9.1, 0.42)
    place(ax, image, 0.1, 0.6, SMALL_CELL, INPUT)
    write(ax, 8.75, 4.5, "→", 28)
    place(ax, pooled, 9.9, 0.6, 2 * SMALL_CELL, OUTPUT)
    for i, j in np.argwhere(changed):
        look = {"facecolor": MARKED, "edgecolor": LINE, "linewidth": 0.8}
        corner = 9.9 + j * 2 * SMALL_CELL, 0.6 + i * 2 * SMALL_CELL
        ax.add_patch(Rectangle(corner, 2 * SMALL_CELL, 2 * SMALL_CELL, **look))
    if step:
        table(ax, [[""]], RIGHT, 0.6, MARKED)
        label = words(language, "changed: {} of {}", "달라짐: {1}개 중 {0}개")
        write(ax, RIGHT + 1.4, 1.1, label.format(changed.sum(), changed.size), 17, ha="left")
    if step == 2:
        draw_shares(ax, language)
    title = words(language, "Unchanged by a shift", "옮겨도 그대로인 출력")
    return Picture(ax, title, garment_said(language, step, changed))


def garment_said(language, step, changed):
    """The description of that step."""
    if step == 0:
        return words(
            language,
            "A garment of 28x27 pixels, and its 2x2 max pooling.",
            "28x27 픽셀의 의류 이미지와 그 2x2 최대 풀링.",
        )
    if step == 1:
        return words(
            language,
            f"The garment one pixel further left. In yellow, {changed.sum()} of {changed.size} "
            "outputs that have changed: they are on the garment and its edges.",
            f"한 픽셀 왼쪽으로 옮긴 의류 이미지. 출력 {changed.size}개 가운데 달라진 "
            f"{changed.sum()}개(노란색)는 옷과 그 가장자리에 있습니다.",
        )
    said = ", ".join(f"{name} {share:.0%}" for name, share in shares(language).items())
    return words(
        language,
        "Two windows side by side that cover six pixels and share two; bars show the proportion "
        f"of outputs that stay the same: {said}.",
        f"여섯 픽셀을 덮으면서 두 픽셀이 겹치는 두 창. 막대는 그대로인 출력의 비율입니다: {said}.",
    )


def shares(language):
    """The proportion of unchanged outputs by kind of image."""
    return {
        words(language, "noise", "잡음"): FACTS["unchanged_noise"](),
        words(language, "photographs", "사진"): FACTS["unchanged_photographs"](),
        words(language, "garments", "의류"): FACTS["unchanged_garments"](),
    }


def draw_shares(ax, language):
    """Draw the six pixels of a window before and after the shift, and bars of what stays."""
    table(ax, [["", "", ""]] * 2, RIGHT, 2.6, [[PAPER, PIXEL, PAPER]] * 2, [["", "//", ""]] * 2)
    frame(ax, RIGHT, 2.6, 2, 2, POINTED)
    frame(ax, RIGHT + 0.75, 2.35, 2.5, 2.5, POINTED, "--")
    label = words(language, "2 of 6 shared", "6개 중 2개 공통")
    write(ax, RIGHT + 3.7, 3.6, label, 17, ha="left")
    for number, (name, share) in enumerate(shares(language).items()):
        left, middle = RIGHT + 3.9, 5.9 + 1.2 * number
        write(ax, RIGHT, middle, name, 17, ha="left")
        ax.add_patch(Rectangle((left, middle - 0.4), 4 * share, 0.8, facecolor="0.35"))
        write(ax, left + 4 * share + 0.2, middle, f"{share:.0%}", 17, ha="left")


FIGURES = {"equivariance": equivariance, "shift-invariance": shift_invariance}
