"""Residual blocks: maps that are added."""

import numpy as np

from fashion_cnn.drawing.architecture.slabs import arrow
from fashion_cnn.drawing.cells import number, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import GRADIENT, INPUT, KERNEL, MARKED, OUTPUT, PAPER, POINTED
from slides.facts.classics import FACTS
from slides.figures.boards import WIDE, Steps, board
from slides.figures.classics.parts import (
    LARGE,
    MIDDLE,
    NO_WEIGHTS,
    SHORTCUT,
    bow,
    box,
    circle,
    line_of_boxes,
)
from slides.languages import words


def conv_bn_relu(language):
    return words(language, "conv 3x3", "합성곱 3x3"), "BN", "ReLU"


def residual_block(language):
    """Draw two layers, without and with a shortcut."""
    conv, norm, relu = conv_bn_relu(language)
    tail = [(conv, 1.75, KERNEL.fill), (norm, 0.85, NO_WEIGHTS)]
    end = [(relu, 0.95, NO_WEIGHTS)]
    body = [*tail, *end]
    ax = board(WIDE, 4.6, unit=1)
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


def residual_chain(language):
    """Draw three blocks whose F are added to one straight line."""
    ax = board(WIDE, 4.0, unit=1)
    y, below = 1.15, 3.0
    xs = [2.9, 6.0, 9.1]
    names = ["$x_0$", "$x_1$", "$x_2$", "$x_3$"]
    ax.plot([0.9, xs[0]], [y, y], color=POINTED, linewidth=SHORTCUT["linewidth"], zorder=1)
    for block, x in enumerate(xs):
        start = x - 1.75
        arrow(ax, [(start, y), (start, below), (x - 1.15, below)])
        _, right = box(ax, x - 0.55, below, f"$F_{block}$", 1.2, 0.8, KERNEL.fill, 24)
        arrow(ax, [(right, below), (x + 0.35, below), (x + 0.35, y + 0.27)])
        circle(ax, x + 0.35, y, radius=0.27)
        end = xs[block + 1] if block < 2 else 11.1
        arrow(ax, [(x + 0.62, y), (end if block == 2 else end + 0.08, y)], **SHORTCUT)
    for x, name in zip((0.55, 4.35, 7.45, 11.5), names, strict=True):
        write(ax, x, y - (0.45 if 1 < x < 11 else 0), name, 24)
    return Picture(
        ax,
        words(language, "Three residual blocks in a row", "이어진 잔차 블록 세 개"),
        words(
            language,
            "A thick straight line leads from x_0 to x_3. Three times, a branch leaves it, passes "
            "through a box F and is added to the line.",
            "x_0에서 x_3까지 굵고 곧은 선 하나. 세 번 가지가 내려가 상자 F를 지나 선에 더해짐.",
        ),
    )


SLOPES, LAST = (0.5, -0.25, 0.1), 2.0


def gradients(shortcut):
    """The gradients at x_0 to x_3 in the lesson's chain."""
    factors = [s + shortcut for s in SLOPES]
    return [LAST * float(np.prod(factors[place:])) for place in range(len(SLOPES) + 1)]


def residual_gradient(language):
    """The gradient on its way back through three blocks, one block in each step."""
    return Steps(tuple(gradient_step(language, known) for known in range(len(SLOPES) + 1)))


def gradient_step(language, known):
    """Draw the gradients at the last `known` + 1 places of a plain and a residual chain."""
    ax = board(WIDE, 4.4, unit=1)
    xs = [1.9, 4.9, 7.9, 10.9]
    kinds = words(language, ("plain", "residual"), ("일반", "잔차"))
    first = len(SLOPES) - known
    said = []
    for y, kind, shortcut in ((1.45, kinds[0], 0), (3.6, kinds[1], 1)):
        values = [f"{value:.4g}".replace("-", "−") for value in gradients(shortcut)]
        line = SHORTCUT if shortcut else {"linewidth": 2.2, "linestyle": "--"}
        write(ax, 0.1, y - 0.75, kind, MIDDLE, ha="left", weight="bold")
        for place, (x, value) in enumerate(zip(xs, values, strict=True)):
            here, colour = (value, GRADIENT.fill) if place >= first else ("", PAPER)
            box(ax, x, y, here, 1.35, 0.75, colour, LARGE, GRADIENT.line, linestyle=":")
        for place, slope in enumerate(SLOPES):
            if place >= first:
                arrow(ax, [(xs[place + 1] - 0.68, y), (xs[place] + 0.7, y)], **line)
            middle = (xs[place] + xs[place + 1]) / 2
            factor = f"1 {'+' if slope > 0 else '−'} {abs(slope)}" if shortcut else number(slope)
            write(ax, middle, y - 0.3, f"·({factor})", MIDDLE)
        said.append(f"{kind} " + ", ".join(reversed(values[first:])))
    for place, x in enumerate(xs):
        write(ax, x, 0.3, f"$\\partial E/\\partial x_{place}$", 21)
    return Picture(
        ax,
        words(language, "The gradient on its way back", "되돌아가는 기울기"),
        words(
            language,
            "The gradient on its way back through three blocks, from x_3 to "
            f"x_{first}: {'; '.join(said)}.",
            f"세 블록을 거꾸로 지나는 기울기, x_3에서 x_{first}까지: {'; '.join(said)}.",
        ),
    )


def preactivation(language):
    """Draw an original and a pre-activation block, which differ in where the ReLU is."""
    conv, norm, relu = conv_bn_relu(language)
    c, n, r = (conv, 1.65, KERNEL.fill), (norm, 0.8, NO_WEIGHTS), (relu, 0.95, NO_WEIGHTS)
    barrier, plus = (relu, 0.95, MARKED), ("+", 0.55, PAPER)
    orders = [c, n, r, c, n, plus, barrier], [n, r, c, n, r, c, plus]
    names = words(
        language,
        ("2015: original", "2016: pre-activation"),
        ("2015: 원래 블록", "2016: 사전 활성화"),
    )
    ax = board(WIDE, 4.6, unit=1)
    for y, steps, name in zip((0.95, 3.55), orders, names, strict=True):
        write(ax, 0.1, y + 0.72, name, MIDDLE, ha="left", weight="bold")
        xs = line_of_boxes(ax, y, steps, 1.15, 11.0)
        arrow(ax, [(0.35, y), (1.15, y)])
        arrow(ax, [(11.0, y), (11.7, y)])
        bow(ax, 0.75, xs[steps.index(plus)], y, 0.7)
    return Picture(
        ax,
        words(language, "Original and pre-activation blocks", "원래 블록과 사전 활성화 블록"),
        words(
            language,
            "Top, the original block: conv-BN-ReLU-conv-BN, the sum, and after it a ReLU, marked "
            "in yellow. Bottom, pre-activation: BN-ReLU-conv-BN-ReLU-conv, and nothing after the "
            "sum.",
            "위는 원래 블록: conv-BN-ReLU-conv-BN, 합, 그 뒤에 노란색으로 표시한 ReLU. 아래는 "
            "사전 활성화: BN-ReLU-conv-BN-ReLU-conv, 합 뒤에는 아무것도 없음.",
        ),
    )


def bottleneck(language):
    """Draw two 3x3 convolutions and a bottleneck, with their weights."""
    ax = board(WIDE, 4.9, unit=1)
    wide, narrow = (56, 56, 256), (56, 56, 64)
    rows_drawn = (
        (1.25, (wide, wide, wide), ("3x3", "3x3"), "two_3x3_weights"),
        (3.75, (wide, narrow, narrow, wide), ("1x1", "3x3", "1x1"), "bottleneck_weights"),
    )
    for y, shapes, kernels, fact in rows_drawn:
        xs = np.linspace(0.9, 8.6, len(shapes))
        for x, shape in zip(xs, shapes, strict=True):
            width = 0.05 * shape[-1] ** 0.62
            box(ax, x, y, "", width, 1.3, INPUT.fill if x == xs[0] else OUTPUT.fill)
            write(ax, x, y + 0.87, str(shape[-1]), MIDDLE)
        for place, kernel in enumerate(kernels):
            ends = xs[place] + 0.85, xs[place + 1] - 0.85
            if shapes[place] == narrow:
                ends = xs[place] + 0.4, ends[1] + (0.45 if shapes[place + 1] == narrow else 0)
            elif shapes[place + 1] == narrow:
                ends = ends[0], ends[1] + 0.45
            arrow(ax, [(ends[0], y), (ends[1], y)])
            write(ax, sum(ends) / 2, y - 0.28, kernel, MIDDLE, weight="bold", color=KERNEL.line)
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


FIGURES = {
    "residual-block": residual_block,
    "residual-chain": residual_chain,
    "residual-gradient": residual_gradient,
    "preactivation": preactivation,
    "bottleneck": bottleneck,
}
