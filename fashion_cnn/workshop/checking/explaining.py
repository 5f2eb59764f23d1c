"""Say what is wrong with a function: the first explainer that fits decides.

An explainer looks at a Case and returns a Finding, or None if it has no explanation. To add one,
write the function and put it into one of the lists at the end, and its sentence into
words/<language>/engine.toml.
"""

import ast
import copy
import dis
import inspect
import types
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property

import numpy as np

from fashion_cnn.workshop.checking import comparing
from fashion_cnn.workshop.checking.comparing import is_number, larger, misfit, same
from fashion_cnn.workshop.checking.exceptions import DECISIVE, explained
from fashion_cnn.workshop.checking.finding import RIGHT, WRONG, Finding, shortened
from fashion_cnn.workshop.checking.learners_file import LearnersFile
from fashion_cnn.workshop.checking.plain import Foreign, plain
from fashion_cnn.workshop.checking.proving import proven_repair
from fashion_cnn.workshop.checking.relations import constant_difference, constant_factor
from fashion_cnn.workshop.checking.repairs import PLAIN, RULES
from fashion_cnn.workshop.checking.value_text import PRINTED, contrast, listed, short, type_name
from fashion_cnn.workshop.texts import Texts

# Most characters of a piece of the learner's code in a sentence.
WIDEST = 60


@dataclass
class Case:
    """All that is known about one function of a learner's file."""

    lesson: str
    name: str
    tasks: dict
    file: LearnersFile
    say: Texts
    trials: list = field(default_factory=list)  # the smallest input first

    @property
    def task(self):
        return self.tasks[self.name]

    @property
    def function(self):
        return self.file.namespace.get(self.name)

    @cached_property
    def parameters(self):
        """The names of the arguments."""
        return list(inspect.signature(self.task.answer).parameters)

    @cached_property
    def failures(self):
        """The trials that did not give the right result."""
        return [trial for trial in self.trials if trial.error or not self.is_right(trial)]

    @property
    def returned(self):
        """The first failure that returned something, or None."""
        return next((trial for trial in self.failures if not trial.error), None)

    def is_right(self, trial):
        return same(trial.expected, trial.got, self.task.exact)

    def wrong(self, key, details=(), **values):
        """The Finding with a sentence of engine.toml, at the line of the function."""
        text = self.say("engine", key, function=self.name, **values)
        line = self.file.line_of(self.name)
        return Finding(self.name, WRONG, key, text, list(details), line)

    def called_with(self, trial):
        return [self.say("engine", "called_with"), *listed(self.say, trial.arguments)]


# ---------------------------------------------------------------------------------------------
# Before the function is called
# ---------------------------------------------------------------------------------------------


def missing(case):
    if case.function is not None:
        return None
    others = case.file.functions - set(case.tasks)
    near = get_close_matches(case.name, others, n=1, cutoff=0.5)
    return case.wrong("renamed", near=near[0]) if near else case.wrong("missing")


def not_a_function(case):
    if callable(case.function):
        return None
    return case.wrong("not_a_function", got=type_name(case.say, plain(case.function, case.say)))


def other_parameters(case):
    if accepts(case.function, len(case.parameters)):
        return None
    return case.wrong("signature", wanted=", ".join(case.parameters))


def accepts(function, count):
    """Tell whether a function can be called with `count` arguments."""
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    except Exception:  # some built-in functions have no signature
        return True
    return True


# ---------------------------------------------------------------------------------------------
# Results that are wrong
# ---------------------------------------------------------------------------------------------


def wrong_type(case):
    for trial in case.trials:
        key = "" if trial.error else misfit(trial.expected, trial.got)
        if key:
            return misfitting(case, key, trial)
    return None


def misfitting(case, key, trial):
    expected, got, values = trial.expected, trial.got, {}
    if key == "tuple_length":
        values = {"got": len(got), "wanted": len(expected)}
    elif isinstance(expected, tuple) and isinstance(got, tuple):
        place = [bool(misfit(*pair)) for pair in zip(expected, got, strict=True)].index(True)
        key, expected, got = "tuple_part", expected[place], got[place]
        values = {"place": place}
    names = {"got": type_name(case.say, got), "wanted": type_name(case.say, expected)}
    values = names | values
    if isinstance(got, Foreign):
        values["what"] = got.what
    return case.wrong(key, case.called_with(trial), **values)


def known_mistake(case):
    """A mistake of the task that gives what the learner's function gave for every input."""
    if all(trial.error for trial in case.trials) or always_the_same(case):
        return None
    for mistake, make in case.task.mistakes.items():
        if all(gives_the_same(case, make, trial) for trial in case.trials):
            failure = case.returned or case.failures[0]
            values = {"got": failure.got} | failure.arguments
            text = case.say(case.lesson, f"{case.name}.{mistake}", **values)
            line = case.file.line_of(case.name)
            return Finding(case.name, WRONG, f"mistake.{mistake}", text, line=line)
    return None


def always_the_same(case):
    """Tell whether a function returns one number whatever it is given: no mistake is known by it.

    Many mistakes give 0, for instance.
    """
    numbers = [trial.got for trial in case.trials if not trial.error]
    if len(numbers) < 2 or not all(map(is_number, numbers)):
        return False
    rights = [trial.expected for trial in case.trials]
    return all(same(numbers[0], other) for other in numbers) and not all(
        same(rights[0], other) for other in rights
    )


def gives_the_same(case, make, trial):
    """Tell whether a mistake gives the result of a trial, or raises an exception as well.

    If exceptions are all that is wrong, they must be of the same type.
    """
    try:
        made = make(*copy.deepcopy(list(trial.arguments.values())))
        made = plain(case.task.compare_as(made), case.say)
    except Exception as error:
        same_type = type(error) is type(trial.error)
        return trial.error is not None if case.returned else same_type
    return trial.error is None and same(made, trial.got, case.task.exact)


def plainly_repaired(case):
    return repaired(case, PLAIN)


def repaired(case, rules=RULES):
    """A small repair of the learner's function that makes it right."""
    error = case.failures[0].error if case.failures else None
    repair = None if error and explained(error)[0] in DECISIVE else proven_repair(case, rules)
    if repair is None:
        return None
    line = repair.node.lineno
    values = {"what": ast.unparse(repair.node), "name": ""} | repair.values
    values = {key: shortened(str(value), WIDEST) for key, value in values.items()}
    where = case.say.place(case.file.name, line, case.name)
    finding = case.wrong(f"repair_{repair.key}", where=where, **values)
    return replace(finding, details=[f"    {case.file.source_line(line)}"], line=line)


def unchanged_argument(case):
    """An argument that was returned as it came, every time."""
    if not case.returned or not isinstance(case.trials[0].expected, np.ndarray):
        return None
    for name in case.parameters:
        if all(returns_argument(trial, name, case.say) for trial in case.trials):
            return case.wrong("unchanged", argument=name)
    return None


def returns_argument(trial, name, say):
    return trial.error is None and same(plain(trial.arguments[name], say), trial.got)


# Mistakes in any task, as functions of the right result.
MISTAKES = {
    "negated": lambda right: -right,
    "truncated": lambda right: np.trunc(right),
    "rounded": lambda right: np.round(right),
    "transposed": lambda right: right.swapaxes(0, 1),
    "other_order": lambda right: tuple(reversed(right)) if isinstance(right, tuple) else None,
    "absolute": lambda right: abs(right),
    "no_negatives": lambda right: np.maximum(right, 0),
    "squared": lambda right: right**2,
    "reversed": lambda right: right[::-1],
    "columns_reversed": lambda right: right[:, ::-1],
    "half_turn": lambda right: right[::-1, ::-1],
    "first_only": lambda right: right[0],
    "last_missing": lambda right: right[:-1],
    "last_column_missing": lambda right: right[:, :-1],
    "last_of_both_missing": lambda right: right[:-1, :-1],
    "flat": lambda right: right.ravel(),
}


def general_mistake(case):
    only_types_differ = all(same(trial.expected, trial.got) for trial in case.trials)
    if not case.returned or only_types_differ or is_always_zero(case.trials):
        return None
    if all(is_uniform(trial.expected) for trial in case.trials):
        return None  # parts of it look like the whole, in any order
    for key, make in MISTAKES.items():
        if all(is_made_of_right_result(make, trial) for trial in case.trials):
            return case.wrong(key)
    return None


def is_always_zero(trials):
    """Tell whether all results are 0: what gives 0 can have any mistake."""
    try:
        return not any(np.any(trial.got) for trial in trials)
    except ValueError:  # parts of different shapes
        return False


def is_uniform(value):
    return isinstance(value, np.ndarray) and np.unique(value).size == 1


def is_made_of_right_result(make, trial):
    try:
        return trial.error is None and same(make(trial.expected), trial.got)
    except (TypeError, AttributeError, IndexError, ValueError):
        return False  # a result of this type cannot have this mistake


def exception(case):
    trial = case.failures[0]
    if not trial.error:
        return None
    finding = case.file.describe_error(trial.error, case.name)
    return replace(finding, details=finding.details + case.called_with(trial))


def mutated_argument(case):
    changed = next((trial.changed for trial in case.failures or case.trials if trial.changed), "")
    return case.wrong("mutated", argument=changed) if changed else None


def not_a_number(case):
    for trial in case.failures:
        if comparing.has_nan(trial.got) and not comparing.has_nan(trial.expected):
            return case.wrong("nan", listed(case.say, trial.arguments))
    return None


def unrecognised(case):
    """The input, the right result and the learner's.

    A right answer that is a single number is never revealed, only whether the learner's is too
    large or too small.
    """
    returned = [trial for trial in case.failures if not trial.error]
    trial, say = min(returned, key=awkward), case.say
    details = [say("engine", "for_input"), *listed(say, trial.arguments)]
    if is_number(trial.expected):
        key = "too_large" if larger(trial.got, trial.expected) else "too_small"
        details.append(say("engine", key, got=short(say, trial.got)))
    else:
        details += contrast(say, trial.expected, trial.got)
    if uses_caret(case.function) and not any(map(has_masks, case.trials)):
        details.append(say("engine", "caret"))
    return case.wrong("unrecognised", details)


def awkward(trial):
    """What makes an input a bad example: too large to print, or so small that much is alike."""
    values = trial.arguments.values()
    arrays = [value.size for value in values if isinstance(value, np.ndarray)]
    numbers = [value for value in values if is_number(value)]
    return any(size > PRINTED for size in arrays), min([*arrays, 4]) < 4 or min([*numbers, 2]) < 2


def uses_caret(function):
    """Tell whether a function has the operator ^, which many take for a power."""
    code = code_of(function)
    return code is not None and any(
        step.argrepr in ("^", "^=") for step in dis.get_instructions(code)
    )


def code_of(function):
    """The code of a function, or None for anything else that can be called."""
    return function.__code__ if type(function) is types.FunctionType else None


def has_masks(trial):
    """Tell whether arrays of True and False are involved: ^ may mean exclusive or."""
    values = [trial.expected, *trial.arguments.values()]
    masks = any(isinstance(value, np.ndarray) and value.dtype == bool for value in values)
    return masks or isinstance(trial.expected, (bool, np.bool_))


# ---------------------------------------------------------------------------------------------
# Results that are right
# ---------------------------------------------------------------------------------------------


def float_for_count(case):
    for trial in case.trials:
        if comparing.is_float_for_count(trial.expected, trial.got):
            return case.wrong("float_for_count", got=trial.got)
    return None


def right(case):
    line = case.file.line_of(case.name)
    return Finding(case.name, RIGHT, "right", case.say("engine", "right"), line=line)


# ---------------------------------------------------------------------------------------------
# The order in which they are asked
# ---------------------------------------------------------------------------------------------

BEFORE_THE_CALL = (missing, not_a_function, other_parameters)
OF_WRONG_RESULTS = (
    plainly_repaired,
    known_mistake,
    repaired,
    unchanged_argument,
    general_mistake,
    exception,
    mutated_argument,
    not_a_number,
    constant_factor,
    constant_difference,
    unrecognised,
)
OF_RIGHT_RESULTS = (mutated_argument, float_for_count, right)


def explain_uncalled(case):
    """The Finding for a function that cannot even be called, or None."""
    return first(BEFORE_THE_CALL, case)


def explain(case):
    """The Finding that explains all trials."""
    if misfit := wrong_type(case):
        return (misfit.key in ("none", "type") and repaired(case)) or misfit
    return first(OF_WRONG_RESULTS if case.failures else OF_RIGHT_RESULTS, case)


def first(explainers, case):
    return next(filter(None, (explainer(case) for explainer in explainers)), None)
