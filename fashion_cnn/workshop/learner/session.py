"""Check files, print what was found and save it: what `check`, `watch` and Run share."""

import contextlib
import threading
from hashlib import sha256

from fashion_cnn.base import console
from fashion_cnn.base.language import speak
from fashion_cnn.base.words import asked_for
from fashion_cnn.workshop.checking.finding import WRONG, Finding, Outcome
from fashion_cnn.workshop.learner import notebooks, show
from fashion_cnn.workshop.learner.workspace import Workspace, find_workspace, is_kits_own
from fashion_cnn.workshop.manifest import EXERCISES, NOTEBOOK, lessons
from fashion_cnn.workshop.process.pool import Workers
from fashion_cnn.workshop.room import client
from fashion_cnn.workshop.texts import Texts

# Seconds of silence, after which a learner is told what is going on.
PATIENCE = 2.0


class Session:
    """A learner at work: a workspace, a language, a console, and processes for their files.

    `stay` keeps processes ready for the next check; without it, one with Keras is borrowed. Without
    `records`, progress is neither saved nor restored.
    """

    def __init__(self, workspace, language=None, stay=False, records=True):
        self.workspace, self.records = workspace, records
        # A console that lacks its letters gets English; the learner's files keep the language.
        self.language = language or asked_for() or workspace.language
        self.say = Texts(console.readable(self.language))
        speak(self.say.language)
        self.out = show.console()
        self.workers = Workers(stay, borrow=not stay)
        self.running = None  # the Check that was begun last
        self.share = False  # whether the room gets the code, if there is one

    def __enter__(self):
        if self.records:
            client.send_what_is_left(self.workspace.folder)
        if self.records and (self.workspace.damaged or self.workspace.lost):
            self.rebuild()
        return self

    def __exit__(self, *error):
        if self.workspace.unsaved:
            self.tell("unsaved", reason=self.workspace.unsaved)
        self.workers.__exit__(*error)

    def rebuild(self):
        """Restore lost or damaged progress by checking the files."""
        touched = [lesson for lesson in lessons() if not self.workspace.untouched(lesson)]
        if not touched and not self.workspace.damaged:
            return
        for lesson in touched:
            self.look(lesson)
        self.workspace.progress["current"] = ""
        self.workspace.save()
        if self.workspace.damaged:
            kept = self.workspace.damaged.name
            self.tell("damaged", file=self.workspace.path.name, kept=kept)
            self.out.print()

    def tell(self, key, **values):
        self.out.print(self.say("commands", key, **values))

    def tell_next(self):
        """Name the next lesson, and get ready for it."""
        lesson = self.workspace.current()
        if lesson is None:
            self.tell("all_done", count=len(lessons()))
            return
        if self.workers.stay:
            self.workers.prepare(lesson.needs)
        path = self.file(lesson)
        if path.suffix == NOTEBOOK and not path.exists():
            notebooks.write(path, self.workspace, lesson)
        where, title = show.show_path(path), lesson.title(self.say.language)
        self.tell("next_lesson", number=lesson.number, title=title, path=where)

    def tell_what_follows(self, outcome):
        """After a pass, name the next lesson; where nothing is recorded, say so."""
        if not self.records:
            self.out.print()
            self.tell("kits_own", command=f"{show.COMMAND} start my-workshop")
        elif outcome.passed:
            self.out.print()
            self.tell_next()

    def file(self, lesson):
        """The file of a lesson to work on."""
        return self.workspace.file(lesson)

    def look(self, lesson):
        """Check a lesson's file without printing anything; records and returns the Outcome."""
        with self.begin(lesson, self.workspace.file(lesson)) as check:
            outcome = check.outcome()
        self.workspace.record(lesson, outcome)
        return outcome

    def problem(self, lesson):
        """What is wrong with a lesson's file as a whole, or None.

        If the file has not changed since its last check, that check has found out.
        """
        path, entry = self.workspace.file(lesson), self.workspace.entry(lesson)
        if entry.get("source") != sha256(path.read_bytes()).hexdigest():
            self.tell("checked_first", path=show.show_path(path))
            return self.look(lesson).problem
        text, *details = entry.get("problem") or [""]
        return Finding("", WRONG, "", text, details) if text else None

    def check(self, lesson, path=None):
        """Check a lesson's file: print the verdict, record it, then draw the picture.

        Returns the Outcome, and what Check.picture returns.
        """
        path = path or self.workspace.file(lesson)
        if not path.is_file():
            self.out.print(
                self.say("engine", "no_file", file=show.show_path(path), lesson=lesson.id)
            )
            return Outcome([]), None
        picture = self.workspace.picture(lesson)
        new = picture and not picture.exists()
        with self.begin(lesson, path, picture) as check:
            with self.patience(check, lesson):
                outcome = check.outcome()
            show.outcome(self.out, check.say, lesson, path, outcome)
            if self.records:
                self.workspace.record(lesson, outcome)
                self.report(lesson, outcome, check.content)
            with show.training_bar(self.out) as on_step:
                drawn = check.picture(on_step)
            show.picture(self.out, self.say, drawn, described=new)
        return outcome, drawn

    def report(self, lesson, outcome, source):
        """Tell the room what was found, if the learner is in one."""
        client.report(self.workspace.folder, lesson, outcome, source, self.share)

    def begin(self, lesson, path, picture=""):
        self.running = self.workers.check(lesson, path, self.say.language, picture)
        return self.running

    @contextlib.contextmanager
    def patience(self, check, lesson):
        """Say what takes so long, if the block does."""

        def say():
            key = "starting" if lesson.needs == "keras" and not check.loaded else "still_checking"
            self.tell(key)

        timer = threading.Timer(PATIENCE, say)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def session_near(path, language=None):
    """The Session for a learner's file; one of the kit's own files is checked for nobody."""
    folder = path.resolve().parent
    if is_kits_own(folder):
        return Session(Workspace(EXERCISES), language, records=False)
    return Session(find_workspace(near=folder), language)
