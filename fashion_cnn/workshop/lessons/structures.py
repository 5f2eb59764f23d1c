"""What the checks compare of a Keras model: its structure in words, or the numbers it computes."""

from dataclasses import replace

import numpy as np

from fashion_cnn.base.language import tr
from fashion_cnn.networks import counting
from fashion_cnn.networks.layer_base import Layer
from fashion_cnn.networks.layers import (
    Activation,
    Conv,
    ConvTranspose,
    Flatten,
    GlobalAveragePool,
    Pool,
)
from fashion_cnn.networks.network import Network

# What is unusual about a model or its layers; `unusual` has the words.
COMPILED, FROZEN, EQUAL, BIASED = "compiled", "frozen", "equal weights", "biased"
# The settings to list for a layer, besides its kind and activation.
SETTINGS = (
    *("filters", "units", "kernel_size", "pool_size", "strides", "dilation", "groups"),
    *("padding", "rate"),
)
# Joins the lines into one text, so that models with different numbers of layers can be compared;
# the indent matches the lines around it.
NEXT_LINE = "\n" + " " * 10


class Words(tuple):
    """One text about a model or a tensor; only this is compared."""


# ---------------------------------------------------------------------------------------------
# What is compared if a result is not a model, or is one without layers to list
# ---------------------------------------------------------------------------------------------


def no_model():
    return Words([tr("This is not a Keras model.")])


def no_input():
    return Words([tr("A model without an Input.")])


def own_class():
    return Words([tr("A model of a class of its own, whose layers cannot be listed.")])


def used_twice():
    return Words([tr("A layer with weights is used twice.")])


# ---------------------------------------------------------------------------------------------
# A model in words
# ---------------------------------------------------------------------------------------------


def structure(made):
    """Return a Keras model, or a Network, in words: its input, then a line for each layer."""
    import keras

    if made is None or isinstance(made, Words):
        return made
    if isinstance(made, keras.Model):
        return structure_of_model(made)
    return listed(made) if isinstance(made, Network) else no_model()


def structure_of_model(model):
    import keras

    from fashion_cnn.workshop.lessons import keras_steps  # starts Keras

    if not getattr(model, "inputs", None):
        return no_input() if isinstance(model, keras.Sequential) else own_class()
    shape = model.inputs[0].shape[1:]
    if len(model.inputs) > 1 or len(shape) != 3 or None in shape:
        inputs = (by(tensor.shape[1:]).replace("None", "?") for tensor in model.inputs)
        return Words([tr("input {shape}", shape=", ".join(inputs))])
    try:
        steps = keras_steps.Steps(model.inputs[0], model.outputs)
    except keras_steps.UsedTwice:
        return used_twice()
    count = len(model.outputs)
    notes = [tr("{count} outputs", count=count)] * (count > 1)
    notes += [unusual(COMPILED)] * model.compiled
    notes += [noted(what, layers) for what, layers in keras_steps.oddities(steps.used).items()]
    return in_lines(shape, steps.layers, steps.shapes, notes)


def listed(network, notes=()):
    """Return the words for a Network, and notes on what is unusual about it."""
    shapes = [row.output_shape for row in counting.report(network)]
    return in_lines(network.input_shape, network.layers, shapes, notes)


def in_lines(input_shape, layers, shapes, notes=()):
    lines = [words(*pair) for pair in joined(zip(layers, shapes, strict=True))]
    first = tr("input {shape}", shape=by(input_shape))
    return Words([NEXT_LINE.join([first, *lines, *notes])])


def noted(what, layers):
    """Return a line that says what is unusual about some layers."""
    return f"{unusual(what)}: {', '.join(map(keras_name, layers))}"


def unusual(what):
    """Return the words for COMPILED and the like; settings of Keras have their own names."""
    known = {
        COMPILED: tr("compiled"),
        FROZEN: tr("not trainable"),
        EQUAL: tr("all weights equal"),
        BIASED: tr("biases that do not start at 0"),
    }
    return known.get(what, what)


def keras_name(layer):
    return layer.keras_name if isinstance(layer, Layer) else type(layer).__name__


def throughout(what, answer):
    """The mistake of something unusual about all layers with weights, or about the whole model."""

    def make(*arguments):
        network = answer(*arguments)
        weighted = [layer for layer in network.layers if hasattr(layer, "use_bias")]
        return listed(network, [unusual(what) if what == COMPILED else noted(what, weighted)])

    return make


def without_biases(answer):
    """The mistake of a network whose layers have no biases."""

    def make(*arguments):
        network = answer(*arguments)
        layers = [
            replace(layer, use_bias=False) if hasattr(layer, "use_bias") else layer
            for layer in network.layers
        ]
        return replace(network, layers=layers, parents=None)

    return make


def joined(pairs):
    """Return (layer, shape) pairs: of two that could be one layer, only that layer.

    A separate activation is that of the layer before it. Average pooling of whole maps, flattened,
    is global average pooling.
    """
    found = []
    for layer, shape in pairs:
        before = found[-1][0] if found else None
        if isinstance(layer, Activation) and getattr(before, "activation", "none") is None:
            found[-1] = replace(before, activation=layer.function), shape
        elif isinstance(layer, Flatten) and pools_whole_maps(found):
            found[-1] = GlobalAveragePool(), shape
        else:
            found.append((layer, shape))
    return found


def pools_whole_maps(pairs):
    """Tell whether the last of the (layer, shape) pairs takes the mean of whole maps."""
    if len(pairs) < 2 or len(pairs[-2][1]) != 3:
        return False
    (_, maps), (layer, _) = pairs[-2:]
    return isinstance(layer, Pool) and layer.kind == "average" and layer.pool_size == maps[:2]


def words(layer, shape):
    """Return a line with a layer's kind, settings and output shape."""
    return f"{named(layer)} -> {by(shape)}"


def named(layer):
    """Return a layer's kind and settings, leaving out those that change nothing."""
    if isinstance(layer, Activation):
        return {"relu": "ReLU"}.get(layer.function, layer.function.capitalize())
    settings = []
    for name in SETTINGS:
        value = getattr(layer, name, None)
        if value is not None and not changes_nothing(layer, name, value):
            value = by(value) if isinstance(value, tuple) else value
            settings.append(setting(name, value))
    if getattr(layer, "activation", None):
        settings.append(layer.activation)
    if not getattr(layer, "use_bias", True):
        settings.append(tr("no bias"))
    return layer.keras_name + (f"({', '.join(settings)})" if settings else "")


def setting(name, value):
    """Return one of SETTINGS with its value, in words."""
    words = {
        "filters": tr("filters {value}", value=value),
        "units": tr("units {value}", value=value),
        "kernel_size": tr("kernel size {value}", value=value),
        "pool_size": tr("pool size {value}", value=value),
        "strides": tr("strides {value}", value=value),
        "dilation": tr("dilation {value}", value=value),
        "groups": tr("groups {value}", value=value),
        "padding": tr("padding {value}", value=value),
        "rate": tr("rate {value}", value=value),
    }
    return words[name]


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


def with_weights(model, seed=0, spread=0.3):
    """Return the model with random weights from a seed, so that equal models give equal numbers.

    The checks copy their inputs, but not this model, because nothing changes it.
    """
    draw = np.random.default_rng(seed)
    model.set_weights([draw.normal(0, spread, weight.shape) for weight in model.get_weights()])
    model.__deepcopy__ = lambda memo: model
    return model
