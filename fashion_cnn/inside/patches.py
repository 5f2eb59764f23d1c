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
    maps = feature_maps(model, images, [name])[name][..., [check_channel(model, name, channel)]]
    largest, places = strongest(maps)
    seen_from = sight(model, name, maps.ndim - 2, images.shape[1:3])
    found = []
    for number in np.argsort(-largest[:, 0], kind="stable")[:count]:
        rows, columns = seen_from(places[number, 0])
        pixels = part(images[number], rows, columns)
        found.append(Patch(int(number), float(largest[number, 0]), rows, columns, pixels))
    return found


def strongest(maps):
    """The largest value of each channel of maps (N, ..., C): values (N, C), places (N, C, axes)."""
    flat = maps.reshape(len(maps), -1, maps.shape[-1])
    places = flat.argmax(axis=1)
    values = np.take_along_axis(flat, places[:, None], axis=1)[:, 0]
    return values, np.stack(np.unravel_index(places, maps.shape[1:-1]), axis=-1)


def sight(model, name, axes, size):
    """What tells the (first, last) rows and columns of pixels that a place in a layer's maps sees.

    `axes` is the number of axes of a place, and `size` the (height, width) of images.
    """
    fields = receptive_fields(model, name) if axes == 2 else None

    def seen_from(place):
        along = zip(fields or (None, None), place if fields else (0, 0), size, strict=True)
        return [pixels_seen(*each) for each in along]

    return seen_from


def part(image, rows, columns):
    """The pixels of an image (H, W, C) in rows and columns, each (first, last)."""
    return image[rows[0] : rows[1] + 1, columns[0] : columns[1] + 1]


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
