"""A running check of one learner's file."""

import re
import secrets
import time
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

from fashion_cnn.base.backend import cannot_start
from fashion_cnn.base.errors import KitError
from fashion_cnn.workshop.checking.finding import RIGHT, TO_DO, WRONG, Finding, Outcome
from fashion_cnn.workshop.checking.learners_file import BrokenFile
from fashion_cnn.workshop.checking.notebook import source_of
from fashion_cnn.workshop.process import messages
from fashion_cnn.workshop.process.limits import BUSY, read_stack
from fashion_cnn.workshop.texts import Texts

# Libraries with which a copied process can hang for reasons of its own.
HANGS_IN_COPIES = {"keras"}
# The learner's code of a whole file may take as many seconds as this many parts of it.
PARTS = 2
# Seconds of silence on top of what a part may take, after which a process is ended: it should have
# ended itself by now. Drawing is silent.
SILENCE = 4.0
# Seconds for drawing a picture: some lessons with Keras train a network for theirs.
DRAWING = {"numpy": 30.0, "keras": 180.0}
# How often the tasks that are left get another process, and the seconds that they have at least.
MORE, LEAST = 2, 2.0


class Cancelled(Exception):
    """The check was cancelled, and has no outcome."""


class Check:
    """A check in a Worker: first ask for its outcome, then for its picture. Use it with `with`."""

    def __init__(self, lesson, path, language, picture, worker):
        self.lesson, self.path = lesson, Path(path)
        self.worker, self.passed = worker, False
        self.in_progress, self.cancelled = True, False
        self.findings, self.problem, self.printed = {}, None, ""
        # The learner may save the file again while this is running.
        content = self.path.read_bytes()
        self.source = sha256(content).hexdigest()
        content, self.say = readable(content, self.path.name, language)
        self.content = content.decode("utf-8", "replace")
        self.job = messages.Job(
            lesson=lesson.id,
            path=str(self.path.resolve()),
            language=language,
            seconds=lesson.seconds,
            total=PARTS * lesson.seconds,
            drawing=DRAWING[lesson.draws_with],
            tasks=lesson.tasks,
            broken=[],
            picture=str(Path(picture).resolve()) if picture else "",
            token="",
        )
        self.began = None
        self.begin()

    def begin(self, **changes):
        self.job = replace(self.job, token=secrets.token_hex(8), **changes)
        self.silence = BUSY * self.job.seconds + SILENCE
        self.loaded, self.called = False, []
        self.worker.send(self.job)
        self.received = self.worker.messages(self.job.token, lambda: self.silence)

    def cancel(self):
        """End the check, from another thread: whoever waits for its outcome gets Cancelled."""
        self.cancelled = True
        self.worker.end_job()

    def outcome(self):
        """Wait for the verdict; returns the Outcome. Raises Cancelled."""
        for message in self.received:
            match message:
                case messages.Loaded():
                    self.loaded, self.began = True, self.began or time.monotonic()
                case messages.Calling(lines):
                    self.called = lines
                case Finding(task=""):
                    self.problem = self.problem or message
                case Finding(task) if task in self.job.tasks:
                    self.findings[task] = message
                case messages.Failed(traceback):
                    raise KitError("The check itself failed:\n{why}", why=traceback.strip())
                case messages.Verdict(printed) if self.is_complete:
                    self.printed = printed
                    return self.decided()
        return self.broken_off()

    @property
    def is_complete(self):
        """Whether each task has a Finding, or the file as a whole cannot be read."""
        if self.problem and not self.loaded:
            return True
        return all(task in self.findings for task in self.lesson.tasks)

    def decided(self):
        found = [self.findings[task] for task in self.lesson.tasks if task in self.findings]
        self.passed = not self.problem and {finding.state for finding in found} == {RIGHT}
        self.silence = self.job.drawing + SILENCE
        return Outcome(found, self.problem, self.printed, self.source)

    def broken_off(self):
        """The Outcome of a process that ended before its verdict; the other tasks are checked."""
        if self.cancelled:
            raise Cancelled
        reason, line, function, own = self.stack()
        reason = reason or ("endless" if self.worker.silent else "")
        suspect = self.lesson.needs in HANGS_IN_COPIES and reason == "endless" and not own
        suspect = suspect and not self.worker.silent
        if self.worker.doubtful and (suspect or not self.worker.alive):
            # Perhaps that was not the learner's fault: a new process decides.
            self.worker = self.worker.replacement()
            self.begin()
            return self.outcome()
        if not reason and not self.worker.was_ready:
            raise self.cannot_begin(self.worker.last_words)
        left = [task for task in self.lesson.tasks if task not in self.findings]
        task = left[0] if left and self.loaded else ""
        sentence = reason if line or reason == "endless" else "died_somewhere"
        text = self.say("engine", sentence, where=self.say.place(self.path.name, line, function))
        details = self.source_line(line) + self.called
        finding = Finding(task, WRONG, reason or "died", text, details, line)
        if not task:
            self.problem = self.problem or finding
            return self.unchecked(left)
        self.findings[task] = finding
        return self.go_on(left[1:], task)

    def cannot_begin(self, words):
        """The error of a process that could not import its library; the last line says why."""
        if self.lesson.needs != "keras" or not words:
            return KitError("The check itself failed:\n{why}", why=words)
        return cannot_start(words.splitlines()[-1])

    def go_on(self, tasks, broken):
        """Check the tasks that are left in another process."""
        total = PARTS * self.lesson.seconds - (time.monotonic() - self.began)
        if not tasks or len(self.job.broken) == MORE:
            return self.unchecked(tasks)
        if not self.worker.alive:
            self.worker = self.worker.replacement()
        broken = [*self.job.broken, broken]
        self.begin(tasks=tasks, broken=broken, total=max(total, LEAST), picture="")
        return self.outcome()

    def unchecked(self, tasks):
        """The Outcome without these tasks."""
        for task in tasks:
            text = self.say("engine", "not_checked")
            self.findings[task] = Finding(task, TO_DO, "not_checked", text)
        return self.decided()

    def stack(self):
        return read_stack(self.worker.unread, self.path.name)

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
        reason, line, function, _ = self.stack()
        if reason != "endless" or not self.passed or self.cancelled:
            return None
        key = "no_end_of_picture"
        text = self.say("engine", key, where=self.say.place(self.path.name, line, function))
        return Finding("", WRONG, key, text, self.source_line(line), line)

    def __enter__(self):
        return self

    def __exit__(self, kind, *error):
        self.in_progress = False
        if kind and not issubclass(kind, Cancelled):
            self.worker.kill()
        else:
            for _ in self.received:  # up to the end: the process is ready for the next job
                pass


def readable(content, name, language):
    """What source_of returns; nothing for a notebook that the worker will refuse."""
    try:
        return source_of(content, name, language)
    except BrokenFile:
        return b"", Texts(language)
