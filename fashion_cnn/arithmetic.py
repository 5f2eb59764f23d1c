"""Shapes and parameters of a sequential network, counted without Keras.

    >>> from fashion_cnn.layers import Conv, Network
    >>> [row] = report(Network("one", (28, 28, 1), [Conv(32, 3)]))
    >>> row.output_shape, row.parameters, row.sum
    ((26, 26, 32), 320, '1·3·3·32 + 32 = 320')

Every count comes with the sum that gives it.
"""

import math
from dataclasses import dataclass
from functools import singledispatch

from fashion_cnn import layers
from fashion_cnn.convolution import output_size
from fashion_cnn.errors import UsageError


@dataclass(frozen=True)
class Row:
    """What a report says of one layer; `sum` is the parameters' arithmetic in words."""

    name: str
    kind: str
    output_shape: tuple
    parameters: int
    trainable: int
    sum: str


def report(network):
    """Return a Row for each layer of the network, in order.

    Raises UsageError, naming the layer, where a layer does not fit what reaches it.
    """
    shape, rows = network.input_shape, []
    for layer in network.layers:
        before = shape
        try:
            shape = output_shape(layer, before)
            terms = parameter_terms(layer, before)
        except ValueError as error:
            raise UsageError(f"Layer {layer.name or kind(layer)!r}: {error}") from None
        parameters = sum(math.prod(term) for term in terms)
        rows.append(
            Row(
                name=layer.name,
                kind=kind(layer),
                output_shape=shape,
                parameters=parameters,
                trainable=trainable(layer, parameters),
                sum=written_sum(terms, parameters),
            )
        )
    return rows


def kind(layer):
    """Return the name of the Keras layer that a description stands for."""
    if isinstance(layer, layers.Pool):
        return {"max": "MaxPooling2D", "average": "AveragePooling2D"}[layer.kind]
    return {
        layers.Conv: "Conv2D",
        layers.GlobalAveragePool: "GlobalAveragePooling2D",
        layers.BatchNorm: "BatchNormalization",
    }.get(type(layer), type(layer).__name__)


@singledispatch
def output_shape(layer, shape):
    """Return the shape that leaves a layer when `shape` (without the batch) reaches it."""
    return shape


@output_shape.register
def _(layer: layers.Conv, shape):
    sizes = window_sizes(shape, layer.kernel_size, layer.padding, layer.strides, layer.dilation)
    return (*sizes, layer.filters)


@output_shape.register
def _(layer: layers.Pool, shape):
    sizes = window_sizes(shape, layer.pool_size, layer.padding, layer.strides, (1, 1))
    return (*sizes, shape[2])


@output_shape.register
def _(layer: layers.GlobalAveragePool, shape):
    return (image(shape)[2],)


@output_shape.register
def _(layer: layers.Flatten, shape):
    return (math.prod(shape),)


@output_shape.register
def _(layer: layers.Dense, shape):
    return (*shape[:-1], layer.units)


def window_sizes(shape, window, padding, strides, dilation):
    """Return the (height, width) of what a sliding window makes of an image of `shape`."""
    return tuple(
        output_size(size, kernel, padding, stride, step)
        for size, kernel, stride, step in zip(image(shape), window, strides, dilation, strict=False)
    )


def image(shape):
    """Return the shape if it is (height, width, channels), or say what was received."""
    if len(shape) != 3:
        raise ValueError(f"needs an image (height, width, channels), but receives {shape}")
    return shape


@singledispatch
def parameter_terms(layer, shape):
    """Return the parameters as a sum of products: [(1, 3, 3, 32), (32,)] for 1·3·3·32 + 32."""
    return []


@parameter_terms.register
def _(layer: layers.Conv, shape):
    weights = (shape[2], *layer.kernel_size, layer.filters)
    return [weights, (layer.filters,)] if layer.use_bias else [weights]


@parameter_terms.register
def _(layer: layers.Dense, shape):
    weights = (shape[-1], layer.units)
    return [weights, (layer.units,)] if layer.use_bias else [weights]


@parameter_terms.register
def _(layer: layers.BatchNorm, shape):
    # γ, β, and the moving mean and variance, of each channel.
    return [(4, shape[-1])]


def trainable(layer, parameters):
    """Return how many of a layer's parameters are learned: half of a batch normalisation's."""
    return parameters // 2 if isinstance(layer, layers.BatchNorm) else parameters


def written_sum(terms, total):
    """Return the arithmetic as a reader would write it, or nothing where there is none."""
    if not terms:
        return ""
    return " + ".join("·".join(map(str, term)) for term in terms) + f" = {total:,}"


def total_parameters(rows):
    """Return the parameters of all layers together."""
    return sum(row.parameters for row in rows)
