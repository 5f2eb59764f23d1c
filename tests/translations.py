"""What a translation must keep of the English: values, code, numbers."""

import re

from fashion_cnn.base.particles import PAIRS

# {name}, {name!r}, {name:,}, {name:은/는}
FIELD = re.compile(r"(?<!\{)\{([^{}!:]+)(?:![rs])?(?::([^{}]*))?\}(?!\})")
CODE = re.compile(r"`[^`]*`")
# Three words in a row are no name of an option, a layer or a file.
SENTENCE = re.compile(r"(?:\b[A-Za-z][a-z']+ ){2}[a-z][a-z']+")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def assert_same_facts(key, english, other):
    """Both texts have the same values filled in, the same code and the same numbers."""
    names = [sorted(name for name, _ in FIELD.findall(text)) for text in (english, other)]
    assert names[0] == names[1], key
    assert_same_code_and_numbers(key, *(FIELD.sub("", text) for text in (english, other)))


def assert_same_code_and_numbers(key, english, other):
    code = [sorted(CODE.findall(text.replace("\n", " "))) for text in (english, other)]
    assert code[0] == code[1], key
    left = NUMBER.findall(other)
    for number in NUMBER.findall(english):
        assert number in left, f"{key}: {number}"
        left.remove(number)


def assert_particles_are_chosen(key, korean):
    """The form of a particle depends on the last sound: {name:은/는} chooses it."""
    bare = re.compile(r"\}[`'\"]*(은|는|이|가|을|를|과|와|으로|로)(?![가-힣])")
    assert not bare.search(korean), (key, korean)
    for _, style in FIELD.findall(korean):
        assert style in PAIRS or not re.search("[가-힣]", style), key


def english_sentences(text):
    """What is still English in a text that should be in another language."""
    return SENTENCE.findall(text)
