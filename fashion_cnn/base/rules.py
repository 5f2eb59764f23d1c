"""Rules for values that a user gives, each with an error that names thing, rule and value."""

import math
from collections.abc import Iterable
from numbers import Integral, Real

from fashion_cnn.base.errors import UsageError, unknown


def whole_number(thing, value, at_least, below=math.inf):
    """The value as an int, or UsageError unless it is a whole number within the bounds."""
    number = isinstance(value, Integral) and not isinstance(value, bool)
    if not number or not at_least <= value < below:
        rule = f"less than {below:,}" if number and value >= below else f"at least {at_least}"
        raise UsageError(f"{thing} must be a whole number of {rule}, received {value!r}.")
    return int(value)


def pair(thing, value, at_least=1):
    """(vertical, horizontal) from a pair of whole numbers, or from one number for both."""
    both = tuple(value) if isinstance(value, Iterable) else (value, value)
    if len(both) != 2:
        raise UsageError(f"{thing} must be one number or a pair, received {value!r}.")
    return tuple(whole_number(thing, number, at_least) for number in both)


def real_number(thing, value, *, above=None, at_least=None, below=math.inf):
    """The value as a float, or UsageError unless it is a finite number within the bounds."""
    lower = f"more than {above}" if at_least is None else f"at least {at_least}"
    upper = "" if below == math.inf else f" and less than {below}"
    number = isinstance(value, Real) and not isinstance(value, bool) and is_finite(value)
    if not number or value >= below or (value <= above if at_least is None else value < at_least):
        raise UsageError(f"{thing} must be a number of {lower}{upper}, received {value!r}.")
    return float(value)


def is_finite(value):
    """Whether a number is finite as a float; a whole number may be too large for one."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def one_of(thing, value, known):
    """The value if it is known, or UsageError with the known value nearest to it."""
    if value not in known:
        raise unknown(thing, value, known)
    return value


def normalise(checked, **fields):
    """Set fields of a frozen dataclass to their checked values, from its `__post_init__`."""
    for field, value in fields.items():
        object.__setattr__(checked, field, value)
