"""One attempt at a task: call a function with a copy of an input, and receive what it returns."""

import contextlib
import copy
import warnings

import numpy as np

from fashion_cnn.workshop.checking.comparing import same
from fashion_cnn.workshop.checking.exceptions import describe
from fashion_cnn.workshop.checking.plain import Foreign, foreign_name, plain
from fashion_cnn.workshop.checking.restoring import restored
from fashion_cnn.workshop.checking.task import Trial

# What is in an array of np.empty, or as much of it as fits into its type.
GARBAGE = 987_654_321


@contextlib.contextmanager
def quiet():
    """Let no warning of Python or NumPy be printed, and none become an exception."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def attempt(task, function, arguments, file):
    """Call a function of a LearnersFile with a copy of an input; returns the Trial."""
    right = task.answer(*copy.deepcopy(arguments).values())
    expected = plain(task.compare_as(right), file.say)
    try:
        with quiet(), restored():
            got, changed = call(task, function, arguments, file)
    except BaseException as error:
        return Trial(arguments, expected, error=error)
    return Trial(arguments, expected, got, changed)


def call(task, function, arguments, file):
    """Call a function with a copy of an input; returns its result and a changed argument's name."""
    given = copy.deepcopy(arguments)
    with garbage_in_empty(), file.limit():
        got = received(task, function(*given.values()), file)
        now = plain(given, file.say)
    before = plain(arguments, file.say)
    changed = (name for name, value in before.items() if not same(value, now[name]))
    return got, next(changed, "")


@contextlib.contextmanager
def garbage_in_empty():
    """Let np.empty give what nobody takes for a result; by chance, it often gives zeros."""
    real = np.empty, np.empty_like

    def filled(made):
        if made.dtype.kind in "iuf":
            made.fill(GARBAGE % 2 ** (8 * made.itemsize - 1))
        return made

    np.empty, np.empty_like = (
        lambda *args, maker=maker, **kwargs: filled(maker(*args, **kwargs)) for maker in real
    )
    try:
        yield
    finally:
        np.empty, np.empty_like = real


def received(task, result, file):
    """A result as plain data, if the task can make anything of it."""
    try:
        return plain(task.compare_as(result), file.say)
    except Exception as error:
        if any(file.is_own(frame.f_code.co_filename) for frame in frames(error)):
            raise  # a mistake in a class of the learner's, with its own line
        return Foreign(foreign_name(result, file.say), "unreadable", describe(error))


def frames(error):
    """The frames from the call to the exception."""
    step = error.__traceback__
    while step:
        yield step.tb_frame
        step = step.tb_next
