"""What a learner's function returned, as plain data that can be compared and printed.

Comparing or printing an object of a learner's class runs their code, which may fail or never end.
`plain` copies numbers, text, arrays and lists, tuples and dicts of them, and puts a Foreign in the
place of everything else. After that, nothing of the learner's runs.
"""

import types
from dataclasses import dataclass
from itertools import islice
from numbers import Integral, Real

import numpy as np

# Most elements of an array, characters of a text, and parts of a list with all that is in it.
ELEMENTS, CHARACTERS, PARTS = 10**7, 10**6, 10**4
# Lists in lists in lists …; one that contains itself has no end.
DEPTH = 20
# Types whose values are kept as they are. A subclass could have other methods.
KEPT = {bool, int, float, complex, str, type(None)}
KEPT |= {kind for kind in set(np.sctypeDict.values()) if np.dtype(kind).kind in "biuf"}
# Arrays whose name in [values] of engine.toml is array_of_…; others are called by their type.
KINDS_OF_ARRAYS = {"U": "text", "S": "text", "T": "text", "c": "complex", "O": "objects"}
# Types that [values] names; of others it knows only that they are "a" or "an" …
NAMED = {"list", "tuple", "dict"}


@dataclass(frozen=True)
class Foreign:
    """In the place of a value that no task asks for.

    name   what a person calls it, in the learner's language
    key    of the sentence in engine.toml for a function that returns it
    what   more about it, for that sentence
    """

    name: str
    key: str = "type"
    what: str = ""

    def __repr__(self):
        return f"<{self.name}>"


def plain(value, say):
    """Return a copy of a value that has nothing but plain data and Foreigns in it.

    `say` is Texts, which name the Foreigns.
    """
    return Copying(say).copy(value, depth=0)


class Copying:
    """One copy of a value with all that is in it; `parts` counts what was copied."""

    def __init__(self, say):
        self.say, self.parts = say, 0

    def copy(self, value, depth):
        self.parts += 1
        if self.parts > PARTS or depth > DEPTH:
            return Foreign(self.say("engine", "values.endless"))
        kind = type(value)
        if kind in KEPT:
            return self.long_text(value) if kind is str and len(value) > CHARACTERS else value
        try:
            return self.copy_unusual(value, depth)
        except Exception:  # a number that cannot be converted, for instance
            return Foreign(foreign_name(value, self.say))

    def long_text(self, value):
        return Foreign(self.say("engine", "values.long", size=len(value)))

    def copy_unusual(self, value, depth):
        kind = type(value)
        if issubclass(kind, np.ndarray):
            return copy_array(np.ndarray.view(value, np.ndarray), self.say)
        if issubclass(kind, tuple):
            return tuple(self.copy(part, depth + 1) for part in first(tuple.__iter__(value)))
        if issubclass(kind, list):
            return [self.copy(part, depth + 1) for part in first(list.__iter__(value))]
        if issubclass(kind, dict):
            pairs = first(dict.items(value))
            return {self.copy(key, DEPTH): self.copy(part, depth + 1) for key, part in pairs}
        if issubclass(kind, str):
            return self.copy(str.__str__(value), depth)
        if issubclass(kind, Integral):
            return int.__index__(int(value))
        if issubclass(kind, Real):
            return float.__float__(float(value))
        key = "generator" if kind is types.GeneratorType else "type"
        return Foreign(foreign_name(value, self.say), key)


def first(parts):
    """The first parts of something that may have millions of them."""
    return islice(parts, PARTS)


def copy_array(array, say):
    """Return a copy of an array of real numbers: the learner's code may change its own later."""
    if array.size > ELEMENTS:
        return Foreign(say("engine", "values.huge", shape=array.shape), "huge")
    if array.dtype.kind in "biuf":
        return array.copy()
    if kind := KINDS_OF_ARRAYS.get(array.dtype.kind):
        return Foreign(say("engine", f"values.array_of_{kind}"))
    return Foreign(say("engine", "values.array_of", kind=array.dtype.name[:40]))


def foreign_name(value, say):
    """What a person calls a value that is not plain, by its type alone."""
    kind = type(value)
    if issubclass(kind, type):
        return say("engine", "values.class")
    name = type.__dict__["__name__"].__get__(kind)[:40]  # a class may have another __name__
    if "Tensor" in name:
        return say("engine", "values.tensor")
    functions = (types.FunctionType, types.MethodType, types.BuiltinFunctionType, np.ufunc)
    if issubclass(kind, functions) or kind is type(np.sum):
        return say("engine", "values.function")
    return of_type(name, say)


def of_type(name, say):
    """What a person calls a value by the name of its type, such as "a list"."""
    if name in NAMED:
        return say("engine", f"values.{name}")
    key = "an" if name[:1].lower() in "aeiou" else "a"
    return say("engine", f"values.{key}", name=name)
