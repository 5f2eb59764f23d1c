"""Check that all lessons are in order, for those who write lessons and for CI."""

import time
from contextlib import contextmanager, nullcontext
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory

from fashion_cnn.base import backend
from fashion_cnn.base.language import ENGLISH, LANGUAGES, current, speak, tr
from fashion_cnn.base.words import read
from fashion_cnn.workshop import editions
from fashion_cnn.workshop.authors import strip
from fashion_cnn.workshop.checking.checker import Checker
from fashion_cnn.workshop.checking.finding import RIGHT, TO_DO, WRONG, Finding
from fashion_cnn.workshop.learner import show
from fashion_cnn.workshop.lessons import tasks_of
from fashion_cnn.workshop.manifest import lessons, solution_path
from fashion_cnn.workshop.process.messages import Drawn
from fashion_cnn.workshop.process.pool import Workers
from fashion_cnn.workshop.texts import Texts

# The fewest words that tell somebody who cannot see a picture what it shows.
DESCRIBED = 20


def verify(out):
    """Print what is wrong with the lessons and how long each took; returns the exit code."""
    backend.set_environment(verbose=False)  # the mistakes of some lessons are Keras models
    headings = tr("lesson"), tr("tasks"), tr("mistakes"), tr("on save"), tr("with the picture")
    problems, rows = [], [headings]
    with Workers(stay=True) as workers, TemporaryDirectory() as folder:
        for library in {lesson.needs for lesson in lessons()}:
            workers.prepare(library)
        for lesson in lessons():
            found, seconds = run_files(lesson, workers, Path(folder))
            problems += found + check_texts(lesson) + check_mistakes(lesson)
            problems += check_editions(lesson)
            tasks = tasks_of(lesson.id).values()
            mistakes = sum(len(task.mistakes) for task in tasks)
            rows.append((lesson.id, str(len(tasks)), str(mistakes), *seconds))
    show.columns(out, rows)
    for problem in problems:
        out.print(problem)
    counts = {"lessons": len(lessons()), "problems": len(problems)}
    out.print(tr("{lessons} lessons, {problems} problems.", **counts))
    return 1 if problems else 0


def run_files(lesson, workers, folder):
    """Run a lesson's exercise and its solution; returns (problems, seconds of the solution)."""
    shipped = folder / lesson.file
    shipped.write_text(strip.make_exercise(lesson), encoding="utf-8")
    outcome, _, _ = timed(lesson, workers, shipped)
    problems = unexpected(lesson, outcome, TO_DO, tr("as shipped"))
    picture = folder / f"{lesson.id}.png"
    outcome, drawn, seconds = timed(lesson, workers, solution_path(lesson), picture)
    problems += unexpected(lesson, outcome, RIGHT, tr("the solution"))
    if not isinstance(drawn, Drawn):
        why = drawn.text if drawn else tr("it did not appear")
        problems.append(tr("{lesson}: no picture: {why}", lesson=lesson.id, why=why))
    elif len(drawn.description.split()) < DESCRIBED:
        text = tr("{lesson}: the picture is not described in its docstring", lesson=lesson.id)
        problems.append(text)
    return problems, seconds


def timed(lesson, workers, path, picture=""):
    """Check a file: the outcome, the picture, and the seconds to each of them in words."""
    start = time.perf_counter()
    with workers.check(lesson, path, ENGLISH, picture) as check:
        outcome = check.outcome()
        verdict = time.perf_counter() - start
        drawn = check.picture()
    return outcome, drawn, (f"{verdict:.2f} s", f"{time.perf_counter() - start:.2f} s")


def unexpected(lesson, outcome, state, what):
    """A line for each task that does not have this state."""
    if outcome.problem:
        return [f"{lesson.id}, {what}: {outcome.problem.text}"]
    found = {finding.task: finding for finding in outcome.findings}
    return [
        tr(
            "{lesson}, {what}: {task} should be {state!r}, but: {why}",
            lesson=lesson.id,
            what=what,
            task=task,
            state=state,
            why=found[task].text if task in found else tr("the check ended before it"),
        )
        for task in lesson.tasks
        if task not in found or found[task].state != state
    ]


def check_texts(lesson):
    """Lines on wrong hints, and on mistakes without a sentence or sentences without a mistake."""
    tasks, problems = tasks_of(lesson.id), []
    if lesson.tasks != list(tasks):
        both = {"hints": lesson.tasks, "tasks": list(tasks)}
        problems.append(
            tr("{lesson}: hints for {hints}, but tasks {tasks}", lesson=lesson.id, **both)
        )
    for language, hints in lesson.hints.items():
        for task, given in hints.items():
            if not 2 <= len(given) <= 3 or not all(given):
                where = f"{lesson.id}, {language}"
                problems.append(
                    tr("{where}: {task} must have 2 or 3 hints", where=where, task=task)
                )
    mistakes = {(name, mistake) for name, task in tasks.items() for mistake in task.mistakes}
    for language in LANGUAGES:
        tables = read(language, lesson.id)
        sentences = {(name, mistake) for name, table in tables.items() for mistake in table}
        # Other languages may lack some: these are said in English.
        if not sentences <= mistakes or (language == ENGLISH and sentences != mistakes):
            other = ", ".join(sorted(".".join(pair) for pair in sentences ^ mistakes))
            file = f"words/{language}/{lesson.id}.toml"
            problems.append(
                tr("{file} does not match the mistakes: {names}", file=file, names=other)
            )
    return problems


class MistakeFile:
    """In place of a LearnersFile: one function, a mistake."""

    functions = frozenset()
    limit = staticmethod(nullcontext)

    def __init__(self, name, function, say):
        self.namespace, self.say = {name: function}, say

    def line_of(self, name):
        return 1

    def is_own(self, file_name):
        return False

    def describe_error(self, error, name):
        return Finding(name, WRONG, "raised", str(error))


def built(make, task):
    """The function of a mistake; it raises if it describes a network that cannot be built."""

    @wraps(make)
    def mistake(*arguments):
        result = make(*arguments)
        task.compare_as(result)
        return result

    return mistake


def check_mistakes(lesson):
    """A line for each mistake that is not recognised as itself, in any language."""
    problems = []
    for name, task in tasks_of(lesson.id).items():
        for language in LANGUAGES:
            with speaking(language):
                found = found_as(lesson, name, task, Texts(language))
            for mistake, key in found.items():
                if key != f"mistake.{mistake}":
                    where = f"{lesson.id}, {language}"
                    what = f"{name}.{mistake}"
                    problems.append(
                        tr("{where}: {what} is found as {key}", where=where, what=what, key=key)
                    )
    return problems


def found_as(lesson, name, task, say):
    """{mistake of a task: key of what the check finds if a function makes it}."""
    checker = Checker(lesson.id, {name: task}, say)
    return {
        mistake: checker.check(name, MistakeFile(name, built(make, task), say)).key
        for mistake, make in task.mistakes.items()
    }


@contextmanager
def speaking(language):
    """Speak a language in the block."""
    before = current()
    speak(language)
    try:
        yield
    finally:
        speak(before)


def check_editions(lesson):
    """A line for each piece of the lesson that an edition in another language lacks or has left.

    Also for an edition whose words make the code differ.
    """
    code, found = strip.code_of(editions.source(lesson)), []
    for language in (name for name in LANGUAGES if name != ENGLISH):
        found += editions.problems(lesson, language)
        if strip.code_of(editions.source(lesson, language)) != code:
            where = f"{lesson.file}, {language}"
            found.append(tr("{where}: its code differs from the English edition's", where=where))
    return found
