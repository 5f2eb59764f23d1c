"""The processes in which learners' files run.

    with Workers() as workers:
        with workers.check(lesson, path, language="en") as check:
            check.outcome().passed

On Linux, `Workers(stay=True)` keeps one process that has imported the library and forks for each
job. Elsewhere, it starts the process for the next job in advance.
"""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque

from fashion_cnn.base.paths import KIT
from fashion_cnn.workshop.process.check import Check
from fashion_cnn.workshop.process.messages import (
    LONGEST,
    End,
    Importing,
    Ready,
    Started,
    from_json,
    to_json,
)

CAN_FORK = sys.platform == "linux"
# Seconds that a process may take to import its library.
START = 180.0
# The most lines that wait to be read, and of those that are no messages, how many are kept.
WAITING, UNREAD = 1000, 200


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
    """A process that runs worker.py.

    `unread` are its last lines that are no messages, such as the stack of a process that ended.
    """

    def __init__(self, library, fork):
        self.library, self.fork = library, fork
        self.ended = self.was_ready = self.silent = False
        self.job = 0  # the process of the job that is running
        self.last_words = ""  # what the process wrote about itself, once it is over
        self.unread = deque(maxlen=UNREAD)
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        self.folder = tempfile.TemporaryDirectory(prefix="fashion-cnn-", ignore_cleanup_errors=True)
        words = [sys.executable, "-P", "-m", "fashion_cnn.workshop.process.worker", library]
        searched = os.pathsep.join(filter(None, [str(KIT), os.environ.get("PYTHONPATH")]))
        settings = {"PYTHONPATH": searched, "PYTHONUTF8": "1", "MPLBACKEND": "agg"}
        # What the process leaves in the temporary directory is removed with it.
        settings |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self.folder.name)
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
            **apart,
        )
        self.lines = queue.Queue(WAITING)  # bytes, and None at the end
        threading.Thread(target=self.read, args=[self.process.stdout], daemon=True).start()

    @property
    def alive(self):
        return not self.ended and self.process.poll() is None

    def replacement(self):
        """A new process for the same library, which is not copied."""
        self.kill()
        return Worker(self.library, fork=False)

    def send(self, job):
        with contextlib.suppress(OSError, ValueError):  # then there is nothing to read, either
            self.process.stdin.write(to_json(job).encode() + b"\n")
            self.process.stdin.flush()

    def read(self, output):
        """Put the lines of the process into `lines`."""
        with contextlib.suppress(OSError, ValueError), output:
            while line := output.readline(LONGEST):
                self.lines.put(line)
        self.lines.put(None)

    def next_line(self, silence):
        """The next line, or None at the end; after so many seconds of silence, the job is ended."""
        with contextlib.suppress(queue.Empty):
            return self.lines.get(timeout=silence if self.was_ready else START)
        if self.silent:  # the end of the job was not announced, either
            self.end()
            return None
        self.silent = True
        self.end_job()
        return b""

    def messages(self, token, silence):
        """Yield the messages about a job, while less than silence() seconds pass between two."""
        self.unread.clear()
        self.silent = False
        try:
            while (line := self.next_line(silence())) is not None:
                line = line.decode("utf-8", "replace").rstrip("\n")
                message = from_json(line, token)
                if isinstance(message, Started):
                    self.job = message.process
                elif isinstance(message, End):
                    return
                elif message and not isinstance(message, Importing):
                    yield message
                elif not self.was_ready and isinstance(from_json(line), Ready):
                    self.was_ready = True
                elif not message:
                    self.unread.append(line)
        finally:
            self.job = 0
            if not self.fork:
                self.kill()

    def end_job(self):
        """End the job with all that it has started; a process that forks stays."""
        if self.fork and self.job:
            kill_group(self.job)
        else:
            self.end()

    def end(self):
        """End the process, and on Linux and macOS all that it has started."""
        self.ended = True
        if self.job:
            kill_group(self.job)
        if os.name == "nt":
            self.process.kill()
        else:  # even if the process is over, something it started may not be
            kill_group(self.process.pid)

    def kill(self):
        """End the process and close its input and output."""
        self.end()
        self.process.wait()
        if not self.errors.closed:
            self.errors.seek(max(self.errors.seek(0, os.SEEK_END) - 2000, 0))
            self.last_words = self.errors.read().decode("utf-8", "replace").strip()
        for stream in (self.process.stdin, self.errors):  # stdout is closed by its reader
            with contextlib.suppress(OSError, ValueError):
                stream.close()
        self.folder.cleanup()


def kill_group(process):
    """End a group of processes."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)
