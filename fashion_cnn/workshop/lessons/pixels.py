"""Pixels, and how they are prepared for a network."""

import numpy as np

from fashion_cnn.convolution import correlate2d
from fashion_cnn.workshop.checking import Task


def sizes(draw):
    """Sizes of images with one channel to many, some wide, some tall."""
    width, height = (int(side) for side in draw.integers(20, 300, 2))
    chosen = [(5, 3, 1), (4, 6, 3), (7, 2, 4), (28, 28, 1), (800, 600, 3), (640, 480, 224)]
    return [*chosen, (width, height, 3)]


def pixels(draw, *shape, low=0, high=255):
    return draw.integers(low, high + 1, shape).astype(np.uint8)


def images(draw):
    """One row of pixels, grey and colour images, and a batch, some without black or white."""
    chosen = np.array([[0, 51, 102], [153, 204, 255]], np.uint8)
    dim = np.array([[40, 60], [90, 200]], np.uint8)
    row, batch = pixels(draw, 7, low=5, high=240), pixels(draw, 2, 3, 5, 3)
    return [(chosen,), (dim,), (row,), (pixels(draw, 3, 4, 3, low=5, high=240),), (batch,)]


def grey_images(draw):
    """Images whose neighbouring pixels differ enough to overflow one byte, and a dim one."""
    chosen = np.array([[10, 12, 12, 9], [0, 255, 3, 3], [200, 50, 180, 181]], np.uint8)
    dim = np.array([[40, 60, 10], [90, 20, 25]], np.uint8)
    return [(chosen,), (pixels(draw, 2, 3),), (pixels(draw, 6, 5),), (dim,)]


def two_axes(image):
    """The mistake of taking apart the shape of every image as (height, width)."""
    _, _ = image.shape
    return image / 255


def one_axis_missing(image):
    """The mistake of a loop over image.shape[1], which a row of pixels does not have."""
    _ = image.shape[1]
    return image / 255


def differences(image):
    """Right minus left, computed as a correlation with a one-row kernel."""
    return correlate2d(image.astype(int), np.array([[-1, 1]]))


def wrapped(values):
    """Whole numbers after they wrap around in np.uint8."""
    return (values % 256).astype(np.uint8)


def vertical(image):
    return correlate2d(image.astype(int), np.array([[-1], [1]]))


def places(draw):
    """Rows, columns and image shapes, none of them square."""
    height, width = (int(side) for side in draw.integers((8, 14), (12, 20)))
    row, column = int(draw.integers(1, height)), int(draw.integers(1, width))
    chosen = [(2, 1, (3, 5)), (0, 3, (3, 5)), (3, 2, (6, 4)), (20, 11, (28, 30))]
    chosen += [(701, 1502, (1200, 1600))]
    return [*chosen, (row, column, (height, width))]


TASKS = {
    "image_bytes": Task(
        answer=lambda width, height, channels: np.zeros((height, width, channels), np.uint8).nbytes,
        inputs=sizes,
        mistakes={
            "channels_forgotten": lambda width, height, channels: width * height,
            "always_three": lambda width, height, channels: width * height * 3,
            "bits": lambda width, height, channels: width * height * channels * 8,
            "four_bytes": lambda width, height, channels: width * height * channels * 4,
            "added": lambda width, height, channels: width + height + channels,
            "channels_added": lambda width, height, channels: width * height + channels,
            "one_side": lambda width, height, channels: height * channels,
        },
    ),
    "scale": Task(
        answer=lambda image: image.astype(float) / 255,
        inputs=images,
        mistakes={
            "whole_numbers": lambda image: image // 255,
            "twice": lambda image: image / 255 / 255,
            "by_256": lambda image: image / 256,
            "by_own_maximum": lambda image: image / image.max(),
            "stretched": lambda image: (image - image.min()) / (image.max() - image.min()),
            "around_zero": lambda image: image / 127.5 - 1,
            "reversed": lambda image: 1 - image / 255,
            "two_axes": two_axes,
            "one_axis_missing": one_axis_missing,
            "clipped": lambda image: np.clip(image, 0, 1),
            "by_own_sum": lambda image: image / image.sum(),
            "standardised": lambda image: (image - image.mean()) / image.std(),
        },
    ),
    "differences": Task(
        answer=differences,
        inputs=grey_images,
        mistakes={
            "wrapped": lambda image: wrapped(differences(image)),
            "one_byte": lambda image: differences(image).astype(np.int8),
            "without_signs": lambda image: abs(differences(image)),
            "left_minus_right": lambda image: -differences(image),
            "left_minus_right_wrapped": lambda image: wrapped(-differences(image)),
            "vertical": vertical,
            "vertical_wrapped": lambda image: wrapped(vertical(image)),
            "twice": lambda image: np.diff(image.astype(int), n=2),
            "to_the_first": lambda image: image[:, 1:].astype(int) - image[:, :1],
            "two_apart": lambda image: image[:, 2:].astype(int) - image[:, :-2],
            "no_difference": lambda image: image[:, 1:].astype(int),
        },
    ),
    "flat_index": Task(
        answer=lambda row, column, shape: int(np.ravel_multi_index((row, column), shape)),
        inputs=places,
        mistakes={
            "height_for_width": lambda row, column, shape: row * shape[0] + column,
            "columns_first": lambda row, column, shape: column * shape[0] + row,
            "swapped": lambda row, column, shape: column * shape[1] + row,
            "from_one": lambda row, column, shape: row * shape[1] + column + 1,
            "one_row_less": lambda row, column, shape: (row - 1) * shape[1] + column,
            "column_forgotten": lambda row, column, shape: row * shape[1],
            "added": lambda row, column, shape: row + column,
            "multiplied": lambda row, column, shape: row * column,
            "both_from_one": lambda row, column, shape: (row - 1) * shape[1] + column - 1,
            "number_of_pixels": lambda row, column, shape: shape[0] * shape[1],
            "width_of_example": lambda row, column, shape: row * 3 + column,
            "one_row_added": lambda row, column, shape: shape[1] + column,
        },
    ),
}
