"""How a run's folder is taken, and how a run is marked as interrupted."""

import os
import subprocess
import sys

import pytest
from helpers import as_ordinary_user

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.training import run_folder
from fashion_cnn.training.config import TrainConfig
from fashion_cnn.training.run_folder import RunFolder
from fashion_cnn.training.start import can_resume


def create(path):
    return run_folder.create(path, "garments", "main", TrainConfig(dataset="garments"))


def test_two_runs_cannot_take_one_folder(tmp_path, monkeypatch):
    create(tmp_path / "run")
    with pytest.raises(UsageError, match="not empty"):
        create(tmp_path / "run")
    monkeypatch.setattr(run_folder, "check_new", lambda path: None)
    with pytest.raises(UsageError, match="taken by another run"):
        create(tmp_path / "run")


def test_a_new_folder_under_runs_says_when_and_what(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run_folder.time, "strftime", lambda form: "2026-01-31-093000")
    names = [create(None).path.name for _ in range(2)]
    assert names == ["2026-01-31-093000-garments-main", "2026-01-31-093000-garments-main-2"]


def test_a_folder_in_use_is_not_written_to(tmp_path):
    file, run = tmp_path / "mine.txt", tmp_path / "run"
    file.write_text("mine")
    folder = create(run)
    with pytest.raises(UsageError, match="not empty"):
        run_folder.check_new(tmp_path)
    with pytest.raises(UsageError, match="is a file"):
        run_folder.check_new(file)
    with pytest.raises(UsageError, match=f"not empty.*--resume {run}$"):
        run_folder.check_new(run, can_resume)
    folder.update_metrics(status="complete")
    for can in (can_resume, None):
        with pytest.raises(UsageError, match=r"not empty\. Name a new folder\.$"):
            run_folder.check_new(run, can)


def test_a_folder_without_permission(users_folder):
    users_folder.chmod(0o500)
    with as_ordinary_user(), pytest.raises(PermissionError) as caught:
        create(users_folder / "run")
    assert caught.value.filename == str(users_folder / "run")


def test_an_interrupted_run_is_marked_and_the_first_error_reported(tmp_path):
    folder = RunFolder(tmp_path)
    with pytest.raises(KitError, match="first"), folder.marked_if_interrupted(str):
        raise KitError("first")
    assert folder.read_metrics() == {"status": "interrupted"}
    folder.metrics.write_text("damaged")
    with pytest.raises(KitError, match="first"), folder.marked_if_interrupted(str):
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


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KitError("no images")])
def test_a_failure_that_can_be_mended_says_what_is_left(tmp_path, capsys, error):
    with (
        pytest.raises(type(error)),
        RunFolder(tmp_path).marked_if_interrupted(lambda: "this is left"),
    ):
        raise error
    assert capsys.readouterr().out == "this is left\n"


def test_a_run_is_trained_by_one_process_at_a_time(tmp_path):
    folder = RunFolder(tmp_path)
    half_written = tmp_path / ".model-0123abcd.keras"
    with folder.taken():
        half_written.touch()
        with pytest.raises(KitError, match=f"trained by process {os.getpid()} on"), folder.taken():
            pass
        assert half_written.exists()
    with folder.taken():
        assert not half_written.exists()


def test_a_killed_process_leaves_no_lock(tmp_path):
    hold = (
        "import os, signal, sys; from fashion_cnn.training.run_folder import RunFolder\n"
        "with RunFolder(sys.argv[1]).taken(): os.kill(os.getpid(), signal.SIGTERM)"
    )
    ended = subprocess.run([sys.executable, "-c", hold, tmp_path])
    assert ended.returncode != 0
    with RunFolder(tmp_path).taken():
        assert str(os.getpid()) in RunFolder(tmp_path).read_metrics()["process"]


@pytest.mark.parametrize("content", ['{"a": NaN}', '{"a": -Infinity}', "[" * 100_000, "\xff", "3"])
def test_odd_json_is_named(tmp_path, content):
    folder = RunFolder(tmp_path)
    folder.metrics.write_bytes(content.encode("latin-1"))
    with pytest.raises(KitError, match=r"metrics\.json: damaged"):
        folder.read_metrics()
