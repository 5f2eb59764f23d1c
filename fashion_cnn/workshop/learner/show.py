"""What the workshop prints: plain sentences, coloured only on a terminal that has colours."""

import contextlib
import os

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fashion_cnn.workshop.manifest import RIGHT, TO_DO, WRONG

STYLES = {RIGHT: "green", TO_DO: "default", WRONG: "bold red"}
WIDTH, UNBROKEN = 100, 10_000
# Of what a learner's file prints, as many lines are shown.
PRINTED_LINES = 10
COMMAND = "python -m fashion_cnn.workshop"


def console():
    """Return a console for sentences, which are wrapped on a terminal only."""
    made = Console(highlight=False, markup=False, emoji=False)
    made.width = min(WIDTH, made.width) if made.is_terminal else UNBROKEN
    return made


def outcome(out, say, lesson, path, result):
    """Print the verdict on a lesson's file."""
    if result.problem:
        finding(out, result.problem)
        printed(out, say, result.printed)
        return
    right = sum(found["state"] == RIGHT for found in result.findings)
    numbers = {"right": right, "tasks": len(lesson.tasks)}
    title = lesson.title(say.language)
    key = "passed" if result.passed else "so_far"
    out.print(Text(say("commands", key, lesson=title, **numbers), "bold"))
    out.print()
    name_width = max(map(len, lesson.tasks)) + 4
    for found in result.findings:
        table = Table.grid(padding=(0, 0))
        table.add_column(width=name_width, no_wrap=True)
        table.add_column()
        table.add_row("  " + found["task"], Text(found["text"], STYLES[found["state"]]))
        out.print(table)
        lines(out, found["details"], "      ")
    printed(out, say, result.printed)
    unfinished = next((f for f in result.findings if f["state"] != RIGHT), None)
    if unfinished:
        out.print()
        line = f"{show_path(path)}:{unfinished['line']}" if unfinished["line"] else show_path(path)
        out.print(say("commands", "next_task", task=unfinished["task"], where=line))
        out.print(say("commands", "for_a_hint", command=f"{COMMAND} hint {lesson.id}"))


def finding(out, found):
    """Print one finding: its sentence and its details."""
    out.print(Text(found["text"], STYLES[found["state"]]))
    lines(out, found["details"], "  ")


def lines(out, details, indent):
    """Print lines as they are: tables of numbers must not be wrapped."""
    for line in details:
        out.print(Text(indent + line), soft_wrap=True)


def printed(out, say, text):
    """Print the beginning of what the learner's code has printed."""
    if not text.strip():
        return
    shown = text.rstrip().splitlines()
    out.print()
    out.print(say("commands", "your_code_printed"))
    lines(out, shown[:PRINTED_LINES], "    ")
    if len(shown) > PRINTED_LINES:
        out.print(say("commands", "and_more"))


def picture(out, say, drawn, described):
    """Print where the picture is, and perhaps what it shows, or why there is none."""
    if drawn is None:
        return
    out.print()
    if "finding" in drawn:
        out.print(say("commands", "no_picture"))
        finding(out, drawn["finding"])
    else:
        where = show_path(drawn["path"])
        out.print(say("commands", "picture", path=where, title=drawn["title"]))
        if described:
            out.print(drawn["description"])


@contextlib.contextmanager
def progress(out):
    """Yield a function (done, of, what) that moves a progress bar, on a terminal only."""
    if not out.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn()
    bars = {}
    with Progress(*columns, console=out, transient=True) as bar:

        def report(done, of, what):
            if what not in bars:
                bars[what] = bar.add_task(what, total=of)
            bar.update(bars[what], completed=done)

        yield report


def show_path(path):
    """Return a path as a person would type it here."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # on another drive
        return str(path)
    outside = relative == os.curdir or relative.startswith(os.pardir)
    return os.path.abspath(path) if outside else relative


def columns(out, rows):
    """Print rows of words, each column below the last, without lines or boxes."""
    widths = [
        # A row with fewer words than the others is a sentence, and needs no column.
        max(len(row[i]) for row in rows if len(row) == max(map(len, rows)))
        for i in range(max(map(len, rows)))
    ]
    for row in rows:
        padded = (word.ljust(width) for word, width in zip(row, widths, strict=False))
        out.print(Text("  ".join(padded).rstrip()), soft_wrap=True)
