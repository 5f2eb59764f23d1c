"""Collect what a room without a network needs into one folder.

python -m fashion_cnn.pack ../pack                             for computers like this one
python -m fashion_cnn.pack ../pack --platforms windows macos linux --python 3.12 3.13
python -m fashion_cnn.pack ../pack --vgg16 whole

Copy the folder to USB sticks, or run python -m http.server in it on a laptop; its README.txt
says what the learners type. The packages for one platform and one Python take 0.4 to 0.7 GB, so
choose those that will be in the room. Run the command again after an interruption, or to add
platforms: what is there is kept. To get newer packages, begin with a new folder. Python itself is
not in the pack: put its installers (https://www.python.org/downloads/) beside it.
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: what is missing is said in two lines)

import shutil
import socket
import sys
from pathlib import Path

from fashion_cnn.base.commandline import Parser, execute, name
from fashion_cnn.base.errors import KitError, UsageError, unknown
from fashion_cnn.pack import install

SETS = ("fashion_mnist", "mnist")
WEIGHTS = ("without_top", "whole")
# In MB.
SIZES = {"fashion_mnist": 31, "mnist": 12, "without_top": 59, "whole": 553}
RESERVE = 100


def main():
    arguments = parser().parse_args()
    targets, sets, weights = choices(arguments)
    folder = Path(arguments.folder).expanduser().absolute()
    claim(folder)
    check_space(folder, targets, [*sets, *weights])
    try:
        return make(folder, targets, sets, weights, arguments.data_dir)
    except KeyboardInterrupt:
        text = "Interrupted. What is there is kept: the same command goes on."
        raise KeyboardInterrupt(text) from None


def parser():
    description, _, epilog = __doc__.partition("\n\n")
    made = Parser("fashion_cnn.pack", description, epilog=epilog)
    add = made.add_argument
    add("folder", metavar="FOLDER", help="a new folder, or a pack to go on with")
    known = ", ".join(install.TITLES)
    add("--platforms", nargs="+", metavar="NAME", help=f"{known} (this computer's)")
    add("--python", nargs="+", metavar="VERSION", help="such as 3.12 3.13 (the running one)")
    add("--data", nargs="+", metavar="NAME", help=f"data sets (both: {', '.join(SETS)})")
    add("--no-data", action="store_true", help="no data sets: the kit draws garments itself")
    add("--data-dir", metavar="FOLDER", help="your folder with the files of the data sets")
    add(
        "--vgg16",
        nargs="?",
        const="without-top",
        metavar="PART",
        help="weights of VGG16 for python -m fashion_cnn.vgg16: without-top (59 MB, if nothing "
        "is said) or whole (553 MB)",
    )
    return made


def choices(arguments):
    """Return what is asked for: targets, data sets, and weights as a list of one or none."""
    from fashion_cnn import doctor
    from fashion_cnn.pack.wheels import Target

    platforms = arguments.platforms or [install.this_platform()]
    if platforms == [None]:
        raise UsageError("There is no TensorFlow for this computer. Name others: --platforms NAME")
    pythons = arguments.python or ["{}.{}".format(*sys.version_info)]
    platforms = [known("platform", word.lower(), install.TITLES) for word in platforms]
    pythons = [known("Python for the kit:", word, doctor.pythons()) for word in pythons]
    if arguments.no_data and arguments.data:
        raise UsageError("--no-data and --data exclude each other.")
    sets = [] if arguments.no_data else arguments.data or SETS
    sets = [known("data set to pack:", name(word), SETS) for word in sets]
    weights = [] if arguments.vgg16 is None else [name(arguments.vgg16)]
    weights = [known("part of VGG16:", word, WEIGHTS) for word in weights]
    targets = [Target(platform, python) for platform in platforms for python in pythons]
    return list(dict.fromkeys(targets)), list(dict.fromkeys(sets)), weights


def known(thing, word, names):
    if word not in names:
        raise unknown(thing, word, list(names))
    return word


def claim(folder):
    """Make the folder of the pack; refuse one that holds something else."""
    from fashion_cnn.pack.wheels import LOG

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file. Name a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / LOG).is_file():
        raise UsageError(f"{folder} holds something other than a pack. Name a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LOG).touch()


def check_space(folder, targets, other):
    """Raise KitError where the disk is clearly too small."""
    from fashion_cnn.pack.wheels import MEGABYTES

    needed = RESERVE + sum(MEGABYTES[target.platform] for target in targets)
    needed += sum(SIZES[each] for each in other)
    have = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    free = shutil.disk_usage(folder).free / 1e6
    print(f"This pack will take about {needed / 1000:.1f} GB.", flush=True)
    if needed > have + free:
        raise KitError(
            f"{free / 1000:.1f} GB are free in {folder}.\n"
            "Choose fewer platforms and versions of Python, or a folder on another disk."
        )


def make(folder, targets, sets, weights, data_dir):
    """Collect everything, and say what could not be had; return the exit code."""
    from fashion_cnn.pack import contents, wheels

    steps = [(target, wheels.collect, (target, folder, say)) for target in targets]
    steps += [(each, contents.add_data, (each, folder, data_dir, say)) for each in sets]
    steps += [("VGG16", contents.add_weights, (each, folder, say)) for each in weights]
    done, failed = {}, []
    for what, step, details in steps:
        say(f"{what} ...")
        try:
            done[what] = step(*details)
        except UsageError:
            raise
        except KitError as error:
            failed.append(str(error))
            say(f"  failed: {error}")
    collected = {target: done[target] for target in targets if target in done}
    if not collected and not contents.earlier_targets(folder):
        raise KitError("There is no pack yet: the packages of no platform could be collected.")
    say("The kit, and the digest of every file ...")
    report(folder, contents.finish(folder, collected))
    if failed:
        raise KitError("\n".join(["\nThe pack can be used, but lacks:", *failed]))


def say(line):
    print(line, flush=True)


def report(folder, manifest):
    """Say what the pack has, how large it is, and what to do with it."""
    sizes = {name: entry["size"] / 1e6 for name, entry in manifest["files"].items()}
    say(f"\nThe pack is in {folder}: {sum(sizes.values()):,.0f} MB.")
    for each in manifest["targets"]:
        packed, installed = sum(sizes[name] for name in each["wheels"]), each["installed"] / 1e6
        say(
            f"  {each['platform']}, Python {each['python']}: {len(each['wheels'])} packages, "
            f"{packed:,.0f} MB; {installed:,.0f} MB when installed"
        )
    for part in ("data", "models"):
        size = sum(size for name, size in sizes.items() if name.startswith(part))
        say(f"  {part}: {size:,.0f} MB")
    say(
        "Copy the folder to USB sticks, whose README.txt says what to type; or serve it,\n\n"
        f'    python -m http.server 8000 --directory "{folder}"\n\n'
        f"and write on the board: http://{own_address()}:8000"
    )


def own_address():
    """Return this computer's address in its network; nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
            return probe.getsockname()[0]
        except OSError:
            return "<address of this laptop>"


if __name__ == "__main__":
    execute(main)
