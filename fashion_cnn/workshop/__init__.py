"""The workshop: lessons to fill in, and checks that say what is wrong.

    python -m fashion_cnn.workshop

    learner/     the commands, a learner's folder and what is printed
    process/     runs each learner's file in a process of its own
    checking/    tries the functions of a file and says what is wrong with them
    lessons/     what the checks try, a module for each lesson
    room/        what a room of learners gets wrong, live on the instructor's screen
    authors/     makes the exercises in workshop/ from solutions/, and verifies the lessons

manifest.toml has the order of the lessons and their hints.

In a notebook, the learner calls the functions of this module instead of the commands.
"""

import os
import sys

from fashion_cnn.base import shadows

# Lessons import this package before all others.
shadows.tell()


def program():
    """The namespace of the file that runs as `python FILE` and imports this package, or None.

    None under debuggers, profilers, IPython, IDLE and others: they run a file from their own code,
    and the user may want to see each of its lines.
    """
    main, frame = sys.modules["__main__"], sys._getframe()
    while frame.f_back:
        frame = frame.f_back
    monitored = hasattr(sys, "monitoring") and any(map(sys.monitoring.get_tool, range(6)))
    watched = sys.gettrace() or sys.getprofile() or monitored
    goes_on = sys.flags.interactive or sys.flags.inspect or "PYTHONINSPECT" in os.environ
    if watched or goes_on or frame.f_globals is not vars(main) or main.__spec__:
        return None
    return vars(main) if "__file__" in vars(main) else None


def verdict(lesson_id, namespace):
    """The last line of every lesson: check its file, then show its picture.

    `namespace` is the file's globals(). If the file is imported instead of run, nothing happens.
    """
    if namespace["__name__"] == "__main__":
        from fashion_cnn.workshop.learner import run_button  # not for those who only import

        run_button.verdict(lesson_id, namespace)


def check():
    """In a notebook: check the functions as they are now."""
    if "ipykernel" in sys.modules:
        kernel().check()


def hint(task=""):
    """In a notebook: print the next hint for a task, by default the first that is not right."""
    if "ipykernel" in sys.modules:
        kernel().hint(task)


def solution(reveal=False):
    """In a notebook: print the lesson's solution once you have passed, or if `reveal`."""
    if "ipykernel" in sys.modules:
        kernel().solution(reveal)


def progress():
    """In a notebook: list the lessons, and how far you are with each."""
    if "ipykernel" in sys.modules:
        kernel().progress()


def kernel():
    from fashion_cnn.workshop.learner import kernel  # needs NumPy and IPython

    return kernel


if program():
    from fashion_cnn.workshop.learner import run_button

    run_button.verdict_at_once(program())
