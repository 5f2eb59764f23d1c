"""The pictures of a training run: arrays in, a Picture out. `title` names the data set."""

import numpy as np

from fashion_cnn.base.language import tr
from fashion_cnn.drawing import plots
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.training.history import as_table, best_epoch

MISTAKES, MISTAKES_PER_ROW = 21, 7
SAMPLES_PER_CLASS = 5


def samples(images, labels, class_names, title):
    """Draw the first training images of each class, a column per class."""
    count = len(class_names)
    columns = [np.flatnonzero(labels == label)[:SAMPLES_PER_CLASS] for label in range(count)]
    rows = images[np.transpose(columns)]  # (samples, classes, H, W)
    axes = plots.image_grid(rows.reshape(-1, *images.shape[1:]), class_names, columns=count)
    description = tr(
        "Training images from {title}, a column for each class: {names}.",
        title=title,
        names=", ".join(class_names),
    )
    return Picture(axes, tr("Samples of {title}", title=title), description)


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
        plots.confusion_matrix(counts, class_names),
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
    predicted = probabilities.argmax(axis=1)
    headings = [
        tr(
            "{sure} sure of\n{guess};\nlabel: {label}",
            sure=confidence(row.max()),
            guess=class_names[guess],
            label=class_names[label],
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
