"""The filters of a layer, and statistics of weights before and after training."""

from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from fashion_cnn.base.errors import UsageError
from fashion_cnn.inside.model_layers import convolutions, find_layer, is_convolution


def filters(model, name):
    """Filters of a convolution, (kH, kW, C_in, C_out)."""
    layer = find_layer(model, name)
    if not is_convolution(layer):
        known = ", ".join(convolutions(model)) or "none"
        raise UsageError(f"The layer {name!r} has no filters. Layers with filters: {known}.")
    return ops.convert_to_numpy(layer.kernel)


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
