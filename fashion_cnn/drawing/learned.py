"""Pictures of the inside of a network, each with a title and a description in words.

    view = filters(model, "conv1", "the main model, trained on garments")
    view.save("filters.png")

What is shown is computed by inside.py and drawn by plots.py. `what` names the model and the data
that it was trained on: it stands in every title.
"""

import numpy as np

from fashion_cnn import inside
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.inside import Patterns

# Images of which patches, dead filters and the embedding are computed, at most.
IMAGES = 1000
PATCHES = 8


def filters(model, name, what):
    """Draw a layer's filters, before and after training."""
    after, before = inside.filters(model, name), inside.filters(inside.untrained(model), name)
    height, width, channels, count = after.shape
    shown = min(count, plots.MOST)
    largest = max(plots.largest_weight(before), plots.largest_weight(after))
    columns = plots.COLUMNS
    rows = -(-shown // columns)
    axes = plots.new_axes(2 * 0.85 * columns, 0.95 * rows + 1.1, columns=2)
    for ax, kernels, title in zip(axes, (before, after), ("untrained", "trained"), strict=True):
        plots.filter_grid(tiles(kernels), numbers(shown), ax, largest)
        ax.set_title(title, fontsize=plots.FONT_SIZE)
    of = of_channel(channels)
    part = part_of(shown, count)
    return Picture(
        axes,
        f"Filters of {name}, {height}x{width} {of}: {what}",
        f"{part} filters of the layer {name}, {height}x{width} weights each, {of}, "
        f"before and after training. Grey is 0, black negative, white positive. The model: {what}.",
    )


def kernels(model, name, what, bgr=False):
    """Draw a layer's filters as they are; `bgr` if the model takes blue, green and red."""
    found = inside.filters(model, name)
    height, width, channels, count = found.shape
    shown = min(count, plots.MOST)
    of = of_channel(channels)
    part = part_of(shown, count)
    return Picture(
        plots.filter_grid(tiles(found, bgr), numbers(shown)),
        f"Filters of {name}, {height}x{width} {of}: {what}",
        f"{part} filters of the layer {name}, {height}x{width} weights each, {of}. "
        f"Grey is 0, black negative, white positive. The model: {what}.",
    )


def tiles(kernels, bgr=False):
    """Return the first kernels of (kH, kW, C, n) as pictures, in RGB where C is 3: (n, kH, kW, 3).

    Of other numbers of channels only the first is shown: (n, kH, kW).
    """
    picked = np.moveaxis(kernels, -1, 0)[: plots.MOST]
    if kernels.shape[2] != 3:
        return picked[..., 0]
    return picked[..., ::-1] if bgr else picked


def of_channel(channels):
    if channels == 3:
        return "in red, green and blue"
    return "for the first of its channels" if channels > 1 else "for its one channel"


def part_of(shown, count):
    return f"The first {shown} of {count}" if shown < count else f"All {count}"


def numbers(count):
    return [str(number) for number in range(count)]


def weights(model, name, what):
    """Draw the histogram of a layer's weights before and after training."""
    after, before = inside.filters(model, name), inside.filters(inside.untrained(model), name)
    spread = inside.statistics(before).deviation, inside.statistics(after).deviation
    labels = [f"untrained: standard deviation {spread[0]:.3f}", f"trained: {spread[1]:.3f}"]
    return Picture(
        plots.weight_histogram(before, after, labels),
        f"Weights of {name}: {what}",
        f"How often which weight occurs among the {after.size:,} of the layer {name}, before "
        f"training (standard deviation {spread[0]:.3f}) and after it ({spread[1]:.3f}). "
        f"The model: {what}.",
    )


def maps(model, image, name, what, label=""):
    """Draw a layer's feature maps for one image."""
    found = inside.feature_maps(model, image, [name])[name][0]
    height, width, count = found.shape
    shown = min(count, plots.MOST)
    silent = [str(c) for c in range(count) if found[..., c].max() <= 0]
    axes = plots.map_grid(np.moveaxis(found, -1, 0)[:shown], numbers(shown))
    part = part_of(shown, count)
    none = f" All dark here: {', '.join(silent)}." if silent else ""
    return Picture(
        axes,
        f"Feature maps of {name}, {height}x{width}x{count}{label}: {what}",
        f"{part} feature maps of the layer {name} for one image{label}, "
        f"{height}x{width} values each, all on one scale, bright where the filter answers."
        f"{none} The model: {what}.",
    )


def patches(model, images, name, channels, what):
    """Draw the parts of images that excite channels most, a row for each channel."""
    rows, titles = [], []
    for channel in channels:
        found = inside.top_patches(model, images, name, channel, PATCHES)
        rows += [grey(patch.pixels) for patch in found]
        rows += [np.zeros((1, 1))] * (PATCHES - len(found))
        titles += [f"map {channel}", *[""] * (PATCHES - 1)]
    axes = plots.image_grid(rows, titles, PATCHES, low=0, high=1)
    return Picture(
        axes,
        f"What excites maps of {name} most: {what}",
        f"For each of {len(channels)} maps of the layer {name} a row with the {PATCHES} parts of "
        f"{len(images)} images to which it answers most strongly. The model: {what}.",
    )


def grey(image):
    return image[..., 0] if image.shape[-1] == 1 else image


def excite(model, name, channels, what, class_names=None, bgr=False, columns=None, **settings):
    """Draw the patterns that excite channels of a layer most; the silent ones are named.

    `bgr` if the model takes blue, green and red; `settings` are those of inside.excite.
    """
    found = inside.excite(model, name, channels, **settings)
    names = class_names or [str(channel) for channel in found.channels]
    titles = [
        name if alive else f"{name}: silent" for name, alive in zip(names, live(found), strict=True)
    ]
    silent = [name for name, alive in zip(names, live(found), strict=True) if not alive]
    none = f" Nothing was found for {', '.join(silent)}." if silent else ""
    return Picture(
        plots.pattern_grid(found.images[..., ::-1] if bgr else found.images, titles, None, columns),
        f"Patterns that excite {name}: {what}",
        f"Images made from noise by gradient ascent, one for each of {len(names)} channels of the "
        f"layer {name}, each with its own black and white.{none} The model: {what}.",
    )


def live(patterns: Patterns):
    """Return for each pattern whether its channel answers to it."""
    return patterns.after > 0


def attention(model, image, index, class_name, what, label=""):
    """Draw saliency, Grad-CAM and occlusion of one class side by side."""
    heats = {
        "saliency": inside.saliency(model, image, index),
        "Grad-CAM": inside.grad_cam(model, image, index),
        "occlusion": inside.occlusion(model, image, index, size=max(3, image.shape[0] // 4)),
    }
    return Picture(
        plots.heat_maps(grey(image), heats),
        f"What speaks for {class_name}{label}: {what}",
        f"One image{label}, and over it, bright where much depends on the pixels for the class "
        f"{class_name}: saliency (how much each pixel changes the score), Grad-CAM (which parts of "
        f"the last feature maps speak for the class) and occlusion (how far the score falls where "
        f"a square is covered). The model: {what}.",
    )


def grad_cam(model, image, shown, classes, name, what, label=""):
    """Draw Grad-CAM of several classes side by side: where the maps of a layer speak for each.

    `image` is what the model takes, `shown` the same as a person sees it; `classes` has the number
    of each class and what to call it.
    """
    heats = {title: inside.grad_cam(model, image, index, name) for index, title in classes.items()}
    return Picture(
        plots.heat_maps(shown, heats),
        f"Grad-CAM of {name}{label}: {what}",
        f"One image{label}, and over it, bright where the feature maps of {name} speak for a "
        f"class: {', '.join(heats)}. The model: {what}.",
    )


def embedding(model, images, labels, class_names, what, method="tsne"):
    """Draw images as points that lie close where the last hidden layer finds them alike."""
    points = inside.embedding(model, images, method)
    title = {"tsne": "t-SNE", "pca": "PCA"}[method]
    return Picture(
        plots.scatter(points, labels, class_names),
        f"The last hidden layer, {title}: {what}",
        f"{len(images)} test images as points, coloured by their class; images that the last "
        f"hidden layer finds alike lie close together ({title}). The model: {what}.",
    )
