# %% [markdown]
# # Padding and stride
#
# A 3x3 kernel cannot have its middle on the border of an image: a part of it would stick out.
# This is why the output of a convolution is smaller than its input. **Padding** puts zeros around
# the image first, so that the kernel can reach further. **Stride** is how far the kernel moves
# from one position to the next; with a stride of 2, every second position is skipped.
#
# Both are arguments of Keras's `Conv2D`, and together they decide how large its output is. Here
# images are grey and kernels square: `I` is a side of the image, `K` a side of the kernel.
#
# About 20 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
import math

import numpy as np

from fashion_cnn import workshop
from fashion_cnn.convolution import correlate2d
from fashion_cnn.convolution.kernels import photograph

# %% [markdown]
# ## Task 1: zeros around an image
#
# A table of 4x4 numbers with a ring of zeros around it is a table of 6x6:
#
#                       0  0  0  0  0  0
#     35 19 25  6       0 35 19 25  6  0
#     13 22 16 53       0 13 22 16 53  0
#      4  3  7 10       0  4  3  7 10  0
#      9  8  1  3       0  9  8  1  3  0
#                       0  0  0  0  0  0
#
# There can be more than one row of zeros, or none, and the sides can differ. `before` is how many
# rows of zeros come above the image, and how many columns to its left. `after` is how many come
# below it, and to its right. This is `before` 0 and `after` 1:
#
#     35 19       35 19  0
#     13 22       13 22  0
#                  0  0  0
#
# `np.zeros((rows, columns))` is an array of zeros. `padded[2:5, 1:4] = image` puts a 3x3 image
# into the rows 2, 3, 4 and the columns 1, 2, 3 of an array.


# %%
def pad(image: np.ndarray, before: int, after: int) -> np.ndarray:
    """Return the image with zeros around it.

    image (H, W) -> (before + H + after, before + W + after).
    """
    # SOLUTION: Make an array of zeros that is large enough, and put the image into it.
    height, width = image.shape
    padded = np.zeros((before + height + after, before + width + after))
    padded[before : before + height, before : before + width] = image
    return padded
    # END SOLUTION


# %% [markdown]
# ## Task 2: how many zeros
#
# Three kinds of padding have names. The output sizes are those at stride 1, and the last
# column is for a 7x7 image and a 3x3 kernel:
#
#     padding   zeros along each axis                 output       example
#     valid     none                                  I − K + 1    5x5
#     same      K − 1 in all, shared by both sides    I            7x7
#     full      K − 1 on each side                    I + K − 1    9x9
#
# So 'same' gives an output as large as the image, and 'full' a larger one: it takes every position
# where the kernel and the image share at least one pixel. (Keras's `Conv2D` has no 'full'.)
#
# A kernel with an odd side 2N + 1 gets 2N zeros for 'same', N on each side: a 5x5 kernel gets two
# rows above and two below, two columns to the left and two to the right. If K is even, the K − 1
# zeros cannot be shared equally. Keras then puts the one that is left over at the bottom and at
# the right: a 2x2 kernel gets no row above and one below, as in the last example of Task 1.


# %%
def same_zeros(kernel_size: int) -> tuple[int, int]:
    """Return (before, after) for padding 'same' and a kernel of kernel_size x kernel_size.

    The stride is 1; before and after are whole numbers, meant as in `pad`.
    """
    # SOLUTION: Share kernel_size − 1 zeros. In Python, a // b divides and rounds down.
    zeros = kernel_size - 1
    before = zeros // 2
    return before, zeros - before
    # END SOLUTION


# %% [markdown]
# ## Task 3: stride
#
# The kernel starts in the corner at the top left. With a stride of 2 it then moves by 2 pixels, to
# the right as well as down. At each position, it lies on neighbouring pixels as before. So the
# outputs are the same numbers as at stride 1, but some are left out. The table of Task 1,
# with a kernel of 2x2 ones and padding 'valid':
#
#     stride 1:   89  82 100       stride 2:   89 100       stride 3:   89
#                 42  48  86                   24  21
#                 24  19  21
#
# `correlate2d(image, kernel)` gives the outputs at stride 1, with padding 'valid'. Of an array
# `values`, `values[::3]` is every third row: the rows 0, 3, 6, … In `values[:, 1:]`, all rows are
# kept and column 0 is dropped: what stands after the comma is about the columns. (A library does
# not even compute what is skipped. With loops of your own, you need not do so either.)


# %%
def strided(image: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    """Return the cross-correlation of image (H, W) and kernel (kH, kW), padding 'valid'.

    The kernel moves by `stride` pixels, down and to the right, starting in row 0, column 0.
    """
    # SOLUTION: Return the outputs that the stride does not skip.
    return correlate2d(image, kernel)[::stride, ::stride]
    # END SOLUTION


# %% [markdown]
# ## Task 4: the size of the output
#
# The table of Task 2 says how many positions a kernel has along a side. A stride skips some of
# them. With 7 pixels, a kernel of 3 and padding 'valid' there are 5 positions, 0 to 4:
#
#     stride 1:   0 1 2 3 4    5 outputs
#     stride 2:   0   2   4    3 outputs
#     stride 3:   0     3      2 outputs
#
# With 28 pixels and a kernel of 3 there are 26 positions for 'valid' and 28 for 'same'; a stride
# of 2 leaves 13 and 14 of them. That is less work, but what could be seen at the other positions is
# lost. A stride of 4 leaves only about one output in sixteen, as it skips rows and columns.
#
# (With a stride, Keras's 'same' puts only as many zeros as the last position needs. With 28 pixels,
# a kernel of 3 and a stride of 2, that is one row at the bottom and one column at the right.)


# %%
def output_size(size: int, kernel_size: int, padding: str, stride: int) -> int:
    """Return the number of outputs along a side of `size` pixels.

    `padding` is "valid", "same" or "full", and size is at least kernel_size.
    """
    # SOLUTION: Count the positions, then those that are left. math.ceil(a / b) rounds up.
    positions = size  # for "same"
    if padding == "valid":
        positions = size - kernel_size + 1
    if padding == "full":
        positions = size + kernel_size - 1
    return math.ceil(positions / stride)
    # END SOLUTION


# %% [markdown]
# ## Task 5: dilation
#
# **Dilation** spreads the kernel: with a dilation of 2, its weights lie on every second pixel, with
# a dilation of 3 on every third. It sees a wider part of the image with no more weights. One row
# of a 3x3 kernel, with the weights a, b and c:
#
#     dilation 1:   a b c         spans 3 pixels
#     dilation 2:   a . b . c     spans 5 pixels
#
# For the size of the output, only this span counts: put it in place of K. For example, with 7
# pixels, a kernel of 3 and a dilation of 2, padding 'valid' leaves 7 − 5 + 1 = 3 positions.


# %%
def extent(kernel_size: int, dilation: int) -> int:
    """Return how many pixels a row of a dilated kernel spans, the first and the last included."""
    # SOLUTION: Compute the span from the distance between the first and the last weight.
    return dilation * (kernel_size - 1) + 1
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# Your functions on a piece of a photograph. Above, a 15x15 kernel that blurs, with each padding:
# the zeros count as black pixels, so they darken the border. Below, a kernel that finds vertical
# edges, with padding 'valid' and three strides. Which way do the ribs of the roof run at stride 1,
# and which way do they seem to run at stride 2?


# %%
def picture():
    """What padding and stride do to the size.

    Six pictures at one scale, made of 96x96 pixels of a photograph: a roof with thin ribs. Above,
    it is blurred by a 15x15 kernel: 82x82 with padding 'valid', 96x96 with 'same', whose border is
    darker, and 110x110 with 'full', whose border fades to black. Below, its vertical edges, found
    by a 3x3 kernel with padding 'valid': 94x94 at stride 1, where each rib is a line, 47x47 at
    stride 2, where the ribs seem to run the other way, and 24x24 at stride 4, where they cannot be
    followed any more.
    """
    from fashion_cnn.drawing import plots

    image = photograph()[16:112, 164:260]
    size, blur, edges = len(image), np.ones((15, 15)) / 15**2, np.array([[1, 0, -1]] * 3)
    paddings = {"valid": (0, 0), "same": same_zeros(15), "full": (14, 14)}
    widest = size + 14

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
        reach = middle - widest / 2, middle + widest / 2
        ax.set(xlim=reach, ylim=reach[::-1])
        ax.axis("off")
    return axes


# %% The verdict, then the picture
workshop.verdict("padding", globals())
