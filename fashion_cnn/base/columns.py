"""Text in a terminal, where a Hangul syllable takes two columns, and --help that counts them.

Runs on any Python from 3.8 with the standard library alone, like the doctor.
"""

import argparse
import unicodedata


def columns(text):
    """How many columns of a terminal the text takes: two for each Hangul syllable."""
    return sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in text)


def wrapped(text, width):
    """The words of a text in lines of at most `width` columns; a longer word is not broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if columns(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


class HelpFormatter(argparse.HelpFormatter):
    """The help of argparse, wrapped and indented by columns; argparse counts characters."""

    def _split_lines(self, text, width):
        return wrapped(text, width)

    def _fill_text(self, text, width, indent):
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))

    def _format_usage(self, usage, actions, groups, prefix):
        prefix = argparse._("usage: ") if prefix is None else prefix
        # argparse indents the next lines by the prefix's characters: it gets one for each column.
        as_wide = "_" * columns(prefix)
        return super()._format_usage(usage, actions, groups, as_wide).replace(as_wide, prefix, 1)


class RawHelpFormatter(HelpFormatter):
    """The same, with descriptions and epilogs whose lines are kept as they are."""

    def _fill_text(self, text, width, indent):
        return "".join(indent + line for line in text.splitlines(keepends=True))
