"""What is in the page of a model: its network, test images, and what is known of both.

data = contents([opened])                    # one model, or two to compare; see opened.Opened

Whatever the page cannot show is refused here, before anything is written.
"""

import base64

import numpy as np

from fashion_cnn.base.errors import KitError, printable
from fashion_cnn.base.language import ENGLISH, LANGUAGES, speaking
from fashion_cnn.explorer import learning, shifts
from fashion_cnn.explorer.export import LONGEST_NAME, export
from fashion_cnn.explorer.packing import smallest
from fashion_cnn.explorer.preparation import layout
from fashion_cnn.inside.commands import numbered

# Test images that the page offers: the first ones of the set.
IMAGES = 60
# The largest pictures that the page computes with, height and width, and the most weights: about
# 13 MB in the page.
LARGEST, MOST_WEIGHTS = 64, 5_000_000


def contents(opened, titles=None, runs=None):
    """The data of a page, for json.dumps. KitError names what a page cannot show.

    `titles` has for each model {language: what to call it}, `runs` the RunFolder that it is from,
    or None: its snapshots come along.
    """
    titles = titles or [{ENGLISH: each.what} for each in opened]
    runs = runs or [None] * len(opened)
    for each in opened:
        check(each)
    check_pair(opened)
    return {
        "models": [of_model(*each) for each in zip(opened, titles, runs, strict=True)],
        "images": test_images(opened[0]),
        "shifts": shifts.measured(opened),
        "layout": layout(opened[0]),
    }


def check(opened):
    """Raise KitError unless the page can show this model pictures."""
    taken = opened.taken
    if taken.picture is None:
        raise KitError(taken.why_not)
    if taken.channels_first:
        raise KitError("The model takes the channels first; the page computes with channels last.")
    height, width, _ = taken.picture
    if max(height, width) > LARGEST:
        raise KitError(
            "The model takes pictures of {width}x{height} pixels; the page computes with pictures "
            "of at most {largest}x{largest}.",
            width=width,
            height=height,
            largest=LARGEST,
        )
    if opened.model.count_params() > MOST_WEIGHTS:
        raise KitError(
            "The model has {count:,} weights; a page has room for {most:,}.",
            count=opened.model.count_params(),
            most=MOST_WEIGHTS,
        )


def check_pair(opened):
    """Raise KitError unless one picture can be shown to all models."""
    shapes = ["x".join(map(str, each.taken.picture)) for each in opened]
    if len(set(shapes)) > 1:
        raise KitError(
            "The models take pictures of different shapes, {one} and {other}: no picture can be "
            "shown to both.",
            one=shapes[0],
            other=shapes[1],
        )


def of_model(opened, titles, run):
    """A model as the page has it."""
    opened.say_input()
    opened.say_answer()
    taken, answer = opened.taken, opened.answer
    exported = export(opened.model, taken.shape)
    return {
        "what": {language: printable(title) for language, title in titles.items()},
        "name": printable(opened.model.name, LONGEST_NAME),
        "input": {
            "picture": list(taken.picture),
            "low": taken.low,
            "high": taken.high,
            "whole": taken.whole_numbers,
        },
        "layers": exported.layers,
        "output": exported.output[answer.index],
        "kind": answer.kind,
        "classes": in_every_language(lambda: class_names(opened)) if answer.classes else {},
        "weights": smallest(opened, exported),
        "snapshots": learning.snapshots_of(opened, run),
    }


def class_names(opened):
    """The names of the classes; of a single output, which tells class 1 from class 0, of both."""
    return [numbered(0), numbered(1)] if opened.answer.classes == 1 else opened.class_names


def in_every_language(words):
    """{language: what words() returns in it}."""
    found = {}
    for language in LANGUAGES:
        with speaking(language):
            found[language] = words()
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
