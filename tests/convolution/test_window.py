"""Padding, patches, and where an image is inside its padding."""

import numpy as np
import pytest
from convolution_cases import CASES

from fashion_cnn.convolution import Window, output_shape, pad, windows


@CASES
def test_a_window_agrees_with_numpy_about_shapes_and_places(case):
    window, image = Window(case.kernel, *case.slide), case.one_image()[0]
    padded = window.pad(image)
    assert window.padded_shape(image.shape) == padded.shape
    np.testing.assert_array_equal(padded, np.pad(image, window.pad_amounts(image.shape)))
    np.testing.assert_array_equal(padded[window.inside(image.shape)], image)
    np.testing.assert_array_equal(window.crop(padded, image.shape), image)
    patches = window.patches(padded)
    assert patches.shape == (*window.output_shape(image.shape), *case.kernel)
    for i, j in np.ndindex(patches.shape[:2]):
        np.testing.assert_array_equal(patches[i, j], padded[window.seen_from(i, j)])


def test_zeros_around_a_table():
    table = np.array([[35, 19, 25, 6], [13, 22, 16, 53], [4, 3, 7, 10], [9, 8, 1, 3]])
    padded = pad(table, 3, "same")
    np.testing.assert_array_equal(padded[1:5, 1:5], table)
    assert padded.shape == (6, 6)
    assert padded.sum() == table.sum()


def test_another_value_around_a_batch():
    padded = pad(np.zeros((2, 4, 5, 3)), (2, 4), "same", value=7)
    assert padded.shape == (2, 5, 8, 3)
    assert (padded == 7).sum() == 2 * 3 * (5 * 8 - 4 * 5)


def test_windows_are_a_view():
    image = np.arange(30.0).reshape(5, 6)
    patches = windows(image, (3, 2), stride=2)
    assert np.shares_memory(patches, image)
    np.testing.assert_array_equal(patches[1, 2], image[2:5, 4:6])


def test_windows_of_a_batch_have_the_channels_before_the_kernel():
    x = np.random.default_rng(1).random((2, 7, 6, 3))
    patches = windows(x, (2, 3), stride=(2, 1), dilation=(1, 2))
    assert patches.shape == (2, 3, 2, 3, 2, 3)
    np.testing.assert_array_equal(patches[1, 2, 1, 0], x[1, 4:6, 1:6:2, 0])


def test_output_shape_takes_an_axis_from_each_pair():
    assert output_shape((28, 14), (3, 2), "valid", (2, 1)) == (13, 13)


def test_a_window_that_does_not_fit():
    with pytest.raises(ValueError, match=r"kernel of 6 .* input of 5"):
        windows(np.ones((5, 5)), 6)
