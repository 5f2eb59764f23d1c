"""Images: their numbers, what kernels make of them, and what a layer for them costs."""

import math

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.base.errors import UsageError
from fashion_cnn.convolution import kernels
from fashion_cnn.drawing.cells import (
    BLUE,
    VERMILION,
    WIDTH,
    canvas,
    frame,
    numbers,
    shades,
    size_of,
    table,
)
from fashion_cnn.drawing.words import LABELS, described
from fashion_cnn.networks.counting import compare_connections


def filtered_photographs(image, names=tuple(kernels.KERNELS), axes=None, labels=LABELS):
    """Draw a grey image (H, W) from 0 to 255 after each of the kernels of that name."""
    from fashion_cnn.drawing import plots

    chosen = [kernels.kernel(name) for name in names]
    if not chosen:
        raise UsageError("names must name at least one kernel, received none.")
    columns = min(3, len(names))
    rows = math.ceil(len(names) / columns)
    if axes is None:
        axes = plots.new_axes(WIDTH, 4 * rows, rows, columns)
    limits = []
    for ax, name, kernel in zip(np.ravel(axes), names, chosen, strict=False):
        result = convolution.correlate2d(image, kernel)
        title, low, high = labels[name], 0, 255
        if kernel.sum() == 0:  # signed: edges in black and white, nothing in grey
            high = math.ceil(np.percentile(abs(result), 98))
            low = -high
            limits.append(f"±{high}")
            title += f", {labels['grey_is_zero']}"
        ax.imshow(result, cmap=plots.GREY, vmin=low, vmax=high)
        ax.set(xticks=[], yticks=[])
        ax.set_title(title, fontsize=plots.FONT_SIZE)
        texts = numbers(kernel)
        wide = max(map(len, texts.flat))
        lines = [" ".join(text.rjust(wide) for text in row) for row in texts]
        ax.set_xlabel("\n".join(lines), fontsize=plots.FONT_SIZE - 1, family="monospace")
    for ax in np.ravel(axes)[len(names) :]:
        ax.axis("off")
    return described(
        axes,
        labels,
        "filtered_photographs",
        image=size_of(image),
        names=", ".join(labels[name] for name in names),
        limits=", ".join(limits) or "–",
    )


def difference_histogram(images, ax=None, labels=LABELS):
    """Draw how often neighbouring pixels differ by how much, beside a normal distribution.

    images are grey, each (H, W), with whole numbers from 0 to 255.
    """
    from fashion_cnn.drawing import plots

    ax = plots.new_axes(WIDTH, 6) if ax is None else ax
    steps = {"horizontal": [[-1, 1]], "vertical": [[-1], [1]]}
    found = {
        name: np.concatenate([convolution.correlate2d(image, step).ravel() for image in images])
        for name, step in steps.items()
    }
    both = np.concatenate(list(found.values()))
    deviation = both.std()
    levels = np.arange(-255, 256)
    for (name, values), colour, style in zip(
        found.items(), (BLUE, VERMILION), ("-", "--"), strict=True
    ):
        shares = np.bincount(values + 255, minlength=511) / len(values)
        drawn = shares > 0
        look = {"color": colour, "linestyle": style, "linewidth": 2, "label": labels[name]}
        ax.plot(levels[drawn], shares[drawn], **look)
    normal = np.exp(-(levels**2) / (2 * deviation**2)) / (deviation * math.sqrt(2 * math.pi))
    ax.plot(levels, normal, ":", color="black", linewidth=3, label=labels["normal"])
    ax.set(yscale="log", xlim=(-255, 255), ylim=(0.5 / len(both), 1))
    ax.set_xlabel(labels["difference"], fontsize=plots.FONT_SIZE)
    ax.set_ylabel(labels["share"], fontsize=plots.FONT_SIZE)
    ax.tick_params(labelsize=plots.FONT_SIZE - 1)
    ax.legend(fontsize=plots.FONT_SIZE - 1)
    ax.grid(alpha=0.3)
    return described(
        ax,
        labels,
        "difference_histogram",
        count=len(both),
        images=len(images),
        small=np.mean(abs(both) <= 5),
        far=np.mean(abs(both) > 4 * deviation),
        deviation=deviation,
    )


def pixel_numbers(image, top=0, left=0, size=12, ax=None, labels=LABELS):
    """Draw an image (H, W) from 0 to 255 and the numbers of a size x size part of it."""
    image = np.asarray(image)
    part = image[top : top + size, left : left + size]
    if part.shape != (size, size) or min(top, left) < 0:
        raise UsageError(
            f"{size} rows and columns from row {top} and column {left} do not lie in an image "
            f"of {size_of(image)}."
        )
    ax = canvas(ax, 2 * size + 1.7, size + 0.2)
    pixel = size / max(image.shape)
    height, width = (pixel * length for length in image.shape)
    place = {"extent": (0.1, 0.1 + width, 0.1 + height, 0.1), "aspect": "auto"}
    limits = ax.get_xlim(), ax.get_ylim()
    ax.imshow(image, cmap="gray", vmin=0, vmax=255, interpolation="nearest", **place)
    ax.set(xlim=limits[0], ylim=limits[1], aspect="equal")
    frame(ax, 0.1 + pixel * left, 0.1 + pixel * top, pixel * size, pixel * size, VERMILION)
    table(ax, numbers(part), size + 1.6, 0.1, shades(part, 0, 255))
    return described(
        ax,
        labels,
        "pixel_numbers",
        image=size_of(image),
        rows=f"{top}–{top + size - 1}",
        columns=f"{left}–{left + size - 1}",
        low=part.min(),
        high=part.max(),
    )


def pixel_table(image):
    """Return an image (H, W) as a pandas Styler, a table with coloured cells for a notebook."""
    import pandas as pd

    from fashion_cnn.drawing import plots

    style = pd.DataFrame(np.asarray(image)).style.set_properties(**{"font-size": "8pt"})
    return style.background_gradient(plots.COLOUR_MAP, axis=None)


def weights_compared(side=1000, hidden=10**6, window=10, filters=100, ax=None, labels=LABELS):
    """Draw how many weights three kinds of layer need, as bars on a log scale."""
    from fashion_cnn.drawing import plots

    ways = compare_connections(side, side, hidden, window, filters)
    ax = plots.new_axes(WIDTH, 4.5) if ax is None else ax
    counts = {name: count for name, (count, _) in ways.items()}
    ax.barh([labels[name] for name in counts], counts.values(), 0.45, color=shades([0, 1, 2]))
    for row, (_, text) in enumerate(ways.values()):
        ax.text(1.3, row - 0.28, text, fontsize=plots.FONT_SIZE + 1, va="bottom")
    ax.set(xscale="log", xlim=(1, 10 * max(counts.values())), ylim=(len(ways) - 0.6, -0.7))
    ax.tick_params(labelsize=plots.FONT_SIZE)
    ax.grid(axis="x", alpha=0.3)
    return described(
        ax,
        labels,
        "weights_compared",
        image=size_of((side, side)),
        hidden=f"{hidden:,}",
        window=size_of((window, window)),
        filters=filters,
        **{name: f"{count:,}" for name, count in counts.items()},
    )
