"""The file of a page: where it goes, and what it must not replace."""

import webbrowser
from pathlib import Path

from fashion_cnn.base.errors import UsageError, printable
from fashion_cnn.base.files import is_regular
from fashion_cnn.base.language import tr

# What the head of every page says, and in how many bytes it must have been said.
GENERATOR, HEAD = b'<meta name="generator" content="python -m fashion_cnn.explore">', 1000


def page_file(named, source):
    """The file to write; UsageError if it would replace something that is no page of this command.

    By default the page is in the run's folder, or here.
    """
    path = Path(named) if named is not None else source.out.with_name("explore.html")
    if path.is_dir():
        raise UsageError(
            "--out names a file for the page, but {path} is a folder. Try --out {file}.",
            path=printable(path),
            file=printable(path / "explore.html"),
        )
    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError(
            "--out names a file for the page, such as explore.html, received {path}.",
            path=printable(path),
        )
    if path.exists() and not is_page(path):
        raise UsageError(
            "{path} exists and is no page of this command, so it is left as it is. Name another "
            "file with --out.",
            path=printable(path),
        )
    return path


def is_page(path):
    """Whether a file is a page of this command."""
    if not is_regular(path):
        return False
    with path.open("rb") as file:
        return GENERATOR in file.read(HEAD)


def open_in_browser(path):
    """Open the page, or say that there is no browser to open it."""
    address = path.resolve().as_uri()
    try:
        is_open = webbrowser.open(address)
    except webbrowser.Error:
        is_open = False
    if not is_open:
        print(tr("No browser could be started. Open the page yourself: {address}", address=address))
