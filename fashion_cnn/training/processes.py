"""Several processes, on one machine or on several, that train one model together with JAX.

Each is the same command in an environment that says which one it is, in the variables of
keras.distribution.initialize:

    KERAS_DISTRIBUTION_JOB_ADDRESSES=10.0.0.1:9000 KERAS_DISTRIBUTION_NUM_PROCESSES=2 \\
    KERAS_DISTRIBUTION_PROCESS_ID=0 KERAS_BACKEND=jax python -m fashion_cnn.train --devices all

`launch(2)` starts two on this machine. docs/many-devices.md has the commands for several machines.
"""

import atexit
import contextlib
import ctypes
import functools
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time

from fashion_cnn.base import backend, rules
from fashion_cnn.base.errors import KitError, UsageError, printable
from fashion_cnn.base.language import tr
from fashion_cnn.training.peers import Place, meet

ADDRESSES, COUNT, NUMBER = (
    f"KERAS_DISTRIBUTION_{name}" for name in ("JOB_ADDRESSES", "NUM_PROCESSES", "PROCESS_ID")
)
WAIT, DEFAULT_WAIT = "FASHION_CNN_WAIT", 60  # seconds
LAUNCHED = "FASHION_CNN_LAUNCHED"  # set in the processes that `launch` starts
LOOPBACK = "127.0.0.1"
MOST = 64  # processes that are started on one machine


class Alone:
    """Stands for Peers in a run of a single process."""

    is_first = True
    place = None

    def agree(self, facts):
        pass


@contextlib.contextmanager
def together(devices, verbose=False):
    """Meet the other processes of this run, if there are any; yield Peers, or Alone.

    `devices` is the option of that name. Only the first process prints. However the block ends,
    the others are told.
    """
    place = read_place(devices)
    if place is None:
        yield Alone()
        return
    peers = meet(place, wait_in_seconds())
    try:
        with contextlib.ExitStack() as entered:
            if not peers.is_first:
                entered.enter_context(silent())
            if not verbose:
                entered.enter_context(only_python_writes_errors())
            try:
                yield peers
            except Exception as error:
                if not isinstance(error, KitError):
                    # If a peer has ended, this process does, too, with better words: Peers.leave.
                    time.sleep(3)
                raise
        peers.finish()
        if not peers.is_first:
            end_at_once(None)
    except BaseException as error:
        end_at_once(error)
        if type(error).__name__ != "JaxRuntimeError":
            raise
        raise KitError(
            "JAX cannot continue ({error}). To try again, start all processes with --resume and "
            "the run's folder.",
            error=printable(error, 200),
        ) from error


@contextlib.contextmanager
def silent():
    """Drop what is printed, even by C++ code, which knows the file descriptor only."""
    sys.stdout.flush()
    with open(os.devnull, "w", encoding="utf-8") as nowhere, backend.keep_descriptor(1):
        os.dup2(nowhere.fileno(), 1)
        with contextlib.redirect_stdout(nowhere):
            yield


@contextlib.contextmanager
def only_python_writes_errors():
    """Drop what C++ code writes to standard error: JAX has a page to say when a peer ends."""
    with (
        open(os.devnull, "wb") as nowhere,
        backend.keep_descriptor(2) as stderr,
        open(stderr, "w", 1, sys.stderr.encoding, sys.stderr.errors, closefd=False) as python,
        contextlib.redirect_stderr(python),
    ):
        os.dup2(nowhere.fileno(), 2)
        yield


def end_at_once(error):
    """Let this process end without JAX's farewell, which needs all peers and fails without them.

    `error` is what it ends with, if anything.
    """
    code = 130 if isinstance(error, KeyboardInterrupt) else getattr(error, "exit_code", 1)
    code = code if error else 0

    def leave():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

    atexit.register(leave)  # registered last, it comes first


def read_place(devices):
    """The Place that the environment gives this process, or None for a run of one process."""
    if int_from_environment(COUNT, at_least=1, default=1) == 1:
        return None
    count = int_from_environment(COUNT, at_least=1)
    if devices != "all":
        raise UsageError(
            "{variable} is {count}: several processes train together with --devices all. "
            "Add the option, or unset the variable.",
            variable=COUNT,
            count=count,
        )
    must_have_jax()
    host, _, port = os.environ.get(ADDRESSES, "").partition(",")[0].rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65535:
        raise UsageError(
            "{variable} must be HOST:PORT of process 0, such as 10.0.0.1:9000, received {value!r}.",
            variable=ADDRESSES,
            value=os.environ.get(ADDRESSES, ""),
        )
    number = int_from_environment(NUMBER, at_least=0, below=count)
    # JAX uses the port itself; processes meet at the next one.
    return Place(number, count, host, int(port) + 1)


def is_launched():
    """Whether `launch` has started this process."""
    return LAUNCHED in os.environ


def int_from_environment(variable, default=None, **bounds):
    text = os.environ.get(variable, default)
    with contextlib.suppress(ValueError, TypeError):
        text = int(text)
    return rules.whole_number(variable, text, **bounds)


def wait_in_seconds():
    text = os.environ.get(WAIT, DEFAULT_WAIT)
    with contextlib.suppress(ValueError):
        text = float(text)
    return rules.real_number(WAIT, text, above=0)


def must_have_jax():
    """Raise UsageError unless Keras runs on JAX: no other backend has several processes here."""
    if os.environ.get("KERAS_BACKEND") != "jax":
        raise UsageError(
            "Several processes train together only with JAX. Set KERAS_BACKEND=jax, or train in "
            "one process."
        )
    if importlib.util.find_spec("jax") is None:
        raise UsageError("KERAS_BACKEND=jax needs the package jax: python -m pip install jax")


def initialise_engine(place, seed, verbose):
    """Connect JAX in all processes, before the first operation of Keras."""
    if place.host == LOOPBACK:
        os.environ.setdefault("JAX_COORDINATOR_BIND_ADDRESS", f"{LOOPBACK}:{place.port - 1}")
    with contextlib.nullcontext() if verbose else backend.quiet():
        keras = backend.import_keras(verbose)
        keep_jax_from_ending_the_process()
        keras.utils.set_random_seed(seed)  # or Keras would have them agree on one
        keras.distribution.initialize(
            f"{place.host}:{place.port - 1}", num_processes=place.count, process_id=place.number
        )


def begin(peers):
    """Return once all processes are about to train: engines wait for each other, but not long."""
    peers.agree({})
    if peers.place:
        peers.has_begun = True
        from jax.experimental import multihost_utils

        with silent():  # Gloo prints who is connected
            multihost_utils.sync_global_devices("begin")


def keep_jax_from_ending_the_process():
    """Let Peers.leave end it: JAX aborts with a page of C++ as soon as a peer ends.

    `jax.distributed.initialize` has no argument for this, only the function that it calls.
    """
    import jax
    from jax._src import distributed

    jax.config.update("jax_enable_recoverability", True)
    # It catches SIGTERM, with which schedulers and `launch` end a process, and goes on training.
    with contextlib.suppress(AttributeError):  # not every JAX has the option
        jax.config.update("jax_enable_preemption_service", False)
    with contextlib.suppress(AttributeError):
        client = distributed._jax.get_distributed_runtime_client
        distributed._jax.get_distributed_runtime_client = functools.partial(
            client, missed_heartbeat_callback=lambda status: None
        )
    # JAX 0.10.2 cannot hand an error to that function, and aborts. Python can wait in between.
    with contextlib.suppress(OSError, AttributeError, TypeError):  # not on Windows
        ctypes.CDLL(None).signal(signal.SIGABRT, before_aborting)


@ctypes.CFUNCTYPE(None, ctypes.c_int)
def before_aborting(number):
    """Leave other threads the time to end the process with better words, such as Peers.leave."""
    time.sleep(10)


# ------------------------------------------------------------------------------- on one machine


def launch(count):
    """Start this command in `count` processes on this machine, to try it; return the exit code.

    They use the processor, unless JAX_PLATFORMS says otherwise: one process can use all GPUs of a
    machine without this.
    """
    count = rules.whole_number(tr("processes"), count, 1, below=MOST + 1)
    os.environ.setdefault("KERAS_BACKEND", "jax")
    must_have_jax()
    shared = {ADDRESSES: f"{LOOPBACK}:{free_port()}", COUNT: str(count), LAUNCHED: "1"}
    # The module's name: `sys.argv[0]` is its file.
    command = [sys.executable, "-m", "fashion_cnn.train", *sys.argv[1:]]
    started = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        for number in range(count):
            environment = {"JAX_PLATFORMS": "cpu", **os.environ, **shared, NUMBER: str(number)}
            # Ctrl-C reaches the first process alone; it says how to continue, the others follow.
            apart = {"start_new_session": True, "stdout": subprocess.DEVNULL} if number else {}
            started.append(subprocess.Popen(command, env=environment, **apart))
        return max(wait(process) for process in started)
    finally:
        signal.signal(signal.SIGTERM, before)
        for process in started:
            process.terminate()


def wait(process):
    """The exit code of a process, also after Ctrl-C, which it handles itself."""
    while True:
        with contextlib.suppress(KeyboardInterrupt):
            return abs(process.wait())


def free_port():
    """A port that is free on this machine, with the next one, which is needed as well."""
    while True:
        with socket.create_server((LOOPBACK, 0)) as one, contextlib.suppress(OSError):
            port = one.getsockname()[1]
            if port < 65535:
                with socket.create_server((LOOPBACK, port + 1)):
                    return port
