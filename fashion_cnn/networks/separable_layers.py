"""Convolutions of each channel by itself, as in MobileNet and Xception, as plain data.

Sources: Chollet 2017, "Xception: Deep learning with depthwise separable convolutions"; Howard et
al. 2017, "MobileNets".
"""

from dataclasses import dataclass, field

from fashion_cnn.networks.layer_base import Windowed
from fashion_cnn.networks.layers import biases


@dataclass(frozen=True)
class DepthwiseConv(Windowed):
    """DepthwiseConv2D: `depth_multiplier` filters for each channel, which see only that channel."""

    keras_names = {"DepthwiseConv2D": {}}
    keras_arguments = {"dilation": "dilation_rate"}

    kernel_size: int | tuple
    strides: int | tuple = 1
    padding: str = "valid"
    depth_multiplier: int = 1
    dilation: int | tuple = 1
    activation: str | None = None
    use_bias: bool = True

    def output_shape(self, shape):
        return (*self.sizes(shape), shape[2] * self.depth_multiplier)

    def weight_term(self, shape):
        return (*self.kernel_size, shape[2], self.depth_multiplier)

    def parameter_terms(self, shape):
        return [self.weight_term(shape), *biases(self, shape[2] * self.depth_multiplier)]

    def multiplication_terms(self, output, shape):
        return [(*output[:2], *self.weight_term(shape))]


@dataclass(frozen=True)
class SeparableConv(DepthwiseConv):
    """SeparableConv2D: a depthwise convolution, and a 1x1 convolution that mixes its channels."""

    keras_names = {"SeparableConv2D": {}}

    filters: int = field(kw_only=True)

    def output_shape(self, shape):
        return (*self.sizes(shape), self.filters)

    def mixing_term(self, shape):
        return (shape[2] * self.depth_multiplier, self.filters)

    def parameter_terms(self, shape):
        return [self.weight_term(shape), self.mixing_term(shape), *biases(self, self.filters)]

    def multiplication_terms(self, output, shape):
        terms = (self.weight_term(shape), self.mixing_term(shape))
        return [(*output[:2], *term) for term in terms]
