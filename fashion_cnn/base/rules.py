"""Rules for values that a user gives, each with an error that names thing, rule and value."""

import math
from collections.abc import Iterable
from numbers import Integral, Real

from fashion_cnn.base.errors import UsageError, unknown
from fashion_cnn.base.language import tr


def whole_number(thing, value, at_least, below=math.inf):
    """The value as an int, or UsageError unless it is a whole number within the bounds."""
    number = isinstance(value, Integral) and not isinstance(value, bool)
    if not number or not at_least <= value < below:
        if number and value >= below:
            raise UsageError(
                "{thing} must be a whole number of less than {below:,}, received {value!r}.",
                thing=thing,
                below=below,
                value=value,
            )
        raise UsageError(
            "{thing} must be a whole number of at least {at_least}, received {value!r}.",
            thing=thing,
            at_least=at_least,
            value=value,
        )
    return int(value)


def pair(thing, value, at_least=1):
    """(vertical, horizontal) from a pair of whole numbers, or from one number for both."""
    both = tuple(value) if isinstance(value, Iterable) else (value, value)
    if len(both) != 2:
        raise UsageError(
            "{thing} must be one number or a pair, received {value!r}.", thing=thing, value=value
        )
    return tuple(whole_number(thing, number, at_least) for number in both)


def real_number(thing, value, *, above=None, at_least=None, below=math.inf):
    """The value as a float, or UsageError unless it is a finite number within the bounds."""
    number = isinstance(value, Real) and not isinstance(value, bool) and is_finite(value)
    if not number or value >= below or (value <= above if at_least is None else value < at_least):
        raise UsageError(
            "{thing} must be a number of {bounds}, received {value!r}.",
            thing=thing,
            bounds=bounds_in_words(above, at_least, below),
            value=value,
        )
    return float(value)


def bounds_in_words(above, at_least, below):
    """The bounds of a number, one from below and perhaps one from above."""
    if below == math.inf:
        if at_least is None:
            return tr("more than {above}", above=above)
        return tr("at least {at_least}", at_least=at_least)
    if at_least is None:
        return tr("more than {above} and less than {below}", above=above, below=below)
    return tr("at least {at_least} and less than {below}", at_least=at_least, below=below)


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
