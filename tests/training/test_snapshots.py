"""`train --snapshots`: which weights are kept, and that nothing else changes."""

import json
import shutil

import numpy as np
import pytest
from quick_run import FILES, QUICK, file_names, read_metrics, same_result, train_and_interrupt

from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.train import TrainConfig, resume, train
from fashion_cnn.training import loop
from fashion_cnn.training.run_folder import RunFolder
from fashion_cnn.training.snapshots import snapshots

# 135 training images in batches of 32: five updates for each epoch.
NAMES = ["update-0", "update-1", "update-4", "epoch-1", "epoch-2", "epoch-3"]


def names(folder):
    return [each.path.name.partition(".")[0] for each in snapshots(RunFolder(folder))]


def weights_of(folder, name):
    model = load_model(folder / "model.keras")
    model.load_weights(folder / "snapshots" / f"{name}.weights.h5")
    return model.get_weights()


@pytest.fixture(scope="module")
def photographed(tmp_path_factory):
    """The folder of a complete run with snapshots; only read it."""
    folder = tmp_path_factory.mktemp("photographed") / "run"
    train(TrainConfig(**QUICK, snapshots=True), folder)
    return folder


def test_snapshots_change_nothing_else(photographed, finished):
    assert file_names(photographed) == sorted([*FILES, "snapshots"])
    assert same_result(photographed, finished)
    metrics = [read_metrics(folder) for folder in (photographed, finished)]
    for each in metrics:
        del each["training_seconds"], each["process"]
    assert metrics[0] == metrics[1]


def test_they_are_of_each_epoch_and_of_the_first_updates(photographed):
    assert names(photographed) == NAMES
    assert [(each.epoch, each.updates) for each in snapshots(RunFolder(photographed))] == [
        *((0, 0), (0, 1), (0, 4)),
        *((1, None), (2, None), (3, None)),
    ]


@pytest.mark.backend
def test_the_first_is_untrained_and_that_of_the_best_epoch_is_the_model(photographed):
    untrained = loop.new_model(TrainConfig(**QUICK), 0.1, False).get_weights()
    best = read_metrics(photographed)["best_epoch"]
    model = load_model(photographed / "model.keras").get_weights()
    for name, expected in (("update-0", untrained), (f"epoch-{best}", model)):
        for one, other in zip(weights_of(photographed, name), expected, strict=True):
            np.testing.assert_array_equal(one, other)


def test_each_has_the_weights_alone(photographed):
    """With the optimiser's state, a file would be three times as large."""
    count = read_metrics(photographed)["parameters"]
    for each in snapshots(RunFolder(photographed)):
        assert 4 * count < each.path.stat().st_size < 4 * count + 50_000


def test_an_interrupted_run_keeps_its_own_and_goes_on(photographed, tmp_path):
    folder = tmp_path / "run"
    train_and_interrupt(TrainConfig(**QUICK, snapshots=True), folder)
    assert names(folder) == NAMES[:4]
    first = (folder / "snapshots" / "update-0.weights.h5").stat().st_mtime_ns
    (folder / "snapshots" / ".epoch-2.weights-0a1b2c3d.weights.h5").write_text("half of it")
    resume(folder)
    assert names(folder) == NAMES
    assert len(list((folder / "snapshots").iterdir())) == len(NAMES)
    assert (folder / "snapshots" / "update-0.weights.h5").stat().st_mtime_ns == first
    assert same_result(folder, photographed)
    for name in NAMES:
        for one, other in zip(
            weights_of(folder, name), weights_of(photographed, name), strict=True
        ):
            np.testing.assert_array_equal(one, other)


def test_a_run_of_an_earlier_version_is_resumed_with_or_without(interrupted, tmp_path):
    config = json.loads((interrupted / "config.json").read_text())
    del config["snapshots"]
    (interrupted / "config.json").write_text(json.dumps(config))
    other = shutil.copytree(interrupted, tmp_path / "other")
    resume(interrupted)
    assert not (interrupted / "snapshots").exists()
    resume(other, {"snapshots": True})
    assert names(other) == ["epoch-2", "epoch-3"]


def test_the_last_update_of_an_epoch_is_its_end(tmp_path):
    """One update for each epoch: the first update is the first epoch."""
    chosen = QUICK | {"batch_size": 135, "epochs": 1, "snapshots": True}
    train(TrainConfig(**chosen), tmp_path / "run")
    assert names(tmp_path / "run") == ["update-0", "epoch-1"]
