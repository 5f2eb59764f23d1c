"""The parts of images that excite a channel most."""

import math
from dataclasses import dataclass

import keras
import numpy as np

from fashion_cnn.base.errors import KitError
from fashion_cnn.inside.model_layers import all_layers, check_channel, innermost
from fashion_cnn.inside.outputs import feature_maps
from fashion_cnn.inside.running import check_images
from fashion_cnn.networks.counting import report
from fashion_cnn.networks.keras_models import description, from_keras
from fashion_cnn.networks.network import Network


@dataclass(frozen=True)
class Patch:
    """The part of an image where a channel has its largest value.

    `image` is the image's number and `value` the channel's value; `rows` and `columns` are the
    first and the last pixel of its receptive field, `pixels` that part of the image (h, w, C).
    """

    image: int
    value: float
    rows: tuple
    columns: tuple
    pixels: np.ndarray


def top_patches(model, images, name, channel, count=9):
    """The `count` Patches that excite a channel of a layer most, at most one per image.

    A receptive field that extends beyond the border is cut off there.
    """
    images = check_images(model, images)
    values = feature_maps(model, images, [name])[name][..., check_channel(model, name, channel)]
    best = values.reshape(len(values), -1).argmax(axis=1)
    places = np.transpose(np.unravel_index(best, values.shape[1:]))
    largest = values.reshape(len(values), -1).max(axis=1)
    fields = receptive_fields(model, name) if values.ndim == 3 else None
    patches = []
    for number in np.argsort(-largest, kind="stable")[:count]:
        image = images[number]
        (top, bottom), (left, right) = (
            pixels_seen(field, place, size)
            for field, place, size in zip(
                fields or (None, None),
                places[number] if fields else (0, 0),
                image.shape[:2],
                strict=True,
            )
        )
        pixels = image[top : bottom + 1, left : right + 1]
        value = float(largest[number])
        patches.append(Patch(int(number), value, (top, bottom), (left, right), pixels))
    return patches


def receptive_fields(model, name):
    """Receptive field of a layer's values along height and width (ReceptiveField), or None.

    None means the whole image: the kit cannot trace the path from the image to a layer inside a
    branching model that has models in it, or that takes pixels arranged in another way.
    """
    inner = innermost(model)
    if inner.inputs[0].shape[1:] != model.inputs[0].shape[1:]:
        return None
    try:
        return fields_by_name(inner).get(name)
    except KitError:
        return None


def fields_by_name(model):
    nested = [layer for layer in model.layers if isinstance(layer, keras.Model)]
    if not nested:
        return {row.name: row.fields for row in report(from_keras(model))}
    if not all(isinstance(part, keras.Sequential) for part in [model, *nested]):
        return {}
    layers = all_layers(model)
    shape = tuple(model.inputs[0].shape[1:])
    rows = report(Network(model.name, shape, [description(layer) for layer in layers.values()]))
    return {name: row.fields for name, row in zip(layers, rows, strict=True)}


def pixels_seen(field, index, size):
    """First and last of the `size` pixels along one axis that value `index` sees."""
    if field is None:
        return 0, size - 1
    first, last = field.span(first=index)
    return max(math.floor(first), 0), min(math.ceil(last), size - 1)
