"""A Keras model as plain data that web/forward.js computes with.

    exported = export(model)
    exported.layers        # [{"type": "InputLayer", ...}, {"type": "Conv2D", "name": "conv1", ...}]
    exported.weights       # all numbers of all layers, one after another

Layers of models inside the model are listed among those of the model. Raises KitError with the name
and the type of a layer that the page cannot compute.
"""

import math
from dataclasses import dataclass

import keras
import numpy as np
from keras import layers, ops

from fashion_cnn.base.errors import KitError, printable
from fashion_cnn.base.language import tr
from fashion_cnn.networks import keras_layers
from fashion_cnn.networks.keras_models import graph

WINDOWED = {"strides": "strides", "padding": "padding"}
CONVOLVING = {**WINDOWED, "window": "kernel_size", "dilation": "dilation_rate"}
POOLING = {**WINDOWED, "window": "pool_size"}
# Keras class -> (the layer of forward.js, {its setting: the attribute in Keras}).
KNOWN = {
    layers.Conv2D: ("Conv2D", CONVOLVING),
    layers.DepthwiseConv2D: ("DepthwiseConv2D", CONVOLVING),
    layers.SeparableConv2D: ("SeparableConv2D", CONVOLVING),
    layers.Conv2DTranspose: ("Conv2DTranspose", CONVOLVING),
    layers.Dense: ("Dense", {}),
    layers.MaxPooling2D: ("MaxPooling2D", POOLING),
    layers.AveragePooling2D: ("AveragePooling2D", POOLING),
    layers.GlobalAveragePooling2D: ("GlobalAveragePooling2D", {}),
    layers.GlobalMaxPooling2D: ("GlobalMaxPooling2D", {}),
    layers.BatchNormalization: ("BatchNormalization", {"epsilon": "epsilon"}),
    keras_layers.LocalResponseNorm: (
        "LocalResponseNorm",
        {name: name for name in ("size", "bias", "alpha", "beta")},
    ),
    layers.Rescaling: ("Rescaling", {"scale": "scale", "offset": "offset"}),
    layers.Activation: ("Activation", {}),
    layers.ReLU: ("Activation", {}),
    layers.LeakyReLU: ("Activation", {"slope": "negative_slope"}),
    layers.Softmax: ("Activation", {}),
    layers.Add: ("Add", {}),
    layers.Concatenate: ("Concatenate", {}),
    layers.Flatten: ("Flatten", {}),
    layers.Reshape: ("Reshape", {}),
    layers.ZeroPadding2D: ("ZeroPadding2D", {}),
    layers.Cropping2D: ("Cropping2D", {}),
    layers.UpSampling2D: ("UpSampling2D", {"size": "size", "interpolation": "interpolation"}),
    # What acts in training only.
    **dict.fromkeys(
        (
            layers.Dropout,
            layers.SpatialDropout2D,
            layers.GaussianDropout,
            layers.GaussianNoise,
            layers.AlphaDropout,
            layers.ActivityRegularization,
            layers.Identity,
            layers.RandomFlip,
            layers.RandomTranslation,
            layers.RandomRotation,
            layers.RandomZoom,
            keras_layers.Cutout,
        ),
        ("Dropout", {}),
    ),
}
# Activation functions of activations.js: those that need no number of their own.
FUNCTIONS = [
    "linear",
    "relu",
    "relu6",
    "leaky_relu",
    "elu",
    "selu",
    "sigmoid",
    "tanh",
    "softplus",
    "softsign",
    "silu",
    "softmax",
]
LEAKY_RELU_SLOPE = 0.2  # that of keras.activations.leaky_relu
LONGEST_NAME = 60


@dataclass(frozen=True)
class Exported:
    """`layers`: a dictionary for each layer. `output`: the position of each output of the model.

    `weights`: a float32 array of all numbers; each weight of a layer has its shape, and where in
    the array it begins.
    """

    layers: list
    output: list
    weights: np.ndarray


def export(model, shape=None):
    """The Exported form of a model that has one input.

    `shape` is that of an image, for a model that takes images of any size.
    """
    shape = list(shape or model.inputs[0].shape[1:])
    exporter = Exporter()
    image = exporter.add({"name": "input", "type": "InputLayer", "inputs": [], "shape": shape})
    taken = keras.KerasTensor((None, *shape), model.inputs[0].dtype)
    output, _ = exporter.follow(model, [image], [taken])
    return Exported(exporter.layers, output, np.concatenate([np.float32([]), *exporter.numbers]))


class Exporter:
    """Collects layers, and the numbers of their weights."""

    def __init__(self):
        self.layers, self.numbers = [], []
        self.stored = {}  # {id of a weight: its shape and place}, since layers may share weights

    def add(self, layer):
        self.layers.append(layer)
        return len(self.layers) - 1

    def follow(self, model, inputs, tensors):
        """Add the layers of a model that is fed by the layers at `inputs`, which give `tensors`.

        Returns the positions and the tensors of its outputs. The tensors are symbolic; their shapes
        are known where those of the model's own tensors are not, since it takes any size.
        """
        places = dict(zip(map(id, model.inputs), inputs, strict=True))
        known = dict(zip(map(id, model.inputs), tensors, strict=True))
        _, calls = graph(model)
        for call in calls:
            fed = [places[id(tensor)] for tensor in call.input_tensors]
            if isinstance(call.operation, keras.Model):
                given = [known[id(tensor)] for tensor in call.input_tensors]
                made, gives = self.follow(call.operation, fed, given)
            else:
                gives = outputs_of(call, known)
                made = [self.add(self.described(call.operation, fed, gives[0].shape[1:]))]
            places |= dict(zip(map(id, call.outputs), made, strict=True))
            known |= dict(zip(map(id, call.outputs), gives, strict=True))
        ends = list(map(id, model.outputs))
        return [places[end] for end in ends], [known[end] for end in ends]

    def described(self, layer, fed, shape):
        """A layer's call as a dictionary; KitError if forward.js does not compute it."""
        kind, settings = KNOWN.get(type(layer), (None, {}))
        if kind is None:
            raise KitError(
                "The layer {layer!r} is a {kind}, which the page cannot compute. It computes "
                "convolutions, pooling, dense layers, batch normalisation, activation functions, "
                "and what joins, pads, crops or enlarges maps.",
                layer=printable(layer.name, LONGEST_NAME),
                kind=type(layer).__name__,
            )
        odd = odd_setting(layer, last_axis=len(shape))
        if kind == "Add" and any(self.layers[each]["shape"] != list(shape) for each in fed):
            odd = tr("inputs of different shapes")
        if odd:
            raise KitError(
                "The layer {layer!r} is a {kind} with {setting}, which the page cannot compute.",
                layer=printable(layer.name, LONGEST_NAME),
                kind=type(layer).__name__,
                setting=printable(odd, LONGEST_NAME),
            )
        return {
            "name": printable(layer.name, LONGEST_NAME),
            "type": kind,
            "keras": type(layer).__name__,
            "inputs": fed,
            "shape": list(shape),
            **{name: as_plain(getattr(layer, field)) for name, field in settings.items()},
            **more_settings(layer),
            "weights": {weight.name: self.store(layer, weight) for weight in used_weights(layer)},
        }

    def store(self, layer, weight):
        """Where a weight is among the numbers, and its shape."""
        if id(weight) not in self.stored:
            numbers = ops.convert_to_numpy(ops.cast(weight, "float32"))
            if not np.isfinite(numbers).all():
                raise KitError(
                    "The weights of the layer {layer!r} are not all numbers (NaN or infinite), so "
                    "the page could compute nothing. Train the model again.",
                    layer=printable(layer.name, LONGEST_NAME),
                )
            place = sum(map(len, self.numbers))
            self.numbers.append(numbers.ravel())
            self.stored[id(weight)] = {"shape": list(weight.shape), "at": place}
        return self.stored[id(weight)]


def used_weights(layer):
    """The weights that inference uses: not the states of random numbers."""
    return [weight for weight in layer.weights if "seed" not in weight.name]


def outputs_of(call, known):
    """The symbolic outputs of a call, for the symbolic tensors {id: tensor} that are known."""
    arguments, options = call.arguments.fill_in(known)
    return keras.tree.flatten(call.operation.compute_output_spec(*arguments, **options))


# What the settings of layers must be for forward.js.
PLAIN = {
    "data_format": ("channels_last",),
    "output_padding": (None,),
    "max_value": (None, 6),
    "threshold": (0,),
    "keepdims": (False,),
    "renorm": (False,),
    "rms_scaling": (False,),
    "interpolation": ("nearest", "bilinear"),
    "quantization_mode": (None,),
}


def odd_setting(layer, last_axis):
    """What forward.js does not know of the settings of a layer, as "name=value", or ""."""
    plain = PLAIN | {"axis": (-1, last_axis)}
    if isinstance(layer, layers.Conv2DTranspose):
        plain["dilation_rate"] = ((1, 1),)
    if isinstance(layer, layers.ReLU):
        plain["negative_slope"] = (0,)
    for name, known in plain.items():
        if hasattr(layer, name) and getattr(layer, name) not in known:
            return f"{name}={getattr(layer, name)!r}"
    for name in ("scale", "offset"):
        if isinstance(layer, layers.Rescaling) and not is_number(getattr(layer, name)):
            return f"{name}={getattr(layer, name)!r}"
    function = function_of(layer)
    return "" if function in (None, *FUNCTIONS) else f"activation={function!r}"


def is_number(value):
    return isinstance(value, (int, float)) and math.isfinite(value)


def function_of(layer):
    """The name of the activation function that a layer ends with, or None."""
    if isinstance(layer, layers.ReLU):
        return "relu" if layer.max_value is None else "relu6"
    if isinstance(layer, (layers.LeakyReLU, layers.Softmax)):
        return {layers.LeakyReLU: "leaky_relu", layers.Softmax: "softmax"}[type(layer)]
    function = getattr(layer, "activation", None)
    name = getattr(function, "__name__", None) or (function and type(function).__name__)
    return None if name == "linear" else name


def more_settings(layer):
    """The settings of a layer that need more than a copy of an attribute."""
    more = {}
    if function := function_of(layer):
        more["activation"] = function
    if function == "leaky_relu" and not hasattr(layer, "negative_slope"):
        more["slope"] = LEAKY_RELU_SLOPE
    if isinstance(layer, (layers.MaxPooling2D, layers.AveragePooling2D)):
        more["dilation"] = [1, 1]
    if isinstance(layer, (layers.ZeroPadding2D, layers.Cropping2D)):
        ways = layer.padding if isinstance(layer, layers.ZeroPadding2D) else layer.cropping
        more["before"] = [before for before, _ in ways]
    return more


def as_plain(value):
    """A setting as JSON has it."""
    return list(value) if isinstance(value, tuple) else value
