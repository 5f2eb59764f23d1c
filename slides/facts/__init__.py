"""The numbers of the decks, each computed by the kit: name -> function that returns it.

    {{net_total:,}}

in a deck inserts one of them, formatted by Python's `format`.
"""

from collections.abc import Mapping
from functools import cache

from slides.facts import (
    classics,
    convolution,
    descents,
    handwriting,
    inside,
    measured,
    training,
)

FUNCTIONS = {
    **convolution.FACTS,
    **handwriting.FACTS,
    **training.FACTS,
    **descents.FACTS,
    **inside.FACTS,
    **classics.FACTS,
    **measured.FACTS,
}


@cache
def fact(name):
    """The number of that name; compute it only once."""
    return FUNCTIONS[name]()


class Facts(Mapping):
    """All facts, each computed on first use."""

    def __getitem__(self, name):
        return fact(name)

    def __iter__(self):
        return iter(FUNCTIONS)

    def __len__(self):
        return len(FUNCTIONS)
