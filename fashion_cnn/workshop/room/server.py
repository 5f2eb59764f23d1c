"""The room's server: what learners send, what the instructor sees.

    serve(app(store, state, code, secret, language), socket)

An answer to a learner means that what they sent is on disk. Whoever has the secret may look; the
projector's page has a secret of its own, since a projector also shows the address of the page.
"""

import asyncio
import contextlib
import hashlib
import json
import secrets
import sqlite3
import time
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Route

from fashion_cnn.base.language import LANGUAGES
from fashion_cnn.workshop.room import views
from fashion_cnn.workshop.room.events import PROTOCOL
from fashion_cnn.workshop.room.incoming import clean_name, event_of, free_name, is_time
from fashion_cnn.workshop.room.limits import (
    BODY_PATIENCE,
    BURST,
    JOIN_BURST,
    JOIN_OFTEN,
    OFTEN,
    PatientProtocol,
    Rate,
)
from fashion_cnn.workshop.room.live import Live
from fashion_cnn.workshop.room.store import Learner
from fashion_cnn.workshop.room.writer import Writer

LONGEST_BODY, MOST_NAMES = 64 * 1024, 300


@dataclass
class Room:
    """Everything that the handlers of requests share. `trouble` is why the disk refuses, or ""."""

    store: object
    state: object
    code: str
    secret: str
    language: str
    title: str
    address: str
    writer: object
    trouble: str = ""
    joining: Rate = field(default_factory=lambda: Rate(JOIN_OFTEN, JOIN_BURST))
    sending: Rate = field(default_factory=lambda: Rate(OFTEN, BURST))

    def __post_init__(self):
        self.projector = hashlib.sha256(f"projector {self.secret}".encode()).hexdigest()[:22]
        self.live = Live(self.state, self.language, self.about)

    def about(self, names):
        """What stands on a snapshot besides what the State has."""
        found = {"title": self.title, "code": self.code, "address": self.address}
        found["trouble"] = self.trouble
        return found | {"projector": f"/watch/{self.projector}/projector"} if names else found

    async def write(self, function, *arguments):
        """Call a method of the Writer; a disk that refuses is 507 for the learner."""
        try:
            await function(*arguments)
        except sqlite3.Error as error:
            self.note_trouble(str(error))
            raise Refused(507, "disk") from None
        self.note_trouble("")

    def note_trouble(self, trouble):
        """Show what is wrong with the disk on the next snapshot."""
        self.state.changes += trouble != self.trouble
        self.trouble = trouble


class Refused(HTTPException):
    """An answer other than 200: its status, and a word that the learner's kit knows."""

    def __init__(self, status, error, **more):
        super().__init__(status)
        self.content = {"error": error, **more}


def app(store, state, code, secret, language, title="", address=""):
    """The web application of a room."""
    room = Room(store, state, code, secret, language, title, address, Writer(store))

    @contextlib.asynccontextmanager
    async def running(_):
        keeper = asyncio.create_task(room.live.keep())
        yield
        keeper.cancel()
        await run_in_threadpool(room.writer.close)

    routes = [
        Route("/events", take_events, methods=["POST"]),
        Route("/join", join, methods=["POST"]),
        Route("/leave", leave, methods=["POST"]),
        *views.ROUTES,
    ]
    application = Starlette(routes=routes, lifespan=running, exception_handlers={Refused: refuse})
    application.state.room = room
    return application


async def refuse(request, refused):
    return JSONResponse(refused.content, refused.status_code)


# --------------------------------------------------------------------------------- for learners


async def join(request):
    """Take a learner in: {"protocol", "code", "name", "language"}."""
    room = request.app.state.room
    if not room.joining.allows(request.client.host):
        raise Refused(429, "rate")
    body = await read(request)
    code = "".join(str(body.get("code", ""))[:40].split()).upper()
    if not same(code, room.code):
        raise Refused(403, "code")
    name = clean_name(body.get("name"))
    if not name:
        raise Refused(400, "name")
    if len(room.state.people) >= MOST_NAMES:
        raise Refused(409, "full")
    taken = {person.learner.name for person in room.state.people.values()}
    language = body.get("language") if body.get("language") in list(LANGUAGES) else room.language
    learner = Learner(
        id=secrets.token_hex(8),
        name=free_name(name, taken),
        key=secrets.token_urlsafe(16),
        language=language,
        joined=time.time(),
    )
    room.state.join(learner)  # now, so that nobody else gets the name meanwhile
    try:
        await room.write(room.writer.call, room.store.add_learner, learner)
    except Exception:
        room.state.leave(learner.id)
        raise
    found = {"learner": learner.id, "key": learner.key, "name": learner.name}
    return JSONResponse(found | {"title": room.title})


async def take_events(request):
    """Store what a learner's checks have found: {"learner", "key", "now", "events"}."""
    room, received = request.app.state.room, time.time()
    body = await read(request)
    learner = learner_of(room, body)
    if not room.sending.allows(learner.id):
        raise Refused(429, "rate")
    entries, now = body.get("events"), body.get("now")
    if not isinstance(entries, list) or not is_time(now):
        raise Refused(400, "body")
    # What this kit does not know, a newer one may have sent: the rest counts.
    found = [event_of(entry, learner, now, received) for entry in entries]
    events = [event for event in found if event]
    await room.write(room.writer.add_events, events)
    if learner.id in room.state.people:  # they may have left meanwhile
        room.state.see(learner.id, received)
    for event in events:
        room.state.add(event)
    return JSONResponse({"stored": len(events)})


async def leave(request):
    """Take a learner off the page: {"learner", "key"}."""
    room = request.app.state.room
    learner = learner_of(room, await read(request))
    await room.write(room.writer.call, room.store.note_left, learner.id, time.time())
    room.state.leave(learner.id)
    return JSONResponse({})


def learner_of(room, body):
    """The learner that a request is from, or Refused."""
    person = room.state.people.get(str(body.get("learner")))
    if person is None:
        raise Refused(410, "forgotten")
    if not same(str(body.get("key")), person.learner.key):
        raise Refused(403, "key")
    return person.learner


async def read(request):
    """The JSON object in the body of a request, of a protocol that is spoken here."""
    try:
        async with asyncio.timeout(BODY_PATIENCE):
            content = await read_body(request)
    except TimeoutError:
        raise Refused(408, "slow") from None
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused(400, "body") from None
    if not isinstance(body, dict):
        raise Refused(400, "body")
    if body.get("protocol", PROTOCOL) != PROTOCOL:
        raise Refused(426, "protocol", newest=PROTOCOL)
    return body


async def read_body(request):
    """The body of a request, which is read no further than the longest one goes."""
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > LONGEST_BODY:
            raise Refused(413, "size")
    return content


def same(text, secret):
    """Whether two texts are the same, in a time that does not tell how much of them is."""
    return secrets.compare_digest(text.encode("utf-8", "replace"), secret.encode())


# -------------------------------------------------------------------------------- the process


class Server(uvicorn.Server):
    """A server that does not wait for those who look at the page when it ends."""

    async def shutdown(self, sockets=None):
        await self.config.loaded_app.state.room.live.announce(over=True)
        await super().shutdown(sockets)


def serve(application, socket, debug=False):
    """Answer on a listening socket until the process is interrupted."""
    with contextlib.suppress(KeyboardInterrupt):
        made(application, debug).run([socket])


def made(application, debug=False):
    """The server of an application, not yet running; with `debug`, it prints tracebacks."""
    config = uvicorn.Config(
        application,
        http=PatientProtocol,
        ws="none",
        access_log=False,
        log_config=None,
        log_level="error" if debug else "critical",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=3,
        limit_concurrency=1000,
    )
    return Server(config)
