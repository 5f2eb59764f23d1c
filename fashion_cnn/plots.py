"""From numbers to pictures. Nothing is computed here, and nothing is shown on a screen.

Each function draws into `ax` or a new figure and returns the axes it drew on; `save` writes
the figure with a sentence that says in words what it shows.
"""

import math

import numpy as np
from matplotlib.figure import Figure

from fashion_cnn.files import replacing

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


def save(axes, path, title, description):
    """Write the figure of `axes` as a PNG whose title is drawn and whose description is kept.

    The description, a sentence or two, can serve as alt text; PNG viewers and
    `PIL.Image.open(path).text["Description"]` show it.
    """
    figure = np.ravel(axes)[0].figure
    figure.suptitle(title, fontsize=FONT_SIZE + 1, wrap=True)
    metadata = {"Title": title, "Description": description}
    with replacing(path) as temporary:
        figure.savefig(temporary, dpi=DOTS_PER_INCH, metadata=metadata)


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


def image_grid(images, titles, columns, ax=None, tile=TILE):
    """Draw grey images (height, width) from 0 to 255 in rows; the first ones have titles.

    The axes are measured in tiles of `tile` inches: each image is one unit wide and high. Fifty
    images in one axes are drawn in a fraction of the time that fifty axes take.
    """
    rows = max(1, math.ceil(len(images) / columns))
    titled_rows = math.ceil(len(titles) / columns)
    lines = max((title.count("\n") + 1 for title in titles), default=0)
    title_height = lines * 1.3 * TITLE_SIZE / 72 / tile
    tops = GAP + np.cumsum([GAP + title_height * (row < titled_rows) for row in range(rows)])
    tops += np.arange(rows)
    width, height = columns * (1 + GAP) + GAP, tops[-1] + 1 + GAP
    ax = new_axes(tile * width, tile * height + 0.4) if ax is None else ax
    for number, image in enumerate(images):
        row, column = divmod(number, columns)
        left, top = GAP + column * (1 + GAP), tops[row]
        extent = (left, left + 1, top + 1, top)
        ax.imshow(image, cmap=GREY, vmin=0, vmax=255, extent=extent)
        if number < len(titles):
            above = {"ha": "center", "va": "baseline", "fontsize": TITLE_SIZE, "linespacing": 1.1}
            ax.text(left + 0.5, top - GAP / 4, titles[number], **above)
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.axis("off")
    return ax
