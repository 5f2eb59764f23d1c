"""Which language the kit speaks, and its messages in that language.

    raise UsageError("{thing} must be odd, received {value}.", thing="kernel_size", value=4)
    print(tr("Epoch {epoch} of {epochs}", epoch=1, epochs=5))

A message is written in English where it is said, with its values named. In another language it is
looked up by the English, in the files of words/<language>/messages. A language is a line in
LANGUAGES and a folder in words/; what the folder lacks is said in English. docs/code.md says how
to add one.

Runs on any Python from 3.8, since the doctor speaks, too.
"""

import contextlib
import json
import locale
import os
from functools import lru_cache
from pathlib import Path

from fashion_cnn.base.particles import Particles

ENGLISH = "en"
# Each language by its own name.
LANGUAGES = {ENGLISH: "English", "ko": "한국어"}
FOLDER = Path(__file__).parent.parent / "words"
LANGUAGE_VARIABLE = "FASHION_CNN_LANG"
# Where POSIX systems name the language of messages, as in ko_KR.UTF-8; the first one that is set.
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
# The language that this process has been told to speak, if any.
spoken = {"language": ""}


def tr(english, /, **values):
    """A message in the language spoken here, with its {…} filled in as str.format does.

    Korean ones may have {size:은/는}: the particle that fits what is filled in. Without values the
    text is taken as it is, braces and all.
    """
    text = messages(current()).get(english, english)
    return Particles().format(text, **values) if values else text


def current():
    """The language spoken here: that of `speak`, or else the usual one."""
    return spoken["language"] or usual()


def speak(language):
    """Speak one of LANGUAGES from now on; with "", the usual one."""
    spoken["language"] = language


@contextlib.contextmanager
def speaking(language):
    """Speak a language while the block runs."""
    before = spoken["language"]
    speak(language)
    try:
        yield
    finally:
        speak(before)


def usual():
    """The language of FASHION_CNN_LANG, else that of the system, else English."""
    asked = os.environ.get(LANGUAGE_VARIABLE) or of_system()
    return asked if asked in LANGUAGES else ENGLISH


def of_system():
    """The language of the system as two letters, or "" if it has none."""
    if os.name == "nt":
        import ctypes  # with windll, which only Windows has

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(number, "").partition("_")[0]
    named = next((os.environ[name] for name in LOCALE_VARIABLES if os.environ.get(name)), "")
    return named.partition(".")[0].partition("_")[0]


@lru_cache(maxsize=None)
def messages(language):
    """{English message: the same in a language}, of all files of words/<language>/messages."""
    found = {}
    for path in sorted((FOLDER / language / "messages").glob("*.json")):
        found.update(json.loads(path.read_text(encoding="utf-8")))
    return found
