"""Start the processes in which learners' files run, and read what they find.

    with Workers() as workers:
        with workers.check(lesson, path, language="en") as check:
            check.outcome().passed

On Linux, `Workers(stay=True)` keeps one process that has the library imported and forks for each
job. Elsewhere, it starts the process for the next job ahead.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from fashion_cnn.base.errors import KitError
from fashion_cnn.workshop.manifest import KIT, RIGHT, WRONG
from fashion_cnn.workshop.texts import Texts

CAN_FORK = sys.platform == "linux"
# Libraries of which a copied process can hang for reasons of its own.
HANGS_IN_COPIES = {"keras"}
# Beyond what the parts of a file may take together, before a process is killed from outside.
GRACE = 300


@dataclass(frozen=True)
class Outcome:
    """What a check found: a dictionary (see checking.Finding) for each task that was reached.

    `problem` is the finding for the file as a whole, if it could not be run; `printed` the
    beginning of what it printed.
    """

    findings: list
    problem: dict | None = None
    printed: str = ""

    @property
    def passed(self):
        states = {finding["state"] for finding in self.findings}
        return self.problem is None and states == {RIGHT}


class Workers:
    """Processes for learners' files. Close it, or use it in a `with` statement."""

    def __init__(self, stay=False, fork=CAN_FORK):
        self.stay, self.fork = stay, stay and fork
        self.ready = {}  # library -> the Worker that has imported it

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for worker in self.ready.values():
            worker.kill()
        self.ready.clear()

    def prepare(self, needs):
        """Start a process that imports a library, unless there is one."""
        worker = self.ready.get(needs)
        if worker and not worker.alive:
            worker.kill()
        if not worker or not worker.alive:
            worker = self.ready[needs] = Worker(needs, self.fork)
        return worker

    def check(self, lesson, path, language, picture=""):
        """Begin to check a learner's file; return the Check."""
        check = Check(lesson, path, language, picture, self.prepare(lesson.needs))
        if not self.fork:  # that process ends with its job
            del self.ready[lesson.needs]
            if self.stay:
                self.prepare(lesson.needs)
        return check


class Worker:
    """A process that runs learners' files: see worker.py."""

    def __init__(self, needs, fork):
        self.fork = fork
        self.ended = False
        self.last_words = ""  # what the process wrote about itself, once it is over
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        words = [sys.executable, "-P", "-m", "fashion_cnn.workshop.process.worker", needs]
        searched = os.pathsep.join(filter(None, [str(KIT), os.environ.get("PYTHONPATH")]))
        settings = {"PYTHONPATH": searched, "PYTHONUTF8": "1", "MPLBACKEND": "agg"}
        # Ctrl-C is for the command, which then ends the worker.
        apart = {"start_new_session": True}
        if os.name == "nt":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        self.process = subprocess.Popen(
            words + ["--fork"] * fork,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=os.environ | settings,
            encoding="utf-8",
            **apart,
        )

    @property
    def alive(self):
        return not self.ended and self.process.poll() is None

    def send(self, job):
        with contextlib.suppress(OSError):  # then there is nothing to read, either
            self.process.stdin.write(json.dumps(job) + "\n")
            self.process.stdin.flush()

    def messages(self, seconds):
        """Yield what the worker tells about its job, for at most `seconds`."""
        watch = threading.Timer(seconds, self.end)
        watch.daemon = True
        watch.start()
        try:
            for line in self.process.stdout:
                message = json.loads(line)
                if message["kind"] == "end":
                    return
                yield message
        finally:
            watch.cancel()
            if not self.fork:
                self.kill()

    def end(self):
        """End the process, and on Linux and macOS all that it has started."""
        self.ended = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "nt":
                self.process.kill()
            else:  # also where the process is over, and something it started is not
                os.killpg(self.process.pid, signal.SIGKILL)

    def kill(self):
        """End the process and close what connects it with this one."""
        self.end()
        self.process.wait()
        if not self.errors.closed:
            self.errors.seek(0)
            self.last_words = self.errors.read().decode("utf-8", "replace").strip()[-2000:]
        for stream in (self.process.stdin, self.process.stdout, self.errors):
            with contextlib.suppress(OSError, ValueError):
                stream.close()


class Check:
    """A running check of one file: first its outcome, then its picture. Use it with `with`."""

    def __init__(self, lesson, path, language, picture, worker):
        self.lesson, self.path, self.say = lesson, Path(path), Texts(language)
        self.folder = Path(tempfile.mkdtemp(prefix="fashion-cnn-"))
        self.worker, self.passed = worker, False
        # The learner may save the file again while this is running.
        self.content = self.path.read_text(encoding="utf-8", errors="replace")
        self.job = {
            "lesson": lesson.id,
            "path": str(self.path.resolve()),
            "language": language,
            "seconds": lesson.seconds,
            "picture": str(Path(picture).resolve()) if picture else "",
            "stack": str(self.folder / "stack.txt"),
        }
        self.begin()

    def begin(self):
        self.worker.send(self.job)
        limit = self.lesson.seconds * (len(self.lesson.tasks) + 2) + GRACE
        self.messages = self.worker.messages(limit)

    def outcome(self):
        """Wait for the verdict and return the Outcome."""
        findings, loaded, called = [], False, []
        for message in self.messages:
            if message["kind"] == "loaded":
                loaded = True
            elif message["kind"] == "calling":
                called = message["lines"]
            elif message["kind"] == "failed":
                raise KitError(f"The check itself failed:\n{message['traceback'].strip()}")
            elif message["kind"] == "finding":
                findings.append(message["finding"])
            elif message["kind"] == "verdict":
                found = make_outcome(findings, message["printed"])
                self.passed = found.passed
                return found
        return self.broken_off(findings, loaded, called)

    def broken_off(self, findings, loaded, called):
        """Return the Outcome of a process that ended before its verdict."""
        reason, line, function = self.stack()
        copy_failed = self.lesson.needs in HANGS_IN_COPIES and reason == "endless"
        if self.worker.fork and (copy_failed or not self.worker.alive):
            # Perhaps that was not the learner's fault: a new process decides.
            self.worker = Worker(self.lesson.needs, fork=False)
            self.begin()
            return self.outcome()
        if not reason:
            raise KitError(f"The check itself failed:\n{self.worker.last_words}")
        where = self.say.place(self.path.name, line, function)
        key = "died_somewhere" if reason == "died" and not line else reason
        left = self.lesson.tasks[len(findings) :]
        finding = {
            "task": left[0] if left and loaded else "",
            "state": WRONG,
            "key": reason,
            "text": self.say("engine", key, where=where),
            "details": self.source_line(line) + called,
            "line": line,
        }
        return make_outcome([*findings, finding])

    def stack(self):
        """Return why the process ended, and the line and function of the learner's file.

        The reason is "endless", "died", or nothing where the learner's file was not reached.
        """
        path = Path(self.job["stack"])
        if not path.is_file():
            return "", 0, ""
        content = path.read_text(encoding="utf-8", errors="replace")
        key = "endless" if content.startswith("Timeout") else "died"
        name = self.path.name
        escaped = name.encode("ascii", "backslashreplace").decode()  # as faulthandler writes it
        names = f"{re.escape(name)}|{re.escape(escaped)}"
        found = re.search(rf'File "(?:{names})", line (\d+) in (\S+)', content)
        if not found:
            return key, 0, ""
        function = "" if found[2] == "<module>" else found[2]
        return key, int(found[1]), function

    def source_line(self, line):
        lines = re.split(r"\r\n|\r|\n", self.content)
        return [f"    {lines[line - 1].strip()}"] if 0 < line <= len(lines) else []

    def picture(self, report=None):
        """Wait for the picture; return {path, title, description}, {finding}, or None.

        `report(done, of, what)` is called while the lesson trains a network for it.
        """
        for message in self.messages:
            if message["kind"] == "picture":
                return message
            if message["kind"] == "progress" and report:
                report(message["done"], message["of"], message["what"])
        reason, line, function = self.stack()
        if reason != "endless" or not self.passed:
            return None
        where = self.say.place(self.path.name, line, function)
        text = self.say("engine", "no_end_of_picture", where=where)
        finding = {"state": WRONG, "text": text, "details": self.source_line(line), "line": line}
        return {"finding": finding}

    def __enter__(self):
        return self

    def __exit__(self, kind, *error):
        if kind:
            self.worker.kill()
        else:
            for _ in self.messages:  # up to the end: the process is ready for the next job
                pass
        shutil.rmtree(self.folder, ignore_errors=True)


def make_outcome(findings, printed=""):
    """Return the Outcome of findings, of which the last may be one for the file as a whole."""
    if findings and not findings[-1]["task"]:
        return Outcome(findings[:-1], findings[-1], printed)
    return Outcome(findings, None, printed)
