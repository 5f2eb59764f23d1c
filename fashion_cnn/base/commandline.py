"""What the commands share: a parser, argument types, and one way to end.

    parser = Parser("fashion_cnn.train", "Train a classifier.")
    parser.add_argument("--epochs", type=value)
    execute(lambda: work(parser.parse_args()))

Nothing heavy is imported here, so that `--help` is instant.
"""

import argparse
import contextlib
import sys
import traceback

from fashion_cnn.base.errors import KitError, describe_os_error

INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are two lines instead of the whole usage."""

    def __init__(self, module, description, **kwargs):
        super().__init__(
            prog=f"python -m {module}",
            description=description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            **kwargs,
        )
        self.add_argument(
            "--debug", action="store_true", help="show the full traceback when something fails"
        )

    def error(self, message):
        self.exit(2, f"{self.prog}: {message}\nAll options: {self.prog} --help\n")


def execute(main):
    """Call `main()` and leave the process as a command should.

    A KitError ends with its message and exit code, Ctrl-C with 130, a full disk or a missing
    permission with the system's own words. `--debug` anywhere on the command line shows the
    traceback as well. A character that the console does not have is printed as a mark.
    """
    for stream in (sys.stdout, sys.stderr):
        # None where the shell has closed it, as in `>&-`; another kind of stream in IDLE.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        status = main()
    except KeyboardInterrupt as interrupt:
        status = fail(str(interrupt) or "Interrupted.", INTERRUPTED)
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
        status = fail("The memory is full. Try a smaller --batch-size or --limit.", 1)
    sys.exit(status)


def fail(message, exit_code):
    """Print the message to stderr, with the traceback under `--debug`; return the code."""
    if "--debug" in sys.argv:
        traceback.print_exc()
    print(message, file=sys.stderr)
    return exit_code


def value(text):
    """Return the number a user typed, or the text itself where it is none.

    The command's configuration then says what is wrong with it: each rule stands in one
    place, for the command line and for Python alike.
    """
    for convert in (int, float):
        with contextlib.suppress(ValueError):
            return convert(text)
    return text


def name(text):
    """Return a name in the spelling of the kit, with `_` for `-`."""
    return text.lower().replace("-", "_")
