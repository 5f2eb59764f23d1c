"""Try the functions of a learner's file.

checker = Checker("kernels", tasks_of("kernels"), Texts("en"))
checker.check("box_blur", LearnersFile(content, "02_kernels.py", say))
"""

import dis
import types
from dataclasses import replace
from numbers import Real

import numpy as np

from fashion_cnn.workshop.checking.attempt import attempt, quiet
from fashion_cnn.workshop.checking.explaining import Case, code_of, explain, explain_uncalled
from fashion_cnn.workshop.checking.finding import WRONG
from fashion_cnn.workshop.checking.task import Trial

SEED = 0
# Findings that no other input would change.
FINAL = {"to_do", "needs", "stub_left", "exit", "input", "memory", "recursion", "interrupt"}


class Checker:
    """Checks the tasks of one lesson: `lesson` is an id, `tasks` {name: Task}, `say` Texts."""

    def __init__(self, lesson, tasks, say, before_call=None):
        self.lesson, self.tasks, self.say = lesson, tasks, say
        self.before_call = before_call  # gets the lines that show an input before it is tried
        self.found = {}  # name of a task -> its Finding

    def check(self, name, file):
        """Check one task in a LearnersFile; returns the Finding.

        If the function calls another task that is wrong, that one must be fixed first.
        """
        case = Case(self.lesson, name, self.tasks, file, self.say)
        with quiet():
            finding = explain_uncalled(case) or self.try_out(case) or explain(case)
        if finding.state == WRONG and (other := self.wrong_task_called(case)):
            finding = replace(case.wrong("mend_first", other=other), line=finding.line)
        self.found[name] = finding
        return finding

    def wrong_task_called(self, case):
        """The first wrong task whose function this one calls, or ""."""
        called = names_in(code_of(case.function)) - {case.name}
        wrong = (name for name, finding in self.found.items() if finding.state == WRONG)
        return next((name for name in wrong if name in called), "")

    def try_out(self, case):
        """Call the function with each input.

        Returns a Finding early if the first inputs decide it.
        """
        for values in case.task.inputs(np.random.default_rng(SEED)):
            arguments = dict(zip(case.parameters, values, strict=True))
            if self.before_call:
                self.before_call(case.called_with(Trial(arguments)))
            trial = attempt(case.task, case.function, arguments, case.file.is_own)
            case.trials.append(trial)
            if trial.error:
                finding = case.file.describe_error(trial.error, case.name)
                if finding.key in FINAL:
                    return finding
        case.trials.sort(key=size)
        return None


def size(trial):
    """How much there is to look at: the elements of the arrays, then the other numbers."""
    values = trial.arguments.values()
    elements = sum(value.size for value in values if isinstance(value, np.ndarray))
    return elements, sum(abs(value) for value in values if isinstance(value, Real))


def names_in(code):
    """The global names in a function's code, inner functions included."""
    if not isinstance(code, types.CodeType):
        return set()
    loads = (step for step in dis.get_instructions(code) if step.opname.startswith("LOAD_GLOBAL"))
    return {step.argval for step in loads}.union(*map(names_in, code.co_consts))
