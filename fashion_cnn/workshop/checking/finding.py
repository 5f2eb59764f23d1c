"""What a check finds out. Nothing heavy is imported here: the commands use it too."""

from dataclasses import dataclass, field

# The states of a task.
RIGHT, TO_DO, WRONG = "right", "to do", "wrong"


@dataclass(frozen=True)
class Finding:
    """What a check found out about one task, or about the file as a whole (task "").

    state     RIGHT, TO_DO or WRONG
    key       names the finding, a known mistake as "mistake.<its name>"
    text      a sentence or two for the learner
    details   lines to print as they are
    line      where in the learner's file, or 0
    """

    task: str
    state: str
    key: str
    text: str
    details: list = field(default_factory=list)
    line: int = 0


@dataclass(frozen=True)
class Outcome:
    """The findings on the tasks of a lesson, as far as the check got.

    `problem` is the Finding on the file as a whole if it could not be run, `printed` the beginning
    of what it printed.
    """

    findings: list
    problem: Finding | None = None
    printed: str = ""

    @property
    def passed(self):
        return self.problem is None and {finding.state for finding in self.findings} == {RIGHT}
