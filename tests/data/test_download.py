"""Downloading: from a local server that behaves in every bad way a network has."""

import gzip
import http.server
import socket
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from helpers import as_ordinary_user, idx_bytes, write_idx

from fashion_cnn import data
from fashion_cnn.base.errors import KitError
from fashion_cnn.data import download, folders, official

FIRST = official.IDX_GZ_FILES[0]


class Server(http.server.ThreadingHTTPServer):
    """Serves the files in `files` by path; `behave(handler, content)` sends the answer."""

    daemon_threads = True

    def __init__(self, files):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = files
        self.behave = whole
        self.requested = []
        self.stopping = threading.Event()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requested.append(self.path)
        content = self.server.files.get(self.path)
        if content is None:
            self.send_error(404)
        else:
            self.server.behave(self, content)

    def log_message(self, *args):
        pass


def start_answer(handler, length):
    handler.send_response(200)
    handler.send_header("Content-Length", str(length))
    handler.end_headers()


def whole(handler, content):
    start_answer(handler, len(content))
    handler.wfile.write(content)


def cut_off(handler, content):
    start_answer(handler, len(content))
    handler.wfile.write(content[: len(content) // 2])


def hangs_before(handler, content):
    handler.server.stopping.wait(30)


def hangs_half_way(handler, content):
    start_answer(handler, len(content))
    handler.wfile.write(content[: len(content) // 2])
    handler.wfile.flush()
    handler.server.stopping.wait(30)


def trickles(handler, content):
    start_answer(handler, len(content))
    for value in content:
        handler.wfile.write(bytes([value]))
        handler.wfile.flush()
        if handler.server.stopping.wait(0.02):
            return


def sign_in_page(handler, content):
    whole(handler, b"<!doctype html><title>Please sign in</title>")


def other_bytes(handler, content):
    whole(handler, gzip.compress(idx_bytes(np.zeros((200, 28, 28), np.uint8))))


def endless(handler, content):
    handler.send_response(200)
    handler.end_headers()
    block = bytes(2**20)
    while not handler.server.stopping.is_set():
        handler.wfile.write(block)


def says_it_is_gzip(handler, content):
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


@pytest.fixture
def server(sets, tmp_path, monkeypatch):
    """A mirror of the small sets, and the kit told to use it; short waits."""
    folder = write_idx(tmp_path / "served", sets["fashion_mnist"])
    files = {f"/fashion-mnist/{path.name}": path.read_bytes() for path in folder.iterdir()}
    server = Server(files)
    monkeypatch.setenv("FASHION_CNN_MIRROR", server.address)
    monkeypatch.setattr(download, "FIRST_ANSWER", 1)
    monkeypatch.setattr(download, "CONNECT", 1)
    monkeypatch.setattr(download, "READ", 1)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.stopping.set()
    server.shutdown()
    thread.join()
    server.server_close()


def cached():
    return sorted(path.name for path in folders.keras_cache().rglob("*") if path.is_file())


def test_a_download_fills_the_cache_with_keras_names(server, sets):
    found = data.load("fashion_mnist", report=print)
    assert np.array_equal(found.x_train, sets["fashion_mnist"]["x_train"])
    assert "downloaded to" in found.source
    assert cached() == sorted(official.IDX_GZ_FILES)
    count = len(server.requested)
    assert "Keras cache" in data.load("fashion_mnist").source
    assert len(server.requested) == count


def test_a_server_that_calls_the_file_gzip_encoded_changes_nothing(server):
    server.behave = says_it_is_gzip
    assert data.load("fashion_mnist").name == "fashion_mnist"
    assert cached() == sorted(official.IDX_GZ_FILES)


def test_the_default_takes_the_download_too(server):
    assert data.load(None).name == "fashion_mnist"


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (cut_off, "closed|broke off|truncated"),
        (hangs_before, "no answer in time"),
        (hangs_half_way, "no more data came"),
        (trickles, "too slow"),
        (sign_in_page, "web page"),
        (other_bytes, "altered"),
        (endless, "sent more than"),
    ],
)
def test_a_bad_server_is_named_with_the_reason_and_leaves_nothing(
    server, monkeypatch, behave, reason
):
    monkeypatch.setattr(download, "PATIENCE", 0.3)
    monkeypatch.setattr(download, "MOST_BYTES", 2**22)
    server.behave = behave
    said = []
    with pytest.raises(KitError, match=reason) as caught:
        data.load("fashion_mnist", report=said.append)
    assert "127.0.0.1" in str(caught.value)
    assert "--dataset garments" in str(caught.value)
    assert said == []
    assert cached() == []
    assert data.load(None, report=said.append).name == "garments"


def test_an_address_that_is_none(monkeypatch):
    monkeypatch.setenv("FASHION_CNN_MIRROR", "laptop:8000")
    with pytest.raises(KitError, match="must start with http:// or https://, not 'laptop:8000'"):
        data.load("mnist")


def test_a_missing_file_is_a_404(server):
    server.files.clear()
    with pytest.raises(KitError, match="404"):
        data.load("fashion_mnist", report=print)


def test_the_second_mirror_is_used_when_the_first_fails(server, sets, monkeypatch):
    monkeypatch.delenv("FASHION_CNN_MIRROR")
    known = official.OFFICIAL["fashion_mnist"]
    mirrors = (
        official.Mirror("http://127.0.0.1:1/", official.IDX_GZ_FILES, "fashion-mnist"),
        official.Mirror(f"{server.address}/nothing/", official.IDX_GZ_FILES, "fashion-mnist"),
        official.Mirror(f"{server.address}/fashion-mnist/", official.IDX_GZ_FILES, "fashion-mnist"),
    )
    third = official.OfficialSet(known.title, known.folder, known.digests, mirrors)
    monkeypatch.setitem(official.OFFICIAL, "fashion_mnist", third)
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


def test_two_processes_fill_one_cache(server, tmp_path):
    """Both start at the same time, each checks what it fetched, and one cache is left."""
    program = (
        "import sys; from pathlib import Path; from fashion_cnn.data import download\n"
        "def check(path, name):\n"
        "    if path.stat().st_size != int(sys.argv[2 + names.index(name)]):\n"
        "        raise download.DownloadError('another size')\n"
        "names = list(download.IDX_GZ_FILES)\n"
        "download.download('fashion_mnist', Path(sys.argv[1]), check, print)\n"
    )
    sizes = [str(len(server.files[f"/fashion-mnist/{name}"])) for name in official.IDX_GZ_FILES]
    command = [sys.executable, "-c", program, str(folders.keras_cache()), *sizes]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert cached() == sorted(official.IDX_GZ_FILES)
    assert "Keras cache" in data.load("fashion_mnist").source


def test_a_hanging_name_lookup_does_not_hang_the_kit(monkeypatch):
    """With the real waiting times: the fallback must be reached within ten seconds."""
    small_garments = data.garments.draw(20, 10)
    monkeypatch.delenv("FASHION_CNN_MIRROR")
    end = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: end.wait(60))
    monkeypatch.setattr(data.garments, "draw", lambda: small_garments)
    started = time.monotonic()
    found = data.load(None, report=print)
    assert time.monotonic() - started < 10
    assert found.name == "garments"
    assert "no answer in time" in found.instead_of
    end.set()


def test_the_addresses_are_complete():
    """Every mirror of every set has an https address that ends in a slash, and files."""
    for known in official.OFFICIAL.values():
        assert len(known.mirrors) >= 2
        for mirror in known.mirrors:
            assert mirror.address.startswith("https://")
            assert mirror.address.endswith("/")
            assert mirror.files
