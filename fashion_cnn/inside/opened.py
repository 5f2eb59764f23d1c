"""A model as the views of `look` see it: what is known of it, and pictures to show to it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from PIL import Image as PillowImage

from fashion_cnn import data, inside
from fashion_cnn.base.errors import KitError, printable
from fashion_cnn.base.language import tr
from fashion_cnn.inside import commands, inputs, learned_weights
from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.pretrained import checkpoints

# Test images that patches, dead channels and the embedding are computed from, and the most pixels
# that they may have in all.
IMAGES, MOST_PIXELS = 1000, 16_000_000
# The data set whose images are shown to a model of unknown data.
STAND_IN = "garments"


@dataclass(frozen=True)
class Opened:
    """A model, what to call it in titles, and what is known of its data.

    `dataset` is the name of its data set, or None. `compose` makes the images that it was trained
    on out of a Dataset, where they are not those of the set; those have no labels. `pixels` are
    black and white, or None where the model has to show them. Of a model that was trained on a
    folder of images, `own_names` are its classes, and `own_images()` is a Dataset of these.
    """

    model: Any
    what: str
    dataset: str | None = None
    compose: Any = None
    pixels: tuple | None = None
    own_names: tuple = ()
    own_images: Any = None
    said: set = field(default_factory=set)

    def say(self, sentence):
        """Print a sentence, unless it has been printed."""
        if sentence and sentence not in self.said:
            print(printable(sentence))
            self.said.add(sentence)

    def stem(self, layer):
        """The name of a layer in file names."""
        return self.stems[layer]

    @cached_property
    def stems(self):
        return commands.file_stems(inside.all_layers(self.model))

    # --------------------------------------------------------------------------- input and output

    @cached_property
    def taken(self):
        is_free = None in self.model.inputs[0].shape[1:]
        size = self.dataset_images.shape[1:3] if self.dataset and is_free else None
        return inputs.read_input(self.model, self.pixels, size)

    @cached_property
    def shown(self):
        """The model as one that takes pictures (N, H, W, C) from 0 to 1, with one output.

        The model itself if it takes no picture.
        """
        taken = self.taken
        if taken.picture is None or inputs.is_unchanged(self.model, taken):
            return self.model
        return inputs.adapted(self.model, taken, inside.read_answer(self.model).index)

    @cached_property
    def answer(self):
        return inside.read_answer(self.model)

    @property
    def class_names(self):
        """The names of the data set's classes, if it is known, or numbers."""
        # Not from the data set: it need not be on this machine.
        names = self.own_names or data.class_words(data.CLASS_NAMES.get(self.dataset, ()))
        # A single output tells class 1 from class 0.
        if self.answer.classes == 1:
            return [commands.numbered(1)]
        return commands.names_or_numbers(names, self.answer.classes)

    @property
    def takes_whole_pictures(self):
        """Whether the model was trained on whole pictures, not on objects cut out of these."""
        return bool(self.compose or self.own_names)

    def say_input(self):
        """Say how the model is shown pictures, where that had to be found out."""
        taken = self.taken
        if taken.picture is None:
            return
        if taken.any_size:
            size = size_of(taken.picture)
            self.say(tr("The model takes images of any size; here they are {size}.", size=size))
        if not taken.measured:
            self.say(
                tr(
                    "Nothing in the model says which range its pixels have: 0 to 1 is assumed. If "
                    "it is another, name black and white, such as --pixels 0 255."
                )
            )
        elif (taken.low, taken.high) != (0, 1) and not self.pixels:
            self.say(
                tr(
                    "The model scales pixels itself, so it is given them from 0 to {white}.",
                    white=taken.high,
                )
            )

    def say_answer(self):
        """Say what is taken for class scores, where that had to be found out."""
        answer, outputs = self.answer, len(self.model.outputs)
        if outputs > 1:
            self.say(
                tr(
                    "Of the model's {count} outputs, {name!r} is taken for the classes.",
                    count=outputs,
                    name=answer.name,
                )
            )
        if answer.kind == "logits":
            self.say(
                tr(
                    "The model's outputs are taken for logits{activation}, since no softmax or "
                    "sigmoid is its last step: here, {function} turns them into probabilities.",
                    activation="" if answer.activation == "linear" else f" ({answer.activation})",
                    function="sigmoid" if answer.classes == 1 else "softmax",
                )
            )

    # ------------------------------------------------------------------------------------ pictures

    @cached_property
    def test_set(self):
        if not self.own_images:
            return data.load(self.dataset or STAND_IN)
        try:
            return self.own_images()
        except KitError as error:
            stand_in = data.load(STAND_IN)
            self.say(
                tr(
                    "The model's own images cannot be shown, but {data}: {reason}",
                    data=tr(stand_in.title),
                    reason=error,
                )
            )
            return stand_in

    @cached_property
    def dataset_images(self):
        """All test images, (N, H, W) uint8."""
        return self.compose(self.test_set) if self.compose else self.test_set.x_test

    @property
    def labels(self):
        """The labels of all test images, or None where they say nothing about the model."""
        if not self.dataset or self.compose:
            return None
        return self.test_set.y_test if self.test_set.name == self.dataset else None

    def pictures(self, numbers):
        """Test images by number, as pictures for the model (n, H, W, C) from 0 to 1."""
        shape, images = self.taken.picture, self.dataset_images
        if not self.dataset:
            self.say(
                tr(
                    "The data of the model are not known: it is shown {data}. Name its data set "
                    "with --dataset, or a picture with --image.",
                    data=tr(self.test_set.title),
                )
            )
        sizes = {"size": size_of(images.shape[1:]), "wanted": size_of(shape)}
        if shape[2] == 3:
            self.say(
                tr(
                    "The test images of {size} grey pixels are resized to {wanted} and repeated "
                    "as red, green and blue, as the model takes them.",
                    **sizes,
                )
            )
        elif shape[:2] != images.shape[1:3]:
            self.say(
                tr(
                    "The test images of {size} grey pixels are resized to {wanted}, as the model "
                    "takes them.",
                    **sizes,
                )
            )
        return np.stack([resized(images[number], shape) for number in numbers])

    @cached_property
    def many(self):
        """The first test images as pictures, (n, H, W, C): 1000, or fewer if they are large."""
        height, width, channels = self.taken.picture
        count = max(16, min(IMAGES, MOST_PIXELS // (height * width * channels)))
        return self.pictures(range(min(count, len(self.dataset_images))))


def open_model(source, dataset=None, pixels=None):
    """The Opened model of a Source; KitError if its weights are not finite.

    `dataset` and `pixels` are what the user said of them, if anything.
    """
    if source.model in checkpoints.NAMES:
        model, _ = checkpoints.load(source.model)
    else:
        model = load_model(source.model)
    learned_weights.check_finite(model, source.what)
    is_ours = source.dataset is not None
    pixels = pixels or ((0, 1) if is_ours else None)
    own = (source.class_names, source.images) if dataset is None else ()
    return Opened(model, source.what, dataset or source.dataset, source.compose, pixels, *own)


def size_of(shape):
    height, width = shape[:2]
    return f"{width}x{height}"


def resized(image, shape):
    """A grey image (h, w) uint8 as a picture (H, W, C) from 0 to 1."""
    height, width, channels = shape
    if image.shape != (height, width):
        resample = PillowImage.Resampling.BICUBIC
        image = np.asarray(PillowImage.fromarray(image).resize((width, height), resample))
    return np.repeat(image[..., None].astype("float32") / 255, channels, axis=-1)
