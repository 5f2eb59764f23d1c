"""Write files so that a reader never sees half of one.

The new content goes to a temporary file in the same folder, which is renamed when it is complete.
Renaming within a folder is atomic, so a reader sees either the old file or the new one.
"""

import contextlib
import json
import os
import re
import secrets
import shutil
import stat
import time
from pathlib import Path

from fashion_cnn.base.language import tr


@contextlib.contextmanager
def replacing(path):
    """Yield a temporary path next to `path`; rename it to `path` if the block succeeds.

    The temporary name has the same suffix, because several writers choose the format by the
    suffix. If the block fails, the temporary file is removed and `path` is untouched.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}-{secrets.token_hex(4)}{path.suffix}")
    try:
        yield temporary
        rename(temporary, path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)  # the name that the user knows
        raise


def rename(temporary, path):
    """Rename a file over another; on Windows, wait a little if that one is open elsewhere."""
    waits = (0.1, 0.2, 0.4, 0.8, 1.6) if os.name == "nt" else ()
    for seconds in waits:
        try:
            os.replace(temporary, path)
        except PermissionError:
            time.sleep(seconds)
        else:
            return
    os.replace(temporary, path)


@contextlib.contextmanager
def claimed(path):
    """Create a file and keep it claimed while the block runs, for `clear_abandoned`.

    The claim is a lock on the open file, so it ends with the process, however that ends.
    """
    with open(path, "wb") as file:
        with contextlib.suppress(ImportError, OSError):
            # Windows has no fcntl; there, a file that is open cannot be removed.
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def clear_abandoned(path):
    """Remove temporary files that `replacing(path)` has left, unless a process has claimed them."""
    name = re.compile(re.escape(f".{path.stem}-") + "[0-9a-f]{8}" + re.escape(path.suffix))
    with contextlib.suppress(OSError):  # no such folder, or a read-only one
        for found in path.parent.iterdir():
            if name.fullmatch(found.name) and found.is_file() and not is_claimed(found):
                found.unlink()


def is_claimed(path):
    try:
        import fcntl
    except ImportError:
        return False
    with open(path, "rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def is_regular(path):
    """Whether a path leads to a plain file, not to a folder, a named pipe or a device.

    Opening a named pipe waits for somebody to write to it. Raises OSError as `os.stat` does.
    """
    return stat.S_ISREG(os.stat(path).st_mode)


def clear_temporary(folder):
    """Remove the temporary files of a process that was killed while writing to a folder."""
    for path in Path(folder).glob(".*-????????.*"):
        path.unlink(missing_ok=True)


def write_text(path, text):
    """Write `text` as UTF-8, atomically."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_json(path, content):
    """Write `content` as indented JSON, atomically. NaN is refused: it is not JSON."""
    write_text(path, to_json(content))


def to_json(content):
    """`content` as indented JSON. Raises ValueError for NaN and infinity."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def keep_copy(path, folder):
    """Copy a file into a folder of backups, as `keep` moves it; return the new path."""
    kept = backup(path, folder)
    with replacing(kept) as temporary:
        shutil.copy2(path, temporary)
    return kept


def keep(path, folder):
    """Move a file into a folder of backups, its name extended by the time; return the new path."""
    kept = backup(path, folder)
    os.replace(path, kept)
    return kept


def backup(path, folder):
    """A new name for a file in a folder of backups, which is made if there is none."""
    path, folder = Path(path), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return unused(folder / f"{path.stem}-{time.strftime('%Y-%m-%d-%H%M%S')}{path.suffix}")


def unused(path):
    """`path`, or the first with -2, -3, ... after its stem that does not exist."""
    number, candidate = 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate


@contextlib.contextmanager
def locked(path, patience=10.0, step=0.05):
    """Hold a lock while the block runs, so that no two processes write at once.

    The system releases the lock when its process ends, even if it was killed. The file of that
    name stays. It is tried every `step` seconds; raises TimeoutError if another process holds the
    lock for `patience` seconds.
    """
    import filelock  # slow to import, and only needed where something is written

    lock = filelock.FileLock(path, timeout=patience)
    try:
        lock.acquire(poll_interval=step)
    except filelock.Timeout:
        raise TimeoutError(tr("{path}: locked by another process", path=path)) from None
    try:
        yield
    finally:
        lock.release()
