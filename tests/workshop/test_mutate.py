"""Every mutant of a solution is rejected: the inputs of the checks leave no small mistake out."""

import ast

import pytest

from fashion_cnn.workshop.authors import mutate
from fashion_cnn.workshop.authors.mutations import mutants
from fashion_cnn.workshop.checking import explaining
from fashion_cnn.workshop.learner import show
from fashion_cnn.workshop.manifest import find_lesson, lessons


def test_each_mutant_has_one_change_and_the_function_is_itself_again():
    code = "def area(width, height):\n    return width * height"
    [function] = ast.parse(code).body
    arguments = {"width": [4], "height": [5]}
    made = {change: ast.unparse(node) for change, node in mutants(function, arguments, 20)}
    assert "return width + height" in made["return width * height -> return width + height"]
    assert "return height * height" in made["return width * height -> return height * height"]
    assert "width = 4\n" in made["argument: width = 4"]
    assert ast.unparse(function) == code


def test_what_passes_is_reported_unless_it_is_listed_as_equivalent(monkeypatch, capsys):
    monkeypatch.setattr(mutate, "fate", lambda lesson, task, code: "passed")
    monkeypatch.setattr(mutate, "equivalents", lambda: {"pixels": {"none: such": "", "*": "all"}})
    assert mutate.mutate(show.console(), "pixels") == 1
    [_, line] = capsys.readouterr().out.splitlines()
    assert "none: such" in line


@pytest.fixture
def without_repairs(monkeypatch):
    """What is wrong is not explained by trying repairs, which takes long."""
    monkeypatch.setattr(explaining, "proven_repair", lambda case, rules: None)


def test_the_check_rejects_every_mutant(without_repairs):
    counts, problems = mutate.try_lesson(find_lesson("pixels"))
    assert problems == []
    assert counts["named"] > 50


@pytest.mark.slow
@pytest.mark.parametrize("lesson", [lesson.id for lesson in lessons()])
def test_the_check_rejects_a_sample_of_mutants(lesson, without_repairs):
    """All of them take a while: `python -m fashion_cnn.workshop mutate`."""
    _, problems = mutate.try_lesson(find_lesson(lesson), step=5)
    assert problems == []
