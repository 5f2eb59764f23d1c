"""The checks of all lessons with Keras find the solutions right, under whatever backend.

Under TensorFlow, `python -m fashion_cnn.workshop verify` shows more. CI runs this file with
KERAS_BACKEND=jax.
"""

from pathlib import Path

import keras
import pytest

from fashion_cnn.base.language import ENGLISH
from fashion_cnn.workshop.checking.checker import Checker
from fashion_cnn.workshop.checking.finding import RIGHT
from fashion_cnn.workshop.checking.learners_file import LearnersFile
from fashion_cnn.workshop.lessons import tasks_of
from fashion_cnn.workshop.manifest import find_lesson, lessons, solution_path
from fashion_cnn.workshop.process.limits import COMPILER
from fashion_cnn.workshop.process.messages import Drawn
from fashion_cnn.workshop.process.pool import Workers
from fashion_cnn.workshop.texts import Texts

pytestmark = [
    pytest.mark.backend,
    pytest.mark.skipif(keras.config.backend() == "tensorflow", reason="`verify` does it"),
]

WITH_KERAS = [lesson.id for lesson in lessons() if lesson.needs == "keras"]


@pytest.mark.parametrize("name", WITH_KERAS)
def test_every_solution_is_right(name):
    lesson, say = find_lesson(name), Texts(ENGLISH)
    file = LearnersFile(solution_path(lesson).read_bytes(), lesson.file, say)
    checker = Checker(lesson.id, tasks_of(lesson.id), say)
    findings = [checker.check(task, file) for task in lesson.tasks]
    assert [finding for finding in findings if finding.state != RIGHT] == []


def test_a_process_checks_and_draws_as_for_a_learner(tmp_path):
    """In a copy of a process that has imported Keras."""
    lesson = find_lesson("feature_maps")
    with (
        Workers(stay=True) as workers,
        workers.check(lesson, solution_path(lesson), ENGLISH, tmp_path / "maps.png") as check,
    ):
        assert check.outcome().passed
        assert isinstance(check.picture(), Drawn)


@pytest.mark.skipif(keras.config.backend() != "jax", reason="JAX compiles")
def test_what_jax_compiles_is_known_and_kept_for_the_next_check():
    import jax

    assert Path(jax.__file__).parents[1].joinpath(COMPILER).is_file()
    lesson = find_lesson("first_network")
    with Workers(stay=True) as workers:
        with workers.check(lesson, solution_path(lesson), ENGLISH) as check:
            assert check.outcome().passed
        assert any(Path(workers.prepare("keras").folder.name, "compiled").iterdir())
