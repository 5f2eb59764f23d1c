"""The processes in which learners' files run.

    with Workers() as workers:
        with workers.check(lesson, path, language="en") as check:
            check.outcome().passed

On Linux, `Workers(stay=True)` keeps one process that has imported the library and forks for each
job. Elsewhere, it starts the process for the next job in advance.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading

from fashion_cnn.base.paths import KIT
from fashion_cnn.workshop.process.check import Check
from fashion_cnn.workshop.process.messages import End, from_json, to_json

CAN_FORK = sys.platform == "linux"


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

    def prepare(self, library):
        """The process that has imported a library; one is started if there is none."""
        worker = self.ready.get(library)
        if worker and not worker.alive:
            worker.kill()
        if not worker or not worker.alive:
            worker = self.ready[library] = Worker(library, self.fork)
        return worker

    def check(self, lesson, path, language, picture=""):
        """Begin to check a learner's file; returns the Check."""
        check = Check(lesson, path, language, picture, self.prepare(lesson.needs))
        if not self.fork:  # that process ends with its job
            del self.ready[lesson.needs]
            if self.stay:
                self.prepare(lesson.needs)
        return check


class Worker:
    """A process that runs worker.py."""

    def __init__(self, library, fork):
        self.library, self.fork = library, fork
        self.ended = False
        self.last_words = ""  # what the process wrote about itself, once it is over
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        words = [sys.executable, "-P", "-m", "fashion_cnn.workshop.process.worker", library]
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

    def replacement(self):
        """A new process for the same library, which is not copied."""
        return Worker(self.library, fork=False)

    def send(self, job):
        with contextlib.suppress(OSError):  # then there is nothing to read, either
            self.process.stdin.write(to_json(job) + "\n")
            self.process.stdin.flush()

    def messages(self, seconds):
        """Yield the messages about a job, for at most `seconds`."""
        watch = threading.Timer(seconds, self.end)
        watch.daemon = True
        watch.start()
        try:
            for line in self.process.stdout:
                message = from_json(line)
                if isinstance(message, End):
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
            else:  # even if the process is over, something it started may not be
                os.killpg(self.process.pid, signal.SIGKILL)

    def kill(self):
        """End the process and close its input and output."""
        self.end()
        self.process.wait()
        if not self.errors.closed:
            self.errors.seek(0)
            self.last_words = self.errors.read().decode("utf-8", "replace").strip()[-2000:]
        for stream in (self.process.stdin, self.process.stdout, self.errors):
            with contextlib.suppress(OSError, ValueError):
                stream.close()
