"""Download a file over HTTP, within bounded time and size.

    resume(url, part, most=60 * 2**20)      # continues where an earlier attempt ended
    save(Request(url).wait(), path, most=60 * 2**20)

A classroom network fails in many ways: no answer, a name lookup that hangs, a sign-in page
instead of the file, a connection cut half-way, a trickle. Each raises a DownloadError that says
what went wrong. The caller checks the content.
"""

import contextlib
import itertools
import os
import queue
import re
import threading
import time
from http import HTTPStatus
from urllib.parse import urlsplit

from fashion_cnn.base.errors import KitError, UsageError, printable
from fashion_cnn.base.files import is_regular
from fashion_cnn.base.language import tr

# Seconds to wait: for the first answer, name lookup included; for a connection; between blocks.
FIRST_ANSWER, CONNECT, READ = 15, 5, 10
# Fewer bytes a second than SLOWEST during PATIENCE seconds: a data set would take half an hour.
SLOWEST, PATIENCE = 16 * 2**10, 15
# Seconds that one file may take, however steadily it comes.
WHOLE = 3600
BLOCK = 2**14

MIRROR_VARIABLE = "FASHION_CNN_MIRROR"


class DownloadError(KitError):
    """A file could not be downloaded; the message says why."""


def room_mirror():
    """The address in FASHION_CNN_MIRROR without a slash at its end; empty if there is none.

    It replaces the public addresses by a machine in the room, such as the instructor's laptop.
    Raises UsageError for what cannot be an address.
    """
    address = os.environ.get(MIRROR_VARIABLE, "").strip()
    if address and not is_web_address(address):
        shown = re.sub(r"^(\w+://)?.*@", r"\1", address)  # without a password
        shown = printable(repr(shown), 100)
        raise UsageError(
            "{variable} must be an address such as http://192.168.1.20:8000 (http:// or "
            "https://, a name or number, a port, no spaces, ? or #), not {shown}.",
            variable=MIRROR_VARIABLE,
            shown=shown,
        )
    return address.rstrip("/")


def is_web_address(address):
    try:
        parts = urlsplit(address)
        port_fits = parts.port is None or parts.port > 0  # .port raises ValueError, too
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment) and address.isprintable() and " " not in address
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port_fits and plain


def without_password(text):
    """A text in which web addresses have lost their user and password."""
    return re.sub(r"//[^/\s'\"]*@", "//", text)


def host(address):
    """The name or number, and the port, of the machine that an address names, to be printed."""
    return urlsplit(address).netloc.rpartition("@")[2]


def set_aside(path):
    """Rename a bad file so that a good one can take its place; return the new path."""
    aside = path.with_name(path.name + ".bad")
    with contextlib.suppress(FileNotFoundError):  # another process was faster
        os.replace(path, aside)
    return aside


# ------------------------------------------------------------------------------------ requests


class Request:
    """A request in a thread of its own, because a name lookup has no timeout."""

    def __init__(self, url, headers=(), seconds=None):
        """Send the request; `wait` gives up after `seconds`, counted from now."""
        self.answer = queue.SimpleQueue()
        self.deadline = time.monotonic() + (seconds or FIRST_ANSWER)
        threading.Thread(target=self._send, args=(url, dict(headers)), daemon=True).start()

    def _send(self, url, headers):
        import requests

        try:
            # A server that unpacked a .gz file on the way would send another file.
            headers["Accept-Encoding"] = "identity"
            response = requests.get(url, headers=headers, stream=True, timeout=(CONNECT, READ))
            if not response.ok:
                response.close()
            response.raise_for_status()
            self.answer.put(response)
        except Exception as error:  # raised again where the answer is awaited
            self.answer.put(error)

    def wait(self):
        """Return the open response, or raise DownloadError."""
        try:
            answer = self.answer.get(timeout=max(0.01, self.deadline - time.monotonic()))
        except queue.Empty:
            raise DownloadError("no answer in time.") from None
        if isinstance(answer, Exception):
            raise failed(answer) from answer
        return answer

    def discard(self):
        """Close the response, whenever it comes."""
        threading.Thread(target=self._close, daemon=True).start()

    def _close(self):
        answer = self.answer.get()
        if not isinstance(answer, Exception):
            answer.close()


def failed(error):
    """The DownloadError that says in a few plain words why a request failed."""
    import requests

    if isinstance(error, requests.HTTPError):
        response = error.response
        reason = printable(response.reason or "", 80)
        answer = f"{response.status_code} {reason}".rstrip()
        return DownloadError("the server answered {answer}.", answer=answer)
    kinds = {
        requests.exceptions.ProxyError: DownloadError("the proxy could not be reached."),
        requests.exceptions.SSLError: DownloadError("its certificate was not accepted."),
        requests.Timeout: DownloadError("no answer in time."),
        requests.ConnectionError: DownloadError("no connection."),
        requests.exceptions.ChunkedEncodingError: DownloadError(
            "the connection was closed half-way."
        ),
        requests.TooManyRedirects: DownloadError("it redirects in a circle."),
    }
    other = DownloadError(printable(without_password(str(error)), 200).rstrip(".") + ".")
    return next((found for kind, found in kinds.items() if isinstance(error, kind)), other)


# ------------------------------------------------------------------------------------- content


def save(response, path, most, start=0, label=""):
    """Write an open response to `path` from byte `start` on, with a progress bar; close it.

    `label` is shown beside the bar. `most` is the size in bytes that the whole file cannot exceed.
    """
    with response:
        content = blocks(response, most - start)
        first = next(content, b"")
        if start == 0 and first.lstrip()[:1] == b"<":
            raise DownloadError("received a web page instead of the file (perhaps a sign-in page).")
        rest = length(response)
        bar = progress_bar(label or tr("Downloading"), start + rest if rest else None, start)
        with bar as advance, open(path, "ab" if start else "wb", buffering=0) as file:
            written = start
            for block in itertools.chain([first], content):
                if os.fstat(file.fileno()).st_size != written:
                    raise DownloadError("another process is writing {name}.", name=path.name)
                file.write(block)
                written += len(block)
                advance(len(block))


def blocks(response, most):
    """Yield the content of a response as it comes.

    Raises DownloadError if it breaks off, trickles, takes too long, or is more than `most` bytes.
    """
    from urllib3.exceptions import HTTPError

    announced = length(response)
    if announced is not None and announced > most:
        raise DownloadError(
            "{announced:,} bytes are announced, but the limit is {most:,}.",
            announced=announced,
            most=most,
        )
    read, pace = 0, Pace()
    try:
        # read1 returns what has come; read would wait for a whole block while a server trickles.
        while block := response.raw.read1(BLOCK, decode_content=False):
            yield block
            read += len(block)
            if read > most:
                raise DownloadError("the download exceeds the limit of {most:,} bytes.", most=most)
            pace.check(read)
    except HTTPError as error:
        if "Timeout" in type(error).__name__:
            raise DownloadError("no more data came after {read:,} bytes.", read=read) from None
        raise DownloadError("closed after {read:,} bytes.", read=read) from None


class Pace:
    """Watches a download: its speed in each span of PATIENCE seconds, and its whole time."""

    def __init__(self):
        self.start = self.mark = time.monotonic()
        self.read = 0  # bytes until the mark

    def check(self, read):
        """Raise DownloadError if `read` bytes until now are too few."""
        now = time.monotonic()
        if now - self.start > WHOLE:
            raise DownloadError("not complete after {minutes:.0f} minutes.", minutes=WHOLE / 60)
        seconds = now - self.mark
        if seconds > PATIENCE:
            if (read - self.read) / seconds < SLOWEST:
                raise DownloadError(
                    "too slow: {count:,} bytes in the last {seconds:.0f} s.",
                    count=read - self.read,
                    seconds=seconds,
                )
            self.mark, self.read = now, read


def length(response):
    """How many bytes a response announces, or None."""
    announced = response.headers.get("Content-Length", "")
    return int(announced) if re.fullmatch("[0-9]{1,18}", announced) else None


@contextlib.contextmanager
def progress_bar(label, total, done=0):
    """Show a bar on a terminal; yield a function to call with the number of bytes that came."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as progress:
        bar = progress.add_task(label, total=total, completed=done)
        yield lambda count: progress.update(bar, advance=count)


# ------------------------------------------------------------------------------------ resuming


def resume(url, part, most):
    """Download a file to `part`, from where an earlier attempt ended.

    If it fails, what has come stays in `part` for the next attempt.
    """
    if part.exists() and not is_regular(part):
        part.unlink()  # a named pipe would be waited for
    have = part.stat().st_size if part.exists() else 0
    response, start = ask_from(url, have if have < most else 0)
    save(response, part, most, start)


def ask_from(url, have):
    """Return an open response and the byte at which it starts: `have`, or else 0."""
    if have:
        try:
            response = Request(url, {"Range": f"bytes={have}-"}).wait()
        except DownloadError as error:
            if not is_beyond_the_end(error):
                raise
        else:
            if starts_at(response, have):
                return response, have
            if response.status_code == HTTPStatus.OK:  # a server without ranges sends it all
                return response, 0
            response.close()
    return Request(url).wait(), 0


def is_beyond_the_end(error):
    """Whether a server refused a range because its file ends before it."""
    response = getattr(error.__cause__, "response", None)
    return getattr(response, "status_code", None) == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE


def starts_at(response, have):
    content_range = response.headers.get("Content-Range", "")
    is_partial = response.status_code == HTTPStatus.PARTIAL_CONTENT
    return is_partial and content_range.startswith(f"bytes {have}-")
