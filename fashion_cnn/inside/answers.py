"""What the outputs of a model mean: class scores, probabilities, or no classes at all.

answer = read_answer(model)
answer.classes, answer.kind        # 10, "logits"
"""

import math
from dataclasses import dataclass
from typing import Any

import keras
from keras import layers, ops

from fashion_cnn.base.errors import printable
from fashion_cnn.inside.model_layers import LONGEST, last_axis
from fashion_cnn.inside.running import SUMMING, in_batches, over_positions, run

# Layers and operations that do not change scores in inference, but perhaps their shape.
PASSING = (
    layers.Dropout,
    layers.SpatialDropout1D,
    layers.SpatialDropout2D,
    layers.SpatialDropout3D,
    layers.AlphaDropout,
    layers.GaussianDropout,
    layers.GaussianNoise,
    layers.ActivityRegularization,
    layers.Identity,
    layers.Flatten,
    layers.Reshape,
)
# Layers after which weighted sums are still scores.
AVERAGING = (
    layers.BatchNormalization,
    layers.GlobalAveragePooling1D,
    layers.GlobalAveragePooling2D,
    layers.GlobalMaxPooling2D,
    layers.AveragePooling2D,
)
PASSING_OPERATIONS = ("Cast", "Reshape", "Squeeze", "Identity")
# What applies an activation function and does nothing else: layers, and operations of keras.ops and
# keras.activations, by the name of their class.
FUNCTIONS = {
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
    "Sigmoid": "sigmoid",
    "LogSigmoid": "log_sigmoid",
    "ReLU": "relu",
    "Relu": "relu",
    "LeakyReLU": "leaky_relu",
    "PReLU": "prelu",
    "ELU": "elu",
    "Tanh": "tanh",
}
PROBABILITIES = ("softmax", "sigmoid")
# Functions of logits whose probabilities can be told from the output.
LOGITS = ("linear", "log_softmax", "log_sigmoid")
# Activation functions after which nothing needs to be undone to get at the scores.
LINEAR = (None, "linear")


@dataclass(frozen=True)
class Answer:
    """What one output of a model says about an image.

    `index` is the position of the output among the model's, `shape` that of the output for one
    image. `classes` is the number of class scores, or None if the output is something else.
    `step` is the layer (or operation) that computes the scores: its output, or, with `sums`, what
    it is before its own activation function. `name` is its name, printable. `activation` makes
    the output of the scores: "linear" if they are logits. The input of `hidden`, a layer, is the
    last hidden layer.
    """

    index: int
    name: str
    shape: tuple
    classes: int | None
    step: Any
    sums: bool
    activation: str
    hidden: Any

    @property
    def kind(self):
        """One of probabilities, logits, other (functions that make no probabilities), none."""
        if self.classes is None:
            return "none"
        if self.activation == "softmax" and self.classes == 1:
            return "other"  # it is always 1
        if self.activation in PROBABILITIES:
            return "probabilities"
        return "logits" if self.activation in LOGITS else "other"

    def scores(self, call):
        """The class scores (N, classes) from a Call of the step."""
        return flat(call.sums if self.sums else call.outputs)

    def probabilities(self, outputs):
        """The model's output as probabilities (N, classes), or as it is if it has none."""
        outputs = flat(outputs)
        if self.kind != "logits":
            return outputs
        if self.activation.startswith("log_"):
            return ops.exp(outputs)
        return ops.sigmoid(outputs) if self.classes == 1 else ops.softmax(outputs)


def flat(tensor):
    """Values (N, ...) of any precision as float32 (N, n)."""
    return ops.cast(ops.reshape(tensor, (ops.shape(tensor)[0], -1)), "float32")


def predictions(model, images):
    """The model's output for images; that of a model with several is the likeliest to classify.

    Logits are not converted: see `probabilities`.
    """
    answer = read_answer(model)
    return in_batches(model, images, lambda outputs: one_of(outputs, answer.index))


def probabilities(model, images):
    """The model's answers as probabilities (N, classes): logits go through softmax or sigmoid.

    Outputs that are neither come as they are.
    """
    answer = read_answer(model)
    return in_batches(
        model, images, lambda outputs: answer.probabilities(one_of(outputs, answer.index))
    )


def class_scores(model, images, layer=None, change=None):
    """The scores (N, classes) of which the model makes its answer: a tensor of float32.

    They are the logits where the answer is probabilities. `change` is applied to the output of
    `layer` on the way.
    """
    answer = read_answer(model)
    watched = [answer.step] if layer is None else [layer, answer.step]
    _, *calls = run(model, images, watched, change)
    return answer.scores(calls[-1])


def hidden_features(model, images):
    """The last hidden layer for each image, (N, features): what class scores are computed from.

    The mean over all positions if it has any.
    """
    layer = read_answer(model).hidden

    def pick(_, call):
        is_one = not isinstance(call.inputs, (list, tuple))
        features = last_axis(model, layer, call.inputs if is_one else call.outputs)
        return over_positions(features, ops.mean)

    return in_batches(model, images, pick, layer)


def one_of(outputs, index):
    return keras.tree.flatten(outputs)[index]


# ------------------------------------------------------------------------- reading it from a model


def read_answer(model):
    """The Answer of a model; of several outputs, of the one that looks most like classes."""
    answers = [read_output(model, index) for index in range(len(model.outputs))]

    def order(answer):
        return rank(answer), len(ancestors(model.outputs[answer.index])), -answer.index

    return max(answers, key=order)


# How much an output looks like classes; the coordinates of a box, for example, look like logits.
RANKS = {"none": 0, "other": 1, "logits": 2, "probabilities": 3}


def rank(answer):
    """How much an output looks like classes: (several of them?, what they are)."""
    return (answer.classes or 0) > 1 and answer.kind != "other", RANKS[answer.kind]


def ancestors(tensor):
    """{id: layer or operation} of all that an output depends on, nested models entered."""
    found, waiting = {}, [tensor]
    while waiting:
        step, node, position = waiting.pop()._keras_history
        if id(step) not in found:
            found[id(step)] = step
            waiting += step._inbound_nodes[node].input_tensors
            if isinstance(step, keras.Model) and step.outputs:
                waiting.append(step.outputs[position])
    return found


def read_output(model, index):
    """The Answer that one of a model's outputs is."""
    tensor = model.outputs[index]
    shape = tuple(tensor.shape[1:])
    lengths = [size for size in shape if size != 1] or [1]
    classes = lengths[0] if len(lengths) == 1 and not is_as_large_as_input(model, shape) else None
    step, sums, activation, earlier = scores_at(tensor)
    if activation == "linear" and not are_sums(earlier):
        if len(earlier) == 1:  # branches meet here, such as the answers of several models
            activation = type(step).__name__
        else:  # features, such as those of a model without its top
            classes = None
    kernels = [one for one in earlier if isinstance(one, SUMMING)]
    hidden = kernels[0] if kernels and classes else earlier[0]
    name = printable(step.name, LONGEST)
    return Answer(index, name, shape, classes, step, sums, activation, hidden)


def are_sums(steps):
    """Whether what comes out of the first of some steps is weighted sums, or their mean."""
    for step in steps:
        if isinstance(step, SUMMING):
            return activation_of(step) in LINEAR or step is steps[0]
        if not isinstance(step, (*PASSING, *AVERAGING)):
            return False
    return False


def is_as_large_as_input(model, shape):
    """Whether an output may be an image again, as that of an autoencoder."""
    sizes = [each.shape[1:] for each in model.inputs if None not in each.shape[1:]]
    return None not in shape and math.prod(shape) in map(math.prod, sizes)


def scores_at(tensor):
    """Where the scores of an output are: (step, whether its sums, activation, way back).

    The way back begins with the step itself.
    """
    way = list(way_back(tensor)) or [tensor._keras_history.operation]
    activation = None
    for position, step in enumerate(way):
        function = activation_of(step)
        if is_passing(step) or (is_activation(step) and function in LINEAR):
            continue
        if is_activation(step) and activation is None:
            activation = function
            continue
        if activation is None:
            return step, True, function or "linear", way[position:]
        return step, function in LINEAR, activation, way[position:]
    return way[-1], False, activation or "linear", way[-1:]


def way_back(tensor):
    """Yield the layers and operations from an output back to where the first branches meet.

    Nested models are entered.
    """
    calls = []  # of the nested models that the tensor is in
    while True:
        step, node, position = tensor._keras_history
        if isinstance(step, layers.InputLayer):
            if not calls:
                return
            parents = calls.pop()
        elif isinstance(step, keras.Model) and step.outputs:
            calls.append(step._inbound_nodes[node].input_tensors)
            tensor = step.outputs[position]
            continue
        else:
            yield step
            parents = step._inbound_nodes[node].input_tensors
        if len(parents) != 1:
            return
        [tensor] = parents


def is_passing(step):
    return isinstance(step, PASSING) or type(step).__name__ in PASSING_OPERATIONS


def is_activation(step):
    """Whether a layer or an operation does nothing but apply an activation function."""
    return isinstance(step, layers.Activation) or type(step).__name__ in FUNCTIONS


def activation_of(step):
    """Name of the activation function that a layer or operation applies, or None."""
    if isinstance(step, (*SUMMING, layers.Activation)):
        function = step.activation
        return getattr(function, "__name__", type(function).__name__) if function else None
    return FUNCTIONS.get(type(step).__name__)
