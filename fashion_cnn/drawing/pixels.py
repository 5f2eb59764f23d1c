"""Images: their numbers, what kernels make of them, and what a layer for them costs."""

import math

import numpy as np

from fashion_cnn import convolution
from fashion_cnn.base.errors import UsageError
from fashion_cnn.convolution import kernels
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.cells import canvas, frame, image_at, numbers, shades, size_of, table
from fashion_cnn.drawing.style import FONT_SIZE, GREY, KERNEL, POINTED, WIDTH
from fashion_cnn.drawing.words import Words
from fashion_cnn.networks.counting import compare_connections


def pixel_numbers(image, top=0, left=0, size=12, ax=None, language=""):
    """Draw an image (H, W) from 0 to 255 and the numbers of a size x size part of it."""
    image = np.asarray(image)
    part = image[top : top + size, left : left + size]
    if part.shape != (size, size) or min(top, left) < 0:
        raise UsageError(
            "An image of {image} has no {size} rows and columns from row {top} and column {left} "
            "on.",
            image=size_of(image),
            size=size,
            top=top,
            left=left,
        )
    ax = canvas(ax, 2 * size + 1.7, size + 0.2)
    pixel = size / max(image.shape)
    height, width = (pixel * length for length in image.shape)
    image_at(ax, image, 0.1, 0.1, width, height=height)
    frame(ax, 0.1 + pixel * left, 0.1 + pixel * top, pixel * size, pixel * size, POINTED)
    table(ax, numbers(part), size + 1.6, 0.1, shades(part, 0, 255))
    return Words(language).picture(
        ax,
        "pixel_numbers",
        image=size_of(image),
        rows=f"{top}–{top + size - 1}",
        columns=f"{left}–{left + size - 1}",
        low=part.min(),
        high=part.max(),
    )


# ---------------------------------------------------------------------------------- filtered


def filtered_photographs(image, names=tuple(kernels.KERNELS), axes=None, language=""):
    """Draw a grey image (H, W) from 0 to 255 after each of the kernels of that name."""
    say = Words(language)
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
        title, low, high = say(f"kernels.{name}"), 0, 255
        if kernel.sum() == 0:  # signed: edges in black and white, nothing in grey
            high = math.ceil(np.percentile(abs(result), 98))
            low = -high
            limits.append(f"±{high}")
            title += f", {say('filtered_photographs.grey_is_zero')}"
        ax.imshow(result, cmap=GREY, vmin=low, vmax=high)
        ax.set(xticks=[], yticks=[])
        ax.set_title(title, fontsize=FONT_SIZE)
        ax.set_xlabel(in_columns(kernel), fontsize=FONT_SIZE - 1, family="monospace")
    for ax in np.ravel(axes)[len(names) :]:
        ax.axis("off")
    return say.picture(
        axes,
        "filtered_photographs",
        image=size_of(image),
        names=", ".join(say(f"kernels.{name}") for name in names),
        limits=", ".join(limits) or "–",
    )


def in_columns(kernel):
    """A kernel as lines of text with its numbers aligned on the right."""
    texts = numbers(kernel)
    wide = max(map(len, texts.flat))
    return "\n".join(" ".join(text.rjust(wide) for text in row) for row in texts)


# ---------------------------------------------------------------------------------- statistics

NEIGHBOURS = {"horizontal": [[-1, 1]], "vertical": [[-1], [1]]}


def difference_histogram(images, ax=None, language=""):
    """Draw how frequent each difference between neighbouring pixels is, and a normal distribution.

    images are grey, each (H, W), with whole numbers from 0 to 255.
    """
    say = Words(language)
    ax = plots.new_axes(WIDTH, 6) if ax is None else ax
    found = {
        name: np.concatenate([convolution.correlate2d(image, step).ravel() for image in images])
        for name, step in NEIGHBOURS.items()
    }
    both = np.concatenate(list(found.values()))
    deviation = both.std()
    levels = np.arange(-255, 256)
    for (name, values), colour, line in zip(
        found.items(), ("black", "0.55"), ("-", "--"), strict=True
    ):
        proportions = np.bincount(values + 255, minlength=511) / len(values)
        drawn = proportions > 0
        look = {"color": colour, "linewidth": 2, "label": say(f"difference_histogram.{name}")}
        ax.plot(levels[drawn], proportions[drawn], line, **look)
    normal = np.exp(-(levels**2) / (2 * deviation**2)) / (deviation * math.sqrt(2 * math.pi))
    look = {"color": "black", "linewidth": 3, "label": say("difference_histogram.normal")}
    ax.plot(levels, normal, ":", **look)
    ax.set(yscale="log", xlim=(-255, 255), ylim=(0.5 / len(both), 1))
    ax.set_xlabel(say("difference_histogram.difference"), fontsize=FONT_SIZE)
    ax.set_ylabel(say("difference_histogram.proportion"), fontsize=FONT_SIZE)
    ax.tick_params(labelsize=FONT_SIZE - 1)
    ax.legend(fontsize=FONT_SIZE - 1)
    ax.grid(alpha=0.3)
    return say.picture(
        ax,
        "difference_histogram",
        count=len(both),
        images=len(images),
        small=np.mean(abs(both) <= 5),
        far=np.mean(abs(both) > 4 * deviation),
        deviation=deviation,
    )


def weights_compared(side=1000, hidden=10**6, window=10, filters=100, ax=None, language=""):
    """Draw how many weights three kinds of layer need, as bars on a log scale."""
    say = Words(language)
    ways = compare_connections(side, side, hidden, window, filters)
    ax = plots.new_axes(WIDTH, 4.5) if ax is None else ax
    counts = {name: count for name, (count, _) in ways.items()}
    names = [say(f"weights_compared.{name}") for name in counts]
    ax.barh(names, counts.values(), 0.45, color=KERNEL.fill, edgecolor=KERNEL.line)
    for row, (_, text) in enumerate(ways.values()):
        ax.text(1.3, row - 0.28, text, fontsize=FONT_SIZE + 1, va="bottom")
    ax.set(xscale="log", xlim=(1, 10 * max(counts.values())), ylim=(len(ways) - 0.6, -0.7))
    ax.tick_params(labelsize=FONT_SIZE)
    ax.grid(axis="x", alpha=0.3)
    return say.picture(
        ax,
        "weights_compared",
        image=size_of((side, side)),
        hidden=f"{hidden:,}",
        window=size_of((window, window)),
        filters=filters,
        **{name: f"{count:,}" for name, count in counts.items()},
    )
