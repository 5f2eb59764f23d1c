"""The command `room`: what it prints, opening again, deleting."""

import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock
from served import Asking, entry

from fashion_cnn.base.errors import UsageError
from fashion_cnn.workshop.room import address, opening

COMMAND = [sys.executable, "-u", "-m", "fashion_cnn.workshop", "room"]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)


@pytest.fixture
def served(monkeypatch):
    """What the command would have served, without serving it."""
    pytest.importorskip("uvicorn", reason="pip install -e '.[room]' has uvicorn")
    found = []
    name = "fashion_cnn.workshop.room.server.serve"
    monkeypatch.setattr(name, lambda app, socket, _: found.append(app.state.room) or socket.close())
    return found


def test_it_says_what_to_write_on_the_board(tmp_path, run, served):
    said = run(tmp_path, "room", "--title", "Monday")
    (room,) = served
    assert f"address   {room.address}" in said
    assert f"code      {room.code}" in said
    assert f"start my-workshop --room {room.address}" in said
    assert f"{room.address}/watch/{room.secret}" in said
    assert "add --lan" in said
    assert set(room.code) <= set(address.LETTERS)
    assert len(room.code) == 6


def test_it_speaks_korean(tmp_path, run, served):
    said = run(tmp_path, "room", "--lang", "ko")
    assert "실습실을 열었습니다: 워크숍" in said
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+ [a-z]+", said)
    assert served[0].language == "ko"


def test_the_same_command_opens_the_same_room(tmp_path, run, served):
    for _ in range(2):
        run(tmp_path, "room", "--title", "월요일 / Monday")
    first, second = served
    assert (first.code, first.secret, first.address) == (second.code, second.secret, second.address)
    assert (second.title, second.store.path.parent) == ("월요일 / Monday", opening.rooms_folder())


def test_another_file_is_another_room(tmp_path, run, served):
    for name in ("a.sqlite", "b.sqlite"):
        run(tmp_path, "room", "--file", name)
    assert served[0].code != served[1].code


def test_forget_deletes_one_room_and_nothing_else(tmp_path, run, served):
    for name in ("a.sqlite", "b.sqlite"):
        run(tmp_path, "room", "--file", name)
    assert "Nothing of this room is left" in run(tmp_path, "room", "--forget", "--file", "a.sqlite")
    left = {path.name for path in tmp_path.iterdir()}
    assert "b.sqlite" in left
    assert not any(name.startswith("a.sqlite") for name in left)
    said = run(tmp_path, "room", "--forget", "--file", "a.sqlite", code=1)
    assert "There is no room in a.sqlite" in said


def test_it_deletes_no_file_that_is_not_a_rooms(tmp_path, run, served):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    sqlite3.connect(tmp_path / "other.sqlite").execute("CREATE TABLE settings (a)").close()
    for name in ("notes.txt", "other.sqlite"):
        for words in ([], ["--forget"]):
            said = run(tmp_path, "room", "--file", name, *words, code=2)
            assert f"{name} is not the file of a room" in said
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_room_that_is_open_is_neither_opened_nor_deleted(tmp_path, run, served):
    run(tmp_path, "room", "--file", "a.sqlite")
    with FileLock(tmp_path / "a.sqlite.lock"):
        for words in ([], ["--forget"]):
            said = run(tmp_path, "room", "--file", "a.sqlite", *words, code=2)
            assert "open in another window" in said


def test_a_port_that_is_taken_is_named(tmp_path, run, served):
    with address.listen("127.0.0.1", [0]) as taken:
        port = taken.getsockname()[1]
        said = run(tmp_path, "room", "--port", port, code=2)
    assert f"port {port}" in said


def test_a_new_room_takes_the_next_free_port():
    with address.listen("127.0.0.1", [0]) as taken:
        port = taken.getsockname()[1]
        with address.listen("127.0.0.1", [port, 0]) as other:
            assert other.getsockname()[1] != port


def test_what_is_not_installed_is_named(tmp_path, run, monkeypatch):
    monkeypatch.setattr(opening.importlib.util, "find_spec", lambda name: None)
    said = run(tmp_path, "room", code=2)
    assert 'python -m pip install -e ".[room]"' in said


def test_lan_needs_a_network(monkeypatch):
    monkeypatch.setattr(address, "lan_addresses", lambda: ["192.168.137.1", "10.0.0.2"])
    assert address.chosen_host("") == "192.168.137.1"
    assert address.chosen_host("10.0.0.2") == "10.0.0.2"
    assert address.chosen_host(None) == "127.0.0.1"
    monkeypatch.setattr(address, "lan_addresses", list)
    with pytest.raises(UsageError, match="in no network"):
        address.chosen_host("")


@pytest.mark.parametrize("named", ["export", "192.168.0", "::1"])
def test_what_is_no_address_is_not_taken_for_one(tmp_path, run, served, named):
    said = run(tmp_path, "room", "--lan", named, code=2)
    assert f"such as 192.168.0.5, not '{named}'" in said
    assert served == []


def test_a_room_that_is_closed_says_how_to_export_it(tmp_path, run, served):
    assert "room export\n" in run(tmp_path, "room")
    said = run(tmp_path, "room", "--file", "my room.sqlite")
    assert said.index("The room is closed") < said.index("room export 'my room.sqlite'")


def test_a_qr_code_has_rows_of_zeros_and_ones():
    pytest.importorskip("segno", reason="pip install -e '.[room]' has segno")
    rows = address.qr_rows("http://192.168.0.5:8765")
    assert {len(row) for row in rows} == {len(rows)}
    assert {cell for row in rows for cell in row} == {0, 1}


# ------------------------------------------------------------------------- the real process


class Process:
    """The command in a process of its own."""

    def __init__(self, folder):
        self.said = folder / "said.txt"
        command = [*COMMAND, "--file", str(folder / "room.sqlite")]
        with self.said.open("w") as out:
            self.process = subprocess.Popen(command, stdout=out)
        while "Ctrl-C" not in self.text():
            assert self.process.poll() is None, self.text()
            time.sleep(0.05)
        self.port = int(re.search(r":(\d+)/watch/", self.text())[1])
        self.code = re.search(r"code +(\w{6})", self.text())[1]
        self.secret = re.search(r"/watch/(\S+)", self.text())[1]

    def text(self):
        return self.said.read_text(encoding="utf-8")

    def end(self, how):
        self.process.send_signal(how)
        return self.process.wait(20)


def test_after_a_kill_everything_acknowledged_is_there(tmp_path):
    first = Process(tmp_path)
    room = Asking(first.port)
    mina = room.join("Mina", first.code)[1]
    sent = [entry() for _ in range(20)]
    acknowledged = [each["id"] for each in sent if room.send(mina, each)[0] == 200]
    first.end(signal.SIGKILL)
    second = Process(tmp_path)
    assert (second.port, second.code) == (first.port, first.code)
    assert room.send(mina, *sent, entry(state="right", mistake=""))[0] == 200
    with sqlite3.connect(tmp_path / "room.sqlite") as file:
        stored = [row[0] for row in file.execute("SELECT id FROM events")]
    assert len(acknowledged) == 20
    assert set(acknowledged) <= set(stored)
    assert len(stored) == 21
    assert second.end(signal.SIGINT) == 0
    assert "The room is closed" in second.text()
