"""Count a network: shapes, parameters with their sums, multiplications, receptive fields.

    python -m fashion_cnn.params main --padding valid
    python -m fashion_cnn.params vgg16
    python -m fashion_cnn.params "conv 32 3 same, pool 2, flatten, dense 10" --input 28,28,1
    python -m fashion_cnn.params runs/2026-01-31-093000-garments-main/model.keras
    python -m fashion_cnn.params resnet50 --draw resnet50.png

Names and typed layers are counted without TensorFlow or Keras.
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: what is missing is said in two lines)

import csv
import io
import json
import os
import re
from pathlib import Path

from fashion_cnn.networks import counting, notation, zoo, tables
from fashion_cnn.base.commandline import Parser, execute, name, value
from fashion_cnn.base.errors import KitError, UsageError, unknown
from fashion_cnn.networks.network import Network

DEFAULT_INPUT = (28, 28, 1)
ENDINGS = (".png", ".svg", ".pdf")


def main():
    arguments = parser().parse_args()
    if arguments.draw or arguments.force:
        check_target(arguments.draw, arguments.force)
    network = find_network(" ".join(arguments.network), chosen_options(arguments))
    rows = counting.report(network)
    if arguments.draw:
        draw(network, arguments.draw)
    elif arguments.json:
        print(json.dumps(tables.as_dictionary(network, rows), indent=2, ensure_ascii=False))
    elif arguments.csv:
        print(as_csv(rows), end="")
    else:
        print_tables(network, rows)


def find_network(text, options):
    """Return the Network that the user means: a file, a model's name, or typed layers."""
    if text.endswith(".keras") or os.path.isfile(text):
        refuse(options, f"the file {text}")
        return from_file(text)
    if name(text) in zoo.NETWORKS:
        return zoo.describe(name(text), **options)
    first = text.replace(",", " ").split()
    if len(first) < 2 and text.lower() not in notation.WORDS:
        known = dict.fromkeys([*zoo.NETWORKS, *notation.WORDS])
        raise unknown("model or layer", text, known)
    shape = options.pop("input_shape", DEFAULT_INPUT)
    refuse(options, "typed layers")
    return Network("typed", shape, notation.parse(text))


def refuse(options, what):
    """Raise UsageError if options were given that `what` does not have."""
    for option in options:
        flags = {"input_shape": "input", "skips": "no-skips"}
        flag = flags.get(option, option.replace("_", "-"))
        raise UsageError(f"--{flag} does not go with {what}: leave it out.")


def from_file(path):
    """Return the Network of a saved Keras model."""
    from fashion_cnn.base import backend

    if not os.path.isfile(path):
        raise KitError(f"{path}: there is no such file.")
    backend.start("cpu")
    from fashion_cnn.networks.keras_models import from_keras, load_model

    return from_keras(load_model(path))


def chosen_options(arguments):
    """Return the builder's options that the user named, as its keyword arguments."""
    given = {
        "input_shape": arguments.input,
        "classes": arguments.classes,
        "filters": arguments.filters,
        "kernel_size": arguments.kernel_size,
        "padding": arguments.padding,
        "dense_units": arguments.dense_units,
        "dropout": arguments.dropout,
        "depth": arguments.depth,
        "groups": arguments.groups,
        "growth_rate": arguments.growth_rate,
        "auxiliary": arguments.auxiliary,
        "skips": arguments.skips,
    }
    return {option: choice for option, choice in given.items() if choice is not None}


def numbers(text):
    """Return the numbers of a text such as 28,28,1 or 28x28x1; words stay words."""
    return tuple(value(part) for part in re.sub(r"(?<=\d)x(?=\d)", ",", text).split(","))


def size(text):
    """Return the number or the pair (3x5) of a text; anything else stays text."""
    parts = [value(part) for part in text.split("x")]
    return tuple(parts) if len(parts) == 2 else value(text)


def print_tables(network, rows):
    """Print both tables for a person."""
    from rich.console import Console

    console = Console(highlight=False)
    console.width = max(80, console.width)  # cut off, numbers would be wrong
    console.print(tables.parameter_table(network, rows))
    sums = counting.totals(rows)
    if sums.trainable != sums.parameters:
        console.print(
            f"{sums.trainable:,} of them are trainable, {sums.parameters - sums.trainable:,} not.\n"
        )
    console.print(tables.cost_table(rows))


def check_target(path, force):
    """Raise an error where no picture can be written, before anything is counted or loaded."""
    if path is None:
        raise UsageError("--force goes with --draw FILE.")
    if path.suffix.lower() not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise UsageError(f"--draw needs a file that ends in one of {known}, received {path}.")
    if path.exists() and not force:
        raise UsageError(
            f"{path} exists already. Choose another name, or overwrite it with --force."
        )
    if not path.parent.is_dir():
        raise KitError(f"{path.parent}: there is no such folder.")


def draw(network, path):
    """Draw the architecture into a file and say so in a line."""
    from fashion_cnn.drawing.architecture import architecture

    picture = architecture(network)
    picture.save(path)
    print(f"{path}: {picture.title}")


def as_csv(rows):
    """Return the report as CSV, a line for each layer."""
    lines = [tables.flat(row) for row in rows]
    for line in lines:
        for key, entry in line.items():
            if isinstance(entry, (tuple, list)):
                line[key] = tables.times(entry)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, lines[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def parser():
    made = Parser("fashion_cnn.params", __doc__.partition("\n")[0], epilog=notation.__doc__)
    add = made.add_argument
    known = ", ".join(zoo.NETWORKS).replace("_", "-")
    add("network", nargs="+", help=f"{known}; a .keras file; or layers in words, see below")
    add("--input", type=numbers, metavar="H,W,C", help="shape of the input (28,28,1 for layers)")
    add("--classes", type=value, help="classes of the last layer of a named model")
    add("--padding", type=name, help="same or valid, of a named model")
    add("--filters", type=numbers, metavar="N,N", help="filters of each convolution, as 32,64")
    add("--kernel-size", type=size, help="height and width of the kernels, as 3 or 3x5")
    add("--dense-units", type=value, help="units of the hidden dense layer")
    add("--dropout", type=value, help="share of values dropped")
    add("--depth", type=value, help="layers of resnet, preact-resnet and plain: 8, 14, 20, ...")
    add("--groups", type=value, help="groups of alexnet: 2 as published, 1 for one column")
    add("--growth-rate", type=value, help="maps that each layer of a dense block adds")
    add("--auxiliary", action="store_true", default=None, help="googlenet with all three outputs")
    skips = "unet without its skip connections"
    add("--no-skips", dest="skips", action="store_false", default=None, help=skips)
    output = made.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print the report as JSON")
    output.add_argument("--csv", action="store_true", help="print the report as CSV")
    where = "draw the stages into a PNG, SVG or PDF file instead"
    output.add_argument("--draw", type=Path, metavar="FILE", help=where)
    add("--force", action="store_true", help="overwrite the file of --draw if it exists")
    return made


if __name__ == "__main__":
    execute(main)
