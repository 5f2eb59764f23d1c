"""Values as lines of text: an input, a result, and the right result beside the learner's."""

from difflib import SequenceMatcher
from numbers import Integral, Real

import numpy as np

from fashion_cnn.workshop.checking.comparing import differences, is_number, same
from fashion_cnn.workshop.checking.plain import Foreign, of_type

# Arrays with more elements are not printed; the first difference is.
PRINTED = 81
# Listings of more lines are shown in part: so many lines around those that differ.
LISTED, AROUND = 12, 2
# Decimal places; three times as many if two arrays would look the same.
DIGITS = 4
# All that a learner's file may have changed.
PRINTING = {
    "suppress": True,
    "linewidth": 90,
    "threshold": 1000,
    "edgeitems": 3,
    "floatmode": "maxprec",
    "formatter": None,
    "legacy": False,
}


# Types of plain values, and what they are called in [values] of engine.toml; the first that fits.
TYPES = {
    np.ndarray: "array",
    (bool, np.bool_): "true_or_false",
    Integral: "whole_number",
    Real: "number",
    str: "text",
}


def type_name(say, value):
    """What a person calls the type of a plain value."""
    if isinstance(value, Foreign):
        return value.name
    if value is None:
        return "None"
    for types, key in TYPES.items():
        if isinstance(value, types):
            return say("engine", f"values.{key}")
    return of_type(type(value).__name__, say)


def short(say, value, thousands=","):
    """One number as text, with as many digits as are worth reading."""
    if isinstance(value, Integral):
        if abs(value) >= 10**30:
            return say("engine", "values.long_number")
        return f"{value:{thousands}}"
    return f"{float(value):.6g}"


def shown(say, value, digits=DIGITS):
    """The lines that show a value; of a large array only its shape and type."""
    if isinstance(value, np.ndarray):
        if value.size > PRINTED:
            return [say("engine", "values.large", shape=value.shape, type=value.dtype)]
        with np.printoptions(**PRINTING, precision=digits):
            return str(value).splitlines()
    if type(value).__name__ == "KerasTensor":  # by its name: Keras need not be loaded
        return [say("engine", "values.tensor_of_shape", shape=value.shape)]
    if is_number(value):
        return [short(say, value)]
    if isinstance(value, tuple) and value and all(isinstance(part, str) for part in value):
        return list(value)
    if isinstance(value, tuple) and value and all(map(is_number, value)):
        return [f"({', '.join(short(say, number, thousands='') for number in value)})"]
    try:
        text = repr(value)
    except Exception:  # a class of the learner's, or of a library
        text = say("engine", "values.something", type=type(value).__name__)
    return [text if len(text) <= 200 else text[:200] + "…"]


def listed(say, arguments):
    """The lines that show an input, `name = value` for each argument."""
    lines = []
    for argument, whole in arguments.items():
        for name, value in channels(argument, whole):
            first, *rest = shown(say, value)
            lines += [f"    {name} = {first}", *(" " * (len(name) + 7) + line for line in rest)]
    return lines


def channels(name, value):
    """(name, value) pairs: one for each channel of an array (rows, columns, …)."""
    if not isinstance(value, np.ndarray) or value.ndim <= 2 or value.size > PRINTED:
        return [(name, value)]
    indices = np.ndindex(value.shape[2:])
    return [(f"{name}[:, :, {', '.join(map(str, i))}]", value[:, :, *i]) for i in indices]


def contrast(say, expected, got):
    """The lines that show what is right and what was returned, or where they first differ."""
    if is_listing(expected) and is_listing(got):
        return contrast_listings(say, expected, got)
    if not isinstance(expected, np.ndarray):
        return both(say, expected, got)
    largest = max(expected.size, got.size)
    if expected.shape != got.shape:
        lines = [say("engine", "shapes", expected=expected.shape, got=got.shape)]
        few = largest <= PRINTED and max(expected.ndim, got.ndim) <= 2
        return lines + both(say, expected, got) if few else lines
    if same(expected, got):
        return [say("engine", "dtypes", expected=expected.dtype, got=got.dtype)]
    if expected.ndim > 2:
        return contrast_channels(say, expected, got)
    if largest <= PRINTED:
        return both(say, expected, got)
    return [first_difference(say, expected, got)]


def is_listing(value):
    """Tell whether a value is lines of text, such as those for the layers of a model."""
    texts = isinstance(value, tuple) and all(isinstance(part, str) for part in value)
    return texts and bool(value)


def contrast_listings(say, expected, got):
    """The lines of two listings; those that differ are marked."""
    pair = [
        [line.strip() for text in side for line in text.split("\n")] for side in (expected, got)
    ]
    differ = set(), set()
    for tag, *ends in SequenceMatcher(None, *pair, autojunk=False).get_opcodes():
        if tag != "equal":
            differ[0].update(range(ends[0], ends[1]))
            differ[1].update(range(ends[2], ends[3]))
    (one, other), (first, second) = pair, differ
    return [
        say("engine", "expected"),
        *marked(one, first),
        say("engine", "got"),
        *marked(other, second),
    ]


def marked(lines, differ):
    """The lines of a listing with a mark before those that differ, and few around them."""
    shown = range(len(lines))
    if len(lines) > LISTED and differ:
        shown = sorted({i for i in shown if any(abs(i - place) <= AROUND for place in differ)})
    made, last = [], -1
    for i in shown[:LISTED]:
        made += ["    …"] * (i > last + 1) + [f"  {'>' if i in differ else ' '} {lines[i]}"]
        last = i
    return made + ["    …"] * (last < len(lines) - 1)


def contrast_channels(say, expected, got):
    """The lines for the first wrong channel of two arrays (rows, columns, …)."""
    indices = list(np.ndindex(expected.shape[2:]))
    wrong = [i for i in indices if not same(expected[:, :, *i], got[:, :, *i])]
    place = f"[{', '.join([':', ':', *map(str, wrong[0])])}]"
    first = say("engine", "first_channel", place=place, count=len(wrong), size=len(indices))
    return [first, *contrast(say, expected[:, :, *wrong[0]], got[:, :, *wrong[0]])]


def first_difference(say, expected, got):
    differ = differences(expected, got)
    place = tuple(int(i) for i in np.argwhere(differ)[0])
    return say(
        "engine",
        "first_difference",
        count=int(differ.sum()),
        size=expected.size,
        place=list(place),
        expected=short(say, expected[place]),
        got=short(say, got[place]),
    )


def both(say, expected, got):
    digits = DIGITS if shown(say, expected) != shown(say, got) else 3 * DIGITS
    return [
        say("engine", "expected"),
        *(f"    {line}" for line in shown(say, expected, digits)),
        say("engine", "got"),
        *(f"    {line}" for line in shown(say, got, digits)),
    ]
