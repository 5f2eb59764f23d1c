"""The window that a kernel slides over an image, and the patches that it meets."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from fashion_cnn.base.rules import normalise, one_of, pair
from fashion_cnn.convolution.arguments import read_maps
from fashion_cnn.convolution.sizes import (
    PADDINGS,
    extent,
    output_size,
    pad_amounts,
    positions,
    transposed_size,
)


@dataclass(frozen=True)
class Window:
    """The shape of a kernel and how it slides. An int is read as a pair, the same both ways.

    A `shape` is (H, W) of an image without its padding. An array is one image (H, W) or a batch
    (N, H, W, C), of which the window sees rows and columns.
    """

    kernel_shape: int | tuple
    padding: str = "valid"
    stride: int | tuple = 1
    dilation: int | tuple = 1

    def __post_init__(self):
        normalise(
            self,
            kernel_shape=pair("kernel_shape", self.kernel_shape),
            padding=one_of("padding", self.padding, PADDINGS),
            stride=pair("stride", self.stride),
            dilation=pair("dilation", self.dilation),
        )

    def on_both_axes(self, rule, shape, *more):
        """The results of `rule`, a function of sizes.py, for the rows and for the columns."""
        axes = zip(shape, self.kernel_shape, self.stride, self.dilation, *more, strict=True)
        return tuple(rule(size, kernel, self.padding, *rest) for size, kernel, *rest in axes)

    def pad_amounts(self, shape):
        """((top, bottom), (left, right)): the number of zeros on each side."""
        return self.on_both_axes(pad_amounts, shape)

    def positions(self, shape):
        return self.on_both_axes(positions, shape)

    def output_shape(self, shape):
        return self.on_both_axes(output_size, shape)

    def transposed_shape(self, shape, output_padding=None):
        """(H, W) of what a transposed convolution makes of an image of `shape`."""
        if output_padding is None:
            return self.on_both_axes(transposed_size, shape, (None, None))
        chosen = pair("output_padding", output_padding, at_least=0)
        return self.on_both_axes(transposed_size, shape, chosen)

    def padded_shape(self, shape):
        amounts = self.pad_amounts(shape)
        return tuple(size + sum(zeros) for size, zeros in zip(shape, amounts, strict=True))

    def inside(self, shape):
        """The rows and columns of the padded image that are the image itself, as slices."""
        amounts = zip(shape, self.pad_amounts(shape), strict=True)
        return tuple(slice(before, before + size) for size, (before, _) in amounts)

    def seen_from(self, i, j):
        """The rows and columns of the padded image that output (i, j) looks at, as slices."""
        axes = zip((i, j), self.kernel_shape, self.stride, self.dilation, strict=True)
        return tuple(slice(at * s, at * s + k * d, d) for at, k, s, d in axes)

    def pad(self, x, value=0):
        rows, columns = self.pad_amounts(image_shape(x))
        around = (rows, columns) if x.ndim == 2 else ((0, 0), rows, columns, (0, 0))
        return np.pad(x, around, constant_values=value)

    def crop(self, padded, shape):
        """The image without its padding: `pad` backwards."""
        return padded[place(padded, *self.inside(shape))]

    def patches(self, padded):
        """The pixels that the kernel meets at each position: a view, as `windows` describes it."""
        (s_h, s_w), (d_h, d_w) = self.stride, self.dilation
        spans = tuple(map(extent, self.kernel_shape, self.dilation))
        axes = (0, 1) if padded.ndim == 2 else (1, 2)
        everywhere = sliding_window_view(padded, spans, axes)
        return everywhere[place(padded, np.s_[::s_h], np.s_[::s_w])][..., ::d_h, ::d_w]

    def spread(self, y, shape):
        """The outputs for images of `shape`, each at its position, zeros at those skipped."""
        (s_h, s_w), (h, w) = self.stride, image_shape(y)
        places = self.positions(shape)
        spread = np.zeros(places if y.ndim == 2 else (len(y), *places, y.shape[3]), y.dtype)
        # A transposed convolution may end in rows that no pixel reaches, hence the upper ends.
        spread[place(y, np.s_[: h * s_h : s_h], np.s_[: w * s_w : s_w])] = y
        return spread


def image_shape(x):
    """(H, W) of an image (H, W) or of a batch (N, H, W, C)."""
    return x.shape if x.ndim == 2 else x.shape[1:3]


def place(x, rows, columns):
    """The index of these rows and columns in an image, or in every image of a batch."""
    return (rows, columns) if x.ndim == 2 else (slice(None), rows, columns)


def output_shape(shape, kernel_shape, padding="valid", stride=1, dilation=1):
    """`output_size` for both axes: (H, W) and (kH, kW) -> (H_out, W_out)."""
    shape = pair("image_shape", shape)
    return Window(kernel_shape, padding, stride, dilation).output_shape(shape)


def pad(x, kernel_shape, padding="valid", stride=1, dilation=1, value=0):
    """The image with the zeros, or the `value`, that `padding` puts around it.

    (H, W) -> (H_padded, W_padded), or (N, H, W, C) -> (N, H_padded, W_padded, C).
    """
    return Window(kernel_shape, padding, stride, dilation).pad(read_maps("x", x), value)


def windows(x, kernel_shape, stride=1, dilation=1):
    """Every patch of an image that a kernel meets, as a view: no pixel is copied.

        windows[i, j, x, y] = X[i·s + x·d, j·s + y·d]

    (H, W) -> (H_out, W_out, kH, kW), or (N, H, W, C) -> (N, H_out, W_out, C, kH, kW).
    """
    x, window = read_maps("x", x), Window(kernel_shape, "valid", stride, dilation)
    window.output_shape(image_shape(x))  # raises an error if the kernel does not fit
    return window.patches(x)
