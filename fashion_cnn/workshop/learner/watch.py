"""Check a lesson whenever it is saved."""

import contextlib
import queue
import threading
import time
from hashlib import sha256
from pathlib import Path

from fashion_cnn.base.errors import KitError, describe_os_error
from fashion_cnn.workshop.learner import show
from fashion_cnn.workshop.manifest import find_lesson, id_of, lessons
from fashion_cnn.workshop.process.check import Cancelled

# Files written within this many milliseconds belong to one save.
STEP = 50


def watch(session):
    """Check each lesson of the workspace when it is saved, until Ctrl-C."""
    folder = session.workspace.folder
    session.tell("watching", folder=show.show_path(folder))
    session.tell_next()
    contents = {path: digest(path) for path in folder.glob("*.py")}
    try:
        from watchfiles import watch as watch_files
    except ImportError:
        raise KitError("Watching needs watchfiles: python -m pip install watchfiles") from None
    saved = queue.Queue()  # paths, or an exception that ends the watching

    def follow():
        """Put the lessons that are saved into `saved`; a new save ends the check of an old one."""
        try:
            for changes in watch_files(folder, recursive=False, step=STEP, watch_filter=None):
                for path in sorted({folder / Path(path).name for _, path in changes}):
                    if is_lesson(path) and path.is_file() and digest(path) != contents.get(path):
                        contents[path] = digest(path)
                        cancel_check(session, path)
                        saved.put(path)
        except Exception as error:
            saved.put(error)

    threading.Thread(target=follow, daemon=True).start()
    while True:
        with contextlib.suppress(queue.Empty):  # on Windows, Ctrl-C does not end a longer wait
            path = saved.get(timeout=0.5)
            if isinstance(path, Exception):
                raise path
            if path not in saved.queue:  # it was saved again while another lesson was checked
                try_to_check(session, path)


def cancel_check(session, path):
    """End the check of an earlier save of this file, if one is running."""
    check = session.running
    if check and check.path == path and check.in_progress:
        session.tell("saved_again", file=path.name)
        check.cancel()


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
    except Cancelled:
        pass
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
