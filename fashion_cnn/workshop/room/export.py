"""The command `room export`: a table and a report of one workshop or several.

The table has a row for each learner and each task they tried, with a number instead of the name
unless names are wanted. Neither has anybody's code.
"""

from pathlib import Path

from fashion_cnn.base import files, language
from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.base.tables import FORMULA, MARK, as_csv
from fashion_cnn.workshop.learner import show
from fashion_cnn.workshop.manifest import lessons
from fashion_cnn.workshop.room import opening
from fashion_cnn.workshop.room.report import report
from fashion_cnn.workshop.room.summary import learners_ways, rooms_in

TABLE, REPORT = "room-table.csv", "room-report.html"
# For other programs, so in English in all languages.
COLUMNS = (
    "room",
    "learner",
    "lesson_number",
    "lesson",
    "task",
    "passed",
    "wrong_checks",
    "seconds_to_pass",
    "mistakes",
)


def run(arguments):
    """Write the table and the report of the rooms that the options name."""
    paths = [Path(file) for file in arguments.files] or latest()
    for path in paths:
        if not path.is_file():
            raise UsageError("There is no room in {file}.", file=path)
        opening.check(path)
    ways = learners_ways(paths)
    folder = Path(arguments.out)
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        TABLE: table(ways, arguments.names),
        REPORT: report(ways, list(rooms_in(paths)), language.current()),
    }
    out = show.console()
    for name, text in made.items():
        files.write_text(folder / name, text)
        out.print(tr("Written: {file}", file=show.show_path(folder / name)))
    if arguments.names:
        out.print(tr("The table has names. Keep it to yourself, and delete it when you are done."))


def latest():
    """The room that was used last, in a list."""
    found = sorted(opening.rooms_folder().glob("*.sqlite"), key=lambda each: each.stat().st_mtime)
    if not found:
        raise UsageError(
            "There is no room in {folder}. Name the file of a room: it is what you gave to --file.",
            folder=opening.rooms_folder(),
        )
    return found[-1:]


def table(ways, names=False):
    """CSV that spreadsheets open as it is, Hangul included."""
    rows = [COLUMNS]
    numbers = {lesson.id: lesson.number for lesson in lessons()}
    for way in (each for each in ways if each.tried):
        row = [
            way.room,
            way.learner.name if names else way.number,
            numbers.get(way.lesson, ""),
            way.lesson,
            way.task,
            "no" if way.right is None else "yes",
            way.wrong_checks(),
            "" if way.seconds is None else round(way.seconds),
            " ".join(way.mistakes),
        ]
        rows.append(map(harmless, row))
    return MARK + as_csv(rows)


def harmless(cell):
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if str(cell).startswith(FORMULA) else cell
