"""The layers of a network as plain data.

    Conv(32, 3, padding="same", activation="relu", name="conv1")

Shapes and parameter counts (no Keras needed) and the Keras model all come from this description,
so they cannot disagree. Fields have the names and meanings of the Keras arguments. Sizes
(kernel_size, strides, pool_size, dilation) are one number for height and width, or a pair. A field
that breaks a rule raises UsageError as soon as the layer is created.

To add a kind of layer, add a subclass of Layer with its fields, the name of its Keras class, and
whatever differs from a layer that keeps the shape and has no weights.
"""

import math
from dataclasses import dataclass

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.base.rules import normalise
from fashion_cnn.convolution import transposed_size
from fashion_cnn.networks.layer_base import ACTIVATIONS, LAST_AXIS, Layer, Windowed, image

# ---------------------------------------------------------------------------------------------
# Sliding windows
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Conv(Windowed):
    """Conv2D: `filters` filters over all channels, with kH·kW·C_in weights each.

    With `groups`, channels and filters are split into that many groups of equal size, and a filter
    sees only the C_in / groups channels of its group.
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
                "{filters} filters cannot be split into {groups} groups of equal size: groups must "
                "divide the number of filters.",
                filters=self.filters,
                groups=self.groups,
            )
        if self.strides != (1, 1) and self.dilation != (1, 1):
            raise UsageError(
                "strides and dilation cannot both be greater than 1 (Keras has no such layer), "
                "received strides {strides} and dilation {dilation}.",
                strides=self.strides,
                dilation=self.dilation,
            )

    def output_shape(self, shape):
        if image(shape)[2] % self.groups:
            raise ValueError(
                tr(
                    "cannot split {channels} channels into {groups} groups of equal size: groups "
                    "must divide the number of channels",
                    channels=shape[2],
                    groups=self.groups,
                )
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
    """MaxPooling2D, or AveragePooling2D with `kind="average"`; strides default to pool_size."""

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
    """Conv2DTranspose: each input value adds a scaled copy of the kernels to the output."""

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
        # The kernels are applied once per input value, not once per output value.
        return [(*shape[:2], *self.kernel_size, shape[2], self.filters)]


@dataclass(frozen=True)
class Dense(Layer):
    """Dense (fully connected): y = activation(W·x + b)."""

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
    """BatchNormalization per channel: γ and β are learned, mean and variance are moving averages.

    `epsilon` is added to the variance to avoid dividing by zero. Each training step updates the
    moving averages to momentum · average + (1 − momentum) · batch statistic.
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
    """Dropout: in training, zeroes each value with probability `rate` and scales up the others."""

    keras_names = {"Dropout": {}}
    words = {"dropout": {}}
    numbers = ("rate",)

    rate: float = 0.5


@dataclass(frozen=True)
class Flatten(Layer):
    """Flatten: all values of an image as one vector."""

    keras_names = {"Flatten": {}}
    words = {"flatten": {}}
    sees_everything = True  # or rather, the dense layer that follows does

    def output_shape(self, shape):
        return (math.prod(shape),)


@dataclass(frozen=True)
class GlobalAveragePool(Layer):
    """GlobalAveragePooling2D: the mean of each feature map."""

    keras_names = {"GlobalAveragePooling2D": {}}
    keras_fixed = {"keepdims": False}
    words = {"globalpool": {}}
    sees_everything = True

    def output_shape(self, shape):
        return (image(shape)[2],)


@dataclass(frozen=True)
class ZeroPad(Layer):
    """ZeroPadding2D: adds rows and columns of zeros, ((top, bottom), (left, right))."""

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
    """Cropping2D: cuts off rows and columns, ((top, bottom), (left, right))."""

    keras_names = {"Cropping2D": {}}

    cropping: tuple

    @property
    def offset(self):
        return tuple(before for before, _ in self.cropping)

    def output_shape(self, shape):
        height, width, channels = image(shape)
        left = (height - sum(self.cropping[0]), width - sum(self.cropping[1]))
        if min(left) < 1:
            cropping = self.cropping
            raise ValueError(
                tr("cropping {shape} by {cropping} leaves nothing", shape=shape, cropping=cropping)
            )
        return (*left, channels)


# ---------------------------------------------------------------------------------------------
# Merging branches
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Add(Layer):
    """Element-wise sum of feature maps of equal shape."""

    keras_names = {"Add": {}}

    def output_shape(self, *shapes):
        if len(set(shapes)) > 1:
            shapes = ", ".join(map(str, shapes))
            raise ValueError(
                tr("needs feature maps of equal shape, received {shapes}", shapes=shapes)
            )
        return shapes[0]


@dataclass(frozen=True)
class Concatenate(Layer):
    """Feature maps of equal height and width, joined along the channels."""

    keras_names = {"Concatenate": {}}
    keras_fixed = {"axis": LAST_AXIS}

    def output_shape(self, *shapes):
        if len({shape[:-1] for shape in shapes}) > 1:
            shapes = ", ".join(map(str, shapes))
            raise ValueError(
                tr("needs feature maps of equal height and width, received {shapes}", shapes=shapes)
            )
        return (*shapes[0][:-1], sum(shape[-1] for shape in shapes))


@dataclass(frozen=True)
class Other(Layer):
    """A Keras layer that the kit cannot describe; its shape and `count` come from the model."""

    evenly_spaced = False

    class_name: str
    shape: tuple
    count: int = 0

    @property
    def keras_name(self):
        return self.class_name

    def output_shape(self, *shapes):
        return self.shape

    def parameters(self, *shapes):
        return self.count

    def multiplication_terms(self, output, *shapes):
        return None if self.count else []
