"""Timetables: decks that are assembled from the slides of the other decks.

timetables.toml says what is shown and in which order. The slides that only timetables have, such
as the agenda, a lesson's task or a break, are templates in en/timetable.md and ko/timetable.md:
{{minutes}} and the like are filled in here, facts like everywhere else when a page is built.
"""

import math
import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache, cached_property

from fashion_cnn.base.errors import KitError, unknown
from fashion_cnn.workshop.manifest import lessons
from slides.deck import DECKS, HERE, Deck, fill_facts
from slides.languages import words

SOURCE = HERE / "timetables.toml"
TEMPLATES = "timetable"
YOUR_TURN = "your-turn"
BREAKS = ("break", "lunch")

# "Your turn: [Lesson 2, Kernels](../../workshop/02_kernels.py)", up to the end of its line, and the
# line of the notes that says it again. In a timetable, a lesson has a slide of its own.
LESSON_LINK = re.compile(
    r"[^\S\n]*(?:Your turn|직접 해 보기): \[([^\]]+)\]\(\.\./\.\./workshop/([\w.]+)\)$",
    re.MULTILINE,
)
NEXT = re.compile(r"^(?:Next|다음): .*\n", re.MULTILINE)
HEADING = re.compile(r"^##? (.+)$", re.MULTILINE)


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


@dataclass(frozen=True)
class TimetableDeck(Deck):
    """The deck of a timetable: the same as a Deck, but its Markdown is assembled."""

    @property
    def timetable(self):
        return Timetable(self.name)

    @cached_property
    def markdown(self):
        texts = [text for entry in self.timetable.entries for text in self.texts(entry)]
        script = f"<script>\n{(HERE / 'clock.js').read_text(encoding='utf-8')}</script>"
        return self.front_matter + "\n\n---\n\n".join(texts) + f"\n\n{script}\n"

    @property
    def front_matter(self):
        footer = f"{self.words('name')} · {self.words('about')}"
        return (
            "---\nmarp: true\ntheme: workshop\npaginate: true\n"
            f'footer: "{footer}"\nlang: {self.language}\n---\n\n'
        )

    def words(self, field):
        """A text of the timetable in the deck's language."""
        return self.timetable.written[field][self.language]

    def texts(self, entry):
        """The slides of an entry, as Markdown."""
        if entry.slides:
            texts = [without_lesson(slide_named(name, self.language).text) for name in entry.slides]
        else:
            template = template_named(entry.show or YOUR_TURN, self.language)
            texts = [fill_facts(template.text, self.values(entry))]
        return [with_note(text, self.late(entry)) for text in texts] if entry.if_late else texts

    def values(self, entry):
        """What the template of an entry can have in double braces."""
        values = {"minutes": entry.minutes, "end": clock(entry.end), "about": self.words("about")}
        if entry.lesson:
            lesson = find(entry.lesson)
            return values | {
                "lesson": label(lesson, self.language),
                "number": lesson.number,
                "file": lesson.file,
                "about": about(lesson, self.language),
                "in_guide": f"{lesson.number} {lesson.title('en')}",
            }
        return values | {
            "name": self.words("name"),
            "rows": "\n".join(self.agenda()),
            "end": clock(entry.end if entry.show in BREAKS else self.timetable.minutes),
            "late": "\n".join(
                self.late(entry) for entry in self.timetable.entries if entry.if_late
            ),
            "learned": "\n".join(f"- {line}" for line in self.words("learned")),
            "left_out": self.left_out(),
        }

    def agenda(self):
        """The rows of the agenda: each part with its lessons, each break."""
        for part in self.timetable.parts:
            numbers = [str(find(entry.lesson).number) for entry in part.entries if entry.lesson]
            start = clock(part.entries[0].start)
            yield f"| {start} | {part.title[self.language]} | {', '.join(numbers)} |"
            for entry in part.entries:
                if entry.show in BREAKS:
                    yield f"| {clock(entry.start)} | *{self.describe(entry)}* | |"

    def describe(self, entry):
        """An entry in words."""
        if entry.lesson:
            return label(find(entry.lesson), self.language)
        if entry.show:
            heading = HEADING.search(template_named(entry.show, self.language).text)[1]
            return fill_facts(heading, {field: self.words(field) for field in ("name", "about")})
        return slide_numbers(entry.first, entry.last, self.language)

    def late(self, entry):
        """The line of the notes that says what can be left out."""
        what, minutes = self.describe(entry), entry.minutes
        return words(
            self.language,
            f"If you are late: leave out {what}; saves {minutes} min.",
            f"시간이 모자라면: {what} 생략, {minutes}분을 법니다.",
        )

    def left_out(self):
        """A sentence with the numbers of the lessons that the timetable does not have."""
        before = self.timetable.before.lesson_numbers if self.timetable.before else []
        done = {*before, *self.timetable.lesson_numbers}
        numbers = spans([lesson.number for lesson in lessons() if lesson.number not in done])
        return words(
            self.language,
            f"Still to do: lessons {numbers}.",
            f"아직 남은 레슨은 {numbers}입니다.",
        )


def deck_named(name, language):
    """The deck of that name: one of the subject, of a timetable, or the handout."""
    return (TimetableDeck if name in TIMETABLES else Deck)(name, language)


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
def labels(language):
    """What the decks call each lesson: file -> "Lesson 2, Kernels"."""
    texts = [slide.text for slide in subject_slides(language).values()]
    return {file: name for text in texts for name, file in LESSON_LINK.findall(text)}


def label(lesson, language):
    """What the decks call a lesson."""
    return labels(language)[lesson.file]


@cache
def lesson_words():
    """The contents of lessons.toml."""
    return tomllib.loads((HERE / "lessons.toml").read_text(encoding="utf-8"))


def about(lesson, language):
    """A sentence about the tasks of a lesson."""
    return lesson_words()["lesson"][lesson.id]["about"][language]


def needs(entry):
    """The names of the slides that must have been shown before an entry."""
    activities, lessons = lesson_words()["activity"], lesson_words()["lesson"]
    return {**activities, **lessons}.get(entry.lesson or entry.show, {}).get("needs", [])


def without_lesson(text):
    """The Markdown of a slide without its pointers to a lesson."""
    return NEXT.sub("", LESSON_LINK.sub("", text))


def with_note(text, line):
    """The Markdown of a slide with one more line of notes."""
    return text.removesuffix("-->") + f"{line}\n-->"


def clock(minutes):
    """Hours and minutes since the start.

    >>> clock(69)
    '1:09'
    """
    return f"{minutes // 60}:{minutes % 60:02}"


def spans(numbers):
    """Numbers in ascending order, with runs of them shortened.

    >>> spans([4, 6, 7, 8, 20])
    '4, 6–8, 20'
    """
    runs = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def slide_numbers(first, last, language):
    """Slides by their numbers, in words.

    >>> slide_numbers(4, 6, "en")
    'slides 4 to 6'
    """
    if first == last:
        return words(language, f"slide {first}", f"슬라이드 {first}")
    return words(language, f"slides {first} to {last}", f"슬라이드 {first}~{last}")
