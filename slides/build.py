"""Build the decks: draw the figures, fill in the numbers, and turn the Markdown into pages.

    python -m slides.build                       all decks, both languages
    python -m slides.build 1-convolution --language ko
    python -m slides.build half-a-day            the deck of a timetable
    python -m slides.build --pdf --out pdf       PDF with the presenter's notes, into a folder

Needs Node and `npm ci --prefix slides`, and for PDF Chrome or Chromium. The pages are
self-contained and open without a network.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from fashion_cnn.base import backend
from fashion_cnn.base.commandline import Parser, execute
from fashion_cnn.base.errors import KitError
from fashion_cnn.base.files import write_text
from slides.assembly import deck_named
from slides.deck import DECKS, HANDOUT, HERE, LIVE, NAME, Shown, fill_facts, fill_figures
from slides.languages import LANGUAGES
from slides.timetables import TIMETABLES

PAGES = (*DECKS, *TIMETABLES, HANDOUT)
THEME = HERE / "theme.css"
SETTINGS = HERE / "marp.config.mjs"
MARP = HERE / "node_modules" / ".bin" / ("marp.cmd" if os.name == "nt" else "marp")


def main():
    parser = Parser("slides.build", __doc__)
    parser.add_argument("decks", nargs="*", metavar="DECK", help=", ".join(PAGES))
    parser.add_argument("--language", choices=LANGUAGES, help="only this edition")
    parser.add_argument("--pdf", action="store_true", help="make PDF instead of HTML")
    parser.add_argument("--out", type=Path, help="output folder (default: slides/en, slides/ko)")
    arguments = parser.parse_args()
    for name in arguments.decks:
        if name not in PAGES:
            parser.error(f"there is no deck {name!r}; choose from {', '.join(PAGES)}")
    if not MARP.exists():
        raise KitError(
            "Marp, which builds the slides, is not installed. Install it with Node:\n"
            "npm ci --prefix slides"
        )
    for language in [arguments.language] if arguments.language else LANGUAGES:
        for name in arguments.decks or PAGES:
            deck = deck_named(name, language)
            page = target(deck, arguments)
            page.parent.mkdir(parents=True, exist_ok=True)
            with backend.quiet():
                build(deck, page)
            print(f"{page}: {page.stat().st_size / 1e6:.1f} MB")
    return 0


def target(deck, arguments):
    """The path of the built file."""
    ending = ".pdf" if arguments.pdf else ".html"
    if arguments.out:
        return arguments.out / f"{deck.name}-{deck.language}{ending}"
    return deck.source.with_suffix(ending)


def build(deck, page):
    """Write a deck's page, HTML or PDF according to its suffix."""
    from slides import fonts, live

    markdown = filled(deck)
    playable = LIVE.sub(lambda match: live.lab(match[1], deck.language), markdown)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "deck.md"
        source.write_text(fill_figures(playable, images(deck)), encoding="utf-8")
        theme = Path(folder) / "theme.css"
        theme.write_text(THEME.read_text(encoding="utf-8") + fonts.style_sheet(playable), "utf-8")
        result = Path(folder) / f"deck{page.suffix}"
        marp(source, theme, result)
        if page.suffix == ".html":
            write_text(page, finished(result.read_text(encoding="utf-8"), digest(markdown)))
        else:
            shutil.copyfile(result, page)


def filled(deck):
    """The deck's Markdown with its facts filled in, without the names of its slides."""
    from slides.facts import Facts

    return NAME.sub("", fill_facts(deck.markdown, Facts()))


def images(deck):
    """Draw the figures of a deck: name -> its Shown frames, for `fill_figures`."""
    return {name: shown(name, deck.language) for slide in deck.slides for name in slide.figures}


@cache
def shown(name, language):
    """The frames of a figure. Drawn once, since a slide can be in several decks."""
    from slides import rendering

    figure = rendering.lay_out(name, language)
    images = rendering.changes(rendering.render(figure))
    return [
        Shown(rendering.address(image), frame.description, figure.letters)
        for image, frame in zip(images, figure.frames, strict=True)
    ]


def marp(source, theme, result):
    """Run Marp. Raises KitError with its error output if it fails."""
    command = [MARP, source, "--config-file", SETTINGS, "--theme", theme, "-o", result]
    if result.suffix == ".pdf":
        command += ["--pdf", "--pdf-notes", "--pdf-outlines"]
    # A browser started by root, as in a container, must be told to run without its sandbox.
    alone = {"CHROME_NO_SANDBOX": "1"} if getattr(os, "geteuid", lambda: 1)() == 0 else {}
    try:
        done = subprocess.run(
            list(map(str, command)),
            env={**os.environ, **alone},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise KitError(f"{MARP} cannot be started. Is Node installed?") from None
    if done.returncode or not result.exists():
        raise KitError(f"Marp could not build {result.name}:\n{done.stderr.strip()}")


def digest(markdown):
    """A digest of everything that determines a page, except the figures' pixels.

    `markdown` is the deck's, with its facts filled in.
    """
    sources = THEME, SETTINGS, *sorted((HERE / "live").glob("*.*"))
    parts = markdown, *(path.read_text(encoding="utf-8") for path in sources)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def finished(page, mark):
    """Marp's HTML with the digest of its source and without Marp's own address.

    Marp names its site in a meta tag. Nothing is fetched from there, but without the tag a search
    for addresses finds only the links on the slides.
    """
    page = re.sub(r'<meta name="generator"[^>]*>', "", page)
    return page.replace("<head>", f'<head><meta name="slides-digest" content="{mark}">', 1)


def built_digest(page):
    """The digest stored in a built page, or None."""
    found = re.search(r'<meta name="slides-digest" content="(\w+)">', page)
    return found and found[1]


if __name__ == "__main__":
    execute(main)
