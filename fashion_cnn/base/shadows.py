"""A learner's files that take the place of modules: `random.py` or `numpy.py` beside a lesson.

Python looks for a module in the program's folder, or in the current one, before all others. Where
that folder has such files, importing this module moves it to the end of the search, for this
process and those that it starts. `tell` names the files.

A command imports this before anything else, so it needs only what Python has loaded when it
starts. It is written for any Python from 3.8.
"""

import os
import sys

# Names that one message lists.
LISTED = 5


class Shadow:
    """A file or folder with the name of a module: its path, and whether that is of a package."""

    def __init__(self, path, name, of_package):
        self.path, self.name, self.of_package = path, name, of_package

    def __str__(self):
        values = {"path": self.path, "name": self.name}
        if self.of_package:
            return tr("{path} hides the package {name}.", **values)
        if self.name in sys.builtin_module_names:  # these cannot be hidden
            return tr("{path} has the name of Python's own {name}.", **values)
        return tr("{path} hides Python's own {name}.", **values)

    @property
    def is_imported(self):
        """Whether it has been imported in place of the module."""
        where = getattr(sys.modules.get(self.name), "__file__", None) or ""
        return where in (self.path, os.path.join(self.path, "__init__.py"))


def tr(english, **values):
    """A message in the language spoken, or in English where a learner's file is in the way."""
    try:
        from fashion_cnn.base import language  # not before the learner's files are set aside

        return language.tr(english, **values)
    except Exception:  # of a file such as json.py that was imported in place of the module
        return english.format(**values)


def find(folder, packages=()):
    """The Shadows in a folder: of Python's own modules, `packages`, and what is installed."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    standard = set(getattr(sys, "stdlib_module_names", ()))  # from Python 3.10 on
    found = []
    for entry in names:
        name, path = entry[:-3] if entry.endswith(".py") else entry, os.path.join(folder, entry)
        if not name.isidentifier() or name == "fashion_cnn":
            continue
        of_package = name not in standard
        if of_package and name not in packages and not is_installed(name):
            continue
        if entry != name or os.path.isfile(os.path.join(path, "__init__.py")):
            found.append(Shadow(path, name, of_package))
    return found


def is_installed(name):
    """Whether a module comes from one of the folders in which packages are installed."""
    from importlib.machinery import PathFinder

    folders = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    spec = PathFinder.find_spec(name, folders)
    return spec is not None and spec.loader is not None


def step_aside():
    """Let modules come before files of the program's folder; return its Shadows."""
    if getattr(sys.flags, "safe_path", False) or sys.flags.isolated or not sys.path:
        return []  # then that folder is not searched
    try:
        before, folder = list(sys.path), os.path.abspath(sys.path[0])
        others = [path for path in before if os.path.abspath(path) != folder]
    except FileNotFoundError:  # the current folder has been deleted
        return []
    if folder == os.path.dirname(os.__file__):
        return []
    sys.path[:] = others  # also for the imports of `find`
    found = find(folder)
    sys.path[:] = [*others, folder] if found else before
    if found:
        os.environ["PYTHONSAFEPATH"] = "1"  # from Python 3.11 on
    return found


SHADOWS = step_aside()


def tell():
    """Name the Shadows, once, on stderr; stop if one of them has been imported already."""
    imported = [shadow for shadow in SHADOWS if shadow.is_imported]
    if imported:
        instead = tr("It was imported instead. Give it another name.")
        message = f"{imported[0]} {instead}"
        raise ImportError(message) if "ipykernel" in sys.modules else SystemExit(message)
    for shadow in SHADOWS[:LISTED]:
        print(shadow, tr("Give it another name."), file=sys.stderr)
    if len(SHADOWS) > LISTED:
        print(tr("So do {more} more files.", more=len(SHADOWS) - LISTED), file=sys.stderr)
    SHADOWS.clear()
