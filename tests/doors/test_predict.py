"""python -m fashion_cnn.predict: the table of a folder's images, and what the command says."""

import csv
import os
import re
import sys

import keras
import numpy as np
import pytest
from PIL import Image
from test_look import few_garments  # noqa: F401 (a fixture for all)

from fashion_cnn import data, inside, predict
from fashion_cnn.base.commandline import execute
from fashion_cnn.data import picture_files
from fashion_cnn.inside import own_pictures

SENTENCE = re.compile(r"\b[A-Za-z]+( [a-z]+){2,}\b")


@pytest.fixture(scope="module")
def weights():
    """Weights (784, 10) of a dense layer, and its biases (10,)."""
    draw = np.random.default_rng(0)
    return draw.normal(0, 0.2, (784, 10)).astype("float32"), draw.normal(0, 1, 10).astype("float32")


@pytest.fixture(scope="module")
def model(tmp_path_factory, weights):
    """The file of a model with one dense layer."""
    layers = [keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")]
    made = keras.Sequential([keras.Input((28, 28, 1)), *layers])
    made.set_weights(weights)
    path = tmp_path_factory.mktemp("model") / "model.keras"
    made.save(path)
    return path


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command in an empty folder; return what it prints."""
    monkeypatch.chdir(tmp_path)

    def run_command(*words, code=0):
        monkeypatch.setattr(sys, "argv", ["predict", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            execute(predict.main)
        printed = "".join(capsys.readouterr())
        assert (end.value.code or 0) == code, printed
        return printed

    return run_command


def save(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


def images(count):
    return np.random.default_rng(1).integers(0, 256, (count, 28, 28), np.uint8)


def table(path):
    """The rows of a table as dictionaries."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def softmax(pixels, weights):
    scores = pixels.reshape(len(pixels), -1) / 255 @ weights[0] + weights[1]
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


NAMES = ["1.png", "=cmd.png", "a/b/두 번째.png", "new\nline.png"]


def test_the_table_has_the_probabilities_of_each_file(run, tmp_path, model, weights):
    pixels = images(len(NAMES))
    for name, each in zip(NAMES, pixels, strict=True):
        save(tmp_path / "photos" / name, each)
    said = run(model, "photos", "--as-is", "--dataset", "garments")
    assert "Written: predictions.csv (files: 4)." in said
    assert "Accuracy" not in said
    rows = table(tmp_path / "predictions.csv")
    assert [row["file"] for row in rows] == ["1.png", "./=cmd.png", *NAMES[2:]]
    expected = softmax(pixels, weights)
    found = [[float(row[name]) for name in data.GARMENT_NAMES] for row in rows]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)
    for row, each in zip(rows, expected, strict=True):
        assert row["class"] == data.GARMENT_NAMES[each.argmax()]
        assert float(row["probability"]) == pytest.approx(each.max(), rel=1e-4)
        assert row["error"] == row["label"] == ""
        with Image.open(tmp_path / "photos" / row["file"]):
            pass
    assert list(rows[0]) == [
        *("file", "class", "probability"),
        *data.GARMENT_NAMES,
        *("label", "error"),
    ]


def test_many_batches_are_in_order(run, tmp_path, model, weights, monkeypatch):
    monkeypatch.setattr(own_pictures, "FILES_A_BATCH", 1)
    pixels = images(40)
    for number, each in enumerate(pixels):
        save(tmp_path / "photos" / f"{number:02}.png", each)
    run(model, "photos", "--as-is", "--out", "x.csv")
    rows = table(tmp_path / "x.csv")
    assert [row["file"] for row in rows] == [f"{number:02}.png" for number in range(40)]
    assert [row["class"] for row in rows] == [
        f"class {number}" for number in softmax(pixels, weights).argmax(axis=1)
    ]


def test_folders_named_after_classes_give_an_accuracy(run, tmp_path, model, weights):
    pixels = images(6)
    folders = ["Ankle boot", "ankle_boot", "앵클 부츠", "9", "Bag/more", "other"]
    for folder, each in zip(folders, pixels, strict=True):
        save(tmp_path / "photos" / folder / "x.png", each)
    found = softmax(pixels, weights).argmax(axis=1)
    labels = dict(
        zip([f"{folder}/x.png" for folder in folders], [9, 9, 9, 9, 8, None], strict=True)
    )
    right = sum(found[:5] == [9, 9, 9, 9, 8])
    last = run(model, "photos", "--as-is", "--dataset", "garments").splitlines()[-1]
    said = f"Accuracy: {right / 5:.2%} of the 5 images in folders named after a class ({right} are"
    assert last.startswith(said)
    for row in table(tmp_path / "predictions.csv"):
        number = labels[row["file"]]
        assert row["label"] == ("" if number is None else data.GARMENT_NAMES[number])


def test_files_that_cannot_be_used_are_named_in_the_table(run, tmp_path, model):
    save(tmp_path / "photos/good.png", images(1)[0])
    save(tmp_path / "photos/plain.png", np.zeros((28, 28), np.uint8))
    (tmp_path / "photos/text.jpg").write_text("no picture")
    (tmp_path / "photos/empty.png").touch()
    (tmp_path / "photos/gone.png").symlink_to("nowhere")
    (tmp_path / "photos/notes.txt").write_text("no image")
    content = (tmp_path / "photos/good.png").read_bytes()
    (tmp_path / "photos/half.png").write_bytes(content[: len(content) // 2])
    os.mkfifo(tmp_path / "photos/pipe.png")
    said = run(model, "photos", "--as-is")
    assert "Written: predictions.csv (files: 7)." in said
    assert "6 of them could not be used, see the column error. The first: photos/empty.png" in said
    assert "Files that are no images by their names: 1." in said
    errors = {row["file"]: row["error"] for row in table(tmp_path / "predictions.csv")}
    assert errors.pop("good.png") == ""
    assert errors.pop("half.png").startswith("cannot be read as a picture (")
    assert errors == {
        "plain.png": "nothing to see, the whole picture has one colour, or almost.",
        "text.jpg": "cannot be read as a picture (unknown kind of file).",
        "empty.png": "cannot be read as a picture (unknown kind of file).",
        "gone.png": "there is no such file.",
        "pipe.png": "photos/pipe.png is a pipe or a device. Name a picture file.",
    }


def test_the_table_is_english_in_korean_too(run, tmp_path, model):
    save(tmp_path / "photos/Bag/good.png", images(1)[0])
    (tmp_path / "photos/text.jpg").write_text("no picture")
    said = run(model, "photos", "--dataset", "garments", "--lang", "ko", "--as-is")
    assert not SENTENCE.search(said)
    bad, good = sorted(table(tmp_path / "predictions.csv"), key=lambda row: row["class"])
    assert bad["error"] == "cannot be read as a picture (unknown kind of file)."
    assert good["class"] in data.GARMENT_NAMES
    assert good["label"] == "Bag"
    without_dataset = run(model, "photos", "--lang", "ko", "--as-is", "--out", "x.csv")
    assert not SENTENCE.search(without_dataset)
    assert "class 0" in table(tmp_path / "x.csv")[0]


def test_a_picture_is_prepared_as_look_prepares_it(run, tmp_path, model, weights):
    shoe = np.full((60, 80), 250, np.uint8)
    shoe[20:40, 10:70] = 40
    save(tmp_path / "shoe.png", shoe)
    said = run(model, "shoe.png", "--dataset", "garments")
    assert "The object in each picture gets the size and the place" in said
    training = data.load("garments").x_train
    prepared = picture_files.read(tmp_path / "shoe.png", (28, 28, 1), training).pixels
    [row] = table(tmp_path / "predictions.csv")
    assert row["file"] == "shoe.png"
    expected = softmax(255 * prepared[None], weights)[0]
    assert row["class"] == data.GARMENT_NAMES[expected.argmax()]
    assert float(row["probability"]) == pytest.approx(expected.max(), rel=1e-3)


def test_a_model_with_one_output_tells_two_classes_apart(run, tmp_path):
    dense = keras.layers.Dense(1, activation="sigmoid")
    made = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten(), dense])
    made.set_weights([np.full((192, 1), 0.1, "float32"), np.full(1, -9.6, "float32")])
    made.save(tmp_path / "two.keras")
    for name, value in (("dark", 64), ("light", 192)):
        pixels = np.full((8, 8, 3), value, np.uint8)
        pixels[:4] += 50
        save(tmp_path / "photos" / f"{name}.png", pixels)
    run("two.keras", "photos")
    dark, light = table(tmp_path / "predictions.csv")
    for row, value, name in ((dark, 89, "class 0"), (light, 217, "class 1")):
        sure = 1 / (1 + np.exp(9.6 - 19.2 * value / 255))
        assert row["class"] == name
        assert float(row["class 1"]) == pytest.approx(sure, rel=1e-3)
        assert float(row["class 0"]) == pytest.approx(1 - sure, rel=1e-3)
        assert row["probability"] == row[name]


def interrupt_after(monkeypatch, batches, error):
    """Raise an error instead of the probabilities of a later batch."""
    calls, probabilities = [], inside.answers.probabilities

    def some(shown, pixels):
        calls.append(len(pixels))
        if len(calls) > batches:
            raise error
        return probabilities(shown, pixels)

    monkeypatch.setattr(inside, "probabilities", some, raising=False)
    monkeypatch.setattr(own_pictures, "FILES_A_BATCH", 1)


@pytest.mark.parametrize(
    ("error", "code", "last"),
    [
        (KeyboardInterrupt(), 130, "Interrupted. predictions.csv has the first 32 of 40 files."),
        (OSError(28, "No space left on device"), 1, "Free some space or choose a folder on"),
    ],
)
def test_what_is_written_is_kept(run, tmp_path, model, monkeypatch, error, code, last):
    for number, each in enumerate(images(40)):
        save(tmp_path / "photos" / f"{number:02}.png", each)
    interrupt_after(monkeypatch, 2, error)
    said = run(model, "photos", "--as-is", code=code)
    assert "predictions.csv has the first 32 of 40 files." in said
    assert last in said.splitlines()[-1]
    assert len(table(tmp_path / "predictions.csv")) == 32
    interrupt_after(monkeypatch, 0, error)
    assert "No table was written." in run(model, "photos", "--as-is", "--out", "x.csv", code=code)
    assert not (tmp_path / "x.csv").exists()


def test_no_existing_table_is_replaced(run, tmp_path, model):
    save(tmp_path / "photos/1.png", images(1)[0])
    (tmp_path / "predictions.csv").write_text("mine")
    assert "Written: predictions-2.csv (files: 1)." in run(model, "photos", "--as-is")
    said = run(model, "photos", "--out", "predictions.csv", code=2)
    assert said == "predictions.csv exists already. Choose another name with --out.\n"
    assert (tmp_path / "predictions.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "FOLDER"),
        (["run"], 2, "run is a model. Name the folder of images after it, such as: run photos"),
        (["garments"], 2, "garments is a model. Name the folder of images after it"),
        (["unet.keras"], 2, "unet.keras is a model. Name the folder of images after it"),
        (["garments", "nowhere"], 1, "nowhere: there is no such file or folder."),
        (["garments", "empty"], 1, "empty: there is no image file in this folder"),
        (["garment", "photos"], 2, "There is no model 'garment'. Did you mean 'garments'?"),
        (["no.keras", "photos"], 1, "no.keras: there is no such file"),
        (["garments", "photos", "more"], 2, "unrecognized arguments: more"),
        (["garments", "photos", "--out", "no/x.csv"], 2, "no: there is no such folder"),
        (["garments", "photos", "--out", "photos"], 2, "photos exists already"),
        (["garments", "photos", "--dataset", "cifar"], 2, "There is no data set 'cifar'"),
        (["photos"], 1, "There is no run in runs/ yet"),
        (["unet.keras", "photos"], 2, "not a score for each class"),
        (["two.keras", "photos"], 2, "The model has 2 inputs"),
    ],
)
def test_mistakes_are_sentences(run, tmp_path, words, code, said):
    (tmp_path / "empty").mkdir()
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/1.png").touch()
    (tmp_path / "run").mkdir()
    (tmp_path / "run/config.json").touch()
    (tmp_path / "run/samples.png").touch()
    image = keras.Input((8, 8, 1))
    if "unet.keras" in words:
        keras.Model(image, keras.layers.Conv2D(2, 3, padding="same")(image)).save("unet.keras")
    if "two.keras" in words:
        other = keras.Input((8, 8, 1))
        both = keras.layers.Flatten()(keras.layers.Add()([image, other]))
        keras.Model([image, other], keras.layers.Dense(2)(both)).save("two.keras")
    assert said in run(*words, code=code)
    assert not list(tmp_path.glob("*.csv"))


def test_no_file_that_can_be_used(run, tmp_path, model):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/1.png").touch()
    said = run(model, "photos", "--as-is", code=1)
    assert (
        "No file could be used, see the column error in predictions.csv. The first: photos/1.png"
        in said
    )
    assert "cannot be read as a picture" in table(tmp_path / "predictions.csv")[0]["error"]
