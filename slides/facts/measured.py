"""Numbers measured by training, read from measured.toml."""

import tomllib
from functools import cache, partial
from pathlib import Path


@cache
def measured():
    """The table of measured numbers: name -> {value, how, conditions}."""
    path = Path(__file__).parents[1] / "measured.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def value(name):
    return measured()[name]["value"]


FACTS = {name: partial(value, name) for name in measured()}
