"""The program that keeps a process with Keras for the commands of a user.

    python -m fashion_cnn.workshop.process.keeper keras STAMP

The first command that needs one starts it, with the stamp that it looks for (borrowed.py). It lends
the process to one command at a time; another then starts a process of its own. It listens at an
address on this machine that only the user can call (meeting.py), not on a network.

It ends after ten minutes without a job, when another keeper has taken its place, and when files of
the kit or installed packages have changed. At the end of a login session, most systems remove the
folder where it can be found; then it ends, too.
"""

import contextlib
import queue
import signal
import sys
import threading
import time
from multiprocessing.connection import Listener
from pathlib import Path

from fashion_cnn.workshop.process import borrowed, meeting
from fashion_cnn.workshop.process.conversation import START
from fashion_cnn.workshop.process.meeting import Meeting
from fashion_cnn.workshop.process.messages import (
    End,
    Ready,
    Started,
    from_json,
    job_from_json,
    to_json,
)
from fashion_cnn.workshop.process.pool import CAN_FORK, Workers

# Seconds without a job until it ends, between two looks whether it is still wanted, and between
# two looks whether the command is still there.
IDLE, LOOK, LISTEN = 600.0, 10.0, 0.1
# Seconds that a job may take to end when it is told to.
PATIENCE = 5.0
# Seconds that a caller waits for another one, who may be about to hang up.
HANDOVER = 1.0
# Callers that wait until they are let in.
WAITING = 16


def main():
    # When the system asks it to end, what it has started ends, too, and its files are removed.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit())
    library, expected = sys.argv[1:]
    keeper = Keeper(library)
    # With another stamp, as from a KERAS_HOME relative to the command's folder, nobody would come.
    if keeper.stamp == expected and keeper.is_needed():
        keeper.work()


class Keeper:
    """Lends a process that has imported a library, until nobody wants it any more."""

    def __init__(self, library, fork=CAN_FORK, idle=IDLE, look=LOOK):
        self.library, self.fork, self.idle, self.look = library, fork, idle, look
        self.stamp = meeting.stamp(library)
        self.path = meeting.folder() / f"{self.stamp}.json"
        self.meeting = Meeting.invent(self.path.parent, fork)
        self.lent = threading.Lock()
        self.used, self.over = time.monotonic(), False

    def is_needed(self):
        """Whether no other keeper answers."""
        other = borrowed.call(self.library, self.path)
        if other:
            other.kill()
        return not other or not other.answer

    def work(self):
        """Lend the process until nobody wants it any more."""
        with (
            Listener(self.meeting.address, backlog=WAITING) as listener,
            Workers(stay=True, fork=self.fork) as self.workers,
        ):
            self.workers.prepare(self.library)  # first: those who are answered do so, too
            self.replace_other()
            threading.Thread(target=self.answer, args=[listener], daemon=True).start()
            while self.is_wanted():
                time.sleep(self.look)
            self.over = True
            self.lent.acquire(timeout=self.idle)  # nobody gets it any more
            if self.is_published():
                self.path.unlink(missing_ok=True)

    def replace_other(self):
        """Be found instead of a keeper that was killed."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            other = Path(Meeting.read(self.path).address)
            if other.parent == self.path.parent:  # a socket, which nobody else removes
                other.unlink()
        self.meeting.write(self.path)

    def is_wanted(self):
        if self.lent.locked():
            return True
        recent = time.monotonic() - self.used < self.idle
        return recent and self.is_published() and meeting.stamp(self.library) == self.stamp

    def is_published(self):
        """Whether commands find this keeper, and not another one or none."""
        try:
            return Meeting.read(self.path) == self.meeting
        except (OSError, ValueError, TypeError):
            return False

    def answer(self, listener):
        """Answer all calls. Each has a thread, since a caller may keep silent."""
        while not self.over:
            try:
                connection = listener.accept()
            except OSError:
                time.sleep(LISTEN)
            else:
                threading.Thread(target=self.attend, args=[connection], daemon=True).start()

    def attend(self, connection):
        """Lend the process to a caller, if it is free."""
        # Whatever goes wrong, the caller sees the end of the connection.
        with contextlib.suppress(Exception), connection:
            self.meeting.receive(connection)
            if not self.lent.acquire(timeout=HANDOVER):
                connection.send_bytes(borrowed.OCCUPIED)
                return
            try:
                connection.send_bytes(borrowed.WELCOME)
                self.lend(connection)
            finally:
                self.used = time.monotonic()
                self.lent.release()

    def lend(self, connection):
        """Run the jobs of a caller, until the caller hangs up."""
        worker = self.workers.prepare(self.library)
        try:
            while not worker.was_ready:
                line = worker.lines.get(timeout=START)
                if line is None:
                    return
                worker.was_ready = isinstance(from_json(text(line)), Ready)
            connection.send_bytes(to_json(Ready()).encode())
            while worker.alive and (words := connection.recv_bytes()) != borrowed.HANG_UP:
                if words == borrowed.END_JOB:
                    continue  # that came too late
                loan = Loan(connection, worker, job_from_json(text(words)))
                loan.follow()
                if loan.is_over:
                    return
        finally:
            if not (worker.fork and worker.alive and worker.was_ready):
                worker.kill()
            self.workers.prepare(self.library)


class Loan:
    """A job that runs for a caller."""

    def __init__(self, connection, worker, job):
        self.connection, self.worker, self.job = connection, worker, job
        self.ending = 0.0  # since when the job should end
        self.is_over = False  # whether the caller has gone

    def follow(self):
        """Start the job, and pass on what the process writes until its end."""
        self.worker.send(self.job)
        while True:
            try:
                line = self.worker.lines.get(timeout=LISTEN)
            except queue.Empty:
                pass
            else:
                if line is None:
                    self.worker.end()
                    return
                self.pass_on(line)
                message = from_json(text(line), self.job.token)
                if isinstance(message, Started):
                    self.worker.job = message.process
                elif isinstance(message, End):
                    self.worker.job = 0
                    return
            self.listen()

    def pass_on(self, line):
        with contextlib.suppress(OSError):  # the caller has gone, and `listen` will notice
            self.connection.send_bytes(line)

    def listen(self):
        """End the job if the caller says so, hangs up or has died."""
        if self.ending and time.monotonic() - self.ending > PATIENCE:
            self.worker.end()
        try:
            if self.is_over or not self.connection.poll():
                return
            self.is_over = self.connection.recv_bytes() != borrowed.END_JOB
        except (EOFError, OSError):
            self.is_over = True
        self.ending = self.ending or time.monotonic()
        self.worker.end_job()


def text(line):
    return line.decode("utf-8", "replace")


if __name__ == "__main__":
    main()
