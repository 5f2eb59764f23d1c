"""A model as the views of `look` see it: what is known of it, and pictures to show to it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from PIL import Image as PillowImage

from fashion_cnn import data, inside
from fashion_cnn.base.errors import printable
from fashion_cnn.inside import commands, inputs

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
    black and white, or None where the model has to show them.
    """

    model: Any
    what: str
    dataset: str | None = None
    compose: Any = None
    pixels: tuple | None = None
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
        names = data.CLASS_NAMES.get(self.dataset, ())
        # A single output tells class 1 from class 0.
        if self.answer.classes == 1:
            return ["class 1"]
        return commands.names_or_numbers(names, self.answer.classes)

    def say_input(self):
        """Say how the model is shown pictures, where that had to be found out."""
        taken = self.taken
        if taken.picture is None:
            return
        if taken.any_size:
            self.say(f"The model takes images of any size; here they are {size_of(taken.picture)}.")
        if not taken.measured:
            self.say(
                "Nothing in the model says which range its pixels have: 0 to 1 is assumed. "
                "If it is another, name black and white, such as --pixels 0 255."
            )
        elif (taken.low, taken.high) != (0, 1) and not self.pixels:
            self.say(f"The model scales pixels itself, so it is given them from 0 to {taken.high}.")

    def say_answer(self):
        """Say what is taken for class scores, where that had to be found out."""
        answer, outputs = self.answer, len(self.model.outputs)
        if outputs > 1:
            self.say(f"Of the model's {outputs} outputs, {answer.name!r} is taken for the classes.")
        if answer.kind == "logits":
            function = "sigmoid" if answer.classes == 1 else "softmax"
            why = f" ({answer.activation})" if answer.activation != "linear" else ""
            self.say(
                f"The model's outputs are taken for logits{why}, since no softmax or sigmoid is "
                f"its last step: here, {function} turns them into probabilities."
            )

    # ------------------------------------------------------------------------------------ pictures

    @cached_property
    def test_set(self):
        return data.load(self.dataset or STAND_IN)

    @cached_property
    def dataset_images(self):
        """All test images, (N, H, W) uint8."""
        return self.compose(self.test_set) if self.compose else self.test_set.x_test

    @property
    def labels(self):
        """The labels of all test images, or None where they say nothing about the model."""
        return self.test_set.y_test if self.dataset and not self.compose else None

    def pictures(self, numbers):
        """Test images by number, as pictures for the model (n, H, W, C) from 0 to 1."""
        shape, images = self.taken.picture, self.dataset_images
        if not self.dataset:
            self.say(
                "The data of the model are not known: it is shown "
                f"{self.test_set.title}. Name its data set with --dataset, or a picture with "
                "--image."
            )
        if shape[:2] != images.shape[1:3] or shape[2] == 3:
            colour = " and repeated as red, green and blue" if shape[2] == 3 else ""
            self.say(
                f"The test images of {size_of(images.shape[1:])} grey pixels are resized to "
                f"{size_of(shape)}{colour}, as the model takes them."
            )
        return np.stack([resized(images[number], shape) for number in numbers])

    @cached_property
    def many(self):
        """The first test images as pictures, (n, H, W, C): 1000, or fewer if they are large."""
        height, width, channels = self.taken.picture
        count = max(16, min(IMAGES, MOST_PIXELS // (height * width * channels)))
        return self.pictures(range(min(count, len(self.dataset_images))))


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
