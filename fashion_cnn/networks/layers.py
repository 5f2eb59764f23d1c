"""The layers of a network as plain data.

    Conv(32, 3, padding="same", activation="relu", name="conv1")

Counting (shapes, parameters; no Keras needed) and the builder of the Keras model read the same
description, so they cannot disagree. Fields have the names and meanings of the Keras arguments.
Sizes along height and width (kernel_size, strides, pool_size, dilation) are one number for both
or a pair. A field that breaks a rule raises UsageError when the description is made.

A new kind of layer is a new subclass of Layer and nothing else: its fields, the name of its Keras
layer, and what differs from a layer that keeps the shape and has no weights.
"""

import math
from dataclasses import dataclass

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.rules import normalise
from fashion_cnn.convolution import transposed_size
from fashion_cnn.networks.layer import ACTIVATIONS, LAST_AXIS, Layer, Windowed, image

# ---------------------------------------------------------------------------------------------
# A window that slides
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Conv(Windowed):
    """Conv2D: `filters` filters of kernel_size over all channels, kH·kW·C_in weights each.

    With `groups`, channels and filters are split into as many groups of equal size; a filter sees
    only the C_in / groups channels of its group.
    """

    keras_names = {"Conv2D": {}}
    keras_arguments = {"dilation": "dilation_rate"}
    words = {"conv": {}}
    numbers = ("filters", "kernel_size")
    options = ("padding", "strides", "dilation", "use_bias", "activation")

    filters: int
    kernel_size: int | tuple
    strides: int | tuple = 1
    padding: str = "valid"
    dilation: int | tuple = 1
    activation: str | None = None
    use_bias: bool = True
    groups: int = 1

    def __post_init__(self):
        super().__post_init__()
        if self.filters % self.groups:
            raise UsageError(
                f"{self.filters} filters cannot be split into {self.groups} groups of equal size: "
                "groups must divide filters."
            )
        if self.strides != (1, 1) and self.dilation != (1, 1):
            raise UsageError(
                "strides and dilation cannot both be above 1 (Keras has no such layer), "
                f"received strides {self.strides} and dilation {self.dilation}."
            )

    def output_shape(self, shape):
        if image(shape)[2] % self.groups:
            raise ValueError(
                f"cannot split {shape[2]} channels into {self.groups} groups of equal size: "
                "groups must divide the channels"
            )
        return (*self.sizes(shape), self.filters)

    def weight_term(self, shape):
        return (shape[2] // self.groups, *self.kernel_size, self.filters)

    def parameter_terms(self, shape):
        return [self.weight_term(shape), *biases(self, self.filters)]

    def multiplication_terms(self, output, shape):
        channels, height, width, filters = self.weight_term(shape)
        return [(*output[:2], height, width, channels, filters)]


@dataclass(frozen=True)
class Pool(Windowed):
    """MaxPooling2D or, with `kind="average"`, AveragePooling2D; strides default to pool_size."""

    keras_names = {"MaxPooling2D": {"kind": "max"}, "AveragePooling2D": {"kind": "average"}}
    words = {"pool": {"kind": "max"}, "avgpool": {"kind": "average"}}
    numbers = ("pool_size",)
    options = ("padding", "strides")

    pool_size: int | tuple = 2
    strides: int | tuple | None = None
    padding: str = "valid"
    kind: str = "max"

    def __post_init__(self):
        if self.strides is None:
            normalise(self, strides=self.pool_size)
        super().__post_init__()

    @property
    def window_size(self):
        return self.pool_size

    def output_shape(self, shape):
        return (*self.sizes(shape), shape[2])


# ---------------------------------------------------------------------------------------------
# Other layers with weights
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ConvTranspose(Layer):
    """Conv2DTranspose: each pixel stamps `filters` kernels, `strides` apart; overlaps add up."""

    keras_names = {"Conv2DTranspose": {}}
    keras_fixed = {"output_padding": None, "dilation_rate": (1, 1)}
    evenly_spaced = False

    filters: int
    kernel_size: int | tuple
    strides: int | tuple = 1
    padding: str = "valid"
    activation: str | None = None
    use_bias: bool = True

    def output_shape(self, shape):
        axes = zip(image(shape)[:2], self.kernel_size, self.strides, strict=True)
        sizes = (transposed_size(size, kernel, self.padding, step) for size, kernel, step in axes)
        return (*sizes, self.filters)

    def parameter_terms(self, shape):
        return [(shape[2], *self.kernel_size, self.filters), *biases(self, self.filters)]

    def multiplication_terms(self, output, shape):
        # Every value of the input, not of the output, is multiplied by all kernels.
        return [(*shape[:2], *self.kernel_size, shape[2], self.filters)]


@dataclass(frozen=True)
class Dense(Layer):
    """Dense, fully connected: y = activation(W·x + b)."""

    keras_names = {"Dense": {}}
    words = {"dense": {}}
    numbers = ("units",)
    options = ("use_bias", "activation")

    units: int
    activation: str | None = None
    use_bias: bool = True

    def output_shape(self, shape):
        return (*shape[:-1], self.units)

    def parameter_terms(self, shape):
        return [(shape[-1], self.units), *biases(self, self.units)]

    def multiplication_terms(self, output, shape):
        return [(*shape, self.units)]


def biases(layer, count):
    return [(count,)] if layer.use_bias else []


@dataclass(frozen=True)
class BatchNorm(Layer):
    """BatchNormalization over the channels: γ and β are learned, mean and variance are kept.

    `epsilon` is added to the variance, so that nothing is divided by zero. In training, the kept
    mean and variance move by 1 − `momentum` of the way towards those of each batch.
    """

    keras_names = {"BatchNormalization": {}}
    keras_fixed = {"center": True, "scale": True, "axis": LAST_AXIS}
    words = {"batchnorm": {}}

    epsilon: float = 1e-3
    momentum: float = 0.99

    def parameter_terms(self, shape):
        return [(4, shape[-1])]

    def trainable(self, shape):
        return self.parameters(shape) // 2


# ---------------------------------------------------------------------------------------------
# Layers without weights
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Activation(Layer):
    """An activation function as a layer of its own."""

    keras_names = {"Activation": {}}
    keras_arguments = {"function": "activation"}
    words = {function: {"function": function} for function in ACTIVATIONS}

    function: str = "relu"


@dataclass(frozen=True)
class Dropout(Layer):
    """Dropout: in training, each value is set to zero with probability `rate`."""

    keras_names = {"Dropout": {}}
    words = {"dropout": {}}
    numbers = ("rate",)

    rate: float = 0.5


@dataclass(frozen=True)
class Flatten(Layer):
    """All values of an example in one vector."""

    keras_names = {"Flatten": {}}
    words = {"flatten": {}}
    sees_everything = True  # for the dense layer after it

    def output_shape(self, shape):
        return (math.prod(shape),)


@dataclass(frozen=True)
class GlobalAveragePool(Layer):
    """GlobalAveragePooling2D: each feature map becomes its mean."""

    keras_names = {"GlobalAveragePooling2D": {}}
    keras_fixed = {"keepdims": False}
    words = {"globalpool": {}}
    sees_everything = True

    def output_shape(self, shape):
        return (image(shape)[2],)


@dataclass(frozen=True)
class ZeroPad(Layer):
    """ZeroPadding2D: rows of zeros above and below, columns of zeros left and right."""

    keras_names = {"ZeroPadding2D": {}}
    rules = {}

    padding: tuple = ((1, 1), (1, 1))

    @property
    def offset(self):
        return tuple(-before for before, _ in self.padding)

    def output_shape(self, shape):
        height, width, channels = image(shape)
        return (height + sum(self.padding[0]), width + sum(self.padding[1]), channels)


@dataclass(frozen=True)
class Crop(Layer):
    """Cropping2D: rows cut off above and below, columns cut off left and right."""

    keras_names = {"Cropping2D": {}}

    cropping: tuple

    @property
    def offset(self):
        return tuple(before for before, _ in self.cropping)

    def output_shape(self, shape):
        height, width, channels = image(shape)
        left = (height - sum(self.cropping[0]), width - sum(self.cropping[1]))
        if min(left) < 1:
            raise ValueError(f"cuts {self.cropping} off {shape}: nothing is left")
        return (*left, channels)


# ---------------------------------------------------------------------------------------------
# Where branches meet
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Add(Layer):
    """The sum of several feature maps of one shape, value by value."""

    keras_names = {"Add": {}}

    def output_shape(self, *shapes):
        if len(set(shapes)) > 1:
            received = " and ".join(map(str, shapes))
            raise ValueError(f"adds maps of equal shape, but receives {received}")
        return shapes[0]


@dataclass(frozen=True)
class Concatenate(Layer):
    """Several feature maps of equal height and width, with their channels joined."""

    keras_names = {"Concatenate": {}}
    keras_fixed = {"axis": LAST_AXIS}

    def output_shape(self, *shapes):
        if len({shape[:-1] for shape in shapes}) > 1:
            received = " and ".join(map(str, shapes))
            raise ValueError(f"joins maps of equal height and width, but receives {received}")
        return (*shapes[0][:-1], sum(shape[-1] for shape in shapes))


@dataclass(frozen=True)
class Other(Layer):
    """A layer that the kit does not describe, with what its Keras model says of it."""

    evenly_spaced = False

    class_name: str
    shape: tuple
    count: int = 0
    trainable_count: int = 0

    @property
    def keras_name(self):
        return self.class_name

    def output_shape(self, *shapes):
        return self.shape

    def parameters(self, *shapes):
        return self.count

    def trainable(self, *shapes):
        return self.trainable_count

    def multiplication_terms(self, output, *shapes):
        return None if self.count else []
