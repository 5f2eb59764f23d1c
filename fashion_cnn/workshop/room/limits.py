"""How often somebody may ask, and how long the room waits for a slow client."""

import time

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Requests of a learner: for each second, and at once after a pause.
OFTEN, BURST = 20, 40
# The same for joining, from one address: a whole class may share one.
JOIN_OFTEN, JOIN_BURST = 1, 60
MOST_BUCKETS = 10_000
# Seconds for the head of a request and for its body, and the most bytes of a head.
HEAD_PATIENCE, BODY_PATIENCE = 10, 10
LONGEST_HEAD = 64 * 1024


class Rate:
    """A token bucket for each key."""

    def __init__(self, often, burst, clock=time.monotonic):
        self.often, self.burst, self.clock = often, burst, clock
        self.buckets = {}  # {key: (tokens, when)}

    def allows(self, key):
        """Whether a request fits; it is counted if it does."""
        now = self.clock()
        if len(self.buckets) >= MOST_BUCKETS:
            self.forget_full(now)
        tokens, when = self.buckets.get(key, (self.burst, now))
        tokens = min(self.burst, tokens + (now - when) * self.often)
        allowed = tokens >= 1
        self.buckets[key] = (tokens - allowed, now)
        return allowed

    def forget_full(self, now):
        """Drop the buckets that have filled up again: a new one would be the same."""
        idle = self.burst / self.often
        self.buckets = {
            key: bucket for key, bucket in self.buckets.items() if now - bucket[1] < idle
        }


class PatientProtocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, but a connection that sends no whole head in time is closed."""

    late, head = None, 0

    def connection_made(self, transport):
        super().connection_made(transport)
        self.wait_for_head()

    def data_received(self, data):
        super().data_received(data)
        if self.is_answering():
            self.stop_waiting()
            return
        self.wait_for_head()
        self.head += len(data)
        if self.head > LONGEST_HEAD:
            self.transport.close()

    def connection_lost(self, exc):
        self.stop_waiting()
        super().connection_lost(exc)

    def is_answering(self):
        return self.cycle is not None and not self.cycle.response_complete

    def wait_for_head(self):
        if self.late is None:
            self.late = self.loop.call_later(HEAD_PATIENCE, self.transport.close)

    def stop_waiting(self):
        self.head = 0
        if self.late is not None:
            self.late.cancel()
            self.late = None
