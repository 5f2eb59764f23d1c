"""What the events of a room come to: who is where, and which mistakes are in the room now.

state = restored(store)
state.join(learner)
state.add(event)
state.snapshot(now, language="ko")       # what the page shows
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import median

from fashion_cnn.workshop.checking.finding import RIGHT, TO_DO, WRONG
from fashion_cnn.workshop.manifest import lessons
from fashion_cnn.workshop.texts import Texts

# Minutes without another task right, after which somebody may be stuck; seconds without any sign,
# after which the page says so.
STUCK, QUIET = 10, 300
# Seconds: the events of one check are milliseconds apart, two checks are not.
ONE_CHECK = 1
UNFILLED = "…"  # for the values of a sentence that only the learner's check knew
FIELD = re.compile(r"\{[^{}]*\}")


@dataclass
class Way:
    """A learner's way through one task: the first check, when it was right, the last Event."""

    first: float
    last: object
    right: float | None = None
    tried: bool = False


@dataclass
class Person:
    """A learner, and what is known about them."""

    learner: object
    seen: float
    last: object = None
    ways: dict = field(default_factory=dict)  # {(lesson, task): Way}

    def moved(self):
        """When the latest of the right tasks became right, or when the learner joined."""
        return max([self.learner.joined, *(way.right for way in self.ways.values() if way.right)])

    def began(self, lesson):
        """When a lesson was checked for the first time."""
        return min(way.first for (of, _), way in self.ways.items() if of == lesson)

    def is_in(self, lesson):
        """Whether a lesson is the one that was checked last."""
        return self.last is not None and self.last.lesson == lesson

    def place(self):
        """(lesson, task, state): the first task that is not right, in the lesson checked last."""
        if self.last is None:
            return "", "", ""
        lesson, task, state = self.last.lesson, self.last.task, self.last.state
        if not task:  # the file as a whole
            return lesson, task, state
        for each in tasks_of(lesson):
            way = self.ways.get((lesson, each))
            if way is None or way.last.state != RIGHT:
                return lesson, each, way.last.state if way else TO_DO
        return lesson, task, state


class State:
    """All that the page shows, in memory. Events may come in any order, and more than once."""

    def __init__(self):
        self.people, self.known = {}, set()
        self.changes = 0

    def join(self, learner):
        self.people[learner.id] = Person(learner, learner.joined)
        self.changes += 1

    def leave(self, learner):
        self.people.pop(learner, None)
        self.changes += 1

    def see(self, learner, now):
        """Note that a learner's laptop has just been heard of."""
        self.people[learner].seen = max(self.people[learner].seen, now)

    def add(self, event):
        """Take in an Event; returns whether it was new."""
        person = self.people.get(event.learner)
        if event.id in self.known or person is None:
            return False
        self.known.add(event.id)
        self.changes += 1
        person.seen = max(person.seen, event.at)
        # Of the events of one check, which have one time, that on the file as a whole counts.
        if person.last is None or rank(event) >= rank(person.last):
            person.last = event
        if event.task:
            self.add_to_task(person, event)
        return True

    def add_to_task(self, person, event):
        way = person.ways.setdefault((event.lesson, event.task), Way(event.at, event))
        way.first = min(way.first, event.at)
        if event.at >= way.last.at:
            way.last = event
        way.tried = way.tried or event.state != TO_DO
        if event.state == RIGHT:
            way.right = event.at if way.right is None else min(way.right, event.at)

    # ------------------------------------------------------------------------------- the page

    def snapshot(self, now, language, names=True):
        """What the page shows, as plain data; without `names`, nothing about single learners."""
        people = self.people.values()
        found = {
            "now": now,
            "language": language,
            "here": len(people),
            "lessons": self.of_lessons(language),
        }
        if names:
            found["learners"] = [of_person(person, now) for person in people]
        return found

    def of_lessons(self, language):
        """The lessons in which somebody is or was, as plain data."""
        ways = self.ways()
        visited = {lesson for lesson, _ in ways}
        return [
            {
                "id": lesson.id,
                "number": lesson.number,
                "title": lesson.title(language),
                "here": sum(person.is_in(lesson.id) for person in self.people.values()),
                "tasks": [
                    of_task(
                        lesson, task, ways.get((lesson.id, task), []), len(self.people), language
                    )
                    for task in lesson.tasks
                ],
            }
            for lesson in lessons()
            if lesson.id in visited
        ]

    def ways(self):
        """{(lesson, task): [(person, way), ...]}"""
        found = defaultdict(list)
        for person in self.people.values():
            for place, way in person.ways.items():
                found[place].append((person, way))
        return found

    def answer(self, lesson, task, mistake):
        """The latest shared answer with a mistake that is still in the room, or ""."""
        last = [way.last for _, way in self.ways().get((lesson, task), [])]
        shared = [event for event in last if is_wrong(event, mistake) and event.answer]
        return max(shared, key=lambda event: event.at).answer if shared else ""


def restored(store, everybody=False):
    """The State that the file of a room comes to; with `everybody`, those who left are in it."""
    state = State()
    for learner in store.learners():
        if everybody or learner.left is None:
            state.join(learner)
    for event in store.events():
        state.add(event)
    return state


def tasks_of(lesson):
    """The tasks of a lesson by its id; none if this kit has no such lesson."""
    return next((each.tasks for each in lessons() if each.id == lesson), [])


def rank(event):
    """What is greater for an event that tells more about where its learner is."""
    return event.at, not event.task


def time_taken(began, right):
    """Seconds from a learner's first check of a lesson until a task was right, or None.

    When they began with a task that was right in that first check, nobody knows.
    """
    return right - began if right is not None and right - began >= ONE_CHECK else None


def middle(numbers):
    """The median of the numbers that are not None, or None."""
    known = [number for number in numbers if number is not None]
    return median(known) if known else None


def is_here(person, now):
    return now - person.seen < QUIET


def is_wrong(event, mistake):
    return event.state == WRONG and event.mistake == mistake


def of_person(person, now):
    """Where a learner is, as plain data."""
    lesson, task, state = person.place()
    minutes = max(0, now - person.moved()) / 60
    return {
        "id": person.learner.id,
        "name": person.learner.name,
        "lesson": lesson,
        "task": task,
        "state": state,
        "minutes": round(minutes, 1),
        "stuck": minutes >= STUCK and state != RIGHT,
        "here": is_here(person, now),
    }


def of_task(lesson, task, ways, here, language):
    """How far the learners are with a task, as plain data."""
    seconds = middle(time_taken(person.began(lesson.id), way.right) for person, way in ways)
    hints = lesson.hints_for(task, language)
    return {
        "task": task,
        "passed": sum(way.right is not None for _, way in ways),
        "tried": sum(way.tried for _, way in ways),
        "trying": sum(is_trying(person, way) for person, way in ways),
        "median_seconds": None if seconds is None else round(seconds),
        "mistakes": mistakes(ways, here, language),
        "hint": hints[0] if hints else "",
    }


def is_trying(person, way):
    return way.tried and way.right is None and person.is_in(way.last.lesson)


def mistakes(ways, here, language):
    """The mistakes that learners have in a task now, the most frequent first.

    Whoever has gone on to another lesson has left theirs behind.
    """
    wrong = [
        (person, way.last)
        for person, way in ways
        if way.last.state == WRONG and person.is_in(way.last.lesson)
    ]
    counts = Counter(event.mistake for _, event in wrong)
    return [
        {
            "key": key,
            "sentence": sentence(key, wrong, language),
            "count": count,
            "share": round(count / here, 3),
            "has_answer": any(event.answer for _, event in wrong if event.mistake == key),
        }
        for key, count in counts.most_common()
    ]


def sentence(key, wrong, language):
    """What the check says about a mistake, in the room's language."""
    events = [(person, event) for person, event in wrong if event.mistake == key]
    for person, event in events:
        if person.learner.language == language and event.text:
            return event.text
    event = events[0][1]
    return known_sentence(event, language) or event.text or key


def known_sentence(event, language):
    """The sentence of a mistake as the kit has it, without the values filled in; or ""."""
    file, key = "engine", event.mistake
    if key.startswith("mistake."):
        file, key = event.lesson, f"{event.task}.{key.removeprefix('mistake.')}"
    try:
        text = Texts(language).sentence(file, key)
    except (KeyError, AttributeError):  # another version of the kit may have it
        return ""
    return FIELD.sub(UNFILLED, text) if isinstance(text, str) else ""
