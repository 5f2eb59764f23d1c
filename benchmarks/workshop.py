"""Measure how long a learner waits for the verdict on each lesson.

    python benchmarks/workshop.py
    python benchmarks/workshop.py kernels vgg        # only some lessons

The learner's file is the solution. Three times are measured: from starting `check` to its verdict,
the same with the Run button, and from saving the file to the verdict in `watch`. Prints the first
`check`, after which Keras stays in memory, and the median and the maximum of seven more. The
pictures come after the verdict and do not count.
"""

import contextlib
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from fashion_cnn.workshop.manifest import find_lesson, lessons, solution_path

RUNS = 7
WORKSHOP = [sys.executable, "-u", "-m", "fashion_cnn.workshop"]
# Until `watch` notices the first save, and a lesson that uses Keras is ready.
READY_SECONDS = 12


def main():
    print(f"{platform.system()}, {platform.machine()}, {os.cpu_count()} processors, ", end="")
    print(f"Python {platform.python_version()}, median and maximum of {RUNS} runs")
    with TemporaryDirectory() as folder:
        subprocess.run([*WORKSHOP, "start", folder], check=True, stdout=subprocess.DEVNULL)
        chosen = [find_lesson(word) for word in sys.argv[1:]] or lessons()
        for lesson in chosen:
            path = Path(folder) / lesson.file
            path.write_bytes(solution_path(lesson).read_bytes())
            with nothing_in_memory():
                first, *checks = [check(folder, lesson) for _ in range(RUNS + 1)]
                runs = [run(folder, lesson) for _ in range(RUNS)]
            saves = watch(folder, path)
            print(f"{lesson.id:16} first {first:.2f} s   check {summary(checks)}", end="   ")
            print(f"run {summary(runs)}   on save {summary(saves)}", flush=True)


@contextlib.contextmanager
def nothing_in_memory():
    """Let commands in the block find no process of an earlier check; a process of theirs ends."""
    with TemporaryDirectory() as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        yield


def summary(seconds):
    return f"{statistics.median(seconds):.2f} s  {max(seconds):.2f} s"


def check(folder, lesson):
    """The seconds from the start of `check` to its verdict."""
    return to_verdict(folder, [*WORKSHOP, "check", lesson.id])


def run(folder, lesson):
    """The seconds from the start of a file to its verdict."""
    return to_verdict(folder, [sys.executable, "-u", lesson.file])


def to_verdict(folder, words):
    started = time.perf_counter()
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        until(process, "tasks are right")
        seconds = time.perf_counter() - started
        process.communicate()
    return seconds


def watch(folder, path):
    """The seconds from each of RUNS saves to its verdict in `watch`."""
    text, seconds = path.read_text(encoding="utf-8"), []
    with subprocess.Popen(
        [*WORKSHOP, "watch"], cwd=folder, stdout=subprocess.PIPE, text=True
    ) as process:
        until(process, "Watching")
        time.sleep(READY_SECONDS)
        for number in range(RUNS):
            started = time.perf_counter()
            path.write_text(f"{text}# {number}\n", encoding="utf-8")
            until(process, "tasks are right")
            seconds.append(time.perf_counter() - started)
            until(process, "The picture")  # the next save would wait for it
        process.kill()
        process.communicate()
    return seconds


def until(process, words):
    for line in process.stdout:
        if words in line:
            return
    sys.exit(f"the process ended without {words!r}")


if __name__ == "__main__":
    main()
