"""Layers of the classics that Keras does not have, as plain data; keras_layers.py computes them."""

from collections import Counter
from dataclasses import dataclass

from fashion_cnn.networks.layer import Layer, Windowed, image


@dataclass(frozen=True)
class PartialConv(Windowed):
    """A convolution in which each filter sees only some of the channels, as C3 of LeNet-5 does.

    `connections` lists, for each filter, the indices of the channels it sees.
    """

    keras_names = {"PartialConv2D": {}}
    strides = (1, 1)
    padding = "valid"

    connections: tuple
    kernel_size: int | tuple
    activation: str | None = None

    def output_shape(self, shape):
        highest = max(map(max, self.connections))
        if highest >= image(shape)[2]:
            raise ValueError(
                f"sees channel {highest} (counting from 0), but receives {shape[2]} channels"
            )
        return (*self.sizes(shape), len(self.connections))

    def weight_terms(self):
        # Filters that see equally many channels together: 6·3·5·5 + 9·4·5·5 + 1·6·5·5.
        seen = Counter(map(len, self.connections))
        return [(filters, channels, *self.kernel_size) for channels, filters in seen.items()]

    def parameter_terms(self, shape):
        return [*self.weight_terms(), (len(self.connections),)]

    def multiplication_terms(self, output, shape):
        return [(*output[:2], *term) for term in self.weight_terms()]


@dataclass(frozen=True)
class TrainablePool(Windowed):
    """Subsampling as in LeNet-5: the sum of a window, times a weight, plus a bias.

    Each map has its own weight and bias, both learned.
    """

    keras_names = {"TrainablePooling2D": {}}
    padding = "valid"

    pool_size: int | tuple = 2
    activation: str | None = None

    @property
    def window_size(self):
        return self.pool_size

    strides = window_size

    def output_shape(self, shape):
        return (*self.sizes(shape), shape[2])

    def parameter_terms(self, shape):
        return [(2, shape[-1])]

    def multiplication_terms(self, output, shape):
        return [output]


@dataclass(frozen=True)
class LocalResponseNorm(Layer):
    """A value divided by (bias + alpha · the sum of squares over `size` neighbouring maps)^beta."""

    keras_names = {"LocalResponseNorm": {}}

    size: int = 5
    bias: float = 2.0
    alpha: float = 1e-4
    beta: float = 0.75


@dataclass(frozen=True)
class RadialBasis(Layer):
    """The outputs of LeNet-5: for each class, the squared distance of the input from its code.

    The codes are fixed, set by hand: nothing is learned.
    """

    keras_names = {"RadialBasis": {}}

    units: int

    def output_shape(self, shape):
        return (self.units,)
