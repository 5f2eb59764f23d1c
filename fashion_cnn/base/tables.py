"""Tables as CSV files, for spreadsheets and programs.

with growing("predictions.csv", ["file", "class"]) as table:
    table.add([["a.png", "Coat"], ["b.png", "Bag"]])
    table.rows                                            # 2
"""

import contextlib
import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.files import write_text

# What a spreadsheet would take for a formula, at the start of a cell.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Excel reads UTF-8 only after this mark.
MARK = "\ufeff"


def as_csv(rows):
    """Rows of cells as the lines of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    # Names of files need not be text on every system.
    return text.getvalue().encode("utf-8", "backslashreplace").decode()


def path_cell(path):
    """A relative path that no spreadsheet takes for a formula, and that names the same file."""
    return f"./{path}" if path.startswith(FORMULA) else path


class Table(NamedTuple):
    """A table to save, and what is in it, in words."""

    columns: Sequence
    rows: Sequence
    description: str

    def save(self, path):
        write_text(path, MARK + as_csv([self.columns, *self.rows]))


class Growing:
    """A CSV file that has whole rows only, whatever interrupts the program; `rows` so far."""

    def __init__(self, file):
        self.file, self.rows, self.end = file, 0, 0

    def add(self, rows):
        """Write rows, all or none."""
        self.write(as_csv(rows))
        self.rows += len(rows)

    def write(self, text):
        rest = text.encode()
        while rest:  # a full disk takes a part first
            rest = rest[self.file.write(rest) :]
        self.end = self.file.tell()


@contextlib.contextmanager
def growing(path, columns):
    """Yield a Growing table in a new file with these columns; a table without rows is removed.

    Raises UsageError if the file exists. An OSError names the file.
    """
    try:
        file = open(path, "xb", buffering=0)  # noqa: SIM115 (closed below)
    except FileExistsError:
        raise UsageError(
            "{path} exists already. Choose another name with --out.", path=path
        ) from None
    table = Growing(file)
    try:
        table.write(MARK + as_csv([columns]))
        yield table
    except OSError as error:
        error.filename = error.filename or str(path)  # the name that the user knows
        raise
    finally:
        with file:
            file.truncate(table.end)
        if not table.rows:
            path.unlink()
