"""What a room knows, on disk: one SQLite file.

    store = Store("monday.sqlite")
    store.add_learner(Learner("3f2a…", "Mina", key="…", language="ko", joined=now))
    store.add_events(events)        # one transaction; on disk when it returns

In write-ahead mode with full synchronisation, nothing that was added is lost if the process is
killed or the battery is empty, and a page may read while events come in.
"""

import sqlite3
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from fashion_cnn.workshop.room.events import Event

TABLES = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS learners (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, language TEXT NOT NULL,
    joined REAL NOT NULL, left REAL
);
CREATE TABLE IF NOT EXISTS events (
    id TEXT PRIMARY KEY, learner TEXT NOT NULL, at REAL NOT NULL, lesson TEXT NOT NULL,
    task TEXT NOT NULL, state TEXT NOT NULL, mistake TEXT NOT NULL, text TEXT NOT NULL,
    answer TEXT NOT NULL
) WITHOUT ROWID;
"""
COLUMNS = [field.name for field in fields(Event)]
ADD_EVENT = (
    f"INSERT INTO events ({', '.join(COLUMNS)}) "
    f"VALUES ({', '.join(':' + column for column in COLUMNS)}) "
    "ON CONFLICT (id) DO NOTHING"
)
# Seconds that a writer waits for another process that uses the file.
PATIENCE = 5


@dataclass(frozen=True)
class Learner:
    """Somebody in the room. Their laptop shows the `key`; `left` is when they left, or None."""

    id: str
    name: str
    key: str
    language: str
    joined: float
    left: float | None = None


class Store:
    """The file of a room. Errors of the disk are sqlite3.Error."""

    def __init__(self, path):
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)  # names are nobody else's business
        # One thread writes at a time; the server sees to that.
        self.file = sqlite3.connect(self.path, timeout=PATIENCE, check_same_thread=False)
        self.file.execute("PRAGMA journal_mode=WAL")
        self.file.execute("PRAGMA synchronous=FULL")
        self.file.executescript(TABLES)

    def close(self):
        self.file.close()

    def setting(self, name, make, value=None):
        """A setting of the room, such as its code: `value` if there is one, else as it was.

        `make()` decides it the first time.
        """
        rows = self.file.execute("SELECT value FROM settings WHERE name = ?", [name]).fetchall()
        if rows and not value:
            return rows[0][0]
        value = value or make()
        with self.file:
            self.file.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [name, value])
        return value

    def add_learner(self, learner):
        with self.file:
            self.file.execute(
                "INSERT INTO learners VALUES (:id, :name, :key, :language, :joined, :left)",
                asdict(learner),
            )

    def note_left(self, learner, at):
        with self.file:
            self.file.execute("UPDATE learners SET left = ? WHERE id = ?", [at, learner])

    def add_events(self, events):
        """Store events in one transaction, each once, however often it comes."""
        with self.file:
            self.file.executemany(ADD_EVENT, map(asdict, events))

    def learners(self):
        rows = self.file.execute("SELECT id, name, key, language, joined, left FROM learners")
        return [Learner(*row) for row in rows]

    def events(self):
        """All Events, in the order of their times."""
        rows = self.file.execute(f"SELECT {', '.join(COLUMNS)} FROM events ORDER BY at")
        return (Event(*row) for row in rows)


def forget(path):
    """Delete the file of a room and what SQLite keeps beside it; returns whether it was there."""
    there = Path(path).exists()
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    return there
