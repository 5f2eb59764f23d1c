"""Scenes, their scores, and the segmentation command: whole runs on few scenes, every bad input."""

import contextlib
import dataclasses
import io
import json
import os
import signal
import subprocess
import sys

import keras
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.metrics import jaccard_score

from fashion_cnn import data, segmentation
from fashion_cnn.base.errors import UsageError
from fashion_cnn.data import garments, scenes
from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.segment import SegmentConfig, interruption, main, parser, segment
from fashion_cnn.segmentation import iou
from fashion_cnn.training import loop, run_folder

# Hardly trained at all: after so few updates at the usual rate, everything is background.
QUICK = {"dataset": "digits", "size": 28, "scenes": 40, "epochs": 2, "learning_rate": 1e-5}
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


@pytest.fixture(scope="module")
def objects():
    """Garments that the tests only read: (60, 28, 28)."""
    return garments.draw(60, 10, seed=3).x_train


# ------------------------------------------------------------------------------------- scenes


@pytest.mark.parametrize("size", [28, 45, 64])
def test_the_object_is_where_the_mask_says_whole_and_unchanged(objects, size):
    composed = scenes.compose(objects, size, seed=5)
    assert composed.images.shape == composed.masks.shape == (60, size, size)
    assert (composed.images.dtype, composed.masks.dtype) == (np.uint8, bool)
    own = scenes.object_masks(objects)
    wanted = sorted(image[mask].tobytes() for image, mask in zip(objects, own, strict=True))
    pairs = zip(composed.images, composed.masks, strict=True)
    assert sorted(image[mask].tobytes() for image, mask in pairs) == wanted


def test_each_mask_has_the_shape_of_its_object(objects):
    composed = scenes.compose(objects[:1], 40, seed=5, count=3)
    shape = cropped(scenes.object_masks(objects[:1])[0])
    assert all(np.array_equal(cropped(mask), shape) for mask in composed.masks)
    # Somewhere else each time, and in front of something else.
    assert len(np.unique(composed.masks, axis=0)) == 3
    assert len(np.unique(composed.images, axis=0)) == 3


def cropped(mask):
    return mask[np.ix_(mask.any(axis=1), mask.any(axis=0))]


def test_the_seed_decides_the_scenes(objects):
    one, again, other = (scenes.compose(objects, 32, seed) for seed in (7, 7, 8))
    assert np.array_equal(one.images, again.images)
    assert np.array_equal(one.masks, again.masks)
    assert not np.array_equal(one.masks, other.masks)


def test_objects_come_again_only_after_all_have_come():
    """Squares of 1x1 to 9x9 pixels, told apart by their area."""
    squares = np.zeros((9, 28, 28), np.uint8)
    for side, image in enumerate(squares, start=1):
        image[:side, :side] = 200
    areas = scenes.compose(squares, 28, seed=1, count=18).masks.sum(axis=(1, 2))
    assert sorted(areas[:9]) == sorted(areas[9:]) == [side**2 for side in range(1, 10)]
    assert len(np.unique(scenes.compose(squares, 28, seed=1, count=5).masks.sum((1, 2)))) == 5


HOLES = """
.........
.#######.
.#.###..#
.######.#
.##...##.
.##...##.
.#######.
.#####.#.
.........
"""


def test_small_holes_belong_to_the_object_and_larger_ones_do_not():
    """Filled: one pixel and three. Left: six in the middle, and the notch in the lower edge."""
    rows = np.array([list(row) for row in HOLES.split()])
    image = np.where(rows == "#", 100, 0).astype(np.uint8)
    mask = scenes.object_masks(image[np.newaxis])[0]
    filled = mask & (image == 0)
    assert np.argwhere(filled).tolist() == [[2, 2], [2, 6], [2, 7], [3, 7]]


def test_a_hole_of_one_image_is_not_joined_to_the_next():
    ring = np.full((6, 3, 3), 90, np.uint8)
    ring[:, 1, 1] = 0  # six holes, one behind the other
    assert scenes.object_masks(ring).all()


def test_an_image_without_an_object_gives_clutter_and_an_empty_mask():
    composed = scenes.compose(np.zeros((2, 28, 28), np.uint8), 28, seed=1)
    assert not composed.masks.any()
    assert composed.images.std() > 10


def test_no_threshold_cuts_the_object_out():
    """The best threshold does hardly better than to call everything the object."""
    composed = scenes.compose(garments.draw(300, 1, seed=4).x_train, 32, seed=2)
    level, bright = segmentation.best_threshold(composed)
    found = segmentation.above(composed.images, (level, bright))
    everything = np.ones_like(composed.masks)
    assert iou(found, composed.masks).mean() < iou(everything, composed.masks).mean() + 0.1 < 0.5
    clutter, object_ = composed.images[~composed.masks], composed.images[composed.masks]
    assert abs(clutter.mean() - object_.mean()) < 40
    assert abs(clutter.std() - object_.std()) < 20


def test_no_object_of_the_test_or_validation_scenes_is_trained_on(monkeypatch):
    """Each object is one square of a size of its own, and no other image has that size."""
    sides = iter(range(1, 25))
    squares = np.zeros((24, 28, 28), np.uint8)
    for image in squares:
        side = next(sides)
        image[:side, :side] = 250
    labels = np.zeros(24, np.uint8)
    dataset = data.Dataset("garments", squares[:18], labels[:18], squares[18:], labels[18:], "made")
    parts = segmentation.scenes_of(SegmentConfig(size=28, scenes=40), dataset)
    areas = {part: set(made.masks.sum(axis=(1, 2)).tolist()) for part, made in parts.items()}
    assert areas["test"] == {side**2 for side in range(19, 25)}
    assert areas["training"] | areas["validation"] == {side**2 for side in range(1, 19)}
    assert not areas["training"] & areas["validation"]


def test_the_seed_changes_what_is_trained_on_but_not_the_test():
    digits = data.load("digits")
    one, two = (
        segmentation.scenes_of(SegmentConfig(**QUICK, seed=seed), digits) for seed in (1, 2)
    )
    assert np.array_equal(one["test"].images, two["test"].images)
    assert len(one["test"].images) == 360
    assert not np.array_equal(one["training"].images, two["training"].images)
    assert [len(part.images) for part in one.values()] == [40, 4, 360]


# ------------------------------------------------------------------------------------- scores


def test_iou_against_numbers_worked_out_by_hand():
    truth = np.zeros((4, 4, 4), bool)
    truth[:3, :2, :2] = True  # four pixels; the last mask is empty
    found = np.zeros_like(truth)
    found[0] = truth[0]
    found[1, 1:3, 1:3] = True  # one of seven in common
    assert iou(found, truth).tolist() == [1, 1 / 7, 0, 1]
    assert iou(truth[3:], truth[:1]).tolist() == [0]


def test_iou_against_scikit_learn():
    draw = np.random.default_rng(2)
    found, truth = draw.random((2, 20, 9, 9)) < draw.random((2, 20, 1, 1))
    expected = [jaccard_score(a.ravel(), b.ravel()) for a, b in zip(truth, found, strict=True)]
    np.testing.assert_allclose(iou(found, truth), expected, rtol=1e-12)


def test_the_best_threshold_is_found():
    images = np.full((3, 8, 8), 100, np.uint8)
    images[:, :4, :4] = 30
    part = scenes.Scenes(images, images == 30)
    level, bright = segmentation.best_threshold(part)
    assert not bright
    assert np.array_equal(segmentation.above(images, (level, bright)), part.masks)


# --------------------------------------------------------------------------------------- runs


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The folder of a complete run that the tests only read, and what the command printed."""
    folder = tmp_path_factory.mktemp("anywhere")
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patched, contextlib.redirect_stdout(said):
        patched.chdir(folder)
        patched.setattr(sys, "argv", ["segment", *as_words(QUICK), "--run-dir", "run"])
        main()
    return folder / "run", said.getvalue()


def as_words(fields):
    options = {field.replace("_", "-"): own for field, own in fields.items()}
    return [word for option, own in options.items() for word in (f"--{option}", str(own))]


def read(folder):
    return json.loads((folder / "metrics.json").read_text(encoding="utf-8"))


def test_a_run_folder_has_everything_and_nothing_else(finished):
    folder, _ = finished
    assert sorted(path.name for path in folder.iterdir()) == FILES
    for stem in segmentation.NETS:
        assert list(pd.read_csv(folder / f"history-{stem}.csv")["epoch"]) == [1, 2]


def test_metrics_and_the_command_say_what_the_result_rests_on(finished):
    folder, said = finished
    metrics = read(folder)
    assert (metrics["status"], metrics["seed"], metrics["size"]) == ("complete", 1, 28)
    assert metrics["data"]["digest"] == data.load("digits").digest
    assert metrics["versions"]["python"] == sys.version.split()[0]
    for stem, title in (("unet", "U-Net"), ("unet-without-skips", "U-Net without skips")):
        line = f"{title}: mean IoU {metrics['nets'][stem]['mean_iou']:.3f} on 360 test scenes"
        assert line in said
        assert f"{title}, {metrics['nets'][stem]['parameters']:,} parameters" in said
    assert "40 to train on, 4 to validate, 360 to test" in said
    assert "scikit-learn's digits, enlarged (not MNIST)" in said
    assert f"mean IoU {metrics['threshold']['mean_iou']:.3f}" in said.splitlines()[-2]


def test_what_is_scored_is_the_saved_model(finished):
    folder, _ = finished
    test = segmentation.scenes_of(SegmentConfig(**QUICK), data.load("digits"))["test"]
    for stem, net in read(folder)["nets"].items():
        probabilities = np.array(load_model(folder / f"{stem}.keras")(data.scale(test.images)))
        found = probabilities[..., 1] > 0.5
        assert found.any()
        # Computed in other batches, a pixel at one half may change sides.
        assert np.isclose(iou(found, test.masks).mean(), net["mean_iou"], atol=1e-3)


def test_only_the_net_with_skips_puts_maps_side_by_side(finished):
    folder, _ = finished
    kinds = {
        stem: [type(layer) for layer in load_model(folder / f"{stem}.keras").layers]
        for stem in segmentation.NETS
    }
    assert kinds["unet"].count(keras.layers.Concatenate) == 2
    assert keras.layers.Concatenate not in kinds["unet-without-skips"]


def test_every_picture_carries_its_description(finished):
    folder, _ = finished
    described = read(folder)["pictures"]
    assert set(described) == {"segmentation", "learning-curves"}
    for name, sentence in described.items():
        with Image.open(folder / f"{name}.png") as picture:
            assert picture.text["Description"] == sentence
            assert "not MNIST" in picture.text["Title"]


def test_ctrl_c_leaves_the_best_models_and_says_which(tmp_path, monkeypatch):
    """Pressed in the second epoch of the second net; nothing is really learned here."""
    epochs = []

    def pressed(model, config, examples, epoch, callbacks):
        epochs.append(epoch)
        if epochs == [0, 1, 0, 1]:
            signal.raise_signal(signal.SIGINT)
        return dict.fromkeys(loop.COLUMNS, 0.5) | {"epoch": epoch + 1}

    monkeypatch.setattr(loop, "one_epoch", pressed)
    folder = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt) as interrupt:
        segment(SegmentConfig(**QUICK), folder)
    assert str(interrupt.value).startswith(
        f"Interrupted. There is {folder / 'unet.keras'} (trained to the end) and "
        f"{folder / 'unet-without-skips.keras'} (its best epoch so far).\nSuch a run cannot be"
    )
    assert read(folder)["status"] == run_folder.INTERRUPTED
    assert list(read(folder)["nets"]) == ["unet"]
    left = [name for name in FILES if not name.endswith(".png")]
    assert sorted(path.name for path in folder.iterdir()) == left
    load_model(folder / "unet-without-skips.keras")


def test_ctrl_c_in_the_first_epoch(tmp_path):
    run = run_folder.Run(tmp_path)
    run.update_metrics(status=run_folder.INTERRUPTED)
    assert interruption(run).startswith("Interrupted. No epoch was over.")


@pytest.mark.parametrize(
    ("words", "nets"),
    [
        ("", ["unet", "unet-without-skips"]),
        ("--skips", ["unet"]),
        ("--no-skips", ["unet-without-skips"]),
    ],
)
def test_which_nets_are_trained(words, nets):
    config = SegmentConfig(skips=parser().parse_args(words.split()).skips)
    assert list(config.nets()) == nets
    for stem, chosen in config.nets().items():
        assert chosen.network().name.endswith("without_skips") == (stem != "unet")


BAD = [
    ("--size 30", "cannot take a height or width of 30: .* nearest that work: 28 and 32"),
    ("--size 20", "size must be a whole number of at least 28, received 20"),
    ("--size 200", "size must be a whole number of less than 65, received 200"),
    ("--size big", "size must be .* received 'big'"),
    ("--epochs -1", "epochs must be a whole number of at least 1, received -1"),
    ("--epochs 0", "epochs must be .* received 0"),
    ("--scenes 0", "scenes must be .* received 0"),
    ("--scenes 1e9", "scenes must be .* received 1000000000.0"),
    ("--batch-size 0", "batch size must be"),
    ("--learning-rate 0", "learning rate must be"),
    ("--seed -1", "seed must be"),
    ("--dataset fasion_mnist", "no data set 'fasion_mnist'. Did you mean 'fashion_mnist'"),
    ("--dataset mnist --data-dir /no/such/folder", "data folder /no/such/folder .* does not"),
    ("--data-dir=", "data folder .* must have a name"),
    ("--device tpu", "There is no device 'tpu'"),
    ("--run-dir pyproject.toml", "--run-dir pyproject.toml is a file"),
    ("--run-dir tests", "--run-dir tests is not empty"),
]


@pytest.mark.parametrize(("words", "message"), BAD)
def test_bad_words_are_refused_in_two_lines_at_most(words, message, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["segment", *words.split()])
    with pytest.raises(UsageError, match=message) as refused:
        main()
    assert len(str(refused.value).splitlines()) <= 2


def test_a_mistake_ends_the_command_with_exit_code_2_and_leaves_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "fashion_cnn.segment", "--size", "30"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_a_run_is_left_as_it_is(finished):
    folder, _ = finished
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    with pytest.raises(UsageError, match=r"has a run in it\. Name a new folder.$"):
        segment(SegmentConfig(**QUICK), folder)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_config_fields_have_options_and_the_other_way_round():
    options = {action.dest for action in parser()._actions}
    fields = {field.name for field in dataclasses.fields(SegmentConfig)}
    assert fields <= options
    assert options - fields == {"help", "debug", "run_dir", "verbose"}


@pytest.mark.slow
def test_the_default_run_cuts_garments_out_and_skips_help(tmp_path):
    metrics = segment(SegmentConfig(), tmp_path / "run")
    with_skips, without = (net["mean_iou"] for net in metrics["nets"].values())
    assert with_skips >= 0.9
    assert with_skips > without > metrics["threshold"]["mean_iou"]
