"""From a description to a Keras model, and from a file to a Keras model."""

from functools import singledispatch

import keras

from fashion_cnn import layers
from fashion_cnn.errors import KitError


def to_keras(network):
    """Return the uncompiled Keras model of a Network, layer for layer and with its names."""
    model = keras.Sequential([keras.Input(network.input_shape, name="image")], name=network.name)
    *hidden, last = network.layers
    for layer in hidden:
        model.add(keras_layer(layer, name=layer.name or None))
    # Under mixed precision the probabilities stay in float32: in float16 small ones vanish.
    model.add(keras_layer(last, name=last.name or None, dtype="float32"))
    return model


@singledispatch
def keras_layer(layer, **common):
    """Return the Keras layer for a description; `common` are arguments that all layers have."""
    raise TypeError(f"no Keras layer for {layer!r}")


@keras_layer.register
def _(layer: layers.Conv, **common):
    return keras.layers.Conv2D(
        layer.filters,
        layer.kernel_size,
        strides=layer.strides,
        padding=layer.padding,
        dilation_rate=layer.dilation,
        activation=layer.activation,
        use_bias=layer.use_bias,
        **common,
    )


@keras_layer.register
def _(layer: layers.Pool, **common):
    pooling = {"max": keras.layers.MaxPooling2D, "average": keras.layers.AveragePooling2D}
    return pooling[layer.kind](
        layer.pool_size,
        strides=layer.strides,
        padding=layer.padding,
        **common,
    )


@keras_layer.register
def _(layer: layers.GlobalAveragePool, **common):
    return keras.layers.GlobalAveragePooling2D(**common)


@keras_layer.register
def _(layer: layers.BatchNorm, **common):
    return keras.layers.BatchNormalization(**common)


@keras_layer.register
def _(layer: layers.Activation, **common):
    return keras.layers.Activation(layer.function, **common)


@keras_layer.register
def _(layer: layers.Flatten, **common):
    return keras.layers.Flatten(**common)


@keras_layer.register
def _(layer: layers.Dropout, **common):
    return keras.layers.Dropout(layer.rate, **common)


@keras_layer.register
def _(layer: layers.Dense, **common):
    return keras.layers.Dense(
        layer.units,
        activation=layer.activation,
        use_bias=layer.use_bias,
        **common,
    )


def load_model(path):
    """Return the Keras model in a `.keras` file, loaded in Keras's safe mode.

    Raises KitError if the file is missing, truncated, not a model, or holds custom code.
    """
    try:
        return keras.saving.load_model(path, safe_mode=True)
    except FileNotFoundError:
        raise KitError(f"{path}: there is no such file.") from None
    except Exception as error:
        # Keras and h5py raise a dozen types for a damaged file, most with long texts.
        reason = str(error).strip().splitlines()[0][:120] if str(error).strip() else "no reason"
        raise KitError(
            f"{path}: cannot be loaded as a Keras model; it is damaged, or not a model "
            f"({type(error).__name__}: {reason})."
        ) from None
