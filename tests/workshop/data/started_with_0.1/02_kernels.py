# %% [markdown]
# # Kernels
#
# A **kernel** is a small table of numbers, its *weights*. Laid over a picture, each weight is
# multiplied by the pixel under it, and the sum of these products is one pixel of a new picture.
# Then the kernel moves on by one pixel. (The next lesson is about that; here `correlate2d` does it
# for you.)
#
# People design such kernels to blur, to sharpen and to find edges. A convolutional network
# learns its kernels instead, but it uses them in exactly this way. If you can read a kernel, you
# can read what a network has learned.
#
# About 18 minutes, 5 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
import numpy as np

from fashion_cnn import workshop
from fashion_cnn.convolution import correlate2d
from fashion_cnn.kernels import kernel, photograph

# %% [markdown]
# ## Task 1: what a plain surface becomes
#
# In the picture of a plain grey wall, all pixels under the kernel have the same value, say 100.
# The result is then 100 times some factor, and that factor depends on the kernel alone:
#
#     0 -1  0
#    -1  5 -1        100·(−1 − 1 + 5 − 1 − 1) = 100·1
#     0 -1  0


# %%
def brightness(kernel: np.ndarray) -> float:
    """Return the factor by which a kernel makes a plain surface brighter or darker."""
    return kernel.mean()


# %% [markdown]
# ## Task 2: blur
#
# A **box blur** replaces each pixel by the average of the square around it: all weights are
# equal, and a plain surface stays as it is. For 2x2 pixels, every weight is 1/4.


# %%
def box_blur(size: int) -> np.ndarray:
    """Return the (size, size) kernel that averages size x size pixels."""
    return np.ones((size, size)) / size**2


# %% [markdown]
# ## Task 3: edges
#
# To find edges, compare a pixel with its neighbours: every neighbour has the weight −1, and the
# one pixel in the middle has a weight so large that a plain surface becomes 0, which is black.
# What is left are the places where something changes. For `size` 3 there are 8 neighbours.
#
# Rows and columns count from 0, and `weights[row, column] = 8` sets one weight. `size // 2`
# divides and rounds down: it is 1 for 3, and 2 for 5.


# %%
def edges(size: int) -> np.ndarray:
    """Return the (size, size) kernel, of odd size, that compares a pixel with its neighbours."""
    weights = -np.ones((size, size))
    weights[size // 2, size // 2] = size**2 - 1
    return weights


# %% [markdown]
# ## Task 4: sharpen
#
# A picture looks sharper if its edges are made stronger: take the picture and add its edges. One
# kernel can do both at once, since adding the results of two kernels gives the same as adding
# the kernels. The kernel that leaves a picture as it is has a 1 in the middle and zeros around
# it. `len(edge_kernel)` is the number of its rows.


# %%
def sharpen(edge_kernel: np.ndarray) -> np.ndarray:
    """Return the kernel that gives the picture plus its edges.

    edge_kernel is square and of odd size, and so is the result.
    """
    size = len(edge_kernel)
    same_picture = np.zeros((size, size))
    same_picture[size // 2, size // 2] = 1
    return same_picture + edge_kernel


# %% [markdown]
# ## Task 5: back to pixels
#
# A sharpened picture has values below 0 and above 255, and a pixel is a whole number from 0 to
# 255, the type `np.uint8`. What does not fit is moved to the nearest end of that range. The
# conversion alone would not do that: what does not fit would come out as some other number.


# %%
def to_pixels(values: np.ndarray) -> np.ndarray:
    """Return values as pixels: an array of the same shape, of type np.uint8."""
    return np.clip(values, 0, 255).astype(np.uint8)


# %% [markdown]
# ## The picture
#
# Your kernels on a photograph, and one that gives 0 on horizontal and vertical edges:
#
#     1  0 -1
#     0  0  0
#    -1  0  1
#
# Which of them turn a plain sky black? Check that: write `print(brightness(edges(3)))` at the end
# of this file, for example. What your code prints is shown below the verdict.


# %%
def picture():
    """Kernels of your own on a photograph.

    The photograph as it is, blurred with 9x9 weights, sharpened, its edges, its diagonal edges
    and corners, and the edges of the blurred photograph: most of them are gone.
    """
    from fashion_cnn import plots

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
