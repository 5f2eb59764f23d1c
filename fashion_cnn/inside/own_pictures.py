"""Picture files of the user's as a model takes them: one, or all of a folder.

read = reader(opened)
read("shoe.jpg").pixels                             # (28, 28, 1)
for batch in batches(opened, folder, read): ...
"""

import contextlib
import functools
import os
import sys
import warnings

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fashion_cnn.base.errors import KitError, printable
from fashion_cnn.base.language import tr
from fashion_cnn.data import layouts, picture_files, streaming

# Files of a batch, fewer of large pictures: its pixels are at most so many.
FILES_A_BATCH, MOST_PIXELS = 500, 10_000_000
# More would only wait for each other, since much of the work is Python's own.
MOST_THREADS = 4


def reader(opened, as_is=False):
    """The function that reads a picture file as Prepared for an Opened model.

    With `as_is`, the picture is only resized, as one of the model's data set.
    """
    shape = opened.taken.picture
    if as_is or opened.takes_whole_pictures:
        return functools.partial(picture_files.read_whole, shape=shape)
    images = training_images(opened, shape)
    layout = layouts.Layout() if images is None else layouts.measure(images)
    return functools.partial(picture_files.read_into, shape=shape, layout=layout)


def training_images(opened, shape):
    """The images that show how to prepare a picture for the model, or None if there are none."""
    if opened.dataset is None or shape[2] != 1:
        return None
    try:
        return opened.test_set.x_train
    except KitError as error:
        opened.say(
            tr("The picture is not prepared as the training images are: {reason}", reason=error)
        )
        return None


def batches(opened, folder, read):
    """Yield lists of (path, pixels (H, W, C) or the KitError why not) of a folder's image files.

    The files of the next batch are read while the caller works on one.
    """
    size = max(16, min(FILES_A_BATCH, MOST_PIXELS // np.prod(opened.taken.picture)))
    attempt = functools.partial(pixels_or_error, read, folder)
    files = streaming.read_ahead(streaming.image_files(folder), attempt, threads(), size)
    return streaming.grouped(files, size)


def threads():
    return min(MOST_THREADS, os.cpu_count() or 1)


def pixels_or_error(read, folder, path):
    """The pixels of one of a folder's files, or the KitError that says why there are none."""
    file = streaming.on_disk(folder, path)
    try:
        return read(file).pixels
    except KitError as error:
        return error
    except Exception as error:  # one of a thousand pictures must not end the others
        return KitError(
            "{path}: cannot be prepared for the model ({reason}).",
            path=file,
            reason=printable(f"{type(error).__name__}: {error}", 100),
        )


@contextlib.contextmanager
def progress(total):
    """Yield `advance(files)` of a progress bar over files; drawn only on a terminal."""
    columns = TextColumn(tr("files")), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    bar = Progress(*columns, transient=True, disable=not sys.stdout.isatty())
    # Reading a picture sets the filter of warnings for a while; in several threads at once, the
    # last one would leave it as another has set it.
    with bar, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        task = bar.add_task("files", total=total)
        yield lambda files: bar.advance(task, files)
