"""Words in several languages: tables, placeholders, and English for what is missing."""

import pytest

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.words import Words, languages


@pytest.fixture
def folder(tmp_path):
    for language, text in {
        "en": 'done = "{count:,} done"\n[blur]\ndark = "Too dark."\nbright = "Too bright."\n',
        "ko": '[blur]\ndark = "너무 어둡습니다."\n',
    }.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "lesson.toml").write_text(text, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    return tmp_path


def test_words_are_found_by_file_and_key_and_filled_in(folder):
    say = Words(folder)
    assert say("lesson", "done", count=1234) == "1,234 done"
    assert say.sentence("lesson", "done") == "{count:,} done"
    assert say("lesson", "blur.dark") == "Too dark."


def test_what_a_language_lacks_is_said_in_english(folder):
    say = Words(folder, "ko")
    assert say("lesson", "blur.dark") == "너무 어둡습니다."
    assert say("lesson", "blur.bright") == "Too bright."
    assert say("lesson", "done", count=1) == "1 done"


def test_a_language_must_exist(folder):
    assert languages(folder) == ["en", "ko"]
    with pytest.raises(UsageError, match="There is no language 'kr'"):
        Words(folder, "kr")


@pytest.mark.parametrize(
    ("file", "key"), [("lesson", "nothing"), ("lesson", "blur.nothing"), ("other", "done")]
)
def test_a_missing_sentence_is_an_error_that_names_it(folder, file, key):
    with pytest.raises(KeyError, match=rf"{file}\.toml has no sentence '{key}'"):
        Words(folder)(file, key)
