"""What the figures are made of: tables in axes whose unit is one cell, rows downwards.

Matplotlib is imported where something is drawn, so that the command's `--help` is instant.
"""

import math
from fractions import Fraction
from numbers import Integral

import numpy as np

# Okabe and Ito's blue and vermilion; wherever both are used, the line style differs as well.
BLUE, VERMILION = "#0072B2", "#D55E00"
PIXEL, PAPER, LINE = "#C8C8C8", "#FFFFFF", "#505050"
HATCHES = ("", "//", "..", "xx")
# Inches: the width of every figure of tables, the largest cell, the room for the title.
WIDTH, CELL, TITLE = 12, 0.8, 0.6


def canvas(ax, width, height):
    """Return axes of `width` x `height` cells; their place in a new figure never changes."""
    from fashion_cnn.drawing import plots

    if ax is None:
        inch = min(CELL, WIDTH / width)
        total = inch * height + TITLE
        ax = plots.new_axes(WIDTH, total)
        ax.set_position((0.01, 0.01, 0.98, inch * height / total - 0.01))
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    ax.axis("off")
    return ax


def cell_points(ax):
    """Return the side of a cell in points, 1/72 inch."""
    width, height = ax.get_position().size * ax.figure.get_size_inches()
    return 72 * min(width / np.ptp(ax.get_xlim()), height / np.ptp(ax.get_ylim()))


def table(ax, texts, left, top, colours=PAPER, hatches="", height=0.52):
    """Draw texts (rows, columns) in cells; the first one's corner is at (left, top).

    `colours` and `hatches` are one for all cells or an array of them; `height` is where in a
    cell the text stands, from 0, at its top, to 1.
    """
    from matplotlib.patches import Rectangle

    texts = np.asarray(texts, dtype=object)
    longest = max(map(len, texts.flat))
    size = cell_points(ax) * min(0.45, 1.25 / max(longest, 1))
    backgrounds = np.broadcast_to(colours, texts.shape)
    patterns = np.broadcast_to(hatches, texts.shape)
    for (row, column), text in np.ndenumerate(texts):
        colour, hatch = backgrounds[row, column], patterns[row, column]
        fill = {"facecolor": colour, "edgecolor": LINE, "hatch": hatch}
        ax.add_patch(Rectangle((left + column, top + row), 1, 1, **fill))
        if text:
            behind = {"facecolor": colour, "edgecolor": "none", "pad": 1.5} if hatch else None
            look = {"color": ink(colour), "bbox": behind}
            write(ax, left + column + 0.5, top + row + height, text, min(size, 20), **look)


def write(ax, x, y, text, size, **kwargs):
    """Write a text centred on a place that is measured in cells."""
    return ax.text(x, y, text, **{"ha": "center", "va": "center", "fontsize": size, **kwargs})


def frame(ax, left, top, width, height, colour, style="-"):
    """Draw a thick frame, with a white rim that keeps it visible on any colour."""
    from matplotlib.patches import Rectangle
    from matplotlib.patheffects import withStroke

    rim = [withStroke(linewidth=7, foreground="white")]
    look = {"fill": False, "edgecolor": colour, "linestyle": style, "linewidth": 4}
    ax.add_patch(Rectangle((left, top), width, height, **look, path_effects=rim, zorder=3))


def shades(values, low=None, high=None):
    """Return the colours, as "#RRGGBB", of values between low and high."""
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    from fashion_cnn.drawing import plots

    values = np.asarray(values)
    low, high = values.min() if low is None else low, values.max() if high is None else high
    rgba = colormaps[plots.COLOUR_MAP]((values - low) / max(high - low, 1e-9))
    return np.apply_along_axis(to_hex, -1, rgba)


def ink(colour):
    """Return black or white, whichever is easier to read on the colour (by WCAG's luminance)."""
    from matplotlib.colors import to_rgb

    linear = [((c + 0.055) / 1.055) ** 2.4 if c > 0.04045 else c / 12.92 for c in to_rgb(colour)]
    return "black" if np.dot(linear, (0.2126, 0.7152, 0.0722)) > 0.179 else "white"


def number(value):
    """Return a number as one writes it: 7, −1, 22.25, 1/9. A letter stays a letter."""
    if isinstance(value, (str, Integral)):
        return str(value).replace("-", "−")
    fraction = Fraction(float(value)).limit_denominator(99)
    text = f"{value:.4g}"
    if float(text) != value or len(text) > 5:  # 0.1111 or 0.0625
        near = math.isclose(fraction, value, abs_tol=1e-12)
        text = str(fraction) if near else f"{value:.3g}"
    return text.replace("-", "−")


def numbers(values):
    """Return an array of any shape as texts."""
    return np.vectorize(number, otypes=[object])(values)


def size_of(shape):
    """Return a shape, or the shape of an array, as 3 × 3."""
    return " × ".join(map(str, getattr(shape, "shape", shape)))


def rows_of(values):
    """Return a table in one line: 1 2, −1 0."""
    return ", ".join(" ".join(row) for row in numbers(values))


def products(window, kernel):
    """Return the products of two arrays of one shape, not yet computed: 1·1, 0·−1."""
    return numbers(window) + "·" + numbers(kernel)
