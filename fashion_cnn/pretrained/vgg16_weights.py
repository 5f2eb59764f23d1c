"""VGG16 with weights from a file, whole or up to any of its layers.

    stored = bundled()                                     # blocks 1 to 3, which the kit has
    stored = inspect("vgg16_notop.h5")                     # which of VGG16's layers the file has
    model = build(stored, last="block3_conv1", size=96)    # a Keras model for 96x96 pixels

The kit builds the model itself and reads only numbers from the file, no code and no layer
configuration. The file may have any of the three HDF5 layouts that Keras writes: weights, as in
the published files, a whole model, or the weights of Keras 3. It may end after any block.

The file of blocks 1 to 3 is made by benchmarks/keep_vgg16.py.
"""

import contextlib
import hashlib
import itertools
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.networks import tables, zoo
from fashion_cnn.networks.counting import report, totals
from fashion_cnn.networks.layers import Conv, Dense, Flatten
from fashion_cnn.networks.network import Network

VGG16 = zoo.describe("vgg16")
NAMES = tuple(layer.name for layer in VGG16.layers)
# The convolutions with their pooling layers; the rest are the dense layers of the classifier.
BASE = tuple(
    layer.name
    for layer in itertools.takewhile(lambda layer: not isinstance(layer, Flatten), VGG16.layers)
)
TOP = NAMES[len(BASE) :]

# The last layer of the blocks whose trained weights come with the kit, and their file.
BUNDLED_LAST = "block3_pool"
BUNDLED = Path(__file__).parent / "vgg16-imagenet-blocks-1-3.h5"
# Who trained VGG16 on ImageNet, and the licence of the weights: named wherever they are shown.
AUTHORS = "K. Simonyan and A. Zisserman, Visual Geometry Group, University of Oxford"
LICENCE = "CC BY 4.0"
# `digest` of the weights trained on ImageNet, up to the layer.
DIGESTS = {
    BUNDLED_LAST: "efaeffdb50517cb9d1317d687308ef35615a16c63702f6558a76971e69aa67f6",
    BASE[-1]: "939cb8aa013e4b1c79d9ff344bd7b9b0c130e31d48c6ab87076e1fb93064328c",
}

HDF5, ZIP = b"\x89HDF\r\n\x1a\n", b"PK\x03\x04"
# What h5py raises for a damaged file that begins like a good one.
DAMAGE = (OSError, KeyError, RuntimeError, ValueError, TypeError, AttributeError, IndexError)


def up_to(last, size=VGG16.input_shape[0], classes=None):
    """The Network of VGG16's layers up to `last`, for images of size x size pixels."""
    network = zoo.describe("vgg16", classes=classes) if classes else VGG16
    layers = network.layers[: NAMES.index(last) + 1]
    return Network(network.name, (size, size, 3), layers)


def parameters(last):
    """Number of parameters in VGG16 up to the layer `last`."""
    return totals(report(up_to(last))).parameters


def print_table():
    """Print the layers, and the number of parameters before and in the dense layers."""
    tables.print_tables(VGG16, report(VGG16))
    base, whole = parameters(BASE[-1]), parameters(NAMES[-1])
    print(
        tr(
            "{whole:,} parameters in all: {base:,} in the base, {first} to {last}, and {top:,} in "
            "the dense layers on top of it.",
            whole=whole,
            base=base,
            first=BASE[0],
            last=BASE[-1],
            top=whole - base,
        )
    )


def weight_shapes(network):
    """{layer: [shape of its kernel, shape of its biases]} of a network, in order."""
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
    """A file with VGG16's weights.

    `last` is the last layer that they reach. `classes` is the number of classes, or None for a file
    without the dense layers. `trained` is False if all biases are 0: that is how they are
    initialised, and training changes them.
    """

    path: Path
    last: str
    classes: int | None
    trained: bool

    def has(self, layer):
        """Whether the weights reach a layer of VGG16."""
        return NAMES.index(layer) <= NAMES.index(self.last)


def bundled():
    """The Stored weights of blocks 1 to 3, trained on ImageNet, that come with the kit.

    KitError if their file is missing or damaged.
    """
    remedy = tr("It is part of the kit: install the kit again.")
    if not BUNDLED.is_file():
        missing = tr("{path}: there is no such file.", path=BUNDLED)
        raise KitError(f"{missing} {remedy}")
    try:
        stored = inspect(BUNDLED)
    except KitError as error:
        raise KitError(f"{error} {remedy}") from error
    if not is_imagenet(stored):
        other = tr("{path}: damaged: its weights are not those that it came with.", path=BUNDLED)
        raise KitError(f"{other} {remedy}")
    return stored


def inspect(path):
    """The Stored weights in a file, or KitError if they are not those of VGG16."""
    with opened(path) as layers:
        found = {name: [part.shape for part in parts] for name, parts in layers.items()}
        classes, last = count_classes(found), last_reached(found)
        compare(path, found, weight_shapes(up_to(last, classes=classes)))
        if any(part.dtype.kind != "f" for parts in layers.values() for part in parts):
            raise KitError("{path}: not weights: they must be floating-point numbers.", path=path)
        trained = any(np.any(parts[1][()]) for parts in layers.values())
    return Stored(Path(path), last, classes, trained)


def last_reached(names):
    """The end of the last block that has one of the layers; the last layer if one is dense."""
    if any(name in names for name in TOP):
        return NAMES[-1]
    blocks = {name.partition("_")[0] for name in names}
    ends = [name for name in BASE if name.endswith("pool") and name.partition("_")[0] in blocks]
    return ends[-1] if ends else BASE[-1]


def is_imagenet(stored):
    """Whether stored weights are those that were trained on ImageNet, dense layers aside."""
    return digest(stored.path) == DIGESTS.get(stored.last if stored.classes is None else BASE[-1])


def digest(path):
    """SHA-256 of a file's convolutions, in order, rounded to float16, in hexadecimal digits."""
    found = hashlib.sha256()
    with opened(path) as layers:
        for name in BASE:
            for part in layers.get(name, ()):
                found.update(part[()].astype("<f2").tobytes())
    return found.hexdigest()


def count_classes(found):
    """Number of classes, or None if the file has no dense layer; `found` are its shapes."""
    if not any(name in found for name in TOP):
        return None
    shapes = found.get(NAMES[-1], [()])
    return int(shapes[-1][-1]) if shapes[-1] else VGG16.layers[-1].units


def compare(path, found, expected):
    """Raise KitError with the first differences unless the file has the expected shapes."""
    missing = [name for name in expected if name not in found]
    surplus = [name for name in found if name not in expected]
    if missing or surplus:
        raise KitError(
            "{path}: not the weights of VGG16: {difference}.",
            path=path,
            difference=difference(first_of(missing), first_of(surplus)),
        )
    for name, shapes in expected.items():
        if found[name] != shapes:
            raise KitError(
                "{path}: not the weights of VGG16: {layer} has weights of the shapes {found}, not "
                "{expected}.",
                path=path,
                layer=name,
                found=written(found[name]),
                expected=written(shapes),
            )


def difference(missing, surplus):
    """How a file's layers differ from VGG16's, given the names of those, either of them empty."""
    if not surplus:
        return tr("it lacks {missing}", missing=missing)
    if not missing:
        return tr("it has {surplus}", surplus=surplus)
    return tr("it lacks {missing} and has {surplus}", missing=missing, surplus=surplus)


def first_of(names):
    return f"{', '.join(names[:3])}{', …' if len(names) > 3 else ''}"


def written(shapes):
    """Shapes as text: (3x3x64x128, 128)."""
    return f"({', '.join('x'.join(map(str, shape)) for shape in shapes)})"


def build(stored, last, size=VGG16.input_shape[0]):
    """The Keras model of VGG16 up to the layer `last`, with the stored weights."""
    from fashion_cnn.networks.keras_models import to_keras  # starts Keras

    if not stored.has(last):
        raise UsageError(
            "{path} has no weights for {layer}: they end at {last}.",
            path=stored.path,
            layer=last,
            last=stored.last,
        )
    model = to_keras(up_to(last, size, stored.classes))
    with opened(stored.path) as layers:
        for layer in model.layers:
            if layer.weights:
                layer.set_weights(finite(stored.path, layers[layer.name]))
    return model


def kernel(stored, layer):
    """The kernel of a layer, such as (3, 3, 64, 128), without building a model."""
    with opened(stored.path) as layers:
        return finite(stored.path, layers[layer])[0]


def finite(path, parts):
    """The arrays of a layer's weights, float32, or KitError if one of them is not finite."""
    arrays = [part[()].astype("float32") for part in parts]
    if not all(np.isfinite(array).all() for array in arrays):
        raise KitError("{path}: damaged: not all of its weights are finite numbers.", path=path)
    return arrays


# ------------------------------------------------------------------------------------------- files


@contextlib.contextmanager
def opened(path):
    """Yield {layer: [kernel, biases]}, as h5py datasets, for the layers with weights in a file."""
    import h5py  # not at the top: the table of layers needs no files

    check_beginning(path)
    try:
        with h5py.File(path, "r") as file:
            yield {name: parts for name, parts in stored_layers(file) if parts}
    except DAMAGE as error:
        if "truncated" in str(error):
            size = os.path.getsize(path)
            raise KitError(
                "{path}: truncated: it has only the first {size:,} bytes.", path=path, size=size
            ) from error
        raise KitError("{path}: cannot be read as weights: it is damaged.", path=path) from error


def check_beginning(path):
    """Raise KitError unless a file begins as HDF5 files do."""
    with open(path, "rb") as file:
        start = file.read(len(HDF5))
    if start == HDF5:
        return
    if start.startswith(ZIP):
        raise KitError(
            "{path}: a whole model (.keras), not weights. "
            'Save its weights with model.save_weights("name.weights.h5"), and name that file.',
            path=path,
        )
    if start.lstrip().startswith(b"<"):
        raise KitError("{path}: not a file of weights (HDF5, .h5): it is a web page.", path=path)
    raise KitError("{path}: not a file of weights (HDF5, .h5).", path=path)


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
    """A name in HDF5 as a string; old files have bytes."""
    return name.decode() if isinstance(name, bytes) else str(name)
