"""Which language the kit speaks: FASHION_CNN_LANG, or that of the system, or English."""

import locale
import os

from fashion_cnn.base.rules import one_of
from fashion_cnn.base.words import ENGLISH

LANGUAGE_VARIABLE = "FASHION_CNN_LANG"
# Where POSIX systems name the language of messages, as in ko_KR.UTF-8; the first one that is set.
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def asked_for(languages):
    """The language of FASHION_CNN_LANG, or None. UsageError if it is not one of `languages`."""
    language = os.environ.get(LANGUAGE_VARIABLE)
    return one_of(LANGUAGE_VARIABLE, language, languages) if language else None


def usual(languages):
    """The language for somebody who has not chosen one."""
    language = asked_for(languages) or of_system()
    return language if language in languages else ENGLISH


def of_system():
    """The language of the system as two letters, or "" if it has none."""
    if os.name == "nt":
        import ctypes  # with windll, which only Windows has

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(number, "").partition("_")[0]
    named = next((os.environ[name] for name in LOCALE_VARIABLES if os.environ.get(name)), "")
    return named.partition(".")[0].partition("_")[0]
