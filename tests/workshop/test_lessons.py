"""Every lesson: the exercise is to be done, the solution right, each mistake named as itself."""

import ast
import importlib.util
import inspect
import textwrap
from functools import cache
from itertools import starmap
from pathlib import Path

import numpy as np
import pytest

from fashion_cnn.workshop.authors import strip
from fashion_cnn.workshop.checking.checker import SEED, Checker
from fashion_cnn.workshop.checking.comparing import is_number
from fashion_cnn.workshop.checking.finding import RIGHT, TO_DO, WRONG
from fashion_cnn.workshop.checking.learners_file import LearnersFile
from fashion_cnn.workshop.lessons import tasks_of
from fashion_cnn.workshop.manifest import lessons, solution_path
from fashion_cnn.workshop.texts import LANGUAGES, Texts

LESSONS = {lesson.id: lesson for lesson in lessons()}
TASKS = [(lesson.id, task) for lesson in lessons() for task in lesson.tasks]


@cache
def wrong_answers(lesson_id):
    """Return tests/workshop/wrong/<id>.py: what learners would write."""
    path = Path(__file__).parent / "wrong" / f"{lesson_id}.py"
    spec = importlib.util.spec_from_file_location(f"wrong_{lesson_id}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MISTAKES = [
    (lesson, task, mistake)
    for lesson, task in TASKS
    for mistake in wrong_answers(lesson).WRONG.get(task, {})
]


@cache
def source(lesson_id):
    return solution_path(LESSONS[lesson_id]).read_text(encoding="utf-8")


def with_answer(lesson_id, task, code):
    """Return a lesson's source with other code in the region of one task."""
    text = source(lesson_id)
    node = next(n for n in ast.parse(text).body if getattr(n, "name", "") == task)
    inside = [
        region
        for region in strip.regions(text, "")
        if node.lineno < region.first <= node.end_lineno + 1
    ]
    [region] = inside
    lines = text.splitlines()
    code = textwrap.indent(textwrap.dedent(code).strip("\n"), region.indent)
    lines[region.first - 1 : region.last] = code.splitlines()
    return "\n".join(lines) + "\n"


def check(lesson_id, text, task, say=None):
    say = say or Texts()
    file = LearnersFile(text.encode(), LESSONS[lesson_id].file, say)
    return Checker(lesson_id, tasks_of(lesson_id), say).check(task, file)


@pytest.mark.parametrize(("lesson", "task"), TASKS)
def test_as_shipped_every_task_is_to_do(lesson, task):
    shipped = strip.exercise(source(lesson), "")
    finding = check(lesson, shipped, task)
    assert finding.state == TO_DO
    if finding.key == "to_do":
        assert shipped.splitlines()[finding.line - 1].strip() == strip.STUB


@pytest.mark.parametrize(("lesson", "task"), TASKS)
def test_the_solution_is_right_and_has_the_parameters_of_the_answer(lesson, task):
    assert check(lesson, source(lesson), task).state == RIGHT
    node = next(n for n in ast.parse(source(lesson)).body if getattr(n, "name", "") == task)
    answer = inspect.signature(tasks_of(lesson)[task].answer)
    assert [argument.arg for argument in node.args.args] == list(answer.parameters)
    assert ast.get_docstring(node)
    assert node.returns is not None
    assert all(argument.annotation is not None for argument in node.args.args)


@cache
def counts_to_find(lesson, task):
    """Return the results of a task that are one whole number, too large to be there by chance."""
    checked = tasks_of(lesson)[task]
    results = starmap(checked.answer, checked.inputs(np.random.default_rng(SEED)))
    return {result for result in results if isinstance(result, int) and result > 20}


@pytest.mark.parametrize(("lesson", "task", "mistake"), MISTAKES)
def test_a_mistake_is_named_as_itself_in_every_language(lesson, task, mistake):
    wrong = with_answer(lesson, task, wrong_answers(lesson).WRONG[task][mistake])
    for language in LANGUAGES:
        finding = check(lesson, wrong, task, Texts(language))
        assert (finding.state, finding.key) == (WRONG, f"mistake.{mistake}")
        assert finding.details == []
        told = finding.text.replace(",", "").replace(":", "").split()
        assert told
        assert not {str(count) for count in counts_to_find(lesson, task)} & set(told)


@pytest.mark.parametrize(("lesson", "task"), TASKS)
def test_every_mistake_the_checks_know_is_made_here(lesson, task):
    assert set(wrong_answers(lesson).WRONG.get(task, {})) == set(tasks_of(lesson)[task].mistakes)


@pytest.mark.parametrize(("lesson", "task"), TASKS)
def test_another_wrong_answer_is_shown_and_one_number_is_never_told(lesson, task):
    wrong = with_answer(lesson, task, wrong_answers(lesson).UNKNOWN[task])
    finding = check(lesson, wrong, task)
    assert (finding.state, finding.key) == (WRONG, "unrecognised")
    shown = " ".join(finding.details)
    inputs = tasks_of(lesson)[task].inputs(np.random.default_rng(SEED))
    numbers = all(is_number(tasks_of(lesson)[task].answer(*values)) for values in inputs)
    assert ("the right answer" in shown or "would be right" in shown) != numbers
    assert ("too large" in shown or "too small" in shown) == numbers


@pytest.mark.parametrize("lesson", LESSONS)
def test_three_mistakes_a_task_two_to_five_tasks_two_or_three_hints(lesson):
    tasks = tasks_of(lesson)
    assert sum(len(task.mistakes) for task in tasks.values()) >= 3 * len(tasks)
    assert list(tasks) == LESSONS[lesson].tasks
    assert 2 <= len(tasks) <= 5
    assert 8 <= LESSONS[lesson].minutes <= 30
    for hints in LESSONS[lesson].hints.values():
        assert all(len(given) in (2, 3) and all(given) for given in hints.values())


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_introduction_says_how_long_it_takes_and_how_many_tasks_there_are(lesson):
    introduction = source(lesson).split("# %%")[1]
    assert f"About {LESSONS[lesson].minutes} minutes" in introduction
    assert f"{len(LESSONS[lesson].tasks)} tasks" in introduction
    title = next(line for line in introduction.splitlines() if line.startswith("# # "))
    assert title == f"# # {LESSONS[lesson].title('en')}"


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_last_line_gives_the_verdict(lesson):
    assert source(lesson).splitlines()[-1] == f'workshop.verdict("{lesson}", globals())'
