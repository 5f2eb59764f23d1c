"""The snapshot that all who look at a room share: made once a second at most."""

import asyncio
import json
import time

# Seconds between two snapshots, and between two looks at the clock if nothing happens.
PAUSE, QUIET = 1, 15


class Live:
    """What the page shows now, for those who wait for the next snapshot.

    `about` is what stands on each snapshot besides what the State has.
    """

    def __init__(self, state, language, about):
        self.state, self.language, self.about = state, language, about
        self.version, self.texts, self.over = 0, {}, False
        self.changed = asyncio.Condition()

    async def keep(self):
        """Announce a new snapshot whenever something has changed, until cancelled."""
        shown, at = None, 0
        while True:
            if self.state.changes != shown or time.monotonic() - at >= QUIET:
                shown, at = self.state.changes, time.monotonic()
                await self.announce()
            await asyncio.sleep(PAUSE)

    async def announce(self, over=False):
        """Wake those who wait; with `over`, they end."""
        async with self.changed:
            self.version += 1
            self.texts, self.over = {}, over
            self.changed.notify_all()

    def text(self, names):
        """The snapshot as JSON, with names or without."""
        if names not in self.texts:
            found = self.state.snapshot(time.time(), self.language, names)
            self.texts[names] = json.dumps(found | self.about(names), ensure_ascii=False)
        return self.texts[names]

    async def events(self, names):
        """Yield each snapshot as a server-sent event; a slow reader misses some, not the last."""
        seen = -1
        while not self.over:
            if seen != self.version:
                seen = self.version
                yield f"data: {self.text(names)}\n\n"
            async with self.changed:
                await self.changed.wait_for(lambda: self.version != seen)  # noqa: B023
