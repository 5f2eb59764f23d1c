"""The examples that a run trains and validates on."""

import functools
from dataclasses import dataclass, replace

import numpy as np

from fashion_cnn import data
from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.base.recorded import spoken
from fashion_cnn.data.image_files import ImageFiles, with_channel


@dataclass(frozen=True)
class Examples:
    """Images, uint8 (n, H, W, 1), with a label each (n,), or one for each pixel (n, H, W).

    The images may be ImageFiles, which are read while a network trains.
    """

    x_train: np.ndarray | ImageFiles
    y_train: np.ndarray
    x_validation: np.ndarray | ImageFiles
    y_validation: np.ndarray


def prepare(dataset, config):
    """The Examples of a TrainConfig: training images, of which a share is kept for validation.

    Raises UsageError if the data set has fewer images than `limit`, or too few for one batch.
    """
    available = len(dataset.x_train)
    if config.limit and config.limit > available:
        raise UsageError(
            "limit must be at most {available:,}, the training images of {title}, "
            "received {limit}.",
            available=available,
            title=spoken(dataset.title),
            limit=config.limit,
        )
    training, validation = data.split(available, config.validation_share, config.seed, config.limit)
    if len(training) < config.batch_size:
        raise UsageError(
            "A batch of {size} is larger than the {count} images left to train on. Take more "
            "images (--limit), a smaller --batch-size or a smaller --validation-share.",
            size=config.batch_size,
            count=len(training),
        )
    return Examples(
        x_train=with_channel(dataset.x_train[training]),
        y_train=dataset.y_train[training],
        x_validation=with_channel(dataset.x_train[validation]),
        y_validation=dataset.y_train[validation],
    )


def one_hot(examples, classes):
    """The Examples with labels (n, classes): 1 at the class, else 0."""
    table = np.eye(classes, dtype=np.float32)
    is_streamed = isinstance(examples.x_train, ImageFiles)
    rows = functools.partial(OneHot, table) if is_streamed else table.__getitem__
    return replace(
        examples, y_train=rows(examples.y_train), y_validation=rows(examples.y_validation)
    )


@dataclass(frozen=True)
class OneHot:
    """Labels (n,) that become rows of `table` (classes, classes) when they become an array.

    For a million images of a thousand classes, an array would take 4 GB.
    """

    table: np.ndarray
    labels: np.ndarray

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, rows):
        return replace(self, labels=self.labels[rows])

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.table[self.labels], dtype)


def data_line(dataset):
    """What a run says of its data set at the start."""
    return tr(
        "Data: {title}, {source}.", title=spoken(dataset.title), source=spoken(dataset.source)
    )
