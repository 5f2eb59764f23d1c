"""The live page and the projector view with thirty simulated learners, in a real Chromium.

The check of the accessibility needs axe-core: npm ci --prefix tests/explorer.
"""

import re
import time
from pathlib import Path
from uuid import uuid4

import pytest
from fake_room import JOIN, NAMES, FakeRoom, simulated

from fashion_cnn.base.language import LANGUAGES
from fashion_cnn.base.words import read
from fashion_cnn.workshop.checking.finding import WRONG
from fashion_cnn.workshop.room import page as pages
from fashion_cnn.workshop.room.events import Event
from fashion_cnn.workshop.room.store import Learner

AXE = Path(__file__).parents[2] / "explorer" / "node_modules" / "axe-core" / "axe.min.js"
VIEWS = {"live": "", "projector": "/projector"}
QR = ["10" * 10 + "1", "01" * 10 + "0"] * 10 + ["1" * 21]

slow = pytest.mark.slow


@pytest.fixture(scope="module", params=LANGUAGES)
def room(request):
    """A room that no test changes."""
    made = FakeRoom(simulated(request.param, time.time()), request.param, qr=QR)
    yield made
    made.stop()


@pytest.fixture
def own_room():
    """A room for one test, in English."""
    made = FakeRoom(simulated("en", time.time()), "en", qr=QR)
    yield made
    made.stop()


def most_frequent(room):
    """(lesson, task, mistake) of the snapshot, the mistake that most have."""
    found = [
        (lesson, task, mistake)
        for lesson in room.snapshot(names=False)["lessons"]
        for task in lesson["tasks"]
        for mistake in task["mistakes"]
    ]
    return max(found, key=lambda entry: entry[2]["count"])


def one_more(room, learner=0):
    """A learner runs into the most frequent mistake; returns how many have it then."""
    lesson, task, mistake = most_frequent(room)
    person = list(room.state.people)[learner]
    room.state.add(
        Event(uuid4().hex, person, time.time(), lesson["id"], task["task"], WRONG, mistake["key"])
    )
    return most_frequent(room)[2]["count"]


def test_the_page_has_words_for_all_that_it_says():
    code = "".join(path.read_text("utf-8") for path in pages.WEB.glob("*.js"))
    said = set(re.findall(r'\bsay\("(\w+)"', code))
    assert said > {"share", "stuck"}
    for language in LANGUAGES:
        assert said <= set(read(language, "room"))


def test_nothing_ends_the_script_element_early():
    title, join = "</script><b>", {"address": "</script>", "code": "<!--", "qr": []}
    text = pages.live_page("en", title, watch="/watch/x", join=join)
    assert text.count("</script>") == 2
    assert "<b>" not in text
    assert "<!--" not in text


@slow
def test_what_to_say_now_is_the_largest_thing_on_the_page(room, look):
    tab = look(room.watch)
    _, task, mistake = most_frequent(room)
    first = tab.locator(".headline").first
    say = read(room.language, "room")
    assert first.locator(".count").inner_text() == say["share"].format(
        count=mistake["count"], here=30
    )
    assert task["task"] in first.locator("h3").inner_text()
    assert plain(first.locator(".sentence").inner_text()) == plain(mistake["sentence"])
    assert plain(task["hint"]) in plain(first.locator(".hint").inner_text())
    sizes = tab.evaluate(
        "[...document.querySelectorAll('body *')]"
        ".map(e => [parseFloat(getComputedStyle(e).fontSize), e.className])"
    )
    assert max(sizes)[1] in ("count", "code")
    assert first.bounding_box()["y"] < 200


def plain(text):
    return text.replace("`", "")


@slow
def test_what_no_check_could_explain_does_not_come_first(own_room, look):
    for person in list(own_room.state.people)[:20]:
        at = time.time()
        own_room.state.add(
            Event(uuid4().hex, person, at, "kernels", "edges", WRONG, "unrecognised", "Not yet.")
        )
    tab = look(own_room.watch)
    counts = tab.locator(".headline .count").all_inner_texts()
    assert counts.index("20 of 30") == 1
    assert "Look at an answer" in tab.locator(".headline").nth(1).inner_text()


@slow
def test_of_two_mistakes_as_frequent_the_one_where_more_people_are_comes_first(look):
    now = time.time()
    state = simulated("en", now, learners=0)
    wrong = [("kernels", "edges", "corner")] * 2 + [("sliding", "at", "swapped")] * 2
    for number, (lesson, task, name) in enumerate([*wrong, ("sliding", "at", "averaged")]):
        state.join(Learner(f"{number}", NAMES[number], "", "en", now - 60))
        key = f"mistake.{name}"
        state.add(Event(uuid4().hex, f"{number}", now, lesson, task, WRONG, key))
    room = FakeRoom(state, "en")
    places = look(room.watch).locator(".headline h3").all_inner_texts()
    room.stop()
    assert [place.split(" · ")[1] for place in places] == ["at", "edges"]


@slow
def test_a_check_appears_without_reloading_and_the_keyboard_stays(own_room, look):
    tab = look(own_room.watch)
    button = tab.locator("#now button").first
    button.focus()
    count = one_more(own_room)
    tab.locator(".headline .count", has_text=f"{count} of 30").first.wait_for(timeout=2000)
    assert tab.evaluate("document.activeElement.dataset.key").startswith("now/")


@slow
def test_a_lesson_stays_as_the_instructor_left_it(own_room, look):
    tab = look(own_room.watch)
    lesson = tab.locator("#lessons details[open]").first
    title = lesson.locator("h3").inner_text()
    lesson.locator("summary").click()
    count = one_more(own_room)
    tab.locator(".headline .count", has_text=f"{count} of 30").first.wait_for()
    assert tab.locator("details", has_text=title).first.get_attribute("open") is None


@slow
def test_names_are_text(room, look):
    tab = look(room.watch)
    shown = tab.locator("#learners tbody th").all_inner_texts()
    assert set(NAMES) <= {name.strip() for name in shown}
    assert tab.locator("img, #learners b, h1 workshop").count() == 0


@slow
def test_the_projector_view_has_no_names(room, look):
    received = []
    tab = look(f"{room.watch}/projector")
    tab.on("response", lambda response: received.append(response.url))
    text = tab.locator("body").inner_text()
    assert not [name for name in NAMES if len(name) > 3 and name in text]
    assert tab.locator("#learners, #stuck").locator("*").count() == 0
    assert tab.locator(".hint").count() == 0
    assert "learners" not in room.snapshot(names=False)


@slow
def test_an_answer_is_shown_after_a_click(room, look):
    tab = look(room.watch)
    assert "np.ones" not in tab.locator("body").inner_text()
    tab.locator("#now button").first.click()
    answer = tab.locator("dialog pre")
    answer.filter(has_text="np.ones").wait_for()
    # What is in an answer is text, too.
    assert "<script>alert(1)</script>" in answer.inner_text()
    tab.keyboard.press("Escape")
    assert not tab.locator("dialog").is_visible()


@slow
def test_a_room_that_is_gone_is_said_in_place_of_an_answer(own_room, look):
    tab = look(own_room.watch)
    own_room.refuses = True
    tab.locator("#now button").first.click()
    tab.locator("dialog pre", has_text="did not arrive").wait_for()


@slow
def test_an_answer_is_put_on_the_projector_and_taken_off(room, look):
    tab = look(room.watch)
    projector = look(f"{room.watch}/projector", context=tab.context)
    tab.locator("#now button").first.click()
    tab.locator("dialog .buttons button").first.click()
    projector.locator("dialog pre", has_text="np.ones").wait_for()
    assert projector.locator("dialog .hint").count() == 0
    tab.keyboard.press("Escape")
    projector.locator("dialog").wait_for(state="hidden")


@slow
def test_the_page_connects_again(own_room, look):
    tab = look(own_room.watch)
    own_room.refuses = True
    tab.locator("#connection[data-connected=false]").wait_for(timeout=10_000)
    assert "No connection" in tab.locator("#connection").inner_text()
    own_room.refuses = False
    tab.locator("#connection[data-connected=true]").wait_for(timeout=15_000)


@slow
def test_everything_comes_from_the_room(room, look, chromium):
    context = chromium.new_context()
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    look(room.watch, context=context)
    assert asked
    assert all(url.startswith((room.address, "data:")) for url in asked)


@slow
@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_room_says_how_to_join(look, view):
    room = FakeRoom(simulated("en", time.time(), learners=0), "en", qr=QR)
    tab = look(room.watch + VIEWS[view])
    shown = tab.locator("#join")
    assert f"join {JOIN['address']}" in shown.inner_text()
    assert JOIN["code"] in shown.inner_text()
    assert shown.locator("svg").bounding_box()["width"] > 300
    room.stop()


@slow
@pytest.mark.parametrize("view", VIEWS)
def test_it_fits_the_screen(room, look, view):
    tab = look(room.watch + VIEWS[view])
    tab.locator("header button").first.click()
    for width in (360, 390, 768, 1366, 1920):
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        box = tab.locator("dialog").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


@slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1920])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(room, look, view, width, scheme):
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --prefix tests/explorer")
    tab = look(room.watch + VIEWS[view], width, 900, bypass_csp=True, color_scheme=scheme)
    tab.add_script_tag(path=AXE)
    for opened in (False, True):
        if opened:
            tab.locator("#now button").first.click()
            tab.locator("dialog pre", has_text="np.ones").wait_for()
        found = tab.evaluate("axe.run()")["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []
