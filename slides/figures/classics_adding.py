"""Residual and dense blocks: maps that are added, and maps that are concatenated."""

import numpy as np

from fashion_cnn.drawing import Picture
from fashion_cnn.drawing.cells import BLUE, PAPER, VERMILION, number, shades, write
from fashion_cnn.drawing.slabs import INPUT, MAPS, arrow
from slides.facts.classics import FACTS
from slides.figures.classics_parts import (
    LARGE,
    MIDDLE,
    SMALL,
    board,
    box,
    circle,
    line_of_boxes,
)
from slides.languages import words

PALE_BLUE, PALE_RED = "#DCEBF5", "#FBE3D4"

# --------------------------------------------------------------------------------------- ResNet


def conv_bn_relu(language):
    return words(language, "conv 3x3", "합성곱 3x3"), "BN", "ReLU"


def residual_block(language):
    """Draw two layers, without and with a shortcut."""
    conv, norm, relu = conv_bn_relu(language)
    body = [(conv, 1.75, MAPS[0]), (norm, 0.85, MAPS[1]), (relu, 0.95, PALE_BLUE)]
    tail = [(conv, 1.75, MAPS[0]), (norm, 0.85, MAPS[1])]
    end = [(relu, 0.95, PALE_BLUE)]
    ax = board(4.6)
    plain, shortcut = words(language, ("plain", "residual"), ("일반", "잔차"))
    for y, name, joint in ((0.95, plain, []), (3.55, shortcut, [("+", 0.55, PAPER)])):
        write(ax, 0.1, y + 0.68, name, MIDDLE, ha="left", weight="bold")
        xs = line_of_boxes(ax, y, [*body, *tail, *joint, *end], 1.15, 11.0)
        write(ax, 0.3, y, "x", LARGE)
        arrow(ax, [(0.5, y), (1.15, y)])
        arrow(ax, [(11.0, y), (11.5, y)])
        write(ax, 11.75, y, "y", LARGE)
        if joint:
            bow(ax, 0.8, xs[5], y, 1.25)
    return Picture(
        ax,
        words(language, "A plain and a residual block", "일반 블록과 잔차 블록"),
        words(
            language,
            "Top: x passes through convolution, batch normalisation, ReLU, convolution, batch "
            "normalisation, ReLU. Bottom: the same, but x itself also takes a shortcut around them "
            "and is added before the last ReLU.",
            "위: x가 합성곱, 배치 정규화, ReLU, 합성곱, 배치 정규화, ReLU를 지남. 아래: 같은 층에 "
            "더해 x 자체가 지름길로 지나가 마지막 ReLU 앞에서 더해짐.",
        ),
    )


def bow(ax, start, end, y, up, radius=0.28):
    """Draw a shortcut: from the line at `start` over the boxes down into the sum at `end`."""
    path = [(start, y), (start, y - up), (end, y - up), (end, y - radius)]
    arrow(ax, path, color=BLUE, linewidth=3.4)


def residual_chain(language):
    """Draw three blocks whose F are added to one straight line."""
    ax = board(4.0)
    y, below = 1.15, 3.0
    xs = [2.9, 6.0, 9.1]
    names = ["$x_0$", "$x_1$", "$x_2$", "$x_3$"]
    ax.plot([0.9, xs[0]], [y, y], color=BLUE, linewidth=3.4, zorder=1)
    for block, x in enumerate(xs):
        start = x - 1.75
        arrow(ax, [(start, y), (start, below), (x - 1.15, below)])
        _, right = box(ax, x - 0.55, below, f"$F_{block}$", 1.2, 0.8, MAPS[0], 24)
        arrow(ax, [(right, below), (x + 0.35, below), (x + 0.35, y + 0.27)])
        circle(ax, x + 0.35, y, radius=0.27)
        end = xs[block + 1] if block < 2 else 11.1
        arrow(
            ax, [(x + 0.62, y), (end if block == 2 else end + 0.08, y)], color=BLUE, linewidth=3.4
        )
    for x, name in zip((0.55, 4.35, 7.45, 11.5), names, strict=True):
        write(ax, x, y - (0.45 if 1 < x < 11 else 0), name, 24)
    return Picture(
        ax,
        words(language, "Three residual blocks in a row", "이어진 잔차 블록 세 개"),
        words(
            language,
            "A straight line leads from x_0 to x_3. Three times, a branch leaves it, passes "
            "through a box F and is added to the line.",
            "x_0에서 x_3까지 곧은 선 하나. 세 번 가지가 내려가 상자 F를 지나 선에 더해짐.",
        ),
    )


SLOPES, LAST = (0.5, -0.25, 0.1), 2.0


def gradients(shortcut):
    """Return the gradients at x_0 to x_3 in the lesson's chain."""
    factors = [s + shortcut for s in SLOPES]
    return [LAST * float(np.prod(factors[place:])) for place in range(len(SLOPES) + 1)]


def residual_gradient(language):
    """Draw the gradient on its way back through three plain and three residual blocks."""
    ax = board(4.4)
    xs = [1.9, 4.9, 7.9, 10.9]
    kinds = words(language, ("plain", "residual"), ("일반", "잔차"))
    said = []
    for y, kind, shortcut in ((1.45, kinds[0], 0), (3.6, kinds[1], 1)):
        values = [f"{value:.4g}".replace("-", "−") for value in gradients(shortcut)]
        line, width = ("--", 2.2) if not shortcut else ("-", 3.4)
        colour = VERMILION if not shortcut else BLUE
        write(ax, 0.1, y - 0.75, kind, MIDDLE, ha="left", weight="bold")
        for x, value in zip(xs, values, strict=True):
            box(ax, x, y, value, 1.35, 0.75, PALE_RED if not shortcut else PALE_BLUE, LARGE)
        for place, slope in enumerate(SLOPES):
            ends = [(xs[place + 1] - 0.68, y), (xs[place] + 0.7, y)]
            arrow(ax, ends, color=colour, linewidth=width, linestyle=line)
            middle = (xs[place] + xs[place + 1]) / 2
            factor = f"1 {'+' if slope > 0 else '−'} {abs(slope)}" if shortcut else number(slope)
            write(ax, middle, y - 0.3, f"·({factor})", MIDDLE)
        said.append(f"{kind} " + ", ".join(values))
    for place, x in enumerate(xs):
        write(ax, x, 0.3, f"$\\partial E/\\partial x_{place}$", 21)
    return Picture(
        ax,
        words(language, "The gradient on its way back", "되돌아가는 기울기"),
        words(
            language,
            f"The gradient from x_0 to x_3, computed from right to left: {'; '.join(said)}.",
            f"x_0에서 x_3까지의 기울기, 오른쪽에서 왼쪽으로 계산: {'; '.join(said)}.",
        ),
    )


def preactivation(language):
    """Draw an original and a pre-activation block, which differ in where the ReLU is."""
    conv, norm, relu = conv_bn_relu(language)
    c, n, r, p = (conv, 1.65, MAPS[0]), (norm, 0.8, MAPS[1]), (relu, 0.95, PALE_BLUE), "+"
    barrier = (relu, 0.95, PALE_RED)
    plus = (p, 0.55, PAPER)
    orders = [c, n, r, c, n, plus, barrier], [n, r, c, n, r, c, plus]
    names = words(
        language,
        ("2015: original", "2016: pre-activation"),
        ("2015: 원래 블록", "2016: 사전 활성화"),
    )
    ax = board(4.6)
    for y, steps, name in zip((0.95, 3.55), orders, names, strict=True):
        write(ax, 0.1, y + 0.72, name, MIDDLE, ha="left", weight="bold")
        xs = line_of_boxes(ax, y + 0.0, steps, 1.15, 11.0)
        arrow(ax, [(0.35, y), (1.15, y)])
        arrow(ax, [(11.0, y), (11.7, y)])
        bow(ax, 0.75, xs[steps.index(plus)], y, 0.7)
    return Picture(
        ax,
        words(language, "Original and pre-activation blocks", "원래 블록과 사전 활성화 블록"),
        words(
            language,
            "Top, the original block: conv-BN-ReLU-conv-BN, the sum, and after it a ReLU, marked "
            "in red. Bottom, pre-activation: BN-ReLU-conv-BN-ReLU-conv, and nothing after the "
            "sum.",
            "위는 원래 블록: conv-BN-ReLU-conv-BN, 합, 그 뒤에 붉게 표시한 ReLU. 아래는 "
            "사전 활성화: BN-ReLU-conv-BN-ReLU-conv, 합 뒤에는 아무것도 없음.",
        ),
    )


def bottleneck(language):
    """Draw two 3x3 convolutions and a bottleneck, with their weights."""
    ax = board(4.9)
    wide, narrow = (56, 56, 256), (56, 56, 64)
    rows_drawn = (
        (1.25, (wide, wide, wide), ("3x3", "3x3"), "two_3x3_weights"),
        (3.75, (wide, narrow, narrow, wide), ("1x1", "3x3", "1x1"), "bottleneck_weights"),
    )
    for y, shapes, kernels, fact in rows_drawn:
        xs = np.linspace(0.9, 8.6, len(shapes))
        for x, shape in zip(xs, shapes, strict=True):
            width = 0.05 * shape[-1] ** 0.62
            box(ax, x, y, "", width, 1.3, MAPS[0])
            write(ax, x, y + 0.87, str(shape[-1]), MIDDLE)
        for place, kernel in enumerate(kernels):
            ends = xs[place] + 0.85, xs[place + 1] - 0.85
            if shapes[place] == narrow:
                ends = xs[place] + 0.4, ends[1] + (0.45 if shapes[place + 1] == narrow else 0)
            elif shapes[place + 1] == narrow:
                ends = ends[0], ends[1] + 0.45
            arrow(ax, [(ends[0], y), (ends[1], y)])
            write(ax, sum(ends) / 2, y - 0.25, kernel, MIDDLE, weight="bold")
        write(ax, 9.8, y, f"{FACTS[fact]():,}", LARGE, ha="left", weight="bold")
    counts = FACTS["two_3x3_weights"](), FACTS["bottleneck_weights"]()
    return Picture(
        ax,
        words(language, "Two 3x3 and a bottleneck", "3x3 두 개와 병목"),
        words(
            language,
            f"Top: 256 channels pass through two 3x3 convolutions, {counts[0]:,} weights. Bottom: "
            "a 1x1 reduces 256 channels to 64, a 3x3 works on these, and a 1x1 restores 256, "
            f"{counts[1]:,} weights.",
            f"위: 채널 256개가 3x3 합성곱 두 개를 지남, 가중치 {counts[0]:,}개. 아래: 1x1이 "
            "256개를 64개로 줄이고, 3x3이 처리하고, 1x1이 다시 256개로 늘림, 가중치 "
            f"{counts[1]:,}개.",
        ),
    )


# -------------------------------------------------------------------------------------- DenseNet


def dense_block(language):
    """Draw five layers with growth rate 4, each fed by all layers before it."""
    ax = board(5.0)
    seen = channels_seen(6, 4, 5)
    xs = [0.8, *(2.75 + 1.72 * layer for layer in range(5)), 11.4]
    y = 3.75
    names = ["$x_0$", *(f"$H_{layer}$" for layer in range(1, 6))]
    tones = [str(tone) for tone in shades(range(6), high=7.5)]
    for first in range(6):
        for last in range(first + 1, 6):
            bend(ax, xs[first], xs[last], y - 0.45, last - first, tones[first], first, last)
    for place, (x, name) in enumerate(zip(xs, names, strict=False)):
        box(ax, x, y, name, 1.0, 0.85, MAPS[0] if place else INPUT[0], 24)
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
    """Return the channels that each layer of a dense block sees, then those of the output."""
    return [channels + growth_rate * layer for layer in range(layers + 1)]


def bend(ax, start, end, y, span, tone, first, last):
    """Draw an arc from the right half of a box to the left half of a later one."""
    from matplotlib.path import Path

    if span == 1:
        return
    start, end = start + 0.36 - 0.12 * (span - 2), end - 0.4 + 0.16 * (last - first - 2)
    up = 0.75 + 0.78 * (span - 1)
    points = [(start, y), (start, y - up), (end, y - up), (end, y)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3]
    arrow(ax, points, codes, color=tone, linewidth=2.4)


def dense_layer(language):
    """Draw a layer of a dense block and a transition, with their channels."""
    ax = board(4.7)
    conv = words(language, "conv", "합성곱")
    pool = words(language, "mean 2x2", "평균 2x2")
    before = ("BN, ReLU", 1.55, MAPS[1])
    layer = [
        before,
        (f"{conv} 1x1\n→ 4k", 1.75, "#F2B48C"),
        before,
        (f"{conv} 3x3\n→ k", 1.75, MAPS[0]),
        ("[ , ]", 0.75, PAPER),
    ]
    half = [before, (f"{conv} 1x1\n→ c/2", 1.75, "#F2B48C"), (pool, 1.75, MAPS[1])]
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
    from fashion_cnn.drawing import plots

    ax = plots.new_axes(12, 4.7)
    channels, layer = 64, 0
    said = []
    for block, layers in enumerate((6, 12, 24, 16), start=1):
        seen = channels_seen(channels, 32, layers)
        places = np.arange(layer, layer + len(seen))
        ax.plot(places, seen, "o-", color=plots.TRAINING, markersize=6, linewidth=2.5)
        text = {"fontsize": SMALL}
        ax.text(places[0] + 0.4, seen[0] - 90, str(seen[0]), **text)
        ax.text(places[-1] - 0.6, seen[-1] + 12, str(seen[-1]), ha="right", weight="bold", **text)
        said.append(f"{seen[0]} → {seen[-1]}")
        if block < 4:
            channels = seen[-1] // 2
            ends = [places[-1], places[-1]], [seen[-1], channels]
            ax.plot(*ends, ":", color=plots.VALIDATION, linewidth=3)
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
