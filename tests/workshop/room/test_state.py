"""What the page shows, from events in any order."""

import itertools
import random

import pytest

from fashion_cnn.workshop.manifest import find_lesson
from fashion_cnn.workshop.room.events import Event
from fashion_cnn.workshop.room.state import State, restored
from fashion_cnn.workshop.room.store import Learner, Store

KERNELS = find_lesson("kernels")
FIRST, SECOND = KERNELS.tasks[:2]
numbers = itertools.count()


def learner(name, language="en", joined=0.0):
    return Learner(name.lower(), name, "key", language, joined)


def event(name, at, state, task=FIRST, mistake="", **more):
    number = next(numbers)
    return Event(f"{number:032x}", name.lower(), at, "kernels", task, state, mistake, **more)


def state_of(*events, learners=("Mina", "Jun")):
    state = State()
    for each in learners:
        state.join(each if isinstance(each, Learner) else learner(each))
    for each in events:
        state.add(each)
    return state


def task_of(snapshot, task=FIRST):
    (lesson,) = snapshot["lessons"]
    return next(each for each in lesson["tasks"] if each["task"] == task)


def person_of(snapshot, name="Mina"):
    return next(each for each in snapshot["learners"] if each["name"] == name)


BLUR = [
    event("Mina", 60, "wrong", mistake="mistake.not_averaged", text="Divide.", answer="def a(): 1"),
    event("Jun", 90, "wrong", mistake="mistake.not_averaged", text="Divide."),
    event("Jun", 120, "right"),
    event("Jun", 120, "to do", task=SECOND),
]


def test_a_task_says_who_passed_how_long_it_took_and_which_mistakes_are_left():
    found = task_of(state_of(*BLUR).snapshot(200, "en"))
    assert (found["passed"], found["tried"], found["median_seconds"]) == (1, 2, 30)
    assert found["mistakes"] == [
        {
            "key": "mistake.not_averaged",
            "sentence": "Divide.",
            "count": 1,
            "share": 0.5,
            "has_answer": True,
        }
    ]
    assert found["hint"] == KERNELS.hints_for(FIRST, "en")[0]


def test_the_order_of_events_does_not_matter_nor_does_their_number():
    draw = random.Random(3)
    expected = state_of(*BLUR).snapshot(200, "en")
    for _ in range(10):
        mixed = draw.sample(BLUR + BLUR, 2 * len(BLUR))
        assert state_of(*mixed).snapshot(200, "en") == expected


def test_what_is_on_disk_comes_to_the_same(tmp_path):
    store = Store(tmp_path / "room.sqlite")
    for name in ("Mina", "Jun"):
        store.add_learner(learner(name))
    store.add_events(BLUR)
    assert restored(store).snapshot(200, "en") == state_of(*BLUR).snapshot(200, "en")
    store.note_left("jun", 150.0)
    assert list(restored(store).people) == ["mina"]
    assert list(restored(store, everybody=True).people) == ["mina", "jun"]
    store.close()


def test_a_task_that_nobody_has_begun_is_not_tried():
    found = task_of(state_of(*BLUR).snapshot(200, "en"), SECOND)
    assert (found["passed"], found["tried"], found["median_seconds"]) == (0, 0, None)


def test_what_was_right_in_the_first_check_took_nobody_knows_how_long():
    """The events of one check are a few milliseconds apart."""
    jun = [event("Jun", 100, "right"), event("Jun", 100.004, "to do", task=SECOND)]
    found = task_of(state_of(*jun).snapshot(200, "en"))
    assert (found["passed"], found["median_seconds"]) == (1, None)
    mina = [event("Mina", 10, "wrong"), event("Mina", 40, "right")]
    found = task_of(state_of(*jun, *mina).snapshot(200, "en"))
    assert (found["passed"], found["median_seconds"]) == (2, 30)


def test_a_mistake_is_in_the_room_while_its_learner_is_in_the_lesson():
    on_to_the_next = Event("e" * 32, "mina", 130, "sliding", "correlate1d", "to do")
    first, second = state_of(*BLUR, on_to_the_next).snapshot(200, "en")["lessons"]
    assert (first["here"], second["here"]) == (1, 1)
    found = first["tasks"][0]
    assert (found["tried"], found["trying"], found["passed"], found["mistakes"]) == (2, 0, 1, [])
    assert task_of(state_of(*BLUR).snapshot(200, "en"))["trying"] == 1


def test_a_learner_is_at_the_first_task_that_is_not_right():
    at = person_of(state_of(*BLUR).snapshot(200, "en"), "Jun")
    assert (at["lesson"], at["task"], at["state"]) == ("kernels", SECOND, "to do")


@pytest.mark.parametrize(("minute", "stuck"), [(9.9, False), (10, True)])
def test_ten_minutes_without_a_right_task_may_be_stuck(minute, stuck):
    mina = person_of(state_of(*BLUR).snapshot(60 * minute, "en"))
    assert (mina["stuck"], mina["minutes"]) == (stuck, minute)


def test_a_right_task_is_a_move_and_a_finished_lesson_is_not_stuck():
    jun = person_of(state_of(*BLUR).snapshot(120 + 9 * 60, "en"), "Jun")
    assert (jun["stuck"], jun["minutes"]) == (False, 9)
    done = state_of(*(event("Mina", 60, "right", task) for task in KERNELS.tasks))
    assert not person_of(done.snapshot(6000, "en"))["stuck"]


def test_who_gives_no_sign_is_quiet():
    state = state_of(*BLUR)
    assert not person_of(state.snapshot(400, "en"))["here"]
    state.see("mina", 399)
    assert person_of(state.snapshot(400, "en"))["here"]


def test_a_file_that_python_cannot_read_is_where_its_learner_is():
    problem = event("Mina", 300, "wrong", task="", mistake="syntax", text="Line 3")
    state = state_of(*BLUR, problem, event("Mina", 300, "to do"))
    mina = person_of(state.snapshot(310, "en"))
    assert (mina["task"], mina["state"]) == ("", "wrong")


def test_the_sentence_is_in_the_language_of_the_room():
    mistake = {"mistake": "mistake.not_averaged", "task": "box_blur"}
    english = event("Mina", 60, "wrong", text="Divide.", **mistake)
    korean = event("민지", 90, "wrong", text="나누십시오.", **mistake)
    state = state_of(english, learners=["Mina", learner("민지", "ko")])
    known = task_of(state.snapshot(100, "ko"), "box_blur")["mistakes"][0]["sentence"]
    assert known != "Divide."
    assert "{" not in known
    state.add(korean)
    assert (
        task_of(state.snapshot(100, "ko"), "box_blur")["mistakes"][0]["sentence"] == "나누십시오."
    )


@pytest.mark.parametrize("key", ["", "mistake.of_a_newer_kit", "in", "raised"])
def test_a_mistake_that_the_kit_does_not_know_has_the_learners_sentence(key):
    state = state_of(event("Mina", 60, "wrong", mistake=key, text="What the check said."))
    assert task_of(state.snapshot(100, "en"))["mistakes"][0]["sentence"] == "What the check said."


def test_lessons_of_another_kit_are_left_out_but_not_their_learners():
    strange = Event("f" * 32, "mina", 60, "lesson_of_tomorrow", "task", "wrong")
    found = state_of(strange).snapshot(100, "en")
    assert found["lessons"] == []
    assert person_of(found)["lesson"] == "lesson_of_tomorrow"


def test_the_projector_has_no_names():
    found = state_of(*BLUR).snapshot(200, "en", names=False)
    assert "learners" not in found
    assert "Mina" not in str(found)


def test_an_answer_is_shown_while_its_mistake_is_in_the_room():
    state = state_of(*BLUR)
    asked = ("kernels", FIRST, "mistake.not_averaged")
    assert state.answer(*asked) == "def a(): 1"
    state.add(event("Mina", 130, "right"))
    assert state.answer(*asked) == ""


def test_who_left_is_off_the_page():
    state = state_of(*BLUR)
    state.leave("mina")
    assert task_of(state.snapshot(200, "en"))["mistakes"] == []
    assert not state.add(event("Mina", 180, "wrong"))
