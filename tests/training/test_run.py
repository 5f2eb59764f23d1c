"""Whole training runs: what they leave in their folder, repeated, interrupted and resumed."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image
from quick_run import FILES, QUICK, file_names, measured, read_metrics, same_result

from fashion_cnn import data
from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.train import TrainConfig, resume, train
from fashion_cnn.training import loop
from fashion_cnn.training.run import TrainingRun
from fashion_cnn.training.run_folder import RunFolder


def python(*words, cwd=None):
    """Run Python with the kit on its path, installed or not."""
    return subprocess.run(
        [sys.executable, *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )


def as_words(fields):
    return [word for k, v in fields.items() for word in (f"--{k.replace('_', '-')}", str(v))]


# --------------------------------------------------------------------------------- a run's folder


def test_a_run_folder_has_everything_and_nothing_else(finished):
    assert file_names(finished) == FILES


def test_metrics_record_the_conditions(finished):
    metrics = read_metrics(finished)
    assert (metrics["status"], metrics["parameters"], metrics["seed"]) == ("complete", 34_826, 1)
    assert metrics["data"]["name"] == "digits"
    assert metrics["data"]["digest"] == data.load("digits").digest
    assert "not MNIST" in metrics["data"]["title"]
    counts = [metrics["data"][f"{part}_images"] for part in ("training", "validation", "test")]
    assert counts == [135, 15, 360]
    assert metrics["versions"]["python"] == sys.version.split()[0]
    assert metrics["device"].startswith(("CPU", "GPU"))


@pytest.mark.backend
def test_the_scores_are_those_of_the_saved_model(finished):
    metrics, digits = read_metrics(finished), data.load("digits")
    predicted = load_model(finished / "model.keras").predict(data.scale(digits.x_test), verbose=0)
    right = predicted.argmax(axis=1) == digits.y_test
    assert metrics["test_accuracy"] == np.mean(right)
    for label, scores in enumerate(metrics["per_class"].values()):
        assert np.isclose(scores["recall"], np.mean(right[digits.y_test == label]))


def test_the_saved_model_is_that_of_the_best_epoch(finished):
    best = read_metrics(finished)["best_epoch"]
    accuracies = [float(row["val_accuracy"]) for row in measured(finished)]
    assert accuracies[best - 1] == max(accuracies)
    digits = data.load("digits")
    _, validation = data.split(len(digits.x_train), 0.1, seed=1, limit=150)
    model = load_model(finished / "model.keras")
    predicted = model.predict(data.scale(digits.x_train[validation]), verbose=0)
    accuracy = np.mean(predicted.argmax(axis=1) == digits.y_train[validation])
    assert np.isclose(accuracy, max(accuracies), atol=1e-6)


def test_every_picture_carries_its_description(finished):
    described = read_metrics(finished)["pictures"]
    assert list(described) == ["samples", "learning-curves", "confusion-matrix", "mistakes"]
    for name, sentence in described.items():
        with Image.open(finished / f"{name}.png") as picture:
            assert picture.text["Description"] == sentence
            assert "not MNIST" in picture.text["Title"]


@pytest.mark.slow
def test_the_command_repeats_a_run_exactly_and_reports_it(finished, tmp_path):
    """In another process, the same seed gives the same bits. Nothing is written to stderr."""
    done = python("-m", "fashion_cnn.train", *as_words(QUICK), "--run-dir", "run", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert same_result(finished, tmp_path / "run")
    accuracy = read_metrics(finished)["test_accuracy"]
    assert f"Test accuracy {accuracy:.2%} on the 360 test images" in done.stdout
    assert "not MNIST" in done.stdout
    assert "1·3·3·32 + 32 = 320" in done.stdout
    assert "Epoch 3 of 3" in done.stdout
    assert "Running on the" in done.stdout


# ------------------------------------------------------------------------- interrupted and resumed


@pytest.mark.backend
def test_a_resumed_run_ends_like_an_unbroken_one(finished, interrupted):
    (interrupted / ".history-0a1b2c3d.csv").write_text("of a process killed while writing")
    resume(interrupted, {"seed": 1, "device": "cpu"})
    assert same_result(finished, interrupted)
    assert file_names(interrupted) == FILES


def test_a_complete_run_is_left_as_it_is(finished, capsys):
    before = {path: path.stat().st_mtime_ns for path in finished.iterdir()}
    resume(finished)
    assert "is complete" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in finished.iterdir()} == before


def test_an_interrupted_run_keeps_its_best_model_and_can_be_resumed(broken_off):
    assert read_metrics(broken_off)["status"] == "interrupted"
    load_model(broken_off / "model.keras")
    assert "checkpoint-1.keras" in file_names(broken_off)


def test_the_command_to_resume_can_be_copied(tmp_path):
    folder = RunFolder(tmp_path / "my run")
    said = TrainingRun(folder, None, None, None, None).how_to_resume()
    assert said.endswith(f'--resume "{tmp_path / "my run"}"')
    assert "No epoch" in said


class Killed(BaseException):
    """A stand-in for a kill at this point."""


@pytest.mark.slow
@pytest.mark.parametrize("at", ["write_history", "keep_best"])
def test_a_run_that_dies_between_two_files_is_resumed_too(finished, tmp_path, monkeypatch, at):
    real = getattr(loop, at)
    calls = []

    def dies_the_second_time(*args):
        calls.append(args)
        if len(calls) == 2:
            raise Killed
        real(*args)

    monkeypatch.setattr(loop, at, dies_the_second_time)
    with pytest.raises(Killed):
        train(TrainConfig(**QUICK), tmp_path / "run")
    monkeypatch.undo()
    resume(tmp_path / "run")
    assert same_result(finished, tmp_path / "run")


# A run that kills itself in its third epoch, as the system would.
KILLED = """
import os, signal, sys
from fashion_cnn.base import backend
backend.start("cpu")
from fashion_cnn.train import main
from fashion_cnn.training import loop

real = loop.one_epoch
def one_epoch(model, config, examples, epoch, *more):
    if epoch == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(model, config, examples, epoch, *more)
loop.one_epoch = one_epoch
main()
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL does not exist on Windows")
def test_a_killed_run_can_be_read_and_resumed(finished, tmp_path):
    done = python("-c", KILLED, *as_words(QUICK), "--run-dir", tmp_path / "run")
    assert done.returncode == -signal.SIGKILL
    assert read_metrics(tmp_path / "run")["status"] == "running"
    load_model(tmp_path / "run/model.keras")
    resume(tmp_path / "run")
    assert same_result(finished, tmp_path / "run")
    assert file_names(tmp_path / "run") == FILES


LIMITED = """
import resource, sys
from fashion_cnn.base.commandline import execute
from fashion_cnn.train import main
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
execute(main)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a file")
def test_a_disk_that_is_full_while_saving(tmp_path):
    """No file may grow beyond 200 kB: the checkpoint fails, as on a full disk."""
    done = python("-c", LIMITED, *as_words(QUICK), "--run-dir", tmp_path / "run")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "checkpoint-1.keras: File too large" in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2
    assert read_metrics(tmp_path / "run")["status"] == "interrupted"
    assert list((tmp_path / "run").glob(".*")) == []
