"""The processes in which learners' files run.

    with Workers() as workers:
        with workers.check(lesson, path, language="en") as check:
            check.outcome().passed

On Linux, `Workers(stay=True)` keeps one process that has imported the library and forks for each
job. Elsewhere, it starts the process for the next job in advance. `Workers(borrow=True)` borrows
from the keeper, which outlives the command, a process that has imported Keras.
"""

import sys

from fashion_cnn.workshop.process.check import Check
from fashion_cnn.workshop.process.own import Worker

CAN_FORK = sys.platform == "linux"
# NumPy is imported faster than a keeper would be started.
BORROWED = {"keras"}


class Workers:
    """Processes for learners' files. Close it, or use it in a `with` statement."""

    def __init__(self, stay=False, fork=CAN_FORK, borrow=False):
        self.stay, self.fork, self.borrow = stay, stay and fork, borrow
        self.ready = {}  # library -> the process that has imported it

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
            worker = self.ready[library] = self.borrowed(library) or Worker(library, self.fork)
        return worker

    def borrowed(self, library):
        """A process of the keeper's, or None."""
        if not self.borrow or library not in BORROWED:
            return None
        from fashion_cnn.workshop.process.borrowed import borrow  # sockets, for a few lessons only

        return borrow(library)

    def check(self, lesson, path, language, picture=""):
        """Begin to check a learner's file; returns the Check."""
        worker = self.prepare(lesson.needs)
        check = Check(lesson, path, language, picture, worker)
        if not worker.fork:  # it ends with its job
            del self.ready[lesson.needs]
            if self.stay:
                self.prepare(lesson.needs)
        return check
