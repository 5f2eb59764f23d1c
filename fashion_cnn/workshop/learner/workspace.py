"""A learner's folder: the lesson files, and progress.json with what has been done.

    workspace = find_workspace()
    workspace.record(lesson, outcome)
    workspace.current()

Files and progress go by a lesson's id: an update of the kit may change the numbers.
"""

import contextlib
import json
import os
from datetime import datetime
from pathlib import Path

from fashion_cnn.base import files
from fashion_cnn.base.errors import KitError, UsageError, describe_os_error
from fashion_cnn.base.words import ENGLISH
from fashion_cnn.workshop.authors import strip
from fashion_cnn.workshop.checking.finding import RIGHT
from fashion_cnn.workshop.manifest import BACKUPS, EXERCISES, SOLUTIONS, id_of, lessons
from fashion_cnn.workshop.texts import LANGUAGES

PROGRESS = "progress.json"
PICTURES = "pictures"


class Workspace:
    """A folder with lesson files and their learner's progress.

    `progress` is {"language", "current", "lessons": {id: {"tasks", "passed", "hints", "last"}}}.
    `lost` tells whether there was no such file, `damaged` where an unreadable one was moved, or
    None, and `unsaved` why progress could not be written, or None.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        refuse_solutions(self.folder)
        self.unsaved = None
        self.lost = not self.path.exists()
        progress = read_progress(self.path)
        self.damaged = self.set_aside() if progress is None else None
        self.progress = progress or new_progress()

    @property
    def path(self):
        return self.folder / PROGRESS

    @property
    def language(self):
        return self.progress["language"]

    def refresh(self):
        """Read the progress again: while `watch` runs, other commands change it."""
        if self.path.exists():
            progress = read_progress(self.path)
            if progress is None:
                self.set_aside()  # and write again what this process knows
            else:
                self.progress = progress

    def set_aside(self):
        damaged = self.path.with_name("progress-damaged.json")
        os.replace(self.path, damaged)
        return files.keep(damaged, self.folder)

    def save(self):
        """Write the progress; if that fails, note why and carry on."""
        try:
            files.write_json(self.path, self.progress)
        except OSError as error:
            self.unsaved = describe_os_error(error)

    def change(self, work):
        """Read the progress, let `work()` change it, and save it, while other processes wait."""
        try:
            with files.locked(self.folder / ".progress.lock"):
                self.refresh()
                work()
                self.save()
        except OSError as error:  # a read-only folder or disk
            self.unsaved = describe_os_error(error)
            work()

    def entry(self, lesson):
        """What is known about a lesson, to be read or changed."""
        return self.progress["lessons"].setdefault(lesson.id, {})

    def file(self, lesson):
        """Where the learner's file of a lesson is, or would be."""
        there = [path for path in self.folder.glob("*.py") if id_of(path) == lesson.id]
        return sorted(there)[0] if there else self.folder / lesson.file

    def picture(self, lesson):
        return self.folder / PICTURES / f"{self.file(lesson).stem}.png"

    def record(self, lesson, outcome):
        """Save the outcome of a check, and that this lesson is the current one."""
        self.change(lambda: self.note(lesson, outcome))

    def note(self, lesson, outcome):
        entry = self.entry(lesson)
        entry["tasks"] = {finding.task: finding.state for finding in outcome.findings}
        found = filter(None, [outcome.problem, *outcome.findings])
        entry["source"] = outcome.source
        problem = outcome.problem
        entry["problem"] = [problem.text, *problem.details] if problem else []
        entry["last"] = next((f.key for f in found if f.state != RIGHT), RIGHT)
        if outcome.passed:
            entry.setdefault("passed", datetime.now().strftime("%Y-%m-%dT%H:%M:%S"))
        self.progress["current"] = lesson.id

    def passed(self, lesson):
        return "passed" in self.progress["lessons"].get(lesson.id, {})

    def current(self):
        """The lesson to work on: the last one, or the next that is not passed, or None."""
        order = lessons()
        ids = [lesson.id for lesson in order]
        start = ids.index(self.progress["current"]) if self.progress["current"] in ids else 0
        ahead = [*order[start:], *order[:start]]
        return next((lesson for lesson in ahead if not self.passed(lesson)), None)

    def untouched(self, lesson):
        """Tell whether a lesson's file is as it was handed out, or missing."""
        path = self.file(lesson)
        if not path.is_file():
            return True
        text = path.read_text(encoding="utf-8", errors="replace")  # line endings do not count
        return text == self.exercise(lesson)

    def exercise(self, lesson):
        return strip.make_exercise(lesson, self.language)

    def reset(self, lesson):
        """Write a fresh file for a lesson; returns where the old one was moved, or None."""
        path, kept, exercise = self.file(lesson), None, self.exercise(lesson)
        if path.is_file():
            if self.untouched(lesson):
                return None
            kept = files.keep(path, self.folder / BACKUPS)
        files.write_text(path, exercise)
        return kept


def new_progress():
    return {"language": ENGLISH, "current": "", "lessons": {}}


def read_progress(path):
    """The progress in a file; a fresh one if there is no file, None if it is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return new_progress()
    except ValueError:
        return None
    return new_progress() | content if is_progress(content) else None


def is_progress(content):
    """Tell whether this is progress as this module writes it; it may have more in it."""
    if not isinstance(content, dict) or not isinstance(content.get("lessons"), dict):
        return False
    if not all(isinstance(content.get(key, ""), str) for key in ("language", "current")):
        return False
    if content.get("language", ENGLISH) not in LANGUAGES:
        return False
    return all(map(is_entry, content["lessons"].values()))


def is_entry(entry):
    """Tell whether this is what progress.json has about one lesson."""
    if not isinstance(entry, dict):
        return False
    tasks, hints = entry.get("tasks", {}), entry.get("hints", {})
    problem = entry.get("problem", [])
    return (
        isinstance(tasks, dict)
        and isinstance(hints, dict)
        and all(isinstance(state, str) for state in tasks.values())
        and all(isinstance(count, int) for count in hints.values())
        and isinstance(entry.get("last", ""), str)
        and isinstance(problem, list)
        and all(isinstance(line, str) for line in problem)
    )


def find_workspace(folder=None, near=None):
    """The Workspace in `folder`; without one, the nearest at or above `near`.

    `near` is the current folder by default. If no folder there has lesson files, it is the kit's
    own workshop/.
    """
    if folder is not None:
        if not Path(folder).is_dir():
            raise UsageError(f"--folder: there is no folder {folder}. `start {folder}` makes one.")
        return Workspace(folder)
    near = Path(near or Path.cwd()).resolve()
    for place in (near, *near.parents):
        if has_lessons(place):
            return Workspace(place)
    if not EXERCISES.is_dir():
        raise KitError(
            f"{EXERCISES}: there is no such folder. Make one of your own: "
            "python -m fashion_cnn.workshop start my-workshop"
        )
    return Workspace(EXERCISES)


def refuse_solutions(folder):
    """Raise UsageError for the folder of the solutions, which is nobody's workspace."""
    if folder.resolve() == SOLUTIONS:
        raise UsageError(f"{folder} holds the solutions: choose another folder.")


def has_lessons(folder):
    """Tell whether a folder has learners' lesson files."""
    if folder.resolve() == SOLUTIONS:
        return False
    ids = {lesson.id for lesson in lessons()}
    with contextlib.suppress(OSError):
        return any(id_of(path) in ids for path in folder.glob("*.py"))
    return False


def start(folder, language):
    """Make a workspace, or add the lessons that one lacks; returns it and the new files.

    With `language` None, an old workspace keeps its own.
    """
    folder = Path(folder)
    refuse_solutions(folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: choose another name.")
    there = [path for path in folder.glob("*") if not path.name.startswith(".")]
    if there and not has_lessons(folder):
        raise UsageError(f"{folder} has other files in it: choose a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    workspace = Workspace(folder)
    workspace.progress["language"] = language or workspace.language
    added = []
    for lesson in lessons():
        path = workspace.file(lesson)
        if not path.is_file():
            files.write_text(path, workspace.exercise(lesson))
            added.append(path)
    return workspace, added
