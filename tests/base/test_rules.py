"""Rules for values that a user gives: what passes, and an error that names thing and value."""

import numpy as np
import pytest

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import speak
from fashion_cnn.base.rules import one_of, pair, real_number, whole_number


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3)])
def test_a_whole_number_becomes_an_int(value):
    assert type(whole_number("size", value, at_least=1)) is int


@pytest.mark.parametrize("value", [0, 2.0, "3", True, None, np.float32(2), [2]])
def test_a_whole_number_that_is_none(value):
    with pytest.raises(UsageError, match="size must be a whole number of at least 1, received"):
        whole_number("size", value, at_least=1)


def test_a_whole_number_above_its_bound():
    with pytest.raises(UsageError, match=r"seed .* less than 4,294,967,296, received 4294967296"):
        whole_number("seed", 2**32, at_least=0, below=2**32)


@pytest.mark.parametrize("value", [(2, 3), [2, 3], np.array([2, 3])])
def test_a_pair(value):
    assert pair("stride", value) == (2, 3)
    assert pair("stride", 2) == (2, 2)
    assert pair("output_padding", (0, 1), at_least=0) == (0, 1)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ((1, 2, 3), r"one number or a pair, received \(1, 2, 3\)"),
        ("2", "one number or a pair, received '2'"),
        ((1, 0), "whole number of at least 1, received 0"),
        (1.5, r"whole number of at least 1, received 1\.5"),
    ],
)
def test_a_pair_that_is_none(value, rule):
    with pytest.raises(UsageError, match=f"stride must be (a )?{rule}"):
        pair("stride", value)


@pytest.mark.parametrize("value", [0, 1, True, "0.5", float("nan"), 10**400])
def test_a_real_number_out_of_bounds(value):
    assert real_number("rate", np.float32(0.5), above=0, below=1) == 0.5
    with pytest.raises(UsageError, match="rate must be a number of more than 0 and less than 1"):
        real_number("rate", value, above=0, below=1)


def test_an_unknown_name_is_named_with_the_nearest():
    assert one_of("padding", "same", ("valid", "same")) == "same"
    with pytest.raises(UsageError, match=r"padding 'SAME'\. Did you mean 'same'\?.* valid, same"):
        one_of("padding", "SAME", ("valid", "same"))


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({"above": 0}, "rate: 0보다 큰 수여야 합니다. 받은 값: -1."),
        ({"at_least": 0}, "rate: 0 이상인 수여야 합니다. 받은 값: -1."),
        ({"above": 0, "below": 1}, "rate: 0보다 크고 1보다 작은 수여야 합니다. 받은 값: -1."),
        ({"at_least": 0, "below": 1}, "rate: 0 이상이고 1보다 작은 수여야 합니다. 받은 값: -1."),
    ],
)
def test_the_bounds_of_a_number_in_korean(bounds, expected):
    speak("ko")
    with pytest.raises(UsageError) as caught:
        real_number("rate", -1, **bounds)
    assert str(caught.value) == expected


def test_an_unknown_name_in_korean():
    speak("ko")
    with pytest.raises(UsageError) as caught:
        one_of("padding", "SAME", ("valid", "same"))
    said = "padding 'SAME'은(는) 없습니다. 혹시 'same'입니까? 고를 수 있는 것: valid, same."
    assert str(caught.value) == said
