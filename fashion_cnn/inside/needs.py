"""What a model must have for each view of `look`.

Each need takes an Opened model and the command line's arguments and returns what is lacking, in a
sentence, or nothing.
"""

from fashion_cnn import inside
from fashion_cnn.base.language import tr
from fashion_cnn.inside import learned_weights
from fashion_cnn.inside.planes import drawable


def convolution(opened, arguments):
    if inside.convolutions(opened.model) or arguments.layer is not None:
        return ""
    return tr("The model {name!r} has no convolution that can be shown.", name=opened.model.name)


def weighted_layer(opened, arguments):
    if learned_weights.weighted_layers(opened.model):
        return ""
    return tr("The model {name!r} has no weights.", name=opened.model.name)


def picture(opened, arguments):
    return opened.taken.why_not


def class_scores(opened, arguments):
    answer = opened.answer
    if answer.classes is None:
        shape = written(answer.shape)
        return tr("The model gives {shape}, not a score for each class.", shape=shape)
    if answer.activation == "softmax" and answer.classes == 1:
        return tr("The model's only output is a softmax of one number, which is 1 for any image.")
    return ""


def gradient(opened, arguments):
    shape = opened.model.inputs[0].shape[1:]
    if len(opened.model.inputs) != 1:
        return opened.taken.why_not
    if opened.taken.whole_numbers:
        return tr("The model takes whole numbers, so there is no gradient to follow.")
    if opened.taken.picture is None and drawable(shape) is None:
        return tr("The model's input {shape} cannot be drawn.", shape=written(shape))
    if not inside.convolutions(opened.model) and not opened.answer.classes:
        return tr("The model has neither a convolution nor class scores.")
    return ""


def written(shape):
    return "x".join("?" if size is None else str(size) for size in shape) or tr("one number")


NEEDS = {
    "filters": [convolution],
    "weights": [weighted_layer],
    "maps": [convolution, picture],
    "patches": [convolution, picture],
    "excite": [gradient],
    "attention": [picture, class_scores],
    "embedding": [picture],
}
