"""Dense blocks: maps that are concatenated."""

import numpy as np
from matplotlib.path import Path

from fashion_cnn.drawing import plots
from fashion_cnn.drawing.architecture.slabs import arrow
from fashion_cnn.drawing.cells import write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, KERNEL, MARKED, OUTPUT, PAPER, POINTED
from slides.figures.boards import WIDE, board
from slides.figures.classics.parts import LARGE, MIDDLE, NO_WEIGHTS, SMALL, bow, box, line_of_boxes
from slides.languages import words


def dense_block(language):
    """Draw five layers with growth rate 4, each fed by all layers before it."""
    ax = board(WIDE, 5.0, unit=1)
    seen = channels_seen(6, 4, 5)
    xs = [0.8, *(2.75 + 1.72 * layer for layer in range(5)), 11.4]
    y = 3.75
    names = ["$x_0$", *(f"$H_{layer}$" for layer in range(1, 6))]
    tones = [str(grey) for grey in np.linspace(0.1, 0.6, 6)]
    for first in range(6):
        for last in range(first + 1, 6):
            bend(ax, xs[first], xs[last], y - 0.45, last - first, tones[first], first, last)
    for place, (x, name) in enumerate(zip(xs, names, strict=False)):
        box(ax, x, y, name, 1.0, 0.85, OUTPUT.fill if place else INPUT.fill, 24)
        made = 4 if place else 6
        write(ax, x, y + 0.75, f"+{made}" if place else str(made), LARGE, weight="bold")
    total = xs[6]
    box(ax, total, y, str(seen[-1]), 0.85, 0.85, PAPER, LARGE)
    arrow(ax, [(xs[5] + 0.5, y), (total - 0.43, y)])
    for place, count in enumerate(seen[:-1], start=1):
        write(ax, xs[place] - 0.86, y + 0.22, str(count), MIDDLE)
        if place == 1:
            arrow(ax, [(xs[0] + 0.5, y), (xs[1] - 0.5, y)], color=tones[0], linewidth=2.4)
        else:
            arrow(ax, [(xs[place - 1] + 0.5, y), (xs[place] - 0.5, y)], color=tones[place - 1])
    return Picture(
        ax,
        words(language, "A dense block of five layers", "다섯 층의 밀집 블록"),
        words(
            language,
            "Six maps come in. Each of five layers adds four maps and is fed by the input and all "
            f"layers before it, 15 arrows in all. The layers see {', '.join(map(str, seen[:-1]))} "
            f"maps, and the block outputs {seen[-1]}.",
            "맵 6개가 들어옴. 다섯 층이 각각 4개를 더하고, 입력과 앞의 모든 층에서 받음(화살표 "
            f"15개). 각 층이 보는 맵: {', '.join(map(str, seen[:-1]))}, 블록의 출력: {seen[-1]}.",
        ),
    )


def channels_seen(channels, growth_rate, layers):
    """The channels that each layer of a dense block sees, then those of the output."""
    return [channels + growth_rate * layer for layer in range(layers + 1)]


def bend(ax, start, end, y, span, tone, first, last):
    """Draw an arc from the right half of a box to the left half of a later one."""
    if span == 1:
        return
    start, end = start + 0.36 - 0.12 * (span - 2), end - 0.4 + 0.16 * (last - first - 2)
    up = 0.75 + 0.78 * (span - 1)
    points = [(start, y), (start, y - up), (end, y - up), (end, y)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3]
    arrow(ax, points, codes, color=tone, linewidth=2.4)


def dense_layer(language):
    """Draw a layer of a dense block and a transition, with their channels."""
    ax = board(WIDE, 4.7, unit=1)
    conv = words(language, "conv", "합성곱")
    pool = words(language, "mean 2x2", "평균 2x2")
    before = ("BN, ReLU", 1.55, NO_WEIGHTS)
    layer = [
        before,
        (f"{conv} 1x1\n→ 4k", 1.75, MARKED),
        before,
        (f"{conv} 3x3\n→ k", 1.75, KERNEL.fill),
        ("[ , ]", 0.75, PAPER),
    ]
    half = [before, (f"{conv} 1x1\n→ c/2", 1.75, MARKED), (pool, 1.75, NO_WEIGHTS)]
    names = words(language, ("layer", "transition"), ("층", "전이 층"))
    write(ax, 0.1, 0.2, names[0], MIDDLE, ha="left", weight="bold")
    write(ax, 0.1, 3.0, names[1], MIDDLE, ha="left", weight="bold")
    write(ax, 0.35, 1.75, "c", LARGE)
    xs = line_of_boxes(ax, 1.75, layer, 1.5, 10.7, height=0.9)
    arrow(ax, [(0.6, 1.75), (1.5, 1.75)])
    arrow(ax, [(10.7, 1.75), (11.15, 1.75)])
    write(ax, 11.6, 1.75, "c + k", LARGE)
    bow(ax, 1.0, xs[-1], 1.75, 0.9, radius=0.45)
    write(ax, 0.35, 3.9, "c", LARGE)
    line_of_boxes(ax, 3.9, half, 1.5, 8.2, height=0.9)
    arrow(ax, [(0.6, 3.9), (1.5, 3.9)])
    arrow(ax, [(8.2, 3.9), (8.8, 3.9)])
    write(
        ax, 9.1, 3.9, words(language, "c/2, half the side", "c/2, 한 변은 절반"), MIDDLE, ha="left"
    )
    return Picture(
        ax,
        words(language, "A layer of a dense block, and a transition", "밀집 블록의 층과 전이 층"),
        words(
            language,
            "Top, a layer: BN, ReLU and a 1x1 convolution turn c channels into 4k; BN, ReLU and a "
            "3x3 convolution turn those into k, which are appended to the c. Bottom, a transition: "
            "BN, ReLU, a 1x1 convolution to half the channels, 2x2 average pooling.",
            "위는 층 하나: 채널 c개에서 BN, ReLU, 1x1 합성곱이 4k개를, BN, ReLU, 3x3 합성곱이 "
            "k개를 만들고, 이것을 c개 뒤에 이어 붙임. 아래는 전이 층: BN, ReLU, 채널을 절반으로 "
            "줄이는 1x1 합성곱, 2x2 평균 풀링.",
        ),
    )


def densenet121(language):
    """Draw how the channels grow in the blocks of DenseNet121 and fall between them."""
    ax = plots.new_axes(12, 4.7)
    channels, layer = 64, 0
    said = []
    for block, layers in enumerate((6, 12, 24, 16), start=1):
        seen = channels_seen(channels, 32, layers)
        places = np.arange(layer, layer + len(seen))
        ax.plot(places, seen, "o-", color=OUTPUT.line, markersize=6, linewidth=2.5)
        text = {"fontsize": SMALL}
        ax.text(places[0] + 0.4, seen[0] - 90, str(seen[0]), **text)
        ax.text(places[-1] - 0.6, seen[-1] + 12, str(seen[-1]), ha="right", weight="bold", **text)
        said.append(f"{seen[0]} → {seen[-1]}")
        if block < 4:
            channels = seen[-1] // 2
            ends = [places[-1], places[-1]], [seen[-1], channels]
            ax.plot(*ends, ":", color=POINTED, linewidth=3)
        layer += layers
    ax.set(xlim=(-2, 61), ylim=(-70, 1150))
    ax.set_xlabel(words(language, "layers before it", "앞에 있는 층의 수"), fontsize=SMALL)
    ax.set_ylabel(words(language, "channels", "채널"), fontsize=SMALL)
    ax.tick_params(labelsize=SMALL)
    ax.spines[["top", "right"]].set_visible(False)
    return Picture(
        ax,
        "DenseNet121",
        words(
            language,
            "Channels, layer by layer. In each of four blocks they grow by 32 per layer, "
            f"{', '.join(said)}; at each dotted line a transition halves them.",
            f"층에 따른 채널 수: 네 블록에서 층마다 32씩 늘어남({', '.join(said)}). 점선에서는 "
            "전이 층이 절반으로 줄임.",
        ),
    )


FIGURES = {
    "dense-block": dense_block,
    "dense-layer": dense_layer,
    "densenet121-channels": densenet121,
}
