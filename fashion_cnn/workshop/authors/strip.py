"""From a lesson to its exercise: each marked region becomes a TODO.

    # SOLUTION: Fill the array with one number.
    return np.full((size, size), 1 / size**2)
    # END SOLUTION

in solutions/ becomes

    # TODO: Fill the array with one number.
    raise NotImplementedError

in the learner's file. Everything else stays as it is.
"""

import ast
import re
from dataclasses import dataclass

from fashion_cnn.base import files
from fashion_cnn.base.errors import KitError
from fashion_cnn.base.language import ENGLISH, tr
from fashion_cnn.workshop import editions, pictured
from fashion_cnn.workshop.manifest import BACKUPS, EXERCISES, SOLUTIONS, lessons, solution_path

BEGIN = re.compile(r"( *)# SOLUTION: (\S.*)")
END = re.compile(r"( *)# END SOLUTION")
# Whatever looks like a marker but is not one is more likely a slip than a comment.
NEARLY = re.compile(r"#\W*(?:(?:begin|end)(?: of)?[ _-]*)?solutions?\b", re.IGNORECASE)
STUB = "raise NotImplementedError"


@dataclass(frozen=True)
class Region:
    """A marked region: the lines of its markers, counting from 1, its indent and its TODO."""

    first: int
    last: int
    indent: str
    todo: str


def exercise(source, path):
    """The exercise that a lesson's source makes; `path` is named in errors."""
    lines = source.splitlines()
    for region in reversed(regions(source, path)):
        stub = [f"{region.indent}# TODO: {region.todo}", f"{region.indent}{STUB}"]
        lines[region.first - 1 : region.last] = stub
    return "\n".join(lines) + "\n"


def regions(source, path):
    """The marked regions of a source. Raises KitError with file and line of a wrong marker."""
    found, opened = [], None
    for number, line in enumerate(source.splitlines(), start=1):
        begin, end = BEGIN.fullmatch(line), END.fullmatch(line)
        if begin and opened:
            raise wrong(
                path, number, tr("a region begins inside the one from line {line}", line=opened[0])
            )
        if end and not opened:
            raise wrong(path, number, tr("a region ends that never began"))
        if end and end[1] != opened[1]:
            raise wrong(
                path, number, tr("not indented like its beginning in line {line}", line=opened[0])
            )
        if begin:
            opened = number, begin[1], begin[2]
        elif end:
            found.append(Region(opened[0], number, opened[1], opened[2]))
            opened = None
        elif NEARLY.search(line):
            raise wrong(path, number, tr("write '# SOLUTION: what to do' or '# END SOLUTION'"))
    if opened:
        raise wrong(path, opened[0], tr("a region begins that never ends"))
    return found


def wrong(path, line, what):
    return KitError("{path}:{line}: {what}.", path=path, line=line, what=what)


def without_markers(source):
    """A lesson's source without the lines of its markers."""
    lines = source.splitlines()
    kept = (line for line in lines if not BEGIN.fullmatch(line) and not END.fullmatch(line))
    return "\n".join(kept) + "\n"


def functions(source):
    """{name: code} of the functions in a lesson's source, without the markers."""
    clean = without_markers(source)
    nodes = (node for node in ast.parse(clean).body if isinstance(node, ast.FunctionDef))
    return {node.name: ast.get_source_segment(clean, node) for node in nodes}


def code_of(source):
    """The code of a lesson without its words: comments, docstrings, what the picture shows."""
    tree = ast.parse(source)
    pictured.blank(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            del node.body[0]
    return ast.dump(tree)


def make_exercise(lesson, language=ENGLISH):
    """The text of a lesson's exercise in a language."""
    return exercise(editions.source(lesson, language), solution_path(lesson))


def write_exercises():
    """Write workshop/ from solutions/; returns the names of the files that changed.

    What was there before is kept in workshop/backups/.
    """
    made = expected()
    changed = drifted(made)
    EXERCISES.mkdir(exist_ok=True)
    for name in changed:
        path = EXERCISES / name
        if path.is_file():  # somebody may have worked in it
            files.keep(path, EXERCISES / BACKUPS)
        if name in made:
            files.write_text(path, made[name])
    return changed


def drifted(made=None):
    """The names of the exercises in workshop/ that differ from what solutions/ make.

    `made` is the result of `expected`, if it has been called already.
    """
    made = expected() if made is None else made
    there = {
        path.name: path.read_text(encoding="utf-8") for path in EXERCISES.glob("[0-9][0-9]_*.py")
    }
    return sorted(name for name in {*made, *there} if made.get(name) != there.get(name))


def expected():
    """{file name: text} of all exercises."""
    unlisted = {path.name for path in SOLUTIONS.glob("*.py")} - {
        lesson.file for lesson in lessons()
    }
    if unlisted:
        raise KitError(
            "{folder}: the manifest does not list {names}.",
            folder=SOLUTIONS,
            names=", ".join(sorted(unlisted)),
        )
    return {lesson.file: make_exercise(lesson) for lesson in lessons()}
