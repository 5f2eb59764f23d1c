"""The workshop in the cells of a notebook: what the functions of fashion_cnn.workshop do there.

A notebook's functions are checked in its own process as they are, saved or not.
"""

import _thread
import builtins
import contextlib
import os
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from IPython import get_ipython
from IPython.display import Image, display

from fashion_cnn.base.errors import KitError, UsageError, describe_os_error
from fashion_cnn.base.words import asked_for
from fashion_cnn.workshop.checking.checker import Checker
from fashion_cnn.workshop.checking.finding import WRONG, Finding, Outcome
from fashion_cnn.workshop.checking.notebook import RunningNotebook
from fashion_cnn.workshop.checking.picture import draw_picture
from fashion_cnn.workshop.checking.streams import AskedForInput, Kept
from fashion_cnn.workshop.learner import commands, show
from fashion_cnn.workshop.learner.session import Session
from fashion_cnn.workshop.learner.workspace import Workspace, find_workspace, is_kits_own
from fashion_cnn.workshop.lessons import tasks_of
from fashion_cnn.workshop.manifest import EXERCISES, find_lesson, lessons
from fashion_cnn.workshop.process.limits import LIBRARIES, LOOK, Clock


def verdict(lesson, namespace):
    """Check the functions of a notebook, print the verdict, and then show the picture."""
    with session(namespace) as here:
        outcome = here.check(lesson)
        if outcome.passed:
            here.show_picture()
        here.tell_what_follows(outcome)


def check():
    verdict(current(), get_ipython().user_ns)


def hint(task):
    with session() as here:
        known = commands.lesson_of_task(task)
        lesson = find_lesson(known) if known else current()
        here.judge(lesson)
        commands.tell_hint(here, lesson, task)


def solution(reveal):
    with session() as here:
        lesson = current()
        commands.tell_solution(here, lesson, reveal or here.workspace.passed(lesson))


def progress():
    with session() as here:
        commands.tell_lessons(here)


@contextlib.contextmanager
def session(namespace=None):
    """Yield the NotebookSession of this kernel; an error of the kit is a sentence."""
    try:
        with NotebookSession(get_ipython().user_ns if namespace is None else namespace) as here:
            yield here
    except KitError as error:
        print(error)
    except OSError as error:
        print(describe_os_error(error))


def current():
    """The lesson of this notebook: the one with the most tasks among its functions."""
    there = set(get_ipython().user_ns)
    lesson = max(lessons(), key=lambda lesson: len(there & set(lesson.tasks)))
    if there & set(lesson.tasks):
        return lesson
    with session() as here:
        return here.workspace.current() or lesson


class NotebookSession(Session):
    """A learner at work in a notebook: `namespace` is its globals()."""

    def __init__(self, namespace):
        workspace, records = workspace_of(namespace)
        super().__init__(workspace, records=records)
        self.new = not workspace.path.exists()
        self.notebook = RunningNotebook(namespace, asked_for() or workspace.language)
        self.say = self.notebook.say

    def check(self, lesson):
        """Check the lesson's functions, print the verdict and record it; returns the Outcome."""
        outcome = self.judge(lesson)
        show.outcome(self.out, self.say, lesson, "", outcome)
        if self.records:
            self.report(lesson, outcome, self.notebook.source)
        if self.records and self.new:
            self.out.print()
            self.tell("progress_here", path=show.show_path(self.workspace.path))
        return outcome

    def judge(self, lesson):
        """Check the lesson's functions and record the Outcome, without printing anything."""
        checker = Checker(lesson.id, tasks_of(lesson.id), self.say)
        with apart() as printed:
            findings = [self.judge_task(checker, task, lesson) for task in lesson.tasks]
        outcome = Outcome(findings, printed=printed.getvalue())
        if self.records:
            self.workspace.record(lesson, outcome)
        return outcome

    def judge_task(self, checker, task, lesson):
        """The Finding for a task, which is interrupted if it takes too long."""
        try:
            with self.time_limit(self.patience(lesson)):
                return checker.check(task, self.notebook)
        except KeyboardInterrupt as error:  # in a line of the kit
            finding = self.notebook.describe_error(error, task)
            return Finding(task, WRONG, finding.key, finding.text)
        except Exception:  # nobody knows all that a learner can return
            text, line = self.say("engine", "unjudged", function=task), self.notebook.line_of(task)
            return Finding(task, WRONG, "unjudged", text, line=line)

    def patience(self, lesson):
        """Seconds for a task."""
        return lesson.seconds

    @contextlib.contextmanager
    def time_limit(self, seconds):
        """Interrupt the block after some seconds, as the button with the square does."""

        clock, over = Clock(threading.get_ident(), os.getcwd()), threading.Event()

        def watch():
            used = waited = 0.0
            while used < seconds and waited < LIBRARIES:
                if over.wait(LOOK):
                    return
                more_used, more_waited = clock.look()
                used, waited = used + more_used, waited + more_waited
            self.notebook.late = True
            _thread.interrupt_main()

        self.notebook.late = False
        threading.Thread(target=watch, daemon=True).start()
        try:
            yield
        finally:
            over.set()

    def show_picture(self):
        """Show the lesson's picture under the cell, with its description as alt text."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "picture.png"
            try:
                _, description = draw_picture(self.notebook.namespace["picture"], path)
            except (Exception, KeyboardInterrupt) as error:
                self.out.print()
                self.tell("no_picture")
                show.finding(self.out, self.notebook.describe_error(error, ""))
                return
            display(Image(path.read_bytes(), alt=description))

    def file(self, lesson):
        return self.workspace.notebook(lesson)


@contextlib.contextmanager
def apart():
    """Keep what is printed, and let nobody type; yields what is kept."""

    def no_keyboard(*prompt):
        raise AskedForInput

    printed, keyboard = Kept(), builtins.input
    builtins.input = no_keyboard
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            yield printed
        finally:
            builtins.input = keyboard


def workspace_of(namespace):
    """The Workspace of a notebook, and whether its progress may be saved there.

    It is the one around the notebook or around the current folder. If there is none, the current
    folder becomes one.
    """
    for folder in map(Path, folders_of(namespace)):
        with contextlib.suppress(UsageError):
            return find_workspace(near=folder), True
    here = Path.cwd()
    if any(map(is_kits_own, (here, *here.parents))):
        return Workspace(EXERCISES), False
    return Workspace(here), True


def folders_of(namespace):
    """Yield where the notebook may be: VS Code and Jupyter say it, and the kernel starts there."""
    for path in namespace.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME"):
        if path and os.path.isabs(path):
            yield os.path.dirname(path)
    yield os.getcwd()
    yield get_ipython().starting_dir
