"""The table and the report of a room, or of several."""

import csv
import io
import itertools
import re
from html.parser import HTMLParser

import pytest

from fashion_cnn.base.language import speaking
from fashion_cnn.base.words import read
from fashion_cnn.workshop.__main__ import parser
from fashion_cnn.workshop.learner.commands import COMMANDS
from fashion_cnn.workshop.manifest import find_lesson
from fashion_cnn.workshop.room.events import Event
from fashion_cnn.workshop.room.export import COLUMNS, table
from fashion_cnn.workshop.room.report import report
from fashion_cnn.workshop.room.store import Learner, Store
from fashion_cnn.workshop.room.summary import learners_ways, rooms_in, tasks_of

KERNELS = find_lesson("kernels")
NOT_AVERAGED, SIDE_ONLY = "mistake.not_averaged", "mistake.side_only"
NAME = '=HYPERLINK("http://example.org")<b>'
numbers = itertools.count()


def learner(id, name, language="en"):
    return Learner(id, name, "key", language, 0.0)


def event(learner, at, state, task="box_blur", mistake="", text="", lesson="kernels"):
    return Event(
        f"{next(numbers):032x}", learner, at, lesson, task, state, mistake, text, "def secret(): 1"
    )


MONDAY = [
    event("b1", 10, "to do"),
    event("b1", 60, "wrong", mistake=NOT_AVERAGED, text="Add up to 1, with <b> & `size` 3."),
    event("b1", 90, "wrong", mistake=NOT_AVERAGED, text="Add up to 1, with <b> & `size` 3."),
    event("b1", 130, "right"),
    event("a2", 0, "right", task="brightness"),
    event("a2", 20, "wrong", mistake=NOT_AVERAGED, text="Add up to 1, with <b> & `size` 3."),
    event("a2", 80, "wrong", mistake=SIDE_ONLY, text="1/3"),
    event("a2", 900, "wrong", task="", mistake="syntax", text="Python cannot read line 3"),
]
TUESDAY = [
    event("c3", 5, "wrong", mistake=SIDE_ONLY, text="1/5"),
    event("c3", 65, "right"),
]


def room_file(path, learners, events):
    store = Store(path)
    for each in learners:
        store.add_learner(each)
    store.add_events(events)
    store.close()
    return path


@pytest.fixture
def monday(tmp_path):
    people = [learner("b1", NAME), learner("a2", "민지", "ko")]
    return room_file(tmp_path / "monday.sqlite", people, MONDAY)


@pytest.fixture
def tuesday(tmp_path):
    return room_file(tmp_path / "tuesday.sqlite", [learner("c3", "Jun")], TUESDAY)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def row_of(text, **wanted):
    return next(row for row in rows_of(text) if wanted.items() <= row.items())


def blur(ways, language="en"):
    return next(task for task in tasks_of(ways, language) if task.task == "box_blur")


def test_a_row_for_each_learner_and_task(monday, tuesday):
    text = table(learners_ways([monday, tuesday]))
    assert text.startswith("\ufeff" + ",".join(COLUMNS))
    assert len(rows_of(text)) == 5
    assert row_of(text, learner="2", task="box_blur") == {
        "room": "monday",
        "learner": "2",
        "lesson_number": str(KERNELS.number),
        "lesson": "kernels",
        "task": "box_blur",
        "passed": "yes",
        "wrong_checks": "2",
        "seconds_to_pass": "120",
        "mistakes": NOT_AVERAGED,
    }
    assert row_of(text, learner="1", task="box_blur")["mistakes"] == f"{NOT_AVERAGED} {SIDE_ONLY}"
    assert row_of(text, room="tuesday")["learner"] == "3"


def test_a_task_that_is_only_to_do_is_not_tried(tmp_path):
    events = [event("b1", 10, "right"), event("b1", 10.002, "to do", task="brightness")]
    ways = learners_ways([room_file(tmp_path / "r", [learner("b1", "Jun")], events)])
    assert [row["task"] for row in rows_of(table(ways))] == ["box_blur"]
    assert [task.task for task in tasks_of(ways, "en")] == ["box_blur"]
    assert Page(report(ways, ["r"], "en")).text.count("brightness") == 0


def test_nobody_knows_how_long_a_task_took_that_was_right_in_the_first_check(tmp_path):
    events = [event("b1", 10, "right"), event("b1", 10.002, "to do", task="edges")]
    events.append(event("b1", 70, "right", task="edges"))
    ways = learners_ways([room_file(tmp_path / "r", [learner("b1", "Jun")], events)])
    assert row_of(table(ways), task="box_blur")["seconds_to_pass"] == ""
    assert row_of(table(ways), task="edges")["seconds_to_pass"] == "60"
    shown = report(ways, ["r"], "en")
    assert "<td>–</td>" in shown
    assert "<td>60 s</td>" in shown
    assert " 0 s" not in Page(shown).text


def test_names_only_if_wanted_and_never_a_formula(monday):
    ways = learners_ways([monday])
    assert "민지" not in table(ways)
    assert "HYPERLINK" not in table(ways)
    assert {row["learner"] for row in rows_of(table(ways, names=True))} == {"민지", f"'{NAME}"}


def test_who_left_counts_and_a_copy_of_a_room_does_not(monday, tmp_path):
    once = table(learners_ways([monday]))
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(monday.read_bytes())
    assert table(learners_ways([monday, copy])) == once
    store = Store(monday)
    store.note_left("b1", 200.0)
    store.close()
    assert table(learners_ways([monday])) == once


def test_a_task_counts_everybody_who_made_a_mistake_even_if_it_is_mended(monday, tuesday):
    found = blur(learners_ways([monday, tuesday]))
    assert (found.tried, found.passed, found.held_up, found.seconds) == (3, 2, 3, 90)
    first, second = found.mistakes
    assert (first.key, first.learners, first.unsolved, first.seconds) == (NOT_AVERAGED, 2, 1, 70)
    assert (second.key, second.learners, second.unsolved, second.seconds) == (SIDE_ONLY, 2, 1, 60)


def test_a_sentence_is_the_checks_own_without_what_one_learner_saw(monday, tuesday):
    _, side_only = blur(learners_ways([monday, tuesday])).mistakes
    known = read("en", "kernels")["box_blur"]["side_only"]
    assert side_only.sentence == known.replace("{size}", "…")
    korean = blur(learners_ways([monday, tuesday]), "ko").mistakes[1].sentence
    assert korean.startswith(read("ko", "kernels")["box_blur"]["side_only"][:3])


def test_a_file_that_cannot_be_read_held_up_some_of_all_who_tried_the_lesson(monday):
    whole, *_ = tasks_of(learners_ways([monday]), "en")
    assert (whole.task, whole.tried, whole.held_up) == ("", 2, 1)


def test_a_mistake_says_in_how_many_of_the_rooms_it_was(monday, tuesday, tmp_path):
    first, second = blur(learners_ways([monday, tuesday])).mistakes
    assert (first.rooms, second.rooms) == (1, 2)
    both = report(learners_ways([monday, tuesday]), ["monday", "tuesday"], "en")
    assert "in 2 of 2 rooms" in both
    assert " rooms" not in report(learners_ways([monday]), ["monday"], "en").partition("<body>")[2]


def test_files_of_one_name_are_two_rooms(monday, tmp_path):
    (tmp_path / "other").mkdir()
    other = room_file(tmp_path / "other" / monday.name, [learner("d4", "Ada")], [])
    assert list(rooms_in([monday, other, monday])) == ["monday", "monday (2)"]


class Page(HTMLParser):
    """The tags of a page and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_report_begins_with_what_held_up_most_and_names_nobody(monday, tuesday, language):
    shown = Page(report(learners_ways([monday, tuesday]), ["<i>Monday"], language))
    words = read(language, "room")
    assert words["report_of"].format(count=3, tried=3) in shown.text
    title = KERNELS.title(language)
    assert shown.text.index(f"{title} · box_blur") < shown.text.index(words["report_file"])
    assert "<i>Monday" in shown.text
    assert not {"i", "script"} & set(shown.tags)
    assert not [secret for secret in ("민지", "Jun", "HYPERLINK", "secret") if secret in shown.text]


def test_text_of_a_verdict_is_text_and_its_code_is_code(tmp_path):
    people = [learner(id, id) for id in ("a", "b")]
    text = "<script>alert(1)</script> & `size` 3"
    events = [event(id, 5, "wrong", mistake=NOT_AVERAGED, text=text) for id in ("a", "b")]
    made = report(learners_ways([room_file(tmp_path / "r", people, events)]), [], "en")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <code>size</code> 3" in made


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_room_in_which_nothing_happened_has_a_report(tmp_path, language):
    path = room_file(tmp_path / "empty.sqlite", [], [])
    text = report(learners_ways([path]), ["empty"], language)
    assert read(language, "room")["report_nobody"] in text


def command(*words):
    arguments = parser().parse_args(["room", "export", *map(str, words)])
    return COMMANDS["room"](arguments)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_command_writes_a_table_and_a_report(monday, tuesday, tmp_path, capsys, language):
    out = tmp_path / "out"
    with speaking(language):
        assert not command(monday, tuesday, "--out", out)
    ways = learners_ways([monday, tuesday])
    assert (out / "room-table.csv").read_text(encoding="utf-8") == table(ways)
    written = (out / "room-report.html").read_text(encoding="utf-8")
    assert written == report(ways, ["monday", "tuesday"], language)
    printed = capsys.readouterr().out
    assert printed.count("room-") == 2
    assert ("Written" in printed) == (language == "en")


def test_names_in_the_table_come_with_a_warning(monday, tmp_path, capsys):
    command(monday, "--names", "--out", tmp_path)
    assert "민지" in (tmp_path / "room-table.csv").read_text(encoding="utf-8")
    assert "has names" in capsys.readouterr().out


def test_what_is_no_room_is_left_as_it_is(tmp_path):
    strange = tmp_path / "notes.txt"
    strange.write_text("Mine.")
    with pytest.raises(Exception, match="not the file of a room"):
        command(strange, "--out", tmp_path)
    assert strange.read_text() == "Mine."
    with pytest.raises(Exception, match="There is no room in"):
        command(tmp_path / "none.sqlite")
    assert not (tmp_path / "none.sqlite").exists()


def test_the_page_of_a_room_offers_both(room, mina):
    from served import SECRET, entry

    room.send(mina, entry())
    status, text = room.get(f"/watch/{SECRET}/export.csv")
    assert (status, row_of(text)["task"]) == (200, "box_blur")
    status, text = room.get(f"/watch/{SECRET}/export.html")
    assert status == 200
    assert "Monday &lt;b&gt;" in text
    assert "Mina" not in text
    for name in ("export.csv", "export.html"):
        assert room.get(f"/watch/{room.room.projector}/{name}")[0] == 404


def test_a_browser_shows_the_report_of_a_room_in_its_own_style(room, chromium):
    from served import SECRET

    page, said = chromium.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"http://127.0.0.1:{room.port}/watch/{SECRET}/export.html")
    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "960px"
    assert said == []
    page.close()


def test_the_help_of_the_command_is_korean(capsys):
    with speaking("ko"), pytest.raises(SystemExit):
        parser().parse_args(["room", "export", "--help"])
    english = re.sub(
        r"fashion_cnn\S*|\bFOLDER\b|\bFILE\b|LANGUAGE|python|workshop|room|export",
        "",
        capsys.readouterr().out,
    )
    assert re.findall(r"(?<![-\w])[A-Za-z]{2,} [A-Za-z]{2,}", english) == []
