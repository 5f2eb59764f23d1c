"""A room with thirty simulated learners, to look at the pages without a workshop.

python tests/workshop/room/fake_room.py --lang ko     # prints the addresses
"""

import argparse
import json
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from fashion_cnn.base.words import read
from fashion_cnn.workshop.checking.finding import RIGHT, WRONG
from fashion_cnn.workshop.manifest import find_lesson
from fashion_cnn.workshop.room import page
from fashion_cnn.workshop.room.events import Event
from fashion_cnn.workshop.room.state import FIELD, State
from fashion_cnn.workshop.room.store import Learner

LESSONS = ("kernels", "sliding", "padding")
# Text, whatever it looks like: markup, right to left, as long as a name may be.
ODD = ["<img src=x onerror=alert(1)>", "<b>bold</b> & co", "ليلى", "M" * 40, "'; --", "김하늘 (2)"]
ENGLISH = ["Mina", "Noah", "Emma", "Luis", "Grace", "Alan", "Tariq", "Wei", "Yuki", "Ines", "Omar"]
NAMES = [*ENGLISH, *ODD, "민지", "서준", "지우", "하준", "서연", "도윤", "하윤", "은우", "수아"]
NAMES += ["Lena", "Jonas", "Priya", "Kofi"]
ANSWER = "def {task}(size):\n    # <script>alert(1)</script>\n    return np.ones((size, size))\n"
# How many tasks learners have passed; how many are at a mistake now, and at the usual one.
PASSED, WRONG_NOW, USUAL = (6, 10), 0.7, 0.8
JOIN = {"address": "http://192.168.0.2:8600", "code": "KRTWLM"}


def simulated(language, now, learners=30, seed=4):
    """The State of a room that began an hour ago."""
    draw, state, usual = random.Random(seed), State(), {}
    tasks = [(lesson, task) for lesson in LESSONS for task in find_lesson(lesson).tasks]
    for number in range(learners):
        learner = Learner(f"{number:016x}", NAMES[number % len(NAMES)], "", language, now - 3600)
        state.join(learner)
        passed = draw.randint(*PASSED)
        # From the last check back to the first; one in eight is quiet or stuck.
        at = now - (draw.randint(5, 280) if number % 8 else draw.randint(640, 1500))
        if draw.random() < WRONG_NOW:
            lesson, task = tasks[passed]
            sentences = read(language, lesson)[task]
            name = usual.setdefault(task, draw.choice(list(sentences)))
            if draw.random() > USUAL:
                name = draw.choice(list(sentences))
            text = FIELD.sub("3", sentences[name])
            answer = ANSWER.format(task=task) if draw.random() < 0.5 else ""
            state.add(event(learner, at, lesson, task, WRONG, f"mistake.{name}", text, answer))
        for lesson, task in reversed(tasks[:passed]):
            at -= draw.randint(30, 500)
            state.add(event(learner, at, lesson, task, RIGHT))
    return state


def event(learner, at, lesson, task, result, *more):
    return Event(uuid4().hex, learner.id, at, lesson, task, result, *more)


class FakeRoom:
    """Serves a State over HTTP until `stop`; `secret` is in the address."""

    secret = "5ec4e7"

    def __init__(self, state, language, port=0, qr=()):
        self.state, self.language, self.qr = state, language, qr
        self.stopped, self.refuses = threading.Event(), False
        room = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                room.answer(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.watch = f"{self.address}/watch/{self.secret}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()

    def snapshot(self, names):
        return self.state.snapshot(time.time(), self.language, names=names)

    def answer(self, request):
        url = urlsplit(request.path)
        watch = f"/watch/{self.secret}"
        place = url.path.removeprefix(watch) if url.path.startswith(watch) else None
        file = page.FILES.get(url.path.removeprefix("/web/"))
        if self.refuses:
            send(request, "text/plain", b"", 503)
        elif file:
            kind = {".js": "text/javascript", ".css": "text/css"}.get(file.suffix, "font/ttf")
            send(request, kind, file.read_bytes())
        elif place in ("/stream", "/projector/stream"):
            self.stream(request, names=place == "/stream")
        elif place in ("", "/projector"):
            shown = page.live_page(
                self.language,
                "Monday <workshop>",
                watch=watch,
                join={**JOIN, "qr": self.qr},
                projector=bool(place),
            )
            send(request, "text/html; charset=utf-8", shown.encode())
        elif place == "/answer":
            asked = {name: values[0] for name, values in parse_qs(url.query).items()}
            found = {"answer": self.state.answer(**asked)}
            send(request, "application/json", json.dumps(found).encode())
        else:
            send(request, "text/plain", b"", 404)

    def stream(self, request, names):
        request.send_response(200)
        request.send_header("Content-Type", "text/event-stream")
        request.end_headers()
        sent = None
        while not (self.stopped.is_set() or self.refuses):
            if sent != self.state.changes:
                sent = self.state.changes
                text = json.dumps(self.snapshot(names))
                try:
                    request.wfile.write(f"data: {text}\n\n".encode())
                    request.wfile.flush()
                except OSError:
                    return
            self.stopped.wait(0.05)


def send(request, kind, body, code=200):
    request.send_response(code)
    for name, value in {"Content-Type": kind, **page.HEADERS}.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", default="en", choices=("en", "ko"))
    parser.add_argument("--learners", type=int, default=30)
    options = parser.parse_args()
    state = simulated(options.lang, time.time(), options.learners)
    room = FakeRoom(state, options.lang)
    print(room.watch, f"{room.watch}/projector", sep="\n", flush=True)
    threading.Event().wait()
