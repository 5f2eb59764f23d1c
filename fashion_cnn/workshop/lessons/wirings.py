"""What is compared of a network that branches: which layers it has, and what feeds each of them.

A learner's function gets tensors of Keras and returns one. That is put into words; so is a Network
(networks.layers), as which the right answer and the mistakes are written: only the learner's own
function builds Keras layers, which takes time.
"""

from collections import Counter
from dataclasses import replace

from fashion_cnn.base.errors import KitError
from fashion_cnn.networks import counting
from fashion_cnn.networks.layers import IMAGE, Activation, Add, Concatenate, Network, Other
from fashion_cnn.workshop.lessons.compared import ACTIVATIONS, NEXT_LINE, by, named

# What else a function may return looks like this.
NO_TENSOR, LISTED = ("This is no tensor of Keras.",), ("These are several tensors.",)
MODEL = ("This is a keras.Model, and no tensor.",)
USED_TWICE = ("One layer is used twice.",)
ELSEWHERE = ("This does not begin at what the function was given.",)
WRONG = NO_TENSOR, LISTED, MODEL, USED_TWICE, ELSEWHERE
# The name of the input that all given tensors come from.
INPUT = "given"


def tensor(*shape):
    """Return a place (height, width, channels) in a network, where a learner's part begins."""
    import keras

    return uncopied(keras.Input(shape, name=INPUT))


def uncopied(made):
    """Return a tensor of which the copies that the checks make are itself."""
    made.__deepcopy__ = lambda memo: made
    return made


def wiring(made, ordered=False, given=()):
    """Return a tensor of Keras, or a Network, as words: a line for each layer.

    What computes the same has the same words: `a + b` is an Add, a ReLU behind a convolution is its
    activation, the order of what is added does not count, and that of what is concatenated only if
    `ordered`; biases are not looked at.

    The input is called x. If a function is given several tensors, they come from layers whose names
    are `given`, and what lies before these is not looked at.
    """
    import keras

    if isinstance(made, keras.KerasTensor):
        made = traced(made)
    if made is None or any(made is wrong for wrong in WRONG):
        return made
    if isinstance(made, Network):
        return Lines(made, ordered, given).joined()
    if isinstance(made, (list, tuple)):
        return LISTED
    return MODEL if isinstance(made, keras.Model) else NO_TENSOR


def traced(tensor):
    """Return the Network that leads to a tensor, or what is wrong with it."""
    import keras

    from fashion_cnn.networks.keras_models import from_keras

    begins = keras.utils.get_source_inputs(tensor)
    if [begin.name for begin in begins] != [INPUT]:
        return ELSEWHERE
    if begins[0] is tensor:
        return Network(INPUT, tensor.shape[1:], ())
    try:
        return from_keras(keras.Model(begins[0], tensor))
    except KitError:
        return USED_TWICE


class Lines:
    """The lines for a Network's layers, each one numbered when all that feeds it is."""

    def __init__(self, network, ordered, given):
        self.network = network
        self.ordered = {"Subtract", "Divide"} | ({"Concatenate"} if ordered else set())
        self.layers, self.parents, self.shapes = {}, {}, {IMAGE: network.input_shape}
        self.names = {IMAGE: "x"}
        self.written = []
        fed = Counter(parent for parents in network.parents for parent in parents)
        for place, (layer, parents) in enumerate(zip(network.layers, network.parents, strict=True)):
            shapes = [self.shapes[parent] for parent in parents]
            layer, before = plain(layer, shapes), parents[0]
            self.shapes[place] = shape_behind(layer, shapes)
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
        """Return what is concatenated there: a concatenation of concatenations is one of all."""
        joins = isinstance(self.layers.get(place), Concatenate)
        return self.parents[place] if joins else [place]

    def is_linear(self, place):
        """Tell whether a layer could have an activation, and has none."""
        linear = getattr(self.layers.get(place), "activation", "none") is None
        return linear and place not in self.names

    def joined(self):
        *_, end = self.network.ends or [IMAGE]
        name = self.number(end)
        return (NEXT_LINE.join(self.written or [name]),)

    def number(self, place):
        """Return what the output of a layer is called, after writing the lines up to it."""
        if place not in self.names:
            layer, parents = self.layers[place], self.parents[place]
            if counting.kind(layer) not in self.ordered:
                parents = sorted(parents, key=self.expression)
            sources = " and ".join([self.number(parent) for parent in parents])
            self.names[place] = number = str(len(self.written) + 1)
            shape = by(self.shapes[place])
            self.written.append(f"{number}: {named(layer)} of {sources} -> {shape}")
        return self.names[place]

    def expression(self, place):
        """Return all that leads to a layer's output, in a form that can be sorted."""
        if place not in self.expressions:
            inside = sorted(map(self.expression, self.parents[place]))
            text = f"{named(self.layers[place])} of {inside}"
            self.expressions[place] = (inside[-1][0] + 1, text)
        return self.expressions[place]


def plain(layer, shapes):
    """Return the description of a layer for a bare operation on such shapes, as `a + b` is one."""
    if not isinstance(layer, Other):
        return layer
    if layer.kind in ("Relu", *ACTIVATIONS):
        return Activation(ACTIVATIONS.get(layer.kind, "relu"))
    if layer.kind == "Concatenate" and layer.output_shape[:-1] == shapes[0][:-1]:
        return Concatenate()
    return Add() if layer.kind == "Add" else layer


def shape_behind(layer, shapes):
    if isinstance(layer, Add):  # Keras repeats what has one row, column or channel
        return tuple(map(max, *shapes)) if len(shapes) > 1 else shapes[0]
    return counting.output_shape(layer, *shapes)
