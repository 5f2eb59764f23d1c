"""What the checks compare of a branching network: its layers, and the inputs of each.

A learner's function gets Keras tensors and returns one. Both that tensor and a Network
(networks.layers) are put into words. The right answer and the mistakes are written as Networks,
because building Keras layers takes time: only the learner's own function does it.
"""

from collections import Counter
from dataclasses import replace

import numpy as np

from fashion_cnn.base.language import tr
from fashion_cnn.networks.layers import Activation, Add, Concatenate, Other
from fashion_cnn.networks.network import IMAGE, Network
from fashion_cnn.workshop.lessons.structures import NEXT_LINE, Words, by, named, noted, used_twice

# The name of the input from which all given tensors come.
INPUT = "given"


# ---------------------------------------------------------------------------------------------
# What the checks see if a function returns something else
# ---------------------------------------------------------------------------------------------


def no_tensor():
    return Words([tr("This is not a Keras tensor.")])


def several_tensors():
    return Words([tr("These are several tensors.")])


def whole_model():
    return Words([tr("This is a keras.Model, not a tensor.")])


def elsewhere():
    return Words([tr("This does not begin at what the function was given.")])


# ---------------------------------------------------------------------------------------------
# A network in words
# ---------------------------------------------------------------------------------------------


def tensor(*shape):
    """Return a tensor (height, width, channels) of a network, on which a learner's part begins."""
    import keras

    return uncopied(keras.Input(shape, name=INPUT))


def uncopied(made):
    """Return the tensor; the deep copies of it that the checks make are the tensor itself."""
    made.__deepcopy__ = lambda memo: made
    return made


def wiring(made, ordered=False, given=(), biased=False):
    """Return a Keras tensor, or a Network, in words: a line for each layer.

    Networks that compute the same result get the same words. `a + b` is an Add, and a ReLU after a
    convolution is its activation. The order of the terms of a sum does not count; the order of what
    is concatenated counts only if `ordered`. Whether layers have biases counts only if `biased`.

    The input is called x. If a function is given several tensors, they come from the layers named
    in `given`, and everything before these layers is ignored.
    """
    import keras

    notes = ()
    if isinstance(made, keras.KerasTensor):
        made, notes = traced(made)
    if made is None or isinstance(made, Words):
        return made
    if isinstance(made, Network):
        return Lines(made, ordered, given, biased).joined(notes)
    if isinstance(made, (list, tuple)):
        return several_tensors()
    return whole_model() if isinstance(made, keras.Model) else no_tensor()


def traced(tensor):
    """Return the Network that leads to a tensor, or Words, and what is unusual about it."""
    import keras

    from fashion_cnn.workshop.lessons import keras_steps  # starts Keras

    begins = keras.utils.get_source_inputs(tensor)
    if [begin.name for begin in begins] != [INPUT]:
        return elsewhere(), ()
    try:
        steps = keras_steps.Steps(begins[0], [tensor])
    except keras_steps.UsedTwice:
        return used_twice(), ()
    except keras_steps.Elsewhere:
        return elsewhere(), ()
    notes = [noted(what, layers) for what, layers in keras_steps.oddities(steps.used).items()]
    return steps.network(INPUT, begins[0].shape[1:]), notes


class Lines:
    """The lines for a Network's layers, each numbered after all of its inputs."""

    def __init__(self, network, ordered, given, biased):
        self.network, self.biased = network, biased
        self.ordered = {"Subtract", "Divide"} | ({"Concatenate"} if ordered else set())
        self.layers, self.parents, self.shapes = {}, {}, {IMAGE: network.input_shape}
        self.names = {IMAGE: "x"}
        self.written = []
        fed = Counter(parent for parents in network.parents for parent in parents)
        for place, (layer, parents) in enumerate(zip(network.layers, network.parents, strict=True)):
            shapes = [self.shapes[parent] for parent in parents]
            layer, before = self.plain(layer, shapes), parents[0]
            self.shapes[place] = shape_after(layer, shapes)
            if layer.name in given:
                self.names[place] = layer.name
            elif isinstance(layer, Concatenate):
                parents = [part for parent in parents for part in self.parts(parent)]
            elif isinstance(layer, Activation) and fed[before] == 1 and self.is_linear(before):
                layer = replace(self.layers[before], activation=layer.function)
                parents = self.parents[before]
            self.layers[place], self.parents[place] = layer, parents
        self.expressions = {place: (0, name) for place, name in self.names.items()}

    def parts(self, place):
        """Return the inputs of a concatenation there; nested concatenations are merged into one."""
        joins = isinstance(self.layers.get(place), Concatenate)
        return self.parents[place] if joins else [place]

    def is_linear(self, place):
        """Tell whether a layer could have an activation but has none."""
        linear = getattr(self.layers.get(place), "activation", "none") is None
        return linear and place not in self.names

    def plain(self, layer, shapes):
        if not self.biased and hasattr(layer, "use_bias"):
            return replace(layer, use_bias=True)
        return plain(layer, shapes)

    def joined(self, notes):
        *_, end = self.network.ends or [IMAGE]
        name = self.number(end)
        return Words([NEXT_LINE.join([*(self.written or [name]), *notes])])

    def number(self, place):
        """Return the name of a layer's output, after writing all lines up to it."""
        if place not in self.names:
            layer, parents = self.layers[place], self.parents[place]
            if layer.keras_name not in self.ordered:
                parents = sorted(parents, key=self.expression)
            line = tr(
                "{layer} of {inputs} -> {shape}",
                layer=named(layer),
                inputs=", ".join([self.number(parent) for parent in parents]),
                shape=by(self.shapes[place]),
            )
            self.names[place] = number = str(len(self.written) + 1)
            self.written.append(f"{number}: {line}")
        return self.names[place]

    def expression(self, place):
        """Return everything that leads to a layer's output, in sortable form."""
        if place not in self.expressions:
            inside = sorted(map(self.expression, self.parents[place]))
            text = f"{named(self.layers[place])} of {inside}"
            self.expressions[place] = (inside[-1][0] + 1, text)
        return self.expressions[place]


def plain(layer, shapes):
    """Return the layer that a bare operation on these shapes stands for, as `a + b` is an Add."""
    if not isinstance(layer, Other):
        return layer
    if layer.keras_name == "Concatenate" and layer.shape[:-1] == shapes[0][:-1]:
        return Concatenate()
    return Add() if layer.keras_name == "Add" else layer


def shape_after(layer, shapes):
    if isinstance(layer, Add):  # like Keras, repeats inputs with one row, column or channel
        return np.broadcast_shapes(*shapes)
    return layer.output_shape(*shapes)
