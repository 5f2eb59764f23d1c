"""Convolution as a matrix, and three ways to compute a transposed convolution."""

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.convolution import rot180, transpose_by_stamps, upsample
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.random_inputs import eighths, large

# The numbers from the lesson's text.
KERNEL = np.array([[1.0, 2.0], [3.0, 4.0]])
IMAGE = np.array([[1.0, 0.0], [0.0, 2.0]])


def drawer(draw):
    """Return a function that draws arrays of small, nonzero whole numbers as float64."""
    return lambda *shape: draw.integers(1, 8, shape) * draw.choice([-1.0, 1.0], shape)


def kernels(draw):
    whole = drawer(draw)
    return [
        (KERNEL, 2, 3),
        (KERNEL, 3, 3),
        (whole(2, 3), 4, 5),
        (eighths(draw, 3, 2), 5, 4),
        (np.array([[1, 2, 3], [4, 5, 6]]), 3, 6),
        (1e6 * eighths(draw, 4, 3), 4, 110),
        (eighths(draw, 5, 3), 104, 3),
    ]


def matrices(draw):
    """Return convolution matrices, each with a small image and the size of the large one."""
    whole = drawer(draw)
    return [
        (convolution_matrix(KERNEL, 3, 3), IMAGE, 3, 3),
        (convolution_matrix(whole(2, 2), 3, 4), whole(2, 3), 3, 4),
        (convolution_matrix(eighths(draw, 3, 2), 5, 4), eighths(draw, 3, 3), 5, 4),
        (convolution_matrix(whole(3, 2), 4, 7), whole(2, 6), 4, 7),
        (large(draw, 5 * 7, 111 * 103), large(draw, 5, 7), 111, 103),
    ]


def stamps(draw):
    """Return kernels no smaller than the stride: each pixel of the large image gets a stamp."""
    whole = drawer(draw)
    return [
        (np.array([[1.0, 10.0]]), np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), 2),
        (IMAGE, KERNEL, 1),
        (whole(2, 3), whole(3, 3), 2),
        (eighths(draw, 3, 2), eighths(draw, 4, 5), 3),
        (draw.integers(0, 256, (5, 4), np.uint8), np.ones((3, 3)) / 4, 2),
        (large(draw, 3, 2), large(draw, 103, 105), 102),
    ]


def enlarged(draw):
    """Return images, each with the factor to enlarge it by."""
    whole = drawer(draw)
    return [
        (np.array([[1.0, 2.0], [3.0, 4.0]]), 2),
        (whole(2, 2), 1),
        (whole(2, 3), 3),
        (eighths(draw, 4, 3), 4),
        (draw.integers(1, 256, (5, 4), np.uint8), 2),
        (1e6 * eighths(draw, 5, 6), 102),
    ]


def convolution_matrix(kernel, height, width):
    return convolution.convolution_matrix(kernel, (height, width))


def as_images(kernel, height, width):
    """Return the matrix rows as images: (output rows, output columns, height, width)."""
    outputs = convolution.output_shape((height, width), kernel.shape)
    return convolution_matrix(kernel, height, width).reshape(*outputs, height, width)


def by_columns(kernel, height, width, axes):
    """Mistake: the outputs, or the pixels, are numbered down the columns."""
    images = as_images(kernel, height, width)
    size = images.shape[0] * images.shape[1], height * width
    return images.transpose(axes).reshape(size)


def row_per_pixel(kernel, height, width):
    """Mistake: a window starts at every pixel and is cut off at the border."""
    rows, columns = kernel.shape
    images = as_images(kernel, height + rows - 1, width + columns - 1)
    return images[:, :, :height, :width].reshape(height * width, height * width)


def no_gaps(kernel, height, width):
    """Mistake: all weights are side by side, starting at the correct position."""
    corners = np.zeros(kernel.shape)
    corners[0, 0] = 1
    starts = convolution_matrix(corners, height, width)
    return sum(weight * np.roll(starts, n, axis=1) for n, weight in enumerate(kernel.flat))


def always_one_further(kernel, height, width):
    """Mistake: the window does not move on to the next row of the image."""
    matrix = convolution_matrix(kernel, height, width)
    return np.array([np.roll(matrix[0], n) for n in range(len(matrix))])


def transposed_convolution(matrix, image, height, width):
    return (matrix.T @ image.ravel()).reshape(height, width)


def reshaped(matrix, image, height, width):
    turned = matrix.reshape(matrix.shape[1], matrix.shape[0])
    return (turned @ image.ravel()).reshape(height, width)


def stamp(image, kernel, stride):
    return transpose_by_stamps(image, kernel, stride=stride)


def overwritten(image, kernel, stride):
    """Mistake: a stamp replaces the values already there."""
    reached = [
        stamp(alone, np.ones(kernel.shape), stride) > 0 for alone in one_pixel_each(image.shape)
    ]
    single = [stamp(alone * image, kernel, stride) for alone in one_pixel_each(image.shape)]
    result = np.zeros_like(single[0])
    for where, values in zip(reached, single, strict=True):
        result = np.where(where, values, result)
    return result


def one_pixel_each(shape):
    return np.eye(shape[0] * shape[1]).reshape(-1, *shape)


def averaged(image, kernel, stride):
    return stamp(image, kernel, stride) / stamp(np.ones_like(image), np.ones_like(kernel), stride)


def side_by_side(image, kernel, stride):
    """Mistake: the stride equals the kernel size."""
    return np.kron(image, kernel)


def cut_off(image, kernel, stride):
    return stamp(image, kernel, stride)[: len(image) * stride, : len(image[0]) * stride]


def added(array, rows, columns):
    """Return the array with rows and columns of zeros added at the bottom and on the right."""
    return np.pad(array, ((0, rows), (0, columns)))


def stride_in_size_only(image, kernel, stride):
    more = [(size - 1) * (stride - 1) for size in image.shape]
    return added(stamp(image, kernel, 1), *more)


def put_zeros_between(image, stride):
    return zeros_between(image, stride, stride)


def zeros_between(image, down, across):
    """Return the image with its pixels `down` rows and `across` columns apart."""
    return transpose_by_stamps(image, [[1.0]], stride=(down, across))[
        : (len(image) - 1) * down + 1, : (len(image[0]) - 1) * across + 1
    ]


def nearest(image, factor):
    return upsample(image, factor, "nearest")


TASKS = {
    "convolution_matrix": Task(
        answer=convolution_matrix,
        inputs=kernels,
        mistakes={
            "transposed": lambda kernel, height, width: convolution_matrix(kernel, height, width).T,
            "flipped": lambda kernel, height, width: convolution_matrix(
                rot180(kernel), height, width
            ),
            "row_per_pixel": row_per_pixel,
            "outputs_by_columns": lambda kernel, height, width: by_columns(
                kernel, height, width, (1, 0, 2, 3)
            ),
            "pixels_by_columns": lambda kernel, height, width: by_columns(
                kernel, height, width, (0, 1, 3, 2)
            ),
            "no_gaps": no_gaps,
            "always_one_further": always_one_further,
            "not_flat": lambda kernel, height, width: as_images(kernel, height, width).reshape(
                -1, height, width
            ),
        },
    ),
    "transposed_convolution": Task(
        answer=transposed_convolution,
        inputs=matrices,
        mistakes={
            "inverted": lambda matrix, image, height, width: (
                np.linalg.pinv(matrix) @ image.ravel()
            ).reshape(height, width),
            "reshaped": reshaped,
            "one_row": lambda matrix, image, height, width: matrix.T @ image.ravel(),
            "sides_swapped": lambda matrix, image, height, width: transposed_convolution(
                matrix, image, width, height
            ),
            "image_by_columns": lambda matrix, image, height, width: transposed_convolution(
                matrix, image.T, height, width
            ),
            "result_by_columns": lambda matrix, image, height, width: (
                transposed_convolution(matrix, image, width, height).T
            ),
        },
    ),
    "stamp": Task(
        answer=stamp,
        inputs=stamps,
        mistakes={
            "overwritten": overwritten,
            "averaged": averaged,
            "values_forgotten": lambda image, kernel, stride: stamp(
                np.ones_like(image), kernel, stride
            ),
            "turned": lambda image, kernel, stride: stamp(image, rot180(kernel), stride),
            "stride_ignored": lambda image, kernel, stride: stamp(image, kernel, 1),
            "stride_in_size_only": stride_in_size_only,
            "side_by_side": side_by_side,
            "cut_off": cut_off,
            "one_step_too_many": lambda image, kernel, stride: added(
                stamp(image, kernel, stride), stride, stride
            ),
        },
    ),
    "put_zeros_between": Task(
        answer=put_zeros_between,
        inputs=enlarged,
        mistakes={
            "one_too_many": lambda image, stride: put_zeros_between(image, stride + 1),
            "always_one": lambda image, stride: put_zeros_between(image, 2),
            "after_the_last": lambda image, stride: added(
                put_zeros_between(image, stride), stride - 1, stride - 1
            ),
            "around_too": lambda image, stride: np.pad(
                put_zeros_between(image, stride), stride - 1
            ),
            "rows_only": lambda image, stride: zeros_between(image, stride, 1),
            "columns_only": lambda image, stride: zeros_between(image, 1, stride),
            "repeated": nearest,
            "around_only": lambda image, stride: np.pad(image, stride - 1),
        },
    ),
    "nearest": Task(
        answer=nearest,
        inputs=enlarged,
        mistakes={
            "tiled": lambda image, factor: np.tile(image, (factor, factor)),
            "zeros": lambda image, factor: added(
                put_zeros_between(image, factor), factor - 1, factor - 1
            ),
            "rows_only": lambda image, factor: upsample(image, (factor, 1)),
            "columns_only": lambda image, factor: upsample(image, (1, factor)),
            "along_rows": lambda image, factor: np.repeat(image, factor**2).reshape(
                len(image) * factor, len(image[0]) * factor
            ),
            "no_axis": lambda image, factor: np.repeat(image, factor),
            "always_two": lambda image, factor: nearest(image, 2),
            "brighter": lambda image, factor: image * factor,
            "tiled_across": lambda image, factor: np.tile(image, factor),
        },
    ),
}
