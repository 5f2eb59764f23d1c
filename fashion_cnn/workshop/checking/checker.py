"""Try a learner's function, and say which mistake a wrong one makes.

A task is the right answer, the inputs to try, and the usual mistakes, each as a function that
makes it:

    Task(
        answer=lambda size: np.full((size, size), 1 / size**2),
        inputs=lambda draw: [(1,), (3,), (draw.integers(4, 9),)],
        mistakes={"not_averaged": lambda size: np.ones((size, size))},
    )

A mistake is named only if it gives what the learner's function gave for every input tried. Its
sentence stands in texts/ under the lesson and the names of task and mistake.
"""

import copy
import dis
import inspect
import types
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from difflib import get_close_matches
from numbers import Integral, Real
from typing import Any

import numpy as np

from fashion_cnn.workshop.manifest import RIGHT, WRONG

SEED = 0
# Two numbers are taken for equal if they differ by less than this share of the right one, or of
# the largest in its array (at most 1): float32 is precise enough.
TOLERANCE = 1e-5
# What a function did instead of returning something, and would do with any other input as well.
FINAL = {"to_do", "needs", "stub_left", "exit", "input", "memory", "recursion", "interrupt"}
# Arrays of more elements are not printed; the first difference is.
PRINTED = 81
# Digits behind the decimal point; where two arrays would look alike, three times as many.
DIGITS = 4
# All that a learner's file may have set otherwise.
PRINTING = {
    "suppress": True,
    "linewidth": 90,
    "threshold": 1000,
    "edgeitems": 3,
    "floatmode": "maxprec",
    "formatter": None,
    "legacy": False,
}


def itself(value):
    return value


@dataclass(frozen=True)
class Task:
    """A function to write.

    answer     the right function
    inputs     from a random generator to a list of argument tuples, chosen and random ones
    mistakes   {name: a function that makes it}
    exact      the type of the numbers (uint8, float64) must be right, too
    view       from a result to what is compared, for results that are not numbers or arrays
    """

    answer: Callable
    inputs: Callable
    mistakes: dict = field(default_factory=dict)
    exact: bool = False
    view: Callable = itself


@dataclass(frozen=True)
class Finding:
    """What a check found out about one task, or about the file as a whole (task "").

    `state` is one of RIGHT, TO_DO and WRONG; `key` names the finding, a mistake as
    "mistake.<its name>"; `text` is a sentence or two, `details` are lines to print as they are;
    `line` is where in the learner's file.
    """

    task: str
    state: str
    key: str
    text: str
    details: list = field(default_factory=list)
    line: int = 0

    def as_dictionary(self):
        return asdict(self)


@dataclass(frozen=True)
class Trial:
    """One input, the right result for it, and the learner's."""

    arguments: dict
    expected: Any
    got: Any = None
    changed: str = ""  # the argument that the learner's function changed
    error: BaseException | None = None  # what it raised instead of returning something

    @property
    def size(self):
        """How much there is to look at: the elements of the arrays, then the other numbers."""
        values = self.arguments.values()
        elements = sum(value.size for value in values if isinstance(value, np.ndarray))
        return elements, sum(abs(value) for value in values if isinstance(value, Real))


class Checker:
    """Checks the tasks of one lesson; `say` is Texts, `lesson` an id, `tasks` {name: Task}."""

    def __init__(self, lesson, tasks, say, calling=None):
        self.lesson, self.tasks, self.say = lesson, tasks, say
        self.calling = calling  # told the lines of each input before it is tried
        self.found = {}  # name of a task -> its Finding

    def check(self, name, file):
        """Return the Finding for the task of that name in a LearnersFile.

        Where it calls another task that was found to be wrong, that one is to be mended first.
        """
        finding = self.check_alone(name, file)
        if finding.state == WRONG:
            for other in names_in(getattr(file.namespace.get(name), "__code__", None)) - {name}:
                if other in self.found and self.found[other].state == WRONG:
                    finding = self.wrong(name, "mend_first", finding.line, other=other)
        self.found[name] = finding
        return finding

    def check_alone(self, name, file):
        function = file.namespace.get(name)
        line = file.line_of(name)
        if function is None:
            return self.missing(name, file)
        if not callable(function):
            return self.wrong(name, "not_a_function", line, got=type_name(function))
        task = self.tasks[name]
        wanted = list(inspect.signature(task.answer).parameters)
        if not accepts(function, len(wanted)):
            return self.wrong(name, "signature", line, wanted=", ".join(wanted))
        trials = []
        for values in task.inputs(np.random.default_rng(SEED)):
            arguments = dict(zip(wanted, values, strict=True))
            if self.calling:
                self.calling([self.say("engine", "called_with"), *self.listed(arguments)])
            trials.append(self.attempt(task, function, arguments))
            if trials[-1].error:
                finding = file.describe_error(trials[-1].error, name)
                if finding.key in FINAL:
                    return finding
        return self.judge(name, trials, line, file)

    def attempt(self, task, function, arguments):
        """Call the learner's function with an input of its own and return the Trial."""
        given = copy.deepcopy(arguments)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                result = task.view(function(*given.values()))
            except BaseException as error:
                return Trial(arguments, None, error=error)
        changed = next((n for n, value in arguments.items() if not same(value, given[n])), "")
        expected = task.view(task.answer(*copy.deepcopy(arguments).values()))
        return Trial(arguments, expected, result, changed)

    def judge(self, name, trials, line, file):
        """Return the Finding that explains all trials."""
        task = self.tasks[name]
        trials.sort(key=lambda trial: trial.size)
        for trial in trials:
            key = "" if trial.error else misfit(trial.expected, trial.got)
            if key:
                return self.misfitting(name, key, trial, line)
        failures = [trial for trial in trials if trial.error or not right(task, trial)]
        if failures:
            return self.name_mistake(name, trials, failures, line, file)
        for trial in trials:
            if trial.changed:
                return self.wrong(name, "mutated", line, argument=trial.changed)
            if is_float_for_count(trial.expected, trial.got):
                return self.wrong(name, "float_for_count", line, got=trial.got)
        return Finding(name, RIGHT, "right", self.say("engine", "right"), line=line)

    def misfitting(self, name, key, trial, line):
        """Return the Finding for a result of the wrong type."""
        expected, got, values = trial.expected, trial.got, {}
        if key == "tuple_length":
            values = {"got": len(got), "wanted": len(expected)}
        elif isinstance(expected, tuple) and isinstance(got, tuple):
            place = [bool(misfit(*pair)) for pair in zip(expected, got, strict=True)].index(True)
            key, expected, got = "tuple_part", expected[place], got[place]
            values = {"place": place}
        values = {"got": type_name(got), "wanted": type_name(expected)} | values
        details = [self.say("engine", "called_with"), *self.listed(trial.arguments)]
        return self.wrong(name, key, line, details, **values)

    def name_mistake(self, name, trials, failures, line, file):
        """Return the Finding for a wrong function: a known mistake, or the smallest failure."""
        task, shown = self.tasks[name], failures[0]
        returned = next((trial for trial in failures if not trial.error), None)
        if any(trial.error is None for trial in trials):
            for mistake, make in task.mistakes.items():
                if all(explains(task, make, trial, not returned) for trial in trials):
                    failure = returned or shown
                    values = {"got": failure.got} | failure.arguments
                    text = self.say(self.lesson, f"{name}.{mistake}", **values)
                    return Finding(name, WRONG, f"mistake.{mistake}", text, line=line)
        if returned:
            unchanged = self.unchanged_argument(trials)
            if unchanged:
                return self.wrong(name, "unchanged", line, argument=unchanged)
            values_differ = not all(same(trial.expected, trial.got) for trial in trials)
            for key, make in EVERYWHERE.items():
                if values_differ and all(made_of(make, trial) for trial in trials):
                    return self.wrong(name, key, line)
        if shown.error:
            finding = file.describe_error(shown.error, name)
            called = [self.say("engine", "called_with"), *self.listed(shown.arguments)]
            return replace(finding, details=finding.details + called)
        for trial in failures:
            if trial.changed:
                return self.wrong(name, "mutated", line, argument=trial.changed)
            if has_nan(trial.got) and not has_nan(trial.expected):
                return self.wrong(name, "nan", line, self.listed(trial.arguments))
        finding = self.unrecognised(name, shown, line)
        if uses_caret(file.namespace[name]) and not any(map(has_masks, trials)):
            finding.details.append(self.say("engine", "caret"))
        return finding

    def unchanged_argument(self, trials):
        """Return the name of the argument that was always returned as it came, or nothing."""
        names = trials[0].arguments if isinstance(trials[0].expected, np.ndarray) else ()
        for name in names:
            if all(t.error is None and same(t.arguments[name], t.got) for t in trials):
                return name
        return ""

    def unrecognised(self, name, trial, line):
        """Return the Finding that shows the input, the right result and the learner's.

        Where the right result is one number, that stays untold: only the direction is said.
        """
        details = [self.say("engine", "for_input"), *self.listed(trial.arguments)]
        if is_number(trial.expected):
            key = "too_large" if trial.got > trial.expected else "too_small"
            details.append(self.say("engine", key, got=short(trial.got)))
        else:
            details += self.contrast(trial.expected, trial.got)
        return self.wrong(name, "unrecognised", line, details=details)

    def contrast(self, expected, got):
        """Return lines that show what is right beside what was returned."""
        if not isinstance(expected, np.ndarray):
            return self.both(expected, got)
        sizes = expected.size, got.size
        if expected.shape != got.shape:
            shapes = {"expected": expected.shape, "got": got.shape}
            lines = [self.say("engine", "shapes", **shapes)]
            few = max(sizes) <= PRINTED and max(expected.ndim, got.ndim) <= 2
            return lines + self.both(expected, got) if few else lines
        if same(expected, got):
            return [self.say("engine", "dtypes", expected=expected.dtype, got=got.dtype)]
        if expected.ndim > 2:
            return self.contrast_channels(expected, got)
        if max(sizes) <= PRINTED:
            return self.both(expected, got)
        differ = expected != got
        if not (is_whole(expected) and is_whole(got)):
            differ = ~np.isclose(got, expected, rtol=TOLERANCE, atol=tolerance(expected))
        place = tuple(int(i) for i in np.argwhere(differ)[0])
        values = {"expected": short(expected[place]), "got": short(got[place])}
        count = {"count": int(differ.sum()), "size": sizes[0], "place": list(place)}
        return [self.say("engine", "first_difference", **values, **count)]

    def contrast_channels(self, expected, got):
        """Return lines on the first channel that is not right, of arrays (rows, columns, …)."""
        indices = list(np.ndindex(expected.shape[2:]))
        wrong = [i for i in indices if not same(expected[:, :, *i], got[:, :, *i])]
        place = ", ".join([":", ":", *map(str, wrong[0])])
        count = {"count": len(wrong), "size": len(indices)}
        first = self.say("engine", "first_channel", place=f"[{place}]", **count)
        return [first, *self.contrast(expected[:, :, *wrong[0]], got[:, :, *wrong[0]])]

    def both(self, expected, got):
        digits = DIGITS if shown(expected) != shown(got) else 3 * DIGITS
        return [
            self.say("engine", "expected"),
            *indented(shown(expected, digits)),
            self.say("engine", "got"),
            *indented(shown(got, digits)),
        ]

    def listed(self, arguments):
        """Return the lines that show an input."""
        lines = []
        for argument, whole in arguments.items():
            for name, value in channels(argument, whole):
                first, *rest = shown(value)
                lines += [f"    {name} = {first}", *(" " * (len(name) + 7) + line for line in rest)]
        return lines

    def missing(self, name, file):
        """Return the Finding for a function that is not in the file."""
        near = get_close_matches(name, file.functions - set(self.tasks), n=1, cutoff=0.5)
        key = "renamed" if near else "missing"
        return self.wrong(name, key, 0, near="".join(near))

    def wrong(self, name, key, line, details=(), **values):
        text = self.say("engine", key, function=name, **values)
        return Finding(name, WRONG, key, text, list(details), line)


# ---------------------------------------------------------------------------------------------
# Comparing
# ---------------------------------------------------------------------------------------------


def right(task, trial):
    """Tell whether a trial gave the right result."""
    return same(trial.expected, trial.got, task.exact)


def explains(task, make, trial, same_error):
    """Tell whether a mistake gives what the learner's function gave, if only an exception.

    Where nothing but exceptions is wrong, these must be of the same type (`same_error`).
    """
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            made = task.view(make(*copy.deepcopy(list(trial.arguments.values()))))
    except Exception as error:
        return type(error) is type(trial.error) if same_error else trial.error is not None
    return trial.error is None and same(made, trial.got, task.exact)


# Mistakes in any task, as functions of the right result.
EVERYWHERE = {
    "negated": lambda right: -right,
    "truncated": lambda right: np.trunc(right),
    "rounded": lambda right: np.round(right),
    "transposed": lambda right: right.swapaxes(0, 1),
    "other_order": lambda right: tuple(reversed(right)) if isinstance(right, tuple) else None,
}


def made_of(make, trial):
    """Tell whether a mistake turns the right result of a trial into the learner's."""
    try:
        return trial.error is None and same(make(trial.expected), trial.got)
    except (TypeError, AttributeError, IndexError, ValueError):
        return False  # it cannot be made of such a result


def same(one, other, exact=False):
    """Tell whether two results are equal, numbers and arrays within TOLERANCE."""
    if isinstance(one, (tuple, list, dict, str, bool, np.bool_, type(None))) or not is_numeric(one):
        return same_things(one, other, exact)
    if not is_numeric(other) or np.shape(one) != np.shape(other):
        return False
    if exact and np.asarray(one).dtype != np.asarray(other).dtype:
        return False
    if is_whole(one) and is_whole(other):
        return np.array_equal(one, other)
    try:
        one, other = np.asarray(one, float), np.asarray(other, float)
    except OverflowError:  # a whole number beyond all floats
        return False
    return np.allclose(other, one, rtol=TOLERANCE, atol=tolerance(one), equal_nan=True)


def is_whole(value):
    """Tell whether a value is a whole number or an array of them."""
    return isinstance(value, Integral) or np.asarray(value).dtype.kind in "biu"


def same_things(one, other, exact):
    """Tell whether two results that are not numbers are equal, part by part."""
    if isinstance(one, (tuple, list)):
        fits = isinstance(other, type(one)) and len(one) == len(other)
        return fits and all(same(a, b, exact) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict):
        fits = isinstance(other, dict) and list(one) == list(other)
        return fits and all(same(one[key], other[key], exact) for key in one)
    if isinstance(one, (bool, np.bool_)):
        return isinstance(other, (bool, np.bool_)) and bool(one) == bool(other)
    return type(one) is type(other) and one == other


def tolerance(values):
    """Return the largest difference that counts as rounding."""
    values = np.asarray(values, float)
    finite = np.abs(values[np.isfinite(values)])
    return TOLERANCE * min(1.0, finite.max(initial=0.0))


def is_numeric(value):
    """Tell whether a value is a real number or an array of them."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biuf"
    return is_number(value) or isinstance(value, np.bool_)


def is_number(value):
    """Tell whether a value is one real number, and not True or False."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iuf"
    return isinstance(value, Real) and not isinstance(value, (bool, np.bool_))


def is_float_for_count(expected, got):
    """Tell whether a count came out as 320.0: right, but not a whole number to Python."""
    if isinstance(expected, (tuple, list)):
        return any(map(is_float_for_count, expected, got))
    return isinstance(expected, Integral) and not is_whole(got)


def has_nan(value):
    return is_numeric(value) and bool(np.isnan(np.asarray(value, float)).any())


def misfit(expected, got):
    """Return the key of the sentence for a result of the wrong type, or nothing."""
    if got is None:
        return "" if expected is None else "none"
    if isinstance(got, types.GeneratorType):
        return "generator"
    if isinstance(expected, np.ndarray) and expected.ndim:
        if isinstance(got, (list, tuple)):
            return "list_for_array"
        return "" if isinstance(got, np.ndarray) and is_numeric(got) else "type"
    if isinstance(expected, tuple):
        if isinstance(got, (list, np.ndarray)):
            return "list_for_tuple"
        if not isinstance(got, tuple):
            return "type"
        if len(got) != len(expected):
            return "tuple_length"
        return next(filter(None, map(misfit, expected, got)), "")
    if isinstance(expected, (bool, np.bool_)):
        return "" if isinstance(got, (bool, np.bool_)) else "type"
    if is_number(expected):
        return "" if is_number(got) else "type"
    return "" if isinstance(got, type(expected)) else "type"


def names_in(code):
    """Return the global names that a function's code uses, inner functions included."""
    if not isinstance(code, types.CodeType):
        return set()
    loads = (step for step in dis.get_instructions(code) if step.opname.startswith("LOAD_GLOBAL"))
    return {step.argval for step in loads}.union(*map(names_in, code.co_consts))


def uses_caret(function):
    """Tell whether a function has the operator ^, which many take for a power."""
    code = getattr(function, "__code__", None)
    return code is not None and any(
        step.argrepr in ("^", "^=") for step in dis.get_instructions(code)
    )


def has_masks(trial):
    """Tell whether True and False are to be made, or come in arrays: ^ may be exclusive or."""
    values = [trial.expected, *trial.arguments.values()]
    masks = any(isinstance(value, np.ndarray) and value.dtype == bool for value in values)
    return masks or isinstance(trial.expected, (bool, np.bool_))


def accepts(function, count):
    """Tell whether a function can be called with `count` arguments."""
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    except ValueError:  # some built-in functions have no signature
        return True
    return True


# ---------------------------------------------------------------------------------------------
# Showing
# ---------------------------------------------------------------------------------------------


def type_name(value):
    """Return what a person calls the type of a value."""
    if isinstance(value, np.ndarray):
        kinds = {"U": " of text", "S": " of text", "c": " of complex numbers", "O": " of objects"}
        return f"an array{kinds.get(value.dtype.kind, '')}"
    if callable(value):
        return "a function (are the brackets () missing?)"
    if isinstance(value, (bool, np.bool_)):
        return "True or False"
    if isinstance(value, Integral):
        return "a whole number"
    if isinstance(value, Real):
        return "a number"
    if value is None:
        return "None"
    names = {str: "text", list: "a list", tuple: "a tuple", dict: "a dict", set: "a set"}
    return names.get(type(value), f"a {type(value).__name__}")


def short(value, thousands=","):
    """Return one number as text, with as many digits as are worth reading."""
    if isinstance(value, Integral):
        if abs(value) >= 10**30:
            return "a number of more than 30 digits"
        return f"{value:{thousands}}"
    return f"{float(value):.6g}"


def shown(value, digits=DIGITS):
    """Return the lines that show a value; of a large array only its shape and type."""
    if isinstance(value, np.ndarray):
        if value.size > PRINTED:
            return [f"array of shape {value.shape}, {value.dtype}"]
        with np.printoptions(**PRINTING, precision=digits):
            return str(value).splitlines()
    if type(value).__name__ == "KerasTensor":  # by its name: Keras need not be loaded
        return [f"a tensor of shape {value.shape}"]
    if is_number(value):
        return [short(value)]
    if isinstance(value, tuple) and value and all(isinstance(part, str) for part in value):
        return list(value)
    if isinstance(value, tuple) and value and all(map(is_number, value)):
        return [f"({', '.join(short(number, thousands='') for number in value)})"]
    try:
        text = repr(value)
    except Exception:  # a class of the learner's, or of a library
        text = f"something of type {type(value).__name__}"
    return [text if len(text) <= 200 else text[:200] + "…"]


def channels(name, value):
    """Return (name, value) pairs to show a value: each channel of an array (rows, columns, …)."""
    if not isinstance(value, np.ndarray) or value.ndim <= 2 or value.size > PRINTED:
        return [(name, value)]
    indices = np.ndindex(value.shape[2:])
    return [(f"{name}[:, :, {', '.join(map(str, i))}]", value[:, :, *i]) for i in indices]


def indented(lines):
    return [f"    {line}" for line in lines]
