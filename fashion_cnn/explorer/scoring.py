"""How many test images a model gets right."""

from fashion_cnn import inside


def can_be_scored(opened):
    """Whether the outputs of an Opened model are classes that its test images have labels for."""
    classes, labels = opened.answer.classes, opened.labels
    return classes is not None and labels is not None and classes > labels.max()


def right(opened, pictures):
    """How many of the first test images, as pictures (n, H, W, C), get the class of their label."""
    outputs = inside.predictions(opened.shown, pictures).reshape(len(pictures), -1)
    return int((outputs.argmax(axis=1) == opened.labels[: len(pictures)]).sum())
