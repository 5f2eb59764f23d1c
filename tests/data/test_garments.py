"""The drawn garments: the same bytes everywhere, and planted flaws that are what is recorded."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from fashion_cnn.base.errors import UsageError
from fashion_cnn.data.garments import (
    DEFAULT_TEST,
    DEFAULT_TRAIN,
    classes,
    draw,
    easel,
    flaws,
    shapes,
)

# Of the default data set. A change to how garments are drawn changes it, and with it every number
# that was measured on them: change both together, on purpose.
DIGEST = "db3763726b2a6476ce8bd14c60a99da497da8d08f5e89e09fbc15d8e55017a0d"


@pytest.fixture(scope="module")
def default():
    return draw()


def digest(drawn):
    """SHA-256 of all six arrays, the indices as little-endian 64-bit numbers."""
    sha = hashlib.sha256()
    for pixels_or_labels in (drawn.x_train, drawn.y_train, drawn.x_test, drawn.y_test):
        sha.update(pixels_or_labels.tobytes())
    for indices in (drawn.near_duplicates, drawn.wrong_labels):
        sha.update(indices.astype("<i8").tobytes())
    return sha.hexdigest()


def directions(images):
    """Images as rows of length 1, so that a product of two is their cosine: (n, 784) float32."""
    rows = images.reshape(len(images), -1).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def labels_as_drawn(drawn):
    """y_train with the wrong labels put right."""
    labels = drawn.y_train.copy()
    labels[drawn.wrong_labels[:, 0]] = drawn.wrong_labels[:, 1]
    return labels


def test_default_set_is_the_same_everywhere(default):
    assert digest(default) == DIGEST


def test_shapes_and_types(default):
    assert default.x_train.shape == (DEFAULT_TRAIN, 28, 28)
    assert default.x_test.shape == (DEFAULT_TEST, 28, 28)
    assert default.y_train.shape == (DEFAULT_TRAIN,)
    assert default.y_test.shape == (DEFAULT_TEST,)
    for array in (default.x_train, default.y_train, default.x_test, default.y_test):
        assert array.dtype == np.uint8


def test_every_class_is_drawn_equally_often(default):
    assert set(np.bincount(labels_as_drawn(default))) == {DEFAULT_TRAIN // 10}
    assert set(np.bincount(default.y_test)) == {DEFAULT_TEST // 10}


def test_classes_are_shuffled(default):
    for labels in (default.y_train, default.y_test):
        same_as_next = np.mean(labels[:-1] == labels[1:])
        assert 0.05 < same_as_next < 0.15


def test_garments_are_light_on_black_and_none_is_nearly_empty(default):
    images = np.concatenate([default.x_train, default.x_test])
    assert np.median(images[:, 0, 0]) == 0
    garment = images > 0
    assert garment.sum(axis=(1, 2)).min() >= 40
    assert images.sum(axis=(1, 2), dtype=np.int64).min() >= 40 * 40


def test_one_seed_draws_one_set():
    assert digest(draw(60, 20, seed=3)) == digest(draw(60, 20, seed=3))


def test_another_seed_draws_other_garments():
    assert not np.array_equal(draw(60, 20, seed=3).x_train, draw(60, 20, seed=4).x_train)


@pytest.mark.parametrize(("train", "test"), [(20, 10), (13, 7), (1, 1), (3, 200), (250, 130)])
def test_small_and_odd_sizes(train, test):
    drawn = draw(train, test)
    assert drawn.x_train.shape == (train, 28, 28)
    assert drawn.x_test.shape == (test, 28, 28)
    assert drawn.near_duplicates.shape == (min(train, test) // 100, 2)
    assert drawn.wrong_labels.shape == (train // 200, 2)
    for labels in (labels_as_drawn(drawn), drawn.y_test):
        counts = np.bincount(labels, minlength=10)
        assert counts.max() - counts.min() <= 1


def test_numpy_integers_are_sizes_too():
    assert digest(draw(np.int64(20), np.int32(10))) == digest(draw(20, 10))


def test_near_duplicates_are_the_only_pairs_above_the_cosine(default):
    cosines = directions(default.x_train) @ directions(default.x_test).T
    found = np.argwhere(cosines > flaws.NEAR_COSINE)
    planted = default.near_duplicates
    assert len(planted) == DEFAULT_TEST // 100
    assert set(map(tuple, found)) == set(map(tuple, planted))
    # And not by a hair: no rounding of a float product may change what a lesson finds.
    near = cosines[planted[:, 0], planted[:, 1]]
    cosines[planted[:, 0], planted[:, 1]] = 0
    assert near.min() > flaws.NEAR_COSINE + 0.003
    assert cosines.max() < flaws.NEAR_COSINE - 0.003


def test_near_duplicates_differ_in_grey_levels_only(default):
    in_train, in_test = default.near_duplicates.T
    assert len(set(in_train)) == len(set(in_test)) == len(in_train)
    copied, copy = default.x_train[in_train].astype(int), default.x_test[in_test].astype(int)
    assert np.abs(copied - copy).max() <= 2
    assert np.array_equal(copied > 0, copy > 0)
    assert np.array_equal(default.y_train[in_train], default.y_test[in_test])


def test_no_image_occurs_twice(default):
    images = [*default.x_train, *default.x_test]
    assert len({image.tobytes() for image in images}) == len(images)


def test_wrong_labels_are_wrong_and_recorded(default):
    index, drawn_class = default.wrong_labels.T
    assert len(set(index)) == len(index) == DEFAULT_TRAIN // 200
    assert (default.y_train[index] != drawn_class).all()
    assert not set(index) & set(default.near_duplicates[:, 0])


def test_wrong_labels_look_like_the_class_that_was_drawn(default):
    """Independently of the record: each is nearer to pictures of that class than of its label.

    The nearest picture by cosine is of another kind for a few garments even when labels are right,
    so ask for nine in ten.
    """
    index, drawn_class = default.wrong_labels.T
    right = np.setdiff1d(np.arange(DEFAULT_TRAIN), index)
    cosines = directions(default.x_train[index]) @ directions(default.x_train[right]).T
    nearest = default.y_train[right][cosines.argmax(axis=1)]
    assert np.mean(nearest == default.y_train[index]) <= 0.1
    tops = {0, 2, 4, 6}
    alike = [n == c or {int(n), int(c)} <= tops for n, c in zip(nearest, drawn_class, strict=True)]
    assert np.mean(alike) >= 0.9


def test_planting_labels_touches_no_image(monkeypatch):
    with_wrong = draw(400, 100, seed=5)
    nothing = np.empty((0, 2), np.int64)
    monkeypatch.setattr(flaws, "plant_wrong_labels", lambda *_: nothing)
    without = draw(400, 100, seed=5)
    assert np.array_equal(with_wrong.x_train, without.x_train)
    assert np.array_equal(with_wrong.x_test, without.x_test)
    assert np.array_equal(with_wrong.y_test, without.y_test)
    changed = np.flatnonzero(with_wrong.y_train != without.y_train)
    assert np.array_equal(changed, with_wrong.wrong_labels[:, 0])
    assert np.array_equal(without.y_train[changed], with_wrong.wrong_labels[:, 1])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("train", value) for value in (0, 2.5, "20", None, True)),
        *(("test", value) for value in (-3, 10**7)),
        *(("seed", value) for value in (-1, 2**32, 1.5)),
    ],
)
def test_sizes_and_seed_are_whole_numbers_in_range(name, value):
    with pytest.raises(UsageError, match=f"{name} must be a whole number .* received {value!r}"):
        draw(**{"train": 10, "test": 10, "seed": 1, name: value})


@pytest.mark.parametrize("garment", classes.GARMENTS, ids=lambda garment: garment.__name__)
def test_garments_are_drawn_in_whole_numbers(garment):
    """A float or a 64-bit sum anywhere could differ between machines or versions of NumPy."""
    batch = easel.Easel(3, easel.Dice(0), flips=50)
    garment(batch)
    assert batch.ink.dtype == np.int32
    assert batch.ink.min() >= 0
    assert batch.ink.max() <= 255


def test_a_band_covers_its_area():
    """A band 3 pixels wide and 4 high covers 12 pixels, wherever it starts within one."""
    x = np.arange(28, dtype=np.int32).reshape(1, 1, 28) * 100
    y = np.arange(28, dtype=np.int32).reshape(1, 28, 1) * 100
    for start in (1000, 1025, 1050, 1099):
        cover = shapes.band(y, x, (start, start + 400), start, start + 300)
        assert abs(cover.sum() - 1200) <= 16  # a little is lost where whole numbers round down


def test_an_oval_covers_its_area():
    x = np.arange(28, dtype=np.int32).reshape(1, 1, 28) * 100 - 1350
    y = x.reshape(1, 28, 1)
    cover = shapes.oval(x, y, 800, 600)
    assert cover.sum() / 100 == pytest.approx(np.pi * 8 * 6, rel=0.03)


def test_importing_data_imports_nothing_heavy():
    heavy = {"tensorflow", "keras", "matplotlib", "sklearn", "requests", "PIL", "rich"}
    code = f"import sys, fashion_cnn.data.garments; print(*{heavy}.intersection(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
