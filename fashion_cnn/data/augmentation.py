"""Data augmentation: images shifted and mirrored, so that no two epochs see the same ones."""

import functools

import numpy as np

from fashion_cnn.data.image_files import ImageFiles

REACH = 2  # pixels
# A mirrored garment is still a garment, but a mirrored digit is not a digit.
MIRRORED = ("fashion_mnist", "garments")


def augment(images, draw, mirror):
    """Images (N, H, W, C), each shifted by up to REACH pixels vertically and horizontally.

    Pixels that enter at the border are 0. With `mirror`, about half of the images are flipped
    horizontally. `draw` is a NumPy Generator. ImageFiles are changed when they are read.
    """
    if isinstance(images, ImageFiles):
        return images.changed(functools.partial(augment, mirror=mirror), draw)
    count, height, width = images.shape[:3]
    frame = (REACH, REACH)
    padded = np.pad(images, ((0, 0), frame, frame, (0, 0)))
    first_row, first_column = draw.integers(0, 2 * REACH + 1, (2, count, 1))
    rows = first_row + np.arange(height)  # (N, H)
    columns = first_column + np.arange(width)  # (N, W)
    if mirror:
        mirrored = draw.random(count) < 0.5
        columns[mirrored] = columns[mirrored, ::-1]
    return padded[np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]
