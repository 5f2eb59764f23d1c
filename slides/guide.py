"""The tables of INSTRUCTOR.md, written from the decks and the timetables.

    python -m slides.guide           write them again, after decks or timetables have changed

Each replaces what is between `<!-- table: NAME -->` and `<!-- end -->`.
"""

import re

from fashion_cnn.base.commandline import Parser, execute
from fashion_cnn.base.errors import KitError
from fashion_cnn.base.files import write_text
from slides.assembly import LESSON_LINK, TimetableDeck, clock, spans
from slides.deck import DECKS, HANDOUT, HERE, Deck
from slides.timetables import TIMETABLES

GUIDE = HERE / "INSTRUCTOR.md"
TABLE = re.compile(r"(<!-- table: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
# "2 · A network and its training", at the bottom of each slide of a deck.
FOOTER = re.compile(r"^footer: (\d) · (.+)$", re.MULTILINE)


def main():
    Parser("slides.guide", __doc__).parse_args()
    write_text(GUIDE, filled(GUIDE.read_text(encoding="utf-8")))
    return 0


def filled(text):
    """The guide with its tables written anew. Raises KitError if it lacks one."""
    tables = {name: timetable(name) for name in TIMETABLES} | {"decks": decks()}
    if missing := set(tables) - {name for _, name, _ in TABLE.findall(text)}:
        raise KitError(f"{GUIDE.name} has no <!-- table: {min(missing)} -->.")
    return TABLE.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n\n{found[3]}", text)


def decks():
    """The table of the decks."""
    rows = ["| deck | slides | minutes | lessons |", "| --- | --- | --- | --- |"]
    for name in DECKS:
        deck = Deck(name, "en")
        title = " ".join(FOOTER.search(deck.markdown).groups())
        numbers = [int(file[:2]) for _, file in LESSON_LINK.findall(deck.markdown)]
        rows.append(deck_row(title, deck, deck.minutes, numbers))
    for name in TIMETABLES:
        deck = TimetableDeck(name, "en")
        numbers = deck.timetable.lesson_numbers
        rows.append(deck_row(deck.text("name"), deck, deck.timetable.minutes, numbers))
    rows.append(row(f"A page for each desk: {links(HANDOUT)}", 1, "", "all"))
    return "\n".join(rows)


def deck_row(title, deck, minutes, lessons):
    what = f"{title}: {links(deck.name)}"
    return row(what, len(deck.slides), f"{minutes:.0f}", spans(sorted(lessons)))


def timetable(name):
    """The table of a timetable: what is done when."""
    deck = TimetableDeck(name, "en")
    rows = [
        "| start | part | what | minutes | if you are late |",
        "| --- | --- | --- | --- | --- |",
    ]
    for part in deck.timetable.parts:
        for number, entry in enumerate(part.entries):
            title = "" if number else part.title["en"]
            what = deck.describe(entry)
            if entry.slides:
                what = f"{what.capitalize()}: {origin(entry.slides)}"
            late = "leave out" if entry.if_late else ""
            rows.append(row(clock(entry.start), title, what, entry.minutes, late))
    return "\n".join(rows)


def origin(names):
    """Where slides are in the decks of the subject: "deck 1, 2, 7–9; deck 2, 3"."""
    found = []
    for number, name in enumerate(DECKS, start=1):
        places = [slide.number for slide in Deck(name, "en").slides if slide.name in names]
        if places:
            found.append(f"deck {number}, {spans(places)}")
    return "; ".join(found)


def links(name):
    return f"[English](en/{name}.html), [한국어](ko/{name}.html)"


def row(*cells):
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    execute(main)
