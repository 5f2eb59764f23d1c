"""The workshop: lessons to fill in, and checks that say what is wrong.

    python -m fashion_cnn.workshop                where am I, and what is next
    python -m fashion_cnn.workshop check          is it right, and if not, what is wrong
    python -m fashion_cnn.workshop hint           a little help
    python -m fashion_cnn.workshop watch          check on every save

A lesson is named by its id, its number or its file; without one, the current lesson is meant.
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

import argparse

from fashion_cnn.base.commandline import Parser, execute

HELP = {
    "list": "all lessons, and which are done",
    "check": "check a lesson: the verdict, then its picture",
    "hint": "the next hint for the first task that is not right",
    "watch": "check a lesson whenever it is saved",
    "reset": "get a fresh file for a lesson; yours is kept",
    "solution": "show a solution, after you have passed",
    "start": "make a folder of your own with all lessons",
    "notebooks": "write the lessons as notebooks",
    "verify": "for instructors: check that all lessons are in order",
    "mutate": "for authors of lessons: change the solutions, and see whether the checks notice",
    "progress": "for instructors: show how far learners are",
    "strip": "for instructors: write workshop/ from solutions/",
}


def main():
    arguments = parser().parse_args()
    from fashion_cnn.workshop.learner.commands import COMMANDS

    return COMMANDS[arguments.command](arguments)


class Subparser(Parser):
    """The parser of one command; argparse passes its whole `prog`."""

    def __init__(self, prog, **kwargs):
        super().__init__(prog.removeprefix("python -m "), **kwargs)


def parser():
    description, _, usage = __doc__.partition("\n\n")
    made = Parser("fashion_cnn.workshop", description, epilog=usage)
    made.add_argument("--folder", metavar="FOLDER", help="your folder, if you are elsewhere")
    made.set_defaults(lang=None)
    commands = made.add_subparsers(dest="command", metavar="command", parser_class=Subparser)
    add = {}
    for name, what in HELP.items():
        command = commands.add_parser(name, help=what, description=f"{what.capitalize()}.")
        # People also type this after the command.
        command.add_argument("--folder", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        add[name] = command.add_argument
    for name in ("check", "hint", "watch", "reset", "solution", "mutate"):
        add[name]("lesson", nargs="?", help="id, number or file of a lesson")
    add["hint"]("--task", help="the function you want help with")
    add["solution"]("--reveal", action="store_true", help="show it before you have passed")
    add["start"]("new_folder", metavar="FOLDER", help="a new folder, or one started before")
    add["notebooks"](
        "new_folder",
        metavar="FOLDER",
        nargs="?",
        help="by default, notebooks/ in yours",
    )
    add["progress"]("folders", metavar="FOLDER", nargs="+", help="folders of learners")
    add["strip"]("--check", action="store_true", help="only say whether workshop/ has drifted")
    return made


if __name__ == "__main__":
    execute(main)
