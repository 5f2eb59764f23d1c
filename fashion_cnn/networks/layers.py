"""The layers of a network as plain data.

    Network("tiny", (28, 28, 1), (Conv(8, 3, name="conv"), Flatten(), Dense(10, name="out")))

A network that branches is wired with a Graph, below.

This one description is read by the arithmetic (shapes, parameters; without Keras) and by the
builder that makes the Keras model, so that the two cannot disagree. The names and meanings of
the fields are those of the Keras layers.

Sizes over height and width (kernel_size, strides, pool_size, dilation) are one number for both
or a pair. Every field is checked when a layer is made; what breaks a rule is a UsageError.
"""

from dataclasses import dataclass

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.rules import normalise, one_of, pair, real_number, whole_number

PADDINGS = ("valid", "same")
ACTIVATIONS = ("relu", "sigmoid", "tanh", "softmax")


@dataclass(frozen=True)
class Conv:
    """Conv2D: `filters` kernels over all channels, kernel_size x kernel_size x C_in each.

    With `groups`, the channels are split into so many groups of one size, and each of them has
    its own share of the filters, which see no other group: C_in / groups channels each.
    """

    filters: int
    kernel_size: int | tuple
    strides: int | tuple = 1
    padding: str = "valid"
    dilation: int | tuple = 1
    activation: str | None = None
    use_bias: bool = True
    groups: int = 1
    name: str = ""

    def __post_init__(self):
        normalise(
            self,
            filters=whole_number("filters", self.filters, at_least=1),
            kernel_size=pair("kernel_size", self.kernel_size),
            strides=pair("strides", self.strides),
            padding=one_of("padding", self.padding, PADDINGS),
            dilation=pair("dilation", self.dilation),
            activation=checked_activation(self.activation),
            groups=whole_number("groups", self.groups, at_least=1),
        )
        if self.filters % self.groups:
            raise UsageError(
                f"{self.filters} filters cannot be split into {self.groups} groups of one size: "
                "groups must divide the filters."
            )
        if self.strides != (1, 1) and self.dilation != (1, 1):
            raise UsageError(
                "strides and dilation cannot both be above 1 (Keras has no such layer), "
                f"received strides {self.strides} and dilation {self.dilation}."
            )


@dataclass(frozen=True)
class PartialConv:
    """A convolution in which each filter sees only some of the channels, as C3 of LeNet-5 does.

    `connections` has for each filter the numbers of the channels that it sees.
    """

    connections: tuple
    kernel_size: int | tuple
    activation: str | None = None
    name: str = ""

    def __post_init__(self):
        normalise(
            self,
            kernel_size=pair("kernel_size", self.kernel_size),
            activation=checked_activation(self.activation),
        )


@dataclass(frozen=True)
class ConvTranspose:
    """Conv2DTranspose: each pixel stamps `filters` kernels, `strides` apart; what overlaps adds."""

    filters: int
    kernel_size: int | tuple
    strides: int | tuple = 1
    padding: str = "valid"
    activation: str | None = None
    use_bias: bool = True
    name: str = ""

    def __post_init__(self):
        normalise(
            self,
            filters=whole_number("filters", self.filters, at_least=1),
            kernel_size=pair("kernel_size", self.kernel_size),
            strides=pair("strides", self.strides),
            padding=one_of("padding", self.padding, PADDINGS),
            activation=checked_activation(self.activation),
        )


@dataclass(frozen=True)
class Pool:
    """MaxPooling2D or, with `kind="average"`, AveragePooling2D; strides default to pool_size."""

    pool_size: int | tuple = 2
    strides: int | tuple | None = None
    padding: str = "valid"
    kind: str = "max"
    name: str = ""

    def __post_init__(self):
        pool_size = pair("pool_size", self.pool_size)
        normalise(
            self,
            pool_size=pool_size,
            strides=pool_size if self.strides is None else pair("strides", self.strides),
            padding=one_of("padding", self.padding, PADDINGS),
            kind=one_of("kind of pooling", self.kind, ("max", "average")),
        )


@dataclass(frozen=True)
class TrainablePool:
    """Subsampling as in LeNet-5: the sum of a window, times a weight, plus a bias.

    Each map has one weight and one bias of its own, both learned.
    """

    pool_size: int | tuple = 2
    activation: str | None = None
    name: str = ""

    def __post_init__(self):
        normalise(
            self,
            pool_size=pair("pool_size", self.pool_size),
            activation=checked_activation(self.activation),
        )

    strides = property(lambda self: self.pool_size)
    padding = "valid"


@dataclass(frozen=True)
class GlobalAveragePool:
    """GlobalAveragePooling2D: each feature map becomes its mean."""

    name: str = ""


@dataclass(frozen=True)
class BatchNorm:
    """BatchNormalization over the channels: γ and β learned, mean and variance kept.

    `epsilon` is added to the variance, so that nothing is divided by zero. In training, the kept
    mean and variance move by a share of 1 − `momentum` towards those of each batch.
    """

    epsilon: float = 1e-3
    momentum: float = 0.99
    name: str = ""


@dataclass(frozen=True)
class LocalResponseNorm:
    """A value divided by (bias + alpha · the sum of squares over `size` neighbouring maps)^beta."""

    size: int = 5
    bias: float = 2.0
    alpha: float = 1e-4
    beta: float = 0.75
    name: str = ""


@dataclass(frozen=True)
class Activation:
    """An activation function as a layer of its own."""

    function: str = "relu"
    name: str = ""

    def __post_init__(self):
        one_of("activation", self.function, ACTIVATIONS)


@dataclass(frozen=True)
class Flatten:
    """All values of an example in one vector."""

    name: str = ""


@dataclass(frozen=True)
class Dropout:
    """Dropout: in training, each value is set to zero with probability `rate`."""

    rate: float = 0.5
    name: str = ""

    def __post_init__(self):
        normalise(self, rate=real_number("dropout", self.rate, at_least=0, below=1))


@dataclass(frozen=True)
class Dense:
    """Dense, fully connected: y = activation(W·x + b)."""

    units: int
    activation: str | None = None
    use_bias: bool = True
    name: str = ""

    def __post_init__(self):
        normalise(
            self,
            units=whole_number("units", self.units, at_least=1),
            activation=checked_activation(self.activation),
        )


@dataclass(frozen=True)
class ZeroPad:
    """ZeroPadding2D: rows of zeros above and below, columns of zeros left and right."""

    padding: tuple = ((1, 1), (1, 1))
    name: str = ""


@dataclass(frozen=True)
class Crop:
    """Cropping2D: rows cut off above and below, columns cut off left and right."""

    cropping: tuple
    name: str = ""


@dataclass(frozen=True)
class Add:
    """The sum of several feature maps of one shape, value by value."""

    name: str = ""


@dataclass(frozen=True)
class Concatenate:
    """Several feature maps of one height and width, their channels one after the other."""

    name: str = ""


@dataclass(frozen=True)
class RadialBasis:
    """The outputs of LeNet-5: for each class, the squared distance of the input from its code.

    The codes are fixed, set by hand: nothing is learned.
    """

    units: int
    name: str = ""

    def __post_init__(self):
        normalise(self, units=whole_number("units", self.units, at_least=1))


@dataclass(frozen=True)
class Other:
    """A layer that the kit does not describe, with what its Keras model says of it."""

    kind: str
    output_shape: tuple
    parameters: int
    trainable: int
    name: str = ""


def checked_activation(activation):
    """Return a known activation, or None for none."""
    return activation if activation is None else one_of("activation", activation, ACTIVATIONS)


@dataclass(frozen=True)
class Network:
    """A name, the shape of one input (height, width, channels), and the layers in order.

    In a network that branches, `parents` has for each layer the numbers of the layers that
    feed it, -1 for the input; without it each layer is fed by the one before.
    """

    name: str
    input_shape: tuple
    layers: tuple
    parents: tuple | None = None

    def __post_init__(self):
        shape = tuple(whole_number("input_shape", size, at_least=1) for size in self.input_shape)
        if len(shape) not in (1, 3):
            raise UsageError(
                f"input_shape must be (height, width, channels), received {self.input_shape}."
            )
        layers = tuple(self.layers)
        parents = self.parents or tuple((number - 1,) for number in range(len(layers)))
        normalise(self, input_shape=shape, layers=layers, parents=parents)

    @property
    def branches(self):
        """Whether some layer is not simply fed by the one before it."""
        return self.parents != tuple((number - 1,) for number in range(len(self.layers)))

    @property
    def ends(self):
        """The numbers of the layers that feed no other: the outputs."""
        feeding = {parent for parents in self.parents for parent in parents}
        return [number for number in range(len(self.layers)) if number not in feeding]


IMAGE = -1  # what stands for the input where a Graph's layers are named by their numbers


class Graph:
    """The wiring of a network that branches: each call adds a layer and says what feeds it.

    net = Graph()
    x = net(Conv(8, 3, padding="same", name="conv1"), IMAGE)
    y = net(Conv(8, 3, padding="same", name="conv2"), x)
    x = net(Add(name="add"), x, y)
    network = net.network("residual", (28, 28, 8))
    """

    def __init__(self):
        self.layers, self.parents = [], []

    def __call__(self, layer, *sources):
        """Add a layer fed by `sources`; return its number, to feed others with."""
        self.layers.append(layer)
        self.parents.append(sources)
        return len(self.layers) - 1

    def chain(self, layers, source):
        """Add layers of which each feeds the next; return the number of the last."""
        for layer in layers:
            source = self(layer, source)
        return source

    def network(self, name, input_shape):
        """Return the finished Network."""
        return Network(name, input_shape, tuple(self.layers), tuple(self.parents))
