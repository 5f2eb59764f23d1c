"""Where a learner's code was when its process ended: one side writes the stack, one reads it."""

import contextlib
import faulthandler
import os
import re
import sys
import threading

TIMEOUT = "Timeout"  # how faulthandler's file begins if time was up


@contextlib.contextmanager
def time_limit(stack, seconds):
    """If the block takes longer, end the process and leave in the file `stack` where it was.

    A Python thread sees the stack as it is. If C code keeps that thread from running,
    faulthandler does the same a second later.
    """
    watch = threading.Timer(seconds, give_up, [stack, threading.get_ident()])
    watch.daemon = True
    watch.start()
    faulthandler.dump_traceback_later(seconds + 1, exit=True, file=stack)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        watch.cancel()


def give_up(stack, thread):
    """Write the stack of a thread as faulthandler does, innermost call first, and end."""
    stack.write(f"{TIMEOUT}\n")
    frame = sys._current_frames()[thread]
    while frame:
        code = frame.f_code
        stack.write(f'  File "{code.co_filename}", line {frame.f_lineno} in {code.co_name}\n')
        frame = frame.f_back
    stack.flush()
    os._exit(1)


def read_stack(path, file_name):
    """Why a process ended, with line and function of a learner's file: (reason, line, function).

    The reason is "endless" or "died", or "" if the process ended before it could have written the
    file. Without a line of the learner's, line is 0 and function "".
    """
    if not path.is_file():
        return "", 0, ""
    content = path.read_text(encoding="utf-8", errors="replace")
    reason = "endless" if content.startswith(TIMEOUT) else "died"
    escaped = file_name.encode("ascii", "backslashreplace").decode()  # as faulthandler writes it
    names = f"{re.escape(file_name)}|{re.escape(escaped)}"
    found = re.search(rf'File "(?:{names})", line (\d+) in (\S+)', content)
    if not found:
        return reason, 0, ""
    return reason, int(found[1]), "" if found[2] == "<module>" else found[2]
