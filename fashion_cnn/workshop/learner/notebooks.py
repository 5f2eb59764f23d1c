"""Lessons as notebooks, made by jupytext from the text of a lesson's file."""

import json
import os
import re
from pathlib import Path

from fashion_cnn.base import files
from fashion_cnn.base.errors import KitError
from fashion_cnn.base.words import read
from fashion_cnn.workshop.texts import Texts

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
START_KERAS = """from fashion_cnn.base import backend

_ = backend.start()
"""


def write(path, workspace, lesson):
    """Write the notebook of a lesson, with what the learner's file of the lesson has in it."""
    file = workspace.file(lesson)
    text = readable(file) or workspace.exercise(lesson)
    path.parent.mkdir(parents=True, exist_ok=True)
    files.write_text(path, make(lesson, text, workspace.language))
    if file.is_file():  # neither is newer than the other
        when = file.stat()
        os.utime(path, ns=(when.st_atime_ns, when.st_mtime_ns))


def readable(path):
    """The text of a file, or "" if there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def make(lesson, text, language):
    """The notebook with the cells of a lesson's file, as the text of an .ipynb file."""
    try:
        import jupytext
    except ImportError:
        raise KitError("Notebooks need jupytext: python -m pip install jupytext") from None
    notebook = jupytext.reads(text, fmt="py:percent")
    notebook.metadata["kernelspec"] = KERNEL
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = in_notebook(cell.source, language)
    if lesson.needs == "keras":
        start = Texts(language)("notebook", "start_keras")
        [cell] = jupytext.reads(f"# %%\n# {start}\n{START_KERAS}", fmt="py:percent").cells
        notebook.cells.insert(1, cell)
    return jupytext.writes(notebook, fmt="ipynb")


def in_notebook(text, language):
    """The words of a lesson, with what is different in a notebook."""
    for in_file, instead in read(language, "notebook").get("lessons", {}).items():
        text = re.sub(r"\s+".join(map(re.escape, in_file.split())), instead, text)
    return text


def same_cells(path, text):
    """Tell whether the notebook in a file has the cells of another, given as a text."""
    try:
        return sources(Path(path).read_text(encoding="utf-8")) == sources(text)
    except ValueError:  # not a notebook
        return False


def sources(text):
    """The sources of all cells of a notebook. Raises ValueError if it is none."""
    try:
        return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]
    except (TypeError, KeyError, RecursionError):
        raise ValueError("not a notebook") from None
