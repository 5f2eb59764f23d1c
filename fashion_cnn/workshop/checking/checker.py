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
from fashion_cnn.workshop.checking.finding import TO_DO, WRONG, Finding, on_a_screen
from fashion_cnn.workshop.checking.task import Trial

SEED = 0
# Findings that no other input would change.
FINAL = {"to_do", "needs", "stub_left", "exit", "input", "memory", "recursion", "interrupt"}
FINAL |= {"endless"}
# Findings on functions that no other function can call during a check.
BROKEN = {"endless", "not_checked"}


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
        called = [self.found[other] for other in self.tasks_called(case) if other in self.found]
        broken = next((finding.task for finding in called if finding.key in BROKEN), "")
        wrong = next((finding.task for finding in called if finding.state == WRONG), "")
        with quiet():
            finding = explain_uncalled(case)
            if not finding and broken:
                return self.unchecked(name, file, broken)
            finding = finding or self.try_out(case) or explain(case)
        if finding.state == WRONG and wrong:
            finding = replace(case.wrong("mend_first", other=wrong), line=finding.line)
        self.found[name] = on_a_screen(finding)
        return self.found[name]

    def unchecked(self, name, file, broken=""):
        """The Finding for a task that cannot be checked, perhaps because it calls a broken one."""
        key = "not_checked_yet" if broken else "not_checked"
        text, line = self.say("engine", key, other=broken), file.line_of(name)
        self.found[name] = Finding(name, TO_DO, "not_checked", text, line=line)
        return self.found[name]

    def tasks_called(self, case):
        """The names of the other tasks that a function calls, itself or through others."""
        called, waiting = set(), {case.name}
        while waiting:
            code = code_of(case.file.namespace.get(waiting.pop()))
            new = names_in(code) - called
            called |= new
            waiting |= new
        return [name for name in self.tasks if name in called - {case.name}]

    def try_out(self, case):
        """Call the function with each input.

        Returns a Finding early if the first inputs decide it.
        """
        for values in case.task.inputs(np.random.default_rng(SEED)):
            arguments = dict(zip(case.parameters, values, strict=True))
            if self.before_call:
                self.before_call(case.called_with(Trial(arguments)))
            trial = attempt(case.task, case.function, arguments, case.file)
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
