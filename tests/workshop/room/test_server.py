"""A room over HTTP, with everything that thirty laptops and a curious learner may send."""

import contextlib
import http.client
import json
import socket
import sqlite3
import time

import pytest
from served import CODE, SECRET, Served, entry

from fashion_cnn.workshop.room import limits
from fashion_cnn.workshop.room.events import ANSWER, SENTENCE

RTL = "\N{RIGHT-TO-LEFT OVERRIDE}"


def events_of(room):
    return list(room.store.events())


def only_mistake(room):
    (lesson,) = room.snapshot()[1]["lessons"]
    return next(task["mistakes"] for task in lesson["tasks"] if task["mistakes"])[0]


def test_a_learner_joins_sends_and_leaves(room):
    status, mina = room.join()
    assert (status, mina["name"], mina["title"]) == (200, "Mina", "Monday <b>")
    assert room.send(mina, entry(), entry("brightness", "right", "")) == (200, {"stored": 2})
    assert [event.learner for event in events_of(room)] == 2 * [mina["learner"]]
    assert only_mistake(room)["count"] == 1
    assert room.post("/leave", {"learner": mina["learner"], "key": mina["key"]}) == (200, {})
    assert room.send(mina, entry()) == (410, {"error": "forgotten"})
    assert room.snapshot()[1]["learners"] == []


def test_the_code_is_needed_but_not_its_case_or_spaces(room):
    assert room.join(code="AAAAAA") == (403, {"error": "code"})
    assert room.join(code=None) == (403, {"error": "code"})
    assert room.join(code=f" {CODE[:3].lower()} {CODE[3:]} ")[0] == 200


def test_nobody_sends_for_somebody_else(room, mina):
    thief = {"learner": mina["learner"], "key": "guessed"}
    assert room.send(thief, entry()) == (403, {"error": "key"})
    assert room.post("/leave", thief) == (403, {"error": "key"})
    assert room.send({"learner": "nobody", "key": "x"}, entry()) == (410, {"error": "forgotten"})


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("  Mina\t\nKim ", "Mina Kim"),
        ("민지", "민지"),
        ("\u1106\u1175\u11ab\u110c\u1175", "민지"),  # as macOS types it
        ("ليلى", "ليلى"),
        (f"Mina{RTL}anim", "Minaanim"),
        ("\x1b[31mred\x00", "[31mred"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ('"; DROP TABLE learners; --', '"; DROP TABLE learners; --'),
        ("\ud800half", "half"),
        ("M" * 10_000, "M" * 40),
    ],
)
def test_a_name_is_text_of_one_line(room, given, shown):
    assert room.join(given)[1]["name"] == shown
    assert [person["name"] for person in room.snapshot()[1]["learners"]] == [shown]


@pytest.mark.parametrize("name", ["", "   ", RTL, None, 7, ["Mina"]])
def test_a_name_is_needed(room, name):
    assert room.join(name) == (400, {"error": "name"})


def test_two_of_one_name_are_told_apart(room):
    names = [room.join("Mina")[1]["name"] for _ in range(3)]
    assert names == ["Mina", "Mina (2)", "Mina (3)"]


def test_one_learner_on_two_laptops_is_one_learner(room, mina):
    wrong, right = entry(), entry(state="right", mistake="", at=time.time() + 1)
    room.send(mina, wrong)
    room.send(mina, right, wrong)  # the other laptop has a copy of the folder
    assert len(events_of(room)) == 2
    assert len(room.snapshot()[1]["learners"]) == 1


def test_a_room_has_an_end(room, monkeypatch):
    monkeypatch.setattr("fashion_cnn.workshop.room.server.MOST_NAMES", 1)
    assert room.join()[0] == 200
    assert room.join() == (409, {"error": "full"})


@pytest.mark.parametrize("protocol", [0, 2, "one", None])
def test_another_protocol_is_told_which_one_is_spoken(room, mina, protocol):
    answer = (426, {"error": "protocol", "newest": 1})
    assert room.join(protocol=protocol) == answer
    assert room.send(mina, entry(), protocol=protocol) == answer


def test_what_a_newer_kit_adds_is_left_aside(room, mina):
    newer = [entry(state="nearly"), entry(lesson=["kernels"]), "an event", None, entry(id=7)]
    assert room.send(mina, *newer, entry(colour="red"), colour="red") == (200, {"stored": 1})
    assert len(events_of(room)) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 60_000, b'{"a":'])
def test_what_is_no_json_object_is_refused(room, body):
    for path in ("/join", "/events", "/leave"):
        assert room.post(path, body) == (400, {"error": "body"})


@pytest.mark.parametrize("now", ["noon", None, float("nan"), float("inf"), True, {}, 10**400])
def test_times_are_numbers(room, mina, now):
    body = {"learner": mina["learner"], "key": mina["key"], "now": now, "events": [entry()]}
    status, _ = room.post("/events", body)
    assert status == (200 if now is True else 400)
    assert room.send(mina, entry(at="noon"), entry(at=float("nan"))) == (200, {"stored": 0})


@pytest.mark.parametrize("off", [-86_400, 0, 86_400])
def test_a_clock_that_is_off_by_a_day_does_not_matter(room, mina, off):
    now = time.time()
    room.room.state.people[mina["learner"]].learner.__dict__["joined"] = now - 1000
    room.send(mina, entry(at=now + off - 300), now=now + off)
    assert events_of(room)[0].at == pytest.approx(now - 300, abs=5)


def test_no_event_is_in_the_future_or_before_its_learner_joined(room, mina):
    now = time.time()
    room.send(mina, entry(at=now + 5000), entry(at=now - 5000), entry(at=1e300), entry(at=-1e300))
    assert all(now - 60 < event.at < now + 60 for event in events_of(room))


def test_an_event_that_is_sent_again_counts_once(room, mina):
    again = entry()
    for _ in range(3):
        assert room.send(mina, again) == (200, {"stored": 1})
    assert len(events_of(room)) == 1
    assert only_mistake(room)["count"] == 1


def test_texts_are_cut_and_cannot_turn_what_follows(room, mina):
    room.send(mina, entry(text=RTL + "x" * 9000, answer="\ud800y\n\ty" + "y" * 9000))
    (event,) = events_of(room)
    assert set(event.text) == {"x"}
    assert len(event.text) < SENTENCE
    assert event.answer.startswith("y\n\ty")
    assert len(event.answer) < ANSWER


@pytest.mark.parametrize("size", [70_000, 10_000_000])
def test_a_body_may_not_be_long(room, mina, size):
    with socket.create_connection(("127.0.0.1", room.port), timeout=20) as to:
        to.sendall(f"POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: {size}\r\n\r\n".encode())
        with contextlib.suppress(OSError):  # it need not listen to the end
            for _ in range(size // 10_000):
                to.sendall(b"x" * 10_000)
        assert to.recv(100).startswith(b"HTTP/1.1 413")
    assert room.send(mina, entry())[0] == 200


def test_a_learner_may_not_send_without_a_pause(room, mina):
    answers = [room.send(mina)[0] for _ in range(limits.BURST + 20)]
    assert answers[: limits.BURST] == limits.BURST * [200]
    assert 429 in answers
    jun = room.join("Jun")[1]
    assert room.send(jun)[0] == 200


def test_codes_cannot_be_guessed_quickly(room):
    answers = [room.join(code="AAAAAA")[0] for _ in range(limits.JOIN_BURST + 5)]
    assert answers[-1] == 429


def test_a_rate_fills_up_again():
    now = [0.0]
    rate = limits.Rate(2, 4, clock=lambda: now[0])
    assert [rate.allows("a") for _ in range(5)] == [True] * 4 + [False]
    now[0] = 1.0
    assert [rate.allows("a") for _ in range(3)] == [True, True, False]
    assert rate.allows("b")


def test_a_full_disk_acknowledges_nothing_and_says_so(room, mina):
    room.store.file.execute("PRAGMA max_page_count = 1")
    big = entry(answer="x" * 4000)
    for _ in range(30):
        status, answer = room.send(mina, *(entry(answer="x" * 4000) for _ in range(10)), big)
        if status != 200:
            break
    assert (status, answer) == (507, {"error": "disk"})
    stored = {event.id for event in events_of(room)}
    assert room.room.state.known == stored
    assert "full" in room.snapshot()[1]["trouble"]
    room.store.file.execute("PRAGMA max_page_count = 1000000")
    assert room.send(mina, big) == (200, {"stored": 1})
    assert room.snapshot()[1]["trouble"] == ""


def test_a_name_that_cannot_be_stored_is_free_again(room, monkeypatch):
    def full(learner):
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(room.store, "add_learner", full)
        assert room.join("Mina") == (507, {"error": "disk"})
    assert room.join("Mina")[1]["name"] == "Mina"


@pytest.mark.parametrize("sent", [b"", b"GET /about HTTP/1.1\r\nHost:"])
def test_who_sends_no_whole_head_is_not_waited_for(room, monkeypatch, sent):
    monkeypatch.setattr(limits, "HEAD_PATIENCE", 0.3)
    with socket.create_connection(("127.0.0.1", room.port), timeout=20) as slow:
        slow.sendall(sent)
        assert slow.recv(4096) == b""


def test_nor_for_a_second_head(room, monkeypatch):
    monkeypatch.setattr(limits, "HEAD_PATIENCE", 0.3)
    with socket.create_connection(("127.0.0.1", room.port), timeout=20) as slow:
        slow.sendall(b"GET /about HTTP/1.1\r\nHost: a\r\n\r\n")
        assert slow.recv(4096).startswith(b"HTTP/1.1 200")
        time.sleep(0.5)  # to keep a connection open is no offence
        slow.sendall(b"GET /ab")
        while slow.recv(4096):
            pass


def test_a_head_may_not_be_long(room):
    with socket.create_connection(("127.0.0.1", room.port), timeout=20) as long:
        with contextlib.suppress(OSError):
            long.sendall(b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 50_000)
        with contextlib.suppress(ConnectionError):
            assert long.recv(4096) == b""


def test_who_sends_no_whole_body_is_not_waited_for(room, monkeypatch):
    monkeypatch.setattr("fashion_cnn.workshop.room.server.BODY_PATIENCE", 0.3)
    with socket.create_connection(("127.0.0.1", room.port), timeout=20) as slow:
        slow.sendall(b"POST /join HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
        assert slow.recv(100).startswith(b"HTTP/1.1 408")


def test_slow_ones_do_not_hold_up_the_others(room, mina):
    slow = [socket.create_connection(("127.0.0.1", room.port)) for _ in range(50)]
    for each in slow:
        each.sendall(b"POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
    began = time.monotonic()
    assert room.send(mina, entry())[0] == 200
    assert time.monotonic() - began < 2
    for each in slow:
        each.close()


# --------------------------------------------------------------------------------- the pages


def test_the_pages_need_a_secret(room, mina):
    room.send(mina, entry(answer="def box_blur(): pass"))
    asked = "/answer?lesson=kernels&task=box_blur&mistake=mistake.not_averaged"
    for place in ("", "/stream", "/snapshot", "/projector", "/projector/stream", asked):
        assert room.get(f"/watch/{SECRET}x{place}")[0] == 404
        assert room.get(f"/watch/{CODE}{place}")[0] == 404
    assert room.get(f"/watch/{SECRET}{asked}") == (200, {"answer": "def box_blur(): pass"})


def test_the_projectors_secret_shows_no_names(room, mina):
    place = room.snapshot()[1]["projector"]
    secret = place.split("/")[2]
    assert secret != SECRET
    assert SECRET not in room.get(place)[1]
    status, found = room.snapshot(secret)
    assert (status, "learners" in found, "projector" in found) == (200, False, False)
    for only_mine in ("", "/stream", "/export.csv", "/export.html"):
        assert room.get(f"/watch/{secret}{only_mine}")[0] == 404


def test_the_instructors_link_to_the_projector_leads_to_its_own_address(room):
    to = http.client.HTTPConnection("127.0.0.1", room.port)
    to.request("GET", f"/watch/{SECRET}/projector")
    answer = to.getresponse()
    assert answer.status == 307
    assert SECRET not in answer.headers["Location"]
    to.close()


def read_snapshots(room, place, act, until):
    """The snapshots of a stream up to the first for which `until` holds."""
    to = http.client.HTTPConnection("127.0.0.1", room.port, timeout=20)
    to.request("GET", place)
    lines, found = to.getresponse(), []
    while not found or not until(found[-1]):
        line = lines.readline()
        if line.startswith(b"data: "):
            found.append(json.loads(line[6:]))
            act(len(found))
    to.close()
    return found


def test_the_stream_shows_what_is_sent_within_two_seconds(room, mina):
    sent = []

    def act(number):
        if number == 1:
            room.send(mina, entry())
            sent.append(time.monotonic())

    found = read_snapshots(room, f"/watch/{SECRET}/stream", act, lambda last: last["lessons"])
    assert time.monotonic() - sent[0] < 2
    assert found[-1]["learners"][0]["name"] == "Mina"
    (shown, *_) = read_snapshots(
        room, f"/watch/{SECRET}/projector/stream", lambda _: None, lambda last: True
    )
    assert "learners" not in shown


def test_a_page_in_a_browser_says_what_to_type_and_text_is_text(room):
    status, page = room.get("/")
    assert status == 200
    assert f"start my-workshop --room http://127.0.0.1:{room.port}" in page
    assert "Monday &lt;b&gt;" in page
    assert CODE not in page


def test_about_has_both_languages_and_no_code(room):
    status, found = room.get("/about")
    assert (status, found["title"]) == (200, "Monday <b>")
    assert set(found["paragraph"]) == {"en", "ko"}
    assert CODE not in str(found)


def test_pages_load_nothing_from_elsewhere_and_tell_nobody_their_address(room):
    to = http.client.HTTPConnection("127.0.0.1", room.port)
    to.request("GET", f"/watch/{SECRET}")
    headers = to.getresponse().headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers
    to.close()


def test_files_outside_are_not_served(room):
    for name in ("server.py", "..%2fserver.py", "%2e%2e/server.py", "../../room.sqlite"):
        assert room.get(f"/web/{name}")[0] == 404


# ------------------------------------------------------------------------------ opened again


def test_a_room_that_is_opened_again_has_its_learners_and_events(room, mina, tmp_path):
    room.send(mina, entry(), entry("brightness", "right", ""))
    before = room.snapshot()[1]["lessons"]
    room.stop()
    again = Served(tmp_path / "room.sqlite")
    assert again.snapshot()[1]["lessons"] == before
    assert again.send(mina, entry(state="right", mistake=""))[0] == 200
    again.stop()
