"""The slide with a kernel to edit, in a real Chromium. Slow; skipped where there is none."""

import numpy as np
import pytest

from fashion_cnn.convolution import correlate2d, kernels, photographs
from fashion_cnn.drawing.cells import numbers
from slides import live
from slides.deck import Deck
from slides.languages import LANGUAGES

pytestmark = pytest.mark.slow

PHOTOGRAPH = photographs.photograph("temple")[live.PART].astype(float)
PIXELS = """canvas => [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
  .data].filter((_, index) => index % 4 === 0)"""


@pytest.fixture(params=LANGUAGES)
def slide(request, chromium):
    """The page of deck 1, opened at the slide."""
    deck = Deck("1-convolution", request.param)
    number = next(slide.number for slide in deck.slides if slide.name == "live-kernel")
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    page.goto(f"{deck.page.as_uri()}#{number}")
    yield page
    page.close()


def result(page):
    """What the kernel has made of the photograph: levels of grey (H, W)."""
    rows, columns = np.subtract(PHOTOGRAPH.shape, 2)
    return np.reshape(page.locator("canvas.output").evaluate(PIXELS), (rows, columns))


def fill(page, kernel):
    for field, text in zip(page.locator(".live-kernel input").all(), kernel, strict=True):
        field.fill(text)


@pytest.mark.parametrize("kernel", [[[1, 2, 0], [0, -1, 0], [3, 0, -4]], [[0, 0, 1]] * 3])
def test_it_computes_what_the_kit_computes(slide, kernel):
    fill(slide, numbers(kernel).flat)
    expected = np.clip(correlate2d(PHOTOGRAPH, np.array(kernel)), 0, 255)
    np.testing.assert_array_equal(result(slide), expected)


def test_weights_that_sum_to_0_show_0_as_grey(slide):
    slide.locator("button[data-kernel=diagonal_edges]").click()
    exact = correlate2d(PHOTOGRAPH, kernels.kernel("diagonal_edges"))
    found = result(slide)
    assert set(found[exact == 0]) == {128}
    assert found[exact > 2].min() >= 128 >= found[exact < -2].max()


def test_a_fraction_is_a_weight(slide):
    fill(slide, ["1/9"] * 9)
    exact = correlate2d(PHOTOGRAPH, kernels.kernel("box_blur"))
    assert abs(result(slide) - exact).max() <= 0.5 + 1e-9


def test_what_is_no_number_is_marked_and_changes_nothing(slide):
    before, field = result(slide), slide.locator(".live-kernel input").nth(4)
    for text in "x", "1/0", "", "1/2/3":
        field.fill(text)
        assert field.get_attribute("aria-invalid") == "true", text
        np.testing.assert_array_equal(result(slide), before)
    field.fill("−0.5")
    assert field.get_attribute("aria-invalid") == "false"


def test_the_mouse_chooses_the_window_whose_sum_is_shown(slide):
    slide.locator("button[data-kernel=identity]").click()
    edges = slide.locator("canvas.input").bounding_box()
    unit = edges["width"] / PHOTOGRAPH.shape[1]
    row, column = 40, 100
    slide.mouse.move(edges["x"] + (column + 0.5) * unit, edges["y"] + (row + 0.5) * unit)
    pixel = int(PHOTOGRAPH[row, column])
    assert slide.locator(".live-kernel output").text_content() == f"{pixel}·1 = {pixel}"


def test_the_arrow_keys_move_in_a_field_not_through_the_deck(slide):
    here = slide.url
    slide.locator(".live-kernel input").first.press("ArrowRight")
    assert slide.url == here
