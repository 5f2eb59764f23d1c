"""The commands of the workshop: their parser. What they do is in learner/ and authors/."""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

import argparse
import contextlib
import json
from pathlib import Path

from fashion_cnn.base import console
from fashion_cnn.base.commandline import Parser, execute
from fashion_cnn.base.language import tr
from fashion_cnn.base.words import asked_for


def help_of_commands():
    """{command: what it does}, as --help lists them."""
    return {
        "list": tr("all lessons, and which are done"),
        "check": tr("check a lesson: the verdict, then its picture"),
        "hint": tr("the next hint for the first task that is not right"),
        "watch": tr("check a lesson whenever it is saved"),
        "reset": tr("get a fresh file for a lesson; yours is kept"),
        "solution": tr("show a solution, after you have passed"),
        "start": tr("make a folder of your own with all lessons"),
        "notebooks": tr("write the lessons as notebooks"),
        "join": tr("join the room of your instructor, who then sees how far you are"),
        "leave": tr("leave the room"),
        "verify": tr("for instructors: check that all lessons are in order"),
        "mutate": tr(
            "for authors of lessons: change the solutions, and see whether the checks notice"
        ),
        "progress": tr("for instructors: show how far learners are"),
        "room": tr("for instructors: see live what your learners get wrong"),
        "strip": tr("for instructors: write workshop/ from solutions/"),
    }


def usage():
    return tr(
        """\
    python -m fashion_cnn.workshop                where am I, and what is next
    python -m fashion_cnn.workshop check          is it right, and if not, what is wrong
    python -m fashion_cnn.workshop hint           a little help
    python -m fashion_cnn.workshop watch          check on every save

A lesson is named by its id, its number or its file; without one, the current lesson is meant.
"""
    )


def main():
    if not console.language_option() and not asked_for():
        speak_as_the_folder()
    arguments = parser().parse_args()
    from fashion_cnn.workshop.learner.commands import COMMANDS

    return COMMANDS[arguments.command](arguments)


def speak_as_the_folder():
    """Speak the language of the current folder, if it is a learner's: --help is in it, too."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        progress = json.loads(Path("progress.json").read_text(encoding="utf-8"))
        console.choose_language(progress["language"])


class Subparser(Parser):
    """The parser of one command; argparse passes its whole `prog`."""

    def __init__(self, prog, **kwargs):
        super().__init__(prog.removeprefix("python -m "), **kwargs)


def parser():
    description = tr("The workshop: lessons to fill in, and checks that say what is wrong.")
    made = Parser("fashion_cnn.workshop", description, epilog=usage())
    made.add_argument("--folder", metavar="FOLDER", help=tr("your folder, if you are elsewhere"))
    made.set_defaults(lang=None)
    commands = made.add_subparsers(dest="command", metavar="command", parser_class=Subparser)
    add, made_of = {}, {}
    for name, what in help_of_commands().items():
        sentence = f"{what[:1].upper()}{what[1:]}."
        command = commands.add_parser(name, help=what, description=sentence)
        # People also type this after the command.
        command.add_argument("--folder", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        add[name], made_of[name] = command.add_argument, command
    for name in ("check", "hint", "watch", "reset", "solution", "mutate"):
        add[name]("lesson", nargs="?", help=tr("id, number or file of a lesson"))
    add["hint"]("--task", help=tr("the function you want help with"))
    reveal = tr("show it before you have passed")
    add["solution"]("--reveal", action="store_true", help=reveal)
    new = tr("a new folder, or one started before")
    add["start"]("new_folder", metavar="FOLDER", help=new)
    add["notebooks"](
        "new_folder",
        metavar="FOLDER",
        nargs="?",
        help=tr("by default, notebooks/ in yours"),
    )
    add["check"](
        "--share",
        action="store_true",
        help=tr("this time, send the room the code of wrong answers too"),
    )
    address = tr("the address of the room, as on the board")
    add["start"]("--room", metavar="ADDRESS", help=tr("join the room at this address as well"))
    add["join"]("address", metavar="ADDRESS", help=address)
    for name in ("start", "join"):
        add_membership(add[name])
    add["progress"]("folders", metavar="FOLDER", nargs="+", help=tr("folders of learners"))
    add_room_options(add["room"])
    add_export(made_of["room"])
    drifted = tr("only say whether workshop/ has drifted")
    add["strip"]("--check", action="store_true", help=drifted)
    return made


def add_membership(add):
    """The options of somebody who joins a room; what they leave out is asked."""
    add("--name", help=tr("your name in the room, or one that you make up"))
    add("--code", help=tr("the code of the room, six letters"))
    share = tr("whether to send the room the code of your wrong answers")
    add("--share", action=argparse.BooleanOptionalAction, help=share)


def add_room_options(add):
    add("--lan", nargs="?", const="", metavar="ADDRESS", help=tr("let other laptops join, too"))
    add("--port", type=int, metavar="NUMBER", help=tr("by default, the first free one from 8765"))
    add("--title", metavar="TITLE", help=tr("what the room is called"))
    add(
        "--file", metavar="FILE", help=tr("where the room is kept; by default, a file for each day")
    )
    add("--forget", action="store_true", help=tr("delete the room: names, results, answers"))


def add_export(room):
    """`room export`, which reads rooms instead of opening one."""
    actions = room.add_subparsers(dest="action", metavar="[export]", parser_class=Subparser)
    what = tr("write a table and a report of what was learned")
    made = actions.add_parser("export", help=what, description=f"{what[:1].upper()}{what[1:]}.")
    files = tr("files of rooms; by default, the room used last")
    made.add_argument("files", metavar="FILE", nargs="*", help=files)
    out = tr("where to write them; by default, here")
    made.add_argument("--out", metavar="FOLDER", default=".", help=out)
    names = tr("put names into the table, instead of numbers")
    made.add_argument("--names", action="store_true", help=names)


if __name__ == "__main__":
    execute(main)
