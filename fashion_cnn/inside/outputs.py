"""What a model and its layers compute for images."""

import numpy as np
from keras import ops

from fashion_cnn.base.errors import UsageError
from fashion_cnn.inside.model_layers import find_layer, last_layer, map_layers, output_shape
from fashion_cnn.inside.running import in_batches, over_positions


def predictions(model, images):
    """The model's output for images."""
    return in_batches(model, images, last_layer(model), lambda outputs, *_: outputs)


def feature_maps(model, images, names):
    """Map of layer name to feature maps (N, H, W, C)."""
    found = {}
    for name in names:
        layer = find_layer(model, name)
        if len(output_shape(layer)) != 4:
            known = ", ".join(map_layers(model))
            raise UsageError(
                f"The layer {name!r} has no feature maps. Layers with feature maps: {known}."
            )
        found[name] = in_batches(model, images, layer, lambda _, inputs, outputs: outputs)
    return found


def hidden_features(model, images):
    """Input of the last layer for each image, (N, features)."""
    found = in_batches(model, images, last_layer(model), lambda _, inputs, outputs: inputs)
    return found.reshape(len(found), -1)


def dead_channels(model, images, name):
    """Channels of a layer that are never above 0 for these images."""
    layer = find_layer(model, name)
    largest = in_batches(
        model, images, layer, lambda _, inputs, outputs: over_positions(outputs, ops.max)
    )
    return [int(channel) for channel in np.flatnonzero(largest.max(axis=0) <= 0)]
