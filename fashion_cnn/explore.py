"""A model as one web page: its layers at work, pixel by pixel.

python -m fashion_cnn.explore                          the newest run, or else the kit's checkpoint
python -m fashion_cnn.explore runs/my-run --open       and open the page in a browser
python -m fashion_cnn.explore model.keras --out page.html
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

import webbrowser
from pathlib import Path

from fashion_cnn.base import backend
from fashion_cnn.base.commandline import Parser, execute
from fashion_cnn.base.files import write_text


def main():
    arguments = parser().parse_args()
    backend.start("cpu")
    from fashion_cnn.explorer.contents import contents
    from fashion_cnn.explorer.page import page
    from fashion_cnn.inside.opened import Opened
    from fashion_cnn.pretrained import checkpoints

    model, metrics = checkpoints.load("fashion_mnist")
    opened = Opened(model, checkpoints.title(metrics), "fashion_mnist", None, (0, 1))
    out = Path(arguments.out)
    write_text(out, page(contents([opened]), opened.what))
    if arguments.open:
        webbrowser.open(out.resolve().as_uri())


def parser():
    description, _, usage = __doc__.partition("\n\n")
    made = Parser("fashion_cnn.explore", description, epilog=usage)
    made.add_argument("--out", default="explore.html", metavar="FILE", help="the page to write")
    made.add_argument("--open", action="store_true", help="open it in a browser")
    return made


if __name__ == "__main__":
    execute(main)
