"""Which strings in the code of a lesson are words that its picture shows.

They are from picture() on. What libraries and the kit are told is not shown: arguments with another
keyword than those of SHOWN, names with a digit or "_" such as "conv1", and NAMES. Nor are formats
and marks such as "o--", which have no two letters in a row.
"""

import ast
import re

SHOWN = {"label", "title", "xlabel", "ylabel", "what"}
LETTERS = re.compile(r"[^\W\d_]{2}|[가-힣]")  # a single syllable may be a word
NAME = re.compile(r"\w*[\d_]\w*", re.ASCII)
# Of Keras, Matplotlib and the kit, in any lesson. Another name that is not shown, for example
# "garments", is a piece that is the same in all editions.
NAMES = {
    *("adam", "full", "relu", "same", "sigmoid", "tanh", "valid"),
    *("black", "color", "edgecolor", "facecolor", "fillstyle", "fontsize", "hatch", "height"),
    *("linestyle", "linewidth", "marker", "markersize", "none", "rotation", "white"),
    *("bottom", "center", "left", "lower left", "right", "top", "upper center", "ha", "va"),
    *("log", "off", "offset points", "textcoords", "xytext"),
    *("high", "low", "words"),
}


def shown(tree):
    """The nodes of the strings, f-strings included, that the picture of a lesson shows."""
    names = [getattr(node, "name", "") for node in tree.body]
    if "picture" not in names:
        return
    for node in tree.body[names.index("picture") :]:
        if not isinstance(node, ast.Expr):  # the verdict
            yield from strings(node)


def strings(node):
    if isinstance(node, (ast.Constant, ast.JoinedStr)):
        if is_words(fixed(node)):
            yield node
        return
    for part in parts(node):
        yield from strings(part)


def parts(node):
    """What is in a node, except for what is never shown."""
    match node:
        case ast.Expr(ast.Constant()):  # a docstring
            return []
        case ast.keyword(arg) if arg and arg not in SHOWN:
            return []
    return ast.iter_child_nodes(node)


def fixed(node):
    """The text of a string without its {…}."""
    values = node.values if isinstance(node, ast.JoinedStr) else [node]
    return " ".join(str(part.value) for part in values if isinstance(part, ast.Constant))


def is_words(text):
    return bool(LETTERS.search(text)) and text not in NAMES and not NAME.fullmatch(text)


def blank(tree):
    """Remove these strings from a tree, except for what is filled in."""
    for node in shown(tree):
        if isinstance(node, ast.JoinedStr):
            filled = (part for part in node.values if isinstance(part, ast.FormattedValue))
            node.values = sorted(filled, key=ast.dump)
        else:
            node.value = ""
