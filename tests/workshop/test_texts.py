"""The sentences of the workshop in every language: the same keys, values, code and numbers."""

import pytest
from translations import assert_particles_are_chosen, assert_same_facts

from fashion_cnn.base.language import ENGLISH, FOLDER, LANGUAGES
from fashion_cnn.base.words import read
from fashion_cnn.workshop import editions
from fashion_cnn.workshop.manifest import lessons
from fashion_cnn.workshop.texts import Texts

OTHERS = [language for language in LANGUAGES if language != ENGLISH]
FILES = sorted(path.stem for path in (FOLDER / ENGLISH).glob("*.toml"))


def flat(table, before=""):
    """Yield (key, sentence) of nested tables and lists."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key}.")
        else:
            values = value if isinstance(value, list) else [value]
            yield from ((f"{before}{key}[{n}]", text) for n, text in enumerate(values))


def keyed(file, language):
    """{key: sentence} of a file, but for the phrases of lessons, which are keys themselves."""
    tables = read(language, file)
    return dict(flat({name: table for name, table in tables.items() if name != "lessons"}))


def of_lessons(language):
    """{key: text} of the titles and hints of all lessons in a language."""
    return dict(
        flat({le.id: {"title": le.titles[language], **le.hints[language]} for le in lessons()})
    )


def pairs(language):
    """(key, English sentence, the other one) of all files, and of the lessons."""
    for file in FILES:
        english, other = (keyed(file, name) for name in (ENGLISH, language))
        assert list(english) == list(other), file
        yield from ((f"{file}.{key}", text, other[key]) for key, text in english.items())
    english, other = of_lessons(ENGLISH), of_lessons(language)
    assert list(english) == list(other)
    yield from ((key, text, other[key]) for key, text in english.items())


def test_there_is_korean():
    assert "ko" in OTHERS


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_has_the_values_code_and_numbers_of_the_english_one(language):
    for key, english, other in pairs(language):
        assert_same_facts(key, english, other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phrases_that_notebooks_replace_are_in_the_lessons(language):
    texts = [" ".join(editions.source(lesson, language).split()) for lesson in lessons()]
    all_words = " ".join(texts).replace(" # ", " ")
    phrases = read(language, "notebook")["lessons"]
    assert len(phrases) == 3
    assert [phrase for phrase in phrases if phrase not in all_words] == []


def test_korean_particles_fit_whatever_is_filled_in():
    for key, _, korean in pairs("ko"):
        assert_particles_are_chosen(key, korean)


def test_a_verdict_in_korean():
    text = Texts("ko")("engine", "index_axis", where="x", a=5, b=0, c=3)
    assert "5는" in text
    assert Texts("ko")("engine", "right") == "맞았습니다"
