"""The program that runs learners' files, in a process of its own.

    python -m fashion_cnn.workshop.process.worker numpy [--fork]

It imports the library first. Then it reads a Job from its input and writes what it finds to its
output, a line for each message (see messages.py) as soon as it is known. Each learner's file gets
a process of its own: this one, which ends after one job, or with `--fork` a copy of this one for
each job. The copy starts at once, but only on Linux do libraries survive the copying.

What the learner's code prints is captured. If a part of it takes too long, the process ends
after writing where it was to the job's file `stack`.
"""

import contextlib
import faulthandler
import importlib
import os
import sys
import time
import traceback
from pathlib import Path
from typing import NamedTuple

from fashion_cnn.base import backend
from fashion_cnn.workshop import training
from fashion_cnn.workshop.checking.checker import Checker
from fashion_cnn.workshop.checking.finding import RIGHT, WRONG, Finding
from fashion_cnn.workshop.checking.learners_file import BrokenFile, LearnersFile
from fashion_cnn.workshop.checking.streams import Kept, NoKeyboard
from fashion_cnn.workshop.lessons import tasks_of
from fashion_cnn.workshop.manifest import find_lesson
from fashion_cnn.workshop.process import messages
from fashion_cnn.workshop.process.stack import time_limit
from fashion_cnn.workshop.texts import Texts

# Bytes that a learner's file may use on top of what this process has, before NumPy refuses.
MEMORY = 2 * 2**30
# Shortest time between two messages about the progress of training, in seconds.
STEP_SECONDS = 0.1


class Patience(NamedTuple):
    """Seconds that loading a file may take, with its imports, and drawing its picture."""

    load: float
    picture: float


# A disk may be slow, and some lessons with Keras train a network for their picture.
PATIENCE = {"numpy": Patience(15.0, 30.0), "keras": Patience(60.0, 180.0)}


def main():
    library, forking = sys.argv[1], "--fork" in sys.argv
    send, jobs = take_over()
    import_library(library)
    for line in jobs:
        job = messages.from_json(line)
        if not forking:
            run(job, send)
            send(messages.End())  # what the learner's code has started may keep the output open
            break
        child = os.fork()
        if child == 0:
            run(job, send)
            os._exit(0)
        os.waitpid(child, 0)
        send(messages.End())


def import_library(library):
    """Import the library that lessons need; nothing is computed with it yet."""
    if library == "keras":
        backend.set_environment(verbose=False)
    importlib.import_module(library)


def take_over():
    """Keep the real input and output for messages; returns (send, lines with jobs).

    Programs that a learner starts, and C code, get an empty stdin, and their output is discarded.
    """
    output = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    jobs = os.fdopen(os.dup(0), encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)

    def send(message):
        output.write(messages.to_json(message) + "\n")
        output.flush()

    return send, jobs


def run(job, send):
    """Check a learner's file: send each finding, the verdict, and then the picture."""
    lesson = find_lesson(job.lesson)
    patience = PATIENCE[lesson.needs]
    with open(job.stack, "w", encoding="utf-8") as stack, apart() as printed:
        faulthandler.enable(stack)
        limit_memory(lesson)
        if lesson.draws_with == "keras":
            backend.set_environment(verbose=False)
        try:
            with time_limit(stack, patience.load):
                file = load(job, lesson)
            send(messages.Loaded())
            passed = check_tasks(job, lesson, file, stack, send)
        except BrokenFile as broken:
            send(broken.finding)
            passed = False
        except Exception:
            # The kit's fault, or the learner's code has changed Python itself.
            send(messages.Failed(traceback.format_exc()))
            return
        send(messages.Verdict(printed.getvalue()))
        if passed and job.picture:
            with time_limit(stack, PATIENCE[lesson.draws_with].picture):
                draw(file, job.picture, send)
        faulthandler.disable()


def load(job, lesson):
    path, say = Path(job.path), Texts(job.language)
    file = LearnersFile(path.read_bytes(), path.name, say, path)
    if not set(lesson.tasks) & set(file.namespace):
        text = say("engine", "no_functions", file=path.name, lesson=lesson.id)
        raise BrokenFile(Finding("", WRONG, "no_functions", text))
    return file


def check_tasks(job, lesson, file, stack, send):
    """Check all tasks of a lesson; tells whether they are right."""
    tasks = tasks_of(lesson.id)
    checker = Checker(lesson.id, tasks, file.say, lambda lines: send(messages.Calling(lines)))
    states = set()
    for task in lesson.tasks:
        with time_limit(stack, job.seconds):
            finding = checker.check(task, file)
        states.add(finding.state)
        send(finding)
    return states == {RIGHT}


@contextlib.contextmanager
def apart():
    """Keep what is printed, and let nobody read from the keyboard; yields what is kept."""
    keyboard, printed = sys.stdin, Kept()
    sys.stdin = NoKeyboard()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            yield printed
        finally:
            sys.stdin = keyboard


def limit_memory(lesson):
    """Let an array that is far too large fail at once, where the system can do that.

    TensorFlow reserves more than it uses, so lessons with Keras have no limit.
    """
    if sys.platform == "linux" and lesson.draws_with == "numpy":
        import resource  # not on Windows

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + MEMORY
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        if most == resource.RLIM_INFINITY or limit < most:
            resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def draw(file, path, send):
    """Draw the lesson's picture with the learner's functions and send what it shows."""
    from fashion_cnn.workshop.checking.picture import draw_picture  # imported after the verdict

    training.on_step = Steps(send)
    try:
        title, description = draw_picture(file.namespace["picture"], path)
    except BaseException as error:
        send(file.describe_error(error, ""))
    else:
        send(messages.Drawn(path, title, description))


class Steps:
    """Sends the progress of training, but not every step."""

    def __init__(self, send):
        self.send, self.last = send, 0.0

    def __call__(self, done, of, what):
        now = time.monotonic()
        if done == of or now - self.last > STEP_SECONDS:
            self.last = now
            self.send(messages.Step(done, of, what))


if __name__ == "__main__":
    main()
