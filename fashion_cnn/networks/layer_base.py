"""The base class of all layer descriptions, and the rules for their fields."""

import math
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from fashion_cnn.base.language import tr
from fashion_cnn.base.rules import normalise, one_of, pair, real_number, whole_number
from fashion_cnn.convolution import output_size

PADDINGS = ("valid", "same")
ACTIVATIONS = ("relu", "sigmoid", "tanh", "softmax")
LAST_AXIS = "the last axis"  # for `keras_fixed`: the channel axis, as -1 or by its number


def activation_or_none(value):
    return None if value is None else one_of("activation", value, ACTIVATIONS)


# How each field is checked, whichever layer it belongs to.
RULES = {
    **{count: partial(whole_number, count, at_least=1) for count in ("filters", "units", "groups")},
    **{size: partial(pair, size) for size in ("kernel_size", "pool_size", "strides", "dilation")},
    "padding": partial(one_of, "padding", known=PADDINGS),
    "activation": activation_or_none,
    "function": partial(one_of, "activation", known=ACTIVATIONS),
    "rate": partial(real_number, "dropout", at_least=0, below=1),
    "kind": lambda kind: one_of(tr("kind of pooling"), kind, ("max", "average")),
    "connections": lambda table: tuple(tuple(channels) for channels in table),
}


@dataclass(frozen=True)
class Layer:
    """Base class of all layers. Its methods suit a layer that keeps the shape and has no weights.

    Class variables translate a layer into Keras and into words.

    Keras: `keras_names` maps the name of the Keras class to the fields that select it, as in
    {"MaxPooling2D": {"kind": "max"}}. `keras_arguments` maps fields to Keras arguments where the
    names differ. A Keras layer can be described by this class only if its arguments have the
    values in `keras_fixed`.

    Words (notation.py): `words` maps the word for the layer to the fields it selects. `numbers`
    are the fields that follow the word, in order. `options` may come after them in any order.
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
        """Name of the Keras class for this layer."""
        return next(
            name
            for name, fixed in self.keras_names.items()
            if all(getattr(self, key) == value for key, value in fixed.items())
        )

    def output_shape(self, shape):
        """Shape of the output for an input of `shape`, both without the batch axis.

        Raises ValueError if the input does not fit. The message completes "Layer 'conv1': ...".
        """
        return shape

    def parameter_terms(self, *shapes):
        """Number of parameters as a sum of products: [(1, 3, 3, 32), (32,)] for 1·3·3·32 + 32."""
        return []

    def parameters(self, *shapes):
        """Number of parameters, trainable or not."""
        return total(self.parameter_terms(*shapes))

    def trainable(self, *shapes):
        """Number of trainable parameters."""
        return self.parameters(*shapes)

    def multiplication_terms(self, output, *shapes):
        """Multiplications for one image as a sum of products, or None if unknown."""
        return []

    # The part of the input that one output value sees (receptive_fields.py): a window, if the layer
    # has one; everything; or else the single value `offset` rows and columns away. In some layers
    # the receptive fields of neighbouring values are not evenly spaced.
    windows: ClassVar[tuple] = ()  # (kernel, padding, stride, dilation) along height and width
    offset: ClassVar[tuple] = (0, 0)
    sees_everything: ClassVar[bool] = False
    evenly_spaced: ClassVar[bool] = True


def total(terms):
    """Value of a sum of products, each given as a tuple of factors; None if one is unknown."""
    if any(None in term for term in terms):
        return None
    return sum(math.prod(term) for term in terms)


def image(shape):
    """Check that a shape is (height, width, channels) and return it; if not, raise ValueError."""
    if len(shape) != 3:
        raise ValueError(
            tr("needs an image (height, width, channels), received {shape}", shape=shape)
        )
    return shape


@dataclass(frozen=True)
class Windowed(Layer):
    """A layer in which each output value is computed from a window of the input."""

    dilation = (1, 1)

    @property
    def window_size(self):
        return self.kernel_size

    @property
    def windows(self):
        axes = zip(self.window_size, self.strides, self.dilation, strict=True)
        return tuple((kernel, self.padding, stride, step) for kernel, stride, step in axes)

    def sizes(self, shape):
        """Height and width of the output."""
        axes = zip(image(shape)[:2], self.windows, strict=True)
        return tuple(output_size(size, *window) for size, window in axes)
