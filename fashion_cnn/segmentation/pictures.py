"""The pictures of a segmentation run, each with a sentence that says what it shows."""

import numpy as np
import pandas as pd

from fashion_cnn.drawing import plots
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.segmentation import NETS, iou
from fashion_cnn.training import loop

# Test scenes in a picture, besides the worst ones.
SHOWN = 6


def segmentation(run, dataset, scenes, masks):
    """Draw test scenes: input, truth and what each net made of it; return the description.

    `masks` has those (n, size, size) that each net found in the Scenes, by the stem of its files.
    """
    scores = {stem: iou(found, scenes.masks) for stem, found in masks.items()}
    above = headings(scores, len(scenes.images))
    chosen = list(above)
    rows = {"input": scenes.images[chosen], "truth": 255 * scenes.masks[chosen]}
    titles = [*above.values(), *[""] * len(chosen)]
    for stem, found in masks.items():
        rows[NETS[stem][0].replace(" ", "\n", 1)] = 255 * found[chosen]
        titles += [f"IoU {ious:.2f}" for ious in scores[stem][chosen]]
    ax = plots.image_grid([image for row in rows.values() for image in row], titles, len(chosen))
    name_rows(ax, rows, len(chosen))
    names = " and ".join(NETS[stem][0] for stem in masks)
    description = (
        f"Test scenes with {dataset.title}. Rows: input, truth, and what was found by {names}, "
        f"white where the object is. The columns: the first {min(SHOWN, len(chosen))} test scenes "
        f"and the worst. Mean IoU of all {len(scenes.images)}: "
        + ", ".join(f"{NETS[stem][0]} {ious.mean():.3f}" for stem, ious in scores.items())
        + "."
    )
    title = f"Cut out of clutter: {dataset.title}"
    Picture(ax, title, description).save(run.picture("segmentation"))
    return description


def headings(scores, count):
    """Return what stands over each column, by the number of its scene: the first, and the worst."""
    above = dict.fromkeys(range(min(SHOWN, count)), "")
    for stem, ious in scores.items():
        worst, name = int(ious.argmin()), NETS[stem][0].removeprefix("U-Net ")
        above[worst] = f"worst:\n{'both' if above.get(worst) else name}"
    return above


def name_rows(ax, names, columns):
    """Write a name to the left of each row of an image grid."""
    left, right = ax.get_xlim()
    ax.set_xlim(left - 0.6, right)
    for name, image in zip(names, ax.images[::columns], strict=True):
        _, _, bottom, top = image.get_extent()
        where = {"ha": "center", "va": "center", "rotation": 90, "fontsize": plots.TITLE_SIZE}
        ax.text(left - 0.25, (bottom + top) / 2, name, **where)


def learning_curves(run, dataset, histories):
    """Draw the history of each net, a row for each, on one scale; return the description."""
    axes = plots.new_axes(12, 4.5 * len(histories), rows=len(histories), columns=2)
    axes = axes.reshape(-1, 2)
    sentences = []
    for pair, (stem, rows) in zip(axes, histories.items(), strict=True):
        name, best = NETS[stem][0], loop.best_epoch(rows)
        plots.learning_curves(pd.DataFrame(rows), best, pair)
        for ax, measure in zip(pair, ("loss", "accuracy of pixels"), strict=True):
            ax.set_title(f"{name}: {measure}", fontsize=plots.FONT_SIZE)
        accuracy = rows[best - 1]["val_accuracy"]
        sentences.append(f"{name} is best in epoch {best}: {accuracy:.1%} of validation pixels.")
    for column in axes.T:
        limits = np.array([ax.get_ylim() for ax in column])
        for ax in column:
            ax.set_ylim(limits[:, 0].min(), limits[:, 1].max())
    title = f"Training to cut out {dataset.title}"
    description = f"Loss and accuracy of pixels over the epochs. {' '.join(sentences)}"
    Picture(axes, title, description).save(run.picture("learning-curves"))
    return description
