"""From numbers to pictures. Nothing is computed here, and nothing is shown on a screen.

Each function draws into `ax` or a new figure and returns the axes it drew on; `save` writes
the figure with a sentence that says in words what it shows.
"""

import math

import numpy as np
from matplotlib.figure import Figure

# Reads the same in grey and for colour-blind people.
COLOUR_MAP = "cividis"
GREY = "gray"
# Okabe and Ito's blue and vermilion, told apart by everyone, and by their line style in grey.
TRAINING, VALIDATION = "#0072B2", "#D55E00"
FONT_SIZE = 14
TITLE_SIZE = 11
# Inches for an image in a grid, and the gap between two as a share of that.
TILE, GAP = 1.4, 0.08
DOTS_PER_INCH = 100
# Inches that a title needs.
NARROWEST = 8


def new_axes(width, height, rows=1, columns=1):
    """Return the axes of a new figure of width x height inches that belongs to no window."""
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure.subplots(rows, columns)


def learning_curves(history, best_epoch, axes=None):
    """Draw loss and accuracy of training and validation over the epochs; mark the best epoch.

    `history` is a table with the columns epoch, loss, accuracy, val_loss and val_accuracy.
    """
    axes = new_axes(12, 5, columns=2) if axes is None else axes
    for ax, measure in zip(axes, ("loss", "accuracy"), strict=True):
        ax.plot(history["epoch"], history[measure], "o--", color=TRAINING, label="training")
        ax.plot(
            history["epoch"], history[f"val_{measure}"], "s-", color=VALIDATION, label="validation"
        )
        ax.axvline(best_epoch, color="0.6", linestyle=":", label=f"best epoch ({best_epoch})")
        ax.set_xlabel("epoch", fontsize=FONT_SIZE)
        ax.set_title(measure, fontsize=FONT_SIZE)
        ax.tick_params(labelsize=FONT_SIZE - 2)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.grid(alpha=0.3)
    axes[0].legend(fontsize=FONT_SIZE - 2)
    return axes


def confusion_matrix(counts, class_names, ax=None):
    """Draw counts (true class, predicted class) as a coloured table with its numbers."""
    from sklearn.metrics import ConfusionMatrixDisplay

    ax = new_axes(9, 9) if ax is None else ax
    display = ConfusionMatrixDisplay(counts, display_labels=class_names)
    display.plot(
        ax=ax,
        cmap=COLOUR_MAP,
        colorbar=False,
        xticks_rotation=45,
        text_kw={"fontsize": FONT_SIZE - 2},
    )
    ax.set_xlabel("predicted class", fontsize=FONT_SIZE)
    ax.set_ylabel("true class", fontsize=FONT_SIZE)
    ax.tick_params(labelsize=FONT_SIZE - 1)
    for label in ax.get_xticklabels():
        label.set(ha="right", rotation_mode="anchor")
    return ax


def image_grid(
    images, titles, columns, ax=None, tile=TILE, colours=GREY, low=0, high=255, words=TITLE_SIZE
):
    """Draw images, grey (height, width) or colour, in rows; the first ones have titles.

    All share the colour map `colours` from `low` to `high`; `words` is the size of the titles.
    The axes are measured in tiles of `tile` inches: each image is one unit wide and high. Fifty
    images in one axes are drawn in a fraction of the time that fifty axes take.
    """
    rows = max(1, math.ceil(len(images) / columns))
    titled_rows = math.ceil(len(titles) / columns)
    lines = max((title.count("\n") + 1 for title in titles), default=0)
    title_height = lines * 1.3 * words / 72 / tile
    tops = GAP + np.cumsum([GAP + title_height * (row < titled_rows) for row in range(rows)])
    tops += np.arange(rows)
    width, height = columns * (1 + GAP) + GAP, tops[-1] + 1 + GAP
    if ax is None:
        ax = new_axes(max(tile * width, NARROWEST), max(tile * height + 0.4, NARROWEST / 2))
    for number, image in enumerate(images):
        row, column = divmod(number, columns)
        left, top = GAP + column * (1 + GAP), tops[row]
        extent = (left, left + 1, top + 1, top)
        ax.imshow(image, cmap=colours, vmin=low, vmax=high, extent=extent)
        if number < len(titles):
            above = {"ha": "center", "va": "baseline", "fontsize": words, "linespacing": 1.1}
            ax.text(left + 0.5, top - GAP / 4, titles[number], **above)
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.axis("off")
    return ax


# ---------------------------------------------------------------------------------------------
# Looking inside a network
# ---------------------------------------------------------------------------------------------

# Small pictures in rows of at most so many, and so many on a page.
COLUMNS, MOST = 8, 64


def filter_grid(kernels, titles, ax=None, largest=None):
    """Draw kernels (n, kH, kW) on one scale: 0 is grey, black is negative, white positive.

    The scale ends at `largest`, or else where 98% of the weights do, so that a single large one
    does not hide the others. Kernels (n, kH, kW, 3) are drawn in colour, 0 in the middle as well.
    """
    kernels = np.asarray(kernels, float)
    largest = largest or largest_weight(kernels)
    if kernels.ndim == 4:
        kernels = np.clip(0.5 + kernels / (2 * largest), 0, 1)
    limits = {"low": -largest, "high": largest}
    return image_grid(kernels, titles, columns_for(kernels), ax, colours=GREY, **limits)


def largest_weight(kernels):
    """Return the size that 98% of the weights do not exceed."""
    return np.percentile(np.abs(kernels), 98) or 1.0


def map_grid(maps, titles, ax=None, low=None, high=None):
    """Draw feature maps (n, H, W) on one scale, from the lowest to the highest value of all."""
    maps = np.asarray(maps, float)
    limits = {"low": maps.min() if low is None else low, "high": high or maps.max() or 1.0}
    return image_grid(maps, titles, columns_for(maps), ax, colours=COLOUR_MAP, **limits)


def pattern_grid(images, titles, ax=None, columns=None):
    """Draw images (n, H, W, C) of any range, each stretched to its own black and white."""
    stretched = []
    for image in np.asarray(images, float):
        middle, spread = image.mean(), image.std() or 1.0
        shown = np.clip(0.5 + (image - middle) / (5 * spread), 0, 1)
        stretched.append(shown[..., 0] if shown.shape[-1] == 1 else shown)
    return image_grid(stretched, titles, columns or columns_for(images), ax, low=0, high=1)


def columns_for(images):
    """Return how many small pictures to draw in a row."""
    return min(COLUMNS, max(1, len(images)))


def weight_histogram(before, after, labels, ax=None):
    """Draw how often which weight occurs, before and after training."""
    ax = new_axes(9, 5) if ax is None else ax
    edges = np.linspace(min(before.min(), after.min()), max(before.max(), after.max()), 41)
    looks = ({"hatch": "//", "edgecolor": VALIDATION}, {"edgecolor": TRAINING, "linewidth": 2.5})
    for weights, label, look in zip((before, after), labels, looks, strict=True):
        settings = {"density": True, "histtype": "step", "label": label} | look
        ax.hist(np.ravel(weights), edges, **settings)
    ax.set_xlabel("weight", fontsize=FONT_SIZE)
    ax.set_yticks([])
    ax.tick_params(labelsize=FONT_SIZE - 2)
    ax.legend(fontsize=FONT_SIZE - 2)
    return ax


def heat_maps(image, maps, axes=None):
    """Draw an image (H, W) or (H, W, 3), then maps {title: (H, W)} over it, bright where high."""
    axes = new_axes(4 * (len(maps) + 1), 4.4, columns=len(maps) + 1) if axes is None else axes
    axes = np.ravel(axes)
    grey = image if image.ndim == 2 else image.mean(axis=-1)
    axes[0].imshow(image, cmap=GREY)
    for ax, (title, heat) in zip(axes[1:], maps.items(), strict=True):
        ax.imshow(grey, cmap=GREY)
        ax.imshow(heat, cmap=COLOUR_MAP, alpha=0.65, vmin=min(0, heat.min()), vmax=heat.max() or 1)
        ax.set_title(title, fontsize=FONT_SIZE)
    for ax in axes:
        ax.axis("off")
    return axes


# Told apart in grey, too.
MARKERS = "os^vDP*X<>"


def scatter(points, labels, class_names, ax=None):
    """Draw points (N, 2) with a colour and a marker for each class, and a legend."""
    from matplotlib import colormaps

    ax = new_axes(11, 8) if ax is None else ax
    colours = colormaps["viridis"](np.linspace(0, 0.95, len(class_names)))
    for label, name in enumerate(class_names):
        chosen = points[np.asarray(labels) == label]
        marker = MARKERS[label % len(MARKERS)]
        look = {"color": colours[label], "edgecolor": "black", "linewidth": 0.3, "s": 36}
        ax.scatter(*chosen.T, marker=marker, label=name, **look)
    ax.set(xticks=[], yticks=[])
    ax.legend(fontsize=FONT_SIZE - 2, loc="center left", bbox_to_anchor=(1, 0.5), markerscale=1.5)
    return ax
