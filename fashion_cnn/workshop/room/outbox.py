"""What checks have found and the room does not have yet: a file in the learner's folder.

It has a line of JSON for each event. Lines are added at its end and taken away at its beginning, by
several processes: `watch` and `check` may run at once, and each may be killed at any time.
"""

import contextlib
import json
from pathlib import Path

from fashion_cnn.base import files

FILE = "room-outbox.jsonl"
# The most lines that are kept.
MOST = 5000
# Seconds between tries to get the lock, which nobody holds for long.
STEP = 0.001


class Outbox:
    """The events of a learner's folder that are still to be sent, the oldest first."""

    def __init__(self, folder):
        self.path = Path(folder) / FILE
        self.lock = self.path.with_name(".room-outbox.lock")

    def locked(self):
        return files.locked(self.lock, step=STEP)

    def is_empty(self):
        try:
            return self.path.stat().st_size == 0
        except OSError:
            return True

    def add(self, events):
        with self.locked(), open(self.path, "ab+") as file:
            # A process that was killed may have left half a line.
            before = file.seek(0, 2)
            file.seek(max(0, before - 1))
            half = before and file.read(1) != b"\n"
            file.write(b"\n" * half + b"".join(lines_of(events)))

    def lines(self):
        """All complete lines, each in bytes with its end."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        return [line + b"\n" for line in content.split(b"\n")[:-1]]

    def drop(self, lines):
        """Take away lines from the beginning, if they are still there."""
        gone = b"".join(lines)
        if not gone:
            return
        with self.locked(), contextlib.suppress(FileNotFoundError):
            content = self.path.read_bytes()
            if content == gone:
                self.path.unlink()
            elif content.startswith(gone):
                with files.replacing(self.path) as temporary:
                    temporary.write_bytes(content[len(gone) :])

    def trim(self):
        """Drop the oldest lines if there are too many, and what a killed process has left."""
        files.clear_abandoned(self.path)
        lines = self.lines()
        if len(lines) > MOST:
            self.drop(lines[: len(lines) - MOST])

    def delete(self):
        with contextlib.suppress(OSError), self.locked():
            self.path.unlink(missing_ok=True)


def lines_of(events):
    """Events as lines of an Outbox; half characters become question marks."""
    texts = (json.dumps(event, ensure_ascii=False) for event in events)
    return [f"{text}\n".encode("utf-8", "replace") for text in texts]


def events_in(lines):
    """The events in lines of an Outbox, without those that cannot be read."""
    for line in lines:
        with contextlib.suppress(ValueError, RecursionError):
            event = json.loads(line)
            if isinstance(event, dict):
                yield event
