"""Learners' files in processes of their own: what ends badly there, ends with a sentence here."""

import os
import subprocess
import sys
import time

import pytest

from fashion_cnn.base.errors import KitError
from fashion_cnn.workshop.manifest import RIGHT, SOLUTIONS, WRONG, find_lesson, lessons
from fashion_cnn.workshop.process import workers as module
from fashion_cnn.workshop.process.workers import CAN_FORK, Worker, Workers
from fashion_cnn.workshop.texts import Texts

LESSON = find_lesson("kernels")
SOURCE = (SOLUTIONS / LESSON.file).read_text(encoding="utf-8")
BODY = "    return kernel.sum()\n"
SAY = Texts()
FORKING = pytest.mark.skipif(not CAN_FORK, reason="processes are copied on Linux only")


@pytest.fixture(scope="module", params=[False, pytest.param(True, marks=FORKING)])
def workers(request):
    with Workers(stay=True, fork=request.param) as made:
        made.prepare("numpy")
        yield made


def write(folder, body=BODY, top=""):
    assert BODY in SOURCE
    text = SOURCE.replace(BODY, "".join(f"    {line}\n" for line in body.strip().splitlines()))
    path = folder / LESSON.file
    path.write_text(top + text, encoding="utf-8")
    return path


def check(workers, path, lesson=LESSON, picture=""):
    with workers.check(lesson, path, "en", picture) as running:
        return running.outcome(), running.picture()


def test_a_right_file_passes_and_its_picture_is_drawn(workers, tmp_path):
    picture = tmp_path / "pictures" / "kernels.png"
    outcome, drawn = check(workers, write(tmp_path), picture=picture)
    assert outcome.passed
    assert [finding["state"] for finding in outcome.findings] == [RIGHT] * len(LESSON.tasks)
    assert (drawn["path"], drawn["title"]) == (str(picture), "Your own kernels on a photograph")
    assert picture.is_file()


@pytest.mark.parametrize(
    ("body", "key", "words"),
    [
        ("while True: pass", "endless", "Line 37, in brightness: "),
        ("while True:\n    print('x' * 999)", "endless", "in brightness: "),
        ("import os\nos._exit(0)", "died", SAY("engine", "died_somewhere")),
        ("import ctypes\nctypes.string_at(0)", "died", "Line 38, in brightness: "),
        ("return np.ones((10**6, 10**6))", "memory", "Line 37, in brightness: "),
        ("return [0] * 10**11", "memory", "Line 37, in brightness: "),
        ("return input('how much? ')", "input", "Line 37, in brightness: "),
    ],
)
def test_what_would_end_or_stop_a_process_is_a_finding(
    workers, tmp_path, monkeypatch, body, key, words
):
    outcome, drawn = check(workers, write(tmp_path, body), quick())
    assert not outcome.passed
    finding = outcome.findings[0]
    assert (finding["task"], finding["state"], finding["key"]) == ("brightness", WRONG, key)
    assert words in finding["text"]
    assert drawn is None
    # The next check is not touched by it.
    assert check(workers, write(tmp_path))[0].passed


@pytest.mark.parametrize(
    ("body", "top"),
    [
        ("import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'input()'])\n" + BODY, ""),
        (
            BODY,
            "from __future__ import annotations\nfrom dataclasses import dataclass\n"
            "@dataclass\nclass Point:\n    x: int\n",
        ),
        ("import sys\nsys.stdout.reconfigure(encoding='utf-8')\n" + BODY, ""),
        (BODY, "# a line separator: \u2028 and a form feed: \x0c\n"),
        (BODY, "import numpy as np\nnp.set_printoptions(precision=1, formatter={'all': str})\n"),
    ],
)
def test_what_is_unusual_but_right_passes(workers, tmp_path, body, top):
    body = "\n".join(line.removeprefix("    ") for line in body.splitlines())
    outcome, _ = check(workers, write(tmp_path, body, top))
    assert outcome.passed, outcome
    assert check(workers, write(tmp_path))[0].passed


def test_a_kit_that_fails_says_that_it_failed(workers, tmp_path):
    body = "np.sum = 3\nreturn kernel.sum()"
    with pytest.raises(KitError, match=r"(?s)The check itself failed.*TypeError"):
        check(workers, write(tmp_path, body))
    assert check(workers, write(tmp_path))[0].passed


@pytest.mark.slow
def test_a_picture_without_an_end_is_given_up(tmp_path):
    """Half a minute is a picture's limit in a lesson with NumPy."""
    path = write(tmp_path)
    text = path.read_text(encoding="utf-8").replace(
        "    from fashion_cnn.drawing import plots", "    while True: pass"
    )
    path.write_text(text, encoding="utf-8")
    with Workers() as workers:
        outcome, drawn = check(workers, path, picture=tmp_path / "picture.png")
    assert outcome.passed
    assert drawn["finding"]["text"] == SAY(
        "engine", "no_end_of_picture", where=f"Line {drawn['finding']['line']}, in picture"
    )


@FORKING
def test_processes_that_a_file_leaves_behind_do_not_hold_it_up(tmp_path):
    top = "import os, time\nif os.fork() == 0:\n    time.sleep(60)\n    os._exit(0)\n"
    start = time.perf_counter()
    with Workers() as workers:
        assert check(workers, write(tmp_path, BODY.strip(), top))[0].passed
    assert time.perf_counter() - start < 30


def quick(**changes):
    """Return the lesson with a short limit for each task."""
    return type(LESSON)(**{**vars(LESSON), "seconds": 0.8, **changes})


def test_a_picture_that_fails_names_the_learners_line(workers, tmp_path):
    path = write(tmp_path)
    text = path.read_text(encoding="utf-8").replace(
        "    from fashion_cnn.drawing import plots", "    1 / 0"
    )
    path.write_text(text, encoding="utf-8")
    outcome, drawn = check(workers, path, picture=tmp_path / "picture.png")
    assert outcome.passed
    assert "in picture: ZeroDivisionError" in drawn["finding"]["text"]


def test_prints_are_kept_apart_and_not_all_of_them(workers, tmp_path):
    body = "print('합계', 'x' * 10**6)\nimport os\nos.write(1, b'raw')\nreturn kernel.sum()"
    outcome, _ = check(workers, write(tmp_path, body))
    assert outcome.passed
    assert outcome.printed.startswith("합계 xxx")
    assert len(outcome.printed) <= 4000


def test_a_file_that_is_no_python_is_one_finding(workers, tmp_path):
    outcome, drawn = check(workers, write(tmp_path, top="def (\n"))
    assert (outcome.problem["key"], outcome.findings, drawn) == ("syntax", [], None)
    assert not outcome.passed


def test_a_file_without_the_functions_is_one_finding(workers, tmp_path):
    path = tmp_path / LESSON.file
    path.write_text("", encoding="utf-8")
    assert check(workers, path)[0].problem["key"] == "no_functions"


def test_a_folder_with_files_that_are_named_like_libraries_does_no_harm(tmp_path, monkeypatch):
    for name in ("numpy", "random", "json", "fashion_cnn"):
        (tmp_path / f"{name}.py").write_text("1 / 0", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Workers() as workers:
        assert check(workers, write(tmp_path))[0].passed


def test_a_locale_without_korean_does_no_harm(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    folder = tmp_path / "실습"
    folder.mkdir()
    body = "# 한국어\nprint('합')\nwhile True:\n    pass"
    with Workers() as workers:
        finding = check(workers, write(folder, body), quick())[0].findings[0]
    assert finding["key"] == "endless"
    assert "in brightness" in finding["text"]


def test_a_check_that_cannot_begin_says_so(tmp_path):
    with Workers() as workers:
        workers.ready["numpy"] = Worker("no_such_library", fork=False)
        with pytest.raises(KitError, match=r"(?s)The check itself failed.*no_such_library"):
            check(workers, write(tmp_path))


def test_leaving_a_check_ends_its_process_at_once(tmp_path):
    start = time.perf_counter()
    path = write(tmp_path, "while True:\n    pass")
    with Workers() as workers:
        running = workers.check(LESSON, path, "en")
        with pytest.raises(KeyboardInterrupt), running:
            raise KeyboardInterrupt
        assert running.worker.process.poll() is not None
    assert time.perf_counter() - start < LESSON.seconds


@FORKING
def test_a_copy_that_hangs_gives_way_to_a_new_process(tmp_path, monkeypatch):
    """Only the copies of a process with Keras hang; here a file does so in any copy."""
    body = "import os\nwhile os.getppid() in FORKED: pass\nreturn kernel.sum()"
    with Workers(stay=True) as workers:
        parent = workers.prepare("numpy").process.pid
        path = write(tmp_path, body, top=f"FORKED = [{parent}]\n")
        lesson = quick(needs="numpy")
        monkeypatch.setattr(module, "HANGS_IN_COPIES", {"numpy"})
        outcome, _ = check(workers, path, lesson)
        assert outcome.passed
        # Without that rule, the loop is the learner's own.
        monkeypatch.setattr(module, "HANGS_IN_COPIES", set())
        assert check(workers, path, lesson)[0].findings[0]["key"] == "endless"


@FORKING
def test_a_process_for_copies_that_was_killed_is_replaced(tmp_path):
    with Workers(stay=True) as workers:
        workers.prepare("numpy").kill()
        assert check(workers, write(tmp_path))[0].passed
        body = "import os\nos.kill(os.getppid(), 9)\nreturn kernel.sum()"
        assert check(workers, write(tmp_path, body))[0].findings
        assert check(workers, write(tmp_path))[0].passed


@FORKING
@pytest.mark.slow
def test_a_copy_of_a_process_with_keras_checks_quickly_and_right(tmp_path):
    """A file that builds and runs a Keras model, as the lessons from 11 on do."""
    body = (
        "import keras\n"
        "model = keras.Sequential([keras.layers.Input((8, 8, 1)), keras.layers.Conv2D(4, 3)])\n"
        "assert model(np.ones((1, 8, 8, 1))).shape == (1, 6, 6, 4)\n"
        "return kernel.sum()"
    )
    lesson = quick(needs="keras", seconds=30.0)
    with Workers(stay=True) as workers:
        workers.prepare("keras")
        assert check(workers, write(tmp_path), lesson)[0].passed  # waits for the import
        start = time.perf_counter()
        assert check(workers, write(tmp_path, body), lesson)[0].passed
        seconds = time.perf_counter() - start
    assert seconds < 5  # the benchmark measures; here only a fork can be this fast


def test_nothing_heavy_is_imported_by_those_who_start_the_processes():
    program = (
        "import sys, fashion_cnn.workshop.learner.commands, fashion_cnn.workshop.learner.watch\n"
        "print({'numpy', 'tensorflow', 'keras', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )
    assert done.stdout.strip() == "set()", done.stderr


def test_every_lesson_names_a_library_that_exists():
    assert {lesson.needs for lesson in lessons()} <= {"numpy", "keras"}
