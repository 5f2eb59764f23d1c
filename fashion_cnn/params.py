"""Print the shapes, parameters, multiplications and receptive fields of a network.

    python -m fashion_cnn.params main --padding valid
    python -m fashion_cnn.params vgg16
    python -m fashion_cnn.params "conv 32 3 same, pool 2, flatten, dense 10" --input 28,28,1
    python -m fashion_cnn.params runs/2026-01-31-093000-garments-main/model.keras
    python -m fashion_cnn.params resnet50 --draw resnet50.png

Named networks and typed layers need neither TensorFlow nor Keras.
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

import json
import re
from pathlib import Path

from fashion_cnn.base.commandline import Parser, execute, name, value
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.networks import notation, zoo
from fashion_cnn.networks.counting import report
from fashion_cnn.networks.lookup import find_network

ENDINGS = (".png", ".svg", ".pdf")
# Options of named models: the arguments of their builders.
OPTIONS = (
    *("input_shape", "classes", "filters", "kernel_size", "padding", "dense_units", "dropout"),
    *("depth", "groups", "growth_rate", "auxiliary", "skips"),
)


def main():
    arguments = parser().parse_intermixed_args()
    if arguments.draw or arguments.force:
        check_target(arguments.draw, arguments.force)
    given = {option: getattr(arguments, option) for option in OPTIONS}
    chosen = {option: choice for option, choice in given.items() if choice is not None}
    network = find_network(" ".join(arguments.network), chosen)
    rows = report(network)
    from fashion_cnn.networks import tables  # imports Rich, which --help does not need

    if arguments.draw:
        check_sizes(network, rows)
        draw(network, arguments.draw)
    elif arguments.json:
        print(json.dumps(tables.as_dictionary(network, rows), indent=2, ensure_ascii=False))
    elif arguments.csv:
        print(tables.as_csv(rows), end="")
    else:
        tables.print_tables(network, rows)


def check_target(path, force):
    """Raise an error if no picture can be written, before anything is counted or loaded."""
    if path is None:
        raise UsageError("--force goes with --draw FILE.")
    if path.suffix.lower() not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise UsageError(
            "--draw needs a file that ends in one of {known}, received {path}.",
            known=known,
            path=path,
        )
    if path.exists() and not force:
        raise UsageError(
            "{path} exists already. Choose another name, or overwrite it with --force.", path=path
        )
    if not path.parent.is_dir():
        raise KitError("{folder}: there is no such folder.", folder=path.parent)


def check_sizes(network, rows):
    """Raise an error for a network that is no chain or graph of maps and vectors of known sizes."""
    shapes = [network.input_shape, *(row.output_shape for row in rows)]
    if any(shape is None or not shape or None in shape for shape in shapes):
        raise KitError("--draw needs a network with one input, all of whose sizes are fixed.")


def draw(network, path):
    """Draw the architecture to a file and print its path and title."""
    from fashion_cnn.drawing.architecture import architecture  # Matplotlib takes a second to import

    picture = architecture(network)
    picture.save(path)
    print(f"{path}: {picture.title}")


def numbers_in(text):
    """Numbers in text such as 28,28,1 or 28x28x1; anything else stays text."""
    return tuple(value(part) for part in re.sub(r"(?<=\d)x(?=\d)", ",", text).split(","))


def size(text):
    """A number or a pair (3x5) in text; anything else stays text."""
    parts = [value(part) for part in text.split("x")]
    return tuple(parts) if len(parts) == 2 else value(text)


def parser():
    what = tr("Print the shapes, parameters, multiplications and receptive fields of a network.")
    made = Parser("fashion_cnn.params", what, epilog=tr(notation.__doc__))
    add = made.add_argument
    names = ", ".join(zoo.NETWORKS).replace("_", "-")
    known = tr("{names}; the file of a Keras model; or layers in words", names=names)
    add("network", nargs="+", help=known)
    shape = tr("input shape (default for typed layers: 28,28,1)")
    add("--input", dest="input_shape", type=numbers_in, metavar="H,W,C", help=shape)
    add("--classes", type=value, help=tr("number of classes of a named model"))
    add("--padding", type=name, help=tr("padding of a named model: same or valid"))
    filters = tr("filters of each convolution, e.g. 32,64")
    add("--filters", type=numbers_in, metavar="N,N", help=filters)
    add("--kernel-size", type=size, help=tr("height and width of the kernels, e.g. 3 or 3x5"))
    add("--dense-units", type=value, help=tr("units of the hidden dense layer"))
    add("--dropout", type=value, help=tr("dropout rate"))
    add("--depth", type=value, help=tr("depth of resnet, preact-resnet and plain: 8, 14, 20, ..."))
    add("--groups", type=value, help=tr("groups of alexnet: 2 as published, 1 for one column"))
    growth_rate = tr("feature maps added by each layer of a dense block")
    add("--growth-rate", type=value, help=growth_rate)
    auxiliary = tr("googlenet with all three outputs")
    add("--auxiliary", action="store_true", default=None, help=auxiliary)
    skips = tr("unet without its skip connections")
    add("--no-skips", dest="skips", action="store_false", default=None, help=skips)
    output = made.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help=tr("print the report as JSON"))
    output.add_argument("--csv", action="store_true", help=tr("print the report as CSV"))
    where = tr("draw the architecture to a PNG, SVG or PDF file instead")
    output.add_argument("--draw", type=Path, metavar="FILE", help=where)
    add("--force", action="store_true", help=tr("let --draw overwrite an existing file"))
    return made


if __name__ == "__main__":
    execute(main)
