"""The views of any trained model, as the command `look` shows them.

Each takes an Opened model and the command line's arguments and yields (file name, Picture).
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from fashion_cnn import data, inside
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.data import picture_files
from fashion_cnn.drawing import learned
from fashion_cnn.inside import commands
from fashion_cnn.inside.commands import Image
from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.pretrained import checkpoints

# Test images that patches, dead channels and the embedding are computed from.
IMAGES = 1000
# Number of feature maps that patterns and patches are drawn for by default: a page full.
MOST_PATTERNS, MOST_PATCHES = 32, 8
PATCHES_A_MAP = 8


@dataclass(frozen=True)
class Opened:
    """A model, what to call it in titles, and the name of the data set of its test images."""

    model: Any
    what: str
    dataset: str

    @cached_property
    def test_images(self):
        """Test images as the model takes them, and their labels."""
        found = data.load(self.dataset)
        images = data.scale(found.x_test)
        inside.check_images(self.model, images[:1])
        return images, found.y_test

    @property
    def class_names(self):
        """The names of the data set's classes, or numbers if the model has other classes."""
        count = inside.output_shape(inside.last_layer(self.model))[-1]
        return commands.names_or_numbers(data.CLASS_NAMES.get(self.dataset, ()), count)


def show(source, views, arguments):
    """Open the model of a Source, and draw the views of it."""
    is_checkpoint = source.model in checkpoints.NAMES
    model = checkpoints.load(source.model)[0] if is_checkpoint else load_model(source.model)
    opened = Opened(model, source.what, arguments.dataset or source.dataset)
    print(f"The model: {opened.what}")
    for view in views:
        commands.save(VIEWS[view](opened, arguments), Path(arguments.out or source.out))


def filters(opened, arguments):
    layer, before, after = before_and_after(opened, arguments)
    yield f"filters-{layer}.png", learned.filters_compared(before, after, layer, opened.what)


def weights(opened, arguments):
    layer, before, after = before_and_after(opened, arguments)
    deviations = [inside.statistics(found).deviation for found in (before, after)]
    picture = learned.weights(before, after, deviations, layer, opened.what)
    yield f"weights-{layer}.png", picture


def before_and_after(opened, arguments):
    """The name of a layer, and its filters before and after training."""
    layer = arguments.layer or inside.first_convolution(opened.model)
    after = inside.filters(opened.model, layer)
    return layer, inside.filters(inside.untrained(opened.model), layer), after


def maps(opened, arguments):
    inside.first_convolution(opened.model)  # raises if there is none, before images are drawn
    image = chosen_image(opened, arguments)
    for layer in [arguments.layer] if arguments.layer else inside.convolutions(opened.model):
        [found] = inside.feature_maps(opened.model, image.pixels, [layer])[layer]
        yield f"maps-{layer}.png", learned.maps(found, layer, opened.what, image.label)


def patches(opened, arguments):
    layer = arguments.layer or inside.last_convolution(opened.model)
    images = opened.test_images[0][:IMAGES]
    dead = inside.dead_channels(opened.model, images, layer)
    if dead:
        print(f"Never above 0 for these images: {', '.join(map(str, dead))} of {layer}.")
    channels = range(inside.count_channels(opened.model, layer))
    live = [channel for channel in channels if channel not in dead]
    chosen = live[:MOST_PATCHES] if arguments.channel is None else [arguments.channel]
    found = {}
    for channel in chosen:
        best = inside.top_patches(opened.model, images, layer, channel, PATCHES_A_MAP)
        found[channel] = [patch.pixels for patch in best]
    picture = learned.patches(found, PATCHES_A_MAP, len(images), layer, opened.what)
    yield f"patches-{layer}.png", picture


def excite(opened, arguments):
    layer = arguments.layer or inside.last_convolution(opened.model)
    channels = range(min(inside.count_channels(opened.model, layer), MOST_PATTERNS))
    if arguments.channel is not None:
        channels = [arguments.channel]
    names = [str(channel) for channel in channels]
    yield f"excite-{layer}.png", patterns(opened, layer, channels, names)
    last = inside.classifier(opened.model)
    if arguments.layer is None and last is not None:
        yield "excite-classes.png", patterns(opened, last.name, None, opened.class_names)


def patterns(opened, layer, channels, names):
    found = inside.excite(opened.model, layer, channels)
    return learned.patterns(found.images, found.after > 0, names, layer, opened.what)


def attention(opened, arguments):
    image = chosen_image(opened, arguments)
    probabilities = inside.predictions(opened.model, image.pixels)[0]
    index = int(probabilities.argmax())
    class_name = opened.class_names[index]
    print(answer(opened, class_name, probabilities[index], image.true))
    size = max(3, image.pixels.shape[0] // 4)
    heats = {
        "saliency": inside.saliency(opened.model, image.pixels, index),
        "Grad-CAM": inside.grad_cam(opened.model, image.pixels, index),
        "occlusion": inside.occlusion(opened.model, image.pixels, index, size),
    }
    picture = learned.attention(image.pixels, heats, class_name, opened.what, image.label)
    yield "attention.png", picture


def answer(opened, class_name, probability, true):
    label = "" if true is None else f", the label is {data.CLASS_NAMES[opened.dataset][true]}"
    return f"The model says {class_name} ({commands.percent(probability)} sure){label}."


def embedding(opened, arguments):
    images, labels = (found[:IMAGES] for found in opened.test_images)
    points = inside.embedding(opened.model, images, "tsne")
    names = data.CLASS_NAMES[opened.dataset]
    yield "embedding.png", learned.embedding(points, labels, names, "t-SNE", opened.what)


FUNCTIONS = filters, weights, maps, patches, excite, attention, embedding
VIEWS = {function.__name__: function for function in FUNCTIONS}


def chosen_image(opened, arguments):
    """The image of --image: a test image by number, or a picture file."""
    if not isinstance(arguments.image, str):
        return test_image(opened, arguments.image)
    shape = tuple(opened.model.inputs[0].shape[1:])
    if len(shape) != 3 or None in shape or shape[2] not in (1, 3):
        inside.check_images(opened.model, [[[[0.0]]]])  # explains inputs that are not images
        raise UsageError(f"The model's input {shape} is not a grey or colour picture.")
    prepared = picture_files.read(arguments.image, shape, training_images(opened, shape))
    print(f"{arguments.image}: {prepared.remark}.")
    return Image(prepared.pixels, f", {Path(arguments.image).name}")


def training_images(opened, shape):
    """The images that show how to prepare a picture for the model, or None if there are none."""
    if opened.dataset is None or shape[2] != 1:
        return None
    try:
        return data.load(opened.dataset).x_train
    except KitError as error:
        print(f"The picture is not prepared as the training images are: {error}")
        return None


def test_image(opened, number):
    images, labels = opened.test_images
    if not isinstance(number, int) or not 0 <= number < len(images):
        raise UsageError(
            f"--image must be a number from 0 to {len(images) - 1} without decimals, or "
            f"a picture file, received {number}."
        )
    return Image(images[number], f", test image {number}", int(labels[number]))
