"""The decks as they are written: slides, notes, numbers, figures, links. No Node, no browser."""

import base64
import html
import io
import re
import subprocess
import sys
from functools import cache, reduce

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from fashion_cnn.base.errors import KitError
from fashion_cnn.drawing import style
from fashion_cnn.workshop.manifest import lessons
from slides import build, fonts, rendering
from slides.deck import DECKS, HANDOUT, HERE, Deck, fill_facts
from slides.facts import FUNCTIONS, Facts
from slides.facts.measured import measured
from slides.figures import FIGURES, convolution
from slides.languages import LANGUAGES

EDITIONS = [Deck(name, language) for name in DECKS for language in LANGUAGES]
HANDOUTS = [Deck(HANDOUT, language) for language in LANGUAGES]
PAIRS = [(Deck(name, "en"), Deck(name, "ko")) for name in DECKS]
HEADING = re.compile(r"^##? (.+)$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]*)(?:#[^)]*)?\)")
# "[Lesson 2, Kernels]" on a slide, "Next: lesson 2, Kernels" in its notes.
LESSON = re.compile(
    r"\[(?:Lesson|레슨) (\d+), ([^\]]+)\]|^(?:Next: lesson|다음: 레슨) (\d+), (.+)$", re.MULTILINE
)
MATHS = re.compile(r"\$[^$]*\$")
IMAGE = re.compile(
    r'<img data-figure="([\w-]+)" data-letters="([\d.]+)"(?: data-marpit-fragment="\d+")? '
    r'alt="([^"]*)" src="([^"]*)"'
)
# Numbers that a reader takes for results: with a decimal point, a per cent sign, a comma between
# thousands, or of three digits and more.
RESULT = re.compile(r"\d[\d,]*\.\d+|\d+\s*%|\d{1,3}(?:,\d{3})+|\d{3,}")
# Years, sizes such as 28x28x32, names that end in a number, credits of photographs.
NO_RESULT = re.compile(
    r"(?<![\d,])(1[89]|20)\d\d(?![\d,])|\d+(x\d+)+|[A-Za-z]+[-_]?\d+|<small>.*?</small>", re.DOTALL
)


def edition(deck):
    return f"{deck.language}-{deck.name}"


def pages(language):
    return (deck for deck in EDITIONS if deck.language == language)


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_a_deck_has_a_size_that_a_session_can_hold(deck):
    assert 20 <= len(deck.slides) <= 42
    assert 30 <= deck.minutes <= 80


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_every_slide_has_one_heading_and_notes(deck):
    for slide in deck.slides:
        assert len(HEADING.findall(CODE.sub("", slide.shown))) == 1, slide.number
        assert slide.minutes > 0
        assert ("Say:" if deck.language == "en" else "말하기:") in slide.notes, slide.number


@pytest.mark.parametrize(("english", "korean"), PAIRS, ids=lambda deck: deck.language)
def test_both_editions_say_the_same(english, korean):
    assert len(english.slides) == len(korean.slides)
    for one, other in zip(english.slides, korean.slides, strict=True):
        assert one.name == other.name, one.number
        assert one.minutes == other.minutes, one.number
        assert one.figures == other.figures, one.number
        assert sorted(one.facts) == sorted(other.facts), one.number
        assert len(CODE.findall(one.shown)) == len(CODE.findall(other.shown)), one.number
        assert sorted(LINK.findall(one.shown)) == sorted(LINK.findall(other.shown)), one.number


def test_no_two_slides_have_the_same_name():
    names = [slide.name for deck in pages("en") for slide in deck.slides]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_no_result_is_typed_in(deck):
    for slide in deck.slides:
        text = LINK.sub("]", CODE.sub("", slide.shown))
        text = NO_RESULT.sub("", re.sub(r"\{\{[^{}]*\}\}", "", text))
        assert RESULT.findall(text) == [], slide.number


def test_every_fact_and_figure_is_used_and_exists():
    facts = {name for deck in EDITIONS for slide in deck.slides for name, _ in slide.facts}
    figures = {name for deck in EDITIONS for slide in deck.slides for name in slide.figures}
    assert facts - set(FUNCTIONS) == set()
    assert set(FUNCTIONS) - facts - set(measured()) == set()
    assert figures == set(FIGURES)


def test_every_measured_number_is_shown():
    """In a slide, or by a figure, which asks for a group of them by the beginning of the name."""
    drawing_them = "".join(path.read_text("utf-8") for path in (HERE / "figures").rglob("*.py"))
    facts = {name for deck in EDITIONS for slide in deck.slides for name, _ in slide.facts}
    for name in set(measured()) - facts:
        assert name.split("_")[0] + "_" in drawing_them, name


def test_a_fact_that_does_not_exist_is_named():
    with pytest.raises(KitError, match="no fact 'parameters_of_nothing'"):
        fill_facts("It has {{parameters_of_nothing:,}}.", Facts())


def test_what_was_measured_says_how():
    for name, entry in measured().items():
        assert set(entry) - {"seeds", "range"} == {"value", "how", "conditions"}, name
        assert "provisional" not in entry["conditions"], name


@pytest.mark.parametrize("deck", [*EDITIONS, *HANDOUTS], ids=edition)
def test_the_built_page_is_that_of_the_markdown(deck):
    """Recomputes each number of the deck."""
    built = build.built_digest(deck.page.read_text(encoding="utf-8"))
    assert built == build.digest(build.filled(deck)), "run python -m slides.build"


# The figures of the other decks take longer: they build networks, or train them.
QUICK = convolution.FIGURES


@pytest.mark.parametrize(
    "name",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in FIGURES],
)
def test_the_figure_in_the_page_is_what_is_drawn_now(name):
    """By its description, which has its numbers, its proportions, and the size of its letters."""
    for language in LANGUAGES:
        drawn = rendering.lay_out(name, language)
        texts = [text.get_text() for frame in drawn.frames for text in frame.texts]
        characters = {c for text in texts for c in MATHS.sub("", text)}
        assert characters - {"\n"} <= known_characters(), "a missing glyph"
        for deck in pages(language):
            found = [image[1:] for image in images(deck.page) if image[0] == name]
            if found:
                described = [html.unescape(alt) for _, alt, _ in found]
                assert described == [frame.description for frame in drawn.frames]
            for letters, _, address in found:
                width, height = picture(address).size
                assert width / height == pytest.approx(drawn.width / drawn.height, rel=0.05)
                assert float(letters) == pytest.approx(drawn.letters, rel=0.05)


@cache
def images(page):
    """The images of a built page: (name, letters, description, address)."""
    return IMAGE.findall(page.read_text(encoding="utf-8"))


def picture(address):
    return Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))


@cache
def known_characters():
    """What the fonts that come along can write."""
    return {chr(c) for *_, path in fonts.FACES for c in TTFont(path).getBestCmap()}


def test_the_same_figure_is_the_same_picture_to_the_last_bit():
    name = next(iter(FIGURES))
    one, other = (rendering.render(rendering.lay_out(name, "ko")) for _ in range(2))
    assert list(map(rendering.address, one)) == list(map(rendering.address, other))


def test_the_frames_on_top_of_each_other_are_the_last_picture():
    whole = rendering.render(rendering.lay_out("equivariance", "en"))
    seen = next(frames := rendering.changes(whole)).copy()
    for change in frames:
        assert change.getchannel("A").getextrema() == (0, 255)
        seen.paste(change, mask=change)
    assert len(whole) > 1
    assert seen.tobytes() == whole[-1].tobytes()


def test_frames_made_smaller_hide_those_below_them():
    whole = rendering.render(rendering.lay_out("back-full", "en"))
    size = [side * 2 // 3 for side in whole[0].size]
    frames = [frame.convert("RGBA").resize(size) for frame in rendering.changes(whole)]
    seen = reduce(Image.alpha_composite, frames).convert("RGB")
    wrong = np.abs(np.subtract(seen, whole[-1].resize(size), dtype=int)).max(axis=-1) > 10
    assert wrong.mean() < 1e-4


def test_the_live_slide_has_the_colours_of_the_roles():
    css = build.THEME.read_text(encoding="utf-8")
    rules = [line for line in css.splitlines() if line.startswith(".live-kernel")]
    used = {colour.upper() for rule in rules for colour in re.findall("#[0-9a-f]{6}", rule)}
    roles = {style.INPUT.line, style.OUTPUT.line, style.KERNEL.line, style.KERNEL.fill}
    others = {"#FFFFFF", "#505050", "#1A1A1A", "#B00020", "#EEF1F6"}
    assert used - others == roles


def test_the_handouts_name_the_same_commands():
    """A Korean page starts a workspace in Korean."""
    english, korean = (deck.markdown for deck in HANDOUTS)
    korean = korean.replace("start my-workshop --lang ko", "start my-workshop")
    assert sorted(CODE.findall(english)) == sorted(CODE.findall(korean)) != []


@pytest.mark.parametrize("deck", [*EDITIONS, *HANDOUTS], ids=edition)
def test_links_lead_somewhere(deck):
    links = LINK.findall(CODE.sub("", deck.markdown))
    for link in links:
        if not link.startswith(("figure:", "live:")):
            assert (deck.source.parent / link).exists(), link


def test_every_lesson_is_linked_from_a_deck():
    for language in LANGUAGES:
        links = {link for deck in pages(language) for link in LINK.findall(deck.markdown)}
        assert links >= {f"../../workshop/{lesson.file}" for lesson in lessons()}


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_lessons_have_their_titles_in_the_language_of_the_slide(deck):
    titles = {str(lesson.number): lesson.title(deck.language) for lesson in lessons()}
    found = [[part for part in parts if part] for parts in LESSON.findall(deck.markdown)]
    assert found
    for number, text in found:
        # A link may be short, and a note may go on.
        assert text.startswith(titles[number]) or titles[number].startswith(text), text


@pytest.mark.parametrize("deck", EDITIONS, ids=edition)
def test_the_fonts_that_come_along_have_every_character(deck):
    letters = {letter for letter in build.filled(deck) if ord(letter) >= 32}
    assert letters - known_characters() == set()


def test_a_deck_that_does_not_exist_is_named():
    done = run_build("5-more")
    assert done.returncode == 2
    assert "there is no deck '5-more'" in done.stderr


def test_without_marp_the_command_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(build, "MARP", HERE / "nowhere")
    monkeypatch.setattr(sys, "argv", ["slides.build"])
    with pytest.raises(KitError, match="npm ci --prefix slides"):
        build.main()


def test_help_is_there_without_drawing():
    done = run_build("--help")
    assert done.returncode == 0
    assert "--pdf" in done.stdout


def run_build(*arguments):
    command = [sys.executable, "-m", "slides.build", *arguments]
    return subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=False)
