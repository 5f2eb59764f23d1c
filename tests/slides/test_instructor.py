"""The instructor's guide: tables up to date, links that lead somewhere, a working example."""

import re
import shutil
import subprocess
import sys
from collections import Counter

import pytest

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.paths import KIT
from fashion_cnn.workshop.manifest import lessons
from slides import guide
from slides.deck import DECKS, Deck
from slides.languages import LANGUAGES
from slides.timetables import TIMETABLES, Timetable

TEXTS = {language: path.read_text(encoding="utf-8") for language, path in guide.GUIDES.items()}
TEXT = TEXTS["en"]
ROW = re.compile(r"^\| (\d+):(\d\d) \| .*? \| (.+?) \| (\d+) \|.*\|$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# A message of the kit, and 138 million, which is 1억 3800만.
SAID_IN_KOREAN = {"to do": "아직 작성하지 않았습니다", "138": "3800"}
# A block of the worked example: the file it belongs to stands in the line before.
BLOCK = re.compile(r"`([\w/]+\.(?:py|toml))`[^`]*```(?:python|toml)\n(.*?)```", re.DOTALL)


def section(text, heading):
    return re.split(r"^#+ ", text.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_tables_are_those_of_the_decks_and_timetables(language):
    text = TEXTS[language]
    assert guide.filled(text, language) == text, "run python -m slides.guide"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guide_without_a_table_says_so(language):
    name = guide.GUIDES[language].name
    with pytest.raises(KitError, match=f"{name} has no <!-- table: half-a-day -->"):
        guide.filled(TEXTS[language].replace("<!-- table: half-a-day -->", ""), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_the_decks_is_so(language):
    text = TEXTS[language]
    for number, name in enumerate(DECKS, start=1):
        deck = Deck(name, language)
        [row] = re.findall(rf"^\| {number} .*\| (\d+) \| (\d+) \|.*$", text, re.MULTILINE)
        assert row == (str(len(deck.slides)), f"{deck.minutes:.0f}")
    for name in (*DECKS, *TIMETABLES):
        assert f"(en/{name}.html)" in text
        assert f"(ko/{name}.html)" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TIMETABLES)
def test_a_timetable_is_listed_from_its_first_minute_to_its_last(name, language):
    table = TEXTS[language].partition(f"<!-- table: {name} -->")[2].partition("<!-- end -->")[0]
    listed = ROW.findall(table)
    now = 0
    for (hours, minutes, what, lasts), entry in zip(listed, Timetable(name).entries, strict=True):
        assert 60 * int(hours) + int(minutes) == now
        assert what.startswith(("Lesson ", "레슨 ")) == bool(entry.lesson), what
        now += int(lasts)
    assert now == Timetable(name).minutes


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Lesson by lesson"), ("ko", "레슨별로")], ids=LANGUAGES
)
def test_every_lesson_has_its_notes(language, heading):
    notes = section(TEXTS[language], heading)
    for lesson in lessons():
        assert f"**{lesson.number} {lesson.title(language)}.**" in notes


def test_the_korean_guide_says_what_the_english_one_says():
    """Paragraph by paragraph: the same code, and no number left out."""
    english = paragraphs(TEXT.partition("**Add a lesson: a worked example.**")[0])
    korean = paragraphs(TEXTS["ko"].partition("**레슨 더하기.**")[0])
    for one, other in zip(english, korean, strict=True):
        code = {SAID_IN_KOREAN.get(code, code) for code in CODE.findall(one)}
        assert set(CODE.findall(other)) == code, one
        numbers = Counter(SAID_IN_KOREAN.get(number, number) for number in NUMBER.findall(one))
        assert numbers <= Counter(NUMBER.findall(other)), one
        if one.startswith("    "):
            assert other == one


def paragraphs(text):
    """The paragraphs of a guide, with its tables of decks and timetables as one each."""
    return guide.TABLE.sub(r"\1\3", text).strip().split("\n\n")


LINKED = [
    f"{page}{edition}.md"
    for page in ("README", "docs/glossary", "slides/INSTRUCTOR")
    for edition in ("", ".ko")
]


@pytest.mark.parametrize("path", LINKED)
def test_links_lead_somewhere(path):
    for link in re.findall(r"\]\(([^)]+)\)", (KIT / path).read_text(encoding="utf-8")):
        name, _, place = link.partition("#")
        if not name.startswith("http") and "figure:" not in name:
            target = (KIT / path).parent / name if name else KIT / path
            assert target.exists(), link
            assert not place or place in anchors(target), link


@pytest.mark.parametrize("path", LINKED[1::2])
def test_a_korean_page_says_which_pages_are_in_english(path):
    text = (KIT / path).read_text(encoding="utf-8")
    for words, link in re.findall(r"\[([^\]]+)\]\(([^)#]+\.md)[^)]*\)", text):
        if link.endswith(".ko.md"):
            assert "영어" not in words, link
        else:
            assert "영어" in words or words == "English", link


@pytest.mark.parametrize("path", LINKED[:2])
def test_a_readme_says_how_to_choose_the_language(path):
    text = (KIT / path).read_text(encoding="utf-8")
    for name in ("`start my-workshop --lang ko`", "`FASHION_CNN_LANG`", "`--lang`"):
        assert name in text


def anchors(path):
    """Return the names that links can use for the headings of a file."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return set(map(anchor, headings))


def anchor(heading):
    """Return the name that a heading has in links, as on GitHub."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_lesson_of_the_worked_example_is_in_order(tmp_path):
    """Its files are put into a copy of the kit, as the only lesson: `verify` finds no problem."""
    blocks = dict(BLOCK.findall(TEXT.partition("## Adapt a lesson, or add one")[2]))
    number = len(lessons()) + 1
    assert f"solutions/{number}_dilation.py" in blocks
    shutil.copytree(
        KIT / "fashion_cnn", tmp_path / "fashion_cnn", ignore=lambda *_: ["__pycache__"]
    )
    manifest = "fashion_cnn/workshop/manifest.toml"
    blocks[manifest] = "seconds = 5.0\n" + blocks[manifest]
    blocks["solutions/01_dilation.py"] = blocks.pop(f"solutions/{number}_dilation.py")
    for file, content in blocks.items():
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    command = [sys.executable, "-m", "fashion_cnn.workshop", "verify"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 lessons, 0 problems." in done.stdout, done.stdout + done.stderr


def test_the_wrong_answers_of_the_worked_example_are_its_mistakes():
    blocks = dict(BLOCK.findall(TEXT.partition("## Adapt a lesson, or add one")[2]))
    wrong, checks = {}, {}
    exec(blocks["tests/workshop/wrong/dilation.py"], wrong)
    exec(blocks["fashion_cnn/workshop/lessons/dilation.py"], checks)
    task = checks["TASKS"]["extent"]
    for mistake, code in wrong["WRONG"]["extent"].items():
        learners = {}
        exec(f"def extent(kernel, dilation):\n    {code}", learners)
        assert learners["extent"](3, 2) == task.mistakes[mistake](3, 2) != task.answer(3, 2)
