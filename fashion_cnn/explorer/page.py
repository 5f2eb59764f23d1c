"""The web page of a model: one file with its style, its program and its data.

    html = page(data)          # as `contents` in contents.py makes it

The program is the files of web/, one after another without their import lines; a browser that opens
a file from disk loads no modules from others.
"""

import json
import re
from html import escape
from pathlib import Path

import numpy as np
from matplotlib import colormaps

from fashion_cnn.base.language import LANGUAGES
from fashion_cnn.base.words import read
from fashion_cnn.drawing import style

WEB = Path(__file__).parent / "web"
# In an order in which each file only needs those before it.
PROGRAM = [
    "forward.js",
    "network.js",
    "elements.js",
    "app.js",
    "picture_view.js",
    "network_view.js",
    "answer_view.js",
    "main.js",
]
ROLES = ("INPUT", "KERNEL", "OUTPUT", "GRADIENT")
# Colour maps of the page: of maps, of what may be negative, of pictures.
COLOURS = {"maps": style.COLOUR_MAP, "signed": "RdBu_r", "grey": style.GREY}


def page(data, title):
    """The text of the page."""
    data = {
        **data,
        "words": words(),
        "colours": {name: colours(of) for name, of in COLOURS.items()},
    }
    parts = {
        "title": escape(title),
        "style": f"{role_colours()}\n{(WEB / 'style.css').read_text(encoding='utf-8')}",
        # In a script, only "</script" and "<!--" would end the data or confuse a browser.
        "data": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
        "program": program(),
    }
    template = (WEB / "page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], template)


def program():
    """All files of the program as one."""
    texts = [(WEB / name).read_text(encoding="utf-8") for name in PROGRAM]
    return "\n".join(without_modules(text) for text in texts)


def without_modules(text):
    """A file of the program without its imports, and without the word `export`."""
    text = re.sub(r"^import [^;]*;\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^export ", "", text, flags=re.MULTILINE)


def words():
    """{language: {key: sentence}} of explorer.toml."""
    return {language: read(language, "explorer") for language in LANGUAGES}


def role_colours():
    """The colours of the slides' roles, as variables of CSS: --input-line, --kernel-fill, ..."""
    lines = [
        f"  --{name.lower()}-{part}: {getattr(getattr(style, name), part)};"
        for name in ROLES
        for part in ("line", "fill")
    ]
    return "\n".join([":root {", *lines, "}"])


def colours(name):
    """256 colours of a colour map of Matplotlib, [red, green, blue, red, ...] from 0 to 255."""
    table = colormaps[name](np.linspace(0, 1, 256))[:, :3]
    return np.round(255 * table).astype(int).ravel().tolist()
