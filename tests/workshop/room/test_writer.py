"""Writing in groups: few transactions for many requests, and every one of them is told."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from fashion_cnn.workshop.room.writer import Writer


class Slow:
    """A store that counts its transactions, and fails if it is told to."""

    def __init__(self):
        self.transactions, self.error = [], None

    def add_events(self, events):
        if self.error:
            raise self.error
        self.transactions.append(list(events))


def run(work):
    """Run `work(writer, store)`, and let the writer finish."""

    async def all_of_it():
        store = Slow()
        writer = Writer(store)
        try:
            await work(writer, store)
        finally:
            writer.close()
        return [event for group in store.transactions for event in group], store

    # In a thread: a browser's tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, all_of_it()).result()


def test_requests_that_arrive_together_are_one_transaction():
    async def work(writer, _):
        await asyncio.gather(*(writer.add_events([number]) for number in range(100)))

    stored, store = run(work)
    assert sorted(stored) == list(range(100))
    assert len(store.transactions) <= 3


def test_what_is_awaited_is_stored():
    async def work(writer, store):
        for number in range(5):
            await writer.add_events([number])
            assert store.transactions[-1] == [number]

    run(work)


def test_no_events_are_no_transaction():
    async def work(writer, _):
        await writer.add_events([])

    assert run(work)[1].transactions == []


def test_all_who_wait_are_told_that_the_disk_refuses():
    async def work(writer, store):
        store.error = sqlite3.OperationalError("database or disk is full")
        together = (writer.add_events([number]) for number in range(3))
        answers = await asyncio.gather(*together, return_exceptions=True)
        assert answers == 3 * [store.error]
        store.error = None
        await writer.add_events([7])

    assert run(work)[0] == [7]


def test_a_connection_that_is_lost_takes_nobodys_events_along():
    async def work(writer, _):
        lost = asyncio.create_task(writer.add_events([1]))
        stays = asyncio.create_task(writer.add_events([2]))
        await asyncio.sleep(0)
        lost.cancel()
        await stays
        with pytest.raises(asyncio.CancelledError):
            await lost

    assert run(work)[0] == [1, 2]
