"""Kernels designed by hand."""

import numpy as np

from fashion_cnn.convolution import kernels
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.random_inputs import eighths, large


def some_kernels(draw):
    """Kernels of several shapes, each with a different sum, mean, middle weight and so on."""
    chosen = [kernels.kernel("sharpen"), kernels.kernel("edges_4_neighbours")]
    made = [np.array([[1, 2], [3, 4]]), *chosen, eighths(draw, 5, 5), eighths(draw, 2, 5)]
    return [(k,) for k in [*made, large(draw, 7, 4)]]


def box_blur(size):
    return np.full((size, size), 1 / size**2)


def centred(size, around, middle):
    """A (size, size) kernel with `middle` in the middle and `around` everywhere else."""
    made = np.full((size, size), float(around))
    made[size // 2, size // 2] = middle
    return made


def corner(size):
    """The mistake of a large weight at the top left."""
    made = np.full((size, size), -1.0)
    made[0, 0] = size**2 - 1
    return made


def odd_sizes(draw):
    return [(3,), (5,), (2 * int(draw.integers(3, 6)) + 1,), (103,)]


def edge_kernels(draw):
    whole = draw.integers(1, 6, (7, 7)) * draw.choice([-1, 1], (7, 7))
    chosen = [-kernels.kernel("edges_4_neighbours"), centred(5, -1, 24), whole]
    return [(k,) for k in [*chosen, eighths(draw, 5, 5), 1e6 * eighths(draw, 9, 9)]]


def sharpen(edge_kernel):
    return kernel_that_changes_nothing(edge_kernel.shape) + edge_kernel


def kernel_that_changes_nothing(shape):
    made = np.zeros(shape)
    made[shape[0] // 2, shape[1] // 2] = 1
    return made


def middle_replaced(edge_kernel):
    """The mistake of setting the middle weight to 1 instead of adding 1 to it."""
    made = edge_kernel.copy()
    made[made.shape[0] // 2, made.shape[1] // 2] = 1
    return made


def pixel_values(draw):
    """Whole numbers, since a fraction may be rounded or cut off, in arrays of several shapes."""
    chosen = np.array([[-1.0, 0.0, 12.0], [255.0, 256.0, 300.0]])
    row, colour = np.array([-20, 0, 7, 100, 255, 290, 999]), draw.integers(-300, 600, (2, 4, 3))
    far = 1e6 * draw.integers(-9, 10, (5, 6)) + draw.integers(1, 250, (5, 6))
    drawn = draw.integers(-700, 900, (4, 5)).astype(float)
    return [(values,) for values in (chosen, row, drawn, colour, far)]


def wrapped(values):
    """The mistake of converting values outside 0 to 255 without clipping them."""
    return (values.astype(np.int64) % 256).astype(np.uint8)


def stretched(values):
    low, high = values.min(), values.max()
    return ((values - low) / (high - low) * 255).astype(np.uint8)


def around_one(size):
    """The mistake of using [1, 1] as the middle of every kernel."""
    made = np.full((size, size), -1.0)
    made[1, 1] = size**2 - 1
    return made


TASKS = {
    "brightness": Task(
        answer=lambda kernel: float(np.sum(kernel)),
        inputs=some_kernels,
        mistakes={
            "averaged": lambda kernel: kernel.mean(),
            "middle_only": lambda kernel: kernel[kernel.shape[0] // 2, kernel.shape[1] // 2],
            "without_signs": lambda kernel: np.abs(kernel).sum(),
            "largest": lambda kernel: kernel.max(),
            "of_the_wall": lambda kernel: 100 * kernel.sum(),
            "first_row": lambda kernel: kernel[0].sum(),
            "smallest": lambda kernel: kernel.min(),
            "counted": lambda kernel: kernel.size,
            "diagonal": lambda kernel: np.trace(kernel),
        },
    ),
    "box_blur": Task(
        answer=box_blur,
        inputs=lambda draw: [(1,), (2,), (3,), (int(draw.integers(4, 9)),), (102,)],
        mistakes={
            "not_averaged": lambda size: np.ones((size, size)),
            "side_only": lambda size: np.full((size, size), 1 / size),
            "always_nine": lambda size: np.full((size, size), 1 / 9),
            "always_3x3": lambda size: box_blur(3),
            "one_row": lambda size: np.full(size, 1 / size),
            "diagonal": lambda size: np.eye(size) / size,
            "always_four": lambda size: np.full((size, size), 1 / 4),
        },
    ),
    "edges": Task(
        answer=lambda size: centred(size, -1, size**2 - 1),
        inputs=odd_sizes,
        mistakes={
            "middle_counted": lambda size: centred(size, -1, size**2),
            "always_eight": lambda size: centred(size, -1, 8),
            "middle_left": lambda size: centred(size, -1, -1),
            "signs_swapped": lambda size: centred(size, 1, 1 - size**2),
            "always_row_one": around_one,
            "side_for_square": lambda size: centred(size, -1, size - 1),
            "middle_of_sharpen": lambda size: centred(size, -1, 1),
            "nothing_around": lambda size: centred(size, 0, size**2 - 1),
            "plus_around": lambda size: centred(size, 1, size**2 - 1),
            "divided": lambda size: centred(size, -1, size**2 - 1) / size**2,
            "always_3x3": lambda size: centred(3, -1, 8),
            "corner": lambda size: corner(size),
        },
    ),
    "sharpen": Task(
        answer=sharpen,
        inputs=edge_kernels,
        mistakes={
            "only_edges": lambda edge_kernel: edge_kernel,
            "eye": lambda edge_kernel: edge_kernel + np.eye(len(edge_kernel)),
            "one_everywhere": lambda edge_kernel: edge_kernel + 1,
            "minus_edges": lambda edge_kernel: sharpen(-edge_kernel),
            "middle_replaced": middle_replaced,
            "edges_forgotten": lambda edge_kernel: kernel_that_changes_nothing(edge_kernel.shape),
        },
    ),
    "to_pixels": Task(
        answer=lambda values: np.clip(values, 0, 255).astype(np.uint8),
        inputs=pixel_values,
        exact=True,
        mistakes={
            "wrapped": wrapped,
            "not_converted": lambda values: np.clip(values, 0, 255),
            "stretched": stretched,
            "sign_dropped": lambda values: np.clip(np.abs(values), 0, 255).astype(np.uint8),
            "only_above": lambda values: wrapped(np.minimum(values, 255)),
            "only_below": lambda values: wrapped(np.maximum(values, 0)),
            "clipped_at_1": lambda values: np.clip(values, 0, 1).astype(np.uint8),
            "clipped_at_256": lambda values: (np.clip(values, 0, 256) % 256).astype(np.uint8),
            "black_and_white": lambda values: np.where(values > 127, 255, 0).astype(np.uint8),
            "other_type": lambda values: np.clip(values, 0, 255).astype(int),
        },
    ),
}
