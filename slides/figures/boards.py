"""What the figures of all decks are drawn on: boards, bare axes, rows of images, steps."""

from typing import NamedTuple

import numpy as np

from fashion_cnn.drawing import plots
from fashion_cnn.drawing.architecture.slabs import arrow
from fashion_cnn.drawing.cells import canvas
from fashion_cnn.drawing.style import GREY

# Points: the letters in a figure 12 inches wide that fills a slide, and in one 7 inches wide on
# its left half.
LETTERS, SPLIT_LETTERS = 18, 16
WIDE, SPLIT = 12, 7
# Inches for a unit of a board: small, so that letters of at most 20 points look large.
UNIT = 0.6


def board(width, height, unit=UNIT):
    """Axes of width x height units of `unit` inches that fill a new figure, rows downwards."""
    ax = plots.new_axes(unit * width, unit * height)
    ax.set_position((0, 0, 1, 1))
    return canvas(ax, width, height)


def axes_for(width, height, columns=1, rows=1, letters=LETTERS, **more):
    """New axes with tick labels of that size; an array if there are several."""
    axes = plots.new_axes(width, height, rows, columns)
    for ax in np.ravel(axes):
        ax.tick_params(labelsize=letters)
        ax.spines[["top", "right"]].set_visible(False)
        ax.set(**more)
    return axes


def empty(axes):
    """Remove the ticks and spines of axes; return the axes."""
    for ax in np.ravel(axes):
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    return axes


def panels(count, width, height):
    """The axes of a row of images without ticks or frames, in a figure of that size."""
    return empty(plots.new_axes(width, height, columns=count))


def show(ax, image, low=0, high=255, colours=GREY):
    """Draw a grey or colour image, pixel by pixel."""
    ax.imshow(image, cmap=colours, vmin=low, vmax=high, interpolation="nearest")


def thick_arrow(ax, start, end, **look):
    """Draw an arrow between two points, which may be outside the axes."""
    look = {"color": "black", "linewidth": 4, "mutation_scale": 17, "clip_on": False} | look
    arrow(ax, [start, end], **look)


class Steps(NamedTuple):
    """The Pictures of a figure that moves: on a slide, the arrow keys go through them in place.

    All are drawn on boards of the same size, so that nothing jumps. Each description says what
    is new in its step; the last picture is what remains in print.
    """

    pictures: tuple
