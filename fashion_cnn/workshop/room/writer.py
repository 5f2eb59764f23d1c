"""Writing to the file of a room: a thread of its own, and one transaction for many requests.

    writer = Writer(store)
    await writer.add_events(events)      # returns when they are on disk, or raises sqlite3.Error

What arrives within a few milliseconds is stored together: that is what lets one disk keep up with
a whole class.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

GATHER = 0.005  # seconds


class Writer:
    def __init__(self, store):
        self.store = store
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="room-writer")
        self.gathered, self.writing = [], None

    def close(self):
        """Write what is waiting, and end the thread."""
        self.thread.shutdown()

    async def add_events(self, events):
        """Store events, together with those of other requests."""
        if not events:
            return
        if self.writing is None:
            self.writing = asyncio.create_task(self.write())
        self.gathered += events
        # A connection that is lost must not take the events of others along.
        await asyncio.shield(self.writing)

    async def write(self):
        await asyncio.sleep(GATHER)
        events, self.gathered, self.writing = self.gathered, [], None
        await self.call(self.store.add_events, events)

    async def call(self, function, *arguments):
        """Call a function of the store, between two transactions."""
        await asyncio.get_running_loop().run_in_executor(self.thread, function, *arguments)
