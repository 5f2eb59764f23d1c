"""The pictures of a training run: arrays in, a Picture out. `title` names the data set."""

import numpy as np

from fashion_cnn.base.errors import listed, printable
from fashion_cnn.base.language import tr
from fashion_cnn.drawing import letters, plots
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.training.history import as_table, best_epoch

MISTAKES, MISTAKES_PER_ROW = 21, 7
SAMPLES_PER_CLASS, MOST_CLASSES = 5, 12
# Letters of a class's name above an image.
LONGEST_NAME = 14


def samples(images, labels, class_names, title):
    """Draw the first training images of each class, a column per class: MOST_CLASSES at most."""
    names = class_names[:MOST_CLASSES]
    columns = [np.flatnonzero(labels == label)[:SAMPLES_PER_CLASS] for label in range(len(names))]
    fewest = min(map(len, columns))
    rows = images[np.transpose([column[:fewest] for column in columns])]  # (samples, classes, H, W)
    shown = rows.reshape(-1, *images.shape[1:])
    axes = plots.image_grid(shown, drawable(names), columns=len(names))
    description = tr(
        "Training images from {title}, a column for each class: {names}.",
        title=title,
        names=listed(class_names),
    )
    return Picture(axes, tr("Samples of {title}", title=title), description)


def drawable(class_names):
    """Names of classes to be drawn: short, in letters that a font here has."""
    return [letters.drawable(printable(name, LONGEST_NAME)) for name in class_names]


def learning_curves(history, model, title):
    """Draw loss and accuracy over the epochs."""
    best = best_epoch(history)
    about = {"model": model, "title": title}
    description = tr(
        "Loss and accuracy of {model} on {title} over {epochs} epochs. The best epoch is {best}: "
        "accuracy {accuracy:.1%} in training, {val_accuracy:.1%} on validation.",
        epochs=len(history),
        best=best,
        **about,
        **history[best - 1],
    )
    axes = plots.learning_curves(as_table(history), best)
    return Picture(axes, tr("Training {model} on {title}", **about), description)


def confusion_matrix(counts, class_names, model, title):
    """Draw the counts of test images: (true class, predicted class)."""
    about = {"model": model, "title": title, "count": counts.sum()}
    compared = tr(
        "True against predicted classes of {model} on {title}, {count:,} test images.", **about
    )
    return Picture(
        plots.confusion_matrix(counts, drawable(class_names)),
        tr("Confusion matrix: {model} on {title}, {count:,} test images", **about),
        f"{compared} {most_frequent_mistake(counts, class_names)}",
    )


def most_frequent_mistake(counts, class_names):
    """A sentence about the largest of the counts (true class, predicted class) of mistakes."""
    wrong = np.where(np.eye(len(counts), dtype=bool), 0, counts)
    if not wrong.any():
        return tr("There are no mistakes.")
    true, predicted = np.unravel_index(wrong.argmax(), counts.shape)
    return tr(
        "The most frequent mistake: {true} taken for {predicted}, {count} times.",
        true=class_names[true],
        predicted=class_names[predicted],
        count=counts[true, predicted],
    )


def mistakes(images, probabilities, labels, class_names, model, title):
    """Draw wrongly classified test images, each with the model's answer and the label."""
    predicted, names = probabilities.argmax(axis=1), drawable(class_names)
    headings = [
        tr(
            "{sure} sure of\n{guess};\nlabel: {label}",
            sure=confidence(row.max()),
            guess=names[guess],
            label=names[label],
        )
        for row, guess, label in zip(probabilities, predicted, labels, strict=True)
    ]
    about = {"model": model, "title": title}
    description = tr(
        "The {count} test images of {title} for which {model} was most sure of a wrong class. "
        "Above each: how sure, of which class, and the label.",
        count=len(images),
        **about,
    )
    heading = (
        tr("Most confident mistakes of {model} on {title}", **about)
        if len(images)
        else tr("No mistakes of {model} on {title}", **about)
    )
    axes = plots.image_grid(images, headings, columns=MISTAKES_PER_ROW)
    return Picture(axes, heading, description)


def confidence(probability):
    """A probability in percent; no model is ever 100% sure."""
    return f"{probability:.0%}" if probability < 0.995 else tr("over 99%")
