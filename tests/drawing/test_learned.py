"""Pictures of feature maps by their artists: which maps, in which order, on which scale."""

import numpy as np
import pytest

from fashion_cnn.drawing import learned, plots

# Four maps of 1x2 values: dark, weak, strong, and one with a negative value.
MAPS = np.array([[[0, 1, 6, -3], [0, 3, 2, 5]]], "float32")


def tiles(picture):
    """{title: (the values as drawn, from 0 to 1, as a list)} of a grid, in order."""
    [texts, images] = picture.axes.texts, picture.axes.get_images()
    drawn = [image.norm(image.get_array()).ravel().tolist() for image in images]
    return dict(zip((text.get_text() for text in texts), drawn, strict=True))


def test_maps_are_drawn_strongest_first_each_on_a_scale_that_includes_0():
    picture = learned.maps(MAPS, "conv", "a model", ", cat.jpg")
    drawn = tiles(picture)
    assert list(drawn) == ["2", "3", "1", "0"]  # means of what is above 0: 4, 2.5, 2, 0
    assert drawn == {
        "2": pytest.approx([1, 1 / 3], abs=0.01),
        "3": pytest.approx([0, 1], abs=0.01),
        "1": pytest.approx([1 / 3, 1], abs=0.01),
        "0": [0, 0],
    }
    assert picture.title == "All 4 feature maps of conv, 1x2, cat.jpg: a model"
    for part in ("the strongest first", "each on its own scale", "1 of 4 maps is dark"):
        assert part in picture.description
    assert "1 of 4 maps is dark: nowhere above 0." in picture.note


def test_maps_on_a_common_scale_can_be_compared():
    picture = learned.maps(MAPS, "conv", "a model", common_scale=True)
    assert tiles(picture) == {
        "2": pytest.approx([1, 5 / 9]),
        "3": pytest.approx([0, 8 / 9]),
        "1": pytest.approx([4 / 9, 6 / 9]),
        "0": pytest.approx([3 / 9, 3 / 9]),
    }
    assert "all on one scale" in picture.description


def test_of_many_maps_the_strongest_are_drawn_and_the_dark_ones_counted():
    strengths = np.random.default_rng(0).permutation(100) - 39.0  # 40 of them at most 0
    picture = learned.maps(np.tile(strengths, (3, 3, 1)), "conv", "a model")
    assert list(tiles(picture)) == [str(channel) for channel in strengths.argsort()[::-1][:32]]
    assert picture.title.startswith("The 32 strongest of 100 feature maps")
    assert "40 of 100 maps are dark" in picture.description


def test_one_very_high_value_does_not_darken_a_map():
    ramp = np.linspace(0, 1, 1000).reshape(20, 50)
    spiked = ramp.copy()
    spiked[0, 0] = 1000
    np.testing.assert_allclose(plots.own_scale(spiked)[1:], plots.own_scale(ramp)[1:], atol=0.01)
    assert plots.own_scale(spiked).max() == 1


def test_the_note_of_a_picture_is_small_print_below_the_figure(tmp_path):
    picture = learned.maps(MAPS, "conv", "a model")._replace(note="By A. Person\nCC BY 4.0")
    picture.save(tmp_path / "maps.svg")
    assert picture.figure.get_supxlabel() == "By A. Person\nCC BY 4.0"
    assert "By A. Person" in (tmp_path / "maps.svg").read_text()
