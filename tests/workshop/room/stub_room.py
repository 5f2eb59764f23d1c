"""A room as its protocol describes it, in a thread, and in the ways in which a room can fail."""

import contextlib
import http.server
import json
import secrets
import threading

CODE = "ABCDEF"


class StubRoom(http.server.ThreadingHTTPServer):
    """Keeps what it gets: `learners` {id: name}, `events`, and `requests`, (path, body) of each.

    `behave(handler, path, body)` sends the answer; by default `as_agreed`.
    """

    daemon_threads = True

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), Handler)
        self.learners, self.events, self.requests = {}, [], []
        self.behave = as_agreed
        self.place = f"127.0.0.1:{self.server_port}"
        self.stopping = threading.Event()

    def handle_error(self, request, client_address):
        """A client that was killed is expected."""


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.behave(self, self.path, None)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, body))
        self.server.behave(self, self.path, body)

    def answer(self, status, content):
        content = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


def as_agreed(handler, path, body):
    room = handler.server
    if path == "/about":
        said = {"en": "What is kept.", "ko": "남기는 것입니다."}
        handler.answer(200, {"title": "Monday", "paragraph": said})
    elif path == "/join" and body["code"] != CODE:
        handler.answer(403, {"error": "code"})
    elif path == "/join":
        learner = secrets.token_hex(8)
        again = body["name"] in room.learners.values()
        room.learners[learner] = body["name"] + " (2)" * again
        handler.answer(200, {"learner": learner, "key": "secret", "name": room.learners[learner]})
    elif body["learner"] not in room.learners:
        handler.answer(410, {"error": "forgotten"})
    elif path == "/leave":
        del room.learners[body["learner"]]
        handler.answer(200, {})
    else:
        room.events += body["events"]
        handler.answer(200, {"stored": len(body["events"])})


def always(status, content):
    """A room that gives the same answer to everything."""
    return lambda handler, path, body: handler.answer(status, content)


def silent(handler, path, body):
    """A room that takes the question and says nothing."""
    handler.server.stopping.wait()


def once(behave, then=as_agreed):
    """A room that behaves in one way for the first request, and then in another."""

    def either(handler, path, body):
        handler.server.behave = then
        behave(handler, path, body)

    return either


@contextlib.contextmanager
def open_room(port=0):
    """Yield a StubRoom that is there while the block runs."""
    room = StubRoom(port)
    thread = threading.Thread(target=room.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield room
    finally:
        room.stopping.set()
        room.shutdown()
        thread.join()
        room.server_close()
