"""Layers in words: `conv 32 3 same, pool 2, flatten, dense 10`.

    conv FILTERS KERNEL     pool SIZE          dense UNITS       flatten
    batchnorm               avgpool SIZE       dropout RATE      globalpool
    relu, sigmoid, tanh, softmax (as a layer, or after conv and dense)

After the numbers of conv, pool and avgpool, `same` or `valid` and `stride N` are possible; after
conv also `dilation N`; after conv and dense also `nobias` and an activation. A size is one number,
or two as in 3x5 (height x width).
"""

import re

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.rules import one_of
from fashion_cnn.networks import layers
from fashion_cnn.networks.layer import ACTIVATIONS, PADDINGS, Layer

KINDS = [
    kind for kind in vars(layers).values() if isinstance(kind, type) and issubclass(kind, Layer)
]
# word -> (the kind of layer, the fields that the word fixes)
WORDS = {word: (kind, fixed) for kind in KINDS for word, fixed in kind.words.items()}

SIZE = (r"\d+(x\d+)?", "a size such as 3 or 3x5")
COUNT = (r"\d+", "a whole number")
FRACTION = (r"\d*\.?\d+", "a number such as 0.4")
# How the number of a field is written.
NUMBERS = {"filters": COUNT, "units": COUNT, "rate": FRACTION}
# option -> the word that its number follows, or {word: value}
OPTIONS = {
    "strides": "stride",
    "dilation": "dilation",
    "padding": {padding: padding for padding in PADDINGS},
    "use_bias": {"nobias": False},
    "activation": {function: function for function in ACTIVATIONS},
}


def parse(text):
    """Return the layers that a text describes, named conv1, conv2, pool1, ... in order.

    Raises UsageError that names the word that is not understood, and the nearest known one.
    """
    described, counts = [], {}
    for part in text.split(","):
        words = part.lower().split()
        if not words:
            raise UsageError(f"A layer is missing before or after a comma in {text!r}.")
        counts[words[0]] = counts.get(words[0], 0) + 1
        described.append(layer(words, name=f"{words[0]}{counts[words[0]]}"))
    return tuple(described)


def layer(words, name):
    """Return the layer that the words of one part describe."""
    first, *rest = words
    kind, fixed = WORDS[one_of("layer", first, sorted(WORDS))]
    if len(rest) < len(kind.numbers):
        wanted = " ".join(field.upper() for field in kind.numbers)
        raise UsageError(f"{' '.join(words)!r} is too short: it should start {first} {wanted}.")
    fields = {
        field: number(word, field, f"the {field} of {first}")
        for word, field in zip(rest, kind.numbers, strict=False)
    }
    fields |= read_options(rest[len(kind.numbers) :], first, kind)
    return kind(**fixed, **fields, name=name)


def read_options(words, first, kind):
    """Return the fields that the words after the numbers set."""
    known = option_words(kind)
    fields, left = {}, list(words)
    while left:
        word = left.pop(0)
        if not known:
            raise UsageError(f"Nothing can follow {first} here, received {word!r}.")
        field, value = known[one_of(f"option of {first}", word, sorted(known))]
        if field in fields:
            raise UsageError(f"{first} can have one {field}, received a second one: {word!r}.")
        if value is None:
            value = number(left.pop(0) if left else "", field, f"the {word} of {first}")
        fields[field] = value
    return fields


def option_words(kind):
    """Return {word: (field, its value)} for a kind of layer; None: a number follows the word."""
    known = {}
    for field in kind.options:
        values = OPTIONS[field] if isinstance(OPTIONS[field], dict) else {OPTIONS[field]: None}
        known |= {word: (field, value) for word, value in values.items()}
    return known


def number(word, field, thing):
    """Return the number, or the pair of numbers, that a word stands for."""
    pattern, what = NUMBERS.get(field, SIZE)
    if not re.fullmatch(pattern, word):
        raise UsageError(f"{thing} must be {what}, received {word!r}.")
    if field == "rate":
        return float(word)
    values = tuple(int(part) for part in word.split("x"))
    return values if len(values) == 2 else values[0]
