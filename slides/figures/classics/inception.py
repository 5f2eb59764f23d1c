"""Small kernels, competing maps, and Inception modules."""

import numpy as np
from matplotlib.patches import Rectangle

from fashion_cnn.drawing.architecture.slabs import arrow
from fashion_cnn.drawing.cells import border, frame, number, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, KERNEL, LINE, MARKED, OUTPUT, PAPER, PIXEL, POINTED
from slides.facts.classics import FACTS, five_by_five, rows
from slides.figures.boards import WIDE, board
from slides.figures.classics.parts import LARGE, MIDDLE, NO_WEIGHTS, SMALL, box
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
    stack(ax, 0.3, 1.15, (INPUT.top, INPUT.fill, INPUT.side), pixel)
    write(ax, 3.45, 2.3, "·", 40)
    for row, tone in enumerate((KERNEL.top, KERNEL.fill, KERNEL.side)):
        grid(ax, [weights[row]], 3.85, 1.05 + 0.72 * row, 0.72, tone, LARGE)
    border(ax, 3.85, 1.05, 1.44, 2.16, KERNEL)
    write(ax, 5.75, 2.15, "+", 32)
    grid(ax, [[number(b) for b in biases]], 6.15, 1.77, 0.78, KERNEL.top, LARGE)
    border(ax, 6.15, 1.77, 1.56, 0.78, KERNEL)
    write(ax, 8.15, 2.15, "=", 32)
    stack(ax, 8.9, 1.4, (OUTPUT.top, OUTPUT.fill), result)
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
    """Draw 3x1 and then 1x3 beside the 3x3 kernel that they are equal to, and their weights."""
    column, row = np.array([1, 2, 1]), np.array([1, 0, -1])
    ax = board(WIDE, 5.0, unit=1)
    text = np.vectorize(number, otypes=[object])
    middle, side, left = 1.4, 0.8, 3.45
    bordered(ax, text(column[:, None]), left + 0.3, middle - 1.5 * side, side)
    arrow(ax, [(left + 1.35, middle), (left + 2.0, middle)])
    bordered(ax, text(row[None]), left + 2.2, middle - side / 2, side)
    write(ax, left + 5.2, middle, "=", 36)
    outer = np.outer(column, row)
    bordered(ax, text(outer), left + 5.9, middle - 1.5 * side, side)
    names = words(
        language,
        ("1 channel", "C channels\nin and out"),
        ("채널 1개", "입력과 출력이\n채널 C개"),
    )
    columns = left + 0.7, left + 2.1, left + 3.4, left + 7.1
    write(ax, 0.1, middle, names[0], LARGE, ha="left", weight="bold")
    counts = ("3", "+", "3", "9"), ("3 · C · C", "+", "3 · C · C", "9 · C · C")
    for y, row_of_counts in zip((3.35, 4.35), counts, strict=True):
        for x, count in zip(columns, row_of_counts, strict=True):
            write(ax, x, y, count, LARGE)
    ax.plot([0.1, 11.9], [3.85, 3.85], color=LINE, linewidth=1.2)
    write(ax, 0.1, 3.35, words(language, "weights", "가중치"), LARGE, ha="left")
    write(ax, 0.1, 4.4, names[1], LARGE, ha="left", weight="bold")
    said = ", ".join(" ".join(map(str, line)) for line in outer)
    return Picture(
        ax,
        words(language, "3x1 and then 1x3", "3x1 다음에 1x3"),
        words(
            language,
            "For one channel, the column 1, 2, 1 and then the row 1, 0, -1 equal the 3x3 kernel "
            f"{said}: 3 + 3 weights, not 9. For C channels it is 3·C·C + 3·C·C, not 9·C·C.",
            f"채널이 하나일 때, 열 1, 2, 1 다음에 행 1, 0, -1을 쓰면 3x3 커널 {said}와 같습니다. "
            "가중치는 9개가 아니라 3 + 3개입니다. 채널이 C개이면 9·C·C개가 아니라 3·C·C + 3·C·C개"
            "입니다.",
        ),
    )


def bordered(ax, values, left, top, side):
    """Draw a small kernel."""
    rows_, columns = np.shape(values)
    grid(ax, values, left, top, side, KERNEL.fill, LARGE)
    border(ax, left, top, side * columns, side * rows_, KERNEL)


# The example of lesson 20: one pixel, with a value in each of twelve maps.
ALONE, TOGETHER = 2, 8


def local_response(language):
    """Draw twelve maps at one pixel before and after local response normalisation."""
    values = np.full(12, 0.3)
    values[[2, 7, 8, 9]] = 2.0
    after = compete(values)
    ax = board(WIDE, 4.45, unit=1)
    names = words(language, ("before", "after"), ("전", "후"))
    # Inches: where map 0 is, from map to map, the height of 1.
    left, step, tall = 1.9, 0.84, 0.68
    panels = (1.8, values, INPUT, names[0]), (3.9, after, OUTPUT, names[1])
    for bottom, heights, role, name in panels:
        write(ax, 0.1, bottom - 0.2, name, LARGE, ha="left", weight="bold")
        for place, value in enumerate(heights):
            x = left + step * place
            look = {"line": role.line, "linestyle": role.style}
            box(ax, x, bottom - tall * value / 2, "", 0.6, tall * value, role.fill, **look)
            if place in (ALONE, TOGETHER - 1, TOGETHER, TOGETHER + 1):
                write(ax, x, bottom - tall * value - 0.17, f"{value:.1f}", SMALL)
        ax.plot([left - 0.5, left + 11.5 * step], [bottom] * 2, color=LINE, linewidth=1.5)
    for place in range(12):
        write(ax, left + step * place, 4.14, str(place), SMALL)
    write(ax, 0.1, 4.14, words(language, "map", "맵"), SMALL, ha="left")
    for place in (ALONE, TOGETHER):
        x = left + step * place
        frame(ax, x - 1.5 * step + 0.03, 0.06, 3 * step - 0.06, 1.84, POINTED)
        squares = " + ".join(f"{value:g}²" for value in values[place - 1 : place + 2])
        write(ax, x, 2.16, f"÷ √(1 + {squares})", SMALL)
    return Picture(
        ax,
        words(language, "Local response normalisation", "지역 응답 정규화"),
        words(
            language,
            "Twelve maps at one pixel, before and after normalisation. A large value with small "
            f"neighbours, in map 2, keeps {after[2]:.1f} of 2; three large ones side by side keep "
            f"{after[7]:.1f}, {after[8]:.1f} and {after[9]:.1f}. The windows of maps 2 and 8 are "
            "framed, with the number that the map is divided by.",
            "한 픽셀에서 맵 열두 개의 값을 정규화 전과 후로 나누어 그렸습니다. 이웃이 작은 맵 2의 "
            f"큰 값은 2에서 {after[2]:.1f}이 되고, 나란한 큰 값 셋은 {after[7]:.1f}, "
            f"{after[8]:.1f}, {after[9]:.1f}이 됩니다. 맵 2와 맵 8의 창에 테두리를 두르고 나누는 "
            "수를 적었습니다.",
        ),
    )


def compete(values, size=3, bias=1.0, alpha=1.0, beta=0.5):
    """The values (C,) of one pixel after local response normalisation."""
    squares = np.convolve(values**2, np.ones(size), "same")
    return values / (bias + alpha * squares) ** beta


# ------------------------------------------------------------------------------------ Inception

BRANCHES = ("1x1", "3x3", "5x5", "pool")
SEGMENTS = (OUTPUT.top, OUTPUT.fill, OUTPUT.top, OUTPUT.fill)


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
    colour = KERNEL.fill if count else NO_WEIGHTS
    if "reduce" in row.name or "proj" in row.name:
        colour = MARKED
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
        PIXEL,
    )
    write(ax, 0.2, 2.35, "192 → 1x1 → 16 → 5x5 → 32", MIDDLE, ha="left")
    x = 0.2
    for row, colour, hatch in ((first, MARKED, "//"), (second, PIXEL, "")):
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
