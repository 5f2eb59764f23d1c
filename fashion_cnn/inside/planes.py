"""Arrays of any number of axes as images, to be drawn."""

import numpy as np


def plane(found, channels=2):
    """Filters or maps of any number of axes as two-dimensional ones, for a picture.

    `channels` is the number of their last axes, which are no positions. What has one axis becomes
    a row; of three axes, the middle of the first one is taken.
    """
    positions = found.ndim - channels
    return found[None] if positions == 1 else found[len(found) // 2] if positions == 3 else found


def drawable(shape):
    """The (H, W, C) of a picture of a model's input of this shape, or None."""
    if None in shape or len(shape) not in (2, 3, 4):
        return None
    return drawable_pixels(np.zeros(shape)).shape


def drawable_pixels(image):
    """A model's input as a picture (H, W, 1 or 3): the middle of a volume, the first channel."""
    if image.ndim == 2:
        return image[..., None]
    image = plane(image, channels=1)
    return image if image.shape[-1] == 3 else image[..., :1]
