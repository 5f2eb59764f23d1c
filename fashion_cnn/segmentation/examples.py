"""The scenes that a run trains on, validates on and is tested on.

config = SegmentConfig(dataset="garments", size=32, seed=1)
parts = compose_parts(config, data.load(config.dataset))
parts["test"].images.shape  # (500, 32, 32)
"""

import numpy as np

from fashion_cnn import data
from fashion_cnn.data import scenes
from fashion_cnn.training.examples import Examples

# Validation scenes for each scene to train on; their objects are kept apart in the same ratio.
VALIDATION_SHARE = 0.1
# Maximum number of test scenes, each with a different object, the same for every seed.
TEST_SCENES = 500
DIGITS = ("mnist", "digits")


def compose_parts(config, dataset):
    """The Scenes of the parts "training", "validation" and "test".

    No object is in two parts: the test scenes show test images, and the training images are
    split. The test scenes are the same for every seed.
    """
    training, validation = data.split(len(dataset.x_train), VALIDATION_SHARE, config.seed)
    how = {"size": config.size, "least": least(dataset)}
    # Different seeds, so that no clutter is in two parts either.
    return {
        "training": scenes.compose(
            dataset.x_train[training], seed=[config.seed, 1], count=config.scenes, **how
        ),
        "validation": scenes.compose(
            dataset.x_train[validation],
            seed=[config.seed, 2],
            count=max(1, round(config.scenes * VALIDATION_SHARE)),
            **how,
        ),
        "test": compose_test(config, dataset),
    }


def compose_test(config, dataset):
    """The Scenes of the part "test"."""
    count = min(TEST_SCENES, len(dataset.x_test))
    return scenes.compose(
        dataset.x_test, seed=[0, 3], count=count, size=config.size, least=least(dataset)
    )


def least(dataset):
    """The grey level from which a pixel belongs to the object."""
    return scenes.LEAST_INK if dataset.name in DIGITS else scenes.LEAST


def examples(parts):
    """The Examples for the training loop; classes of pixels are 0, background, and 1, object."""
    training, validation = parts["training"], parts["validation"]
    return Examples(
        x_train=training.images[..., np.newaxis],
        y_train=training.masks.astype(np.uint8),
        x_validation=validation.images[..., np.newaxis],
        y_validation=validation.masks.astype(np.uint8),
    )
