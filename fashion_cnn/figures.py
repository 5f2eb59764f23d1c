"""Draw the figures of the lessons as PNG files.

    python -m fashion_cnn.figures --out figures

Each file holds its title and a description in words, which can serve as alt text.
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

from fashion_cnn.base.commandline import Parser, execute
from fashion_cnn.base.language import tr


def main():
    parser = Parser("fashion_cnn.figures", tr("Draw the figures of the lessons as PNG files."))
    parser.add_argument("--out", required=True, metavar="FOLDER", help=tr("where the files go"))
    parser.add_argument("--force", action="store_true", help=tr("overwrite figures that exist"))
    arguments = parser.parse_intermixed_args()
    from fashion_cnn.drawing import catalogue

    catalogue.draw(arguments.out, arguments.force)
    return 0


def __getattr__(name):
    """`cells`, which lessons made before version 0.2 import from here."""
    if name != "cells":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from fashion_cnn.drawing import cells

    return cells


if __name__ == "__main__":
    execute(main)
