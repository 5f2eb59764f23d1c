"""What the workshop prints: plain sentences, in colour only on a terminal that has colours."""

import contextlib
import os
import shlex
import string
import sys

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from fashion_cnn.workshop.checking.finding import RIGHT, TO_DO, WRONG, Finding

STYLES = {RIGHT: "green", TO_DO: "default", WRONG: "bold red"}
WIDTH, UNBROKEN = 100, 10_000
# Maximum number of lines shown of what a learner's file prints, and of characters in a line.
PRINTED_LINES = 10
LONGEST = 500
COMMAND = "python -m fashion_cnn.workshop"
# What needs no quotes in the shells of Windows.
PLAIN = set(string.ascii_letters + string.digits + "._-:\\/")


def console():
    """A console for sentences, which are wrapped only on a terminal. In notebooks, it is plain."""
    plain = {"force_jupyter": False, "force_terminal": False} if "ipykernel" in sys.modules else {}
    made = Console(highlight=False, markup=False, emoji=False, **plain)
    if sys.stdout is None:  # closed by the shell, as in `>&-`
        made.quiet = True
    made.width = min(WIDTH, made.width) if made.is_terminal else UNBROKEN
    return made


def outcome(out, say, lesson, path, outcome):
    """Print the verdict on a lesson's file."""
    if outcome.problem:
        finding(out, outcome.problem)
        if not outcome.findings:
            printed(out, say, outcome.printed)
            return
        out.print()
    right = sum(found.state == RIGHT for found in outcome.findings)
    numbers = {"right": right, "tasks": len(lesson.tasks)}
    title = lesson.title(say.language)
    key = "passed" if outcome.passed else "so_far"
    out.print(Text(say("commands", key, lesson=title, **numbers), "bold"))
    out.print()
    name_width = max(map(len, lesson.tasks)) + 4
    for found in outcome.findings:
        table = Table.grid(padding=(0, 0))
        table.add_column(width=name_width, no_wrap=True)
        table.add_column()
        table.add_row("  " + found.task, Text(shortened(found.text), STYLES[found.state]))
        out.print(table)
        lines(out, found.details, "      ")
    printed(out, say, outcome.printed)
    unfinished = next((found for found in outcome.findings if found.state != RIGHT), None)
    if unfinished:
        out.print()
        where = say.where(show_path(path), unfinished.line)
        out.print(say("commands", "next_task", task=unfinished.task, where=where))
        out.print(say("commands", "for_a_hint", command=f"{COMMAND} hint {lesson.id}"))


def finding(out, found):
    """Print one finding: its sentence and its details."""
    out.print(Text(shortened(found.text), STYLES[found.state]))
    lines(out, found.details, "  ")


def lines(out, details, indent):
    """Print lines as they are: tables of numbers must not be wrapped."""
    for line in details:
        out.print(Text(indent + shortened(line)), soft_wrap=True)


def shortened(line):
    """A line that a learner's code can have made as long as it likes."""
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"


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
    """Print where the picture is, and if `described` what it shows; or why there is none."""
    if drawn is None:
        return
    out.print()
    if isinstance(drawn, Finding):
        out.print(say("commands", "no_picture"))
        finding(out, drawn)
    else:
        out.print(say("commands", "picture", path=show_path(drawn.path), title=drawn.title))
        if described:
            out.print(drawn.description)


@contextlib.contextmanager
def training_bar(out):
    """Yield a function (done, of, what) that moves a progress bar; None without a terminal."""
    if not out.is_terminal:
        yield None
        return
    columns = TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn()
    bars = {}
    with Progress(*columns, console=out, transient=True) as bar:

        def on_step(done, of, what):
            if what not in bars:
                bars[what] = bar.add_task(what, total=of)
            bar.update(bars[what], completed=done)

        yield on_step


def show_path(path):
    """A path as a person would type it here; "" for none."""
    if not path:
        return ""
    try:
        relative = os.path.relpath(path)
    except (ValueError, FileNotFoundError):  # on another drive; in a folder that was deleted
        return str(path)
    outside = relative == os.curdir or relative.startswith(os.pardir)
    return os.path.abspath(path) if outside else relative


def quoted(path):
    """A path as it must be typed in a shell."""
    if os.name != "nt":
        return shlex.quote(str(path))
    return f'"{path}"' if set(str(path)) - PLAIN else str(path)


def columns(out, rows):
    """Print rows of words in aligned columns, without lines or boxes.

    A Hangul letter is two columns of a terminal wide.
    """
    widths = [
        # A row with fewer words than the others is a sentence and does not widen its columns.
        max(cell_len(row[i]) for row in rows if len(row) == max(map(len, rows)))
        for i in range(max(map(len, rows)))
    ]
    for row in rows:
        padded = (filled_up(word, width) for word, width in zip(row, widths, strict=False))
        out.print(Text("  ".join(padded).rstrip()), soft_wrap=True)


def filled_up(word, width):
    """A word with spaces up to `width` columns of a terminal; a longer word stays as it is."""
    return word + " " * (width - cell_len(word))
