"""A small stand-in for the garments, which take two seconds to draw."""

import pytest

from fashion_cnn import data
from fashion_cnn.data import garments


@pytest.fixture
def forty_garments(monkeypatch):
    drawn = garments.draw(train=10, test=40)
    arrays = {part: getattr(drawn, part) for part in ("x_train", "y_train", "x_test", "y_test")}
    few = data.Dataset("garments", **arrays, source="drawn for this test")
    monkeypatch.setattr(data, "load_garments", lambda instead_of="": few)
    return few
