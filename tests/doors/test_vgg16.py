"""python -m fashion_cnn.vgg16: its table, what it refuses, and its views.

For blocks 4 and 5 and the dense layers, files with the names and shapes of the published ones stand
in, with other numbers.
"""

import dataclasses
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from vgg16_files import WITH_TOP

from fashion_cnn import inside, vgg16
from fashion_cnn.base.commandline import execute
from fashion_cnn.inside import vgg16_views
from fashion_cnn.pretrained import imagenet, vgg16_weights

keras = pytest.importorskip("keras")


@pytest.fixture
def picture(tmp_path):
    """A picture file, 300x100: red, then green, then blue."""
    pixels = np.zeros((100, 300, 3), np.uint8)
    for colour in range(3):
        pixels[:, 100 * colour : 100 * (colour + 1), colour] = 255
    Image.fromarray(pixels).save(tmp_path / "stripes.png")
    return tmp_path / "stripes.png"


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Return a function that runs the command in an empty folder: (exit code, output, errors)."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def command(*words):
        monkeypatch.setattr(sys, "argv", ["vgg16", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            execute(vgg16.main)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return ended.value.code or 0, said.out, said.err

    return command


# ------------------------------------------------------------------------------ without weights


def test_the_table_has_all_layers_and_both_totals(run):
    code, said, errors = run("table")
    assert (code, errors) == (0, "")
    for name in WITH_TOP:
        assert len(re.findall(rf"^ {name} ", said, re.MULTILINE)) == 2
    for count in ("138,357,544", "14,714,688", "123,642,856"):
        assert count in said


def test_the_table_needs_nothing_heavy():
    program = (
        "import sys; from fashion_cnn import vgg16; sys.argv = ['vgg16', 'table']; vgg16.main()\n"
        "heavy = {'tensorflow', 'keras', 'h5py', 'matplotlib', 'requests', 'PIL'}\n"
        "print(heavy & set(sys.modules), file=sys.stderr)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr.strip()) == (0, "set()")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["classes", "maps"], "classes"),
        (["all", "attention", "classes"], "attention, classes"),
        (["maps", "--layer", "block4_conv1"], "block4_conv1"),
        (["excite", "--layer", "block5_conv3", "--channel", "3"], "block5_conv3"),
        (["--layer", "block4_conv2"], "block4_conv2"),
        (["excite", "--layer", "fc1", "--channel", "3"], "fc1"),
    ],
)
def test_what_the_weights_of_the_kit_do_not_reach_is_said_in_two_lines(run, words, named):
    code, said, errors = run(*words)
    assert (code, said, list(Path().iterdir())) == (2, "", [])
    assert errors.startswith(f"Cannot show {named}. ")
    for part in ("block3_pool", "59 MB", "553 MB", "--weights imagenet"):
        assert part in errors
    assert len(errors.splitlines()) == 2


def test_a_damaged_file_of_weights_is_named_with_what_to_do(run, monkeypatch, tmp_path):
    damaged = tmp_path / "blocks.h5"
    damaged.write_bytes(vgg16_weights.BUNDLED.read_bytes()[:100_000])
    monkeypatch.setattr(vgg16_weights, "BUNDLED", damaged)
    code, said, errors = run("filters")
    assert (code, said, list(Path().iterdir())) == (1, "", [])
    assert f"{damaged}: truncated" in errors
    assert "install the kit again" in errors


AUTHORS = "K. Simonyan and A. Zisserman, Visual Geometry Group, University of Oxford, CC BY 4.0"


def test_without_words_there_are_the_table_and_pictures_of_three_blocks(run, monkeypatch):
    """All but the way from noise to a pattern, which has tests of its own in tests/inside."""
    monkeypatch.setattr(vgg16_views, "STEPS", 1)
    code, said, errors = run()
    assert (code, errors) == (0, "")
    assert "138,357,544" in said
    assert said.rstrip().splitlines()[-2:] == [
        "Left out: classes, attention. The last layer in the trained weights that come with the "
        "kit is block3_pool.",
        "For more, add --weights imagenet (a download of 59 MB for blocks 4 and 5, 553 MB for "
        "classes, attention), or --weights with a .h5 file.",
    ]
    layers = ("block1_conv2", "block2_conv2", "block3_conv3")
    assert sorted(path.name for path in Path("vgg16").iterdir()) == [
        *(f"excite-{layer}.png" for layer in layers),
        "filters-block1_conv1.png",
        *(f"maps-{layer}.png" for layer in layers),
    ]
    for path in Path("vgg16").iterdir():
        with Image.open(path) as image:
            assert image.text["Title"].endswith("VGG16 trained on ImageNet")
            assert f"Weights: {AUTHORS}, rounded to float16." in image.text["Description"]
            shows_a_photograph = "Photograph: danielbuechele" in image.text["Description"]
            assert shows_a_photograph == path.name.startswith("maps")


def test_the_strongest_maps_come_first_and_the_rest_are_counted(run):
    code, said, _ = run("maps", "--layer", "block3_conv3", "--image", "flower")
    assert code == 0
    assert "The 32 strongest of 256 feature maps of the layer block3_conv3" in said
    assert "each on its own scale" in said
    assert "0 of 256 maps are dark" in said
    assert "Photograph: vultilion, CC BY 2.0" in said
    common = run("maps", "--layer", "block3_conv3", "--common-scale", "--out", "common")[1]
    assert "all on one scale" in common


def test_ctrl_c_leaves_whole_pictures_and_no_traceback(run, monkeypatch):
    def interrupt(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(inside, "excite", interrupt)
    code, _, errors = run("filters", "excite")
    assert (code, errors) == (130, "Interrupted.\n")
    assert [path.name for path in Path("vgg16").iterdir()] == ["filters-block1_conv1.png"]


def test_a_file_in_the_place_of_the_folder_for_pictures(run):
    Path("file").touch()
    code, _, errors = run("filters", "--out", "file")
    assert (code, errors) == (
        2,
        "--out names a folder for the pictures, but file is a file.\n",
    )


# ------------------------------------------- what is not understood, before anything is downloaded


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (["flters"], 2, "no view 'flters'. Did you mean 'filters'?"),
        (["maps", "--layer", "block3_conv"], 2, "Did you mean 'block3_conv3'?"),
        (["filters", "--layer", "block2_pool"], 2, "no filters. Layers with filters: block1_conv1"),
        (["maps", "--layer", "fc1"], 2, "'fc1' has no maps"),
        (["excite", "--channel", "256"], 2, "0 to 255 in block3_conv3, received 256"),
        (["excite", "--layer", "block2_conv1", "--channel", "128"], 2, "0 to 127 in block2_conv1"),
        (["filters", "excite", "--common-scale"], 2, "--common-scale goes with maps"),
        (["table", "--layer", "block1_conv1"], 2, "--layer goes with filters, maps, excite"),
        (["excite", "--channel", "-1"], 2, "0 to 255"),
        (["excite", "--channel", "x"], 2, "invalid int value: 'x'"),
        (["excite", "--layer", "predictions", "--channel", "1000"], 2, "0 to 999"),
        (["excite", "--layer", "fc1"], 2, "with --channel"),
        (["filters", "--channel", "3"], 2, "--channel goes with excite"),
        (["filters", "--image", "a.png"], 2, "--image goes with maps, classes, attention"),
        (["maps", "--image", "nothing.png"], 1, "nothing.png: there is no such file"),
        (["classes", "--image", "."], 1, "is a folder"),
        (["attention", "--image", __file__], 1, "cannot be read as a picture"),
        (["table", "filters"], 1, "notop.h5 could not be downloaded from 127.0.0.1:1"),
        (["classes"], 1, "tf_kernels.h5 could not be downloaded"),
        (
            ["excite", "--layer", "fc2", "--channel", "0"],
            1,
            "tf_kernels.h5 could not be downloaded",
        ),
        (["filters", "--weights", "imagnet"], 1, "imagnet: there is no such file"),
        (["filters", "--weights", __file__], 1, "not a file of weights"),
        (["filters", "--weights", "."], 1, ". is a folder. --weights takes"),
        (["maps", "--image", "tempel"], 1, "a photograph: temple, flower, portrait."),
        (["maps", "--layer", "fc1"], 2, "block3_pool and 8 more."),
    ],
)
def test_bad_words(run, words, code, expected):
    ended, said, errors = run("--weights", "imagenet", *words)
    assert ended == code
    assert expected in errors
    assert ("Downloading" in said) == ("downloaded" in errors)


def test_a_picture_of_one_colour_gets_no_answer(run, tmp_path):
    Image.new("RGB", (40, 20), "navy").save(tmp_path / "sea.png")
    code, said, errors = run("classes", "--weights", "imagenet", "--image", tmp_path / "sea.png")
    assert (code, said) == (1, "")
    assert "nothing to see, the whole picture has one colour" in errors


@pytest.mark.parametrize(
    "words", [["attention", "maps"], ["excite", "--layer", "fc2", "--channel", "0"]]
)
def test_without_a_top_there_are_no_classes(run, base_file, words):
    code, _, errors = run(*words, "--weights", base_file)
    assert code == 2
    assert "The last layer in base.h5 is block5_pool." in errors


# ------------------------------------------------------------------------------------ the views


def test_the_first_filters_are_shown_in_red_green_and_blue(run, base_file):
    """The two filters that are not zero are red and green; in Keras's order, blue and green."""
    code, said, _ = run("filters", "--weights", base_file, "--out", "out")
    assert code == 0
    assert "The model: VGG16 with the weights in base.h5" in said
    with Image.open("out/filters-block1_conv1.png") as image:
        assert "in red, green and blue" in image.text["Description"]
        colours = set(map(tuple, np.asarray(image.convert("RGB")).reshape(-1, 3)))
    # The border of the grid has the colour of kernels: not one of these.
    pure = {colour for colour in colours if sorted(colour) == [127, 127, 255]}
    assert pure == {(255, 127, 127), (127, 255, 127)}


def test_published_weights_in_keras_folder_are_used_and_known(run, base_file, monkeypatch):
    digest = hashlib.md5(base_file.read_bytes()).hexdigest()
    published = dataclasses.replace(imagenet.WEIGHTS_NO_TOP, md5=digest)
    monkeypatch.setattr(imagenet, "WEIGHTS_NO_TOP", published)
    imagenet.cache().mkdir(parents=True)
    shutil.copy(base_file, imagenet.cache() / published.name)
    code, said, errors = run("filters", "--weights", "imagenet")
    assert (code, errors) == (0, "")
    assert "The model: VGG16 trained on ImageNet\n" in said
    # So are these weights under another name.
    assert vgg16_views.title(vgg16_weights.inspect(base_file)) == "VGG16 trained on ImageNet"


def test_the_real_base_is_known_by_its_numbers_and_reaches_block_5(run, real_base):
    words = ("filters", "--layer", "block5_conv3", "--weights", real_base)
    code, said, errors = run(*words)
    assert (code, errors) == (0, "")
    assert "The model: VGG16 trained on ImageNet\n" in said
    assert f"Weights: {AUTHORS}." in said


def test_the_maps_of_a_picture_at_hand_name_its_photographer(run, base_file):
    code, said, _ = run("maps", "--layer", "block1_conv1", "--weights", base_file)
    assert code == 0
    assert "The 32 strongest of 64 feature maps of the layer block1_conv1" in said
    assert "Weights: " not in said
    assert 'the photograph "temple", 224x224 values each' in said
    assert [path.name for path in Path("vgg16").iterdir()] == ["maps-block1_conv1.png"]
    with Image.open("vgg16/maps-block1_conv1.png") as image:
        assert "Photograph: danielbuechele, CC BY 2.0" in image.text["Description"]


def test_what_excites_a_red_filter_is_red(run, base_file):
    words = ("excite", "--layer", "block1_conv1", "--channel", "0", "--weights", base_file)
    assert run(*words)[0] == 0
    with Image.open("vgg16/excite-block1_conv1.png") as image:
        red, _, blue = np.moveaxis(np.asarray(image.convert("RGB"), float), -1, 0)
    assert (red - blue).mean() > 1


@pytest.mark.slow
def test_all_that_a_base_allows_is_drawn(run, base_file, picture):
    code, said, _ = run("--weights", base_file, "--image", picture, "--layer", "block2_conv1")
    assert code == 0
    assert "Left out: classes, attention. The last layer in base.h5 is" in said
    assert sorted(path.name for path in Path("vgg16").iterdir()) == [
        f"{view}-block2_conv1.png" for view in ("excite", "filters", "maps")
    ]


@pytest.mark.slow
def test_classes_are_those_of_keras_own_model(run, monkeypatch, top_file, picture):
    index = {str(number): [f"n{number:08}", f"name_of_{number}"] for number in range(1000)}
    content = json.dumps(index).encode()
    names = dataclasses.replace(imagenet.CLASS_INDEX, md5=hashlib.md5(content).hexdigest())
    monkeypatch.setattr(imagenet, "CLASS_INDEX", names)
    imagenet.cache().mkdir(parents=True)
    (imagenet.cache() / names.name).write_bytes(content)
    code, said, _ = run("classes", "attention", "--weights", top_file, "--image", picture)
    assert code == 0
    its = keras.applications.VGG16(weights=top_file)
    green = np.broadcast_to(np.float32([0, 255, 0]), (1, 224, 224, 3)).copy()
    expected = its(keras.applications.vgg16.preprocess_input(green)).numpy()[0]
    best = expected.argsort()[::-1][:5]
    assert re.findall(r"name of (\d+)$", said, re.MULTILINE) == [str(number) for number in best]
    assert f"{expected[best[0]]:.1%}  name of {best[0]}" in said
    with Image.open("vgg16/attention.png") as image:
        assert f"name of {best[0]} ({expected[best[0]]:.1%})" in image.text["Description"]
    # Where the names cannot be had there are numbers, and the reason.
    (imagenet.cache() / names.name).unlink()
    code, said, _ = run("classes", "--weights", top_file, "--image", picture)
    assert (code, said.count("could not be downloaded")) == (0, 1)
    assert f"class {best[0]}" in said
