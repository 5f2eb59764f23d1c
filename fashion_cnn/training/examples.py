"""The examples that a run trains and validates on."""

from dataclasses import dataclass

import numpy as np

from fashion_cnn import data
from fashion_cnn.base.errors import UsageError


@dataclass(frozen=True)
class Examples:
    """Images, float32 (n, H, W, 1), with a label each (n,), or one for each pixel (n, H, W)."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray


def prepare(dataset, config):
    """The Examples of a TrainConfig: training images, of which a share is kept for validation.

    Raises UsageError if the data set has fewer images than `limit`, or too few for one batch.
    """
    available = len(dataset.x_train)
    if config.limit and config.limit > available:
        raise UsageError(
            f"limit must be at most {available:,}, the training images of {dataset.title}, "
            f"received {config.limit}."
        )
    training, validation = data.split(available, config.validation_share, config.seed, config.limit)
    if len(training) < config.batch_size:
        raise UsageError(
            f"A batch of {config.batch_size} is larger than the {len(training)} images left to "
            "train on. Try a larger --limit, a smaller --batch-size or --validation-share."
        )
    return Examples(
        x_train=data.scale(dataset.x_train[training]),
        y_train=dataset.y_train[training],
        x_validation=data.scale(dataset.x_train[validation]),
        y_validation=dataset.y_train[validation],
    )
