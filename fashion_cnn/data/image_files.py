"""Image files that act as an array of images: each is read from disk when it is used.

files = ImageFiles(paths, np.arange(len(paths)))
files[[3, 1, 2]]                       # ImageFiles of three of them; nothing is read
images, taken = files.read([0, 1])     # (2, 28, 28, 1) uint8

So a data set may be larger than the memory: only paths are kept.
"""

import contextlib
import os
import warnings
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from fashion_cnn.base.errors import KitError, printable
from fashion_cnn.base.language import tr
from fashion_cnn.data.dataset import WHITE

# What a network takes: height, width and channels.
SHAPE = (28, 28, 1)
BLACK = np.zeros(SHAPE, np.uint8)
# So many files in a row that cannot be read end the run.
MOST_TRIES = 100
# To find images of a class, so many times those wanted are tried.
TRIES = 4


class Paths:
    """Paths below the folder `top`, end to end: strings would take three times as much memory.

    >>> paths = Paths("photos")
    >>> paths.append("cats/1.png")
    >>> paths[0]
    'photos/cats/1.png'
    """

    def __init__(self, top):
        self.top = top
        self.text = bytearray()
        self.ends = array("Q", [0])

    def append(self, path):
        self.text += os.fsencode(path)
        self.ends.append(len(self.text))

    def __len__(self):
        return len(self.ends) - 1

    def __getitem__(self, number):
        path = self.text[self.ends[number] : self.ends[number + 1]]
        return os.path.join(self.top, os.fsdecode(bytes(path)))


@dataclass
class Failures:
    """The numbers of the files that could not be read, and the KitError of the first.

    `fatal` is the KitError that ends the run. `in_a_row` counts those since the last batch with one
    that can be read; `told` of the files have been reported.
    """

    numbers: set = field(default_factory=set)
    first: KitError | None = None
    fatal: KitError | None = None
    in_a_row: int = 0
    told: int = 0

    def add(self, number, error):
        self.first = self.first or error
        self.numbers.add(number)

    def news(self):
        """A sentence about the files, or nothing if it has been said of all of them."""
        if len(self.numbers) == self.told:
            return ""
        self.told = len(self.numbers)
        return tr(
            "Image files that could not be used so far: {count:,}. They do not count. The first: "
            "{error}",
            count=self.told,
            error=printable(self.first),
        )


@dataclass(frozen=True)
class ImageFiles:
    """The files `rows` (n,) of Paths. The middle of each is resized to SHAPE, in grey.

    `change(images, draw)` changes each image as it is read, as the `seed` and the number of its
    file decide: so it does not matter in which batch, by which thread or on which device.
    """

    paths: Paths
    rows: np.ndarray
    failures: Failures = field(default_factory=Failures)
    change: Callable | None = None
    seed: int = 0

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, rows):
        """Those of the files at `rows`: numbers, a mask or a slice, as of an array."""
        return replace(self, rows=self.rows[rows])

    def changed(self, change, draw):
        """The files, to be changed as they are read, by a seed from the NumPy Generator `draw`."""
        return replace(self, change=change, seed=int(draw.integers(2**63)))

    def read(self, rows):
        """Read the files at `rows`: images (n, *SHAPE) uint8, and which can be read, (n,) bool.

        The others are noted in `failures`, and have the image of one that can. Raises KitError if
        MOST_TRIES in a row cannot be read, or none of these files.
        """
        images = [self.read_one(number) for number in self.rows[np.asarray(rows)]]
        usable = np.array([image is not None for image in images])
        self.check(usable)
        spare = next((image for image in images if image is not None), BLACK)
        return np.stack([spare if image is None else image for image in images]), usable

    def check(self, usable):
        """Raise KitError if `read` has to; `usable` (n,) are those of its files that can be."""
        failures = self.failures
        failures.in_a_row = 0 if usable.any() else failures.in_a_row + len(usable)
        if failures.in_a_row >= MOST_TRIES or not (usable.any() or self.usable().any()):
            failures.fatal = KitError(
                "None of {count} image files in a row can be used. The first: {error}",
                count=min(MOST_TRIES, len(self)),
                error=failures.first,
            )
            raise failures.fatal

    def read_one(self, number):
        """The image (*SHAPE) uint8 of a file by its number, or None if it cannot be read."""
        from fashion_cnn.data import picture_files  # Pillow, which --help can do without

        try:
            pixels = picture_files.read_whole(self.paths[number], SHAPE).pixels
        except KitError as error:
            self.failures.add(int(number), error)
            return None
        image = np.round(WHITE * pixels).astype(np.uint8)
        if self.change is None:
            return image
        [image] = self.change(image[np.newaxis], np.random.default_rng([self.seed, number]))
        return image

    def usable(self):
        """A mask of the files that could be read, as far as they have been: (n,) bool."""
        return ~np.isin(self.rows, list(self.failures.numbers))


def with_channel(images):
    """Images (n, H, W) as (n, H, W, 1), which image files have anyway."""
    return images if isinstance(images, ImageFiles) else images[..., np.newaxis]


def pixels(images):
    """Images (n, H, W) uint8 as they are; of ImageFiles, those that can be read."""
    if not isinstance(images, ImageFiles):
        return images
    found = [images.read_one(number) for number in images.rows]
    usable = [image for image in found if image is not None]
    return np.array(usable, np.uint8).reshape(-1, *SHAPE[:2])


def first_of_each(images, labels, names, count):
    """The images and labels, which may be arrays; of ImageFiles the first `count` of each class.

    The classes are those that have `names`. Raises KitError if the first files of one are none
    that can be read.
    """
    if not isinstance(images, ImageFiles):
        return images, labels
    found = []
    for label, name in enumerate(names):
        rows = np.flatnonzero(labels == label)[: TRIES * count]
        first = pixels(images[rows])[:count]
        if not len(first):
            raise KitError(
                "None of the first {count} image files of {name} can be used. {error}",
                count=len(rows),
                name=name,
                error=images.failures.first,
            )
        found.append(first)
    return np.concatenate(found), np.repeat(np.arange(len(found)), list(map(len, found)))


def unusable(images):
    """What is new of files that could not be read, in a sentence; nothing of arrays."""
    return images.failures.news() if isinstance(images, ImageFiles) else ""


@contextlib.contextmanager
def reading(images):
    """Let threads read `images` in the block; arrays need nothing.

    What Keras raises because reading failed is the KitError of the files.
    """
    if not isinstance(images, ImageFiles):
        yield
        return
    # Reading a picture sets the filter of warnings for a while; in several threads at once, the
    # last one would leave it as another has set it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except Exception:
            if images.failures.fatal:
                raise images.failures.fatal from None
            raise
