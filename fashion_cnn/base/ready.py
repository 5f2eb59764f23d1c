"""Stop with two lines, before anything else is imported, if the kit cannot run here.

The commands import this module first. It also names a learner's files that would be imported in
place of modules. Like the doctor, it is written for any Python from 3.8.
"""

from fashion_cnn.base import shadows  # noqa: I001 (first: it sets the learner's files aside)

import sys
from importlib.util import find_spec

PYTHON = (3, 11)
# Without TensorFlow: Keras also runs on other backends, and reports a missing one itself.
PACKAGES = ("numpy", "keras", "pandas", "matplotlib", "sklearn", "requests", "rich")


def what_is_missing():
    """What keeps the kit from running here, in words, or nothing."""
    if sys.version_info < PYTHON:
        version = ".".join(map(str, sys.version_info[:3]))
        return f"This is Python {version}, and the kit needs {PYTHON[0]}.{PYTHON[1]} or newer."
    missing = [package for package in PACKAGES if find_spec(package) is None]
    return f"Not installed here: {', '.join(missing)}." if missing else ""


shadows.tell()
if what_is_missing():
    sys.exit(f"{what_is_missing()}\nTo find out what to do, run python -m fashion_cnn.doctor")
