"""A room to send to, and a learner's folder that is in it."""

import pytest
from stub_room import CODE, open_room


@pytest.fixture
def room():
    with open_room() as room:
        yield room


@pytest.fixture
def joined(folder, room, run):
    """A workspace whose learner, Mina, is in the room."""
    run(folder, "join", room.place, "--name", "Mina", "--code", CODE)
    return folder
