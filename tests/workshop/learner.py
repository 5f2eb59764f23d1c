"""What a learner does and sees, for the tests of the commands."""

import json
import os
import subprocess
import sys

from fashion_cnn.base.paths import KIT
from fashion_cnn.workshop.learner import notebooks
from fashion_cnn.workshop.manifest import SOLUTIONS, find_lesson
from fashion_cnn.workshop.texts import Texts

KERNELS = find_lesson("kernels")
BODY = "    return kernel.sum()\n"  # of `brightness`, the first task of that lesson
ENVIRONMENT = {"PYTHONPATH": str(KIT), "PYTHONUTF8": "1"}


def said(key, **values):
    """A sentence of the commands."""
    return Texts()("commands", key, **values)


def in_notebooks(key, **values):
    """A sentence that is said in notebooks only."""
    return Texts()("notebook", key, **values)


NONE_RIGHT = said("so_far", lesson="Kernels", right=0, tasks=5)
PASSED = said("passed", lesson="Kernels", tasks=5)


def solve(folder, lesson=KERNELS, body=BODY):
    """Write a lesson's solution into a workspace, perhaps with another first task."""
    path = next(folder.glob(f"*_{lesson.id}.py"))
    text = (SOLUTIONS / lesson.file).read_text(encoding="utf-8")
    assert lesson != KERNELS or BODY in text
    path.write_text(text.replace(BODY, body), encoding="utf-8")
    return path


def solve_notebook(path, body=BODY, lesson=KERNELS):
    """Write a lesson's solution as a notebook, perhaps with another first task."""
    text = (SOLUTIONS / lesson.file).read_text(encoding="utf-8").replace(BODY, body)
    path.write_text(notebooks.make(lesson, text, "en"), encoding="utf-8")


def code_cells(path):
    """The sources of the code cells of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def progress(folder):
    return json.loads((folder / "progress.json").read_text(encoding="utf-8"))


def start_process(folder, *words, **changes):
    """Run Python in a folder as a process of its own; returns what subprocess.run returns."""
    return subprocess.run(
        [sys.executable, *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=os.environ | ENVIRONMENT | changes,
    )
