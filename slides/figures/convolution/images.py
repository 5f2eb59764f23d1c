"""Figures of deck 1, part 1: images as numbers, and how a dense layer sees them."""

import numpy as np
from matplotlib.patches import Rectangle

from fashion_cnn import data
from fashion_cnn.convolution import photographs
from fashion_cnn.data import garments
from fashion_cnn.drawing import pixels, plots
from fashion_cnn.drawing.cells import frame, image_at, numbers, shades, table, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import BLUE, PAPER, VERMILION
from slides.facts.convolution import letters
from slides.figures.boards import board, panels, show
from slides.languages import words

# A square part of the temple.
SQUARE = np.s_[20:420, 60:460]
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
    frame(ax, 0.1 + 10 * pixel, 0.1 + 8 * pixel, 5 * pixel, 5 * pixel, VERMILION)
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
    images = [photographs.photograph(name) for name in photographs.installed_photographs()]
    ax = plots.new_axes(8.6, 3.9)
    picture = pixels.difference_histogram(images, ax, language)
    ax.set(ylim=(1e-6, 1), yticks=10.0 ** np.arange(-6, 1))
    ax.minorticks_off()
    return picture


def four_distances(language):
    photograph = photographs.photograph("flower", colour=True)
    axes = panels(4, 12, 3.5)
    for ax, (left, top, side) in zip(axes, DISTANCES, strict=True):
        show(ax, photograph[top : top + side, left : left + side])
        ax.set_title(f"{side} × {side}", fontsize=18)
    for ax, inner, outer in zip(axes[1:], DISTANCES, DISTANCES[1:], strict=False):
        left, top = inner[0] - outer[0] - 0.5, inner[1] - outer[1] - 0.5
        frame(ax, left, top, inner[2], inner[2], BLUE)
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


def flattened_letters(language):
    images = letters()
    first = images["N"].ravel()
    ax = board(30, 10.2, 0.4)
    for row, image in enumerate(images.values()):
        top = 0.1 + 3.4 * row
        image_at(ax, image, 0.1, top, 3, 0, 1)
        draw_strip(ax, image.ravel(), first * (row > 0), 3.8, top + 0.75, 23, 1.5)
        write(ax, 28.3, top + 1.5, str(first @ image.ravel()), 20, weight="bold")
    products = [int(first @ image.ravel()) for image in images.values()]
    return Picture(
        ax,
        words(language, "Flattened letters", "평탄화한 글자"),
        words(
            language,
            "The letter N in 10x10 pixels, the same letter moved one column to the right, and the "
            "letter H, each flattened to a row of pixels. The dot products with the first row "
            f"are {products[0]}, {products[1]} and {products[2]}.",
            "10x10 픽셀의 글자 N, 한 열 오른쪽으로 옮긴 같은 글자, 글자 H, 그리고 각각을 한 줄로 "
            f"평탄화한 것. 첫 줄과의 내적: {products[0]}, {products[1]}, {products[2]}.",
        ),
    )


def draw_strip(ax, pixels, others, left, top, width, height):
    """Draw a row of pixels, 0 or 1; pixels that are 1 in `others` too are red and hatched."""
    cell = width / len(pixels)
    ax.add_patch(Rectangle((left, top), width, height, facecolor="black"))
    for place in np.flatnonzero(pixels):
        both = others[place]
        fill = {"facecolor": VERMILION if both else PAPER, "hatch": "////" if both else ""}
        edge = {"edgecolor": "black", "linewidth": 0.5}
        ax.add_patch(Rectangle((left + place * cell, top), cell, height, **fill, **edge))


def three_connections(language):
    ways = {"dense": every(8, 8), "local": window(8, 3, False), "convolution": window(8, 3, True)}
    ax = board(30, 9.6, 0.4)
    for number, (name, lines) in enumerate(ways.items()):
        left = 0.6 + 10 * number
        draw_connections(ax, lines, left, shared=name == "convolution")
        count = len({weight for _, _, weight in lines})
        write(ax, left + 4, 8.9, str(count), 20, weight="bold")
    return Picture(
        ax,
        words(language, "Three ways to connect", "연결하는 세 가지 방법"),
        words(
            language,
            "Eight pixels below, units above. Dense: eight units, each connected to every pixel, "
            "64 weights. Locally connected: six units, each connected to three neighbouring "
            "pixels, 18 weights. Convolution: the same connections, with the same three weights "
            "everywhere.",
            "아래에 픽셀 여덟 개, 위에 유닛. 완전 연결: 모든 유닛이 모든 픽셀과 이어져 가중치 "
            "64개. 지역 연결: 여섯 유닛이 저마다 이웃한 픽셀 세 개와 이어져 가중치 18개. 합성곱: "
            "선은 같지만 어디서나 같은 가중치 세 개를 씁니다.",
        ),
    )


def every(pixels, units):
    """The connections of a dense layer: (pixel, unit, number of the weight)."""
    return [(x, u, u * pixels + x) for u in range(units) for x in range(pixels)]


def window(pixels, size, shared):
    """The connections of a layer of windows; if shared, all use the same weights."""
    units = pixels - size + 1
    return [(u + x, u, x if shared else u * size + x) for u in range(units) for x in range(size)]


def draw_connections(ax, lines, left, shared):
    """Draw pixels below, units above and lines between: solid, dashed and dotted if shared."""
    pixels, units = (1 + max(line[end] for line in lines) for end in (0, 1))
    shift = (pixels - units) / 2
    count = 1 + max(weight for _, _, weight in lines)
    tones = shades(np.arange(count), 0, 1.4 * count)
    for pixel, unit, weight in lines:
        look = {"color": tones[weight], "linewidth": 1.6}
        if shared:
            colour, style = ((BLUE, "-"), (VERMILION, "--"), ("black", ":"))[weight]
            look = {"color": colour, "linestyle": style, "linewidth": 3}
        ends = (left + 0.5 + pixel, left + 0.5 + unit + shift), (7.3, 1.1)
        ax.plot(*ends, zorder=1, **look)
    spots = {"color": "black", "markersize": 15, "zorder": 2}
    ax.plot(left + 0.5 + np.arange(pixels), np.full(pixels, 7.3), "s", **spots)
    round_spots = {"markerfacecolor": PAPER, "markeredgewidth": 2.5}
    ax.plot(left + 0.5 + shift + np.arange(units), np.full(units, 1.1), "o", **spots | round_spots)


def weights_compared(language):
    ax = plots.new_axes(9, 3.4)
    return pixels.weights_compared(ax=ax, language=language)


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
