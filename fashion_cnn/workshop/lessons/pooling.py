"""Max and average pooling, each map separately, and the effect of a shift."""

import math

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.convolution.kernels import TABLE
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.random_inputs import eighths, large


def max_pool(image, size):
    return convolution.max_pool(image, size)


def average_pool(image, size):
    return convolution.average_pool(image, size)


def images(draw):
    """Images with a window of negative numbers, with and without pixels left over."""
    below = np.array([[-7, -2, 5, 1], [-3, -6, 8, 4]])
    return [
        (TABLE, 2),
        (below, 2),
        (draw.integers(-9, 10, (3, 5)), 2),
        (draw.integers(-9, 10, (4, 7)), 3),
        (draw.integers(0, 10, (2, 3)), 1),
        (eighths(draw, 9, 8), 4),
        (-large(draw, 7, 13), 3),
        (np.arange(104 * 205).reshape(104, 205), 101),  # the largest is the last of each window
    ]


def grey_images(draw):
    """Images, some grey and so bright that sums of pixels overflow np.uint8."""
    pixels = np.array([[200, 100, 9, 7], [250, 151, 0, 3]], np.uint8)
    return [
        (TABLE, 2),
        (pixels, 2),
        (draw.integers(0, 256, (5, 3), np.uint8), 2),
        (draw.integers(1, 10, (2, 3)), 1),
        (draw.integers(90, 256, (3, 7), np.uint8), 3),
        (draw.integers(8, 80, (5, 9)) / 8, 4),
        (eighths(draw, 7, 10), 3),
        (-large(draw, 9, 8), 2),
        (eighths(draw, 103, 207), 101),
    ]


def windows_kept(image, size, reduce):
    """The mistake of keeping incomplete windows at the end."""
    rows, columns = (math.ceil(side / size) for side in image.shape)
    return np.array(
        [
            [
                reduce(image[i * size : (i + 1) * size, j * size : (j + 1) * size])
                for j in range(columns)
            ]
            for i in range(rows)
        ]
    )


def cropped(image, size):
    """The image without the pixels that belong to no window."""
    rows, columns = (side // size * size for side in image.shape)
    return image[:rows, :columns]


def middle_of_extremes(image, size):
    """The mistake of averaging only the largest and the smallest number of a window."""
    image = image.astype(float)
    return (max_pool(image, size) - max_pool(-image, size)) / 2


def not_multiplied(image, size):
    """The mistake of moving windows by one pixel, although their number is right."""
    rows, columns = max_pool(image, size).shape
    return convolution.max_pool(image, size, 1)[:rows, :columns]


def total(image, size):
    return average_pool(image, size) * size**2


def wrapped(image, size):
    """The mistake of summing in the image's own type: uint8 wraps around after 255."""
    sums = np.rint(total(image, size)) if image.dtype.kind in "iu" else total(image, size)
    return (sums % 256 if image.dtype == np.uint8 else sums) / size**2


def pool_channels(maps, size):
    return convolution.max_pool(maps[np.newaxis], size)[0]


def maps_with_channels(draw):
    """Maps, most with at least `size` channels, and some with negative numbers only."""
    return [
        (draw.integers(0, 100, (2, 4, 2)), 2),
        (draw.integers(-9, 10, (5, 4, 3)), 2),
        (draw.integers(-9, 0, (3, 6, 4)), 3),
        (eighths(draw, 6, 6, 5), 2),
        (-large(draw, 9, 7, 5), 3),
        (np.arange(103 * 205 * 2.0).reshape(103, 205, 2), 101),
    ]


def channels_pooled(maps, size):
    """The mistake of windows that also span several channels."""
    pooled = pool_channels(maps, size)
    height, width, channels = pooled.shape[0], pooled.shape[1], pooled.shape[2] // size
    blocks = pooled[:, :, : channels * size].reshape(height, width, channels, size)
    return blocks.max(axis=3)


def rows_as_maps(maps, size):
    """The mistake of a loop over the rows, each (W, C), as if they were the maps."""
    height, width, channels = maps.shape
    if channels < size:
        return np.zeros((height, width // size, 0))
    return np.stack([max_pool(row, size) for row in maps])


def shifted_images(draw):
    """Images, most with few grey levels, in which some outputs stay the same and some change."""
    sparse = np.zeros((103, 620), int)
    sparse[1, ::102] = 1, 1, 5, 7, 7, 7, 2  # the left edges of windows
    chosen = np.array([[3, 7, 4, 1, 5], [2, 0, 6, 5, 3], [4, 1, 3, 8, 1]])
    return [
        (chosen, 2),
        (draw.integers(0, 4, (4, 6)), 2),
        (draw.integers(0, 4, (7, 8)), 2),
        (draw.integers(0, 9, (9, 12)), 3),
        (draw.integers(0, 3, (8, 11)), 2),
        (eighths(draw, 16, 20), 2),
        (-1e6 * draw.integers(1, 4, (18, 25)), 3),
        (sparse, 102),
    ]


def share_equal(one, other):
    return float(np.mean(one == other))


def unchanged(image, size):
    return share_equal(max_pool(image[:, :-1], size), max_pool(image[:, 1:], size))


def neighbours_compared(image, size):
    pooled = max_pool(image, size)
    return share_equal(pooled[:, :-1], pooled[:, 1:])


def outputs(image, size):
    """The number of outputs to compare."""
    return max_pool(image[:, 1:], size).size


TASKS = {
    "max_pool": Task(
        answer=max_pool,
        inputs=images,
        mistakes={
            "windows_overlap": lambda image, size: convolution.max_pool(image, size, 1),
            "not_multiplied": not_multiplied,
            "averaged": average_pool,
            "smallest": lambda image, size: convolution.min_pool(image, size),
            "first_pixel": lambda image, size: image[::size, ::size],
            "rest_kept": lambda image, size: windows_kept(image, size, np.max),
            "always_2": lambda image, size: max_pool(image, 2),
            "zero_wins": lambda image, size: np.maximum(max_pool(image, size), 0),
            "rows_only": lambda image, size: convolution.max_pool(image, (size, 1)),
            "columns_only": lambda image, size: convolution.max_pool(image, (1, size)),
        },
    ),
    "average_pool": Task(
        answer=average_pool,
        inputs=grey_images,
        mistakes={
            "summed": total,
            "divided_by_side": lambda image, size: total(image, size) / size,
            "divided_by_4": lambda image, size: total(image, size) / 4,
            "rounded_down": lambda image, size: np.floor(average_pool(image, size)),
            "rounded": lambda image, size: np.round(average_pool(image, size)),
            "type_kept": lambda image, size: average_pool(image, size).astype(image.dtype),
            "wrapped": wrapped,
            "largest": max_pool,
            "windows_overlap": lambda image, size: convolution.average_pool(image, size, 1),
            "rest_kept": lambda image, size: windows_kept(image, size, np.mean),
            "middle": middle_of_extremes,
            "median": lambda image, size: windows_kept(cropped(image, size), size, np.median),
        },
    ),
    "pool_channels": Task(
        answer=pool_channels,
        inputs=maps_with_channels,
        mistakes={
            "across_channels": lambda maps, size: pool_channels(maps, size).max(axis=2),
            "channels_averaged": lambda maps, size: pool_channels(maps, size).mean(axis=2),
            "channels_added": lambda maps, size: pool_channels(maps, size).sum(axis=2),
            "channels_pooled": channels_pooled,
            "last_channel": lambda maps, size: pool_channels(maps, size)[:, :, -1],
            "first_everywhere": lambda maps, size: np.repeat(
                pool_channels(maps, size)[:, :, :1], maps.shape[2], axis=2
            ),
            "channels_first": lambda maps, size: np.moveaxis(pool_channels(maps, size), 2, 0),
            "reshaped": lambda maps, size: np.moveaxis(pool_channels(maps, size), 2, 0).reshape(
                pool_channels(maps, size).shape
            ),
            "rows_as_maps": rows_as_maps,
            "averages": lambda maps, size: convolution.average_pool(maps[np.newaxis], size)[0],
        },
    ),
    "unchanged": Task(
        answer=unchanged,
        inputs=shifted_images,
        mistakes={
            "counted": lambda image, size: round(unchanged(image, size) * outputs(image, size)),
            "changed": lambda image, size: 1 - unchanged(image, size),
            "percent": lambda image, size: 100 * unchanged(image, size),
            "share_of_pixels": lambda image, size: (
                unchanged(image, size) * outputs(image, size) / image.size
            ),
            "pixels_compared": lambda image, size: share_equal(image[:, :-1], image[:, 1:]),
            "neighbours_compared": neighbours_compared,
            "shifted_up": lambda image, size: share_equal(
                max_pool(image[:-1], size), max_pool(image[1:], size)
            ),
            "rolled": lambda image, size: share_equal(
                max_pool(image, size), max_pool(np.roll(image, -1, axis=1), size)
            ),
            "averages_compared": lambda image, size: share_equal(
                average_pool(image[:, :-1], size), average_pool(image[:, 1:], size)
            ),
            "per_row": lambda image, size: (
                unchanged(image, size) * outputs(image, size) / len(max_pool(image, size))
            ),
            "difference": lambda image, size: float(
                np.mean(max_pool(image[:, :-1], size) - max_pool(image[:, 1:], size))
            ),
        },
    ),
}
