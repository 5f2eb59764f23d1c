"""Lessons in other languages: pieces of words, put into the code of the English file."""

import re
import unicodedata

import pytest
from translations import assert_same_code_and_numbers

from fashion_cnn.base.language import ENGLISH, LANGUAGES
from fashion_cnn.workshop import editions
from fashion_cnn.workshop.authors import strip
from fashion_cnn.workshop.manifest import lessons

SOURCE = '''\
# %% [markdown]
# # A lesson
#
# One paragraph
# of two lines.

# %%
def double(x):
    """Return twice x.

    x is a number.
    """
    # SOLUTION: Multiply by two.
    return 2 * x  # twice
    # END SOLUTION


# %%
def picture():
    """Two curves."""
    looks = {"good": ("black", "o--"), "two\\nlines": ("0.5", "s:")}
    ax.plot(x, color="red", label="a number")
    ax.set_title(f"{len(x)} numbers " f"of {size:.1f}")  # the title
    return show(looks["good"], "conv1", "off")


# %% The verdict
workshop.verdict("double", globals())
'''
KOREAN = '''\
# %% [markdown]
# # 레슨
#
# 한 문단.

# %%
def double(x):
    """x의 두 배를 반환합니다.

    x는 수입니다.
    """
    # SOLUTION: 2를 곱합니다.
    return 2 * x  # 두 배
    # END SOLUTION


# %%
def picture():
    """곡선 두 개."""
    looks = {"알맞음": ("black", "o--"), "두\\n줄": ("0.5", "s:")}
    ax.plot(x, color="red", label="수")
    ax.set_title(f"수 {len(x)}개, " f"크기 {size:.1f}")  # 제목
    return show(looks["알맞음"], "conv1", "off")


# %% 판정
workshop.verdict("double", globals())
'''
WORDS = {
    "# A lesson": "# 레슨",
    "One paragraph\nof two lines.": "한 문단.",
    "Return twice x.\n\nx is a number.": "x의 두 배를 반환합니다.\n\nx는 수입니다.",
    "Multiply by two.": "2를 곱합니다.",
    "twice": "두 배",
    "Two curves.": "곡선 두 개.",
    "good": "알맞음",
    r"two\nlines": r"두\n줄",
    "a number": "수",
    "{len(x)} numbers ": "수 {len(x)}개, ",
    "of {size:.1f}": "크기 {size:.1f}",
    "the title": "제목",
    "The verdict": "판정",
}
EDITIONS = [
    pytest.param(lesson, language, id=f"{language}-{lesson.id}")
    for lesson in lessons()
    for language in LANGUAGES
    if language != ENGLISH
]


def test_the_pieces_of_a_lesson():
    found = [piece.text for piece in editions.pieces(SOURCE)]
    assert list(dict.fromkeys(found)) == list(WORDS)


def test_other_words_and_the_same_code():
    assert editions.translated(SOURCE, WORDS) == KOREAN
    assert strip.code_of(SOURCE) == strip.code_of(KOREAN)


@pytest.mark.parametrize(
    ("there", "changed"),
    [("{len(x)}개", "{len(y)}개"), ("{len(x)}개", "몇 개"), ('"off"', '"끔"'), ('"red"', '"빨강"')],
)
def test_an_edition_fills_in_the_same_and_keeps_what_is_not_shown(there, changed):
    assert strip.code_of(SOURCE) != strip.code_of(KOREAN.replace(there, changed))


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_a_lesson_in_its_own_words_is_itself(lesson):
    source = editions.source(lesson)
    same = {piece.text: piece.text for piece in editions.pieces(source)}
    assert editions.translated(source, same) == source


@pytest.mark.parametrize(("lesson", "language"), EDITIONS)
def test_an_edition_is_complete_and_has_the_code_and_numbers_of_the_english_one(lesson, language):
    known = editions.words(lesson, language)
    assert known
    assert editions.problems(lesson, language) == []
    made = editions.source(lesson, language)
    assert strip.code_of(made) == strip.code_of(editions.source(lesson))
    for english, other in known.items():
        assert_same_code_and_numbers(english, english, other)
    for line in made.splitlines():
        wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in line)
        assert len(line) + wide <= 100, line


@pytest.mark.parametrize(("lesson", "language"), EDITIONS)
def test_an_edition_is_no_longer_english(lesson, language):
    """No sentence of six English words is left, except in code and in examples."""
    for text in editions.words(lesson, language).values():
        prose = re.sub(r"`[^`]*`|^ {4}.*$", "", text, flags=re.MULTILINE)
        assert not re.search(r"(\b[a-z]+\b[ ,]+){6}", prose), text
