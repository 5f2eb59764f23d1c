"""Lessons as notebooks: how they are written, and what the commands do with saved ones."""

import json
import os
from pathlib import Path

import pytest
from learner import (
    KERNELS,
    NONE_RIGHT,
    PASSED,
    code_cells,
    in_notebooks,
    said,
    solve,
    solve_notebook,
)

from fashion_cnn.workshop.checking.learners_file import BrokenFile
from fashion_cnn.workshop.checking.notebook import Cell, Cells, as_python, source_of
from fashion_cnn.workshop.learner import notebooks
from fashion_cnn.workshop.learner.workspace import Workspace
from fashion_cnn.workshop.manifest import NOTEBOOK, SOLUTIONS, find_lesson, lessons

NAME = Path(KERNELS.file).with_suffix(NOTEBOOK).name
NEXT = lessons()[KERNELS.number]
PIXELS = find_lesson("pixels")


def test_notebooks_are_written_once_and_have_the_cells_of_the_exercise(folder, run):
    written = run(folder, "notebooks")
    assert said("notebooks", count=len(lessons()), folder="notebooks") in written
    path = folder / "notebooks" / NAME
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert [cell["cell_type"] for cell in cells][:2] == ["markdown", "code"]
    assert "".join(cells[0]["source"]).startswith("# Kernels")
    assert sum("raise NotImplementedError" in source for source in code_cells(path)) == 5
    assert all(not cell["outputs"] for cell in cells if cell["cell_type"] == "code")
    path.write_text("mine", encoding="utf-8")
    kept = said("notebooks_kept", count=len(lessons()), folder="notebooks")
    assert kept in run(folder, "notebooks")
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_a_notebook_says_to_run_cells_and_not_to_save_a_file(lesson):
    text = (SOLUTIONS / lesson.file).read_text(encoding="utf-8")
    cells = json.loads(notebooks.make(lesson, text, "en"))["cells"]
    text = " ".join("".join("".join(cell["source"]) for cell in cells).split())
    for about_files in ("run this file", "end of this file", "in the terminal"):
        assert about_files not in text


def test_a_new_notebook_takes_over_what_is_in_the_file(folder, run):
    path = folder / KERNELS.file
    begun = path.read_text(encoding="utf-8").replace("raise NotImplementedError", "return 1 +", 1)
    path.write_text(begun + "\n\ndef helper(a):\n    return a\n", encoding="utf-8")
    (folder / PIXELS.file).write_bytes("# Bäume\n".encode("latin-1"))
    (folder / NEXT.file).unlink()
    run(folder, "notebooks")
    source = "\n".join(code_cells(folder / "notebooks" / NAME))
    assert "return 1 +" in source
    assert "def helper" in source
    for lesson in (PIXELS, NEXT):  # nothing to take over
        text = notebooks.make(lesson, Workspace(folder).exercise(lesson), "en")
        assert notebooks.same_cells(Workspace(folder).notebook(lesson), text)


def test_of_file_and_notebook_the_one_saved_last_is_checked(notebook, run, no_pictures):
    folder = notebook.parents[1]
    solve_notebook(notebook)
    shown = {"path": os.path.join("notebooks", NAME), "other": KERNELS.file}
    text = run(folder, "check", "kernels")
    assert PASSED in text
    assert said("two_files", **shown) in text
    later = notebook.stat().st_mtime_ns + 10**9
    os.utime(folder / KERNELS.file, ns=(later, later))
    assert NONE_RIGHT in run(folder, "check", "kernels", code=1)
    assert PASSED in run(folder, "check", notebook)


def test_until_one_is_saved_it_is_the_kind_of_the_current_lesson(notebook, run, no_pictures):
    workspace = Workspace(notebook.parents[1])
    assert workspace.file(PIXELS).suffix == NOTEBOOK  # somebody asked for notebooks
    solve(workspace.folder)
    later = notebook.stat().st_mtime_ns + 10**9
    os.utime(workspace.folder / KERNELS.file, ns=(later, later))
    following = {"number": NEXT.number, "title": NEXT.title("en"), "path": NEXT.file}
    assert said("next_lesson", **following) in run(workspace.folder, "check", "kernels")
    assert said("then_cells") not in run(workspace.folder)


def test_after_a_notebook_the_next_one_is_named_and_made(notebook, run, no_pictures):
    solve_notebook(notebook)
    (notebook.parent / NEXT.file).with_suffix(NOTEBOOK).unlink()
    (notebook.parents[1] / NEXT.file).unlink()
    path = os.path.join("notebooks", Path(NEXT.file).with_suffix(NOTEBOOK).name)
    following = {"number": NEXT.number, "title": NEXT.title("en"), "path": path}
    assert said("next_lesson", **following) in run(notebook.parents[1], "check", "kernels")
    assert (notebook.parents[1] / path).is_file()
    assert said("then_cells") in run(notebook.parents[1])


def test_a_saved_notebook_names_its_lines_by_cell(notebook, run, no_pictures):
    folder = notebook.parents[1]
    solve_notebook(notebook, body="    return kernel.smu()\n")
    text = run(folder, "check", "kernels", code=1)
    [cell] = [n for n, code in enumerate(code_cells(notebook), 1) if "kernel.smu" in code]
    line = in_notebooks("line_of_cell", line=4, cell=cell)
    assert f"Line {line}, in brightness: an array has no" in text
    where = in_notebooks("line_in_file", line=line, file=os.path.join("notebooks", NAME))
    assert said("next_task", task="brightness", where=where) in text
    assert KERNELS.hints["en"]["brightness"][0] in run(folder, "hint", "kernels")


def test_what_only_ipython_understands_is_passed_over(notebook, run, no_pictures):
    solve_notebook(notebook, body="    !ls\n    %time 1\n    np.zeros?\n    return kernel.sum()\n")
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for source in ("%%bash\nls (", "!pip install x\nworkshop.hint()", ""):
        content["cells"].insert(0, content["cells"][1] | {"source": source})
    notebook.write_text(json.dumps(content), encoding="utf-8")
    assert PASSED in run(notebook.parents[1], "check", notebook)
    assert as_python("if a:\n    !ls\nprint?\n?print") == "if a:\n    pass\npass\npass"
    assert as_python('a = """\n%b\n!c"""') == 'a = """\n%b\n!c"""'


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "{}", '{"cells": 1}', '{"cells": [1]}', "[" * 99_999, "\0", "é"]
)
def test_a_damaged_notebook_is_named(damage):
    with pytest.raises(BrokenFile) as broken:
        source_of(damage.encode("latin-1"), NAME, "en")
    assert broken.value.finding.text == in_notebooks("not_a_notebook", file=NAME)


def test_a_damaged_notebook_can_be_reset(notebook, run):
    notebook.write_text("{", encoding="utf-8")
    folder = notebook.parents[1]
    assert in_notebooks("not_a_notebook", file=NAME) in run(folder, "check", "kernels", code=1)
    run(folder, "reset", "kernels")
    assert len(code_cells(notebook)) > 5


def test_reset_writes_a_fresh_notebook_and_keeps_the_old(notebook, run, no_pictures):
    folder, shown = notebook.parents[1], os.path.join("notebooks", NAME)
    assert said("reset_untouched", path=shown) in run(folder, "reset", "kernels")
    solve_notebook(notebook)
    solved = notebook.read_text(encoding="utf-8")
    run(folder, "reset", "kernels")
    [kept] = (folder / "backups").glob(f"*{NOTEBOOK}")
    assert kept.read_text(encoding="utf-8") == solved
    assert said("reset_untouched", path=shown) in run(folder, "reset", "kernels")


def test_a_line_of_the_joined_cells_is_found_in_its_cell():
    cells = Cells([Cell(1, "a\nb"), Cell(4, ""), Cell(5, "c")])
    assert [cells.locate(line) for line in (1, 2, 3, 4)] == [(1, 1), (1, 2), (4, 1), (5, 1)]
    assert cells.source.splitlines()[3] == "c"
