"""The pages of a room: their words and addresses, put into web/live.html.

    html = live_page("ko", "Monday", watch="/watch/3f…", join={"address": …, "code": …, "qr": …})

What changes comes to the page as snapshots, over server-sent events.
"""

import html
import json
from pathlib import Path

from fashion_cnn.base import language as languages
from fashion_cnn.base.language import ENGLISH
from fashion_cnn.base.words import read

WEB = Path(__file__).with_name("web")
# What the pages load, all from the room itself. The font is for machines without one for Korean.
FILES = {
    "live.css": WEB / "live.css",
    "live.js": WEB / "live.js",
    "dom.js": WEB / "dom.js",
    "hangul.ttf": Path(__file__).parents[2] / "drawing" / "fonts" / "WorkshopHangul.ttf",
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def live_page(language, title, *, watch, join, projector=False):
    """The live page, or the projector view.

    `watch` is the address of the live page, under which everything else is. `join` has what
    learners need: "address", "code", and "qr", rows of 0 and 1 (or none).
    """
    page = {
        "view": "projector" if projector else "live",
        "language": language,
        "words": words(language),
        "join": join,
        "stream": f"{watch}/projector/stream" if projector else f"{watch}/stream",
        "answer": f"{watch}/answer",
        "projector": f"{watch}/projector",
        "exports": {"export_csv": f"{watch}/export.csv", "export_html": f"{watch}/export.html"},
    }
    parts = {
        "LANGUAGE": language,
        "VIEW": page["view"],
        "TITLE": html.escape(title),
        "PAGE": for_script(page),
    }
    text = (WEB / "live.html").read_text(encoding="utf-8")
    for name, value in parts.items():
        text = text.replace(f"@{name}@", value)
    return text


def words(language):
    """The words of the pages in a language; English for what it lacks."""
    return read(ENGLISH, "room") | read(language or languages.current(), "room")


def for_script(value):
    """JSON that can be inside a script element: without a < that could end it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
