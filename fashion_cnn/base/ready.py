"""Stop with two lines, before anything else is imported, if the kit cannot run here.

It also names a learner's files that would be imported in place of modules. Ctrl-C during the
imports that follow ends the command with one line, too.

The commands import this module first. Like the doctor, it is written for any Python from 3.8.
"""

from fashion_cnn.base import shadows  # noqa: I001 (first: it sets the learner's files aside)

import sys
from importlib.util import find_spec

from fashion_cnn.base import console
from fashion_cnn.base.language import tr
from fashion_cnn.base.program import is_a_command_of_the_kit

PYTHON = (3, 11)
# Without TensorFlow: Keras also runs on other backends, and reports a missing one itself.
PACKAGES = ("numpy", "keras", "pandas", "matplotlib", "sklearn", "requests", "rich")


def what_is_missing():
    """What keeps the kit from running here, in words, or nothing."""
    if sys.version_info < PYTHON:
        return tr(
            "This is Python {version}, and the kit needs {needed} or newer.",
            version=".".join(map(str, sys.version_info[:3])),
            needed=".".join(map(str, PYTHON)),
        )
    missing = [package for package in PACKAGES if find_spec(package) is None]
    return tr("Not installed here: {packages}.", packages=", ".join(missing)) if missing else ""


def report(kind, error, trace):
    """Print an exception that ends the process; an interrupt is one line."""
    if issubclass(kind, KeyboardInterrupt):
        print(tr("Interrupted."), file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


if is_a_command_of_the_kit():  # nobody else's handling of errors is in place
    sys.excepthook = report
    console.choose_language(console.language_option())
shadows.tell()
if what_is_missing():
    remedy = tr("To find out what to do, run python -m fashion_cnn.doctor")
    sys.exit(f"{what_is_missing()}\n{remedy}")
