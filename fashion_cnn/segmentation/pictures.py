"""The pictures of a segmentation run: arrays in, a Picture out. `title` names the data set."""

import numpy as np

from fashion_cnn.base.language import tr
from fashion_cnn.drawing import cells, plots
from fashion_cnn.drawing.picture import Picture
from fashion_cnn.drawing.style import INPUT, OUTPUT
from fashion_cnn.segmentation.config import NETS, one_or_both
from fashion_cnn.training.history import as_table, best_epoch

# Test scenes to show besides the worst ones.
SHOWN = 6


def segmentation(images, truth, masks, ious, title):
    """Draw test scenes, their true masks, and the masks that each network found.

    `images` and `truth` are (n, H, W). `masks` (n, H, W) and their `ious` (n,) are by network.
    """
    above = headings(ious, len(images))
    chosen = list(above)
    rows = {tr("input"): images[chosen], tr("truth"): 255 * truth[chosen]}
    titles = [*above.values(), *[""] * len(chosen)]
    for stem, found in masks.items():
        rows[row_name(stem)] = 255 * found[chosen]
        titles += [f"IoU {score:.2f}" for score in ious[stem][chosen]]
    ax = plots.image_grid([image for row in rows.values() for image in row], titles, len(chosen))
    cells.edge(ax, INPUT, ax.images[: len(chosen)])
    for row in range(2, len(rows)):
        cells.edge(ax, OUTPUT, ax.images[row * len(chosen) : (row + 1) * len(chosen)])
    name_rows(ax, rows, len(chosen))
    description = tr(
        "Test scenes with {title}. Rows: input, truth, and the masks found by {networks}, white on "
        "the object. Columns: the first {shown} test scenes and the worst. Mean IoU of all "
        "{count}: {means}.",
        title=title,
        networks=one_or_both([tr(NETS[stem][0]) for stem in masks]),
        shown=min(SHOWN, len(images)),
        count=len(images),
        means=", ".join(f"{tr(NETS[stem][0])} {each.mean():.3f}" for stem, each in ious.items()),
    )
    return Picture(ax, tr("Segmented scenes: {title}", title=title), description)


def row_name(stem):
    """The title of a network in two lines."""
    return "U-Net" if NETS[stem][1] else tr("U-Net\nwithout skips")


def headings(ious, count):
    """The headings of the columns, by the number of the scene: the first ones and the worst."""
    above = dict.fromkeys(range(min(SHOWN, count)), "")
    for stem, scores in ious.items():
        worst = int(scores.argmin())
        if above.get(worst):
            above[worst] = tr("worst:\nboth")
        else:
            above[worst] = tr("worst:\nU-Net") if NETS[stem][1] else tr("worst:\nwithout skips")
    return above


def name_rows(ax, names, columns):
    """Write a name to the left of each row of an image grid."""
    left, right = ax.get_xlim()
    ax.set_xlim(left - 0.6, right)
    for name, image in zip(names, ax.images[::columns], strict=True):
        _, _, bottom, top = image.get_extent()
        where = {"ha": "center", "va": "center", "rotation": 90, "fontsize": plots.TITLE_SIZE}
        ax.text(left - 0.25, (bottom + top) / 2, name, **where)


def learning_curves(histories, title):
    """Draw the history of each network in a row of its own, all with the same scale."""
    axes = plots.new_axes(12, 4.5 * len(histories), rows=len(histories), columns=2)
    axes = axes.reshape(-1, 2)
    sentences = []
    for pair, (stem, history) in zip(axes, histories.items(), strict=True):
        name, best = tr(NETS[stem][0]), best_epoch(history)
        plots.learning_curves(as_table(history), best, pair)
        for ax, measure in zip(pair, (tr("loss"), tr("accuracy of pixels")), strict=True):
            ax.set_title(f"{name}: {measure}", fontsize=plots.FONT_SIZE)
        best_of_net = tr(
            "{network} is best in epoch {epoch}: {accuracy:.1%} of validation pixels.",
            network=name,
            epoch=best,
            accuracy=history[best - 1]["val_accuracy"],
        )
        sentences.append(best_of_net)
    share_limits(axes)
    description = " ".join([tr("Loss and accuracy of pixels over the epochs."), *sentences])
    return Picture(axes, tr("Training to segment {title}", title=title), description)


def share_limits(axes):
    """Give all axes (rows, columns) of a column the same limits."""
    for column in axes.T:
        limits = np.array([ax.get_ylim() for ax in column])
        for ax in column:
            ax.set_ylim(limits[:, 0].min(), limits[:, 1].max())
