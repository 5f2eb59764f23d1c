"""What a learner's Keras model computes, as a Network with a layer for each call of a Keras layer.

A network may be a keras.Sequential, written in the functional way, or made of smaller models; one
pooling layer may be called twice. Models that compute the same become the same Network.
"""

import math
from dataclasses import replace

import keras
import numpy as np

from fashion_cnn.base.language import tr
from fashion_cnn.networks.keras_models import description
from fashion_cnn.networks.layers import Activation, Flatten, GlobalAveragePool, Other
from fashion_cnn.networks.network import IMAGE, Network
from fashion_cnn.workshop.lessons.structures import BIASED, EQUAL, FROZEN

# Settings of a Keras layer that no description has, and that no lesson asks for.
UNUSUAL = (
    *("kernel_regularizer", "bias_regularizer", "activity_regularizer"),
    *("kernel_constraint", "bias_constraint", "noise_shape"),
)

# Initial weights that are all the same.
CONSTANT = keras.initializers.Zeros, keras.initializers.Ones, keras.initializers.Constant


# Activations as functions of keras.ops, by the name of their class.
OPERATIONS = {"Relu": "relu", "Softmax": "softmax", "Sigmoid": "sigmoid", "Tanh": "tanh"}


class UsedTwice(Exception):
    """A layer with weights is called twice."""


class Elsewhere(Exception):
    """A tensor does not come from the input alone."""


class Steps:
    """The layers between `begin`, a tensor, and the tensors `ends`.

    layers    descriptions, each after all that feed it
    parents   the positions of those that feed it, IMAGE for `begin`
    shapes    of their outputs, without the batch axis
    used      the Keras layers and bare operations (such as x + y)

    Raises UsedTwice or Elsewhere.
    """

    def __init__(self, begin, ends):
        self.layers, self.parents, self.shapes, self.used = [], [], [], []
        places = {id(begin): IMAGE}
        for end in ends:
            self.place(end, places)

    def place(self, tensor, places):
        """Return the position of the layer that makes a tensor, after adding all layers before it.

        `places` has the known positions by the id of the tensor.
        """
        if id(tensor) not in places:
            made_by = tensor._keras_history
            node = made_by.operation._inbound_nodes[made_by.node_index]
            if node.is_input and not isinstance(made_by.operation, keras.Model):
                raise Elsewhere
            before = [self.place(source, places) for source in node.input_tensors]
            places[id(tensor)] = self.add(made_by, before, tensor.shape[1:])
        return places[id(tensor)]

    def add(self, made_by, before, shape):
        """Add a layer, or all layers of a smaller model; returns the position of the last."""
        operation = made_by.operation
        inside = isinstance(operation, keras.Model) and getattr(operation, "outputs", None)
        if inside:
            entered = zip(operation.inputs, before, strict=True)
            own_places = {id(tensor): place for tensor, place in entered}
            return self.place(inside[made_by.tensor_index], own_places)
        if operation in self.used and getattr(operation, "weights", []):
            raise UsedTwice
        self.layers.append(described(operation, shape))
        self.parents.append(tuple(before) or (IMAGE,))
        self.shapes.append(tuple(shape))
        self.used.append(operation)
        return len(self.layers) - 1

    def network(self, name, input_shape):
        return Network(name, input_shape, tuple(self.layers), tuple(self.parents))


def oddities(layers):
    """Return {what is unusual: the Keras layers concerned}, beyond what descriptions say."""
    found = {FROZEN: [], EQUAL: [], BIASED: []}
    for layer in layers:
        if not isinstance(layer, keras.Layer):
            continue
        if hasattr(layer, "kernel_initializer") and not layer.trainable:
            found[FROZEN].append(layer)
        if has_equal_weights(layer):
            found[EQUAL].append(layer)
        if has_biases_not_zero(layer):
            found[BIASED].append(layer)
        for setting in UNUSUAL:
            if getattr(layer, setting, None) is not None:
                found.setdefault(setting.replace("_", " "), []).append(layer)
    return {what: layers for what, layers in found.items() if layers}


def described(operation, shape):
    """Describe a Keras layer or a bare operation whose output has this shape."""
    if isinstance(operation, keras.layers.Reshape) and len(shape) == 1:
        return Flatten(name=operation.name)
    if is_mean_of_maps(operation):
        return GlobalAveragePool(name=operation.name)
    if function := plain_activation(operation):
        return Activation(function, name=operation.name)
    try:
        made = description(operation)
    except (AttributeError, ValueError):  # Keras does not tell the shape of a layer called twice
        made = Other("", shape)
    if isinstance(made, Other):
        return replace(made, class_name=type(operation).__name__, shape=shape)
    activation = getattr(getattr(operation, "activation", None), "__name__", "linear")
    known = getattr(made, "activation", None) or getattr(made, "function", "linear")
    if activation != known:
        kind = type(operation).__name__
        other = tr("{layer} with {activation}", layer=kind, activation=activation)
        return Other(other, shape, name=operation.name)
    return made


def is_mean_of_maps(operation):
    """Tell whether this is keras.ops.mean over height and width."""
    if type(operation).__name__ != "Mean":
        return False
    return not operation.keepdims and sorted(operation.axis or ()) in ([1, 2], [-3, -2])


def plain_activation(operation):
    """The activation function that a layer of its own applies, or None if it has other settings."""
    if type(operation).__name__ in OPERATIONS and not isinstance(operation, keras.layers.Layer):
        return (
            OPERATIONS[type(operation).__name__] if getattr(operation, "axis", -1) == -1 else None
        )
    if isinstance(operation, keras.layers.ReLU):
        settings = operation.max_value, operation.negative_slope, operation.threshold
        return "relu" if settings == (None, 0, 0) else None
    if isinstance(operation, keras.layers.Softmax):
        return "softmax" if operation.axis == -1 else None
    return None


def has_equal_weights(layer):
    """Tell whether all weights of a layer have the same value, such as 0, or will have it."""
    weights = getattr(layer, "kernel", None)
    if weights is None:
        return isinstance(getattr(layer, "kernel_initializer", None), CONSTANT)
    return math.prod(weights.shape) > 1 and np.ptp(keras.ops.convert_to_numpy(weights)) == 0


def has_biases_not_zero(layer):
    biases = getattr(layer, "bias", None)
    if biases is None:
        initializer = getattr(layer, "bias_initializer", None)
        return not isinstance(initializer, (keras.initializers.Zeros, type(None)))
    return bool(np.any(keras.ops.convert_to_numpy(biases)))
