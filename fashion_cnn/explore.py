"""A model as one web page: its layers at work, pixel by pixel."""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

from fashion_cnn.base import backend
from fashion_cnn.base.commandline import Parser, execute
from fashion_cnn.base.errors import unknown
from fashion_cnn.base.language import tr
from fashion_cnn.data.locations import is_at_hand
from fashion_cnn.explorer.page_file import open_in_browser, page_file
from fashion_cnn.pretrained import checkpoints
from fashion_cnn.sources import options
from fashion_cnn.sources.models import find_model, is_model, newest_model


def main():
    arguments = parser().parse_intermixed_args()
    options.check_options(arguments)
    words = [chosen(arguments.model)]
    if arguments.other is not None:
        words.append(chosen(arguments.other))
    out = page_file(arguments.out, find_model(words[0]))
    backend.start("cpu")
    from fashion_cnn.explorer import writing

    writing.write(words, arguments, out)
    if arguments.open:
        open_in_browser(out)


def chosen(word):
    """The word for the model that is meant: without one, the newest run, or else a checkpoint."""
    if word is not None and not is_model(word):
        raise unknown(tr("model"), word, checkpoints.NAMES)
    if word is not None or newest_model():
        return word
    # Fashion-MNIST's checkpoint needs its test images, which may have to be downloaded.
    return "fashion_mnist" if is_at_hand("fashion_mnist") else "garments"


def parser():
    description = tr("A model as one web page: its layers at work, pixel by pixel.")
    made = Parser("fashion_cnn.explore", description, epilog=usage())
    add = made.add_argument
    model = tr("a run's folder, a .keras file, or garments or fashion_mnist (default: newest run)")
    add("model", nargs="?", metavar="MODEL", help=model)
    out = tr("the page to write (default: explore.html in the run, or here)")
    add("--out", metavar="FILE", help=out)
    add("--open", action="store_true", help=tr("open the page in a browser"))
    other = tr("another model, to compare; --dataset and --pixels are its own where they are known")
    add("--with", dest="other", metavar="OTHER", help=other)
    options.add_options(made)
    return made


def usage():
    """Examples."""
    return tr("""\
python -m fashion_cnn.explore                           the newest run, or else the kit's checkpoint
python -m fashion_cnn.explore runs/my-run --open        and open the page in a browser
python -m fashion_cnn.explore model.keras --out page.html
python -m fashion_cnn.explore runs/main --with runs/dense
""")


if __name__ == "__main__":
    execute(main)
