"""What the drawing of an architecture is made of: slabs of maps, bars of vectors, their words.

Everything is measured in cells of 0.8 inches, texts too, so that a layout that fits also fits in
axes of any other size.
"""

import functools
import math
from collections import Counter
from itertools import groupby

from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyArrowPatch, Polygon
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from fashion_cnn.drawing.cells import CELL, cell_points, write
from fashion_cnn.drawing.style import LINE, OUTPUT
from fashion_cnn.networks import layers
from fashion_cnn.networks.tables import times

# Cells: the width of a figure, between two texts, the shortest arrow.
ACROSS, GAP, ARROW = 15, 0.15, 0.4
# Points of a text in a figure of full width, and the cells from one line to the next.
SMALL, LARGE = 11.5, 12
LEADING = 0.26
# Maximum number of lines that say what is in a stage.
MOST_LINES = 5


@functools.cache
def wide(text, size=SMALL, weight="normal"):
    """The width of a text, of its widest line, in cells."""
    font = FontProperties(size=size, weight=weight)
    widths = [
        text_to_path.get_text_width_height_descent(line, font, ismath=False)[0]
        for line in text.split("\n")
    ]
    return max(widths) / (72 * CELL)


def label(ax, x, y, text, size=SMALL, **look):
    """Write a text whose size in cells is the same in axes of every size."""
    return write(ax, x, y, text, size * cell_points(ax) / (72 * CELL), linespacing=1.15, **look)


def arrow(ax, path, codes=None, **look):
    """Draw an arrow along the points of a path, straight from one to the next without `codes`."""
    look = {"color": LINE, "linewidth": 1.6, "mutation_scale": 14} | look
    ax.add_patch(
        FancyArrowPatch(path=Path(path, codes), arrowstyle="-|>", joinstyle="round", **look)
    )


# --------------------------------------------------------------------------------------- slabs


class Slab:
    """The form of a feature map or a vector: its measures, and how it is drawn.

    Its height follows the height of the maps, its depth their width, its width the number of
    channels, all on log scales; `tall` is the height that `largest` pixels have. A vector is a bar.
    """

    def __init__(self, shape, largest, tall):
        self.maps = len(shape) > 1
        *sizes, channels = shape or (1,)
        scale = tall / (1 + math.log2(largest))
        high, deep = [scale * (1 + math.log2(size)) for size in (*sizes, 1, 1)[:2]]
        self.width = 0.15 + 0.07 * math.log2(channels) if self.maps else 0.28
        self.height = high if self.maps else tall * (1 + math.log2(channels)) / 17
        self.right, self.up = (0.22 * deep, 0.14 * deep) if self.maps else (0, 0)

    @property
    def span(self):
        """The width of the front and the side together."""
        return self.width + self.right

    def draw(self, ax, left, middle, role=OUTPUT):
        """Draw it with its front's left edge at `left` and its front's middle at `middle`."""
        x0, x1 = left, left + self.width
        y0, y1 = middle - self.height / 2, middle + self.height / 2
        back_left, back_right = (x0 + self.right, y0 - self.up), (x1 + self.right, y0 - self.up)
        faces = [([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], role.fill if self.maps else role.side)]
        if self.maps:
            faces.append(([(x0, y0), back_left, back_right, (x1, y0)], role.top))
            faces.append(
                ([(x1, y0), back_right, (x1 + self.right, y1 - self.up), (x1, y1)], role.side)
            )
        for corners, colour in faces:
            ax.add_patch(Polygon(corners, facecolor=colour, edgecolor=LINE, linewidth=1))


class Box:
    """A stage to be drawn: its slab, its shape, and the lines that say what is in it.

    `auxiliary` are lines about auxiliary outputs; `look` is how the slab is drawn.
    """

    def __init__(self, slab, shape, lines, parameters="", auxiliary=(), look=None):
        self.slab, self.shape, self.look = slab, times(shape), look or {}
        plain = [(line, {}) for line in "\n".join(lines).split("\n")]
        bold = [(parameters, {"weight": "bold"})] if parameters else []
        self.lines = [*plain, *bold, *((line, {"style": "italic"}) for line in auxiliary)]

    @classmethod
    def of_stage(cls, stage, largest, tall, say, auxiliary=()):
        """The Box of a Stage."""
        slab, lines = Slab(stage.shape, largest, tall), contents(stage.blocks, say)
        return cls(slab, stage.shape, lines, f"{stage.parameters:,}", auxiliary)

    @functools.cached_property
    def width(self):
        """The width that it takes up in a row."""
        texts = [wide(text, weight=look.get("weight", "normal")) for text, look in self.lines]
        texts.append(wide(self.shape, LARGE, "bold"))
        return max(self.slab.span + ARROW, max(texts) + GAP)

    @property
    def height(self):
        """The height of the lines, without the shape."""
        return LEADING * len(self.lines)

    def write(self, ax, x, top, **look):
        """Write the lines below each other."""
        for number, (text, own) in enumerate(self.lines):
            y = top + LEADING * (number + 0.75)
            label(ax, x, y, text, va="baseline", **look, **own)

    def write_all(self, ax, x, top, **look):
        """Write the shape and, below it, the lines."""
        label(ax, x, top + 0.75 * LEADING, self.shape, va="baseline", weight="bold", **look)
        self.write(ax, x, top + LEADING, **look)


# --------------------------------------------------------------------------------------- words


def what(layer, kind, say):
    """What a layer does in a few words: conv 3x3. Without words for it, its Keras name `kind`."""
    if isinstance(layer, layers.Activation):
        return layer.function
    key = f"{layer.kind}_pool" if isinstance(layer, layers.Pool) else type(layer).__name__
    sizes = getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", ())
    return say(f"layers.{key}", size=times(sizes)) if f"layers.{key}" in say else kind


def block_text(block, say):
    """What a block does in a few words, in a line or two."""
    if block.join is None:
        return what(block.parts[0].layer, block.parts[0].kind, say)
    path = block.longest_path
    kernels = [times(layer.kernel_size) for layer in path if hasattr(layer, "kernel_size")]
    if block.join == "module":
        inside = say("blocks.branches", count=len(block.parts[-1].parents))
    elif len(set(kernels)) == 1 < len(kernels) == len(path):
        inside = say("blocks.convs", count=len(kernels), size=kernels[0])
    elif len(kernels) < len(path) or len(kernels) > 4:
        inside = say("blocks.layers", count=len(path))
    else:
        inside = ", ".join(kernels)
    return say(f"blocks.{block.join}", inside=inside)


def contents(blocks, say):
    """The texts of what is in a stage, in order, with consecutive blocks of one kind counted."""
    runs = [
        (text, list(run)) for text, run in groupby(blocks, lambda block: block_text(block, say))
    ]
    if len(runs) > MOST_LINES:  # counted wherever they are
        counts = Counter(text for text, run in runs for _ in run).most_common()
        most = [times_text(text, count) for text, count in counts[: MOST_LINES - 1]]
        rest = sum(count for _, count in counts[MOST_LINES - 1 :])
        return [*most, say("blocks.more", count=rest)] if rest else most
    return [times_text(text, len(run)) + names(run) for text, run in runs]


def times_text(text, count):
    return f"{count} × {text}" if count > 1 else text


def names(run):
    """A line with the names of modules, where they have names."""
    found = [block.name for block in run if block.join == "module"]
    if not found or not all(found):
        return ""
    return "\n" + (", ".join(found) if len(found) < 3 else f"{found[0]} … {found[-1]}")


def stage_said(stage, say):
    """A stage in words: its shape, what is in it, its parameters."""
    inside = ", ".join(" ".join(text.split()) for text in contents(stage.blocks, say))
    values = {"shape": times(stage.shape), "parameters": stage.parameters}
    return say("architecture.stage", contents=inside, **values)
