"""The Run button: the verdict comes at once, unless somebody could see what else the file does."""

import ast
import os

import pytest
from learner import PASSED, solve, start_process

from fashion_cnn.base.paths import KIT
from fashion_cnn.workshop.learner import run_button

VERDICT = "workshop.verdict('kernels', globals())\n"
# A module that notes each process in which it is imported.
MARKS = "import os\nwith open('marks.txt', 'a') as file:\n    print(os.getpid(), file=file)\n"


def run(folder, *words, top="", **changes):
    """Run a lesson that is right; returns (what is printed, number of processes that ran it)."""
    library = folder / "library"
    library.mkdir()
    (library / "marks.py").write_text(MARKS, encoding="utf-8")
    changes |= {"PYTHONPATH": os.pathsep.join([str(KIT), str(library)])}
    path = solve(folder)
    text = path.read_text(encoding="utf-8")
    new = text.replace("import numpy as np\n", f"import numpy as np\nimport marks\n{top}", 1)
    path.write_text(new, encoding="utf-8")
    done = start_process(folder, *words, path, **changes)
    printed = done.stdout + done.stderr
    assert PASSED in printed
    return printed, len(set((folder / "marks.txt").read_text().split()))


def test_a_file_that_only_defines_functions_runs_once(folder):
    printed, processes = run(folder)
    assert printed.count(PASSED) == 1
    assert processes == 1


def test_what_a_file_prints_itself_is_printed_as_it_runs(folder):
    printed, processes = run(folder, top="print('tried', 1 + 1)\n")
    assert printed.startswith("tried 2\n")
    assert processes == 2


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        (["-i"], {}),
        ([], {"PYTHONINSPECT": "1"}),
        (["-m", "cProfile"], {}),
        (["-m", "pdb", "-c", "continue"], {}),
        (["-c", "import runpy, sys; runpy.run_path(sys.argv[1], run_name='__main__')"], {}),
    ],
)
def test_whoever_follows_each_line_sees_each_line(folder, words, changes):
    assert run(folder, *words, **changes)[1] == 2


@pytest.mark.parametrize(
    ("line", "invisible"),
    [
        ("'''What it is about.'''", True),
        ("import keras, numpy as np", True),
        ("DEPTH, UNITS = 12, 100", True),
        ("NETWORKS = {'a': lambda: print(8), 'b': net}", True),
        ("def net(): return print(1)", True),
        ("def net(size=input()): pass", False),
        ("@decorated(1)\ndef net(): pass", False),
        ("class Net:\n    print(1)", False),
        ("class Net:\n    def net(self): print(1)", True),
        ("answer: int = input()", False),
        ("values = [print(i) for i in range(3)]", False),
        ("print(1)", False),
        ("for i in range(3): net()", False),
        ("if True: pass", False),
        ("assert net", False),
    ],
)
def test_invisible_is_what_calls_nothing(line, invisible):
    [statement] = ast.parse(line).body
    assert run_button.is_invisible(statement) == invisible


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (VERDICT, True),
        (f"x = 1\n{VERDICT}", True),
        (f"x = net()\n{VERDICT}", False),
        (f"{VERDICT}print('after')\n", False),
        (f"if x:\n    {VERDICT}", False),
        ("workshop.verdict(name, globals())\n", False),
        ("def (\n", False),
        ("", False),
    ],
)
def test_the_verdict_is_given_at_once_if_nothing_else_can_be_seen(
    text, given, tmp_path, monkeypatch
):
    asked = []
    monkeypatch.setattr(run_button, "verdict", lambda *what: asked.append(what))
    path = tmp_path / "02_kernels.py"
    path.write_text(text, encoding="utf-8")
    namespace = {"__file__": str(path)}
    run_button.verdict_at_once(namespace)
    assert asked == [("kernels", namespace)] * given
