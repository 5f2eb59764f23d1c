"""Timetables: what is shown when. timetables.toml has them, assembly.py makes decks of them."""

import math
import tomllib
from dataclasses import dataclass, replace
from functools import cache, cached_property

from fashion_cnn.base.errors import KitError, unknown
from fashion_cnn.workshop.manifest import lessons
from slides.deck import DECKS, HERE, Deck

SOURCE = HERE / "timetables.toml"
TEMPLATES = "timetable"
BREAKS = ("break", "lunch")


@cache
def contents():
    """The contents of timetables.toml: name -> timetable."""
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))


TIMETABLES = tuple(contents())


@dataclass(frozen=True)
class Entry:
    """One line of a timetable: some slides, a lesson, or a slide that only timetables have.

    `minutes` is None for the close as written. `start` is in minutes since the start, `first` the
    number of its first slide in the deck.
    """

    slides: tuple = ()
    lesson: str = ""
    show: str = ""
    minutes: int | None = None
    if_late: bool = False
    start: int = 0
    first: int = 1

    @property
    def end(self):
        return self.start + self.minutes

    @property
    def last(self):
        """The number of its last slide."""
        return self.first + max(1, len(self.slides)) - 1


@dataclass(frozen=True)
class Part:
    """A part of a timetable: its title by language, its entries in order."""

    title: dict
    entries: tuple


@dataclass(frozen=True)
class Timetable:
    """A timetable, as plain data."""

    name: str

    @property
    def written(self):
        """Its table in timetables.toml."""
        return contents()[self.name]

    @property
    def minutes(self):
        return self.written["minutes"]

    @property
    def before(self):
        """The timetable of the day before, or None."""
        return Timetable(self.written["after"]) if "after" in self.written else None

    @cached_property
    def parts(self):
        """Its parts, with the minutes, start and number of each entry."""
        written = [[Entry(**fields) for fields in part["entries"]] for part in self.written["part"]]
        known = sum(minutes_of(entry) or 0 for entries in written for entry in entries)
        start, first, parts = 0, 1, []
        for part, entries in zip(self.written["part"], written, strict=True):
            placed = []
            for entry in entries:
                minutes = minutes_of(entry) or self.minutes - known
                entry = replace(entry, minutes=minutes, start=start, first=first)
                placed.append(entry)
                start, first = entry.end, entry.last + 1
            parts.append(Part(part["title"], tuple(placed)))
        if start != self.minutes or placed[-1].minutes < 1:
            raise KitError(
                f"{SOURCE.name}: {self.name} takes {known} minutes without its close, of "
                f"{self.minutes}. Leave something out, or shorten a break."
            )
        return tuple(parts)

    @property
    def entries(self):
        return [entry for part in self.parts for entry in part.entries]

    @property
    def lesson_numbers(self):
        """The numbers of its lessons, in order."""
        return [find(entry.lesson).number for entry in self.entries if entry.lesson]


def minutes_of(entry):
    """The minutes of an entry: of its slides, rounded up, of its lesson, or as written."""
    if entry.slides:
        return math.ceil(sum(slide_named(name, "en").minutes for name in entry.slides))
    return find(entry.lesson).minutes if entry.lesson else entry.minutes


@cache
def subject_slides(language):
    """The slides of the four decks: name -> Slide."""
    return {slide.name: slide for deck in DECKS for slide in Deck(deck, language).slides}


@cache
def templates(language):
    """The slides that only timetables have: name -> Slide."""
    return {slide.name: slide for slide in Deck(TEMPLATES, language).slides}


def slide_named(name, language):
    """A slide of the four decks. Raises KitError if there is none of that name."""
    if name not in subject_slides(language):
        raise unknown("slide", name, list(subject_slides(language)))
    return subject_slides(language)[name]


def template_named(name, language):
    """A slide that only timetables have. Raises KitError if there is none of that name."""
    if name not in templates(language):
        raise unknown("slide for timetables", name, list(templates(language)))
    return templates(language)[name]


def find(lesson_id):
    """The lesson with that id. Raises KitError if there is none."""
    found = {lesson.id: lesson for lesson in lessons()}
    if lesson_id not in found:
        raise unknown("lesson", lesson_id, list(found))
    return found[lesson_id]


@cache
def lesson_words():
    """The contents of lessons.toml."""
    return tomllib.loads((HERE / "lessons.toml").read_text(encoding="utf-8"))


def needs(entry):
    """The names of the slides that must have been shown before an entry."""
    activities, lessons = lesson_words()["activity"], lesson_words()["lesson"]
    return {**activities, **lessons}.get(entry.lesson or entry.show, {}).get("needs", [])
