"""What the commands share: a parser, argument types, and one way to end.

    parser = Parser("fashion_cnn.train", "Train a classifier.")
    parser.add_argument("--epochs", type=value)
    execute(lambda: work(parser.parse_args()))

Nothing heavy is imported here, so `--help` is instant.
"""

import argparse
import contextlib
import dataclasses
import os
import sys
import traceback

from fashion_cnn.base import console
from fashion_cnn.base.columns import RawHelpFormatter
from fashion_cnn.base.errors import KitError, describe_os_error, printable, printable_lines
from fashion_cnn.base.language import LANGUAGES, tr
from fashion_cnn.base.rules import one_of
from fashion_cnn.base.words import asked_for

INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C

# argparse has its own words from gettext, whose catalogues are binary files. It gets ours.
argparse._ = tr
argparse.ngettext = lambda one, more, count: tr(one if count == 1 else more)


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are two lines instead of the whole usage."""

    def __init__(self, module, description, **kwargs):
        super().__init__(
            prog=f"python -m {module}",
            description=description,
            formatter_class=RawHelpFormatter,
            allow_abbrev=False,
            **kwargs,
        )
        self.add_argument(
            "--lang",
            metavar="LANGUAGE",
            default=argparse.SUPPRESS,  # since `choose_language` reads it
            help=tr("language of all messages: {languages}", languages=", ".join(LANGUAGES)),
        )
        self.add_argument(
            "--debug", action="store_true", help=tr("show the full traceback of errors")
        )

    def error(self, message):
        every = tr("All options: {command}", command=f"{self.prog} --help")
        self.exit(2, f"{self.prog}: {printable(message)}\n{every}\n")


def add_field_options(parser, config_class, options):
    """Add an option for each field of a config dataclass; options left out are None.

    `options` maps a field to its help, which is completed with the field's default, and to
    further arguments of `add_argument`. Fields that it lacks are not for the user.
    """
    for field in dataclasses.fields(config_class):
        if field.name not in options:
            continue
        text, settings = options[field.name]
        if field.default not in (None, False):
            text = tr("{help} (default: {default})", help=text, default=field.default)
        parser.add_argument(f"--{field.name.replace('_', '-')}", help=text, **settings)


def chosen_fields(arguments, config_class):
    """The fields of a config dataclass that the user named, with their values."""
    names = [field.name for field in dataclasses.fields(config_class)]
    named = {each: vars(arguments).get(each) for each in names}
    return {each: choice for each, choice in named.items() if choice is not None}


def execute(main):
    """Call `main()` and end the process as a command should.

    A KitError ends with its message and exit code, Ctrl-C with 130, a full disk or a missing
    permission with the system's own words. `--debug` anywhere on the command line adds the
    traceback. A character that the console lacks is printed in plain letters, see console.py.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # the shell has closed it, as in `>&-`
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):  # not so in IDLE
            stream.reconfigure(errors=console.PLAIN)
    try:
        choose_language()
        status = main()
    except KeyboardInterrupt as interrupt:
        status = fail(str(interrupt) or tr("Interrupted."), INTERRUPTED)
    except KitError as error:
        status = fail(str(error), error.exit_code)
    except BrokenPipeError:
        # The reader of our output has gone, as in `... | head`. Closing stderr keeps the
        # interpreter from complaining when it flushes on the way out.
        sys.stderr.close()
        status = 1
    except OSError as error:
        status = fail(describe_os_error(error), 1)
    except MemoryError:
        status = fail(tr("Out of memory. Try a smaller --batch-size or --limit."), 1)
    if status == INTERRUPTED and "jax" in sys.modules:
        end_without_farewell(status)
    sys.exit(status)


def end_without_farewell(status):
    """End the process at once.

    After Ctrl-C while JAX compiled, it would crash when Python removes all objects (JAX 0.10.2, see
    docs/upstream/jax-interrupted-compiler.md).
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # nobody reads any more
            stream.flush()
    os._exit(status)


def choose_language():
    """Speak the language of `--lang` anywhere on the command line, else the usual one.

    UsageError if there is no such language.
    """
    named = console.language_option()
    console.choose_language(named or asked_for() or "")
    if named:
        one_of("language", named, list(LANGUAGES))


def fail(message, exit_code):
    """Print the message to stderr, with the traceback under `--debug`; return the code."""
    if "--debug" in sys.argv:
        traceback.print_exc()
    print(printable_lines(message), file=sys.stderr)
    return exit_code


def value(text):
    """The number that a user typed, or else the text itself.

    The command's configuration then reports what is wrong with it, so that each rule exists
    once, for the command line and for Python.
    """
    for convert in (int, float):
        with contextlib.suppress(ValueError):
            return convert(text)
    return text


def name(text):
    """A name in the kit's spelling: lower case, with `_` for `-`."""
    return text.lower().replace("-", "_")
