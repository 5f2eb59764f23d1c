"""Figures of deck 1, part 5: designed and learned filters, ReLU and pooling."""

import numpy as np
from matplotlib.patches import Rectangle

from fashion_cnn import convolution, inside
from fashion_cnn.convolution import kernels, photographs
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import border, frame, image_at, ink, numbers, table, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import (
    COLOUR_MAP,
    HATCHES,
    INPUT,
    KERNEL,
    LINE,
    OUTPUT,
    PAPER,
    POINTED,
)
from fashion_cnn.drawing.words import Words
from slides.facts.convolution import clothes
from slides.figures.boards import Steps, board, panels, show
from slides.figures.main_model import model
from slides.languages import words

POOLS = {
    "max": convolution.max_pool,
    "average": convolution.average_pool,
    "min": convolution.min_pool,
}
# The width of a cell for a result such as 22.25.
WIDE_CELL = 1.6


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
    border(ax, left, top, side, side, KERNEL)


def relu(language):
    image = photographs.photograph()[20:150, 170:300]
    edges = convolution.correlate2d(image, kernels.kernel("edges_8_neighbours"))
    axes = panels(3, 12, 3.8)
    show(axes[0], edges, -400, 400)
    x = np.linspace(-3, 3, 7)
    axes[1].axhline(0, color="0.6", linewidth=1.5)
    axes[1].axvline(0, color="0.6", linewidth=1.5)
    axes[1].plot(x, convolution.relu(x), "-", color=POINTED, linewidth=5)
    axes[1].set(xlim=(-3, 3), ylim=(-1, 3.2), aspect="equal")
    for place, text in ((2.7, -0.5), "x"), ((-1.5, 0.5), "0"), ((0.8, 1.9), "x"):
        axes[1].text(*place, text, fontsize=20, style="italic" if text == "x" else "normal")
    show(axes[2], convolution.relu(edges), -400, 400)
    for ax in axes[0], axes[2]:
        border(ax, -0.5, -0.5, *edges.shape[::-1], OUTPUT)
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


def pooling(language):
    """Max pooling, one window after the other, then average and min pooling beside it."""
    steps = (pooling_step(language, windows, ["max"]) for windows in (1, 2, 3, 4))
    return Steps((*steps, pooling_step(language, 4, list(POOLS))))


def pooling_step(language, windows, kinds):
    """Draw the 4x4 table and the results of poolings on its first `windows` windows."""
    values, say = kernels.TABLE, Words(language)
    window_of_cell = np.kron(np.arange(4).reshape(2, 2), np.ones((2, 2), int))
    ax = board(16, 6.3)
    table(ax, numbers(values), 0.1, 1, hatches=np.array(HATCHES)[window_of_cell], role=INPUT)
    said = []
    for number, (kind, pool) in enumerate(POOLS.items()):
        left, name = 5 + 3.75 * number, say(f"pooling.{kind}")
        write(ax, left + WIDE_CELL, 1, name, 18)
        texts = numbers(pool(values)).ravel()[: windows if kind in kinds else 0]
        draw_pooled(ax, texts, left)
        if kind in kinds:
            said.append(f"{name} {' '.join(texts)}")
    if kinds == ["max"]:
        mark_window(ax, values, *divmod(windows - 1, 2))
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


def draw_pooled(ax, texts, left):
    """Draw a 2x2 map of which the first numbers are known, with the hatches of their windows."""
    for number in range(4):
        row, column = divmod(number, 2)
        place = left + WIDE_CELL * column, 1.8 + 1.2 * row
        if number < len(texts):
            wide_cell(ax, texts[number], *place, OUTPUT.fill, HATCHES[number])
        else:
            wide_cell(ax, "", *place, PAPER, "")
    border(ax, left, 1.8, 2 * WIDE_CELL, 2.4, OUTPUT)


def mark_window(ax, values, row, column):
    """Frame a window and its maximum, and write them below."""
    frame(ax, 0.1 + 2 * column, 1 + 2 * row, 2, 2, POINTED)
    frame(ax, 5 + WIDE_CELL * column, 1.8 + 1.2 * row, WIDE_CELL, 1.2, POINTED)
    window = values[2 * row : 2 * row + 2, 2 * column : 2 * column + 2].ravel()
    text = f"max({', '.join(map(str, window))}) = {window.max()}"
    write(ax, 5, 5.8, text, 18, ha="left", family="monospace")


def wide_cell(ax, text, left, top, colour, hatch):
    """Draw a number in a cell of WIDE_CELL x 1.2 units."""
    fill = {"facecolor": colour, "edgecolor": LINE, "hatch": hatch}
    ax.add_patch(Rectangle((left, top), WIDE_CELL, 1.2, **fill))
    if text:
        background = {"facecolor": colour, "edgecolor": "none", "pad": 1.5}
        middle = left + WIDE_CELL / 2
        write(ax, middle, top + 0.62, text, 18, color=ink(colour), bbox=background)


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
            border(ax, left, middle - side / 2, side, side, OUTPUT)
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


FIGURES = {
    "designed-learned": designed_learned,
    "relu": relu,
    "pooling": pooling,
    "pooling-sizes": pooling_sizes,
}
