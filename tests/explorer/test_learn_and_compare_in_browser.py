"""The slider through the training, and two models on a shifted picture, in a browser."""

import keras
import numpy as np
import pytest
from snapshots_of_run import BEST, NAMES, make_run, random_model, trained_model

from fashion_cnn.explorer import shifts
from fashion_cnn.explorer.contents import contents
from fashion_cnn.explorer.page import page
from fashion_cnn.inside.opened import Opened

LAST = len(NAMES) - 1


@pytest.fixture
def dense():
    keras.utils.set_random_seed(9)
    return random_model(9, "dense")


@pytest.fixture
def explorer(chromium, forty_garments, dense, tmp_path, monkeypatch):
    """The page with two models, of which the first has snapshots."""
    monkeypatch.setattr(shifts, "SHIFTS", (-4, 0, 4))
    run = make_run(tmp_path / "run")
    pair = [
        Opened(model, f"the {model.name} one", "garments") for model in (trained_model(), dense)
    ]
    path = tmp_path / "page.html"
    path.write_text(page(contents(pair, runs=[run, None]), "a page"), encoding="utf-8")
    context = chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    said = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto(path.as_uri())
    opened.wait_for_selector("#shifted[aria-label]")
    yield opened
    assert said == []
    context.close()


def shown(page):
    """The probabilities under Answer, in per cent."""
    values = page.locator("#answer .value").all_inner_texts()
    return [float(value.rstrip("%")) for value in values]


def same_answer(percents, model, image):
    expected = 100 * model.predict(image[None, ..., None], verbose=0)[0]
    return np.allclose(percents, expected, atol=0.6)


def test_the_slider_shows_the_weights_of_each_snapshot(explorer, forty_garments):
    image = forty_garments.x_test[0] / 255
    slider = explorer.locator("#snapshot")
    assert slider.input_value() == str(NAMES.index(f"epoch-{BEST}"))
    assert "the trained model" in slider.get_attribute("aria-valuetext")
    trained = explorer.evaluate("document.querySelector('.filters canvas').toDataURL()")
    slider.focus()
    explorer.keyboard.press("Home")
    assert "Before training" in explorer.locator(".when").inner_text()
    assert same_answer(shown(explorer), random_model(0), image)
    assert explorer.evaluate("document.querySelector('.filters canvas').toDataURL()") != trained
    explorer.keyboard.press("ArrowRight")
    assert "After the first update" in explorer.locator(".when").inner_text()
    assert same_answer(shown(explorer), random_model(1), image)
    explorer.keyboard.press("End")
    assert "After epoch 3. It gets" in explorer.locator(".when").inner_text()
    assert same_answer(shown(explorer), random_model(LAST), image)


def test_play_goes_from_untrained_to_the_last_epoch(explorer):
    explorer.locator("#snapshot").focus()
    explorer.keyboard.press("End")
    button = explorer.locator("#play-training")
    button.click()
    assert button.inner_text() == "Pause"
    assert explorer.locator("#snapshot").input_value() == "0"
    explorer.wait_for_function("document.querySelector('#snapshot').value === '2'")
    button.click()
    assert button.inner_text() == "Play"
    button.click()
    last = f"document.querySelector('#snapshot').value === '{LAST}'"
    explorer.wait_for_function(last)
    explorer.wait_for_function("document.querySelector('#play-training').textContent === 'Play'")


def test_the_other_model_has_its_own_layers_and_no_slider(explorer, dense, forty_garments):
    explorer.get_by_role("button", name="2. dense").click()
    assert explorer.locator("#about").inner_text() == "the dense one"
    assert not explorer.locator("#learn").is_visible()
    assert same_answer(shown(explorer), dense, forty_garments.x_test[0] / 255)
    explorer.get_by_role("button", name="1. small").click()
    assert explorer.locator("#learn").is_visible()


def answers(page):
    """The top class of each model's card, as the sentence says it."""
    return [text.split(".")[0] for text in page.locator(".verdict").all_inner_texts()]


def test_a_shifted_picture_is_answered_by_both(explorer, dense, forty_garments):
    names = explorer.locator("#answer .name").all_inner_texts()
    explorer.locator("#shifted").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        explorer.keyboard.press(key)
    explorer.wait_for_function("document.querySelector('.where').textContent.includes('1 down')")
    assert explorer.locator(".where").inner_text() == "Shifted 2 to the right and 1 down."
    images = forty_garments.x_test[:1, ..., None] / np.float32(255)
    moved = shifts.shifted(images, 1, 2)
    expected = [model.predict(moved, verbose=0)[0].argmax() for model in (trained_model(), dense)]
    assert answers(explorer) == [f"It says {names[best]}" for best in expected]
    # 2 is as near to 0 as to 4: the first of the two is marked.
    assert "nearly" in explorer.locator(".here").first.inner_text()


def test_the_picture_is_dragged_and_put_back(explorer):
    picture = explorer.locator("#shifted")
    picture.scroll_into_view_if_needed()
    box = picture.locator("canvas").bounding_box()
    pixel = box["width"] / 28
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    explorer.mouse.move(x, y)
    explorer.mouse.down()
    explorer.mouse.move(x - 4 * pixel, y - 20 * pixel, steps=5)
    explorer.mouse.up()
    explorer.wait_for_function("document.querySelector('.where').textContent.includes('4 up')")
    assert explorer.locator(".where").inner_text() == "Shifted 4 to the left and 4 up."
    for table in explorer.locator("table.shifts").all():
        rows = table.locator("tbody tr").all()
        marked = [row.locator("td[aria-current]").count() for row in rows]
        assert marked == [1, 0, 0]
    explorer.get_by_role("button", name="Show it to the network above").click()
    explorer.wait_for_function("document.querySelector('.where').textContent === 'Not shifted.'")
    assert "label" not in explorer.locator(".verdict").first.inner_text()


def test_all_of_it_speaks_korean(explorer):
    explorer.get_by_role("button", name="한국어").click()
    explorer.wait_for_function(
        "document.querySelector('.where').textContent === '옮기지 않았습니다.'"
    )
    assert "학습이 끝난 모델" in explorer.locator(".when").inner_text()
    assert explorer.locator("#compare h2").inner_text() == "두 모델에 같은 이미지"
