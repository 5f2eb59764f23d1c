"""What the events of a room come to: who is where, and which mistakes are in the room now.

state = State()
state.join(learner)
state.add(event)
state.snapshot(now, language="ko")       # what the page shows
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from fashion_cnn.workshop.checking.finding import RIGHT, WRONG
from fashion_cnn.workshop.manifest import lessons
from fashion_cnn.workshop.texts import Texts

# Minutes without a task getting right, after which somebody may be stuck; seconds without any sign,
# after which they are taken for away.
STUCK, AWAY = 10, 300
UNFILLED = "…"  # for the values of a sentence that only the learner's check knew
FIELD = re.compile(r"\{[^{}]*\}")


@dataclass
class Progress:
    """A learner's way through one task: the first check, when it got right, the last Event."""

    first: float
    right: float | None = None
    last: object = None


@dataclass
class Person:
    """A learner, and what is known about them."""

    learner: object
    seen: float
    moved: float
    last: object = None
    tasks: dict = field(default_factory=dict)  # {(lesson, task): Progress}


class State:
    """All that the page shows, in memory. Events may come in any order, and more than once."""

    def __init__(self):
        self.people, self.known = {}, set()
        self.changes = 0

    def join(self, learner):
        self.people[learner.id] = Person(learner, learner.joined, learner.joined)
        self.changes += 1

    def leave(self, learner):
        self.people.pop(learner, None)
        self.changes += 1

    def add(self, event):
        """Take in an Event; returns whether it was new."""
        person = self.people.get(event.learner)
        if event.id in self.known or person is None:
            return False
        self.known.add(event.id)
        self.changes += 1
        person.seen = max(person.seen, event.at)
        if person.last is None or event.at >= person.last.at:
            person.last = event
        way = person.tasks.setdefault((event.lesson, event.task), Progress(event.at))
        way.first = min(way.first, event.at)
        if way.last is None or event.at >= way.last.at:
            way.last = event
        if event.state == RIGHT:
            way.right = event.at if way.right is None else min(way.right, event.at)
            person.moved = max(person.moved, way.right)
        return True

    # ------------------------------------------------------------------------------- the page

    def snapshot(self, now, language, names=True):
        """What the page shows, as plain data; without `names`, nothing about single learners."""
        found = {
            "now": now,
            "here": len(self.people),
            "lessons": [self.of_lesson(lesson, language) for lesson in self.visited()],
        }
        if names:
            found["learners"] = [self.of_person(person, now) for person in self.people.values()]
        return found

    def visited(self):
        """The lessons in which somebody is or was."""
        ids = {lesson for person in self.people.values() for lesson, _ in person.tasks}
        return [lesson for lesson in lessons() if lesson.id in ids]

    def of_person(self, person, now):
        minutes = (now - person.moved) / 60
        last = person.last
        return {
            "id": person.learner.id,
            "name": person.learner.name,
            "lesson": last.lesson if last else "",
            "task": last.task if last else "",
            "state": last.state if last else "",
            "minutes": round(minutes, 1),
            "stuck": minutes >= STUCK and bool(last) and last.state != RIGHT,
            "here": now - person.seen < AWAY,
        }

    def of_lesson(self, lesson, language):
        return {
            "id": lesson.id,
            "number": lesson.number,
            "title": lesson.title(language),
            "tasks": [self.of_task(lesson, task, language) for task in lesson.tasks],
        }

    def of_task(self, lesson, task, language):
        ways = [
            way for person in self.people.values() if (way := person.tasks.get((lesson.id, task)))
        ]
        seconds = [
            way.right - self.began(person, lesson.id)
            for person in self.people.values()
            if (way := person.tasks.get((lesson.id, task))) and way.right is not None
        ]
        hints = lesson.hints_for(task, language)
        return {
            "task": task,
            "tried": len(ways),
            "passed": sum(way.right is not None for way in ways),
            "median_seconds": round(median(seconds)) if seconds else None,
            "mistakes": self.mistakes(lesson.id, task, language),
            "hint": hints[0] if hints else "",
        }

    def began(self, person, lesson):
        """When a learner's lesson was checked for the first time."""
        return min(way.first for (of, _), way in person.tasks.items() if of == lesson)

    def mistakes(self, lesson, task, language):
        """The mistakes that learners have in a task now, the most frequent first."""
        wrong = [
            (person, way.last)
            for person in self.people.values()
            if (way := person.tasks.get((lesson, task))) and way.last.state == WRONG
        ]
        counts = Counter(event.mistake for _, event in wrong)
        return [
            {
                "key": key,
                "sentence": self.sentence(key, wrong, language),
                "count": count,
                "has_answer": any(event.answer for _, event in wrong if event.mistake == key),
            }
            for key, count in counts.most_common()
        ]

    def sentence(self, key, wrong, language):
        """What the check says about a mistake, in the room's language."""
        events = [(person, event) for person, event in wrong if event.mistake == key]
        for person, event in events:
            if person.learner.language == language and event.text:
                return event.text
        event = events[0][1]
        return known_sentence(event, language) or event.text or key

    def answer(self, lesson, task, mistake):
        """The latest shared answer with a mistake, or ""."""
        ways = [person.tasks.get((lesson, task)) for person in self.people.values()]
        last = [way.last for way in ways if way and way.last.mistake == mistake and way.last.answer]
        return max(last, key=lambda event: event.at).answer if last else ""


def known_sentence(event, language):
    """The sentence of a mistake that the lesson knows, without the values filled in; or ""."""
    if not event.mistake.startswith("mistake."):
        return ""
    say = Texts(language)
    try:
        text = say.sentence(event.lesson, f"{event.task}.{event.mistake.removeprefix('mistake.')}")
    except KeyError:
        return ""
    return FIELD.sub(UNFILLED, text)
