"""Arrays drawn into axes: curves, tables, grids of images, points.

Each function draws into `ax` or into a new figure and returns the axes. Nothing is computed here
but the scale of what is drawn, and nothing is shown on a screen.
"""

import math

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure

from fashion_cnn.drawing.style import (
    COLOUR_MAP,
    FONT_SIZE,
    GREY,
    KERNEL,
    TITLE_SIZE,
    TRAINING,
    VALIDATION,
)
from fashion_cnn.drawing.words import Words

# Inches: an image in a grid. In units of that: the gap between two.
TILE, GAP = 1.4, 0.08
# Points: a title above its image, clear of the image's border.
RISE = 5.5
# Inches: a grid has at least this width, so that a title and a line of credits fit.
NARROWEST = 8.4
# A confusion matrix has numbers in it up to so many classes; inches: its largest size.
MOST_COUNTED, LARGEST = 30, 40
# Images in a row, and in a figure, of grids whose number of images is not up to the caller.
COLUMNS, MOST = 8, 64
# For a projector: maps and patterns are larger than images in other grids, and fewer; filters are
# in wide rows of smaller tiles.
MOST_MAPS, LARGE_TILE, SINGLE_TILE, FILTER_TILE = 32, 1.9, 4, 0.9


def new_axes(width, height, rows=1, columns=1):
    """The axes of a new figure of width x height inches that belongs to no window."""
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure.subplots(rows, columns)


def learning_curves(history, best_epoch, axes=None, language=""):
    """Draw loss and accuracy of training and validation over the epochs; mark the best epoch.

    `history` is a table with the columns epoch, loss, accuracy, val_loss and val_accuracy.
    """
    say = Words(language)
    axes = new_axes(12, 5, columns=2) if axes is None else axes
    lines = (
        ("", "o--", {"color": TRAINING, "label": say("plots.training")}),
        ("val_", "s-", {"color": VALIDATION, "label": say("plots.validation")}),
    )
    for ax, measure in zip(axes, ("loss", "accuracy"), strict=True):
        for prefix, line, look in lines:
            ax.plot(history["epoch"], history[prefix + measure], line, **look)
        best = say("plots.best_epoch", epoch=best_epoch)
        ax.axvline(best_epoch, color="0.6", linestyle=":", label=best)
        ax.set_xlabel(say("plots.epoch"), fontsize=FONT_SIZE)
        ax.set_title(say(f"plots.{measure}"), fontsize=FONT_SIZE)
        ax.tick_params(labelsize=FONT_SIZE - 2)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.grid(alpha=0.3)
    axes[0].legend(fontsize=FONT_SIZE - 2)
    return axes


def confusion_matrix(counts, class_names, ax=None, language=""):
    """Draw counts (true class, predicted class) as a coloured table.

    It has its numbers, unless there are more than MOST_COUNTED classes.
    """
    from sklearn.metrics import ConfusionMatrixDisplay  # half a second, for this plot alone

    say = Words(language)
    count = len(class_names)
    size = min(max(9, count / 3), LARGEST)
    ax = new_axes(size, size) if ax is None else ax
    display = ConfusionMatrixDisplay(np.asarray(counts), display_labels=class_names)
    look = {"cmap": COLOUR_MAP, "colorbar": False, "text_kw": {"fontsize": FONT_SIZE - 2}}
    # Counts may be floats, which would be 1e+02.
    counted = count <= MOST_COUNTED
    display.plot(ax=ax, xticks_rotation=45, values_format=".0f", include_values=counted, **look)
    ax.set_xlabel(say("plots.predicted_class"), fontsize=FONT_SIZE)
    ax.set_ylabel(say("plots.true_class"), fontsize=FONT_SIZE)
    ax.tick_params(labelsize=FONT_SIZE - 1)
    for label in ax.get_xticklabels():
        label.set(ha="right", rotation_mode="anchor")
    for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
        label.set_parse_math(False)
    return ax


# ------------------------------------------------------------------------------ grids of images


def image_grid(
    images, titles, columns, ax=None, tile=TILE, colours=GREY, low=0, high=255, words=TITLE_SIZE
):
    """Draw images, grey (height, width) or in colour, in rows; the first ones have titles.

    All share the colour map `colours` from `low` to `high`; `words` is the size of the titles.
    The axes are measured in tiles of `tile` inches: each image is one unit wide and high. Fifty
    images in one axes are drawn in a fraction of the time that fifty axes take.
    """
    lines = max((title.count("\n") + 1 for title in titles), default=0)
    tops = row_tops(len(images), len(titles), columns, lines * 1.3 * words / 72 / tile)
    width, height = columns * (1 + GAP) + GAP, tops[-1] + 1 + GAP
    if ax is None:
        ax = new_axes(max(tile * width, NARROWEST), max(tile * height + 0.4, NARROWEST / 2))
    for number, image in enumerate(images):
        row, column = divmod(number, columns)
        left, top = GAP + column * (1 + GAP), tops[row]
        extent = (left, left + 1, top + 1, top)
        ax.imshow(image, cmap=colours, vmin=low, vmax=high, extent=extent)
        if number < len(titles):
            look = {"ha": "center", "va": "baseline", "fontsize": words, "linespacing": 1.1}
            above = {"xytext": (0, RISE), "textcoords": "offset points"}
            title = ax.annotate(titles[number], (left + 0.5, top), **above, **look)
            title.set_parse_math(False)  # a name may have dollar signs
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.axis("off")
    return ax


def row_tops(images, titles, columns, title_height):
    """The tops of the rows of a grid; the rows of the first `titles` images have a title above."""
    rows = np.arange(max(1, math.ceil(images / columns)))
    titled = rows < math.ceil(titles / columns)
    return GAP + np.cumsum(GAP + title_height * titled) + rows


def filter_grid(kernels, titles, ax=None, largest=None, columns=2 * COLUMNS):
    """Draw kernels (n, kH, kW) on one scale: 0 is grey, black is negative, white positive.

    The scale ends at `largest`, or else where 98% of the weights do, so that a single large one
    does not hide the others. Kernels (n, kH, kW, 3) are drawn in colour, also with 0 in the middle.
    """
    kernels = np.asarray(kernels, float)
    largest = largest or largest_weight(kernels)
    if kernels.ndim == 4:
        kernels = np.clip(0.5 + kernels / (2 * largest), 0, 1)
    limits = {"low": -largest, "high": largest}
    look = {"colours": GREY, "tile": FILTER_TILE}
    return image_grid(kernels, titles, columns_for(kernels, columns), ax, **look, **limits)


def largest_weight(kernels):
    """The size that 98% of the weights do not exceed."""
    return np.percentile(np.abs(kernels), 98) or 1.0


def map_grid(maps, titles, ax=None, low=None, high=None):
    """Draw feature maps (n, H, W) on one scale, from the lowest to the highest value of all."""
    maps = np.asarray(maps, float)
    limits = {"low": maps.min() if low is None else low, "high": high or maps.max() or 1.0}
    look = {"colours": COLOUR_MAP, "tile": LARGE_TILE, "words": FONT_SIZE}
    return image_grid(maps, titles, columns_for(maps), ax, **look, **limits)


def own_scale(feature_map):
    """A feature map (H, W) from 0 to 1 on a scale of its own, which includes the value 0.

    The highest 0.5% of the values are clipped, so that a few do not darken the others.
    """
    low, high = min(0, feature_map.min()), max(0, np.percentile(feature_map, 99.5))
    return np.clip((feature_map - low) / ((high - low) or 1), 0, 1)


def pattern_grid(images, titles, ax=None, columns=None):
    """Draw images (n, H, W, C) of any range, each on its own scale on which 0 is grey.

    A single image is drawn larger.
    """
    stretched = [stretch(image) for image in np.asarray(images, float)]
    shown = [image[..., 0] if image.shape[-1] == 1 else image for image in stretched]
    columns = columns or columns_for(images)
    tile = LARGE_TILE if len(shown) > 1 else SINGLE_TILE
    return image_grid(shown, titles, columns, ax, tile=tile, low=0, high=1, words=FONT_SIZE)


def stretch(image):
    """An image of any range from 0 to 1: 0 becomes 0.5, and what is far from it is clipped."""
    size = np.sqrt(np.mean(np.square(image)))
    return np.clip(0.5 + image / (5 * (size or 1.0)), 0, 1)


def columns_for(images, most=COLUMNS):
    return min(most, max(1, len(images)))


# --------------------------------------------------------------------------- inside a network


def weight_histogram(before, after, labels, ax=None, language=""):
    """Draw how frequent each weight is before and after training."""
    ax = new_axes(9, 5) if ax is None else ax
    low, high = min(before.min(), after.min()), max(before.max(), after.max())
    if low == high:  # weights that are all alike, such as biases
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, 41)
    looks = ({"hatch": "//", "edgecolor": "0.4"}, {"edgecolor": KERNEL.line, "linewidth": 2.5})
    for weights, label, look in zip((before, after), labels, looks, strict=True):
        settings = {"density": True, "histtype": "step", "label": label} | look
        ax.hist(np.ravel(weights), edges, **settings)
    ax.set_xlabel(Words(language)("plots.weight"), fontsize=FONT_SIZE)
    ax.set_yticks([])
    ax.tick_params(labelsize=FONT_SIZE - 2)
    ax.legend(fontsize=FONT_SIZE - 2)
    return ax


def heat_maps(image, maps, axes=None):
    """Draw an image (H, W) or (H, W, 3), then maps {title: (H, W)} over it, bright where high."""
    axes = new_axes(4 * (len(maps) + 1), 4.4, columns=len(maps) + 1) if axes is None else axes
    axes = np.ravel(axes)
    axes[0].imshow(image, cmap=GREY)
    for ax, (title, heat) in zip(axes[1:], maps.items(), strict=True):
        heat_map(ax, image, heat)
        ax.set_title(title, fontsize=FONT_SIZE)
    for ax in axes:
        ax.axis("off")
    return axes


def heat_map(ax, image, heat):
    """Draw a map (H, W) over an image, which is shown in grey."""
    ax.imshow(image if image.ndim == 2 else image.mean(axis=-1), cmap=GREY)
    ax.imshow(heat, cmap=COLOUR_MAP, alpha=0.65, vmin=min(0, heat.min()), vmax=heat.max() or 1)


# Different in grey, too.
MARKERS = "os^vDP*X<>"


def scatter(points, labels, class_names, ax=None):
    """Draw points (N, 2) with a colour and a marker for each class, and a legend."""
    ax = new_axes(11, 8) if ax is None else ax
    colours = colormaps["viridis"](np.linspace(0, 0.95, len(class_names)))
    for label, name in enumerate(class_names):
        chosen = points[np.asarray(labels) == label]
        marker = MARKERS[label % len(MARKERS)]
        look = {"color": colours[label], "edgecolor": "black", "linewidth": 0.3, "s": 36}
        ax.scatter(*chosen.T, marker=marker, label=name, **look)
    ax.set(xticks=[], yticks=[])
    look = {"loc": "center left", "bbox_to_anchor": (1, 0.5), "markerscale": 1.5}
    for name in ax.legend(fontsize=FONT_SIZE - 2, **look).get_texts():
        name.set_parse_math(False)
    return ax
