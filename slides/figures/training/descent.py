"""Figures of deck 2, part 3: going downhill with one weight, and the loss of a class."""

import numpy as np

from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import GRADIENT, KERNEL
from slides.figures.boards import LETTERS, WIDE, Steps, axes_for, thick_arrow
from slides.figures.training.charts import PLAIN, steady
from slides.languages import words

# The loss of lesson 12: its deepest valley is on the left, a local optimum on the right.
VALLEYS = np.linspace(-2.1, 2.1, 300)


def loss(w):
    return w**4 - 3 * w**2 + w


def slope(w):
    return 4 * w**3 - 6 * w + 1


def descend(start, rate, steps):
    """The weight before the first update and after each update: (steps + 1,)."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * slope(path[-1]))
    return np.array(path)


def signed(value, style=".4g"):
    """A number in that style with a proper minus sign."""
    return format(value, style).replace("-", "−")


def downhill(language):
    """The first updates from w = 2, one after the other, and the weight after a hundred."""
    return Steps(tuple(downhill_step(language, updates) for updates in (0, 1, 2, 3, 100)))


def downhill_step(language, updates):
    """Draw the weight and the slope after so many updates, with the way there."""
    rate = 0.01
    path = descend(2, rate, updates)
    at = path[-1]
    ax = steady(axes_for(WIDE, 4.3), left=0.06, right=0.99, bottom=0.12, top=0.97)
    w = np.linspace(0.85, 2.08, 200)
    ax.plot(w, loss(w), color="0.6", linewidth=4)
    ends = np.array((at - 0.16, at + 0.12))
    tangent = {"color": GRADIENT.line, "linestyle": GRADIENT.style, "linewidth": 5}
    ax.plot(ends, loss(at) + slope(at) * (ends - at), **tangent)
    ax.plot(path, loss(path), "o", color=KERNEL.fill, markeredgecolor=KERNEL.line, markersize=10)
    ax.plot([at, at], [-2.6, loss(at)], color="0.4", linestyle=":", linewidth=1.5)
    ax.plot(at, loss(at), "o", color=KERNEL.line, markersize=16)
    if 0 < updates < 4:
        thick_arrow(ax, (path[-2], -2.1), (at, -2.1), color=KERNEL.line)
        step = f"− {rate} · {slope(path[-2]):.3g}"
        ax.text((path[-2] + at) / 2, -1.7, step, ha="center", fontsize=LETTERS + 1)
    after = words(language, "after {} updates", "갱신 {}번 뒤").format(updates)
    text = {"fontsize": LETTERS + 4, "ha": "left", "va": "center"}
    ax.text(0.92, 6.2, after if updates > 3 else "", **text)
    ax.text(0.92, 5.2, f"w = {at:.4g}", color=KERNEL.line, **text)
    ax.text(0.92, 4.2, f"∂E/∂w = {slope(at):.3g}", color=GRADIENT.line, **text)
    ax.set(xlim=(0.85, 2.2), ylim=(-2.6, 7.2), xticks=[1, 1.5, 2], yticks=[])
    ax.set_xlabel("w", fontsize=LETTERS + 2, loc="left")
    name_loss(ax)
    said = words(
        language,
        f"The loss E as a function of one weight, after {updates} updates from w = 2 at learning "
        f"rate {rate}: w = {at:.4g}, where the slope is {slope(at):.3g}.",
        f"가중치 하나에 대한 손실 E. w = 2에서 학습률 {rate}로 {updates}번 갱신한 모습: "
        f"w = {at:.4g}, 기울기는 {slope(at):.3g}입니다.",
    )
    return Picture(ax, "", said)


def learning_rates(language):
    """Six updates from w = -2, one after the other, at rates too small, good and too large."""
    return Steps(tuple(learning_rates_step(language, updates) for updates in range(7)))


def learning_rates_step(language, updates):
    rates = 0.005, 0.05, 0.2
    axes = axes_for(WIDE, 4.6, columns=3)
    steady(axes, left=0.05, right=0.98, bottom=0.15, top=0.9, wspace=0.08)
    for ax, rate in zip(axes, rates, strict=True):
        valley(ax)
        draw_path(ax, descend(-2, rate, updates))
        ax.set_title(f"η = {rate}", fontsize=LETTERS + 4)
    name_loss(axes[0])
    ends = ", ".join(signed(descend(-2, rate, updates)[-1], ".2f") for rate in rates)
    said = words(
        language,
        f"A curve with two valleys and the weights after {updates} updates from w = −2 at learning "
        f"rates 0.005, 0.05 and 0.2: {ends}.",
        f"골짜기가 둘인 곡선. w = −2에서 학습률 0.005, 0.05, 0.2로 {updates}번 갱신한 뒤의 "
        f"가중치: {ends}.",
    )
    return Picture(axes, "", said)


def two_valleys(language):
    """The updates that start at w = -2, and then those that start at w = 2."""
    return Steps(tuple(two_valleys_step(language, *seen) for seen in ((0, 0), (8, 0), (8, 8))))


def two_valleys_step(language, left, right):
    ax = steady(axes_for(WIDE, 4.6), left=0.05, right=0.98, bottom=0.15, top=0.98)
    valley(ax)
    name_loss(ax)
    found = []
    for start, updates, marker in (-2, left, "o"), (2, right, "s"):
        path = descend(start, 0.05, updates)
        draw_path(ax, path, marker)
        found.append(f"w = {signed(path[-1], '.2f')}, E = {signed(loss(path[-1]), '.2f')}")
        if updates:
            text = {"fontsize": LETTERS + 3, "ha": "center"}
            ax.text(path[-1], loss(path[-1]) - 2.6, found[-1].partition(", ")[2], **text)
    ax.set(ylim=(-6.5, 7))
    said = words(
        language,
        f"A curve with two valleys. After {left} updates from w = −2: {found[0]}. After {right} "
        f"updates from w = 2: {found[1]}.",
        f"골짜기가 둘인 곡선. w = −2에서 {left}번 갱신: {found[0]}. w = 2에서 {right}번 갱신: "
        f"{found[1]}.",
    )
    return Picture(ax, "", said)


def valley(ax):
    ax.plot(VALLEYS, loss(VALLEYS), color="0.75", linewidth=5)
    ax.set(xlim=(-2.25, 2.25), ylim=(-4.2, 4), xticks=[-2, 0, 2], yticks=[])
    ax.set_xlabel("w", fontsize=LETTERS + 2)


def name_loss(ax):
    ax.set_ylabel("E", fontsize=LETTERS + 2, rotation=0, labelpad=18)


def draw_path(ax, path, marker="o"):
    """Draw the weights of a path on the curve, the last one largest; the start has a ring."""
    look = {"color": KERNEL.line, "marker": marker}
    ax.plot(path, loss(path), linewidth=2, markersize=9, **look)
    ax.plot(path[-1], loss(path[-1]), markersize=15, **look)
    ax.plot(path[0], loss(path[0]), "o", markersize=24, fillstyle="none", color="black")


def cross_entropy(language):
    """Draw -log p with the two examples of lesson 12 and a third."""
    ax = axes_for(WIDE, 4.4)
    p = np.linspace(0.012, 1, 400)
    ax.plot(p, -np.log(p), color="0.6", linewidth=4)
    for at, look in zip((0.7, 0.25, 0.02), PLAIN, strict=True):
        ax.plot(at, -np.log(at), marker=look["marker"], color="black", markersize=15)
        offset = {"xytext": (16, 10), "textcoords": "offset points", "fontsize": LETTERS + 2}
        ax.annotate(f"−log {at} = {-np.log(at):.3f}", (at, -np.log(at)), **offset)
    ax.set(xlim=(0, 1.06), ylim=(0, 4.5), xticks=[0, 0.25, 0.5, 0.75, 1], yticks=range(1, 5))
    ax.set_xlabel("p", fontsize=LETTERS + 4)
    ax.set_ylabel(words(language, "loss", "손실"), fontsize=LETTERS + 2)
    said = words(
        language,
        "The curve -log p: 0 at p = 1, 0.357 at 0.7, 1.386 at 0.25, and 3.912 at 0.02.",
        "-log p 곡선: p = 1에서 0, 0.7에서 0.357, 0.25에서 1.386, 0.02에서 3.912.",
    )
    return Picture(ax, "", said)


FIGURES = {
    "one-weight-downhill": downhill,
    "learning-rates": learning_rates,
    "two-valleys": two_valleys,
    "cross-entropy-curve": cross_entropy,
}
