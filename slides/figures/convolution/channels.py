"""Figures of deck 1, part 4: how a layer's filters combine its input channels."""

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.convolution import kernels
from fashion_cnn.drawing.cells import blank_table, frame, number, numbers, rows_of, table, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, KERNEL, OUTPUT, PAPER, POINTED
from slides.figures.boards import Steps, board
from slides.languages import words

# The example of lesson 5: two channels (3, 3, 2), and kernels (2, 2, 2, 3) and biases of its two
# filters and a third.
CHANNELS = np.stack([kernels.SMALL_IMAGE, [[2, 0, 1], [3, 1, 0], [0, 2, 1]]], axis=-1)
FILTERS = np.moveaxis(
    [
        [kernels.SMALL_KERNEL, [[0, 1], [1, 0]]],
        [[[0, 0], [0, 1]], [[-1, 0], [0, 0]]],
        [[[1, 0], [0, -1]], [[0, 2], [0, 0]]],
    ],
    (0, 1),
    (3, 2),
)
BIASES = np.array([-6, 1, 0])


def one_filter(language):
    ax = board(21.2, 7.2)
    parts = []
    for c in range(2):
        image, kernel, top = CHANNELS[..., c], FILTERS[..., c, 0], 0.1 + 4 * c
        parts.append(convolution.correlate2d(image, kernel))
        table(ax, numbers(image), 1.2, top, role=INPUT)
        write(ax, 0.5, top + 1.5, f"$X_{c}$", 24)
        write(ax, 6.9, top + (3 if c else 0.1), f"$K_{c}$", 24)
        write(ax, 5, top + 1.5, "⋆", 34)
        table(ax, numbers(kernel), 5.9, top + 0.5, role=KERNEL)
        write(ax, 8.7, top + 1.5, "=", 28)
        table(ax, numbers(parts[-1]), 9.5, top + 0.5)
    write(ax, 10.5, 3.6, "+", 28)
    ax.plot((11.7, 11.9, 11.9, 11.7), (0.6, 0.6, 6.6, 6.6), color="black", linewidth=2)
    total, bias = sum(parts), BIASES[0]
    write(ax, 12.6, 3.6, "=", 26)
    table(ax, numbers(total), 13.3, 2.6)
    write(ax, 15.85, 3.6, "+", 28)
    table(ax, [[number(bias)]], 16.4, 3.1, role=KERNEL)
    write(ax, 18.1, 3.6, "=", 26)
    table(ax, numbers(total + bias), 18.9, 2.6, role=OUTPUT)
    return Picture(
        ax,
        words(language, "One filter", "필터 하나"),
        words(
            language,
            "Two 3x3 channels, each correlated with its own 2x2 kernel, give "
            f"{rows_of(parts[0])} and {rows_of(parts[1])}. Their sum is {rows_of(total)}; "
            f"adding the bias −{-bias} gives {rows_of(total + bias)}.",
            "3x3 채널 두 개를 저마다 다른 2x2 커널과 교차상관한 결과: "
            f"{rows_of(parts[0])}, 그리고 {rows_of(parts[1])}. 그 합: {rows_of(total)}. "
            f"편향 −{-bias}까지 더한 결과: {rows_of(total + bias)}.",
        ),
    )


def kernel_matrix(language):
    """Y = B + K ·⋆ X, row by row: a 3x2 matrix of kernels times a column of two channels."""
    return Steps(tuple(matrix_step(language, o) for o in range(len(BIASES))))


def matrix_step(language, row):
    """Draw the equation with the rows of Y up to that one, whose kernels are framed."""
    maps = convolution.conv2d(CHANNELS[None], FILTERS, BIASES)[0]
    ax = board(21.2, 8.1)
    for o, bias in enumerate(numbers(BIASES)):
        top = 0.3 + 2.75 * o
        write(ax, 0.5, top + 1, f"$Y_{o}$", 22)
        output = numbers(maps[..., o]) if o <= row else [["", ""]] * 2
        table(ax, output, 1.2, top, OUTPUT.fill if o <= row else PAPER, role=OUTPUT)
        write(ax, 5.5, top + 1, f"$B_{o}$", 22)
        table(ax, [[bias]], 6.1, top + 0.5, role=KERNEL)
        for c in range(2):
            left = 9.45 + 3.55 * c
            write(ax, left - 0.55, top + 1, f"$K_{{{c}{o}}}$", 22)
            table(ax, numbers(FILTERS[..., c, o]), left, top, role=KERNEL)
    frame(ax, 8.4, 0.07 + 2.75 * row, 6.75, 2.46, POINTED)
    for x, sign in (4.2, "="), (7.65, "+"), (15.95, "·⋆"):
        write(ax, x, 4.05, sign, 30)
    for c in range(2):
        top = 0.5 + 4.1 * c
        write(ax, 17.2, top + 1.5, f"$X_{c}$", 22)
        table(ax, numbers(CHANNELS[..., c]), 17.85, top, role=INPUT)
    for left, right in (0.03, 3.45), (5, 7.3), (8.2, 15.35), (16.7, 21.15):
        bracket(ax, left, 0.2)
        bracket(ax, right, -0.2)
    sum_ = f"Y{row} = B{row} + X0 ⋆ K0{row} + X1 ⋆ K1{row} = {rows_of(maps[..., row])}"
    return Picture(
        ax,
        "Y = B + K ·⋆ X",
        words(
            language,
            "An equation of tables: a column of three output maps is a column of three biases plus "
            "a matrix of kernels, a row for each filter and a column for each channel, times a "
            f"column of two input channels. Framed, row {row}: {sum_}.",
            "표로 쓴 등식: 출력 맵 셋의 열은 편향 셋의 열에, 커널의 행렬(행은 필터, 열은 채널)과 "
            f"입력 채널 둘의 열의 곱을 더한 것입니다. 네모로 표시한 행 {row}: {sum_}.",
        ),
    )


def bracket(ax, x, serif):
    """Draw a bracket of a matrix over the whole height; `serif` is positive on the left side."""
    ends = (x + serif, x, x, x + serif)
    ax.plot(ends, (0.05, 0.05, 8.05, 8.05), color="black", linewidth=2)


def weight_tensor(language):
    channels, filters, apart = 3, 4, 3.7
    ax = board(18.4, 16.6, 0.36)
    for c in range(channels):
        write(ax, 2.9 + apart * c, 0.7, f"$X_{c}$", 20)
    for o in range(filters):
        top = 1.6 + apart * o
        for c in range(channels):
            blank_table(ax, np.full((3, 3), KERNEL.fill), 1.4 + apart * c, top)
        write(ax, 13.2, top + 1.5, f"+ $B_{o}$", 20)
        write(ax, 16.6, top + 1.5, f"→ $Y_{o}$", 20)
    frame(ax, 1, 1.6 + apart - 0.35, apart * channels, 3.7, POINTED)
    frame(ax, 1.4 + 2 * apart, 1.6 + 2 * apart, 3, 3, POINTED, "--")
    return Picture(
        ax,
        words(language, "A table of kernels", "커널의 표"),
        words(
            language,
            "A table of 3x3 kernels with one column for each of three input channels and one row "
            "for each of four filters. Each row, with a bias, makes one output map. One row (a "
            "filter) and one square (a kernel) are framed.",
            "작은 3x3 커널의 표. 열은 입력 채널 셋, 행은 필터 넷입니다. 각 행과 편향 하나가 출력 "
            "맵 하나를 만듭니다. 한 행(필터)과 한 칸(커널)을 네모로 표시했습니다.",
        ),
    )


FIGURES = {
    "one-filter": one_filter,
    "kernel-matrix": kernel_matrix,
    "weight-tensor": weight_tensor,
}
