"""Letters that Matplotlib's own font lacks, such as Hangul: from a font of the kit, or from others.

Workshop Hangul is NanumBarunGothic (SIL Open Font License, fonts/OFL.txt) reduced to the 2,350
syllables of KS X 1001, Latin, Greek and a few symbols, and renamed as its licence requires.
"""

import unicodedata
from functools import cache
from pathlib import Path

from matplotlib import font_manager, rcParams
from matplotlib.axis import Axis
from matplotlib.font_manager import FontEntry, FontProperties
from matplotlib.text import Text

HANGUL = "Workshop Hangul"
FOLDER = Path(__file__).parent / "fonts"
# {weight: file}, with the weights of CSS.
FILES = {"400": FOLDER / "WorkshopHangul.ttf", "700": FOLDER / "WorkshopHangul-Bold.ttf"}
# Fonts with rarer Korean, and Chinese and Japanese letters, of Windows, macOS and Linux.
FAMILIES = (
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
    "NanumBarunGothic",
    "NanumGothic",
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Noto Sans CJK JP",
    "Microsoft YaHei",
    "Hiragino Sans",
    "Arial Unicode MS",
)


@cache
def added_families():
    """Workshop Hangul, from now on known to Matplotlib, then those of FAMILIES installed here."""
    known = font_manager.fontManager.ttflist
    look = {"name": HANGUL, "size": "scalable"}
    known += [FontEntry(str(path), weight=int(weight), **look) for weight, path in FILES.items()]
    installed = {font.name for font in known}
    return [HANGUL, *(family for family in FAMILIES if family in installed)]


def families():
    """Matplotlib's font families, then the added ones."""
    return [*rcParams["font.family"], *added_families()]


def complete(figure):
    """Let every text of a figure take the letters that its own font lacks from the added ones."""
    for ax in figure.axes:
        ax.tick_params(which="both", labelfontfamily=families())
    for text in texts(figure):
        text.set_family(list(dict.fromkeys([*text.get_family(), *added_families()])))


def texts(artist):
    """The Texts in a figure or a part of it, without those of ticks, which take time to make."""
    if isinstance(artist, Text):
        yield artist
    ticked = isinstance(artist, Axis)
    for part in [artist.label, artist.offsetText] if ticked else artist.get_children():
        yield from texts(part)


def drawable(text):
    """The text with Latin letters in place of those that no font here has.

    A Korean syllable becomes its sound, such as "hab"; any other letter a question mark.
    """
    fonts = [font_of(family) for family in families()]
    return "".join(
        letter if any(font.get_char_index(ord(letter)) for font in fonts) else in_latin(letter)
        for letter in text
    )


@cache
def font_of(family):
    return font_manager.get_font(font_manager.findfont(FontProperties(family=[family])))


def in_latin(letter):
    kind, _, sound = unicodedata.name(letter, "").partition("SYLLABLE ")
    return sound.lower() if kind == "HANGUL " else "?"
