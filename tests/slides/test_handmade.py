"""Features made by hand, and the digit written in six other ways."""

import numpy as np
import pytest

from benchmarks.handmade_features import orientation_histograms
from slides.facts.convolution import gradients
from slides.facts.handwriting import writings


def test_a_ramp_to_the_right_fills_only_the_first_direction():
    ramp = np.tile(np.arange(8) / 4, (1, 8, 1))
    found = orientation_histograms(ramp, cell=4, directions=4)
    assert found.shape == (1, 2, 2, 4)
    # Sixteen pixels with a slope of a quarter: 4, divided by 4 + 0.5.
    assert found[..., 0] == pytest.approx(np.full((1, 2, 2), 4 / 4.5))
    assert found[..., 1:] == pytest.approx(0)


@pytest.mark.parametrize(("down", "right", "direction"), [(1, 0, 2), (1, 1, 1), (-1, 1, 3)])
def test_the_direction_is_that_of_the_gradient_and_its_sign_does_not_count(down, right, direction):
    y, x = np.indices((4, 4)) / 4
    for sign in 1, -1:
        found = orientation_histograms(sign * (down * y + right * x)[None], cell=4, directions=4)
        assert found.argmax() == direction
        assert np.count_nonzero(found.round(9)) == 1


def test_a_flat_image_has_no_direction():
    assert np.all(orientation_histograms(np.full((2, 8, 8), 0.7)) == 0)


def test_a_slope_of_three_and_four_levels_is_five_steep():
    y, x = np.indices((5, 6))
    assert gradients(np.uint8(3 * y + 4 * x)) == pytest.approx(np.full((5, 6), 5))


def test_the_digits_are_what_the_slide_calls_them():
    """A shift keeps the form, a thinner stroke is inside the digit, the eight contains it."""
    digits = writings()
    three = digits["original"]
    assert np.array_equal(digits["shifted"][:, 3:], three[:, :-3])
    assert not np.any(digits["thinner"] & ~three)
    assert not np.any(three & ~digits["other"])
    deformed = [name for name in digits if name not in ("original", "other")]
    assert len(deformed) == 6
    for name in deformed:
        assert (digits[name] & three).sum() < 0.7 * three.sum(), name
        assert not digits[name][[0, -1]].any(), "touches the border"
        assert not digits[name][:, [0, -1]].any(), "touches the border"
