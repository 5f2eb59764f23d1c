"""The program that runs learners' files, in a process of its own.

    python -m fashion_cnn.workshop.process.worker numpy [--fork]

It imports the library first. Then it reads a Job from its input and writes what it finds to its
output, a line for each message (see messages.py) as soon as it is known. Each learner's file gets
a process of its own: this one, which ends after one job, or with `--fork` a copy of this one for
each job. The copy starts at once, but only on Linux do libraries survive the copying.

What the learner's code prints is captured. If a part of it takes too long, it is stopped, or else
the process ends after writing where it was to its output (see limits.py).
"""

import contextlib
import faulthandler
import importlib
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

from fashion_cnn.base import backend
from fashion_cnn.base.language import speak
from fashion_cnn.workshop import training
from fashion_cnn.workshop.checking.checker import Checker
from fashion_cnn.workshop.checking.exceptions import TimeUp
from fashion_cnn.workshop.checking.finding import RIGHT, WRONG, Finding
from fashion_cnn.workshop.checking.learners_file import BrokenFile, LearnersFile
from fashion_cnn.workshop.checking.notebook import source_of
from fashion_cnn.workshop.checking.streams import Kept, NoKeyboard
from fashion_cnn.workshop.lessons import tasks_of
from fashion_cnn.workshop.manifest import find_lesson
from fashion_cnn.workshop.process import messages
from fashion_cnn.workshop.process.limits import Limits

# Bytes that a learner's file may use on top of what this process has.
MEMORY = 2 * 2**30
# Bytes of addresses that it may ask for at once: TensorFlow reserves more than it uses.
ADDRESSES = {"numpy": MEMORY, "keras": 12 * 2**30}
FOR_PICTURES = ("fashion_cnn.workshop.checking.picture", "fashion_cnn.drawing.plots")
# Shortest time between two messages about the progress of training, in seconds.
STEP_SECONDS = 0.1


def main():
    library, forking = sys.argv[1], "--fork" in sys.argv
    output, jobs = take_over()
    before = dict(os.environ)
    import_library(library)
    own = dict(os.environ.items() - before.items())  # what the library needs
    sender(output)(messages.Ready())
    for line in jobs:
        job = messages.job_from_json(line)
        send = sender(output, job.token)
        if not forking:
            move(job, own)
            run(job, output, send)
            send(messages.End())  # what the learner's code has started may keep the output open
            break
        child = os.fork()
        if child == 0:
            reseed()
            move(job, own)
            run(job, output, send)
            os._exit(0)
        follow(child, send)
        import_for_pictures()


def reseed():
    """Let each copy draw random numbers of its own; Python's own generator does so by itself."""
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def move(job, own):
    """Go where the command is that has sent a job, if another command has started this process."""
    if not job.environment:
        return
    variables = job.environment | own
    for name in set(os.environ) - set(variables):
        del os.environ[name]
    os.environ.update(variables)
    tempfile.tempdir = None  # it is in another variable now
    with contextlib.suppress(OSError):
        os.chdir(job.folder)


def follow(child, send):
    """Wait for a copy of this process, and end all that it has started."""
    with contextlib.suppress(OSError):  # it does the same; whoever is first
        os.setpgid(child, child)
    send(messages.Started(child))
    os.waitpid(child, 0)
    with contextlib.suppress(OSError):
        os.killpg(child, signal.SIGKILL)
    send(messages.End())


def import_library(library):
    """Import the library that lessons need; nothing is computed with it yet."""
    if library == "keras":
        backend.import_keras()
        if backend.keras_backend() == "jax":
            # Each copy would compile anew, and what a process has computed, its copies cannot use.
            backend.keep_compiled(Path(tempfile.gettempdir(), "compiled"))
    else:
        importlib.import_module(library)


def import_for_pictures():
    """Import what most pictures need, once the first verdict is given and nobody waits."""
    with contextlib.suppress(Exception):  # whoever needs it will say what is wrong
        for module in FOR_PICTURES:
            importlib.import_module(module)


def take_over():
    """Keep the real input and output for messages; returns (descriptor, lines with jobs).

    Programs that a learner starts, and C code, get an empty stdin, and their output is discarded.
    """
    output, jobs = os.dup(1), os.fdopen(os.dup(0), encoding="utf-8")
    discard(0, 1)
    return output, jobs


def discard(*descriptors):
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(nowhere, descriptor)


def sender(output, token=""):
    """A function that writes messages about a job."""
    write = os.write  # the learner's code may replace it
    lock = threading.Lock()  # of the thread with the limits

    def send(message):
        left = messages.to_json(message, token).encode() + b"\n"
        with lock:
            while left:
                left = left[write(output, left) :]

    return send


def run(job, output, send):
    """Check a learner's file: send each finding, the verdict, and then the picture."""
    lesson = find_lesson(job.lesson)
    if "--fork" in sys.argv:
        os.setpgid(0, 0)
    discard(2)
    faulthandler.enable(output)
    limit_addresses(lesson)
    if lesson.draws_with == "keras":
        backend.set_environment(verbose=False)
    on_busy = lambda: send(messages.Busy())  # noqa: E731
    limits = Limits(job.seconds, job.total, MEMORY, Path(job.path).parent, output, on_busy)
    with apart() as printed:
        try:
            file = load(job, lesson, limits)
            if file.problem:
                send(file.problem)
            send(messages.Loaded())
            right = check_tasks(job, lesson, file, limits, send) and not file.problem
        except BrokenFile as broken:
            send(broken.finding)
            right = False
        except Exception:
            send(messages.Failed(traceback.format_exc()))
            return
        send(messages.Verdict(printed.getvalue()))
        if right and job.picture:
            limits.seconds = limits.left = job.drawing
            draw(file, limits, job.picture, send)
        faulthandler.disable()


def load(job, lesson, limits):
    speak(job.language)
    path = Path(job.path)
    content, say = source_of(path.read_bytes(), path.name, job.language)
    limits.next_part()
    file = LearnersFile(content, path.name, say, path, limits)
    if not file.problem and not set(lesson.tasks) & set(file.namespace):
        text = say("engine", "no_functions", file=path.name, lesson=lesson.id)
        raise BrokenFile(Finding("", WRONG, "no_functions", text))
    return file


def check_tasks(job, lesson, file, limits, send):
    """Check the tasks of a job; tells whether they are right."""
    tasks = tasks_of(lesson.id)
    checker = Checker(lesson.id, tasks, file.say, lambda lines: send(messages.Calling(lines)))
    checker.found |= {name: checker.unchecked(name, file) for name in job.broken}
    states = set()
    for task in job.tasks:
        limits.next_part()
        finding = judged(checker, task, file) if limits.left > 0 else checker.unchecked(task, file)
        states.add(finding.state)
        send(finding)
    return states == {RIGHT}


def judged(checker, task, file):
    """The Finding for a task, whatever happens."""
    try:
        return checker.check(task, file)
    except BaseException:  # TimeUp may come late, and nobody knows all that a learner can return
        text, line = file.say("engine", "unjudged", function=task), file.line_of(task)
        return Finding(task, WRONG, "unjudged", text, line=line)


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


def limit_addresses(lesson):
    """Let an array that is far too large fail at once, where the system can do that."""
    if sys.platform == "linux":
        import resource  # not on Windows

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + ADDRESSES[lesson.draws_with]
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        if most == resource.RLIM_INFINITY or limit < most:
            resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def draw(file, limits, path, send):
    """Draw the lesson's picture with the learner's functions and send what it shows."""
    from fashion_cnn.workshop.checking.picture import draw_picture  # imported after the verdict

    training.on_step = Steps(send)
    limits.next_part()
    try:
        with limits():
            title, description = draw_picture(file.namespace["picture"], path)
    except TimeUp as error:
        send(file.describe_error(error, "", "no_end_of_picture"))
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
