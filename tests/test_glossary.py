"""The glossary: the same terms in both languages, lessons that exist, words that the kit uses."""

import re

import pytest

from fashion_cnn.base.paths import KIT
from fashion_cnn.workshop.manifest import lessons

DOCS = KIT / "docs"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| \[(\d+) ([^]]+)\]\(([^)]+)\) \|$")
KOREAN_WORDS = (
    "slides/ko/*.md",
    "slides/figures/**/*.py",
    "fashion_cnn/words/ko/solutions/*.toml",
    "fashion_cnn/words/ko/*.toml",
)


def rows(page):
    """Return the rows of the page's table as (cell, cell, cell, number, title, link)."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ")][2:]
    return [ROW.match(line).groups() for line in table]


ENGLISH = rows("glossary.md")
KOREAN = rows("glossary.ko.md")


def test_both_pages_have_the_same_terms_in_the_same_lessons():
    english = sorted((english, korean, number) for english, korean, _, number, *_ in ENGLISH)
    korean = sorted((english, korean, number) for korean, english, _, number, *_ in KOREAN)
    assert english == korean


@pytest.mark.parametrize("table", [ENGLISH, KOREAN], ids=["en", "ko"])
def test_a_term_is_there_once_and_where_it_is_looked_for(table):
    terms = [row[0].lower() for row in table]
    assert terms == sorted(set(terms))


@pytest.mark.parametrize(("language", "table"), [("en", ENGLISH), ("ko", KOREAN)])
def test_the_lessons_exist(language, table):
    known = {
        (str(lesson.number), lesson.title(language), f"../workshop/{lesson.file}")
        for lesson in lessons()
    }
    assert {row[3:] for row in table} <= known
    assert all((DOCS / row[5]).exists() for row in table)


def test_the_explanations_are_in_the_language_of_their_page():
    hangul = re.compile("[가-힣]")
    assert not [row[0] for row in ENGLISH if hangul.search(row[2])]
    assert not [row[0] for row in KOREAN if not hangul.search(row[2])]


def test_the_korean_terms_are_those_of_the_slides_and_lessons():
    """A line may end within a term."""
    files = [path for pattern in KOREAN_WORDS for path in KIT.glob(pattern)]
    words = " ".join(" ".join(path.read_text(encoding="utf-8").split()) for path in files)
    assert not [row[0] for row in KOREAN if row[0] not in words]
