"""Layers of classic networks that Keras lacks, as plain data (computed in keras_layers.py)."""

from collections import Counter
from dataclasses import dataclass

from fashion_cnn.base.language import tr
from fashion_cnn.networks.layer_base import Layer, Windowed, image


@dataclass(frozen=True)
class PartialConv(Windowed):
    """A convolution whose filters each see only some of the channels, like C3 of LeNet-5.

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
                tr(
                    "connects to channel {highest} (counted from 0), received {channels} channels",
                    highest=highest,
                    channels=shape[2],
                )
            )
        return (*self.sizes(shape), len(self.connections))

    def weight_terms(self):
        # Filters with the same number of channels make one term: 6·3·5·5 + 9·4·5·5 + 1·6·5·5.
        seen = Counter(map(len, self.connections))
        return [(filters, channels, *self.kernel_size) for channels, filters in seen.items()]

    def parameter_terms(self, shape):
        return [*self.weight_terms(), (len(self.connections),)]

    def multiplication_terms(self, output, shape):
        return [(*output[:2], *term) for term in self.weight_terms()]


@dataclass(frozen=True)
class TrainablePool(Windowed):
    """Subsampling as in LeNet-5: the sum over each window, times a weight, plus a bias.

    Weight and bias are learned, one of each per feature map.
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
    """Each value divided by (bias + alpha · Σ squares over `size` neighbouring maps)^beta."""

    keras_names = {"LocalResponseNorm": {}}

    size: int = 5
    bias: float = 2.0
    alpha: float = 1e-4
    beta: float = 0.75


@dataclass(frozen=True)
class RadialBasis(Layer):
    """Output layer of LeNet-5: for each class, the squared distance of the input from its code.

    The codes are designed by hand and fixed; nothing is learned.
    """

    keras_names = {"RadialBasis": {}}

    units: int

    def output_shape(self, shape):
        return (self.units,)
