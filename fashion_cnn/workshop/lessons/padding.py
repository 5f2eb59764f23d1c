"""Zero padding, the stride of a kernel, and the resulting sizes."""

import math

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.convolution import PADDINGS, correlate2d
from fashion_cnn.convolution.kernels import TABLE
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.lessons.random_inputs import eighths, large


def padded_images(draw):
    def image(*shape):  # contains no zeros
        return draw.integers(1, 10, shape)

    chosen = [(TABLE[:2, :2], 0, 1), (TABLE, 1, 1), (image(2, 3), 2, 1), (image(3, 2), 0, 0)]
    drawn = [(image(3, 1), 3, 0), (eighths(draw, 4, 6), 1, 3)]
    return [*chosen, *drawn, (1e6 * eighths(draw, 7, 4), 101, 103)]


def pad(image, before, after):
    return np.pad(image, (before, after))


def same_zeros(kernel_size):
    return convolution.pad_amounts(2 * kernel_size, kernel_size, "same")


def kernel_sizes(draw):
    return [(1,), (2,), (3,), (4,), (5,), (2 * int(draw.integers(3, 6)),), (111,), (128,)]


def strided_images(draw):
    """Images that stay large enough even if only every `stride`-th pixel is kept first."""

    def whole(*shape):
        return draw.integers(1, 10, shape)

    return [
        (TABLE, np.ones((2, 2), int), 2),
        (whole(3, 4), whole(2, 2), 1),
        (whole(5, 6), whole(2, 3), 2),
        (whole(7, 8), whole(3, 2), 3),
        (eighths(draw, 13, 12), eighths(draw, 3, 3), 4),
        (large(draw, 230, 220), large(draw, 2, 3), 105),
    ]


def strided(image, kernel, stride):
    return correlate2d(image, kernel, stride=stride)


def not_multiplied(image, kernel, stride):
    """The mistake of taking the right number of outputs from adjacent positions."""
    height, width = strided(image, kernel, stride).shape
    return correlate2d(image, kernel)[:height, :width]


def picked(rows, columns):
    """A mistake in choosing outputs: `rows` and `columns` return a slice for the stride."""
    return lambda image, kernel, stride: correlate2d(image, kernel)[
        slice(*rows(stride)), slice(*columns(stride))
    ]


def sizes(draw):
    chosen = [(3, 3, "valid", 1), (7, 3, "valid", 1), (7, 3, "same", 1), (7, 3, "full", 1)]
    chosen += [(28, 3, "valid", 2), (28, 3, "same", 2), (28, 3, "full", 2)]
    chosen += [(7, 3, "valid", 3), (7, 4, "same", 3), (6, 5, "valid", 4), (9, 1, "full", 2)]
    chosen += [(8, 4, "same", 1), (8, 2, "same", 2), (9, 4, "valid", 2), (9, 4, "full", 5)]
    chosen += [(10**6, 120, padding, stride) for padding in PADDINGS for stride in (7, 112)]
    drawn = int(draw.integers(40, 60)), 2 * int(draw.integers(3, 6)), int(draw.integers(3, 6))
    return chosen + [(*drawn[:2], padding, drawn[2]) for padding in PADDINGS]


def output_size(size, kernel_size, padding, stride):
    return convolution.output_size(size, kernel_size, padding, stride)


def size_with(**kinds):
    """A mistake in counting positions: `kinds` maps paddings to functions of (I, K)."""
    right = {
        "valid": lambda size, kernel: size - kernel + 1,
        "same": lambda size, kernel: size,
        "full": lambda size, kernel: size + kernel - 1,
    }
    kinds = {**right, **kinds}
    return lambda size, kernel_size, padding, stride: math.ceil(
        kinds[padding](size, kernel_size) / stride
    )


def left_of_positions(rule):
    """A mistake in applying a stride: `rule` returns the outputs left of (positions, stride)."""
    return lambda size, kernel_size, padding, stride: rule(
        output_size(size, kernel_size, padding, 1), stride
    )


def same_without_stride(size, kernel_size, padding, stride):
    return output_size(size, kernel_size, padding, 1 if padding == "same" else stride)


def plus_one_forgotten(size, kernel_size, padding, stride):
    """The mistake of leaving out the + 1 in the formula for 'valid', ⌊(I − K) / s⌋ + 1."""
    return output_size(size, kernel_size, padding, stride) - (padding == "valid")


def half_kernel(size, kernel_size, padding, stride):
    """The mistake of K // 2 zeros on each side for 'same': with an even K one too many."""
    if padding != "same":
        return output_size(size, kernel_size, padding, stride)
    return (size + 2 * (kernel_size // 2) - kernel_size) // stride + 1


def stride_first(size, kernel_size, padding, stride):
    """The mistake of a stride that removes pixels before the kernel is applied."""
    return size_with()(math.ceil(size / stride), kernel_size, padding, 1)


def extent(kernel_size, dilation):
    return convolution.extent(kernel_size, dilation)


def dilations(draw):
    chosen = [(3, 1), (3, 2), (3, 3), (5, 2), (2, 4), (1, 7), (101, 1001)]
    return [*chosen, (int(draw.integers(6, 10)), int(draw.integers(4, 8)))]


TASKS = {
    "pad": Task(
        answer=pad,
        inputs=padded_images,
        mistakes={
            "swapped": lambda image, before, after: pad(image, after, before),
            "before_everywhere": lambda image, before, after: pad(image, before, before),
            "after_everywhere": lambda image, before, after: pad(image, after, after),
            "ring_of_one": lambda image, before, after: pad(image, 1, 1),
            "before_only": lambda image, before, after: pad(image, before, 0),
            "after_only": lambda image, before, after: pad(image, 0, after),
            "rows_only": lambda image, before, after: np.pad(image, ((before, after), (0, 0))),
            "columns_only": lambda image, before, after: np.pad(image, ((0, 0), (before, after))),
            "axes_for_sides": lambda image, before, after: np.pad(
                image, ((before, before), (after, after))
            ),
            "ones": lambda image, before, after: np.pad(image, (before, after), constant_values=1),
            "border_repeated": lambda image, before, after: np.pad(image, (before, after), "edge"),
            "no_image": lambda image, before, after: pad(np.zeros(image.shape), before, after),
            "at_the_corner": lambda image, before, after: np.pad(image, (0, before + after)),
            "reflected": lambda image, before, after: np.pad(image, (before, after), "reflect"),
            "sum_everywhere": lambda image, before, after: pad(
                image, before + after, before + after
            ),
        },
    ),
    "same_zeros": Task(
        answer=same_zeros,
        inputs=kernel_sizes,
        mistakes={
            "extra_before": lambda kernel_size: same_zeros(kernel_size)[::-1],
            "both_down": lambda kernel_size: ((kernel_size - 1) // 2,) * 2,
            "both_up": lambda kernel_size: (kernel_size // 2,) * 2,
            "not_rounded": lambda kernel_size: ((kernel_size - 1) / 2,) * 2,
            "full": lambda kernel_size: (kernel_size - 1,) * 2,
            "kernel_on_each_side": lambda kernel_size: (kernel_size,) * 2,
            "all_after": lambda kernel_size: (0, kernel_size - 1),
            "one_too_many": lambda kernel_size: (kernel_size // 2, kernel_size - kernel_size // 2),
            "all_before": lambda kernel_size: (kernel_size - 1, 0),
            "half_and_all": lambda kernel_size: ((kernel_size - 1) // 2, kernel_size - 1),
            "always_one": lambda kernel_size: (1, 1),
        },
    ),
    "strided": Task(
        answer=strided,
        inputs=strided_images,
        mistakes={
            "stride_ignored": picked(lambda stride: [None], lambda stride: [None]),
            "rows_only": picked(lambda stride: (0, None, stride), lambda stride: [None]),
            "columns_only": picked(lambda stride: [None], lambda stride: (0, None, stride)),
            "starts_at_one": picked(*[lambda stride: (1, None, stride)] * 2),
            "counted_from_one": picked(*[lambda stride: (stride - 1, None, stride)] * 2),
            "last_left_out": picked(*[lambda stride: (0, -1, stride)] * 2),
            "not_multiplied": not_multiplied,
            "image_first": lambda image, kernel, stride: correlate2d(
                image[::stride, ::stride], kernel
            ),
            "padded": lambda image, kernel, stride: correlate2d(image, kernel, "same")[
                ::stride, ::stride
            ],
            "dilated": lambda image, kernel, stride: correlate2d(image, kernel, dilation=stride),
            "first_ones": lambda image, kernel, stride: correlate2d(image, kernel)[
                :stride, :stride
            ],
            "skips_first": lambda image, kernel, stride: correlate2d(image, kernel)[
                stride::stride, stride::stride
            ],
            "rows_twice": lambda image, kernel, stride: correlate2d(image, kernel)[::stride][
                ::stride
            ],
            "divided": lambda image, kernel, stride: correlate2d(image, kernel) / stride,
            "kernel_thinned": lambda image, kernel, stride: correlate2d(
                image, kernel[::stride, ::stride]
            ),
            "by_kernel": lambda image, kernel, stride: correlate2d(image, kernel)[
                :: kernel.shape[0], :: kernel.shape[1]
            ],
            "full": lambda image, kernel, stride: correlate2d(image, kernel, "full")[
                ::stride, ::stride
            ],
            "flipped": lambda image, kernel, stride: correlate2d(image, kernel[::-1, ::-1])[
                ::stride, ::stride
            ],
        },
    ),
    "output_size": Task(
        answer=output_size,
        inputs=sizes,
        mistakes={
            "same_for_valid": size_with(valid=lambda size, kernel: size),
            "same_for_full": size_with(full=lambda size, kernel: size),
            "full_for_same": size_with(same=lambda size, kernel: size + kernel - 1),
            "kernel_forgotten": size_with(
                valid=lambda size, kernel: size,
                same=lambda size, kernel: size + kernel - 1,
                full=lambda size, kernel: size + 2 * (kernel - 1),
            ),
            "minus_kernel": size_with(valid=lambda size, kernel: size - kernel),
            "plus_one_forgotten": plus_one_forgotten,
            "stride_ignored": left_of_positions(lambda positions, stride: positions),
            "same_without_stride": same_without_stride,
            "rounded_down": left_of_positions(lambda positions, stride: positions // stride),
            "not_rounded": left_of_positions(lambda positions, stride: positions / stride),
            "one_too_many": left_of_positions(lambda positions, stride: positions // stride + 1),
            "stride_first": stride_first,
            "half_kernel": half_kernel,
            "always_valid": lambda size, kernel_size, padding, stride: (
                (size - kernel_size) // stride + 1
            ),
            "always_same": lambda size, kernel_size, padding, stride: math.ceil(size / stride),
            "image_divided": lambda size, kernel_size, padding, stride: size // stride,
        },
    ),
    "extent": Task(
        answer=extent,
        inputs=dilations,
        mistakes={
            "multiplied": lambda kernel_size, dilation: kernel_size * dilation,
            "last_not_counted": lambda kernel_size, dilation: dilation * (kernel_size - 1),
            "dilation_left_free": lambda kernel_size, dilation: (
                kernel_size + dilation * (kernel_size - 1)
            ),
            "one_gap": lambda kernel_size, dilation: kernel_size + dilation - 1,
            "added": lambda kernel_size, dilation: kernel_size + dilation,
            "ignored": lambda kernel_size, dilation: kernel_size,
            "squared": lambda kernel_size, dilation: extent(kernel_size, dilation) ** 2,
            "gap_per_weight": lambda kernel_size, dilation: kernel_size + dilation * kernel_size,
            "one_less": lambda kernel_size, dilation: kernel_size * dilation - 1,
            "always_3": lambda kernel_size, dilation: 2 * dilation + 1,
            "always_2": lambda kernel_size, dilation: 2 * kernel_size - 1,
            "two_gaps": lambda kernel_size, dilation: kernel_size + 2 * (dilation - 1),
            "power": lambda kernel_size, dilation: kernel_size**dilation,
        },
    ),
}
