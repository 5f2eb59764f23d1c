"""The command that draws the figures of the lessons: options, exit codes, old imports."""

import subprocess
import sys
from pathlib import Path

import pytest

from fashion_cnn import figures
from fashion_cnn.drawing import catalogue, cells

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "fashion_cnn.figures", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(("more", "force"), [([], False), (["--force"], True)])
def test_the_options_reach_the_catalogue(monkeypatch, more, force):
    asked = []
    monkeypatch.setattr(catalogue, "draw", lambda *arguments: asked.append(arguments))
    monkeypatch.setattr(sys, "argv", ["figures", "--out", "folder", *more])
    assert figures.main() == 0
    assert asked == [("folder", force)]


def test_a_wrong_folder_ends_with_2_and_what_to_do(tmp_path):
    (tmp_path / "kernel-step-1.png").touch()
    (tmp_path / "file").touch()
    for folder, message in ((tmp_path, "--force"), (tmp_path / "file", "must be a folder")):
        refused = run("--out", str(folder))
        assert (refused.returncode, refused.stdout) == (2, "")
        assert message in refused.stderr
        assert str(folder) in refused.stderr
    assert run().returncode == 2


def test_what_lessons_imported_from_here_is_still_found():
    from fashion_cnn.figures import cells as found

    assert found is cells
    with pytest.raises(ImportError):
        from fashion_cnn.figures import nothing  # noqa: F401
