# %% [markdown]
# # Pooling
#
# **Pooling** makes a feature map smaller. It divides the map into windows, side by side, and keeps
# one number from each: the largest in **max pooling**, the average in **average pooling**, the
# smallest in **min pooling**. It has no weights, so there is nothing to learn.
#
# Pooling often follows a convolution and its ReLU. The next layers then process fewer numbers, and
# the exact position of a feature matters less. Task 4 measures how much less.
#
# About 18 minutes, 4 tasks. Each is a function below with a TODO. Save, then run this file.

# %%
from fashion_cnn import workshop

import numpy as np

from fashion_cnn.convolution.photographs import photograph

# %% [markdown]
# ## Task 1: max pooling
#
# Place 2x2 windows on a 4x4 table and take the largest number of each:
#
#     35 19 | 25  6
#     13 22 | 16 53           35 53
#     ------+------      →     9 10
#      4  3 |  7 10
#      9  8 |  1  3
#
# The windows start at the top left and do not overlap: the stride is `size`, as in Keras's
# `MaxPooling2D(size)`. Pixels that do not fill a window are dropped: 5x7 pixels with `size` 2
# become 2x3. (In Python, `7 // 2` is 3.) Pooling by 2 twice takes 28x28 to 14x14 and then to 7x7.
#
# `window.max()` is the largest number of an array. (Keras has no min pooling.
# `-max_pool(-image, size)` does it, if the type of the pixels allows negative numbers.)


# %%
def max_pool(image: np.ndarray, size: int) -> np.ndarray:
    """Return the largest number of each window: image (H, W) -> (H // size, W // size)."""
    # TODO: For each row and column of the result, take the maximum of its window.
    raise NotImplementedError


# %% [markdown]
# ## Task 2: average pooling
#
# The same windows, with the average of each:
#
#     35 19 | 25  6
#     13 22 | 16 53         22.25 25.00
#     ------+------      →   6.00  5.25
#      4  3 |  7 10
#      9  8 |  1  3
#
# An average need not be a whole number, even if all pixels are. In some tests, pixels have the type
# `np.uint8`, whole numbers from 0 to 255, which is too small for many sums: added as np.uint8,
# 200 + 100 is 44. (`window.sum()` takes care of that; Python's own `sum` and + do not.) An array
# from `np.zeros((rows, columns))` holds fractions and large numbers.


# %%
def average_pool(image: np.ndarray, size: int) -> np.ndarray:
    """Return the average of each window: image (H, W) -> (H // size, W // size)."""
    # TODO: Do as in max_pool, but take the average. Do not round.
    raise NotImplementedError


# %% [markdown]
# ## Task 3: all channels
#
# A convolution sums over its input channels. Pooling treats **each map separately**: the maps get
# smaller, but there are as many as before. 28x28 with 32 channels becomes 14x14 with 32 channels.
#
# `maps[:, :, c]` is the map of channel c. `np.zeros((rows, columns, channels))` makes an array to
# fill.


# %%
def pool_channels(maps: np.ndarray, size: int) -> np.ndarray:
    """Return each map after max pooling: maps (H, W, C) -> (H // size, W // size, C)."""
    # TODO: Call max_pool for each channel.
    raise NotImplementedError


# %% [markdown]
# ## Task 4: a shift by one pixel
#
# What happens if the object in the image moves by one pixel?
#
# A convolution is **equivariant** to shifts: its output moves along with the image and is otherwise
# unchanged (with stride 1, away from the borders). A result that does not change at all is
# **invariant**. Pooling is often called invariant to small shifts, but it is only approximately so.
# If the largest pixel of a window stays inside and no larger one comes in, the output is the same.
# Otherwise it may change.
#
# To measure this, take two parts of one image: all columns but the last, `image[:, :-1]`, and all
# but the first, `image[:, 1:]`. In the second, everything is one pixel further left. Pool both, and
# find the fraction of outputs that are equal. With `size` 2:
#
#     image        image[:, :-1]   pooled        image[:, 1:]   pooled
#     3 7 4 1 5    3 7 | 4 1                     7 4 | 1 5
#     2 0 6 5 3    2 0 | 6 5        7 6          0 6 | 5 3       7 5
#
# One of two outputs is unchanged, a fraction of 0.5. `a == b` compares two arrays element by
# element. The result contains True and False, which count as 1 and 0 in sums and averages.


# %%
def unchanged(image: np.ndarray, size: int) -> float:
    """Return the fraction, from 0 to 1, of max pooling outputs that stay the same.

    Compare the outputs of image (H, W) without its last column and without its first column.
    """
    # TODO: Pool both parts of the image, then compare the outputs.
    raise NotImplementedError


# %% [markdown]
# ## The picture
#
# Your functions on a photograph, on garments and on noise. Noise, with random, independent pixels,
# is the hard case. A 2x2 window covers four pixels before the shift and four after it: six in all,
# two of them in both. The output stays the same only if the largest of the six is one of these two,
# which is one case in three. In the uniform areas of an image, many pixels are equal and the output
# stays the same. On a smooth slope from dark on the left to bright on the right, every output
# changes.
#
# To read on: `pool_loops` in `fashion_cnn.convolution` pools in loops, with padding, too.


# %%
def picture():
    """What pooling keeps, and what changes after a shift.

    Top: 240x240 pixels of a colour photograph, and the 30x30 pixels left after pooling by 8. The
    maximum is brighter than the photograph, the average is a coarse copy of it, and the minimum is
    darker. Bottom: a garment of 28x28 pixels, its max pooling by 2, and in white the outputs that
    change when the garment shifts by one pixel, all on the garment and its edges. Last, bars for
    the fraction of outputs that stay the same: 33% on noise, 44% on the photograph in grey, and 60%
    on average over 20 garments.
    """
    from fashion_cnn.data import garments
    from fashion_cnn.drawing import cells, plots
    from fashion_cnn.drawing.style import INPUT, OUTPUT

    part = np.s_[20:260, 80:320]
    photo = photograph(colour=True)[part]
    averages = [average_pool(photo[:, :, c], 8) for c in range(3)]
    clothes = garments.draw(train=10, test=20).x_test
    coat = clothes[19]
    pooled = max_pool(coat[:, :-1], 2)
    shown = {
        "a photograph": photo,
        "maximum by 8": pool_channels(photo, 8),
        "average by 8": np.stack(averages, axis=2),
        "minimum by 8": 255 - pool_channels(255 - photo, 8),
        "a garment": coat,
        "maximum by 2": pooled,
        "changed by a shift": 255 * (pooled != max_pool(coat[:, 1:], 2)),
    }
    noise = np.random.default_rng(0).random((200, 201))
    shares = {
        "noise": unchanged(noise, 2),
        "photograph": unchanged(photograph()[part], 2),
        "garments": np.mean([unchanged(image, 2) for image in clothes]),
    }

    axes = plots.new_axes(14, 7.6, rows=2, columns=4)
    for ax, (title, image) in zip(axes.flat, shown.items(), strict=False):
        ax.imshow(image.astype(np.uint8), cmap=plots.GREY, vmin=0, vmax=255)
        ax.set_title(title, fontsize=plots.FONT_SIZE)
        ax.axis("off")
        if title != "changed by a shift":
            cells.edge(ax, OUTPUT if " by " in title else INPUT)
    bars = axes[1, 3].bar(list(shares), list(shares.values()), color="0.3", width=0.6)
    axes[1, 3].bar_label(bars, fmt="{:.0%}", padding=3, fontsize=plots.FONT_SIZE)
    axes[1, 3].set_title("unchanged by a shift", fontsize=plots.FONT_SIZE)
    axes[1, 3].set(ylim=(0, 0.8), yticks=[], box_aspect=1)
    axes[1, 3].tick_params(labelsize=plots.FONT_SIZE - 2)
    axes[1, 3].spines[["top", "right", "left"]].set_visible(False)
    return axes


# %% The verdict, then the picture
workshop.verdict("pooling", globals())
