"""The layers of a Keras model by name, those of nested models included."""

import keras

from fashion_cnn.base.errors import UsageError, unknown


def all_layers(model):
    """Map of name to layer, in the order of the model.

    A name that occurs twice is prefixed with the names of the models around it.
    """
    found = {}
    for path, layer in walk(model):
        name = layer.name if layer.name not in found else "/".join([*path, layer.name])
        found[name] = layer
    return found


def walk(model, path=()):
    """Yield (names of the models around it, layer) for each layer that is not a model itself."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from walk(layer, (*path, layer.name))
        elif not isinstance(layer, keras.layers.InputLayer):
            yield path, layer


def find_layer(model, name):
    """The layer of that name, or UsageError with the nearest name."""
    layers = all_layers(model)
    if name not in layers:
        raise unknown("layer", name, list(layers))
    return layers[name]


def last_layer(model):
    *_, last = all_layers(model).values()
    return last


def classifier(model):
    """The layer that computes the class scores: the last one if it is dense, else None."""
    last = last_layer(model)
    return last if isinstance(last, keras.layers.Dense) else None


def convolutions(model):
    """Names of the two-dimensional convolutions, in order."""
    return [name for name, layer in all_layers(model).items() if is_convolution(layer)]


def is_convolution(layer):
    return isinstance(layer, keras.layers.Conv2D)


def first_convolution(model):
    """Name of the first convolution, or UsageError if there is none."""
    return some_convolutions(model)[0]


def last_convolution(model):
    """Name of the last convolution, or UsageError if there is none."""
    return some_convolutions(model)[-1]


def some_convolutions(model):
    names = convolutions(model)
    if not names:
        raise UsageError(f"The model {model.name!r} has no convolution, so no filters to show.")
    return names


def map_layers(model):
    """Names of the layers whose output is a feature map (H, W, C), in order."""
    return [name for name, layer in all_layers(model).items() if len(output_shape(layer)) == 4]


def output_shape(layer):
    """Shape of a layer's output, batch included; () if it has several outputs."""
    shape = getattr(layer.output, "shape", None)
    return () if shape is None else tuple(shape)


def count_channels(model, name):
    """Number of channels of a layer's output; the units of a dense layer count as channels."""
    return output_shape(find_layer(model, name))[-1]


def check_channel(model, name, channel):
    """Return the channel, or raise UsageError if the layer does not have it."""
    count = count_channels(model, name)
    if not 0 <= channel < count:
        raise UsageError(f"The layer {name!r} has the channels 0 to {count - 1}, not {channel}.")
    return channel
