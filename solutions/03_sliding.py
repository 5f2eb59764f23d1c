# %% [markdown]
# # Sliding a kernel
#
# In the last lesson, `correlate2d` was provided. Now you write it, first along one axis, then along
# two, and see how large its output is and why.
#
# What deep-learning libraries call a convolution is a **cross-correlation** in mathematics. A true
# convolution first *flips* the kernel, that is, rotates it by half a turn. In the last task, you
# write that too.
#
# About 20 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import numpy as np

from fashion_cnn.convolution.kernels import BINARY_IMAGE, BINARY_KERNEL

# %% [markdown]
# ## Task 1: along one axis
#
# A signal is a row of numbers, such as a sound. Slide a kernel of two weights over it, and add up
# the products at each position:
#
#     signal 3 1 4 1 5     kernel 1 2
#
#     3·1 + 1·2 = 5
#       1·1 + 4·2 = 9
#         4·1 + 1·2 = 6
#           1·1 + 5·2 = 11     output 5 9 6 11
#
# The kernel stays inside the signal ("valid"), so two weights fit on five numbers at four
# positions, three weights at three. With position i in the output and position x in the kernel,
# both counted from 0:
#
#     Y[i] = Σ_x signal[i + x] · kernel[x]


# %%
def correlate1d(signal: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return Y for all positions where the kernel fits.

    signal (N,), kernel (k,) with k <= N -> (number of positions,).
    """
    # SOLUTION: Make an array with np.zeros(how_many), then fill it in a loop.
    positions = len(signal) - len(kernel) + 1
    output = np.zeros(positions)
    for i in range(positions):
        for x in range(len(kernel)):
            output[i] += signal[i + x] * kernel[x]
    return output
    # END SOLUTION


# %% [markdown]
# ## Task 2: one number of the output
#
# On an image, i and j are the row and column in the output, x and y those in the kernel. The part
# of the image under the kernel is its **window**. It begins in row i, column j and is as large as
# the kernel:
#
#     Y[i, j] = Σ_x Σ_y image[i + x, j + y] · kernel[x, y]
#
#     image 1 6 2     kernel  1 2     Y[0, 0] = 1·1 + 6·2 + 5·(−1) + 3·0 = 8
#           5 3 1            -1 0     Y[0, 1] = 6·1 + 2·2 + 3·(−1) + 1·0 = 7
#           7 0 4
#
# Write two loops, or cut out the window with a slice: `image[1:3, 0:2]` is rows 1 and 2, columns 0
# and 1. `a * b` multiplies two arrays element by element, and `a.sum()` adds up all elements. A
# kernel need not be square; `kernel.shape` is its height and width.


# %%
def at(image: np.ndarray, kernel: np.ndarray, i: int, j: int) -> float:
    """Return the single number Y[i, j].

    image (H, W), kernel (kH, kW); the whole window is inside the image.
    """
    # SOLUTION: Add up the products of the window and the kernel.
    height, width = kernel.shape
    window = image[i : i + height, j : j + width]
    return (window * kernel).sum()
    # END SOLUTION


# %% [markdown]
# ## Task 3: the whole output
#
# Count the positions along each axis as in Task 1. A 3x3 kernel on 5x6 pixels has 3 down and 4
# across: 12 numbers from the same 9 weights. In the image of Task 2, there are 2x2:
#
#     1 6 2
#     5 3 1   ⋆    1 2   =   8 7
#     7 0 4       -1 0       4 5
#
# ⋆ is the cross-correlation, which you have just written. Its output is also called a **feature
# map**: it shows how strongly the kernel responds at each position.


# %%
def correlate2d(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return Y for all positions where the kernel fits.

    image (H, W), kernel (kH, kW) -> (positions down, positions across).
    """
    # SOLUTION: Make an array with np.zeros((rows, columns)), then fill it using `at`.
    rows = image.shape[0] - kernel.shape[0] + 1
    columns = image.shape[1] - kernel.shape[1] + 1
    output = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            output[i, j] = at(image, kernel, i, j)
    return output
    # END SOLUTION


# %% [markdown]
# ## Task 4: convolution
#
# A **convolution** has a minus where cross-correlation has a plus. For functions of time, for
# signals, and for images X with kernels K:
#
#     Y(t) = ∫ X(t − τ) K(τ) dτ
#     Y[i] = Σ_x X[i − x] · K[x]
#     Y[i, j] = Σ_x Σ_y X[i − x, j − y] · K[x, y]
#
# (i and j start where no index is negative.) Because of the minus, the first weight meets the last
# pixel of the window, and the last weight the first. A 3x3 kernel, A to I, on a 3x3 image has one
# position:
#
#     1 2 3     A B C     cross-correlation   1·A + 2·B + 3·C + … + 8·H + 9·I
#     4 5 6     D E F     convolution         1·I + 2·H + 3·G + … + 8·B + 9·A
#     7 8 9     G H I
#
# So a convolution, written *, flips the kernel and then slides it as before: X * K = X ⋆ rot180(K).
# With the kernel and the image of Task 2:
#
#     K =  1 2     rot180(K) = 0 -1     1 6 2
#         -1 0                 2  1     5 3 1   *    1 2   =    7 5
#                                       7 0 4       -1 0       11 3
#
# `a[::-1]` reverses the order of the rows of a, and `a[:, ::-1]` the order of its columns.
#
# Keras's `Conv2D` layer computes the cross-correlation. Nothing is lost: the network learns the
# flipped kernel instead.


# %%
def convolve2d(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return the convolution image * kernel for all positions where the kernel fits.

    image (H, W), kernel (kH, kW) -> (H - kH + 1, W - kW + 1).
    """
    # SOLUTION: Flip the kernel, then call correlate2d.
    return correlate2d(image, kernel[::-1, ::-1])
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# Top: your `correlate2d` on a black-and-white image. A 4 in the feature map means that four of the
# kernel's five ones are on bright pixels.
#
# Bottom: an image with a single bright pixel. An unchanged kernel meets this pixel with its last
# weight first, so the cross-correlation shows it flipped. The convolution flips it beforehand, so
# it comes out upright.
#
# To read on: `correlate2d_loops` in the source of `fashion_cnn.convolution` has these four loops,
# beside the `correlate2d` that later lessons use.


# %%
def picture():
    """A kernel slides, unchanged and flipped.

    Top: a black-and-white image of 5x5 pixels, a 3x3 kernel with ones in the middle and in the
    corners, and their 3x3 cross-correlation. Frames mark the middle window of the image and the 4
    it gives. Bottom: an image with a single bright pixel, a kernel in the shape of the letter F,
    and two feature maps. The cross-correlation shows the F rotated by half a turn, the convolution
    shows it upright.
    """
    from fashion_cnn.drawing import cells
    from fashion_cnn.drawing.style import INPUT, KERNEL, OUTPUT

    letter = np.array([[1, 1, 1], [1, 0, 0], [1, 1, 0], [1, 0, 0], [1, 0, 0]])
    dot = np.zeros((9, 7), int)
    dot[4, 3] = 1
    feature_map = correlate2d(BINARY_IMAGE, BINARY_KERNEL).astype(int)

    ax = cells.canvas(None, 25.6, 17.6)
    for array, left, name, role in (
        (BINARY_IMAGE, 3.5, "image", INPUT),
        (BINARY_KERNEL, 11, "kernel", KERNEL),
        (feature_map, 16.5, "feature map", OUTPUT),
    ):
        colours = cells.shades(array)
        cells.table(ax, cells.numbers(array), left, 3.7 - len(array) / 2, colours, role=role)
        cells.write(ax, left + array.shape[1] / 2, 0.6, name, 15)
    cells.frame(ax, 4.5, 2.2, 3, 3, KERNEL.line)
    cells.frame(ax, 17.5, 3.2, 1, 1, OUTPUT.line)
    for sign, left in ("⋆", 9.75), ("=", 15.25):
        cells.write(ax, left, 3.7, sign, 30)
    for array, left, name, role in (
        (dot, 0.3, "image", INPUT),
        (letter, 9, "kernel", KERNEL),
        (correlate2d(dot, letter), 13.9, "cross-correlation", OUTPUT),
        (convolve2d(dot, letter), 20.3, "convolution", OUTPUT),
    ):
        blank = np.full(array.shape, "")
        cells.table(ax, blank, left, 12.8 - len(array) / 2, cells.shades(array), role=role)
        cells.write(ax, left + array.shape[1] / 2, 12.2 - len(array) / 2, name, 15)
    return ax


# %% The verdict, then the picture
workshop.verdict("sliding", globals())
