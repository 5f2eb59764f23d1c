"""Kernels designed by hand, the worked examples of the lessons, and a photograph to try them on.

    from fashion_cnn.convolution import correlate2d
    from fashion_cnn.convolution.kernels import BINARY_IMAGE, BINARY_KERNEL, kernel, photograph

    correlate2d(BINARY_IMAGE, BINARY_KERNEL)
    correlate2d(photograph(), kernel("box_blur"))

Plain data: only what is put in stands here; what comes out is computed by convolution.py.
All arrays are read-only, so that an experiment cannot change them for everyone else.
"""

import importlib.util
from pathlib import Path

import numpy as np

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.rules import one_of


def fixed(rows):
    """Return the rows as an array that cannot be written to."""
    array = np.array(rows)
    array.setflags(write=False)
    return array


# ---------------------------------------------------------------------------------------------
# Kernels, (3, 3), to be slid over a picture as they are (cross-correlation)
# ---------------------------------------------------------------------------------------------

# Those whose numbers sum to 0 answer a plain surface with 0; the others keep its brightness.
KERNELS = {
    "identity": fixed([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    # A corner difference: silent on straight edges that run along rows or columns.
    "diagonal_edges": fixed([[1, 0, -1], [0, 0, 0], [-1, 0, 1]]),
    # A pixel against its neighbours: the 4 that share a side with it, then all 8.
    "edges_4_neighbours": fixed([[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
    "edges_8_neighbours": fixed([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    # identity − edges_4_neighbours: the picture plus its edges.
    "sharpen": fixed([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "box_blur": fixed(np.ones((3, 3)) / 9),
}


def kernel(name):
    """Return the (3, 3) kernel of that name, or raise UsageError with the names there are."""
    return KERNELS[one_of("kernel", name, list(KERNELS))]


# ---------------------------------------------------------------------------------------------
# Worked examples
# ---------------------------------------------------------------------------------------------

# A kernel over a black and white image: (5, 5) and (3, 3).
BINARY_IMAGE = fixed(
    [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
)
BINARY_KERNEL = fixed([[1, 0, 1], [0, 1, 0], [1, 0, 1]])

# Small enough for every product on a board: (3, 3) and (2, 2).
SMALL_IMAGE = fixed([[1, 6, 2], [5, 3, 1], [7, 0, 4]])
SMALL_KERNEL = fixed([[1, 2], [-1, 0]])

# Which number meets which letter, with the kernel flipped and as it is: both (3, 3).
COUNTING_IMAGE = fixed([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
LETTER_KERNEL = fixed([["A", "B", "C"], ["D", "E", "F"], ["G", "H", "I"]])

# A table to pool, or to put a ring of zeros around: (4, 4).
TABLE = fixed([[35, 19, 25, 6], [13, 22, 16, 53], [4, 3, 7, 10], [9, 8, 1, 3]])

# ---------------------------------------------------------------------------------------------
# A photograph
# ---------------------------------------------------------------------------------------------

# Pictures that other packages bring along: (package, path inside it).
PHOTOGRAPHS = {
    "temple": ("sklearn", "datasets/images/china.jpg"),
    "flower": ("sklearn", "datasets/images/flower.jpg"),
    "portrait": ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg"),
}
# Whom to name wherever a picture of one is published: the licence of the first two asks for it.
CREDITS = {
    "temple": "danielbuechele, CC BY 2.0, flickr.com/photos/danielbuechele/6061409035",
    "flower": "vultilion, CC BY 2.0, flickr.com/photos/vultilion/6056698931",
    "portrait": "United States Navy, public domain",
}


def photograph(name=None, colour=False):
    """Return a real picture: grey (height, width), or RGB (height, width, 3), as uint8 0 to 255.

    `name` is one of PHOTOGRAPHS, by default the first that is installed. The file is read
    without importing the package it lies in. Raises KitError where there is none.
    """
    from PIL import Image

    with Image.open(photograph_path(name or installed_photographs()[0])) as picture:
        return np.array(picture.convert("RGB" if colour else "L"))


def photograph_path(name):
    """Return where a picture of PHOTOGRAPHS lies, or raise KitError where it is not installed."""
    if one_of("photograph", name, list(PHOTOGRAPHS)) not in installed_photographs():
        raise no_photograph(name)
    return find_photograph(name)


def installed_photographs():
    """Return the names of the photographs at hand, or raise KitError where there are none."""
    names = [name for name in PHOTOGRAPHS if find_photograph(name)]
    if not names:
        raise no_photograph(", ".join(PHOTOGRAPHS))
    return names


def no_photograph(names):
    """Return the error for photographs that are not installed."""
    return KitError(
        f"No photograph ({names}) is installed. They come with scikit-learn and matplotlib: "
        "python -m pip install scikit-learn matplotlib"
    )


def find_photograph(name):
    """Return where a picture of PHOTOGRAPHS lies, or None."""
    package, inside = PHOTOGRAPHS[name]
    spec = importlib.util.find_spec(package)  # finds the package's folder without importing it
    folders = spec.submodule_search_locations if spec else None
    paths = [Path(folder) / inside for folder in folders or ()]
    return next((path for path in paths if path.is_file()), None)
