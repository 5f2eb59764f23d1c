"""What a network costs and what it sees, counted without Keras.

    >>> from fashion_cnn.networks.layers import Conv, Network
    >>> [row] = report(Network("one", (28, 28, 1), [Conv(32, 3)]))
    >>> row.output_shape, row.parameters, row.sum
    ((26, 26, 32), 320, '1·3·3·32 + 32 = 320')

For each layer: the output shape; the parameters, and how many of them are learned; the
multiplications for one image; the memory of the output; and what one output value sees of the
input: its receptive field, the stride from one to the next, and the centre of the first.
Parameters and multiplications come with the sum that gives them.

Counting convention: a multiplication is a weight of a convolution or a dense layer times an
input, zeros of the padding included. Biases, activations, pooling and batch normalisation are
not counted; their share is small.

Sources: receptive fields, Araujo, Norris and Sim 2019, "Computing receptive fields of
convolutional neural networks" (Distill); sizes, see convolution.output_size.
"""

import math
from collections import Counter
from dataclasses import dataclass
from functools import reduce, singledispatch

from fashion_cnn.base.errors import UsageError
from fashion_cnn.convolution import extent, output_size, pad_amounts, transposed_size
from fashion_cnn.networks import layers

BYTES_A_VALUE = 4  # float32


@dataclass(frozen=True)
class View:
    """What one value of a feature map sees of the input along one axis, in pixels.

    `field` is the receptive field, which may reach beyond the border; `stride` the step of
    the field from one value to its neighbour (0 where there is only one value); `centre` the
    middle of the first field, 0 being the middle of the first pixel.
    """

    field: int
    stride: int
    centre: float

    def span(self, values):
        """Return the first and the last pixel that `values` neighbours see together."""
        first = self.centre - (self.field - 1) / 2
        return first, first + (values - 1) * self.stride + self.field - 1


@dataclass(frozen=True)
class Row:
    """What a report says of one layer. `sum` gives the parameters, `product` the multiplications.

    `multiplications` is None where the kit does not know them: in a layer with weights that it
    does not describe. `memory` is in bytes, for the output of one image in float32. `views` are
    the View along height and width, or None where they are not known.
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
    views: tuple | None


def report(network):
    """Return a Row for each layer of the network, in order.

    Raises UsageError, naming the layer, where a layer does not fit what reaches it.
    """
    pixels = (View(1, 1, 0.0), View(1, 1, 0.0)) if len(network.input_shape) == 3 else None
    rows = []
    for layer, parents in zip(network.layers, network.parents, strict=True):
        shapes = [rows[p].output_shape if p >= 0 else network.input_shape for p in parents]
        views = [rows[p].views if p >= 0 else pixels for p in parents]
        try:
            rows.append(row(layer, shapes, views, network.input_shape))
        except ValueError as error:
            raise UsageError(f"Layer {layer.name or kind(layer)!r}: {error}") from None
    return rows


def row(layer, shapes, views, input_shape):
    """Return the Row of a layer from the shapes and views of what feeds it."""
    shape = output_shape(layer, *shapes)
    terms = parameter_terms(layer, *shapes)
    factors = multiplied(layer, shape, *shapes)
    parameters = layer.parameters if isinstance(layer, layers.Other) else total(terms)
    return Row(
        name=layer.name,
        kind=kind(layer),
        output_shape=shape,
        parameters=parameters,
        trainable=trainable(layer, parameters),
        sum=written(terms),
        multiplications=None if unknown_cost(layer) else total(factors),
        product=written(factors),
        memory=BYTES_A_VALUE * math.prod(shape),
        views=seen(layer, shapes, views, input_shape),
    )


def total(terms):
    """Return the value of a sum of products, given as a list of tuples of factors."""
    return sum(math.prod(term) for term in terms)


def written(terms):
    """Return a sum of products as a reader would write it, or nothing where it is empty."""
    if not terms:
        return ""
    return (
        " + ".join("·".join(f"{factor:,}" for factor in term) for term in terms)
        + f" = {total(terms):,}"
    )


def kind(layer):
    """Return the name of the Keras layer that a description stands for."""
    if isinstance(layer, layers.Other):
        return layer.kind
    if isinstance(layer, layers.Pool):
        return {"max": "MaxPooling2D", "average": "AveragePooling2D"}[layer.kind]
    return {
        layers.Conv: "Conv2D",
        layers.PartialConv: "PartialConv2D",
        layers.ConvTranspose: "Conv2DTranspose",
        layers.TrainablePool: "TrainablePooling2D",
        layers.Crop: "Cropping2D",
        layers.GlobalAveragePool: "GlobalAveragePooling2D",
        layers.BatchNorm: "BatchNormalization",
        layers.ZeroPad: "ZeroPadding2D",
    }.get(type(layer), type(layer).__name__)


# ------------------------------------------------------------------------------------- shapes


@singledispatch
def output_shape(layer, shape):
    """Return the shape that leaves a layer when `shape` (without the batch) reaches it."""
    return shape


@output_shape.register
def _(layer: layers.Conv, shape):
    if image(shape)[2] % layer.groups:
        raise ValueError(
            f"cannot split {shape[2]} channels into {layer.groups} groups of one size: groups "
            "must divide the channels"
        )
    return (*window_sizes(layer, shape), layer.filters)


@output_shape.register
def _(layer: layers.PartialConv, shape):
    highest = max(map(max, layer.connections))
    if highest >= image(shape)[2]:
        raise ValueError(f"sees channel {highest} (from 0), but receives {shape[2]} channels")
    return (*window_sizes(layer, shape), len(layer.connections))


@output_shape.register
def _(layer: layers.ConvTranspose, shape):
    sizes = zip(image(shape), layer.kernel_size, layer.strides, strict=False)
    enlarged = (transposed_size(size, kernel, layer.padding, s) for size, kernel, s in sizes)
    return (*enlarged, layer.filters)


@output_shape.register
def _(layer: layers.Pool | layers.TrainablePool, shape):
    return (*window_sizes(layer, shape), shape[2])


@output_shape.register
def _(layer: layers.GlobalAveragePool, shape):
    return (image(shape)[2],)


@output_shape.register
def _(layer: layers.Flatten, shape):
    return (math.prod(shape),)


@output_shape.register
def _(layer: layers.Dense, shape):
    return (*shape[:-1], layer.units)


@output_shape.register
def _(layer: layers.ZeroPad, shape):
    height, width, channels = image(shape)
    return (height + sum(layer.padding[0]), width + sum(layer.padding[1]), channels)


@output_shape.register
def _(layer: layers.Crop, shape):
    height, width, channels = image(shape)
    left = (height - sum(layer.cropping[0]), width - sum(layer.cropping[1]))
    if min(left) < 1:
        raise ValueError(f"cuts {layer.cropping} off, but receives {shape}: nothing is left")
    return (*left, channels)


@output_shape.register
def _(layer: layers.RadialBasis, shape):
    return (layer.units,)


@output_shape.register
def _(layer: layers.Add, *shapes):
    if len(set(shapes)) > 1:
        raise ValueError(f"adds maps of one shape, but receives {' and '.join(map(str, shapes))}")
    return shapes[0]


@output_shape.register
def _(layer: layers.Concatenate, *shapes):
    if len({shape[:-1] for shape in shapes}) > 1:
        received = " and ".join(map(str, shapes))
        raise ValueError(f"joins maps of one height and width, but receives {received}")
    return (*shapes[0][:-1], sum(shape[-1] for shape in shapes))


@output_shape.register
def _(layer: layers.Other, *shapes):
    return layer.output_shape


def window_sizes(layer, shape):
    """Return the (height, width) of what a layer's sliding window makes of an image."""
    return tuple(
        output_size(size, *window)
        for size, window in zip(image(shape), windows(layer), strict=False)
    )


def windows(layer):
    """Return (kernel, padding, stride, dilation) along height and along width."""
    if isinstance(layer, layers.PartialConv):
        return [(kernel, "valid", 1, 1) for kernel in layer.kernel_size]
    if isinstance(layer, (layers.Pool, layers.TrainablePool)):
        sizes = zip(layer.pool_size, layer.strides, (1, 1), strict=True)
    else:
        sizes = zip(layer.kernel_size, layer.strides, layer.dilation, strict=True)
    return [(kernel, layer.padding, stride, dilation) for kernel, stride, dilation in sizes]


def image(shape):
    """Return the shape if it is (height, width, channels), or say what was received."""
    if len(shape) != 3:
        raise ValueError(f"needs an image (height, width, channels), but receives {shape}")
    return shape


# --------------------------------------------------------------- parameters and multiplications


@singledispatch
def parameter_terms(layer, *shapes):
    """Return the parameters as a sum of products: [(1, 3, 3, 32), (32,)] for 1·3·3·32 + 32."""
    return []


@parameter_terms.register
def _(layer: layers.Conv, shape):
    weights = (shape[2] // layer.groups, *layer.kernel_size, layer.filters)
    return [weights, (layer.filters,)] if layer.use_bias else [weights]


@parameter_terms.register
def _(layer: layers.PartialConv, shape):
    # Filters that see the same number of channels together: 6·3·5·5 + 9·4·5·5 + 1·6·5·5.
    seen = Counter(map(len, layer.connections))
    weights = [(filters, channels, *layer.kernel_size) for channels, filters in seen.items()]
    return [*weights, (len(layer.connections),)]


@parameter_terms.register
def _(layer: layers.ConvTranspose, shape):
    weights = (shape[2], *layer.kernel_size, layer.filters)
    return [weights, (layer.filters,)] if layer.use_bias else [weights]


@parameter_terms.register
def _(layer: layers.TrainablePool, shape):
    # A weight and a bias for each map.
    return [(2, shape[-1])]


@parameter_terms.register
def _(layer: layers.Dense, shape):
    weights = (shape[-1], layer.units)
    return [weights, (layer.units,)] if layer.use_bias else [weights]


@parameter_terms.register
def _(layer: layers.BatchNorm, shape):
    # γ, β, and the moving mean and variance, of each channel.
    return [(4, shape[-1])]


def trainable(layer, parameters):
    """Return how many of a layer's parameters are learned: 2 of batch normalisation's 4."""
    if isinstance(layer, layers.Other):
        return layer.trainable
    return parameters // 2 if isinstance(layer, layers.BatchNorm) else parameters


def multiplied(layer, output, *shapes):
    """Return the multiplications for one image, as `parameter_terms` has the parameters.

    Every value of the output takes kH·kW·C_in of them in a convolution, all inputs in a dense
    layer. In a transposed convolution, every value of the input takes kH·kW·filters.
    """
    if isinstance(layer, layers.Conv):
        channels = shapes[0][2] // layer.groups
        return [(*output[:2], *layer.kernel_size, channels, layer.filters)]
    if isinstance(layer, layers.PartialConv):
        *weights, _ = parameter_terms(layer, *shapes)
        return [(*output[:2], *term) for term in weights]
    if isinstance(layer, layers.ConvTranspose):
        return [(*shapes[0][:2], *layer.kernel_size, shapes[0][2], layer.filters)]
    if isinstance(layer, layers.TrainablePool):
        return [output]
    if isinstance(layer, layers.Dense):
        return [(*shapes[0], layer.units)]
    return []


def unknown_cost(layer):
    """Tell whether a layer multiplies in a way that the kit does not know."""
    return isinstance(layer, layers.Other) and layer.parameters > 0


# ------------------------------------------------------------------------------ receptive fields


def seen(layer, shapes, views, input_shape):
    """Return what a value of the layer's output sees of the input, along height and width."""
    # Behind a transposed convolution, neighbours see fields that are not evenly apart.
    unknown = isinstance(layer, (layers.Other, layers.ConvTranspose))
    if unknown or any(view is None for view in views):
        return None
    if isinstance(layer, (layers.Conv, layers.PartialConv, layers.Pool, layers.TrainablePool)):
        sizes = zip(views[0], image(shapes[0]), windows(layer), strict=False)
        return tuple(through_window(view, size, *window) for view, size, window in sizes)
    if isinstance(layer, layers.ZeroPad):
        # The first value is now one of the zeros, outside the image.
        return tuple(
            moved(view, -zeros) for view, (zeros, _) in zip(views[0], layer.padding, strict=True)
        )
    if isinstance(layer, layers.Crop):
        return tuple(
            moved(view, cut) for view, (cut, _) in zip(views[0], layer.cropping, strict=True)
        )
    if isinstance(layer, layers.Flatten):
        # Remembered for a dense layer behind it: all values together see this.
        return see_all(shapes[0], views[0], input_shape) if len(shapes[0]) == 3 else views[0]
    if isinstance(layer, layers.GlobalAveragePool):
        return see_all(shapes[0], views[0], input_shape)
    return tuple(reduce(together, axis) for axis in zip(*views, strict=True))


def through_window(view, size, kernel, padding, stride, dilation):
    """Return the view of a value behind a sliding window over `size` values with `view`."""
    span = extent(kernel, dilation)
    before, _ = pad_amounts(size, kernel, padding, stride, dilation)
    return View(
        field=view.field + (span - 1) * view.stride,
        stride=view.stride * stride,
        centre=view.centre + ((span - 1) / 2 - before) * view.stride,
    )


def moved(view, values):
    """Return the view of maps whose first value lies so many values further on than before."""
    return View(view.field, view.stride, view.centre + values * view.stride)


def see_all(shape, views, input_shape):
    """Return the view of a value that depends on a whole feature map: at most all pixels."""
    whole = []
    for view, values, pixels in zip(views, shape, input_shape, strict=False):
        first, last = view.span(values)
        first, last = max(first, 0), min(last, pixels - 1)
        whole.append(View(int(last - first) + 1, 0, (first + last) / 2))
    return tuple(whole)


def together(one, other):
    """Return the view of a value that depends on two maps: it reaches over both fields."""
    (first, last), (other_first, other_last) = one.span(1), other.span(1)
    first, last = min(first, other_first), max(last, other_last)
    return View(int(last - first) + 1, max(one.stride, other.stride), (first + last) / 2)


# ---------------------------------------------------------------------------------- comparisons


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
    return {
        name: totals(report(layers.Network(name, shape, stack))) for name, stack in ways.items()
    }
