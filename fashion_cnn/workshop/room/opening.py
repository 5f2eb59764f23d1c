"""The command `room`: open a room on this laptop, open it again, or delete it."""

import contextlib
import importlib.util
import re
import sqlite3
import time
from pathlib import Path

from fashion_cnn.base import files, language
from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.workshop.learner import show
from fashion_cnn.workshop.room.address import (
    LOOPBACK,
    PORT,
    TRIES,
    chosen_host,
    lan_addresses,
    listen,
    new_code,
    new_secret,
)
from fashion_cnn.workshop.room.state import restored
from fashion_cnn.workshop.room.store import Store, forget

PACKAGES = ("httptools", "segno", "starlette", "uvicorn")


def run(arguments):
    """Open the room that the options name, or delete it with --forget."""
    path = room_file(arguments.file, arguments.title)
    if arguments.forget:
        return delete(path)
    missing = [package for package in PACKAGES if importlib.util.find_spec(package) is None]
    if missing:
        raise UsageError(
            'Not installed here: {packages}. Run: python -m pip install -e ".[room]"',
            packages=", ".join(missing),
        )
    with claimed(path):
        open_room(path, arguments)
    return 0


def rooms_folder():
    return Path.home() / ".fashion_cnn" / "rooms"


def room_file(named, title):
    """The file of a room: the named one, or that of today, so that a crash loses nothing."""
    if named:
        return Path(named)
    words = re.findall(r"\w+", title or "")[:8]
    return rooms_folder() / ("-".join([time.strftime("%Y-%m-%d"), *words])[:80] + ".sqlite")


@contextlib.contextmanager
def claimed(path):
    """Keep a room from being opened or deleted by another process while the block runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(files.locked(lock_of(path), patience=0))
        except TimeoutError:
            raise UsageError(
                "The room in {file} is open in another window. Close it there with Ctrl-C first.",
                file=path,
            ) from None
        yield


def lock_of(path):
    return path.with_name(f"{path.name}.lock")


def delete(path):
    """Delete a room: names, results, answers."""
    out = show.console()
    if not path.exists():
        others = sorted(rooms_folder().glob("*.sqlite"))
        out.print(tr("There is no room in {file}.", file=path))
        for other in others[:10]:
            command = f"{show.COMMAND} room --forget --file {show.quoted(str(other))}"
            out.print(f"    {command}")
        return 1
    with claimed(path):
        check(path)
        forget(path)
    with contextlib.suppress(OSError):
        lock_of(path).unlink()
    out.print(tr("Deleted: {file}. Nothing of this room is left on this laptop.", file=path))
    return 0


def check(path):
    """Refuse a file that is no room's: it must not be changed, let alone deleted."""
    if not path.exists():
        return
    address = f"{path.resolve().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as file:
            tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error:
        tables = set()
    if not {"settings", "learners", "events"} <= tables:
        raise UsageError("{file} is not the file of a room.", file=path)


def open_room(path, arguments):
    """Serve a room until Ctrl-C."""
    from fashion_cnn.workshop.room.server import app, serve  # needs the extra [room]

    check(path)
    try:
        store = Store(path)
        code, secret = store.setting("code", new_code), store.setting("secret", new_secret)
        title = store.setting("title", lambda: tr("Workshop"), arguments.title)
        spoken = store.setting("language", language.current, arguments.lang)
        earlier = store.setting("port", str)
    except sqlite3.Error as error:
        raise UsageError(
            "{file} cannot be used: {reason}. Choose a folder on another disk with --file.",
            file=path,
            reason=error,
        ) from None
    host = chosen_host(arguments.lan)
    socket = listen(host, ports(arguments.port, earlier))
    port = socket.getsockname()[1]
    store.setting("port", str, str(port))
    address = f"http://{host}:{port}"
    application = app(store, restored(store), code, secret, spoken, title, address)
    tell(path, title, code, address, f"{address}/watch/{secret}", host)
    serve(application, socket, arguments.debug)
    store.close()
    tell_closed(path)


def ports(named, earlier):
    """The ports to try: the named one, the one that the room had, or the first free one."""
    if named is not None or earlier:
        return [int(earlier) if named is None else named]
    return list(range(PORT, PORT + TRIES))


def tell(path, title, code, address, watch, host):
    """Say where the room is, how to join, what is kept, and how to end it."""
    out = show.console()
    out.print(tr("The room is open: {title}", title=title))
    out.print("\n" + tr("Write on the board:"))
    out.print(tr("    address   {address}", address=address))
    out.print(tr("    code      {code}", code=code))
    out.print("\n" + tr("Learners type, in a terminal:"))
    start = f"{show.COMMAND} start my-workshop --room {address}"
    join = f"{show.COMMAND} join {address}"
    out.print(f"    {start}")
    out.print(tr("or, if they have a folder, in it:"))
    out.print(f"    {join}")
    out.print("\n" + tr("For you alone, in a browser on this laptop:"))
    out.print(f"    {watch}")
    if host == LOOPBACK:
        out.print("\n" + tr("Only this laptop can reach the room. For the others, add --lan."))
    others = [each for each in lan_addresses() if each != host] if host != LOOPBACK else []
    if others:
        text = tr(
            "This laptop has other addresses, too: {others}. "
            "If nobody can join, name one: --lan {first}",
            others=", ".join(others),
            first=others[0],
        )
        out.print("\n" + text)
    out.print("\n" + tr("Names, results and shared answers are kept in {file}", file=path))
    out.print(tr("until you delete them: the same command with --forget."))
    out.print(tr("To close the room, press Ctrl-C."))


def tell_closed(path):
    """Say what can be done with a room afterwards."""
    out = show.console()
    out.print(tr("The room is closed. The same command opens it again, with the same code."))
    out.print(tr("For a table and a report of what was learned:"))
    command = f"{show.COMMAND} room export"
    if path.parent != rooms_folder():
        command += f" {show.quoted(path)}"
    out.print(f"    {command}")
