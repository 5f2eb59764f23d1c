"""What a check finds out. Nothing heavy is imported here: the commands use it too."""

from dataclasses import dataclass, field, replace

# The states of a task.
RIGHT, TO_DO, WRONG = "right", "to do", "wrong"
# The most characters of a sentence, lines of details, and characters of each.
SENTENCE, LINES, WIDTH = 1500, 32, 160


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
    """The findings on the tasks of a lesson; none if the file cannot be read.

    `problem` is the Finding on the file as a whole or on a line outside its functions, `printed`
    the beginning of what it printed, and `source` the digest of the file that was checked.
    """

    findings: list
    problem: Finding | None = None
    printed: str = ""
    source: str = ""

    @property
    def passed(self):
        return self.problem is None and {finding.state for finding in self.findings} == {RIGHT}


def on_a_screen(finding):
    """The Finding, cut to what a screen can show, without characters that would move its cursor."""
    details, left = [], LINES
    for detail in finding.details:
        lines = detail.split("\n")
        details.append("\n".join(shortened(line, WIDTH) for line in lines[:left]))
        left -= len(lines)
        if left <= 0:
            details.append("    …")
            break
    return replace(finding, text=shortened(finding.text, SENTENCE), details=details)


def shortened(text, length):
    text = text if len(text) <= length else text[:length] + "…"
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
