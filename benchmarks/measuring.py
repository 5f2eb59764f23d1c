"""What the benchmarks of speed share: fresh processes, their clock, and sections of a document."""

import contextlib
import json
import os
import platform
import re
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

# The moment at which the process was started, in seconds since 1970: handed to it by `fresh`.
STARTED = "BENCHMARK_STARTED"
# Variables with which somebody may have changed how fast the libraries are.
TUNING = re.compile(r"(TF|XLA|OMP|MKL|KMP|ONEDNN|DNNL|OPENBLAS|MALLOC|KERAS)_")
PACKAGES = ("tensorflow", "keras", "jax", "torch", "numpy")


def fresh(module, *words, python=sys.executable, **environment):
    """Run `python -m module words` in a new process; return the dictionary that it reports."""
    return json.loads(printed(module, *words, python=python, **environment).splitlines()[-1])


def printed(module, *words, python=sys.executable, **environment):
    """Run `python -m module words` in a new process; return what it prints.

    The process has none of the variables in TUNING but those given. RuntimeError with its last
    lines if it fails.
    """
    kept = {name: value for name, value in os.environ.items() if not TUNING.match(name)}
    kept |= environment | {STARTED: repr(time.time())}
    command = [python, "-m", module, *map(str, words)]
    done = subprocess.run(command, env=kept, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}:\n{done.stderr[-2000:]}")
    return done.stdout


def report(**measured):
    """Print what `fresh` returns: the last line of a process, with its peak of memory."""
    print(json.dumps(measured | {"peak": peak_memory(), "whole": since_start()}), flush=True)


def since_start():
    """Seconds since `fresh` started this process."""
    return time.time() - float(os.environ[STARTED])


def peak_memory():
    """The most memory that this process has had, in bytes (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])


class Clock:
    """When a process has finished its first batch and each epoch."""

    def __init__(self):
        self.first_batch = None
        self.ends = []

    def batch(self):
        self.first_batch = self.first_batch or since_start()

    def epoch(self):
        self.ends.append((time.process_time(), time.perf_counter()))

    def measured(self, images):
        """Images per second of all epochs but the first, which compiles: for `report`."""
        epochs = len(self.ends) - 1
        processor, wall = (self.ends[-1][clock] - self.ends[0][clock] for clock in (0, 1))
        return {
            "first_batch": self.first_batch,
            "per_processor_second": epochs * images / processor,
            "per_second": epochs * images / wall,
        }

    def callback(self):
        """The Keras callback that tells this clock."""
        import keras

        return keras.callbacks.LambdaCallback(
            on_train_batch_end=lambda batch, logs: self.batch(),
            on_epoch_end=lambda epoch, logs: self.epoch(),
        )


def versions():
    """{package: version} of the installed PACKAGES."""
    found = {}
    for package in PACKAGES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[package] = metadata.version(package)
    return found


def conditions(installed):
    """The machine, its load and the versions that are `installed`: one line for a document."""
    named = ", ".join(f"{package} {version}" for package, version in installed.items())
    load = f", load average {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{time.strftime('%Y-%m-%d')}; {platform.system()}, {processor()}, "
        f"{processors()}{load}; Python {platform.python_version()}, {named}."
    )


def processors():
    """How many processors this process may use: fewer than there are if it is tied to some."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    of_all = f" of {os.cpu_count()}" if usable < os.cpu_count() else ""
    return f"{usable}{of_all} processors"


def processor():
    """The name of the processor, where Linux tells it, else its kind."""
    about = Path("/proc/cpuinfo")
    named = about.exists() and re.search(r"model name\s*: (.+)", about.read_text(encoding="utf-8"))
    return named[1] if named else platform.machine()


def table(columns, rows):
    """A table in Markdown; all but the first column are numbers."""
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def write_section(path, name, text):
    """Replace what a document has between `<!-- name -->` and `<!-- end of name -->`."""
    before, first, rest = Path(path).read_text(encoding="utf-8").partition(f"<!-- {name} -->\n")
    _, last, after = rest.partition(f"<!-- end of {name} -->")
    if not last:
        raise SystemExit(f"{path} has no section {name}.")
    Path(path).write_text(f"{before}{first}\n{text}\n\n{last}{after}", encoding="utf-8")
