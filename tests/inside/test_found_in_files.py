"""The patches of a folder's image files are those of the same images as an array."""

import csv
import heapq

import keras
import numpy as np
import pytest
from PIL import Image

from fashion_cnn import inside
from fashion_cnn.base.errors import KitError
from fashion_cnn.inside import found_in_files, own_pictures
from fashion_cnn.inside.opened import Opened

COUNT, CHANNELS, BEST = 40, 3, 4


@pytest.fixture(scope="module")
def opened():
    """A model of colour pictures, which are not prepared but for their size."""
    keras.utils.set_random_seed(1)
    image = keras.Input((12, 12, 3))
    maps = keras.layers.Conv2D(CHANNELS, 3, activation="relu", name="conv")(image)
    dense = keras.layers.Dense(4, activation="softmax")(keras.layers.Flatten()(maps))
    model = keras.Model(image, dense)
    kernel, bias = model.get_layer("conv").get_weights()
    bias[2] = -100  # a dead channel
    model.get_layer("conv").set_weights([kernel, bias])
    return Opened(model, "a model", pixels=(0, 1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("images")
    for number, pixels in enumerate(images()):
        Image.fromarray(pixels).save(made / f"{number:02}.png")
    (made / "05b.png").touch()
    return made


def images():
    return np.random.default_rng(3).integers(0, 256, (COUNT, 12, 12, 3), np.uint8)


@pytest.fixture
def search(opened, folder, monkeypatch):
    monkeypatch.setattr(own_pictures, "FILES_A_BATCH", 1)  # the least number is 16
    return found_in_files.search(opened, str(folder), "conv", BEST)


def test_the_best_are_those_of_all_images_at_once(search, opened):
    assert (search.files, search.failed) == (COUNT, 1)
    array = images().astype("float32") / 255
    for channel in (0, 1):
        expected = inside.top_patches(opened.model, array, "conv", channel, BEST)
        found = search.in_order(channel)
        assert [path for _, path, _ in found] == [f"{patch.image:02}.png" for patch in expected]
        values = [patch.value for patch in expected]
        np.testing.assert_allclose([value for value, *_ in found], values, rtol=1e-5)
        for pixels, patch in zip(search.pixels(channel), expected, strict=True):
            np.testing.assert_allclose(pixels, patch.pixels, atol=1e-6)


def test_dead_channels_are_found(search):
    assert search.dead_channels() == [2]


def test_the_table_has_the_places_and_the_pixels_that_they_see(search, tmp_path):
    search.table().save(tmp_path / "x.csv")
    with open(tmp_path / "x.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["map"]) for row in rows] == [0] * BEST + [1] * BEST
    for row in rows:
        # A kernel of 3x3 without padding sees three pixels, the first at its own place.
        assert int(row["top"]) == int(row["row"]) == int(row["bottom"]) - 2
        assert int(row["left"]) == int(row["column"]) == int(row["right"]) - 2
    assert float(rows[0]["value"]) == pytest.approx(search.in_order(0)[0][0], rel=1e-4)


def test_of_equal_values_the_first_file_is_taken_and_few_are_kept():
    search = found_in_files.Search("", None, None, count=2)
    for start in range(0, 100, 10):
        paths = [f"{number:02}.png" for number in range(start, start + 10)]
        search.add(paths, np.ones((10, 4, 4, 1), "float32"))
    assert search.in_order(0) == [(1.0, "00.png", (0, 0)), (1.0, "01.png", (0, 0))]
    assert len(heapq.nsmallest(3, search.best[0])) == 2


def test_a_folder_of_which_nothing_can_be_used(opened, tmp_path):
    (tmp_path / "x.png").touch()
    with pytest.raises(KitError, match="no file of this folder could be used"):
        found_in_files.search(opened, str(tmp_path), "conv", 2)
