"""A folder of pictures as a data set: in it a folder for each class, with the name of the class.

dataset = load("my-photos", seed=1)
dataset.class_names                  # ("cats", "dogs")
dataset.x_train                      # ImageFiles: read from disk when they are used

The class folders are in the folder itself, or in `train/` and `test/` in it.
"""

import hashlib
import os
import re
import subprocess
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from fashion_cnn.base.errors import KitError, UsageError, listed, printable
from fashion_cnn.base.language import tr
from fashion_cnn.base.recorded import Recorded
from fashion_cnn.data import streaming
from fashion_cnn.data.dataset import Dataset
from fashion_cnn.data.folders import cannot_read
from fashion_cnn.data.image_files import ImageFiles, Paths, pixels

# What such a data set is called where the others have the names that `data.load` takes.
NAME = "images"
TRAIN, TEST = "train", "test"
VALIDATION = ("validation", "valid", "val")
# How others call these folders, as in `Train`, `testing`, `training_set` or `val_images`.
PART_NAME = re.compile(r"(train(ing)?|test(ing)?|valid(ation)?|val)([ _-].*)?", re.IGNORECASE)
# Without a folder `test`, one of so many files of each class is kept for the test.
TEST_PART = 10
# So many folders in one another are searched for the classes.
MOST_DEPTH = 5
# Test images that are shown to a trained model.
MOST_TESTS = 1000


@dataclass(frozen=True)
class FolderDataset(Dataset):
    """A Dataset whose images are ImageFiles; `content` is the digest of their paths and sizes.

    Its classes are those of the user: their names are in no other language.
    """

    own_title: str = ""
    names: tuple = ()
    content: str = ""
    left_out: streaming.Survey | None = None

    @property
    def title(self):
        return self.own_title

    @property
    def class_names(self):
        return self.names

    @property
    def class_words(self):
        return list(self.names)

    @property
    def digest(self):
        return self.content


def load(folder, seed):
    """The FolderDataset of a folder. Its files are listed, and none is read.

    If there is no test folder, the seed decides which tenth of each class is for the test.
    Raises UsageError or KitError unless there are two classes or more, with images each.
    """
    if not os.path.isdir(folder):
        raise no_folder(folder)
    listing = Listing(folder)
    parts = parts_of(folder)
    if not parts:
        names = listing.add_classes("")
        is_test = tenth_of_each(listing.labels(), names, folder, seed)
    elif TEST not in parts:
        names = listing.add_classes(TRAIN)
        is_test = tenth_of_each(listing.labels(), names, os.path.join(folder, TRAIN), seed)
    else:
        names = listing.add_classes(TRAIN)
        training = len(listing.paths)
        listing.add_classes(TEST, names)
        if len(listing.paths) == training:
            raise streaming.no_images(os.path.join(folder, TEST))
        is_test = np.arange(len(listing.paths)) >= training
    return dataset_of(listing, names, is_test)


def load_tests(folder, seed, names):
    """The FolderDataset that a run was trained on, with its first test images as an array.

    These are MOST_TESTS at most, without those that cannot be read. Raises KitError if the folder
    has other classes than `names`.
    """
    dataset = load(folder, seed)
    if dataset.names != names:
        raise KitError("{path}: has other classes than the model was trained on.", path=folder)
    files, labels = dataset.x_test[:MOST_TESTS], dataset.y_test[:MOST_TESTS]
    images = pixels(files)
    return replace(dataset, x_test=images, y_test=labels[files.usable()])


class Listing:
    """The image files in class folders: their `paths`, and how many of each label in a row.

    `digest` is that of the paths and sizes of all files. `others` counts what is no image file.
    """

    def __init__(self, top):
        self.top = top
        self.paths = Paths(top)
        self.digest = hashlib.sha256()
        self.others, self.closed = Counter(), ""
        self.counts = []  # (label, number of files)

    def add_classes(self, part, known=()):
        """Add the classes in a folder of `top`; return their names.

        They must be among the `known` ones, if there are any; these may lack images.
        """
        place = os.path.join(self.top, part) if part else self.top
        folders = class_folders(place)
        names = known or check_names(place, folders)
        for name in folders:
            if name not in names:
                raise not_in_training(place, name)
        for label, name in enumerate(names):
            own = f"{part}/{folders[name]}".lstrip("/") if name in folders else None
            count = self.add_class(own, label) if own else 0
            if not (count or known):
                raise streaming.no_images(os.path.join(place, name))
        return names

    def add_class(self, folder, label):
        """Add the image files in a class folder, at any depth, in order; return their number."""
        before = len(self.paths)
        for name, kind in streaming.walk(os.path.join(self.top, folder)):
            path = f"{folder}/{name}"
            if kind == streaming.IMAGE:
                size = size_of(os.path.join(self.top, path))
                self.paths.append(path)
                self.digest.update(os.fsencode(path) + f"\0{size}\n".encode())
            else:
                self.others[kind] += 1
                if kind == streaming.CLOSED:
                    self.closed = self.closed or path
        self.counts.append((label, len(self.paths) - before))
        return self.counts[-1][1]

    def labels(self):
        """The label of each file, in as few bytes as will do: (n,)."""
        labels, counts = np.transpose(self.counts)
        return np.repeat(labels.astype(np.min_scalar_type(labels.max())), counts)

    def left_out(self):
        """The Survey of what is in the class folders and no image file."""
        counts = self.others[streaming.LINK], self.others[streaming.CLOSED]
        return streaming.Survey(len(self.paths), *counts, self.others[streaming.OTHER], self.closed)


def dataset_of(listing, names, is_test):
    """The FolderDataset of a Listing; `is_test` (n,) says which of the files are for the test."""
    files, labels = ImageFiles(listing.paths, np.arange(len(is_test))), listing.labels()
    # The first test images, which `look` shows, are of all classes.
    tests = np.random.default_rng(0).permutation(np.flatnonzero(is_test))
    top = os.path.abspath(listing.top)
    return FolderDataset(
        name=NAME,
        x_train=files[~is_test],
        y_train=labels[~is_test],
        x_test=files[tests],
        y_test=labels[tests],
        source=Recorded("read from {place}", place=printable(top)),
        own_title=printable(os.path.basename(top) or top, 60),
        names=tuple(names),
        content=listing.digest.hexdigest(),
        left_out=listing.left_out(),
    )


def tenth_of_each(labels, names, place, seed):
    """A mask of the files for the test, (n,) bool: a tenth of each class, at least one."""
    draw = np.random.default_rng(seed)
    is_test = np.zeros(len(labels), bool)
    for label, name in enumerate(names):
        rows = np.flatnonzero(labels == label)
        if len(rows) == 1:
            raise KitError(
                "{path} has one image only. A class needs two: one to train on, one for the test.",
                path=os.path.join(place, name),
            )
        count = max(1, round(len(rows) / TEST_PART))
        is_test[draw.choice(rows, count, replace=False)] = True
    return is_test


# ------------------------------------------------------------------------- what is in a folder


def parts_of(folder):
    """TRAIN, and TEST if there is one; nothing if the folder has classes."""
    present = set(entries(folder)[0])
    if TRAIN not in present or not present <= {TRAIN, TEST, *VALIDATION}:
        return ()
    for name in VALIDATION:
        if name in present:
            raise UsageError(
                "{path}: images to validate on are split off those in {train} "
                "(--validation-share). Move this folder away, or its images to the classes there.",
                path=os.path.join(folder, name),
                train=TRAIN,
            )
    return (TRAIN, TEST) if TEST in present else (TRAIN,)


def class_folders(place):
    """{class: its folder} of the folders in a folder, in the order of the names.

    Raises KitError if there is none, or if there are images beside them.
    """
    folders, images = entries(place)
    if images:
        raise KitError(
            "{path} is in no class folder. Put each image into a folder with the name of its "
            "class.",
            path=os.path.join(place, images[0]),
        )
    # macOS writes Hangul as single letters.
    named = {unicodedata.normalize("NFC", folder): folder for folder in folders}
    if len(named) < len(folders):  # what looks the same is two folders
        named = {folder: folder for folder in folders}
    for name in named:
        if printable(name) != name:
            raise KitError(
                "{path}: the name of this folder cannot be printed. Rename it to the name of its "
                "class.",
                path=printable(os.path.join(place, name)),
            )
    return dict(sorted(named.items()))


def entries(place):
    """The names of the folders and of the image files in a folder, but for hidden ones."""
    folders, images = [], []
    try:
        with os.scandir(place) as found:
            for entry in found:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir():  # or a link to one, which a class may be
                    folders.append(entry.name)
                elif streaming.IMAGE_NAME.fullmatch(entry.name):
                    images.append(entry.name)
    except OSError as error:
        raise cannot_read(place, error) from None
    return folders, sorted(images)


def check_names(place, folders):
    """The names of the classes; KitError unless there are two or more."""
    if not folders:
        raise KitError(
            "{path} has no folders in it. Put the images of each class into a folder with the "
            "name of the class.",
            path=place,
        )
    if len(folders) == 1:
        if inner := classes_inside(place):
            raise KitError(
                "{path} has one folder only. Are these your classes: {names}? Then name the folder "
                "that has them: --images {inner}",
                path=place,
                names=listed(sorted(entries(inner)[0])),
                inner=subprocess.list2cmdline([inner]),
            )
        raise KitError(
            "{path} has a folder for one class only, {name}. To tell classes apart, it takes two "
            "or more.",
            path=place,
            name=next(iter(folders)),
        )
    if all(map(PART_NAME.fullmatch, folders)):
        raise KitError(
            "{path}: {names} are no classes. Rename the folders of images to {train} and {test}; "
            "the second may be missing.",
            path=place,
            names=listed(folders),
            train=TRAIN,
            test=TEST,
        )
    return list(folders)


def classes_inside(place):
    """The first folder with several folders in it, on the way through single ones; or None."""
    for _ in range(MOST_DEPTH):  # links may lead around in a circle
        folders, _ = entries(place)
        if len(folders) != 1:
            return place if folders else None
        place = os.path.join(place, folders[0])
    return None


def not_in_training(place, name):
    return KitError(
        "{path}: this class has no folder in {train}, so nothing can learn it.",
        path=os.path.join(place, name),
        train=TRAIN,
    )


def no_folder(path):
    if os.path.exists(path):
        return UsageError(
            "--images {path} is a file. Name a folder that has a folder for each class.", path=path
        )
    return UsageError(
        "--images {path}: there is no such folder. Name one that has a folder for each class.",
        path=path,
    )


def size_of(path):
    """The size of a file in bytes; -1 if it cannot be found out, as of a link to nothing."""
    try:
        return os.stat(path).st_size
    except OSError:
        return -1


def summary(dataset):
    """Yield what a run says of the folder: the classes, and what was left out."""
    yield tr(
        "{training:,} images to train and validate on and {test:,} for the test, in {count} "
        "classes: {names}.",
        training=len(dataset.x_train),
        test=len(dataset.x_test),
        count=len(dataset.names),
        names=listed(dataset.names),
    )
    yield from dataset.left_out.sentences()
