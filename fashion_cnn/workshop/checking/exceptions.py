"""Exceptions of learners' code, and which of them have a sentence of their own in engine.toml."""

import traceback

from fashion_cnn.workshop.checking.streams import AskedForInput


class TimeUp(BaseException):
    """The learner's code has run too long: raised from outside, at whatever line it is on."""


# Longest exception text shown, in characters.
LONGEST = 500
# By type.
TYPES = {
    AskedForInput: "input",
    TimeUp: "endless",
    SystemExit: "exit",
    MemoryError: "memory",
    RecursionError: "recursion",
    KeyboardInterrupt: "interrupt",
}
# By words in a text that a learner cannot understand. The last five are from Keras: an activation
# it does not know, a size such as 4 / 2, and a layer that was made but not called, or not called
# on a tensor.
WORDS = {
    "as a data type": "brackets",
    "mismatch in its core dimension": "shapes_differ",
    "The truth value of an array with more than one element": "one_value",
    "UFuncOutputCastingError": "own_type",
    "Could not interpret activation function identifier": "quoted",
    "of type '<class 'float'>'": "float_size",
    "A KerasTensor is symbolic": "layer_call",
    "Only input tensors may be passed as positional arguments": "layer_call",
    "too many positional arguments": "layer_call",
}


def describe(error):
    """An exception as Python prints it, type and text, within reason."""
    lines = traceback.format_exception_only(error)
    line = lines[-1] if isinstance(error, SyntaxError) else lines[0]  # notes come last
    return line.strip()[:LONGEST]


def key_of(error):
    """The key of the sentence for an exception."""
    text = describe(error)
    if isinstance(error, NameError) and "·" in text:
        return "dot"
    for words, key in WORDS.items():
        if words in text:
            return key
    return next((key for kind, key in TYPES.items() if isinstance(error, kind)), "raised")
