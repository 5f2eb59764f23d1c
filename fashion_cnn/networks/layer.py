"""What every kind of layer has: fields with rules, a Keras layer, a word, shapes and counts."""

import math
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from fashion_cnn.base.rules import normalise, one_of, pair, real_number, whole_number
from fashion_cnn.convolution import output_size

PADDINGS = ("valid", "same")
ACTIVATIONS = ("relu", "sigmoid", "tanh", "softmax")
LAST_AXIS = "the last axis"  # in `keras_fixed`: the channels, however Keras counts the axes


def activation_or_none(value):
    return None if value is None else one_of("activation", value, ACTIVATIONS)


# The rule of each field, in whatever layer it occurs.
RULES = {
    **{count: partial(whole_number, count, at_least=1) for count in ("filters", "units", "groups")},
    **{size: partial(pair, size) for size in ("kernel_size", "pool_size", "strides", "dilation")},
    "padding": partial(one_of, "padding", known=PADDINGS),
    "activation": activation_or_none,
    "function": partial(one_of, "activation", known=ACTIVATIONS),
    "rate": partial(real_number, "dropout", at_least=0, below=1),
    "kind": partial(one_of, "kind of pooling", known=("max", "average")),
    "connections": lambda table: tuple(tuple(channels) for channels in table),
}


@dataclass(frozen=True)
class Layer:
    """What can be asked of every layer. The answers here are those of most layers.

    The class variables describe two other forms of the layer.

    Keras: `keras_names` has the Keras layer's name (several, where a field chooses between them:
    {name: {field: value}}); `keras_arguments` has {field: argument} where the names differ; a
    Keras layer is of this kind only if its arguments have the values of `keras_fixed`.

    Text (notation.py): `words` has the word for the layer, in the form of `keras_names`; `numbers`
    are the fields that follow it in order, `options` those that may follow in any order.
    """

    keras_names: ClassVar[dict] = {}
    keras_arguments: ClassVar[dict] = {}
    keras_fixed: ClassVar[dict] = {}
    words: ClassVar[dict] = {}
    numbers: ClassVar[tuple] = ()
    options: ClassVar[tuple] = ()
    rules: ClassVar[dict] = RULES

    name: str = field(default="", kw_only=True)

    def __post_init__(self):
        given = {key: value for key, value in vars(self).items() if key in self.rules}
        normalise(self, **{key: self.rules[key](value) for key, value in given.items()})

    @property
    def keras_name(self):
        """The name of the Keras layer's class."""
        return next(
            name
            for name, fixed in self.keras_names.items()
            if all(getattr(self, key) == value for key, value in fixed.items())
        )

    def output_shape(self, shape):
        """The shape (without the batch) that the layer makes of an input of `shape`.

        Raises ValueError if the two do not fit; the text continues "Layer 'conv1': ".
        """
        return shape

    def parameter_terms(self, *shapes):
        """The parameters as a sum of products: [(1, 3, 3, 32), (32,)] for 1·3·3·32 + 32."""
        return []

    def parameters(self, *shapes):
        """The number of parameters, learned or not."""
        return total(self.parameter_terms(*shapes))

    def trainable(self, *shapes):
        """The number of parameters that are learned."""
        return self.parameters(*shapes)

    def multiplication_terms(self, output, *shapes):
        """The multiplications for one image as a sum of products, or None if unknown."""
        return []

    # What a value of the output sees of the input (receptive_fields.py): a window, if the layer has
    # one; all positions; or else the value `offset` rows and columns away. In some layers, the
    # fields of neighbouring values are not evenly spaced.
    windows: ClassVar[tuple] = ()  # (kernel, padding, stride, dilation) along height and width
    offset: ClassVar[tuple] = (0, 0)
    sees_everything: ClassVar[bool] = False
    evenly_spaced: ClassVar[bool] = True


def total(terms):
    """The value of a sum of products, given as a list of tuples of factors."""
    return sum(math.prod(term) for term in terms)


def image(shape):
    """Return the shape if it is (height, width, channels), or say what was received."""
    if len(shape) != 3:
        raise ValueError(f"needs an image (height, width, channels), but receives {shape}")
    return shape


@dataclass(frozen=True)
class Windowed(Layer):
    """A layer that computes each value of its output from a window of its input."""

    dilation = (1, 1)

    @property
    def window_size(self):
        return self.kernel_size

    @property
    def windows(self):
        axes = zip(self.window_size, self.strides, self.dilation, strict=True)
        return tuple((kernel, self.padding, stride, step) for kernel, stride, step in axes)

    def sizes(self, shape):
        """The height and the width of the output."""
        axes = zip(image(shape)[:2], self.windows, strict=True)
        return tuple(output_size(size, *window) for size, window in axes)
