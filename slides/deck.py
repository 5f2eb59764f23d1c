"""A deck: Marp Markdown in which numbers and figures are asked for by name.

    {{net_total:,}}               the fact of that name, in Python's format, here 333,526
    ![](figure:pooling-1)         the figure of that name, with its description as alt text

Under each slide stands a comment with the presenter's notes. Its first line is the number of
minutes for the slide, `2 min` or `2분`; what follows is free text.
"""

import html
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fashion_cnn.base.errors import KitError

HERE = Path(__file__).parent
DECKS = ("1-convolution", "2-training", "3-inside", "4-classics")
HANDOUT = "handout"

FACT = re.compile(r"\{\{(\w+)(?::([^{}]*))?\}\}")
FIGURE = re.compile(r"^!\[\]\(figure:([\w-]+)\)$", re.MULTILINE)
COMMENT = re.compile(r"<!--\s*(.*?)\s*-->", re.DOTALL)
MINUTES = re.compile(r"([\d.]+)\s*(?:min|분)$")
# A comment such as `<!-- _class: split -->` is meant for Marp, not for the presenter.
DIRECTIVE = re.compile(r"_?[a-z][a-zA-Z]*:\s*[\w -]+$")


@dataclass(frozen=True)
class Slide:
    """One slide as it is written: Markdown with the names of facts and figures."""

    number: int
    text: str

    @property
    def facts(self):
        """The facts asked for, in order, notes included: (name, format)."""
        return FACT.findall(self.text)

    @property
    def figures(self):
        """The names of the figures, in order."""
        return FIGURE.findall(self.text)

    @property
    def notes(self):
        """The presenter's notes, without the line of minutes."""
        return "\n".join(self._note_lines[1:])

    @property
    def minutes(self):
        """Return how long the slide takes. Raises KitError if its notes do not say so."""
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
        """Path of the built HTML, beside the Markdown, so that links lead to the same places."""
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
    """Return the Markdown with the facts put in. Raises KitError for one that does not exist."""

    def number(match):
        name, style = match.groups()
        if name not in facts:
            raise KitError(f"There is no fact {name!r}. They are computed in slides/facts/.")
        return format(facts[name], style or "")

    return FACT.sub(number, markdown)


def fill_figures(markdown, drawn):
    """Return the Markdown with the figures put in.

    `drawn` maps a figure's name to the address of its picture, its description and the height of
    its smallest letters in pixels of the picture, which the tests hold against the screen.
    """

    def image(match):
        address, description, letters = drawn[match[1]]
        return (
            f'<figure><img data-figure="{match[1]}" data-letters="{letters:.1f}" '
            f'alt="{html.escape(description)}" src="{address}"></figure>'
        )

    return FIGURE.sub(image, markdown)
