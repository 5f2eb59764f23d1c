"""Constants that lead from every right result of a task to the learner's."""

import numpy as np

from fashion_cnn.workshop.checking.comparing import floats, is_number, is_numeric, same
from fashion_cnn.workshop.checking.value_text import short


def constant_factor(case):
    """Every result is the same multiple of the right one."""
    return constant_between(case, "factor", np.multiply, np.divide)


def constant_difference(case):
    """Every result differs from the right one by the same amount."""
    return constant_between(case, "difference", np.add, np.subtract)


def constant_between(case, key, combine, separate):
    """The Finding if one constant leads from each right result to the learner's.

    It is taken from the largest right number. A right answer that is a single number would be told
    with it, so then it is not.
    """
    trials = case.trials
    if any(trial.error or not numeric_pair(trial) for trial in trials) or not telling(trials):
        return None
    one = max(trials, key=lambda trial: np.abs(floats(trial.expected)).max())
    place = np.argmax(np.abs(floats(one.expected)))
    with np.errstate(all="ignore"):
        constant = separate(*(np.ravel(floats(side))[place] for side in (one.got, one.expected)))
        right = all(same(combine(floats(t.expected), constant), floats(t.got)) for t in trials)
    if not right or not np.isfinite(constant) or constant == 0:
        return None
    single = all(is_number(trial.expected) for trial in trials)
    return case.wrong(f"{key}_of_number" if single else key, constant=short(case.say, constant))


def numeric_pair(trial):
    """Tell whether both results are numbers, or arrays of numbers of one shape that is not 0."""
    sides = trial.expected, trial.got
    fits = all(map(is_numeric, sides)) and np.shape(sides[0]) == np.shape(sides[1])
    return fits and np.size(sides[0]) > 0 and all(np.asarray(side).dtype != bool for side in sides)


def telling(trials):
    """Tell whether enough different numbers are right and returned to see what they share."""
    several = all(
        np.unique(np.concatenate([np.ravel(floats(side)) for side in sides])).size >= 3
        for sides in zip(*((trial.expected, trial.got) for trial in trials), strict=True)
    )
    return several and not all(same(trial.expected, trial.got) for trial in trials)
