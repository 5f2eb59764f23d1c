"""Figures of pooling and enlarging: what is drawn where, and what is said of it."""

import numpy as np
from artists import as_texts, cells, tables, texts

from fashion_cnn import convolution
from fashion_cnn.convolution import kernels
from fashion_cnn.drawing import resizing
from fashion_cnn.drawing.style import PAPER


def test_pooling_marks_each_window_in_the_table_and_in_the_results():
    picture = resizing.pooling(kernels.TABLE)
    table, largest, mean, smallest = tables(picture.axes)
    assert table == as_texts(kernels.TABLE)
    assert largest == [["35", "53"], ["9", "10"]]
    assert mean == [["22.25", "25"], ["6", "5.25"]]
    assert smallest == [["13", "6"], ["3", "1"]]
    drawn = cells(picture.axes)
    looks = [
        {drawn[round(0.1 + x, 3), round(0.1 + y, 3)][1:] for x in (j, j + 1) for y in (i, i + 1)}
        for i in (0, 2)
        for j in (0, 2)
    ]
    assert all(len(look) == 1 for look in looks)
    assert [look.pop()[1] for look in looks] == ["", "//", "..", "xx"]
    assert len({look[1:] for look in drawn.values()}) == 4
    assert "35 53, 9 10; average: 22.25 25, 6 5.25; minimum: 13 6, 3 1" in picture.description


def test_pixels_that_no_window_reaches_stay_white():
    drawn = cells(resizing.pooling(np.arange(15).reshape(3, 5)).axes)
    white = [text for text, colour, _ in drawn.values() if colour == PAPER.lower()]
    assert sorted(map(int, white)) == [4, 9, 10, 11, 12, 13, 14]


def test_transposed_convolution_as_stamps_and_by_zeros_gives_the_same():
    arguments = [[1, 2], [3, 4]], kernels.COUNTING_IMAGE, 2
    expected = as_texts(convolution.transpose_by_matrix(*arguments[:2], stride=2))
    stamps, zeros = resizing.transposed(*arguments), resizing.zeros_between(*arguments)
    found = tables(stamps.axes)
    assert expected == found[-1] == tables(zeros.axes)[-1]
    assert len(found) == 2 + 4 + 1
    first = [["1", "2", "3", "", ""], ["4", "5", "6", "", ""], ["7", "8", "9", "", ""]]
    assert [*first, [""] * 5, [""] * 5] in found
    assert texts(stamps.axes).count("+") == 3
    spread = np.zeros((7, 7), int)
    spread[2:6:2, 2:6:2] = arguments[0]
    assert tables(zeros.axes)[:2] == [
        as_texts(spread),
        [["9", "8", "7"], ["6", "5", "4"], ["3", "2", "1"]],
    ]
    assert "5 × 5" in stamps.description
    assert "7 × 7" in zeros.description


def test_upsampling_side_by_side():
    bilinear = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 16
    picture = resizing.upsampling(kernels.BINARY_IMAGE, bilinear)
    shown = [ax.images[0].get_array() for ax in picture.axes]
    assert [image.shape for image in shown] == [(5, 5)] + [(10, 10)] * 4
    np.testing.assert_array_equal(shown[1][::2, ::2], kernels.BINARY_IMAGE)
    # With these weights a transposed convolution is bilinear inside.
    np.testing.assert_allclose(shown[4][1:-1, 1:-1], shown[2][1:-1, 1:-1], atol=1e-6)
    assert len({ax.images[0].get_clim() for ax in picture.axes}) == 1
    assert [ax.get_title() for ax in picture.axes][1:4] == ["nearest", "bilinear", "bicubic"]
    assert "1/16 3/16 3/16 1/16" in picture.description
