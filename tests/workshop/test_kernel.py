"""The workshop in the cells of a notebook: in IPython here, and in a kernel of Jupyter."""

import os
import signal
import sys
import threading
from pathlib import Path

import pytest
from learner import (
    KERNELS,
    NONE_RIGHT,
    PASSED,
    code_cells,
    in_notebooks,
    progress,
    said,
    solve_notebook,
)

from fashion_cnn.workshop.learner.show import COMMAND
from fashion_cnn.workshop.manifest import NOTEBOOK, SOLUTIONS, find_lesson, lessons
from fashion_cnn.workshop.texts import Texts

interactiveshell = pytest.importorskip("IPython.core.interactiveshell")

NAME = Path(KERNELS.file).with_suffix(NOTEBOOK).name
NEXT = lessons()[KERNELS.number]
FIRST_NETWORK = find_lesson("first_network")


def line_of(line, cell):
    """How sentences name a line of a cell, after the word "line"."""
    return in_notebooks("line_of_running_cell", line=line, cell=cell)


def next_is(task, where):
    return in_notebooks("commands.next_task", task=task, where=where)


class Shell:
    """IPython, which runs cells as a kernel does; `shown` has what they display."""

    def __init__(self, monkeypatch, capsys):
        from traitlets.config import Config

        from fashion_cnn.workshop.learner import kernel

        settings = Config()
        settings.HistoryManager.hist_file = ":memory:"
        settings.InteractiveShell.colors = "nocolor"
        self.capsys, self.shown, self.kernel = capsys, [], kernel
        monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
        monkeypatch.setitem(sys.modules, "ipykernel", type(sys)("ipykernel"))
        monkeypatch.setattr(kernel, "display", self.shown.append)
        self.ipython = interactiveshell.InteractiveShell.instance(config=settings)

    def run(self, *sources):
        """Run cells; returns what they print."""
        for source in sources:
            self.ipython.run_cell(source, store_history=True)
        return "".join(self.capsys.readouterr())

    def run_all(self, path):
        return self.run(*code_cells(path))


@pytest.fixture
def shell(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    yield Shell(monkeypatch, capsys)
    interactiveshell.InteractiveShell.clear_instance()


@pytest.fixture
def cells(notebook, monkeypatch, shell):
    """The notebook of a lesson whose kernel runs in the notebook's folder."""
    monkeypatch.chdir(notebook.parent)
    return notebook


def test_the_last_cell_gives_the_verdict_and_names_lines_by_cell(cells, shell):
    text = shell.run_all(cells)
    assert NONE_RIGHT in text
    line = line_of(4, 2)
    assert Texts()("engine", "to_do", line=line) in text
    assert (
        in_notebooks(
            "commands.next_task", task="brightness", where=in_notebooks("at_line", line=line)
        )
        in text
    )
    assert in_notebooks("commands.for_a_hint") in text
    assert progress(cells.parents[1])["lessons"]["kernels"]["tasks"]["edges"] == "to do"


def test_a_solved_notebook_is_recorded_and_the_next_is_made(cells, shell, run, monkeypatch):
    solve_notebook(cells)
    following = Path(NEXT.file).with_suffix(NOTEBOOK)
    (cells.parent / following).unlink()
    text = shell.run_all(cells)
    assert PASSED in text
    values = {"number": NEXT.number, "title": NEXT.title("en"), "path": following}
    assert said("next_lesson", **values) in text
    assert (cells.parent / following).is_file()
    [image] = shell.shown
    assert image.data.startswith(b"\x89PNG")
    assert "photograph" in image.alt
    assert "passed" in progress(cells.parents[1])["lessons"]["kernels"]
    assert "np.clip" in run(cells.parents[1], "solution", "kernels")


def test_the_commands_can_be_called_in_cells(cells, shell):
    shell.run(*code_cells(cells)[:-1])
    hint = KERNELS.hints["en"]
    assert hint["brightness"][0] in shell.run("workshop.hint()")
    assert hint["brightness"][1] in shell.run("workshop.hint()")
    assert hint["edges"][0] in shell.run("workshop.hint('edges')")
    assert "There is no task 'edge'. Did you mean 'edges'?" in shell.run("workshop.hint('edge')")
    assert in_notebooks("commands.solution_first") in shell.run("workshop.solution()")
    assert "np.clip" in shell.run("workshop.solution(reveal=True)")
    assert NONE_RIGHT in shell.run("workshop.check()")
    assert NEXT.title("en") in shell.run("workshop.progress()")


def test_a_cell_that_was_run_again_counts(cells, shell):
    solve_notebook(cells, body="    return kernel.mean()\n")
    text = shell.run_all(cells)
    assert Texts()("kernels", "brightness.averaged") in text
    again = next(source for source in code_cells(cells) if "def brightness" in source)
    text = shell.run(again.replace("mean()", "smu()"), "workshop.check()")
    cell = len(code_cells(cells)) + 1
    line = line_of(4, cell)
    assert f"Line {line}, in brightness: an array has no" in text
    assert PASSED in shell.run(again.replace("mean", "sum"), "workshop.check()")


def test_a_function_whose_cell_was_not_run_is_asked_for(cells, shell):
    first, *_, last = code_cells(cells)
    text = shell.run(first, last)
    assert in_notebooks("engine.missing", function="brightness") in text
    assert (
        in_notebooks("commands.next_task", task="brightness", where=in_notebooks("in_notebook"))
        in text
    )


def test_classes_and_helpers_in_other_cells_are_the_learners(cells, shell):
    solve_notebook(cells, body="    return Sum().of(kernel)\n")
    helper = "class Sum:\n    def of(self, kernel):\n        return kernel.smu()\n"
    first, *others = code_cells(cells)
    text = shell.run(first, helper, *others)
    assert f"Line {line_of(3, 2)}, in of: an array has no" in text
    caller = {
        "line": line_of(4, 3),
        "function": "brightness",
    }
    assert Texts()("engine", "called_from", **caller) in text


def test_a_picture_that_fails_is_explained(cells, shell):
    solve_notebook(cells)
    text = shell.run(
        *code_cells(cells)[:-1], "def picture():\n    return 1 / 0", "workshop.check()"
    )
    assert PASSED in text
    assert said("no_picture") in text
    assert "ZeroDivisionError" in text
    assert "Traceback" not in text


def test_what_is_printed_is_cut_and_nobody_is_asked_to_type(cells, shell):
    body = '    print("one of many", flush=True)\n    input("How bright? ")\n'
    solve_notebook(cells, body)
    text = shell.run_all(cells)
    assert said("your_code_printed") in text
    assert text.index("brightness  ") < text.index("one of many")
    place = f"Line {line_of(5, 2)}, in brightness"
    assert Texts()("engine", "input", where=place) in text
    solve_notebook(cells, '    print("one of many")\n    return kernel.sum()\n')
    text = shell.run_all(cells)
    assert PASSED in text
    assert 1 <= text.count("one of many") <= 10


def test_a_moved_notebook_makes_its_folder_a_workspace(cells, shell, tmp_path, monkeypatch):
    (tmp_path / "moved").mkdir()
    monkeypatch.chdir(tmp_path / "moved")
    monkeypatch.setattr(shell.ipython, "starting_dir", str(tmp_path / "moved"))
    text = shell.run_all(cells.rename(tmp_path / "moved" / NAME))
    assert said("progress_here", path="progress.json") in text
    assert "kernels" in progress(tmp_path / "moved")["lessons"]
    assert said("progress_here", path="progress.json") not in shell.run("workshop.check()")


def test_in_the_kits_own_folder_nothing_is_saved(cells, shell, monkeypatch):
    before = {path.name for path in SOLUTIONS.iterdir()}
    monkeypatch.chdir(SOLUTIONS)
    monkeypatch.setattr(shell.ipython, "starting_dir", str(SOLUTIONS))
    text = shell.run_all(cells)
    assert NONE_RIGHT in text
    assert in_notebooks("commands.kits_own", command=f"{COMMAND} start my-workshop") in text
    assert {path.name for path in SOLUTIONS.iterdir()} == before


def test_an_endless_loop_is_stopped_and_the_other_tasks_are_judged(cells, shell, monkeypatch):
    solve_notebook(cells, body="    while True:\n        pass\n")
    seconds = iter([0.5])  # for this task; a busy machine may take its time for the others
    monkeypatch.setattr(shell.kernel.NotebookSession, "patience", lambda *_: next(seconds, 1000))
    text = shell.run_all(cells)
    assert said("so_far", lesson="Kernels", right=4, tasks=5) in text
    where = f"Line {line_of(4, 2)}, in brightness"
    assert Texts()("engine", "endless", where=where).partition(":")[0] in text
    assert "interrupted" not in text


def test_what_keeps_a_library_busy_is_not_the_learners(cells, shell, monkeypatch, tmp_path):
    """As when JAX compiles, or when Keras is imported only by the first task."""
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(3)\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(shell.kernel.NotebookSession, "patience", lambda *_: 1.0)
    solve_notebook(cells, body="    import slow\n    return kernel.sum()\n")
    assert PASSED in shell.run_all(cells)


def test_an_interruption_is_the_learners(cells, shell):
    solve_notebook(cells, body="    while True:\n        started.set()\n")
    shell.run("import threading; started = threading.Event()")
    started = shell.ipython.user_ns["started"]
    stop = threading.Thread(
        target=lambda: (started.wait(), os.kill(os.getpid(), signal.SIGINT)), daemon=True
    )
    stop.start()
    text = shell.run_all(cells)
    stop.join()
    where = f"Line {line_of(4, 3)}, in brightness"
    assert "interrupted" in text
    assert where.partition(" of ")[2] in text


# ---------------------------------------------------------------------------------------------
# In a real kernel
# ---------------------------------------------------------------------------------------------


def run_in_jupyter(path, *more):
    """Run a notebook in a kernel of its own, then more cells; returns the outputs of each cell."""
    import nbformat
    from nbclient import NotebookClient

    content = nbformat.read(path, 4)
    content.cells += [nbformat.v4.new_code_cell(source) for source in more]
    client = NotebookClient(
        content,
        timeout=None,
        allow_errors=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    nbformat.write(content, path)
    return [cell.outputs for cell in content.cells if cell.cell_type == "code"]


def printed(outputs):
    return "".join(output.get("text", "") for output in outputs)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # of Jupyter
def test_two_lessons_in_a_real_kernel(notebook, run, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(SOLUTIONS.parent))
    folder = notebook.parents[1]
    solve_notebook(notebook, body="    while True:\n        pass\n")
    *_, verdict, hint = run_in_jupyter(notebook, "workshop.hint()")
    assert said("so_far", lesson="Kernels", right=4, tasks=5) in printed(verdict)
    assert KERNELS.hints["en"]["brightness"][0] in printed(hint)
    assert "\x1b" not in printed(verdict)
    solve_notebook(notebook)
    *_, verdict = run_in_jupyter(notebook)
    assert PASSED in printed(verdict)
    assert [out["output_type"] for out in verdict].count("display_data") == 1  # the picture, once
    keras = folder / "notebooks" / Path(FIRST_NETWORK.file).with_suffix(NOTEBOOK)
    solve_notebook(keras, lesson=FIRST_NETWORK)
    outputs = run_in_jupyter(keras)
    assert said("passed", lesson="A first network", tasks=4) in printed(outputs[-1])
    assert {out.get("name") for cell in outputs for out in cell} <= {"stdout", None}
    assert {"kernels", "first_network"} == {
        name for name, entry in progress(folder)["lessons"].items() if "passed" in entry
    }


def test_a_notebook_in_a_room_tells_it_what_was_found(cells, shell):
    from fashion_cnn.workshop.room import client, membership
    from fashion_cnn.workshop.room.outbox import Outbox, events_in

    folder = cells.parent.parent
    mine = membership.Membership("127.0.0.1:1", "1", "secret", "Mina", share=True)
    membership.write(folder, mine)
    solve_notebook(cells, body="    return np.mean(kernel)\n")
    shell.run_all(cells)
    assert client.sender(folder).idle.wait(10)
    last = list(events_in(Outbox(folder).lines()))[-1]
    assert last["mistake"] == "mistake.averaged"
    assert last["answer"].startswith("def brightness(")
