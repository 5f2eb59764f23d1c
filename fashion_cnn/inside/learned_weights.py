"""The filters of a layer, and statistics of weights before and after training."""

from dataclasses import dataclass

import keras
import numpy as np
from keras import layers

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.inside.inputs import is_reading
from fashion_cnn.inside.model_layers import all_layers, convolutions, find_layer, is_convolution
from fashion_cnn.inside.running import as_array

TRANSPOSED = layers.Conv1DTranspose, layers.Conv2DTranspose, layers.Conv3DTranspose
DEPTHWISE = layers.DepthwiseConv1D, layers.DepthwiseConv2D
SEPARABLE = layers.SeparableConv1D, layers.SeparableConv2D


def filters(model, name):
    """Filters of a convolution, (kH, kW, C_in, C_out); with as many axes as the layer has.

    Those of a depthwise or separable convolution see one channel each: (kH, kW, 1, filters). Of a
    separable one, the depthwise part.
    """
    layer = find_layer(model, name)
    if not is_convolution(layer):
        known = ", ".join(convolutions(model)) or tr("none")
        raise UsageError(
            "The layer {name!r} has no filters. Layers with filters: {known}.",
            name=name,
            known=known,
        )
    kernel = as_array(layer.depthwise_kernel if isinstance(layer, SEPARABLE) else layer.kernel)
    if isinstance(layer, DEPTHWISE + SEPARABLE):
        return kernel.reshape(*kernel.shape[:-2], 1, -1)
    return np.swapaxes(kernel, -1, -2) if isinstance(layer, TRANSPOSED) else kernel


def weighted_layers(model):
    """Names of the layers with weights, but for those that only normalise, in order."""
    return [name for name, layer in all_layers(model).items() if is_reading(layer)]


def first_weights(model, name):
    """The first weights of a layer, its kernel where it has one; for a convolution its filters."""
    layer = find_layer(model, name)
    if is_convolution(layer):
        return filters(model, name)
    if not layer.weights:
        known = ", ".join(weighted_layers(model)) or tr("none")
        raise UsageError(
            "The layer {name!r} has no weights. Layers with weights: {known}.",
            name=name,
            known=known,
        )
    return as_array(layer.weights[0])


def check_finite(model, what):
    """Raise KitError if some of a model's weights are not finite; `what` names the model."""
    for weight in model.weights:
        numbers = keras.backend.is_float_dtype(weight.dtype)
        if numbers and not np.isfinite(as_array(weight)).all():
            raise KitError(
                "{what}: not all of its weights are finite numbers (the first in {weight}). "
                "The training diverged, or the file is damaged. Train again with a smaller "
                "--learning-rate.",
                what=what,
                weight=weight.path,
            )


@dataclass(frozen=True)
class Statistics:
    """How many weights there are, with their mean, standard deviation, smallest and largest."""

    count: int
    mean: float
    deviation: float
    smallest: float
    largest: float


def statistics(weights):
    """Statistics of an array of any shape."""
    weights = np.asarray(weights, float)
    measures = weights.mean(), weights.std(), weights.min(), weights.max()
    return Statistics(weights.size, *map(float, measures))


def untrained(model, seed=0):
    """A model like this one with freshly initialised weights, as at the start of training."""
    keras.utils.set_random_seed(seed)
    return keras.models.clone_model(model)
