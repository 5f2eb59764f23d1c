"""What one can play with on the page: sliding kernels against the kit's, and both in a browser."""

import itertools
import json
import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers
from node import needs_node

from fashion_cnn import convolution
from fashion_cnn.base.language import LANGUAGES
from fashion_cnn.convolution import correlate2d
from fashion_cnn.convolution.kernels import KERNELS
from fashion_cnn.data import garments
from fashion_cnn.explorer.contents import contents
from fashion_cnn.explorer.page import page
from fashion_cnn.explorer.presets import MORE, presets
from fashion_cnn.inside.opened import Opened

PROGRAM = Path(__file__).parent / "node_sliding.mjs"
SHAPES = [((5, 5), (1, 1)), ((7, 7), (3, 3)), ((8, 6), (2, 3)), ((9, 9), (5, 4)), ((6, 7), (4, 5))]
WAYS = list(itertools.product(convolution.PADDINGS, (1, 2, 3), (1, 2, 3)))
WEIGHTS = {
    "2": 2,
    " -0.5 ": -0.5,
    "−3": -3,
    "1/9": 1 / 9,
    "-1 / 3": -1 / 3,
    "３": 3,
    "1e-2": 0.01,
    **dict.fromkeys(["", "-", "1/", "/9", "1/2/3", "1/0", "x", "1 2", "Infinity", "NaN"], np.nan),
}


def in_node(cases):
    job = json.dumps({"cases": cases, "texts": list(WEIGHTS)})
    done = subprocess.run(["node", PROGRAM], input=job, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def slid():
    """[(image, kernel, (padding, stride, dilation), what the page makes of them)], and the rest."""
    draw = np.random.default_rng(0)
    cases = [
        (draw.integers(-9, 10, image), draw.integers(-3, 4, kernel), way)
        for image, kernel in SHAPES
        for way in WAYS
    ]
    found = in_node(
        [
            {
                "image": image.tolist(),
                "kernel": kernel.tolist(),
                **dict(zip(("padding", "stride", "dilation"), way, strict=True)),
            }
            for image, kernel, way in cases
        ]
    )
    return [(*case, made) for case, made in zip(cases, found["cases"], strict=True)], found


@needs_node
def test_every_padding_stride_and_dilation_as_the_kit_has_it(slid):
    refused = 0
    for image, kernel, way, made in slid[0]:
        padding, stride, dilation = way
        if "output" not in made:
            refused += 1
            with pytest.raises(ValueError, match="span"):
                correlate2d(image, kernel, *way)
            continue
        for axis, size in enumerate(image.shape):
            taken = size, kernel.shape[axis], padding, stride, dilation
            along = made["along"][axis]
            assert along["span"] == convolution.extent(kernel.shape[axis], dilation)
            assert (along["before"], along["after"]) == convolution.pad_amounts(*taken)
            assert along["positions"] == convolution.positions(*taken)
            assert along["outputs"] == convolution.output_size(*taken)
        expected = correlate2d(image, kernel, *way)
        assert made["output"]["shape"] == [*expected.shape, 1]
        assert made["output"]["data"] == expected.ravel().tolist()
        assert made["added"] == expected.ravel().tolist()
        padded = convolution.pad(image, kernel.shape, *way)
        assert made["padded"]["shape"] == [*padded.shape, 1]
        assert made["padded"]["data"] == padded.ravel().tolist()
        convolved = convolution.convolve2d(image, kernel, *way)
        assert made["convolved"] == convolved.ravel().tolist()
    assert 0 < refused < len(slid[0]) / 3


@needs_node
def test_texts_of_weights_and_numbers(slid):
    found = slid[1]
    np.testing.assert_allclose([float(text) for text in found["weights"]], list(WEIGHTS.values()))
    assert found["brightness"] == [0.5, 0.25]
    assert found["written"] == ["0", "0", "−2", "0.11", "22.25"]


def test_the_presets_are_the_kernels_of_the_kit():
    made = presets()
    assert [preset["id"] for preset in made] == [*KERNELS, *MORE]
    for preset in made:
        assert set(preset["names"]) == set(LANGUAGES)
        assert len(preset["texts"]) == 9
    assert made[list(KERNELS).index("box_blur")]["texts"] == ["1/9"] * 9
    assert made[list(KERNELS).index("sharpen")]["texts"][1] == "−1"


# ------------------------------------------------------------------------------------ in a browser


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A page of a small model that classifies garments."""
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(2, 3, activation="relu", name="conv1"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    opened = Opened(model, "a small model", "garments", None, (0, 1))
    draw = np.random.default_rng(0)
    # Not drawn by the kit: that takes longer than the whole test.
    images = draw.integers(0, 256, (4, 28, 28), np.uint8)
    images[3] = 0
    opened.__dict__["dataset_images"] = images
    known = {"name": "garments", "title": "noise", "y_test": np.arange(4)}
    known["x_train"] = garments.draw(10, 1).x_train
    opened.__dict__["test_set"] = type("Set", (), known)
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(page(contents([opened]), "page"), encoding="utf-8")
    return path, opened.dataset_images[0] / np.float32(255), model


@pytest.fixture
def opened_page(chromium, file):
    """The page in a browser; whatever the page writes to the console is an error."""
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    said = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(file[0].as_uri())
    yield tab
    assert not said
    tab.close()


def values(locator):
    """The texts of a table of numbers, as numbers."""
    return [float(text.replace("−", "-")) for text in locator.locator("span").all_inner_texts()]


@pytest.mark.parametrize("way", [("valid", 1, 1), ("same", 2, 1), ("full", 1, 2)])
def test_the_sliding_kernel_follows_its_settings(opened_page, way):
    for name, value in zip(("padding", "stride", "dilation"), way, strict=True):
        opened_page.select_option(f"#play-{name}", str(value))
    game = opened_page.locator("#play-window")
    padded, kernel = (
        np.reshape(found, (-1, int(len(found) ** 0.5)))
        for found in (values(game.locator(f".numbers.{role}")) for role in ("input", "kernel"))
    )
    zeros = game.locator(".numbers.input span.padding").count()
    assert padded.size - zeros == 49
    output = correlate2d(padded, kernel, "valid", *way[1:])
    assert values(game.locator(".numbers.output")) == output.ravel().tolist()
    assert f"= {output.shape[0]} along each side" in game.locator(".sizes").inner_text()
    # The second position, by the arrow key: its window, its weights and its sum.
    slider = game.get_by_role("slider")
    slider.focus()
    opened_page.keyboard.press("ArrowRight")
    taps = [int(text) for text in game.locator("span.tap").all_inner_texts()]
    assert np.dot(taps, kernel.ravel()) == output[0, 1]
    assert slider.get_attribute("aria-valuenow") == "2"
    assert game.locator(".sum").inner_text().endswith(f"= {output[0, 1]:g}".replace("-", "−"))


def test_stepping_running_and_pointing(opened_page):
    game = opened_page.locator("#play-window")
    now = lambda: int(game.get_by_role("slider").get_attribute("aria-valuenow"))  # noqa: E731
    game.get_by_role("button", name="Back").click()
    assert now() == 25
    game.get_by_role("button", name="Next").click()
    assert now() == 1
    game.get_by_role("button", name="Run").click()
    opened_page.wait_for_function(
        "document.querySelector('#play-window [role=slider]').ariaValueNow >= 3"
    )
    game.get_by_role("button", name="Pause").click()
    game.locator(".numbers.output span").nth(12).hover()
    assert now() == 13
    game.locator(".numbers.input span").nth(48).hover()
    assert now() == 25
    game.get_by_role("slider").focus()
    opened_page.keyboard.press("Home")
    assert now() == 1


def test_a_kernel_that_does_not_fit_is_said(opened_page):
    opened_page.select_option("#play-kernel", "5")
    opened_page.select_option("#play-dilation", "3")
    game = opened_page.locator("#play-window")
    assert "spans 13 pixels and does not fit" in game.locator(".sizes").inner_text()
    assert not game.get_by_role("slider").is_visible()
    assert game.get_by_role("button", name="Next").is_disabled()
    opened_page.select_option("#play-padding", "full")
    assert game.get_by_role("slider").get_attribute("aria-valuemax") == str(19**2)


def value_at(game):
    return float(game.locator(".sum").inner_text().rstrip(".").split()[-1].replace("−", "-"))


def test_an_edited_kernel_and_its_flip(opened_page, file):
    game = opened_page.locator("#play-kernel")
    game.get_by_role("button", name="box blur").click()
    fields = game.locator(".editor input")
    assert fields.nth(0).input_value() == "1/9"
    assert "same feature map" in game.locator(".flip").inner_text()
    kernel = [[1, 2, 0], [0, -1, 0], [3, 0, 0.5]]
    for n, text in enumerate(["1", "2", "0", "0", "−1", "0", "3", "0", "1/2"]):
        fields.nth(n).fill(text)
    image = file[1]
    slider = game.get_by_role("slider")
    slider.focus()
    opened_page.keyboard.press("End")
    correlated = correlate2d(image, kernel)
    assert value_at(game) == pytest.approx(correlated[-1, -1], abs=1e-3)
    opened_page.keyboard.press("ArrowUp")
    assert value_at(game) == pytest.approx(correlated[-2, -1], abs=1e-3)
    game.get_by_label("Convolution").check()
    convolved = convolution.convolve2d(image, np.array(kernel))
    assert value_at(game) == pytest.approx(convolved[-2, -1], abs=1e-3)
    changed = np.sum(~np.isclose(correlated, convolved, atol=1e-6))
    assert f"at {changed} of 676 positions" in game.locator(".flip").inner_text()
    laid = game.locator(".arithmetic .numbers.kernel span").all_inner_texts()
    assert laid == ["1/2", "0", "3", "0", "−1", "0", "0", "2", "1"]
    game.get_by_role("button", name="vertical edges").click()
    assert "sign of every value" in game.locator(".flip").inner_text()


def test_what_is_no_number_is_said_and_changes_nothing(opened_page):
    game = opened_page.locator("#play-kernel")
    before = game.locator(".sum").inner_text()
    field = game.locator(".editor input").nth(4)
    field.fill("1/0")
    assert field.get_attribute("aria-invalid") == "true"
    assert game.locator(".error").inner_text() == "A weight is a number, such as 2, −0.5 or 1/9."
    assert game.locator(".sum").inner_text() == before
    field.fill("8")
    assert not game.locator(".error").is_visible()


def test_the_image_of_the_page_and_the_kernel_of_a_selected_map(opened_page, file):
    game = opened_page.locator("#play-kernel")
    before = game.locator(".sum").inner_text()
    opened_page.locator(".test").nth(1).click()
    assert game.locator(".sum").inner_text() != before
    opened_page.locator(".test").nth(0).click()
    opened_page.locator('[data-layer="1"] [data-channel="1"]').click()
    game.get_by_role("button", name="the kernel of conv1, map 1").click()
    game.get_by_role("slider").focus()
    opened_page.keyboard.press("Home")
    kernel = file[2].layers[0].get_weights()[0][:, :, 0, 1]
    # The fields show three decimal places.
    assert value_at(game) == pytest.approx(correlate2d(file[1], kernel)[0, 0], abs=0.01)


def test_the_map_of_a_black_image_has_the_colour_of_zero(opened_page):
    opened_page.locator(".test").nth(3).click()
    pixel = opened_page.evaluate(
        """() => [...document.querySelector("#play-kernel .output canvas").getContext("2d")
            .getImageData(5, 5, 1, 1).data]"""
    )
    assert min(pixel) > 240


def test_it_speaks_korean(opened_page):
    opened_page.locator("#languages [lang=ko]").click()
    play = opened_page.locator("#play")
    assert "커널이 움직이는 방식" in play.inner_text()
    assert play.get_by_role("button", name="박스 블러").is_visible()
    play.get_by_label("스트라이드").select_option("2")
    assert "한 변에 3개, 모두 9개" in play.locator(".sizes").inner_text()
