"""VGG16 with weights from a file, whole or up to any of its layers.

    stored = inspect("vgg16_notop.h5")                     # which of VGG16's layers the file has
    model = build(stored, last="block3_conv1", size=96)    # a Keras model for 96x96 pixels

The kit builds the model itself and takes nothing but numbers from the file: no code, and no
description of layers. The file may be in any of three layouts that Keras writes in HDF5: weights
(the published files are such), a whole model, or the weights of Keras 3.
"""

import contextlib
import itertools
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashion_cnn.base.errors import KitError
from fashion_cnn.networks import zoo
from fashion_cnn.networks.counting import report, totals
from fashion_cnn.networks.layers import Conv, Dense, Flatten
from fashion_cnn.networks.network import Network

VGG16 = zoo.describe("vgg16")
NAMES = tuple(layer.name for layer in VGG16.layers)
# The convolutions with their pools; the rest are the dense layers that name the classes.
BASE = tuple(
    layer.name
    for layer in itertools.takewhile(lambda layer: not isinstance(layer, Flatten), VGG16.layers)
)
TOP = NAMES[len(BASE) :]

HDF5, ZIP = b"\x89HDF\r\n\x1a\n", b"PK\x03\x04"
# What h5py raises where a file is not what its beginning promises.
DAMAGE = (OSError, KeyError, RuntimeError, ValueError, TypeError, AttributeError, IndexError)


def up_to(last, size=VGG16.input_shape[0], classes=None):
    """Return the Network of VGG16's layers up to `last`, for images of size x size pixels."""
    network = zoo.describe("vgg16", classes=classes) if classes else VGG16
    layers = network.layers[: NAMES.index(last) + 1]
    return Network(network.name, (size, size, 3), layers)


def parameters(last):
    """Return how many parameters VGG16 has up to the layer `last`."""
    return totals(report(up_to(last))).parameters


def weight_shapes(network):
    """Return {layer: [shape of its kernel, shape of its biases]} of a network, in order."""
    shapes, before = {}, network.input_shape
    for layer, row in zip(network.layers, report(network), strict=True):
        if isinstance(layer, Conv):
            shapes[layer.name] = [(*layer.kernel_size, before[-1], layer.filters)]
        elif isinstance(layer, Dense):
            shapes[layer.name] = [(before[-1], layer.units)]
        if layer.name in shapes:
            shapes[layer.name].append(row.output_shape[-1:])
        before = row.output_shape
    return shapes


@dataclass(frozen=True)
class Stored:
    """A file with VGG16's weights: how many classes its top tells apart (None: it has no top).

    `trained` is False where all biases are 0: so training begins, and it moves them.
    """

    path: Path
    classes: int | None
    trained: bool


def inspect(path):
    """Return the Stored weights in a file; KitError where they are not those of VGG16."""
    with opened(path) as layers:
        found = {name: [part.shape for part in parts] for name, parts in layers.items()}
        classes = count_classes(found)
        compare(path, found, weight_shapes(up_to(NAMES[-1] if classes else BASE[-1], 224, classes)))
        if any(part.dtype.kind != "f" for parts in layers.values() for part in parts):
            raise KitError(f"{path}: not weights: they must be floating-point numbers.")
        trained = any(np.any(parts[1][()]) for parts in layers.values())
    return Stored(Path(path), classes, trained)


def count_classes(found):
    """Return how many classes the top tells apart, or None where no layer of it is there."""
    if not any(name in found for name in TOP):
        return None
    shapes = found.get(NAMES[-1], [()])
    return int(shapes[-1][-1]) if shapes[-1] else VGG16.layers[-1].units


def compare(path, found, expected):
    """Raise KitError, naming the first differences, unless the layers found are the expected."""
    lacking = [name for name in expected if name not in found]
    beyond = [name for name in found if name not in expected]
    if lacking or beyond:
        differences = [
            f"{verb} {', '.join(names[:3])}{', …' if len(names) > 3 else ''}"
            for verb, names in (("lacks", lacking), ("has", beyond))
            if names
        ]
        raise KitError(f"{path}: not the weights of VGG16: it {' and '.join(differences)}.")
    for name, shapes in expected.items():
        if found[name] != shapes:
            raise KitError(
                f"{path}: not the weights of VGG16: those of {name} have the shapes "
                f"{written(found[name])}, not {written(shapes)}."
            )


def written(shapes):
    return " and ".join("x".join(map(str, shape)) for shape in shapes)


def build(stored, last, size=VGG16.input_shape[0]):
    """Return the Keras model of VGG16 up to the layer `last`, with the stored weights."""
    from fashion_cnn.networks.keras_models import to_keras

    model = to_keras(up_to(last, size, stored.classes))
    with opened(stored.path) as stored_layers:
        for layer in model.layers:
            if layer.weights:
                layer.set_weights(numbers(stored.path, stored_layers[layer.name]))
    return model


def numbers(path, parts):
    """Return the arrays of a layer's weights, or raise KitError where one is not finite."""
    arrays = [part[()] for part in parts]
    if not all(np.isfinite(array).all() for array in arrays):
        raise KitError(f"{path}: damaged: not all of its weights are finite numbers.")
    return arrays


# ---------------------------------------------------------------------------------------------
# Files
# ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def opened(path):
    """Yield {layer: [kernel, biases]}, as h5py datasets, of the layers with weights in a file."""
    import h5py

    check_beginning(path)
    try:
        with h5py.File(path, "r") as file:
            yield {name: parts for name, parts in stored_layers(file) if parts}
    except DAMAGE as error:
        if "truncated" in str(error):
            came = os.path.getsize(path)
            raise KitError(
                f"{path}: truncated: only its first {came:,} bytes are there."
            ) from error
        raise KitError(f"{path}: cannot be read as weights: it is damaged.") from error


def check_beginning(path):
    """Raise KitError where a file does not begin as HDF5 does."""
    with open(path, "rb") as file:
        start = file.read(len(HDF5))
    if start == HDF5:
        return
    if start.startswith(ZIP):
        remedy = 'Save its weights alone, model.save_weights("name.weights.h5"), and name those.'
        raise KitError(f"{path}: a whole model (.keras), not weights. {remedy}")
    web = ": a web page came instead" if start.lstrip().startswith(b"<") else ""
    raise KitError(f"{path}: not a file of weights (HDF5, .h5){web}.")


def stored_layers(file):
    """Yield (name of a layer, its datasets) from any of the layouts that Keras writes."""
    file = file.get("model_weights", file)
    if "layer_names" in file.attrs:
        for name in map(text, file.attrs["layer_names"]):
            names = map(text, file[name].attrs["weight_names"])
            yield name, [file[name][weight] for weight in names]
    elif "layers" in file:
        for group in file["layers"].values():
            variables = group["vars"]
            name = text(variables.attrs["name"])
            yield name, [variables[number] for number in sorted(variables, key=int)]


def text(name):
    """Return a name in HDF5, which old files have as bytes, as a string."""
    return name.decode() if isinstance(name, bytes) else str(name)
