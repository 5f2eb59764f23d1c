"""Lessons as notebooks, made by jupytext, and the verdict inside of one."""

from pathlib import Path
from tempfile import TemporaryDirectory

from fashion_cnn.base import files
from fashion_cnn.base.errors import KitError
from fashion_cnn.workshop import lessons as checks
from fashion_cnn.workshop.authors.strip import make_exercise
from fashion_cnn.workshop.checking.checker import Checker
from fashion_cnn.workshop.checking.learners_file import Notebook
from fashion_cnn.workshop.learner import show
from fashion_cnn.workshop.manifest import lessons
from fashion_cnn.workshop.process.worker import save_picture
from fashion_cnn.workshop.process.workers import Outcome
from fashion_cnn.workshop.texts import Texts


def write(folder, language):
    """Write a notebook for each lesson that has none in `folder`; return (new, kept) paths."""
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
    checker = Checker(lesson.id, checks.tasks(lesson.id), say)
    found = [checker.check(task, cells).as_dictionary() for task in lesson.tasks]
    result = Outcome(found)
    show.outcome(show.console(), say, lesson, "", result)
    if result.passed:
        show_picture(namespace["picture"])


def show_picture(picture):
    """Show the lesson's picture below the cell, with its description as alt text."""
    from IPython.display import Image, display

    with TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        _, description = save_picture(picture, path)
        display(Image(path.read_bytes(), alt=description))
