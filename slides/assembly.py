"""The deck of a timetable, assembled from the slides of the other decks.

The slides that only timetables have, such as the agenda, a lesson's task or a break, are templates
in en/timetable.md and ko/timetable.md: {{minutes}} and the like are filled in here, facts as in any
deck when its page is built.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from fashion_cnn.workshop.manifest import lessons
from slides.deck import HERE, Deck, fill_facts
from slides.languages import words
from slides.timetables import (
    BREAKS,
    TIMETABLES,
    Timetable,
    find,
    lesson_words,
    slide_named,
    template_named,
)

# "Your turn: [Lesson 2, Kernels](../../workshop/02_kernels.py)", up to the end of its line, and the
# line of the notes that says it again. In a timetable, a lesson has a slide of its own.
LESSON_LINK = re.compile(
    r"[^\S\n]*(?:Your turn|직접 해 보기): \[\w+ \d+, ([^\]]+)\]\(\.\./\.\./workshop/([\w.]+)\)$",
    re.MULTILINE,
)
NEXT = re.compile(r"^(?:Next|다음): .*\n", re.MULTILINE)
HEADING = re.compile(r"^##? (.+)$", re.MULTILINE)


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
        footer = f"{self.text('name')} · {self.text('about')}"
        return (
            "---\nmarp: true\ntheme: workshop\npaginate: true\n"
            f'footer: "{footer}"\nlang: {self.language}\n---\n\n'
        )

    def text(self, field):
        """A text of the timetable in the deck's language."""
        return self.timetable.written[field][self.language]

    def texts(self, entry):
        """The slides of an entry, as Markdown."""
        if entry.slides:
            texts = [without_lesson(slide_named(name, self.language).text) for name in entry.slides]
        else:
            template = template_named(entry.show or "your-turn", self.language)
            texts = [fill_facts(template.text, self.values(entry))]
        return [with_note(text, self.late(entry)) for text in texts] if entry.if_late else texts

    def values(self, entry):
        """What the template of an entry can have in double braces."""
        end = entry.end if entry.lesson or entry.show in BREAKS else self.timetable.minutes
        values = {"minutes": entry.minutes, "until": moment(end, entry.start)}
        if entry.lesson:
            lesson = find(entry.lesson)
            return values | {
                "lesson": label(lesson, self.language),
                "number": lesson.number,
                "file": lesson.file,
                "about": about(lesson, self.language),
                "in_guide": f"{lesson.number} {lesson.title(self.language)}",
            }
        return values | {
            "name": self.text("name"),
            "about": self.text("about"),
            "rows": "\n".join(self.agenda(entry.start)),
            "late": "\n".join(
                self.late(entry) for entry in self.timetable.entries if entry.if_late
            ),
            "learned": "\n".join(f"- {line}" for line in self.text("learned")),
            "left_out": self.left_out(),
            "next": self.next_part(entry),
        }

    def agenda(self, now):
        """The rows of the agenda, shown at minute `now`: each part with its lessons, each break."""
        for part in self.timetable.parts:
            found = [find(entry.lesson) for entry in part.entries if entry.lesson]
            names = [f"{lesson.number} {lesson.title(self.language)}" for lesson in found]
            start = moment(part.entries[0].start, now)
            yield f"| {start} | {part.title[self.language]} | {', '.join(names)} |"
            for entry in part.entries:
                if entry.show in BREAKS:
                    yield f"| {moment(entry.start, now)} | *{self.describe(entry)}* | |"

    def describe(self, entry):
        """An entry in words."""
        if entry.lesson:
            return label(find(entry.lesson), self.language)
        if entry.show:
            heading = HEADING.search(template_named(entry.show, self.language).text)[1]
            return fill_facts(heading, {field: self.text(field) for field in ("name", "about")})
        return slide_numbers(entry.first, entry.last, self.language)

    def late(self, entry):
        """The line of the notes that says what can be left out."""
        what, minutes = self.describe(entry), entry.minutes
        return words(
            self.language,
            f"If you are late, leave out {what}: saves {minutes} minutes.",
            f"시간이 모자라면 건너뜁니다: {what} ({minutes}분 절약)",
        )

    def left_out(self):
        """The numbers of the lessons that are left for home."""
        before = self.timetable.before.lesson_numbers if self.timetable.before else []
        done = {*before, *self.timetable.lesson_numbers}
        return spans([lesson.number for lesson in lessons() if lesson.number not in done])

    def next_part(self, entry):
        """The title of the part that follows an entry."""
        titles = [p.title for p in self.timetable.parts if p.entries[0].start >= entry.end]
        return titles[0][self.language] if titles else ""


def deck_named(name, language):
    """The deck of that name: one of the subject, of a timetable, or the handout."""
    return (TimetableDeck if name in TIMETABLES else Deck)(name, language)


def label(lesson, language):
    """A lesson's number and title, in words."""
    name = f"{lesson.number}, {lesson.title(language)}"
    return words(language, f"Lesson {name}", f"레슨 {name}")


def about(lesson, language):
    """A sentence about the tasks of a lesson."""
    return lesson_words()["lesson"][lesson.id]["about"][language]


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


def moment(minutes, now):
    """The same as HTML, shown at minute `now`: clock.js turns it into a time of day."""
    return f'<time data-minutes="{minutes - now}">{clock(minutes)}</time>'


def spans(numbers):
    """Numbers in ascending order, with runs of three and more shortened.

    >>> spans([1, 2, 4, 6, 7, 8])
    '1, 2, 4, 6–8'
    """
    runs = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return ", ".join(texts)


def slide_numbers(first, last, language):
    """Slides by their numbers, in words.

    >>> slide_numbers(4, 6, "en")
    'slides 4 to 6'
    """
    if last == first + 1:
        return words(language, f"slides {first} and {last}", f"슬라이드 {first}, {last}")
    if first == last:
        return words(language, f"slide {first}", f"슬라이드 {first}")
    return words(language, f"slides {first} to {last}", f"슬라이드 {first}~{last}")
