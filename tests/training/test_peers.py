"""Processes that meet, compare facts and part; and what happens when one is absent or ends."""

import contextlib
import json
import socket
import struct
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from fashion_cnn.base.errors import KitError
from fashion_cnn.training import peers
from fashion_cnn.training.peers import Peers, Place, meet
from fashion_cnn.training.processes import free_port

# Meets as process sys.argv[1], prints "met", then does what the test says.
PROGRAM = """
import sys, time
from fashion_cnn.training.peers import Place, meet
number, count, port = map(int, sys.argv[1:4])
peers = meet(Place(number, count, "127.0.0.1", port), 60)
peers.last_words = lambda: f"last words of {number}"
peers.has_begun = True
print("met", flush=True)
"""


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def start(port):
    """Start processes that meet and then run `then`; whatever is left of them is killed."""
    started = []

    def start(count, then="time.sleep(600)"):
        for number in range(count):
            command = [sys.executable, "-c", PROGRAM + then, str(number), str(count), str(port)]
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            started.append(process)
        return list(started)

    yield start
    for process in started:
        process.kill()
        process.communicate()


def in_threads(*functions):
    """Run functions at the same time; what each returned or raised."""
    with ThreadPoolExecutor(len(functions)) as pool:
        return [
            future.exception() or future.result()
            for future in [pool.submit(function) for function in functions]
        ]


def lines(port, count, numbers, seconds=20):
    """What `gather` and `join` come to in each process, without watching each other."""

    def one(number):
        place = Place(number, count, "127.0.0.1", port)
        return (peers.gather if number == 0 else peers.join)(place, seconds)

    return in_threads(*[lambda number=number: one(number) for number in numbers])


def close(sockets):
    for each in sockets:
        for line in each.values():
            line.close()


def test_all_processes_meet_whoever_comes_first(port):
    found = lines(port, 3, [2, 0, 1])
    assert [sorted(each) for each in found] == [[0], [1, 2], [0]]
    close(found)


def test_absent_processes_are_named_to_all_that_are_there(port):
    found = lines(port, 4, [0, 2], seconds=1)
    for error in found:
        assert isinstance(error, KitError)
        assert f"Of the processes 0 to 3, these have not answered at 127.0.0.1:{port}" in str(error)
        assert "within 1 s: 1, 3." in str(error)
        assert "FASHION_CNN_WAIT" in str(error)


def test_an_absent_first_process_is_named(port):
    (error,) = lines(port, 2, [1], seconds=0.5)
    assert "within 0.5 s: 0." in str(error)


def test_two_processes_with_one_number_are_refused(port):
    errors = lines(port, 3, [0, 1, 1])
    assert all("A process has come as 1 of 3 processes" in str(error) for error in errors[:1])
    assert any("Process 0 refuses" in str(error) for error in errors[1:])


def test_strangers_are_ignored(port):
    def knock():
        for words in (b"GET / HTTP/1.1\r\n\r\n", b'["process"]\n', b'{"process": "x"}\n'):
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:
                try:
                    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                        line.sendall(words)
                        with contextlib.suppress(ConnectionResetError):  # closed, not read
                            line.recv(1)
                    break
                except ConnectionRefusedError:
                    time.sleep(0.05)

    host = threading.Thread(target=lambda: results.extend(lines(port, 2, [0])))
    results = []
    host.start()
    knock()
    results.extend(lines(port, 2, [1]))
    host.join()
    assert sorted(sorted(each) for each in results) == [[0], [1]]
    close(results)


def test_what_follows_the_first_message_is_not_lost():
    """Process 0 may say that it has finished right after it has let the others go."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b'{"go": true}\n{"done": true}\n')
        theirs.shutdown(socket.SHUT_WR)
        assert peers.first_message(ours) == {"go": True}
        assert list(peers.messages(ours)) == [{"done": True}]


def test_a_process_that_goes_before_the_last_one_comes_stops_nobody(port):
    """Who listens notices later that it is gone."""

    def come_and_go():
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with contextlib.suppress(ConnectionRefusedError):
                line = socket.create_connection(("127.0.0.1", port))
                peers.send(line, {"process": 1, "count": 3})
                reset_at_once = struct.pack("ii", 1, 0)
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset_at_once)
                line.close()
                return
            time.sleep(0.05)

    first = threading.Thread(target=lambda: results.extend(lines(port, 3, [0])))
    results = []
    first.start()
    come_and_go()
    time.sleep(0.5)
    results.extend(lines(port, 3, [2]))
    first.join()
    assert sorted(sorted(each) for each in results) == [[0], [1, 2]]
    close(results)


def test_a_port_in_use_is_an_error_of_the_first_process(port):
    with socket.create_server(("127.0.0.1", port)):
        (error,) = lines(port, 2, [0])
    assert f"cannot listen at 127.0.0.1:{port}" in str(error)


def agreed(port, *facts):
    """Let processes that meet compare their facts: what `agree` returns or raises in each."""
    count = len(facts)
    all_peers = in_threads(
        *[lambda n=n: meet(Place(n, count, "127.0.0.1", port), 20) for n in range(count)]
    )
    results = in_threads(*[lambda n=n: all_peers[n].agree(facts[n]) for n in range(count)])

    def end(each):
        each.finish()
        if not each.is_first:  # as if its process ended
            each.lines[0].shutdown(socket.SHUT_RDWR)
            close([each.lines])

    in_threads(*[lambda each=each: end(each) for each in all_peers])
    return results


def test_processes_with_the_same_facts_agree(port):
    assert agreed(port, *[{"data set": "digits 12ab", "JAX": "0.10"}] * 3) == [None] * 3


def test_a_process_with_other_facts_is_named_to_all(port):
    own = {"data set": "digits 12ab", "JAX": "0.10"}
    for error in agreed(port, own, own, own | {"data set": "digits 34cd"}):
        assert "Process 2 has another data set than process 0" in str(error)
        assert "digits 34cd instead of digits 12ab" in str(error)


def test_a_process_with_fewer_facts_is_from_another_version():
    with pytest.raises(KitError, match=r"another JAX than process 0: \? instead of 0\.10"):
        peers.compare(1, [], {"JAX": "0.10"})


def test_processes_that_finish_part_without_a_word(start):
    for process in start(3, "peers.finish()"):
        assert process.communicate(timeout=120) == ("met\n", "")
        assert process.returncode == 0


@pytest.mark.parametrize("killed", [0, 2])
def test_a_process_that_is_killed_ends_all_others_within_seconds(start, killed):
    processes = start(3)
    for process in processes:
        assert process.stdout.readline() == "met\n"
    processes[killed].kill()
    began = time.monotonic()
    for number, process in enumerate(processes):
        if number != killed:
            _, error = process.communicate(timeout=60)
            first, last = error.splitlines()
            assert first.startswith(f"Process {killed} (of 0 to 2) has ended")
            assert "--resume" in first
            assert last == f"last words of {number}"
            assert process.returncode == 1
    assert time.monotonic() - began < 10


def test_before_the_run_there_is_nothing_to_resume(start):
    first, second = start(2, "peers.has_begun = False; print(0, flush=True); time.sleep(600)")
    for process in (first, second):
        assert [process.stdout.readline() for _ in range(2)] == ["met\n", "0\n"]
    second.kill()
    _, error = first.communicate(timeout=60)
    assert error.splitlines() == [
        "Process 1 (of 0 to 1) has ended, so this process ends, too.",
        "last words of 0",
    ]


def test_a_process_that_falls_silent_has_ended(start, monkeypatch):
    """Its machine has lost power, or its cable: nothing closes the connection."""
    one, other = socket.socketpair()
    place = Place(0, 2, "127.0.0.1", 1)
    left = threading.Event()
    monkeypatch.setattr(peers, "SILENCE", 0.2)
    monkeypatch.setattr(Peers, "leave", lambda self, number: left.set())
    Peers(place, {1: one})
    assert left.wait(10)
    one.close()
    other.close()


def test_a_message_of_several_packets_is_read_whole():
    one, other = socket.socketpair()
    with one, other:
        text = json.dumps({"facts": ["é" * 1000]}).encode() + b'\n{"beat": true}\n'
        sender = threading.Thread(target=lambda: (other.sendall(text), other.close()))
        sender.start()
        assert list(peers.messages(one)) == [{"facts": ["é" * 1000]}, {"beat": True}]
        sender.join()
