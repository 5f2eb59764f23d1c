"""The commands of the workshop: COMMANDS is {name: function of the parsed arguments}.

A command returns the exit code, or None for success.
"""

from pathlib import Path

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.base.rules import one_of
from fashion_cnn.workshop import editions
from fashion_cnn.workshop.authors import strip
from fashion_cnn.workshop.checking.finding import RIGHT
from fashion_cnn.workshop.learner import notebooks, show
from fashion_cnn.workshop.learner.session import Session, session_near
from fashion_cnn.workshop.learner.watch import watch
from fashion_cnn.workshop.learner.workspace import (
    PROGRESS,
    find_workspace,
    read_progress,
    start,
)
from fashion_cnn.workshop.manifest import NOTEBOOK, find_lesson, lessons
from fashion_cnn.workshop.room import joining, membership
from fashion_cnn.workshop.texts import Texts

# ---------------------------------------------------------------------------------------------
# For learners
# ---------------------------------------------------------------------------------------------


def welcome(arguments):
    """Say how far the learner is and what to do next."""
    with session(arguments) as here:
        workspace, count = here.workspace, len(lessons())
        done = sum(map(workspace.passed, lessons()))
        key = "done_so_far" if done else "welcome"
        here.tell(key, done=done, count=count, folder=show.show_path(workspace.folder))
        lesson = workspace.current()
        if lesson is None:
            return
        path = here.file(lesson)
        here.tell(
            "current",
            number=lesson.number,
            title=lesson.title(here.say.language),
            minutes=lesson.minutes,
            path=show.show_path(path),
        )
        if path.suffix == NOTEBOOK:
            here.tell("then_cells")
            return
        here.tell("then", command=f"{show.COMMAND} check")
        here.tell("or_watch", command=f"{show.COMMAND} watch")


def list_lessons(arguments):
    """List the lessons and how far the learner is with each."""
    with session(arguments) as here:
        tell_lessons(here)


def tell_lessons(here):
    """Print a row for each lesson: its number, id and title, and how far the learner is."""
    rows = [
        (f"{lesson.number:2}", lesson.id, lesson.title(here.say.language), *status(here, lesson))
        for lesson in lessons()
    ]
    show.columns(here.out, rows)


def status(here, lesson):
    """The minutes of a lesson, and how far the learner is with it, in words."""
    entry = here.workspace.progress["lessons"].get(lesson.id, {})
    right = sum(state == RIGHT for state in entry.get("tasks", {}).values())
    key = "status_done" if here.workspace.passed(lesson) else "status_begun" if right else ""
    words = [here.say("commands", key, right=right, tasks=len(lesson.tasks))] if key else []
    if lesson == here.workspace.current():
        words.append(here.say("commands", "status_now"))
    return here.say("commands", "status_minutes", minutes=lesson.minutes), ", ".join(words)


def check_lesson(arguments):
    """Check a lesson: print the verdict, then draw the picture."""
    path = named_file(arguments)
    with session(arguments, path) as here:
        lesson = chosen(here, arguments.lesson)
        here.share = arguments.share
        outcome, _ = here.check(lesson, path)
        if path is None:
            tell_which_file(here, lesson)
        here.tell_what_follows(outcome)
        if arguments.share and not membership.read(here.workspace.folder):
            here.out.print()
            here.out.print(tr("You are not in a room, so --share sent nothing."))
    return 0 if outcome.passed else 1


def tell_which_file(here, lesson):
    """Of a file and a notebook of one lesson, say which was checked."""
    path = here.file(lesson)
    others = [other for other in here.workspace.files(lesson) if other.suffix != path.suffix]
    if others:
        here.out.print()
        here.tell("two_files", path=show.show_path(path), other=show.show_path(others[0]))


def named_file(arguments):
    """The file or notebook that the learner named instead of a lesson, or None."""
    path = Path(arguments.lesson or "")
    if path.suffix.lower() not in (".py", NOTEBOOK):
        return None
    if len(path.parts) > 1 and not path.is_file():
        raise UsageError("There is no file {path}.", path=path)
    return path.resolve() if path.is_file() else None


def give_hint(arguments):
    """Print the next hint for the first task that is not right, or for the named one."""
    path = named_file(arguments)
    with session(arguments, path) as here:
        lesson = chosen(here, arguments.lesson or lesson_of_task(arguments.task))
        if not arguments.task and here.workspace.file(lesson).is_file():
            problem = here.problem(lesson)
            if problem:
                show.finding(here.out, problem)
            if problem and not here.workspace.entry(lesson)["tasks"]:
                return 1  # no hint helps before the file can be read
        tell_hint(here, lesson, arguments.task)
    return 0


def tell_hint(here, lesson, named):
    """Print the next hint for the named task, or for the first that is not right."""
    task = task_to_hint_at(here, lesson, named)
    if task is None:
        here.tell("nothing_to_hint", title=lesson.title(here.say.language))
        return
    hints = lesson.hints_for(task, here.say.language)
    given = count_hint(here.workspace, lesson, task, len(hints))
    for number, text in enumerate(hints[:given], start=1):
        here.tell("hint", task=task, number=number, count=len(hints), hint=text)
    if given == len(hints):
        here.tell("last_hint", task=task, command=reveal(lesson))


def count_hint(workspace, lesson, task, most):
    """Save that one more hint was given; returns how many have been."""

    def count():
        given = workspace.entry(lesson).setdefault("hints", {})
        given[task] = min(given.get(task, 0) + 1, most)

    workspace.change(count)
    return workspace.entry(lesson)["hints"][task]


def lesson_of_task(task):
    """The id of the lesson that has a task of that name, or None."""
    return next((lesson.id for lesson in lessons() if task in lesson.tasks), None)


def task_to_hint_at(here, lesson, named):
    """The task to help with, or None if all are right."""
    if named:
        return one_of(tr("task"), named, lesson.tasks)
    states = here.workspace.entry(lesson).get("tasks", {})
    return next((task for task in lesson.tasks if states.get(task) != RIGHT), None)


def reveal(lesson):
    return f"{show.COMMAND} solution {lesson.id} --reveal"


def watch_lessons(arguments):
    """Check lessons on every save."""
    with session(arguments, stay=True) as here:
        if arguments.lesson:
            here.workspace.progress["current"] = find_lesson(arguments.lesson).id
        try:
            watch(here)
        except KeyboardInterrupt:
            here.tell("watch_over")


def reset_lesson(arguments):
    """Write a fresh file for a lesson."""
    with session(arguments) as here:
        lesson = chosen(here, arguments.lesson)
        path = here.workspace.file(lesson)
        existed, untouched = path.is_file(), here.workspace.untouched(lesson)
        kept = here.workspace.reset(lesson)
        key = "reset_new" if not existed else "reset_untouched" if untouched else "reset"
        here.tell(key, path=show.show_path(path), kept=kept and show.show_path(kept))


def show_solution(arguments):
    """Print the functions of a lesson's solution."""
    with session(arguments) as here:
        lesson = chosen(here, arguments.lesson)
        may_see = arguments.reveal or here.workspace.passed(lesson)
        tell_solution(here, lesson, may_see)
    return 0 if may_see else 1


def tell_solution(here, lesson, may_see):
    """Print the functions of a lesson's solution, or say when they can be seen."""
    if not may_see:
        here.tell("solution_first", command=reveal(lesson))
        return
    functions = strip.functions(editions.source(lesson, here.say.language))
    for task in lesson.tasks:
        show.lines(here.out, [*functions[task].splitlines(), ""], "")


def start_folder(arguments):
    """Make a learner's own folder."""
    workspace, added = start(arguments.new_folder, arguments.lang)
    with Session(workspace) as here:  # it restores lost progress
        here.workspace.change(lambda: here.workspace.progress.update(language=here.language))
    say = here.say
    out, folder = show.console(), show.show_path(workspace.folder)
    if len(added) == len(lessons()):
        out.print(say("commands", "started", folder=folder, count=len(added)))
    elif added:
        names = ", ".join(path.name for path in added)
        out.print(say("commands", "added", folder=folder, names=names))
    else:
        out.print(say("commands", "started_before", folder=folder))
    out.print(say("commands", "go_there", folder=show.quoted(folder), command=show.COMMAND))
    if arguments.room:
        out.print()
        join(here, arguments.room, arguments)


def write_notebooks(arguments):
    """Write the lessons as notebooks, with what the learner has in the files."""
    with session(arguments) as here:
        workspace = here.workspace
        if arguments.lang:
            workspace.change(lambda: workspace.progress.update(language=here.language))
        folder = Path(arguments.new_folder or workspace.notebooks)
        paths = [folder / workspace.notebook(lesson).name for lesson in lessons()]
        new = [path for path in paths if not path.exists()]
        for path in new:
            notebooks.write(path, workspace, find_lesson(path.name))
        shown, kept = show.show_path(folder), len(paths) - len(new)
        if kept:
            here.tell("notebooks_kept", folder=shown, count=kept)
        if new:
            here.tell("notebooks", folder=shown, count=len(new))


def join_room(arguments):
    """Join an instructor's room."""
    with session(arguments) as here:
        join(here, arguments.address, arguments)


def join(here, address, arguments):
    joining.join(here, address, arguments.name, arguments.code, arguments.share)


def leave_room(arguments):
    """Leave the room."""
    joining.leave(session(arguments))  # not entered: that would send what is left


def session(arguments, path=None, stay=False):
    """The Session for the command: of --folder, or near a file, or near the current folder."""
    if path and not arguments.folder:
        return session_near(path, arguments.lang)
    return Session(find_workspace(arguments.folder), arguments.lang, stay)


def chosen(here, named):
    """The named lesson, or else the current one."""
    lesson = find_lesson(named) if named else here.workspace.current()
    if lesson is None:
        ids = ", ".join(lesson.id for lesson in lessons())
        raise UsageError(here.say("commands", "no_lesson_left", ids=ids))
    return lesson


# ---------------------------------------------------------------------------------------------
# For instructors
# ---------------------------------------------------------------------------------------------


def verify_lessons(arguments):
    """Check every exercise and every solution."""
    from fashion_cnn.workshop.authors.verify import verify  # needs NumPy

    return verify(show.console())


def mutate_lessons(arguments):
    """Try small changes of the solutions."""
    from fashion_cnn.workshop.authors.mutate import mutate  # needs NumPy

    return mutate(show.console(), arguments.lesson)


# Of the table of learners, by their names in [learners] of commands.toml.
COLUMNS = ("folder", "done", "now", "right", "hints", "last")


def list_learners(arguments):
    """Say how far learners are."""
    say = Texts()
    rows = [[say("commands", f"learners.{name}") for name in COLUMNS]]
    for folder in map(Path, arguments.folders):
        if not folder.is_dir():
            raise UsageError("There is no folder {folder}.", folder=folder)
        rows.append((str(folder), *how_far(say, read_progress(folder / PROGRESS))))
    show.columns(show.console(), rows)


def how_far(say, progress):
    """What a learner has done, a few words for each of COLUMNS after the first."""
    if progress is None:
        return (say("commands", "learners.damaged", file=PROGRESS),)
    if not progress["lessons"]:
        return (say("commands", "learners.nothing_yet"),)
    entries = progress["lessons"]
    done = sum("passed" in entry for entry in entries.values())
    now = entries.get(progress["current"], {})
    right = sum(state == RIGHT for state in now.get("tasks", {}).values())
    hints = sum(sum(entry.get("hints", {}).values()) for entry in entries.values())
    tasks = part_of(say, right, now.get("tasks", []))
    last = now.get("last", "").removeprefix("mistake.").replace("_", " ")
    return part_of(say, done, lessons()), progress["current"], tasks, str(hints), last


def part_of(say, count, things):
    key = "part" if things else "none"
    return say("commands", f"learners.{key}", count=count, total=len(things))


def run_room(arguments):
    """Open the room that learners join, delete it, or write what rooms have come to."""
    from fashion_cnn.workshop.room import export, opening

    return (export if arguments.action else opening).run(arguments)


def strip_solutions(arguments):
    """Write workshop/ from solutions/, or only say what has drifted."""
    out, made = show.console(), strip.expected()
    changed = strip.drifted() if arguments.check else strip.write_exercises()
    for name in changed:
        if name not in made:
            out.print(tr("workshop/{name} no longer has a lesson", name=name))
        elif arguments.check:
            out.print(tr("workshop/{name} differs from what solutions/ makes", name=name))
        else:
            out.print(tr("workshop/{name} written", name=name))
    if arguments.check and changed:
        out.print(tr("To fix that:  {command}", command=f"{show.COMMAND} strip"))
        return 1
    return 0


COMMANDS = {
    None: welcome,
    "list": list_lessons,
    "check": check_lesson,
    "hint": give_hint,
    "watch": watch_lessons,
    "reset": reset_lesson,
    "solution": show_solution,
    "start": start_folder,
    "notebooks": write_notebooks,
    "join": join_room,
    "leave": leave_room,
    "verify": verify_lessons,
    "mutate": mutate_lessons,
    "progress": list_learners,
    "room": run_room,
    "strip": strip_solutions,
}
