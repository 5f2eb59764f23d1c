# %% [markdown]
# # Kernels
#
# A **kernel** is a small table of numbers, its *weights*. Lay it over an image, multiply each
# weight by the pixel under it, and add up the products: the sum is one pixel of a new image. Move
# the kernel by one pixel and repeat. `correlate2d` does this for you; the next lesson explains it.
#
# People design kernels to blur, sharpen and find edges. A convolutional network learns its kernels
# but applies them in the same way: if you can read a kernel, you can read what a network has
# learned.
#
# About 18 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import numpy as np

from fashion_cnn.convolution import correlate2d
from fashion_cnn.convolution.kernels import kernel
from fashion_cnn.convolution.photographs import photograph

# %% [markdown]
# ## Task 1: a uniform area
#
# In an image of a plain grey wall, every pixel under the kernel has the same value, say 100. The
# result is 100 times a factor that depends only on the kernel:
#
#     0 -1  0
#    -1  5 -1        100·(−1 − 1 + 5 − 1 − 1) = 100·1
#     0 -1  0


# %%
def brightness(kernel: np.ndarray) -> float:
    """Return the factor by which a kernel brightens or darkens a uniform area."""
    # SOLUTION: Compute the factor from the weights.
    return kernel.sum()
    # END SOLUTION


# %% [markdown]
# ## Task 2: blur
#
# A **box blur** replaces each pixel with the average of the square around it. All its weights are
# equal, and a uniform area stays as it is. For 2x2 pixels, every weight is 1/4.


# %%
def box_blur(size: int) -> np.ndarray:
    """Return the (size, size) kernel that averages size x size pixels."""
    # SOLUTION: np.ones((rows, columns)) is an array of ones.
    return np.ones((size, size)) / size**2
    # END SOLUTION


# %% [markdown]
# ## Task 3: edges
#
# To find edges, compare each pixel with its neighbours. Every neighbour gets the weight −1. The
# middle gets the weight that turns a uniform area into 0, which is black. For `size` 3 there are 8
# neighbours.
#
# `weights[row, column] = 8` sets one weight; rows and columns count from 0. `size // 2` divides and
# rounds down: 1 for 3, and 2 for 5.


# %%
def edges(size: int) -> np.ndarray:
    """Return the (size, size) kernel that compares a pixel with its neighbours; size is odd."""
    # SOLUTION: Set all weights to −1, then change the middle one.
    weights = -np.ones((size, size))
    weights[size // 2, size // 2] = size**2 - 1
    return weights
    # END SOLUTION


# %% [markdown]
# ## Task 4: sharpen
#
# Adding its edges to an image sharpens it. One kernel can do this, because adding kernels adds
# their results. The kernel that leaves an image unchanged has a 1 in the middle and zeros around
# it. `len(edge_kernel)` is the number of rows.


# %%
def sharpen(edge_kernel: np.ndarray) -> np.ndarray:
    """Return the kernel, as large as edge_kernel, that gives the image plus its edges.

    edge_kernel is square with an odd size.
    """
    # SOLUTION: Add edge_kernel and the kernel that changes nothing. Do not modify edge_kernel.
    size = len(edge_kernel)
    same_picture = np.zeros((size, size))
    same_picture[size // 2, size // 2] = 1
    return same_picture + edge_kernel
    # END SOLUTION


# %% [markdown]
# ## Task 5: back to pixels
#
# A sharpened image can have values below 0 and above 255, but an `np.uint8` pixel is a whole number
# from 0 to 255. Replace each value outside this range with the nearer end. Converting the type
# alone gives unrelated numbers.


# %%
def to_pixels(values: np.ndarray) -> np.ndarray:
    """Return values as pixels: an array of the same shape, of type np.uint8."""
    # SOLUTION: Clip with np.clip(values, lowest, highest), then convert with .astype(np.uint8).
    return np.clip(values, 0, 255).astype(np.uint8)
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# Your kernels on a photograph, and one more, which gives 0 on horizontal and vertical edges:
#
#     1  0 -1
#     0  0  0
#    -1  0  1
#
# Which of them turn a uniform sky black? To check, add `print(brightness(edges(3)))`, for example,
# at the end of this file. Its output appears below the verdict.


# %%
def picture():
    """Your own kernels on a photograph.

    The photograph as it is, with a blue border, and five outputs, with a dashed green one: blurred
    with 9x9 weights, and sharpened; then its edges, its diagonal edges and corners, and the edges
    of the blurred photograph, which are so faint that they are shown eight times as bright.
    """
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, OUTPUT

    image = photograph()[:420, 100:520]
    blurred = correlate2d(image, box_blur(9))
    made = {
        "as it is": image,
        "box_blur(9)": blurred,
        "sharpen(edges(3))": correlate2d(image, sharpen(edges(3))),
        "edges(3)": correlate2d(image, edges(3)),
        "diagonal": correlate2d(image, kernel("diagonal_edges")),
        "blurred, then 8·edges(3)": correlate2d(blurred, 8 * edges(3)),
    }
    axes = plots.new_axes(12, 8.9, rows=2, columns=3)
    for ax, (title, values) in zip(axes.flat, made.items(), strict=True):
        ax.imshow(to_pixels(values), cmap=plots.GREY, vmin=0, vmax=255)
        ax.set_title(title, fontsize=plots.FONT_SIZE)
        ax.axis("off")
        cells.edge(ax, INPUT if values is image else OUTPUT)
    return axes


# %% The verdict, then the picture
workshop.verdict("kernels", globals())
