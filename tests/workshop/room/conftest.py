"""A room for each test, one that fails in every way, and a browser to look at a page."""

import pytest
import stub_room


@pytest.fixture
def room(tmp_path):
    pytest.importorskip("uvicorn", reason="pip install -e '.[room]' has uvicorn")
    from served import Served

    made = Served(tmp_path / "room.sqlite")
    yield made
    made.stop()


@pytest.fixture
def mina(room):
    """A learner who has joined."""
    return room.join("Mina")[1]


@pytest.fixture
def stub():
    with stub_room.open_room() as made:
        yield made


@pytest.fixture
def joined(folder, stub, run):
    """A workspace whose learner, Mina, is in the stub of a room."""
    run(folder, "join", stub.place, "--name", "Mina", "--code", stub_room.CODE)
    return folder


@pytest.fixture
def look(chromium):
    """Open a page of a room; its errors are the test's."""
    contexts, errors = [], []

    def opened(address, width=1920, height=1080, context=None, **options):
        size = {"width": width, "height": height}
        context = context or chromium.new_context(viewport=size, **options)
        contexts.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("dialog", lambda dialog: errors.append(f"alert: {dialog.message}"))
        tab.goto(address)
        tab.locator("#connection[data-connected=true]").wait_for()
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert not errors
