"""The messages between a command and the process that runs a learner's file.

The command sends a Job. The process answers with Loaded, then for each task Calling (before every
input) and a Finding, then Verdict; then, if a picture is wanted, Step (while a network is trained
for it) and Drawn, or a Finding that says why not; and at last End. A file that cannot be run is a
Finding for task "". If the check itself fails, that is Failed.

Each message is a line of JSON.
"""

import json
from dataclasses import asdict, dataclass

from fashion_cnn.workshop.checking.finding import Finding


@dataclass(frozen=True)
class Job:
    """A file to check. `seconds` is the limit for each task.

    `picture` is where to draw the lesson's picture, or ""; `stack` the file for the stack of a
    process that takes too long or crashes (see stack.py).
    """

    lesson: str
    path: str
    language: str
    seconds: float
    picture: str
    stack: str


@dataclass(frozen=True)
class Loaded:
    """The file has been run, and the tasks come next."""


@dataclass(frozen=True)
class Calling:
    """A function is about to be called; `lines` show its input."""

    lines: list


@dataclass(frozen=True)
class Verdict:
    """All findings have been sent. `printed` is the beginning of what the file printed."""

    printed: str


@dataclass(frozen=True)
class Step:
    """Progress of training for the picture: `done` of `of` steps."""

    done: int
    of: int
    what: str


@dataclass(frozen=True)
class Drawn:
    """The picture is in the file `path`."""

    path: str
    title: str
    description: str


@dataclass(frozen=True)
class Failed:
    """The check itself failed, through a mistake in the kit or a learner who changed Python."""

    traceback: str


@dataclass(frozen=True)
class End:
    """The job is over."""


KINDS = {
    kind.__name__: kind
    for kind in (Job, Loaded, Calling, Finding, Verdict, Step, Drawn, Failed, End)
}


def to_json(message):
    return json.dumps({"kind": type(message).__name__} | asdict(message))


def from_json(line):
    values = json.loads(line)
    return KINDS[values.pop("kind")](**values)
