"""What arrives from learners, made safe: names, texts and Events of a length that fits."""

import re
import unicodedata

from fashion_cnn.workshop.checking.finding import RIGHT, TO_DO, WRONG
from fashion_cnn.workshop.room.events import ANSWER, SENTENCE, Event

LONGEST_NAME = 40
LATEST = 1e11  # seconds; no clock shows the year 5000
ID = re.compile(r"[0-9a-f]{32}")
WORD = re.compile(r"[\w.]{0,80}")
STATES = {RIGHT, TO_DO, WRONG}


def clean_name(name):
    """A name as one line of at most LONGEST_NAME characters, or "".

    Control characters, and those that change the direction of what follows, are left out.
    """
    if not isinstance(name, str):
        return ""
    # The end of a very long text is not looked at.
    text = unicodedata.normalize("NFC", " ".join(name[: 10 * LONGEST_NAME].split()))
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    return text[:LONGEST_NAME].strip()


def free_name(name, taken):
    """The name, or the first of "name (2)", "name (3)" ... that is not taken."""
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name} ({number})"
    return candidate


def clean_text(text, most):
    """A text that can be stored and shown, of at most `most` characters."""
    text = text[:most] if isinstance(text, str) else ""
    if text.replace("\n", "").replace("\t", "").isprintable():  # nearly all are: this is quick
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")


def event_of(entry, learner, now, received):
    """The Event in an entry of a request, or None if it is none that this kit knows.

    Its time is what the room's clock showed: `now` is what the learner's clock showed when it was
    sent, `received` the room's clock at that time.
    """
    if not isinstance(entry, dict):
        return None
    words = [entry.get(key, "") for key in ("lesson", "task", "mistake")]
    if not all(isinstance(word, str) and WORD.fullmatch(word) for word in words):
        return None
    known = isinstance(entry.get("id"), str) and ID.fullmatch(entry["id"])
    if not (known and words[0] and entry.get("state") in STATES and is_time(entry.get("at"))):
        return None
    lesson, task, mistake = words
    return Event(
        id=entry["id"],
        learner=learner.id,
        at=by_the_rooms_clock(entry["at"], now, received, learner.joined),
        lesson=lesson,
        task=task,
        state=entry["state"],
        mistake=mistake,
        text=clean_text(entry.get("text"), SENTENCE),
        answer=clean_text(entry.get("answer"), ANSWER),
    )


def is_time(value):
    return isinstance(value, int | float) and abs(value) < LATEST


def by_the_rooms_clock(at, now, received, joined):
    """The time of an event, never in the future nor before the learner had joined."""
    return min(received, max(joined, received - (now - at)))
