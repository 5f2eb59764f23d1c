"""The sentences that learners read, by language: texts/<language>/*.toml.

engine.toml has what holds for every lesson; <id>.toml has a table for each task of a lesson, with
a sentence for each mistake that the checks recognise. Another language is a folder beside `en`
with the same files and keys; what it lacks is said in English.
"""

import tomllib
from functools import cache

from fashion_cnn.base.rules import one_of
from fashion_cnn.workshop.manifest import ENGLISH, HERE

FOLDER = HERE / "texts"


def languages():
    """Return the languages there are."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


@cache
def read(language, group):
    """Return the tables of a file of texts, or nothing where there is no such file."""
    path = FOLDER / language / f"{group}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


class Texts:
    """Sentences in one language.

        say = Texts("en")
        say("engine", "to_do", line=41)
        say("kernels", "box_blur.not_averaged", size=3)

    Raises UsageError for a language that does not exist, KeyError for a missing sentence.
    """

    def __init__(self, language=ENGLISH):
        self.language = one_of("language", language, languages())

    def __call__(self, group, key, /, **values):
        return self.sentence(group, key).format(**values)

    def place(self, file, line, function):
        """Return the words for a line of a learner's file, and the function it is in."""
        key = "in_function" if function else "in_file" if line else "somewhere"
        return self("engine", key, file=file, line=line, function=function)

    def sentence(self, group, key):
        for language in (self.language, ENGLISH):
            found = read(language, group)
            for part in key.split("."):
                found = found.get(part, {})
            if found:
                return found
        raise KeyError(f"texts/{ENGLISH}/{group}.toml has no sentence {key!r}")
