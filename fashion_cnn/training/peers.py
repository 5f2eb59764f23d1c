"""Processes that train together notice at once if one of them is absent or ends.

The engines wait for each other without end, so nothing may wait for a process that is not there.
Process 0 listens; each other process keeps a connection to it for the whole run. A connection
that is closed, or silent for SILENCE seconds, means that a process has ended; then all end.

Messages are lines of JSON. Nobody is authenticated: use it in a network that you trust.
"""

import contextlib
import json
import os
import queue
import socket
import sys
import threading
import time
from typing import NamedTuple

from fashion_cnn.base import console
from fashion_cnn.base.errors import KitError, printable, printable_lines
from fashion_cnn.base.language import tr

BEAT, SILENCE = 5, 100  # seconds between signs of life, and without any (as in JAX)
GREETING = 5  # seconds that who connects has to say who it is
FAREWELL = 10  # seconds that process 0 waits for the others to end
LONGEST_LINE = 10_000


class Place(NamedTuple):
    """Which of `count` processes this is, counted from 0, and where process 0 listens."""

    number: int
    count: int
    host: str
    port: int

    @property
    def address(self):
        return f"{self.host}:{self.port}"


class Peers:
    """The other processes of a run, connected. `lines` maps numbers of processes to sockets.

    From now on, a peer that ends takes this process along: see `leave`. What `last_words()`
    returns, if anything, is printed then; a run uses it to say how it can be resumed.
    """

    def __init__(self, place, lines):
        self.place = place
        self.lines = lines
        self.last_words = lambda: ""
        self.has_begun = False  # whether there is a run to resume
        sys.stderr.flush()
        # While an engine starts, the usual one leads nowhere: see backend.quiet.
        self.stderr = os.dup(2)
        self.received = {number: queue.Queue() for number in lines}
        self.done = set()  # who has finished, and may go
        self.over = threading.Event()
        self.leaving = threading.Lock()
        self.sending = threading.Lock()
        for line in lines.values():
            line.settimeout(SILENCE)
        self.listeners = [
            threading.Thread(target=self._listen, args=(number,), daemon=True) for number in lines
        ]
        for listener in self.listeners:
            listener.start()
        threading.Thread(target=self._beat, daemon=True).start()

    @property
    def is_first(self):
        return self.place.number == 0

    def agree(self, facts):
        """Return once all processes have the same facts, {name: text}; KitError if they differ."""
        if not self.is_first:
            self._send(0, {"facts": list(facts.values())})
            answer = self.received[0].get()
            if "refused" in answer:
                raise KitError("Process 0 refuses: {reason}", reason=printable(answer["refused"]))
            return
        try:
            for number in sorted(self.lines):
                compare(number, self.received[number].get().get("facts", []), facts)
        except KitError as error:
            self._tell({"refused": str(error)})
            self.done.update(self.lines)
            raise
        self._tell({"agreed": True})

    def finish(self):
        """Part in peace: the others as soon as process 0 says so, and process 0 after them.

        The connections of the others are closed when they end.
        """
        if not self.is_first:
            self._send(0, {"done": True})
            self.received[0].get()
            self.over.set()
            return
        self.done.update(self.lines)
        self._tell({"done": True})
        for listener in self.listeners:
            listener.join(FAREWELL)
        self.over.set()
        for line in self.lines.values():
            line.close()

    def leave(self, number):
        """End this process, since process `number` has ended."""
        if not self.leaving.acquire(blocking=False):
            return
        self._tell({"ended": number})
        message = tr(
            "Process {number} (of 0 to {last}) has ended, so this process ends, too.",
            number=number,
            last=self.place.count - 1,
        )
        if self.has_begun:
            more = tr("To continue, start all of them again, with --resume and the run's folder.")
            message = f"{message} {more}"
        with contextlib.suppress(Exception):
            message = "\n".join(filter(None, [message, self.last_words()]))
        text = printable_lines(message) + "\n"
        os.write(self.stderr, text.encode(sys.stderr.encoding or "utf-8", console.PLAIN))
        # The main thread may wait for that process for ever, deep inside an engine.
        os._exit(1)

    def _listen(self, number):
        try:
            for message in messages(self.lines[number]):
                if "ended" in message:
                    self.leave(message["ended"])
                if "done" in message or "refused" in message:
                    self.done.add(number)
                if "beat" not in message:
                    self.received[number].put(message)
        except (OSError, ValueError):
            pass  # closed, silent, or out of its mind
        if number not in self.done:
            self.leave(number)

    def _beat(self):
        while not self.over.wait(BEAT):
            self._tell({"beat": True})

    def _tell(self, message):
        for number in self.lines:
            self._send(number, message)

    def _send(self, number, message):
        # Who is gone is noticed by who listens.
        with contextlib.suppress(OSError), self.sending:
            send(self.lines[number], message)


def compare(number, theirs, facts):
    """Raise KitError if process `number` has other facts than process 0."""
    for (name, own), other in zip(facts.items(), [*theirs, *[""] * len(facts)], strict=False):
        if own != other:
            raise KitError(
                "Process {number} has another {what} than process 0: {other} instead of {own}. "
                "Start all processes with the same command, data and versions.",
                number=number,
                what=name,
                other=printable(other, 80) or "?",
                own=own,
            )


# ------------------------------------------------------------------------------------ the meeting


def meet(place, seconds):
    """Wait until all processes are there; return the Peers.

    Raises KitError after `seconds`, naming the absent processes.
    """
    return Peers(place, (gather if place.number == 0 else join)(place, seconds))


def gather(place, seconds):
    """Listen as process 0 until all others have connected: {number: socket}."""
    found, deadline = {}, time.monotonic() + seconds
    try:
        with listening(place) as listener:
            while len(found) < place.count - 1:
                listener.settimeout(max(0.01, deadline - time.monotonic()))
                greet(listener.accept()[0], place, found)
    except TimeoutError:
        error = absent(place, sorted({*range(1, place.count)} - {*found}), seconds)
    except KitError as refused:
        error = refused
    else:
        for line in found.values():
            with contextlib.suppress(OSError):  # who is gone is noticed by who listens
                send(line, {"go": True})
        return found
    for line in found.values():
        with contextlib.suppress(OSError), line:
            send(line, {"refused": str(error)})
    raise error


def listening(place):
    """The socket of process 0; on this machine alone if its address is that of this machine."""
    alone = place.host in ("localhost", "127.0.0.1")
    try:
        return socket.create_server((place.host if alone else "", place.port))
    except OSError as error:
        raise KitError(
            "Process 0 cannot listen at {address} ({reason}). Choose another port.",
            address=place.address,
            reason=error.strerror,
        ) from None


def greet(line, place, found):
    """Add a connection to `found` if a process of this run has made it; KitError if it errs."""
    line.settimeout(GREETING)
    try:
        hello = first_message(line)
        number, count = int(hello["process"]), int(hello["count"])
    except (OSError, ValueError, KeyError, TypeError):
        line.close()  # a stranger
        return
    if count != place.count or not 0 < number < count or number in found:
        error = KitError(
            "A process has come as {number} of {count} processes. Process 0 waits for {all} in "
            "all, each with a number of its own from 1 to {last}.",
            number=number,
            count=count,
            all=place.count,
            last=place.count - 1,
        )
        with contextlib.suppress(OSError), line:
            send(line, {"refused": str(error)})
        raise error
    found[number] = line


def join(place, seconds):
    """Connect to process 0 and wait until all others have, too: {0: socket}."""
    deadline = time.monotonic() + seconds
    while True:
        # Process 0 may start later, and so may its name: in Kubernetes, for example.
        with contextlib.suppress(OSError):
            line = socket.create_connection((place.host, place.port), timeout=GREETING)
            break
        if time.monotonic() > deadline:
            raise absent(place, [0], seconds)
        time.sleep(0.2)
    with contextlib.ExitStack() as closing:
        closing.enter_context(line)
        line.settimeout(seconds + GREETING)
        try:
            send(line, {"process": place.number, "count": place.count})
            answer = first_message(line)
        except (OSError, ValueError):
            raise absent(place, [0], seconds) from None
        if "refused" in answer:
            raise KitError("Process 0 refuses: {reason}", reason=printable(answer["refused"]))
        closing.pop_all()
        return {0: line}


def absent(place, numbers, seconds):
    return KitError(
        "Of the processes 0 to {last}, these have not answered at {address} within {seconds:g} s: "
        "{absent}. Start all of them at about the same time, let no firewall be between them, or "
        "wait longer with {variable}.",
        last=place.count - 1,
        address=place.address,
        seconds=seconds,
        absent=", ".join(map(str, numbers[:10])) + (" ..." if len(numbers) > 10 else ""),
        variable="FASHION_CNN_WAIT",
    )


def send(line, message):
    line.sendall(json.dumps(message).encode() + b"\n")


def message_in(text):
    message = json.loads(text)
    if not isinstance(message, dict):
        raise ValueError
    return message


def first_message(line):
    """The first message of a socket; what follows stays there. OSError and ValueError as below."""
    text = b""
    while not text.endswith(b"\n"):
        byte = line.recv(1)
        if not byte or len(text) > LONGEST_LINE:
            raise ValueError
        text += byte
    return message_in(text)


def messages(line):
    """Yield the messages of a socket until it is closed; OSError if it breaks or is silent.

    ValueError for what is no message.
    """
    rest = b""
    while received := line.recv(4096):
        *complete, rest = (rest + received).split(b"\n")
        yield from map(message_in, complete)
        if len(rest) > LONGEST_LINE:
            raise ValueError
