"""A pack of the real packages, installed in a room without a network."""

import http.server
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packs import Handler, can_be_tested, command_of, learners_environment

from fashion_cnn.base.paths import KIT
from fashion_cnn.pack import install

USERS_DATA = os.environ.get("FASHION_CNN_DATA")  # read before a fixture hides it

pytestmark = can_be_tested

# Runs in a network namespace of its own, if possible, with nothing in it but this process and what
# it starts: the instructor's server and the learner's commands.
ROOM = """
import socket, struct, subprocess, sys, time
folder, home, alone, port, *commands = sys.argv[1:]
if alone == "alone":
    import fcntl
    with socket.socket() as any_socket:  # raise the loopback interface
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 0x41))
    with socket.socket() as probe:
        assert probe.connect_ex(("1.1.1.1", 443)), "the world can be reached"
server = subprocess.Popen(
    [sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1", "--directory", folder],
    stderr=subprocess.DEVNULL,
)
try:
    while socket.socket().connect_ex(("127.0.0.1", int(port))):
        time.sleep(0.1)
    for command in commands:
        begun = time.monotonic()
        code = subprocess.call(command, shell=True, cwd=home)
        print(f"exit code {code} after {time.monotonic() - begun:.0f} s: {command}", flush=True)
        if code:
            sys.exit(code)
finally:
    server.kill()
"""


def network_of_its_own():
    """The words that start a command in an empty network; none if that is impossible."""
    words = ["unshare", "--map-root-user", "--net"]
    found = shutil.which("unshare") and subprocess.run([*words, "true"], capture_output=True)
    return words if found and found.returncode == 0 else []


def in_ci():
    """Whether no test may be skipped: the variable of CI services, or .ci/run's Python."""
    return bool(os.environ.get("CI")) or Path(sys.prefix).name == ".ci-env"


def free_port():
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        return server.server_port


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the command for Windows calls py")
def test_the_real_packages_in_a_room_without_a_network(tmp_path):
    words = ["--data-dir", USERS_DATA] if USERS_DATA else ["--no-data"]
    home = tmp_path / "나의 폴더"
    home.mkdir()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "fashion_cnn.pack", tmp_path / "pack", *words],
            env=os.environ | {"PYTHONPATH": str(KIT)},
            capture_output=True,
            encoding="utf-8",
        )
        if done.returncode and "could not be reached" in done.stdout and not in_ci():
            pytest.skip("no package index can be reached to make a pack from")
        assert done.returncode == 0, done.stdout + done.stderr
        start, port = network_of_its_own(), str(free_port())
        python = f'"{home / install.NEW_FOLDER}/.venv/bin/python" -m'
        done = subprocess.run(
            [
                *[*start, sys.executable, "-c", ROOM, tmp_path / "pack", home],
                *["alone" if start else "proxies", port],
                command_of(tmp_path / "pack" / "README.txt", f"http://127.0.0.1:{port}"),
                f"{python} fashion_cnn.train --dataset digits --limit 200 --epochs 1",
            ],
            env=learners_environment(home),
            capture_output=True,
            encoding="utf-8",
        )
        print(f"Without a network: {start or 'dead proxies'}", done.stdout)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "This machine is ready for the workshop." in done.stdout
        assert ("Fashion-MNIST is complete, in" in done.stdout) == bool(USERS_DATA)
        assert "accuracy" in done.stdout
    finally:
        shutil.rmtree(home)
        shutil.rmtree(tmp_path / "pack", ignore_errors=True)
