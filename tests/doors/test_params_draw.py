"""`params --draw`: the picture of an architecture in a file."""

import re
import sys

import keras
import pytest
from PIL import Image

from fashion_cnn import params
from fashion_cnn.base.commandline import execute
from fashion_cnn.drawing.architecture import architecture
from fashion_cnn.networks import zoo
from fashion_cnn.networks.counting import report, totals


def run(monkeypatch, capsys, *words):
    """Return (exit code, output, errors) of the command."""
    monkeypatch.setattr(sys, "argv", ["params", *words])
    with pytest.raises(SystemExit) as ended:
        execute(params.main)
    said = capsys.readouterr()
    return ended.value.code or 0, said.out, said.err


def test_a_picture_with_its_description_and_the_same_bytes_twice(monkeypatch, capsys, tmp_path):
    one, two = tmp_path / "one.png", tmp_path / "two.png"
    line = "lenet5: 32x32x1 → 10, 61,706 parameters"
    for path in (one, two):
        code, said, errors = run(monkeypatch, capsys, "lenet5", "--draw", str(path))
        assert (code, said, errors) == (0, f"{path}: {line}\n", "")
    assert one.read_bytes() == two.read_bytes()
    with Image.open(one) as image:
        assert image.text["Title"] == line
        assert "28x28x6 (conv 5x5; 156)" in image.text["Description"]
        assert image.width == 1200
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.png", "two.png"]


def test_options_and_typed_layers_are_drawn_as_they_are_counted(monkeypatch, capsys, tmp_path):
    path = tmp_path / "main.png"
    _, said, _ = run(monkeypatch, capsys, "main", "--padding", "valid", "--draw", str(path))
    assert said == f"{path}: main: 28x28x1 → 10, 179,926 parameters\n"
    words = ("conv 32 3 same, pool 2, flatten, dense 10", "--input", "8,8,1", "--force")
    _, said, _ = run(monkeypatch, capsys, *words, "--draw", str(path))
    assert said == f"{path}: typed: 8x8x1 → 10, 5,450 parameters\n"


@pytest.mark.parametrize(("ending", "start"), [("svg", b"<?xml"), ("PDF", b"%PDF")])
def test_other_formats_by_the_ending(monkeypatch, capsys, tmp_path, ending, start):
    path = tmp_path / f"unet.{ending}"
    assert run(monkeypatch, capsys, "unet_small", "--draw", str(path))[::2] == (0, "")
    content = path.read_bytes()
    assert content.startswith(start)
    said = "A U of 3 stages down"
    assert said.encode("utf-16-be" if ending == "PDF" else "ascii") in content


def test_an_existing_picture_is_overwritten_only_when_asked(monkeypatch, capsys, tmp_path):
    path = tmp_path / "mine.png"
    path.write_bytes(b"mine")
    code, said, errors = run(monkeypatch, capsys, "main", "--draw", str(path))
    assert (code, said) == (2, "")
    assert errors == (
        f"{path} exists already. Choose another name, or overwrite it with --force.\n"
    )
    assert path.read_bytes() == b"mine"
    assert run(monkeypatch, capsys, "main", "--draw", str(path), "--force")[0] == 0
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("main --draw picture.gif", 2, "ends in one of .png, .svg, .pdf, received picture.gif"),
        ("main --draw picture", 2, "ends in one of .png, .svg, .pdf, received picture"),
        ("main --draw no/folder/a.png", 1, r"no.folder: there is no such folder"),
        ("main --draw", 2, "expected one argument"),
        ("main --draw a.png --json", 2, "not allowed with"),
        ("main --csv --draw a.png", 2, "not allowed with"),
        ("main --force", 2, "--force goes with --draw FILE"),
        ("mian --draw a.png", 2, "no model or layer 'mian'. Did you mean 'main'"),
        ("vgg16 --input 28,28,1 --draw a.png", 2, "'block5_pool'"),
    ],
)
def test_what_cannot_be_drawn_is_named(monkeypatch, capsys, tmp_path, words, code, message):
    monkeypatch.chdir(tmp_path)
    ended, said, errors = run(monkeypatch, capsys, *words.split())
    assert (ended, said) == (code, "")
    assert re.search(message, errors), errors
    assert len(errors.strip().splitlines()) <= 2
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_saved_model_is_drawn(monkeypatch, capsys, tmp_path):
    saved, path = tmp_path / "saved.keras", tmp_path / "saved.png"
    zoo.build("resnet").save(saved)
    code, said, _ = run(monkeypatch, capsys, str(saved), "--draw", str(path))
    count = totals(report(zoo.describe("resnet"))).parameters
    assert (code, said) == (0, f"{path}: resnet: 28x28x1 → 10, {count:,} parameters\n")
    with Image.open(path) as image:
        of_name = architecture(zoo.describe("resnet")).description
        assert image.text["Description"] == of_name


@pytest.mark.parametrize("shape", [(None, None, 1), (8, None)])
def test_a_model_whose_sizes_are_not_fixed_is_not_drawn(monkeypatch, capsys, tmp_path, shape):
    saved, path = tmp_path / "saved.keras", tmp_path / "saved.png"
    image = keras.Input(shape)
    keras.Model(image, keras.layers.ReLU()(image)).save(saved)
    code, said, errors = run(monkeypatch, capsys, str(saved), "--draw", str(path))
    assert (code, said) == (1, "")
    assert "all of whose sizes are fixed" in errors
    assert not path.exists()
