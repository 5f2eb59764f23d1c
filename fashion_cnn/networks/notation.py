"""Layers in words: `conv 32 3 same, pool 2, flatten, dense 10`.

    conv FILTERS KERNEL     pool SIZE          dense UNITS       flatten
    batchnorm               avgpool SIZE       dropout RATE      globalpool
    relu, sigmoid, tanh, softmax (as a layer, or after conv and dense)

Options follow the numbers: `same` or `valid` and `stride N` for conv, pool and avgpool;
`dilation N` for conv; `nobias` and an activation for conv and dense. A size is one number, or two
as in 3x5 (height x width).
"""

import re

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.base.rules import one_of
from fashion_cnn.networks import layers
from fashion_cnn.networks.layer_base import ACTIVATIONS, PADDINGS, Layer

KINDS = [
    kind for kind in vars(layers).values() if isinstance(kind, type) and issubclass(kind, Layer)
]
# word -> (kind of layer, fields that the word sets)
WORDS = {word: (kind, fixed) for kind in KINDS for word, fixed in kind.words.items()}

SIZE, COUNT, FRACTION = r"\d+(x\d+)?", r"\d+", r"\d*\.?\d+"
# How the number of each field is written; for the others it is a size.
NUMBERS = {"filters": COUNT, "units": COUNT, "rate": FRACTION}
# field -> the word before its number, or {word: value}
OPTIONS = {
    "strides": "stride",
    "dilation": "dilation",
    "padding": {padding: padding for padding in PADDINGS},
    "use_bias": {"nobias": False},
    "activation": {function: function for function in ACTIVATIONS},
}


def parse(text):
    """Turn a text into layers, named conv1, conv2, pool1, ... in order.

    Raises UsageError that names the unknown word and the closest known one.
    """
    described, counts = [], {}
    for part in text.split(","):
        words = part.lower().split()
        if not words:
            raise UsageError("A layer is missing before or after a comma in {text!r}.", text=text)
        counts[words[0]] = counts.get(words[0], 0) + 1
        described.append(layer(words, name=f"{words[0]}{counts[words[0]]}"))
    return tuple(described)


def layer(words, name):
    """The layer described by the words between two commas."""
    first, *rest = words
    kind, fixed = WORDS[one_of(tr("layer"), first, sorted(WORDS))]
    if len(rest) < len(kind.numbers):
        wanted = " ".join(field.upper() for field in kind.numbers)
        raise UsageError(
            "{words!r} is incomplete: write {layer} {wanted}.",
            words=" ".join(words),
            layer=first,
            wanted=wanted,
        )
    fields = {
        field: number(word, field, tr("the {field} of {layer}", field=field, layer=first))
        for word, field in zip(rest, kind.numbers, strict=False)
    }
    fields |= read_options(rest[len(kind.numbers) :], first, kind)
    return kind(**fixed, **fields, name=name)


def read_options(words, first, kind):
    """The fields set by the words after the numbers."""
    known = option_words(kind)
    fields, left = {}, list(words)
    while left:
        word = left.pop(0)
        if not known:
            raise UsageError("{layer} takes no options, received {word!r}.", layer=first, word=word)
        field, value = known[one_of(tr("option of {layer}", layer=first), word, sorted(known))]
        if field in fields:
            raise UsageError(
                "{layer} takes only one {field}, received a second: {word!r}.",
                layer=first,
                field=field,
                word=word,
            )
        if value is None:
            thing = tr("the {field} of {layer}", field=word, layer=first)
            value = number(left.pop(0) if left else "", field, thing)
        fields[field] = value
    return fields


def option_words(kind):
    """{word: (field, value)} for a kind of layer; if the value is None, a number follows."""
    known = {}
    for field in kind.options:
        values = OPTIONS[field] if isinstance(OPTIONS[field], dict) else {OPTIONS[field]: None}
        known |= {word: (field, value) for word, value in values.items()}
    return known


def number(word, field, thing):
    """The number or pair of numbers written in a word."""
    pattern = NUMBERS.get(field, SIZE)
    if not re.fullmatch(pattern, word):
        wanted = in_words(pattern)
        raise UsageError(
            "{thing} must be {wanted}, received {word!r}.", thing=thing, wanted=wanted, word=word
        )
    if field == "rate":
        return float(word)
    values = tuple(int(part) for part in word.split("x"))
    return values if len(values) == 2 else values[0]


def in_words(pattern):
    """What a pattern matches."""
    return {
        SIZE: tr("a size such as 3 or 3x5"),
        COUNT: tr("a whole number"),
        FRACTION: tr("a number such as 0.4"),
    }[pattern]
