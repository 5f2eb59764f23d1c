"""The command that makes a pack: python -m fashion_cnn.pack FOLDER."""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

from fashion_cnn.base.commandline import Parser, execute
from fashion_cnn.base.language import tr
from fashion_cnn.pack.install import TITLES


def main():
    arguments = parser().parse_args()
    from fashion_cnn.pack import collect

    return collect.run(arguments)


def parser():
    description = tr("Collect what a room without a network needs into one folder.")
    made = Parser("fashion_cnn.pack", description, epilog=advice())
    add = made.add_argument
    add("folder", metavar="FOLDER", help=tr("a new folder, or a pack to continue or extend"))
    platforms = tr("{names} (this computer's)", names=", ".join(TITLES))
    add("--platforms", nargs="+", metavar="NAME", help=platforms)
    add("--python", nargs="+", metavar="VERSION", help=tr("such as 3.12 3.13 (the running one)"))
    sets = tr("data sets (both: {names})", names="fashion_mnist, mnist")
    add("--data", nargs="+", metavar="NAME", help=sets)
    add("--no-data", action="store_true", help=tr("no data sets: the kit draws garments itself"))
    own = tr("your folder with the files of the data sets")
    add("--data-dir", metavar="FOLDER", help=own)
    weights = tr(
        "weights for python -m fashion_cnn.vgg16 --weights imagenet: without-top (59 MB, "
        "blocks 1 to 5, if no PART is given) or whole (553 MB); the kit itself has blocks 1 to 3"
    )
    add("--vgg16", nargs="?", const="without-top", metavar="PART", help=weights)
    return made


def advice():
    """Examples, and what to do with a pack."""
    return tr(
        "python -m fashion_cnn.pack ../pack                             "
        "for computers like this one\n"
        "python -m fashion_cnn.pack ../pack --platforms windows macos linux --python 3.12 3.13\n"
        "python -m fashion_cnn.pack ../pack --vgg16 whole\n"
        "\n"
        "Copy the folder to USB sticks, or run python -m http.server in it on a laptop; its "
        "README.txt\n"
        "says what the learners type. The packages for one platform and one Python take 0.4 to "
        "0.7 GB, so\n"
        "choose those that will be in the room. Run the command again after an interruption, or "
        "to add\n"
        "platforms: files that are there are kept. To get newer packages, start with a new "
        "folder. Python\n"
        "itself is not in the pack: put its installers (https://www.python.org/downloads/) "
        "beside it."
    )


if __name__ == "__main__":
    execute(main)
