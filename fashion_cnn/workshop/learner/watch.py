"""Check a lesson whenever it is saved."""

import os
import time
from hashlib import sha256
from pathlib import Path

from fashion_cnn.base.errors import KitError, describe_os_error
from fashion_cnn.workshop.learner import show
from fashion_cnn.workshop.manifest import find_lesson, id_of, lessons

# Files written within this many milliseconds belong to one save.
STEP = 50
# After so many milliseconds without a save, see whether the folder is still there.
LOOK = 1000


def watch(session):
    """Check each lesson of the workspace when it is saved, until Ctrl-C."""
    folder = session.workspace.folder
    session.tell("watching", folder=show.show_path(folder))
    session.tell_next()
    contents = {path: digest(path) for path in folder.glob("*.py")}
    for changes in saves(folder):
        for path in sorted({Path(path) for _, path in changes}):
            here = folder / path.name
            if is_lesson(here) and here.is_file() and digest(here) != contents.get(here):
                contents[here] = digest(here)
                try_to_check(session, here)


def saves(folder):
    """Yield sets of (kind, path) for what was saved in a folder."""
    try:
        from watchfiles import watch as watch_files
    except ImportError:
        raise KitError("Watching needs watchfiles: python -m pip install watchfiles") from None
    watched = identity(folder)
    settings = {"watch_filter": None, "step": STEP, "rust_timeout": LOOK, "yield_on_timeout": True}
    for changes in watch_files(folder, recursive=False, **settings):
        if identity(folder) != watched:
            raise KitError(
                f"{folder} has been deleted, moved or replaced, so nothing is watched any more. "
                "Go to your folder and run watch again."
            )
        yield changes


def identity(folder):
    """What distinguishes a folder from a later one of the same name; None if there is none."""
    try:
        found = os.stat(folder)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_lesson(path):
    return id_of(path) in {lesson.id for lesson in lessons()} and path.suffix == ".py"


def digest(path):
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:  # between the two halves of an editor's save
        return ""


def try_to_check(session, path):
    """Check a file that was saved; whatever goes wrong, keep watching."""
    try:
        check_saved(session, path)
    except KitError as error:
        session.out.print(str(error))
    except OSError as error:
        session.out.print(describe_os_error(error))


def check_saved(session, path):
    """Check a file that was saved, and name the next lesson after a pass."""
    lesson = find_lesson(path.name)
    session.out.print()
    if session.out.is_terminal:
        session.out.rule()
    session.tell("saved", time=time.strftime("%H:%M:%S"), file=path.name)
    outcome, _ = session.check(lesson, path)
    if outcome.passed:
        session.out.print()
        session.tell_next()
