"""The sentences of the workshop in every language: the same keys, values, code and numbers."""

import re

import pytest

from fashion_cnn.base.particles import PAIRS
from fashion_cnn.base.words import ENGLISH, read
from fashion_cnn.workshop import editions
from fashion_cnn.workshop.manifest import lessons
from fashion_cnn.workshop.texts import FOLDER, LANGUAGES, Texts

OTHERS = [language for language in LANGUAGES if language != ENGLISH]
FIELD = re.compile(r"(?<!\{)\{([^{}!:]+)(?:![rs])?(?::([^{}]*))?\}(?!\})")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
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
    tables = read(FOLDER, language, file)
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
        names = [sorted(name for name, _ in FIELD.findall(text)) for text in (english, other)]
        assert names[0] == names[1], key
        bare = [FIELD.sub("", text) for text in (english, other)]
        code = [sorted(re.findall(r"`[^`]*`", text)) for text in bare]
        assert code[0] == code[1], key
        left = NUMBER.findall(bare[1])
        for number in NUMBER.findall(bare[0]):
            assert number in left, f"{key}: {number}"
            left.remove(number)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phrases_that_notebooks_replace_are_in_the_lessons(language):
    texts = [" ".join(editions.source(lesson, language).split()) for lesson in lessons()]
    all_words = " ".join(texts).replace(" # ", " ")
    phrases = read(FOLDER, language, "notebook")["lessons"]
    assert len(phrases) == 3
    assert [phrase for phrase in phrases if phrase not in all_words] == []


def test_no_korean_particle_follows_a_value_whatever_the_value_is():
    """The form of a particle depends on the last sound: {name:은/는} chooses it."""
    bare = re.compile(r"\}[`'\")]*(은|는|이|가|을|를|과|와|으로|로)(?![가-힣])")
    for key, _, korean in pairs("ko"):
        assert not bare.search(korean), (key, korean)
        for _, style in FIELD.findall(korean):
            assert style in PAIRS or not re.search("[가-힣]", style), key


def test_a_verdict_in_korean():
    text = Texts("ko")("engine", "index_axis", where="x", a=5, b=0, c=3)
    assert "5는" in text
    assert Texts("ko")("engine", "right") == "맞았습니다"
