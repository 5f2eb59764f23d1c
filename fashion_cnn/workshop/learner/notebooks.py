"""Lessons as notebooks, made by jupytext, and the verdict inside one."""

from pathlib import Path
from tempfile import TemporaryDirectory

from fashion_cnn.base import files
from fashion_cnn.base.errors import KitError
from fashion_cnn.workshop.authors.strip import make_exercise
from fashion_cnn.workshop.checking.checker import Checker
from fashion_cnn.workshop.checking.finding import Outcome
from fashion_cnn.workshop.checking.learners_file import Notebook
from fashion_cnn.workshop.checking.picture import draw_picture
from fashion_cnn.workshop.learner import show
from fashion_cnn.workshop.lessons import tasks_of
from fashion_cnn.workshop.manifest import lessons
from fashion_cnn.workshop.texts import Texts


def write(folder, language):
    """Write a notebook for each lesson that has none in `folder`; returns (new, kept) paths."""
    try:
        import jupytext
    except ImportError:
        raise KitError("Notebooks need jupytext: python -m pip install jupytext") from None
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    new, kept = [], []
    for lesson in lessons():
        path = folder / Path(lesson.file).with_suffix(".ipynb")
        if path.exists():
            kept.append(path)
            continue
        notebook = jupytext.reads(make_exercise(lesson, language), fmt="py:percent")
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        files.write_text(path, jupytext.writes(notebook, fmt="ipynb"))
        new.append(path)
    return new, kept


def verdict(lesson, namespace):
    """Check the functions of a notebook, print the verdict, and then show the picture."""
    say = Texts()
    cells = Notebook(namespace, say)
    checker = Checker(lesson.id, tasks_of(lesson.id), say)
    outcome = Outcome([checker.check(task, cells) for task in lesson.tasks])
    show.outcome(show.console(), say, lesson, "", outcome)
    if outcome.passed:
        show_picture(namespace["picture"])


def show_picture(picture):
    """Show the lesson's picture under the cell, with its description as alt text."""
    from IPython.display import Image, display

    with TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        _, description = draw_picture(picture, path)
        display(Image(path.read_bytes(), alt=description))
