"""Pictures of what a network has learned, drawn from the arrays that `fashion_cnn.inside` finds.

    found = inside.filters(model, "conv1")
    filters(found, "conv1", "the main model, trained on garments").save("filters.png")

`name` is the layer's name; `what` names the model and its training data, and is in every title.
`label` is empty, or names the image: ", test image 7".
"""

import numpy as np

from fashion_cnn.drawing import cells, plots
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, KERNEL, OUTPUT


def filters(found, name, what):
    """The filters of a layer, (kH, kW, C, n)."""
    ax = plots.filter_grid(tiles(found), first_numbers(found))
    cells.edge(ax, KERNEL)
    return Picture(
        ax,
        filters_title(found, name, what),
        f"{filters_sentence(found, name)}. {SHADES} The model: {what}.",
        f"{first_of(found.shape[-1])} filters, on one scale. {SHADES}",
    )


def filters_compared(before, after, name, what):
    """The filters of a layer, (kH, kW, C, n), before and after training, on one scale."""
    largest = max(plots.largest_weight(before), plots.largest_weight(after))
    rows = -(-len(first_numbers(after)) // plots.COLUMNS)
    axes = plots.new_axes(2 * 0.85 * plots.COLUMNS, 0.95 * rows + 1.1, columns=2)
    for ax, found, title in zip(axes, (before, after), ("untrained", "trained"), strict=True):
        plots.filter_grid(tiles(found), first_numbers(found), ax, largest, plots.COLUMNS)
        cells.edge(ax, KERNEL)
        ax.set_title(title, fontsize=plots.FONT_SIZE)
    sentence = f"{filters_sentence(after, name)}, before and after training."
    title = filters_title(after, name, what)
    note = f"{first_of(after.shape[-1])} filters, on one scale. {SHADES}"
    return Picture(axes, title, f"{sentence} {SHADES} The model: {what}.", note)


SHADES = "Grey is 0, black negative, white positive."


def filters_title(found, name, what):
    height, width, channels, _ = found.shape
    return f"Filters of {name}, {height}x{width} {of_channel(channels)}: {what}"


def filters_sentence(found, name):
    height, width, channels, count = found.shape
    weights = f"{height}x{width} weights each, {of_channel(channels)}"
    return f"{first_of(count)} filters of the layer {name}, {weights}"


def tiles(found):
    """The first filters of (kH, kW, C, n) as images: (n, kH, kW, 3) in RGB if C is 3.

    Otherwise only the first channel is shown: (n, kH, kW).
    """
    picked = np.moveaxis(found, -1, 0)[: plots.MOST]
    return picked if found.shape[2] == 3 else picked[..., 0]


def of_channel(channels):
    if channels == 3:
        return "in red, green and blue"
    return "for the first of its channels" if channels > 1 else "for its one channel"


def first_of(count):
    return f"The first {plots.MOST} of {count}" if count > plots.MOST else f"All {count}"


def first_numbers(found):
    """Titles 0, 1, 2, ... for the filters or maps that fit on the page, from (..., n)."""
    return [str(number) for number in range(min(found.shape[-1], plots.MOST))]


def weights(before, after, deviations, name, what):
    """Histogram of a layer's weights before and after training, with their standard deviations."""
    untrained, trained = (f"{deviation:.3f}" for deviation in deviations)
    labels = [f"untrained: standard deviation {untrained}", f"trained: {trained}"]
    return Picture(
        plots.weight_histogram(before, after, labels),
        f"Weights of {name}: {what}",
        f"Histogram of the {after.size:,} weights of the layer {name} before training (standard "
        f"deviation {untrained}) and after it ({trained}). The model: {what}.",
    )


def maps(found, name, what, label="", common_scale=False):
    """The strongest feature maps (H, W, C) of a layer for one image, the strongest first.

    A map's strength is its mean, with negative values counted as 0. Each map has a scale of its
    own, or all of them one `common_scale`.
    """
    height, width, count = found.shape
    strengths = np.maximum(found, 0).mean(axis=(0, 1))
    shown = np.argsort(-strengths, kind="stable")[: plots.MOST_MAPS]
    tiles = [found[..., channel] for channel in shown]
    if not common_scale:
        tiles = [plots.own_scale(tile) for tile in tiles]
    scale = "all on one scale" if common_scale else "each on its own scale"
    dark = np.count_nonzero(strengths == 0)
    none = f"{dark} of {count} maps {'is' if dark == 1 else 'are'} dark: nowhere above 0."
    which = f"The {len(shown)} strongest of {count}" if count > len(shown) else f"All {count}"
    ax = plots.map_grid(tiles, [str(channel) for channel in shown])
    cells.edge(ax, OUTPUT)
    return Picture(
        ax,
        f"{which} feature maps of {name}, {height}x{width}{label}: {what}",
        f"{which} feature maps of the layer {name} for one image{label}, {height}x{width} values "
        f"each, by number, the strongest first (by the mean of what is above 0), {scale}, bright "
        f"where the filter responds. {none} The model: {what}.",
        f"Strongest first, by their mean, {scale}. {none}",
    )


def patches(found, columns, searched, name, what):
    """The parts of images that excite channels most, {channel: images}, a row for each channel.

    `searched` is the number of images that they were taken from.
    """
    tiles, titles = [], []
    for channel, images in found.items():
        blanks = [np.zeros((1, 1))] * (columns - len(images))
        tiles += [grey(image) for image in images] + blanks
        titles += [f"map {channel}"] + [""] * (columns - 1)
    ax = plots.image_grid(tiles, titles, columns, low=0, high=1)
    cells.edge(ax, INPUT)
    return Picture(
        ax,
        f"What excites maps of {name} most: {what}",
        f"A row for each of {len(found)} maps of the layer {name}: the {columns} parts of "
        f"{searched} images to which it responds most strongly. The model: {what}.",
    )


def grey(image):
    return image[..., 0] if image.shape[-1] == 1 else image


def patterns(images, excited, names, layer, what, columns=None):
    """The patterns (n, H, W, C) that excite the channels of a layer most.

    `names` are the channels' titles; `excited` (n,) is False for channels that stayed silent.
    """
    alive = list(zip(names, excited, strict=True))
    titles = [name if excites else f"{name}: silent" for name, excites in alive]
    silent = sum(not excites for _, excites in alive)
    none = f" No pattern was found for {silent} of them." if silent else ""
    which, scale = f"each of {len(names)} channels", "each on its own scale, where 0 is grey"
    title = f"Patterns that excite {layer}: {what}"
    if len(names) == 1:
        which, scale = f"channel {names[0]}", "0 is grey"
        title = f"What excites {which} of {layer}: {what}"
    return Picture(
        plots.pattern_grid(images, titles, None, columns),
        title,
        f"Made from noise by gradient ascent: an image for {which} of the layer {layer}, on its "
        f"own scale, where 0 is grey.{none} The model: {what}.",
        f"Made from noise by gradient ascent; {scale}.{none}",
    )


# What each way to see which pixels count shows.
WAYS = {
    "saliency": "saliency (how much each pixel changes the score)",
    "Grad-CAM": "Grad-CAM (which parts of the last feature maps raise the score)",
    "occlusion": "occlusion (how far the score falls when a square is covered)",
}


def attention(image, heats, class_name, what, label=""):
    """Saliency, Grad-CAM and occlusion for one class, {title: (H, W)}, over the image."""
    *ways, last = [WAYS[title] for title in heats]
    listed = f"{', '.join(ways)} and {last}" if ways else last
    axes = plots.heat_maps(grey(image), heats)
    cells.edge(axes[0], INPUT)
    return Picture(
        axes,
        f"What the score of {class_name} depends on{label}: {what}",
        f"One image{label}, and over it, bright where the score of {class_name} depends most on "
        f"the pixels: {listed}. The model: {what}.",
    )


def grad_cam(image, heats, layer, what, label=""):
    """Grad-CAM for several classes, {class: (H, W)}, over the image (H, W, 3)."""
    axes = plots.heat_maps(image, heats)
    cells.edge(axes[0], INPUT)
    return Picture(
        axes,
        f"Grad-CAM of {layer}{label}: {what}",
        f"One image{label}, and over it, bright where the feature maps of {layer} raise "
        f"the score of a class: {', '.join(heats)}. The model: {what}.",
    )


def embedding(points, labels, class_names, colours, method, what):
    """Images as points (N, 2); `method` is what made them.

    `colours` says what the labels (N,) are, such as "class"; empty if they are all the same.
    """
    coloured = f", coloured by {colours}" if colours else ""
    return Picture(
        plots.scatter(points, labels, class_names),
        f"The last hidden layer, {method}: {what}",
        f"{len(points)} test images as points{coloured}, close together if the last hidden "
        f"layer responds alike ({method}). The model: {what}.",
    )
