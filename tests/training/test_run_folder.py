"""How a run's folder is taken, and how a run is marked as interrupted."""

import pytest
from helpers import as_ordinary_user

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.training import run_folder
from fashion_cnn.training.run_folder import RunFolder


def test_two_runs_cannot_take_one_folder(tmp_path, monkeypatch):
    run_folder.create(tmp_path / "run", "digits", "main")
    with pytest.raises(UsageError, match="not empty"):
        run_folder.create(tmp_path / "run", "digits", "main")
    monkeypatch.setattr(run_folder, "check_new", lambda path: None)
    with pytest.raises(UsageError, match="taken by another run"):
        run_folder.create(tmp_path / "run", "digits", "main")


def test_a_new_folder_under_runs_says_when_and_what(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run_folder.time, "strftime", lambda form: "2026-01-31-093000")
    names = [run_folder.create(None, "garments", "main").path.name for _ in range(2)]
    assert names == ["2026-01-31-093000-garments-main", "2026-01-31-093000-garments-main-2"]


def test_a_folder_in_use_is_not_written_to(tmp_path):
    file, run = tmp_path / "mine.txt", tmp_path / "run"
    file.write_text("mine")
    run_folder.create(run, "digits", "main")
    with pytest.raises(UsageError, match="not empty"):
        run_folder.check_new(tmp_path)
    with pytest.raises(UsageError, match="is a file"):
        run_folder.check_new(file)
    with pytest.raises(UsageError, match=f"not empty.*--resume {run}$"):
        run_folder.check_new(run)
    with pytest.raises(UsageError, match=r"not empty\. Name a new folder\.$"):
        run_folder.check_new(run, resumable=False)


def test_a_folder_without_permission(users_folder):
    users_folder.chmod(0o500)
    with as_ordinary_user(), pytest.raises(PermissionError) as caught:
        run_folder.create(users_folder / "run", "digits", "main")
    assert caught.value.filename == str(users_folder / "run")


def test_an_interrupted_run_is_marked_and_the_first_error_reported(tmp_path):
    folder = RunFolder(tmp_path)
    with pytest.raises(KitError, match="first"), folder.marked_if_interrupted(None):
        raise KitError("first")
    assert folder.read_metrics() == {"status": "interrupted"}
    folder.metrics.write_text("damaged")
    with pytest.raises(KitError, match="first"), folder.marked_if_interrupted(None):
        raise KitError("first")


def test_ctrl_c_says_what_is_left(tmp_path):
    folder = RunFolder(tmp_path)
    with (
        pytest.raises(KeyboardInterrupt) as caught,
        folder.marked_if_interrupted(lambda: "this is left"),
    ):
        raise KeyboardInterrupt
    assert str(caught.value) == "this is left"
    assert folder.read_metrics() == {"status": "interrupted"}
