"""Network descriptions to Keras models and back, and Keras models from files."""

import contextlib
import json
import math
import re
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import keras
from keras import tree
from keras.src.legacy.saving.saving_utils import model_from_config
from keras.src.saving.serialization_lib import SafeModeScope

from fashion_cnn.base.errors import KitError, UsageError, listed
from fashion_cnn.base.language import tr
from fashion_cnn.networks import classic_layers, keras_layers, layers, model_files, separable_layers
from fashion_cnn.networks.configurations import name_of, parts_of
from fashion_cnn.networks.counting import report, totals
from fashion_cnn.networks.file_kinds import COPY, SAVE
from fashion_cnn.networks.layer_base import ACTIVATIONS, LAST_AXIS, Layer
from fashion_cnn.networks.network import IMAGE, Built, Network

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
    for module in (layers, classic_layers, separable_layers)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Layer)
    for name, fixed in kind.keras_names.items()
}


def from_keras(model):
    """Describe a Keras model as a Network, with shapes and counts as Keras has them.

    A layer that is called several times appears at each call. Layers that the kit cannot describe,
    and models inside the model, become `Other`. Raises KitError for a model without a graph of
    layers: one that is not built, or that computes in a method `call` of its own.
    """
    if not model.built:
        raise KitError("The model has no input shape yet: call it on an image, then save it.")
    if not getattr(model, "inputs", None):
        raise KitError(
            "The model is a {kind}, which computes in a method of its own: only Sequential and "
            "functional models have layers that can be followed.",
            kind=type(model).__name__,
        )
    inputs, calls = graph(model)
    if len(inputs) > 1:  # then they are layers without parents
        calls, inputs = inputs + calls, []
    places = {call: place for place, call in enumerate(calls)} | dict.fromkeys(inputs, IMAGE)
    return Network(
        model.name,
        input_shape=inputs[0].outputs[0].shape[1:] if inputs else None,
        layers=[description(call.operation, output_shape(call)) for call in calls],
        parents=tuple(tuple(places[parent] for parent in call.parent_nodes) for call in calls),
        built=built(model, calls),
    )


def graph(model):
    """The inputs of a model, and the calls of its layers and of bare operations such as `x + y`.

    Both are Keras's nodes, in the order in which they can be computed.
    """
    function = keras.Function(model.inputs, model.outputs)
    order = {operation: place for place, operation in enumerate(function.operations)}
    nodes = [
        node
        for _, nodes in sorted(function._nodes_by_depth.items(), reverse=True)
        for node in sorted(nodes, key=lambda node: order[node.operation])
    ]
    return [node for node in nodes if node.is_input], [node for node in nodes if not node.is_input]


def output_shape(call):
    """Shape of the (first) output of a call, without the batch axis."""
    return tuple(call.outputs[0].shape[1:])


def built(model, calls):
    """A Built for each call. Every weight is counted once, at the first call of a layer with it."""
    trainable = {id(weight) for weight in model.trainable_weights}
    found, counted = [], set()
    for call in calls:
        weights = {id(weight): weight for weight in getattr(call.operation, "weights", ())}
        new = {key: math.prod(weights[key].shape) for key in weights.keys() - counted}
        inputs = tuple(tuple(tensor.shape[1:]) for tensor in call.input_tensors)
        found.append(
            Built(
                inputs,
                output_shape(call),
                parameters=sum(new.values()),
                trainable=sum(count for key, count in new.items() if key in trainable),
                shares=len(new) < len(weights),
                multiplications=multiplications_inside(call.operation, inputs),
            )
        )
        counted |= weights.keys()
    return tuple(found)


def multiplications_inside(operation, inputs):
    """The multiplications of a model inside a model, or None: not a model, or some are unknown."""
    if not isinstance(operation, keras.Model) or not getattr(operation, "inputs", None):
        return None
    if inputs != tuple(tuple(tensor.shape[1:]) for tensor in operation.inputs):
        return None
    sums = totals(report(from_keras(operation)))
    return None if "multiplications" in sums.partial else sums.multiplications


def description(layer, shape=None):
    """Describe a Keras layer: the inverse of `keras_layer`.

    `shape` is that of its output, by default of the first call; only an `Other` needs it.
    """
    # Look up the exact class: a subclass (say, a transposed convolution) counts differently.
    kind, fixed = DESCRIPTIONS.get(type(layer), (layers.Other, {}))
    if kind is layers.Other or not is_plain(layer, kind):
        return other(layer, shape)
    names = (field.name for field in fields(kind) if field.name not in {"name", *fixed})
    values = {name: setting(layer, kind.keras_arguments.get(name, name)) for name in names}
    try:
        return kind(**values, **fixed, name=layer.name)
    except UsageError:  # an Activation layer whose function the kit does not know
        return other(layer, shape)


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


def other(layer, shape=None):
    """Describe a layer or a bare operation that the kit does not know."""
    if shape is None:
        shape = tuple(tree.flatten(layer.output)[0].shape[1:])
    count = sum(math.prod(weight.shape) for weight in getattr(layer, "weights", ()))
    return layers.Other(type(layer).__name__, shape, count, name=layer.name)


# ---------------------------------------------------------------------------------------------
# Files
# ---------------------------------------------------------------------------------------------


MODELS = ("Sequential", "Functional", "Model")
# Under PyTorch, Keras saves names of subclasses that run nowhere else: these are loaded instead.
OPTIMIZERS = {name: kind for name, kind in vars(keras.optimizers).items() if isinstance(kind, type)}


def load_model(path, compiled=False):
    """Load a whole model from a file, or an unpacked folder, in Keras's safe mode.

    The format is told by the content, whatever the name. If `compiled`, the model comes with its
    optimiser, loss and metrics where Keras knows them. Raises KitError, which names what the file
    is and what to do, if there is no model in it that can be loaded without running its code.
    """
    found = model_files.recognise(path)
    if found.kind == "json":
        raise KitError(
            "{path}: the layers of a model without its weights, so there is nothing to look at.\n"
            "{remedy}",
            path=path,
            remedy=tr(SAVE),
        )
    with model_files.with_known_ending(found) as file:
        rehearse(found, file)
        if compiled:
            # Fails if the loss or a metric is not one of Keras's.
            with contextlib.suppress(Exception):
                return load(file, compiled=True)
        return load(file, compiled=False)


def sketch(path):
    """The model of a file, to be counted: with shapes, but without weights that could be used.

    As `load_model`, but it also takes an architecture saved as JSON.
    """
    found = model_files.recognise(path)
    if found.kind == "json" or is_stateful(found):
        return rehearse(found, None)
    with model_files.with_known_ending(found) as file:
        return rehearse(found, file)


def rehearse(found, file):
    """Load a model without memory for its weights, so that a failure costs nothing.

    A description of layers can ask for any number of weights. Keras compares their shapes with
    those in the file.
    """
    if found.config.get("class_name") not in MODELS and is_known(found.config):
        name = name_of(found.config)
        raise KitError("{path}: a saved {name}, not a model.", path=found.path, name=name)

    try:
        model = without_memory(lambda: load(file, compiled=False) if file else unpacked(found))
    except Exception as error:  # of a dozen types, with messages no learner can use
        raise KitError(f"{found.path}: {why_not(found)}") from error
    if not model.built:
        raise KitError(
            "{path}: a model without an input shape, which has no weights yet.\n"
            "Begin its layers with keras.Input((height, width, channels)), and save it again.",
            path=found.path,
        )
    return model


def without_memory(build):
    """Call build() while Keras gives no memory to weights."""

    def call():
        with keras.StatelessScope(initialize_variables=False):
            return build()

    # Keras has a list, in each thread, of weights to give memory to later.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(call).result()


def unpacked(found):
    """The model that a configuration describes, without its loss, metrics and recurrent states."""
    text = json.dumps(found.config | {"compile_config": None})
    text = text.replace('"stateful": true', '"stateful": false')
    with without_warnings(), SafeModeScope(True):
        if "module" in found.config:
            return keras.models.model_from_json(text)
        return model_from_config(json.loads(text))  # of Keras 2, or from an HDF5 file


def is_stateful(found):
    """Whether a model keeps states from batch to batch, for which Keras demands memory at once."""
    insides = (part.get("config") for part in parts_of(found.config))
    return any(isinstance(inside, dict) and inside.get("stateful") is True for inside in insides)


def load(file, compiled):
    """Load a file in safe mode."""
    with without_warnings():
        return keras.saving.load_model(file, OPTIMIZERS, compile=compiled, safe_mode=True)


@contextlib.contextmanager
def without_warnings():
    """Let a learner see none of the warnings of Keras about how a model was written."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def why_not(found):
    """Why Keras cannot load a model, and what to do."""
    parts = parts_of(found.config)
    foreign = list(dict.fromkeys(name_of(part) for part in parts if not is_known(part)))
    said = {"here": keras.__version__, "version": found.version, "stored": found.weights}
    said["whole"] = tr("a Keras model")
    if found.weights:
        said["whole"] = tr("a whole Keras model ({stored:,} weights)", **said)
    if any(part["class_name"] in ("Lambda", "__lambda__") for part in parts):
        return tr(
            "{whole} that contains custom code, which the kit does not run: a Lambda layer.\n"
            "Use a layer such as Rescaling instead, and save the model again.",
            **said,
        )
    if foreign:
        return tr(
            "{whole} with parts that Keras {here} does not have: {names}. "
            "The kit runs no code from files.\n"
            "Where they are defined, model.summary() counts it; "
            "the kit needs layers of Keras only.",
            **said,
            names=listed(foreign),
        )
    if release(found.version) > release(keras.__version__):
        return tr(
            "saved by Keras {version}, which is newer than Keras {here} here.\n"
            "Update it: python -m pip install --upgrade keras",
            **said,
        )
    said["remedy"] = tr(COPY)
    with contextlib.suppress(Exception):
        wanted = without_memory(lambda: unpacked(found)).count_params()
        if wanted != found.weights:
            return tr(
                "its layers have {wanted:,} weights, but {stored:,} are stored.\n{remedy}",
                **said,
                wanted=wanted,
            )
    if is_stateful(found):
        return tr(
            "{whole} with a recurrent layer that is stateful, for batches of one size only.\n"
            "Build it in Python with stateful=False, model.load_weights(...), and save it again.",
            **said,
        )
    if found.version and release(found.version) < (3,):
        return tr(
            "{whole} saved by Keras {version}, which this Keras {here} cannot read.\n"
            "Build its layers in Python, model.load_weights(...), model.save('model.keras').",
            **said,
        )
    return tr(
        "its layers cannot be built, or do not fit its weights: it is damaged, or was changed.\n"
        "{remedy}",
        **said,
    )


def is_known(part):
    """Whether a part of a configuration is a class or function of Keras or of the kit."""
    name, module = str(part.get("class_name")), part.get("module")
    registered = str(part.get("registered_name") or name)
    if name.startswith("__") or keras.saving.get_registered_object(registered):
        return True
    if name == "function" or (module and module != "keras.layers"):
        return str(module).partition(".")[0] in ("keras", "tf_keras")  # the latter is Keras 2
    places = (keras.layers, keras.initializers, keras.regularizers, keras.constraints)
    places = (*places, keras.mixed_precision, keras)
    return name in MODELS or any(hasattr(place, name) for place in places)


def release(version):
    """The numbers of a version such as 3.15.1, to be compared."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
