"""Processes that belong to the command that started them."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading

from fashion_cnn.base.paths import KIT
from fashion_cnn.workshop.process.conversation import Conversation
from fashion_cnn.workshop.process.messages import LONGEST, to_json


def search_path():
    """PYTHONPATH for a process that runs a module of this kit."""
    others = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    paths = [str(KIT), *map(os.path.abspath, others)]
    return os.pathsep.join(dict.fromkeys(paths))  # each of them once


def environment(temporary):
    """The environment of a learner's file; `temporary` is removed with its process."""
    settings = {"PYTHONPATH": search_path(), "PYTHONUTF8": "1", "MPLBACKEND": "agg"}
    settings |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), temporary)
    return dict(os.environ) | settings


def temporary_folder():
    return tempfile.TemporaryDirectory(prefix="fashion-cnn-", ignore_cleanup_errors=True)


class Worker(Conversation):
    """A process that runs worker.py."""

    def __init__(self, library, fork):
        super().__init__(library, fork)
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        self.folder = temporary_folder()
        words = [sys.executable, "-P", "-m", "fashion_cnn.workshop.process.worker", library]
        # Ctrl-C is for the command, which then ends the worker.
        apart = {"start_new_session": True}
        if os.name == "nt":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        self.process = subprocess.Popen(
            words + ["--fork"] * fork,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=environment(self.folder.name),
            **apart,
        )
        threading.Thread(target=self.read, args=[self.process.stdout], daemon=True).start()

    @property
    def alive(self):
        return not self.ended and self.process.poll() is None

    def replacement(self):
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
