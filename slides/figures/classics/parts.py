"""Building blocks for the figures of deck 4: boxes in a line, slabs in a row."""

from matplotlib.patches import Circle, Rectangle

from fashion_cnn.drawing.architecture.slabs import Slab, arrow
from fashion_cnn.drawing.cells import ink, write
from fashion_cnn.drawing.style import INPUT, LINE, OUTPUT, PAPER, POINTED
from slides.facts.classics import rows
from slides.figures.boards import WIDE

# Points: the smallest letters on a board 12 inches wide, and larger ones.
SMALL, MIDDLE, LARGE = 16.5, 18, 22
# The fill of layers without weights.
NO_WEIGHTS = "#E8E8E8"
# A shortcut or skip connection, and a path that is used in training only or crosses over.
SHORTCUT = {"color": POINTED, "linewidth": 4.5, "mutation_scale": 22}
CROSSING = {"color": POINTED, "linewidth": 2.6, "linestyle": (0, (4, 1.5))}


def box(ax, x, y, text, width, height=0.6, colour=PAPER, size=MIDDLE, line=LINE, **look):
    """Draw a box with a text, both centred on (x, y); return its left and right edges."""
    shape = {"facecolor": colour, "edgecolor": line, "linewidth": 1.6, "zorder": 2} | look
    ax.add_patch(Rectangle((x - width / 2, y - height / 2), width, height, **shape))
    write(ax, x, y, text, size, color=ink(colour), zorder=3, linespacing=1.15)
    return x - width / 2, x + width / 2


def circle(ax, x, y, text="+", radius=0.24):
    """Draw a sign in a circle, such as the + of a sum."""
    ax.add_patch(Circle((x, y), radius, facecolor=PAPER, edgecolor=LINE, linewidth=1.8, zorder=2))
    write(ax, x, y, text, LARGE, zorder=3)


def line_of_boxes(ax, y, steps, left, right, height=0.62, size=SMALL):
    """Draw boxes from left to right with arrows between them; return their middles.

    `steps` are (text, width, colour). A "+" is drawn as a circle.
    """
    widths = [step[1] for step in steps]
    gap = (right - left - sum(widths)) / max(len(steps) - 1, 1)
    middles, x = [], left
    for number, (text, width, colour) in enumerate(steps):
        middle = x + width / 2
        if text == "+":
            circle(ax, middle, y, radius=width / 2)
        else:
            box(ax, middle, y, text, width, height, colour, size)
        if number:
            arrow(ax, [(x - gap, y), (x, y)])
        middles.append(middle)
        x += width + gap
    return middles


def bow(ax, start, end, y, up, radius=0.28):
    """Draw a shortcut: from the line at `start` over the boxes down into the sum at `end`."""
    path = [(start, y), (start, y - up), (end, y - up), (end, y - radius)]
    arrow(ax, path, **SHORTCUT)


def slab_row(ax, shapes, words, middle, tall, left=0.0, right=WIDE, stacked=False):
    """Draw slabs of these shapes with arrows between them; return their middles.

    The first shape is the input. `words` has the text below each slab. With `stacked`, the
    channels are written below height and width.
    """
    largest = max(max(shape[:-1], default=1) for shape in shapes)
    step = (right - left) / len(shapes)
    xs, before = [], None
    for number, (shape, text) in enumerate(zip(shapes, words, strict=True)):
        slab = Slab(shape, largest, tall)
        x = left + step * (number + 0.5)
        start = x - slab.span / 2
        slab.draw(ax, start, middle, role=OUTPUT if number else INPUT)
        above = middle - slab.height / 2 - slab.up - 0.1
        said = shape_text(shape, stacked)
        write(ax, x, above, said, SMALL, va="bottom", weight="bold", linespacing=1.1)
        lines_below(ax, x, middle + tall / 2 + 0.2, text)
        if before:
            arrow(ax, [(before, middle), (start, middle)])
        before = start + slab.span
        xs.append(x)
    return xs


def lines_below(ax, x, top, text, size=SMALL, leading=0.31):
    """Write the lines of a text one below the other."""
    for number, line in enumerate(text.split("\n")):
        write(ax, x, top + leading * number, line, size, va="top")


def shapes_of(name, *layers):
    """The output shapes of the layers with these names."""
    found = {row.name: row.output_shape for row in rows(name)}
    return [found[layer] for layer in layers]


def shape_text(shape, stacked=False):
    """28x28x6 or, stacked, 28x28 above x6."""
    if len(shape) == 1:
        return f"{shape[0]}"
    *sides, channels = map(str, shape)
    return "x".join(sides) + ("\nx" if stacked else "x") + channels


def millions(count):
    """A count as it is spoken: 61,706 or 25.6 M."""
    return f"{count / 1e6:.1f} M" if count >= 1e6 else f"{count:,}"
