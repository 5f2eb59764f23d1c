"""Runs that are trained once and then only read or copied."""

import shutil

import pytest
from quick_run import QUICK, train_and_interrupt

from fashion_cnn.train import TrainConfig, train


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The folder of a complete run; only read it."""
    folder = tmp_path_factory.mktemp("run")
    train(TrainConfig(**QUICK), folder)
    return folder


@pytest.fixture(scope="session")
def broken_off(tmp_path_factory):
    """The folder of a run that was interrupted after its first epoch; only copy it."""
    folder = tmp_path_factory.mktemp("broken") / "run"
    train_and_interrupt(TrainConfig(**QUICK), folder)
    return folder


@pytest.fixture
def interrupted(broken_off, tmp_path):
    """A copy of the interrupted run, to change as you like."""
    return shutil.copytree(broken_off, tmp_path / "run")
