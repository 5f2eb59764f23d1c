"""A pack for this computer, a learner's folder, and a laptop that serves a pack."""

import argparse
import functools
import http.server
import shutil
import sys
import threading
from pathlib import Path

import pytest
from packs import HERE, PYTHON, Handler, run_pack, write_index

from fashion_cnn.pack import install


@pytest.fixture(scope="session")
def index(tmp_path_factory):
    """A folder with a wheel of every package."""
    folder = tmp_path_factory.mktemp("index")
    write_index(folder)
    return folder


@pytest.fixture(scope="session")
def packed(index, tmp_path_factory):
    """A pack for this computer; not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "pack"
    code, said, errors = run_pack(index, folder, "--no-data")
    assert code == 0, said + errors
    packages = len(list(folder.rglob("*.whl")))
    assert f"{HERE}, Python {PYTHON}: {packages} packages" in said
    return folder


@pytest.fixture
def copied(packed, tmp_path):
    """A copy of the pack on a stick, for the test to change."""
    return Path(shutil.copytree(packed, tmp_path / "스틱 1" / "pack"))


@pytest.fixture
def manifest_alone(packed, tmp_path):
    """A folder with the pack's manifest and nothing else, for the test to change."""
    folder = tmp_path / "pack"
    folder.mkdir()
    shutil.copy(packed / "manifest.json", folder)
    return folder


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The learner's folder, where this process is."""
    home = tmp_path / "나의 폴더"
    home.mkdir()
    monkeypatch.chdir(home)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    return home


@pytest.fixture
def install_here(home, monkeypatch, capsys):
    """A function that runs the installer in this process: (exit code, output, errors)."""
    monkeypatch.setattr(sys, "path", sys.path[:])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(install.Served, "tries", 1)
    # What the installer sets for the programs that it starts ends with the test.
    monkeypatch.setenv(install.LANGUAGE_VARIABLE, "")
    monkeypatch.setattr(install, "spoken", {})
    monkeypatch.setattr(argparse, "_", argparse._)
    monkeypatch.setattr(argparse, "ngettext", argparse.ngettext)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["install.py", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            install.leave()
        return ended.value.code, *capsys.readouterr()

    return run


@pytest.fixture
def serve():
    """A function that serves a folder; returns the server."""
    servers = []

    def start(folder):
        handler = functools.partial(Handler, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = False  # so that closing it waits for the answers still under way
        server.requested, server.stopping = [], threading.Event()
        server.behave = lambda handler: False
        server.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stopping.set()
        server.shutdown()
        server.server_close()
