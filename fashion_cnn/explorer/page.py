"""The web page of a model: one file with its style, its program and its data.

    html = page(data)          # as `contents` in contents.py makes it

The program is the files of web/, one after another.
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
from fashion_cnn.explorer.presets import presets

WEB = Path(__file__).parent / "web"
# In an order in which each file only needs those before it.
PROGRAM = [
    "forward.js",
    "network.js",
    "explain.js",
    "backward.js",
    "attention.js",
    "arrays.js",
    "resize.js",
    "morphology.js",
    "ground.js",
    "objects.js",
    "layout.js",
    "prepare.js",
    "elements.js",
    "app.js",
    "drawing.js",
    "picture_file.js",
    "picture_view.js",
    "feeding.js",
    "tiles.js",
    "columns.js",
    "roving.js",
    "feeding_view.js",
    "network_view.js",
    "answer_view.js",
    "inspector_view.js",
    "learn_view.js",
    "shift.js",
    "compare_view.js",
    "words_view.js",
    "source_view.js",
    "skip_view.js",
    "overlay.js",
    "question.js",
    "cover_view.js",
    "why_view.js",
    "sliding.js",
    "walk.js",
    "numbers.js",
    "window_view.js",
    "kernel_editor.js",
    "kernel_view.js",
    "play_view.js",
    "main.js",
]
STYLE = [
    "style.css",
    "inspector.css",
    "learn.css",
    "compare.css",
    "network.css",
    "reading.css",
    "why.css",
    "play.css",
    "picture.css",
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
        "kernels": presets(),
    }
    parts = {
        "title": escape(title),
        "style": "\n".join([role_colours(), *map(text_of, STYLE)]),
        # In a script, only "</script" and "<!--" would end the data or confuse a browser.
        "data": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
        "program": program(),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], text_of("page.html"))


def program():
    """All files of the program as one script."""
    return "\n".join(as_function(name, text_of(name)) for name in PROGRAM)


def text_of(name):
    """A file of web/."""
    return (WEB / name).read_text(encoding="utf-8")


IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)


def as_function(name, text):
    """A file of the program as a function that returns what the file exports.

    A browser that has opened a page from disk loads no modules; each file keeps its own names.
    """
    module = name.replace(".", "_")
    exported = ", ".join(found for _, found in EXPORT.findall(text))
    text = EXPORT.sub(r"\1", IMPORT.sub(r"const \1 = \2_js;", text))
    return f"const {module} = (() => {{\n{text}\nreturn {{ {exported} }};\n}})();"


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
