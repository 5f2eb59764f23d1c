"""A local server that misbehaves in the ways a network does; tests download from it."""

import contextlib
import http.server
import threading


class Server(http.server.ThreadingHTTPServer):
    """Serves `files`, {path: content}; `behave(handler, content, start)` sends the answer.

    `start` is the first byte that a request asks for. `requested` and `ranges` list the paths and
    the Range headers (or None) of all requests; `asked` is set by the first.
    """

    daemon_threads = True

    def __init__(self, files):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.behave, self.requested, self.ranges = files, whole, [], []
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.stopping, self.asked = threading.Event(), threading.Event()

    def handle_error(self, request, client_address):
        """A client that gave up is expected."""


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        wanted = self.headers.get("Range")
        self.server.requested.append(self.path)
        self.server.ranges.append(wanted)
        self.server.asked.set()
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        if self.path in self.server.files:
            self.server.behave(self, self.server.files[self.path], start)
        else:
            self.send_error(404)

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def serving(files):
    """Yield a Server that runs while the block does."""
    server = Server(files)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


def start_answer(handler, length=None, start=0, **headers):
    handler.send_response(206 if start else 200)
    if start:
        headers["Content_Range"] = f"bytes {start}-{start + length - 1}/*"
    if length is not None:
        headers["Content_Length"] = str(length)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def whole(handler, content, start):
    if start >= len(content):
        handler.send_error(416)
        return
    start_answer(handler, len(content) - start, start)
    handler.wfile.write(content[start:])


def cut_off(handler, content, start):
    start_answer(handler, len(content) - start, start)
    handler.wfile.write(content[start : (start + len(content)) // 2])


def hangs(handler, content, start):
    handler.server.stopping.wait(60)


def hangs_half_way(handler, content, start):
    cut_off(handler, content, start)
    handler.wfile.flush()
    handler.server.stopping.wait(60)


def trickles(handler, content, start):
    start_answer(handler, len(content))
    for value in content:
        handler.wfile.write(bytes([value]))
        handler.wfile.flush()
        if handler.server.stopping.wait(0.02):
            return


def sign_in_page(handler, content, start):
    whole(handler, b"<!doctype html><title>Please sign in</title>", 0)


def endless(handler, content, start):
    start_answer(handler)
    while not handler.server.stopping.is_set():
        handler.wfile.write(bytes(2**18))


def bursts_then_trickles(handler, content, start):
    start_answer(handler)
    handler.wfile.write(bytes(2**20))
    while not handler.server.stopping.wait(0.02):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def announces(length):
    """A server that sends this as Content-Length, and then the whole file."""

    def behave(handler, content, start):
        start_answer(handler, length)
        handler.wfile.write(content)

    return behave


def refuses_with(reason):
    """A server that answers 404 with this reason."""

    def behave(handler, content, start):
        handler.send_response(404, reason)
        handler.end_headers()

    return behave


def goes_in_circles(handler, content, start):
    handler.send_response(302)
    handler.send_header(
        "Location", f"http://somebody:secret@127.0.0.1:{handler.server.server_port}{handler.path}"
    )
    handler.end_headers()
