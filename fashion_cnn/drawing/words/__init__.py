"""Every word of the figures: titles, descriptions and labels, in words/<language>/figures.toml.

Another language is a folder beside `en` with the same file and keys; what it lacks is said in
English.
"""

import tomllib
from functools import cache
from pathlib import Path

from fashion_cnn.base.rules import one_of
from fashion_cnn.drawing.picture import Picture

FOLDER = Path(__file__).parent
ENGLISH = "en"


def languages():
    """The names of the languages that there are: en, ko."""
    return sorted(path.parent.name for path in FOLDER.glob("*/figures.toml"))


@cache
def read(path):
    """The words in a file: {"pooling.max": "maximum"}."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"{table}.{key}": text for table, keys in tables.items() for key, text in keys.items()}


class Words:
    """The words of the figures in one language.

        say = Words("ko")
        say("receptive_field.title", field="7 × 7")

    Raises UsageError for a language that does not exist, KeyError for a key that does not.
    """

    def __init__(self, language=ENGLISH):
        self.language = one_of("language", language, languages())
        self.texts = read(FOLDER / ENGLISH / "figures.toml")
        self.texts = self.texts | read(FOLDER / language / "figures.toml")

    def __call__(self, key, /, **values):
        return self.texts[key].format(**values)

    def __contains__(self, key):
        return key in self.texts

    def picture(self, axes, name, /, **values):
        """The Picture of these axes, with the values filled into its title and description."""
        title, description = (self(f"{name}.{part}", **values) for part in ("title", "description"))
        return Picture(axes, title, description)
