"""How learners join a room and leave it, in English and in Korean."""

import io
import json
import re

import pytest
from learner import KERNELS, progress, solve
from stub_room import CODE, always, once, open_room, silent

from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.words import Words
from fashion_cnn.workshop.room import client, joining, membership, wire
from fashion_cnn.workshop.room.outbox import Outbox

KOREAN = "--lang", "ko"
# Three words in a row, of which all but the first are in lower case.
ENGLISH = re.compile(r"\b[A-Za-z]+(?: [a-z]{2,}){2,}")


def join(run, folder, stub, *words, code=0):
    return run(folder, "join", stub.place, "--name", "Mina", "--code", CODE, *words, code=code)


class Keyboard(io.StringIO):
    """Somebody who types these lines."""

    def isatty(self):
        return True


@pytest.fixture
def typing(monkeypatch):
    def type_lines(*lines):
        monkeypatch.setattr("sys.stdin", Keyboard("".join(f"{line}\n" for line in lines)))

    return type_lines


def test_start_makes_a_folder_and_joins(tmp_path, run, stub):
    words = "--room", stub.place, "--name", "Mina", "--code", CODE
    text = run(tmp_path, "start", "mine", *words)
    assert "What is kept." in text
    assert "You are in the room as Mina." in text
    mine = membership.read(tmp_path / "mine")
    assert (mine.address, mine.title, mine.share, mine.paused) == (
        stub.place,
        "Monday",
        False,
        False,
    )
    assert list(stub.learners.values()) == ["Mina"]


def test_joining_tells_the_room_what_was_agreed(folder, run, stub):
    run(folder, "join", f"http://{stub.place}/", "--name", "미나", "--code", "abc def", *KOREAN)
    path, body = stub.requests[-1]
    assert path == "/join"
    kit = body.pop("kit")
    assert re.fullmatch(r"\d+\.\d+.*", kit)
    assert body == {"protocol": 1, "code": CODE, "name": "미나", "language": "ko"}


def test_what_is_kept_is_said_before_anything_is_asked(folder, run, stub, typing):
    typing("Mina", CODE, "y")
    text = run(folder, "join", stub.place)
    places = [text.index(part) for part in ("What is kept.", "Your name", "six letters", "[y/N]")]
    assert places == sorted(places)
    assert membership.read(folder).share


@pytest.mark.parametrize(
    ("typed", "share"), [("", False), ("n", False), ("Y", True), ("네", True), ("what", False)]
)
def test_only_yes_shares_the_code(folder, run, stub, typing, typed, share):
    typing("Mina", CODE, typed)
    run(folder, "join", stub.place)
    assert membership.read(folder).share is share


def test_a_mistyped_code_can_be_typed_again(folder, run, stub, typing):
    typing("", "Mina", "ABCDEG", CODE, "")
    assert "This is not the room's code." in run(folder, "join", stub.place)
    assert membership.read(folder).name == "Mina"


def test_a_wrong_code_that_nobody_corrects_is_an_error(folder, run, stub, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    text = run(folder, "join", stub.place, "--name", "Mina", "--code", "WRONG", code=2)
    assert "This is not the room's code. Compare it with the board." in text
    assert membership.read(folder) is None


def test_without_a_keyboard_name_and_code_must_be_given(folder, run, stub, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("Mina\n"))
    assert "give --name and --code" in run(folder, "join", stub.place, code=2)


def test_two_of_one_name_are_told_which_they_are(tmp_path, run, stub):
    for name in "ab":
        run(tmp_path, "start", name)
    assert "as Mina." in join(run, tmp_path / "a", stub)
    assert "as Mina (2)." in join(run, tmp_path / "b", stub)


def test_a_name_cannot_move_the_cursor(folder, run, stub):
    stub.behave = always(200, {"learner": "1", "key": "k", "name": "\x1b[31mMina\u202e"})
    assert "as ?[31mMina?." in join(run, folder, stub)


ANSWERS = {
    "full": (409, {"error": "full"}, "The room is full."),
    "rate": (429, {"error": "rate"}, "Too many people are joining"),
    "name": (400, {"error": "name"}, "Choose another one."),
    "newer": (426, {"error": "protocol", "newest": 2}, "needs a newer version"),
    "older": (426, {"error": "protocol", "newest": 0}, "runs an older version"),
    "other": (500, {"error": "?"}, "is not a room"),
    "page": (200, b"<html>", "is not a room"),
    "half": (200, {"learner": "1"}, "is not a room"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_refusal_has_a_sentence(folder, run, stub, name, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    status, answer, sentence = ANSWERS[name]
    code = 2 if name == "name" else 1
    stub.behave = once(always(200, {"title": "Monday"}), always(status, answer))
    assert sentence in join(run, folder, stub, code=code)
    stub.behave = once(always(200, {"title": "Monday"}), always(status, answer))
    assert not ENGLISH.search(join(run, folder, stub, *KOREAN, code=code).replace("page", ""))
    assert membership.read(folder) is None


def test_where_nothing_answers_it_says_what_to_compare(folder, run, stub, monkeypatch):
    monkeypatch.setattr(wire, "TIMEOUT", 0.2)
    stub.behave = always(200, b"<html>Log in</html>")
    assert "is not a room" in join(run, folder, stub, code=1)
    stub.shutdown()
    stub.server_close()
    assert "Nothing answers at 127.0.0.1" in join(run, folder, stub, code=1)


def test_a_silent_room_is_given_up(folder, run, stub, monkeypatch):
    asked = wire.ask
    monkeypatch.setattr(wire, "ask", lambda *words, **_: asked(*words, timeout=0.2))
    stub.behave = silent
    assert "Nothing answers" in join(run, folder, stub, code=1)


def test_joining_again_keeps_the_learner_at_a_new_address(joined, run, stub):
    before = membership.read(joined)
    with open_room() as moved:
        moved.learners |= stub.learners
        text = join(run, joined, moved, "--share")
        assert "You are in the room as Mina." in text
        after = membership.read(joined)
    assert (after.learner, after.address, after.share) == (before.learner, moved.place, True)


def test_another_room_gets_nothing_that_was_meant_for_the_first(joined, run, stub):
    Outbox(joined).add([{"id": "1"}])
    with open_room() as other:
        join(run, joined, other)
        assert other.events == []
        assert stub.learners == {}
        assert membership.read(joined).address == other.place


def test_a_room_that_had_forgotten_the_learner_can_be_joined_again(joined, run, stub):
    stub.learners.clear()
    join(run, joined, stub)
    assert list(stub.learners.values()) == ["Mina"]


def test_leave_ends_it(joined, run, stub, no_pictures):
    before = progress(joined)
    Outbox(joined).add([{"id": "1"}])
    assert "You have left the room." in run(joined, "leave")
    assert stub.learners == {}
    assert progress(joined) == before
    solve(joined, KERNELS)
    run(joined, "check", "kernels")
    assert stub.events == []
    assert not list(joined.glob("room*"))
    assert "You are not in a room." in run(joined, "leave")


def test_leaving_works_without_the_room(joined, run, stub):
    stub.shutdown()
    stub.server_close()
    text = run(joined, "leave")
    assert "You have left the room." in text
    assert "could not be reached" in text
    assert membership.read(joined) is None


def test_the_room_is_left_out_of_progress(joined):
    assert "room" not in json.dumps(progress(joined))


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("192.168.0.5", f"192.168.0.5:{wire.PORT}"),
        (" 192.168.0.5:8000 ", "192.168.0.5:8000"),
        ("http://laptop.local:8000/?code=ABCDEF", "laptop.local:8000"),
        ("[::1]:8000", "[::1]:8000"),
    ],
)
def test_an_address_may_be_written_as_people_do(written, place):
    assert wire.place_of(written) == place


@pytest.mark.parametrize("written", ["", "http://", "a b", "x:99999", "x:y", "ftp://x", "[::1"])
def test_what_is_no_address_is_said_to_be_none(written):
    with pytest.raises(UsageError, match="is not the address of a room"):
        wire.place_of(written)


def test_a_korean_learner_reads_korean_only(tmp_path, run, stub, typing):
    typing("미나", "ABCDEG", CODE, "n")
    run(tmp_path, "start", "mine", *KOREAN)
    folder = tmp_path / "mine"
    printed = [run(folder, "join", stub.place)]
    assert "남기는 것입니다." in printed[0]
    printed += [run(folder, "leave"), run(folder, "leave"), run(folder, "join", "a b", code=2)]
    typing("미나", CODE, "예")
    stub.behave = once(always(200, {"title": "월요일"}))
    printed.append(run(folder, "join", stub.place))
    stub.shutdown()
    stub.server_close()
    printed += [run(folder, "leave"), run(folder, "join", stub.place, code=1)]
    assert [line for text in printed for line in text.splitlines() if ENGLISH.search(line)] == []


def test_a_room_says_what_it_keeps_in_the_learners_language():
    about = {"paragraph": {"en": "Kept.", "ko": "남김."}}
    assert joining.paragraph(about, "ko") == "남김."
    for other in {}, {"paragraph": 1}, {"paragraph": {"en": " "}}, {"paragraph": {"en": ["x"]}}:
        assert joining.paragraph(other, "en") == Words("en").sentence("room", "privacy")


def test_a_real_room_takes_a_learner_from_joining_to_leaving(folder, room, run, no_pictures):
    place, code = f"127.0.0.1:{room.port}", room.room.code
    text = run(folder, "join", place, "--name", '미나 <b>"', "--code", code.lower(), "--share")
    assert Words("en").sentence("room", "privacy") in text
    solve(folder, body="    return np.mean(kernel)\n")
    run(folder, "check", "kernels", code=1)
    assert client.sender(folder).idle.wait(10)
    _, seen = room.snapshot()
    assert [each["name"] for each in seen["learners"]] == ['미나 <b>"']
    first = seen["lessons"][0]["tasks"][0]
    assert (first["task"], first["passed"]) == ("brightness", 0)
    mistake = first["mistakes"][0]
    assert (mistake["key"], mistake["has_answer"]) == ("mistake.averaged", True)
    assert "as 미나" in run(folder, "join", place, "--name", "other", "--code", code)
    run(folder, "leave")
    assert room.snapshot()[1]["learners"] == []
