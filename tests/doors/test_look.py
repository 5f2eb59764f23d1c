"""python -m fashion_cnn.look: every view, picture files of all kinds, and what cannot be shown."""

import json
import os
import sys

import keras
import numpy as np
import pytest
from PIL import Image

from fashion_cnn import data, look
from fashion_cnn.base.commandline import execute
from fashion_cnn.base.errors import KitError
from fashion_cnn.data import garments, picture_files
from fashion_cnn.pretrained import trained


@pytest.fixture(autouse=True)
def few_garments(monkeypatch):
    """Draw few garments: all of them take two seconds."""
    drawn = garments.draw(train=10, test=40)
    arrays = {part: getattr(drawn, part) for part in ("x_train", "y_train", "x_test", "y_test")}
    few = data.Dataset("garments", **arrays, source="drawn for this test")
    monkeypatch.setattr(data, "load_garments", lambda instead_of="": few)


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command in an empty folder; return what it prints."""

    def run_command(*words, code=0):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["look", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            execute(look.main)
        printed = "".join(capsys.readouterr())
        assert (end.value.code or 0) == code, printed
        return printed

    return run_command


FILES = {
    "filters": ["filters-conv1.png"],
    "weights": ["weights-conv1.png"],
    "maps": ["maps-conv1.png", "maps-conv2.png"],
    "patches": ["patches-conv2.png"],
    "attention": ["attention.png"],
    "embedding": ["embedding.png"],
}


@pytest.mark.parametrize("view", FILES)
def test_a_view_is_drawn_named_and_described(run, tmp_path, view):
    said = run("garments", view)
    title = trained.title(trained.metrics("garments"))
    assert f"The model: {title}" in said
    assert sorted(os.listdir(tmp_path / "look")) == FILES[view]
    for name in FILES[view]:
        with Image.open(tmp_path / "look" / name) as picture:
            assert title in picture.text["Title"]
            assert len(picture.text["Description"].split()) > 15
            assert picture.text["Description"] in said
            assert picture.width >= 800


def test_patterns_of_one_channel(run, tmp_path):
    run("garments", "excite", "--layer", "conv1", "--channel", 3, "--out", "there")
    assert os.listdir(tmp_path / "there") == ["excite-conv1.png"]


def write_run(folder, status="complete"):
    """Write the run folder of a small model."""
    folder.mkdir(parents=True)
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(4, 3, activation="relu", name="only"),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    if status == "complete":
        model.save(folder / "model.keras")
    (folder / "config.json").write_text("{}")
    about = {"name": "garments", "title": data.TITLES["garments"]}
    metrics = {"status": status, "model": "small", "data": about}
    (folder / "metrics.json").write_text(json.dumps(metrics))
    return folder


def test_without_a_model_the_newest_run_is_taken(run, tmp_path):
    assert "There is no run in runs/ yet" in run("filters", code=1)
    write_run(tmp_path / "runs/old")
    new = write_run(tmp_path / "runs/new")
    os.utime(tmp_path / "runs/old/model.keras", (1, 1))
    said = run("filters")
    assert "small, trained on garments drawn by the kit" in said
    assert "(new)" in said
    assert os.listdir(new / "look") == ["filters-only.png"]


def test_a_run_and_a_file_by_name(run, tmp_path):
    folder = write_run(tmp_path / "runs/one")
    run(folder, "weights")
    assert "the model in model.keras" in run(folder / "model.keras", "weights")
    assert "has no model yet: its status is running" in run(
        write_run(tmp_path / "runs/two", "running"), "weights", code=1
    )
    (tmp_path / "empty").mkdir()
    assert "is no run" in run("empty", code=1)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["garment"], 2, "There is no model or view 'garment'. Did you mean 'garments'?"),
        (["garments", "filter"], 2, "Name one model and one view|There is no model or view"),
        (["garments", "maps", "weights"], 2, "Name one model and one view"),
        (["nothing.keras", "maps"], 1, "there is no such file"),
        (["garments", "maps", "--layer", "conv3"], 2, "There is no layer 'conv3'. Did you mean"),
        (["garments", "filters", "--layer", "dense"], 2, "has no filters. Layers that have"),
        (["garments", "maps", "--layer", "dense"], 2, "has no feature maps"),
        (["garments", "maps", "--image", "40"], 2, "a number from 0 to 39"),
        (["garments", "maps", "--image", "no.png"], 1, "no.png: there is no such file"),
        (["garments", "maps", "--image", "."], 1, "is a folder"),
        (["garments", "patches", "--channel", "64"], 2, "has the channels 0 to 63, not 64"),
        (["garments", "maps", "--dataset", "shoes"], 2, "There is no data set 'shoes'"),
    ],
)
def test_what_cannot_be_shown_is_said(run, words, code, said):
    text = run(*words, code=code)
    assert any(part in text for part in said.split("|"))


def save(model, path):
    model.save(path)
    return path


def test_models_that_do_not_fit(run, tmp_path):
    dense = keras.Sequential(
        [keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(3)]
    )
    assert "has no convolution" in run(save(dense, tmp_path / "d.keras"), "filters", code=2)
    assert "has no convolution" in run(tmp_path / "d.keras", "maps", code=2)
    large = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Conv2D(2, 3, name="c")])
    path = save(large, tmp_path / "l.keras")
    assert "takes images of shape (32, 32, 3), received (28, 28, 1)" in run(path, "maps", code=2)
    one, two = keras.Input((8, 8, 1)), keras.Input((8, 8, 1))
    both = keras.Model([one, two], keras.layers.Conv2D(1, 3)(keras.layers.Add()([one, two])))
    assert "has 2 inputs" in run(save(both, tmp_path / "b.keras"), "maps", code=2)
    (tmp_path / "bad.keras").write_bytes(b"no model")
    assert "cannot be loaded" in run(tmp_path / "bad.keras", code=1)


def test_a_model_with_code_of_its_own_is_refused(run, tmp_path):
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Lambda(lambda x: x + 1)])
    path = save(model, tmp_path / "code.keras")
    assert "contains custom code, which the kit does not run" in run(path, code=1)


def test_a_colour_model_takes_a_colour_picture(run, tmp_path):
    model = keras.Sequential([keras.Input((16, 16, 3)), keras.layers.Conv2D(2, 3, name="c")])
    Image.new("RGB", (40, 20), "navy").save(tmp_path / "sea.jpg")
    said = run(save(model, tmp_path / "c.keras"), "maps", "--image", tmp_path / "sea.jpg")
    assert "40x20 pixels" in said


# ---------------------------------------------------------------------------------------------
# Picture files
# ---------------------------------------------------------------------------------------------


def shoe(background, ink, size=(300, 200), mode="L"):
    """Return a picture with a bar of `ink` in the middle of a plain background."""
    picture = Image.new(mode, size, background)
    picture.paste(ink, (50, 80, 250, 120))
    return picture


@pytest.mark.parametrize(
    ("picture", "remark"),
    [
        (shoe(255, 20), "turned into light on dark"),
        (shoe(0, 235), "light on dark, as the training data are"),
        (shoe("white", "black", mode="RGB"), "turned into light on dark"),
        (shoe((0, 0, 0, 0), (10, 10, 10, 255), mode="RGBA"), "turned into light on dark"),
        (shoe(1, 0, mode="1"), "turned into light on dark"),
        (shoe("white", "black", mode="RGB").convert("P"), "turned into light on dark"),
        (shoe("white", "black", mode="RGB").convert("CMYK"), "turned into light on dark"),
    ],
)
def test_any_kind_of_picture_becomes_light_on_dark_in_the_middle(tmp_path, picture, remark):
    path = tmp_path / f"shoe.{'jpg' if picture.mode == 'CMYK' else 'png'}"
    picture.save(path)
    made = picture_files.read(path, (28, 28, 1))
    assert made.pixels.shape == (28, 28, 1)
    assert remark in made.remark
    assert made.pixels.min() >= 0
    assert made.pixels.max() <= 1
    # The bar is 200x40: as wide as fits, 6 pixels high, and in the middle.
    bright = np.argwhere(made.pixels[..., 0] > 0.5)
    assert (np.ptp(bright, axis=0) + 1).tolist() == [6, 28]
    assert abs(bright.mean(axis=0) - 13.5).max() <= 0.5


def test_a_picture_of_nothing_stays_plain(tmp_path):
    Image.new("L", (50, 30), 255).save(tmp_path / "blank.png")
    assert picture_files.read(tmp_path / "blank.png", (28, 28, 1)).pixels.max() == 0


def test_a_photograph_is_turned_as_the_camera_was_held(tmp_path):
    picture = Image.new("L", (60, 20), 0)
    exif = picture.getexif()
    exif[0x0112] = 6  # held upright
    picture.save(tmp_path / "upright.jpg", exif=exif)
    assert "20x60 pixels" in picture_files.read(tmp_path / "upright.jpg", (28, 28, 1)).remark


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"x" * 50])
def test_a_file_that_is_no_picture(tmp_path, content):
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(KitError, match="cannot be read as a picture"):
        picture_files.read(tmp_path / "x.png", (28, 28, 1))
