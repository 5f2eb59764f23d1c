"""Measure the commands that should answer at once, as whole processes.

    python benchmarks/startup.py

Prints the median and the maximum of seven runs each, after one that does not count.
"""

import os
import platform
import statistics
import subprocess
import sys
import time

from fashion_cnn.__main__ import COMMANDS

RUNS = 7
COUNTS = (
    ["fashion_cnn.vgg16", "table"],
    ["fashion_cnn.params", "vgg16"],
    ["fashion_cnn.params", "conv 32 3, pool 2, dense 10"],
)


def main():
    print(f"{platform.system()}, {platform.machine()}, {os.cpu_count()} processors, ", end="")
    print(f"Python {platform.python_version()}, median and maximum of {RUNS} runs")
    for words in [*([module, "--help"] for module in COMMANDS), *COUNTS]:
        seconds = [once(words) for _ in range(RUNS + 1)][1:]
        median, slowest = statistics.median(seconds), max(seconds)
        print(f"{median:.2f} s  {slowest:.2f} s  python -m {' '.join(words)}", flush=True)


def once(words):
    """The seconds that a command takes from start to end."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", *words], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
