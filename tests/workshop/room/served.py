"""A real room on a free port, and a learner's requests to it, for the tests."""

import contextlib
import http.client
import json
import threading
import time
import uuid

from fashion_cnn.workshop.room import server
from fashion_cnn.workshop.room.address import listen
from fashion_cnn.workshop.room.state import restored
from fashion_cnn.workshop.room.store import Store

CODE, SECRET = "KMTQWZ", "s3cret-of-the-room"


class Asking:
    """Requests to the room at a port of this machine."""

    def __init__(self, port):
        self.port = port

    def ask(self, method, path, body=None):
        """(status, JSON or text) of a request; `body` is an object or bytes."""
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        with contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        ) as to:
            to.request(method, path, content)
            response = to.getresponse()
            text = response.read().decode()
        with contextlib.suppress(ValueError):
            return response.status, json.loads(text)
        return response.status, text

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, body):
        return self.ask("POST", path, body)

    def join(self, name="Mina", code=CODE, **more):
        body = {"protocol": 1, "code": code, "name": name, "language": "en"} | more
        return self.post("/join", body)

    def send(self, learner, *events, now=None, **more):
        now = time.time() if now is None else now
        body = {"protocol": 1, "learner": learner["learner"], "key": learner["key"], "now": now}
        return self.post("/events", body | {"events": list(events)} | more)


class Served(Asking):
    """A room that answers in a thread until `stop`."""

    def __init__(self, path, language="en"):
        self.store = Store(path)
        self.socket = listen("127.0.0.1", [0])
        super().__init__(self.socket.getsockname()[1])
        self.state = restored(self.store)
        address = f"http://127.0.0.1:{self.port}"
        self.app = server.app(self.store, self.state, CODE, SECRET, language, "Monday <b>", address)
        self.server = server.made(self.app)
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],), daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    @property
    def room(self):
        return self.app.state.room

    def stop(self):
        self.server.should_exit = True
        self.thread.join(10)
        self.store.close()
        self.socket.close()

    def snapshot(self, secret=SECRET):
        self.room.live.texts = {}  # one of this moment, not of this second
        return self.get(f"/watch/{secret}/snapshot")


def entry(task="box_blur", state="wrong", mistake="mistake.not_averaged", **more):
    """An event as a learner's kit sends it."""
    found = {"id": uuid.uuid4().hex, "at": time.time(), "lesson": "kernels", "task": task}
    return found | {"state": state, "mistake": mistake, "text": "Divide by the sum."} | more
