"""The built pages in a real Chromium, as a room sees them.

Slow. Needs playwright and Chromium; where there is none, the tests are skipped, but not where
FASHION_CNN_CHROMIUM names one, as in CI.
"""

import pytest

from slides.assembly import TimetableDeck, clock
from slides.deck import DECKS, HANDOUT, Deck
from slides.languages import LANGUAGES
from slides.timetables import TIMETABLES

pytestmark = pytest.mark.slow

EDITIONS = [Deck(name, language) for name in DECKS for language in LANGUAGES]
TIMETABLE_EDITIONS = [
    TimetableDeck(name, language) for name in TIMETABLES for language in LANGUAGES
]
SIZES = {"1280x720": (1280, 720), "1920x1080": (1920, 1080)}
SMALLEST_TEXT = 20  # px on a slide of 1280 x 720
INSPECT = """() => [...document.querySelectorAll("section")].map((slide) => {
  const paper = slide.getBoundingClientRect(), scale = paper.width / 1280;
  const place = (r) => ({left: (r.left - paper.left) / scale, right: (r.right - paper.left) / scale,
                         top: (r.top - paper.top) / scale, bottom: (r.bottom - paper.top) / scale});
  const background = (e) => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!/, 0\\)$|transparent/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = [], walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || parent.closest("mjx-container, svg svg")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const style = getComputedStyle(parent);
    texts.push({text: node.data.trim(), size: parseFloat(style.fontSize), colour: style.color,
                bold: +style.fontWeight >= 700, background: background(parent),
                ...place(range.getBoundingClientRect())});
  }
  const images = [...slide.querySelectorAll("img")].map((image) => {
    const box = image.getBoundingClientRect();
    const shrunk = Math.min(box.width / image.naturalWidth, box.height / image.naturalHeight);
    return {name: image.dataset.figure, alt: image.alt, loaded: image.complete, shrunk,
            width: image.naturalWidth, letters: image.dataset.letters * shrunk / scale,
            ...place(box)};
  });
  const blocks = [...slide.children].filter((e) => !["FOOTER", "SCRIPT"].includes(e.tagName))
    .map((e) => ({tag: e.tagName, wide: e.scrollWidth - e.clientWidth,
                  ...place(e.getBoundingClientRect())}));
  const overflow = [slide.scrollWidth - slide.clientWidth, slide.scrollHeight - slide.clientHeight];
  return {overflow, texts, images, blocks};
})"""


def edition(deck):
    return f"{deck.language}-{deck.name}"


@pytest.fixture(scope="module", params=[*EDITIONS, *TIMETABLE_EDITIONS], ids=edition)
def seen(request, chromium):
    """A deck opened in both sizes: what its slides are like, what it asked for, its complaints.

    A timetable in one size: most of its slides are those of the other decks.
    """
    found, asked = {"deck": request.param, "complaints": [], "slides": {}}, []
    sizes = list(SIZES)[: 2 if request.param in EDITIONS else 1]
    for name in sizes:
        width, height = SIZES[name]
        page = chromium.new_page(viewport={"width": width, "height": height})
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: found["complaints"].append(message.text))
        page.on("pageerror", lambda error: found["complaints"].append(str(error)))
        page.goto(request.param.page.as_uri())
        page.evaluate("document.fonts.ready")
        # In print, all slides lie one below the other.
        page.emulate_media(media="print")
        page.evaluate("Promise.all([...document.images].map((image) => image.decode()))")
        found["slides"][name] = page.evaluate(INSPECT)
        if name == sizes[-1]:
            found["asked"] = asked.copy()  # what the inspector asks for would be among them
            found["fonts"] = fonts_used(page)
        page.close()
    return found


def fonts_used(page):
    """Return the fonts with which Chromium draws the slides: (name, comes with the page)."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    found = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "section"})
    used = set()
    for node in found["nodeIds"]:
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            used.add((font["familyName"], font["isCustomFont"]))
    return used


def each_slide(seen):
    for size, slides in seen["slides"].items():
        for number, slide in enumerate(slides, start=1):
            yield f"{size}, slide {number}", slide


def test_all_slides_are_there(seen):
    for slides in seen["slides"].values():
        assert len(slides) == len(seen["deck"].slides)


def test_nothing_is_fetched_and_nothing_complained_of(seen):
    assert {url for url in seen["asked"] if not url.startswith("data:")} == {
        seen["deck"].page.as_uri()
    }
    assert seen["complaints"] == []


def test_nothing_overflows(seen):
    for where, slide in each_slide(seen):
        assert max(slide["overflow"]) <= 1, where
        for block in slide["blocks"]:
            assert block["wide"] <= 1, (where, block)
            assert block["left"] >= 40, (where, block)
            assert block["right"] <= 1241, (where, block)
            assert block["bottom"] <= 672, (where, block)
        for text in slide["texts"]:
            assert text["right"] <= 1241, (where, text)


def test_every_picture_is_there_sharp_and_described(seen):
    for where, slide in each_slide(seen):
        for image in slide["images"]:
            assert image["loaded"], (where, image)
            assert image["width"] > 0, (where, image)
            assert len(image["alt"]) > 20, (where, image)
            # Never more pixels on the screen than in the picture.
            assert image["shrunk"] <= 1.03, (where, image)
            assert image["bottom"] - image["top"] >= 150, (where, image)


def test_the_frames_of_a_figure_lie_on_top_of_each_other(seen):
    for where, slide in each_slide(seen):
        for name in {image["name"] for image in slide["images"]}:
            frames = [image for image in slide["images"] if image["name"] == name]
            for side in ("left", "right", "top", "bottom"):
                assert len({round(frame[side], 1) for frame in frames}) == 1, (where, name)


STEPPED = """() => {
  const slide = document.querySelector(".bespoke-marp-active");
  const frames = [...slide.querySelectorAll("figure img")];
  const box = (e) => { const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; };
  return {slide: [...document.querySelectorAll(".bespoke-marp-slide")].indexOf(slide) + 1,
          shown: frames.map((e) => getComputedStyle(e).visibility == "visible"),
          boxes: frames.map(box)};
}"""


@pytest.mark.parametrize(
    "deck", [Deck("1-convolution", "en"), TimetableDeck("1-hour-and-a-half", "ko")], ids=edition
)
def test_the_arrow_keys_step_through_a_figure_in_place(chromium, deck):
    [number] = [slide.number for slide in deck.slides if slide.name == "sliding"]
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    page.goto(f"{deck.page.as_uri()}#{number}")
    first = page.evaluate(STEPPED)
    count = len(first["shown"])
    assert count > 1
    for step in range(count):
        seen = page.evaluate(STEPPED)
        assert seen["slide"] == number
        assert seen["shown"] == [frame <= step for frame in range(count)]
        assert seen["boxes"] == [first["boxes"][0]] * count
        page.keyboard.press("ArrowRight")
    assert page.evaluate(STEPPED)["slide"] == number + 1
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(STEPPED)["shown"] == [True] * count
    page.close()


def test_the_agenda_shows_times_of_day(chromium):
    deck = TimetableDeck("1-hour-and-a-half", "en")
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    page.clock.set_fixed_time("2026-05-04T09:01:30")
    page.goto(f"{deck.page.as_uri()}#2")
    times = page.locator(".bespoke-marp-active time[datetime]")
    times.first.wait_for()
    # The agenda is the second minute, so the room began at nine.
    assert times.first.text_content() == "9:00"
    assert times.last.text_content() == "10:30"
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_task_says_until_when_by_the_clock_of_this_computer(chromium, language):
    deck = TimetableDeck("1-hour-and-a-half", language)
    [number, *_] = [slide.number for slide in deck.slides if slide.name == "your-turn"]
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    page.clock.set_fixed_time("2026-05-04T09:55:30")
    page.goto(f"{deck.page.as_uri()}#{number - 1}")
    until = page.locator(".until time").first
    lesson = next(entry for entry in deck.timetable.entries if entry.lesson)
    assert lesson.minutes == 20
    assert until.text_content() == clock(lesson.end)
    page.keyboard.press("ArrowRight")
    page.locator(".until time[datetime]").first.wait_for()
    assert until.text_content() == "10:15"
    # Whoever comes back to the slide finds the same time.
    page.clock.set_fixed_time("2026-05-04T10:05:00")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    assert until.text_content() == "10:15"
    page.close()


def test_letters_are_large_enough(seen):
    for where, slide in each_slide(seen):
        for text in slide["texts"]:
            assert text["size"] >= SMALLEST_TEXT, (where, text)
        for image in slide["images"]:
            assert image["letters"] >= SMALLEST_TEXT - 0.1, (where, image)


def test_contrast_passes_wcag_aa(seen):
    for where, slide in each_slide(seen):
        for text in slide["texts"]:
            large = text["size"] >= 24 or (text["bold"] and text["size"] >= 18.7)
            assert contrast(text["colour"], text["background"]) >= (3 if large else 4.5), (
                where,
                text,
            )


def test_all_letters_come_with_the_page(seen):
    assert {name for name, comes_along in seen["fonts"] if not comes_along} == set()
    assert any(name == "Workshop Hangul" for name, _ in seen["fonts"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handout_is_one_page_of_a4(chromium, language):
    page = chromium.new_page(viewport={"width": 794, "height": 1123})
    page.goto(Deck(HANDOUT, language).page.as_uri())
    page.evaluate("document.fonts.ready")
    page.emulate_media(media="print")
    [sheet] = page.evaluate(INSPECT)
    assert max(sheet["overflow"]) <= 1
    assert all(block["wide"] <= 1 for block in sheet["blocks"])
    # INSPECT measures in slides of 1280 pixels across.
    assert max(block["bottom"] for block in sheet["blocks"]) <= 1100 * 1280 / 794
    assert min(text["size"] for text in sheet["texts"]) >= 12
    assert all(comes_along for _, comes_along in fonts_used(page))
    page.close()


def contrast(one, other):
    """Return the contrast ratio of two CSS colours (WCAG 2.2, from 1 to 21)."""
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    channels = [float(part) / 255 for part in colour.partition("(")[2].rstrip(")").split(",")[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_contrast_of_black_on_white_is_21():
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
