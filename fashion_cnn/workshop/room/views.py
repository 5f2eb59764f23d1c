"""What the room shows: how to join, for a browser; and the pages, for those who have a secret."""

import html
import secrets
from string import Template

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from fashion_cnn.base.language import LANGUAGES, speaking, tr
from fashion_cnn.workshop.room.address import qr_rows
from fashion_cnn.workshop.room.events import PROTOCOL
from fashion_cnn.workshop.room.export import table
from fashion_cnn.workshop.room.page import FILES, HEADERS, live_page, words
from fashion_cnn.workshop.room.report import POLICY, report
from fashion_cnn.workshop.room.summary import learners_ways

WELCOME = Template("""<!doctype html>
<html lang="$language" class="welcome">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/web/live.css">
<main>
<h1>$title</h1>
<p>$type</p>
<pre>$start</pre>
<p>$later</p>
<pre>$join</pre>
<p>$code</p>
</main>
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
        return room, True
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
            "paragraph": {language: words(language).get("privacy", "") for language in LANGUAGES},
        }
    )


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


async def live(request):
    return HTMLResponse(page_of(instructor(request), names=True), headers=HEADERS)


async def projector(request):
    """The page without names. Its secret is another one: a projector shows the address, too."""
    room, names = looked_at(request)
    if names:
        return RedirectResponse(f"/watch/{room.projector}/projector", headers=HEADERS)
    return HTMLResponse(page_of(room, names), headers=HEADERS)


def page_of(room, names):
    return live_page(
        room.language,
        room.title,
        watch=f"/watch/{room.secret if names else room.projector}",
        join={"address": room.address, "code": room.code, "qr": qr_rows(room.address)},
        projector=not names,
    )


async def file(request):
    """A file that the pages load."""
    path = FILES.get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, headers=HEADERS)


async def live_stream(request):
    return stream(instructor(request), names=True)


async def projector_stream(request):
    room, _ = looked_at(request)
    return stream(room, names=False)


def stream(room, names):
    """Each snapshot as a server-sent event."""
    kind = {"media_type": "text/event-stream", "headers": HEADERS}
    return StreamingResponse(room.live.events(names), **kind)


async def snapshot(request):
    room, names = looked_at(request)
    return Response(room.live.text(names), media_type="application/json", headers=HEADERS)


async def export_table(request):
    """The table of what this room has come to, without names."""
    room = instructor(request)
    text = await run_in_threadpool(lambda: table(learners_ways([room.store.path])))
    headers = HEADERS | {"Content-Disposition": "attachment; filename=room-table.csv"}
    return Response(text, media_type="text/csv", headers=headers)


async def export_report(request):
    room = instructor(request)
    text = await run_in_threadpool(
        lambda: report(learners_ways([room.store.path]), [room.title], room.language)
    )
    return HTMLResponse(text, headers=HEADERS | {"Content-Security-Policy": POLICY})


async def answer(request):
    """A shared answer with a mistake; it does not say whose."""
    room, _ = looked_at(request)
    place = (request.query_params.get(key, "") for key in ("lesson", "task", "mistake"))
    return JSONResponse({"answer": room.state.answer(*place)}, headers=HEADERS)


ROUTES = [
    Route("/", welcome),
    Route("/about", about),
    Route("/web/{name}", file),
    Route("/watch/{secret}", live),
    Route("/watch/{secret}/stream", live_stream),
    Route("/watch/{secret}/snapshot", snapshot),
    Route("/watch/{secret}/answer", answer),
    Route("/watch/{secret}/export.csv", export_table),
    Route("/watch/{secret}/export.html", export_report),
    Route("/watch/{secret}/projector", projector),
    Route("/watch/{secret}/projector/stream", projector_stream),
]
