"""Figures of images: their pixels, filtered, and the statistics of their differences."""

import numpy as np
import pytest
from artists import as_texts, frames, tables, texts

from fashion_cnn import convolution
from fashion_cnn.base.errors import UsageError
from fashion_cnn.convolution import kernels, photographs
from fashion_cnn.drawing import pixels


def test_filtered_photographs_show_signed_results_around_grey():
    image = np.random.default_rng(3).integers(0, 256, (20, 30), np.uint8)
    picture = pixels.filtered_photographs(image)
    for ax, (name, kernel) in zip(picture.axes.flat, kernels.KERNELS.items(), strict=True):
        shown = ax.images[0]
        np.testing.assert_array_equal(shown.get_array(), convolution.correlate2d(image, kernel))
        low, high = shown.get_clim()
        assert low == (-high if "edges" in name else 0)
        assert ("grey = 0" in ax.get_title()) == ("edges" in name)
        assert ("edges" in name) == (f"±{high:g}" in picture.description)
    assert picture.axes.flat[-1].get_xlabel() == "\n".join(["1/9 1/9 1/9"] * 3)
    assert picture.axes.flat[2].get_xlabel() == " 0  1  0\n 1 −4  1\n 0  1  0"


def test_a_choice_of_filters():
    image = np.arange(60).reshape(6, 10)
    picture = pixels.filtered_photographs(image, ["sharpen", "identity", "box_blur", "identity"])
    assert [bool(ax.images) for ax in picture.axes.flat] == [True] * 4 + [False] * 2
    one = pixels.filtered_photographs(image, ["sharpen"])
    assert np.ravel(one.axes)[0].get_title() == "sharpen"
    for wrong in (["blur"], []):
        with pytest.raises(UsageError):
            pixels.filtered_photographs(image, wrong)


def test_differences_of_a_real_picture_are_peaked_with_heavy_tails():
    image = photographs.photograph()
    picture = pixels.difference_histogram([image, image.T])
    across, down, normal = picture.axes.lines
    assert picture.axes.get_yscale() == "log"
    for line in (across, down):
        assert line.get_ydata().sum() == pytest.approx(1)
        assert line.get_ydata().max() > 2 * normal.get_ydata().max()
    assert normal.get_ydata().sum() == pytest.approx(1, abs=1e-3)
    # A picture and its mirror image swap what is across and what is down.
    np.testing.assert_array_equal(across.get_ydata(), down.get_ydata())
    counted = 2 * (np.diff(image, axis=0).size + np.diff(image, axis=1).size)
    assert f"{counted:,} differences" in picture.description
    styles = {(line.get_linestyle(), line.get_color()) for line in picture.axes.lines}
    assert len(styles) == 3


def test_differences_of_a_small_picture():
    picture = pixels.difference_histogram([[[0, 10], [0, 0]]])
    across, down, _ = picture.axes.lines
    assert dict(zip(*across.get_data(), strict=True)) == {0: 0.5, 10: 0.5}
    assert dict(zip(*down.get_data(), strict=True)) == {-10: 0.5, 0: 0.5}
    assert "4 differences" in picture.description
    assert "50% are at most 5" in picture.description


def test_pixels_as_numbers():
    image = np.arange(28 * 28).reshape(28, 28) % 256
    picture = pixels.pixel_numbers(image, 4, 8, size=10)
    assert tables(picture.axes) == [as_texts(image[4:14, 8:18])]
    assert frames(picture.axes)[0][:4] == pytest.approx(
        (0.1 + 80 / 28, 0.1 + 40 / 28, *[100 / 28] * 2), abs=1e-3
    )
    np.testing.assert_array_equal(picture.axes.images[0].get_array(), image)
    assert "rows 4–13 and columns 8–17" in picture.description
    for outside in ((20, 0), (0, -1)):
        with pytest.raises(UsageError, match="An image of 28 × 28"):
            pixels.pixel_numbers(image, *outside)


def test_weights_of_three_layers():
    picture = pixels.weights_compared()
    assert [bar.get_width() for bar in picture.axes.patches] == [10**12, 10**8, 10**4]
    assert picture.axes.get_xscale() == "log"
    assert "1,000·1,000·1,000,000 = 1,000,000,000,000" in texts(picture.axes)
    assert "100·10·10 = 10,000" in texts(picture.axes)
    for count in ("1,000,000,000,000", "100,000,000", "10,000"):
        assert count in picture.description
