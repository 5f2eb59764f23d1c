"""Errors for the person at the keyboard.

Their text is the whole message: which argument or file, the rule, what was received, what to
try. A command prints it without a traceback and exits with the exit code of the class.
"""

import difflib
import errno
import os


class KitError(Exception):
    """A failure that is not a mistake in an argument: of a file, a disk, a network."""

    exit_code = 1


class UsageError(KitError, ValueError):
    """An argument breaks a rule."""

    exit_code = 2


def unknown(thing, received, known):
    """A UsageError for an unknown name; it suggests the most similar known one.

    >>> str(unknown("model", "mian", ["main", "small"]))
    "There is no model 'mian'. Did you mean 'main'? There are: main, small."
    """
    near = difflib.get_close_matches(str(received).lower(), known, n=1)
    guess = f" Did you mean {near[0]!r}?" if near else ""
    return UsageError(f"There is no {thing} {received!r}.{guess} There are: {', '.join(known)}.")


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
