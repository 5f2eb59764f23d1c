"""That a learner is in a room: room.json in their folder."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from fashion_cnn.base import files

FILE = "room.json"


@dataclass(frozen=True)
class Membership:
    """A learner in the room at `address`; `learner` and `key` are what the room knows them by.

    `share` tells whether the code of wrong answers is sent, `paused` that the room has forgotten
    the learner, so that nothing is sent any more.
    """

    address: str
    learner: str
    key: str
    name: str
    title: str = ""
    share: bool = False
    paused: bool = False


def read(folder):
    """The Membership of a folder; None if its learner is in no room."""
    try:
        found = json.loads((Path(folder) / FILE).read_text(encoding="utf-8"))
        values = {field.name: found[field.name] for field in fields(Membership)}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    fits = all(isinstance(values[field.name], field.type) for field in fields(Membership))
    return Membership(**values) if fits else None


def write(folder, membership):
    files.write_json(Path(folder) / FILE, asdict(membership))


def delete(folder):
    (Path(folder) / FILE).unlink(missing_ok=True)
