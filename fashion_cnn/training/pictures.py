"""The pictures of a training run: arrays in, a Picture out. `title` names the data set."""

import numpy as np

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
    names = ", ".join(class_names)
    description = f"Training images from {title}, a column for each class: {names}."
    return Picture(axes, f"Samples of {title}", description)


def learning_curves(history, model, title):
    """Draw loss and accuracy over the epochs."""
    best = best_epoch(history)
    row = history[best - 1]
    description = (
        f"Loss and accuracy of {model} on {title} over {len(history)} epochs. The best epoch is "
        f"{best}: accuracy {row['accuracy']:.1%} in training, {row['val_accuracy']:.1%} on "
        "validation."
    )
    axes = plots.learning_curves(as_table(history), best)
    return Picture(axes, f"Training {model} on {title}", description)


def confusion_matrix(counts, class_names, model, title):
    """Draw the counts of test images: (true class, predicted class)."""
    what = f"{model} on {title}, {counts.sum():,} test images"
    wrong = np.where(np.eye(len(counts), dtype=bool), 0, counts)
    true, predicted = np.unravel_index(wrong.argmax(), counts.shape)
    most_frequent = (
        f"The most frequent mistake: {class_names[true]} taken for {class_names[predicted]}, "
        f"{counts[true, predicted]} times."
        if wrong.any()
        else "There are no mistakes."
    )
    axes = plots.confusion_matrix(counts, class_names)
    description = f"True against predicted classes of {what}. {most_frequent}"
    return Picture(axes, f"Confusion matrix: {what}", description)


def mistakes(images, probabilities, labels, class_names, model, title):
    """Draw wrongly classified test images, each with the model's answer and the label."""
    predicted = probabilities.argmax(axis=1)
    headings = [
        f"{confidence(row.max())} sure of\n{class_names[guess]};\nlabel: {class_names[label]}"
        for row, guess, label in zip(probabilities, predicted, labels, strict=True)
    ]
    kind = "Most confident mistakes" if len(images) else "No mistakes"
    description = (
        f"The {len(images)} test images of {title} for which {model} was most sure of a wrong "
        "class. Above each: how sure, of which class, and the label."
    )
    axes = plots.image_grid(images, headings, columns=MISTAKES_PER_ROW)
    return Picture(axes, f"{kind} of {model} on {title}", description)


def confidence(probability):
    """A probability in percent; no model is ever 100% sure."""
    return f"{probability:.0%}" if probability < 0.995 else "over 99%"
