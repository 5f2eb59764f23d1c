"""`verify` finds what an author has left out. CI runs it over all lessons."""

from dataclasses import replace

import pytest
from learner import KERNELS

from fashion_cnn.workshop import editions
from fashion_cnn.workshop.authors import strip, verify
from fashion_cnn.workshop.checking import Task
from fashion_cnn.workshop.process.pool import Workers

NAME = "box_blur"


@pytest.fixture
def tasks(monkeypatch):
    """The tasks of the lesson, to be changed; their sentences are in English alone."""
    monkeypatch.setattr(verify, "LANGUAGES", ["en"])
    changed = dict(verify.tasks_of(KERNELS.id))
    monkeypatch.setattr(verify, "tasks_of", lambda lesson: changed)
    return changed


def test_a_lesson_in_order_has_no_problems():
    for check in (verify.check_texts, verify.check_mistakes, verify.check_editions):
        assert check(KERNELS) == []


def test_a_missing_hint_is_a_problem():
    hints = {"en": KERNELS.hints["en"] | {"edges": ["only one"]}}
    assert verify.check_texts(replace(KERNELS, hints=hints)) == [
        "kernels, en: edges must have 2 or 3 hints"
    ]


def test_a_mistake_without_a_sentence_and_a_sentence_without_a_mistake_are_problems(tasks):
    make, *_ = tasks[NAME].mistakes.values()
    tasks[NAME] = replace(tasks[NAME], mistakes={"unheard_of": make})
    [problem] = verify.check_texts(KERNELS)
    assert f"{NAME}.unheard_of" in problem
    assert f"{NAME}.side_only" in problem


def test_a_mistake_that_is_right_or_found_as_another_is_a_problem(tasks):
    task = tasks[NAME]
    first = next(iter(task.mistakes.values()))
    mistakes = {"not_averaged": first, "side_only": first, "always_nine": task.answer}
    tasks[NAME] = Task(task.answer, task.inputs, mistakes)
    assert verify.check_mistakes(KERNELS) == [
        f"kernels, en: {NAME}.side_only is found as mistake.not_averaged",
        f"kernels, en: {NAME}.always_nine is found as right",
    ]


def test_a_solution_that_is_none_and_has_no_picture_is_a_problem(tmp_path, monkeypatch):
    unsolved = tmp_path / KERNELS.file
    unsolved.write_text(strip.make_exercise(KERNELS), encoding="utf-8")
    monkeypatch.setattr(verify, "solution_path", lambda lesson: unsolved)
    (tmp_path / "out").mkdir()
    with Workers() as workers:
        problems, _ = verify.run_files(KERNELS, workers, tmp_path / "out")
    assert [problem.partition(" should")[0] for problem in problems[:-1]] == [
        f"kernels, the solution: {task}" for task in KERNELS.tasks
    ]
    assert problems[-1] == "kernels: no picture: it did not appear"


def test_a_piece_that_an_edition_lacks_or_has_left_is_a_problem(monkeypatch):
    known = {piece.text: "말" for piece in editions.pieces(editions.source(KERNELS))}
    assert known.pop("# Kernels")
    monkeypatch.setattr(editions, "words", lambda *_: known | {"Gone.": "없음."})
    monkeypatch.setattr(verify, "LANGUAGES", ["en", "ko"])
    lacking, left = verify.check_editions(KERNELS)
    assert lacking == "02_kernels.py, ko: not translated: # Kernels"
    assert left == "02_kernels.py, ko: no longer in the lesson: Gone."


def test_words_that_change_the_code_are_a_problem(monkeypatch):
    found = editions.pieces(editions.source(KERNELS))
    known = {piece.text: "말" for piece in found}
    docstring = next(piece.text for piece in found if piece.quotes)
    known[docstring] = 'Closed too early."""\n1 + 1\n"""Reopened.'
    monkeypatch.setattr(editions, "words", lambda *_: known)
    monkeypatch.setattr(verify, "LANGUAGES", ["en", "ko"])
    [problem] = verify.check_editions(KERNELS)
    assert "code differs" in problem
