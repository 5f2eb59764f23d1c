"""Which process of several this is: the environment, and what is wrong with it."""

import os
import signal
import subprocess
import sys
import time

import pytest

from fashion_cnn import train
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.training import processes
from fashion_cnn.training.peers import Place

GOOD = {
    "KERAS_BACKEND": "jax",
    processes.ADDRESSES: "10.0.0.1:9000",
    processes.COUNT: "4",
    processes.NUMBER: "2",
}


@pytest.fixture
def environment(monkeypatch):
    """Set the variables of a process, with changes; JAX seems to be installed."""
    monkeypatch.setattr(processes.importlib.util, "find_spec", lambda name: name)

    def set_all(**changes):
        for name in (*GOOD, processes.WAIT):
            monkeypatch.delenv(name, raising=False)
        for name, text in (GOOD | changes).items():
            if text is not None:
                monkeypatch.setenv(name, text)

    return set_all


def test_without_variables_a_run_has_one_process(environment):
    environment(**dict.fromkeys(GOOD))
    assert processes.read_place("one") is None
    assert processes.read_place("all") is None
    environment(**{processes.COUNT: "1"})
    assert processes.read_place("all") is None


def test_processes_meet_next_to_the_port_of_jax(environment):
    environment()
    assert processes.read_place("all") == Place(2, 4, "10.0.0.1", 9001)
    environment(**{processes.ADDRESSES: "first:9000,second:9000,third:1,fourth:2"})
    assert processes.read_place("all").address == "first:9001"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({processes.ADDRESSES: None}, "HOST:PORT of process 0.*received ''"),
        ({processes.ADDRESSES: "10.0.0.1"}, "HOST:PORT.*'10.0.0.1'"),
        ({processes.ADDRESSES: "first:65535"}, "HOST:PORT"),
        ({processes.COUNT: "two"}, "NUM_PROCESSES must be a whole number of at least 1.*'two'"),
        ({processes.NUMBER: None}, "PROCESS_ID must be a whole number of at least 0"),
        ({processes.NUMBER: "4"}, "PROCESS_ID must be a whole number of less than 4"),
        ({"KERAS_BACKEND": "torch"}, "only with JAX"),
        ({"KERAS_BACKEND": None}, "only with JAX"),
    ],
)
def test_a_wrong_environment_is_named(environment, changes, words):
    environment(**changes)
    with pytest.raises(UsageError, match=words):
        processes.read_place("all")


def test_several_processes_need_all_devices(environment):
    environment()
    with pytest.raises(UsageError, match=r"NUM_PROCESSES is 4: .*--devices all"):
        processes.read_place("one")


def test_several_processes_need_jax(environment, monkeypatch):
    environment()
    monkeypatch.setattr(processes.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match="pip install jax"):
        processes.read_place("all")


def test_how_long_to_wait(environment):
    environment()
    assert processes.wait_in_seconds() == 60
    environment(**{processes.WAIT: "2.5"})
    assert processes.wait_in_seconds() == 2.5
    environment(**{processes.WAIT: "soon"})
    with pytest.raises(UsageError, match=r"FASHION_CNN_WAIT must be a number.*'soon'"):
        processes.wait_in_seconds()


def test_an_absent_process_ends_the_command_before_anything_is_written(environment, tmp_path):
    """Keras is not even imported."""
    environment(
        **{
            processes.ADDRESSES: f"127.0.0.1:{processes.free_port()}",
            processes.NUMBER: "0",
            processes.WAIT: "0.5",
        }
    )
    program = """if True:
        import importlib.util, sys
        importlib.util.find_spec = lambda name: name
        from fashion_cnn.train import main
        from fashion_cnn.base.commandline import execute
        try:
            execute(main)
        finally:
            assert "keras" not in sys.modules"""
    options = ["--dataset", "digits", "--devices", "all", "--run-dir", str(tmp_path / "run")]
    done = subprocess.run([sys.executable, "-c", program, *options], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "these have not answered" in done.stderr
    assert "within 0.5 s: 1, 2, 3." in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.glob("run*")) == []


def test_an_error_of_jax_is_no_traceback(environment, monkeypatch):
    """It is what a process sees first if a peer ends in the middle of an update."""

    class JaxRuntimeError(RuntimeError):
        pass

    class Peers:
        is_first = True

    environment()
    monkeypatch.setattr(processes, "meet", lambda place, seconds: Peers())
    monkeypatch.setattr(processes, "end_at_once", lambda error: None)
    monkeypatch.setattr(processes.time, "sleep", lambda seconds: None)
    with (
        pytest.raises(KitError, match=r"JAX cannot continue \(closed by peer\).*--resume"),
        processes.together("all"),
    ):
        raise JaxRuntimeError("closed\nby peer")


def test_the_launcher_starts_the_command_whatever_the_shell_has(environment, monkeypatch):
    """Somebody may have set the variables for several machines before."""
    environment()
    started = []

    class Popen:
        def __init__(self, command, env, **how):
            started.append((command, env))

        def wait(self):
            return 0

        def terminate(self):
            pass

    monkeypatch.setattr(processes.subprocess, "Popen", Popen)
    monkeypatch.setattr(sys, "argv", ["train", "--processes", "2", "--dataset", "digits"])
    assert train.main() == 0
    assert [command[1:] for command, _ in started] == [
        ["-m", "fashion_cnn.train", *sys.argv[1:]]
    ] * 2
    for number, (_, variables) in enumerate(started):
        for name, text in variables.items():
            monkeypatch.setenv(name, text)
        place = processes.read_place("all")
        assert (place.number, place.count, place.host) == (number, 2, "127.0.0.1")
        assert processes.is_launched()


def test_a_mistake_is_told_before_any_process_starts(environment, monkeypatch):
    monkeypatch.setattr(processes, "launch", lambda count: pytest.fail("started"))
    monkeypatch.setattr(sys, "argv", ["train", "--processes", "3", "--epochs", "0"])
    with pytest.raises(UsageError, match="epochs"):
        train.main()


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
def test_who_ends_the_launcher_ends_its_processes(environment, monkeypatch):
    environment()
    ended = []

    class Popen:
        def __init__(self, command, **how):
            pass

        def wait(self):
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(1)

        def terminate(self):
            ended.append(self)

    monkeypatch.setattr(processes.subprocess, "Popen", Popen)
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as caught:
        processes.launch(2)
    assert (caught.value.code, len(ended)) == (143, 2)
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("count", [0, 65, "many"])
def test_the_launcher_starts_a_sensible_number(count):
    with pytest.raises(UsageError, match="processes must be a whole number"):
        processes.launch(count)
