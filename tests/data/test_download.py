"""Downloading data sets from a local server that misbehaves in every way a network does."""

import gzip
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from bad_server import (
    cut_off,
    endless,
    hangs,
    hangs_half_way,
    serving,
    sign_in_page,
    start_answer,
    trickles,
    whole,
)
from helpers import as_ordinary_user, idx_bytes, write_idx

from fashion_cnn import data
from fashion_cnn.base import download as network
from fashion_cnn.base.errors import KitError
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


@pytest.mark.parametrize("behave", [whole, says_it_is_gzip])
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


def test_an_address_that_is_none(monkeypatch):
    monkeypatch.setenv("FASHION_CNN_MIRROR", "laptop:8000")
    with pytest.raises(KitError, match=r"FASHION_CNN_MIRROR .* https?://, not 'laptop:8000'"):
        data.load("mnist")


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
