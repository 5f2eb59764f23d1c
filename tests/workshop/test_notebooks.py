"""Lessons as notebooks, with the verdict in the last cell."""

import json
import sys
from pathlib import Path

import jupytext
from learner import KERNELS, NONE_RIGHT, PASSED, said

from fashion_cnn.workshop.manifest import SOLUTIONS, lessons


def test_notebooks_are_written_once_and_have_the_cells_of_the_exercise(folder, run):
    written = run(folder, "notebooks")
    assert said("notebooks", count=len(lessons()), folder="notebooks") in written
    path = folder / "notebooks" / Path(KERNELS.file).with_suffix(".ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert [cell["cell_type"] for cell in cells][:2] == ["markdown", "code"]
    assert "".join(cells[0]["source"]).startswith("# Kernels")
    assert sum("raise NotImplementedError" in "".join(cell["source"]) for cell in cells) == 5
    assert all(not cell["outputs"] for cell in cells if cell["cell_type"] == "code")
    path.write_text("mine", encoding="utf-8")
    assert said("notebook_kept", path=path.relative_to(folder)) in run(folder, "notebooks")
    assert path.read_text(encoding="utf-8") == "mine"


def run_cells(path, replace=lambda source: source):
    """Run the code cells of a notebook as Jupyter does, without Jupyter; returns what is shown."""
    shown = []
    display = type(sys)("IPython.display")
    display.Image = lambda content, alt: (content[:4], alt)
    display.display = shown.append
    sys.modules |= {"ipykernel": type(sys)("ipykernel"), "IPython": type(sys)("IPython")}
    sys.modules["IPython"].version_info = (9, 0)
    sys.modules["IPython.display"] = display
    try:
        namespace = {"__name__": "__main__"}
        for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
            if cell["cell_type"] == "code":
                code = replace("".join(cell["source"]))
                exec(compile(code, f"cell-{number}", "exec"), namespace)
    finally:
        for name in ("ipykernel", "IPython", "IPython.display"):
            del sys.modules[name]
    return shown


def test_the_last_cell_of_a_notebook_gives_the_verdict(folder, capsys, run):
    run(folder, "notebooks")
    path = folder / "notebooks" / Path(KERNELS.file).with_suffix(".ipynb")
    assert run_cells(path) == []
    assert NONE_RIGHT in capsys.readouterr().out
    jupytext.write(jupytext.read(SOLUTIONS / KERNELS.file, fmt="py:percent"), path)
    [(start, description)] = run_cells(path)
    assert start == b"\x89PNG"
    assert "photograph" in description
    assert PASSED in capsys.readouterr().out
    run_cells(path, lambda source: source.replace("kernel.sum()", "kernel.smu()"))
    assert "in brightness: AttributeError" in capsys.readouterr().out
