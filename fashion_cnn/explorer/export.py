"""A Keras model as plain data that web/forward.js computes with.

    exported = export(model)
    exported.layers        # [{"type": "InputLayer", ...}, {"type": "Conv2D", "name": "conv1", ...}]
    exported.weights       # all numbers of all layers, one after another

Layers of models inside the model stand among those of the model. Raises KitError with the name and
the type of a layer that the page cannot compute.
"""

from dataclasses import dataclass

import keras
import numpy as np
from keras import layers, ops

from fashion_cnn.base.errors import KitError, printable
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
# Activation functions of forward.js: those that need no number of their own.
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


def export(model):
    """The Exported form of a model that has one input."""
    exporter = Exporter()
    shape = list(model.inputs[0].shape[1:])
    image = exporter.add({"name": "input", "type": "InputLayer", "inputs": [], "shape": shape})
    output = exporter.follow(model, [image])
    return Exported(exporter.layers, output, np.concatenate([np.float32([]), *exporter.numbers]))


class Exporter:
    """Collects layers, and the numbers of their weights."""

    def __init__(self):
        self.layers, self.numbers = [], []
        self.stored = {}  # {id of a weight: its shape and place}, since layers may share weights

    def add(self, layer):
        self.layers.append(layer)
        return len(self.layers) - 1

    def follow(self, model, inputs):
        """Add the layers of a model that is fed by the layers at `inputs`; returns its outputs."""
        places = dict(zip(map(id, model.inputs), inputs, strict=True))
        _, calls = graph(model)
        for call in calls:
            fed = [places[id(tensor)] for tensor in call.input_tensors]
            if isinstance(call.operation, keras.Model):
                made = self.follow(call.operation, fed)
            else:
                made = [self.add(self.described(call, fed))]
            places |= dict(zip(map(id, call.outputs), made, strict=True))
        return [places[id(tensor)] for tensor in model.outputs]

    def described(self, call, fed):
        """A layer's call as a dictionary; KitError if forward.js does not compute it."""
        layer = call.operation
        kind, settings = KNOWN.get(type(layer), (None, {}))
        if kind is None or not is_plain(layer):
            raise refusal(layer)
        return {
            "name": printable(layer.name, LONGEST_NAME),
            "type": kind,
            "keras": type(layer).__name__,
            "inputs": fed,
            "shape": list(call.outputs[0].shape[1:]),
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
                    f"The weights of the layer {layer.name!r} are not all numbers (NaN or "
                    "infinite), so the page could compute nothing. Train the model again."
                )
            place = sum(map(len, self.numbers))
            self.numbers.append(numbers.ravel())
            self.stored[id(weight)] = {"shape": list(weight.shape), "at": place}
        return self.stored[id(weight)]


def used_weights(layer):
    """The weights that inference uses: not the states of random numbers."""
    return [weight for weight in layer.weights if "seed" not in weight.name]


def refusal(layer):
    kind = type(layer).__name__
    return KitError(
        f"The layer {printable(layer.name, LONGEST_NAME)!r} is a {kind}"
        f"{'' if kind not in NAMES else ' with settings'} that the page cannot compute. "
        f"It knows: {', '.join(sorted(NAMES))}."
    )


NAMES = {kind.__name__ for kind in KNOWN}


def is_plain(layer):
    """Whether a layer that forward.js knows has only settings that it knows."""
    last_axis = len(keras.tree.flatten(layer.output)[0].shape) - 1
    plain = {
        "data_format": ("channels_last",),
        "axis": (-1, last_axis),
        "output_padding": (None,),
        "max_value": (None, 6),
        "threshold": (0,),
        "keepdims": (False,),
        "renorm": (False,),
        "rms_scaling": (False,),
        "interpolation": ("nearest", "bilinear"),
    }
    if any(
        hasattr(layer, name) and getattr(layer, name) not in known for name, known in plain.items()
    ):
        return False
    if isinstance(layer, layers.Conv2DTranspose) and tuple(layer.dilation_rate) != (1, 1):
        return False
    if isinstance(layer, layers.ReLU) and layer.negative_slope:
        return False
    return function_of(layer) in (None, *FUNCTIONS)


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
