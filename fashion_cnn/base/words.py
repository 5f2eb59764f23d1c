"""Words in several languages, kept apart from the code: <folder>/<language>/*.toml.

    say = Words(folder, "en")
    say("engine", "to_do", line=41)                    # to_do in engine.toml; {line} becomes 41
    say("kernels", "box_blur.not_averaged", size=3)    # not_averaged in the table [box_blur]

Korean sentences may have {size:은/는}: the particle that fits what is filled in.

To add a language, put a folder beside `en` with the same files and keys. Whatever it lacks is said
in English.
"""

import tomllib
from functools import cache

from fashion_cnn.base.particles import Particles
from fashion_cnn.base.rules import one_of

ENGLISH = "en"


def languages(folder):
    """The languages in a folder of words, such as ["en", "ko"]."""
    return sorted({path.parent.name for path in folder.glob("*/*.toml")})


@cache
def read(folder, language, file):
    """The tables of <folder>/<language>/<file>.toml; empty if there is no such file."""
    path = folder / language / f"{file}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


class Words:
    """The words of a folder in one language. Call it for a sentence with its {…} filled in.

    Raises UsageError for a language that the folder does not have, KeyError for a missing sentence.
    """

    def __init__(self, folder, language=ENGLISH):
        self.folder = folder
        self.language = one_of("language", language, languages(folder))

    def __call__(self, file, key, /, **values):
        return Particles().format(self.sentence(file, key), **values)

    def sentence(self, file, key):
        """The sentence as it is in the file, with its {…}."""
        for language in (self.language, ENGLISH):
            found = read(self.folder, language, file)
            for part in key.split("."):
                found = found.get(part, {})
            if found:
                return found
        raise KeyError(f"{self.folder / ENGLISH / file}.toml has no sentence {key!r}")
