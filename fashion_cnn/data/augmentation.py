"""Augmentation: pictures moved and mirrored a little, so that no epoch sees the same ones twice."""

import numpy as np

REACH = 2  # pixels
# A mirrored garment is a garment; a mirrored digit is none.
MIRRORED = ("fashion_mnist", "garments")


def augment(images, draw, mirror):
    """Return images of shape (N, H, W, C), each moved by up to REACH pixels up, down and sideways.

    What comes in at the border is 0. With `mirror`, left and right change places in one of two
    images. `draw` is a NumPy Generator.
    """
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
