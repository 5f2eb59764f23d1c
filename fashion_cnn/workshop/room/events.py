"""What a learner's check tells the room, as it travels and is stored."""

from dataclasses import dataclass

PROTOCOL = 1
# The most characters of a sentence and of an answer's code.
SENTENCE, ANSWER = 1500, 4000


@dataclass(frozen=True)
class Event:
    """What a check found about one task.

    `id` is unique, so that an event that is sent twice counts once. `at` is in seconds since 1970,
    by the room's clock once the room has it. `mistake` is the key of a Finding, `text` the sentence
    that the learner saw, `answer` the code of the function, if the learner shares it.
    """

    id: str
    learner: str
    at: float
    lesson: str
    task: str
    state: str
    mistake: str = ""
    text: str = ""
    answer: str = ""
