"""A room for each test."""

import pytest
from served import Served


@pytest.fixture
def room(tmp_path):
    pytest.importorskip("uvicorn", reason="pip install -e '.[room]' has uvicorn")
    made = Served(tmp_path / "room.sqlite")
    yield made
    made.stop()


@pytest.fixture
def mina(room):
    """A learner who has joined."""
    return room.join("Mina")[1]
