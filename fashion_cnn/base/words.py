"""Words in several languages, kept apart from the code: words/<language>/*.toml.

    say = Words("en")
    say("engine", "to_do", line=41)                    # to_do in engine.toml; {line} becomes 41
    say("kernels", "box_blur.not_averaged", size=3)    # not_averaged in the table [box_blur]

Korean sentences may have {size:은/는}: the particle that fits what is filled in. Whatever a
language lacks is said in English.
"""

import os
import tomllib
from functools import cache

from fashion_cnn.base import language as languages
from fashion_cnn.base.language import ENGLISH, LANGUAGE_VARIABLE, LANGUAGES
from fashion_cnn.base.particles import Particles
from fashion_cnn.base.rules import one_of


def asked_for():
    """The language of FASHION_CNN_LANG, or None. UsageError if there is no such language."""
    language = os.environ.get(LANGUAGE_VARIABLE)
    return one_of(LANGUAGE_VARIABLE, language, list(LANGUAGES)) if language else None


def read(language, file):
    """The tables of words/<language>/<file>.toml; empty if there is no such file."""
    return read_file(languages.FOLDER / language / f"{file}.toml")


@cache
def read_file(path):
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


class Words:
    """The words in one language, by default that of `speak`. Call it for a sentence, filled in.

    Raises UsageError for a language that the kit does not have, KeyError for a missing sentence.
    """

    def __init__(self, language=""):
        self.language = one_of("language", language or languages.current(), list(LANGUAGES))

    def __call__(self, file, key, /, **values):
        return Particles().format(self.sentence(file, key), **values)

    def sentence(self, file, key):
        """The sentence as it is in the file, with its {…}."""
        for language in (self.language, ENGLISH):
            found = read(language, file)
            for part in key.split("."):
                found = found.get(part, {})
            if found:
                return found
        raise KeyError(f"words/{ENGLISH}/{file}.toml has no sentence {key!r}")
