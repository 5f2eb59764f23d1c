"""A running check of one learner's file."""

import re
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

from fashion_cnn.base.errors import KitError
from fashion_cnn.workshop.checking.finding import WRONG, Finding, Outcome
from fashion_cnn.workshop.checking.learners_file import BrokenFile
from fashion_cnn.workshop.checking.notebook import read_file
from fashion_cnn.workshop.process import messages
from fashion_cnn.workshop.process.stack import read_stack
from fashion_cnn.workshop.texts import Texts

# Libraries with which a copied process can hang for reasons of its own.
HANGS_IN_COPIES = {"keras"}
# Seconds on top of what the parts of a file may take together; then its process is killed.
GRACE = 300


class Check:
    """A check in a Worker: first ask for its outcome, then for its picture. Use it with `with`."""

    def __init__(self, lesson, path, language, picture, worker):
        self.lesson, self.path = lesson, Path(path)
        self.folder = Path(tempfile.mkdtemp(prefix="fashion-cnn-"))
        self.worker, self.passed = worker, False
        # The learner may save the file again while this is running.
        content, self.say = readable(self.path, language)
        self.content = content.decode("utf-8", errors="replace")
        self.job = messages.Job(
            lesson=lesson.id,
            path=str(self.path.resolve()),
            language=language,
            seconds=lesson.seconds,
            picture=str(Path(picture).resolve()) if picture else "",
            stack=str(self.folder / "stack.txt"),
        )
        self.begin()

    def begin(self):
        self.worker.send(self.job)
        limit = self.lesson.seconds * (len(self.lesson.tasks) + 2) + GRACE
        self.received = self.worker.messages(limit)

    def outcome(self):
        """Wait for the verdict; returns the Outcome."""
        findings, loaded, called = [], False, []
        for message in self.received:
            match message:
                case messages.Loaded():
                    loaded = True
                case messages.Calling(lines):
                    called = lines
                case Finding():
                    findings.append(message)
                case messages.Failed(traceback):
                    raise KitError(f"The check itself failed:\n{traceback.strip()}")
                case messages.Verdict(printed):
                    outcome = outcome_of(findings, printed)
                    self.passed = outcome.passed
                    return outcome
        return self.broken_off(findings, loaded, called)

    def broken_off(self, findings, loaded, called):
        """The Outcome of a process that ended before its verdict."""
        reason, line, function = self.stack()
        copy_failed = self.lesson.needs in HANGS_IN_COPIES and reason == "endless"
        if self.worker.fork and (copy_failed or not self.worker.alive):
            # Perhaps that was not the learner's fault: a new process decides.
            self.worker = self.worker.replacement()
            self.begin()
            return self.outcome()
        if not reason:
            raise KitError(f"The check itself failed:\n{self.worker.last_words}")
        left = self.lesson.tasks[len(findings) :]
        task = left[0] if left and loaded else ""
        sentence = "died_somewhere" if reason == "died" and not line else reason
        text = self.say("engine", sentence, where=self.say.place(self.path.name, line, function))
        details = self.source_line(line) + called
        return outcome_of([*findings, Finding(task, WRONG, reason, text, details, line)])

    def stack(self):
        return read_stack(Path(self.job.stack), self.path.name)

    def source_line(self, line):
        lines = re.split(r"\r\n|\r|\n", self.content)
        return [f"    {lines[line - 1].strip()}"] if 0 < line <= len(lines) else []

    def picture(self, on_step=None):
        """Wait for the picture; returns Drawn, or the Finding that says why not, or None.

        `on_step(done, of, what)` is called while the lesson trains a network for it.
        """
        for message in self.received:
            if isinstance(message, (messages.Drawn, Finding)):
                return message
            if isinstance(message, messages.Step) and on_step:
                on_step(**asdict(message))
        reason, line, function = self.stack()
        if reason != "endless" or not self.passed:
            return None
        key = "no_end_of_picture"
        text = self.say("engine", key, where=self.say.place(self.path.name, line, function))
        return Finding("", WRONG, key, text, self.source_line(line), line)

    def __enter__(self):
        return self

    def __exit__(self, kind, *error):
        if kind:
            self.worker.kill()
        else:
            for _ in self.received:  # up to the end: the process is ready for the next job
                pass
        shutil.rmtree(self.folder, ignore_errors=True)


def readable(path, language):
    """What read_file returns; nothing for a notebook that the worker will refuse."""
    try:
        return read_file(path, language)
    except BrokenFile:
        return b"", Texts(language)


def outcome_of(findings, printed=""):
    """The Outcome of findings; the last of them may be about the file as a whole."""
    if findings and not findings[-1].task:
        return Outcome(findings[:-1], findings[-1], printed)
    return Outcome(findings, None, printed)
