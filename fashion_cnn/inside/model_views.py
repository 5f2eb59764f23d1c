"""The views of any trained model, as the command `look` shows them.

Each takes an Opened model and the command line's arguments and yields (file name, Picture). What a
model lacks for a view is said in a sentence, and the rest is shown: see needs.py.
"""

from pathlib import Path

import numpy as np

from fashion_cnn import inside
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.drawing import learned
from fashion_cnn.inside import commands, found_in_files, learned_weights
from fashion_cnn.inside.commands import Image
from fashion_cnn.inside.needs import NEEDS
from fashion_cnn.inside.opened import open_model
from fashion_cnn.inside.own_pictures import reader
from fashion_cnn.inside.planes import drawable_pixels, plane

# Number of layers whose maps are drawn by default.
MOST_LAYERS = 16
# Number of feature maps that patterns and patches are drawn for by default: a page full, and fewer
# of images larger than LARGE pixels, for which gradient ascent takes long.
MOST_PATTERNS, MOST_PATCHES, LARGE = 32, 8, 64 * 64
PATCHES_A_MAP = 8
# Channels that a message names.
MOST_NAMED = 10
# Classes that have a colour of their own in the embedding.
MOST_COLOURS = 12


def show(source, views, arguments):
    """Open the model of a Source, and draw the views of it."""
    commands.check_options(views, arguments, OPTIONS)
    opened = open_model(source, arguments.dataset, arguments.pixels)
    print(tr("The model: {what}", what=opened.what))
    if arguments.layer is not None:
        inside.find_layer(opened.model, arguments.layer)
    drawn = [view for view in views if draw(view, opened, arguments, source.out, len(views) == 1)]
    if not drawn:
        raise KitError("Nothing of this model can be shown.")


def draw(view, opened, arguments, out, is_only):
    """Draw a view; return whether that was possible, and say why if not.

    Raises KitError instead if it is the only view, or fails for what an option asks for.
    """
    try:
        for need in NEEDS[view]:
            lack = need(opened, arguments)
            if lack and is_only:
                raise UsageError(lack)
            if lack:
                opened.say(tr("No {view}: {reason}", view=view, reason=lack))
                return False
        commands.save(VIEWS[view](opened, arguments), Path(arguments.out or out))
    except KitError as error:
        if is_only or any(view in OPTIONS[option] for option in given(arguments)):
            raise
        opened.say(tr("No {view}: {reason}", view=view, reason=error))
        return False
    return True


# The views that each option is for.
OPTIONS = {
    "layer": ("filters", "weights", "maps", "patches", "excite"),
    "channel": ("patches", "excite"),
    "image": ("maps", "attention"),
    "images": ("patches",),
    "common_scale": ("maps",),
}


def given(arguments):
    """The options of OPTIONS that the user named."""
    return [option for option in OPTIONS if getattr(arguments, option) is not None]


# --------------------------------------------------------------------------------------- the views


def filters(opened, arguments):
    layer = arguments.layer or inside.first_convolution(opened.model)
    before, after = before_and_after(opened, layer, inside.filters)
    picture = learned.filters_compared(plane(before), plane(after), layer, opened.what)
    yield f"filters-{opened.stem(layer)}.png", picture


def weights(opened, arguments):
    names = inside.convolutions(opened.model) or learned_weights.weighted_layers(opened.model)
    layer = arguments.layer or names[0]
    before, after = before_and_after(opened, layer, learned_weights.first_weights)
    deviations = [inside.statistics(found).deviation for found in (before, after)]
    picture = learned.weights(before, after, deviations, layer, opened.what)
    yield f"weights-{opened.stem(layer)}.png", picture


def before_and_after(opened, layer, get):
    """What `get(model, layer)` finds before and after training."""
    after = get(opened.model, layer)
    return get(inside.untrained(opened.model), layer), after


def maps(opened, arguments):
    image = chosen_image(opened, arguments)
    layers = [arguments.layer] if arguments.layer else inside.convolutions(opened.model)
    if len(layers) > MOST_LAYERS:
        opened.say(
            tr(
                "Maps of the first {shown} of {count} convolutions; for another: --layer {layer}.",
                shown=MOST_LAYERS,
                count=len(layers),
                layer=layers[-1],
            )
        )
    found = inside.feature_maps(opened.shown, image.pixels, layers[:MOST_LAYERS])
    for layer, [its] in found.items():
        its, common_scale = plane(its, channels=1), arguments.common_scale
        picture = learned.maps(its, layer, opened.what, image.label, common_scale)
        yield f"maps-{opened.stem(layer)}.png", picture


def patches(opened, arguments):
    opened.say_input()
    layer = arguments.layer or inside.last_convolution(opened.shown)
    if arguments.images is not None:
        yield from patches_of_files(opened, arguments, layer)
        return
    model, images = opened.shown, opened.many
    chosen = chosen_channels(opened, arguments, layer, inside.dead_channels(model, images, layer))
    found = {}
    for channel in chosen:
        best = inside.top_patches(model, images, layer, channel, PATCHES_A_MAP)
        found[channel] = [patch.pixels for patch in best]
    picture = learned.patches(found, PATCHES_A_MAP, len(images), layer, opened.what)
    yield f"patches-{opened.stem(layer)}.png", picture


def patches_of_files(opened, arguments, layer):
    """The patches of the image files of a folder, and a table of them."""
    search = found_in_files.search(opened, arguments.images, layer, PATCHES_A_MAP)
    chosen = chosen_channels(opened, arguments, layer, search.dead_channels())
    found = {channel: search.pixels(channel) for channel in chosen}
    picture = learned.patches(found, PATCHES_A_MAP, search.files, layer, opened.what)
    yield f"patches-{opened.stem(layer)}.png", picture
    yield f"patches-{opened.stem(layer)}.csv", search.table()


def chosen_channels(opened, arguments, layer, dead):
    """The channels of a layer to draw patches of: that of --channel, or the first live ones."""
    count = inside.count_channels(opened.shown, layer)
    if dead:
        some = ", ".join(map(str, dead[:MOST_NAMED])) + ", …" * (len(dead) > MOST_NAMED)
        never = tr(
            "Never above 0 for these images: {dead} of the {count} maps of {layer} ({numbers}).",
            dead=len(dead),
            count=count,
            layer=layer,
            numbers=some,
        )
        print(never)
    live = [channel for channel in range(count) if channel not in dead]
    if not live:
        raise KitError("All channels of {layer} are 0 for all images.", layer=layer)
    return live[:MOST_PATCHES] if arguments.channel is None else [arguments.channel]


def excite(opened, arguments):
    opened.say_input()
    most = most_patterns(opened)
    layer = arguments.layer or (inside.convolutions(opened.shown) or [None])[-1]
    if layer is not None:
        channels = range(min(inside.count_channels(opened.shown, layer), most))
        if arguments.channel is not None:
            channels = [arguments.channel]
        names = [str(channel) for channel in channels]
        stem = opened.stem(layer)
        if stem.casefold() == "classes" and opened.answer.classes:
            stem = "layer-classes"  # the classes have their own picture
        yield f"excite-{stem}.png", patterns(opened, layer, channels, names)
    if arguments.layer is None and opened.answer.classes:
        names = opened.class_names[:most]
        yield "excite-classes.png", patterns(opened, None, range(len(names)), names)


def most_patterns(opened):
    """How many patterns are drawn by default."""
    pixels = np.prod(opened.shown.inputs[0].shape[1:3])
    return max(4, int(min(1, LARGE / pixels) * MOST_PATTERNS))


def patterns(opened, layer, channels, names):
    found = inside.excite(opened.shown, layer, channels)
    images = np.stack([drawable_pixels(image) for image in found.images])
    return learned.patterns(
        images, found.after > 0, names, layer or opened.answer.name, opened.what
    )


def attention(opened, arguments):
    image = chosen_image(opened, arguments)
    opened.say_answer()
    probabilities = inside.probabilities(opened.shown, image.pixels)[0]
    index = int(probabilities.argmax())
    class_name = opened.class_names[index]
    print(answer(opened, class_name, float(probabilities[index]), image.true))
    size = max(3, image.pixels.shape[0] // 4)
    heats = {
        "saliency": inside.saliency(opened.shown, image.pixels, index),
        "Grad-CAM": class_map(opened, image.pixels, index),
        "occlusion": inside.occlusion(opened.shown, image.pixels, index, size, max(2, size // 4)),
    }
    if not heats["saliency"].any():
        opened.say(tr("The score has no gradient with respect to pixels, so no saliency is drawn."))
        del heats["saliency"]
    if heats["Grad-CAM"] is None:
        opened.say(
            tr("The model has no feature maps with rows and columns, so no Grad-CAM is drawn.")
        )
        del heats["Grad-CAM"]
    picture = learned.attention(image.pixels, heats, class_name, opened.what, image.label)
    yield "attention.png", picture


def class_map(opened, image, index):
    """Grad-CAM of the last feature maps, or None if there are none."""
    try:
        return inside.grad_cam(opened.shown, image, index)
    except UsageError:
        return None


def answer(opened, class_name, value, true):
    """What the model says about an image, and its label; `true` is the number of its class."""
    said = verdict(opened.answer, class_name, value)
    if true is None:
        return said
    label = opened.test_set.class_words[true]
    return f"{said} {tr('The label is {label}.', label=label)}"


def verdict(answer, class_name, value):
    """What the model says about an image, in a sentence."""
    if answer.kind == "other" and answer.classes > 1:
        return tr(
            "The model's largest output is that of {class_name}: {value:.3g} ({activation} makes "
            "no probabilities).",
            class_name=class_name,
            value=value,
            activation=answer.activation,
        )
    if answer.kind == "other":
        return tr(
            "The model's one output is {value:.3g} ({activation} makes no probabilities).",
            value=value,
            activation=answer.activation,
        )
    sure = commands.percent(value)
    if answer.classes == 1:
        return tr(
            "The model's one output is {value:.3g}: it is {sure} sure of class 1.",
            value=value,
            sure=sure,
        )
    return tr("The model says {class_name} ({sure} sure).", class_name=class_name, sure=sure)


def embedding(opened, arguments):
    images = opened.many
    opened.say_input()
    points = inside.embedding(opened.shown, images, "tsne")
    picture = learned.embedding(points, *colours(opened, images), "t-SNE", opened.what)
    yield "embedding.png", picture


def colours(opened, images):
    """(labels (N,), names, what they are) by which images are coloured in the embedding.

    They are the classes of the images where they are known, else the model's answers.
    """
    if opened.labels is not None:
        names, labels = opened.test_set.class_words, opened.labels[: len(images)]
        return *most_frequent(labels, names), tr("class")
    if not opened.answer.classes:
        return np.zeros(len(images), int), [tr("test image")], ""
    opened.say_answer()
    found = inside.probabilities(opened.shown, images)
    if opened.answer.classes == 1:
        limit = 0.5 if opened.answer.kind != "other" else 0
        names = commands.names_or_numbers((), 2)
        return (found[:, 0] > limit).astype(int), names, tr("the model's answer")
    return *most_frequent(found.argmax(axis=1), opened.class_names), tr("the model's answer")


def most_frequent(labels, class_names):
    """Labels (N,) renumbered, and their names: of more than MOST_COLOURS, the rest as one."""
    if len(class_names) <= MOST_COLOURS:
        return labels, class_names
    often = np.bincount(labels).argsort(kind="stable")[::-1][:MOST_COLOURS]
    present = sorted(int(label) for label in often if label in labels)
    names = [class_names[label] for label in present]
    numbers = {label: number for number, label in enumerate(present)}
    if set(labels) - set(present):
        names.append(tr("other classes"))
    return np.array([numbers.get(int(label), len(present)) for label in labels]), names


FUNCTIONS = filters, weights, maps, patches, excite, attention, embedding
VIEWS = {function.__name__: function for function in FUNCTIONS}

# ----------------------------------------------------------------------------------------- images


def chosen_image(opened, arguments):
    """The image of --image: a test image by number, or a picture file."""
    image = read_image(opened, 0 if arguments.image is None else arguments.image)
    opened.say_input()
    return image


def read_image(opened, image):
    if not isinstance(image, str):
        return test_image(opened, image)
    prepared = reader(opened)(image)
    opened.say(f"{image}: {prepared.remark}.")
    return Image(prepared.pixels, f", {Path(image).name}")


def test_image(opened, number):
    count = len(opened.dataset_images)
    if not isinstance(number, int) or not 0 <= number < count:
        raise UsageError(
            "--image must be a number from 0 to {last} without decimals, or a picture file, "
            "received {received}.",
            last=count - 1,
            received=number,
        )
    [pixels] = opened.pictures([number])
    true = None if opened.labels is None else int(opened.labels[number])
    return Image(pixels, tr(", test image {number}", number=number), true)
