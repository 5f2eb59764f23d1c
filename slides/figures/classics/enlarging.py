"""From few pixels to many: the matrix transposed, stamps, zeros between pixels, fixed rules."""

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.convolution import kernels
from fashion_cnn.data import garments
from fashion_cnn.drawing import plots, resizing
from fashion_cnn.drawing.cells import canvas, frame, numbers, rows_of, shades, table, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import PAPER, PIXEL, VERMILION
from slides.figures.classics.parts import SMALL
from slides.languages import words

# The examples of lesson 10.
KERNEL = np.array([[1, 2], [3, 4]])
SMALL_IMAGE = np.array([[1, 0], [0, 2]])
LARGE_IMAGE = convolution.transpose_by_stamps(SMALL_IMAGE, KERNEL)
STAMP, PIXELS = kernels.COUNTING_IMAGE, np.array([[1, 2], [3, 4]])


def matrix_colours(matrix):
    """A colour for each weight, the same wherever it appears, and white for zeros."""
    tones = shades(np.arange(1, 5), low=-0.5)
    return np.where(matrix > 0, tones[np.maximum(matrix, 1) - 1], PAPER)


def product(ax, left, middle, matrix, column, framed=None):
    """Draw matrix · column = result, starting at `left`; return where it ends."""
    rows, columns = matrix.shape
    result = matrix @ column
    table(ax, numbers(matrix), left, middle - rows / 2, matrix_colours(matrix))
    left += columns + 0.8
    write(ax, left - 0.4, middle, "·", 34)
    table(ax, numbers(column[:, None]), left, middle - len(column) / 2, PIXEL)
    left += 1.9
    write(ax, left - 0.45, middle, "=", 26)
    table(ax, numbers(result[:, None]), left, middle - rows / 2)
    if framed is not None:
        frame(ax, left - columns - 2.7, middle - rows / 2 + framed, columns, 1, VERMILION)
        frame(ax, left, middle - rows / 2 + framed, 1, 1, VERMILION)
    return left + 1


def convolution_matrix(language):
    """Draw a convolution of 3x3 pixels as a product with a 4-row matrix."""
    matrix = convolution.convolution_matrix(KERNEL, (3, 3))
    result = (matrix @ LARGE_IMAGE.ravel()).reshape(2, 2)
    ax = canvas(None, 20.6, 9.2)
    middle = 4.6
    table(ax, numbers(LARGE_IMAGE), 0.1, middle - 3.2, PIXEL)
    write(ax, 1.6, middle + 0.35, "⋆", 30)
    table(ax, numbers(KERNEL), 0.6, middle + 1.0, matrix_colours(KERNEL))
    write(ax, 3.75, middle, "→", 30)
    frame(ax, 0.1, middle - 3.2, 2, 2, VERMILION)
    end = product(ax, 4.5, middle, matrix, LARGE_IMAGE.ravel(), framed=0)
    write(ax, end + 0.7, middle, "→", 30)
    table(ax, numbers(result), end + 1.4, middle - 1)
    return Picture(
        ax,
        words(language, "A convolution as a matrix product", "행렬 곱으로 쓴 합성곱"),
        words(
            language,
            f"A 3x3 image, {rows_of(LARGE_IMAGE)}, and a kernel, {rows_of(KERNEL)}. A matrix of "
            "4 rows and 9 columns, with the four weights in each row and zeros elsewhere, times "
            f"the image as a column is {rows_of(result)}.",
            f"3x3 이미지 {rows_of(LARGE_IMAGE)}와 커널 {rows_of(KERNEL)}. 행마다 가중치 네 개와 "
            f"0이 있는 4행 9열 행렬에 열로 세운 이미지를 곱하면 {rows_of(result)}.",
        ),
    )


def transposed_matrix(language):
    """Draw the same matrix transposed: 9 rows, which turn 4 numbers into 9."""
    matrix = convolution.convolution_matrix(KERNEL, (3, 3)).T
    ax = canvas(None, 16.8, 9.2)
    middle = 4.6
    table(ax, numbers(SMALL_IMAGE), 0.1, middle - 1, PIXEL)
    write(ax, 3.0, middle, "→", 30)
    end = product(ax, 3.9, middle, matrix, SMALL_IMAGE.ravel(), framed=4)
    write(ax, end + 0.9, middle, "→", 30)
    left = end + 1.8
    table(ax, numbers(LARGE_IMAGE), left, middle - 1.5)
    frame(ax, left + 1, middle - 0.5, 1, 1, VERMILION)
    return Picture(
        ax,
        words(language, "The matrix, transposed", "전치한 행렬"),
        words(
            language,
            f"The image {rows_of(SMALL_IMAGE)} as a column, times a matrix of 9 rows and 4 "
            f"columns, is the image {rows_of(LARGE_IMAGE)}. The row of the centre pixel is framed.",
            f"이미지 {rows_of(SMALL_IMAGE)}를 열로 세워 9행 4열 행렬에 곱하면 이미지 "
            f"{rows_of(LARGE_IMAGE)}. 가운데 픽셀의 행에 테두리.",
        ),
    )


# --------------------------------------------------------------------------------------- stamps


def stamps(language, count):
    """Draw the first `count` stamps of a transposed convolution of stride 2."""
    order = list(np.ndindex(PIXELS.shape))[:count]
    chosen = np.zeros_like(PIXELS)
    chosen[tuple(np.transpose(order))] = 1
    plain = np.ones_like(STAMP)
    total = convolution.transpose_by_stamps(PIXELS * chosen, STAMP, stride=2)
    reached = convolution.transpose_by_stamps(chosen, plain, stride=2)
    ax = canvas(None, 15.6, 5.8)
    middle, last = 2.9, order[-1]
    tones = shades(np.arange(4).reshape(2, 2), low=-1.5)
    table(ax, numbers(PIXELS), 0.4, middle - 1, np.where(chosen, tones, PAPER))
    frame(ax, 0.4 + last[1], middle - 1 + last[0], 1, 1, VERMILION)
    write(ax, 3.3, middle, "·", 36)
    table(ax, numbers(STAMP), 4.2, middle - 1.5)
    write(ax, 8.5, middle, "→", 34)
    colours = np.array([PAPER, "#C9DDEB", "#F6C9A8", "", "#E39A63"])[reached]
    texts = np.where(reached, numbers(total), "")
    table(ax, texts, 10.4, middle - 2.5, colours)
    frame(ax, 10.4 + 2 * last[1], middle - 2.5 + 2 * last[0], 3, 3, VERMILION)
    return Picture(
        ax,
        words(language, "Transposed convolution by stamps", "도장 찍기로 하는 전치 합성곱"),
        words(
            language,
            f"A 2x2 image, {rows_of(PIXELS)}, and a 3x3 kernel, 1 to 9. Pixels that have stamped "
            f"the kernel, times their value, onto 5x5 pixels in steps of 2: {count}. Result: "
            f"{rows_of(total)}. Where stamps overlap, they are added.",
            f"2x2 이미지 {rows_of(PIXELS)}와 1부터 9까지의 3x3 커널. 처음 {count}개 픽셀이 자기 "
            f"값을 곱한 커널을 2칸씩 옮겨 가며 5x5에 찍음: {rows_of(total)}. 겹치는 곳은 더함.",
        ),
    )


def zeros_between(language):
    return resizing.zeros_between(PIXELS, STAMP, 2, language=language)


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
    "stamp-first": lambda language: stamps(language, 1),
    "stamp-second": lambda language: stamps(language, 2),
    "stamp-all": lambda language: stamps(language, 4),
    "transposed-zeros": zeros_between,
    "upsampling-compared": upsampling,
}
