"""The messages between a command and the process that runs a learner's file.

The process says Ready. The command sends a Job. The process answers with Started, then Loaded, then
for each task Calling (before every input) and a Finding, then Verdict; then, if a picture is
wanted, Step (while a network is trained for it) and Drawn, or a Finding that says why not; and at
last End. A Finding for task "" is about the lines outside the functions. Busy comes now and then,
except while the learner's code runs. If the check itself fails, that is Failed.

Each message is a line of JSON, with the token of its job. The learner's code runs in the process
that writes them, so nothing that is read is taken for granted.
"""

import json
from dataclasses import asdict, dataclass, fields

from fashion_cnn.workshop.checking.finding import RIGHT, TO_DO, WRONG, Finding, on_a_screen

# Bytes of the longest line that is read.
LONGEST = 2**18


@dataclass(frozen=True)
class Job:
    """A file to check, or those of its `tasks` that are not checked yet.

    seconds   limit for each part of the file
    total     limit for all of them
    drawing   limit for the picture
    broken    tasks that ended the process the last time; what calls them is not checked
    picture   where to draw the lesson's picture, or ""
    token     what each message about this job begins with

    For a process that was started by another command, in another folder perhaps:
    environment    the environment variables; None leaves everything as it is
    folder         the current folder
    """

    lesson: str
    path: str
    language: str
    seconds: float
    total: float
    drawing: float
    tasks: list
    broken: list
    picture: str
    token: str
    environment: dict | None = None
    folder: str = ""


@dataclass(frozen=True)
class Ready:
    """The library is imported, and a Job can come."""


@dataclass(frozen=True)
class Started:
    """The job runs in the process `process`, whose group has all that it starts."""

    process: int


@dataclass(frozen=True)
class Busy:
    """The check is alive: the file imports a library, or what it returned is being judged."""


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
    """The check itself failed, through a mistake in the kit."""

    traceback: str


@dataclass(frozen=True)
class End:
    """The job is over."""


ANSWERS = {
    kind.__name__: kind
    for kind in (
        Ready,
        Started,
        Busy,
        Loaded,
        Calling,
        Finding,
        Verdict,
        Step,
        Drawn,
        Failed,
        End,
    )
}
# The learner's code may give json another encoder.
encode, decode = json.JSONEncoder().encode, json.JSONDecoder().decode


def to_json(message, token=""):
    return encode({"kind": type(message).__name__, "token": token} | asdict(message))


def job_from_json(line):
    values = decode(line)
    return Job(**{field.name: values[field.name] for field in fields(Job)})


def from_json(line, token=""):
    """The message in a line, or None if it is none, or not about this job."""
    try:
        values = decode(line)
        kind = ANSWERS[values.pop("kind")]
        if values.pop("token") != token:
            return None
        message = kind(**values)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return checked(message)


def checked(message):
    """The message if the types of its values are right, or None; a Finding fits on a screen."""
    for field in fields(message):
        value = getattr(message, field.name)
        if not isinstance(value, field.type) or isinstance(value, bool):
            return None
        if field.type is list and not all(isinstance(line, str) for line in value):
            return None
    if not isinstance(message, Finding):
        return message
    return on_a_screen(message) if message.state in (RIGHT, TO_DO, WRONG) else None
