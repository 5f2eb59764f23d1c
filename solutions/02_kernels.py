# %% [markdown]
# # Kernels
#
# A **kernel** is a small table of numbers, its *weights*. Lay it over an image, multiply each
# weight by the pixel under it, and add up the products: the sum is one pixel of a new image. Then
# move the kernel by one pixel and repeat. (The next lesson covers this in detail; here
# `correlate2d` does it for you.)
#
# People design kernels to blur, to sharpen and to find edges. A convolutional network learns its
# kernels instead, but applies them in exactly the same way. If you can read a kernel, you can read
# what a network has learned.
#
# About 18 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
import numpy as np

from fashion_cnn import workshop
from fashion_cnn.convolution import correlate2d
from fashion_cnn.convolution.kernels import kernel
from fashion_cnn.convolution.photographs import photograph

# %% [markdown]
# ## Task 1: a uniform area
#
# In an image of a plain grey wall, all pixels under the kernel have the same value, say 100. The
# result is then 100 times a factor that depends only on the kernel:
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
# A **box blur** replaces each pixel with the average of the square around it. All weights are
# equal, and a uniform area stays as it is. For 2x2 pixels, every weight is 1/4.


# %%
def box_blur(size: int) -> np.ndarray:
    """Return the (size, size) kernel that averages size x size pixels."""
    # SOLUTION: Start from np.ones((rows, columns)), which is an array of ones.
    return np.ones((size, size)) / size**2
    # END SOLUTION


# %% [markdown]
# ## Task 3: edges
#
# To find edges, compare each pixel with its neighbours. Every neighbour gets the weight −1, and the
# middle gets the weight that turns a uniform area into 0, which is black. Only the places where
# something changes stay visible. For `size` 3 there are 8 neighbours.
#
# Rows and columns count from 0, and `weights[row, column] = 8` sets one weight. `size // 2` divides
# and rounds down: it is 1 for 3, and 2 for 5.


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
# An image looks sharper when its edges are stronger, so add its edges to it. A single kernel can do
# this, because adding two kernels has the same effect as adding their results. The kernel that
# leaves an image unchanged has a 1 in the middle and zeros around it. `len(edge_kernel)` is the
# number of rows.


# %%
def sharpen(edge_kernel: np.ndarray) -> np.ndarray:
    """Return the kernel that gives the image plus its edges.

    edge_kernel is square with an odd size; the result has the same shape.
    """
    # SOLUTION: Add edge_kernel to the kernel that changes nothing. Leave edge_kernel itself alone.
    size = len(edge_kernel)
    same_picture = np.zeros((size, size))
    same_picture[size // 2, size // 2] = 1
    return same_picture + edge_kernel
    # END SOLUTION


# %% [markdown]
# ## Task 5: back to pixels
#
# A sharpened image has values below 0 and above 255, but a pixel of type `np.uint8` is a whole
# number from 0 to 255. Move values outside this range to its nearest end. Converting the type alone
# does not do that: it turns them into unrelated numbers.


# %%
def to_pixels(values: np.ndarray) -> np.ndarray:
    """Return values as pixels, in an array of the same shape and of type np.uint8."""
    # SOLUTION: Clip with np.clip(values, lowest, highest), then convert with .astype(np.uint8).
    return np.clip(values, 0, 255).astype(np.uint8)
    # END SOLUTION


# %% [markdown]
# ## The picture
#
# Your kernels on a photograph, and one more kernel, which gives 0 on horizontal and vertical edges:
#
#     1  0 -1
#     0  0  0
#    -1  0  1
#
# Which of them turn a uniform sky black? To check, add a line such as `print(brightness(edges(3)))`
# at the end of this file. Whatever your code prints appears below the verdict.


# %%
def picture():
    """Your own kernels on a photograph.

    The photograph as it is, blurred with 9x9 weights, and sharpened; then its edges, its diagonal
    edges and corners, and the edges of the blurred photograph, most of which are gone.
    """
    from fashion_cnn.drawing import plots

    image = photograph()[:420, 100:520]
    blurred = correlate2d(image, box_blur(9))
    made = {
        "as it is": image,
        "box_blur(9)": blurred,
        "sharpen(edges(3))": correlate2d(image, sharpen(edges(3))),
        "edges(3)": correlate2d(image, edges(3)),
        "diagonal": correlate2d(image, kernel("diagonal_edges")),
        "blurred, then edges(3)": correlate2d(blurred, edges(3)),
    }
    pixels = [to_pixels(values) for values in made.values()]
    return plots.image_grid(pixels, list(made), columns=3, tile=3.6)


# %% The verdict, then the picture
workshop.verdict("kernels", globals())
