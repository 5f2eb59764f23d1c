"""Network descriptions to Keras models and back, and Keras models from files."""

import math
import os
from dataclasses import fields

import keras
from keras import tree

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.networks import classic_layers, keras_layers, layers
from fashion_cnn.networks.layer_base import ACTIVATIONS, LAST_AXIS, Layer
from fashion_cnn.networks.network import IMAGE, Network

# ---------------------------------------------------------------------------------------------
# From a description to Keras
# ---------------------------------------------------------------------------------------------


def to_keras(network):
    """Build the uncompiled Keras model of a Network, with the same layers and names.

    If several layers feed no other, as with GoogLeNet's auxiliary classifiers, the model has a list
    of outputs, in the order of the layers.
    """
    ends = network.ends
    made = [
        # Under mixed precision, probabilities stay in float32: small ones underflow in float16.
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
    """Create the Keras layer for a description."""
    if isinstance(layer, layers.Other):
        raise TypeError(f"no Keras layer for {layer!r}")
    values = {argument: getattr(layer, field) for field, argument in arguments(layer).items()}
    return keras_class(layer.keras_name)(**values, name=layer.name or None, dtype=dtype)


def keras_class(name):
    """Look up a Keras layer class by name, the kit's own first."""
    return getattr(keras_layers, name, None) or getattr(keras.layers, name)


def arguments(layer):
    """{field: Keras argument} for the fields that the Keras class does not imply."""
    fixed = {"name", *layer.keras_names[layer.keras_name]}
    names = (field.name for field in fields(layer) if field.name not in fixed)
    return {name: layer.keras_arguments.get(name, name) for name in names}


# ---------------------------------------------------------------------------------------------
# From Keras to a description
# ---------------------------------------------------------------------------------------------

# Keras class -> (class of its description, fields that the Keras class implies)
DESCRIPTIONS = {
    keras_class(name): (kind, fixed)
    for module in (layers, classic_layers)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Layer)
    for name, fixed in kind.keras_names.items()
}


def from_keras(model):
    """Describe a Keras model as a Network.

    Layers that the kit cannot describe become `Other`, with the counts from Keras. Raises KitError
    if the model has several inputs, an input of unknown size, or a layer used more than once.
    """
    if not model.built or not model.inputs:
        raise KitError("The model has no input shape yet: call it on an image, then save it.")
    if len(model.inputs) != 1:
        raise KitError(f"The model has {len(model.inputs)} inputs; only one is supported.")
    shape = model.inputs[0].shape[1:]
    if None in shape or len(shape) not in (1, 3):
        raise KitError(
            f"The model needs a fixed input (height, width, channels), received {shape}."
        )
    # `operations` has the layers and also bare operations between them, such as `x + y`.
    steps = model.layers if isinstance(model, keras.Sequential) else model.operations
    inner = [step for step in steps if not isinstance(step, keras.layers.InputLayer)]
    described = [description(layer) for layer in inner]
    return Network(model.name, shape, described, parents(model, inner))


def parents(model, inner):
    """Positions of the layers that feed each inner layer, IMAGE for the input.

    A layer fed only by a constant counts as fed by the input.
    """
    if isinstance(model, keras.Sequential):
        return None
    positions = {layer.name: position for position, layer in enumerate(inner)}
    calls = {layer["name"]: layer["inbound_nodes"] for layer in model.get_config()["layers"]}
    for name, nodes in calls.items():
        if len(nodes) > 1:
            raise KitError(f"Layer {name!r} is used more than once and cannot be counted.")
    return tuple(
        tuple(positions.get(name, IMAGE) for name in tensor_sources(calls[layer.name])) or (IMAGE,)
        for layer in inner
    )


def tensor_sources(part):
    """Names of the layers whose outputs appear in a part of a model's configuration."""
    if isinstance(part, dict) and part.get("class_name") == "__keras_tensor__":
        return [part["config"]["keras_history"][0]]
    inside = part.values() if isinstance(part, dict) else part
    if not isinstance(part, (dict, list, tuple)):
        return []
    return [name for item in inside for name in tensor_sources(item)]


def description(layer):
    """Describe a Keras layer: the inverse of `keras_layer`."""
    # Look up the exact class: a subclass (say, a transposed convolution) counts differently.
    kind, fixed = DESCRIPTIONS.get(type(layer), (layers.Other, {}))
    if kind is layers.Other or not is_plain(layer, kind):
        return other(layer)
    names = (field.name for field in fields(kind) if field.name not in {"name", *fixed})
    values = {name: setting(layer, kind.keras_arguments.get(name, name)) for name in names}
    try:
        return kind(**values, **fixed, name=layer.name)
    except UsageError:  # an Activation layer whose function the kit does not know
        return other(layer)


def is_plain(layer, kind):
    """Whether a Keras layer has only settings that its description can express."""
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
    """Value of an argument of a Keras layer; an activation by name, or None if unknown."""
    value = getattr(layer, argument)
    if argument != "activation":
        return value
    name = getattr(value, "__name__", None)
    return name if name in ACTIVATIONS else None


def other(layer):
    """Describe a layer or a bare operation that the kit does not know."""
    name, shape = type(layer).__name__, tree.flatten(layer.output)[0].shape[1:]
    if not isinstance(layer, keras.Layer):
        return layers.Other(name, shape, name=layer.name)
    trainable = sum(math.prod(weight.shape) for weight in layer.trainable_weights)
    return layers.Other(name, shape, layer.count_params(), trainable, name=layer.name)


# ---------------------------------------------------------------------------------------------
# Files
# ---------------------------------------------------------------------------------------------


def load_model(path):
    """Load a `.keras` file in Keras's safe mode.

    Raises KitError if the file is missing, damaged, not a model, or contains custom code.
    """
    if not os.path.isfile(path):
        raise KitError(f"{path}: there is no such file.")
    try:
        return keras.saving.load_model(path, safe_mode=True)
    except Exception as error:
        # Keras and h5py raise a dozen types of error here, with messages no learner can use.
        if "Lambda" in str(error) or "safe_mode" in str(error):
            raise KitError(f"{path}: contains custom code, which the kit does not run.") from error
        raise KitError(
            f"{path}: cannot be loaded as a Keras model: it is damaged or not a model."
        ) from error
