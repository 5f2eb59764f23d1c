"""The room's pages: what a learner sees in a browser, and what those with a secret may look at."""

import html
import secrets
from pathlib import Path
from string import Template

from starlette.exceptions import HTTPException
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from fashion_cnn.base.language import LANGUAGES, speaking, tr
from fashion_cnn.base.words import Words, read
from fashion_cnn.workshop.room.address import qr_code
from fashion_cnn.workshop.room.events import PROTOCOL

WEB = Path(__file__).with_name("web")
# A page may load what the room itself serves, and nothing else. Its address holds a secret, which
# no other server may get to know.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
WELCOME = Template("""<!doctype html>
<html lang="$language">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<h1>$title</h1>
<p>$type</p>
<pre>$start</pre>
<p>$later</p>
<pre>$join</pre>
<p>$code</p>
</html>
""")


def instructor(request):
    """The room, for those who may see names; else 404."""
    room, names = looked_at(request)
    if not names:
        raise HTTPException(404)
    return room


def looked_at(request):
    """(room, whether names may be seen), by the secret in the address; 404 without one."""
    room = request.app.state.room
    given = request.path_params["secret"].encode("utf-8", "replace")
    if secrets.compare_digest(given, room.secret.encode()):
        return room, request.query_params.get("view") != "projector"
    if secrets.compare_digest(given, room.projector.encode()):
        return room, False
    raise HTTPException(404)


async def about(request):
    """What a room is for and what it keeps, for those who think of joining."""
    room = request.app.state.room
    return JSONResponse(
        {
            "protocol": PROTOCOL,
            "title": room.title,
            "language": room.language,
            "paragraph": {language: privacy(language) for language in LANGUAGES},
        }
    )


def privacy(language):
    """What is kept and for how long, in a language."""
    try:
        return Words(language)("room", "privacy")
    except KeyError:
        return ""


async def welcome(request):
    """What to type, for a learner who opens the address in a browser."""
    room = request.app.state.room
    address = str(request.base_url).rstrip("/")
    command = "python -m fashion_cnn.workshop"
    with speaking(room.language):
        page = WELCOME.substitute(
            language=room.language,
            title=html.escape(room.title or tr("A room of the workshop")),
            type=tr("To join this room, type in a terminal:"),
            start=html.escape(f"{command} start my-workshop --room {address}"),
            later=tr("If you have a folder already, type in that folder:"),
            join=html.escape(f"{command} join {address}"),
            code=tr("You will be asked for the code that is on the board."),
        )
    return HTMLResponse(page, headers=HEADERS)


async def live_page(request):
    instructor(request)
    return page_file()


async def projector_page(request):
    room, names = looked_at(request)
    if names:
        # The address of a page is on the projector too, and this one shows no names.
        return RedirectResponse(f"/watch/{room.projector}/projector", headers=HEADERS)
    return page_file()


def page_file():
    path = WEB / "live.html"
    if not path.is_file():
        return PlainTextResponse("live.html", 404, headers=HEADERS)
    return FileResponse(path, headers=HEADERS)


async def words(request):
    """The words of the pages, in the language of the room."""
    room, _ = looked_at(request)
    english = {key: value for key, value in read("en", "room").items() if isinstance(value, str)}
    return JSONResponse(english | read(room.language, "room"), headers=HEADERS)


async def stream(request):
    """Each snapshot as a server-sent event."""
    room, names = looked_at(request)
    kind = {"media_type": "text/event-stream", "headers": HEADERS}
    return StreamingResponse(room.live.events(names), **kind)


async def snapshot(request):
    room, names = looked_at(request)
    return Response(room.live.text(names), media_type="application/json", headers=HEADERS)


async def answer(request):
    """A shared answer with a mistake, as text; it does not say whose."""
    room, _ = looked_at(request)
    place = (request.query_params.get(key, "") for key in ("lesson", "task", "mistake"))
    text = room.state.answer(*place)
    return PlainTextResponse(text, 200 if text else 404, headers=HEADERS)


async def qr(request):
    """The address of the room as a QR code."""
    room, _ = looked_at(request)
    return Response(qr_code(room.address), media_type="image/svg+xml", headers=HEADERS)


ROUTES = [
    Route("/", welcome),
    Route("/about", about),
    Route("/watch/{secret}", live_page),
    Route("/watch/{secret}/projector", projector_page),
    Route("/watch/{secret}/words", words),
    Route("/watch/{secret}/stream", stream),
    Route("/watch/{secret}/snapshot", snapshot),
    Route("/watch/{secret}/answer", answer),
    Route("/watch/{secret}/qr.svg", qr),
]
