"""What the figures of deck 1 compute, beside values worked out by hand."""

import pytest

from slides.figures import FIGURES
from slides.figures.convolution import overlap


@pytest.mark.parametrize(
    ("t", "area"), [(0, 0), (2.5, 7 / 16), (3.5, 15 / 16), (4, 1), (4.5, 9 / 16), (5.5, 1 / 16)]
)
def test_the_overlap_of_the_curves_is_their_integral(t, area):
    """The echo is 1 − τ/2 up to 2: from a to b its area is (b − a) − (b² − a²)/4."""
    assert overlap.area(t) == pytest.approx(area, abs=1e-4)


def test_the_matrix_of_kernels_gives_the_maps_of_lesson_5():
    said = [picture.description for picture in FIGURES["kernel-matrix"]("en").pictures]
    assert said[0].endswith("= 5 3, −1 1.")
    assert said[1].endswith("= 2 2, −2 4.")


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("small-example", 4),
        ("overlap", 6),
        ("equivariance", 4),
        ("strides", 4),
        ("kernel-matrix", 3),
        ("pooling", 5),
        ("shift-invariance", 3),
    ],
)
def test_the_steps_of_a_figure_say_different_things_in_figures_of_one_size(name, steps):
    pictures = FIGURES[name]("en").pictures
    assert len({picture.description for picture in pictures}) == steps
    assert len({tuple(picture.figure.get_size_inches()) for picture in pictures}) == 1
