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

    The message is looked up and filled in as by `tr`.
    """

    exit_code = 1

    def __init__(self, english, /, **values):
        super().__init__(tr(english, **values))


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
    guess = f" Did you mean {near[0]!r}?" if near else ""
    shown = printable(repr(received), 100)
    return UsageError(f"There is no {thing} {shown}.{guess} There are: {listed(known)}.")


def listed(names):
    """Names with commas; of more than MOST_NAMES the first ones, and how many more there are."""
    names = list(names)
    shown, more = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown


def describe_os_error(error):
    """One line about a failed file operation: the file, the reason, what to try."""
    remedies = {
        errno.ENOSPC: "Free some space or choose a folder on another disk.",
        errno.EDQUOT: "Free some space or choose a folder on another disk.",
        errno.EACCES: "Choose a folder that you may write to.",
        errno.EPERM: "Choose a folder that you may write to.",
        errno.EROFS: "Choose a folder that you may write to.",
    }
    if os.name == "nt":
        remedies[errno.EACCES] = "Close the program that has it open, or choose another folder."
    where = f"{error.filename}: " if error.filename else ""
    reason = error.strerror or str(error)
    return f"{where}{reason}. {remedies.get(error.errno, '')}".rstrip()
