"""What the checks compare of a Keras model: its structure in words, or the numbers it computes."""

from dataclasses import replace

import numpy as np

from fashion_cnn.networks import counting
from fashion_cnn.networks.layers import Activation, Conv, ConvTranspose, Other
from fashion_cnn.networks.network import Network

# What is compared if a result is not a model, or is a model without a shape.
NO_MODEL, NO_INPUT = ("This is not a Keras model.",), ("A model without an Input.",)
# The activation that a layer without weights applies to the layer before it.
ACTIVATIONS = {"ReLU": "relu", "Softmax": "softmax"}
# The settings to list for a layer, besides its kind and activation.
SETTINGS = (
    *("filters", "units", "kernel_size", "pool_size", "strides", "dilation", "groups"),
    *("padding", "rate"),
)
# Joins the lines into one text, so that models with different numbers of layers can be compared;
# the indent matches the lines around it.
NEXT_LINE = "\n" + " " * 10


def structure(made):
    """Return a Keras model, or a Network, in words: its input, then a line for each layer."""
    import keras

    from fashion_cnn.networks.keras_models import from_keras  # starts Keras

    if made is None or made in (NO_MODEL, NO_INPUT):
        return made
    if isinstance(made, keras.Model):
        if not made.built or not made.inputs:
            return NO_INPUT
        made = from_keras(made)
    if not isinstance(made, Network):
        return NO_MODEL
    network = Network(made.name, made.input_shape, joined(made.layers))
    rows = counting.report(network)
    lines = (words(layer, row) for layer, row in zip(network.layers, rows, strict=True))
    return (NEXT_LINE.join([f"input {by(network.input_shape)}", *lines]),)


def joined(layers):
    """Return the layers, with each separate activation layer merged into the layer before it."""
    found = []
    for layer in layers:
        function = layer.function if isinstance(layer, Activation) else None
        if isinstance(layer, Other):
            function = ACTIVATIONS.get(layer.keras_name)
        if function and found and getattr(found[-1], "activation", "none") is None:
            found[-1] = replace(found[-1], activation=function)
        else:
            found.append(layer)
    return tuple(found)


def words(layer, row):
    """Return a line with a layer's kind, settings and output shape."""
    return f"{named(layer)} -> {by(row.output_shape)}"


def named(layer):
    """Return a layer's kind and settings, leaving out those that change nothing."""
    if isinstance(layer, Activation):
        return {"relu": "ReLU"}.get(layer.function, layer.function.capitalize())
    settings = []
    for name in SETTINGS:
        value = getattr(layer, name, None)
        if value is not None and not changes_nothing(layer, name, value):
            value = by(value) if isinstance(value, tuple) else value
            settings.append(f"{name.replace('_', ' ')} {value}")
    if getattr(layer, "activation", None):
        settings.append(layer.activation)
    return layer.keras_name + (f"({', '.join(settings)})" if settings else "")


def changes_nothing(layer, name, value):
    """Tell whether a setting can be left out: a stride of 1, or padding without effect."""
    if name == "padding" and isinstance(layer, Conv):
        return layer.kernel_size == (1, 1)
    if name == "padding" and isinstance(layer, ConvTranspose):  # stamps that do not overlap
        return layer.kernel_size == layer.strides
    return name in ("strides", "dilation", "groups") and value in (1, (1, 1))


def by(sizes):
    """Return (3, 3) as 3x3, (8, 8, 4) as 8x8x4."""
    return "x".join(map(str, sizes))


def with_weights(model, seed=0):
    """Return the model with random weights from a seed, so that equal models give equal numbers.

    The checks copy their inputs, but not this model, because nothing changes it.
    """
    draw = np.random.default_rng(seed)
    model.set_weights([draw.normal(0, 0.3, weight.shape) for weight in model.get_weights()])
    model.__deepcopy__ = lambda memo: model
    return model
