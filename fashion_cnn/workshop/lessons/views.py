"""What is compared of a Keras model: its structure, in words, or its numbers with given weights."""

import numpy as np


def structure(model):
    """Return a model as a tuple of words, its input first and then a layer each.

    Whatever is no model is returned as it is, for the checks to complain of.
    """
    import keras

    from fashion_cnn.arithmetic import report
    from fashion_cnn.models.keras_models import from_keras

    if not isinstance(model, keras.Model):
        return model
    network = from_keras(model)
    shape = "x".join(map(str, network.input_shape))
    rows = report(network)
    layers = (words(layer, row) for layer, row in zip(network.layers, rows, strict=True))
    return (f"input {shape}", *layers)


def words(layer, row):
    """Return a layer's kind, its settings and what leaves it, in a line."""
    settings = []
    for name in ("filters", "units", "kernel_size", "pool_size", "strides", "padding", "rate"):
        value = getattr(layer, name, None)
        if value is not None and not (name == "strides" and value in ((1, 1), None)):
            value = "x".join(map(str, value)) if isinstance(value, tuple) else value
            settings.append(f"{name.replace('_', ' ')} {value}")
    if getattr(layer, "activation", None):
        settings.append(layer.activation)
    shape = "x".join(map(str, row.output_shape))
    return f"{row.kind}({', '.join(settings)}) -> {shape}"


def with_weights(model, seed=0):
    """Return the model with weights drawn from a seed: equal models then give equal numbers."""
    draw = np.random.default_rng(seed)
    model.set_weights([draw.normal(0, 0.3, weight.shape) for weight in model.get_weights()])
    return model
