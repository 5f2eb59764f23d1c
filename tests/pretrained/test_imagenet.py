"""What is published for VGG16: addresses as in Keras, downloads that resume, pictures as it takes.

How a request ends that hangs, trickles or is refused is in tests/data/test_download.py.
"""

import dataclasses
import hashlib
import os
import re
from pathlib import Path

import numpy as np
import pytest
from bad_server import cut_off, endless, serving, sign_in_page, start_answer, whole
from PIL import Image

from fashion_cnn.base import language
from fashion_cnn.base.errors import KitError
from fashion_cnn.data import picture_files
from fashion_cnn.pretrained import imagenet

keras = pytest.importorskip("keras")


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


def test_a_picture_is_prepared_as_keras_does(tmp_path):
    """The middle third of the stripes is green: (0, 255, 0) less the means of blue, green, red."""
    stripes = np.repeat(np.eye(3), 100, axis=0) * np.ones((100, 1, 1)) * 255
    Image.fromarray(stripes.astype(np.uint8)).save(tmp_path / "stripes.png")
    shown = imagenet.square(picture_files.as_array(tmp_path / "stripes.png"))
    assert shown.shape == (224, 224, 3)
    np.testing.assert_array_equal(shown, np.broadcast_to(np.float32([0, 1, 0]), shown.shape))
    found = imagenet.as_vgg16_takes_it(shown)
    expected = [0 - 103.939, 255 - 116.779, 0 - 123.68]
    np.testing.assert_allclose(found, np.broadcast_to(expected, found.shape), atol=1e-4)
    red = imagenet.as_vgg16_takes_it(np.broadcast_to([1, 0, 0], (2, 2, 3)))
    np.testing.assert_allclose(red[0, 0], [-103.939, -116.779, 255 - 123.68], atol=1e-4)


# ---------------------------------------------------------------------------------- downloads


def missing(handler, content, start):
    handler.send_error(404)


def cut_off_without_a_length(handler, content, start):
    start_answer(handler)
    handler.wfile.write(content[: len(content) // 2])


def knows_no_ranges(handler, content, start):
    whole(handler, content, 0)


def another_range(handler, content, start):
    start_answer(handler, len(content), min(start, 1))
    handler.wfile.write(content)


def altered(handler, content, start):
    whole(handler, content[:-1] + b"x", start)


@pytest.fixture
def server(monkeypatch):
    """A server that the kit is told to use."""
    with serving({}) as server:
        monkeypatch.setenv("FASHION_CNN_MIRROR", f"{server.address}/")
        yield server


@pytest.fixture
def small(server, monkeypatch):
    """A small file in place of the base's weights, whose digest is taken for Keras's."""
    content = np.random.default_rng(0).bytes(200_000)
    md5 = hashlib.md5(content).hexdigest()
    published = dataclasses.replace(imagenet.WEIGHTS_NO_TOP, md5=md5, least=len(content))
    monkeypatch.setattr(imagenet, "WEIGHTS_NO_TOP", published)
    server.files[f"/vgg16/{published.name}"] = content
    return published


def content_of(server, published):
    return server.files[f"/vgg16/{published.name}"]


def part_of(published):
    """Return where the beginning of a file is kept; its folder is made."""
    imagenet.cache().mkdir(parents=True, exist_ok=True)
    return imagenet.cache() / f"{published.name}.part"


def cached():
    return sorted(path.name for path in imagenet.cache().glob("*"))


def test_a_download_that_broke_off_is_resumed_and_keras_finds_the_file(server, small):
    server.behave = cut_off
    with pytest.raises(KitError, match="100,000 bytes"):
        imagenet.obtain(small)
    server.behave = whole
    path = imagenet.weights(need_top=False)
    assert path.read_bytes() == content_of(server, small)
    assert server.ranges == [None, "bytes=100000-"]
    assert cached() == [small.name]
    assert imagenet.is_published(path)
    kept = keras.utils.get_file(
        small.name,
        "http://127.0.0.1:1/",
        cache_subdir="models",
        cache_dir=str(imagenet.cache().parent),
        file_hash=small.md5,
    )
    assert Path(kept) == path
    # Nothing is asked for again.
    assert imagenet.weights(need_top=False) == path
    assert len(server.ranges) == 2


@pytest.mark.parametrize(
    ("behave", "reason", "left"),
    [
        (missing, "404", None),
        (cut_off_without_a_length, "closed half-way", 100_000),
        (sign_in_page, "received a web page", None),
        (altered, "its MD5 differs", None),
        (endless, "exceeds the limit", ...),
    ],
)
def test_a_bad_server_is_named_and_only_a_beginning_is_kept(server, small, behave, reason, left):
    server.behave = behave
    with pytest.raises(KitError, match=reason) as caught:
        imagenet.obtain(small)
    for part in ("127.0.0.1", "Try again", "FASHION_CNN_MIRROR", str(imagenet.cache())):
        assert part in str(caught.value)
    assert cached() == ([part_of(small).name] if left else [])
    if isinstance(left, int):
        assert part_of(small).stat().st_size == left
    server.behave = whole
    assert imagenet.is_whole(imagenet.obtain(small), small)
    assert cached() == [small.name]


@pytest.mark.parametrize("behave", [knows_no_ranges, another_range])
def test_a_server_without_ranges_starts_again(server, small, behave):
    part_of(small).write_bytes(content_of(server, small)[:1000])
    server.behave = behave
    assert imagenet.obtain(small).read_bytes() == content_of(server, small)


@pytest.mark.parametrize("beginning", ["longer", "far too long", "whole"])
def test_beginnings_that_are_none(server, small, beginning):
    content = content_of(server, small)
    contents = {"longer": content + b"more", "far too long": bytes(2**21), "whole": content}
    part_of(small).write_bytes(contents[beginning])
    assert imagenet.obtain(small).read_bytes() == content
    assert (server.ranges == []) == (beginning == "whole")


def test_the_beginning_of_another_file_is_removed(server, small):
    part_of(small).write_bytes(b"other")
    with pytest.raises(KitError, match="its MD5 differs"):
        imagenet.obtain(small)
    assert cached() == []


def test_a_sign_in_page_does_not_cost_what_was_received(server, small):
    part_of(small).write_bytes(content_of(server, small)[:1000])
    server.behave = sign_in_page
    with pytest.raises(KitError, match=r"a web page.*1,000 bytes"):
        imagenet.obtain(small)
    assert part_of(small).stat().st_size == 1000


def test_two_processes_do_not_mix_their_bytes(server, small):
    def behave(handler, content, start):
        start_answer(handler, len(content) - start, start)
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


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_a_named_pipe_is_not_waited_for(server, small):
    imagenet.cache().mkdir(parents=True)
    for name in (small.name, f"{small.name}.part"):
        os.mkfifo(imagenet.cache() / name)
    assert not imagenet.is_published(imagenet.cache() / small.name)
    assert imagenet.is_whole(imagenet.obtain(small), small)


def test_an_altered_file_in_the_cache_is_set_aside(server, small):
    imagenet.cache().mkdir(parents=True)
    (imagenet.cache() / small.name).write_bytes(b"altered")
    said = []
    imagenet.obtain(small, said.append)
    assert f"{small.name}.bad" in said[0]
    assert cached() == [small.name, f"{small.name}.bad"]


def test_a_download_is_told_in_korean(server, small):
    language.speak("ko")
    said = []
    path = imagenet.obtain(small, said.append)
    [line] = said
    assert line.endswith(f"에서 {small.name} 파일을 {path.parent} 폴더로 내려받습니다")
    path.unlink()
    server.behave = missing
    with pytest.raises(KitError, match=r"파일을 내려받지 못했습니다.*404.*\n다시 시도하거나, "):
        imagenet.obtain(small, said.append)
