"""python -m fashion_cnn.vgg16: its table, weights from good and bad files and servers, its views.

The real weights are not at hand: the tests write files with the names and shapes of the published
ones, and have their digests taken for Keras's.
"""

import dataclasses
import hashlib
import http.server
import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image

from fashion_cnn import inside, vgg16
from fashion_cnn.base import download
from fashion_cnn.base.commandline import execute
from fashion_cnn.base.errors import KitError
from fashion_cnn.networks import zoo
from fashion_cnn.pretrained import imagenet, weights

keras = pytest.importorskip("keras")

# (layer, shape of its kernel), from table 1 of the paper, configuration D.
CONVOLUTIONS = {
    f"block{block}_conv{number}": (3, 3, before if number == 1 else filters, filters)
    for block, count, before, filters in (
        (1, 2, 3, 64),
        (2, 2, 64, 128),
        (3, 3, 128, 256),
        (4, 3, 256, 512),
        (5, 3, 512, 512),
    )
    for number in range(1, count + 1)
}
DENSE = {"fc1": (25088, 4096), "fc2": (4096, 4096), "predictions": (4096, 1000)}
WITH_TOP = CONVOLUTIONS | DENSE


def write_weights(path, shapes, fill=None, kind="f4"):
    """Write a weights file in the layout of the published ones; return its path.

    `fill(name, dataset)` writes the numbers; without it the file has shapes, and zeros that take
    no space.
    """
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [b"input_1", *(name.encode() for name in shapes)]
        file.create_group("input_1").attrs["weight_names"] = np.array([], "S")
        for name, shape in shapes.items():
            group = file.create_group(name)
            names = [f"{name}_W_1:0", f"{name}_b_1:0"]
            group.attrs["weight_names"] = [each.encode() for each in names]
            chunks = (64, shape[1]) if fill and len(shape) == 2 else None
            for each, size in zip(names, (shape, shape[-1:]), strict=True):
                chosen = chunks if len(size) > 1 else None
                dataset = group.create_dataset(each, size, kind, chunks=chosen)
                if fill:
                    fill(name, dataset)
    return path


class Draw:
    """Fills datasets with small random numbers; the filters of the first layer are known.

    In blue, green and red: filter 0 answers to red, filter 1 to green, the others to nothing.
    Only the first rows of dense layers are filled: the file stays small.
    """

    def __init__(self):
        self.draw = np.random.default_rng(0)

    def __call__(self, name, dataset):
        if len(dataset.shape) == 1:
            dataset[:] = self.draw.normal(0, 0.05, dataset.shape)
        elif len(dataset.shape) == 2:
            dataset[:64] = self.draw.normal(0, 0.05, (64, dataset.shape[1]))
        elif name == "block1_conv1":
            kernel = np.zeros(dataset.shape)
            kernel[:, :, 2, 0] = kernel[:, :, 1, 1] = 1
            dataset[:] = kernel
        else:
            scale = np.sqrt(2 / np.prod(dataset.shape[:3]))
            dataset[:] = self.draw.standard_normal(dataset.shape, "f4") * scale


@pytest.fixture(scope="module")
def base_file(tmp_path_factory):
    """A file of the base's weights, 59 MB, named like the published one."""
    path = tmp_path_factory.mktemp("weights") / imagenet.WEIGHTS_NO_TOP.name
    return write_weights(path, CONVOLUTIONS, Draw())


@pytest.fixture(scope="module")
def top_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "top.h5"
    return write_weights(path, WITH_TOP, Draw())


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


# ---------------------------------------------------------------------------------------------
# Without weights
# ---------------------------------------------------------------------------------------------


def test_the_table_has_all_layers_and_both_totals(run):
    code, said, errors = run()
    assert (code, errors) == (0, "")
    for name in WITH_TOP:
        assert len(re.findall(rf"^ {name} ", said, re.MULTILINE)) == 2
    assert "138,357,544 parameters in all: 14,714,688 in the base" in said
    assert "123,642,856 in the dense layers" in said


def test_the_table_needs_nothing_heavy():
    program = (
        "import sys; from fashion_cnn import vgg16; sys.argv = ['vgg16']; vgg16.main()\n"
        "heavy = {'tensorflow', 'keras', 'h5py', 'matplotlib', 'requests', 'PIL'}\n"
        "print(heavy & set(sys.modules), file=sys.stderr)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr.strip()) == (0, "set()")


@pytest.mark.parametrize("words", [["filters"], ["classes", "maps"], ["--channel", "2"]])
def test_a_view_without_weights_says_what_can_be_shown_and_how_to_get_them(run, words):
    code, said, errors = run(*words)
    assert (code, said) == (2, "")
    for part in ("the table of its layers", "Random weights would show nothing", "59 MB", "553 MB"):
        assert part in errors
    assert "--weights imagenet" in errors
    assert "python -m fashion_cnn.look garments" in errors
    assert not list(Path().iterdir())


# ---------------------------------------------------------------------------------------------
# What is not understood: said before anything is downloaded
# ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["flters"], (2, "no view 'flters'. Did you mean 'filters'?")),
        (["maps", "--layer", "block3_conv"], (2, "Did you mean 'block3_conv3'?")),
        (["filters", "--layer", "block2_pool"], (2, "has no filters. Layers that have: block1_c")),
        (["maps", "--layer", "fc1"], (2, "The layer 'fc1' has no maps")),
        (["excite", "--channel", "256"], (2, "must be 0 to 255 in block3_conv1, received 256")),
        (["excite", "--channel", "-1"], (2, "must be 0 to 255")),
        (["excite", "--channel", "x"], (2, "invalid int value: 'x'")),
        (["excite", "--layer", "predictions", "--channel", "1000"], (2, "must be 0 to 999")),
        (["excite", "--layer", "fc1"], (2, "with --channel")),
        (["filters", "--channel", "3"], (2, "--channel goes with excite")),
        (["filters", "--image", "a.png"], (2, "--image goes with maps, classes, attention")),
        (["maps", "--image", "nothing.png"], (1, "nothing.png: there is no such file")),
        (["classes", "--image", "."], (1, "is a folder")),
        (["attention", "--image", __file__], (1, "cannot be read as a picture")),
        (["filters"], (1, "notop.h5 could not be downloaded from 127.0.0.1:1: no connection")),
        (["classes"], (1, "tf_kernels.h5 could not be downloaded")),
        (["excite", "--layer", "fc2", "--channel", "0"], (1, "tf_kernels.h5 could not be downloa")),
        (["filters", "--weights", "imagnet"], (1, "imagnet: there is no such file. --weights t")),
    ],
)
def test_bad_words(run, words, expected):
    code, said, errors = run("--weights", "imagenet", *words)
    assert code == expected[0]
    assert expected[1] in errors
    assert ("Downloading" in said) == ("downloaded" in errors)


# ---------------------------------------------------------------------------------------------
# Files of weights
# ---------------------------------------------------------------------------------------------


def test_a_file_is_known_by_its_content(base_file, top_file, tmp_path):
    assert weights.inspect(base_file).classes is None
    assert weights.inspect(top_file).classes == 1000
    ten = WITH_TOP | {"predictions": (4096, 10)}
    assert weights.inspect(write_weights(tmp_path / "ten.h5", ten)).classes == 10


def without(shapes, *names):
    return {name: shape for name, shape in shapes.items() if name not in names}


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        (CONVOLUTIONS | {"block3_conv4": (3, 3, 256, 256)}, "it has block3_conv4."),
        (without(CONVOLUTIONS, "block5_conv3"), "it lacks block5_conv3."),
        (without(WITH_TOP, "fc2", "predictions"), "it lacks fc2, predictions."),
        ({"conv1": (3, 3, 1, 32)}, "it lacks block1_conv1, block1_conv2, block2_conv1, … and has"),
        (
            CONVOLUTIONS | {"block1_conv1": (3, 3, 1, 64)},
            "those of block1_conv1 have the shapes 3x3x1x64 and 64, not 3x3x3x64 and 64.",
        ),
        (WITH_TOP | {"fc1": (512, 4096)}, "those of fc1 have the shapes 512x4096 and 4096"),
        ({}, "it lacks block1_conv1"),
    ],
)
def test_the_weights_of_another_model_are_refused(run, tmp_path, shapes, words):
    path = write_weights(tmp_path / "other.h5", shapes)
    code, _, errors = run("filters", "--weights", path)
    assert code == 1
    assert f"{path}: not the weights of VGG16" in errors
    assert words in errors


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a file of weights"),
        (b"<!doctype html>", "a web page came instead"),
        (b"PK\x03\x04....", "a whole model (.keras), not weights"),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "cannot be read as weights: it is damaged"),
    ],
)
def test_files_that_are_no_weights(run, tmp_path, content, words):
    path = tmp_path / "vgg.h5"
    path.write_bytes(content)
    code, _, errors = run("filters", "--weights", path)
    assert (code, errors.count("\n")) == (1, 1)
    assert words in errors


def test_damaged_files(run, base_file, tmp_path):
    path = tmp_path / "vgg.h5"
    path.write_bytes(base_file.read_bytes()[:5_000_000])
    assert "truncated: only its first 5,000,000 bytes are there" in run("--weights", path)[2]
    write_weights(path, CONVOLUTIONS, kind="i4")
    assert "must be floating-point numbers" in run("--weights", path)[2]
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [b"block1_conv1"]
    assert "it is damaged" in run("--weights", path)[2]
    write_weights(path, CONVOLUTIONS)
    with h5py.File(path, "a") as file:
        file["block1_conv1/block1_conv1_W_1:0"][0, 0, 0, 0] = np.nan
    assert "not all of its weights are finite" in run("filters", "--weights", path)[2]
    assert "Is a directory" in run("--weights", tmp_path)[2]


def test_files_that_keras_writes_itself(run, tmp_path):
    """A model saved whole, and the weights of Keras 3; this one was never trained."""
    model = keras.applications.VGG16(include_top=False, weights=None, input_shape=(32, 32, 3))
    model.save(tmp_path / "whole.h5")
    model.save_weights(tmp_path / "keras3.weights.h5")
    for path in (tmp_path / "whole.h5", tmp_path / "keras3.weights.h5"):
        found = weights.build(weights.inspect(path), "block2_conv2", 32)
        for layer in found.layers:
            expected = model.get_layer(layer.name).get_weights()
            for mine, its in zip(layer.get_weights(), expected, strict=True):
                np.testing.assert_array_equal(mine, its)
    code, said, _ = run("filters", "--weights", path)
    assert code == 0
    assert f"VGG16 with untrained weights ({path.name}: all biases are 0)" in said
    assert "trained on" not in said


# ---------------------------------------------------------------------------------------------
# Downloads
# ---------------------------------------------------------------------------------------------


def test_names_addresses_and_digests_are_those_of_keras(monkeypatch):
    from keras.src.applications import imagenet_utils
    from keras.src.applications import vgg16 as its

    monkeypatch.delenv("FASHION_CNN_MIRROR")
    source = Path(its.__file__).read_text() + Path(imagenet_utils.__file__).read_text()
    pattern = r'"([\w.]+)",\s+(\w+),\s+cache_subdir="models",\s+file_hash="(\w+)"'
    expected = {
        name: (getattr(its, path, None) or getattr(imagenet_utils, path), md5)
        for name, path, md5 in re.findall(pattern, source)
    }
    files = (imagenet.WEIGHTS, imagenet.WEIGHTS_NO_TOP, imagenet.CLASS_INDEX)
    assert {file.name: (imagenet.address(file), file.md5) for file in files} == expected
    # Before its numbers a weights file has names and shapes.
    assert imagenet.WEIGHTS.least == 4 * 138_357_544
    assert imagenet.WEIGHTS_NO_TOP.least == 4 * 14_714_688


class Server(http.server.ThreadingHTTPServer):
    """Serves `files` by path from where a request asks; `behave(handler, content, start)` answers.

    `asked` lists (path, Range) of all requests.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.behave, self.asked = {}, whole, []
        self.stopping = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        wanted = self.headers.get("Range")
        self.server.asked.append((self.path, wanted))
        content = self.server.files.get(self.path)
        if content is None:
            self.send_error(404)
        else:
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
            self.server.behave(self, content, start)

    def log_message(self, *args):
        pass


def begin(handler, length, start=0, status=200):
    handler.send_response(status)
    if status == 206:
        handler.send_header("Content-Range", f"bytes {start}-{start + length - 1}/*")
    if length is not None:
        handler.send_header("Content-Length", str(length))
    handler.end_headers()


def whole(handler, content, start):
    if start >= len(content):
        handler.send_error(416)
        return
    begin(handler, len(content) - start, start, 206 if start else 200)
    handler.wfile.write(content[start:])


def cut_off(handler, content, start):
    begin(handler, len(content) - start, start, 206 if start else 200)
    handler.wfile.write(content[start : (start + len(content)) // 2])


def cut_off_without_a_length(handler, content, start):
    begin(handler, None)
    handler.wfile.write(content[: len(content) // 2])


def knows_no_ranges(handler, content, start):
    begin(handler, len(content))
    handler.wfile.write(content)


def another_range(handler, content, start):
    if not start:
        return whole(handler, content, start)
    begin(handler, len(content), 0, 206)
    return handler.wfile.write(content)


def hangs(handler, content, start):
    handler.server.stopping.wait(30)


def hangs_half_way(handler, content, start):
    begin(handler, len(content))
    handler.wfile.write(content[: len(content) // 2])
    handler.wfile.flush()
    handler.server.stopping.wait(30)


def trickles(handler, content, start):
    begin(handler, len(content))
    for number in range(start, len(content)):
        handler.wfile.write(content[number : number + 1])
        if handler.server.stopping.wait(0.02):
            return


def sign_in_page(handler, content, start):
    knows_no_ranges(handler, b"<!doctype html><title>Please sign in</title>", 0)


def altered(handler, content, start):
    whole(handler, content[:-1] + b"x", start)


def endless(handler, content, start):
    begin(handler, None)
    while not handler.server.stopping.is_set():
        handler.wfile.write(bytes(2**18))


@pytest.fixture
def server(monkeypatch):
    """A server that the kit is told to use, with short waits."""
    server = Server()
    monkeypatch.setenv("FASHION_CNN_MIRROR", f"http://127.0.0.1:{server.server_port}/")
    for wait in ("FIRST_ANSWER", "CONNECT", "READ"):
        monkeypatch.setattr(download, wait, 0.5)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.stopping.set()
    server.shutdown()
    thread.join()
    server.server_close()


def serve(server, monkeypatch, constant, content):
    """Serve `content` as one of the published files, and let its digest be Keras's."""
    published = getattr(imagenet, constant)
    md5, least = hashlib.md5(content).hexdigest(), min(published.least, len(content))
    stand_in = dataclasses.replace(published, md5=md5, least=least)
    monkeypatch.setattr(imagenet, constant, stand_in)
    server.files[f"/vgg16/{published.name}"] = content
    return stand_in


@pytest.fixture
def small(server, monkeypatch):
    """A small file in place of the base's weights."""
    content = np.random.default_rng(0).bytes(200_000)
    return serve(server, monkeypatch, "WEIGHTS_NO_TOP", content)


def part_of(published):
    return imagenet.cache() / f"{published.name}.part"


def cached():
    return sorted(path.name for path in imagenet.cache().glob("*"))


def test_a_download_that_broke_off_is_gone_on_with_and_keras_finds_the_file(
    run, server, monkeypatch, base_file
):
    content = base_file.read_bytes()
    published = serve(server, monkeypatch, "WEIGHTS_NO_TOP", content)
    server.behave = cut_off
    code, said, errors = run("filters", "--weights", "imagenet")
    half = len(content) // 2
    assert code == 1
    assert f"{half:,} bytes are kept; the next attempt continues there." in errors
    assert cached() == [f"{published.name}.part"]
    server.behave = whole
    code, said, errors = run("filters", "--weights", "imagenet")
    assert (code, errors) == (0, "")
    assert "The model: VGG16 trained on ImageNet" in said
    assert [wanted for _, wanted in server.asked] == [None, f"bytes={half}-"]
    assert cached() == [published.name]
    kept = keras.utils.get_file(
        published.name,
        "http://127.0.0.1:1/",
        cache_subdir="models",
        cache_dir=str(imagenet.cache().parent),
        file_hash=published.md5,
    )
    assert Path(kept).read_bytes() == content
    # Nothing is asked for again, and a file of one's own is known by its digest.
    assert imagenet.weights(need_top=False) == imagenet.cache() / published.name
    assert len(server.asked) == 2
    assert vgg16.title(weights.inspect(base_file)) == "VGG16 trained on ImageNet"


@pytest.mark.parametrize(
    ("behave", "reason", "left"),
    [
        (cut_off, "closed after 100,000 bytes", 100_000),
        (cut_off_without_a_length, "closed half-way", 100_000),
        (hangs, "no answer in time", None),
        (hangs_half_way, "no more data came after 100,000 bytes", 100_000),
        (trickles, "too slow", ...),
        (sign_in_page, "a web page came", None),
        (altered, "its MD5 differs", None),
        (endless, "sent more than", ...),
    ],
)
def test_a_bad_server_is_named_and_only_a_beginning_is_kept(
    server, small, monkeypatch, behave, reason, left
):
    monkeypatch.setattr(download, "PATIENCE", 0.3)
    server.behave = behave
    with pytest.raises(KitError, match=reason) as caught:
        imagenet.obtain(small)
    assert "127.0.0.1" in str(caught.value)
    assert "Try again" in str(caught.value)
    assert cached() == ([part_of(small).name] if left else [])
    if isinstance(left, int):
        assert part_of(small).stat().st_size == left
    server.behave = whole
    assert imagenet.is_whole(imagenet.obtain(small), small)
    assert cached() == [small.name]


def test_a_missing_file_and_a_wrong_address(run, server, small, monkeypatch):
    server.files.clear()
    code, _, errors = run("filters", "--weights", "imagenet")
    assert (code, "the server answered 404 Not Found" in errors) == (1, True)
    monkeypatch.setenv("FASHION_CNN_MIRROR", "laptop:8000")
    code, _, errors = run("filters", "--weights", "imagenet")
    assert (code, "must start with http://" in errors) == (2, True)


def content_of(server, published):
    return server.files[f"/vgg16/{published.name}"]


@pytest.mark.parametrize("behave", [knows_no_ranges, another_range])
def test_a_server_without_ranges_starts_again(server, small, behave):
    content = content_of(server, small)
    part_of(small).parent.mkdir(parents=True)
    part_of(small).write_bytes(content[:1000])
    server.behave = behave
    assert imagenet.obtain(small).read_bytes() == content


def test_beginnings_that_are_none(server, small):
    """Longer than the file; far too long; of another file; and one that only lacks its name."""
    content = content_of(server, small)
    part_of(small).parent.mkdir(parents=True)
    part_of(small).write_bytes(content + b"more")
    path = imagenet.obtain(small)
    assert path.read_bytes() == content
    path.unlink()
    part_of(small).write_bytes(bytes(2**21))
    path = imagenet.obtain(small)
    assert path.read_bytes() == content
    path.unlink()
    part_of(small).write_bytes(b"other")
    with pytest.raises(KitError, match="its MD5 differs"):
        imagenet.obtain(small)
    assert cached() == []
    part_of(small).write_bytes(content)
    count = len(server.asked)
    assert imagenet.obtain(small).read_bytes() == content
    assert len(server.asked) == count


def test_a_sign_in_page_does_not_cost_what_has_come(server, small):
    part_of(small).parent.mkdir(parents=True)
    part_of(small).write_bytes(content_of(server, small)[:1000])
    server.behave = sign_in_page
    with pytest.raises(KitError, match=r"a web page.*1,000 bytes are kept"):
        imagenet.obtain(small)
    assert part_of(small).stat().st_size == 1000


def test_two_processes_do_not_mix_their_bytes(server, small):
    def behave(handler, content, start):
        begin(handler, len(content) - start, start, 206 if start else 200)
        handler.wfile.write(content[start : start + 1000])
        handler.wfile.flush()
        server.stopping.wait(0.3)  # the first bytes are written
        with open(part_of(small), "ab") as file:
            file.write(b"from another process")
        handler.wfile.write(content[start + 1000 :])

    server.behave = behave
    with pytest.raises(KitError, match="another process is writing"):
        imagenet.obtain(small)
    assert small.name not in cached()


def test_an_altered_file_in_the_cache_is_set_aside(server, small):
    imagenet.cache().mkdir(parents=True)
    (imagenet.cache() / small.name).write_bytes(b"altered")
    said = []
    imagenet.obtain(small, said.append)
    assert "truncated or altered. It is set aside" in said[0]
    assert cached() == [small.name, f"{small.name}.bad"]


# ---------------------------------------------------------------------------------------------
# Views
# ---------------------------------------------------------------------------------------------


def test_the_first_filters_are_shown_in_red_green_and_blue(run, base_file):
    """The two filters that are not zero are red and green; in Keras's order, blue and green."""
    code, said, _ = run("filters", "--weights", base_file, "--out", "out")
    assert code == 0
    assert f"VGG16 with the weights in {base_file.name}" in said
    with Image.open("out/filters-block1_conv1.png") as image:
        assert "in red, green and blue" in image.text["Description"]
        colours = set(map(tuple, np.asarray(image.convert("RGB")).reshape(-1, 3)))
    vivid = {colour for colour in colours if max(colour) - min(colour) > 100}
    assert vivid == {(255, 127, 127), (127, 255, 127)}


def test_a_picture_is_prepared_as_keras_does(picture):
    """The middle third of the stripes is green: (0, 255, 0) less the means of blue, green, red."""
    from fashion_cnn.data import picture_files

    shown = imagenet.square(picture_files.as_array(picture, 3))
    assert shown.shape == (224, 224, 3)
    np.testing.assert_array_equal(shown, np.broadcast_to(np.float32([0, 1, 0]), shown.shape))
    found = imagenet.as_vgg16_takes_it(shown)
    expected = [0 - 103.939, 255 - 116.779, 0 - 123.68]
    np.testing.assert_allclose(found, np.broadcast_to(expected, found.shape), atol=1e-4)
    red = imagenet.as_vgg16_takes_it(np.broadcast_to([1, 0, 0], (2, 2, 3)))
    np.testing.assert_allclose(red[0, 0], [-103.939, -116.779, 255 - 123.68], atol=1e-4)


def test_maps_are_those_of_keras_own_model(base_file):
    its = keras.applications.VGG16(include_top=False, weights=base_file, input_shape=(64, 64, 3))
    stored, x = weights.inspect(base_file), np.random.default_rng(0).normal(0, 60, (64, 64, 3))
    mine = weights.build(stored, "block5_pool", 64)
    for name in ("block1_conv1", "block2_pool", "block5_conv3"):
        expected = keras.Model(its.input, its.get_layer(name).output)(x[None]).numpy()
        found = inside.feature_maps(mine, x, [name])[name]
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-3 * expected.max())
        # A model that ends at the layer has the same maps.
        ended = weights.build(stored, name, 64)
        np.testing.assert_allclose(ended(x[None]), expected, rtol=1e-4, atol=1e-3 * expected.max())


def test_the_maps_of_a_picture_at_hand_name_its_photographer(run, base_file):
    code, said, _ = run("maps", "--layer", "block1_conv1", "--weights", base_file)
    assert code == 0
    assert "All 64 feature maps of the layer block1_conv1" in said
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


def test_noise_and_steps_fit_the_range_of_the_pixels():
    """Without biases, a network's patterns grow with the range of its images."""
    conv = keras.layers.Conv2D(2, 3, activation="relu", name="conv", use_bias=False)
    model = keras.Sequential([keras.Input((12, 12, 3)), conv])
    steps = []
    one = inside.excite(model, "conv", steps=5)
    many = inside.excite(
        model, "conv", steps=5, pixels=(0, 255), report=lambda *done: steps.append(done)
    )
    np.testing.assert_allclose(many.images, 255 * one.images, rtol=1e-3, atol=0.05)
    assert steps[:5] == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


@pytest.mark.parametrize(
    "words", [["classes"], ["attention", "maps"], ["excite", "--layer", "fc2"]]
)
def test_without_a_top_there_are_no_classes(run, base_file, words):
    channel = ["--channel", "0"] if "fc2" in words else []
    code, _, errors = run(*words, *channel, "--weights", base_file)
    assert code == 2
    assert "has no dense layers: its last layer is block5_pool" in errors


@pytest.mark.slow
def test_all_that_a_base_allows_is_drawn(run, base_file, picture):
    code, said, _ = run("--weights", base_file, "--image", picture, "--layer", "block2_conv1")
    assert code == 0
    assert "classes and attention are left out" in said
    assert sorted(path.name for path in Path("vgg16").iterdir()) == [
        f"{view}-block2_conv1.png" for view in ("excite", "filters", "maps")
    ]


@pytest.mark.slow
def test_classes_are_those_of_keras_own_model(run, server, monkeypatch, top_file, picture):
    index = {str(number): [f"n{number:08}", f"name_of_{number}"] for number in range(1000)}
    serve(server, monkeypatch, "CLASS_INDEX", json.dumps(index).encode())
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
    # Without the names there are numbers.
    server.files.clear()
    (imagenet.cache() / imagenet.CLASS_INDEX.name).unlink()
    vgg16.class_names.cache_clear()
    code, said, _ = run("classes", "--weights", top_file, "--image", picture)
    assert (code, "404" in said) == (0, True)
    assert f"class {best[0]}" in said


def test_the_kit_describes_what_keras_builds():
    """The layers before the top, whose 14,714,688 parameters the table has."""
    its = keras.applications.VGG16(include_top=False, weights=None)
    assert its.count_params() == weights.parameters("block5_pool") == 14_714_688
    assert weights.NAMES[: len(weights.BASE)] == weights.BASE
    assert [layer.name for layer in its.layers[1:]] == list(weights.BASE)
    shapes = weights.weight_shapes(zoo.describe("vgg16"))
    assert shapes == {name: [shape, shape[-1:]] for name, shape in WITH_TOP.items()}
