"""Find the mistake in a function by mending it: a repair that makes all results right proves it."""

import ast
import inspect
import textwrap
import time
import types

import numpy as np

from fashion_cnn.workshop.checking.attempt import call
from fashion_cnn.workshop.checking.comparing import same
from fashion_cnn.workshop.checking.restoring import restored

# Seconds of the processor for all repairs of a function, and how many are tried at most.
SECONDS, MOST = 1.5, 1000


def proven_repair(case, rules):
    """The first Repair with which the function of a Case gives all right results, or None."""
    if all(isinstance(trial.expected, bool | np.bool_) for trial in case.trials):
        return None  # True and False are right by chance too often
    try:
        return first_right(case, rules)
    except RecursionError:  # an expression too deep for `ast`
        return None


def first_right(case, rules):
    tree = tree_of(case.function, case.file)
    if tree is None or any(isinstance(node, ast.While) for node in ast.walk(tree)):
        return None  # a repaired `while` may have no end
    failed = {id(trial) for trial in case.failures}
    trials = sorted(case.trials, key=lambda trial: id(trial) not in failed)  # what failed is first
    end = time.process_time() + SECONDS
    with restored():
        repairs = (repair for rule in rules for repair in rule(tree))
        for count, repair in enumerate(repairs):
            if count == MOST or time.process_time() > end:
                return None
            function = made_of(repair, tree, case)
            if function and all(is_right(case, function, trial) for trial in trials):
                return repair
    return None


def tree_of(function, file):
    """The tree of a function of the learner's, with the line numbers of its file, or None."""
    if type(function) is not types.FunctionType or not file.is_own(function.__code__.co_filename):
        return None
    try:
        lines, first = inspect.getsourcelines(function)
        [tree] = ast.parse(textwrap.dedent("".join(lines))).body
    except (OSError, SyntaxError, ValueError):
        return None
    return ast.increment_lineno(tree, first - 1) if isinstance(tree, ast.FunctionDef) else None


def made_of(repair, tree, case):
    """The repaired function, or None if the repair does not fit there."""
    namespace = dict(case.file.namespace)
    try:
        mended = repair.of(tree)
        mended.decorator_list = []
        exec(compile(ast.Module([mended], []), case.file.name, "exec"), namespace)
    except Exception:  # the arguments' defaults and annotations are computed, too
        return None
    return namespace[case.name]


def is_right(case, function, trial):
    try:
        got, changed = call(case.task, function, trial.arguments, case.file)
    except BaseException:
        return False
    return not changed and same(trial.expected, got, case.task.exact)
