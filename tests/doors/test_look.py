"""python -m fashion_cnn.look: every view, the ways to name a model, and what cannot be shown."""

import json
import os
import sys
from functools import partial

import keras
import pytest
from PIL import Image

from fashion_cnn import data, inside, look
from fashion_cnn.base.commandline import execute
from fashion_cnn.data import garments
from fashion_cnn.pretrained import checkpoints


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
    title = checkpoints.title(checkpoints.metrics("garments"))
    assert f"The model: {title}" in said
    assert sorted(os.listdir(tmp_path / "look")) == FILES[view]
    for name in FILES[view]:
        with Image.open(tmp_path / "look" / name) as picture:
            assert title in picture.text["Title"]
            assert len(picture.text["Description"].split()) > 15
            assert picture.text["Description"] in said
            assert picture.width >= 800


def write_run(folder, status="complete"):
    """Write the run folder of a small model."""
    folder.mkdir(parents=True)
    if status == "complete":
        keras.utils.set_random_seed(0)
        layers = [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(4, 3, activation="relu", name="only"),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ]
        keras.Sequential(layers).save(folder / "model.keras")
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


def test_patterns_of_maps_and_classes_of_a_run_by_name(run, tmp_path, monkeypatch):
    monkeypatch.setattr(inside, "excite", partial(inside.excite, steps=2))
    folder = write_run(tmp_path / "runs/one")
    run(folder, "excite", "--channel", 3, "--out", "there")
    assert sorted(os.listdir(tmp_path / "there")) == ["excite-classes.png", "excite-only.png"]
    with Image.open(tmp_path / "there/excite-only.png") as picture:
        assert "one for each of 1 channels" in picture.text["Description"]
    with Image.open(tmp_path / "there/excite-classes.png") as picture:
        assert "one for each of 10 channels" in picture.text["Description"]


def test_a_file_and_folders_that_have_no_model(run, tmp_path):
    write_run(tmp_path / "runs/one")
    assert "the model in model.keras" in run("runs/one/model.keras", "filters")
    write_run(tmp_path / "runs/two", "running")
    assert "its status is running" in run("runs/two", "weights", code=1)
    (tmp_path / "empty").mkdir()
    assert "no config.json" in run("empty", code=1)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["garment"], 2, "There is no model or view 'garment'. Did you mean 'garments'?"),
        (["garments", "filter"], 2, "Name one model and one view|There is no model or view"),
        (["garments", "maps", "weights"], 2, "Name one model and one view"),
        (["nothing.keras", "maps"], 1, "there is no such file"),
        (["garments", "maps", "--layer", "conv3"], 2, "There is no layer 'conv3'. Did you mean"),
        (["garments", "filters", "--layer", "dense"], 2, "has no filters. Layers with filters"),
        (["garments", "maps", "--layer", "dense"], 2, "has no feature maps"),
        (["garments", "maps", "--image", "40"], 2, "a number from 0 to 39"),
        (
            ["garments", "maps", "--image", "3.5"],
            2,
            "without decimals, or a picture file, received 3.5",
        ),
        (["garments", "maps", "--image", "nan"], 2, "received nan"),
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


def test_other_classes_than_those_of_the_data_have_numbers(run, tmp_path):
    layers = [keras.layers.Conv2D(2, 3, name="c"), keras.layers.GlobalAveragePooling2D()]
    three = keras.Sequential([keras.Input((28, 28, 1)), *layers, keras.layers.Dense(3, "softmax")])
    said = run(save(three, tmp_path / "three.keras"), "attention")
    label = data.GARMENT_NAMES[data.load_garments().y_test[0]]
    assert "The model says class " in said
    assert f"the label is {label}." in said


def test_a_model_with_code_of_its_own_is_refused(run, tmp_path):
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Lambda(lambda x: x + 1)])
    path = save(model, tmp_path / "code.keras")
    assert "contains custom code, which the kit does not run" in run(path, code=1)


def test_a_colour_model_takes_a_colour_picture(run, tmp_path):
    model = keras.Sequential([keras.Input((16, 16, 3)), keras.layers.Conv2D(2, 3, name="c")])
    Image.new("RGB", (40, 20), "navy").save(tmp_path / "sea.jpg")
    said = run(save(model, tmp_path / "c.keras"), "maps", "--image", tmp_path / "sea.jpg")
    assert "40x20 pixels" in said
