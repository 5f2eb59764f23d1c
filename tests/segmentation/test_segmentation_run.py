"""Whole segmentation runs on few scenes: what they leave in their folder, and Ctrl-C."""

import json
import re
import signal
import sys

import numpy as np
import pytest
from PIL import Image
from translations import english_sentences

from fashion_cnn import data
from fashion_cnn.base import language
from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.segment import SegmentConfig, main, segment
from fashion_cnn.segmentation import examples
from fashion_cnn.segmentation.run import SegmentationRun
from fashion_cnn.segmentation.scores import iou
from fashion_cnn.training import loop, run_folder
from fashion_cnn.training.history import COLUMNS, read_history

# Hardly trained at all: after so few updates at the usual rate, everything is background.
QUICK = {"dataset": "digits", "size": 28, "scenes": 40, "epochs": 2, "learning_rate": 1e-5}
TEST_SCENES = 30
FILES = [
    "config.json",
    "history-unet-without-skips.csv",
    "history-unet.csv",
    "learning-curves.png",
    "metrics.json",
    "segmentation.png",
    "unet-without-skips.keras",
    "unet.keras",
]


@pytest.fixture(autouse=True)
def few_test_scenes(monkeypatch):
    monkeypatch.setattr(examples, "TEST_SCENES", TEST_SCENES)


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The folder of a complete run of one network; only read it."""
    folder = tmp_path_factory.mktemp("segmentation") / "run"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(examples, "TEST_SCENES", TEST_SCENES)
        segment(SegmentConfig(**QUICK, skips=True), folder)
    return folder


def read_metrics(folder):
    return json.loads((folder / "metrics.json").read_text(encoding="utf-8"))


def file_names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_run_folder_has_everything_and_nothing_else(finished):
    assert file_names(finished) == [name for name in FILES if "without-skips" not in name]
    history = read_history(finished / "history-unet.csv")
    assert [row["epoch"] for row in history] == [1, 2]


def test_metrics_record_the_conditions(finished):
    metrics = read_metrics(finished)
    assert (metrics["status"], metrics["seed"], metrics["size"]) == ("complete", 1, 28)
    assert metrics["data"]["digest"] == data.load("digits").digest
    counts = [metrics["data"][f"{part}_scenes"] for part in ("training", "validation", "test")]
    assert counts == [40, 4, TEST_SCENES]
    assert metrics["versions"]["python"] == sys.version.split()[0]


@pytest.mark.backend
def test_the_scores_are_those_of_the_saved_model(finished):
    test = examples.compose_parts(SegmentConfig(**QUICK), data.load("digits"))["test"]
    model = load_model(finished / "unet.keras")
    probabilities = model.predict(data.scale(test.images), verbose=0)
    found = probabilities[..., 1] > 0.5
    assert found.any()
    (net,) = read_metrics(finished)["nets"].values()
    # Computed in other batches, a pixel close to 0.5 may change sides.
    assert np.isclose(iou(found, test.masks).mean(), net["mean_iou"], atol=1e-3)


def test_every_picture_carries_its_description(finished):
    described = read_metrics(finished)["pictures"]
    assert set(described) == {"segmentation", "learning-curves"}
    for name, sentence in described.items():
        with Image.open(finished / f"{name}.png") as picture:
            assert picture.text["Description"] == sentence
            assert "not MNIST" in picture.text["Title"]


@pytest.fixture
def untrained(monkeypatch):
    """Skip the training itself: each epoch costs nothing and changes nothing."""
    epochs = []

    def one_epoch(model, config, examples, epoch, *more):
        epochs.append(epoch)
        return dict.fromkeys(COLUMNS, 0.5) | {"epoch": epoch + 1}

    monkeypatch.setattr(loop, "one_epoch", one_epoch)
    return epochs


def test_the_command_reports_its_result(untrained, tmp_path, monkeypatch, capsys):
    words = f"--dataset digits --size 28 --scenes 40 --epochs 1 --no-skips --run-dir {tmp_path}/run"
    monkeypatch.setattr(sys, "argv", ["segment", *words.split()])
    main()
    said, metrics = capsys.readouterr().out, read_metrics(tmp_path / "run")
    (net,) = metrics["nets"].values()
    assert f"U-Net without skips, {net['parameters']:,} parameters" in said
    assert f"U-Net without skips: mean IoU {net['mean_iou']:.3f} on 30 test scenes" in said
    assert "40 to train on, 4 to validate, 30 to test" in said
    assert "not MNIST" in said
    assert f"mean IoU {metrics['threshold']['mean_iou']:.3f}" in said.splitlines()[-2]


def test_ctrl_c_leaves_the_best_models_and_says_which(untrained, tmp_path, monkeypatch):
    """Pressed in the second epoch of the second network."""
    pretended = loop.one_epoch

    def pressed(*args):
        row = pretended(*args)
        if untrained == [0, 1, 0, 1]:
            signal.raise_signal(signal.SIGINT)
        return row

    monkeypatch.setattr(loop, "one_epoch", pressed)
    folder = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt) as interrupt:
        segment(SegmentConfig(**QUICK), folder)
    assert f"{folder / 'unet.keras'} (fully trained)" in str(interrupt.value)
    assert f"{folder / 'unet-without-skips.keras'} (its best epoch" in str(interrupt.value)
    assert read_metrics(folder)["status"] == run_folder.INTERRUPTED
    assert list(read_metrics(folder)["nets"]) == ["unet"]
    assert file_names(folder) == [name for name in FILES if not name.endswith(".png")]
    load_model(folder / "unet-without-skips.keras")


def test_ctrl_c_in_the_first_epoch(tmp_path):
    folder = run_folder.RunFolder(tmp_path)
    folder.update_metrics(status=run_folder.INTERRUPTED)
    said = SegmentationRun(folder, None, None, None, None).what_is_left()
    assert "No epoch" in said
    assert "cannot be resumed" in said


@pytest.mark.slow
def test_the_default_run_segments_garments_and_skips_help(tmp_path, monkeypatch):
    monkeypatch.undo()  # all test scenes
    metrics = segment(SegmentConfig(), tmp_path / "run")
    with_skips, without = (net["mean_iou"] for net in metrics["nets"].values())
    assert with_skips >= 0.9
    assert with_skips > without > metrics["threshold"]["mean_iou"]


def test_a_run_in_korean_leaves_the_files_of_the_english_one(
    untrained, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(loop, "predict", lambda path, images, jit_compile: scores_of(images))
    metrics = []
    for spoken in ("en", "ko"):
        language.speak(spoken)
        segment(SegmentConfig(**QUICK), tmp_path / spoken)
        text = (tmp_path / spoken / "metrics.json").read_text(encoding="utf-8")
        metrics.append(text)
    assert metrics[0] == metrics[1]
    for name in ("config.json", "history-unet.csv", "history-unet-without-skips.csv"):
        assert (tmp_path / "en" / name).read_bytes() == (tmp_path / "ko" / name).read_bytes()
    for name in ("segmentation.png", "learning-curves.png"):
        with Image.open(tmp_path / "ko" / name) as picture:
            for words in (picture.text["Title"], picture.text["Description"]):
                assert re.search("[가-힣]", words)
                assert english_sentences(words) == []
    korean = capsys.readouterr().out.rpartition("Models and pictures are in")[2].partition("\n")[2]
    assert "스킵 연결 없는 U-Net: 평균 IoU" in korean
    assert "학습 40장, 검증 4장, 테스트 30장" in korean
    assert english_sentences(korean) == []


def scores_of(images):
    """Probabilities (n, H, W, 2): a pixel is of the object as far as it is bright."""
    return np.concatenate([1 - images, images], axis=-1)
