"""The pages as the real server has them, in a real Chromium. Slow; skipped where there is none."""

import pytest
from served import CODE, SECRET, entry

pytestmark = pytest.mark.slow


@pytest.fixture
def watch(room):
    return f"http://127.0.0.1:{room.port}/watch/{SECRET}"


def two_stuck_at_the_same(room):
    for name in ("Mina Kim", "Tariq <b>"):
        _, learner = room.join(name)
        answer = "def box_blur(size):\n    return np.ones((size, size))  # <b>"
        assert room.send(learner, entry(answer=answer))[0] == 200


def test_what_learners_send_appears_and_goes(room, mina, watch, look):
    tab = look(watch)
    two_stuck_at_the_same(room)
    headline = tab.locator(".headline", has_text="2 of 3")
    headline.wait_for(timeout=4000)
    assert "Divide by the sum." in headline.inner_text()
    tab.locator("#learners th", has_text="Tariq <b>").wait_for()
    room.post("/leave", {"learner": mina["learner"], "key": mina["key"]})
    tab.locator(".headline", has_text="2 of 2").wait_for(timeout=4000)


def test_the_projector_view_opens_without_names_or_the_secret(room, watch, look):
    two_stuck_at_the_same(room)
    tab = look(watch)
    with tab.context.expect_page() as opened:
        tab.get_by_role("link", name="Projector view").click()
    projector = opened.value
    projector.locator(".headline", has_text="2 of 2").wait_for()
    assert SECRET not in projector.url
    content = projector.content()
    assert SECRET not in content
    assert "Mina" not in content
    tab.locator("#now button").click()
    tab.locator("dialog .buttons button").first.click()
    projector.locator("dialog pre", has_text="np.ones((size, size))  # <b>").wait_for()


def test_how_to_join_has_the_code_and_a_qr_code(room, watch, look):
    tab = look(watch)
    assert CODE in tab.locator("#join").inner_text()
    assert tab.locator("#join svg path").get_attribute("d").count("M") > 200


def test_a_disk_that_refuses_is_said(room, watch, look):
    room.room.trouble = "database or disk is full"
    room.state.changes += 1
    tab = look(watch)
    tab.locator("#trouble", has_text="disk is full").wait_for()


def test_the_end_of_the_server_is_said(room, watch, look):
    tab = look(watch)
    room.server.should_exit = True
    tab.locator("#connection[data-connected=false]").wait_for(timeout=10_000)


@pytest.mark.parametrize("width", [360, 1920])
def test_a_browser_says_what_to_type(room, chromium, width):
    tab = chromium.new_page(viewport={"width": width, "height": 800})
    tab.goto(f"http://127.0.0.1:{room.port}")
    assert f"join http://127.0.0.1:{room.port}" in tab.locator("main").inner_text()
    assert CODE not in tab.content()
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    tab.close()


def test_all_that_the_page_links_to_is_there(room, watch, look):
    two_stuck_at_the_same(room)
    tab = look(watch)
    links = tab.locator("nav a").evaluate_all("links => links.map(link => link.href)")
    assert len(links) == 3
    assert [tab.request.get(link).status for link in links] == [200] * 3
