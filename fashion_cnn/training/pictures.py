"""The pictures of a training run, each with a sentence that says what it shows."""

import numpy as np

from fashion_cnn.drawing import plots
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.training import scoring

MISTAKES = 21
SAMPLES_A_CLASS = 5


def samples(run, data):
    """Draw training images, a column for each class; return the description."""
    columns = [np.flatnonzero(data.y_train == label)[:SAMPLES_A_CLASS] for label in range(10)]
    images = [data.x_train[column[row]] for row in range(SAMPLES_A_CLASS) for column in columns]
    description = (
        f"Images to train on from {data.title}, a column for each class: "
        f"{', '.join(data.class_names)}."
    )
    axes = plots.image_grid(images, data.class_names, columns=10)
    Picture(axes, f"Samples of {data.title}", description).save(run.picture("samples"))
    return description


def learning_curves(run, data, model, history, best_epoch):
    """Draw the history of a run (a table); return the description."""
    best = history.iloc[best_epoch - 1]
    description = (
        f"Loss and accuracy of {model} on {data.title} over {len(history)} epochs. The best "
        f"is epoch {best_epoch}: accuracy {best['accuracy']:.1%} in training, "
        f"{best['val_accuracy']:.1%} on validation."
    )
    axes = plots.learning_curves(history, best_epoch)
    Picture(axes, f"Training {model} on {data.title}", description).save(
        run.picture("learning-curves")
    )
    return description


def confusion_matrix(run, data, model, probabilities):
    """Draw true against predicted classes of the test images; return the description."""
    counts = scoring.confusion(probabilities, data.y_test)
    mixed_up = np.where(np.eye(len(counts), dtype=bool), -1, counts)
    true, predicted = np.unravel_index(mixed_up.argmax(), counts.shape)
    title = f"{model} on {data.title}, {len(data.y_test):,} test images"
    description = (
        f"True against predicted classes of {title}. The most frequent mistake: "
        f"{data.class_names[true]} taken for {data.class_names[predicted]}, "
        f"{counts[true, predicted]} times."
        if mixed_up.max() > 0
        else f"True against predicted classes of {title}. There are no mistakes."
    )
    ax = plots.confusion_matrix(counts, data.class_names)
    Picture(ax, f"Confusion: {title}", description).save(run.picture("confusion-matrix"))
    return description


def mistakes(run, data, model, probabilities):
    """Draw the test images on which the model is most sure of a wrong class."""
    worst = scoring.worst_mistakes(probabilities, data.y_test, MISTAKES)
    predicted = probabilities.argmax(axis=1)
    titles = [
        f"{sureness(probabilities[i, predicted[i]])} sure of\n"
        f"{data.class_names[predicted[i]]};\nlabel: {data.class_names[data.y_test[i]]}"
        for i in worst
    ]
    kind = "Most confident mistakes" if len(worst) else "No mistakes at all"
    title = f"{kind} of {model} on {data.title}"
    description = (
        f"The {len(worst)} test images of {data.title} on which {model} was most sure of a "
        "wrong class. Over each: how sure, of which class, and the image's label."
    )
    axes = plots.image_grid(data.x_test[worst], titles, columns=7)
    Picture(axes, title, description).save(run.picture("mistakes"))
    return description


def sureness(probability):
    """Return a probability as text; no model is ever 100% sure."""
    return f"{probability:.0%}" if probability < 0.995 else "over 99%"
