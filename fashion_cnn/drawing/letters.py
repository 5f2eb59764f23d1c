"""Letters for text that others wrote, such as the names of layers: those that a font here has."""

import unicodedata
from functools import cache

from matplotlib import font_manager, rcParams
from matplotlib.font_manager import FontProperties

# Fonts with Korean, Chinese and Japanese letters, of Windows, macOS and Linux. Matplotlib's own
# font has none.
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


def families():
    """Matplotlib's font families, then those of FAMILIES that are installed."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return [*rcParams["font.family"], *(family for family in FAMILIES if family in installed)]


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
