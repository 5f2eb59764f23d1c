"""The file of a room: each event once, and nothing lost that was added."""

import sqlite3
from dataclasses import replace

import pytest

from fashion_cnn.workshop.room.events import Event
from fashion_cnn.workshop.room.store import Learner, Store, forget

MINA = Learner("1" * 16, "Mina", "key", "ko", joined=100.0)
EVENT = Event("a" * 32, MINA.id, 120.0, "kernels", "box_blur", "wrong", "mistake.not_averaged")


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "deep" / "room.sqlite")
    yield made
    made.close()


def test_what_was_added_is_there_when_it_is_opened_again(store):
    store.add_learner(MINA)
    store.add_events([EVENT])
    again = Store(store.path)
    assert (again.learners(), list(again.events())) == ([MINA], [EVENT])
    again.close()


def test_an_event_counts_once_however_often_it_comes(store):
    store.add_events([EVENT, EVENT])
    store.add_events([replace(EVENT, at=999.0)])
    assert list(store.events()) == [EVENT]


def test_events_come_back_in_the_order_of_their_times(store):
    late, early = replace(EVENT, id="b" * 32, at=200.0), replace(EVENT, id="c" * 32, at=50.0)
    store.add_events([late, EVENT, early])
    assert [event.at for event in store.events()] == [50.0, 120.0, 200.0]


def test_a_setting_is_decided_once_unless_it_is_named(store):
    assert store.setting("code", lambda: "AAAAAA") == "AAAAAA"
    assert store.setting("code", lambda: "BBBBBB") == "AAAAAA"
    assert store.setting("code", lambda: "BBBBBB", "CCCCCC") == "CCCCCC"
    assert store.setting("code", str) == "CCCCCC"


def test_who_left_is_noted(store):
    store.add_learner(MINA)
    store.note_left(MINA.id, 130.0)
    assert store.learners() == [replace(MINA, left=130.0)]


def test_a_failed_transaction_leaves_nothing(store):
    with pytest.raises(sqlite3.Error):
        store.add_events([EVENT, replace(EVENT, id="b" * 32, task=None)])
    assert list(store.events()) == []


def test_the_file_is_nobody_elses_business(store):
    assert store.path.stat().st_mode & 0o077 == 0


def test_forgetting_leaves_no_file(store):
    store.add_learner(MINA)
    store.close()
    assert forget(store.path)
    assert not forget(store.path)
    assert list(store.path.parent.iterdir()) == []
