"""The keeper lends a process that has imported a library; whatever fails, the check goes on."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from multiprocessing.connection import Listener
from pathlib import Path

import pytest
from learner import BODY, KERNELS

from fashion_cnn.workshop.checking.finding import RIGHT
from fashion_cnn.workshop.manifest import SOLUTIONS
from fashion_cnn.workshop.process import borrowed, meeting, pool
from fashion_cnn.workshop.process.borrowed import Borrowed, borrow
from fashion_cnn.workshop.process.keeper import Keeper
from fashion_cnn.workshop.process.meeting import Meeting
from fashion_cnn.workshop.process.own import Worker
from fashion_cnn.workshop.process.pool import CAN_FORK, Workers

FORKING = pytest.mark.skipif(not CAN_FORK, reason="processes are copied on Linux only")
PRINTED = "import os\nprint(os.getppid(), os.getcwd(), os.environ.get('MINE'), os.umask(0o22))"
HASTY = replace(KERNELS, seconds=0.8)
# Seconds until something has happened, however busy the machine is.
LIMIT = 240.0


@pytest.fixture(autouse=True)
def place(monkeypatch):
    """A short path, since those of sockets must be; and NumPy instead of Keras."""
    folder = Path(tempfile.mkdtemp(prefix="k"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.delenv("FASHION_CNN_WORKER")
    monkeypatch.setattr(pool, "BORROWED", {"numpy"})
    monkeypatch.setattr(borrowed, "ANSWER", LIMIT)
    yield folder
    shutil.rmtree(folder)


@contextlib.contextmanager
def keeping(fork=CAN_FORK, idle=LIMIT):
    """A Keeper in a thread of this process."""
    made = Keeper("numpy", fork, idle, look=0.05)
    working = threading.Thread(target=made.work)
    working.start()
    try:
        until(lambda: made.is_published() or made.over)
        yield made
    finally:
        made.path.unlink(missing_ok=True)
        working.join(LIMIT)
        assert not working.is_alive()


def until(happened):
    end = time.monotonic() + LIMIT
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def write(folder, body="return kernel.sum()", top=""):
    path = folder / KERNELS.file
    text = (SOLUTIONS / KERNELS.file).read_text(encoding="utf-8")
    new = "".join(f"    {line}\n" for line in body.splitlines())
    path.write_text(top + text.replace(BODY, new), encoding="utf-8")
    return path


def check(path, lesson=KERNELS):
    """Check a file as a command does; returns (Outcome, class of the process)."""
    with Workers(borrow=True) as workers, workers.check(lesson, path, "en") as running:
        return running.outcome(), type(running.worker)


@FORKING
def test_one_process_serves_all_commands_each_in_its_own_folder(tmp_path, monkeypatch):
    path, printed = write(tmp_path, top=f"{PRINTED}\n"), []
    with keeping():
        for number in ("1", "2"):
            (tmp_path / number).mkdir()
            monkeypatch.chdir(tmp_path / number)
            monkeypatch.setenv("MINE", number)
            outcome, kind = check(path)
            assert (outcome.passed, kind) == (True, Borrowed)
            printed.append(outcome.printed.split()[:3])
    assert printed[0][0] == printed[1][0]
    assert [words[1:] for words in printed] == [
        [str(tmp_path / number), number] for number in ("1", "2")
    ]


def test_where_processes_are_not_copied_each_is_used_once(tmp_path):
    path = write(tmp_path, top="import os\nprint(os.getpid())\n")
    with keeping(fork=False):
        found = [check(path) for _ in range(2)]
    assert [(outcome.passed, kind) for outcome, kind in found] == [(True, Borrowed)] * 2
    assert found[0][0].printed != found[1][0].printed


def test_what_a_copy_leaves_in_its_temporary_folder_is_removed(tmp_path):
    top = "import tempfile\nprint(tempfile.mkdtemp())\n"
    with keeping():
        left = check(write(tmp_path, top=top))[0].printed.strip()
    assert left
    assert not Path(left).exists()


@FORKING
@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("while True: pass", "endless"),
        ("import os\nos._exit(0)", "died"),
        ("return np.ones((10**6, 10**6))", "memory"),
    ],
)
def test_the_limits_are_those_of_a_process_of_ones_own(tmp_path, body, key):
    with keeping():
        outcome, kind = check(write(tmp_path, body), HASTY if key == "endless" else KERNELS)
        assert (outcome.findings[0].key, kind) == (key, Borrowed)
        assert [finding.state for finding in outcome.findings[2:]] == [RIGHT] * 3
        assert check(write(tmp_path)) == (outcome_of_right(), Borrowed)


def outcome_of_right():
    """Equal to each Outcome that has passed."""

    class Passed:
        def __eq__(self, other):
            return other.passed

    return Passed()


@FORKING
@pytest.mark.parametrize(
    "mess",
    [
        "os.environ['MINE'] = 'changed'\nos.chdir('/')\nos.umask(0)",
        "np.sum = np.ndarray.sum = np.zeros = builtins.sum = builtins.print = None",
        "threading.Thread(target=time.sleep, args=[999]).start()",
        "if not os.fork(): time.sleep(999)",
        "os.fork()",
        "os.closerange(0, 256)",
        "print('x' * 10**7)\nos.write(1, b'x' * 10**7)\nos.write(2, b'x' * 10**7)",
        "sys.stdout = sys.stderr = None",
        "held = [np.ones(2**27) for _ in range(4)]",
        "sys.modules.pop('numpy')",
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\nsignal.alarm(1)",
        "gc.disable()\nsys.setrecursionlimit(50)",
    ],
)
def test_whatever_a_file_does_to_its_process_the_next_one_is_clean(tmp_path, monkeypatch, mess):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINE", "as it was")
    imports = "import builtins, gc, os, signal, sys, threading, time\nimport numpy as np\n"
    seen = "import os\nprint(os.getppid(), os.getcwd(), os.environ['MINE'], os.umask(0o22))\n"
    with keeping():
        before, _ = check(write(tmp_path, top=seen))
        check(write(tmp_path, top=f"{imports}{mess}\n"))
        after = check(write(tmp_path, top=seen))
    assert after == (outcome_of_right(), Borrowed)
    assert after[0].printed == before.printed


@FORKING
def test_a_process_that_was_killed_is_replaced(tmp_path):
    with keeping():
        killing = "import os\nos.kill(os.getppid(), 9)\nreturn kernel.sum()"
        assert check(write(tmp_path, killing))[0].findings
        assert check(write(tmp_path)) == (outcome_of_right(), Borrowed)


@pytest.mark.parametrize("fork", [False, pytest.param(True, marks=FORKING)])
def test_a_command_that_is_interrupted_ends_its_job(tmp_path, fork):
    patient, started = replace(KERNELS, seconds=3600.0), tmp_path / "started"
    body = f"open({str(started)!r}, 'w').close()\nwhile True: pass"
    with keeping(fork) as kept:
        with (
            contextlib.suppress(KeyboardInterrupt),
            Workers(borrow=True) as workers,
            workers.check(patient, write(tmp_path, body), "en"),
        ):
            until(started.exists)
            raise KeyboardInterrupt
        until(lambda: not kept.lent.locked())
        assert check(write(tmp_path)) == (outcome_of_right(), Borrowed)


def test_whoever_comes_while_it_is_lent_does_without(tmp_path):
    with keeping():
        first = borrow("numpy")
        assert check(write(tmp_path)) == (outcome_of_right(), Worker)
        first.kill()


def test_the_command_starts_a_keeper_where_one_was_killed(tmp_path, monkeypatch):
    started = recorded(monkeypatch)
    path = meeting.folder() / f"{meeting.stamp('numpy')}.json"
    dead = Meeting.invent(path.parent, fork=True)
    Path(dead.address).touch()
    dead.write(path)
    try:
        assert check(write(tmp_path)) == (outcome_of_right(), Borrowed)
        [process] = started
        assert path.stat().st_mode & 0o777 == 0o600
        assert not Path(dead.address).exists()
        # Another one sees that it is not needed.
        assert not Keeper("numpy").is_needed()
    finally:
        for process in started:
            process.returncode = None
            process.terminate()
            process.wait()


def test_a_keeper_of_another_environment_ends_at_once(place, tmp_path, monkeypatch):
    """A relative KERAS_HOME is another folder where the keeper runs."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "keras.json").write_text('{"floatx": "float64"}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KERAS_HOME", "home")
    monkeypatch.setattr(borrowed, "START", 10.0)
    started = recorded(monkeypatch)
    assert check(write(tmp_path)) == (outcome_of_right(), Worker)
    assert len(started) == 1
    assert not list(place.rglob("*.json"))


def test_at_the_end_of_a_login_session_nothing_is_left(tmp_path, monkeypatch):
    """The system ends what runs, politely."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    [keeper] = started_by(lambda: check(write(tmp_path)), monkeypatch)
    assert os.listdir(tmp_path / "temporary")
    keeper.terminate()
    keeper.wait(LIMIT)
    assert not os.listdir(tmp_path / "temporary")


def started_by(do, monkeypatch):
    """Do something; the keepers that were started for it."""
    started = recorded(monkeypatch)
    do()
    for process in started:
        process.returncode = None  # that it has ended is not known yet
    return started


def recorded(monkeypatch):
    """The keepers that are started from now on."""
    started, popen = [], subprocess.Popen

    def start(words, **settings):
        process = popen(words, **settings)
        if "fashion_cnn.workshop.process.keeper" in words:
            started.append(process)
        return process

    monkeypatch.setattr(borrowed.subprocess, "Popen", start)
    return started


@pytest.mark.parametrize("what", ["off", "open to all", "a link", "no folder", "a file", "long"])
def test_without_a_place_to_meet_a_command_does_as_before(what, place, tmp_path, monkeypatch):
    started, inside = recorded(monkeypatch), place / f"fashion-cnn-{os.geteuid()}"
    match what:
        case "off":
            monkeypatch.setenv("FASHION_CNN_WORKER", "0")
        case "open to all":
            inside.mkdir(mode=0o755)
        case "a link":
            inside.symlink_to(tmp_path)
        case "no folder":
            monkeypatch.setenv("XDG_RUNTIME_DIR", str(place / "none"))
        case "a file":
            inside.touch()
        case "long":
            long = place / ("x" * 100)
            long.mkdir()
            monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    assert check(write(tmp_path)) == (outcome_of_right(), Worker)
    assert not started


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"address": 1, "key": 2, "fork": 3}'])
def test_a_damaged_file_is_nobody(content, tmp_path):
    path = tmp_path / "meeting.json"
    path.write_text(content, encoding="utf-8")
    found = borrowed.call("numpy", path)
    assert not found or not found.answer


def test_who_does_not_know_the_key_gets_nothing(tmp_path):
    with keeping() as kept:
        stranger = replace(kept.meeting, key="00" * 32)
        assert not Borrowed("numpy", stranger).answer
        assert check(write(tmp_path)) == (outcome_of_right(), Borrowed)


def test_a_keeper_that_does_not_answer_is_not_waited_for(place, tmp_path, monkeypatch):
    monkeypatch.setattr(borrowed, "ANSWER", 0.2)
    silent = Meeting.invent(place, fork=True)
    with Listener(silent.address):
        assert not Borrowed("numpy", silent).answer


def test_a_keeper_without_jobs_ends_and_leaves_nothing():
    with keeping(idle=0.1) as kept:
        until(lambda: kept.over and not os.listdir(kept.path.parent))


def test_a_keeper_ends_when_another_kit_or_keeper_takes_its_place(monkeypatch):
    with keeping() as kept:
        other = Meeting.invent(kept.path.parent, fork=True)
        other.write(kept.path)
        until(lambda: kept.over and not Path(kept.meeting.address).exists())
        assert Meeting.read(kept.path) == other
    with keeping() as kept:
        monkeypatch.setattr(meeting, "stamp", lambda library: "another")
        until(lambda: kept.over and not kept.path.exists())


@pytest.mark.parametrize(
    ("name", "value"),
    [("KERAS_BACKEND", "jax"), ("TF_ENABLE_ONEDNN_OPTS", "0"), ("PYTHONPATH", "/elsewhere")],
)
def test_what_decides_about_results_decides_about_the_keeper(name, value, monkeypatch):
    before = meeting.stamp("keras")
    monkeypatch.setenv("TERM", "another")
    monkeypatch.setenv("KMP_INIT_AT_FORK", "FALSE")  # as after `import keras`
    assert meeting.stamp("keras") == before
    monkeypatch.setenv(name, value)
    assert meeting.stamp("keras") != before


def test_a_new_file_of_settings_or_of_the_kit_is_noticed(tmp_path, monkeypatch):
    seen = [meeting.stamp("keras")]
    (tmp_path / "keras").mkdir()
    (tmp_path / "keras" / "keras.json").write_text(json.dumps({"floatx": "float64"}))
    seen.append(meeting.stamp("keras"))
    kit = tmp_path / "kit" / "fashion_cnn"
    kit.mkdir(parents=True)
    monkeypatch.setattr(meeting, "KIT", kit.parent)
    seen.append(meeting.stamp("keras"))
    (kit / "new.py").touch()
    seen.append(meeting.stamp("keras"))
    assert len(set(seen)) == 4


@pytest.mark.slow
def test_the_settings_that_keras_writes_at_its_first_import_change_nothing():
    """Or the second check on a new computer would wait for another keeper."""
    file, before = Path(os.environ["KERAS_HOME"], "keras.json"), meeting.stamp("keras")
    assert not file.exists()
    subprocess.run([sys.executable, "-c", "import keras"], check=True, capture_output=True)
    assert file.exists()
    assert meeting.stamp("keras") == before


def test_the_key_is_for_the_user_alone(place):
    assert meeting.folder().stat().st_mode & 0o777 == 0o700
    path = meeting.folder() / "meeting.json"
    Meeting.invent(path.parent, fork=True).write(path)
    assert path.stat().st_mode & 0o777 == 0o600
