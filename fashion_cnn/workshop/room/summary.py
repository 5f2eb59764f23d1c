"""What the rooms of one workshop or several came to: each learner's way, and each task's.

    ways = learners_ways([path, ...])
    tasks = tasks_of(ways, "ko")

The live page shows the mistakes that are in the room now. Here, a mistake counts for everybody who
made it, whether they have mended it since or not.
"""

import contextlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from fashion_cnn.workshop.checking.finding import RIGHT, TO_DO, WRONG
from fashion_cnn.workshop.manifest import lessons
from fashion_cnn.workshop.room.incoming import free_name
from fashion_cnn.workshop.room.state import known_sentence, middle, time_taken
from fashion_cnn.workshop.room.store import Learner, Store


@dataclass(frozen=True)
class LearnersWay:
    """A learner's way through a task. `task` is "" for the file as a whole.

    `number` stands for the learner where no names are wanted. `began` is when they checked the
    lesson for the first time, `right` when this task was right for the first time, or None.
    """

    room: str
    learner: Learner
    number: int
    lesson: str
    task: str
    events: list
    began: float

    @property
    def right(self):
        return next((event.at for event in self.events if event.state == RIGHT), None)

    @property
    def seconds(self):
        return time_taken(self.began, self.right)

    @property
    def tried(self):
        return any(event.state != TO_DO for event in self.events)

    @property
    def mistakes(self):
        """{key: the Event in which the learner made the mistake first}"""
        found = {}
        for event in self.events:
            if event.state == WRONG:
                found.setdefault(event.mistake, event)
        return found

    def wrong_checks(self):
        """How many checks found a mistake before the task was right."""
        end = float("inf") if self.right is None else self.right
        return sum(event.state == WRONG and event.at < end for event in self.events)


@dataclass(frozen=True)
class Mistake:
    """A mistake in a task: how many made it, in how many rooms, how many of them never passed.

    `seconds` is the median, for those who passed, from their first check with it until then.
    """

    key: str
    sentence: str
    learners: int
    rooms: int
    unsolved: int
    seconds: float | None


@dataclass(frozen=True)
class Task:
    """What all learners did with a task; `held_up` is how many of them made a mistake.

    `seconds` is the median of what it took them, None if that is known of nobody.
    """

    lesson: object
    task: str
    tried: int
    passed: int
    seconds: float | None
    held_up: int
    mistakes: list


def learners_ways(paths):
    """The LearnersWays in files of rooms, in the order of the files and lessons.

    What is in several of the files, such as copies of one room, counts once.
    """
    found, known, people = [], set(), {}
    for room, path in rooms_in(paths).items():
        with contextlib.closing(Store(path)) as store:
            learners, events = store.learners(), list(store.events())
        # Ids are drawn at random, so their order does not tell who was there first.
        for learner in sorted(learners, key=lambda each: each.id):
            people.setdefault(learner.id, (room, learner, len(people) + 1))
        new = [event for event in events if event.id not in known and event.learner in people]
        known.update(event.id for event in new)
        found += new
    return ways_of(found, people)


def rooms_in(paths):
    """{name: path} of the rooms. Files of one name, from two laptops, get numbers."""
    found = {}
    for path in dict.fromkeys(Path(path).resolve() for path in paths):
        found[free_name(path.stem, found)] = path
    return found


def ways_of(events, people):
    """The LearnersWays in events; `people` is {id: (room, Learner, number)}."""
    grouped, began = defaultdict(list), {}
    for event in sorted(events, key=lambda each: each.at):
        grouped[event.learner, event.lesson, event.task].append(event)
        if event.task:
            began.setdefault((event.learner, event.lesson), event.at)
    ways = [
        LearnersWay(*people[learner], lesson, task, its, began.get((learner, lesson), its[0].at))
        for (learner, lesson, task), its in grouped.items()
    ]
    places = {place: number for number, place in enumerate(all_tasks())}
    return sorted(
        ways, key=lambda way: (way.number, places.get((way.lesson, way.task), len(places)))
    )


def all_tasks():
    """(lesson, task) in order; before the tasks of a lesson comes "", its file as a whole."""
    return [(lesson.id, task) for lesson in lessons() for task in ["", *lesson.tasks]]


def tasks_of(ways, language):
    """The Tasks that somebody has tried, in the order of the lessons."""
    grouped, people = defaultdict(list), defaultdict(set)
    for way in (each for each in ways if each.tried):
        grouped[way.lesson, way.task].append(way)
        people[way.lesson].add(way.learner.id)
    return [
        task_of(lesson, task, grouped[lesson.id, task], len(people[lesson.id]), language)
        for lesson in lessons()
        for task in ["", *lesson.tasks]
        if (lesson.id, task) in grouped
    ]


def task_of(lesson, task, ways, people, language):
    """The Task in the ways through it; all of the lesson's `people` have tried its file."""
    keys = dict.fromkeys(key for way in ways for key in way.mistakes)
    mistakes = [mistake_of(key, ways, language) for key in keys]
    return Task(
        lesson=lesson,
        task=task,
        tried=len(ways) if task else people,
        passed=sum(way.right is not None for way in ways),
        seconds=middle(way.seconds for way in ways),
        held_up=sum(bool(way.mistakes) for way in ways),
        mistakes=sorted(mistakes, key=lambda each: (-each.learners, -each.unsolved)),
    )


def mistake_of(key, ways, language):
    made = [(way, way.mistakes[key]) for way in ways if key in way.mistakes]
    passed = [(way, event) for way, event in made if way.right is not None]
    # A mistake may come back after the task was right.
    times = [way.right - event.at for way, event in passed if way.right > event.at]
    return Mistake(
        key=key,
        sentence=sentence(key, made, language),
        learners=len(made),
        rooms=len({way.room for way, _ in made}),
        unsolved=len(made) - len(passed),
        seconds=middle(times),
    )


def sentence(key, made, language):
    """What the check says about a mistake: as several learners saw it, else without its values."""
    seen = Counter(
        event.text for way, event in made if way.learner.language == language and event.text
    )
    text, count = seen.most_common(1)[0] if seen else ("", 0)
    if count > 1:
        return text
    general = known_sentence(made[0][1], language)
    # Of "{where}: {what}", nothing would be left.
    return general if re.search(r"\w", general) else text or made[0][1].text or key
