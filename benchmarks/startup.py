"""Measure how long commands take to start, as whole processes.

    python benchmarks/startup.py

First those that need no Keras and should answer at once. Then those that need it, up to the moment
when it has started, in turn with `import keras` alone. Prints the median and the maximum of seven
runs each, after one that does not count.
"""

import os
import platform
import statistics
import subprocess
import sys
import time
from tempfile import TemporaryDirectory

from fashion_cnn.__main__ import COMMANDS

RUNS = 7
WORKSHOP = "fashion_cnn.workshop"
AT_ONCE = (
    *([module, "--help"] for module in COMMANDS),
    ["fashion_cnn"],
    ["fashion_cnn.vgg16", "table"],
    ["fashion_cnn.params", "vgg16"],
    ["fashion_cnn.params", "conv 32 3, pool 2, dense 10"],
    *([WORKSHOP, *words] for words in ([], ["list"], ["hint"], ["progress", "."], ["check"])),
)
WITH_KERAS = (
    ["fashion_cnn.train"],
    ["fashion_cnn.segment"],
    ["fashion_cnn.look", "garments", "filters"],
    ["fashion_cnn.vgg16", "filters"],
    ["fashion_cnn.explore", "garments"],
)
# Runs a command up to the moment when Keras has started; a data set is not loaded before.
UP_TO_KERAS = """
import os, runpy, sys
from fashion_cnn import data
from fashion_cnn.base import backend

start = backend.start

def start_and_end(*args, **kwargs):
    start("cpu")
    os._exit(0)

backend.start = data.load = start_and_end
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def main():
    print(f"{platform.system()}, {platform.machine()}, {os.cpu_count()} processors, ", end="")
    print(f"Python {platform.python_version()}, median and maximum of {RUNS} runs")
    with TemporaryDirectory() as folder:
        once(["-m", WORKSHOP, "start", "mine"], folder)
        learners = os.path.join(folder, "mine")
        for words in AT_ONCE:
            seconds = [once(["-m", *words], learners) for _ in range(RUNS + 1)][1:]
            print(f"{summary(seconds)}  python -m {' '.join(words)}", flush=True)
        for words in WITH_KERAS:
            pairs = [pair(words, learners) for _ in range(RUNS + 1)][1:]
            alone, whole = zip(*pairs, strict=True)
            added = statistics.median(one - other for other, one in pairs)
            print(f"{summary(whole)}  python -m {' '.join(words)}, up to Keras,", end=" ")
            print(f"{added:+.2f} s to import keras ({summary(alone)})", flush=True)


def pair(words, folder):
    """The seconds of `import keras`, and those of a command up to the start of Keras."""
    return once(["-c", "import keras"], folder), once(["-c", UP_TO_KERAS, *words], folder)


def once(words, folder):
    """The seconds that Python takes from start to end."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = time.perf_counter()
    done = subprocess.run([sys.executable, *words], cwd=folder, **quiet)
    seconds = time.perf_counter() - started
    if done.returncode not in (0, 1):  # a check of lessons that are not solved yet ends with 1
        sys.exit(f"{words} ended with {done.returncode}")
    return seconds


def summary(seconds):
    return f"{statistics.median(seconds):.2f} s  {max(seconds):.2f} s"


if __name__ == "__main__":
    main()
