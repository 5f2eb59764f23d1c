"""The data sets of the kit: images of 28x28 grey pixels in ten classes.

    data = load("fashion_mnist")
    data.x_train.shape, data.class_names[data.y_train[0]]
    training, validation = split(len(data.x_train), share=0.1, seed=0)

`load` looks in the user's data folder, then in the Keras cache, then downloads.
"""

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashion_cnn.base.errors import KitError, UsageError, describe_os_error, unknown
from fashion_cnn.data import download, folders, formats, garments
from fashion_cnn.data.official import OFFICIAL, PARTS

NAMES = ("fashion_mnist", "mnist", "garments", "digits")
DATA_VARIABLE = "FASHION_CNN_DATA"

GARMENT_NAMES = (
    "T-shirt",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
DIGIT_NAMES = tuple("0123456789")
CLASS_NAMES = {
    "fashion_mnist": GARMENT_NAMES,
    "garments": GARMENT_NAMES,
    "mnist": DIGIT_NAMES,
    "digits": DIGIT_NAMES,
}
TITLES = {
    **{name: official.title for name, official in OFFICIAL.items()},
    "garments": "garments drawn by the kit (not Fashion-MNIST)",
    "digits": "scikit-learn's digits, enlarged (not MNIST)",
}

# The last of scikit-learn's 1,797 digits are its test set: they were written by other people.
DIGITS_TEST = 360


@dataclass(frozen=True)
class Dataset:
    """Images (n, 28, 28) and labels (n,), both uint8, to train on and to test.

    `source` says where the data came from. `instead_of` is empty, or says why this set
    stands in for the one that was looked for.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    source: str
    instead_of: str = ""

    @property
    def title(self):
        return TITLES[self.name]

    @property
    def class_names(self):
        return CLASS_NAMES[self.name]

    @property
    def digest(self):
        """SHA-256 over the content of all four parts, the same for any file format."""
        digests = (formats.digest(getattr(self, part)) for part in PARTS)
        return hashlib.sha256("".join(digests).encode()).hexdigest()


def load(name=None, data_dir=None, report=print):
    """Return a Dataset by name, or Fashion-MNIST if it can be had and else the garments.

    `data_dir` (or the environment variable FASHION_CNN_DATA) is a folder of the user's in
    which `fashion_mnist` and `mnist` are looked for first; nothing in it is ever changed.
    `report(line)` is called with what the user should know on the way.

    Raises UsageError for an unknown name or a folder that does not exist, BadFile for a
    damaged, altered or exchanged file in the user's folder, and KitError if a set asked for
    by name cannot be had.
    """
    if name is None:
        try:
            return load_official("fashion_mnist", data_dir, report)
        except download.DownloadError as error:
            why = (
                f"Fashion-MNIST is not on this machine and could not be downloaded ({error})\n"
                "So the kit's own drawn garments stand in; results say nothing of Fashion-MNIST."
            )
            return load_garments(instead_of=why)
    if name == "garments":
        return load_garments()
    if name == "digits":
        return load_digits()
    if name not in OFFICIAL:
        raise unknown("data set", name, NAMES)
    try:
        return load_official(name, data_dir, report)
    except download.DownloadError as error:
        stand_in = "garments" if name == "fashion_mnist" else "digits"
        raise KitError(
            f"{TITLES[name]} is not on this machine and could not be downloaded ({error})\n"
            f"Name a folder that has its files with --data-dir or {DATA_VARIABLE}, "
            f"or use --dataset {stand_in}, which needs no network."
        ) from None


def load_official(name, data_dir, report):
    """Return a published set from the user's folder, the Keras cache, or the network."""
    data_dir = data_dir or os.environ.get(DATA_VARIABLE)
    if data_dir:
        folder = Path(os.path.expanduser(data_dir))
        if not folder.is_dir():
            raise UsageError(
                f"The data folder {folder} (--data-dir or {DATA_VARIABLE}) does not exist "
                "or is not a folder."
            )
        files = folders.find(folder, name)
        if files:
            try:
                return official_dataset(name, files, "read from")
            except formats.BadFile as error:
                remedy = "Replace the file, or name another folder."
                raise formats.BadFile(error.path, f"{error.reason} {remedy}") from None
        gaps = folders.missing(folder, name)
        why = (
            f"not complete in {folder}: {', '.join(gaps)} is missing"
            if gaps
            else f"not in {folder}"
        )
        report(f"{TITLES[name]} is {why}; looking in the Keras cache.")
    try:
        return from_cache(name, folders.keras_cache(), report)
    except download.DownloadError:
        raise
    except (KitError, OSError) as error:
        reason = describe_os_error(error) if isinstance(error, OSError) else error
        raise download.DownloadError(f"the Keras cache cannot be used: {reason}") from None


def official_dataset(name, files, how):
    """Return the Dataset read from checked files, naming their folder as the source."""
    arrays = folders.read(files, name)
    path = files["x_train"]
    place = path if path.suffix == ".npz" else path.parent
    return Dataset(name, **arrays, source=f"{how} {place}")


def from_cache(name, cache, report):
    """Return a set from the Keras cache, setting bad files aside and fetching them again."""

    def check(path, file_name):
        folders.read_file(path, file_name, name)

    how = "read from the Keras cache,"
    files = folders.find(cache, name)
    while files:
        try:
            return official_dataset(name, files, how)
        except formats.BadFile as error:
            aside = error.path.with_name(error.path.name + ".bad")
            with contextlib.suppress(FileNotFoundError):
                os.replace(error.path, aside)
            report(f"{error} It is set aside as {aside.name} and will be fetched again.")
            files = folders.find(cache, name)
    download.download(name, cache, check, report)
    files = folders.find(cache, name)
    if files is None:
        raise download.DownloadError("another process has set a file aside; try again.")
    return official_dataset(name, files, "downloaded to")


def load_garments(instead_of=""):
    """Return the garments that the kit draws itself."""
    drawn = garments.draw()
    arrays = {part: getattr(drawn, part) for part in PARTS}
    source = f"drawn by fashion_cnn from seed {garments.DEFAULT_SEED}"
    return Dataset("garments", **arrays, source=source, instead_of=instead_of)


def load_digits():
    """Return scikit-learn's 8x8 digits enlarged to 20x20 in the middle of 28x28, as in MNIST."""
    from PIL import Image
    from sklearn.datasets import load_digits

    small, labels = load_digits(return_X_y=True)
    # Values 0..16 become 0..255.
    small = np.round(small.reshape(-1, 8, 8) * (255 / 16)).astype(np.uint8)
    x = np.zeros((len(small), 28, 28), np.uint8)
    for image, pixels in zip(x, small, strict=True):
        image[4:24, 4:24] = Image.fromarray(pixels).resize((20, 20), Image.Resampling.BICUBIC)
    y = labels.astype(np.uint8)
    return Dataset(
        "digits",
        x[:-DIGITS_TEST],
        y[:-DIGITS_TEST],
        x[-DIGITS_TEST:],
        y[-DIGITS_TEST:],
        source="the digits that come with scikit-learn, 8x8 enlarged to 28x28",
    )


def scale(images):
    """Return uint8 images (n, 28, 28) as float32 (n, 28, 28, 1) from 0 to 1, for a network."""
    return images[..., np.newaxis].astype(np.float32) / 255


def split(count, share, seed, limit=None):
    """Return the indices of training and of validation examples, shuffled by the seed.

    Of `count` examples, or of `limit` of them, the validation part has `share`, rounded,
    and at least one.
    """
    chosen = np.random.default_rng(seed).permutation(count)[:limit]
    validation = max(1, round(len(chosen) * share))
    return chosen[validation:], chosen[:validation]
