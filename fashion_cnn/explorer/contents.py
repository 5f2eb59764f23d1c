"""What is in the page of a model: its network, test images, and what is known of both.

data = contents([opened])                    # one model, or two to compare; see opened.Opened
"""

import base64

import numpy as np

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.language import LANGUAGES, current, speak
from fashion_cnn.data import class_words
from fashion_cnn.explorer.export import export
from fashion_cnn.explorer.packing import smallest
from fashion_cnn.explorer.preparation import layout

# Test images that the page offers: the first ones of the set.
IMAGES = 60
# The largest pictures that the page computes with, height and width.
LARGEST = 64


def contents(opened):
    """The data of a page, for json.dumps. KitError names what a page cannot show."""
    first = opened[0]
    for each in opened:
        check(each)
    return {
        "models": [of_model(each) for each in opened],
        "images": test_images(first),
        "layout": layout(first),
    }


def check(opened):
    """Raise KitError unless the page can show this model pictures."""
    taken = opened.taken
    if taken.picture is None:
        raise KitError(taken.why_not)
    if taken.channels_first:
        raise KitError("The model takes the channels first; the page computes with channels last.")
    height, width, channels = taken.picture
    if max(height, width) > LARGEST or channels not in (1, 3):
        raise KitError(
            f"The model takes pictures of {width}x{height} pixels with {channels} channels; the "
            f"page computes with grey or colour pictures up to {LARGEST}x{LARGEST}."
        )


def of_model(opened):
    """A model as the page has it."""
    exported = export(opened.model)
    answer = opened.answer
    return {
        "what": opened.what,
        "name": opened.model.name,
        "input": {
            "picture": list(opened.taken.picture),
            "low": opened.taken.low,
            "high": opened.taken.high,
        },
        "layers": exported.layers,
        "output": exported.output[answer.index],
        "kind": answer.kind,
        "classes": in_every_language(opened.class_names) if answer.classes else {},
        "weights": smallest(opened, exported),
    }


def in_every_language(names):
    """{language: the names of classes in it}."""
    chosen, found = current(), {}
    for language in LANGUAGES:
        speak(language)
        found[language] = class_words(names)
    speak(chosen)
    return found


def test_images(opened):
    """The first test images as pictures for the model: pixels (0 to 255) in base64, and labels."""
    pictures = opened.pictures(range(min(IMAGES, len(opened.dataset_images))))
    labels = opened.labels
    pixels = np.round(255 * pictures).astype("uint8")
    return {
        "base64": base64.b64encode(pixels.tobytes()).decode("ascii"),
        "count": len(pixels),
        "labels": None if labels is None else labels[: len(pixels)].tolist(),
    }
