"""Parts of the figures of deck 1 that the package's own primitives do not offer."""

import numpy as np

from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import VERMILION, canvas, cell_points, frame, numbers, table, write

# Inches per cell: small, so that letters of at most 20 points look large in comparison.
CELL = 0.6


def board(width, height, cell=CELL):
    """Return the axes of a new figure of width x height cells, with rows counted downwards."""
    ax = plots.new_axes(cell * width, cell * height)
    ax.set_position((0, 0, 1, 1))
    return canvas(ax, width, height)


def panels(count, width, height):
    """Return the axes of a row of images without ticks or frames, in a figure of that size."""
    axes = plots.new_axes(width, height, columns=count)
    for ax in axes:
        ax.set(xticks=[], yticks=[])
        ax.axis("off")
    return axes


def show(ax, image, low=0, high=255, colours=plots.GREY):
    """Draw a grey or colour image, pixel by pixel."""
    ax.imshow(image, cmap=colours, vmin=low, vmax=high, interpolation="nearest")


def picture_at(ax, image, left, top, side, low=0, high=255, colours=plots.GREY):
    """Draw an image into a square of a board."""
    limits = ax.get_xlim(), ax.get_ylim()
    place = {"extent": (left, left + side, top + side, top), "interpolation": "nearest"}
    ax.imshow(image, cmap=colours, vmin=low, vmax=high, **place)
    ax.set(xlim=limits[0], ylim=limits[1], aspect="equal")


def blank_table(ax, colours, left, top):
    """Draw empty cells in the given colours (rows, columns)."""
    table(ax, np.full(np.shape(colours), ""), left, top, colours)


def lay_over(ax, kernel, left, top):
    """Frame a window and write the kernel's numbers small in the corners of its cells."""
    frame(ax, left, top, kernel.shape[1], kernel.shape[0], VERMILION)
    size = 0.31 * cell_points(ax)
    for (x, y), text in np.ndenumerate(numbers(kernel)):
        behind = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        corner = {"ha": "right", "va": "bottom", "bbox": behind, "zorder": 4}
        write(ax, left + y + 0.92, top + x + 0.93, f"×{text}", size, **corner)
