"""Learners' files in processes of their own: whatever ends a process becomes a finding."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from learner import BODY, KERNELS

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.paths import KIT
from fashion_cnn.workshop.checking.finding import RIGHT, TO_DO, WRONG, Finding
from fashion_cnn.workshop.manifest import SOLUTIONS, lessons
from fashion_cnn.workshop.process import check as module
from fashion_cnn.workshop.process import messages
from fashion_cnn.workshop.process.limits import BUSY
from fashion_cnn.workshop.process.pool import CAN_FORK, Worker, Workers
from fashion_cnn.workshop.texts import Texts

SAY = Texts()
SOURCE = (SOLUTIONS / KERNELS.file).read_text(encoding="utf-8")
DRAWS = "    from fashion_cnn.drawing import cells, plots"  # in picture()
FORKING = pytest.mark.skipif(not CAN_FORK, reason="processes are copied on Linux only")
# Only for what never ends: on a busy machine, right tasks may take longer.
HASTY = replace(KERNELS, seconds=0.8)


@pytest.fixture(scope="module")
def workers():
    with Workers(stay=True) as made:
        made.prepare("numpy")
        yield made


def write(folder, body="return kernel.sum()", top="", picture=DRAWS):
    """Write the solution with another body of `brightness`, and perhaps other parts."""
    assert BODY in SOURCE
    assert DRAWS in SOURCE
    text = SOURCE.replace(BODY, "".join(f"    {line}\n" for line in body.splitlines()))
    path = folder / KERNELS.file
    path.write_text(top + text.replace(DRAWS, picture), encoding="utf-8")
    return path


def check(workers, path, lesson=KERNELS, picture=""):
    with workers.check(lesson, path, "en", picture) as running:
        return running.outcome(), running.picture()


def line_of(path, words):
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


@pytest.mark.parametrize("fork", [False, pytest.param(True, marks=FORKING)])
def test_a_right_file_passes_and_its_picture_is_drawn(fork, tmp_path):
    picture = tmp_path / "pictures" / "kernels.png"
    with Workers(stay=True, fork=fork) as workers:
        outcome, drawn = check(workers, write(tmp_path), picture=picture)
        assert [finding.state for finding in outcome.findings] == [RIGHT] * len(KERNELS.tasks)
        assert outcome.passed
        assert drawn.path == str(picture)
        assert drawn.title in SOURCE
        assert picture.is_file()
        # The next one gets a process, too.
        assert check(workers, write(tmp_path, "return 1"))[0].findings[0].state == WRONG


def test_messages_arrive_as_they_were_sent():
    sent = [
        messages.Loaded(),
        messages.Calling(["    size = 3"]),
        Finding("edges", WRONG, "none", "−1", ["    return"], 41),
        messages.Verdict("합계\n"),
        messages.Step(1, 20, "training"),
        messages.Drawn("a.png", "A title", "It shows."),
        messages.Failed("Traceback\n"),
        messages.End(),
    ]
    lines = [messages.to_json(message, "secret") for message in sent]
    assert all(line.isascii() and "\n" not in line for line in lines)
    assert [messages.from_json(line, "secret") for line in lines] == sent
    assert not any(messages.from_json(line, "guessed") for line in lines)
    job = messages.Job("kernels", "합성곱.py", "ko", 5.0, 10.0, 30.0, ["edges"], [], "", "secret")
    assert messages.job_from_json(messages.to_json(job)) == job


@pytest.mark.parametrize(
    "line",
    [
        *("", "x", "3", "[]", "null", "{}", '{"kind": "End"}', "[" * 10**5),
        '{"kind": "Nothing", "token": ""}',
        '{"kind": ["End"], "token": ""}',
        '{"kind": "Loaded", "token": "", "more": 1}',
        '{"kind": "Verdict", "token": "", "printed": null}',
        '{"kind": "Calling", "token": "", "lines": [1]}',
        '{"kind": "Started", "token": "", "process": true}',
        '{"kind": "Finding", "token": "", "task": "a", "state": "x", "key": "", "text": ""}',
        '{"kind": "Job", "token": ""}',
    ],
)
def test_what_is_no_message_is_none(line):
    assert messages.from_json(line) is None


def test_a_finding_is_cut_to_a_screen():
    huge = Finding("edges", WRONG, "raised", "\x1b[2J" + "x" * 10**5, ["y" * 10**4] * 1000, 1)
    found = messages.from_json(messages.to_json(huge))
    assert len(found.text) < 2000
    assert len(found.details) < 40
    assert max(map(len, found.details)) < 200
    assert "\x1b" not in found.text


@pytest.mark.parametrize(
    ("body", "key", "line", "lesson"),
    [
        ("while True: pass", "endless", "while", HASTY),
        ("while True:\n    try:\n        while True: pass\n    except: pass", "endless", "", HASTY),
        ("import time\ntime.sleep(1000)", "endless", "time.sleep", HASTY),
        ("return 10**10**9", "endless", "10**10", HASTY),
        ("import os\nwhile True: os.write(2, b'x' * 10**6)", "endless", "while", HASTY),
        ("while True:\n    print('x' * 999)", "endless", "", HASTY),
        ("import os\nos._exit(0)", "died", "", KERNELS),
        ("import ctypes\nctypes.string_at(0)", "died", "ctypes.string_at", KERNELS),
        ("import os\nos.closerange(3, 100)", "died", "", KERNELS),
        ("return np.ones((10**6, 10**6))", "memory", "10**6", KERNELS),
        ("return [0] * 10**11", "memory", "10**11", KERNELS),
        ("return input('how much? ')", "input", "how much", KERNELS),
    ],
)
def test_what_would_end_or_stop_a_process_is_a_finding(workers, tmp_path, body, key, line, lesson):
    path = write(tmp_path, body)
    outcome, drawn = check(workers, path, lesson)
    assert not outcome.passed
    finding, *others = outcome.findings
    assert (finding.task, finding.state, finding.key) == ("brightness", WRONG, key)
    if line:
        assert finding.line == line_of(path, line)
        assert f"Line {finding.line}, in brightness" in finding.text
    # The other tasks are judged all the same, unless a busy machine takes longer than HASTY.
    assert [other.state for other in others] == [RIGHT] * 4 or lesson is HASTY
    assert drawn is None


@pytest.mark.slow
def test_the_tasks_below_one_that_never_ends_are_judged(workers, tmp_path):
    outcome, _ = check(workers, write(tmp_path, "while True: pass"))
    assert [finding.state for finding in outcome.findings] == [WRONG] + [RIGHT] * 4


def test_of_tasks_that_never_end_some_are_not_checked(workers, tmp_path):
    path = write(tmp_path, "while True: pass")
    code = path.read_text(encoding="utf-8")
    for task in KERNELS.tasks[1:]:
        code = re.sub(rf"(def {task}\(.*:\n)", r"\1    while True: pass\n", code)
    path.write_text(code, encoding="utf-8")
    outcome, _ = check(workers, path, HASTY)
    keys = [finding.key for finding in outcome.findings]
    assert keys[0] == "endless"
    assert keys[-1] == "not_checked"
    assert set(keys) == {"endless", "not_checked"}


@pytest.mark.slow
def test_what_calls_a_task_that_never_ends_is_not_checked(workers, tmp_path):
    path = write(tmp_path, "while True: pass")
    code = path.read_text(encoding="utf-8")
    code = re.sub(r"(def edges\(.*:\n)", r"\1    helper()\n", code)
    path.write_text(code + "\ndef helper(): brightness(1)\n", encoding="utf-8")
    outcome, _ = check(workers, path)
    found = {finding.task: finding for finding in outcome.findings}
    assert (found["edges"].state, found["edges"].key) == (TO_DO, "not_checked")
    assert found["edges"].text == SAY("engine", "not_checked_yet", other="brightness")
    assert found["sharpen"].state == RIGHT


@pytest.mark.parametrize(
    ("top", "key"),
    [
        ("x = 1 / 0\n", "raised"),
        ("exit()\n", "exit"),
        pytest.param("while True: pass\n", "endless", marks=pytest.mark.slow),
    ],
)
def test_lines_outside_the_functions_do_not_keep_the_tasks_from_being_judged(
    workers, tmp_path, top, key
):
    outcome, _ = check(workers, write(tmp_path, top=top))
    assert (outcome.problem.key, outcome.problem.line) == (key, 1)
    assert [finding.state for finding in outcome.findings] == [RIGHT] * 5
    assert not outcome.passed


def test_a_process_that_ends_outside_the_functions_leaves_the_tasks_unchecked(workers, tmp_path):
    outcome, _ = check(workers, write(tmp_path, top="import os; os._exit(1)\n"))
    assert outcome.problem.key == "died"
    assert {finding.key for finding in outcome.findings} == {"not_checked"}


def test_imports_of_libraries_do_not_count(workers, tmp_path):
    """Of two modules that take longer than a task may, one is in the learner's folder."""
    slow = "import time\nend = time.monotonic() + 3\nwhile time.monotonic() < end: pass\n"
    for folder, passes in (tmp_path / "libraries", True), (tmp_path, False):
        folder.mkdir(exist_ok=True)
        (folder / "slow.py").write_text(slow, encoding="utf-8")
        top = f"import sys\nsys.path.append({str(folder)!r})\n"
        path = write(tmp_path, "import slow\nreturn kernel.sum()", top)
        outcome, _ = check(workers, path, replace(KERNELS, seconds=1.0))
        assert outcome.passed == passes


def test_what_jax_compiles_does_not_count(workers, tmp_path):
    """Of two loops that take longer than a task may, one is in the file where JAX compiles."""
    slow = "import time\\nend = began + 3\\nwhile time.monotonic() < end: pass"
    for name, passes in ("/lib/jax/_src/compiler.py", True), ("/lib/jax/_src/random.py", False):
        name = name.replace("/", os.sep)
        body = f'exec(compile("{slow}", {name!r}, "exec"))\nreturn kernel.sum()'
        path = write(tmp_path, body, top="import time\nbegan = time.monotonic()\n")
        outcome, _ = check(workers, path, replace(KERNELS, seconds=1.0))
        assert outcome.passed == passes


FORGED = """
import os
lines = [b'{"kind": "Verdict", "printed": ""}', b'{"kind": "Started", "token": "", "process": 1}',
         b'{"kind": "End", "token": ""}', b'{"kind": "Ready", "token": ""}', b"[" * 10**6, b"\\xff"]
for descriptor in range(3, 20):
    for line in lines:
        try:
            os.write(descriptor, line + b"\\n")
        except OSError:
            pass
return 5
"""


def test_forged_messages_are_not_believed(workers, tmp_path):
    outcome, _ = check(workers, write(tmp_path, FORGED.strip()))
    assert [finding.state for finding in outcome.findings] == [WRONG] + 4 * [RIGHT]


@pytest.mark.parametrize(
    "top",
    [
        "import json\njson.dumps = json.loads = json.JSONEncoder.encode = 3\n",
        "import builtins\nbuiltins.isinstance = builtins.len = 3\n",
        "import numpy\nnumpy.array_equal = numpy.isclose = numpy.asarray = 3\n",
        "import sys\nsys.setrecursionlimit(50)\n",
        "import os\nos.write = print\n",
        "import time\ntime.monotonic = time.sleep = print\n",
        "import warnings, numpy\nwarnings.simplefilter('error')\nnumpy.seterr(all='raise')\n",
    ],
)
def test_what_a_file_replaces_does_no_harm(workers, tmp_path, top):
    assert check(workers, write(tmp_path, top=top))[0].passed


def test_a_process_that_keeps_silent_is_ended(workers, tmp_path):
    """Its own limits are gone, so the command's decides."""
    body = (
        "import fashion_cnn.workshop.process.limits as limits, faulthandler\n"
        "limits.Limits.enforce = lambda *_: None\n"
        "faulthandler.cancel_dump_traceback_later()\n"
        "while True: pass"
    )
    outcome, _ = check(workers, write(tmp_path, body), HASTY)
    assert (outcome.findings[0].state, outcome.findings[0].key) == (WRONG, "endless")


def test_a_cancelled_check_has_no_outcome_and_the_next_begins_at_once(workers, tmp_path):
    patient = replace(KERNELS, seconds=3600.0)
    path = write(tmp_path, "while True: pass")
    with workers.check(patient, path, "en") as running:
        threading.Timer(0.5, running.cancel).start()
        with pytest.raises(module.Cancelled):
            running.outcome()
    assert check(workers, write(tmp_path))[0].passed


def test_a_process_that_died_without_a_trace_has_a_sentence_of_its_own(workers, tmp_path):
    outcome, _ = check(workers, write(tmp_path, "import os\nos._exit(0)"))
    assert outcome.findings[0].text == SAY("engine", "died_somewhere")
    assert outcome.findings[0].details[0] == SAY("engine", "called_with")


@pytest.mark.parametrize(
    ("body", "top"),
    [
        ("import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'input()'])", ""),
        (
            "",
            "from __future__ import annotations\nfrom dataclasses import dataclass\n"
            "@dataclass\nclass Point:\n    x: int\n",
        ),
        ("import sys\nsys.stdout.reconfigure(encoding='utf-8')", ""),
        ("", "# a line separator: \u2028 and a form feed: \x0c\n"),
        ("", "import numpy as np\nnp.set_printoptions(precision=1, formatter={'all': str})\n"),
    ],
)
def test_what_is_unusual_but_right_passes(workers, tmp_path, body, top):
    outcome, _ = check(workers, write(tmp_path, f"{body}\n{BODY.strip()}", top))
    assert outcome.passed, outcome


def test_a_picture_without_an_end_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setitem(module.DRAWING, "numpy", 0.8)
    path = write(tmp_path, picture="    while True: pass")
    with Workers() as workers:
        outcome, finding = check(workers, path, picture=tmp_path / "picture.png")
    assert outcome.passed
    assert (finding.key, finding.line) == ("no_end_of_picture", line_of(path, "while True"))
    assert f"Line {finding.line}, in picture" in finding.text


@FORKING
def test_processes_that_a_file_leaves_running_are_ended_with_it(tmp_path):
    left = tmp_path / "not ended"
    top = (
        "import os, pathlib, time\n"
        "if os.fork() == 0:\n"
        f"    time.sleep(120)\n    pathlib.Path({str(left)!r}).touch()\n    os._exit(0)\n"
    )
    with Workers() as workers:
        assert check(workers, write(tmp_path, top=top))[0].passed
    assert not left.exists()


def test_a_picture_that_fails_names_the_learners_line(workers, tmp_path):
    path = write(tmp_path, picture="    1 / 0")
    outcome, finding = check(workers, path, picture=tmp_path / "picture.png")
    assert outcome.passed
    assert (finding.key, finding.line) == ("raised", line_of(path, "1 / 0"))
    assert "in picture: ZeroDivisionError" in finding.text


def test_prints_are_kept_apart_and_not_all_of_them(workers, tmp_path):
    body = "print('합계', 'x' * 10**6)\nimport os\nos.write(1, b'raw')\nreturn kernel.sum()"
    outcome, _ = check(workers, write(tmp_path, body))
    assert outcome.passed
    assert outcome.printed.startswith("합계 xxx")
    assert len(outcome.printed) <= 4000


def test_a_file_that_cannot_be_run_is_one_finding(workers, tmp_path):
    outcome, drawn = check(workers, write(tmp_path, top="def (\n"))
    assert (outcome.problem.key, outcome.findings, drawn) == ("syntax", [], None)
    assert not outcome.passed
    path = tmp_path / KERNELS.file
    path.write_text("", encoding="utf-8")
    assert check(workers, path)[0].problem.key == "no_functions"


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
        finding = check(workers, write(folder, body), HASTY)[0].findings[0]
    assert finding.key == "endless"
    assert "in brightness" in finding.text


def test_a_check_that_cannot_begin_says_so(tmp_path):
    with Workers() as workers:
        workers.ready["numpy"] = Worker("no_such_library", fork=False)
        with pytest.raises(KitError, match=r"(?s)The check itself failed.*no_such_library"):
            check(workers, write(tmp_path))


@pytest.mark.slow
def test_a_backend_that_keras_cannot_use_is_named_without_a_traceback(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "nonsense")
    lesson = replace(KERNELS, needs="keras")
    with Workers() as workers, pytest.raises(KitError) as error:
        check(workers, write(tmp_path), lesson)
    first, second = str(error.value).splitlines()
    assert re.fullmatch(r"Keras cannot be started \(ValueError: .*nonsense\)\.", first)
    assert second.endswith("python -m fashion_cnn.doctor")


def test_leaving_a_check_ends_its_process(tmp_path):
    patient = replace(KERNELS, seconds=3600.0)
    with Workers() as workers:
        running = workers.check(patient, write(tmp_path, "while True:\n    pass"), "en")
        with pytest.raises(KeyboardInterrupt), running:
            raise KeyboardInterrupt
        assert running.worker.process.poll() is not None


@FORKING
def test_a_copy_that_hangs_gives_way_to_a_new_process(tmp_path, monkeypatch):
    """Only the copies of a process with Keras hang; here a file does so in any copy."""
    body = (
        "import os, threading\n"
        "if os.getppid() in FORKED: threading.Event().wait()\n"
        "return kernel.sum()"
    )
    with Workers(stay=True) as workers:
        parent = workers.prepare("numpy").process.pid
        path = write(tmp_path, body, top=f"FORKED = [{parent}]\n")
        # Without the rule for Keras, the learner waits in vain.
        assert check(workers, path, HASTY)[0].findings[0].key == "endless"
        monkeypatch.setattr(module, "HANGS_IN_COPIES", {"numpy"})
        assert check(workers, path, HASTY)[0].passed


@FORKING
def test_a_process_that_is_busy_before_the_job_begins_is_not_ended(tmp_path, monkeypatch):
    """It imports what pictures need after its first job, which takes long on a slow computer."""
    with Workers(stay=True) as workers:
        assert check(workers, write(tmp_path))[0].passed
        parent = workers.ready["numpy"].process
        monkeypatch.setattr(module, "SILENCE", 2.0 - BUSY * KERNELS.seconds)
        parent.send_signal(signal.SIGSTOP)
        awake = threading.Timer(4.0, parent.send_signal, [signal.SIGCONT])
        awake.start()
        assert check(workers, write(tmp_path))[0].passed
        assert workers.ready["numpy"].process is parent
        assert parent.poll() is None


class Asleep(queue.Queue):
    """The first wait is over at once, but an hour has passed before the next."""

    def get(self, timeout):
        self.get = super().get
        raise queue.Empty


def test_a_computer_that_slept_is_not_a_process_that_was_silent():
    worker = Worker("numpy", fork=False)
    worker.lines, worker.was_ready = Asleep(), True
    assert worker.next_line(silence=60.0)
    assert not worker.silent
    worker.kill()


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
def test_a_copy_of_a_process_with_keras_checks_a_file_that_runs_a_model(tmp_path):
    body = (
        "import keras\n"
        "model = keras.Sequential([keras.layers.Input((8, 8, 1)), keras.layers.Conv2D(4, 3)])\n"
        "assert model(np.ones((1, 8, 8, 1))).shape == (1, 6, 6, 4)\n"
        "return kernel.sum()"
    )
    lesson = replace(KERNELS, needs="keras", seconds=300.0)
    with Workers(stay=True) as workers:
        parent = workers.prepare("keras")
        with workers.check(lesson, write(tmp_path, body), "en") as running:
            assert running.outcome().passed
            assert running.worker is parent


def test_nothing_heavy_is_imported_by_those_who_start_the_processes():
    program = (
        "import sys, fashion_cnn.workshop.learner.commands\n"
        "print({'numpy', 'tensorflow', 'keras', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(KIT)},
    )
    assert done.stdout.strip() == "set()", done.stderr


def test_every_lesson_names_a_library_that_exists():
    assert {lesson.needs for lesson in lessons()} <= {"numpy", "keras"}
