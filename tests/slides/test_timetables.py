"""The decks of the timetables: in time, in order, and about nothing that is left out."""

import doctest
import math
import re

import pytest
from fontTools.ttLib import TTFont

from fashion_cnn.base.errors import KitError
from fashion_cnn.workshop.manifest import lessons
from slides import assembly, build, fonts, guide, timetables
from slides.assembly import TimetableDeck
from slides.deck import DECKS, Deck
from slides.languages import LANGUAGES
from slides.timetables import TIMETABLES, Entry, Timetable

MINUTES = {"1-hour-and-a-half": 90, "half-a-day": 240, "full-day": 420, "second-day": 420}
EDITIONS = [TimetableDeck(name, language) for name in TIMETABLES for language in LANGUAGES]
# How a slide or its notes speak of a lesson, and of a deck of the subject.
SPOKEN_OF = re.compile(r"(?:[Ll]essons? |레슨 )(\d+)")
DECK = re.compile(r"\b[Dd]ecks? \d|(?<!\d)[1-4]부(?!터)")
LESSON_LINK = re.compile(r"\]\(\.\./\.\./workshop/(\d+)_\w+\.py\)")
PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]*)(?:#[^)]*)?\)")
# What only Korean slides say of commands.
IN_KOREAN = "`--lang ko`"
# A file that is written in each language, and a heading of the guide, as notes name them.
DOCUMENT = re.compile(r"\b(?:INSTRUCTOR|README|glossary)(?:\.ko)?\.md\b")
GUIDE_AND_HEADING = re.compile(r'INSTRUCTOR\S*\.md\S* (?:under )?"([^"]+)"|"([^"]+)" in INSTRUCTOR')


def edition(deck):
    return f"{deck.language}-{deck.name}"


def slides_of(name):
    """The slides of the subject that a timetable shows, in order."""
    return [slide for entry in Timetable(name).entries for slide in entry.slides]


def known_before(name):
    """The slides that people have seen on the day before."""
    return slides_of(Timetable(name).before.name) if Timetable(name).before else []


@pytest.mark.parametrize("name", TIMETABLES)
def test_the_minutes_add_up(name):
    now = 0
    for entry in Timetable(name).entries:
        assert entry.start == now
        now += entry.minutes
    assert now == MINUTES[name]


@pytest.mark.parametrize("name", TIMETABLES)
def test_slides_and_lessons_take_the_minutes_that_they_say(name):
    by_name = {slide.name: slide for deck in DECKS for slide in Deck(deck, "ko").slides}
    by_id = {lesson.id: lesson for lesson in lessons()}
    for entry in Timetable(name).entries:
        if entry.slides:
            exact = sum(by_name[slide].minutes for slide in entry.slides)
            assert entry.minutes == math.ceil(exact)
        elif entry.lesson:
            assert entry.minutes == by_id[entry.lesson].minutes


@pytest.mark.parametrize("name", TIMETABLES)
def test_a_timetable_opens_with_an_agenda_and_ends_with_a_close(name):
    shown = [entry.show for entry in Timetable(name).entries]
    assert shown[:2] == ["opening", "agenda"]
    assert shown[-1] == "close"
    assert 3 <= Timetable(name).entries[-1].minutes <= 15


@pytest.mark.parametrize("name", TIMETABLES)
def test_people_install_on_the_first_day_before_the_first_lesson(name):
    entries = Timetable(name).entries
    places = {entry.show or entry.lesson: entry for entry in reversed(entries)}
    if Timetable(name).before:
        assert "install" not in places
    else:
        first_lesson = next(entry for entry in entries if entry.lesson)
        # Four minutes for a laptop, and as long again for its turn at the stick.
        assert places["ready"].start - places["install"].start >= 8
        assert places["ready"].end <= first_lesson.start


@pytest.mark.parametrize("name", TIMETABLES)
def test_nobody_works_for_two_hours_without_a_break(name):
    starts = [e.start for e in Timetable(name).entries if e.show in timetables.BREAKS]
    ends = [e.end for e in Timetable(name).entries if e.show in timetables.BREAKS]
    for end, start in zip([0, *ends], [*starts, MINUTES[name]], strict=True):
        assert start - end <= 120


@pytest.mark.parametrize("late", [False, True], ids=["in time", "late"])
@pytest.mark.parametrize("name", TIMETABLES)
def test_what_a_lesson_needs_was_shown_before_it(name, late):
    seen = set(known_before(name))
    for entry in Timetable(name).entries:
        if not (late and entry.if_late):
            assert set(timetables.needs(entry)) - seen == set(), entry.lesson or entry.show
            seen |= set(entry.slides)


def test_in_the_decks_too_what_a_lesson_needs_was_shown_before_it():
    seen, found = set(), []
    by_number = {lesson.number: lesson.id for lesson in lessons()}
    for slide in (slide for deck in DECKS for slide in Deck(deck, "en").slides):
        seen.add(slide.name)
        for number in LESSON_LINK.findall(slide.text):
            lesson = by_number[int(number)]
            found.append(lesson)
            assert set(timetables.needs(Entry(lesson=lesson))) - seen == set(), lesson
    assert sorted(found) == sorted(by_number.values())


def test_every_lesson_says_what_it_needs_and_what_it_is_about():
    words = timetables.lesson_words()["lesson"]
    assert list(words) == [lesson.id for lesson in lessons()]
    for entry in words.values():
        assert entry["needs"]
        assert set(entry["about"]) == set(LANGUAGES)


def test_every_activity_has_its_slide():
    assert set(timetables.lesson_words()["activity"]) <= set(timetables.templates("en"))


@pytest.mark.parametrize("name", TIMETABLES)
def test_no_slide_is_shown_twice(name):
    shown = known_before(name) + slides_of(name)
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_nobody_speaks_of_a_lesson_that_is_left_out(deck):
    table = deck.timetable
    numbers = set(table.lesson_numbers)
    if table.before:
        numbers |= set(table.before.lesson_numbers)
    for slide in deck.slides:
        if slide.name != "close":  # it says which are left for home
            assert set(map(int, SPOKEN_OF.findall(slide.text))) <= numbers, slide.name


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_nobody_speaks_of_a_deck_that_the_room_does_not_see(deck):
    for slide in deck.slides:
        assert DECK.findall(slide.text) == [], slide.name


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_only_the_slide_of_a_lesson_points_to_it(deck):
    pointing = [slide for slide in deck.slides if LESSON_LINK.search(slide.text)]
    assert {slide.name for slide in pointing} == {"your-turn"}
    numbers = [int(LESSON_LINK.findall(slide.text)[0]) for slide in pointing]
    assert numbers == deck.timetable.lesson_numbers


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_the_slide_of_a_lesson_says_how_long_and_how_to_check(deck):
    slides = iter(slide for slide in deck.slides if slide.name == "your-turn")
    by_id = {lesson.id: lesson for lesson in lessons()}
    for entry in deck.timetable.entries:
        if entry.lesson:
            lesson, slide = by_id[entry.lesson], next(slides)
            assert slide.minutes == lesson.minutes
            assert f"`{lesson.file}`" in slide.text
            assert f"python -m fashion_cnn.workshop check {lesson.number}`" in slide.text
            assert f"python -m fashion_cnn.workshop hint {lesson.number}`" in slide.text
            hours, minutes = divmod(entry.start + lesson.minutes, 60)
            assert f">{hours}:{minutes:02}</time>" in slide.text


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_what_can_be_left_out_is_said_on_the_agenda_and_on_the_slide(deck):
    [agenda] = [slide for slide in deck.slides if slide.name == "agenda"]
    droppable = [entry for entry in deck.timetable.entries if entry.if_late]
    assert droppable
    for entry in droppable:
        line = deck.late(entry)
        assert str(entry.minutes) in line
        assert line in agenda.notes.splitlines()
        for slide in deck.slides[entry.first - 1 : entry.last]:
            assert line in slide.notes.splitlines(), slide.name


@pytest.mark.parametrize("name", TIMETABLES)
def test_both_editions_say_the_same(name):
    english, korean = (TimetableDeck(name, language) for language in LANGUAGES)
    for one, other in zip(english.slides, korean.slides, strict=True):
        assert one.name == other.name, one.number
        assert one.minutes == other.minutes, one.number
        assert one.figures == other.figures, one.number
        assert sorted(one.facts) == sorted(other.facts), one.number
        code = [CODE.findall(slide.shown.replace(IN_KOREAN, "")) for slide in (one, other)]
        assert sorted(code[0]) == sorted(code[1]) or one.name in slides_of(name), one.number


def test_the_templates_are_the_same_in_both_languages():
    one, other = (timetables.templates(language) for language in LANGUAGES)
    assert list(one) == list(other)
    for name in one:
        filled = [set(PLACEHOLDER.findall(found[name].text)) for found in (one, other)]
        assert filled[0] == filled[1], name


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_every_slide_has_a_heading_and_notes(deck):
    for slide in deck.slides:
        headings = re.findall(r"^##? .+$", CODE.sub("", slide.shown), re.MULTILINE)
        assert len(headings) == 1, slide.number
        assert ("Say:" if deck.language == "en" else "말하기:") in slide.notes, slide.number


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_documents_and_their_headings_are_named_in_the_language_of_the_slide(deck):
    for slide in deck.slides:
        for name in DOCUMENT.findall(slide.text):
            assert (".ko." in name) == (deck.language == "ko"), (slide.name, name)
    headings = {a or b for slide in deck.slides for a, b in GUIDE_AND_HEADING.findall(slide.notes)}
    numbers = deck.timetable.lesson_numbers
    assert len(headings) == len(numbers) + (not deck.timetable.before)  # what to prepare, too
    text = guide.GUIDES[deck.language].read_text(encoding="utf-8")
    for heading in headings:
        assert f"**{heading}.**" in text or f"## {heading}\n" in text, heading


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_links_lead_somewhere(deck):
    for link in LINK.findall(CODE.sub("", deck.markdown)):
        if not link.startswith(("figure:", "live:")):
            assert (deck.page.parent / link).exists(), link


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_the_fonts_that_come_along_have_every_character(deck):
    letters = {letter for letter in build.filled(deck) if ord(letter) >= 32}
    assert (
        letters - {chr(c) for *_, path in fonts.FACES for c in TTFont(path).getBestCmap()} == set()
    )


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_the_built_page_is_that_of_the_timetable(deck):
    built = build.built_digest(deck.page.read_text(encoding="utf-8"))
    assert built == build.digest(build.filled(deck)), "run python -m slides.build"


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_the_figures_are_those_of_the_other_decks(deck):
    """To the last bit: they are drawn alike, so a difference is a page that was not built again."""
    known = set.union(*(frames(Deck(name, deck.language)) for name in DECKS))
    assert {name for name, _ in frames(deck) - known} == set(), "run python -m slides.build"
    assert {name for name, _ in frames(deck)} == {f for slide in deck.slides for f in slide.figures}


def frames(deck):
    """The frames of the figures in a built page: (name, picture)."""
    page = deck.page.read_text(encoding="utf-8")
    return set(re.findall(r'<img data-figure="([\w-]+)"[^>]* src="([^"]*)"', page))


def test_lessons_have_their_titles_in_both_languages():
    sliding, *_, unet = lessons()[2:]
    assert assembly.label(sliding, "en") == "Lesson 3, Sliding a kernel"
    assert assembly.label(sliding, "ko") == "레슨 3, 커널 움직이기"
    assert assembly.label(unet, "ko") == "레슨 25, U-Net"


def test_the_examples_in_the_docstrings():
    results = doctest.testmod(assembly)
    assert results.attempted >= 3
    assert results.failed == 0


ENTRIES = [{"show": "opening", "minutes": 1}, {"slides": ["sliding"]}, {"show": "close"}]


@pytest.fixture
def written(monkeypatch):
    """A function that puts a timetable of 60 minutes with these entries into timetables.toml."""

    def write(entries):
        part = {"title": {"en": "All", "ko": "전부"}, "entries": entries}
        texts = {"name": {"en": "An hour", "ko": "한 시간"}, "about": {"en": "A", "ko": "가"}}
        content = {"an-hour": {**texts, "minutes": 60, "learned": {"en": [], "ko": []}}}
        content["an-hour"]["part"] = [part]
        monkeypatch.setattr(timetables, "contents", lambda: content)
        return TimetableDeck("an-hour", "en")

    return write


def test_the_close_takes_the_minutes_that_are_left(written):
    sliding = next(s for s in Deck("1-convolution", "en").slides if s.name == "sliding")
    entries = written(ENTRIES).timetable.entries
    assert entries[-1].minutes == 59 - sliding.minutes


def test_a_slide_that_does_not_exist_is_named(written):
    with pytest.raises(KitError, match=r"no slide 'slidng'\. Did you mean 'sliding'"):
        written([{"slides": ["slidng"]}, *ENTRIES]).markdown  # noqa: B018


def test_a_lesson_or_a_template_that_does_not_exist_is_named(written):
    with pytest.raises(KitError, match=r"no lesson 'pixel'\. Did you mean 'pixels'"):
        written([{"lesson": "pixel"}, *ENTRIES]).markdown  # noqa: B018
    with pytest.raises(KitError, match="no slide for timetables 'brake'"):
        written([{"show": "brake", "minutes": 5}, *ENTRIES]).markdown  # noqa: B018


def test_a_timetable_that_takes_too_long_says_so(written):
    with pytest.raises(KitError, match="an-hour takes 65 minutes without its close, of 60"):
        written([{"show": "break", "minutes": 60}, *ENTRIES]).timetable.entries  # noqa: B018


def test_a_slide_keeps_its_words_and_loses_its_pointer_to_a_lesson(written):
    deck = written([{"slides": ["dilations"]}, *ENTRIES])
    [slide] = [slide for slide in deck.slides if slide.name == "dilations"]
    [as_written] = [s for s in Deck("1-convolution", "en").slides if s.name == "dilations"]
    assert "Your turn: [Lesson 4, Padding and stride]" in as_written.text
    assert "Next: lesson 4" in as_written.text
    assert "Your turn" not in slide.text
    assert "Next:" not in slide.text
    assert slide.figures == as_written.figures
    assert slide.minutes == as_written.minutes
