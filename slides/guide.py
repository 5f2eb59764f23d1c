"""The tables of INSTRUCTOR.md and INSTRUCTOR.ko.md, written from the decks and the timetables.

    python -m slides.guide           write them again, after decks or timetables have changed

Each replaces what is between `<!-- table: NAME -->` and `<!-- end -->`.
"""

import re

from fashion_cnn.base.commandline import Parser, execute
from fashion_cnn.base.errors import KitError
from fashion_cnn.base.files import write_text
from slides.assembly import LESSON_LINK, TimetableDeck, clock, spans
from slides.deck import DECKS, HANDOUT, HERE, Deck
from slides.languages import words
from slides.timetables import TIMETABLES

GUIDES = {"en": HERE / "INSTRUCTOR.md", "ko": HERE / "INSTRUCTOR.ko.md"}
TABLE = re.compile(r"(<!-- table: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
# "2 · A network and its training", at the bottom of each slide of a deck.
FOOTER = re.compile(r"^footer: (\d) · (.+)$", re.MULTILINE)


def main():
    Parser("slides.guide", __doc__).parse_args()
    for language, guide in GUIDES.items():
        write_text(guide, filled(guide.read_text(encoding="utf-8"), language))
    return 0


def filled(text, language):
    """The guide with its tables written anew. Raises KitError if it lacks one."""
    tables = {name: timetable(name, language) for name in TIMETABLES} | {"decks": decks(language)}
    if missing := set(tables) - {name for _, name, _ in TABLE.findall(text)}:
        raise KitError(f"{GUIDES[language].name} has no <!-- table: {min(missing)} -->.")
    return TABLE.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n\n{found[3]}", text)


def decks(language):
    """The table of the decks."""
    rows = head(language, "deck | slides | minutes | lessons", "슬라이드 | 장 수 | 시간(분) | 레슨")
    for name in DECKS:
        deck = Deck(name, language)
        title = " ".join(FOOTER.search(deck.markdown).groups())
        numbers = [int(file[:2]) for _, file in LESSON_LINK.findall(deck.markdown)]
        rows.append(deck_row(title, deck, deck.minutes, numbers))
    for name in TIMETABLES:
        deck = TimetableDeck(name, language)
        numbers = deck.timetable.lesson_numbers
        rows.append(deck_row(deck.text("name"), deck, deck.timetable.minutes, numbers))
    handout = words(language, "A page for each desk", "책상에 두고 보는 한 장")
    rows.append(
        row(f"{handout}: {links(HANDOUT, language)}", 1, "", words(language, "all", "전체"))
    )
    return "\n".join(rows)


def deck_row(title, deck, minutes, lessons):
    what = f"{title}: {links(deck.name, deck.language)}"
    return row(what, len(deck.slides), f"{minutes:.0f}", places(sorted(lessons), deck.language))


def timetable(name, language):
    """The table of a timetable: what is done when."""
    deck = TimetableDeck(name, language)
    rows = head(
        language,
        "start | part | what | minutes | if you are late",
        "시작 | 순서 | 내용 | 시간(분) | 시간이 모자라면",
    )
    for part in deck.timetable.parts:
        for number, entry in enumerate(part.entries):
            title = "" if number else part.title[language]
            what = deck.describe(entry)
            if entry.slides:
                what = f"{what.capitalize()}: {origin(entry.slides, language)}"
            late = words(language, "leave out", "건너뜁니다") if entry.if_late else ""
            rows.append(row(clock(entry.start), title, what, entry.minutes, late))
    return "\n".join(rows)


def origin(names, language):
    """Where slides are in the decks of the subject: "deck 1, 2, 7–9; deck 2, 3"."""
    found = []
    for number, name in enumerate(DECKS, start=1):
        at = [slide.number for slide in Deck(name, language).slides if slide.name in names]
        if at:
            deck = words(language, f"deck {number},", f"{number}부")
            found.append(f"{deck} {places(at, language)}")
    return "; ".join(found)


def places(numbers, language):
    """Numbers with runs shortened: "1, 2, 4–6", in Korean "1, 2, 4~6"."""
    return spans(numbers).replace("–", words(language, "–", "~"))


def links(name, language):
    """Links to both editions of a deck, that of the guide's own language first."""
    english, korean = f"[English](en/{name}.html)", f"[한국어](ko/{name}.html)"
    return words(language, f"{english}, {korean}", f"{korean}, {english}")


def head(language, english, korean):
    """The first two rows of a table."""
    columns = words(language, english, korean).split(" | ")
    return [row(*columns), row(*["---"] * len(columns))]


def row(*cells):
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    execute(main)
