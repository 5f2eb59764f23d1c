"""Figures of deck 3: VGG16 layer by layer, counted."""

from typing import NamedTuple

from matplotlib.patches import Rectangle

from fashion_cnn.drawing import plots
from fashion_cnn.drawing.architecture.slabs import Slab
from fashion_cnn.drawing.cells import frame, write
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, LINE, MARKED, OUTPUT, POINTED
from slides.facts.inside import vgg_base, vgg_rows, vgg_total
from slides.figures.boards import LETTERS as BAR_LETTERS
from slides.figures.boards import WIDE, Steps, board
from slides.figures.inside.parts import LETTERS
from slides.languages import words

BLOCKS = ("block1", "block2", "block3", "block4", "block5")
DENSE = ("fc1", "fc2", "predictions")

# ------------------------------------------------------------------------------- the plan


class Column(NamedTuple):
    """A stage of VGG16: its layers with weights and the lines below its slabs."""

    rows: list
    lines: tuple
    left: float
    width: float


# Cells of the board: its size, the width of the names of the lines, of the image and of a block;
# the foot of the slabs; the baselines of the lines and of the details of one stage.
ACROSS, DOWN = 29.2, 11.4
NAMES, IMAGE, BLOCK = 3.6, 2.8, 3.68
FOOT, LINES, DETAILS = 4, (4.6, 5.35, 6.1, 6.85, 7.6, 8.35), (9.5, 10.25, 11)
# Cells: a side of 224 pixels, 512 channels, from one slab of few channels to the next.
TALL, THICK, APART = 3.1, 0.9, 0.42


class TrueSlab(Slab):
    """A volume on linear scales, unlike a Slab's."""

    def __init__(self, side, channels):
        self.maps = True
        self.height = TALL * side / 224
        self.width = max(0.12, THICK * channels / 512)
        self.right, self.up = 0.35 * self.height, 0.25 * self.height


def plan(language):
    """VGG16 as a whole, then one stage after the other."""
    return Steps(tuple(plan_step(chosen, language) for chosen in range(len(BLOCKS) + 2)))


def plan_step(chosen, language):
    """Draw VGG16's volumes and numbers; mark stage `chosen`, the dense layers last, or none (0)."""
    ax = board(ACROSS, DOWN, WIDE / ACROSS)
    columns = stages(language)
    titles = words(
        language,
        ("", "layers", "side", "channels", "parameters", "sees"),
        ("", "층", "한 변", "채널", "매개변수", "수용 영역"),
    )
    for title, y in zip(titles, LINES, strict=True):
        write(ax, 0.1, y, title, LETTERS, ha="left", weight="bold")
    for number, column in enumerate(columns):
        is_chosen = chosen == number > 0
        if is_chosen:
            top, foot = LINES[0] - 0.45, LINES[-1] + 0.45
            box = (column.left, top), column.width, foot - top
            ax.add_patch(Rectangle(*box, facecolor=MARKED, edgecolor="none", zorder=0))
            frame(ax, column.left, 0.1, column.width, foot - 0.1, POINTED)
        for text, y in zip(column.lines, LINES, strict=True):
            weight = "bold" if is_chosen or y == LINES[0] else "normal"
            write(ax, column.left + column.width / 2, y, text, LETTERS - 1, weight=weight)
        draw_stage(ax, column, number)
    write_details(ax, columns[chosen].rows if chosen else [], language)
    return Picture(ax, "", described(chosen, columns, language))


def stages(language):
    """The columns: the image, five blocks, the dense layers."""
    image = words(language, "image", "이미지")
    columns = [Column([], (image, "", "224", "3", "", "1"), NAMES, IMAGE)]
    for number, block in enumerate(BLOCKS):
        rows = [row for row in vgg_rows().values() if row.name.startswith(f"{block}_conv")]
        lines = (
            words(language, f"block {number + 1}", f"블록 {number + 1}"),
            f"{len(rows)} × conv",
            f"{rows[0].output_shape[0]}",
            f"{rows[0].output_shape[-1]}",
            f"{vgg_total('parameters', rows):,}",
            f"{vgg_rows()[f'{block}_pool'].fields[0].size}",
        )
        columns.append(Column(rows, lines, NAMES + IMAGE + number * BLOCK, BLOCK))
    rows = [vgg_rows()[name] for name in DENSE]
    lines = (
        words(language, "dense", "완전 연결"),
        f"{len(rows)} × dense",
        "",
        f"{rows[-1].output_shape[0]:,}",
        f"{vgg_total('parameters', rows):,}",
        f"{rows[-1].fields[0].size}",
    )
    left = NAMES + IMAGE + len(BLOCKS) * BLOCK
    return [*columns, Column(rows, lines, left, ACROSS - left - 0.1)]


def draw_stage(ax, column, number):
    """Draw the volumes of a stage, or bars for the dense layers, in the middle of its column."""
    middle = column.left + column.width / 2
    if number > len(BLOCKS):
        for place, row in enumerate(column.rows):
            tall = 3.6 * row.output_shape[0] / column.rows[0].output_shape[0]
            corner = middle - 0.85 + 0.65 * place, FOOT - tall
            ax.add_patch(Rectangle(corner, 0.4, tall, facecolor=OUTPUT.side, edgecolor=LINE))
        return
    shapes = [row.output_shape for row in column.rows] or [(224, 224, 3)]
    slabs = [TrueSlab(side, channels) for side, _, channels in shapes]
    step = max(slabs[0].width + 0.12, APART)
    left = middle - (slabs[0].span + step * (len(slabs) - 1)) / 2
    for place, slab in enumerate(slabs):
        role = OUTPUT if number else INPUT
        slab.draw(ax, left + step * place, FOOT - slab.height / 2, role)


def write_details(ax, rows, language):
    """Write how the parameters of each layer of a stage are counted, or the totals."""
    if not rows:
        totals = f"{vgg_total('parameters'):,}", f"{vgg_total('parameters', vgg_base()):,}"
        text = words(
            language,
            f"13 + 3 = 16 layers with weights\n{totals[0]} parameters, {totals[1]} of them in "
            "the convolutions",
            f"가중치가 있는 층은 13 + 3 = 16개\n매개변수는 {totals[0]}개, 그중 합성곱이 "
            f"{totals[1]}개",
        )
        write(ax, ACROSS / 2, DETAILS[1], text, LETTERS + 1, linespacing=1.4)
    sees = words(language, "sees", "수용 영역")
    for row, y in zip(rows, DETAILS, strict=False):
        write(ax, 9, y, row.name, LETTERS, ha="right", family="monospace")
        write(ax, 9.8, y, row.sum, LETTERS, ha="left")
        write(ax, 23, y, f"{sees} {row.fields[0].size}", LETTERS, ha="left")


def described(chosen, columns, language):
    """The alt text: what is marked, with its numbers."""
    if not chosen:
        return words(
            language,
            "The plan of VGG16: the image, five blocks of convolutions, whose volumes become "
            "lower and thicker, and three dense layers, with their shapes, parameters and "
            "receptive fields.",
            "VGG16의 구조: 이미지, 점점 낮아지고 두꺼워지는 합성곱 블록 다섯 개, 완전 연결 층 세 "
            "개와 그 크기, 매개변수, 수용 영역.",
        )
    name, layers, _, _, parameters, _ = columns[chosen].lines
    sums = "; ".join(f"{row.name}: {row.sum}" for row in columns[chosen].rows)
    return words(
        language,
        f"The same plan with {name} marked: {layers}, {parameters}. {sums}.",
        f"같은 그림에서 강조된 부분은 {name}: {layers}, {parameters}. {sums}.",
    )


# --------------------------------------------------------------------------------- its cost


def costs(language):
    """Draw the parameters and the multiplications of each layer with weights."""
    found = [row for row in vgg_rows().values() if row.parameters]
    names = [row.name.removeprefix("block").replace("_conv", ".") for row in found]
    names[-1] = "pred."
    axes = plots.new_axes(WIDE, 4.8, rows=2)
    titles = words(
        language,
        ("parameters\n(millions)", "multiplications\n(billions)"),
        ("매개변수\n(백만 개)", "곱셈\n(10억 번)"),
    )
    counts = (
        [row.parameters / 1e6 for row in found],
        [row.multiplications / 1e9 for row in found],
    )
    for ax, title, numbers, places in zip(axes, titles, counts, (0, 2), strict=True):
        look = {"color": ["0.75"] * (len(found) - 3) + ["0.35"] * 3, "edgecolor": "white"}
        ax.bar(range(len(found)), numbers, hatch=[""] * (len(found) - 3) + ["//"] * 3, **look)
        most = max(numbers)
        for place, count in enumerate(numbers):
            if count > 0.06 * most:
                text = f"{count:.{places}f}"
                ax.text(
                    place, count + most / 40, text, ha="center", va="bottom", fontsize=BAR_LETTERS
                )
        ax.set_ylabel(title, fontsize=BAR_LETTERS)
        ax.set(yticks=[], xlim=(-0.6, len(found) - 0.4), ylim=(0, 1.25 * most))
        ax.set_xticks(range(len(found)), names if ax is axes[1] else [], fontsize=BAR_LETTERS)
        ax.spines[["top", "right", "left"]].set_visible(False)
    return Picture(
        axes,
        "",
        words(
            language,
            "Bars for the 16 layers of VGG16 with weights. Nearly all parameters are in the dense "
            "layers, most of them in fc1; nearly all multiplications are in the convolutions, and "
            "next to none in the dense layers.",
            "가중치가 있는 VGG16의 16개 층의 막대. 매개변수는 거의 모두 완전 연결 층, 특히 fc1에 "
            "있고, 곱셈은 거의 모두 합성곱 층에 있습니다.",
        ),
    )


FIGURES = {
    "vgg-whole": plan,
    "vgg-costs": costs,
}
