# %% [markdown]
# # Pixels
#
# To a computer, a picture is a table of numbers. A grey picture has one number for each
# **pixel**, from 0 (black) to 255 (white), and so it is a matrix of height x width. A colour
# picture has three for each pixel, one for red, one for green and one for blue: height x width x 3.
# These numbers are all that a network gets to see.
#
# How a lesson works: write your code where a function says TODO, delete its line
# `raise NotImplementedError`, save, and run this file. You are told what is right, and what has
# gone wrong. For a hint, type `python -m fashion_cnn.workshop hint` in the terminal.
#
# About 15 minutes, 4 tasks. Each is a function below; what it gets and what it returns stands
# below its `def` line.

# %%
import numpy as np

from fashion_cnn import workshop
from fashion_cnn.kernels import installed_photographs, photograph

# %% [markdown]
# ## Task 1: how many bytes
#
# The numbers of a picture have the type `np.uint8`: whole numbers from 0 to 255, one byte each. A
# grey picture has one number for each pixel, and so one **channel**; a colour picture has three.
#
# People name the width first, and call a picture 640x480. NumPy counts the rows first: the array
# of this picture in grey has the `shape` (480, 640), and in colour (480, 640, 3). In grey the
# picture takes
#
#     640·480 = 307,200 bytes


# %%
def image_bytes(width: int, height: int, channels: int) -> int:
    """Return how many bytes a picture of width x height pixels takes in np.uint8."""
    return width * height * channels


# %% [markdown]
# ## Task 2: from 0 to 1
#
# A network is trained by small steps, and these work best if its inputs are small numbers. So
# pictures are scaled: black stays 0, white becomes 1, and 51 becomes 51/255 = 0.2. (The arithmetic
# does not get any faster by that.)
#
# NumPy computes with all elements of an array at once: `np.array([1, 2, 5]) / 4` is the array
# 0.25 0.5 1.25. Whatever the type of the array, `/` gives numbers with a fraction (float).


# %%
def scale(image: np.ndarray) -> np.ndarray:
    """Return image (np.uint8, of any shape) as floats: black is 0.0, white is 1.0."""
    return image / 255


# %% [markdown]
# ## Task 3: how neighbours differ
#
# What can be seen in a picture are differences. Take each pixel and its neighbour on the right,
# and subtract, right minus left. In one row:
#
#     10 12 12 9     has the differences     2 0 -3
#
# A row of 4 pixels has 3 differences. Slices get you all rows at once: `image[:, 1:]` is all rows
# and the columns from 1 on (columns count from 0), and `image[:, :-1]` is all rows and all columns
# but the last one.
#
# There is a trap: `np.uint8` has no room for negative numbers. An array of this type starts again
# from the other end, without a warning: 3 − 5 gives 254, and 250 + 10 gives 4.
# `image.astype(int)` is a copy of the array in which the numbers can be negative and large.


# %%
def differences(image: np.ndarray) -> np.ndarray:
    """Return right minus left for horizontal neighbours, with their signs.

    image (height, width), np.uint8 -> (height, width - 1), from -255 to 255.
    """
    pixels = image.astype(int)
    return pixels[:, 1:] - pixels[:, :-1]


# %% [markdown]
# ## Task 4: what a dense layer sees
#
# A dense layer computes y = a(W·x + b), and its x is one long row of numbers. So a picture must be
# **flattened** first: its rows are put one behind the other. This is what `image.flatten()` does.
# For example, 2x3 pixels:
#
#     10 20 30
#     40 50 60     become     10 20 30 40 50 60
#
# The pixel 60 was in row 1 and column 2, and is now at place 5: rows, columns and places all count
# from 0. The shape is lost. The pixels 20 and 50 were neighbours and are now three places apart,
# and nothing tells the layer that they were neighbours. To work out a place, you have
# the image's `shape`, a pair of numbers: `shape[0]` is the height, `shape[1]` the width.


# %%
def flat_index(row: int, column: int, shape: tuple[int, int]) -> int:
    """Return the place of a pixel in the flattened image; shape is (height, width)."""
    return row * shape[1] + column


# %% [markdown]
# ## The picture
#
# Above, a garment and some of its numbers, scaled, and how often neighbours in photographs differ
# by how much. On the logarithmic scale, each line up is ten times as often. Most neighbours are
# nearly alike: pictures are mostly smooth. But large differences, at edges, are far more frequent
# than in a normal distribution of the same standard deviation.
#
# Below, a letter, and the same letter one column further right, both flattened by your
# `flat_index`. To a dense layer, the second is an unrelated input: what it has learned at some
# places does not help it at others. The kernels of the next lesson are used at all places alike.
#
# In a notebook, `pandas.DataFrame(image).style.background_gradient(axis=None)` shows the numbers
# of a grey image as a coloured table, too.


# %%
def picture():
    """Pictures are numbers.

    Above, a bag of 28x28 pixels; a frame marks where its handle begins, and the 36 numbers in the
    frame, scaled to 0 to 1, stand beside it as a coloured table. Then how often neighbouring
    pixels of photographs differ by how much, on a logarithmic scale: a sharp peak at 0, and tails
    far above the dotted curve of a normal distribution. Below, the letter N in 10x10 pixels, the
    same letter one column further right, and both of them flattened to rows of 100 pixels. The
    letter has 22 bright pixels, and only 2 of their places are bright in the other row, too.
    """
    from fashion_cnn import plots
    from fashion_cnn.data.garments import draw
    from fashion_cnn.figures import cells

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
    cells.frame(axes[0, 0], 4.5, 7.5, 6, 6, plots.VALIDATION)
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
    """Return the pixels of image where flat_index puts them."""
    row = np.zeros(image.size)
    for (i, j), value in np.ndenumerate(image):
        row[flat_index(i, j, image.shape)] = value
    return row


def draw_histogram(ax):
    """Draw how often which difference occurs in the photographs, and a normal distribution."""
    from fashion_cnn import plots

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
