"""What a console can show: which language a command speaks there, and signs in plain letters.

The language is chosen before there is a parser: --help is in that language, too.

Written for any Python from 3.8, with the standard library alone, like the doctor.
"""

import codecs
import sys

from fashion_cnn.base.language import ENGLISH, LANGUAGES, current, speak

OPTION = "--lang"
# The error handler of a stream that prints a sign that it lacks as it would be typed.
PLAIN = "fashion_cnn.plain"
# How a sign is typed in ASCII.
TYPED = {
    "−": "-",
    "–": "-",
    "·": "*",
    "×": "x",
    "⋆": "(star)",  # not *, which is a convolution
    "±": "+/-",
    "≈": "~",
    "≤": "<=",
    "→": "->",
    "…": "...",
    "²": "^2",
    "¹": "^1",
    "⁻": "^-",
    "ᵀ": "^T",
    "½": "1/2",
    "√": "sqrt",
    "∂": "d",
    "Σ": "sum ",
    "∫": "integral ",
    "⌈": "ceil(",
    "⌉": ")",
    "⌊": "floor(",
    "⌋": ")",
    "°": " degrees",
    "β": "beta",
    "γ": "gamma",
    "ε": "epsilon",
    "τ": "tau",
}
# Korean Windows (cp949) has no ⋆, but this star.
STAR = "☆"


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
    if readable(current()) != current():
        speak(ENGLISH)


def readable(language):
    """The language, or English if the console lacks its letters."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return language if can_show(LANGUAGES.get(language, ""), encoding) else ENGLISH


def in_plain_letters(error):
    """The error handler PLAIN: what to write for the first character that a stream lacks.

    A byte of a file name, which Python could not decode, is written as it is. What has no plain
    letters becomes a question mark.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    character, following = error.object[error.start], error.start + 1
    if "\udc80" <= character <= "\udcff":
        return bytes([ord(character) - 0xDC00]), following
    if character == "⋆" and can_show(STAR, error.encoding):
        return STAR, following
    return TYPED.get(character, "?"), following


def can_show(text, encoding):
    """Tell whether a console with this encoding has all characters of a text."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


codecs.register_error(PLAIN, in_plain_letters)
