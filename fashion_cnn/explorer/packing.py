"""The numbers of a model as text in a page: float16 where that changes no answer."""

import base64

import numpy as np

from fashion_cnn import inside
from fashion_cnn.inside.opened import IMAGES

TOLERATED = 1e-3  # of the largest value, between the outputs with float16 and with float32


def packed(numbers, dtype):
    """Numbers as the page reads them: {"dtype", "base64"}, in little-endian order."""
    raw = np.asarray(numbers).astype(np.dtype(dtype).newbyteorder("<")).tobytes()
    return {"dtype": dtype, "base64": base64.b64encode(raw).decode("ascii")}


def smallest(opened, exported):
    """The weights of an Opened model, as float16 if no top class of the test images changes.

    "checked" is then the number of images that were tried.
    """
    with np.errstate(over="ignore"):
        rounded = exported.weights.astype("float16")
    if not np.isfinite(rounded).all():
        return packed(exported.weights, "float32")
    pictures = opened.many
    before = inside.predictions(opened.shown, pictures)
    exact = opened.model.get_weights()
    opened.model.set_weights([in_float16(weight) for weight in exact])
    after = inside.predictions(opened.shown, pictures)
    opened.model.set_weights(exact)
    same = (flat(before).argmax(axis=1) == flat(after).argmax(axis=1)).all()
    near = np.abs(before - after).max() <= TOLERATED * np.abs(before).max()
    if not same or (opened.answer.classes is None and not near):
        return packed(exported.weights, "float32")
    return packed(exported.weights, "float16") | {"checked": min(IMAGES, len(pictures))}


def in_float16(weight):
    is_float = np.issubdtype(weight.dtype, np.floating)
    return weight.astype("float16").astype(weight.dtype) if is_float else weight


def flat(outputs):
    return outputs.reshape(len(outputs), -1)
