"""What a network costs and what it sees, counted without Keras.

    >>> from fashion_cnn.networks.layers import Conv
    >>> from fashion_cnn.networks.network import Network
    >>> [row] = report(Network("one", (28, 28, 1), [Conv(32, 3)]))
    >>> row.output_shape, row.parameters, row.sum
    ((26, 26, 32), 320, '1·3·3·32 + 32 = 320')

For each layer: the output shape; the parameters, and how many of them are learned; the
multiplications for one image; the memory of the output; and the receptive field of one output
value. Parameters and multiplications come with the sum that gives them.

A multiplication is a weight of a convolution or a dense layer times an input, zeros of the padding
included. Biases, activations, pooling and batch normalisation are not counted: they hardly matter.
"""

import math
from dataclasses import dataclass

from fashion_cnn.base.errors import UsageError
from fashion_cnn.networks import layers, receptive_fields
from fashion_cnn.networks.layer import total
from fashion_cnn.networks.network import Network
from fashion_cnn.networks.receptive_fields import ONE_PIXEL

BYTES_A_VALUE = 4  # float32


@dataclass(frozen=True)
class Row:
    """What a report says of one layer. `sum` gives the parameters, `product` the multiplications.

    `multiplications` is None where the kit does not know them: in a layer with weights that it
    does not describe. `memory` is in bytes, for the output of one image in float32.
    `fields` has a ReceptiveField for height and one for width, or is None if unknown.
    """

    name: str
    kind: str
    output_shape: tuple
    parameters: int
    trainable: int
    sum: str
    multiplications: int | None
    product: str
    memory: int
    fields: tuple | None


def report(network):
    """A Row for each layer of the network, in order.

    Raises UsageError, naming the layer, where a layer does not fit what reaches it.
    """
    pixels = (ONE_PIXEL, ONE_PIXEL) if len(network.input_shape) == 3 else None
    rows = []
    for layer, parents in zip(network.layers, network.parents, strict=True):
        shapes = [rows[p].output_shape if p >= 0 else network.input_shape for p in parents]
        fields = [rows[p].fields if p >= 0 else pixels for p in parents]
        try:
            rows.append(row(layer, shapes, fields, network.input_shape))
        except ValueError as error:
            raise UsageError(f"Layer {layer.name or layer.keras_name!r}: {error}") from None
    return rows


def row(layer, shapes, fields, input_shape):
    """The Row of a layer, from the shapes and receptive fields of what feeds it."""
    shape = layer.output_shape(*shapes)
    products = layer.multiplication_terms(shape, *shapes)
    return Row(
        name=layer.name,
        kind=layer.keras_name,
        output_shape=shape,
        parameters=layer.parameters(*shapes),
        trainable=layer.trainable(*shapes),
        sum=written(layer.parameter_terms(*shapes)),
        multiplications=None if products is None else total(products),
        product=written(products),
        memory=BYTES_A_VALUE * math.prod(shape),
        fields=receptive_fields.of_output(layer, shapes, fields, input_shape),
    )


def written(terms):
    """A sum of products as a reader would write it; nothing for an empty or unknown sum."""
    if not terms:
        return ""
    products = ("·".join(f"{factor:,}" for factor in term) for term in terms)
    return f"{' + '.join(products)} = {total(terms):,}"


@dataclass(frozen=True)
class Totals:
    """The sums over a report; `multiplications` leaves out the layers where they are unknown."""

    parameters: int
    trainable: int
    multiplications: int
    memory: int


def totals(rows):
    """Return the Totals of a report."""
    fields = ("parameters", "trainable", "multiplications", "memory")
    return Totals(*(sum(getattr(line, field) or 0 for line in rows) for field in fields))


def parameters(network):
    """Return how many parameters a network has, trainable or not."""
    return totals(report(network)).parameters


def compare_connections(height, width, units, window, filters):
    """Return the weights, biases apart, of three ways to connect an image with `units` units.

    "dense": each unit sees every pixel. "local": each sees a window of its own, with weights
    of its own. "convolution": `filters` windows are shared by all places. Values are
    (count, written sum).
    """
    ways = {
        "dense": [(height, width, units)],
        "local": [(units, window, window)],
        "convolution": [(filters, window, window)],
    }
    return {name: (total(terms), written(terms)) for name, terms in ways.items()}


def compare_stack(channels, kernel_size=3, depth=3):
    """Return the weights of `depth` convolutions and of the single one that sees as much.

    All have `channels` channels in and out and no biases. Three of 3x3 see what one of 7x7
    sees: 27·C² weights against 49·C². Values are (count, written sum).
    """
    large = depth * (kernel_size - 1) + 1
    stack = [(depth, kernel_size, kernel_size, channels, channels)]
    single = [(large, large, channels, channels)]
    return {"stack": (total(stack), written(stack)), "single": (total(single), written(single))}


def compare_reduction(shape, kernel_size, filters, reduced):
    """Return the Totals of a convolution with and without a 1x1 reduction before it.

    "direct": `filters` kernels over all channels of `shape`. "reduced": first a 1x1
    convolution to `reduced` channels. Both keep height and width and have no biases.
    """

    def conv(count, size):
        return layers.Conv(count, size, padding="same", use_bias=False)

    ways = {
        "direct": [conv(filters, kernel_size)],
        "reduced": [conv(reduced, 1), conv(filters, kernel_size)],
    }
    return {name: totals(report(Network(name, shape, stack))) for name, stack in ways.items()}
