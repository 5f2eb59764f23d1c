"""Layers in words: `conv 32 3 same, pool 2, flatten, dense 10`.

    conv FILTERS KERNEL     pool SIZE          dense UNITS       flatten
    batchnorm               avgpool SIZE       dropout RATE      globalpool
    relu, sigmoid, tanh, softmax (as a layer, or behind conv and dense)

Behind the numbers of conv, pool and avgpool may stand `same` or `valid`, and `stride N`; behind
conv also `dilation N`; behind conv and dense also `nobias` and an activation. A size is one
number or two, as in 3x5 (height x width).
"""

import re

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.rules import one_of
from fashion_cnn.networks import layers

SIZE, COUNT, SHARE = "a size such as 3 or 3x5", "a whole number", "a number such as 0.4"

# For each word: the layer, its fixed fields, its fields in order with what they hold, and the
# words that may follow.
WINDOW = {"same", "valid", "stride"}
WORDS = {
    "conv": (
        layers.Conv,
        {},
        {"filters": COUNT, "kernel_size": SIZE},
        WINDOW | {"dilation", "nobias", *layers.ACTIVATIONS},
    ),
    "pool": (layers.Pool, {}, {"pool_size": SIZE}, WINDOW),
    "avgpool": (layers.Pool, {"kind": "average"}, {"pool_size": SIZE}, WINDOW),
    "dense": (layers.Dense, {}, {"units": COUNT}, {"nobias", *layers.ACTIVATIONS}),
    "dropout": (layers.Dropout, {}, {"rate": SHARE}, set()),
    "flatten": (layers.Flatten, {}, {}, set()),
    "globalpool": (layers.GlobalAveragePool, {}, {}, set()),
    "batchnorm": (layers.BatchNorm, {}, {}, set()),
    **{word: (layers.Activation, {"function": word}, {}, set()) for word in layers.ACTIVATIONS},
}


def parse(text):
    """Return the layers that a text describes, named conv1, conv2, pool1, ... in order.

    Raises UsageError that names the word that is not understood, and the nearest known one.
    """
    described, counts = [], {}
    for part in text.split(","):
        words = part.lower().split()
        if not words:
            raise UsageError(f"A layer is missing before or behind a comma in {text!r}.")
        counts[words[0]] = counts.get(words[0], 0) + 1
        described.append(layer(words, name=f"{words[0]}{counts[words[0]]}"))
    return tuple(described)


def layer(words, name):
    """Return the layer that the words of one part describe."""
    first, *rest = words
    make, fixed, numbers, options = WORDS[one_of("layer", first, sorted(WORDS))]
    if len(rest) < len(numbers):
        wanted = " ".join(field.upper() for field in numbers)
        raise UsageError(f"{' '.join(words)!r} is too short: it should start {first} {wanted}.")
    fields = {
        field: number(word, what, f"the {field} of {first}")
        for word, (field, what) in zip(rest, numbers.items(), strict=False)
    }
    fields |= read_options(rest[len(numbers) :], first, options)
    return make(**fixed, **fields, name=name)


def read_options(words, first, options):
    """Return the fields that the words behind the numbers set."""
    fields, left = {}, list(words)
    while left:
        word = left.pop(0)
        if not options:
            raise UsageError(f"Nothing can stand behind {first} here, received {word!r}.")
        one_of(f"option of {first}", word, sorted(options))
        field = option_field(word)
        if field in fields:
            raise UsageError(f"{first} can have one {field}, received a second one: {word!r}.")
        if word in ("stride", "dilation"):
            fields[field] = number(left.pop(0) if left else "", SIZE, f"the {word} of {first}")
        else:
            fields[field] = False if word == "nobias" else word
    return fields


def option_field(word):
    """Return the field of a layer that an option sets."""
    fields = {"stride": "strides", "dilation": "dilation", "nobias": "use_bias"}
    return fields.get(word, "padding" if word in layers.PADDINGS else "activation")


def number(word, what, thing):
    """Return the number, or the pair of numbers, that a word stands for."""
    patterns = {SIZE: r"\d+(x\d+)?", COUNT: r"\d+", SHARE: r"\d*\.?\d+"}
    if not re.fullmatch(patterns[what], word):
        raise UsageError(f"{thing} must be {what}, received {word!r}.")
    if what == SHARE:
        return float(word)
    values = tuple(int(part) for part in word.split("x"))
    return values if len(values) == 2 else values[0]
