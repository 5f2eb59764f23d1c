"""Plots by their artists: what is drawn where, not which pixels."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from fashion_cnn.drawing import plots
from fashion_cnn.drawing.picture import Picture

HISTORY = pd.DataFrame(
    {
        "epoch": [1, 2, 3],
        "loss": [0.9, 0.5, 0.4],
        "accuracy": [0.5, 0.7, 0.8],
        "val_loss": [0.8, 0.6, 0.7],
        "val_accuracy": [0.6, 0.75, 0.7],
    }
)


def test_learning_curves_draw_training_and_validation_and_the_best_epoch():
    axes = plots.learning_curves(HISTORY, best_epoch=2)
    for ax, measure in zip(axes, ("loss", "accuracy"), strict=True):
        training, validation, best = ax.get_lines()
        assert training.get_ydata().tolist() == HISTORY[measure].tolist()
        assert validation.get_ydata().tolist() == HISTORY[f"val_{measure}"].tolist()
        assert set(best.get_xdata()) == {2}
        assert training.get_linestyle() != validation.get_linestyle()
        assert ax.get_xlabel() == "epoch"
    labels = [text.get_text() for text in axes[0].get_legend().get_texts()]
    assert labels == ["training", "validation", "best epoch (2)"]


def test_confusion_matrix_shows_every_count_and_both_names():
    counts = np.array([[5, 1], [2, 7]])
    ax = plots.confusion_matrix(counts, ("cat", "dog"))
    assert sorted(text.get_text() for text in ax.texts) == ["1", "2", "5", "7"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["cat", "dog"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted class", "true class")


@pytest.mark.parametrize(("count", "titles"), [(7, 7), (7, 3), (6, 0), (1, 1), (0, 0)])
def test_image_grid_puts_each_image_in_its_place(count, titles):
    images = [np.full((28, 28), number, np.uint8) for number in range(count)]
    ax = plots.image_grid(images, [f"t{number}" for number in range(titles)], columns=3)
    drawn = ax.get_images()
    assert [image.get_array()[0, 0] for image in drawn] == list(range(count))
    assert [text.get_text() for text in ax.texts] == [f"t{number}" for number in range(titles)]
    boxes = [image.get_extent() for image in drawn]
    for number, (left, right, bottom, top) in enumerate(boxes):
        assert (right - left, bottom - top) == pytest.approx((1, 1))
        assert left == pytest.approx(boxes[number % 3][0])
        assert top == pytest.approx(boxes[number - number % 3][3])
        assert bottom <= ax.get_ylim()[0]
    for image in drawn:
        assert (image.norm.vmin, image.norm.vmax) == (0, 255)


def test_plots_draw_into_given_axes():
    ax = plots.new_axes(4, 4)
    assert plots.confusion_matrix(np.eye(2, dtype=int), "ab", ax) is ax
    assert plots.image_grid([np.zeros((2, 2))], [], 1, ax) is ax


def test_a_saved_picture_says_what_it_shows_and_its_bytes_repeat(tmp_path):
    for name in ("a.png", "b.png"):
        ax = plots.image_grid([np.zeros((2, 2))], ["black"], 1)
        Picture(ax, "A title", "One black square.").save(tmp_path / name)
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.text["Description"] == "One black square."
        assert picture.text["Title"] == "A title"
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "b.png"]
