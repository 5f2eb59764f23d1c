"""From a description to a Keras model, and from a file to a Keras model."""

import math
import os
from functools import singledispatch

import keras
from keras import tree

from fashion_cnn.base.errors import KitError
from fashion_cnn.networks import keras_layers, layers


def to_keras(network):
    """Return the uncompiled Keras model of a Network, layer for layer and with its names.

    Where several layers feed no other, as with GoogLeNet's auxiliary classifiers, the model has
    their outputs as a list, in the order of the layers.
    """
    ends = network.ends
    made = [
        # Under mixed precision the probabilities stay in float32: in float16 small ones vanish.
        keras_layer(layer, name=layer.name or None, dtype="float32" if number in ends else None)
        for number, layer in enumerate(network.layers)
    ]
    image = keras.Input(network.input_shape, name="image")
    if not network.branches:
        return keras.Sequential([image, *made], name=network.name)
    tensors = {layers.IMAGE: image}
    for number, (layer, parents) in enumerate(zip(made, network.parents, strict=True)):
        fed = [tensors[parent] for parent in parents]
        tensors[number] = layer(fed if len(fed) > 1 else fed[0])
    outputs = [tensors[number] for number in ends]
    return keras.Model(image, outputs if len(ends) > 1 else outputs[0], name=network.name)


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
        groups=layer.groups,
        **common,
    )


@keras_layer.register
def _(layer: layers.PartialConv, **common):
    kind = keras_layers.PartialConv2D
    return kind(layer.connections, layer.kernel_size, layer.activation, **common)


@keras_layer.register
def _(layer: layers.ConvTranspose, **common):
    return keras.layers.Conv2DTranspose(
        layer.filters,
        layer.kernel_size,
        strides=layer.strides,
        padding=layer.padding,
        activation=layer.activation,
        use_bias=layer.use_bias,
        **common,
    )


@keras_layer.register
def _(layer: layers.TrainablePool, **common):
    return keras_layers.TrainablePooling2D(layer.pool_size, layer.activation, **common)


@keras_layer.register
def _(layer: layers.LocalResponseNorm, **common):
    kind = keras_layers.LocalResponseNorm
    return kind(layer.size, layer.bias, layer.alpha, layer.beta, **common)


@keras_layer.register
def _(layer: layers.RadialBasis, **common):
    return keras_layers.RadialBasis(layer.units, **common)


@keras_layer.register
def _(layer: layers.ZeroPad, **common):
    return keras.layers.ZeroPadding2D(layer.padding, **common)


@keras_layer.register
def _(layer: layers.Crop, **common):
    return keras.layers.Cropping2D(layer.cropping, **common)


@keras_layer.register
def _(layer: layers.Add, **common):
    return keras.layers.Add(**common)


@keras_layer.register
def _(layer: layers.Concatenate, **common):
    return keras.layers.Concatenate(**common)


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
    return keras.layers.BatchNormalization(momentum=layer.momentum, epsilon=layer.epsilon, **common)


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


def from_keras(model):
    """Return the Network that describes a Keras model, for the arithmetic to count.

    Layers that the kit does not describe become `Other`, with the counts that Keras gives.
    Raises KitError for several inputs, an input of unknown size, or a layer used twice.
    """
    if not model.built or not model.inputs:
        raise KitError("The model has no input shape yet: call it on an image, then save it.")
    if len(model.inputs) != 1:
        raise KitError(f"The model has {len(model.inputs)} inputs; only one can be counted.")
    shape = model.inputs[0].shape[1:]
    if None in shape or len(shape) not in (1, 3):
        raise KitError(f"The model's input {shape} is not (height, width, channels) in numbers.")
    # Operations are layers and more: `x + y` between two layers is one as well.
    steps = model.layers if isinstance(model, keras.Sequential) else model.operations
    inner = [step for step in steps if not isinstance(step, keras.layers.InputLayer)]
    described = [description(layer) for layer in inner]
    return layers.Network(model.name, shape, described, parents(model, inner))


def parents(model, inner):
    """Return for each inner layer the numbers of the layers that feed it, -1 for the input.

    A layer fed by a constant alone has no parents there; it counts as fed by the input.
    """
    if isinstance(model, keras.Sequential):
        return None
    numbers = {layer.name: number for number, layer in enumerate(inner)}
    calls = {layer["name"]: layer["inbound_nodes"] for layer in model.get_config()["layers"]}
    for name, nodes in calls.items():
        if len(nodes) > 1:
            raise KitError(f"The layer {name!r} is used more than once, which cannot be counted.")
    return tuple(
        tuple(numbers.get(name, -1) for name in tensor_sources(calls[layer.name])) or (-1,)
        for layer in inner
    )


def tensor_sources(part):
    """Return the names of the layers whose outputs occur in a part of a model's configuration."""
    if isinstance(part, dict) and part.get("class_name") == "__keras_tensor__":
        return [part["config"]["keras_history"][0]]
    inside = part.values() if isinstance(part, dict) else part
    if not isinstance(part, (dict, list, tuple)):
        return []
    return [name for item in inside for name in tensor_sources(item)]


def description(layer):
    """Return the description of a Keras layer: the way back from `keras_layer`."""
    kinds = keras.layers
    name = layer.name
    if getattr(layer, "data_format", "channels_last") != "channels_last":
        return other(layer)
    activation = getattr(getattr(layer, "activation", None), "__name__", None)
    known = activation in layers.ACTIVATIONS
    function = activation if known else None
    # Exact types: a layer derived from these (a transposed convolution, say) counts otherwise.
    if type(layer) is kinds.Conv2D:
        return layers.Conv(
            layer.filters,
            layer.kernel_size,
            layer.strides,
            layer.padding,
            layer.dilation_rate,
            function,
            layer.use_bias,
            layer.groups,
            name,
        )
    stamps = (
        type(layer) is kinds.Conv2DTranspose
        and layer.output_padding is None
        and tuple(layer.dilation_rate) == (1, 1)
    )
    if stamps:
        return layers.ConvTranspose(
            layer.filters,
            layer.kernel_size,
            layer.strides,
            layer.padding,
            function,
            layer.use_bias,
            name,
        )
    if type(layer) in (kinds.MaxPooling2D, kinds.AveragePooling2D):
        kind = "max" if type(layer) is kinds.MaxPooling2D else "average"
        return layers.Pool(layer.pool_size, layer.strides, layer.padding, kind, name)
    if type(layer) is kinds.GlobalAveragePooling2D and not layer.keepdims:
        return layers.GlobalAveragePool(name)
    if type(layer) is kinds.Dense:
        return layers.Dense(layer.units, function, layer.use_bias, name)
    last = len(tree.flatten(layer.output)[0].shape) - 1
    plain_norm = type(layer) is kinds.BatchNormalization and layer.center and layer.scale
    if plain_norm and layer.axis in (-1, last):
        return layers.BatchNorm(layer.epsilon, layer.momentum, name)
    if type(layer) is kinds.Activation and known:
        return layers.Activation(activation, name)
    if type(layer) is kinds.ZeroPadding2D:
        return layers.ZeroPad(layer.padding, name)
    if type(layer) is kinds.Cropping2D:
        return layers.Crop(layer.cropping, name)
    if type(layer) is keras_layers.LocalResponseNorm:
        return layers.LocalResponseNorm(layer.size, layer.bias, layer.alpha, layer.beta, name)
    if type(layer) is kinds.Dropout:
        return layers.Dropout(layer.rate, name)
    simple = {kinds.Flatten: layers.Flatten, kinds.Add: layers.Add}
    if type(layer) in simple:
        return simple[type(layer)](name)
    if type(layer) is kinds.Concatenate and layer.axis in (-1, last):
        return layers.Concatenate(name)
    return other(layer)


def other(layer):
    """Return the description of a layer, or of a bare operation, that the kit does not know."""
    shape = tree.flatten(layer.output)[0].shape[1:]
    if not isinstance(layer, keras.Layer):
        return layers.Other(type(layer).__name__, shape, 0, 0, layer.name)
    trainable = sum(math.prod(weight.shape) for weight in layer.trainable_weights)
    return layers.Other(type(layer).__name__, shape, layer.count_params(), trainable, layer.name)


def load_model(path):
    """Return the Keras model in a `.keras` file, loaded in Keras's safe mode.

    Raises KitError if the file is missing, truncated, not a model, or holds custom code.
    """
    if not os.path.isfile(path):
        raise KitError(f"{path}: there is no such file.")
    import fashion_cnn.networks.dropout  # noqa: F401 (its layers are the kit's own, and may be in the file)

    try:
        return keras.saving.load_model(path, safe_mode=True)
    except Exception as error:
        # Keras and h5py raise a dozen types here, with texts that are not for a learner.
        if "Lambda" in str(error) or "safe_mode" in str(error):
            raise KitError(f"{path}: holds code of its own, which the kit does not run.") from error
        raise KitError(
            f"{path}: cannot be loaded as a Keras model: it is damaged, or not a model."
        ) from error
