# %% [markdown]
# # Padding and stride
#
# A 3x3 kernel cannot be centred on a border pixel, because part of it would stick out. This is why
# the output of a convolution is smaller than its input. **Padding** puts zeros around the image, so
# that the kernel can reach further. The **stride** is how far the kernel moves from one position to
# the next; a stride of 2 skips every second position.
#
# Both are arguments of Keras's `Conv2D` and determine the size of its output. Here images are grey
# and kernels square; `I` is the side of an image, `K` the side of a kernel.
#
# About 20 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import math

import numpy as np

from fashion_cnn.convolution import correlate2d
from fashion_cnn.convolution.photographs import photograph

# %% [markdown]
# ## Task 1: zero padding
#
# One row or column of zeros on every side turns a 4x4 table into a 6x6 table:
#
#                       0  0  0  0  0  0
#     35 19 25  6       0 35 19 25  6  0
#     13 22 16 53       0 13 22 16 53  0
#      4  3  7 10       0  4  3  7 10  0
#      9  8  1  3       0  9  8  1  3  0
#                       0  0  0  0  0  0
#
# The sides can differ. `before` is the number of rows of zeros above the image and of columns to
# its left, `after` the number below and to its right. Either can be 0. With `before` 0 and `after`
# 1:
#
#     35 19       35 19  0
#     13 22       13 22  0
#                  0  0  0
#
# `np.zeros((rows, columns))` is an array of zeros. `padded[2:5, 1:4] = image` writes a 3x3 image
# into rows 2, 3, 4 and columns 1, 2, 3.


# %%
def pad(image: np.ndarray, before: int, after: int) -> np.ndarray:
    """Return the image with zero padding.

    image (H, W) -> (before + H + after, before + W + after).
    """
    # TODO: Make an array of zeros that is large enough, then put the image into it.
    raise NotImplementedError


# %% [markdown]
# ## Task 2: how many zeros
#
# Three kinds of padding have names. Here the stride is 1, and the example is a 7x7 image with a 3x3
# kernel:
#
#     padding   zeros along each axis                 output       example
#     valid     none                                  I − K + 1    5x5
#     same      K − 1 in all, split over two sides    I            7x7
#     full      K − 1 on each side                    I + K − 1    9x9
#
# 'same' keeps the size of the image. 'full' takes every position where the kernel overlaps the
# image by at least one pixel. (Keras's `Conv2D` has no 'full'.)
#
# For 'same', a kernel with an odd side 2N + 1 gets N zeros on each side: a 5x5 kernel gets two rows
# above and two below, and the same for columns. If K is even, Keras puts the extra zero at the
# bottom and on the right: a 2x2 kernel gets no row above and one below, as in Task 1.


# %%
def same_zeros(kernel_size: int) -> tuple[int, int]:
    """Return (before, after), as in `pad`, for padding 'same' and stride 1.

    The kernel is kernel_size x kernel_size; before and after are whole numbers.
    """
    # TODO: Split kernel_size − 1 zeros. a // b divides and rounds down.
    raise NotImplementedError


# %% [markdown]
# ## Task 3: stride
#
# The kernel starts in the top left corner. With a stride of 2 it moves by 2 pixels at a time, both
# across and down. It still covers neighbouring pixels, so its outputs are a subset of those at
# stride 1. For the table of Task 1, a 2x2 kernel of ones and padding 'valid':
#
#     stride 1:   89  82 100       stride 2:   89 100       stride 3:   89
#                 42  48  86                   24  21
#                 24  19  21
#
# `correlate2d(image, kernel)` gives the outputs at stride 1 with padding 'valid'. `values[::3]` is
# every third row of an array: rows 0, 3, 6, … After a comma, a slice selects columns:
# `values[:, 1:]` keeps all rows and drops column 0. (Libraries skip the computation, too.)


# %%
def strided(image: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    """Return the cross-correlation of image (H, W) and kernel (kH, kW), padding 'valid'.

    The kernel starts in row 0, column 0 and moves by `stride` pixels, both across and down.
    """
    # TODO: Select the outputs that the stride keeps.
    raise NotImplementedError


# %% [markdown]
# ## Task 4: the size of the output
#
# The table of Task 2 gives the number of positions along a side; a stride skips some of them. With
# 7 pixels, a kernel of 3 and padding 'valid' there are 5 positions, 0 to 4:
#
#     stride 1:   0 1 2 3 4    5 outputs
#     stride 2:   0   2   4    3 outputs
#     stride 3:   0     3      2 outputs
#
# With 28 pixels there are 26 positions for 'valid' and 28 for 'same'; a stride of 2 keeps 13 and
# 14. That saves work, but loses whatever the other positions would have shown. A stride of 4 skips
# both rows and columns and keeps only about one output in sixteen.
#
# (With a larger stride, Keras's 'same' adds only the zeros that the last position needs: for 28
# pixels, a kernel of 3 and a stride of 2, one row at the bottom and one column on the right.)


# %%
def output_size(size: int, kernel_size: int, padding: str, stride: int) -> int:
    """Return the number of outputs along a side of `size` pixels.

    `padding` is "valid", "same" or "full"; `size` is at least `kernel_size`.
    """
    # TODO: Count the positions, then those the stride keeps. math.ceil(a / b) rounds up.
    raise NotImplementedError


# %% [markdown]
# ## Task 5: dilation
#
# **Dilation** spreads the kernel: with a dilation of 2 its weights are on every second pixel, with
# 3 on every third. It sees a wider part of the image with the same weights. One row of a 3x3 kernel
# with the weights a, b and c:
#
#     dilation 1:   a b c         spans 3 pixels
#     dilation 2:   a . b . c     spans 5 pixels
#
# Only this span affects the size of the output: use it in place of K. With 7 pixels, a kernel of 3
# and a dilation of 2, padding 'valid' gives 7 − 5 + 1 = 3 positions.


# %%
def extent(kernel_size: int, dilation: int) -> int:
    """Return how many pixels one row of a dilated kernel spans, counting both ends."""
    # TODO: Start from the distance between the first weight and the last.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# Your functions on part of a photograph. Top: a 15x15 blur with each padding; the zeros count as
# black pixels and darken the border. Bottom: a kernel that finds vertical edges, with padding
# 'valid' and three strides. Which way do the ribs of the roof run at stride 1, and which way do
# they seem to run at stride 2?


# %%
def picture():
    """How padding and stride change the size.

    Six outputs, with dashed green borders, for the same 96x96 pixels of a photograph: a roof with
    thin ribs. All have the same scale; a blue frame has the size of the input. Top: the roof
    blurred by a 15x15 kernel: 82x82 with padding 'valid'; 96x96 with 'same', darker towards the
    border; 110x110 with 'full', where it fades to black. Bottom: its vertical edges, found by a 3x3
    kernel with padding 'valid': 94x94 at stride 1, where each rib is a line; 47x47 at stride 2,
    where the ribs seem to run the other way; 24x24 at stride 4, where you can no longer follow
    them.
    """
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, OUTPUT

    image = photograph()[16:112, 164:260]
    size, blur, edges = len(image), np.ones((15, 15)) / 15**2, np.array([[1, 0, -1]] * 3)
    paddings = {"valid": (0, 0), "same": same_zeros(15), "full": (14, 14)}
    widest = size + 18  # with room for the borders

    axes = plots.new_axes(12, 8.9, rows=2, columns=3)
    for ax, (padding, zeros) in zip(axes[0], paddings.items(), strict=True):
        side = output_size(size, 15, padding, 1)
        ax.imshow(strided(pad(image, *zeros), blur, 1), cmap=plots.GREY, vmin=0, vmax=255)
        ax.set_title(f"padding '{padding}': {side}x{side}", fontsize=plots.FONT_SIZE)
    for ax, stride in zip(axes[1], (1, 2, 4), strict=True):
        side = output_size(size, 3, "valid", stride)
        ax.imshow(strided(image, edges, stride), cmap=plots.GREY, vmin=-400, vmax=400)
        ax.set_title(f"stride {stride}: {side}x{side}", fontsize=plots.FONT_SIZE)
    for ax in axes.flat:
        middle = sum(ax.get_xlim()) / 2
        cells.border(ax, middle - size / 2, middle - size / 2, size, size, INPUT)
        cells.edge(ax, OUTPUT)
        reach = middle - widest / 2, middle + widest / 2
        ax.set(xlim=reach, ylim=reach[::-1])
        ax.axis("off")
    note = f"solid frame: the size of the input, {size}x{size}; dashed: the output"
    axes[0, 0].figure.supxlabel(note, fontsize=plots.FONT_SIZE)
    return axes


# %% The verdict, then the picture
workshop.verdict("padding", globals())
