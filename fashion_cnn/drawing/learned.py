"""Pictures of what a network has learned, drawn from the arrays that `fashion_cnn.inside` finds.

    found = inside.filters(model, "conv1")
    filters(found, "conv1", "the main model, trained on garments").save("filters.png")

`name` is the layer's name; `what` names the model and its training data, and is in every title.
`label` is empty, or names the image: ", test image 7".
"""

import numpy as np

from fashion_cnn.base.language import tr
from fashion_cnn.drawing import cells, plots
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, KERNEL, OUTPUT


def filters(found, name, what):
    """The filters of a layer, (kH, kW, C, n)."""
    ax = plots.filter_grid(tiles(found), first_numbers(found))
    cells.edge(ax, KERNEL)
    sentence = tr(
        "{which} filters of the layer {name}, {size} weights each, {channels}.",
        **named(found, name),
    )
    return filters_picture(ax, found, sentence, name, what)


def filters_compared(before, after, name, what):
    """The filters of a layer, (kH, kW, C, n), before and after training, on one scale."""
    largest = max(plots.largest_weight(before), plots.largest_weight(after))
    rows = -(-len(first_numbers(after)) // plots.COLUMNS)
    axes = plots.new_axes(2 * 0.85 * plots.COLUMNS, 0.95 * rows + 1.1, columns=2)
    titles = tr("untrained"), tr("trained")
    for ax, found, title in zip(axes, (before, after), titles, strict=True):
        plots.filter_grid(tiles(found), first_numbers(found), ax, largest, plots.COLUMNS)
        cells.edge(ax, KERNEL)
        ax.set_title(title, fontsize=plots.FONT_SIZE)
    sentence = tr(
        "{which} filters of the layer {name}, {size} weights each, {channels}, before and after "
        "training.",
        **named(after, name),
    )
    return filters_picture(axes, after, sentence, name, what)


def filters_picture(axes, found, sentence, name, what):
    """The Picture of filters, whose description begins with a sentence."""
    title = tr("Filters of {name}, {size} {channels}: {what}", **named(found, name), what=what)
    shades = tr("Grey is 0, black negative, white positive.")
    note = tr("{which} filters, on one scale.", which=first_of(found.shape[-1]))
    return Picture(axes, title, f"{sentence} {shades} {model_is(what)}", f"{note} {shades}")


def named(found, name):
    """The values of a sentence about the filters of a layer."""
    which, channels = first_of(found.shape[-1]), of_channel(found.shape[2])
    return {"which": which, "name": name, "size": size_of(found), "channels": channels}


def size_of(found):
    """The height and width of filters or maps (H, W, ...), as 3x3."""
    return "x".join(map(str, found.shape[:2]))


def model_is(what):
    """The sentence that ends all descriptions."""
    return tr("The model: {what}.", what=what)


def tiles(found):
    """The first filters of (kH, kW, C, n) as images: (n, kH, kW, 3) in RGB if C is 3.

    Otherwise only the first channel is shown: (n, kH, kW).
    """
    picked = np.moveaxis(found, -1, 0)[: plots.MOST]
    return picked if found.shape[2] == 3 else picked[..., 0]


def of_channel(channels):
    if channels == 3:
        return tr("in red, green and blue")
    return tr("for the first of its channels") if channels > 1 else tr("for its one channel")


def first_of(count):
    if count > plots.MOST:
        return tr("The first {shown} of {count}", shown=plots.MOST, count=count)
    return tr("All {count}", count=count)


def first_numbers(found):
    """Titles 0, 1, 2, ... for the filters or maps that fit on the page, from (..., n)."""
    return [str(number) for number in range(min(found.shape[-1], plots.MOST))]


def weights(before, after, deviations, name, what):
    """Histogram of a layer's weights before and after training, with their standard deviations."""
    untrained, trained = (f"{deviation:.3f}" for deviation in deviations)
    labels = [
        tr("untrained: standard deviation {deviation}", deviation=untrained),
        tr("trained: {deviation}", deviation=trained),
    ]
    sentence = tr(
        "Histogram of the {count:,} weights of the layer {name} before training (standard "
        "deviation {untrained}) and after it ({trained}).",
        count=after.size,
        name=name,
        untrained=untrained,
        trained=trained,
    )
    title = tr("Weights of {name}: {what}", name=name, what=what)
    histogram = plots.weight_histogram(before, after, labels)
    return Picture(histogram, title, f"{sentence} {model_is(what)}")


def maps(found, name, what, label="", common_scale=False):
    """The strongest feature maps (H, W, C) of a layer for one image, the strongest first.

    A map's strength is its mean, with negative values counted as 0. Each map has a scale of its
    own, or all of them one `common_scale`.
    """
    count = found.shape[-1]
    strengths = np.maximum(found, 0).mean(axis=(0, 1))
    shown = np.argsort(-strengths, kind="stable")[: plots.MOST_MAPS]
    tiles = [found[..., channel] for channel in shown]
    if not common_scale:
        tiles = [plots.own_scale(tile) for tile in tiles]
    ax = plots.map_grid(tiles, [str(channel) for channel in shown])
    cells.edge(ax, OUTPUT)
    values = {
        "which": strongest_of(len(shown), count),
        "name": name,
        "size": size_of(found),
        "label": label,
        "scale": tr("all on one scale") if common_scale else tr("each on its own scale"),
    }
    title = tr("{which} feature maps of {name}, {size}{label}: {what}", **values, what=what)
    sentence = tr(
        "{which} feature maps of the layer {name} for one image{label}, {size} values each, by "
        "number, the strongest first (by the mean of what is above 0), {scale}, bright where the "
        "filter responds.",
        **values,
    )
    dark = dark_maps(np.count_nonzero(strengths == 0), count)
    note = tr("Strongest first, by their mean, {scale}.", **values)
    return Picture(ax, title, f"{sentence} {dark} {model_is(what)}", f"{note} {dark}")


def strongest_of(shown, count):
    if count > shown:
        return tr("The {shown} strongest of {count}", shown=shown, count=count)
    return tr("All {count}", count=count)


def dark_maps(dark, count):
    if dark == 1:
        return tr("1 of {count} maps is dark: nowhere above 0.", count=count)
    return tr("{dark} of {count} maps are dark: nowhere above 0.", dark=dark, count=count)


def patches(found, columns, searched, name, what):
    """The parts of images that excite channels most, {channel: images}, a row for each channel.

    `searched` is the number of images that they were taken from.
    """
    tiles, titles = [], []
    for channel, images in found.items():
        blanks = [np.zeros((1, 1))] * (columns - len(images))
        tiles += [grey(image) for image in images] + blanks
        titles += [tr("map {number}", number=channel)] + [""] * (columns - 1)
    ax = plots.image_grid(tiles, titles, columns, low=0, high=1)
    cells.edge(ax, INPUT)
    sentence = tr(
        "A row for each of {count} maps of the layer {name}: the {columns} parts of {searched} "
        "images to which it responds most strongly.",
        count=len(found),
        name=name,
        columns=columns,
        searched=searched,
    )
    title = tr("What excites maps of {name} most: {what}", name=name, what=what)
    return Picture(ax, title, f"{sentence} {model_is(what)}")


def grey(image):
    return image[..., 0] if image.shape[-1] == 1 else image


def patterns(images, excited, names, layer, what, columns=None):
    """The patterns (n, H, W, C) that excite the channels of a layer most.

    `names` are the channels' titles; `excited` (n,) is False for channels that stayed silent.
    """
    titles = [
        name if excites else tr("{name}: silent", name=name)
        for name, excites in zip(names, excited, strict=True)
    ]
    if len(names) == 1:
        title, made, note = words_of_pattern(names[0], layer, what)
    else:
        title, made, note = words_of_patterns(len(names), layer, what)
    silent = sum(not excites for excites in excited)
    none = tr("No pattern was found for {silent} of them.", silent=silent) if silent else ""
    description = " ".join(filter(None, [made, none, model_is(what)]))
    grid = plots.pattern_grid(images, titles, None, columns)
    return Picture(grid, title, description, f"{note} {none}".rstrip())


def words_of_pattern(channel, layer, what):
    """Title, description and note of one pattern."""
    return (
        tr(
            "What excites channel {channel} of {layer}: {what}",
            channel=channel,
            layer=layer,
            what=what,
        ),
        tr(
            "Made from noise by gradient ascent: an image for channel {channel} of the layer "
            "{layer}, on its own scale, where 0 is grey.",
            channel=channel,
            layer=layer,
        ),
        tr("Made from noise by gradient ascent; 0 is grey."),
    )


def words_of_patterns(count, layer, what):
    """Title, description and note of several patterns."""
    return (
        tr("Patterns that excite {layer}: {what}", layer=layer, what=what),
        tr(
            "Made from noise by gradient ascent: an image for each of {count} channels of the "
            "layer {layer}, on its own scale, where 0 is grey.",
            count=count,
            layer=layer,
        ),
        tr("Made from noise by gradient ascent; each on its own scale, where 0 is grey."),
    )


def attention(image, heats, class_name, what, label=""):
    """Saliency, Grad-CAM and occlusion for one class, {way: (H, W)}, over the image."""
    titles, meanings = way_titles(), way_meanings()
    axes = plots.heat_maps(grey(image), {titles[way]: heat for way, heat in heats.items()})
    cells.edge(axes[0], INPUT)
    title = tr(
        "What the score of {class_name} depends on{label}: {what}",
        class_name=class_name,
        label=label,
        what=what,
    )
    sentence = tr(
        "One image{label}, and over it, bright where the score of {class_name} depends most on "
        "the pixels: {ways}.",
        label=label,
        class_name=class_name,
        ways=joined([meanings[way] for way in heats]),
    )
    return Picture(axes, title, f"{sentence} {model_is(what)}")


def way_titles():
    return {
        "saliency": tr("saliency"),
        "Grad-CAM": "Grad-CAM",
        "occlusion": tr("occlusion"),
    }


def way_meanings():
    """What each way to see which pixels count shows."""
    return {
        "saliency": tr("saliency (how much each pixel changes the score)"),
        "Grad-CAM": tr("Grad-CAM (which parts of the last feature maps raise the score)"),
        "occlusion": tr("occlusion (how far the score falls when a square is covered)"),
    }


def joined(words):
    *others, last = words
    return tr("{others} and {last}", others=", ".join(others), last=last) if others else last


def grad_cam(image, heats, layer, what, label=""):
    """Grad-CAM for several classes, {class: (H, W)}, over the image (H, W, 3)."""
    axes = plots.heat_maps(image, heats)
    cells.edge(axes[0], INPUT)
    title = tr("Grad-CAM of {layer}{label}: {what}", layer=layer, label=label, what=what)
    sentence = tr(
        "One image{label}, and over it, bright where the feature maps of {layer} raise the score "
        "of a class: {classes}.",
        label=label,
        layer=layer,
        classes=", ".join(heats),
    )
    return Picture(axes, title, f"{sentence} {model_is(what)}")


def embedding(points, labels, class_names, colours, method, what):
    """Images as points (N, 2); `method` is what made them.

    `colours` says what the labels (N,) are, such as "class"; empty if they are all the same.
    """
    if colours:
        sentence = tr(
            "{count} test images as points, coloured by {colours}, close together if the last "
            "hidden layer responds alike ({method}).",
            count=len(points),
            colours=colours,
            method=method,
        )
    else:
        sentence = tr(
            "{count} test images as points, close together if the last hidden layer responds "
            "alike ({method}).",
            count=len(points),
            method=method,
        )
    title = tr("The last hidden layer, {method}: {what}", method=method, what=what)
    return Picture(
        plots.scatter(points, labels, class_names), title, f"{sentence} {model_is(what)}"
    )
