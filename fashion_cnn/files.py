"""Writing files so that a reader never meets half of one.

The new content goes to a temporary name in the same folder and is renamed when it is whole.
Renaming within a folder is atomic, so a reader sees the old file or the new one.
"""

import contextlib
import json
import os
import secrets
import time
from pathlib import Path


@contextlib.contextmanager
def replacing(path):
    """Yield a temporary path beside `path`; rename it to `path` when the block succeeds.

    The temporary name ends like the real one, because several writers choose the format by
    the ending. When the block fails, the temporary file is removed and `path` is untouched.
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
    """Rename a file over another; on Windows, wait a little for one that is open elsewhere."""
    waits = (0.1, 0.2, 0.4, 0.8, 1.6) if os.name == "nt" else ()
    for seconds in waits:
        try:
            os.replace(temporary, path)
        except PermissionError:
            time.sleep(seconds)
        else:
            return
    os.replace(temporary, path)


def clear_temporary(folder):
    """Remove what a process that was killed while writing has left in a folder."""
    for path in Path(folder).glob(".*-????????.*"):
        path.unlink(missing_ok=True)


def write_text(path, text):
    """Write `text` as UTF-8, atomically."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_json(path, content):
    """Write `content` as indented JSON, atomically. NaN is refused: it is not JSON."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
