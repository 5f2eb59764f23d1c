"""The scenes of a run's parts, and the scores of masks."""

import numpy as np
from sklearn.metrics import jaccard_score

from fashion_cnn import data
from fashion_cnn.data import garments, scenes
from fashion_cnn.segment import SegmentConfig
from fashion_cnn.segmentation.examples import compose_parts, examples
from fashion_cnn.segmentation.scores import above, best_threshold, iou


def test_no_threshold_cuts_the_object_out():
    """The best threshold is hardly better than a mask of the whole scene."""
    composed = scenes.compose(garments.draw(300, 1, seed=4).x_train, 32, seed=2)
    level, bright = best_threshold(composed)
    found = above(composed.images, level, bright)
    everything = np.ones_like(composed.masks)
    assert iou(found, composed.masks).mean() < iou(everything, composed.masks).mean() + 0.1 < 0.5
    clutter, object_ = composed.images[~composed.masks], composed.images[composed.masks]
    assert abs(clutter.mean() - object_.mean()) < 40
    assert abs(clutter.std() - object_.std()) < 20


def test_no_object_of_the_test_or_validation_scenes_is_trained_on():
    """Each object is a square of a size that no other image has."""
    squares = np.zeros((24, 28, 28), np.uint8)
    for side, image in enumerate(squares, start=1):
        image[:side, :side] = 250
    labels = np.zeros(24, np.uint8)
    dataset = data.Dataset("garments", squares[:18], labels[:18], squares[18:], labels[18:], "made")
    parts = compose_parts(SegmentConfig(size=28, scenes=40), dataset)
    areas = {part: set(made.masks.sum(axis=(1, 2)).tolist()) for part, made in parts.items()}
    assert areas["test"] == {side**2 for side in range(19, 25)}
    assert areas["training"] | areas["validation"] == {side**2 for side in range(1, 19)}
    assert not areas["training"] & areas["validation"]


def test_the_seed_decides_the_training_scenes_but_not_the_test_scenes():
    digits = data.load("digits")
    one, two = (compose_parts(SegmentConfig(size=28, scenes=40, seed=s), digits) for s in (1, 2))
    assert np.array_equal(one["test"].images, two["test"].images)
    assert not np.array_equal(one["training"].images, two["training"].images)
    assert [len(part.images) for part in one.values()] == [40, 4, 360]
    given = examples(one)
    assert np.array_equal(given.x_train[..., 0], one["training"].images)
    assert np.array_equal(given.y_validation == 1, one["validation"].masks)


# ------------------------------------------------------------------------------------- scores


def test_iou_against_numbers_worked_out_by_hand():
    truth = np.zeros((4, 4, 4), bool)
    truth[:3, :2, :2] = True  # four pixels; the last mask is empty
    found = np.zeros_like(truth)
    found[0] = truth[0]
    found[1, 1:3, 1:3] = True  # one of seven in common
    assert iou(found, truth).tolist() == [1, 1 / 7, 0, 1]
    assert iou(truth[3:], truth[:1]).tolist() == [0]


def test_iou_against_scikit_learn():
    draw = np.random.default_rng(2)
    found, truth = draw.random((2, 20, 9, 9)) < draw.random((2, 20, 1, 1))
    expected = [jaccard_score(a.ravel(), b.ravel()) for a, b in zip(truth, found, strict=True)]
    np.testing.assert_allclose(iou(found, truth), expected, rtol=1e-12)


def test_the_best_threshold_is_found():
    images = np.full((3, 8, 8), 100, np.uint8)
    images[:, :4, :4] = 30
    part = scenes.Scenes(images, images == 30)
    level, bright = best_threshold(part)
    assert not bright
    assert np.array_equal(above(images, level, bright), part.masks)
