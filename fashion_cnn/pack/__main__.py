"""Collect what a room without a network needs into one folder.

python -m fashion_cnn.pack ../pack                             for computers like this one
python -m fashion_cnn.pack ../pack --platforms windows macos linux --python 3.12 3.13
python -m fashion_cnn.pack ../pack --vgg16 whole

Copy the folder to USB sticks, or run python -m http.server in it on a laptop; its README.txt
says what the learners type. The packages for one platform and one Python take 0.4 to 0.7 GB, so
choose those that will be in the room. Run the command again after an interruption, or to add
platforms: files that are there are kept. To get newer packages, start with a new folder. Python
itself is not in the pack: put its installers (https://www.python.org/downloads/) beside it.
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

from fashion_cnn.base.commandline import Parser, execute
from fashion_cnn.pack.install import TITLES


def main():
    arguments = parser().parse_args()
    from fashion_cnn.pack import collect

    return collect.run(arguments)


def parser():
    description, _, epilog = __doc__.partition("\n\n")
    made = Parser("fashion_cnn.pack", description, epilog=epilog)
    add = made.add_argument
    add("folder", metavar="FOLDER", help="a new folder, or a pack to continue or extend")
    platforms = ", ".join(TITLES)
    add("--platforms", nargs="+", metavar="NAME", help=f"{platforms} (this computer's)")
    add("--python", nargs="+", metavar="VERSION", help="such as 3.12 3.13 (the running one)")
    add("--data", nargs="+", metavar="NAME", help="data sets (both: fashion_mnist, mnist)")
    add("--no-data", action="store_true", help="no data sets: the kit draws garments itself")
    add("--data-dir", metavar="FOLDER", help="your folder with the files of the data sets")
    add(
        "--vgg16",
        nargs="?",
        const="without-top",
        metavar="PART",
        help="weights for python -m fashion_cnn.vgg16 --weights imagenet: without-top (59 MB, "
        "blocks 1 to 5, if no PART is given) or whole (553 MB); the kit itself has blocks 1 to 3",
    )
    return made


if __name__ == "__main__":
    execute(main)
