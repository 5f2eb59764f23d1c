"""The classes that a model gives to image files: a folder of them, as a table.

python -m fashion_cnn.predict photos
python -m fashion_cnn.predict fashion_mnist photos --out photos.csv
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

from pathlib import Path

from fashion_cnn.base import backend
from fashion_cnn.base.commandline import Parser, execute, name
from fashion_cnn.base.errors import UsageError, printable, unknown
from fashion_cnn.base.files import unused
from fashion_cnn.base.language import tr
from fashion_cnn.data import streaming
from fashion_cnn.pretrained import checkpoints
from fashion_cnn.sources import options
from fashion_cnn.sources.models import find_model, is_model
from fashion_cnn.training.run_folder import is_run


def main():
    arguments = parser().parse_intermixed_args()
    options.check_options(arguments)
    word, folder = arguments.model, arguments.folder
    if word is None and means_model(folder):
        raise UsageError(
            "{path} is a model. Name the folder of images after it, such as: {path} photos",
            path=printable(folder),
        )
    if word is not None and not is_model(word):
        raise unknown(tr("model"), word, checkpoints.NAMES)
    out = table_file(arguments.out)
    survey = streaming.survey(folder)
    source = find_model(word)
    backend.start(arguments.device)
    from fashion_cnn.inside import classifying

    classifying.classify(source, folder, survey, out, arguments)


def means_model(word):
    """Whether the only word is a model: a run's folder has image files, too, but plots."""
    is_checkpoint = name(word) in checkpoints.NAMES and not Path(word).exists()
    return is_run(word) or word.endswith(".keras") or is_checkpoint


def table_file(named):
    """The new file for the table; UsageError if it cannot be one."""
    if named is None:
        return unused(Path("predictions.csv"))
    path = Path(named)
    if path.exists():
        raise UsageError("{path} exists already. Choose another name with --out.", path=path)
    if not path.parent.is_dir():
        raise UsageError("{folder}: there is no such folder.", folder=path.parent)
    return path


def parser():
    description = tr("The classes that a model gives to the image files of a folder, as a table.")
    made = Parser("fashion_cnn.predict", description, epilog=usage())
    add = made.add_argument
    model = tr("a run's folder, a .keras file, or garments or fashion_mnist (default: newest run)")
    add("model", nargs="?", metavar="MODEL", help=model)
    folder = tr("a folder with image files, in folders of any depth; or one image file")
    add("folder", metavar="FOLDER", help=folder)
    out = tr("the table to write, a new file (default: predictions.csv, predictions-2.csv, ...)")
    add("--out", metavar="FILE", help=out)
    as_is = tr("only resize the images: for images of a data set, which need no preparation")
    add("--as-is", action="store_true", help=as_is)
    add("--device", default="auto", choices=backend.DEVICES, help=tr("what to compute on"))
    options.add_options(made)
    return made


def usage():
    """Examples."""
    return tr("""\
python -m fashion_cnn.predict photos                    with the newest run
python -m fashion_cnn.predict garments photos --out photos.csv
python -m fashion_cnn.predict model.keras test-images --as-is --dataset fashion_mnist
""")


if __name__ == "__main__":
    execute(main)
