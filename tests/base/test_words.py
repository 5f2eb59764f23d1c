"""Words in several languages: tables, placeholders, and English for what is missing."""

import pytest

from fashion_cnn.base import language
from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.words import Words, asked_for


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    for name, text in {
        "en": 'done = "{count:,} done"\n[blur]\ndark = "Too dark."\nbright = "Too bright."\n',
        "ko": '[blur]\ndark = "너무 어둡습니다."\n',
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "lesson.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(language, "FOLDER", tmp_path)


def test_words_are_found_by_file_and_key_and_filled_in():
    say = Words()
    assert say("lesson", "done", count=1234) == "1,234 done"
    assert say.sentence("lesson", "done") == "{count:,} done"
    assert say("lesson", "blur.dark") == "Too dark."


def test_what_a_language_lacks_is_said_in_english():
    say = Words("ko")
    assert say("lesson", "blur.dark") == "너무 어둡습니다."
    assert say("lesson", "blur.bright") == "Too bright."
    assert say("lesson", "done", count=1) == "1 done"


def test_a_language_must_exist():
    with pytest.raises(UsageError, match="There is no language 'kr'"):
        Words("kr")


def test_a_language_in_the_environment_must_exist(monkeypatch):
    assert asked_for() is None
    monkeypatch.setenv("FASHION_CNN_LANG", "ko")
    assert asked_for() == "ko"
    monkeypatch.setenv("FASHION_CNN_LANG", "xx")
    with pytest.raises(UsageError, match=r"FASHION_CNN_LANG.*'xx'"):
        asked_for()


@pytest.mark.parametrize(
    ("file", "key"), [("lesson", "nothing"), ("lesson", "blur.nothing"), ("other", "done")]
)
def test_a_missing_sentence_is_an_error_that_names_it(file, key):
    with pytest.raises(KeyError, match=rf"{file}\.toml has no sentence '{key}'"):
        Words()(file, key)
