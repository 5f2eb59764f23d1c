"""Do the inputs of the checks find every small mistake? Try mutants of the solutions.

A mutant is a solution with one small change. Its check must reject it, and say so in an ordinary
way. Changes that leave the answer right are listed in equivalents.toml, with the reason.
"""

import ast
import contextlib
import copy
import inspect
import signal
import time
import tomllib
from collections import Counter
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path

import numpy as np

from fashion_cnn.base import backend
from fashion_cnn.base.language import tr
from fashion_cnn.workshop.authors import strip
from fashion_cnn.workshop.authors.mutations import mutants
from fashion_cnn.workshop.checking.checker import SEED, Checker
from fashion_cnn.workshop.checking.finding import RIGHT
from fashion_cnn.workshop.checking.learners_file import LearnersFile
from fashion_cnn.workshop.lessons import tasks_of
from fashion_cnn.workshop.manifest import find_lesson, lessons, solution_path
from fashion_cnn.workshop.texts import Texts

EQUIVALENTS = Path(__file__).with_name("equivalents.toml")


def mutate(out, lesson_id=None):
    """Print what the checks let pass, for one lesson or all; returns the exit code."""
    backend.set_environment(verbose=False)
    problems = 0
    for lesson in [find_lesson(lesson_id)] if lesson_id else lessons():
        start = time.perf_counter()
        counts, lines = try_lesson(lesson)
        problems += len(lines)
        line = tr(
            "{lesson}: {tried} mutants, {named:.0%} named, {seconds:.0f} s",
            lesson=lesson.id,
            tried=sum(counts.values()),
            named=counts["named"] / max(1, counts["named"] + counts["generic"]),
            seconds=time.perf_counter() - start,
        )
        out.print(line)
        for line in lines:
            out.print(line)
    return 1 if problems else 0


def try_lesson(lesson, step=1):
    """(a Counter of what became of the mutants, a line for each problem).

    Tries every `step`-th mutant.
    """
    counts, problems, unused = Counter(), [], {**equivalents().get(lesson.id, {})}
    import_module(lesson.needs)  # not while the time is taken
    for task, change, code in islice(mutants_of(lesson), None, None, step):
        state = fate(lesson, task, code)
        reasons = [key for key in equivalents().get(lesson.id, {}) if fits(key, task, change)]
        if state == "passed" and reasons:
            state = "equivalent"
            unused.pop(reasons[0], None)
        counts[state] += 1
        if state not in ("named", "generic", "equivalent"):
            shown = tr("passed") if state == "passed" else state
            problems.append(f"    {shown}: {task}: {change}")
    if step == 1:
        problems += [
            "    " + tr("in equivalents.toml, but no such mutant passed: {key}", key=key)
            for key in unused
        ]
    return counts, problems


@cache
def equivalents():
    """{lesson: {"task: change", with * for anything: why it leaves the answer right}}."""
    return tomllib.loads(EQUIVALENTS.read_text(encoding="utf-8"))


def fits(key, task, change):
    pattern = key.replace("[", "[[]")  # in fnmatch, a bracket begins a set of characters
    return fnmatchcase(f"{task}: {change}", pattern)


def mutants_of(lesson):
    """Yield (task, change, source of the file) for all mutants of a solution."""
    source = strip.without_markers(solution_path(lesson).read_text(encoding="utf-8"))
    lines = source.splitlines()
    nodes = {node.name: node for node in ast.parse(source).body if hasattr(node, "name")}
    solved = LearnersFile(source.encode(), lesson.file, Texts()).namespace
    for name, task in tasks_of(lesson.id).items():
        node = nodes[name]
        before, after = lines[: node.lineno - 1], lines[node.end_lineno :]
        inputs = task.inputs(np.random.default_rng(SEED))
        result = solved[name](*copy.deepcopy(inputs[0]))
        parameters = inspect.signature(task.answer).parameters
        arguments = dict(zip(parameters, zip(*inputs, strict=True), strict=True))
        seen = {ast.unparse(node)}
        for change, mutant in mutants(node, arguments, result):
            code = ast.unparse(ast.fix_missing_locations(mutant))
            if code not in seen:
                seen.add(code)
                yield name, change, "\n".join([*before, code, *after])


def fate(lesson, task, code):
    """What the check makes of a file: "named", "generic", "passed" or "failed: <exception>"."""
    say, tasks = Texts(), tasks_of(lesson.id)
    try:
        with at_most(lesson.seconds), np.errstate(all="ignore"):
            file = LearnersFile(code.encode(), lesson.file, say)
            finding = Checker(lesson.id, tasks, say).check(task, file)
    except Exception as error:
        return tr("failed: {type}: {error}", type=type(error).__name__, error=error)
    if finding.state == RIGHT:
        return "passed"
    return "generic" if finding.key == "unrecognised" else "named"


@contextlib.contextmanager
def at_most(seconds):
    """Raise TimeoutError in the block after so many seconds, where the system can."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
