"""A deck: Marp Markdown that refers to numbers and figures by name.

    {{net_total:,}}               the fact of that name in Python's format, here 333,526
    ![](figure:pooling)           the figure of that name, with its description as alt text
    ![](live:kernel)              something to play with, from slides/live/
    <!-- name: pooling -->        the name of the slide, by which timetables refer to it

Each slide begins with its name and ends with a comment that holds the presenter's notes. Its first
line is the minutes for the slide, `2 min` or `2분`; the rest is free text.
"""

import html
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from fashion_cnn.base.errors import KitError

HERE = Path(__file__).parent
DECKS = ("1-convolution", "2-training", "3-inside", "4-classics")
HANDOUT = "handout"

FACT = re.compile(r"\{\{(\w+)(?::([^{}]*))?\}\}")
FIGURE = re.compile(r"^!\[\]\(figure:([\w-]+)\)$", re.MULTILINE)
NAME = re.compile(r"^<!-- name: ([\w-]+) -->\n+", re.MULTILINE)
LIVE = re.compile(r"^!\[\]\(live:([\w-]+)\)$", re.MULTILINE)
COMMENT = re.compile(r"<!--\s*(.*?)\s*-->", re.DOTALL)
MINUTES = re.compile(r"([\d.]+)\s*(?:min|분)$")
# A comment such as `<!-- _class: split -->` is for Marp, not for the presenter.
DIRECTIVE = re.compile(r"_?[a-z][a-zA-Z]*:\s*[\w -]+$")


@dataclass(frozen=True)
class Slide:
    """One slide as written: Markdown with the names of its facts and figures."""

    number: int
    text: str

    @cached_property
    def name(self):
        """Its name, which is the same in both languages. Raises KitError if it has none."""
        found = NAME.match(self.text)
        if not found:
            raise KitError(f"Slide {self.number} must begin with its name: <!-- name: pooling -->")
        return found[1]

    @property
    def facts(self):
        """The facts it uses, notes included, in order: (name, format)."""
        return FACT.findall(self.text)

    @property
    def figures(self):
        """The names of its figures, in order."""
        return FIGURE.findall(self.text)

    @property
    def notes(self):
        """The presenter's notes without the line of minutes."""
        return "\n".join(self._note_lines[1:])

    @property
    def minutes(self):
        """The minutes for the slide. Raises KitError if its notes do not begin with them."""
        found = MINUTES.match(self._note_lines[0].strip()) if self._note_lines else None
        if not found:
            raise KitError(f"Slide {self.number}: its notes must begin with a line like '2 min'.")
        return float(found[1])

    @property
    def shown(self):
        """What the room sees: the Markdown without comments."""
        return COMMENT.sub("", self.text)

    @cached_property
    def _note_lines(self):
        notes = [note for note in COMMENT.findall(self.text) if not DIRECTIVE.match(note)]
        return "\n".join(notes).splitlines()


@dataclass(frozen=True)
class Deck:
    """One deck in one language."""

    name: str
    language: str

    @property
    def source(self):
        """Path of the Markdown."""
        return HERE / self.language / f"{self.name}.md"

    @property
    def page(self):
        """Path of the built HTML, beside the Markdown so that links work in both."""
        return self.source.with_suffix(".html")

    @cached_property
    def markdown(self):
        return self.source.read_text(encoding="utf-8")

    @cached_property
    def slides(self):
        """The slides, without the front matter."""
        _, _, body = self.markdown.removeprefix("---\n").partition("\n---\n")
        texts = re.split(r"^---$", body, flags=re.MULTILINE)
        return [Slide(number, text.strip()) for number, text in enumerate(texts, start=1)]

    @property
    def minutes(self):
        return sum(slide.minutes for slide in self.slides)


def fill_facts(markdown, facts):
    """The Markdown with its facts filled in. Raises KitError for an unknown fact."""

    def number(match):
        name, style = match.groups()
        if name not in facts:
            raise KitError(f"There is no fact {name!r}. Facts are defined in slides/facts/.")
        return format(facts[name], style or "")

    return FACT.sub(number, markdown)


class Shown(NamedTuple):
    """A frame of a figure on a page.

    `letters` is the height of the smallest letters in image pixels, from which the tests compute
    their size on the screen.
    """

    address: str
    description: str
    letters: float


def fill_figures(markdown, drawn):
    """The Markdown with its figures filled in; `drawn` maps a figure's name to its Shown frames.

    The second frame and all that follow are fragments of Marp: they appear one by one, each on
    top of the one before.
    """

    def images(match):
        frames = [image(match[1], *numbered) for numbered in enumerate(drawn[match[1]])]
        return f"<figure>{''.join(frames)}</figure>"

    return FIGURE.sub(images, markdown)


def image(name, number, frame):
    """The HTML of the frame of that number."""
    fragment = f' data-marpit-fragment="{number}"' if number else ""
    return (
        f'<img data-figure="{name}" data-letters="{frame.letters:.1f}"{fragment} '
        f'alt="{html.escape(frame.description)}" src="{frame.address}">'
    )
