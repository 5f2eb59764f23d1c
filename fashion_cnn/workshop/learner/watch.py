"""Check a lesson whenever it is saved."""

import time
from hashlib import sha256
from pathlib import Path

from fashion_cnn.base.errors import KitError, describe_os_error
from fashion_cnn.workshop.learner import show
from fashion_cnn.workshop.manifest import find_lesson, id_of, lessons

# Files written within this many milliseconds belong to one save.
STEP = 50


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
    yield from watch_files(folder, recursive=False, step=STEP, watch_filter=None)


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
