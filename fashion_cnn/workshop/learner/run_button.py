"""What the last line of a lesson does: the verdict, and then the picture.

A file that is run with `python NN_slug.py` or the editor's Run button is checked as by the command
`check`. In a notebook, the functions are checked as they are. A file in the kit's own solutions/ or
workshop/ gets its verdict, but no progress is saved.

The check runs the file in another process, so what this process imports for it, and Keras takes
seconds, is for nothing. A lesson imports the workshop first, and its lines outside the functions
are usually imports, constants and the verdict: nothing that a person could see. Then the verdict
comes at once, and the process ends without the rest of the file (`verdict_at_once`). A file that
does anything else outside its functions, such as print, runs as Python runs it, line by line.
"""

import ast
import contextlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from fashion_cnn.base.commandline import execute
from fashion_cnn.workshop.learner.session import session_near
from fashion_cnn.workshop.manifest import find_lesson
from fashion_cnn.workshop.process.messages import Drawn


def verdict(lesson_id, namespace):
    """Print the verdict on the lesson in `namespace`; if all is right, show its picture."""
    lesson = find_lesson(lesson_id)
    if "ipykernel" in sys.modules:
        from fashion_cnn.workshop.learner import kernel  # needs NumPy

        kernel.verdict(lesson, namespace)
    else:
        execute(lambda: check_file(lesson, Path(namespace["__file__"])))


def verdict_at_once(namespace):
    """Give the verdict, and end the process, if all else that the program does is invisible."""
    try:
        tree = ast.parse(Path(namespace["__file__"]).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    lesson_id = verdict_of(tree)
    if lesson_id and all(map(is_invisible, tree.body[:-1])):
        verdict(lesson_id, namespace)


def verdict_of(tree):
    """The lesson that the last line of a file asks the verdict for, or ""."""
    last = ast.unparse(tree.body[-1]) if tree.body else ""
    found = re.fullmatch(r"workshop\.verdict\('(\w+)', globals\(\)\)", last)
    return found[1] if found else ""


def is_invisible(statement):
    """Whether a statement outside the functions only imports, defines or names something."""
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Expr(ast.Constant()):
            return True
        case ast.FunctionDef() | ast.ClassDef() | ast.Assign() | ast.AnnAssign():
            return not any(isinstance(node, ast.Call) for node in run_with(statement))
    return False


def run_with(node):
    """The nodes of a tree that run with it: all but the bodies of functions."""
    yield node
    for name, value in ast.iter_fields(node):
        if name == "body" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from run_with(child)


def check_file(lesson, path):
    """Check a lesson's file in a process of its own, open its picture; returns the exit code."""
    with session_near(path) as session:
        outcome, drawn = session.check(lesson, path)
        session.tell_what_follows(outcome)
    if isinstance(drawn, Drawn):
        open_picture(drawn.path)
    return 0 if outcome.passed else 1


def open_picture(path):
    """Show a picture with the system's own viewer, if a person is at the screen."""
    if not sys.stdout.isatty():
        return
    with contextlib.suppress(OSError):
        if os.name == "nt":
            os.startfile(path)
        elif sys.platform == "darwin":
            subprocess.Popen(["open", path])
        elif shutil.which("xdg-open") and {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            subprocess.Popen(["xdg-open", path], **quiet)
