"""From a description to a Keras model and back, and from a file to a Keras model."""

import math
import os
from dataclasses import fields

import keras
from keras import tree

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.networks import classic_layers, keras_layers, layers
from fashion_cnn.networks.layer import ACTIVATIONS, LAST_AXIS, Layer
from fashion_cnn.networks.network import IMAGE, Network

# ---------------------------------------------------------------------------------------------
# There
# ---------------------------------------------------------------------------------------------


def to_keras(network):
    """Return the uncompiled Keras model of a Network, layer for layer and with its names.

    Where several layers feed no other, as with GoogLeNet's auxiliary classifiers, the model has
    their outputs as a list, in the order of the layers.
    """
    ends = network.ends
    made = [
        # Under mixed precision the probabilities stay in float32: in float16 small ones vanish.
        keras_layer(layer, dtype="float32" if position in ends else None)
        for position, layer in enumerate(network.layers)
    ]
    image = keras.Input(network.input_shape, name="image")
    if not network.branches:
        return keras.Sequential([image, *made], name=network.name)
    tensors = {IMAGE: image}
    for position, (layer, parents) in enumerate(zip(made, network.parents, strict=True)):
        fed = [tensors[parent] for parent in parents]
        tensors[position] = layer(fed if len(fed) > 1 else fed[0])
    outputs = [tensors[position] for position in ends]
    return keras.Model(image, outputs if len(ends) > 1 else outputs[0], name=network.name)


def keras_layer(layer, dtype=None):
    """Return the Keras layer for a description, by its name and its arguments."""
    if isinstance(layer, layers.Other):
        raise TypeError(f"no Keras layer for {layer!r}")
    values = {argument: getattr(layer, field) for field, argument in arguments(layer).items()}
    return keras_class(layer.keras_name)(**values, name=layer.name or None, dtype=dtype)


def keras_class(name):
    """Return the class of a Keras layer, the kit's own first."""
    return getattr(keras_layers, name, None) or getattr(keras.layers, name)


def arguments(layer):
    """Return {field: argument of Keras} for the fields that the layer's name does not fix."""
    fixed = {"name", *layer.keras_names[layer.keras_name]}
    names = (field.name for field in fields(layer) if field.name not in fixed)
    return {name: layer.keras_arguments.get(name, name) for name in names}


# ---------------------------------------------------------------------------------------------
# And back
# ---------------------------------------------------------------------------------------------

# Keras class -> (its description, the fields that the class fixes)
DESCRIPTIONS = {
    keras_class(name): (kind, fixed)
    for module in (layers, classic_layers)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Layer)
    for name, fixed in kind.keras_names.items()
}


def from_keras(model):
    """Return the Network that describes a Keras model.

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
    # Operations include layers: `x + y` between two layers is an operation, too.
    steps = model.layers if isinstance(model, keras.Sequential) else model.operations
    inner = [step for step in steps if not isinstance(step, keras.layers.InputLayer)]
    described = [description(layer) for layer in inner]
    return Network(model.name, shape, described, parents(model, inner))


def parents(model, inner):
    """Return for each inner layer the positions of the layers that feed it, IMAGE for the input.

    A layer fed by a constant alone has no parents there; it counts as fed by the input.
    """
    if isinstance(model, keras.Sequential):
        return None
    positions = {layer.name: position for position, layer in enumerate(inner)}
    calls = {layer["name"]: layer["inbound_nodes"] for layer in model.get_config()["layers"]}
    for name, nodes in calls.items():
        if len(nodes) > 1:
            raise KitError(f"The layer {name!r} is used more than once, which cannot be counted.")
    return tuple(
        tuple(positions.get(name, IMAGE) for name in tensor_sources(calls[layer.name])) or (IMAGE,)
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
    # By the exact class: a subclass (a transposed convolution, say) counts differently.
    kind, fixed = DESCRIPTIONS.get(type(layer), (layers.Other, {}))
    if kind is layers.Other or not is_plain(layer, kind):
        return other(layer)
    names = (field.name for field in fields(kind) if field.name not in {"name", *fixed})
    values = {name: setting(layer, kind.keras_arguments.get(name, name)) for name in names}
    try:
        return kind(**values, **fixed, name=layer.name)
    except UsageError:  # an activation that the kit does not know, as a layer of its own
        return other(layer)


def is_plain(layer, kind):
    """Tell whether a Keras layer has only the settings that its description can express."""
    settings = {"data_format": "channels_last"} | kind.keras_fixed
    return all(
        has_setting(layer, name, value) for name, value in settings.items() if hasattr(layer, name)
    )


def has_setting(layer, name, value):
    given = getattr(layer, name)
    if value is LAST_AXIS:
        return given in (-1, len(tree.flatten(layer.output)[0].shape) - 1)
    return given == value


def setting(layer, argument):
    """Return an argument that a Keras layer was made with; an activation by its name, if known."""
    value = getattr(layer, argument)
    if argument != "activation":
        return value
    name = getattr(value, "__name__", None)
    return name if name in ACTIVATIONS else None


def other(layer):
    """Return the description of a layer, or of a bare operation, that the kit does not know."""
    name, shape = type(layer).__name__, tree.flatten(layer.output)[0].shape[1:]
    if not isinstance(layer, keras.Layer):
        return layers.Other(name, shape, name=layer.name)
    trainable = sum(math.prod(weight.shape) for weight in layer.trainable_weights)
    return layers.Other(name, shape, layer.count_params(), trainable, name=layer.name)


# ---------------------------------------------------------------------------------------------
# Files
# ---------------------------------------------------------------------------------------------


def load_model(path):
    """Return the Keras model in a `.keras` file, loaded in Keras's safe mode.

    Raises KitError if the file is missing, truncated, not a model, or holds custom code.
    """
    if not os.path.isfile(path):
        raise KitError(f"{path}: there is no such file.")
    try:
        return keras.saving.load_model(path, safe_mode=True)
    except Exception as error:
        # Keras and h5py raise a dozen types here, with texts that are not for a learner.
        if "Lambda" in str(error) or "safe_mode" in str(error):
            raise KitError(f"{path}: holds code of its own, which the kit does not run.") from error
        raise KitError(
            f"{path}: cannot be loaded as a Keras model: it is damaged, or not a model."
        ) from error
