"""What the commands `look` and `vgg16` share.

A view is one thing that a command can show of a model: its filters, its feature maps, and so on.
"""

from dataclasses import dataclass
from typing import Any

from fashion_cnn.base import backend
from fashion_cnn.base.commandline import Parser
from fashion_cnn.base.errors import UsageError, printable
from fashion_cnn.base.language import tr


def parser(module, description, usage, views):
    """Parser with the options of both commands; --help ends with the usage and the views."""
    width = max(map(len, views))
    lines = "\n".join(f"  {view:{width}}  {what}" for view, what in views.items())
    heading = tr("views:")
    made = Parser(module, description, epilog=f"{usage}\n{heading}\n{lines}")
    layer = tr("the layer to look at (by default the view's own choice)")
    made.add_argument("--layer", help=layer)
    channel = tr("the feature map to look at, in the views that take one")
    made.add_argument("--channel", type=int, metavar="N", help=channel)
    scale = tr("feature maps on one scale for the layer, not each on its own")
    made.add_argument("--common-scale", action="store_const", const=True, help=scale)
    device = tr("what to compute on")
    made.add_argument("--device", default="cpu", choices=backend.DEVICES, help=device)
    return made


FORBIDDEN = '<>:"/\\|?*'  # in file names on Windows


def file_stems(names):
    """{name: part of a file name} for the layers of a model: allowed on every system, distinct.

    Windows and macOS take names that differ only in case for the same.
    """
    stems, taken = {}, set()
    for name in names:
        kept = "".join("_" if letter in FORBIDDEN else letter for letter in printable(name, 60))
        stem, number = kept, 1
        while stem.casefold() in taken:
            number += 1
            stem = f"{kept}-{number}"
        taken.add(stem.casefold())
        stems[name] = stem
    return stems


def in_order(chosen, views):
    """The chosen views in the order of the table; all of them for none or for "all"."""
    everything = not chosen or "all" in chosen
    return [view for view in views if view != "all" and (everything or view in chosen)]


def check_options(views, arguments, options):
    """Raise UsageError for an option that goes with none of the views.

    `options` maps each option to the views that take it.
    """
    for option, users in options.items():
        if getattr(arguments, option) is not None and not set(views) & set(users):
            raise UsageError(
                "--{option} goes with {views}.",
                option=option.replace("_", "-"),
                views=", ".join(users),
            )


def save(pictures, folder):
    """Save (file name, Picture) pairs in a folder, and print what each picture shows."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(
            "--out names a folder for the pictures, but {path} is a file.", path=folder
        )
    for file_name, picture in pictures:
        folder.mkdir(parents=True, exist_ok=True)
        picture.save(folder / file_name)
        print(printable(f"{folder / file_name}: {picture.description}", MOST_PRINTED))


# Characters of a description: the longest names the classes or the channels that are silent.
MOST_PRINTED = 5000


@dataclass(frozen=True)
class Image:
    """An image to show to a model: pixels (H, W, C), 0 to 1, and what to call it in titles.

    `true` is the number of its class, if known; `credit` names its photographer.
    """

    pixels: Any
    label: str
    true: int | None = None
    credit: str = ""


def names_or_numbers(names, count):
    """The names of the classes if there are `count` of them, else "class 0", "class 1", ..."""
    return list(names) if len(names) == count else [numbered(number) for number in range(count)]


def numbered(number):
    return tr("class {number}", number=number)


def percent(probability, places=0):
    """Probability as text, never 0% or 100%."""
    percentage, least = 100 * float(probability), 10.0**-places
    if percentage <= least / 2:
        return tr("under {share}%", share=f"{least:.{places}f}")
    if percentage >= 100 - least / 2:
        return tr("over {share}%", share=f"{100 - least:.{places}f}")
    return f"{percentage:.{places}f}%"
