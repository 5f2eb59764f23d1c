# %% [markdown]
# # Pixels
#
# To a computer, an image is a table of numbers. A grey image is a height x width matrix with one
# number per **pixel**, from 0 (black) to 255 (white). A colour image has three per pixel, for red,
# green and blue: height x width x 3. These numbers are all a network ever sees.
#
# About 15 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file. The
# text under each `def` line says what the function takes and returns; your code replaces
# `raise NotImplementedError`. The output tells you what is right and what went wrong. For a hint,
# run `python -m fashion_cnn.workshop hint` in the terminal.

# %%
from fashion_cnn import workshop

import numpy as np

from fashion_cnn.convolution.photographs import installed_photographs, photograph

# %% [markdown]
# ## Task 1: how many bytes
#
# Here images have the NumPy type `np.uint8`: whole numbers from 0 to 255, one byte each. A grey
# image has one **channel**, a colour image three.
#
# A 640x480 image is 640 pixels wide. NumPy, however, counts the rows first: the `shape` of this
# image is (480, 640) in grey and (480, 640, 3) in colour. In grey it takes
#
#     640·480 = 307,200 bytes


# %%
def image_bytes(width: int, height: int, channels: int) -> int:
    """Return the number of bytes an image of width x height pixels takes in np.uint8."""
    # TODO: Count the numbers; each takes one byte.
    raise NotImplementedError


# %% [markdown]
# ## Task 2: from 0 to 1
#
# Training takes small steps, which work best with small inputs. Images are therefore scaled: black
# stays 0, white becomes 1, and 51 becomes 51/255 = 0.2. (This does not make the arithmetic faster.)
#
# NumPy operates on all elements of an array at once: `np.array([1, 2, 5]) / 4` gives 0.25 0.5 1.25.
# `/` always gives floats (floating-point numbers), whatever the type of the array.


# %%
def scale(image: np.ndarray) -> np.ndarray:
    """Return image (np.uint8, any shape) as floats, with black at 0.0 and white at 1.0."""
    # TODO: Scale every pixel by the same factor.
    raise NotImplementedError


# %% [markdown]
# ## Task 3: differences between neighbours
#
# An image shows something only where its pixels differ. Subtract each pixel from its neighbour on
# the right. In one row:
#
#     10 12 12 9     has the differences     2 0 -3
#
# Slices handle all rows at once: `image[:, 1:]` drops column 0, and `image[:, :-1]` drops the last
# column.
#
# Beware: `np.uint8` has no negative numbers. It wraps around without warning: 3 − 5 gives 254, and
# 250 + 10 gives 4. `image.astype(int)` returns a copy that can hold negative and large numbers.


# %%
def differences(image: np.ndarray) -> np.ndarray:
    """Return right minus left, with its sign, for each pair of horizontal neighbours.

    image (height, width), np.uint8 -> (height, width - 1), with values from -255 to 255.
    """
    # TODO: Convert the type first, then subtract.
    raise NotImplementedError


# %% [markdown]
# ## Task 4: what a dense layer sees
#
# A dense layer computes y = a(W·x + b), where x is a single row of numbers. An image must first be
# **flattened**: `image.flatten()` joins its rows end to end. For example, 2x3 pixels:
#
#     10 20 30
#     40 50 60     become     10 20 30 40 50 60
#
# The pixel 60 moves from row 1, column 2 to index 5; all of these count from 0. The shape is lost:
# 20 and 50 are now three places apart, and nothing tells the layer that they were neighbours. In
# the `shape` of an image, `shape[0]` is the height and `shape[1]` the width.


# %%
def flat_index(row: int, column: int, shape: tuple[int, int]) -> int:
    """Return the index of a pixel in the flattened image; shape is (height, width)."""
    # TODO: Count the pixels that come before this one.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# Top: a garment, some of its numbers after scaling, and a histogram of the differences between
# neighbouring pixels in photographs. On its logarithmic scale, each grid line means ten times as
# often as the one below it. Most neighbours are nearly equal, because images are mostly smooth. But
# the large differences at edges are far more frequent than in a normal distribution with the same
# standard deviation.
#
# Bottom: a letter, the same letter one column further right, and both flattened by your
# `flat_index`. To a dense layer, the second is an unrelated input: what it learned at some
# positions does not help at others. The kernels of the next lesson are the same at every position.
#
# In a notebook, `pandas.DataFrame(image).style.background_gradient(axis=None)` shows a grey image
# as a coloured table.


# %%
def picture():
    """Images are numbers.

    Top: a bag of 28x28 pixels, with a frame where its handle begins; the 36 numbers in the frame,
    scaled to 0 to 1, as a coloured table; and a histogram, on a logarithmic scale, of the
    differences between neighbouring pixels in photographs, with a sharp peak at 0 and tails far
    above the dotted curve of a normal distribution. Bottom: the letter N in 10x10 pixels, the same
    letter one column further right, and both flattened to rows of 100 pixels. Only 2 of the
    letter's 22 bright pixels are in the same place in both rows.
    """
    from fashion_cnn.data.garments import draw
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, POINTED

    bag = draw(train=60, test=1).x_train[16]
    part = scale(bag)[8:14, 5:11]
    letter = np.zeros((10, 10))
    letter[1:9, [1, 8]] = letter[range(1, 9), range(1, 9)] = 1
    moved = np.zeros((10, 10))
    moved[:, 1:] = letter[:, :-1]
    rows = flattened(letter), flattened(moved)
    small, large = image_bytes(28, 28, 1), image_bytes(800, 600, 3)
    both = int((rows[0] * rows[1]).sum())

    axes = plots.new_axes(13.5, 9, rows=2, columns=3)
    for ax, image in (axes[0, 0], scale(bag)), (axes[1, 0], letter), (axes[1, 1], moved):
        ax.imshow(image, cmap=plots.GREY, vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[])
        cells.edge(ax, INPUT)
    cells.frame(axes[0, 0], 4.5, 7.5, 6, 6, POINTED)
    numbers = [[f"{value:.2f}" for value in row] for row in part]
    cells.table(cells.canvas(axes[0, 1], 6, 6), numbers, 0, 0, cells.shades(part, 0, 1))
    draw_histogram(axes[0, 2])
    for row, top in zip(rows, (0.05, 0.55), strict=True):
        axes[1, 2].imshow(row[np.newaxis], cmap=plots.GREY, extent=(0, 100, top + 0.4, top))
    axes[1, 2].set(xlim=(0, 100), ylim=(1, 0), aspect="auto", yticks=[], facecolor="0.75")
    titles = {
        "a bag, 28x28 pixels": f"{small} bytes (800x600 in colour: {large:,})",
        "the numbers in the frame, scaled": "",
        "how often neighbours differ (log scale)": "right minus left",
        "a letter, 10x10 pixels": "",
        "one column further right": "",
        "both flattened": f"{both} of {int(letter.sum())} bright pixels at the same place",
    }
    for ax, (title, below) in zip(axes.flat, titles.items(), strict=True):
        ax.set_title(title, fontsize=plots.FONT_SIZE)
        ax.set_xlabel(below, fontsize=plots.FONT_SIZE)
        ax.tick_params(labelsize=plots.FONT_SIZE - 3)
    return axes


def flattened(image):
    """Return the pixels of image in the order given by flat_index."""
    row = np.zeros(image.size)
    for (i, j), value in np.ndenumerate(image):
        row[flat_index(i, j, image.shape)] = value
    return row


def draw_histogram(ax):
    """Draw the histogram of differences in the photographs, and a normal distribution."""
    from fashion_cnn.drawing import plots

    photographs = [photograph(name) for name in installed_photographs()]
    found = np.concatenate([differences(image).ravel() for image in photographs])
    levels, counts = np.unique(found, return_counts=True)
    deviation = found.std()
    normal = np.exp(-(levels**2) / (2 * deviation**2)) / (deviation * np.sqrt(2 * np.pi))
    ax.semilogy(levels, counts / len(found), color=plots.TRAINING, linewidth=2, label="photographs")
    ax.semilogy(levels, normal, ":", color="black", linewidth=3, label="normal distribution")
    ax.set(xlim=(-255, 255), ylim=(1 / len(found), 30), yticks=10.0 ** np.arange(-6, 1))
    ax.minorticks_off()
    ax.legend(fontsize=plots.FONT_SIZE - 2, loc="upper center")
    ax.grid(alpha=0.3)


# %% The verdict, then the picture
workshop.verdict("pixels", globals())
