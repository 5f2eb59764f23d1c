"""Figures of deck 2, part 1: the main model and its parameters."""

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from fashion_cnn import convolution, inside
from fashion_cnn.data import garments as generator
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import BLUE, COLOUR_MAP, VERMILION
from slides.facts import training as facts
from slides.figures.boards import LETTERS, WIDE, axes_for, empty
from slides.figures.main_model import model, names
from slides.languages import words

# A shirt that the stored model is not quite sure about, as in lesson 11.
SHIRT = 109


def shirt():
    """The image (28, 28) of the shirt."""
    return generator.draw(train=10, test=200, seed=1).x_test[SHIRT]


def scores_of(image):
    """The stored model's scores before the softmax: (10,)."""
    kernel, biases = model().get_weights()[-2:]
    [found] = inside.hidden_features(model(), image[None, :, :, None] / 255)
    return found @ kernel + biases


def pipeline(language):
    """Draw a shirt on its way through the main model."""
    image = shirt()
    _, first, _, second = inside.map_layers(model())
    maps = inside.feature_maps(model(), image[None, :, :, None] / 255, [first, second])
    axes = plots.new_axes(15, 4.6, columns=4)
    plots.image_grid([image], [], 1, axes[0])
    for ax, name in (axes[1], first), (axes[2], second):
        shown = maps[name][0, :, :, :16].transpose(2, 0, 1)
        plots.image_grid(shown, [], 4, ax, colours=COLOUR_MAP, high=0.7 * shown.max())
    empty(axes[:3])
    shares = convolution.softmax(scores_of(image))
    probability_bars(axes[3], shares, language, LETTERS + 1)
    titles = ["28×28×1", "14×14×32", "7×7×64", "10"]
    for ax, title in zip(axes, titles, strict=True):
        ax.set_title(title, fontsize=LETTERS + 4)
        ax.set_anchor("N")
    best = names(language)[shares.argmax()]
    said = words(
        language,
        "A shirt of 28x28 pixels, 16 of the 32 maps after the first block, 16 of the 64 maps after "
        f"the second, and bars for ten probabilities, the longest for {best}.",
        "28x28 픽셀의 셔츠, 첫 블록 뒤의 맵 32개 중 16개, 둘째 블록 뒤의 맵 64개 중 16개, "
        f"확률 열 개의 막대. 가장 긴 막대는 {best}.",
    )
    return Picture(axes, "", said)


def probability_bars(ax, shares, language, letters):
    bars = ax.barh(names(language), shares, color="0.3", height=0.7)
    texts = [f"{share:.0%}" if share >= 0.005 else "" for share in shares]
    ax.bar_label(bars, texts, padding=4, fontsize=letters)
    ax.invert_yaxis()
    ax.set(xlim=(0, 1.25), xticks=[])
    ax.tick_params(labelsize=letters)
    ax.spines[["top", "right", "bottom"]].set_visible(False)


def shapes(language):
    """Draw the main model as boxes: height for the side of the maps, width for the channels."""
    rows = [((28, 28, 1), "")]
    for row in facts.rows().values():
        if row.kind not in ("Dropout",):
            rows.append((row.output_shape, row.name))
    ax = empty(plots.new_axes(WIDE, 4.3))
    x = 0.0
    for shape, name in rows:
        x = draw_box(ax, shape, name, x)
    ax.set(xlim=(-0.3, x - 0.6), ylim=(-2.2, 3.9))
    ax.set_aspect("auto")
    said = words(
        language,
        "Shapes in the main model, from left to right: "
        + ", ".join("x".join(map(str, shape)) for shape, _ in rows)
        + ". The maps get smaller and more numerous, and end in vectors.",
        "main 모델을 지나는 데이터의 모양(왼쪽에서 오른쪽으로): "
        + ", ".join("x".join(map(str, shape)) for shape, _ in rows)
        + ". 맵은 작아지고 많아지며, 그다음에는 벡터가 됩니다.",
    )
    return Picture(ax, "", said)


def draw_box(ax, shape, name, x):
    """Draw a stack of maps or a vector with its left edge at x; return the x of the next."""
    label = "×".join(map(str, shape)) if len(shape) == 3 else f"{shape[0]:,}"
    kind = name.rstrip("12")
    colour = {"conv": BLUE, "pool": VERMILION}.get(kind, "0.45")
    if len(shape) == 3:
        tall, wide = 3.2 * shape[0] / 28, 0.16 + 0.9 * np.sqrt(shape[2]) / 8
        slant = 0.25 * tall
        low = -tall / 2
        front = Rectangle((x, low), wide, tall, facecolor=colour, edgecolor="white", alpha=0.85)
        top = [
            (x, low + tall),
            (x + wide, low + tall),
            (x + wide + slant * 0.6, low + tall + slant),
        ]
        top.append((x + slant * 0.6, low + tall + slant))
        side = [
            (x + wide, low),
            (x + wide, low + tall),
            (x + wide + slant * 0.6, low + tall + slant),
        ]
        side.append((x + wide + slant * 0.6, low + slant))
        ax.add_patch(front)
        for corners, light in (top, 0.45), (side, 0.65):
            ax.add_patch(Polygon(corners, facecolor=colour, edgecolor="white", alpha=light))
        middle, step = x + (wide + slant * 0.6) / 2, max(wide + slant * 0.6, 1.0) + 0.72
    else:
        tall = {3136: 3.4, 100: 2.0, 10: 1.0}[shape[0]]
        ax.add_patch(Rectangle((x + 0.3, -tall / 2), 0.16, tall, facecolor=colour))
        middle, step = x + 0.38, 1.35
    ax.text(middle, -2.15, label, ha="center", va="bottom", fontsize=LETTERS - 1)
    if name:
        text = {"predictions": "softmax"}.get(name, kind)
        ax.text(middle, 3.85, text, ha="center", va="top", fontsize=LETTERS, color=colour)
    return x + step


def kernels(language):
    """Draw all kernels of both convolutions: one row per input channel, one column per filter."""
    first, _, second = model().get_weights()[:3]
    ax = empty(plots.new_axes(WIDE, 4.3))
    gap = 24  # cells between the two tables
    left, right = mosaic(first), mosaic(second)
    page = np.full((right.shape[0], left.shape[1] + gap + right.shape[1]), np.nan)
    top, start = 4 * 15, left.shape[1] + gap
    page[top : top + left.shape[0], : left.shape[1]] = left
    page[:, start:] = right
    ax.imshow(page, cmap=COLOUR_MAP, vmin=-1, vmax=1)
    for x, y, height in (4 * 9, top, 5), (start + 4 * 9, 0, right.shape[0]):
        look = {"fill": False, "edgecolor": VERMILION, "linewidth": 3.5, "clip_on": False}
        ax.add_patch(Rectangle((x - 0.5, y - 0.5), 5, height, **look))
    above = {"ha": "center", "va": "bottom", "fontsize": LETTERS + 4}
    ax.text(left.shape[1] / 2, top - 4, "3·3·1·32 + 32", **above)
    ax.text(start + right.shape[1] / 2, -4, "3·3·32·64 + 64", **above)
    small = {"ha": "center", "va": "center", "fontsize": LETTERS}
    ax.text(left.shape[1] / 2, top + 13, "1 × 32", **small)
    ax.text(start + right.shape[1] / 2, right.shape[0] + 7, "32 × 64", **small)
    said = words(
        language,
        "The kernels of the main model. On the left, 32 kernels of 3x3, one per filter. On the "
        "right, a table of 32 times 64 kernels: one column (framed) is a filter with one kernel "
        "per input channel.",
        "main 모델의 커널. 왼쪽은 필터마다 하나씩인 3x3 커널 32개, 오른쪽은 32 x 64개의 커널 표. "
        "네모로 표시한 한 열이 필터 하나이며, 입력 채널마다 커널이 하나씩 있습니다.",
    )
    return Picture(ax, "", said)


def mosaic(weights):
    """Arrange kernels (3, 3, C_in, C_out) in C_in rows and C_out columns, scaled to -1..1."""
    _, _, rows, columns = weights.shape
    page = np.full((4 * rows + 1, 4 * columns + 1), np.nan)
    for row, column in np.ndindex(rows, columns):
        down, right = 1 + 4 * row, 1 + 4 * column
        page[down : down + 3, right : right + 3] = weights[:, :, row, column]
    return page / plots.largest_weight(weights)


def by_layer(language):
    """Draw the parameter counts of the four layers that have parameters."""
    rows = [row for row in facts.rows().values() if row.parameters]
    labels = ["Conv2D(32, 3)", "Conv2D(64, 3)", "Dense(100)", "Dense(10)"]
    ax = axes_for(WIDE, 3.6)
    bars(ax, labels, [row.parameters for row in rows], 2)
    said = words(language, "Parameters per layer: ", "층별 매개변수 수: ")
    said += ", ".join(f"{name} {row.parameters:,}" for name, row in zip(labels, rows, strict=True))
    return Picture(ax, "", said + ".")


def variants(language):
    """Draw the parameter counts of main without pools, main, main with 'valid', and small."""
    counts = [
        facts.FACTS[name]()
        for name in ("net_no_pools", "net_total", "net_total_valid", "net_small")
    ]
    labels = words(
        language,
        ["main, no pools", "main", "main, 'valid'", "small"],
        ["main, 풀링 없음", "main", "main, 'valid'", "small"],
    )
    ax = axes_for(WIDE, 3.6)
    bars(ax, labels, counts, 1)
    said = words(language, "Parameters: ", "매개변수 수: ")
    said += ", ".join(f"{name} {count:,}" for name, count in zip(labels, counts, strict=True))
    return Picture(ax, "", said + ".")


def bars(ax, labels, counts, marked):
    """Draw counts as bars with their numbers; the marked bar is blue."""
    colours = ["0.65"] * len(counts)
    colours[marked] = BLUE
    drawn = ax.barh(labels, counts, color=colours, height=0.65)
    texts = [f"{count:,}" for count in counts]
    ax.bar_label(drawn, texts, padding=8, fontsize=LETTERS + 2)
    ax.invert_yaxis()
    ax.set(xticks=[], xlim=(0, 1.2 * max(counts)))
    ax.tick_params(labelsize=LETTERS + 1, length=0)
    ax.spines["bottom"].set_visible(False)


def softmax(language):
    """Draw the scores, their exponentials and the probabilities."""
    scores = scores_of(shirt()).round(2)  # as shown, so that the exponentials can be checked
    axes = axes_for(WIDE, 4.8, columns=3)
    for ax, values, style, title in (
        (axes[0], scores, "{:.2f}", "$s$"),
        (axes[1], np.exp(scores), "{:.2f}", "$e^{s}$"),
        (axes[2], convolution.softmax(scores), "{:.0%}", r"$e^{s}\,/\,\sum e^{s}$"),
    ):
        drawn = ax.barh(names(language), values, color=["0.65", "0.65", BLUE][list(axes).index(ax)])
        largest = np.abs(values).max()
        texts = [style.format(value).replace("-", "−") for value in values]
        ax.bar_label(drawn, texts, padding=5, fontsize=LETTERS - 1)
        low = min(values.min(), 0)
        ax.set(xticks=[], xlim=(2 * low, 1.5 * largest))
        ax.set_title(title, fontsize=LETTERS + 4)
        ax.invert_yaxis()
        ax.axvline(0, color="black", linewidth=1)
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.tick_params(labelsize=LETTERS - 1, length=0)
    for ax in axes[1:]:
        ax.set_yticklabels([])
    said = words(
        language,
        "Ten scores of the shirt, some of them negative; their exponentials, all positive; and "
        "the exponentials divided by their sum, which gives ten probabilities.",
        "셔츠의 점수 열 개(음수도 있음), 모두 양수가 되는 e의 거듭제곱, "
        "그리고 그 합으로 나눈 확률 열 개.",
    )
    return Picture(axes, "", said)


FIGURES = {
    "main-pipeline": pipeline,
    "main-shapes": shapes,
    "main-kernels": kernels,
    "main-by-layer": by_layer,
    "main-variants": variants,
    "softmax-steps": softmax,
}
