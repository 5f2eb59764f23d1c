"""A learner's side of the room: what a check has found goes to the room, if they are in one.

    report(folder, lesson, outcome, source)    # after the verdict; takes a few milliseconds

Nothing here prints, raises or waits for the network: a check is the same with the room, without
it, and with one that has gone. What cannot be sent stays in the Outbox and goes with the next
command; where the folder is read-only or the disk full, it is sent from memory, or lost with the
process.
"""

import atexit
import contextlib
import re
import secrets
import threading
import time
from dataclasses import replace

from fashion_cnn.base import files
from fashion_cnn.workshop.checking.finding import RIGHT, WRONG
from fashion_cnn.workshop.room import membership, wire
from fashion_cnn.workshop.room.events import ANSWER, PROTOCOL, SENTENCE
from fashion_cnn.workshop.room.outbox import Outbox, events_in, lines_of

# Bytes and lines of one request; a room takes 64 kB.
LARGEST, MANY = 40_000, 100
# Seconds: until another try while a command is running, between two requests to a room that is
# busy, until what has been sent is taken out of the file, and at the end of a command.
RETRY, BUSY, KEPT, PARTING = 20, 1, 0.5, 1
# Between events of one check, so that the room sees them in order.
STEP = 0.001

senders = {}


def report(folder, lesson, outcome, source, share=False):
    """Tell the room what a check has found; `source` is the learner's code.

    The code of wrong answers is sent if the learner shares it always, or now (`share`).
    """
    # Whatever goes wrong here, the learner has their verdict, and the room is not their concern.
    with contextlib.suppress(Exception):
        mine = membership.read(folder)
        if mine and not mine.paused:
            shared = source if share or mine.share else ""
            sender(folder).take(events_of(lesson, outcome, shared))


def send_what_is_left(folder):
    """Send what an earlier command could not."""
    with contextlib.suppress(Exception):
        if not Outbox(folder).is_empty() and membership.read(folder):
            sender(folder).wake()


# ---------------------------------------------------------------------------------------------
# Events
# ---------------------------------------------------------------------------------------------


def events_of(lesson, outcome, shared):
    """The events of a check, as they travel. The last one is on the task that comes next."""
    found = outcome.findings or [outcome.problem]
    following = next((each for each in found if each.state != RIGHT), found[-1])
    found = [each for each in found if each is not following] + [following]
    first = time.time() - STEP * (len(found) - 1)
    return [event(lesson, each, first + STEP * number, shared) for number, each in enumerate(found)]


def event(lesson, finding, at, shared):
    made = {
        "id": secrets.token_hex(16),
        "at": at,
        "lesson": lesson.id,
        "task": finding.task,
        "state": finding.state,
        "mistake": "" if finding.state == RIGHT else finding.key,
        "text": finding.text[:SENTENCE],
    }
    answer = function_in(shared, finding.task) if finding.state == WRONG else ""
    return made | {"answer": answer[:ANSWER]} if answer else made


def function_in(source, name):
    """The code of a function, or "". Unlike a parser, this takes no time and any file."""
    # Its lines are those that are indented, empty, or begin with what closes a bracket.
    lines = r"(?:(?:[ \t)\]}][^\n]*)?\n)*"
    whole = re.compile(rf"^def {re.escape(name)}\b[^\n]*\n{lines}", re.MULTILINE)
    found = whole.findall(source.replace("\r\n", "\n") + "\n") if name else []
    return found[-1].rstrip() if found else ""


# ---------------------------------------------------------------------------------------------
# Sending
# ---------------------------------------------------------------------------------------------


def sender(folder):
    if folder not in senders:
        senders[folder] = Sender(folder)
    return senders[folder]


class Sender:
    """Sends the Outbox of a folder in a thread, which ends with the process.

    `idle` is set while there is nothing to do, or no room. `unsaved` has the lines that the Outbox
    could not take.
    """

    def __init__(self, folder):
        self.folder, self.outbox, self.unsaved = folder, Outbox(folder), []
        self.wanted, self.idle, self.lock = threading.Event(), threading.Event(), threading.Lock()
        self.idle.set()
        atexit.register(self.idle.wait, PARTING)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def take(self, events):
        """Send events, now or later."""
        try:
            self.outbox.add(events)
        except OSError:
            self.unsaved += lines_of(events)
        self.wake()

    def wake(self):
        with self.lock:
            self.idle.clear()
            self.wanted.set()

    def run(self):
        left = False
        while True:
            self.wanted.wait(RETRY if left else None)
            self.wanted.clear()
            for send in (self.send, self.send_unsaved):
                with contextlib.suppress(Exception):
                    send()
            left = self.unsaved or not self.outbox.is_empty()
            with self.lock:
                if not self.wanted.is_set():
                    self.idle.set()

    def send(self):
        """Send all that is there, as far as the room takes it."""
        # Of several processes of a learner, one sends at a time.
        with files.locked(self.outbox.path.with_name(".room-sending.lock"), patience=RETRY):
            self.outbox.trim()
            lines, sent, dropped = self.outbox.lines(), 0, time.monotonic()
            try:
                while batch := next_batch(lines[sent:]):
                    took = self.send_batch(batch)
                    if not took:
                        return
                    sent += took
                    if time.monotonic() - dropped > KEPT:
                        self.outbox.drop(lines[:sent])
                        lines, sent, dropped = self.outbox.lines(), 0, time.monotonic()
            finally:
                self.outbox.drop(lines[:sent])

    def send_unsaved(self):
        while batch := next_batch(self.unsaved):
            took = self.send_batch(batch)
            if not took:
                return
            del self.unsaved[:took]

    def send_batch(self, lines):
        """Send some lines; returns how many the room has dealt with, 0 if it did not answer."""
        mine = membership.read(self.folder)
        if not mine or mine.paused:
            return 0
        status, answer = post(mine, list(events_in(lines)))
        if status == 429:
            time.sleep(BUSY)
            status, answer = post(mine, list(events_in(lines)))
        match status, answer.get("error"):
            case 200, None if isinstance(answer.get("stored"), int):
                return len(lines)
            case (410, "forgotten") | (403, "key"):
                self.unsaved.clear()
                self.outbox.delete()
                membership.write(self.folder, replace(mine, paused=True))
            case ((400 | 413), "body" | "name" | "size") if len(lines) == 1:
                return 1  # it never will be taken
            case ((400 | 413), "body" | "name" | "size"):
                return self.send_batch(lines[: len(lines) // 2])
        return 0


def next_batch(lines):
    """The first lines that fit into a request, at least one."""
    size, count = 0, 0
    for line in lines[:MANY]:
        size += len(line)
        if count and size > LARGEST:
            break
        count += 1
    return lines[:count]


def post(mine, events):
    """Send events in the name of a learner; returns the status and the answer. Unreachable."""
    body = {"protocol": PROTOCOL, "learner": mine.learner, "key": mine.key}
    return wire.ask(mine.address, "/events", body | {"now": time.time(), "events": events})
