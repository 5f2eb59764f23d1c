"""Small kernels, competing maps, and Inception modules."""

import numpy as np
from matplotlib.patches import Rectangle

from fashion_cnn.drawing import plots
from fashion_cnn.drawing.architecture.slabs import arrow
from fashion_cnn.drawing.cells import number, shades, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import BLUE, INPUT, LINE, OUTPUT, PAPER, PIXEL
from slides.facts.classics import FACTS, five_by_five, rows
from slides.figures.boards import WIDE, board
from slides.figures.classics.parts import LARGE, MIDDLE, REDUCING, SMALL, box
from slides.languages import words


def grid(ax, values, left, top, side=0.6, colours=PAPER, size=MIDDLE, line=LINE):
    """Draw a small table with cells of `side` inches."""
    values = np.asarray(values, dtype=object)
    backgrounds = np.broadcast_to(colours, values.shape)
    for (row, column), text in np.ndenumerate(values):
        x, y = left + side * (column + 0.5), top + side * (row + 0.5)
        box(ax, x, y, str(text), side, side, str(backgrounds[row, column]), size, line)


# ------------------------------------------------------------------------------- small kernels


def one_by_one(language):
    """Draw one pixel with three channels, a 1x1 convolution with two filters, and its result."""
    pixel, weights, biases = np.array([2, 3, 1]), np.array([[1, 0], [1, 2], [0, 4]]), [10, -5]
    result = pixel @ weights + biases
    ax = board(WIDE, 3.7, unit=1)
    ax.set_ylim(4.4, 0.7)
    tones = shades(np.arange(3), low=-1.5)
    stack(ax, 0.3, 1.15, tones, pixel)
    write(ax, 3.45, 2.3, "·", 40)
    for row in range(3):
        grid(ax, [weights[row]], 3.85, 1.05 + 0.72 * row, 0.72, tones[row], LARGE)
    write(ax, 5.75, 2.15, "+", 32)
    grid(ax, [[number(b) for b in biases]], 6.15, 1.77, 0.78, PAPER, LARGE)
    write(ax, 8.15, 2.15, "=", 32)
    filters = "#9CC9E6", REDUCING
    stack(ax, 8.9, 1.4, filters, result)
    under = words(
        language,
        ("3 channels", "weights 3x2", "biases", "2 channels"),
        ("채널 3개", "가중치 3x2", "편향", "채널 2개"),
    )
    for x, text in zip((1.5, 4.57, 6.93, 10.05), under, strict=True):
        write(ax, x, 4.1, text, MIDDLE)
    terms = [zip(pixel, column, strict=True) for column in weights.T]
    sums = [" + ".join(f"{value}·{weight}" for value, weight in pairs) for pairs in terms]
    said = "; ".join(f"{s} + {b} = {y}" for s, b, y in zip(sums, biases, result, strict=True))
    return Picture(
        ax,
        words(language, "A 1x1 convolution at one pixel", "한 픽셀에서의 1x1 합성곱"),
        words(
            language,
            f"One pixel with three channels becomes a pixel with two: {said}.",
            f"채널이 3개인 한 픽셀이 채널 2개의 픽셀이 됨: {said}.",
        ),
    )


def stack(ax, left, top, colours, values, side=0.5):
    """Draw 3x3 maps, one behind the other; one pixel of each shows its value."""
    for channel in reversed(range(len(values))):
        x, y = left + 0.55 * channel, top + 0.42 * (len(values) - 1 - channel)
        look = {"facecolor": colours[channel], "edgecolor": LINE, "linewidth": 1}
        for row, column in np.ndindex(3, 3):
            place = x + side * column, y + side * row
            ax.add_patch(Rectangle(place, side, side, **look))
        place = x + 2 * side, y + 2 * side
        frame = {"facecolor": PAPER, "edgecolor": "black", "linewidth": 2.5}
        ax.add_patch(Rectangle(place, side, side, **frame))
        write(ax, x + 2.5 * side, y + 2.5 * side, str(values[channel]), MIDDLE)


def one_by_three(language):
    """Draw 3x1 and then 1x3 beside the 3x3 kernel that they are equal to."""
    column, row = np.array([1, 2, 1]), np.array([1, 0, -1])
    ax = board(WIDE, 3.9, unit=1)
    text = np.vectorize(number, otypes=[object])
    middle, side = 1.75, 0.85
    grid(ax, text(column[:, None]), 1.0, middle - 1.5 * side, side, "#9CC9E6", LARGE)
    arrow(ax, [(2.15, middle), (3.05, middle)])
    grid(ax, text(row[None]), 3.3, middle - side / 2, side, REDUCING, LARGE)
    write(ax, 6.75, middle, "=", 36)
    outer = np.outer(column, row)
    grid(ax, text(outer), 7.9, middle - 1.5 * side, side, PIXEL, LARGE)
    for x, name in ((1.42, "3 · C · C"), (4.57, "+ 3 · C · C"), (9.17, "9 · C · C")):
        write(ax, x, 3.5, name, MIDDLE, weight="bold")
    said = ", ".join(" ".join(map(str, line)) for line in outer)
    return Picture(
        ax,
        words(language, "3x1 and then 1x3", "3x1 다음에 1x3"),
        words(
            language,
            f"The column 1, 2, 1 and then the row 1, 0, -1 equal the 3x3 kernel {said}.",
            f"열 1, 2, 1 다음에 행 1, 0, -1을 쓰면 3x3 커널 {said}와 같음.",
        ),
    )


def local_response(language):
    """Draw twelve maps at one pixel, before and after local response normalisation."""
    values = np.full(12, 0.3)
    values[[2, 7, 8, 9]] = 2.0
    after = compete(values)
    ax = plots.new_axes(12, 4.4)
    names = words(language, ("before", "after"), ("전", "후"))
    look = {"color": "0.88", "edgecolor": "0.4", "hatch": "//", "label": names[0]}
    ax.bar(range(12), values, 0.8, **look)
    ax.bar(range(12), after, 0.5, color=BLUE, label=names[1])
    ax.set_xticks(range(12))
    ax.set(ylim=(0, 2.5), yticks=[0, 1, 2])
    ax.tick_params(labelsize=SMALL)
    ax.set_xlabel(words(language, "map", "맵"), fontsize=SMALL)
    ax.legend(fontsize=SMALL, ncols=2, frameon=False, loc="upper center")
    ax.spines[["top", "right"]].set_visible(False)
    return Picture(
        ax,
        words(language, "Local response normalisation", "지역 응답 정규화"),
        words(
            language,
            "Twelve maps at one pixel, before and after normalisation. A large value with small "
            f"neighbours, in map 2, keeps {after[2]:.1f} of 2; three large ones side by side keep "
            f"{after[7]:.1f}, {after[8]:.1f} and {after[9]:.1f}.",
            "한 픽셀에서 맵 열두 개의 값, 전과 후. 이웃이 작은 맵 2의 큰 값은 2에서 "
            f"{after[2]:.1f}이 되고, 나란한 큰 값 셋은 {after[7]:.1f}, {after[8]:.1f}, "
            f"{after[9]:.1f}이 됨.",
        ),
    )


def compete(values, size=3, bias=1.0, alpha=1.0, beta=0.5):
    """The values (C,) of one pixel after local response normalisation."""
    squares = np.convolve(values**2, np.ones(size), "same")
    return values / (bias + alpha * squares) ** beta


# ------------------------------------------------------------------------------------ Inception

BRANCHES = ("1x1", "3x3", "5x5", "pool")
SEGMENTS = ("#00224E", "#575D6D", "#A59C74", "#FEE838")


def inception(language, name):
    """Draw module 3a with the weights of its layers, and how the channels add up."""
    reduced = name == "inception_3a"
    found = {row.name.removeprefix("3a_"): row for row in rows(name)}
    ax = board(WIDE, 5.15, unit=1)
    ys = [0.75, 1.95, 3.15, 4.35]
    _, source = box(ax, 0.95, 2.55, "28x28\nx192", 1.4, 1.3, INPUT.fill, MIDDLE)
    pool = words(language, "max pool 3x3", "최대 풀링 3x3")
    paths = (
        ((), ("1x1", "1x1")),
        (("3x3_reduce", "1x1"), ("3x3", "3x3")),
        (("5x5_reduce", "1x1"), ("5x5", "5x5")),
        (("pool", pool), ("pool_proj", "1x1")),
    )
    outs = []
    for y, (first, last) in zip(ys, paths, strict=True):
        edge = source
        if first and (reduced or first[0] == "pool"):
            edge = layer_box(ax, 3.85, y, first[1], found[first[0]], (source, 2.55))
        if last[0] in found:
            start = (edge, y) if edge != source else (source, 2.55)
            edge = layer_box(ax, 7.0, y, last[1], found[last[0]], start)
            outs.append(found[last[0]].output_shape[-1])
        else:
            outs.append(found[first[0]].output_shape[-1])
        arrow(ax, [(edge, y), (9.6, y)])
    joined(ax, outs)
    total = FACTS["inception_3a_reduced" if reduced else "inception_3a_naive"]()
    said = ", ".join(f"{b} {c}" for b, c in zip(BRANCHES, outs, strict=True))
    return Picture(
        ax,
        "Inception 3a",
        words(
            language,
            f"Four branches see the same 28x28x192 maps. They output these channels: {said}, "
            f"{sum(outs)} in all. {total:,} weights.",
            f"가지 네 개가 같은 28x28x192 맵을 봄. 각 가지가 내는 채널: {said}, 합쳐서 "
            f"{sum(outs)}. 가중치 {total:,}개.",
        ),
    )


def layer_box(ax, x, y, text, row, start):
    """Draw a layer with its filters and weights, and the arrow to it; return its right edge."""
    count = row.parameters
    said = f"{text} → {row.output_shape[-1]}" if count else text
    colour = OUTPUT.fill if count else OUTPUT.top
    if "reduce" in row.name or "proj" in row.name:
        colour = REDUCING
    left, right = box(ax, x, y, said, 2.35, 0.62, colour, MIDDLE)
    if count:
        write(ax, x, y + 0.5, f"{count:,}", SMALL, weight="bold")
    arrow(ax, [start, *([(2.35, y)] if start[1] != y else []), (left, y)])
    return right


def joined(ax, outs):
    """Draw the output channels of all branches as one bar."""
    total, tall, top = sum(outs), 4.6, 0.25
    y = top
    for count, colour in zip(outs, SEGMENTS, strict=True):
        part = tall * count / total
        box(ax, 10.15, y + part / 2, str(count), 1.0, part, colour, MIDDLE)
        y += part
    write(ax, 10.85, top + tall / 2, f"= {total}", LARGE, ha="left", weight="bold")


def inception_naive(language):
    return inception(language, "inception_3a_naive")


def inception_reduced(language):
    return inception(language, "inception_3a")


def five_by_five_costs(language):
    """Draw the multiplications of the 5x5 branch, direct and with a reduction, as bars."""
    direct, reduced = five_by_five("direct"), five_by_five("reduced")
    found = {row.name: row for row in rows("inception_3a")}
    first, second = found["3a_5x5_reduce"], found["3a_5x5"]
    largest = 11.4
    ax = board(WIDE, 4.3, unit=1)
    scale = largest / direct
    write(ax, 0.2, 0.4, "192 → 5x5 → 32", MIDDLE, ha="left")
    box(
        ax,
        0.2 + largest / 2,
        1.15,
        f"28·28 · 5·5·192 · 32 = {direct:,}",
        largest,
        0.85,
        OUTPUT.fill,
    )
    write(ax, 0.2, 2.35, "192 → 1x1 → 16 → 5x5 → 32", MIDDLE, ha="left")
    x = 0.2
    for row, colour, hatch in ((first, REDUCING, "//"), (second, OUTPUT.fill, "")):
        width = row.multiplications * scale
        box(ax, x + width / 2, 3.1, "", width, 0.85, colour, hatch=hatch)
        x += width
    sums = (
        f"28·28 · 192 · 16 = {first.multiplications:,}",
        f"28·28 · 5·5·16 · 32 = {second.multiplications:,}",
    )
    for text, y in zip(sums, (2.92, 3.3), strict=True):
        write(ax, x + 0.2, y, text, SMALL, ha="left")
    write(ax, x + 4.7, 3.1, f"= {reduced:,}", LARGE, ha="left", weight="bold")
    return Picture(
        ax,
        words(language, "The 5x5 branch in multiplications", "5x5 가지의 곱셈 수"),
        words(
            language,
            f"Two bars to scale: {direct:,} multiplications without a 1x1 reduction before the "
            f"5x5, and {reduced:,} with it: {' and '.join(sums)}.",
            f"같은 눈금의 막대 둘: 5x5 앞에 1x1 축소가 없으면 곱셈 {direct:,}번, 있으면 "
            f"{reduced:,}번({', '.join(sums)}).",
        ),
    )


FIGURES = {
    "one-by-one": one_by_one,
    "one-by-three": one_by_three,
    "local-response": local_response,
    "inception-naive": inception_naive,
    "inception-reduced": inception_reduced,
    "five-by-five-costs": five_by_five_costs,
}
