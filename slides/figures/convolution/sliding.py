"""Figures of deck 1, part 2: kernels on a photograph, and how a kernel slides and flips."""

from functools import partial

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.convolution import kernels, photographs
from fashion_cnn.drawing.cells import (
    border,
    cell_points,
    frame,
    image_at,
    lay_over,
    number,
    numbers,
    products,
    shades,
    table,
    write,
)
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, KERNEL, MARKED, OUTPUT, PAPER, POINTED
from fashion_cnn.drawing.words import Words
from slides.figures.boards import Steps, board
from slides.languages import words

MONO = {"family": "monospace"}
# The names of the weights of a 3x3 kernel.
WEIGHTS = np.array([f"w{number}" for number in "₁₂₃₄₅₆₇₈₉"], object).reshape(3, 3)
# Parts of the temple: one small enough to show a blur of 3x3 pixels, and the whole roof.
DETAIL, ROOF = np.s_[95:195, 110:210], np.s_[20:150, 170:300]


def kernel_row(language, names, part, signed):
    """Draw part of a photograph filtered by each kernel, with the kernel below it.

    If `signed`, the photograph itself comes first, since no result looks like it.
    """
    photograph = photographs.photograph()[part]
    ax = board(22.4, 8.2)
    say = Words(language)
    if signed:
        image_at(ax, photograph, 0.1, 0.1, 4.7)
        border(ax, 0.1, 0.1, 4.7, 4.7, INPUT)
    for column, name in enumerate(names, start=int(signed)):
        kernel = kernels.kernel(name)
        result = convolution.correlate2d(photograph, kernel)
        high = np.percentile(abs(result), 96) if signed else 255
        left = 0.1 + (5.83 if signed else 7.75) * column
        image_at(ax, result, left, 0.1, 4.7, -high if signed else 0, high)
        border(ax, left, 0.1, 4.7, 4.7, OUTPUT)
        table(ax, numbers(kernel), left + 0.85, 5.1, shades(kernel, -2, 2), role=KERNEL)
        if not signed:
            write(ax, left + 4.15, 6.6, say(f"kernels.{name}"), 17, ha="left")
    titles = ", ".join(say(f"kernels.{name}") for name in names)
    return Picture(
        ax,
        titles,
        words(
            language,
            f"{'Part of a photograph, then' if signed else 'Part of a photograph'} filtered by "
            f"three kernels, each shown below its result: {titles}.",
            f"사진의 일부{'와, 거기' if signed else ''}에 세 커널을 적용한 결과와 그 아래의 커널: "
            f"{titles}.",
        ),
    )


def sliding(language):
    """The 3x3 kernel at all nine positions of the 5x5 image, one after the other."""
    return Steps(
        tuple(sliding_step(language, row, column) for row in range(3) for column in range(3))
    )


def sliding_step(language, row, column):
    """Draw the kernel at one position, the outputs so far, and the sum."""
    image, kernel = kernels.BINARY_IMAGE, kernels.BINARY_KERNEL
    output = convolution.correlate2d(image, kernel)
    known = np.arange(output.size).reshape(output.shape) <= row * 3 + column
    ax = board(15.6, 6.4)
    table(ax, numbers(image), 0.1, 0.1, shades(image), height=0.4, role=INPUT)
    lay_over(ax, kernel, 0.1 + column, 0.1 + row, 0.31 * cell_points(ax))
    write(ax, 6, 2.6, "⋆", 34)
    table(ax, numbers(kernel), 6.9, 1.1, role=KERNEL)
    write(ax, 11, 2.6, "=", 28)
    colours = np.where(known, shades(output, 0, 5), PAPER)
    table(ax, np.where(known, numbers(output), ""), 12.2, 1.1, colours, role=OUTPUT)
    frame(ax, 12.2 + column, 1.1 + row, 1, 1, OUTPUT.line)
    terms = products(image[row : row + 3, column : column + 3], kernel)
    result = number(output[row, column])
    sum_ = f"{' + '.join(terms.flat)} = {result}"
    write(ax, 7.8, 6, sum_, 15, **MONO)
    done = " / ".join(
        " ".join(map(str, line[seen]))
        for line, seen in zip(output, known, strict=True)
        if seen.any()
    )
    return Picture(
        ax,
        f"Y[{row}, {column}] = {result}",
        words(
            language,
            f"A 3x3 kernel on a black and white image of 5x5 pixels, its top left corner in row "
            f"{row} and column {column}, counted from 0. {sum_}. The output so far: {done}.",
            f"5x5 흑백 이미지 위에 놓인 3x3 커널. 왼쪽 위 모서리의 위치(0부터): 행 {row}, 열 "
            f"{column}. {sum_}. 지금까지의 출력: {done}.",
        ),
    )


def twelve_positions(language):
    rows, columns = convolution.output_shape((5, 6), (3, 3))
    order = np.arange(1, rows * columns + 1).reshape(rows, columns)
    ax = board(17.2, 5.2)
    positions = np.pad(numbers(order), 1, constant_values="")
    table(ax, positions, 0.1, 0.1, role=INPUT)
    write(ax, 7.1, 2.6, "⋆", 34)
    table(ax, WEIGHTS, 8.1, 1.1, role=KERNEL)
    write(ax, 12.1, 2.6, "=", 28)
    table(ax, numbers(order), 13.1, 1.1, role=OUTPUT)
    for left, top, side, colour in (0.1, 0.1, 3, KERNEL.line), (13.1, 1.1, 1, POINTED):
        frame(ax, left, top, side, side, colour)
        frame(ax, left + columns - 1, top + rows - 1, side, side, colour, "--")
    return Picture(
        ax,
        words(language, "Twelve positions", "열두 위치"),
        words(
            language,
            "An image of 5x6 pixels with a number at the centre of each of the 12 windows of a 3x3 "
            "kernel, the kernel's nine weights, and the 3x4 outputs with the same numbers. The "
            "first and last windows and their outputs are framed.",
            "3x3 커널이 놓이는 창 열두 개의 가운데에 번호를 적은 5x6 이미지, 커널의 가중치 아홉 "
            "개, 같은 번호를 적은 3x4 출력. 첫 창과 마지막 창, 그리고 그 출력을 네모로 "
            "표시했습니다.",
        ),
    )


def small_example(language):
    """The 2x2 kernel at all four positions of the 3x3 image, with the axes of the formula."""
    return Steps(tuple(small_step(language, i, j) for i in range(2) for j in range(2)))


def small_step(language, i, j):
    """Draw the kernel at position i, j, the outputs so far, and the sum."""
    image, kernel = kernels.SMALL_IMAGE, kernels.SMALL_KERNEL
    output = convolution.correlate2d(image, kernel)
    known = np.arange(output.size).reshape(output.shape) <= 2 * i + j
    ax = board(13.5, 5.5)
    table(ax, numbers(image), 0.1, 1.1, height=0.4, role=INPUT)
    lay_over(ax, kernel, 0.1 + j, 1.1 + i, 0.31 * cell_points(ax))
    write(ax, 4, 2.6, "⋆", 34)
    table(ax, numbers(kernel), 6, 1.6, role=KERNEL)
    draw_axes(ax, 6, 1.6, "x", "y")
    write(ax, 9.2, 2.6, "=", 28)
    colours = np.where(known, OUTPUT.fill, PAPER)
    table(ax, np.where(known, numbers(output), ""), 11.4, 1.6, colours, role=OUTPUT)
    draw_axes(ax, 11.4, 1.6, "i", "j")
    frame(ax, 11.4 + j, 1.6 + i, 1, 1, OUTPUT.line)
    terms = products(image[i : i + 2, j : j + 2], kernel)
    sum_ = f"{' + '.join(terms.flat)} = {output[i, j]}"
    write(ax, 6.75, 5.1, f"Y[{i}, {j}] = {sum_}", 16, **MONO)
    return Picture(
        ax,
        f"Y[{i}, {j}]",
        words(
            language,
            f"A 3x3 image, a 2x2 kernel with the axes x and y, and the 2x2 output with the axes i "
            f"and j. The window for i = {i}, j = {j} is framed: {sum_}.",
            f"3x3 이미지, x축과 y축을 표시한 2x2 커널, i축과 j축을 표시한 2x2 출력. "
            f"i = {i}, j = {j}의 창을 네모로 표시했습니다: {sum_}.",
        ),
    )


def draw_axes(ax, left, top, down, right):
    """Label the axes of a table: an arrow down its left side and one to the right above it."""
    look = {"arrowstyle": "->", "color": "black", "linewidth": 2, "mutation_scale": 18}
    for end, start, text, place in (
        ((left - 0.35, top + 1.9), (left - 0.35, top), down, (left - 0.8, top + 0.9)),
        ((left + 1.9, top - 0.35), (left, top - 0.35), right, (left + 0.9, top - 0.8)),
    ):
        ax.annotate("", end, start, arrowprops=look)
        write(ax, *place, text, 19, style="italic")


def turned_or_not(language):
    image, kernel = kernels.COUNTING_IMAGE, kernels.LETTER_KERNEL
    one_cell = np.where(kernel == "A", MARKED, KERNEL.fill)  # to follow it
    ax = board(17, 7)
    said = []
    for top, sign, turn in ((0.1, "⋆", np.array), (3.9, "*", convolution.rot180)):
        terms = products(image, turn(kernel))
        said.append(" + ".join(terms.flat))
        steps = [(numbers(image), None, INPUT, sign), (kernel, one_cell, KERNEL, "→")]
        steps.append((turn(kernel), turn(one_cell), KERNEL, "→"))
        steps.append((terms, np.where(turn(kernel) == "A", MARKED, PAPER), None, ""))
        for column, (texts, colours, role, after) in enumerate(steps):
            left = 0.1 + 4.6 * column
            table(ax, texts, left, top, colours, role=role)
            write(ax, left + 3.8, top + 1.5, after, 30)
    return Picture(
        ax,
        words(language, "Flipped or not", "돌리거나 그대로 두거나"),
        words(
            language,
            f"An image of the numbers 1 to 9 and a kernel of the letters A to I. Cross-correlation "
            f"uses the kernel as it is: {said[0]}. Convolution first rotates it by half a turn: "
            f"{said[1]}.",
            f"1부터 9까지의 수로 된 이미지와 A부터 I까지의 글자로 된 커널. "
            f"교차상관은 커널을 그대로 둡니다: {said[0]}. 합성곱은 먼저 반 바퀴 돌립니다: "
            f"{said[1]}.",
        ),
    )


def one_axis(language):
    signal, kernel = np.array([3, 1, 4, 1, 5]), np.array([1, 2])
    ax = board(19, 5.95, 0.6)
    outputs = []
    names = words(language, ("cross-\ncorrelation", "convolution"), ("교차상관", "합성곱"))
    sides = (1.1, "⋆", kernel), (11.9, "*", kernel[::-1])
    for name, (left, sign, used) in zip(names, sides, strict=True):
        output = np.correlate(signal, used)
        outputs.append(output)
        write(ax, left - 0.6, 0.6, sign, 34)
        write(ax, left + 0.7, 5.3, name, 17)
        table(ax, numbers([signal]), left, 0.1, role=INPUT)
        for i, value in enumerate(output):
            top = 1.4 + 1.15 * i
            table(ax, numbers([used]), left + i, top, role=KERNEL)
            write(ax, left + 5.4, top + 0.5, "=", 20)
            table(ax, [[str(value)]], left + 5.7, top, role=OUTPUT)
    first, second = (" ".join(map(str, output)) for output in outputs)
    return Picture(
        ax,
        words(language, "Along one axis", "한 축을 따라"),
        words(
            language,
            "The kernel 1 2 slides over the signal 3 1 4 1 5. Cross-correlation (left) gives "
            f"{first}. Convolution (right) flips the kernel to 2 1 and gives {second}.",
            "신호 3 1 4 1 5 위를 커널 1 2가 움직입니다. 왼쪽의 교차상관: "
            f"{first}. 오른쪽의 합성곱은 커널을 2 1로 돌려서 움직입니다: {second}.",
        ),
    )


KERNELS_KEPT = ("identity", "box_blur", "sharpen")
KERNELS_EDGES = ("diagonal_edges", "edges_4_neighbours", "edges_8_neighbours")
FIGURES = {
    "kernels-brightness": partial(kernel_row, names=KERNELS_KEPT, part=DETAIL, signed=False),
    "kernels-edges": partial(kernel_row, names=KERNELS_EDGES, part=ROOF, signed=True),
    "sliding": sliding,
    "twelve-positions": twelve_positions,
    "small-example": small_example,
    "turned-or-not": turned_or_not,
    "one-axis": one_axis,
}
