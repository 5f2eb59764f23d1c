"""Make a pack: check what was asked for, collect it step by step, and report what came together."""

import shutil
import socket
import sys
from pathlib import Path

from fashion_cnn.base import versions
from fashion_cnn.base.commandline import name
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.base.rules import one_of
from fashion_cnn.pack import contents, install, wheels
from fashion_cnn.pack.wheels import Target

SETS = ("fashion_mnist", "mnist")
WEIGHTS = ("without_top", "whole")
# In MB.
SIZES = {"fashion_mnist": 31, "mnist": 12, "without_top": 59, "whole": 553}
RESERVE = 100


def run(arguments):
    """Make the pack that the command line asks for."""
    targets, sets, weights = choices(arguments)
    folder = Path(arguments.folder).expanduser().absolute()
    claim(folder)
    contents.remove_damaged_wheels(folder, say)
    check_space(folder, targets, [*sets, *weights])
    try:
        make(folder, targets, sets, weights, arguments.data_dir)
    except KeyboardInterrupt:
        text = tr("Interrupted. Files that are there are kept: the same command continues.")
        raise KeyboardInterrupt(text) from None


def choices(arguments):
    """The targets, the data sets, and the weights as a list of one or none."""
    platforms = arguments.platforms or [install.this_platform()]
    if platforms == [None]:
        raise UsageError("There is no TensorFlow for this computer. Name others: --platforms NAME")
    pythons = arguments.python or ["{}.{}".format(*sys.version_info)]
    platforms = [one_of(tr("platform"), word.lower(), install.TITLES) for word in platforms]
    pythons = [one_of(tr("Python for the kit:"), word, versions.pythons()) for word in pythons]
    if arguments.no_data and arguments.data:
        raise UsageError("--no-data and --data exclude each other.")
    sets = [] if arguments.no_data else arguments.data or SETS
    sets = [one_of(tr("data set to pack:"), name(word), SETS) for word in sets]
    weights = [] if arguments.vgg16 is None else [name(arguments.vgg16)]
    weights = [one_of(tr("part of VGG16:"), word, WEIGHTS) for word in weights]
    targets = [Target(platform, python) for platform in platforms for python in pythons]
    return list(dict.fromkeys(targets)), list(dict.fromkeys(sets)), weights


def claim(folder):
    """Create the folder of the pack; refuse one that holds something else."""
    if folder.exists() and not folder.is_dir():
        raise UsageError("{folder} is a file. Name a folder.", folder=folder)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / wheels.LOG).is_file():
        raise UsageError(
            "{folder} holds something other than a pack. Name a new folder.", folder=folder
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / wheels.LOG).touch()


def check_space(folder, targets, other):
    """Raise KitError if the disk is clearly too small."""
    needed = RESERVE + sum(wheels.MEGABYTES[target.platform] for target in targets)
    needed += sum(SIZES[each] for each in other)
    have = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    free = shutil.disk_usage(folder).free / 1e6
    say(tr("This pack will take about {needed:.1f} GB.", needed=needed / 1000))
    if needed > have + free:
        raise KitError(
            "{free:.1f} GB are free in {folder}.\n"
            "Choose fewer platforms and versions of Python, or a folder on another disk.",
            free=free / 1000,
            folder=folder,
        )


def make(folder, targets, sets, weights, data_dir):
    """Collect everything; a part that fails does not stop the others and is reported at the end."""
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
            say(tr("  failed: {error}", error=error))
    collected = {target: done[target] for target in targets if target in done}
    if not collected and not contents.earlier_targets(folder):
        raise KitError("There is no pack yet: the packages of no platform could be collected.")
    say(tr("The kit, and the digest of every file ..."))
    report(folder, contents.finish(folder, collected))
    if failed:
        raise KitError("\nThe pack can be used, but lacks:\n{parts}", parts="\n".join(failed))


def say(line):
    print(line, flush=True)


def report(folder, manifest):
    """Say what is in the pack, how large it is, and what to do with it."""
    left_out = contents.strangers(folder, manifest)
    if left_out:
        some = ", ".join(left_out[:3]) + (", ..." if len(left_out) > 3 else "")
        text = tr(
            "Not part of the pack, and not installed from it: {count} files ({some}).",
            count=len(left_out),
            some=some,
        )
        say(text)
    sizes = {name: entry["size"] / 1e6 for name, entry in manifest["files"].items()}
    size = sum(sizes.values())
    say("\n" + tr("The pack is in {folder}: {size:,.0f} MB.", folder=folder, size=size))
    for each in manifest["targets"]:
        text = tr(
            "  {target}: {count} packages, {packed:,.0f} MB; {installed:,.0f} MB when installed",
            target=Target(each["platform"], each["python"]),
            count=len(each["wheels"]),
            packed=sum(sizes[name] for name in each["wheels"]),
            installed=each["installed"] / 1e6,
        )
        say(text)
    for part in ("data", "models"):
        size = sum(size for name, size in sizes.items() if name.startswith(part))
        say(f"  {part}: {size:,.0f} MB")
    text = tr(
        "Copy the folder to USB sticks: its README.txt says what to type. Or serve it,\n\n"
        '    python -m http.server 8000 --directory "{folder}"\n\n'
        "and write on the board: {address}",
        folder=folder,
        address=f"http://{own_address()}:8000",
    )
    say(text)


def own_address():
    """This computer's address in its network. Connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
            return probe.getsockname()[0]
        except OSError:
            return tr("<address of this laptop>")
