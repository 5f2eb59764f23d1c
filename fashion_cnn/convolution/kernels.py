"""Kernels designed by hand, and the images and kernels of the worked examples.

    from fashion_cnn.convolution import correlate2d
    from fashion_cnn.convolution.kernels import BINARY_IMAGE, BINARY_KERNEL, kernel
    from fashion_cnn.convolution.photographs import photograph

    correlate2d(BINARY_IMAGE, BINARY_KERNEL)
    correlate2d(photograph(), kernel("box_blur"))

These are inputs only; results are computed. All arrays are read-only, so that an experiment
cannot change them for everyone else.
"""

import numpy as np

from fashion_cnn.base.language import tr
from fashion_cnn.base.rules import one_of

# For lesson files from before version 0.2, which import the photographs from here.
from fashion_cnn.convolution.photographs import (  # noqa: F401
    CREDITS,
    installed_photographs,
    photograph,
)


def fixed(rows):
    """The rows as a read-only array."""
    array = np.array(rows)
    array.setflags(write=False)
    return array


# ---------------------------------------------------------------------------------------------
# Kernels, (3, 3), for cross-correlation: they slide over an image as they are
# ---------------------------------------------------------------------------------------------

# Where the weights sum to 0, a flat area gives 0; where they sum to 1, it keeps its brightness.
KERNELS = {
    "identity": fixed([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    # A difference across the corners: 0 on straight edges along rows or columns.
    "diagonal_edges": fixed([[1, 0, -1], [0, 0, 0], [-1, 0, 1]]),
    # A pixel against its neighbours: the 4 that share a side with it, then all 8.
    "edges_4_neighbours": fixed([[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
    "edges_8_neighbours": fixed([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    # identity − edges_4_neighbours: the image plus its edges.
    "sharpen": fixed([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "box_blur": fixed(np.ones((3, 3)) / 9),
}


def kernel(name):
    """The (3, 3) kernel of this name, or UsageError with the names there are."""
    return KERNELS[one_of(tr("kernel"), name, list(KERNELS))]


# ---------------------------------------------------------------------------------------------
# Worked examples
# ---------------------------------------------------------------------------------------------

# A black and white image, (5, 5), and a kernel, (3, 3).
BINARY_IMAGE = fixed(
    [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
)
BINARY_KERNEL = fixed([[1, 0, 1], [0, 1, 0], [1, 0, 1]])

# Small enough to write every product on a board: (3, 3) and (2, 2).
SMALL_IMAGE = fixed([[1, 6, 2], [5, 3, 1], [7, 0, 4]])
SMALL_KERNEL = fixed([[1, 2], [-1, 0]])

# Which number is multiplied by which letter, with the kernel flipped and as it is: both (3, 3).
COUNTING_IMAGE = fixed([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
LETTER_KERNEL = fixed([["A", "B", "C"], ["D", "E", "F"], ["G", "H", "I"]])

# An image to pool or to pad with zeros: (4, 4).
TABLE = fixed([[35, 19, 25, 6], [13, 22, 16, 53], [4, 3, 7, 10], [9, 8, 1, 3]])
