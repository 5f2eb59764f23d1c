"""The instructor's guide: timetables that add up, links that lead somewhere, a working example."""

import math
import re
import shutil
import subprocess
import sys

import pytest

from fashion_cnn.base.paths import KIT
from fashion_cnn.workshop.manifest import lessons
from slides.deck import DECKS, Deck

GUIDE = KIT / "slides" / "INSTRUCTOR.md"
TEXT = GUIDE.read_text(encoding="utf-8")
TIMETABLES = {"90 minutes": 90, "Half a day": 240, "A full day": 420}
ROW = re.compile(r"^\| (\d+):(\d\d) \| (.+?) \| (\d+) \|$", re.MULTILINE)
SLIDES = re.compile(r"Deck (\d), slides? (\d+)(?: to (\d+))?")
LESSON = re.compile(r"Lesson (\d+), (.+)")
# A block of the worked example: the file it belongs to stands in the line before.
BLOCK = re.compile(r"`([\w/]+\.(?:py|toml))`[^`]*```(?:python|toml)\n(.*?)```", re.DOTALL)


def section(heading):
    return re.split(r"^#+ ", TEXT.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def rows(timetable):
    """Return (minutes since the start, what, minutes) of a timetable."""
    found = ROW.findall(section(timetable))
    return [(60 * int(h) + int(m), what, int(minutes)) for h, m, what, minutes in found]


@pytest.mark.parametrize("timetable", TIMETABLES)
def test_the_minutes_of_a_timetable_add_up(timetable):
    now = 0
    for start, what, minutes in rows(timetable):
        assert start == now, what
        now += minutes
    assert now == TIMETABLES[timetable]


@pytest.mark.parametrize("timetable", TIMETABLES)
def test_slides_and_lessons_take_the_minutes_that_they_say(timetable):
    for _, what, minutes in rows(timetable):
        if found := SLIDES.match(what):
            first, last = int(found[2]), int(found[3] or found[2])
            slides = Deck(DECKS[int(found[1]) - 1], "en").slides
            assert last <= len(slides), what
            exact = sum(slide.minutes for slide in slides[first - 1 : last])
            assert minutes == math.ceil(exact), what
        elif found := LESSON.match(what):
            lesson = lessons()[int(found[1]) - 1]
            assert found[2] == lesson.title("en")
            assert minutes == lesson.minutes, what


def test_what_is_said_of_the_decks_is_so():
    for number, name in enumerate(DECKS, start=1):
        deck = Deck(name, "en")
        assert f"{deck.name}.html" in TEXT
        [row] = re.findall(rf"^\| {number} .*\| (\d+) \| (\d+) \|.*$", TEXT, re.MULTILINE)
        assert row == (str(len(deck.slides)), f"{deck.minutes:.0f}")


def test_every_lesson_has_its_notes():
    notes = section("Where learners stumble") + section("Lesson by lesson")
    for lesson in lessons():
        assert f"**{lesson.number} {lesson.title('en')}.**" in notes


@pytest.mark.parametrize("path", ["README.md", "README.ko.md", "slides/INSTRUCTOR.md"])
def test_links_lead_somewhere(path):
    for link in re.findall(r"\]\(([^)]+)\)", (KIT / path).read_text(encoding="utf-8")):
        name, _, place = link.partition("#")
        if not name.startswith("http") and "figure:" not in name:
            target = (KIT / path).parent / name if name else KIT / path
            assert target.exists(), link
            assert not place or place in anchors(target), link


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
