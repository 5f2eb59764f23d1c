"""Read and run a learner's file, and say on which of its lines something went wrong."""

import __future__

import ast
import linecache
import re
import sys
import textwrap
import traceback
import types
import warnings
from contextlib import nullcontext
from inspect import getsource, isfunction

from fashion_cnn.workshop.authors.strip import STUB
from fashion_cnn.workshop.checking.exceptions import TYPES, describe, explained
from fashion_cnn.workshop.checking.finding import TO_DO, WRONG, Finding
from fashion_cnn.workshop.checking.restoring import restored

# Bytes of the longest file that is read; a lesson has some 10,000.
LARGEST = 2**20
# The flags of `from __future__ import …`, which hold for all statements of a file.
FUTURES = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


def lines_of(source):
    """The lines of a source as Python counts them; str.splitlines knows more line ends."""
    return re.split(r"\r\n|\r|\n", source)


class BrokenFile(Exception):
    """The file cannot be read or run; `finding` says why."""

    def __init__(self, finding):
        super().__init__(finding.text)
        self.finding = finding


class LearnersFile:
    """A learner's file after it was run: its `namespace`, and where its functions are.

    `name` is the file's name, `say` is Texts, `path` where the file is. `problem` is the Finding on
    the first line outside the functions that raised an exception, or None: the lines after it are
    run all the same. `limit` makes the `with` statement in which the learner's code runs. Raises
    BrokenFile.
    """

    def __init__(self, content, name, say, path="", limit=nullcontext):
        self.name, self.say, self.limit = name, say, limit
        # Dataclasses and others look for the module that they are defined in.
        module = sys.modules["exercise"] = types.ModuleType("exercise")
        self.namespace = module.__dict__
        self.namespace["__file__"] = str(path or name)
        self.source = self.decode(content)
        # So that errors can show the line. None keeps linecache from looking for the file.
        lines = [f"{line}\n" for line in lines_of(self.source)]
        linecache.cache[name] = len(self.source), None, lines, name
        try:
            with warnings.catch_warnings():  # Python warns of some code that it can read
                warnings.simplefilter("ignore")
                self.tree = ast.parse(self.source, name)
                code = compile(self.source, name, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise BrokenFile(self.describe_syntax(error)) from None
        self.problem = None
        futures = code.co_flags & FUTURES
        for statement in self.tree.body:
            self.run(statement, futures)

    def run(self, statement, flags):
        """Run one statement of the file, and note the first exception."""
        try:
            with warnings.catch_warnings(), restored(), self.limit():
                warnings.simplefilter("ignore")
                code = compile(ast.Module([statement], []), self.name, "exec", flags, True)
                exec(code, self.namespace)
        except BaseException as error:
            self.problem = self.problem or self.describe_error(error, "")

    def decode(self, content):
        if len(content) > LARGEST:
            text = self.say("engine", "too_long", file=self.name, size=len(content) / 2**20)
            raise BrokenFile(Finding("", WRONG, "too_long", text))
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            text = self.say("engine", "encoding", file=self.name, line=line)
            raise BrokenFile(Finding("", WRONG, "encoding", text, line=line)) from None

    @property
    def functions(self):
        """The names of the functions that the file defines itself."""
        return {node.name for node in self.definitions()}

    def line_of(self, name):
        """The line on which a function begins, or 0."""
        lines = [node.lineno for node in self.definitions() if node.name == name]
        return lines[-1] if lines else 0

    def definitions(self):
        return [node for node in self.tree.body if isinstance(node, ast.FunctionDef)]

    def describe_syntax(self, error):
        """The Finding for a file that is not Python."""
        line = getattr(error, "lineno", 0) or 0
        if isinstance(error, (MemoryError, RecursionError)):
            text = self.say("engine", "too_deep", file=self.name)
            return Finding("", WRONG, "too_deep", text)
        what = (getattr(error, "msg", None) or str(error)).rstrip(".")
        what += "" if what.endswith("?") else "."
        details = []
        if line and getattr(error, "text", None):
            text = error.text.rstrip("\n")
            details.append(f"    {text}")
            if error.offset and error.offset <= len(text) + 1:
                details.append("    " + " " * (error.offset - 1) + "^")
        key = "syntax" if line else "not_text"
        text = self.say("engine", key, file=self.name, line=line, what=what)
        return Finding("", WRONG, key, text, details, line)

    def describe_error(self, error, task, key=""):
        """The Finding for an exception of the learner's code, with the learner's line."""
        places = self.places_of(error)
        line, function = places[-1] if places else (0, "")
        if isinstance(error, NotImplementedError) and self.is_stub(line):
            return self.describe_stub(task, line, function)
        what, (found, values) = describe(error), explained(error)
        key = key or found
        where = self.say.place(self.name, line, function)
        text = self.say("engine", key, where=where, what=what, **values)
        details = [f"    {self.source_line(line)}"] if line else []
        if key not in ("raised", *TYPES.values()) and what not in text:
            details += [f"    {what}"]  # the sentence says it in other words
        called = [number for number, name in places if task and name == task != function]
        if called:  # the mistake may be in the call or in the function that was called
            line = called[-1]
            details += [self.say("engine", "called_from", line=line, function=task)]
            details += [f"    {self.source_line(line)}"]
        return Finding(task, WRONG, key, text, details, line)

    def places_of(self, error):
        """(line, function) of this file for each call on the way to an exception.

        At the top level of the file, the function is "".
        """
        places, function = [], ""
        for frame, number in traceback.walk_tb(error.__traceback__):
            if self.is_own(frame.f_code.co_filename):
                name = frame.f_code.co_name  # <listcomp> and <lambda> are part of a function
                function = "" if name == "<module>" else function if name[0] == "<" else name
                places.append((number, function))
        return places

    def is_own(self, file_name):
        """Tell whether code of this file name is the learner's."""
        return file_name == self.name

    def source_line(self, line):
        lines = lines_of(self.source)
        return lines[line - 1].strip() if 0 < line <= len(lines) else ""

    def is_stub(self, line):
        return self.source_line(line).startswith(STUB)

    def describe_stub(self, task, line, function):
        """The Finding for a task that is still to do, or whose stub is still there."""
        if not task:  # the file itself calls a function before it is written
            text = self.say("engine", "needs_first", function=function)
            return Finding(task, WRONG, "needs_first", text, line=line)
        if function != task:
            text = self.say("engine", "needs", function=function)
            return Finding(task, TO_DO, "needs", text, line=line)
        if not self.has_code(task):
            return Finding(task, TO_DO, "to_do", self.say("engine", "to_do", line=line), line=line)
        text = self.say("engine", "stub_left", line=line, stub=STUB)
        return Finding(task, WRONG, "stub_left", text, line=line)

    def has_code(self, name):
        """Tell whether a function has more in it than its docstring and the stub."""
        return any(has_code(found) for found in self.definitions() if found.name == name)


def has_code(definition):
    """Tell whether the tree of a function has more in it than a docstring and a stub."""
    return not all(
        isinstance(node, ast.Raise | ast.Pass) or is_text(node) for node in definition.body
    )


def is_text(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


class Notebook(LearnersFile):
    """The functions of a notebook, which has been run: `namespace` is its globals()."""

    def __init__(self, namespace, say):
        self.namespace, self.say, self.name, self.cell = namespace, say, "", ""
        self.problem, self.limit = None, nullcontext

    @property
    def functions(self):
        return {name for name, value in self.namespace.items() if isfunction(value)}

    def line_of(self, name):
        """Always 0: a line number says little if there are many cells."""
        return 0

    def has_code(self, name):
        """Tell whether a function has more in it than its docstring and the stub."""
        source = textwrap.dedent(getsource(self.namespace[name]))
        return has_code(ast.parse(source).body[0])

    def is_own(self, file_name):
        """Tell whether code of this name is in a cell, and remember the last such cell."""
        functions = (value for value in self.namespace.values() if isfunction(value))
        mine = (value for value in functions if value.__globals__ is self.namespace)
        own = file_name in {value.__code__.co_filename for value in mine}
        if own:
            self.cell = file_name
        return own

    def source_line(self, line):
        return linecache.getline(self.cell, line).strip()
