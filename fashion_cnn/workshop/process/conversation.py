"""What a command reads from a process that runs learners' files, whoever has started that."""

import contextlib
import math
import queue
from abc import ABC, abstractmethod
from collections import deque

from fashion_cnn.workshop.process.messages import Busy, End, Ready, Started, from_json

# Seconds that a process may take to import its library, or what pictures need, before a job starts.
START = 180.0
# Seconds of silence that are counted at once.
WAIT = 0.5
# The most lines that wait to be read, and of those that are no messages, how many are kept.
WAITING, UNREAD = 1000, 200


class Conversation(ABC):
    """Jobs for a process, and its answers.

    With `fork`, each job runs in a copy of the process, which then has time for the next. `unread`
    are the last lines that are no messages, such as the stack of a process that ended. Somebody
    puts what the process writes into `lines`: bytes for each line, and None at the end.
    """

    def __init__(self, library, fork):
        self.library, self.fork = library, fork
        self.ended = self.was_ready = self.silent = False
        self.job = 0  # the process of the job that is running
        self.last_words = ""  # what the process wrote about itself, once it is over
        self.unread = deque(maxlen=UNREAD)
        self.lines = queue.Queue(WAITING)

    @property
    @abstractmethod
    def alive(self):
        """Whether the process can run a job."""

    @property
    def has_started(self):
        """Whether the process has begun with its job; until then, it may import modules."""
        return self.was_ready and (self.job > 0 or not self.fork)

    @property
    def doubtful(self):
        """Whether the process may be to blame if a job ends without a verdict."""
        return self.fork

    @abstractmethod
    def send(self, job):
        """Send a Job."""

    @abstractmethod
    def end_job(self):
        """End the job with all that it has started."""

    @abstractmethod
    def end(self):
        """End the job, and the process unless others use it."""

    @abstractmethod
    def kill(self):
        """End what `end` ends, and close all files."""

    @abstractmethod
    def replacement(self):
        """Another process for the same library, which is not copied, in place of this one."""

    def next_line(self, silence):
        """The next line, or None at the end; after so many seconds of silence, the job is ended."""
        # A computer that sleeps is silent, too, so no single wait is counted as more than WAIT.
        for _ in range(math.ceil((silence if self.has_started else START) / WAIT)):
            with contextlib.suppress(queue.Empty):
                return self.lines.get(timeout=WAIT)
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
                elif message and not isinstance(message, Busy):
                    yield message
                elif not self.was_ready and isinstance(from_json(line), Ready):
                    self.was_ready = True
                elif not message:
                    self.unread.append(line)
        finally:
            self.job = 0
            if not self.fork:
                self.kill()
