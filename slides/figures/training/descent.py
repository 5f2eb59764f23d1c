"""Figures of deck 2, part 3: the loss, batches and learning rates."""

from functools import cache
from itertools import pairwise

import numpy as np

from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import BLUE, VERMILION
from slides.facts.training import BATCH, IMAGES
from slides.figures.boards import LETTERS, LOOKS, WIDE, axes_for, empty, thick_arrow
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


def downhill(language):
    """Draw two updates from w = 2, with the slope at each point."""
    ax = axes_for(WIDE, 4.4)
    w = np.linspace(1.0, 2.08, 200)
    ax.plot(w, loss(w), color="0.6", linewidth=4)
    path = descend(2, 0.01, 2)
    for number, at in enumerate(path):
        ends = np.array((at - 0.16, at + 0.12))
        ax.plot(ends, loss(at) + slope(at) * (ends - at), color=VERMILION, linewidth=3, ls="--")
        ax.plot([at, at], [-2.6, loss(at)], color="0.4", linestyle=":", linewidth=1.5)
        ax.plot(at, loss(at), "o", color=BLUE, markersize=14)
        label = {"xytext": (-22, 12), "textcoords": "offset points", "fontsize": LETTERS + 2}
        text = f"w = {at:.4g}" + (f",  ∂E/∂w = {slope(at):.4g}" if number < 2 else "")
        ax.annotate(text, (at, loss(at)), ha="right", annotation_clip=False, **label)
    for start, end in pairwise(path):
        thick_arrow(ax, (start, -2.1), (end, -2.1), color=BLUE)
        text = {"ha": "center", "fontsize": LETTERS, "color": BLUE}
        ax.text((start + end) / 2, -1.7, f"0.01·{slope(start):.4g}", **text)
    ax.set(xlim=(1.0, 2.2), ylim=(-2.6, 7.2), xticks=[1, 1.5, 2], yticks=[])
    ax.set_xlabel("w", fontsize=LETTERS + 2, loc="left")
    ax.set_ylabel("E", fontsize=LETTERS + 2, rotation=0, labelpad=18)
    said = words(
        language,
        "The loss E as a function of one weight w. From w = 2, where the slope is 21, two updates "
        "at learning rate 0.01 lead to 1.79 and 1.658. Where the curve is less steep, steps are "
        "shorter.",
        "가중치 w 하나에 대한 손실 E. 기울기가 21인 w = 2에서 학습률 0.01로 두 번 갱신하면 1.79, "
        "1.658로 갑니다. 덜 가파른 곳에서는 걸음이 짧아집니다.",
    )
    return Picture(ax, "", said)


def learning_rates(language):
    """Draw six updates from w = -2 with learning rates that are too small, good and too large."""
    axes = axes_for(WIDE, 4.4, columns=3)
    for ax, rate in zip(axes, (0.005, 0.05, 0.2), strict=True):
        valley(ax)
        draw_path(ax, descend(-2, rate, 6), LOOKS[0])
        ax.set_title(f"η = {rate}", fontsize=LETTERS + 4)
    said = words(
        language,
        "Six updates from w = -2 on a curve with two valleys. At 0.005 they crawl, at 0.05 they "
        "reach the bottom of the left valley, at 0.2 they jump back and forth over both.",
        "골짜기가 둘인 곡선에서 w = -2부터 여섯 번 갱신한 모습. 0.005에서는 기어가고, 0.05에서는 "
        "왼쪽 골짜기 바닥에 닿고, 0.2에서는 두 골짜기 위를 이리저리 뜁니다.",
    )
    return Picture(axes, "", said)


def two_valleys(language):
    """Draw the updates that start at w = -2 and at w = 2, and where they end."""
    ax = axes_for(WIDE, 4.4)
    valley(ax)
    for start, look in zip((-2, 2), LOOKS[:2], strict=True):
        path = descend(start, 0.05, 8)
        draw_path(ax, path, look)
        place = (path[-1], loss(path[-1]))
        text = f"E = {place[1]:.2f}".replace("-", "−")
        side = {"xytext": (0, -42), "textcoords": "offset points", "ha": "center"}
        ax.annotate(text, place, fontsize=LETTERS + 3, annotation_clip=False, **side)
    ax.set(ylim=(-6.5, 7))
    said = words(
        language,
        "From w = -2 the updates end in the deeper valley; from w = 2 they end in the other, a "
        "local optimum, and stay there.",
        "w = -2에서 시작하면 더 깊은 골짜기에, w = 2에서 시작하면 다른 골짜기(지역 최적점)에 닿아 "
        "그대로 머뭅니다.",
    )
    return Picture(ax, "", said)


def valley(ax):
    ax.plot(VALLEYS, loss(VALLEYS), color="0.75", linewidth=5)
    ax.set(xlim=(-2.25, 2.25), ylim=(-4.2, 4), xticks=[-2, 0, 2], yticks=[])
    ax.set_xlabel("w", fontsize=LETTERS + 2)


def draw_path(ax, path, look):
    ax.plot(path, loss(path), linewidth=2, markersize=11, **look)
    ax.plot(path[0], loss(path[0]), "o", markersize=20, fillstyle="none", color="black")


def cross_entropy(language):
    """Draw -log p with the two examples of lesson 12 and a third."""
    ax = axes_for(WIDE, 4.4)
    p = np.linspace(0.012, 1, 400)
    ax.plot(p, -np.log(p), color="0.5", linewidth=4)
    for at, look in zip((0.7, 0.25, 0.02), LOOKS, strict=False):
        ax.plot(at, -np.log(at), markersize=15, **look)
        offset = {"xytext": (16, 10), "textcoords": "offset points", "fontsize": LETTERS + 2}
        ax.annotate(f"−log {at} = {-np.log(at):.3f}", (at, -np.log(at)), **offset)
    ax.set(xlim=(0, 1.06), ylim=(0, 4.5), xticks=[0, 0.25, 0.5, 0.75, 1], yticks=range(5))
    ax.set_xlabel("p", fontsize=LETTERS + 4)
    said = words(
        language,
        "The curve -log p: 0 at p = 1, 0.357 at 0.7, 1.386 at 0.25, and 3.912 at 0.02.",
        "-log p 곡선: p = 1에서 0, 0.7에서 0.357, 0.25에서 1.386, 0.02에서 3.912.",
    )
    return Picture(ax, "", said)


BATCHES = "#9DB7D5", "#E3C4AC"


def epoch(language):
    """Draw three ways to split 1,000 images into batches, with the updates per epoch."""
    ax = empty(axes_for(WIDE, 4.3))
    for row, size in enumerate((IMAGES, BATCH, 1)):
        top = 2.3 - 1.15 * row
        if size > 1:
            draw_batches(ax, top, size)
        else:
            ax.barh(top, IMAGES, 0.5, color=BATCHES[0], edgecolor="black", linewidth=1.5)
            ends = np.full(IMAGES // 10, top - 0.28), np.full(IMAGES // 10, top - 0.5)
            ax.vlines(np.arange(10, IMAGES + 1, 10), *ends, color=VERMILION, linewidth=1.5)
        side = {"va": "center", "fontsize": LETTERS + 3}
        ax.text(-25, top, f"m = {size:,}", ha="right", **side)
        ax.text(1030, top, f"{-(-IMAGES // size):,}", ha="left", **side)
    ax.set(xlim=(-230, 1140), ylim=(-0.65, 2.65))
    said = words(
        language,
        "1,000 images in batches of 1,000, of 300 (three times 300, then 100) and of 1. Each arrow "
        "is an update; for batches of 1, each tick is ten. An epoch has 1, 4 and 1,000 updates.",
        "이미지 1,000장을 배치 크기 1,000, 300(300장 세 번과 100장), 1로 나눈 그림. 화살표는 갱신, "
        "배치 크기 1에서는 선 하나가 갱신 열 번: 에포크마다 1, 4, 1,000번.",
    )
    return Picture(ax, "", said)


def draw_batches(ax, top, size):
    """Draw a bar for each batch with its number of images, and an arrow for its update."""
    for number, start in enumerate(range(0, IMAGES, size)):
        wide = min(size, IMAGES - start)
        look = {"color": BATCHES[number % 2], "edgecolor": "black", "linewidth": 1.5}
        ax.barh(top, wide, 0.5, left=start, **look)
        text = {"ha": "center", "va": "center", "fontsize": LETTERS + 1}
        ax.text(start + wide / 2, top, f"{wide:,}", **text)
        ends = (start + wide, top - 0.28), (start + wide, top - 0.58)
        thick_arrow(ax, *ends, color=VERMILION, linewidth=3)


# ---------------------------------------------------------------------------------------------
# Three paths down one surface
# ---------------------------------------------------------------------------------------------

OPTIMUM, START, RATE, EPOCHS = np.array((1.0, 0.5)), np.array((-1.4, 2.1)), 0.1, 3


@cache
def examples():
    """Inputs (1000, 2) and noisy targets (1000,) whose loss has one wide valley."""
    draw = np.random.default_rng(4)
    x = draw.normal(size=(IMAGES, 2)) * (1.0, 0.55)
    return x, x @ OPTIMUM + draw.normal(0, 0.9, IMAGES)


def path_down(batch):
    """Both weights before the first update and after each update: (updates + 1, 2)."""
    x, y = examples()
    draw, path = np.random.default_rng(0), [START]
    for _ in range(EPOCHS):
        order = draw.permutation(IMAGES)
        for start in range(0, IMAGES, batch):
            some = order[start : start + batch]
            error = x[some] @ path[-1] - y[some]
            path.append(path[-1] - RATE * x[some].T @ error / len(some))
    return np.array(path)


def three_paths(language):
    """Draw the paths of full-batch, mini-batch and stochastic descent on the same surface."""
    x, y = examples()
    first, second = np.meshgrid(np.linspace(-1.8, 2.2, 80), np.linspace(-1.2, 2.5, 80))
    weights = np.stack([first, second], -1)
    surface = ((weights @ x.T - y) ** 2).mean(-1) / 2
    axes = axes_for(WIDE, 4.5, columns=3)
    for ax, size, look in zip(axes, (IMAGES, 50, 1), LOOKS, strict=False):
        path = path_down(size)
        ax.contour(
            first, second, surface, levels=surface.min() + 0.03 * 2.0 ** np.arange(9), colors="0.7"
        )
        dots = {"marker": "o", "markersize": 9 if len(path) < 10 else 4 if len(path) < 100 else 0}
        line = {"color": look["color"], "linewidth": 2 if size > 1 else 0.8}
        ax.plot(*path.T, **dots, **line)
        ax.plot(*np.linalg.lstsq(x, y)[0], "*", color="black", markersize=20)
        ax.plot(*START, "o", markersize=16, fillstyle="none", color="black")
        ax.set(xticks=[], yticks=[])
        updates = words(language, "{:,} updates", "갱신 {:,}번").format(len(path) - 1)
        ax.set_title(f"m = {size:,}:  {updates}", fontsize=LETTERS + 3)
    said = words(
        language,
        f"Paths of {EPOCHS} epochs on the loss of two weights. Full batch: {EPOCHS} updates in the "
        "right direction, ending far from the minimum. Batches of 50: 60 updates, nearly there. "
        "One image at a time: 3,000 updates, there soon and then wandering around it.",
        f"가중치 두 개의 손실 위에서 {EPOCHS}에포크의 경로. 전체 배치는 방향은 정확하지만 "
        f"{EPOCHS}번뿐이라 "
        "바닥이 멀고, 50장씩은 60번 갱신해 거의 도착하며, 한 장씩은 3,000번 갱신해 빨리 도착한 뒤 "
        "주위를 맴돕니다.",
    )
    return Picture(axes, "", said)


FIGURES = {
    "one-weight-downhill": downhill,
    "learning-rates": learning_rates,
    "two-valleys": two_valleys,
    "cross-entropy-curve": cross_entropy,
    "epoch-batches": epoch,
    "three-paths": three_paths,
}
