"""The section of the page that says why the network answers as it does, in a browser."""

import re

import keras
import pytest
from keras import layers

from fashion_cnn import inside
from fashion_cnn.explorer.contents import contents
from fashion_cnn.explorer.page import page
from fashion_cnn.inside.opened import Opened

NUMBER = r"(−?\d+(?:\.\d+)?)"


def numbers(pattern, text):
    """The numbers at each # of a pattern in a text."""
    found = re.search(pattern.replace("#", NUMBER), text)
    assert found, text
    return [float(each.replace("−", "-")) for each in found.groups()]


def network(*made, shape=(28, 28, 1)):
    keras.utils.set_random_seed(3)
    return keras.Sequential([keras.Input(shape), *made])


@pytest.fixture
def opened_page(chromium, tmp_path, few_garments):
    """A function that shows a model in the browser; it returns the page and the Opened model."""
    contexts, messages = [], []

    def show(model):
        opened = Opened(model, "a model", "garments", None, (0, 1))
        (tmp_path / "page.html").write_text(page(contents([opened]), "a model"), encoding="utf-8")
        contexts.append(chromium.new_context(locale="en-US"))
        shown = contexts[-1].new_page()
        shown.on("console", lambda message: messages.append(message.text))
        shown.on("pageerror", lambda error: messages.append(str(error)))
        shown.goto((tmp_path / "page.html").as_uri())
        shown.wait_for_selector("#why .why:not(.waiting)", state="attached")
        return shown, opened

    yield show
    for context in contexts:
        context.close()
    assert messages == []


@pytest.fixture
def convolutional(opened_page):
    return opened_page(
        network(
            layers.Conv2D(6, 3, strides=2, activation="relu", name="conv1"),
            layers.Conv2D(8, 3, strides=2, activation="relu", name="conv2"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        )
    )


def test_the_square_is_stepped_and_dragged_and_the_answer_follows(convolutional):
    shown, opened = convolutional
    why = shown.locator("#why")
    square = why.get_by_role("slider", name="The square that covers")
    assert "rows 10 to 16, columns 10 to 16" in square.get_attribute("aria-valuetext")
    square.press("ArrowLeft")
    square.press("ArrowUp")
    why.get_by_text("rows 9 to 15, columns 9 to 15").wait_for()

    picture = opened.pictures([0])
    best = int(inside.probabilities(opened.model, picture)[0].argmax())
    picture[0, 9:16, 9:16] = picture[0].mean()
    expected = 100 * inside.probabilities(opened.model, picture)[0, best]
    assert numbers("→ #%", square.get_attribute("aria-valuetext")) == pytest.approx(
        [expected], abs=0.06
    )

    box = square.bounding_box()
    shown.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shown.mouse.down()
    shown.mouse.move(box["x"] + 500, box["y"] + box["height"] + 500)
    shown.mouse.up()
    why.get_by_text("rows 21 to 27, columns 21 to 27").wait_for()


def test_every_part_is_covered_and_the_map_is_that_of_the_command(convolutional):
    shown, opened = convolutional
    why = shown.locator("#why")
    why.get_by_role("button", name="Cover every part").click()
    why.get_by_text("percentage points").wait_for()
    why.get_by_role("combobox", name="Measured by").select_option("score (before the softmax)")
    why.get_by_role("combobox", name="Class").select_option(index=4)
    text = why.get_by_text("Red where covering lowers the score").inner_text()

    expected = inside.occlusion(opened.model, opened.pictures([0])[0], 3)
    found = numbers("up to #. Blue .* up to #", text)
    assert found == pytest.approx([expected.max(), max(0, -expected.min())], rel=2e-3, abs=1e-3)

    shown.locator(".test").nth(1).click()
    shown.wait_for_selector("#why .why:not(.waiting)")
    assert why.get_by_text("Red where").count() == 0


def test_where_the_probability_hardly_changes_the_page_points_to_the_score(opened_page):
    model = network(layers.Flatten(), layers.Dense(10, activation="softmax"))
    model.layers[-1].bias.assign([60.0] + [0.0] * 9)
    shown, _ = opened_page(model)
    why = shown.locator("#why")
    why.get_by_role("button", name="Cover every part").click()
    why.get_by_text("The score shows more").wait_for()
    why.get_by_role("combobox", name="Measured by").select_option("score (before the softmax)")
    assert why.get_by_text("It falls most with").is_visible()


def test_covering_every_part_can_be_stopped(convolutional):
    shown, _ = convolutional
    why = shown.locator("#why")
    # One square in each frame, so that it lasts.
    shown.evaluate("performance.now = (() => { let time = 0; return () => (time += 1000); })()")
    why.get_by_role("button", name="Cover every part").click()
    why.get_by_role("progressbar").wait_for()
    why.get_by_role("button", name="Stop").click()
    why.get_by_role("button", name="Cover every part").wait_for()
    assert why.get_by_role("progressbar").count() == 0


def test_grad_cam_of_a_chosen_layer_is_brightest_where_that_of_the_command_is(convolutional):
    shown, opened = convolutional
    why = shown.locator("#why")
    picture = opened.pictures([0])[0]
    best = int(inside.probabilities(opened.model, picture[None])[0].argmax())
    for layer in ("conv2", "conv1"):
        why.get_by_role("combobox", name="Layer").select_option(layer)
        text = why.get_by_text(f"maps of {layer} raise").inner_text()
        heat = inside.grad_cam(opened.model, picture, best, layer)
        row, column = map(int, numbers("row #, column #", text))
        assert heat[row, column] == pytest.approx(heat.max(), rel=1e-3)


def test_it_speaks_korean(convolutional):
    shown, _ = convolutional
    why = shown.locator("#why")
    shown.get_by_role("button", name="한국어").click()
    why.get_by_text("정사각형을 이미지 위로").wait_for()
    why.get_by_role("button", name="모든 부분 덮기").click()
    why.get_by_text("빨간 곳을 덮으면").wait_for()


def test_without_maps_there_is_no_grad_cam_and_the_page_says_so(opened_page):
    shown, _ = opened_page(network(layers.Flatten(), layers.Dense(10, activation="softmax")))
    why = shown.locator("#why")
    assert why.get_by_text("there are no maps to add up").is_visible()
    assert not why.get_by_role("combobox", name="Layer").is_visible()


def test_an_answer_without_classes_is_not_asked_why(opened_page):
    shown, _ = opened_page(network(layers.Conv2D(1, 3, padding="same", activation="sigmoid")))
    why = shown.locator("#why")
    assert why.get_by_text("is not the probabilities of classes").is_visible()
    shown.locator(".test").nth(1).click()
    assert why.get_by_role("slider", name="The square that covers").count() == 0


def test_a_colour_picture_is_covered_with_its_mean(opened_page):
    shown, opened = opened_page(
        network(
            layers.Conv2D(4, 5, strides=3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10),
            shape=(32, 40, 3),
        )
    )
    square = shown.locator("#why").get_by_role("slider")
    assert "rows 12 to 19, columns 16 to 23" in square.get_attribute("aria-valuetext")
    picture = opened.pictures([0])
    best = int(inside.probabilities(opened.model, picture)[0].argmax())
    picture[0, 12:20, 16:24] = picture[0].mean()
    expected = 100 * inside.probabilities(opened.model, picture)[0, best]
    found = numbers("→ #%", square.get_attribute("aria-valuetext"))
    assert found == pytest.approx([expected], abs=0.06)
