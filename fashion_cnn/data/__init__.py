"""The data sets of the kit: images of 28x28 grey pixels in ten classes.

    data = load("fashion_mnist")
    data.x_train.shape, data.class_names[data.y_train[0]]
    training, validation = split(len(data.x_train), share=0.1, seed=0)

Two sets are published and two come with the kit. To add a set, give it a name and class names in
`dataset.py` and a branch in `load`.
"""

from fashion_cnn.base.download import DownloadError
from fashion_cnn.base.errors import KitError, unknown
from fashion_cnn.base.language import tr
from fashion_cnn.base.recorded import Recorded
from fashion_cnn.data import digits, garments
from fashion_cnn.data.dataset import (
    CLASS_NAMES,
    GARMENT_NAMES,
    NAMES,
    TITLES,
    Dataset,
    class_words,
    scale,
    split,
)
from fashion_cnn.data.locations import DATA_VARIABLE, load_official
from fashion_cnn.data.official import OFFICIAL, PARTS

__all__ = (
    "CLASS_NAMES",
    "DATA_VARIABLE",
    "GARMENT_NAMES",
    "NAMES",
    "TITLES",
    "Dataset",
    "class_words",
    "load",
    "load_official",
    "scale",
    "split",
)

# The last of scikit-learn's 1,797 digits are its test set: they were written by other people.
DIGITS_TEST = 360


def load(name=None, data_dir=None, report=print):
    """Return a Dataset by name; without a name Fashion-MNIST, or the garments if it cannot be had.

    Published sets are looked for in `data_dir` (or the folder in FASHION_CNN_DATA), which is only
    read, then in the Keras cache, then downloaded. `report(line)` is called with what the user
    should know.

    Raises UsageError for an unknown name, a folder that does not exist or a mirror that is no
    address, BadFile for a damaged or altered file in the user's folder, and KitError if a set asked
    for by name cannot be had.
    """
    if name is None:
        return fashion_mnist_or_garments(data_dir, report)
    if name == "garments":
        return load_garments()
    if name == "digits":
        return load_digits()
    if name not in OFFICIAL:
        raise unknown(tr("data set"), name, NAMES)
    try:
        return load_official(name, data_dir, report)
    except DownloadError as error:
        stand_in = "garments" if name == "fashion_mnist" else "digits"
        raise KitError(
            "{title} is not on this machine and could not be downloaded ({error})\n"
            "Name a folder that has its files with --data-dir or {variable}, "
            "or use --dataset {stand_in}, which needs no network.",
            title=TITLES[name],
            error=error,
            variable=DATA_VARIABLE,
            stand_in=stand_in,
        ) from None


def fashion_mnist_or_garments(data_dir, report):
    try:
        return load_official("fashion_mnist", data_dir, report)
    except DownloadError as error:
        why = Recorded(
            "Fashion-MNIST is not on this machine and could not be downloaded ({error})\n"
            "The kit uses garments that it draws itself; results on them say nothing "
            "about Fashion-MNIST.",
            error=error,
        )
        return load_garments(instead_of=why)


def load_garments(instead_of=""):
    """The garments that the kit draws itself."""
    drawn = garments.draw()
    arrays = {part: getattr(drawn, part) for part in PARTS}
    source = Recorded("drawn by fashion_cnn from seed {seed}", seed=garments.DEFAULT_SEED)
    return Dataset("garments", **arrays, source=source, instead_of=instead_of)


def load_digits():
    """The handwritten digits that come with scikit-learn."""
    x, y = digits.enlarged()
    return Dataset(
        "digits",
        x[:-DIGITS_TEST],
        y[:-DIGITS_TEST],
        x[-DIGITS_TEST:],
        y[-DIGITS_TEST:],
        source=Recorded("the digits that come with scikit-learn, 8x8 enlarged to 28x28"),
    )
