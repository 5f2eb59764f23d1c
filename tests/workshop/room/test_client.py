"""A learner's side of the room: what is sent, and that nothing about it disturbs a check."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from helpers import as_ordinary_user
from learner import ENVIRONMENT, KERNELS, progress, solve, start_process
from stub_room import always, once, open_room, silent

from fashion_cnn.workshop.checking.finding import RIGHT, TO_DO, WRONG, Finding, Outcome
from fashion_cnn.workshop.learner import session
from fashion_cnn.workshop.room import client, membership, outbox, wire
from fashion_cnn.workshop.room.membership import Membership
from fashion_cnn.workshop.room.outbox import Outbox

WRONG_BODY = "    return np.mean(kernel)\n"
SOURCE = "def brightness(kernel):\n    return kernel.mean()\n\n\ndef box_blur(size):\n    pass\n"
TASKS = len(KERNELS.tasks)
# A check has to have said everything by then, in milliseconds.
DELAY = 5


def outcome(key="mistake.averaged"):
    findings = [Finding("brightness", WRONG, key, "You took the mean.")]
    return Outcome(findings + [Finding(task, TO_DO, "to_do", "…") for task in KERNELS.tasks[1:]])


def report(folder, **settings):
    client.report(folder, KERNELS, outcome(), SOURCE, **settings)


def sent(folder, seconds=10):
    """Wait until the sender of a folder has done what it can."""
    assert client.sender(folder).idle.wait(seconds)


def member(folder, place, **changes):
    """Make a folder that of a learner in the room at an address."""
    mine = Membership(place, "0" * 16, "secret", "Mina")
    membership.write(folder, replace(mine, **changes))
    return folder


def waiting(folder):
    return list(outbox.events_in(Outbox(folder).lines()))


@pytest.fixture
def learner(tmp_path, stub):
    """A folder whose learner is in the room; there are no lessons in it."""
    stub.learners["0" * 16] = "Mina"
    return member(tmp_path, stub.place)


# ---------------------------------------------------------------------------------- what is sent


def test_a_check_tells_the_room_each_task_and_its_mistake(joined, stub, run, no_pictures):
    solve(joined, body=WRONG_BODY)
    run(joined, "check", "kernels", code=1)
    sent(joined)
    assert {event["task"] for event in stub.events} == set(KERNELS.tasks)
    last = stub.events[-1]
    assert (last["task"], last["state"]) == ("brightness", WRONG)
    assert last["mistake"] == "mistake.averaged"
    assert last["text"] in run(joined, "check", "kernels", code=1)
    assert {event["mistake"] for event in stub.events if event["state"] == RIGHT} == {""}
    assert re.fullmatch("[0-9a-f]{32}", last["id"])
    assert not any("answer" in event for event in stub.events)
    sent(joined)


def test_a_request_is_as_agreed(learner, stub):
    report(learner)
    sent(learner)
    path, body = stub.requests[-1]
    assert path == "/events"
    assert {"protocol": 1, "learner": "0" * 16, "key": "secret"}.items() <= body.items()
    times = [event["at"] for event in body["events"]]
    assert times == sorted(set(times))
    assert times[-1] <= body["now"] <= time.time()
    assert waiting(learner) == []


@pytest.mark.parametrize(("share", "words"), [(True, []), (False, ["--share"])])
def test_the_code_of_wrong_answers_is_sent_if_shared(joined, stub, run, no_pictures, share, words):
    membership.write(joined, replace(membership.read(joined), share=share))
    solve(joined, body=WRONG_BODY)
    run(joined, "check", "kernels", *words, code=1)
    sent(joined)
    answers = {event["task"]: event["answer"] for event in stub.events if "answer" in event}
    assert list(answers) == ["brightness"]
    assert answers["brightness"].startswith("def brightness(kernel")
    assert WRONG_BODY in answers["brightness"]


def test_share_needs_a_room(folder, run, no_pictures):
    solve(folder)
    assert "You are not in a room" in run(folder, "check", "kernels", "--share")


def test_the_code_of_a_function_is_found_in_any_file():
    source = (
        "def other(:\r\n    broken\r\n"
        "def wanted(\r\n    size,\r\n):\r\n    # why\r\n\r\n    return (\r\n1\r\n"
        "def wanted(size):\n    return 2\n# %%\n"
    )
    assert client.function_in(source, "wanted") == "def wanted(size):\n    return 2"
    assert client.function_in("def wanted(\n    a,\n):\n    return a", "wanted").endswith(
        "return a"
    )
    assert client.function_in(source, "want") == client.function_in(source, "") == ""


def test_a_file_that_is_no_python_is_a_mistake_of_no_task(joined, stub, run):
    (joined / KERNELS.file).write_text("def brightness(kernel:\n")
    run(joined, "check", "kernels", code=1)
    sent(joined)
    assert [(event["task"], event["mistake"]) for event in stub.events] == [("", "syntax")]


def test_the_kits_own_files_and_folders_without_a_room_send_nothing(tmp_path, stub):
    report(tmp_path)
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------- nothing is disturbed


def gone(stub):
    stub.shutdown()
    stub.server_close()


FAILURES = {
    "gone": gone,
    "silent": lambda stub: setattr(stub, "behave", silent),
    "another server": lambda stub: setattr(stub, "behave", always(200, b"<html>Log in</html>")),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_check_is_the_same_with_a_room_that_fails(
    joined, stub, run, no_pictures, failure, monkeypatch
):
    monkeypatch.setattr(session, "PATIENCE", 600)  # a busy machine is no failure of the room
    solve(joined, body=WRONG_BODY)
    expected = run(joined, "check", "kernels", code=1)
    sent(joined)
    before = progress(joined)
    FAILURES[failure](stub)
    assert run(joined, "check", "kernels", code=1) == expected
    assert progress(joined) == before
    assert len(waiting(joined)) == TASKS


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, {}),
        (200, [1]),
        (200, b"[" * 60_000),
        (302, b""),
        (403, b"<html>Forbidden</html>"),
        (404, {"error": "forgotten"}),
        (426, {"error": "protocol", "newest": 2}),
        (500, {"error": "disk"}),
        (507, {"error": "disk"}),
    ],
)
def test_what_is_not_acknowledged_is_kept_without_a_word(learner, stub, capfd, status, answer):
    stub.behave = always(status, answer)
    report(learner)
    sent(learner)
    assert len(waiting(learner)) == TASKS
    assert membership.read(learner).paused is False
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("content", ["", "[]", "{", '{"address": 1}', "[" * 60_000])
def test_a_damaged_membership_is_none(joined, stub, run, no_pictures, content):
    solve(joined)
    (joined / membership.FILE).write_text(content)
    run(joined, "check", "kernels")
    assert stub.events == []


def test_a_read_only_folder_is_no_reason_to_say_anything(users_folder, capfd):
    member(users_folder, "127.0.0.1:1")
    users_folder.chmod(0o500)
    with as_ordinary_user():
        report(users_folder)
        sent(users_folder)
    assert waiting(users_folder) == []
    assert capfd.readouterr() == ("", "")


def test_the_verdict_is_printed_before_the_room_is_told(joined, run, no_pictures, monkeypatch):
    monkeypatch.setattr(client, "report", lambda *_: print("The room is told."))
    solve(joined, body=WRONG_BODY)
    said = run(joined, "check", "kernels", code=1)
    assert said.index("You averaged the weights") < said.index("The room is told.")


def test_what_a_read_only_folder_cannot_keep_is_sent_from_memory(
    users_folder, stub, monkeypatch, capfd
):
    monkeypatch.setattr(client, "RETRY", 0.05)
    stub.learners["0" * 16] = "Mina"
    stub.behave = once(always(507, {"error": "disk"}))
    member(users_folder, stub.place)
    users_folder.chmod(0o500)
    with as_ordinary_user():
        report(users_folder)
        end = time.monotonic() + 10
        while not stub.events and time.monotonic() < end:
            time.sleep(0.01)
        sent(users_folder)
    assert [event["task"] for event in stub.events] == [*KERNELS.tasks[1:], KERNELS.tasks[0]]
    assert len(stub.requests) == 2
    assert [path.name for path in users_folder.iterdir()] == [membership.FILE]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("behave", [None, silent])
def test_a_report_takes_no_more_than_a_few_milliseconds(learner, stub, behave):
    stub.behave = behave or stub.behave
    report(learner)  # imports
    took = []
    for _ in range(20):
        begun = time.perf_counter()
        report(learner, share=True)
        took.append(1000 * (time.perf_counter() - begun))
        time.sleep(0.02)
    # The network would take seconds. On a busy machine anything takes long once in a while.
    assert sorted(took)[len(took) // 4] <= DELAY


def test_a_command_does_not_wait_for_a_silent_room(learner, stub):
    stub.behave = silent
    Outbox(learner).add([{"id": "1"}])
    program = (
        "import atexit, time; from pathlib import Path\n"
        "from fashion_cnn.workshop.room import client\n"
        "client.send_what_is_left(Path()); begun = time.monotonic()\n"
        "atexit._run_exitfuncs(); print(time.monotonic() - begun)"
    )
    done = start_process(learner, "-c", program)
    assert (done.returncode, done.stderr) == (0, "")
    assert float(done.stdout) < client.PARTING + 0.5


# ------------------------------------------------------------------------------ nothing is lost


def test_what_could_not_be_sent_goes_with_the_next_command(joined, stub, run, no_pictures):
    solve(joined)
    port = stub.server_port
    gone(stub)
    run(joined, "check", "kernels")
    sent(joined)
    assert len(waiting(joined)) == TASKS
    with open_room(port) as back:
        back.learners |= stub.learners
        run(joined, "list")
        sent(joined)
        assert len(back.events) == TASKS
    assert waiting(joined) == []


@pytest.mark.parametrize(
    "words", [("-m", "fashion_cnn.workshop", "check", "kernels"), (KERNELS.file,)]
)
def test_a_check_and_the_run_button_send_before_they_end(joined, stub, words):
    solve(joined)
    done = start_process(joined, *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(stub.events) == TASKS
    assert waiting(joined) == []


def test_an_answer_that_does_not_arrive_is_asked_for_again_with_the_same_ids(learner, stub):
    stub.behave = once(lambda handler, path, body: handler.connection.close())
    report(learner)
    sent(learner)
    client.send_what_is_left(learner)
    sent(learner)
    first, second = ([event["id"] for event in body["events"]] for _, body in stub.requests)
    assert first == second
    assert len(stub.events) == TASKS


def test_a_long_time_without_the_room_is_sent_in_pieces(learner, stub, monkeypatch):
    monkeypatch.setattr(client, "BUSY", 0.01)
    stub.behave = once(always(429, {"error": "rate"}))
    Outbox(learner).add([{"id": f"{n:032x}", "text": "가" * 1500} for n in range(60)])
    client.send_what_is_left(learner)
    sent(learner)
    assert [event["id"] for event in stub.events] == [f"{n:032x}" for n in range(60)]
    assert all(len(wire.to_bytes(body)) < 64_000 for _, body in stub.requests)


def test_a_command_that_goes_on_tries_again_by_itself(learner, stub, monkeypatch):
    monkeypatch.setattr(client, "RETRY", 0.05)
    stub.behave = once(always(500, {}))
    report(learner)
    end = time.monotonic() + 10
    while not stub.events and time.monotonic() < end:
        time.sleep(0.01)
    assert len(stub.events) == TASKS


def test_the_oldest_of_too_many_are_dropped(learner, monkeypatch):
    monkeypatch.setattr(outbox, "MOST", 10)
    Outbox(learner).add([{"id": str(n)} for n in range(25)])
    Outbox(learner).trim()
    assert [event["id"] for event in waiting(learner)] == [str(n) for n in range(15, 25)]


def test_a_room_that_refuses_one_event_gets_the_others(learner, stub):
    def picky(handler, path, body):
        if any(event["id"] == "bad" for event in body["events"]):
            handler.answer(400, {"error": "body"})
        else:
            stub.events += body["events"]
            handler.answer(200, {"stored": len(body["events"])})

    stub.behave = picky
    Outbox(learner).add([{"id": each} for each in ("1", "2", "bad", "3")])
    client.send_what_is_left(learner)
    sent(learner)
    assert [event["id"] for event in stub.events] == ["1", "2", "3"]
    assert waiting(learner) == []


def test_half_a_line_of_a_killed_process_spoils_no_other(learner, stub):
    path = Outbox(learner).path
    path.write_bytes(b'{"id": "1"}\n\xff\n{"id": "2"')
    Outbox(learner).add([{"id": "3"}])
    client.send_what_is_left(learner)
    sent(learner)
    assert [event["id"] for event in stub.events] == ["1", "3"]


def test_half_characters_and_strange_ones_are_sent_as_text(learner, stub):
    text = 'half \udc80, "quotes", <b>, 가,\r\n\u2028'
    finding = Finding("brightness", WRONG, "mistake.averaged", text)
    client.report(learner, KERNELS, Outcome([finding]), "")
    sent(learner)
    assert stub.events[0]["text"] == text.replace("\udc80", "?")


def test_a_room_that_has_forgotten_the_learner_gets_nothing_more(learner, stub):
    stub.learners.clear()
    report(learner)
    sent(learner)
    report(learner)
    client.send_what_is_left(learner)
    sent(learner)
    assert len(stub.requests) == 1
    assert membership.read(learner).paused
    assert not Outbox(learner).path.exists()


PROGRAM = """
import sys
from pathlib import Path
from fashion_cnn.workshop.room import client
from fashion_cnn.workshop.room.outbox import Outbox
for number in range(50):
    Outbox(Path()).add([{"id": f"{sys.argv[1]}-{number}"}])
    client.send_what_is_left(Path())
    print(number, flush=True)
client.sender(Path()).idle.wait(20)
"""


def test_two_processes_lose_nothing_and_send_nothing_twice(learner, stub):
    with ThreadPoolExecutor() as pool:
        runs = [pool.submit(start_process, learner, "-c", PROGRAM, name) for name in "ab"]
    assert [run.result().stderr for run in runs] == ["", ""]
    client.send_what_is_left(learner)
    sent(learner)
    ids = [event["id"] for event in stub.events]
    assert sorted(ids) == sorted(f"{name}-{number}" for name in "ab" for number in range(50))


@pytest.mark.skipif(os.name == "nt", reason="a process is killed in this way on POSIX systems")
def test_a_killed_process_loses_nothing(learner, stub):
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "k"],
        cwd=learner,
        env=os.environ | ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    )
    seen = [next(process.stdout) for _ in range(20)]
    process.send_signal(signal.SIGKILL)
    seen += process.communicate()[0].splitlines()
    client.send_what_is_left(learner)
    sent(learner)
    ids = {event["id"] for event in stub.events}
    assert ids >= {f"k-{number.strip()}" for number in seen}
    assert waiting(learner) == []


def test_lines_are_json_with_hangul_as_it_is(tmp_path):
    Outbox(tmp_path).add([{"text": "편향"}])
    assert json.loads((tmp_path / outbox.FILE).read_text(encoding="utf-8")) == {"text": "편향"}
    assert "편향" in (tmp_path / outbox.FILE).read_text(encoding="utf-8")
