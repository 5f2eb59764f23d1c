"""The picture of a lesson, drawn by the learner's functions."""

import inspect
from pathlib import Path

from fashion_cnn.drawing.picture import Picture


def draw_picture(picture, path):
    """Save what a lesson's picture() draws; returns its title and description."""
    title, description = described(picture)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Picture(picture(), title, description).save(path)
    return title, description


def described(picture):
    """The title and the description in the docstring of a lesson's picture()."""
    title, _, rest = (inspect.getdoc(picture) or "").partition("\n")
    return title.rstrip("."), " ".join(rest.split())
