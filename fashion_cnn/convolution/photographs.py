"""Photographs to try kernels on: those that ship with scikit-learn and Matplotlib.

The files are read without importing these packages.
"""

import importlib.util
from pathlib import Path

import numpy as np

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.language import tr
from fashion_cnn.base.rules import one_of

# The package that a photograph comes with, and its path inside the package.
PHOTOGRAPHS = {
    "temple": ("sklearn", "datasets/images/china.jpg"),
    "flower": ("sklearn", "datasets/images/flower.jpg"),
    "portrait": ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg"),
}
# To be named wherever a photograph is published: the licence of the first two asks for it.
CREDITS = {
    "temple": "danielbuechele, CC BY 2.0, flickr.com/photos/danielbuechele/6061409035",
    "flower": "vultilion, CC BY 2.0, flickr.com/photos/vultilion/6056698931",
    "portrait": "United States Navy, public domain",
}


def photograph(name=None, colour=False):
    """A photograph in grey (height, width) or in RGB (height, width, 3), as uint8 from 0 to 255.

    `name` is one of PHOTOGRAPHS, by default the first that is installed. Raises KitError if it
    is not installed.
    """
    from PIL import Image  # not at the top: lessons that need only kernels do without Pillow

    with Image.open(photograph_path(name or installed_photographs()[0])) as picture:
        return np.array(picture.convert("RGB" if colour else "L"))


def photograph_path(name):
    """The file of a photograph, or KitError if it is not installed."""
    path = find_photograph(one_of(tr("photograph"), name, list(PHOTOGRAPHS)))
    if path is None:
        raise not_installed(name)
    return path


def installed_photographs():
    """The names of the installed photographs, or KitError if there are none."""
    names = [name for name in PHOTOGRAPHS if find_photograph(name)]
    if not names:
        raise not_installed(", ".join(PHOTOGRAPHS))
    return names


def find_photograph(name):
    """The file of a photograph, or None if it is not installed."""
    package, path = PHOTOGRAPHS[name]
    spec = importlib.util.find_spec(package)  # finds the package's folder without importing it
    folders = spec.submodule_search_locations if spec else None
    files = [Path(folder) / path for folder in folders or ()]
    return next((file for file in files if file.is_file()), None)


def not_installed(names):
    return KitError(
        "No photograph ({names}) is installed. They come with scikit-learn and matplotlib: "
        "python -m pip install scikit-learn matplotlib",
        names=names,
    )
