"""python -m fashion_cnn.look: every view, the ways to name a model, and what cannot be shown."""

import json
import os
import re
import sys
import warnings
from functools import partial

import keras
import numpy as np
import pytest
from PIL import Image

from fashion_cnn import data, inside, look
from fashion_cnn.base.commandline import execute
from fashion_cnn.data import garments
from fashion_cnn.drawing.picture import Picture
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


@pytest.fixture
def no_drawing(monkeypatch):
    """Save empty files instead of pictures, where only the words count."""
    monkeypatch.setattr(Picture, "save", lambda self, path: path.touch())


FILES = {
    "filters": ["filters-conv1.png"],
    "weights": ["weights-conv1.png"],
    "maps": ["maps-conv1.png", "maps-conv2.png"],
    "patches": ["patches-conv2.png"],
    "attention": ["attention.png"],
    "embedding": ["embedding.png"],
}


SLOW_VIEWS = "weights", "patches", "embedding"
ALL_VIEWS = [
    pytest.param(view, marks=[pytest.mark.slow] if view in SLOW_VIEWS else []) for view in FILES
]


@pytest.mark.backend
@pytest.mark.parametrize("view", ALL_VIEWS)
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


def test_patches_of_the_image_files_of_a_folder(run, tmp_path, no_drawing):
    folder = write_run(tmp_path / "runs/one")
    (tmp_path / "photos").mkdir()
    for number, image in enumerate(data.load("garments").x_test[:5]):
        Image.fromarray(image).resize((56, 56)).save(tmp_path / "photos" / f"{number}.png")
    (tmp_path / "photos/broken.png").touch()
    said = run(folder, "patches", "--images", "photos")
    assert "1 of 6 files could not be used. The first: photos/broken.png: cannot be read" in said
    assert "The 5 files that excite each of" in said
    assert sorted(os.listdir(folder / "look")) == ["patches-only.csv", "patches-only.png"]
    assert "5 images" in said
    assert "--images goes with patches." in run(folder, "maps", "--images", "photos", code=2)
    assert "there is no such file or folder" in run(folder, "patches", "--images", "no", code=1)


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
        assert "an image for channel 3 of the layer only" in picture.text["Description"]
    with Image.open(tmp_path / "there/excite-classes.png") as picture:
        assert "an image for each of 10 channels" in picture.text["Description"]


def test_a_file_and_folders_that_have_no_model(run, tmp_path):
    write_run(tmp_path / "runs/one")
    assert "the model in model.keras" in run("runs/one/model.keras", "filters")
    write_run(tmp_path / "runs/two", "running")
    assert "its status is running" in run("runs/two", "weights", code=1)
    (tmp_path / "empty").mkdir()
    assert "no config.json" in run("empty", code=1)


def test_options_may_be_between_the_words(run, no_drawing):
    assert "maps" in run("garments", "--image", "3", "maps")


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
        (["garments", "maps", "--channel", "3"], 2, "--channel goes with patches, excite."),
        (["garments", "filters", "--common-scale"], 2, "--common-scale goes with maps."),
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


def test_a_model_with_code_of_its_own_is_refused(run, tmp_path):
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Lambda(lambda x: x + 1)])
    path = save(model, tmp_path / "code.keras")
    assert "custom code" in run(path, code=1)


def test_a_colour_model_takes_a_colour_picture(run, tmp_path):
    model = keras.Sequential([keras.Input((16, 16, 3)), keras.layers.Conv2D(2, 3, name="c")])
    Image.linear_gradient("L").resize((40, 20)).convert("RGB").save(tmp_path / "sea.jpg")
    said = run(save(model, tmp_path / "c.keras"), "maps", "--image", tmp_path / "sea.jpg")
    assert "40x20 pixels" in said


def small(*layers, shape=(28, 28, 1)):
    """A model with a convolution, then some layers."""
    keras.utils.set_random_seed(0)
    first = [keras.layers.Conv2D(2, 3, activation="relu", name="c"), keras.layers.Flatten()]
    return keras.Sequential([keras.Input(shape), *first, *layers])


@pytest.mark.usefixtures("no_drawing")
@pytest.mark.parametrize(
    ("words", "names", "label"),
    [
        ([], ["class 0"], None),
        (["--dataset", "garments"], data.GARMENT_NAMES, data.GARMENT_NAMES),
        (["--dataset", "digits"], data.CLASS_NAMES["digits"], data.CLASS_NAMES["digits"]),
    ],
)
def test_classes_have_names_only_where_the_data_are_known(run, tmp_path, words, names, label):
    path = save(small(keras.layers.Dense(10, "softmax")), tmp_path / "m.keras")
    said = run(path, "attention", *words)
    found = re.search(r"The model says (.+) \(\d+% sure\)\.( The label is (.+)\.)?", said)
    assert found[1] in names or (not words and re.fullmatch(r"class \d", found[1]))
    assert (found[3] in label) if words else found[3] is None
    assert ("The data of the model are not known" in said) is not bool(words)


@pytest.mark.usefixtures("no_drawing")
@pytest.mark.parametrize(
    ("units", "activation", "words", "said"),
    [
        (
            26,
            "softmax",
            ["--dataset", "garments"],
            r"The model says class \d+ \(\d+% sure\)\. The label",
        ),
        (2, "softmax", [], r"The model says class [01] \(\d+% sure\)\."),
        (1, "sigmoid", [], r"The model's one output is 0\.\d+: it is \d+% sure of class 1\."),
        (1, None, [], r"sigmoid turns them into probabilities[^$]*one output is 0\.\d+"),
        (10, None, [], r"softmax turns them into probabilities[^$]*class \d \(\d+% sure\)\."),
        (1, "tanh", [], r"The model's one output is -?[\d.]+ \(tanh makes no probabilities\)"),
        (10, "elu", [], r"largest output is that of class \d: -?[\d.]+ \(elu makes no prob"),
    ],
)
def test_what_an_output_says(run, tmp_path, units, activation, words, said):
    path = save(small(keras.layers.Dense(units, activation)), tmp_path / "m.keras")
    assert re.search(said, run(path, "attention", *words))


@pytest.mark.usefixtures("no_drawing")
def test_nobody_is_quite_sure(run, tmp_path):
    model = small(keras.layers.Dense(3))
    model.layers[-1].bias.assign([0.0, 100.0, 0.0])
    assert "class 1 (over 99% sure)" in run(save(model, tmp_path / "m.keras"), "attention")


@pytest.mark.usefixtures("no_drawing")
def test_the_pixels_that_a_model_takes_are_found_out_or_said(run, tmp_path):
    scaling = [keras.Input((28, 28, 1)), keras.layers.Rescaling(1 / 255)]
    path = save(keras.Sequential([*scaling, *small().layers]), tmp_path / "m.keras")
    assert "is given them from 0 to 255" in run(path, "maps")
    path = save(small(), tmp_path / "m.keras")
    assert "0 to 1 is assumed" in run(path, "maps")
    said = run(path, "maps", "--pixels", -1, 1)
    assert "assumed" not in said
    assert "must be black and white" in run(path, "maps", "--pixels", 1, 1, code=2)


@pytest.mark.usefixtures("no_drawing")
def test_of_many_dead_maps_ten_are_named(run, tmp_path):
    conv = keras.layers.Conv2D(30, 3, activation="relu", name="c")
    model = keras.Sequential([keras.Input((28, 28, 1)), conv])
    conv.bias.assign(np.where(np.arange(30) % 2, 1.0, -1000.0))
    said = run(save(model, tmp_path / "m.keras"), "patches", "--channel", 1)
    assert "15 of the 30 maps of c (0, 2, 4, 6, 8, 10, 12, 14, 16, 18, …)" in said


def test_weights_that_are_no_numbers_are_refused_before_anything_is_drawn(run, tmp_path):
    model = small(keras.layers.Dense(10))
    model.layers[0].bias.assign([np.nan, 0.0])
    said = run(save(model, tmp_path / "m.keras"), code=1)
    assert re.search(r"not all of its weights are finite numbers \(the first in .*c/bias\)", said)
    assert not (tmp_path / "look").exists()


def test_equal_features_have_no_map(run, tmp_path):
    model = small(keras.layers.Dense(5, "relu"), keras.layers.Dense(10, "softmax"))
    model.layers[-2].set_weights([np.zeros((26 * 26 * 2, 5)), -np.ones(5)])
    path = save(model, tmp_path / "m.keras")
    assert "The 5 features of the last hidden layer are the same" in run(path, "embedding", code=1)
    assert not (tmp_path / "look").exists()


def test_names_of_layers_are_safe_in_files_and_on_the_terminal(run, tmp_path):
    names = ["..\\..\\evil", "Con", "con", "\x1b[31mred", "합성곱", "a:b*$x_1$"]
    layers = [keras.layers.Conv2D(1, 3, name=name) for name in names]
    path = save(keras.Sequential([keras.Input((28, 28, 1)), *layers]), tmp_path / "m.keras")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # as Matplotlib warns of missing glyphs
        said = run(path, "maps")
    assert "\x1b" not in said
    found = sorted(path.name for path in (tmp_path / "look").iterdir())
    expected = [".._.._evil", "Con", "con-2", "_[31mred", "합성곱", "a_b_$x_1$"]
    assert found == sorted(f"maps-{stem}.png" for stem in expected)
    assert "\x1b" not in run(path, "maps", "--layer", "no", code=2)


def write_segment_run(folder):
    """Write the run folder of a tiny network that segments."""
    folder.mkdir(parents=True)
    conv = keras.layers.Conv2D(2, 1, activation="softmax", name="classes")
    keras.Sequential([keras.Input((32, 32, 1)), conv]).save(folder / "unet.keras")
    (folder / "config.json").write_text("{}")
    about = {"name": "garments", "title": data.TITLES["garments"]}
    metrics = {"status": "complete", "size": 32, "data": about}
    (folder / "metrics.json").write_text(json.dumps(metrics))
    return folder


@pytest.mark.usefixtures("no_drawing")
def test_a_segmentation_run_is_named_and_shown_what_it_can_be(run, tmp_path):
    folder = write_segment_run(tmp_path / "runs/cut")
    said = run("--out", "there")
    assert "U-Net, trained to segment garments drawn by the kit" in said
    assert "No attention: The model gives 32x32x2, not a score for each class." in said
    drawn = {path.name for path in (tmp_path / "there").iterdir()}
    assert drawn >= {"filters-classes.png", "maps-classes.png", "embedding.png"}
    Image.linear_gradient("L").resize((40, 20)).convert("RGB").save(tmp_path / "sea.jpg")
    assert "40x20 pixels" in run(folder, "maps", "--image", tmp_path / "sea.jpg")
    assert "not a score for each class" in run(folder, "attention", code=2)
