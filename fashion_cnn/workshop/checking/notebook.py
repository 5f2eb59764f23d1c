"""Notebooks as learners' files: the code cells are joined to one source.

Lines are counted through all cells. Sentences name a line by its cell, as in "line 2 of cell [3]".
"""

import ast
import inspect
import json
import linecache
import re
from contextlib import nullcontext
from dataclasses import dataclass

from fashion_cnn.workshop.checking.finding import WRONG, Finding
from fashion_cnn.workshop.checking.learners_file import BrokenFile, LearnersFile
from fashion_cnn.workshop.manifest import NOTEBOOK
from fashion_cnn.workshop.texts import Texts

# A line for IPython instead of Python: %time, !pip install, ?print, print?
MAGIC = re.compile(r"^( *)(?:[%!?]|.*\?\s*$).*", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """A code cell: its number, its source, and the name that IPython has given its code."""

    number: int
    source: str
    name: str = ""

    @property
    def length(self):
        return self.source.count("\n") + 1


class Cells:
    """Code cells, joined to one `source`."""

    def __init__(self, cells):
        self.cells = cells
        self.source = "".join(f"{cell.source}\n" for cell in cells)

    def starts(self):
        """Yield (cell, how many lines are before it)."""
        before = 0
        for cell in self.cells:
            yield cell, before
            before += cell.length

    def locate(self, line):
        """The number of the cell with a line of the source, and the line in that cell."""
        cell, before = [pair for pair in self.starts() if pair[1] < line][-1]
        return cell.number, line - before

    def line_in(self, name, line):
        """The line of the source for a line in the cell whose code has this name, or 0."""
        return next((before + line for cell, before in self.starts() if cell.name == name), 0)


class CellTexts(Texts):
    """The workshop's sentences for a notebook, where a line is a line of a cell.

    If the notebook is running, the sentences of notebook.toml take the place of their namesakes.
    """

    def __init__(self, language, cells, running=False):
        super().__init__(language)
        self.cells, self.running = cells, running

    def line(self, number):
        cell, line = self.cells.locate(number)
        if not cell:  # Spyder runs files in a kernel
            return line
        key = "line_of_running_cell" if self.running else "line_of_cell"
        return super().__call__("notebook", key, line=line, cell=cell)

    def sentence(self, file, key):
        if self.running and file != "notebook":
            try:
                return super().sentence("notebook", f"{file}.{key}")
            except KeyError:
                pass
        return super().sentence(file, key)

    def where(self, path, line):
        if not line:
            return path or self("notebook", "in_notebook")
        key = "at_line" if self.running else "line_in_file"
        return self("notebook", key, line=self.line(line), file=path)


# ---------------------------------------------------------------------------------------------
# A notebook in a file
# ---------------------------------------------------------------------------------------------


def source_of(content, name, language):
    """The source in a learner's file, in bytes, and the Texts that name its lines.

    `content` are the bytes of the file. Raises BrokenFile for a notebook that cannot be read.
    """
    if not name.endswith(NOTEBOOK):
        return content, Texts(language)
    try:
        cells = Cells(list(saved_cells(json.loads(content.decode("utf-8")))))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        text = Texts(language)("notebook", "not_a_notebook", file=name)
        raise BrokenFile(Finding("", WRONG, "not_a_notebook", text)) from None
    return cells.source.encode(errors="replace"), CellTexts(language, cells)


def saved_cells(content):
    """Yield the code cells of the JSON of a notebook, numbered from the top."""
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(code, start=1):
        yield Cell(number, as_python("".join(cell["source"])))


def as_python(source):
    """The source of a cell, with `pass` for what only IPython understands."""
    if source.lstrip().startswith("%%"):
        return re.sub("^", "# ", source, flags=re.MULTILINE)
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return MAGIC.sub(r"\1pass", source)
    return source


# ---------------------------------------------------------------------------------------------
# A running notebook
# ---------------------------------------------------------------------------------------------


class RunningNotebook(LearnersFile):
    """The functions of a notebook that is running: `namespace` is its globals().

    Its source is made of the cells with the functions and classes that are there now.
    """

    def __init__(self, namespace, language):
        self.namespace, self.name, self.late = namespace, "", False
        self.problem, self.limit = None, nullcontext
        self.cells = Cells(run_cells(namespace))
        self.say = CellTexts(language, self.cells, running=True)
        self.source = self.cells.source
        self.tree = ast.parse(self.source)

    @property
    def functions(self):
        return {name for name, value in self.namespace.items() if inspect.isfunction(value)}

    def line_of(self, name):
        code = code_of(self.namespace.get(name))
        return self.cells.line_in(code.co_filename, code.co_firstlineno) if code else 0

    def is_own(self, file_name):
        return self.cells.line_in(file_name, 1) > 0

    def places_of(self, error):
        frames, places = error.__traceback__, []
        while frames:
            code = frames.tb_frame.f_code
            if self.is_own(code.co_filename):
                line = self.cells.line_in(code.co_filename, frames.tb_lineno)
                places.append((line, code.co_name.replace("<module>", "")))
            frames = frames.tb_next
        return places

    def describe_error(self, error, task, key=""):
        """The Finding for an exception; `late` tells whether an interruption was the check's."""
        if self.late and isinstance(error, KeyboardInterrupt):
            key = "endless"
        return super().describe_error(error, task, key)


def run_cells(namespace):
    """The cells with the functions and classes of a namespace, in the order they were run."""
    codes = filter(None, map(code_of, own_functions(namespace)))
    history = [source.strip() for source in namespace.get("In", [])]
    cells = []
    for name in {code.co_filename for code in codes}:
        source = "".join(linecache.getlines(name)).rstrip("\n")
        runs = [number for number, run in enumerate(history) if run == source.strip()]
        if source:
            cells.append(Cell(runs[-1] if runs else 0, source, name))
    return sorted(cells, key=lambda cell: cell.number)


def own_functions(namespace):
    """Yield the functions that were defined in a namespace, with those in its classes."""
    for value in list(namespace.values()):
        parts = vars(value).values() if inspect.isclass(value) else [value]
        for part in parts:
            if inspect.isfunction(part) and part.__globals__ is namespace:
                yield part


def code_of(function):
    return inspect.unwrap(function).__code__ if inspect.isfunction(function) else None
