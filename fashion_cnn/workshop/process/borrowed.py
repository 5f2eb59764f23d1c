"""A process that the keeper lends to a command."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace

from fashion_cnn.workshop.process import meeting
from fashion_cnn.workshop.process.conversation import Conversation
from fashion_cnn.workshop.process.meeting import Meeting
from fashion_cnn.workshop.process.messages import to_json
from fashion_cnn.workshop.process.own import (
    Worker,
    environment,
    search_path,
    temporary_folder,
)

# FASHION_CNN_WORKER=0: no process outlives its command.
VARIABLE = "FASHION_CNN_WORKER"
# What the keeper answers to a caller, and what the caller says besides jobs.
WELCOME, OCCUPIED = b"welcome", b"occupied"
END_JOB, HANG_UP = b"end the job", b"hang up"
# Seconds that the keeper may take to start, to answer a call, and between two looks for it.
START, ANSWER, LOOK = 30.0, 5.0, 0.02


def borrow(library):
    """A process of the keeper's, which is started if there is none. None if that fails."""
    if os.environ.get(VARIABLE) == "0":
        return None
    try:
        path = meeting.folder() / f"{meeting.stamp(library)}.json"
        found = call(library, path)
        if not found or not found.answer:
            start(library, path)
            found = call(library, path)
    except Exception:  # the command has a way without, so nobody needs to know
        return None
    return found if found and found.answer == WELCOME else None


def call(library, path):
    """Call the keeper whose meeting is in a file; returns a Borrowed, or None without a file."""
    try:
        return Borrowed(library, Meeting.read(path))
    except (OSError, ValueError, TypeError):
        return None


def start(library, path):
    """Start the keeper, and wait until it can be called."""
    module = "fashion_cnn.workshop.process.keeper"
    words = [sys.executable, "-P", "-m", module, library, path.stem]
    apart = {"start_new_session": True}
    if os.name == "nt":
        apart = {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    before = read(path)
    keeper = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=path.parent,  # the learner's own may be deleted
        env=os.environ | {"PYTHONPATH": search_path()},
        **apart,
    )
    end = time.monotonic() + START
    while read(path) == before and keeper.poll() is None and time.monotonic() < end:
        time.sleep(LOOK)
    keeper.returncode = 0  # it is meant to go on: Python need not warn of it


def read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


class Borrowed(Conversation):
    """A process of the keeper's, at the other end of a connection.

    `answer` is WELCOME if the keeper lends it, OCCUPIED if others have it, and b"" if nobody is
    there. The keeper ends a job whose command hangs up or dies.
    """

    def __init__(self, library, meeting):
        super().__init__(library, meeting.fork)
        self.meeting, self.connection, self.answer = meeting, None, b""
        self.folder = None
        answered = threading.Event()
        threading.Thread(target=self.read, args=[answered], daemon=True).start()
        answered.wait(ANSWER)  # nothing else limits the wait for a process that has been stopped
        if self.answer == WELCOME:
            self.folder = temporary_folder()
        else:
            self.end()

    def read(self, answered):
        """Call the keeper, and put the lines of the process into `lines`."""
        try:
            self.connection = self.meeting.call()
            self.answer = self.connection.recv_bytes()
            answered.set()
            while self.answer == WELCOME and not self.ended:
                self.lines.put(self.connection.recv_bytes())
        except Exception:  # whatever it is, nobody is there any more
            pass
        finally:
            self.ended = True
            answered.set()
            self.lines.put(None)
            if self.connection:
                self.connection.close()

    @property
    def alive(self):
        return not self.ended

    @property
    def doubtful(self):
        return self.fork or not self.was_ready

    def replacement(self):
        self.kill()
        return Worker(self.library, fork=False)

    def send(self, job):
        job = replace(job, environment=environment(self.folder.name), folder=current_folder())
        self.say(to_json(job).encode())

    def say(self, what):
        with contextlib.suppress(OSError, ValueError):  # then there is nothing to read, either
            if self.connection:
                self.connection.send_bytes(what)

    def end_job(self):
        self.say(END_JOB)

    def end(self):
        self.ended = True
        self.say(HANG_UP)  # to close a connection does not end the wait of its reader

    def kill(self):
        self.end()
        if self.folder:
            self.folder.cleanup()


def current_folder():
    try:
        return os.getcwd()
    except OSError:  # it has been deleted
        return ""
