"""Are all lessons in order? For those who write lessons, and for CI."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from fashion_cnn.base import backend
from fashion_cnn.workshop import lessons as checks
from fashion_cnn.workshop import texts
from fashion_cnn.workshop.authors import strip
from fashion_cnn.workshop.checking.checker import Checker, Finding
from fashion_cnn.workshop.learner import show
from fashion_cnn.workshop.manifest import ENGLISH, RIGHT, TO_DO, WRONG, lessons, solution_path
from fashion_cnn.workshop.process.workers import Workers


def verify(out):
    """Print what is wrong with the lessons, and how long each took; return the exit code."""
    backend.set_environment(verbose=False)  # the mistakes of some lessons are Keras models
    problems, rows = [], [("lesson", "tasks", "mistakes", "on save", "with the picture")]
    with Workers(stay=True) as workers, TemporaryDirectory() as folder:
        for needs in {lesson.needs for lesson in lessons()}:
            workers.prepare(needs)
        for lesson in lessons():
            found, seconds = run(lesson, workers, Path(folder))
            problems += found + texts_of(lesson) + mistakes_of(lesson) + editions_of(lesson)
            tasks = checks.tasks(lesson.id).values()
            mistakes = sum(len(task.mistakes) for task in tasks)
            rows.append((lesson.id, str(len(tasks)), str(mistakes), *seconds))
    show.columns(out, rows)
    for problem in problems:
        out.print(problem)
    out.print(f"{len(lessons())} lessons, {len(problems)} problems.")
    return 1 if problems else 0


def run(lesson, workers, folder):
    """Run a lesson's exercise and its solution; return problems and (verdict, picture) times."""
    shipped = folder / lesson.file
    shipped.write_text(strip.make_exercise(lesson), encoding="utf-8")
    outcome, _, _ = timed(lesson, workers, shipped)
    problems = unexpected(lesson, outcome, TO_DO, "as shipped")
    picture = folder / f"{lesson.id}.png"
    outcome, drawn, seconds = timed(lesson, workers, solution_path(lesson), picture)
    problems += unexpected(lesson, outcome, RIGHT, "the solution")
    if drawn and len(drawn.get("description", "").split()) < DESCRIBED:
        problems.append(f"{lesson.id}: the picture is not described in its docstring")
    if not picture.is_file():
        why = drawn["finding"]["text"] if drawn and "finding" in drawn else "it did not appear"
        problems.append(f"{lesson.id}: no picture: {why}")
    return problems, seconds


def timed(lesson, workers, path, picture=""):
    """Check a file; return the outcome, the picture, and the seconds to each of them."""
    start = time.perf_counter()
    with workers.check(lesson, path, ENGLISH, picture) as check:
        outcome = check.outcome()
        verdict = time.perf_counter() - start
        drawn = check.picture()
    return outcome, drawn, (f"{verdict:.2f} s", f"{time.perf_counter() - start:.2f} s")


# Words that a picture takes, at least, to be seen by somebody who only hears them.
DESCRIBED = 20
NOTHING = {"text": "the check did not come to it"}


def unexpected(lesson, outcome, state, what):
    """Return what kept each task from having this state."""
    if outcome.problem:
        return [f"{lesson.id}, {what}: {outcome.problem['text']}"]
    states = {finding["task"]: finding for finding in outcome.findings}
    return [
        f"{lesson.id}, {what}: {task} should be {state!r}, but: {states.get(task, NOTHING)['text']}"
        for task in lesson.tasks
        if task not in states or states[task]["state"] != state
    ]


def texts_of(lesson):
    """Return what is wrong with the hints, and with the sentences for the mistakes."""
    tasks, problems = checks.tasks(lesson.id), []
    if lesson.tasks != list(tasks):
        problems.append(f"{lesson.id}: hints for {lesson.tasks}, but tasks {list(tasks)}")
    for language, hints in lesson.hints.items():
        for task, given in hints.items():
            if not 2 <= len(given) <= 3 or not all(given):
                problems.append(
                    f"{lesson.id}, {language}: {task} has {len(given)} hints, not 2 or 3"
                )
    for language in texts.languages():
        there = keys(texts.read(language, lesson.id))
        known = {(name, mistake) for name, task in tasks.items() for mistake in task.mistakes}
        # What another language lacks is said in English.
        if not there <= known or (language == ENGLISH and there != known):
            problems.append(f"{lesson.id}: texts/{language} does not fit the mistakes in lessons/")
    return problems


def keys(tables):
    """Return the (task, mistake) pairs of a file of texts."""
    return {(name, mistake) for name, table in tables.items() for mistake in table}


class MistakeFile:
    """Stands in for a learner's file with one function, a mistake."""

    functions = frozenset()

    def __init__(self, name, function):
        self.namespace = {name: function}

    def line_of(self, name):
        return 1

    def describe_error(self, error, name):
        return Finding(name, WRONG, "raised", str(error))


def mistakes_of(lesson):
    """Return the mistakes that are not recognised as themselves, in any language."""
    problems = []
    for name, task in checks.tasks(lesson.id).items():
        for language in texts.languages():
            checker = Checker(lesson.id, {name: task}, texts.Texts(language))
            for mistake, make in task.mistakes.items():
                finding = checker.check(name, MistakeFile(name, make))
                if finding.key != f"mistake.{mistake}":
                    problems.append(f"{lesson.id}: {name}.{mistake} is found as {finding.key}")
    return problems


def editions_of(lesson):
    """Return the editions in other languages whose code is not that of the English one."""
    code = strip.code_of(solution_path(lesson).read_text(encoding="utf-8"))
    paths = {language: solution_path(lesson, language) for language in texts.languages()}
    return [
        f"{path}: the code is not that of the English edition"
        for path in paths.values()
        if strip.code_of(path.read_text(encoding="utf-8")) != code
    ]
