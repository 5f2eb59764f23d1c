"""Errors for the person at the keyboard.

Their text is the whole message: which argument or file, the rule, what was received, what to
try. A command prints it without a traceback and exits with the exit code of the class.
"""

import difflib
import errno
import os
import unicodedata

from fashion_cnn.base.language import tr

# Characters of one line, and lines of one message, that are printed.
LONGEST, MOST_LINES = 1000, 40
# Names that one message lists.
MOST_NAMES = 10


class KitError(Exception):
    """A failure that is not a mistake in an argument: of a file, a disk, a network.

    The message is looked up and filled in as by `tr`, when it is read: a file may have it in
    English (recorded.py).
    """

    exit_code = 1

    def __init__(self, english, /, **values):
        super().__init__(english)
        self.english, self.values = english, values

    def __str__(self):
        return tr(self.english, **self.values)


class UsageError(KitError, ValueError):
    """An argument breaks a rule."""

    exit_code = 2


def printable(text, most=LONGEST):
    """Text from outside, as one line that cannot disturb a terminal, of at most `most` characters.

    Outside is what others wrote: servers, names of files and layers, messages of libraries. Line
    breaks and tabs become spaces; other control characters, such as escape, question marks.

    >>> printable("Not \x1b[31mFound" + 90 * "!", most=20)
    'Not ?[31mFound!!!...'
    """
    text = str(text)[: most + 1].translate({ord(space): " " for space in "\t\n\r"})
    text = "".join("?" if is_control(character) else character for character in text)
    return text if len(text) <= most else text[: max(0, most - 3)] + "..."


def is_control(character):
    """Whether a terminal may act on a character instead of showing it."""
    # C: control and formatting characters, halves of pairs, and those that do not exist.
    return unicodedata.category(character)[0] == "C" or character in "\u2028\u2029"


def printable_lines(message):
    """A message of several lines, each of them printable, without those beyond MOST_LINES."""
    lines = str(message).split("\n")
    return "\n".join(printable(line) for line in lines[:MOST_LINES])


def unknown(thing, received, known):
    """A UsageError for an unknown name; it suggests the most similar known one.

    >>> str(unknown("model", "mian", ["main", "small"]))
    "There is no model 'mian'. Did you mean 'main'? There are: main, small."
    """
    near = difflib.get_close_matches(str(received)[:100].lower(), known, n=1)
    shown, names = printable(repr(received), 100), listed(known)
    if near:
        return UsageError(
            "There is no {thing} {shown}. Did you mean {near!r}? There are: {names}.",
            thing=thing,
            shown=shown,
            near=near[0],
            names=names,
        )
    return UsageError(
        "There is no {thing} {shown}. There are: {names}.", thing=thing, shown=shown, names=names
    )


def listed(names):
    """Names with commas; of more than MOST_NAMES the first ones, and how many more there are."""
    names = list(names)
    shown, more = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
    return tr("{names} and {more} more", names=shown, more=more) if more > 0 else shown


def describe_os_error(error):
    """One line about a failed file operation: the file, the reason, what to try."""
    where = f"{error.filename}: " if error.filename else ""
    reason = error.strerror or str(error)
    return f"{where}{reason}. {remedy(error)}".rstrip()


def remedy(error):
    """What to try after a failed file operation, or nothing."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return tr("Free some space or choose a folder on another disk.")
    if os.name == "nt" and error.errno == errno.EACCES:
        return tr("Close the program that has it open, or choose another folder.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return tr("Choose a folder that you may write to.")
    return ""
