"""The layers of a Keras model by name, those of nested models included."""

import keras
from keras import ops

from fashion_cnn.base.errors import UsageError, printable, unknown
from fashion_cnn.base.language import tr
from fashion_cnn.inside.running import POOLING, SUMMING, is_channels_first

# Characters of a name.
LONGEST = 60
CONVOLUTIONS = tuple(
    kind for kind in SUMMING if kind not in (keras.layers.Dense, keras.layers.EinsumDense)
)


def all_layers(model):
    """Map of name to layer, in the order of the model.

    A name that occurs twice is prefixed with the names of the models around it. Names are
    `printable`: characters that control a terminal become question marks.
    """
    found = {}
    for path, layer in walk(innermost(model)):
        name = printable(layer.name, LONGEST)
        if name in found:
            name = unused(printable("/".join([*path, layer.name]), LONGEST), found)
        found[name] = layer
    return found


def unused(name, names):
    """The name, or the first with :2, :3, ... after it that is not among the names."""
    number, candidate = 1, name
    while candidate in names:
        number += 1
        candidate = f"{name}:{number}"
    return candidate


def walk(model, path=()):
    """Yield (names of the models around it, layer) for each layer that is not a model itself."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from walk(layer, (*path, layer.name))
        elif not isinstance(layer, keras.layers.InputLayer):
            yield path, layer


def innermost(model):
    """The model, or the only thing in it if that is a model, too."""
    parts = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    if len(parts) == 1 and isinstance(parts[0], keras.Model):
        return innermost(parts[0])
    return model


def find_layer(model, name):
    """The layer of that name, or UsageError with the nearest name."""
    layers = all_layers(model)
    if name not in layers:
        raise unknown(tr("layer"), name, list(layers))
    return layers[name]


def convolutions(model):
    """Names of the convolutions of any kind, in order."""
    return [name for name, layer in all_layers(model).items() if is_convolution(layer)]


def is_convolution(layer):
    return isinstance(layer, CONVOLUTIONS)


def first_convolution(model):
    """Name of the first convolution, or UsageError if there is none."""
    return some_convolutions(model)[0]


def last_convolution(model):
    """Name of the last convolution, or UsageError if there is none."""
    return some_convolutions(model)[-1]


def some_convolutions(model):
    names = convolutions(model)
    if not names:
        raise UsageError(
            "The model {name!r} has no convolution, so no filters to show.", name=model.name
        )
    return names


def map_layers(model):
    """Names of the layers whose output is a feature map, such as (H, W, C), in order."""
    return [name for name, layer in all_layers(model).items() if has_maps(layer)]


def has_maps(layer):
    """Whether a layer's output has positions and channels, whatever the number of axes."""
    return len(output_shape(layer)) > 2


def output_shape(layer):
    """Shape of a layer's output, batch included; () if it has several outputs."""
    shape = getattr(layer.output, "shape", None)
    return () if shape is None else tuple(shape)


def has_channels_first(model, layer):
    """Whether the channels are the first axis of a layer's output, not the last.

    For a layer that has no setting for it, its model's convolutions and pooling layers decide.
    """
    spatial = CONVOLUTIONS + POOLING
    if isinstance(layer, spatial):
        return is_channels_first(layer)
    deciding = [other for other in all_layers(model).values() if isinstance(other, spatial)]
    return len(output_shape(layer)) > 2 and any(map(is_channels_first, deciding))


def last_axis(model, layer, tensor):
    """What a layer takes or gives, with the channels on the last axis: (N, …, C)."""
    if len(tensor.shape) > 2 and has_channels_first(model, layer):
        return ops.moveaxis(tensor, 1, -1)
    return tensor


def count_channels(model, name):
    """Number of channels of a layer's output; the units of a dense layer count as channels."""
    layer = find_layer(model, name)
    return output_shape(layer)[1 if has_channels_first(model, layer) else -1]


def check_channel(model, name, channel):
    """Return the channel, or raise UsageError if the layer does not have it."""
    return channel_in(name, channel, count_channels(model, name))


def channel_in(name, number, count):
    """Return the number of a channel of a layer; of a class if the layer's name is None.

    Raises UsageError if there are only `count`.
    """
    if 0 <= number < count:
        return number
    values = {"last": count - 1, "number": number}
    if name is None:
        raise UsageError("The model has the classes 0 to {last}, not {number}.", **values)
    raise UsageError(
        "The layer {name!r} has the channels 0 to {last}, not {number}.", name=name, **values
    )
