"""Fetching a published data set into the Keras cache.

A room's network fails in every way there is: no answer, a name look-up that hangs, a sign-in
page instead of data, a connection cut half-way, a trickle. Each ends with a reason, within a
bounded time, and nothing but checked files reaches the cache.
"""

import contextlib
import os
import queue
import threading
import time
from urllib.parse import urlsplit

from fashion_cnn.base.errors import KitError, UsageError, describe_os_error
from fashion_cnn.base.files import replacing
from fashion_cnn.data.formats import MOST_BYTES, BadFile
from fashion_cnn.data.official import IDX_GZ_FILES, OFFICIAL, Mirror

# Seconds. The first answers of all mirrors are awaited together, name look-ups included.
FIRST_ANSWER = 5
CONNECT, READ = 5, 10
# A connection slower than this over this many seconds would take half an hour and more.
SLOWEST, PATIENCE = 16 * 2**10, 15
BLOCK = 2**14

MIRROR_VARIABLE = "FASHION_CNN_MIRROR"


class DownloadError(KitError):
    """A data set could not be downloaded; the message says from where and why."""


def mirrors(name):
    """Return where data set `name` can be fetched, in the order of preference.

    The environment variable FASHION_CNN_MIRROR replaces the public addresses by one that
    serves a data folder (`<address>/fashion-mnist/...`), such as an instructor's laptop.
    """
    address = rooms_mirror()
    if not address:
        return OFFICIAL[name].mirrors
    folder = OFFICIAL[name].folder
    return (Mirror(f"{address}/{folder}/", IDX_GZ_FILES, folder),)


def rooms_mirror():
    """Return the address in FASHION_CNN_MIRROR, without a slash at its end, or nothing."""
    address = os.environ.get(MIRROR_VARIABLE, "")
    if address and not address.startswith(("http://", "https://")):
        raise UsageError(f"{MIRROR_VARIABLE} must start with http:// or https://, not {address!r}.")
    return address.rstrip("/")


def download(name, cache, check, report):
    """Fetch data set `name` into the folder `cache`, from the first mirror that has it.

    `check(path, file_name)` raises BadFile unless the file at `path` is the official
    `file_name`. `report(line)` is called for each mirror that failed before one that has it.
    Raises DownloadError with all reasons when no mirror has the set.
    """
    choices = mirrors(name)
    first_files = [Pending(mirror.address + mirror.files[0]) for mirror in choices]
    deadline = time.monotonic() + FIRST_ANSWER
    reasons = []
    for mirror, first_file in zip(choices, first_files, strict=True):
        try:
            response = first_file.wait(deadline)
            for file_name in mirror.files:
                response = response or Pending(mirror.address + file_name).wait()
                fetch(response, cache / mirror.folder / file_name, check)
                response = None
            for reason in reasons:
                report(f"{OFFICIAL[name].title} could not be fetched from {reason}")
            for unused in first_files[choices.index(mirror) + 1 :]:
                unused.discard()
            return
        except (DownloadError, BadFile) as error:
            reason = getattr(error, "reason", error)
        except OSError as error:
            reason = describe_os_error(error)
        reasons.append(f"{urlsplit(mirror.address).netloc}: {reason}")
    raise DownloadError(" ".join(reasons))


def fetch(response, path, check):
    """Save an open response as `path`, once it is checked; keep a good file that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with response:
        if is_good(path, check):
            return
        try:
            with replacing(path) as temporary:
                save(response, temporary, path.name)
                check(temporary, path.name)
        except OSError:
            # On Windows a file that another process reads cannot be replaced. It may be good.
            if not is_good(path, check):
                raise


def is_good(path, check):
    """Tell whether `path` holds the right content, from an earlier try or another process."""
    try:
        check(path, path.name)
    except (KitError, OSError):
        return False
    return True


class Pending:
    """A request under way in a thread of its own, because a name look-up has no timeout."""

    def __init__(self, url, headers=()):
        self.answer = queue.SimpleQueue()
        threading.Thread(target=self.ask, args=(url, dict(headers)), daemon=True).start()

    def ask(self, url, headers):
        import requests

        try:
            # Unpacked on the way, a .gz file would lose the container its name promises.
            headers["Accept-Encoding"] = "identity"
            response = requests.get(url, headers=headers, stream=True, timeout=(CONNECT, READ))
            if not response.ok:
                response.close()
            response.raise_for_status()
            self.answer.put(response)
        except Exception as error:  # whatever it is, it belongs to the one who waits
            self.answer.put(error)

    def discard(self):
        """Close the response when it comes: another mirror was as good."""
        threading.Thread(target=lambda: close(self.answer.get()), daemon=True).start()

    def wait(self, deadline=None):
        """Return the open response, or raise DownloadError with the reason, by the deadline."""
        seconds = deadline - time.monotonic() if deadline else FIRST_ANSWER + READ
        try:
            answer = self.answer.get(timeout=max(0.01, seconds))
        except queue.Empty:
            raise DownloadError("no answer in time.") from None
        if isinstance(answer, Exception):
            raise DownloadError(describe(answer)) from answer
        return answer


def close(answer):
    """Close an answer of Pending, unless it is an exception."""
    if not isinstance(answer, Exception):
        answer.close()


def describe(error):
    """Return a few plain words for what went wrong with a request."""
    import requests

    if isinstance(error, requests.HTTPError):
        return f"the server answered {error.response.status_code} {error.response.reason}."
    kinds = {
        requests.exceptions.ProxyError: "the proxy could not be reached.",
        requests.exceptions.SSLError: "its certificate was not accepted.",
        requests.Timeout: "no answer in time.",
        requests.ConnectionError: "no connection.",
        requests.exceptions.ChunkedEncodingError: "the connection was closed half-way.",
    }
    return next((words for kind, words in kinds.items() if isinstance(error, kind)), f"{error}.")


def save(response, path, label):
    """Write a response to `path` with a progress bar; raise DownloadError if it breaks off."""
    with progress_bar(label, length(response)) as came, open(path, "wb") as file:
        for block in blocks(response, MOST_BYTES):
            file.write(block)
            came(len(block))


def length(response):
    """Return how many bytes a response says that it has, or None."""
    said = response.headers.get("Content-Length", "")
    return int(said) if said.isdigit() else None


@contextlib.contextmanager
def progress_bar(label, total, done=0):
    """Show a bar on a terminal; yield a function that is told how many more bytes have come."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as progress:
        bar = progress.add_task(label, total=total, completed=done)
        yield lambda count: progress.update(bar, advance=count)


def blocks(response, most):
    """Yield the content of a response, of `most` bytes, as it comes.

    Raises DownloadError if it breaks off, trickles, or does not end.
    """
    from urllib3.exceptions import HTTPError

    read, started = 0, time.monotonic()
    try:
        # read1 returns what has come, where read would wait for a whole block while the
        # server trickles.
        while block := response.raw.read1(BLOCK, decode_content=False):
            yield block
            read += len(block)
            check_size_and_speed(read, time.monotonic() - started, most)
    except HTTPError as error:
        reason = "no more data came" if "Timeout" in type(error).__name__ else "closed"
        raise DownloadError(f"{reason} after {read:,} bytes.") from None


def check_size_and_speed(read, seconds, most):
    """Raise DownloadError for an answer that is no file of ours, or that trickles."""
    if read > most:
        raise DownloadError(f"sent more than the {most:,} bytes that any file has.")
    if seconds > PATIENCE and read / seconds < SLOWEST:
        raise DownloadError(f"too slow: {read:,} bytes in {seconds:.0f} s.")
