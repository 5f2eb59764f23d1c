"""A learner's folder: the lesson files, and progress.json with what has been done.

    workspace = find_workspace()
    workspace.record(lesson, outcome)
    workspace.current()

Files and progress go by a lesson's id: an update of the kit may change the numbers. A lesson may be
there as a file, as a notebook in notebooks/, or as both; then the one saved last is the learner's.
"""

import contextlib
import json
import os
from datetime import datetime
from pathlib import Path

from fashion_cnn.base import files, language
from fashion_cnn.base.errors import KitError, UsageError, describe_os_error
from fashion_cnn.base.language import ENGLISH, LANGUAGES, tr
from fashion_cnn.workshop.authors import strip
from fashion_cnn.workshop.checking.finding import RIGHT
from fashion_cnn.workshop.learner import notebooks
from fashion_cnn.workshop.learner.show import COMMAND, quoted
from fashion_cnn.workshop.manifest import (
    BACKUPS,
    EXERCISES,
    NOTEBOOK,
    SOLUTIONS,
    id_of,
    lessons,
)

PROGRESS = "progress.json"
PICTURES = "pictures"
NOTEBOOKS = "notebooks"
START = f"{COMMAND} start"


class Workspace:
    """A folder with lesson files and their learner's progress.

    `progress` is {"language", "current", "lessons": {id: {"tasks", "passed", "hints", "last"}}}.
    `lost` tells whether there was no such file, `damaged` where an unreadable one was moved, or
    None, and `unsaved` why progress could not be written, or None.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
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
        """Where the learner's file of a lesson is, or would be: of file and notebook, the later.

        A notebook has the time of the file that it was made from. Until one of the two is saved, it
        is the one of the kind that the learner works with.
        """
        there = latest(self.files(lesson))
        mine = [path for path in there if path.suffix == self.kind()] or there
        if mine:
            return mine[0]
        return self.notebook(lesson) if self.kind() == NOTEBOOK else self.folder / lesson.file

    def kind(self):
        """The suffix of the current lesson's file; in doubt a notebook's, if there are any."""
        current = [lesson for lesson in lessons() if lesson.id == self.progress["current"]]
        there = latest(self.files(current[0])) if current else []
        if there:
            return there[-1].suffix
        return NOTEBOOK if (self.folder / NOTEBOOKS).is_dir() else ".py"

    def files(self, lesson):
        """The file and the notebook of a lesson, in this order, as far as they exist."""
        places = [*self.folder.glob("*.py"), *self.folder.glob(f"*{NOTEBOOK}")]
        places += (self.folder / NOTEBOOKS).glob(f"*{NOTEBOOK}")
        there = [path for path in places if id_of(path) == lesson.id]
        return sorted(there, key=lambda path: (path.suffix == NOTEBOOK, path))

    def notebook(self, lesson):
        """Where the notebook of a lesson is, or would be."""
        there = [path for path in self.files(lesson) if path.suffix == NOTEBOOK]
        return there[0] if there else self.notebooks / Path(lesson.file).with_suffix(NOTEBOOK)

    @property
    def notebooks(self):
        """The folder for notebooks: notebooks/, or this one if it has notebooks only."""
        inside = self.folder / NOTEBOOKS
        alone = not inside.is_dir() and not any(map(id_of, self.folder.glob("*.py")))
        return self.folder if alone else inside

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
        if path.suffix == NOTEBOOK:
            return notebooks.same_cells(path, self.fresh(lesson, path))
        text = path.read_text(encoding="utf-8", errors="replace")  # line endings do not count
        return any(text == strip.make_exercise(lesson, name) for name in LANGUAGES)

    def exercise(self, lesson):
        return strip.make_exercise(lesson, self.language)

    def fresh(self, lesson, path):
        """The text of a fresh file, or of a fresh notebook if `path` is one."""
        text = self.exercise(lesson)
        return notebooks.make(lesson, text, self.language) if path.suffix == NOTEBOOK else text

    def reset(self, lesson):
        """Write a fresh file for a lesson; returns where a copy of the old one is, or None.

        If that fails, the old one is still in its place.
        """
        path, kept = self.file(lesson), None
        fresh = self.fresh(lesson, path)
        if path.is_file() and self.untouched(lesson):
            return None
        try:
            if path.is_file():
                kept = files.keep_copy(path, self.folder / BACKUPS)
            files.write_text(path, fresh)
        except OSError as error:
            why = describe_os_error(error)
            if not kept:
                raise KitError("{why}\n{path} has not been changed.", why=why, path=path) from None
            raise KitError(
                "{why}\n{path} has not been changed. A copy is {kept}.",
                why=why,
                path=path,
                kept=kept,
            ) from None
        return kept


def latest(paths):
    """Those of some files that were saved last, in the same order."""
    times = {path: path.stat().st_mtime_ns for path in paths}
    return [path for path, time in times.items() if time == max(times.values())]


def new_progress():
    return {"language": language.usual(), "current": "", "lessons": {}}


def read_progress(path):
    """The progress in a file; a fresh one if there is no file, None if it is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        files.to_json(content).encode("utf-8")  # NaN and half characters cannot be written again
    except FileNotFoundError:
        return new_progress()
    except (ValueError, RecursionError):
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
        and all(isinstance(count, int) and count >= 0 for count in hints.values())
        and isinstance(entry.get("last", ""), str)
        and isinstance(problem, list)
        and all(isinstance(line, str) for line in problem)
    )


def find_workspace(folder=None, near=None):
    """The Workspace in `folder`; without one, the nearest at or above `near`.

    `near` is the current folder by default. Raises UsageError where there is none, and in the kit's
    own workshop/.
    """
    if folder is not None:
        if not Path(folder).is_dir():
            make = f"{START} {quoted(folder)}"
            raise UsageError(
                "--folder: there is no folder {folder}. To make it: {command}",
                folder=folder,
                command=make,
            )
        refuse_kits_own(Path(folder))
        return Workspace(folder)
    near = Path(near or current_folder()).resolve()
    around = (near, *near.parents)
    place = next((place for place in around if has_lessons(place) or is_kits_own(place)), None)
    if place is None:
        raise UsageError(
            "You are in {folder}, where you have no lessons. {advice}",
            folder=near,
            advice=go_where(near),
        )
    refuse_kits_own(place)
    return Workspace(place)


def current_folder():
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UsageError(
            "The folder you are in has been deleted. Go to your folder first."
        ) from None


def go_where(here):
    """What to do in a folder that is in no workspace: go into the one below, or make one."""
    with contextlib.suppress(OSError):
        below = [path for path in here.iterdir() if (path / PROGRESS).is_file()]
        mine = sorted(path.name for path in below if has_lessons(path) and not is_kits_own(path))
        if mine:
            return tr(
                "You have some in the folder {name}:\n    cd {typed}",
                name=mine[0],
                typed=quoted(mine[0]),
            )
    return tr("To make a folder of your own:\n    {command}", command=f"{START} my-workshop")


def is_kits_own(folder):
    """Tell whether a folder is workshop/ or solutions/ of the kit, which are nobody's workspace."""
    return folder.resolve() in (EXERCISES, SOLUTIONS)


def refuse_kits_own(folder):
    """Raise UsageError for workshop/ and solutions/ of the kit."""
    if is_kits_own(folder):
        elsewhere = folder.resolve().parent / "my-workshop"
        raise UsageError(
            "{folder} belongs to the kit, and updates overwrite it. "
            "To make a folder of your own:\n    {command}",
            folder=folder,
            command=f"{START} {quoted(elsewhere)}",
        )


def has_lessons(folder):
    """Tell whether a folder has learners' lesson files or notebooks.

    The folder notebooks/ of a workspace is a part of it.
    """
    if folder.resolve() == SOLUTIONS or (folder.name == NOTEBOOKS and has_lessons(folder.parent)):
        return False
    ids = {lesson.id for lesson in lessons()}
    with contextlib.suppress(OSError):
        return any(id_of(path) in ids for path in folder.iterdir())
    return False


def start(folder, wanted):
    """Make a workspace, or add the lessons that one lacks; returns it and the new files.

    It gets the language `wanted`. With None, an old workspace keeps its own.
    """
    folder = Path(folder)
    refuse_kits_own(folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError("{folder} is a file: choose another name.", folder=folder)
    there = [path for path in folder.glob("*") if not path.name.startswith(".")]
    if there and not has_lessons(folder):
        raise UsageError("{folder} has other files in it: choose a new folder.", folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    workspace = Workspace(folder)
    workspace.progress["language"] = wanted or workspace.language
    added = []
    for lesson in lessons():
        path = workspace.file(lesson)
        if not path.is_file():
            files.write_text(path, workspace.exercise(lesson))
            added.append(path)
    return workspace, added
