"""The language of somebody who has not chosen one."""

import pytest

from fashion_cnn.base import language
from fashion_cnn.base.errors import UsageError

KNOWN = ["en", "ko"]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    monkeypatch.setattr(language.os, "name", "posix")
    for name in (language.LANGUAGE_VARIABLE, *language.LOCALE_VARIABLES):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "ko_KR.eucKR"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": ""}, "ko"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "FASHION_CNN_LANG": "ko"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "FASHION_CNN_LANG": "en"}, "en"),
    ],
)
def test_the_usual_language(monkeypatch, variables, expected):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language.usual(KNOWN) == expected


@pytest.mark.parametrize(("number", "expected"), [(0x0412, "ko"), (0x0809, "en"), (0x9999, "en")])
def test_the_language_of_windows(monkeypatch, number, expected):
    import ctypes

    class Library:
        class kernel32:
            GetUserDefaultUILanguage = staticmethod(lambda: number)

    monkeypatch.setattr(language.os, "name", "nt")
    monkeypatch.setattr(ctypes, "windll", Library, raising=False)
    assert language.usual(KNOWN) == expected


def test_a_language_that_does_not_exist_is_named(monkeypatch):
    monkeypatch.setenv(language.LANGUAGE_VARIABLE, "xx")
    with pytest.raises(UsageError, match=r"FASHION_CNN_LANG.*'xx'"):
        language.usual(KNOWN)
