"""Downloading data sets from a local server that misbehaves in every way a network does."""

import gzip
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from bad_server import (
    announces,
    bursts_then_trickles,
    cut_off,
    endless,
    goes_in_circles,
    hangs,
    hangs_half_way,
    refuses_with,
    serving,
    sign_in_page,
    start_answer,
    trickles,
    whole,
)
from helpers import as_ordinary_user, idx_bytes, write_idx

from fashion_cnn import data
from fashion_cnn.base import download as network
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.data import download, folders, official

FIRST = official.IDX_GZ_FILES[0]

pytestmark = pytest.mark.usefixtures("few_garments")


def other_images(handler, content, start):
    whole(handler, gzip.compress(idx_bytes(np.zeros((200, 28, 28), np.uint8))), start)


def says_it_is_gzip(handler, content, start):
    start_answer(handler, len(content), Content_Encoding="gzip")
    handler.wfile.write(content)


@pytest.fixture
def server(sets, tmp_path, monkeypatch):
    """A mirror of the small sets, which the kit is told to use."""
    folder = write_idx(tmp_path / "served", sets["fashion_mnist"])
    files = {f"/fashion-mnist/{path.name}": path.read_bytes() for path in folder.iterdir()}
    with serving(files) as server:
        monkeypatch.setenv("FASHION_CNN_MIRROR", server.address)
        yield server


def cached():
    return sorted(path.name for path in folders.keras_cache().rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "behave",
    [whole, says_it_is_gzip, *map(announces, ("\xb2", "-1", "many", "1" * 5000, "\xbd", "0x10"))],
)
def test_a_download_fills_the_cache_with_keras_names(server, sets, behave):
    server.behave = behave
    found = data.load(None)
    assert found.name == "fashion_mnist"
    assert np.array_equal(found.x_train, sets["fashion_mnist"]["x_train"])
    assert "downloaded to" in found.source
    assert cached() == sorted(official.IDX_GZ_FILES)
    count = len(server.requested)
    assert "Keras cache" in data.load("fashion_mnist").source
    assert len(server.requested) == count


@pytest.mark.parametrize(
    ("behave", "reason", "limits"),
    [
        (cut_off, "closed after", {}),
        (hangs, "no answer in time", {"FIRST_ANSWER": 0.3}),
        (hangs_half_way, "no more data came", {"READ": 1}),
        (trickles, "too slow", {"PATIENCE": 0.3}),
        (bursts_then_trickles, "too slow", {"PATIENCE": 0.3}),
        (trickles, "not complete after", {"WHOLE": 0.3}),
        (announces(10**12), "1,000,000,000,000 bytes are announced", {}),
        (refuses_with("\x1b]0;owned\x07\x1b[2J"), r"404 \?\]0;owned\?\?\[2J\.", {}),
        (refuses_with("no " * 20_000), r"404 (no )+no\.{4}", {}),
        (goes_in_circles, "circle", {}),
        (sign_in_page, "web page", {}),
        (other_images, "altered", {}),
        (endless, "exceeds the limit", {"MOST_BYTES": 2**22}),
    ],
)
def test_a_bad_server_is_named_with_the_reason_and_leaves_nothing(
    server, monkeypatch, behave, reason, limits
):
    for name, value in limits.items():
        monkeypatch.setattr(download if hasattr(download, name) else network, name, value)
    server.behave = behave
    with pytest.raises(KitError, match=f"127.0.0.1:.*{reason}"):
        data.load("fashion_mnist", report=pytest.fail)
    assert cached() == []


def test_a_missing_file_is_a_404(server):
    server.files.clear()
    with pytest.raises(KitError, match="404"):
        data.load("fashion_mnist", report=print)


@pytest.mark.parametrize(
    "address",
    [
        *("laptop:8000", "laptop", "ftp://laptop", "file:///home", "//laptop", "http:laptop"),
        *("http://", "http://:8000", "http://[::1", "http://[1]:80", "http://laptop:port"),
        *("http://laptop:99999", "http://laptop:0", "http://a b", "http://a/?q", "http://a/#f"),
        *("http://a:secret/word@laptop", "a:secret@laptop", "ftp://a:secret@b", "a@secret@b"),
        *("http://\x1b[2J", "\u00b2", "x" * 100_000),
    ],
)
def test_an_address_that_is_none_is_a_usage_error(monkeypatch, address):
    """Asked for by name or not: the garments do not stand in for a mistake."""
    monkeypatch.setenv("FASHION_CNN_MIRROR", address)
    for name in ("mnist", None):
        with pytest.raises(UsageError, match=r"FASHION_CNN_MIRROR .* https?://") as caught:
            data.load(name)
        assert str(caught.value).isprintable()
        assert "secret" not in str(caught.value)
        assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "address", ["HTTP://127.0.0.1:1/", " http://[::1]:1", "http://127.0.0.1:1/a/b"]
)
def test_an_unusual_address_is_one(monkeypatch, address):
    monkeypatch.setenv("FASHION_CNN_MIRROR", address)
    with pytest.raises(KitError, match="no connection"):
        data.load("mnist", report=print)


@pytest.mark.parametrize("scheme", ["http", "ftp"])
def test_the_password_of_a_mirror_is_not_printed(server, monkeypatch, capsys, scheme):
    port = server.server_port
    address = f"{scheme}://somebody:s%40cret@127.0.0.1:{port}"
    monkeypatch.setenv("FASHION_CNN_MIRROR", address)
    for behave in (hangs, sign_in_page, refuses_with("No"), goes_in_circles):
        monkeypatch.setattr(network, "FIRST_ANSWER", 0.3)
        monkeypatch.setattr(download, "FIRST_ANSWER", 0.3)
        server.behave = behave
        with pytest.raises(KitError, match=f"127.0.0.1:{port}") as caught:
            data.load("fashion_mnist", report=print)
        assert "cret" not in str(caught.value)
        assert "somebody" not in str(caught.value) + capsys.readouterr().out


def test_the_third_mirror_is_used_when_the_others_fail(server, monkeypatch):
    monkeypatch.delenv("FASHION_CNN_MIRROR")
    known = official.OFFICIAL["fashion_mnist"]
    addresses = ("http://127.0.0.1:1/", f"{server.address}/no/", f"{server.address}/fashion-mnist/")
    mirrors = [official.Mirror(each, official.IDX_GZ_FILES, known.folder) for each in addresses]
    changed = official.OfficialSet(known.title, known.folder, known.digests, mirrors)
    monkeypatch.setitem(official.OFFICIAL, "fashion_mnist", changed)
    said = []
    assert data.load("fashion_mnist", report=said.append).name == "fashion_mnist"
    assert ["no connection" in said[0], "404" in said[1], len(said)] == [True, True, 2]


def test_a_bad_cached_file_is_fetched_again_and_the_good_ones_are_kept(server, sets):
    folder = write_idx(folders.keras_cache() / "fashion-mnist", sets["fashion_mnist"])
    (folder / FIRST).write_bytes(b"<html>")
    good = folder / official.IDX_GZ_FILES[1]
    before = good.stat().st_mtime_ns
    assert data.load("fashion_mnist", report=print).name == "fashion_mnist"
    assert good.stat().st_mtime_ns == before
    assert cached() == sorted([*official.IDX_GZ_FILES, f"{FIRST}.bad"])


def test_a_cache_that_cannot_be_written(server, users_folder, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(users_folder / "keras"))
    users_folder.chmod(0o500)
    with as_ordinary_user():
        with pytest.raises(KitError, match=r"Permission denied.*may write to"):
            data.load("fashion_mnist", report=print)
        assert data.load(None, report=print).name == "garments"


@pytest.mark.parametrize("name", ["fashion_mnist", None])
def test_a_damaged_file_in_a_cache_that_cannot_be_written_is_named(
    server, sets, users_folder, monkeypatch, name
):
    monkeypatch.setenv("KERAS_HOME", str(users_folder))
    folder = write_idx(folders.keras_cache() / "fashion-mnist", sets["fashion_mnist"])
    (folder / FIRST).write_bytes(b"<html>")
    folder.chmod(0o555)
    with as_ordinary_user():
        if name:
            with pytest.raises(KitError) as caught:
                data.load(name, report=print)
            said = str(caught.value)
        else:
            said = data.load(None, report=print).instead_of
    assert f"{folder / FIRST}: a web page" in said
    assert "cannot be replaced there (Permission denied)" in said


def test_what_a_killed_download_left_is_removed(server, tmp_path):
    """And what another process is writing is not."""
    server.behave = hangs_half_way
    program = "from fashion_cnn import data; data.load('fashion_mnist')"
    with subprocess.Popen([sys.executable, "-c", program]) as child:
        server.asked.wait(60)
        cache = folders.keras_cache() / "fashion-mnist"
        while not (left := list(cache.glob(".train-*.gz"))) and child.poll() is None:
            time.sleep(0.01)
        server.behave = whole
        (cache / "train-images-idx3-ubyte.gz").unlink(missing_ok=True)
        assert data.load("fashion_mnist").name == "fashion_mnist"
        assert left[0].exists()
        child.kill()
    (cache / FIRST).unlink()
    assert data.load("fashion_mnist").name == "fashion_mnist"
    assert cached() == sorted(official.IDX_GZ_FILES)


def test_two_at_a_time_fill_one_cache(server, tmp_path):
    """Each checks what it fetched under a name of its own, and one cache is left."""
    both = threading.Barrier(2)

    def wait_for_each_other(handler, content, start):
        if handler.path.endswith(FIRST):
            both.wait(60)
        whole(handler, content, start)

    server.behave = wait_for_each_other
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(data.load, ["fashion_mnist"] * 2))
    assert [each.name for each in found] == ["fashion_mnist"] * 2
    assert server.requested.count(f"/fashion-mnist/{FIRST}") == 2
    assert cached() == sorted(official.IDX_GZ_FILES)


def test_a_hanging_name_lookup_does_not_hang_the_kit(monkeypatch):
    monkeypatch.delenv("FASHION_CNN_MIRROR")
    monkeypatch.setattr(download, "FIRST_ANSWER", 0.3)
    ended = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: ended.wait(60))
    found = data.load(None, report=print)
    assert found.name == "garments"
    assert "no answer in time" in found.instead_of
    ended.set()


def test_the_kit_gives_up_within_ten_seconds():
    """The first answers of all mirrors are awaited together."""
    assert download.FIRST_ANSWER <= 10


def test_the_addresses_are_complete():
    """Every mirror of every set has an https address that ends in a slash, and files."""
    for known in official.OFFICIAL.values():
        assert len(known.mirrors) >= 2
        for mirror in known.mirrors:
            assert mirror.address.startswith("https://")
            assert mirror.address.endswith("/")
            assert mirror.files
