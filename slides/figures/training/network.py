"""Figures of deck 2, part 1: the main model and its parameters."""

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from fashion_cnn import convolution, inside
from fashion_cnn.data import garments as generator
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import border, image_at, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import COLOUR_MAP, INPUT, KERNEL, LINE, OUTPUT, POINTED
from slides.facts import training as facts
from slides.figures.boards import LETTERS, WIDE, Steps, axes_for, board, empty, thick_arrow
from slides.figures.main_model import model, names
from slides.figures.training.charts import steady
from slides.languages import words

# A shirt that the stored model is not quite sure about, as in lesson 11.
SHIRT = 109
# The filter of the second convolution that is shown, and how many of its kernels are in a row.
FILTER, ROW = 9, 8
# Units: the bar of a probability of 1.
BAR = 2.5


def shirt():
    """The image (28, 28) of the shirt."""
    return generator.draw(train=10, test=200, seed=1).x_test[SHIRT]


def scores_of(image):
    """The stored model's scores before the softmax: (10,)."""
    kernel, biases = model().get_weights()[-2:]
    [found] = inside.hidden_features(model(), image[None, :, :, None] / 255)
    return found @ kernel + biases


def strongest(maps, count):
    """The maps (height, width, C) with the largest means, (count, height, width)."""
    order = np.argsort(-maps.mean(axis=(0, 1)))[:count]
    return maps[:, :, order].transpose(2, 0, 1)


def pipeline(language):
    """Draw a shirt on its way through the main model."""
    image = shirt()
    _, first, _, second = inside.map_layers(model())
    maps = inside.feature_maps(model(), image[None, :, :, None] / 255, [first, second])
    ax = board(24.6, 8.4, 0.5)
    image_at(ax, image, 0.1, 2.35, 4.1)
    border(ax, 0.1, 2.35, 4.1, 4.1, INPUT)
    for left, name in (6.1, first), (12.55, second):
        shown = strongest(maps[name][0], 12)
        for number, one in enumerate(shown):
            row, column = divmod(number, 3)
            place = left + 1.5 * column, 1.4 + 1.5 * row
            image_at(ax, one, *place, 1.4, 0, 0.7 * shown.max(), COLOUR_MAP)
        border(ax, left - 0.15, 1.25, 4.7, 6.2, OUTPUT)
    block = words(language, "conv\nReLU\npool", "합성곱\nReLU\n풀링")
    last = words(language, "flatten\ndense\nsoftmax", "평탄화\n완전 연결\nsoftmax")
    for left, wide, text in (4.35, 1.4, block), (10.8, 1.4, block), (17.3, 1.9, last):
        write(ax, left + wide / 2, 2.6, text, LETTERS - 1, linespacing=1.3)
        thick_arrow(ax, (left, 4.4), (left + wide, 4.4))
    for middle, title in (2.15, "28×28×1"), (8.3, "14×14×32"), (14.75, "7×7×64"), (21.7, "10"):
        write(ax, middle, 0.55, title, LETTERS + 1)
    shares = convolution.softmax(scores_of(image))
    for row, (name, share) in enumerate(zip(names(language), shares, strict=True)):
        y = 1.55 + 0.63 * row
        write(ax, 21.6, y, name, LETTERS - 2, ha="right")
        look = {"facecolor": OUTPUT.fill, "edgecolor": OUTPUT.line}
        ax.add_patch(Rectangle((21.7, y - 0.24), BAR * share, 0.48, **look))
        text = f"{share:.0%}" if share >= 0.005 else ""
        write(ax, 21.8 + BAR * share, y, text, LETTERS - 2, ha="left")
    best = names(language)[shares.argmax()]
    said = words(
        language,
        "A shirt of 28x28 pixels, the 12 strongest of the 32 maps after the first block, the 12 "
        "strongest of the 64 maps after the second, and bars for ten probabilities, the longest "
        f"for {best}.",
        "28x28 픽셀의 셔츠, 첫 블록 뒤의 맵 32개와 둘째 블록 뒤의 맵 64개에서 가장 강한 것 12개씩, "
        f"확률 열 개의 막대를 나타냅니다. 가장 긴 막대는 {best}입니다.",
    )
    return Picture(ax, "", said)


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
        "main 모델을 지나는 데이터의 shape(왼쪽에서 오른쪽으로): "
        + ", ".join("x".join(map(str, shape)) for shape, _ in rows)
        + ". 맵은 작아지고 많아지며, 그다음에는 벡터가 됩니다.",
    )
    return Picture(ax, "", said)


def draw_box(ax, shape, name, x):
    """Draw a stack of maps or a vector with its left edge at x; return the x of the next."""
    label = "×".join(map(str, shape)) if len(shape) == 3 else f"{shape[0]:,}"
    role = OUTPUT if name else INPUT
    edges = {"edgecolor": role.line, "linewidth": 1.5}
    if len(shape) == 3:
        tall, wide = 3.2 * shape[0] / 28, 0.16 + 0.9 * np.sqrt(shape[2]) / 8
        right, up, low = 0.15 * tall, 0.25 * tall, -tall / 2
        high, end = low + tall, x + wide
        front = [(x, low), (end, low), (end, high), (x, high)]
        top = [(x, high), (end, high), (end + right, high + up), (x + right, high + up)]
        side = [(end, low), (end, high), (end + right, high + up), (end + right, low + up)]
        for corners, colour in (front, role.fill), (top, role.top), (side, role.side):
            ax.add_patch(Polygon(corners, facecolor=colour, **edges))
        middle, step = x + (wide + right) / 2, max(wide + right, 1.0) + 0.72
    else:
        tall = {3136: 3.4, 100: 2.0, 10: 1.0}[shape[0]]
        ax.add_patch(Rectangle((x + 0.3, -tall / 2), 0.16, tall, facecolor=role.fill, **edges))
        middle, step = x + 0.38, 1.35
    ax.text(middle, -2.15, label, ha="center", va="bottom", fontsize=LETTERS - 1)
    text = {"predictions": "softmax"}.get(name, name.rstrip("12"))
    ax.text(middle, 3.85, text, ha="center", va="top", fontsize=LETTERS)
    return x + step


def kernels(language):
    """Draw one filter of each convolution, as its kernels and its bias."""
    first, _, second = model().get_weights()[:3]
    ax = board(24, 8.4, 0.5)
    draw_filter(ax, first[..., 0], 0.6, 3.05)
    draw_filter(ax, second[..., FILTER], 7.6, 0.65)
    for left, times in (4.0, 32), (22.2, 64):
        write(ax, left, 3.75, f"× {times}", LETTERS + 4, ha="left")
    rows = facts.rows()
    for x, name, sums in (3.4, "conv1", "(3·3·1 + 1) · 32"), (15, "conv2", "(3·3·32 + 1) · 64"):
        write(ax, x, 7.8, f"{sums} = {rows[name].parameters:,}", LETTERS + 1)
    said = words(
        language,
        "A filter of the first convolution: one kernel of 3x3 and a bias b; the layer has 32 such "
        "filters. A filter of the second: 32 kernels, one for each input channel, and a bias; the "
        "layer has 64 of them. Light cells are positive weights, dark cells negative ones.",
        "첫 합성곱의 필터 하나: 3x3 커널 하나와 편향 b 하나. 이런 필터가 32개 있습니다. 둘째 "
        "합성곱의 필터 하나: 입력 채널마다 하나씩 커널 32개와 편향 하나. 이런 필터가 64개 "
        "있습니다. 밝은 칸은 양의 가중치, 어두운 칸은 음의 가중치입니다.",
    )
    return Picture(ax, "", said)


def draw_filter(ax, weights, left, top, side=1.4):
    """Draw the kernels (3, 3, C) of a filter in rows, and its bias, in one frame."""
    channels = weights.shape[-1]
    across, down = min(channels, ROW), -(-channels // ROW)
    high = plots.largest_weight(weights)
    border(ax, left - 0.2, top - 0.2, 1.6 * across + 1.5, 1.6 * down + 0.2, KERNEL)
    for channel in range(channels):
        row, column = divmod(channel, ROW)
        place = left + 1.6 * column, top + 1.6 * row
        image_at(ax, weights[:, :, channel], *place, side, -high, high, COLOUR_MAP)
    write(ax, left + 1.6 * across + 0.5, top + 0.8 * down - 0.1, "+ b", LETTERS + 1)


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
    """Draw counts as bars with their numbers; the marked bar is dark."""
    colours = ["0.7"] * len(counts)
    colours[marked] = POINTED
    drawn = ax.barh(labels, counts, color=colours, height=0.65)
    texts = [f"{count:,}" for count in counts]
    ax.bar_label(drawn, texts, padding=8, fontsize=LETTERS + 2)
    ax.invert_yaxis()
    ax.set(xticks=[], xlim=(0, 1.2 * max(counts)))
    ax.tick_params(labelsize=LETTERS + 1, length=0)
    ax.spines["bottom"].set_visible(False)


def softmax(language):
    """The scores, then their exponentials, then the probabilities."""
    return Steps(tuple(softmax_step(language, shown) for shown in (1, 2, 3)))


def softmax_step(language, shown):
    scores = scores_of(shirt()).round(2)  # as shown, so that the exponentials can be checked
    axes = steady(axes_for(WIDE, 4.6, columns=3), left=0.12, right=1, bottom=0, top=0.88, wspace=0)
    parts = (
        (scores, "{:.2f}", "$s$", INPUT.fill),
        (np.exp(scores), "{:.2f}", "$e^{s}$", "0.75"),
        (convolution.softmax(scores), "{:.0%}", r"$e^{s}\,/\,\sum e^{s}$", OUTPUT.fill),
    )
    for number, (ax, (values, style, title, colour)) in enumerate(zip(axes, parts, strict=True)):
        low = min(values.min(), 0)
        ax.set(xticks=[], xlim=(2 * low, 1.8 * np.abs(values).max()), ylim=(9.6, -0.6))
        ax.set_yticks(range(10), names(language) if number == 0 else [""] * 10)
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.tick_params(labelsize=LETTERS - 1, length=0)
        if number < shown:
            drawn = ax.barh(range(10), values, color=colour, edgecolor=LINE)
            texts = [style.format(value).replace("-", "−") for value in values]
            ax.bar_label(drawn, texts, padding=5, fontsize=LETTERS)
            ax.set_title(title, fontsize=LETTERS + 4)
            ax.axvline(0, color="black", linewidth=1)
    said = words(
        language,
        (
            "The shirt has ten scores, and some of them are negative.",
            "The exponentials of the ten scores are all positive.",
            "The exponentials divided by their sum are ten probabilities.",
        ),
        (
            "셔츠의 점수 열 개이며, 음수도 있습니다.",
            "점수 열 개의 지수 함수 값이며, 모두 양수입니다.",
            "지수 함수 값을 그 합으로 나눈 것이 확률 열 개입니다.",
        ),
    )
    return Picture(axes, "", said[shown - 1])


FIGURES = {
    "main-pipeline": pipeline,
    "main-shapes": shapes,
    "main-kernels": kernels,
    "main-by-layer": by_layer,
    "main-variants": variants,
    "softmax-steps": softmax,
}
