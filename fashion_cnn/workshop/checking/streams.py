"""Stand-ins for the keyboard and the screen while a learner's file runs."""

import io

# Longest output of a file that is kept, in characters.
KEPT_CHARACTERS = 4000


class AskedForInput(Exception):
    """The learner's code waits for a person at the keyboard."""


class NoKeyboard(io.TextIOBase):
    """In place of sys.stdin: reading from it raises AskedForInput."""

    def readable(self):
        return True

    def readline(self, size=-1):
        raise AskedForInput

    read = readline


class Kept(io.StringIO):
    """In place of sys.stdout: keeps the beginning of what is printed."""

    def write(self, text):
        room = KEPT_CHARACTERS - self.tell()
        super().write(text[: max(room, 0)])
        return len(text)

    def close(self):
        """Stay open, whatever the learner's code does."""

    def reconfigure(self, **settings):
        """Do nothing: what is kept here has no encoding."""
