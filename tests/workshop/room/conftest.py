"""A room for each test: a real one, or one that can fail in every way."""

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
