"""Figures of deck 2, part 3: batches, updates and epochs, and three paths down one surface."""

import numpy as np

from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, KERNEL
from slides.facts import descents
from slides.facts.training import BATCH, IMAGES
from slides.figures.boards import LETTERS, WIDE, Steps, axes_for, empty, thick_arrow
from slides.figures.training.charts import steady
from slides.languages import words


def epoch(language):
    """Draw three ways to split 1,000 images into batches, with the updates per epoch."""
    ax = empty(axes_for(WIDE, 4.3))
    for row, size in enumerate((IMAGES, BATCH, 1)):
        top = 2.3 - 1.15 * row
        if size > 1:
            draw_batches(ax, top, size)
        else:
            ax.barh(top, IMAGES, 0.5, color=INPUT.fill, edgecolor=INPUT.line, linewidth=2)
            ends = np.full(IMAGES // 10, top - 0.28), np.full(IMAGES // 10, top - 0.5)
            ax.vlines(np.arange(10, IMAGES + 1, 10), *ends, color="black", linewidth=1.5)
        side = {"va": "center", "fontsize": LETTERS + 3}
        ax.text(-25, top, f"m = {size:,}", ha="right", **side)
        ax.text(1030, top, f"{-(-IMAGES // size):,}", ha="left", **side)
    name = words(language, "updates", "갱신")
    ax.text(1140, 2.8, name, ha="right", va="center", fontsize=LETTERS + 1)
    ax.set(xlim=(-230, 1140), ylim=(-0.65, 2.95))
    said = words(
        language,
        "1,000 images in batches of 1,000, of 300 (three times 300, then 100) and of 1. Each arrow "
        "is an update; for batches of 1, each tick stands for ten. An epoch has 1, 4 and 1,000 "
        "updates.",
        "이미지 1,000장을 배치 크기 1,000, 300(300장 세 번과 100장), 1로 나눈 그림입니다. 화살표는 "
        "갱신을 뜻하고, 배치 크기 1에서는 선 하나가 갱신 열 번입니다. 에포크마다 1, 4, 1,000번 "
        "갱신합니다.",
    )
    return Picture(ax, "", said)


def draw_batches(ax, top, size):
    """Draw a bar for each batch with its number of images, and an arrow for its update."""
    for start in range(0, IMAGES, size):
        wide = min(size, IMAGES - start)
        look = {"color": INPUT.fill, "edgecolor": INPUT.line, "linewidth": 2}
        ax.barh(top, wide, 0.5, left=start, **look)
        text = {"ha": "center", "va": "center", "fontsize": LETTERS + 1}
        ax.text(start + wide / 2, top, f"{wide:,}", **text)
        ends = (start + wide, top - 0.28), (start + wide, top - 0.58)
        thick_arrow(ax, *ends, linewidth=3)


def three_paths(language):
    """The paths of full-batch, mini-batch and stochastic descent after each epoch."""
    return Steps(tuple(three_paths_step(language, epoch + 1) for epoch in range(descents.EPOCHS)))


def three_paths_step(language, epochs):
    first, second = np.meshgrid(np.linspace(-1.9, 2.4, 80), np.linspace(-1.3, 2.6, 80))
    surface = descents.loss(np.stack([first, second], -1))
    levels = surface.min() + 0.015 * 2.0 ** np.arange(10)
    axes = axes_for(WIDE, 4.9, columns=3)
    steady(axes, left=0.01, right=0.99, bottom=0.02, top=0.82, wspace=0.05)
    said = []
    for ax, size in zip(axes, descents.SIZES, strict=True):
        rate = descents.suitable_rate(size)
        path = descents.path_down(size, rate, 0, epochs)
        ax.contour(first, second, surface, levels=levels, colors="0.75")
        dots = {"marker": "o", "markersize": 9 if len(path) < 10 else 4 if len(path) < 100 else 0}
        ax.plot(*path.T, color=KERNEL.line, linewidth=2 if size > 1 else 0.8, **dots)
        ax.plot(*descents.minimum(), "*", color="black", markersize=20, zorder=4)
        ax.plot(*path[-1], "o", color=KERNEL.line, markersize=13, markeredgecolor="white")
        ax.plot(*descents.START, "o", markersize=16, fillstyle="none", color="black")
        empty(ax)
        updates = words(language, "updates: {:,}", "갱신 {:,}번").format(len(path) - 1)
        ax.set_title(f"m = {size:,},  η = {rate}\n{updates}", fontsize=LETTERS + 2)
        said.append(f"m = {size:,}, η = {rate}: {updates}")
    said = words(
        language,
        f"Paths on the loss of two weights after {epochs} epochs, from a ring towards a star, the "
        f"minimum. {'; '.join(said)}. The full batch is on its way along the valley; the small "
        "batches arrive at the star and tremble around it.",
        f"가중치 두 개의 손실 위에서 고리에서 출발해 최솟값인 별로 가는 {epochs}에포크의 경로. "
        f"{'; '.join(said)}. 전체 배치는 아직 골짜기를 따라가는 중이고, 작은 배치는 별에 닿아 그 "
        "둘레에서 흔들립니다.",
    )
    return Picture(axes, "", said)


FIGURES = {"epoch-batches": epoch, "three-paths": three_paths}
