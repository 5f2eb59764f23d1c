"""From few pixels to many: the matrix transposed, stamps, zeros between pixels, fixed rules."""

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.convolution import kernels
from fashion_cnn.data import garments
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import canvas, frame, numbers, rows_of, shades, table, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, KERNEL, OUTPUT, PAPER, POINTED
from slides.figures.boards import Steps
from slides.figures.classics.parts import SMALL
from slides.languages import words

# The examples of lesson 10.
KERNEL_2 = np.array([[1, 2], [3, 4]])
SMALL_IMAGE = np.array([[1, 0], [0, 2]])
LARGE_IMAGE = convolution.transpose_by_stamps(SMALL_IMAGE, KERNEL_2)
STAMP, PIXELS = kernels.COUNTING_IMAGE, np.array([[1, 2], [3, 4]])


def matrix_colours(matrix):
    """A colour for each weight, the same wherever it appears, and white for zeros."""
    tones = shades(np.arange(1, 5), low=-0.5)
    return np.where(matrix > 0, tones[np.maximum(matrix, 1) - 1], PAPER)


def product(ax, left, middle, matrix, column, framed, known=None):
    """Draw matrix · column = result, starting at `left`; return where it ends.

    A row and its result are framed. Only the first `known` results are written.
    """
    rows, columns = matrix.shape
    result = numbers(matrix @ column)
    done = np.arange(rows) < (rows if known is None else known)
    result = np.where(done, result, "")
    table(ax, numbers(matrix), left, middle - rows / 2, matrix_colours(matrix), role=KERNEL)
    frame(ax, left, middle - rows / 2 + framed, columns, 1, POINTED)
    left += columns + 0.8
    write(ax, left - 0.4, middle, "·", 34)
    table(ax, numbers(column[:, None]), left, middle - len(column) / 2, role=INPUT)
    left += 1.9
    write(ax, left - 0.45, middle, "=", 26)
    colours = np.where(done, OUTPUT.fill, PAPER)[:, None]
    table(ax, result[:, None], left, middle - rows / 2, colours, role=OUTPUT)
    frame(ax, left, middle - rows / 2 + framed, 1, 1, POINTED)
    return left + 1


def convolution_matrix(language):
    """A convolution of 3x3 pixels as a product with a matrix, one row in each step."""
    return Steps(tuple(matrix_step(language, row) for row in range(4)))


def matrix_step(language, row):
    """Draw the product with one row framed, and the results up to it."""
    matrix = convolution.convolution_matrix(KERNEL_2, (3, 3))
    result = matrix @ LARGE_IMAGE.ravel()
    shown = np.where(np.arange(4) <= row, numbers(result), "").reshape(2, 2)
    i, j = divmod(row, 2)
    ax = canvas(None, 20.6, 9.2)
    middle = 4.6
    table(ax, numbers(LARGE_IMAGE), 0.1, middle - 3.2, role=INPUT)
    write(ax, 1.6, middle + 0.35, "⋆", 30)
    table(ax, numbers(KERNEL_2), 0.6, middle + 1.0, matrix_colours(KERNEL_2), role=KERNEL)
    write(ax, 3.75, middle, "→", 30)
    frame(ax, 0.1 + j, middle - 3.2 + i, 2, 2, POINTED)
    end = product(ax, 4.5, middle, matrix, LARGE_IMAGE.ravel(), row, known=row + 1)
    write(ax, end + 0.7, middle, "→", 30)
    colours = np.where(shown == "", PAPER, OUTPUT.fill)
    table(ax, shown, end + 1.4, middle - 1, colours, role=OUTPUT)
    frame(ax, end + 1.4 + j, middle - 1 + i, 1, 1, POINTED)
    known = " ".join(map(str, result[: row + 1]))
    return Picture(
        ax,
        words(language, "A convolution as a matrix product", "행렬 곱으로 쓴 합성곱"),
        words(
            language,
            f"A 3x3 image, {rows_of(LARGE_IMAGE)}, and a kernel, {rows_of(KERNEL_2)}. A matrix of "
            "4 rows and 9 columns, with the four weights in each row and zeros elsewhere, times "
            f"the image as a column. Row {row + 1} is framed, like its window in the image. The "
            f"results so far: {known}.",
            f"3x3 이미지 {rows_of(LARGE_IMAGE)}와 커널 {rows_of(KERNEL_2)}. 행마다 가중치 네 개와 "
            "0이 있는 4행 9열 행렬에, 열로 세운 이미지를 곱합니다. 행렬의 "
            f"{row + 1}번째 행과 그 창에 테두리를 둘렀습니다. 지금까지의 결과: {known}.",
        ),
    )


def transposed_matrix(language):
    """Draw the same matrix transposed: 9 rows, which turn 4 numbers into 9."""
    matrix = convolution.convolution_matrix(KERNEL_2, (3, 3)).T
    ax = canvas(None, 16.8, 9.2)
    middle = 4.6
    table(ax, numbers(SMALL_IMAGE), 0.1, middle - 1, role=INPUT)
    write(ax, 3.0, middle, "→", 30)
    end = product(ax, 3.9, middle, matrix, SMALL_IMAGE.ravel(), framed=4)
    write(ax, end + 0.9, middle, "→", 30)
    left = end + 1.8
    table(ax, numbers(LARGE_IMAGE), left, middle - 1.5, role=OUTPUT)
    frame(ax, left + 1, middle - 0.5, 1, 1, POINTED)
    return Picture(
        ax,
        words(language, "The matrix, transposed", "전치한 행렬"),
        words(
            language,
            f"The image {rows_of(SMALL_IMAGE)} as a column, times a matrix of 9 rows and 4 "
            f"columns, is the image {rows_of(LARGE_IMAGE)}. The row of the centre pixel is framed.",
            f"이미지 {rows_of(SMALL_IMAGE)}를 열로 세워 9행 4열 행렬에 곱하면 이미지 "
            f"{rows_of(LARGE_IMAGE)}가 됩니다. 가운데 픽셀의 행에 테두리를 둘렀습니다.",
        ),
    )


# --------------------------------------------------------------------------------------- stamps


def stamps(language):
    """A transposed convolution of stride 2, one stamp in each step."""
    return Steps(tuple(stamp_step(language, count) for count in range(1, PIXELS.size + 1)))


def stamp_step(language, count):
    """Draw the first `count` stamps; darker cells have more of them."""
    order = list(np.ndindex(PIXELS.shape))[:count]
    chosen = np.zeros_like(PIXELS)
    chosen[tuple(np.transpose(order))] = 1
    total = convolution.transpose_by_stamps(PIXELS * chosen, STAMP, stride=2)
    reached = convolution.transpose_by_stamps(chosen, np.ones_like(STAMP), stride=2)
    row, column = order[-1]
    ax = canvas(None, 15.6, 6.6)
    middle = 2.8
    table(ax, numbers(PIXELS), 0.4, middle - 1, role=INPUT)
    frame(ax, 0.4 + column, middle - 1 + row, 1, 1, POINTED)
    write(ax, 3.3, middle, "·", 36)
    table(ax, numbers(STAMP), 4.2, middle - 1.5, role=KERNEL)
    write(ax, 8.5, middle, "→", 34)
    colours = np.array([PAPER, OUTPUT.top, OUTPUT.fill, OUTPUT.side, OUTPUT.side])[reached]
    texts = np.where(reached, numbers(total), "")
    table(ax, texts, 10.2, middle - 2.5, colours, role=OUTPUT)
    frame(ax, 10.2 + 2 * column, middle - 2.5 + 2 * row, 3, 3, POINTED)
    corner = total[2 * row, 2 * column]
    earlier = corner - PIXELS[row, column] * STAMP[0, 0]
    terms = [str(earlier)] if earlier else []
    terms.append(f"{PIXELS[row, column]}·{STAMP[0, 0]}")
    write(ax, 12.7, 5.95, f"{' + '.join(terms)} = {corner}", SMALL + 2)
    return Picture(
        ax,
        words(language, "Transposed convolution by stamps", "도장 찍기로 하는 전치 합성곱"),
        words(
            language,
            f"A 2x2 image, {rows_of(PIXELS)}, and a 3x3 kernel, 1 to 9. Pixels that have stamped "
            f"the kernel, times their value, onto 5x5 pixels in steps of 2: {count}. Result: "
            f"{rows_of(total)}. Where stamps overlap, they are added.",
            f"2x2 이미지 {rows_of(PIXELS)}와 1부터 9까지의 3x3 커널. 처음 {count}개 픽셀이 자기 "
            f"값을 곱한 커널을 2칸씩 옮겨 가며 5x5에 찍습니다: {rows_of(total)}. 겹치는 곳은 "
            "더합니다.",
        ),
    )


def zeros_between(language):
    """Draw the same as a convolution of an image with zeros between its pixels."""
    spread = np.zeros((7, 7), int)
    spread[2:5:2, 2:5:2] = PIXELS
    flipped = convolution.rot180(STAMP)
    output = convolution.correlate2d(spread, flipped)
    ax = canvas(None, 18.2, 7.2)
    middle = 3.6
    colours = np.where(spread, INPUT.side, PAPER)
    table(ax, numbers(spread), 0.1, middle - 3.5, colours, role=INPUT)
    write(ax, 7.85, middle, "⋆", 36)
    table(ax, numbers(flipped), 8.6, middle - 1.5, role=KERNEL)
    write(ax, 12.35, middle, "=", 26)
    table(ax, numbers(output), 13.1, middle - 2.5, role=OUTPUT)
    return Picture(
        ax,
        words(language, "A transposed convolution by zeros", "0을 넣어서 하는 전치 합성곱"),
        words(
            language,
            f"The pixels {rows_of(PIXELS)} with a zero between each two and two zeros around "
            f"them, 7x7 in all, and the kernel rotated by half a turn, {rows_of(flipped)}. Their "
            f"cross-correlation is {rows_of(output)}.",
            f"픽셀 {rows_of(PIXELS)}의 사이에 0을 하나씩, 둘레에 0을 두 칸씩 넣은 7x7 이미지와 "
            f"반 바퀴 돌린 커널 {rows_of(flipped)}. 둘의 교차상관은 {rows_of(output)}입니다.",
        ),
    )


# ---------------------------------------------------------------------------- without weights


def upsampling(language):
    """Draw a piece of a garment enlarged by three fixed rules and by two kinds of stamp."""
    image = garments.draw(train=40, test=60, seed=1)
    image = image.x_test[6][2:18, 4:20].astype(float)
    factor = 4
    ramp = 1 - np.abs(np.arange(2 * factor) - (factor - 0.5)) / factor
    even, uneven = np.outer(ramp, ramp), np.full((6, 6), 16 / 36)
    names = words(
        language,
        ("nearest", "bilinear", "bicubic", "transposed:\nbilinear", "transposed:\nuneven"),
        ("최근접", "쌍선형", "쌍삼차", "전치:\n쌍선형", "전치:\n고르지 않음"),
    )
    made = [convolution.upsample(image, factor, m) for m in ("nearest", "bilinear", "bicubic")]
    made += [convolution.transpose_by_zeros(image, k, "same", factor) for k in (even, uneven)]
    ax = plots.image_grid(made, names, 5, tile=2.4, low=0, high=255, words=SMALL)
    return Picture(
        ax,
        words(language, "Enlarging with and without weights", "가중치가 있는 확대와 없는 확대"),
        words(
            language,
            "A piece of a bag, 16x16 pixels, made four times as large. Nearest gives blocks; "
            "bilinear, bicubic and a transposed convolution with bilinear weights are smooth; one "
            "with equal 6x6 weights and stride 4 shows a regular pattern.",
            "16x16 픽셀의 가방 조각을 네 배로 확대. 최근접은 네모 조각, 쌍선형과 쌍삼차는 "
            "매끄럽고, 쌍선형 가중치의 전치 합성곱도 매끄러움. 모두 같은 6x6 가중치와 스트라이드 "
            "4의 전치 합성곱에는 규칙적인 무늬가 생김.",
        ),
    )


FIGURES = {
    "convolution-matrix-lesson": convolution_matrix,
    "transposed-matrix": transposed_matrix,
    "stamps": stamps,
    "transposed-zeros": zeros_between,
    "upsampling-compared": upsampling,
}
