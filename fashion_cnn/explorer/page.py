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
        "style": "\n".join([role_colours(), *map(text_of, style_sheets())]),
        # In a script, only "</script" and "<!--" would end the data or confuse a browser.
        "data": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
        "program": program(),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], text_of("page.html"))


def style_sheets():
    """The names of the style sheets: what holds for the whole page comes first."""
    return sorted((path.name for path in WEB.glob("*.css")), key=lambda name: name != "style.css")


def program():
    """All files of the program as one script."""
    return "\n".join(as_function(name, text_of(name)) for name in in_order())


def in_order():
    """The names of the program's files; each comes after those that it imports."""
    found = []

    def add(name):
        for _, imported in IMPORT.findall(text_of(name)):
            add(f"{imported}.js")
        if name not in found:
            found.append(name)

    add("main.js")
    return found


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
