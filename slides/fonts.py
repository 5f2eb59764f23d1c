"""The typefaces of slides and figures, shipped with the kit so that every laptop has them.

Workshop Hangul is NanumBarunGothic (SIL Open Font License, fonts/OFL.txt) reduced to the 2,350
syllables of KS X 1001, Latin, Greek and a few symbols, and renamed as its licence requires.
DejaVu Sans and DejaVu Sans Mono come with Matplotlib.
"""

import base64
import io
from functools import cache
from pathlib import Path

import matplotlib
from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib import font_manager

HANGUL = "Workshop Hangul"
FOLDER = Path(__file__).parent / "fonts"
DEJAVU = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
# Family, weight, file. A character missing from one family comes from the next in the style.
FACES = (
    (HANGUL, "400", FOLDER / "WorkshopHangul.ttf"),
    (HANGUL, "700", FOLDER / "WorkshopHangul-Bold.ttf"),
    ("DejaVu Sans", "400", DEJAVU / "DejaVuSans.ttf"),
    ("DejaVu Sans Mono", "400", DEJAVU / "DejaVuSansMono.ttf"),
)


@cache
def for_figures():
    """Register the fonts with Matplotlib; return the families in order of preference."""
    for _, _, path in FACES[:2]:
        font_manager.fontManager.addfont(path)
    return ["DejaVu Sans", HANGUL]


def style_sheet(text):
    """CSS that embeds the fonts, each reduced to the characters of the text."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f"src: url(data:font/woff;base64,{cut(path, frozenset(text))}) }}"
        for family, weight, path in FACES
    )


def cut(path, characters):
    """A font reduced to these characters, as WOFF in base64; always the same bytes."""
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True)
    options.drop_tables += ["FFTM"]
    font = TTFont(path, recalcTimestamp=False)
    # Formulas need no characters here: MathJax draws them with its own glyphs.
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes={*range(0x20, 0x7F), *map(ord, characters)})
    subsetter.subset(font)
    font.flavor = "woff"
    file = io.BytesIO()
    font.save(file)
    return base64.b64encode(file.getvalue()).decode()
