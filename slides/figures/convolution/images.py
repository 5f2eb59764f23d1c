"""Figures of deck 1, part 1: images as numbers, and how a dense layer sees them."""

import numpy as np
from matplotlib.patches import Rectangle

from fashion_cnn import data
from fashion_cnn.convolution import photographs
from fashion_cnn.data import garments
from fashion_cnn.drawing import pixels, plots
from fashion_cnn.drawing.architecture.slabs import arrow
from fashion_cnn.drawing.cells import border, frame, image_at, numbers, shades, table, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import FONT_SIZE, INPUT, KERNEL, MARKED, OUTPUT, PAPER, POINTED
from slides.facts.convolution import letters
from slides.figures.boards import Steps, board, empty, panels, show
from slides.languages import words

# A square part of the temple.
SQUARE = np.s_[20:420, 60:460]
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
# Left, top and side of windows in the photograph of a flower, from close up to far away.
DISTANCES = ((222, 193, 10), (208, 180, 40), (190, 130, 110), (160, 75, 290))


def grey_pixels(language):
    bag = garments.draw(train=60, test=1).x_train[16]
    return pixels.pixel_numbers(bag, 8, 5, 8, language=language)


def colour_channels(language):
    photograph = photographs.photograph(colour=True)[SQUARE]
    axes = panels(4, 12, 3.5)
    show(axes[0], photograph)
    for channel, name in enumerate("RGB"):
        show(axes[channel + 1], photograph[:, :, channel])
        axes[channel + 1].set_title(name, fontsize=20)
    return Picture(
        axes,
        words(language, "Three channels", "세 채널"),
        words(
            language,
            "A colour photograph of a temple and its red, green and blue channels as grey images. "
            "The sky is darkest in red and brightest in blue.",
            "누각의 컬러 사진과 그 빨강, 초록, 파랑 채널을 각각 회색조로 나타낸 그림. 하늘은 "
            "빨강에서 가장 어둡고 파랑에서 가장 밝습니다.",
        ),
    )


def scaled_digit(language):
    digits = data.load("digits")
    image = digits.x_test[list(digits.y_test).index(3)]
    part = image[8:13, 10:15]
    ax = board(17.4, 5.2)
    image_at(ax, image, 0.1, 0.1, 5)
    pixel = 5 / 28
    frame(ax, 0.1 + 10 * pixel, 0.1 + 8 * pixel, 5 * pixel, 5 * pixel, POINTED)
    table(ax, numbers(part), 5.6, 0.1, shades(part, 0, 255))
    write(ax, 11.45, 2.6, "÷ 255", 17)
    texts = np.vectorize("{:.2f}".format, otypes=[object])(part / 255)
    table(ax, texts, 12.3, 0.1, shades(part, 0, 255))
    return Picture(
        ax,
        words(language, "Divided by 255", "255로 나누기"),
        words(
            language,
            "A handwritten digit of 28x28 pixels and the values of 5x5 of them, as they are, from "
            f"{part.min()} to {part.max()}, and divided by 255, from {texts.min()} to "
            f"{texts.max()}.",
            f"28x28 픽셀의 손글씨 숫자, 그중 5x5 픽셀의 값({part.min()}부터 {part.max()}까지), "
            f"그리고 255로 나눈 값({texts.min()}부터 {texts.max()}까지).",
        ),
    )


def smooth_pictures(language):
    names = photographs.installed_photographs()
    ax = plots.new_axes(8.6, 3.45)
    ax.set_position((0.33, 0.17, 0.66, 0.81))
    picture = pixels.difference_histogram(list(map(photographs.photograph, names)), ax, language)
    ax.set(ylim=(1e-6, 1), yticks=10.0 ** np.arange(-6, 1))
    ax.minorticks_off()
    ax.legend(fontsize=FONT_SIZE - 1, handlelength=1.2, borderaxespad=0.3)  # narrow: off the curves
    for row, name in enumerate(names):
        tall = 0.98 / len(names)
        beside = ax.figure.add_axes((0.0, 0.99 - tall * (row + 1), 0.22, tall - 0.03))
        show(empty(beside), photographs.photograph(name))
        beside.set_anchor("W")
    return picture


def four_distances(language):
    photograph = photographs.photograph("flower", colour=True)
    axes = panels(4, 12, 3.5)
    seen = words(
        language, ("an edge", "a pattern", "a part", "the object"), ("에지", "무늬", "부분", "물체")
    )
    for ax, (left, top, side), what in zip(axes, DISTANCES, seen, strict=True):
        show(ax, photograph[top : top + side, left : left + side])
        ax.set_title(f"{what}\n{side} × {side}", fontsize=20)
    for ax, inner, outer in zip(axes[1:], DISTANCES, DISTANCES[1:], strict=False):
        left, top = inner[0] - outer[0] - 0.5, inner[1] - outer[1] - 0.5
        frame(ax, left, top, inner[2], inner[2], POINTED)
    return Picture(
        axes,
        words(language, "From close up to far away", "가까이에서 멀리"),
        words(
            language,
            "Four windows of one photograph, each marked by a frame in the next: the edge of a "
            "petal, tips of petals, part of a flower, the whole flower.",
            "한 사진의 네 부분. 다음 그림의 네모가 앞 그림의 자리입니다: 꽃잎의 가장자리, "
            "꽃잎 끝의 무늬, 꽃의 일부, 꽃 전체.",
        ),
    )


# Units: the width of an image in one row.
STRIP = 21.6


def flattened_letters(language):
    """N, the N moved by one column, and H: one more in each step."""
    return Steps(tuple(flattened_step(language, count) for count in (1, 2, 3)))


def flattened_step(language, count):
    """Draw the first letters and their rows of pixels; those shared with the N are marked."""
    names = list(letters())[:count]
    images = [letters()[name] for name in names]
    both = [images[0] & image for image in images]
    bright, shared = int(images[0].sum()), int(both[-1].sum())
    ax = board(30, 11.2, 0.4)
    for row, image in enumerate(images):
        top, marked = 0.1 + 3.8 * row, both[row] * (row > 0)
        draw_bright(ax, image, marked, 0.1, top, 0.34, 0.34)
        border(ax, 0.1, top, 3.4, 3.4, INPUT)
        flat, marks = image.reshape(1, -1), marked.reshape(1, -1)
        draw_bright(ax, flat, marks, 4.4, top + 0.6, STRIP / flat.size, 2.2)
        ends = 4.4 + STRIP * np.arange(1, len(image)) / len(image)
        ax.vlines(ends, top + 0.6, top + 2.8, color=INPUT.line, linewidth=3)
        border(ax, 4.4, top + 0.6, STRIP, 2.2, INPUT)
        text = shared_of(language, int(both[row].sum()), bright)
        write(ax, 26.4, top + 1.7, text, 20, ha="left")
    if count == 1:
        middle, height = 4.4 + 0.45 * STRIP, 0.1 + 4.5 * 0.34
        corners = [(3.55, height), (3.9, height), (3.9, 4), (middle, 4), (middle, 2.95)]
        arrow(ax, corners, color=POINTED, linewidth=4, mutation_scale=22)
        write(ax, middle, 4.7, words(language, "fifth row", "다섯째 행"), 20)
    return Picture(
        ax,
        words(language, "Flattened letters", "평탄화한 글자"),
        words(
            language,
            (
                "The letter N in 10x10 pixels, and the same pixels in one long row, ten from each "
                "row of the image. An arrow leads from the fifth row to its place.",
                f"The letter N one column further right, and its row: {shared} of the {bright} "
                "bright pixels are those of the first row.",
                f"The letter H and its row: {shared} of the bright pixels are those of the first "
                "row.",
            )[count - 1],
            (
                "10x10 픽셀의 글자 N과, 그 픽셀을 이미지의 행마다 열 개씩 이어 붙인 한 줄. "
                "다섯째 행에서 그 줄의 자리까지 화살표를 그렸습니다.",
                f"한 열 오른쪽으로 옮긴 글자 N과 그 줄. 첫 줄의 밝은 픽셀 {bright}개 가운데 "
                f"{shared}개가 겹칩니다.",
                f"글자 H와 그 줄. 첫 줄의 밝은 픽셀 가운데 {shared}개가 겹칩니다.",
            )[count - 1],
        ),
    )


def shared_of(language, count, total):
    """How many of the N's bright pixels are shared, or how many it has."""
    if count == total:
        return words(language, f"{count} bright", f"밝은 칸 {count}개")
    return words(language, f"{count} of {total}", f"{total}개 중 {count}개")


def draw_bright(ax, image, marked, left, top, width, height):
    """Draw the bright pixels (rows, columns) on black; the marked ones are yellow and hatched."""
    rows, columns = image.shape
    look = {"facecolor": "black", "edgecolor": "none"}
    ax.add_patch(Rectangle((left, top), width * columns, height * rows, **look))
    for row, column in np.argwhere(image):
        both = marked[row, column]
        look = {"facecolor": MARKED if both else PAPER, "hatch": "////" if both else ""}
        place = left + column * width, top + row * height
        ax.add_patch(Rectangle(place, width, height, edgecolor="black", linewidth=0.5, **look))


# Pixels and units of the layers in `three_connections`, and pixels that a window has.
PIXELS, UNITS, WINDOW = 8, 6, 3
# The lines of shared weights.
LINES = ("-", (0, (4, 1.5)), (0, (1, 1)))


def three_connections(language):
    """Three layers, with one, two, three and all units connected."""
    return Steps(tuple(connections_step(language, units) for units in (1, 2, 3, UNITS)))


def connections_step(language, units):
    """Draw the connections of the first units, those of the last one thick, and count weights."""
    names = words(
        language,
        ("dense", "locally connected", "convolution"),
        ("완전 연결", "지역 연결", "합성곱"),
    )
    weights = (np.arange(PIXELS * UNITS).reshape(UNITS, -1), *windows_of_weights())
    ax = board(30, 11.2, 0.4)
    counts = []
    for number, (name, each) in enumerate(zip(names, weights, strict=True)):
        left = 0.4 + 10 * number
        write(ax, left + 4.6, 0.7, name, 20, weight="bold")
        draw_layer(ax, each[:units], left, shared=number == 2)
        used = each[units - 1]
        first = 0 if number == 0 else units - 1
        draw_weights(ax, used, left + 0.6 + 1.15 * first)
        counts.append(len(np.unique(each[:units])))
        say = words(language, f"{counts[-1]} weights", f"가중치 {counts[-1]}개")
        write(ax, left + 4.6, 10.5, say, 22, weight="bold")
    return Picture(
        ax,
        words(language, "Three ways to connect", "연결하는 세 가지 방법"),
        words(
            language,
            f"Eight pixels below and six units above in three layers. The connections of unit "
            f"{units} are new. Weights so far: dense {counts[0]}, one for each pixel and unit; "
            f"locally connected {counts[1]}, three for each unit; convolution {counts[2]}, the "
            "same for all units.",
            f"아래에 픽셀 여덟 개, 위에 유닛 여섯 개가 있는 층 셋. {units}번째 유닛을 이었습니다. "
            f"지금까지의 가중치: 완전 연결은 픽셀과 유닛마다 하나씩 {counts[0]}개, 지역 연결은 "
            f"유닛마다 셋씩 {counts[1]}개, 합성곱은 모든 유닛이 함께 쓰는 {counts[2]}개.",
        ),
    )


def windows_of_weights():
    """The numbers of the weights (UNITS, WINDOW) if each unit has its own, and if all share."""
    own = np.arange(UNITS * WINDOW).reshape(UNITS, WINDOW)
    return own, np.broadcast_to(np.arange(WINDOW), own.shape)


def draw_layer(ax, weights, left, shared):
    """Draw pixels, units, and the lines of the units in `weights` (units, pixels that each sees).

    Shared weights have a line style each; the last unit's lines are thick, the others thin.
    """
    pixels = left + 0.6 + 1.15 * np.arange(PIXELS)
    tops = pixels[:UNITS] + 1.15 * (PIXELS - UNITS) / 2
    for unit, row in enumerate(weights):
        new = unit == len(weights) - 1
        look = {"color": KERNEL.line if new else KERNEL.side, "linewidth": 4 if new else 1.5}
        for place in range(len(row)):
            pixel = pixels[place if len(row) == PIXELS else unit + place]
            style = LINES[row[place]] if shared else "-"
            ax.plot((pixel, tops[unit]), (7.9, 2.2), linestyle=style, zorder=1 + new, **look)
    spots = {"markersize": 21, "markeredgewidth": 3, "linestyle": "", "zorder": 3}
    looks = {"markerfacecolor": INPUT.fill, "markeredgecolor": INPUT.line}
    ax.plot(pixels, np.full(PIXELS, 7.9), "s", **spots | looks)
    for unit, x in enumerate(tops):
        fill = OUTPUT.fill if unit < len(weights) else PAPER
        ax.plot(x, 2.2, "o", **spots, markerfacecolor=fill, markeredgecolor=OUTPUT.line)


def draw_weights(ax, weights, left):
    """Name the weights of the unit whose leftmost pixel is at `left`, below the pixels."""
    names = [f"w{str(number + 1).translate(SUBSCRIPTS)}" for number in weights]
    if len(names) > WINDOW:
        write(ax, left + 1.15 * (len(names) - 1) / 2, 9.1, f"{names[0]} … {names[-1]}", 18)
    else:
        for place, name in enumerate(names):
            write(ax, left + 1.15 * place, 9.1, name, 18)


def weights_compared(language):
    ax = plots.new_axes(9, 3.4)
    picture = pixels.weights_compared(ax=ax, language=language)
    ax.set_xlabel(words(language, "number of weights", "가중치의 수"), fontsize=FONT_SIZE)
    return picture


FIGURES = {
    "grey-pixels": grey_pixels,
    "colour-channels": colour_channels,
    "scaled-digit": scaled_digit,
    "smooth-pictures": smooth_pictures,
    "four-distances": four_distances,
    "flattened-letters": flattened_letters,
    "three-connections": three_connections,
    "weights-compared": weights_compared,
}
