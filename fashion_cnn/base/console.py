"""Which language a command speaks, before it has a parser: --help is in that language, too.

Written for any Python from 3.8, with the standard library alone, like the doctor.
"""

import sys

from fashion_cnn.base.language import ENGLISH, LANGUAGES, current, speak

OPTION = "--lang"


def language_option():
    """What follows `--lang` anywhere on the command line, or "" if it is not there."""
    words = sys.argv[1:]
    for number, word in enumerate(words):
        if word.startswith(OPTION + "="):
            return word[len(OPTION) + 1 :]
        if word == OPTION:
            return "".join(words[number + 1 : number + 2])
    return ""


def choose_language(asked):
    """Speak a language, or else the usual one; English on a console that lacks the letters."""
    speak(asked if asked in LANGUAGES else "")
    try:
        LANGUAGES[current()].encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        speak(ENGLISH)
