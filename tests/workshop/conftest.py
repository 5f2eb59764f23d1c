"""Commands run as a learner runs them, in a folder of their own."""

import sys

import pytest

from fashion_cnn.base.commandline import execute
from fashion_cnn.workshop.__main__ import main
from fashion_cnn.workshop.learner import notebooks
from fashion_cnn.workshop.learner.workspace import Workspace
from fashion_cnn.workshop.manifest import find_lesson


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command in a folder, in this process; returns all that it prints."""

    def run_command(folder, *words, code=0):
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["workshop", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            execute(main)
        printed = "".join(capsys.readouterr())
        assert (end.value.code or 0) == code, printed
        return printed

    return run_command


@pytest.fixture
def no_pictures(monkeypatch):
    """Leave out the pictures, which take longer than the checks."""
    monkeypatch.setattr(Workspace, "picture", lambda self, lesson: "")


@pytest.fixture
def folder(tmp_path, run):
    """A fresh workspace."""
    run(tmp_path, "start", "mine")
    return tmp_path / "mine"


@pytest.fixture
def notebook(folder):
    """A notebook in a fresh workspace that has a few of them."""
    workspace = Workspace(folder)
    for name in ("pixels", "kernels", "sliding", "first_network"):
        lesson = find_lesson(name)
        notebooks.write(workspace.notebook(lesson), workspace, lesson)
    return workspace.notebook(find_lesson("kernels"))
