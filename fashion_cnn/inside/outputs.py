"""What the layers of a model compute for images."""

import numpy as np
from keras import ops

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.inside.model_layers import find_layer, has_maps, last_axis, map_layers
from fashion_cnn.inside.running import in_batches, over_positions


def feature_maps(model, images, names):
    """Map of layer name to feature maps (N, H, W, C); (N, T, C) of a layer with one axis."""
    layers = [layer_with_maps(model, name) for name in names]

    def pick(_, *calls):
        pairs = zip(layers, calls, strict=True)
        return [last_axis(model, layer, call.outputs) for layer, call in pairs]

    return dict(zip(names, in_batches(model, images, pick, *layers), strict=True))


def layer_with_maps(model, name):
    """The layer of that name, or UsageError if it has no feature maps."""
    layer = find_layer(model, name)
    if not has_maps(layer):
        known = ", ".join(map_layers(model)) or tr("none")
        raise UsageError(
            "The layer {name!r} has no feature maps. Layers with feature maps: {known}.",
            name=name,
            known=known,
        )
    return layer


def dead_channels(model, images, name):
    """Channels of a layer that are never above 0 for these images."""
    layer = find_layer(model, name)
    pick = channels_of(model, layer)
    largest = in_batches(
        model, images, lambda outputs, call: over_positions(pick(outputs, call), ops.max), layer
    )
    return [int(channel) for channel in np.flatnonzero(largest.max(axis=0) <= 0)]


def channels_of(model, layer):
    """What picks a layer's output, channels last, for `in_batches`."""
    return lambda _, call: last_axis(model, layer, call.outputs)
