"""Run learners' files, and tell what was found line by line.

    python -m fashion_cnn.workshop.worker numpy [--fork]

The library is imported first. Then a job, a line of JSON, is read from the input, and each
finding is written to the output as a line of JSON as soon as it is there. A learner's file gets
a process of its own: this one, which ends after one job, or with `--fork` a copy of this one for
each job. That copy starts at once, but exists on Linux only in a form that libraries survive.

What the learner's code prints is kept apart; a part of it that takes too long ends the process,
after writing where it was to the job's file `stack`.
"""

import contextlib
import faulthandler
import importlib
import inspect
import json
import os
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import NamedTuple

from fashion_cnn.workshop import lessons, training
from fashion_cnn.workshop.checking.checker import Checker, Finding
from fashion_cnn.workshop.checking.learners_file import BrokenFile, Kept, LearnersFile, NoKeyboard
from fashion_cnn.workshop.manifest import RIGHT, WRONG, find_lesson
from fashion_cnn.workshop.texts import Texts

# What a learner's file may take on top of what this process has, before NumPy says no.
MEMORY = 2 * 2**30


class Patience(NamedTuple):
    """Seconds that loading a file may take, with its imports, and drawing its picture."""

    load: float
    picture: float


# A disk may be slow, and some lessons with Keras train a network for their picture.
PATIENCE = {"numpy": Patience(15.0, 30.0), "keras": Patience(60.0, 180.0)}
# A progress bar need not move more often than this, in seconds.
BAR = 0.1


def main():
    needs, forking = sys.argv[1], "--fork" in sys.argv
    tell, jobs = take_over()
    import_library(needs)
    for line in jobs:
        job = json.loads(line)
        if not forking:
            run(job, tell)
            tell("end")  # what the learner's code has started may keep the output open
            break
        child = os.fork()
        if child == 0:
            run(job, tell)
            os._exit(0)
        os.waitpid(child, 0)
        tell("end")


def import_library(needs):
    """Import the library that lessons need; nothing is computed with it yet."""
    if needs == "keras":
        from fashion_cnn.base import backend

        backend.set_environment(verbose=False)
    importlib.import_module(needs)


def take_over():
    """Keep the real input and output for lines of JSON: return how to tell one, and the jobs.

    Programs that a learner starts, and C code, read from nowhere and print to nowhere.
    """
    lines = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    jobs = os.fdopen(os.dup(0), encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)

    def tell(kind, **values):
        lines.write(json.dumps({"kind": kind} | values) + "\n")
        lines.flush()

    return tell, jobs


def run(job, tell):
    """Check a learner's file; tell each finding, the verdict, and then the picture."""
    lesson, say = find_lesson(job["lesson"]), Texts(job["language"])
    patience = PATIENCE[lesson.needs]
    with open(job["stack"], "w", encoding="utf-8") as stack, apart() as printed:
        faulthandler.enable(stack)
        limit_memory(job)
        states = []
        try:
            file = timed(stack, patience.load, lambda: read(job, say))
            tell("loaded")
            checker = Checker(
                lesson.id,
                lessons.tasks(lesson.id),
                say,
                calling=lambda lines: tell("calling", lines=lines),
            )
            for task in lesson.tasks:
                finding = timed(stack, job["seconds"], lambda task=task: checker.check(task, file))
                states.append(finding.state)
                tell("finding", finding=finding.as_dictionary())
        except BrokenFile as broken:
            states.append(broken.finding.state)
            tell("finding", finding=broken.finding.as_dictionary())
        except Exception:
            # The kit's fault, or the learner's code has changed Python itself.
            tell("failed", traceback=traceback.format_exc())
            return
        tell("verdict", printed=printed.getvalue())
        if job["picture"] and set(states) == {RIGHT}:
            timed(stack, patience.picture, lambda: draw(file, job["picture"], tell))
        faulthandler.disable()


def read(job, say):
    path, lesson = Path(job["path"]), find_lesson(job["lesson"])
    file = LearnersFile(path.read_bytes(), path.name, say, path)
    if not set(lesson.tasks) & set(file.namespace):
        text = say("engine", "no_functions", file=path.name, lesson=lesson.id)
        raise BrokenFile(Finding("", WRONG, "no_functions", text))
    return file


def timed(stack, seconds, work):
    """Do some work; if it takes too long, end the process and leave in `stack` where it was.

    A thread of Python sees the stack as it is; where C code keeps it from running, faulthandler
    does the same a second later.
    """
    watch = threading.Timer(seconds, give_up, [stack, threading.get_ident()])
    watch.daemon = True
    watch.start()
    faulthandler.dump_traceback_later(seconds + 1, exit=True, file=stack)
    try:
        return work()
    finally:
        faulthandler.cancel_dump_traceback_later()
        watch.cancel()


def give_up(stack, thread):
    """Write the stack of a thread as faulthandler does, the innermost call first, and end."""
    stack.write("Timeout\n")
    frame = sys._current_frames()[thread]
    while frame:
        code = frame.f_code
        stack.write(f'  File "{code.co_filename}", line {frame.f_lineno} in {code.co_name}\n')
        frame = frame.f_back
    stack.flush()
    os._exit(1)


@contextlib.contextmanager
def apart():
    """Keep what is printed, and let nobody read from the keyboard; yield what is kept."""
    keyboard, printed = sys.stdin, Kept()
    sys.stdin = NoKeyboard()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            yield printed
        finally:
            sys.stdin = keyboard


def limit_memory(job):
    """Let an array that is far too large fail at once, where the system can do that.

    TensorFlow reserves more than it uses, so lessons with Keras have no limit.
    """
    if sys.platform == "linux" and find_lesson(job["lesson"]).needs == "numpy":
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + MEMORY
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        if most == resource.RLIM_INFINITY or limit < most:
            resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def draw(file, path, tell):
    """Draw the lesson's picture with the learner's functions and tell what it shows."""
    training.report = Report(tell)
    try:
        title, description = save_picture(file.namespace["picture"], path)
    except BaseException as error:
        tell("picture", finding=file.describe_error(error, "").as_dictionary())
    else:
        tell("picture", path=path, title=title, description=description)


class Report:
    """Tells the progress of a training, but not at every step."""

    def __init__(self, tell):
        self.tell, self.last = tell, 0.0

    def __call__(self, done, of, what):
        now = time.monotonic()
        if done == of or now - self.last > BAR:
            self.last = now
            self.tell("progress", done=done, of=of, what=what)


def save_picture(picture, path):
    """Write what a lesson's picture() draws; return its title and description."""
    from fashion_cnn.drawing.picture import Picture

    title, description = described(picture)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Picture(picture(), title, description).save(path)
    return title, description


def described(picture):
    """Return the title and the description that a lesson's picture() has in its docstring."""
    title, _, rest = (inspect.getdoc(picture) or "").partition("\n")
    return title.rstrip("."), " ".join(rest.split())


if __name__ == "__main__":
    main()
