"""Sizes along one axis, counted by hand."""

import itertools

import numpy as np
import pytest

from fashion_cnn.base.errors import UsageError
from fashion_cnn.convolution import (
    PADDINGS,
    Window,
    correlate2d,
    extent,
    output_size,
    pad_amounts,
    transposed_size,
)


def test_28_with_3x3_at_stride_2_gives_14_or_13():
    assert output_size(28, 3, "same", stride=2) == 14
    assert output_size(28, 3, "valid", stride=2) == 13


def test_sizes_of_a_7x7_image_and_a_3x3_kernel():
    for padding, size in (("valid", 5), ("same", 7), ("full", 9)):
        assert output_size(7, 3, padding) == size
        assert correlate2d(np.ones((7, 7)), np.ones((3, 3)), padding).shape == (size, size)


@pytest.mark.parametrize("n", range(1, 4))
def test_a_kernel_of_2n_plus_1_needs_n_zeros_a_side(n):
    assert pad_amounts(20, 2 * n + 1, "same") == (n, n)


def test_the_extra_zero_goes_to_the_bottom_and_right_and_depends_on_the_stride():
    assert pad_amounts(28, 2, "same") == (0, 1)
    assert pad_amounts(28, 3, "same", stride=2) == (0, 1)
    assert pad_amounts(27, 3, "same", stride=2) == (1, 1)
    assert pad_amounts(7, 1, "same", stride=3) == (0, 0)


@pytest.mark.parametrize("padding", PADDINGS)
def test_output_size_counts_the_windows(padding):
    for size, k, s, d in itertools.product(range(1, 9), range(1, 5), range(1, 4), range(1, 4)):
        span = d * (k - 1) + 1
        assert extent(k, d) == span
        if padding == "valid" and span > size:
            continue
        before, after = pad_amounts(size, k, padding, s, d)
        starts = range(0, before + size + after - span + 1, s)
        assert output_size(size, k, padding, s, d) == len(starts)
        if padding == "same":
            assert len(starts) == -(-size // s)
            assert 0 <= after - before <= 1


def test_transposed_sizes_lead_back():
    for padding, size, k, s in itertools.product(
        ("valid", "same"), range(1, 7), range(1, 6), range(1, 5)
    ):
        assert output_size(transposed_size(size, k, padding, s), k, padding, s) == size


def test_output_padding_must_lead_back():
    with pytest.raises(ValueError, match="turns back into 4, received 2, which leads to 9"):
        transposed_size(4, 3, "same", 2, output_padding=2)


def test_a_transposed_convolution_has_no_full_padding():
    with pytest.raises(UsageError, match=r"'full'.* valid, same\."):
        transposed_size(4, 3, "full")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"size": 0}, "size must .* at least 1, received 0"),
        ({"size": 28.0}, r"size must be a whole number .* received 28\.0"),
        ({"kernel": True}, "kernel must be a whole number .* received True"),
        ({"stride": 0}, "stride must .* received 0"),
        ({"dilation": -1}, "dilation must .* received -1"),
        ({"padding": "SAME"}, "padding 'SAME'.* Did you mean 'same'"),
        ({"padding": 1}, "padding 1.* valid, same, full"),
    ],
)
def test_a_wrong_number_or_name_breaks_its_rule(arguments, message):
    with pytest.raises(UsageError, match=message):
        output_size(**{"size": 28, "kernel": 3, **arguments})


def test_a_window_reads_ints_and_pairs_once():
    assert Window(3, stride=[2, 1]) == Window((3, 3), "valid", (2, 1), (1, 1))
    for name, value in (("kernel_shape", (3, 0)), ("stride", (1, 2, 3)), ("dilation", "2")):
        with pytest.raises(UsageError, match=f"{name} must be"):
            Window(**{"kernel_shape": 3, name: value})
