"""Cost and receptive fields of a network, counted without Keras.

    >>> from fashion_cnn.networks.layers import Conv
    >>> from fashion_cnn.networks.network import Built, Network
    >>> [row] = report(Network("one", (28, 28, 1), [Conv(32, 3)]))
    >>> row.output_shape, row.parameters, row.sum
    ((26, 26, 32), 320, '1·3·3·32 + 32 = 320')

A report has, for each layer, the output shape, the parameters and how many of them are trainable,
the multiplications and the memory of the output for one image, and the receptive field of one
output value. Parameters and multiplications come with the calculation written out.

A multiplication is one weight of a convolution or dense layer times one input value, zero padding
included. Biases, activations, pooling and batch normalisation cost little and are not counted.
"""

from dataclasses import dataclass

from fashion_cnn.base.errors import UsageError
from fashion_cnn.networks import layers, receptive_fields
from fashion_cnn.networks.layer_base import total
from fashion_cnn.networks.network import Built, Network
from fashion_cnn.networks.receptive_fields import ONE_PIXEL

BYTES_A_VALUE = 4  # float32


@dataclass(frozen=True)
class Row:
    """One layer of a report. `sum` and `product` show how the counts are calculated.

    `shared` is true if an earlier row has weights of this layer; they are counted there.
    `multiplications` is None if unknown: for a layer that has weights but no description in the
    kit, or where sizes are not fixed. `memory` is the size of the output for one image in bytes
    (float32), or None. `fields` has the ReceptiveField along the height and along the width, or is
    None if unknown.
    """

    name: str
    kind: str
    output_shape: tuple
    parameters: int
    trainable: int
    shared: bool
    sum: str
    multiplications: int | None
    product: str
    memory: int | None
    fields: tuple | None


def report(network):
    """A Row for each layer of the network, in order.

    Raises UsageError, naming the layer, if an input does not fit its layer.
    """
    pixels = (ONE_PIXEL, ONE_PIXEL) if len(network.input_shape or ()) == 3 else None
    rows = []
    for number, (layer, parents) in enumerate(zip(network.layers, network.parents, strict=True)):
        shapes = [rows[p].output_shape if p >= 0 else network.input_shape for p in parents]
        fields = [rows[p].fields if p >= 0 else pixels for p in parents]
        try:
            built = network.built[number] if network.built else described(layer, shapes)
            rows.append(row(layer, built, fields, network.input_shape))
        except ValueError as error:
            name = layer.name or layer.keras_name
            raise UsageError("Layer {name!r}: {error}", name=name, error=error) from None
    return rows


def described(layer, shapes):
    """What is known of a layer without Keras, given the shapes of its inputs."""
    output = layer.output_shape(*shapes)
    return Built(tuple(shapes), output, layer.parameters(*shapes), layer.trainable(*shapes))


def row(layer, built, fields, input_shape):
    """The Row of a layer, given what is known of it and the receptive fields of its inputs."""
    terms = layer.parameter_terms(*built.inputs)
    products = layer.multiplication_terms(built.output, *built.inputs)
    if not built.shares and terms and total(terms) != built.parameters:
        terms, products = [], None  # quantised, for example: the kit's formula does not hold
    return Row(
        name=layer.name,
        kind=layer.keras_name,
        output_shape=built.output,
        parameters=built.parameters,
        trainable=built.trainable,
        shared=built.shares,
        sum="" if built.shares else written(terms),
        multiplications=built.multiplications if products is None else total(products),
        product=written(products),
        memory=total([(BYTES_A_VALUE, *built.output)]),
        fields=receptive_fields.of_output(layer, built.inputs, fields, input_shape),
    )


def written(terms):
    """A sum of products written out, as in '1·9 + 1 = 10'; empty if there are none or unknown."""
    if not terms or total(terms) is None:
        return ""
    products = ("·".join(f"{factor:,}" for factor in term) for term in terms)
    return f"{' + '.join(products)} = {total(terms):,}"


@dataclass(frozen=True)
class Totals:
    """Sums over a report; `partial` names those that leave out layers where they are unknown."""

    parameters: int
    trainable: int
    multiplications: int
    memory: int
    partial: tuple


def totals(rows):
    """Add up the rows of a report."""
    names = ("parameters", "trainable", "multiplications", "memory")
    columns = {name: [getattr(line, name) for line in rows] for name in names}
    return Totals(
        *(sum(count or 0 for count in counts) for counts in columns.values()),
        partial=tuple(name for name, counts in columns.items() if None in counts),
    )


def parameters(network):
    """Number of parameters of a network, trainable or not."""
    return totals(report(network)).parameters


def compare_connections(height, width, units, window, filters):
    """Weights, without biases, of three ways to connect an image to `units` units.

    "dense": every unit sees every pixel. "local": every unit sees a window of its own, with its
    own weights. "convolution": `filters` windows are shared by all positions. Values of the
    dictionary are (count, calculation as text).
    """
    ways = {
        "dense": [(height, width, units)],
        "local": [(units, window, window)],
        "convolution": [(filters, window, window)],
    }
    return {name: (total(terms), written(terms)) for name, terms in ways.items()}


def compare_stack(channels, kernel_size=3, depth=3):
    """Weights of `depth` stacked convolutions and of a single one with the same receptive field.

    All have `channels` input and output channels and no biases. Three 3x3 convolutions see as much
    as one 7x7: 27·C² weights against 49·C². Values of the dictionary are (count, calculation as
    text).
    """
    large = depth * (kernel_size - 1) + 1
    stack = [(depth, kernel_size, kernel_size, channels, channels)]
    single = [(large, large, channels, channels)]
    return {"stack": (total(stack), written(stack)), "single": (total(single), written(single))}


def compare_reduction(shape, kernel_size, filters, reduced):
    """Totals of a convolution with and without a 1x1 reduction before it.

    "direct": `filters` kernels over all channels of `shape`. "reduced": a 1x1 convolution to
    `reduced` channels comes first. All keep height and width and have no biases.
    """

    def conv(count, size):
        return layers.Conv(count, size, padding="same", use_bias=False)

    ways = {
        "direct": [conv(filters, kernel_size)],
        "reduced": [conv(reduced, 1), conv(filters, kernel_size)],
    }
    return {name: totals(report(Network(name, shape, stack))) for name, stack in ways.items()}
