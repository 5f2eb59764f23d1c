"""The language of somebody who has not chosen one."""

import json

import pytest

from fashion_cnn.base import language
from fashion_cnn.base.errors import KitError, UsageError


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
    assert language.usual() == expected


@pytest.mark.parametrize(("number", "expected"), [(0x0412, "ko"), (0x0809, "en"), (0x9999, "en")])
def test_the_language_of_windows(monkeypatch, number, expected):
    import ctypes

    class Library:
        class kernel32:
            GetUserDefaultUILanguage = staticmethod(lambda: number)

    monkeypatch.setattr(language.os, "name", "nt")
    monkeypatch.setattr(ctypes, "windll", Library, raising=False)
    assert language.usual() == expected


def test_a_language_that_does_not_exist_is_english(monkeypatch):
    monkeypatch.setenv(language.LANGUAGE_VARIABLE, "xx")
    assert language.usual() == "en"


@pytest.fixture
def stub(monkeypatch, tmp_path):
    """A third language: a folder of words, and a line in the list of languages."""
    (tmp_path / "xx" / "messages").mkdir(parents=True)
    words = {"{count} of {all}": "{all} / {count}", "{x} moved.": "{x:은/는} ж"}
    (tmp_path / "xx" / "messages" / "any.json").write_text(json.dumps(words), "utf-8")
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    monkeypatch.setitem(language.LANGUAGES, "xx", "Жж")
    monkeypatch.setitem(language.spoken, "language", "xx")
    language.messages.cache_clear()
    yield "xx"
    language.messages.cache_clear()


@pytest.mark.usefixtures("stub")
def test_a_message_is_looked_up_by_its_english():
    assert language.tr("{count} of {all}", count=1, all=3) == "3 / 1"
    assert language.tr("{x} moved.", x=5) == "5는 ж"


@pytest.mark.usefixtures("stub")
def test_what_a_language_lacks_is_said_in_english():
    assert language.tr("{x} stayed.", x=5) == "5 stayed."
    assert language.tr("Braces {} stay.") == "Braces {} stay."


def test_the_language_spoken(stub, monkeypatch):
    assert language.current() == stub
    language.speak("ko")
    assert language.current() == "ko"
    language.speak("")
    assert language.current() == "en"
    monkeypatch.setenv(language.LANGUAGE_VARIABLE, "xx")
    assert language.current() == stub


@pytest.mark.usefixtures("stub")
def test_errors_are_looked_up_too():
    assert str(KitError("{x} moved.", x=5)) == "5는 ж"
    assert str(UsageError("A {b} that is no value.")) == "A {b} that is no value."
