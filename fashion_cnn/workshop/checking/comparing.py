"""Is a learner's result the right one? Numbers and arrays may differ by rounding.

The results are plain (see plain.py).
"""

import math
from numbers import Integral, Real

import numpy as np

from fashion_cnn.workshop.checking.plain import Foreign

# Two numbers count as equal if they differ by less than this share of the right one, or of the
# largest in its array (at most 1). float32 is precise enough.
TOLERANCE = 1e-5
# Coarser types may differ by this many steps between neighbouring numbers.
STEPS = 2


def same(one, other, exact=False):
    """Tell whether two results are equal; with `exact`, their types of numbers as well."""
    if isinstance(one, (tuple, list, dict, str, bool, np.bool_, type(None))) or not is_numeric(one):
        return same_things(one, other, exact)
    if not is_numeric(other) or np.shape(one) != np.shape(other):
        return False
    if exact and np.asarray(one).dtype != np.asarray(other).dtype:
        return False
    if is_whole(one) and is_whole(other):
        return np.array_equal(one, other)
    return bool(np.all(~differences(one, other)))


def same_things(one, other, exact):
    """Tell whether two results that are not numbers are equal, part by part."""
    if isinstance(one, (tuple, list)):
        fits = isinstance(other, type(one)) and len(one) == len(other)
        return fits and all(same(a, b, exact) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict):
        fits = isinstance(other, dict) and list(one) == list(other)
        return fits and all(same(one[key], other[key], exact) for key in one)
    if isinstance(one, (bool, np.bool_)):
        return isinstance(other, (bool, np.bool_)) and bool(one) == bool(other)
    return type(one) is type(other) and one == other


def differences(expected, got):
    """An array of True where two arrays of one shape differ by more than rounding."""
    if is_whole(expected) and is_whole(got):
        return np.asarray(expected != got)
    share, half = tolerance(got), np.asarray(got).dtype == np.float16
    expected, got = floats(expected), floats(got)
    if half:  # its largest number is 65504
        with np.errstate(over="ignore"):
            expected = floats(expected.astype(np.float16))
    largest = np.abs(expected[np.isfinite(expected)]).max(initial=0.0)
    rest = share * (largest / 2 if half else min(1.0, largest))
    return ~np.isclose(got, expected, rtol=share, atol=rest, equal_nan=True)


def tolerance(got):
    """The share by which a number may differ, which depends on how precise its type is."""
    kind = np.asarray(got).dtype
    return max(TOLERANCE, STEPS * float(np.finfo(kind).eps)) if kind.kind == "f" else TOLERANCE


def floats(value):
    """A number or an array as an array of float64; a whole number may be too large for that."""
    try:
        return np.asarray(value, float)
    except OverflowError:
        return np.asarray(math.inf if value > 0 else -math.inf)


def larger(one, other):
    """Tell whether one number is larger than another, whatever their types."""
    whole = isinstance(one, Integral) and isinstance(other, Integral)
    return int(one) > int(other) if whole else bool(floats(one) > floats(other))


def is_whole(value):
    """Tell whether a value is a whole number or an array of them."""
    return isinstance(value, Integral) or np.asarray(value).dtype.kind in "biu"


def is_numeric(value):
    """Tell whether a value is a real number or an array of them."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biuf"
    return is_number(value) or isinstance(value, np.bool_)


def is_number(value):
    """Tell whether a value is one real number, and not True or False."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iuf"
    return isinstance(value, Real) and not isinstance(value, (bool, np.bool_))


def is_float_for_count(expected, got):
    """Tell whether a count came out as 320.0: right, but not a whole number to Python."""
    if isinstance(expected, (tuple, list)):
        return any(map(is_float_for_count, expected, got))
    return isinstance(expected, Integral) and not is_whole(got)


def has_nan(value):
    return is_numeric(value) and bool(np.isnan(floats(value)).any())


def misfit(expected, got):
    """The key of the sentence for a result of the wrong type, or "" if the type is right."""
    if got is None:
        return "" if expected is None else "none"
    if isinstance(got, Foreign):
        return got.key
    if isinstance(expected, np.ndarray) and expected.ndim:
        if isinstance(got, (list, tuple)):
            return "list_for_array"
        return "" if isinstance(got, np.ndarray) and is_numeric(got) else "type"
    if isinstance(expected, tuple):
        return misfit_of_tuple(expected, got)
    if isinstance(expected, (bool, np.bool_)):
        return "" if isinstance(got, (bool, np.bool_)) else "type"
    if is_number(expected):
        return "" if is_number(got) else "type"
    return "" if isinstance(got, type(expected)) else "type"


def misfit_of_tuple(expected, got):
    if isinstance(got, (list, np.ndarray)):
        return "list_for_tuple"
    if not isinstance(got, tuple):
        return "type"
    if len(got) != len(expected):
        return "tuple_length"
    return next(filter(None, map(misfit, expected, got)), "")
