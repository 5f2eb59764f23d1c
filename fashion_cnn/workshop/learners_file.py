"""Read and run a learner's file, and put whatever goes wrong into words."""

import ast
import io
import linecache
import traceback
from inspect import isfunction

from fashion_cnn.workshop.checking import Finding
from fashion_cnn.workshop.manifest import TO_DO, WRONG
from fashion_cnn.workshop.strip import STUB

# Of what a file prints, as much is kept.
KEPT_CHARACTERS = 4000


class AskedForInput(Exception):
    """The learner's code waits for a person at the keyboard."""


class NoKeyboard(io.TextIOBase):
    """Stands in for sys.stdin: whoever reads from it is told that nobody is there."""

    def readable(self):
        return True

    def readline(self, size=-1):
        raise AskedForInput

    read = readline


class Kept(io.StringIO):
    """Stands in for sys.stdout and keeps the beginning of what is printed."""

    def write(self, text):
        room = KEPT_CHARACTERS - self.tell()
        super().write(text[: max(room, 0)])
        return len(text)

    def close(self):
        """Stay open, whatever the learner's code does."""


# Exceptions that have a sentence of their own.
KEYS = {
    AskedForInput: "input",
    SystemExit: "exit",
    MemoryError: "memory",
    RecursionError: "recursion",
    KeyboardInterrupt: "interrupt",
}


class BrokenFile(Exception):
    """The file cannot be read or run; `finding` says why."""

    def __init__(self, finding):
        super().__init__(finding.text)
        self.finding = finding


class LearnersFile:
    """A learner's file after it was run: its `namespace`, and where its functions are.

    `name` is the file's name, `say` is Texts. Raises BrokenFile.
    """

    def __init__(self, content, name, say):
        self.name, self.say = name, say
        self.namespace = {"__name__": "exercise", "__file__": name}
        self.source = self.decode(content)
        # So that errors can show the line. None keeps linecache from looking for the file.
        linecache.cache[name] = len(self.source), None, self.source.splitlines(True), name
        try:
            self.tree = ast.parse(self.source, name)
            code = compile(self.source, name, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError) as error:
            raise BrokenFile(self.describe_syntax(error)) from None
        try:
            exec(code, self.namespace)
        except BaseException as error:
            raise BrokenFile(self.describe_error(error, "")) from None

    def decode(self, content):
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            text = self.say("engine", "encoding", file=self.name, line=line)
            raise BrokenFile(Finding("", WRONG, "encoding", text, line=line)) from None

    @property
    def functions(self):
        """The names of the functions that the file defines itself."""
        nodes = self.tree.body
        return {node.name for node in nodes if isinstance(node, ast.FunctionDef)}

    def line_of(self, name):
        """Return the line on which a function begins, or 0."""
        node = self.definition(name)
        return node.lineno if node else 0

    def definition(self, name):
        nodes = (node for node in self.tree.body if isinstance(node, ast.FunctionDef))
        return next((node for node in nodes if node.name == name), None)

    def describe_syntax(self, error):
        """Return the Finding for a file that is not Python."""
        line = getattr(error, "lineno", 0) or 0
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

    def describe_error(self, error, task):
        """Return the Finding for an exception of the learner's code, with the learner's line."""
        line, function = self.place_of(error)
        if isinstance(error, NotImplementedError) and self.is_stub(line):
            return self.describe_stub(task, line, function)
        key = next((key for kind, key in KEYS.items() if isinstance(error, kind)), "raised")
        if isinstance(error, NameError) and "·" in str(error):
            key = "dot"
        details = [f"    {self.source_line(line)}"] if line else []
        what = traceback.format_exception_only(error)[-1].strip()
        text = self.say("engine", key, where=self.say.place(self.name, line, function), what=what)
        return Finding(task, WRONG, key, text, details, line)

    def place_of(self, error):
        """Return the line of this file at which an exception arose, and the function it is in."""
        line, function = 0, ""
        for frame, number in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename == self.name:
                line, function = number, frame.f_code.co_name
        return line, "" if function == "<module>" else function

    def source_line(self, line):
        lines = self.source.splitlines()
        return lines[line - 1].strip() if 0 < line <= len(lines) else ""

    def is_stub(self, line):
        return self.source_line(line).startswith(STUB)

    def describe_stub(self, task, line, function):
        """Return the Finding for a task that is still to do, or whose stub is still there."""
        if function != task:
            text = self.say("engine", "needs", function=function)
            return Finding(task, TO_DO, "needs", text, line=line)
        before = self.source_line(line - 1)
        if before.startswith("# TODO"):
            return Finding(task, TO_DO, "to_do", self.say("engine", "to_do", line=line), line=line)
        text = self.say("engine", "stub_left", line=line, stub=STUB)
        return Finding(task, WRONG, "stub_left", text, line=line)


class Notebook(LearnersFile):
    """The functions of a notebook, which were run already: `namespace` is its globals()."""

    def __init__(self, namespace, say):
        self.namespace, self.say, self.name = namespace, say, ""

    @property
    def functions(self):
        return {name for name, value in self.namespace.items() if isfunction(value)}

    def line_of(self, name):
        """Return 0: the number of a line says little where there are many cells."""
        return 0

    def place_of(self, error):
        """Return the last line of a cell that an exception came from, and the function there."""
        code = {
            value.__code__.co_filename for value in self.namespace.values() if isfunction(value)
        }
        line, function = 0, ""
        for frame, number in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename in code:
                self.cell, line, function = frame.f_code.co_filename, number, frame.f_code.co_name
        return line, "" if function == "<module>" else function

    def source_line(self, line):
        return linecache.getline(self.cell, line).strip()
