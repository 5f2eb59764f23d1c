"""Limits for a learner's code, kept by a thread beside it: time and memory.

A loop that does not end gets the exception TimeUp, so that its line is known and the check goes on
in the same process. If that does not help, because the code catches everything or is not Python,
the process writes its stack to the output and ends. `read_stack` reads it on the other side.
"""

import contextlib
import ctypes
import faulthandler
import os
import re
import sys
import threading
import time
from pathlib import Path

from fashion_cnn.workshop.checking.exceptions import TimeUp

# Seconds between two looks at the learner's code, from TimeUp to the end of the process, and
# that libraries may take to be imported or to compile, since a disk may be slow.
LOOK, GRACE, LIBRARIES = 0.1, 1.0, 60.0
# Where JAX compiles, once for each operation and size, and slower than many a task may be.
COMPILER = os.path.join("jax", "_src", "compiler.py")
# On a busy machine, code may take this many times its seconds by the clock on the wall.
BUSY = 2
# Seconds between two signs of life.
SIGN = 1.0
TIMEOUT = "Timeout"  # how a stack begins if time was up


class Limits:
    """Limits for one job. Call it in a `with` statement around the learner's code.

        limits = Limits(5.0, 10.0, 2**31, folder, output, on_busy)
        limits.next_part()
        with limits():
            function()

    `seconds` are for each part, `total` for all of them, as a Clock counts them. `on_busy()` is
    called now and then while libraries keep it waiting, and while no code of the learner's runs.
    `memory` are the bytes that the process may take on top of what it has, or None. The stack goes
    to the file descriptor `output`.
    """

    def __init__(self, seconds, total, memory, folder, output, on_busy):
        self.seconds, self.left = seconds, total
        self.output, self.on_busy = output, on_busy
        self.thread = threading.get_ident()
        self.clock = Clock(self.thread, folder)
        self.running, self.used, self.waited, self.exceeded = False, 0.0, 0.0, None
        taken = bytes_taken()
        self.memory = taken + memory if taken and memory else None
        self.lock = threading.Lock()
        self.watch = threading.Thread(target=self.keep, daemon=True)
        self.watch.start()

    def next_part(self):
        self.used = self.waited = 0.0

    @contextlib.contextmanager
    def __call__(self):
        with self.lock:
            self.exceeded, self.running = None, True
            self.arm()
        try:
            yield
        finally:
            with self.lock:
                self.running = False
                raise_in(self.thread, None)  # if an exception is on its way, it is too late
            faulthandler.cancel_dump_traceback_later()

    def keep(self):
        """Look at the learner's code again and again."""
        sign = time.monotonic()
        while True:
            time.sleep(LOOK)
            now = time.monotonic()
            with self.lock:
                used, waited = self.clock.look()
                busy = not self.running or waited > 0
                if self.running:
                    self.used, self.left = self.used + used, self.left - used
                    self.waited += waited
                    self.enforce(now)
            if busy and now - sign > SIGN:
                sign = now
                self.on_busy()

    def enforce(self, now):
        if self.exceeded:
            if now - self.exceeded > GRACE:
                give_up(self.output, self.thread)
            return
        self.arm()
        if self.memory and bytes_taken() > self.memory:
            self.exceed(now, MemoryError)
        elif not self.time_left or self.waited > LIBRARIES:
            self.exceed(now, TimeUp)

    @property
    def time_left(self):
        return max(min(self.seconds - self.used, self.left), 0.0)

    def arm(self):
        """Let faulthandler end the process if C code keeps the thread from looking."""
        wait = LIBRARIES if self.waited else self.time_left + GRACE
        faulthandler.dump_traceback_later(wait, exit=True, file=self.output)

    def exceed(self, now, error):
        self.exceeded = now
        raise_in(self.thread, error)


class Clock:
    """Counts what a thread uses of its time limit.

    Seconds are the processor's, or half of those on the wall if these are more. The seconds in
    which libraries are imported or JAX compiles are counted apart, but for files in `folder`.
    """

    def __init__(self, thread, folder):
        self.thread, self.folder = thread, str(folder)
        self.wall, self.work = time.monotonic(), processor_seconds(thread)

    def look(self):
        """Return the seconds used, and those waited for libraries, since the last look."""
        wall, work = time.monotonic(), processor_seconds(self.thread)
        past, worked = wall - self.wall, work - self.work
        self.wall, self.work = wall, work
        if waits_for_library(sys._current_frames()[self.thread], self.folder):
            return 0.0, past
        return max(worked, past / BUSY), 0.0


def raise_in(thread, error):
    """Let another thread raise an exception at its next line; None takes it back."""
    error = None if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error)


def processor_seconds(thread):
    """What a thread has used of the processor; where the system does not tell, the time."""
    if hasattr(time, "pthread_getcpuclockid"):
        return time.clock_gettime(time.pthread_getcpuclockid(thread))
    return time.monotonic()


def bytes_taken():
    """The memory that this process takes, or 0 if the system does not tell."""
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def waits_for_library(frame, folder):
    """Tell whether a library, and no file of the learner's folder, is imported, or JAX compiles."""
    name = frame.f_code.co_filename
    if not name.startswith("<") and os.path.dirname(name) in ("", folder):
        return False
    while frame:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib") or name.endswith(COMPILER):
            return True
        frame = frame.f_back
    return False


def give_up(output, thread):
    """Write the stack of a thread as faulthandler does, innermost call first, and end."""
    lines, frame = [f"\n{TIMEOUT}"], sys._current_frames()[thread]
    while frame:
        code = frame.f_code
        lines.append(f'  File "{code.co_filename}", line {frame.f_lineno} in {code.co_name}')
        frame = frame.f_back
    os.write(output, "\n".join([*lines, ""]).encode("ascii", "backslashreplace"))
    os._exit(1)


def read_stack(lines, file_name):
    """Why a process ended, and where in a learner's file: (reason, line, function, own).

    `lines` are its last ones. The reason is "endless", "died", or "" if there is no stack. Without
    a line of the learner's, line is 0 and function "". `own` tells whether the learner's code
    itself was running, and not a library that it had called.
    """
    content = "\n".join(lines)
    if "File " not in content and TIMEOUT not in content:
        return "", 0, "", False
    reason = "endless" if TIMEOUT in content else "died"
    escaped = file_name.encode("ascii", "backslashreplace").decode()
    found = re.search(rf'File "{re.escape(escaped)}", line (\d+) in (\S+)', content)
    if not found:
        return reason, 0, "", False
    own = 'File "' not in content[: found.start()].rstrip().rpartition("\n")[2]
    return reason, int(found[1]), "" if found[2] == "<module>" else found[2], own
