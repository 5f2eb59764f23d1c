"""What the figures are made of: tables in axes whose unit is one cell, rows downwards."""

import math
from fractions import Fraction
from numbers import Integral

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from fashion_cnn.drawing import plots
from fashion_cnn.drawing.style import (
    COLOUR_MAP,
    GREY,
    KERNEL,
    LINE,
    PAPER,
    VERMILION,  # noqa: F401 (lesson files from before version 0.3 take it from here)
    WIDTH,
)

# Inches: the largest cell, and the room for the title.
CELL, TITLE = 0.8, 0.6


def canvas(ax, width, height):
    """Axes of `width` x `height` cells; in a new figure, texts do not move them."""
    if ax is None:
        inch = min(CELL, WIDTH / width)
        total = inch * height + TITLE
        ax = plots.new_axes(WIDTH, total)
        ax.set_position((0.01, 0.01, 0.98, inch * height / total - 0.01))
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    ax.axis("off")
    return ax


def cell_points(ax):
    """The side of a cell in points, 1/72 inch."""
    width, height = ax.get_position().size * ax.figure.get_size_inches()
    return 72 * min(width / np.ptp(ax.get_xlim()), height / np.ptp(ax.get_ylim()))


def table(ax, texts, left, top, colours=None, hatches="", height=0.52, role=None):
    """Draw texts (rows, columns) in cells, with the first cell's corner at (left, top).

    `colours` and `hatches` are one for all cells or an array of them. A table with a Role has a
    border in its colour, and cells in its colour unless `colours` shows their values. `height` is
    the position of the text in its cell, from 0 at the top to 1.
    """
    texts = np.asarray(texts, dtype=object)
    if colours is None:
        colours = role.fill if role else PAPER
    longest = max(map(len, texts.flat))
    size = cell_points(ax) * min(0.45, 1.25 / max(longest, 1))
    backgrounds = np.broadcast_to(colours, texts.shape)
    patterns = np.broadcast_to(hatches, texts.shape)
    for (row, column), text in np.ndenumerate(texts):
        colour, hatch = backgrounds[row, column], patterns[row, column]
        fill = {"facecolor": colour, "edgecolor": LINE, "hatch": hatch}
        ax.add_patch(Rectangle((left + column, top + row), 1, 1, **fill))
        if text:
            background = {"facecolor": colour, "edgecolor": "none", "pad": 1.5} if hatch else None
            look = {"color": ink(colour), "bbox": background}
            write(ax, left + column + 0.5, top + row + height, text, min(size, 20), **look)
    if role:
        border(ax, left, top, *texts.shape[::-1], role)


def border(ax, left, top, width, height, role, **kwargs):
    """Draw the thick edge that says which role a table or an image has."""
    look = {"fill": False, "edgecolor": role.line, "linestyle": role.style, "linewidth": 4}
    ax.add_patch(Rectangle((left, top), width, height, **look, zorder=2.6, **kwargs))


def edge(ax, role, images=None):
    """Draw the border of a role around images in axes: around all of them, or only some."""
    extents = [image.get_extent() for image in (ax.images if images is None else images)]
    left, right, bottom, top = np.transpose(extents)
    width, height = right.max() - left.min(), bottom.max() - top.min()
    border(ax, left.min(), top.min(), width, height, role, clip_on=False)


def blank_table(ax, colours, left, top):
    """Draw empty cells in the given colours (rows, columns)."""
    table(ax, np.full(np.shape(colours), ""), left, top, colours)


def write(ax, x, y, text, size, **kwargs):
    """Write a text centred on a point given in cells."""
    return ax.text(x, y, text, **{"ha": "center", "va": "center", "fontsize": size, **kwargs})


def frame(ax, left, top, width, height, colour, style="-"):
    """Draw a thick frame with a white rim, which keeps it visible on any colour."""
    rim = [withStroke(linewidth=7, foreground="white")]
    look = {"fill": False, "edgecolor": colour, "linestyle": style, "linewidth": 4}
    ax.add_patch(Rectangle((left, top), width, height, **look, path_effects=rim, zorder=3))


def lay_over(ax, kernel, left, top, size=11):
    """Frame a window and write the kernel's weights small in the corners of its cells.

    A `table` drawn with `height=0.4` leaves them room. `size` is in points.
    """
    frame(ax, left, top, kernel.shape[1], kernel.shape[0], KERNEL.line)
    for (row, column), weight in np.ndenumerate(numbers(kernel)):
        background = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8}
        corner = {"ha": "right", "va": "bottom", "bbox": background, "zorder": 4}
        write(ax, left + column + 0.93, top + row + 0.93, f"×{weight}", size, **corner)


def image_at(ax, image, left, top, width, low=0, high=255, colours=GREY, height=None):
    """Draw an image into a rectangle, or a square, of axes whose limits stay as they are."""
    limits = {"xlim": ax.get_xlim(), "ylim": ax.get_ylim()}
    extent = (left, left + width, top + (height or width), top)
    look = {"cmap": colours, "vmin": low, "vmax": high, "interpolation": "nearest"}
    ax.imshow(image, extent=extent, **look)
    ax.set(**limits, aspect="equal")


def shades(values, low=None, high=None):
    """The colours, as "#RRGGBB", of values between low and high."""
    values = np.asarray(values)
    low, high = values.min() if low is None else low, values.max() if high is None else high
    rgba = colormaps[COLOUR_MAP]((values - low) / max(high - low, 1e-9))
    return np.apply_along_axis(to_hex, -1, rgba)


def tints(role, shape):
    """Colours of a role from light to dark, "#RRGGBB", an array: which cell is which, not a value.

    Rows first: cells that are the same thing in two tables get the same tint.
    """
    light, dark = np.array([to_rgb(role.top), to_rgb(role.line)])
    steps = np.linspace(0, 0.85, math.prod(shape))[:, None]
    return np.apply_along_axis(to_hex, 1, light + steps * (dark - light)).reshape(shape)


def ink(colour):
    """Black or white, whichever is easier to read on the colour (by WCAG's luminance)."""
    linear = [((c + 0.055) / 1.055) ** 2.4 if c > 0.04045 else c / 12.92 for c in to_rgb(colour)]
    return "black" if np.dot(linear, (0.2126, 0.7152, 0.0722)) > 0.179 else "white"


# --------------------------------------------------------------------------------------- texts


def number(value):
    """A number as it is written by hand: 7, −1, 22.25, 1/9. A letter stays a letter."""
    if isinstance(value, (str, Integral)):
        return str(value).replace("-", "−")
    fraction = Fraction(float(value)).limit_denominator(99)
    text = f"{value:.4g}"
    if float(text) != value or len(text) > 5:  # 0.1111 or 0.0625
        near = math.isclose(fraction, value, abs_tol=1e-12)
        text = str(fraction) if near else f"{value:.3g}"
    return text.replace("-", "−")


def numbers(values):
    """An array of any shape as texts."""
    return np.vectorize(number, otypes=[object])(values)


def size_of(shape):
    """A shape, or the shape of an array, as 3 × 3."""
    return " × ".join(map(str, getattr(shape, "shape", shape)))


def rows_of(values):
    """A table in one line: 1 2, −1 0."""
    return ", ".join(" ".join(row) for row in numbers(values))


def products(window, kernel):
    """The products of two arrays of one shape, not yet computed: 1·1, 0·−1."""
    return numbers(window) + "·" + numbers(kernel)
