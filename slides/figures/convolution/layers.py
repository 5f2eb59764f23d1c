"""Figures of deck 1, part 4: channels, ReLU and pooling."""

from functools import partial

import numpy as np
from matplotlib.patches import Rectangle

from fashion_cnn import convolution, inside
from fashion_cnn.convolution import kernels, photographs
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import (
    blank_table,
    frame,
    image_at,
    ink,
    numbers,
    rows_of,
    shades,
    table,
    write,
)
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import BLUE, COLOUR_MAP, HATCHES, LINE, PAPER, PIXEL, VERMILION
from fashion_cnn.drawing.words import Words
from slides.facts.convolution import FACTS, both_parts, clothes
from slides.figures.boards import board, panels, show
from slides.figures.main_model import model
from slides.languages import words

# The example of lesson 5: the second channel, its kernel, and the bias of the filter.
CHANNEL, CHANNEL_KERNEL = np.array([[2, 0, 1], [3, 1, 0], [0, 2, 1]]), np.array([[0, 1], [1, 0]])
BIAS = -6


def one_filter(language):
    pairs = (kernels.SMALL_IMAGE, kernels.SMALL_KERNEL), (CHANNEL, CHANNEL_KERNEL)
    ax = board(20.4, 7.2)
    parts = []
    for c, (image, kernel) in enumerate(pairs):
        top = 0.1 + 4 * c
        parts.append(convolution.correlate2d(image, kernel))
        table(ax, numbers(image), 1.2, top, PIXEL)
        write(ax, 0.5, top + 1.5, f"$X_{c}$", 24)
        write(ax, 6.9, top + (3 if c else 0.1), f"$K_{c}$", 24)
        write(ax, 5, top + 1.5, "⋆", 34)
        table(ax, numbers(kernel), 5.9, top + 0.5, shades(kernel, -2, 4))
        write(ax, 8.7, top + 1.5, "=", 28)
        table(ax, numbers(parts[-1]), 9.5, top + 0.5)
    write(ax, 10.5, 3.6, "+", 28)
    ax.plot((11.7, 11.9, 11.9, 11.7), (0.6, 0.6, 6.6, 6.6), color="black", linewidth=2)
    total = sum(parts)
    for left, sign, values in ((13.6, "=", total), (18.2, f"− {-BIAS} =", total + BIAS)):
        write(ax, left - (0.8 if left < 15 else 1.3), 3.6, sign, 26)
        table(ax, numbers(values), left, 2.6, PAPER)
    frame(ax, 18.2, 2.6, 2, 2, VERMILION)
    return Picture(
        ax,
        words(language, "One filter", "필터 하나"),
        words(
            language,
            "Two 3x3 channels, each correlated with its own 2x2 kernel, give "
            f"{rows_of(parts[0])} and {rows_of(parts[1])}. Their sum is {rows_of(total)}; "
            f"adding the bias −{-BIAS} gives {rows_of(total + BIAS)}.",
            "3x3 채널 두 개를 저마다 다른 2x2 커널과 교차상관한 결과: "
            f"{rows_of(parts[0])}, 그리고 {rows_of(parts[1])}. 그 합: {rows_of(total)}. "
            f"편향 −{-BIAS}까지 더한 결과: {rows_of(total + BIAS)}.",
        ),
    )


def weight_tensor(language):
    channels, filters, apart = 3, 4, 3.7
    ax = board(18.4, 16.6, 0.36)
    draw = np.random.default_rng(0)
    for c in range(channels):
        write(ax, 2.9 + apart * c, 0.7, f"$X_{c}$", 20)
    for o in range(filters):
        top = 1.6 + apart * o
        for c in range(channels):
            weights = draw.normal(size=(3, 3))
            blank_table(ax, shades(weights, -2, 2), 1.4 + apart * c, top)
        write(ax, 13.2, top + 1.5, f"+ $B_{o}$", 20)
        write(ax, 16.6, top + 1.5, f"→ $Y_{o}$", 20)
    frame(ax, 1, 1.6 + apart - 0.35, apart * channels, 3.7, VERMILION)
    frame(ax, 1.4 + 2 * apart, 1.6 + 2 * apart, 3, 3, BLUE, "--")
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


def designed_learned(language):
    found = np.moveaxis(inside.filters(model(), "conv1")[:, :, 0], -1, 0)
    ax = board(30, 11.6, 0.4)
    for number, kernel in enumerate(kernels.KERNELS.values()):
        row, column = divmod(number, 2)
        largest = abs(kernel).max()
        left, top, side = 0.1 + 3.95 * column, 0.1 + 3.95 * row, 3.5
        tile(ax, kernel, left, top, side, largest)
        for (x, y), text in np.ndenumerate(numbers(kernel)):
            place = left + (y + 0.5) * side / 3, top + (x + 0.53) * side / 3
            grey = f"{(kernel[x, y] / largest + 1) / 2:.3f}"
            write(ax, *place, text, 16, color=ink(grey))
    largest = plots.largest_weight(found)
    for number, kernel in enumerate(found):
        row, column = divmod(number, 8)
        tile(ax, kernel, 9.2 + 2.6 * column, 0.1 + 2.97 * row, 2.4, largest)
    return Picture(
        ax,
        words(language, "Designed and learned", "설계한 것과 학습한 것"),
        words(
            language,
            f"On the left, the six kernels {', '.join(kernels.KERNELS)}. On the right, the "
            f"{len(found)} filters in the first layer of the kit's main model, trained on "
            "garments. Grey is 0, black negative, white positive.",
            f"왼쪽은 사람이 설계한 커널 여섯 개, 오른쪽은 의류 이미지로 학습한 main 모델의 첫 층 "
            f"필터 {len(found)}개. 회색은 0, 검정은 음수, 흰색은 양수입니다.",
        ),
    )


def tile(ax, kernel, left, top, side, largest):
    """Draw a kernel as a small image with a border; 0 is grey."""
    image_at(ax, kernel, left, top, side, -largest, largest)
    ax.add_patch(Rectangle((left, top), side, side, fill=False, edgecolor=LINE))


def relu(language):
    image = photographs.photograph()[20:150, 170:300]
    edges = convolution.correlate2d(image, kernels.kernel("edges_8_neighbours"))
    axes = panels(3, 12, 3.8)
    show(axes[0], edges, -400, 400)
    x = np.linspace(-3, 3, 7)
    axes[1].axhline(0, color="0.6", linewidth=1.5)
    axes[1].axvline(0, color="0.6", linewidth=1.5)
    axes[1].plot(x, convolution.relu(x), "-", color=BLUE, linewidth=5)
    axes[1].set(xlim=(-3, 3), ylim=(-1, 3.2), aspect="equal")
    show(axes[2], convolution.relu(edges), -400, 400)
    return Picture(
        axes,
        "ReLU",
        words(
            language,
            "The edges of a photograph, with values below and above 0; the curve of ReLU, which is "
            "0 for negative inputs and then rises with slope 1; and the edges after ReLU, where "
            "nothing is darker than the grey of 0.",
            "0보다 작은 값과 큰 값이 있는 사진의 에지, 0까지는 0이고 그 뒤로는 기울기 1로 "
            "올라가는 ReLU 곡선, 그리고 ReLU를 지난 에지. 0을 뜻하는 회색보다 어두운 곳이 "
            "없습니다.",
        ),
    )


def pooling(language, windows):
    """Draw the 4x4 table and the results of three poolings on its first `windows` windows."""
    values, say = kernels.TABLE, Words(language)
    pools = {
        "max": convolution.max_pool(values),
        "average": convolution.average_pool(values),
        "min": convolution.min_pool(values),
    }
    order = np.arange(4).reshape(2, 2)
    tones = np.where(order < windows, shades(order, -4), PAPER)
    hatches = np.where(order < windows, np.array(HATCHES)[order], "")
    each = np.kron(order, np.ones((2, 2), int))  # the window of each number
    ax = board(20.6, 5.1)
    table(ax, numbers(values), 0.1, 0.8, tones.ravel()[each], hatches.ravel()[each])
    last = divmod(windows - 1, 2)
    frame(ax, 0.1 + 2 * last[1], 0.8 + 2 * last[0], 2, 2, VERMILION)
    said = []
    for number, (kind, pooled) in enumerate(pools.items()):
        left = 5.7 + 5 * number
        write(ax, left + 2, 0.8, say(f"pooling.{kind}"), 18)
        for (row, column), value in np.ndenumerate(numbers(pooled)):
            text = value if order[row, column] < windows else ""
            place = left + 2 * column, 1.6 + 1.2 * row
            wide_cell(ax, text, *place, tones[row, column], hatches[row, column])
        frame(ax, left + 2 * last[1], 1.6 + 1.2 * last[0], 2, 1.2, VERMILION)
        said.append(f"{say(f'pooling.{kind}')} {' '.join(numbers(pooled).ravel()[:windows])}")
    return Picture(
        ax,
        words(language, "2x2 pooling", "2x2 풀링"),
        words(
            language,
            "A 4x4 table of numbers divided into four 2x2 windows, and the results so far: "
            f"{'; '.join(said)}.",
            f"2x2 창 네 개로 나눈 4x4 표와 지금까지의 결과: {'; '.join(said)}.",
        ),
    )


def wide_cell(ax, text, left, top, colour, hatch):
    """Draw a number in a cell of 2 x 1.2 units."""
    fill = {"facecolor": colour, "edgecolor": LINE, "hatch": hatch}
    ax.add_patch(Rectangle((left, top), 2, 1.2, **fill))
    background = {"facecolor": colour, "edgecolor": "none", "pad": 1.5}
    write(ax, left + 1, top + 0.62, text, 18, color=ink(colour), bbox=background if text else None)


def pooling_sizes(language):
    image = clothes()[19].astype(int)
    ax = board(24.6, 9.4, 0.5)
    for number, name in enumerate(
        ("identity", "edges_8_neighbours", "diagonal_edges", "edges_4_neighbours")
    ):
        maps = convolution.relu(convolution.correlate2d(image, kernels.kernel(name), "same"))
        high = np.percentile(maps, 99)
        row, column = divmod(number, 2)
        left, middle = 0.1 + 13.2 * column, 2.3 + 4.8 * row
        for side in (4.4, 2.2, 1.1):
            image_at(ax, maps, left, middle - side / 2, side, 0, high, COLOUR_MAP)
            left += side + 1.8
            if side > 2:
                write(ax, left - 0.9, middle, "→", 24)
            maps = convolution.max_pool(maps)
    return Picture(
        ax,
        words(language, "Shrinking maps", "점점 작아지는 맵"),
        words(
            language,
            "Four feature maps of a garment: 28x28 pixels each, 14x14 after one max pooling, and "
            "7x7 after a second. Each map is pooled separately.",
            "의류 이미지 한 장의 28x28 특성 맵 네 장, 최대 풀링을 한 번 한 14x14, 두 번 한 7x7. "
            "맵마다 따로 풀링합니다.",
        ),
    )


def shift_invariance(language):
    garment = clothes()[19]
    here, moved = (convolution.max_pool(part) for part in both_parts(garment))
    ax = board(30, 8, 0.4)
    pictures = garment, here, 255 * (here != moved)
    for number, image in enumerate(pictures):
        image_at(ax, image, 0.1 + 7.4 * number, 0.3, 6.6)
    shares = {
        words(language, "noise", "잡음"): FACTS["unchanged_noise"](),
        words(language, "photographs", "사진"): FACTS["unchanged_photographs"](),
        words(language, "garments", "의류"): FACTS["unchanged_garments"](),
    }
    for number, (name, share) in enumerate(shares.items()):
        top = 0.3 + 2.2 * number
        write(ax, 22.6, top + 0.5, name, 17, ha="left")
        bar(ax, 22.6, top + 1.1, 7 * share, f"{share:.0%}")
    said = ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
    return Picture(
        ax,
        words(language, "Unchanged by a shift", "옮겨도 그대로인 출력"),
        words(
            language,
            "A garment of 28x28 pixels, its 2x2 max pooling, and in white the outputs that change "
            "when it moves by one pixel: they are on the garment and its edges. Bars show the "
            f"proportion of outputs that stay the same: {said}.",
            "28x28 픽셀의 의류 이미지, 2x2 최대 풀링, 그리고 한 픽셀 옮기면 달라지는 출력(흰색): "
            f"옷과 그 가장자리에 있습니다. 그대로인 비율의 막대: {said}.",
        ),
    )


def bar(ax, left, top, length, text):
    ax.add_patch(Rectangle((left, top), length, 0.8, facecolor="0.35"))
    write(ax, left + length + 0.2, top + 0.42, text, 17, ha="left")


FIGURES = {
    "one-filter": one_filter,
    "weight-tensor": weight_tensor,
    "designed-learned": designed_learned,
    "relu": relu,
    "pooling-1": partial(pooling, windows=1),
    "pooling-4": partial(pooling, windows=4),
    "pooling-sizes": pooling_sizes,
    "shift-invariance": shift_invariance,
}
