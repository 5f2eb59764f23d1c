"""A room under load: how quickly it acknowledges, what it loses, how far its page is behind.

    python -m benchmarks.room_load                    # 200 learners, 10 events a second, a minute
    python -m benchmarks.room_load --at-once 5        # as checks of lessons with five tasks
    python -m benchmarks.room_load --kill             # and kill -9 in the middle

A real room (`python -m fashion_cnn.workshop room`) runs in a process of its own. Each learner sends
as the kit does: whatever waits goes in one request, and the next one follows its answer.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from statistics import median

from fashion_cnn.workshop.manifest import lessons

# Learners of one address: a room lets 60 join from one in a minute.
OF_ONE_ADDRESS = 50
# Seconds after the last event in which everything must have been acknowledged.
REST = 20
DOWN = 2  # seconds between the kill and the next start


class RoomProcess:
    """The room's command in a process; `start` again continues with the same file."""

    def __init__(self, folder):
        self.file, self.log = folder / "room.sqlite", folder / "room.log"
        self.process, self.memory, self.seconds = None, 0, 0

    def start(self):
        command = [sys.executable, "-u", "-m", "fashion_cnn.workshop", "room"]
        command += ["--file", str(self.file), "--lang", "en"]
        self.process = subprocess.Popen(command, stdout=self.log.open("w"), stderr=sys.stderr)
        while "Ctrl-C" not in (said := self.log.read_text(encoding="utf-8")):
            if self.process.poll() is not None:
                sys.exit(said)
            time.sleep(0.05)
        self.port = int(re.search(r":(\d+)/watch/(\S+)", said)[1])
        self.secret = re.search(r"/watch/(\S+)", said)[1]
        self.code = re.search(r"code +(\w{6})", said)[1]

    def end(self, how):
        self.measure()
        self.process.send_signal(how)
        self.process.wait()

    def measure(self):
        """Note the most memory that the process has had, in MB, and its seconds; on Linux."""
        with contextlib.suppress(OSError):
            ticks = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").split()
            self.seconds += (int(ticks[13]) + int(ticks[14])) / os.sysconf("SC_CLK_TCK")
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
            self.memory = max(self.memory, int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024)


class Connection:
    """A connection to the room that stays open, and is opened again when it is gone."""

    def __init__(self, port, source):
        self.port, self.source, self.streams = port, source, None

    async def post(self, path, body):
        """(status, answer), or OSError."""
        try:
            return await self.exchange(path, json.dumps(body).encode())
        except (OSError, asyncio.IncompleteReadError, ValueError, IndexError) as error:
            self.close()
            raise OSError(str(error)) from None

    async def exchange(self, path, content):
        if self.streams is None:
            here = (self.source, 0)
            self.streams = await asyncio.open_connection("127.0.0.1", self.port, local_addr=here)
        reader, writer = self.streams
        head = f"POST {path} HTTP/1.1\r\nHost: room\r\nContent-Length: {len(content)}\r\n\r\n"
        writer.write(head.encode() + content)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", answer)[1])
        return int(answer.split()[1]), json.loads(await reader.readexactly(length))

    def close(self):
        if self.streams:
            self.streams[1].close()
        self.streams = None


class Learner:
    """A learner who makes events, and sends what waits."""

    def __init__(self, number, room, results):
        self.number, self.room, self.results = number, room, results
        source = f"127.0.1.{1 + number // OF_ONE_ADDRESS}"
        self.connection, self.waiting = Connection(room.port, source), []
        lesson = lessons()[number % 4]
        self.place = {"lesson": lesson.id, "task": lesson.tasks[number % len(lesson.tasks)]}

    async def join(self):
        body = {"protocol": 1, "code": self.room.code, "name": f"Learner {self.number}"}
        status, answer = await self.connection.post("/join", body)
        assert status == 200, answer
        self.who = {"protocol": 1, "learner": answer["learner"], "key": answer["key"]}

    async def work(self, until, pause, at_once):
        """Make events every `pause` seconds, those of a whole lesson at once if wanted."""
        due = time.time() + random.random() * pause
        while due < until:
            await asyncio.sleep(max(0, due - time.time()))
            self.waiting += [self.event() for _ in range(at_once)]
            due += pause

    def event(self):
        """A wrong answer whose mistake is the time: the page shows how old what it knows is."""
        now = time.time()
        event = {"id": uuid.uuid4().hex, "at": now, "state": "wrong", "mistake": f"mistake.{now}"}
        self.results.sent.add(event["id"])
        return event | self.place | {"text": "A sentence of the usual length. " * 4}

    async def send(self, until):
        while time.time() < until:
            events = self.waiting[:50]
            if not events or not await self.send_now(events):
                await asyncio.sleep(0.01 if not events else 0.5)

    async def send_now(self, events):
        """Send events; returns whether they were acknowledged."""
        try:
            body = self.who | {"now": time.time(), "events": events}
            status, answer = await self.connection.post("/events", body)
        except OSError:
            self.results.failed += 1
            return False
        if status != 200:
            self.results.refused.append(answer)
            return False
        assert answer["stored"] == len(events), answer
        now = time.time()
        self.results.latencies += [now - event["at"] for event in events]
        self.results.acknowledged.update(event["id"] for event in events)
        self.results.requests += 1
        del self.waiting[: len(events)]
        return True


class Results:
    def __init__(self):
        self.sent, self.acknowledged, self.before_kill = set(), set(), set()
        self.latencies, self.behind, self.refused = [], [], []
        self.failed = self.requests = 0


async def watch(room, results, learners, until):
    """Note, at each snapshot, how old the latest news of the last learner on it is."""
    while time.time() < until:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", room.port, limit=2**24)
            writer.write(f"GET /watch/{room.secret}/stream HTTP/1.1\r\nHost: room\r\n\r\n".encode())
            while line := await reader.readline():
                if line.startswith(b"data: "):
                    note_age(json.loads(line[6:]), results, learners, until)
        await asyncio.sleep(0.1)


def note_age(snapshot, results, learners, until):
    tasks = [task for lesson in snapshot["lessons"] for task in lesson["tasks"]]
    found = [mistake for task in tasks for mistake in task["mistakes"]]
    if sum(mistake["count"] for mistake in found) == learners and time.time() < until:
        oldest = min(float(mistake["key"].removeprefix("mistake.")) for mistake in found)
        results.behind.append(time.time() - oldest)


async def kill(room, results, at):
    await asyncio.sleep(at - time.time())
    results.before_kill = set(results.acknowledged)
    room.end(signal.SIGKILL)
    print(f"killed with {len(results.before_kill):,} events acknowledged")
    await asyncio.sleep(DOWN)
    await asyncio.to_thread(room.start)


async def simulate(room, options, results):
    learners = [Learner(number, room, results) for number in range(options.learners)]
    for learner in learners:
        await learner.join()
    end, pause = time.time() + options.seconds, options.at_once / options.rate
    tasks = [learner.work(end, pause, options.at_once) for learner in learners]
    tasks += [learner.send(end + REST) for learner in learners]
    if options.kill:
        tasks.append(kill(room, results, end - options.seconds / 2))
    watching = asyncio.create_task(watch(room, results, options.learners, end))
    running = asyncio.gather(*tasks)
    while not running.done() and (time.time() < end or any(each.waiting for each in learners)):
        await asyncio.sleep(0.1)
    watching.cancel()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


def report(room, results):
    stored = {row[0] for row in sqlite3.connect(room.file).execute("SELECT id FROM events")}
    times = sorted(1000 * each for each in results.latencies)
    behind = sorted(results.behind)
    print(f"events       {len(results.sent):,} sent, {len(results.acknowledged):,} acknowledged")
    refused, failed = len(results.refused), results.failed
    print(f"requests     {results.requests:,}, {failed} failed, {refused} refused")
    print(f"lost         {len(results.acknowledged - stored)} of the acknowledged")
    print(f"never stored {len(results.sent - stored)} of all")
    print(f"too many     {len(stored - results.sent)}")
    most = times[int(0.95 * len(times))]
    print(
        f"latency      median {median(times):.0f} ms, 95% {most:.0f} ms, longest {times[-1]:.0f} ms"
    )
    print(f"live page    behind by {median(behind):.2f} s, at most {behind[-1]:.2f} s")
    print(f"memory       {room.memory:.0f} MB")
    print(f"processor    {room.seconds:.1f} s")
    if results.before_kill:
        print(f"killed       {len(results.before_kill - stored)} lost of those acknowledged before")
    return results.sent == stored and results.acknowledged <= stored


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--rate", type=float, default=10, help="events a second for each learner")
    together = "events that are found together, as those of a lesson's tasks are by a check"
    parser.add_argument("--at-once", type=int, default=1, help=together)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--kill", action="store_true", help="kill -9 the room in the middle")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        room, results = RoomProcess(Path(folder)), Results()
        room.start()
        try:
            asyncio.run(simulate(room, options, results))
        finally:
            room.end(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
        sys.exit(0 if report(room, results) else 1)


if __name__ == "__main__":
    main()
