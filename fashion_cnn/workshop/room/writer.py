"""The one thread that writes to the file of a room.

    writer = Writer(store)
    await writer.add_events(events)      # returns when they are on disk, or raises sqlite3.Error

Requests that arrive while it writes are stored together, in the next transaction: that is what
lets one disk keep up with a whole class.
"""

import asyncio
import queue
import threading
from typing import NamedTuple


class Job(NamedTuple):
    """Events to store, or a function to call; `done` is a future of `loop`."""

    loop: object
    done: object
    events: list
    call: tuple


class Writer:
    def __init__(self, store):
        self.store, self.jobs = store, queue.SimpleQueue()
        self.thread = threading.Thread(target=self.work, name="room-writer", daemon=True)
        self.thread.start()

    def close(self):
        """Write what is waiting, and end the thread."""
        self.jobs.put(None)
        self.thread.join()

    async def add_events(self, events):
        if events:
            await self.put(events=events)

    async def call(self, function, *arguments):
        """Call a function of the store, between two transactions."""
        await self.put(call=(function, *arguments))

    async def put(self, events=(), call=()):
        loop = asyncio.get_running_loop()
        job = Job(loop, loop.create_future(), events, call)
        self.jobs.put(job)
        await job.done

    def work(self):
        running = True
        while running:
            jobs = self.waiting()
            running = None not in jobs
            self.carry_out([job for job in jobs if job])

    def waiting(self):
        """All jobs that wait, at least one."""
        jobs = [self.jobs.get()]
        while not self.jobs.empty():
            jobs.append(self.jobs.get())
        return jobs

    def carry_out(self, jobs):
        for job in jobs:
            if job.call:
                self.try_to([job], *job.call)
        group = [job for job in jobs if job.events]
        if group:
            events = [event for job in group for event in job.events]
            self.try_to(group, self.store.add_events, events)

    def try_to(self, jobs, function, *arguments):
        """Call a function, and tell those who wait for it how it ended."""
        error = None
        try:
            function(*arguments)
        except Exception as caught:  # whatever it is, they must not wait for ever
            error = caught
        for job in jobs:
            # The loop has ended if the server was stopped meanwhile.
            if not job.loop.is_closed():
                job.loop.call_soon_threadsafe(settle, job.done, error)


def settle(done, error):
    """Wake the one who waits, unless their connection is gone."""
    if done.cancelled():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
