"""What the last line of a lesson does: the verdict, and then the picture.

A file that is run with `python NN_slug.py` or the editor's Run button is checked as by the command
`check`. In a notebook, the functions are checked as they are. A file in the kit's own solutions/ or
workshop/ gets its verdict, but no progress is saved.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from fashion_cnn.base.commandline import execute
from fashion_cnn.workshop.learner.session import session_near
from fashion_cnn.workshop.manifest import find_lesson
from fashion_cnn.workshop.process.messages import Drawn


def verdict(lesson_id, namespace):
    """Print the verdict on the lesson in `namespace`; if all is right, show its picture."""
    lesson = find_lesson(lesson_id)
    if "ipykernel" in sys.modules:
        from fashion_cnn.workshop.learner import kernel  # needs NumPy

        kernel.verdict(lesson, namespace)
    else:
        execute(lambda: check_file(lesson, Path(namespace["__file__"])))


def check_file(lesson, path):
    """Check a lesson's file in a process of its own, open its picture; returns the exit code."""
    with session_near(path) as session:
        outcome, drawn = session.check(lesson, path)
        session.tell_what_follows(outcome)
    if isinstance(drawn, Drawn):
        open_picture(drawn.path)
    return 0 if outcome.passed else 1


def open_picture(path):
    """Show a picture with the system's own viewer, if a person is at the screen."""
    if not sys.stdout.isatty():
        return
    with contextlib.suppress(OSError):
        if os.name == "nt":
            os.startfile(path)
        elif sys.platform == "darwin":
            subprocess.Popen(["open", path])
        elif shutil.which("xdg-open") and {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            subprocess.Popen(["xdg-open", path], **quiet)
