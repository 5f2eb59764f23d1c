"""The typefaces of slides, shipped with the kit so that every laptop has them.

Workshop Hangul is that of the kit's pictures. DejaVu Sans and DejaVu Sans Mono come with
Matplotlib.
"""

import base64
import io
from pathlib import Path

import matplotlib
from fontTools import subset
from fontTools.ttLib import TTFont

from fashion_cnn.drawing.letters import FILES, HANGUL, added_families

DEJAVU = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
# Family, weight, file. A character missing from one family comes from the next in the style.
FACES = (
    *((HANGUL, weight, path) for weight, path in FILES.items()),
    ("DejaVu Sans", "400", DEJAVU / "DejaVuSans.ttf"),
    ("DejaVu Sans Mono", "400", DEJAVU / "DejaVuSansMono.ttf"),
)


def for_figures():
    """The families in order of preference, known to Matplotlib."""
    added_families()
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
