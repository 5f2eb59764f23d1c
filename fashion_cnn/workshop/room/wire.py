"""Questions to a room and its answers: JSON over HTTP, with the standard library alone.

    status, answer = ask("192.168.0.5:8765", "/join", {"code": "ABCDEF", ...})

What answers at an address need not be a room: it may be a router's login page. An answer that is
not a JSON object is {}.
"""

import contextlib
import json
from urllib.parse import urlsplit

from fashion_cnn.base.errors import UsageError

# Seconds for each step of an exchange, and the most bytes of an answer that are read.
TIMEOUT, LONGEST = 5, 64 * 1024
PORT = 8765


class Unreachable(Exception):
    """Nothing answers at the address, or not in HTTP."""


def place_of(address):
    """The address of a room as host:port, however a person or a browser writes it.

    >>> place_of("http://192.168.0.5:8000/")
    '192.168.0.5:8000'
    """
    written = address.strip()
    with contextlib.suppress(ValueError):
        parts = urlsplit(written if "://" in written else f"http://{written}")
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        if host and parts.scheme == "http" and host.isprintable() and " " not in host:
            return f"{host}:{parts.port or PORT}"
    raise UsageError(
        "{address!r} is not the address of a room, which looks like 192.168.0.5:8765.",
        address=address,
    )


def ask(place, path, body=None, timeout=TIMEOUT):
    """Send a question, with a body as POST; returns the status and the answer. Unreachable."""
    # Slow to import, and only needed by those who are in a room. It knows no proxies: a room is in
    # the same network.
    from http.client import HTTPConnection, HTTPException

    content = None if body is None else to_bytes(body)
    headers = {} if body is None else {"Content-Type": "application/json"}
    try:
        connection = HTTPConnection(place, timeout=timeout)
        with contextlib.closing(connection):
            connection.request("GET" if body is None else "POST", path, content, headers)
            response = connection.getresponse()
            return response.status, to_object(response.read(LONGEST))
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(str(error)) from None


def to_bytes(body):
    """JSON in UTF-8; half characters, which a terminal can let through, become question marks."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def to_object(content):
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
