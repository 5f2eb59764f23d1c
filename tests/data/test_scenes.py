"""Scenes: an object anywhere in clutter, and its mask."""

import numpy as np
import pytest

from fashion_cnn.data import garments, scenes


@pytest.fixture(scope="module")
def objects():
    """Garments that the tests only read: (60, 28, 28)."""
    return garments.draw(60, 10, seed=3).x_train


@pytest.mark.parametrize("size", [28, 45, 64])
def test_the_object_is_where_the_mask_says_whole_and_unchanged(objects, size):
    composed = scenes.compose(objects, size, seed=5)
    assert composed.images.shape == composed.masks.shape == (60, size, size)
    assert (composed.images.dtype, composed.masks.dtype) == (np.uint8, bool)
    own = scenes.object_masks(objects)
    wanted = sorted(image[mask].tobytes() for image, mask in zip(objects, own, strict=True))
    pairs = zip(composed.images, composed.masks, strict=True)
    assert sorted(image[mask].tobytes() for image, mask in pairs) == wanted


def test_each_mask_has_the_shape_of_its_object(objects):
    composed = scenes.compose(objects[:1], 40, seed=5, count=3)
    shape = cropped(scenes.object_masks(objects[:1])[0])
    assert all(np.array_equal(cropped(mask), shape) for mask in composed.masks)
    # In another place each time, on other clutter.
    assert len(np.unique(composed.masks, axis=0)) == 3
    assert len(np.unique(composed.images, axis=0)) == 3


def cropped(mask):
    return mask[np.ix_(mask.any(axis=1), mask.any(axis=0))]


def test_the_seed_decides_the_scenes(objects):
    one, again, other = (scenes.compose(objects, 32, seed) for seed in (7, 7, 8))
    assert np.array_equal(one.images, again.images)
    assert np.array_equal(one.masks, again.masks)
    assert not np.array_equal(one.masks, other.masks)


def test_objects_come_again_only_after_all_have_come():
    """Squares of 1x1 to 9x9 pixels, recognised by their area."""
    squares = np.zeros((9, 28, 28), np.uint8)
    for side, image in enumerate(squares, start=1):
        image[:side, :side] = 200
    areas = scenes.compose(squares, 28, seed=1, count=18).masks.sum(axis=(1, 2))
    assert sorted(areas[:9]) == sorted(areas[9:]) == [side**2 for side in range(1, 10)]
    assert len(np.unique(scenes.compose(squares, 28, seed=1, count=5).masks.sum((1, 2)))) == 5


HOLES = """
.........
.#######.
.#.###..#
.######.#
.##...##.
.##...##.
.#######.
.#####.#.
.........
"""


def test_small_holes_belong_to_the_object_and_larger_ones_do_not():
    """Filled: one pixel and three. Left: six in the middle, and the notch in the lower edge."""
    rows = np.array([list(row) for row in HOLES.split()])
    image = np.where(rows == "#", 100, 0).astype(np.uint8)
    mask = scenes.object_masks(image[np.newaxis])[0]
    filled = mask & (image == 0)
    assert np.argwhere(filled).tolist() == [[2, 2], [2, 6], [2, 7], [3, 7]]


def test_a_hole_of_one_image_is_not_joined_to_the_next():
    ring = np.full((6, 3, 3), 90, np.uint8)
    ring[:, 1, 1] = 0  # six holes in adjacent images
    assert scenes.object_masks(ring).all()


def test_an_image_without_an_object_gives_clutter_and_an_empty_mask():
    composed = scenes.compose(np.zeros((2, 28, 28), np.uint8), 28, seed=1)
    assert not composed.masks.any()
    assert composed.images.std() > 10
