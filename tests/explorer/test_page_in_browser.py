"""The page in a real Chromium, used as people use it.

Needs playwright and Chromium; where there is none, the tests are skipped, but not where
FASHION_CNN_CHROMIUM names one, as in CI. The check of the accessibility needs axe-core:
`npm ci --prefix tests/explorer`.
"""

import re
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers
from pages import data_of, few_garments, opened, selected, settle, small_model, written
from test_forward_pass import MODELS

from fashion_cnn.base.words import read
from fashion_cnn.explorer.export import export
from fashion_cnn.explorer.packing import packed
from fashion_cnn.explorer.page import WEB
from fashion_cnn.networks import zoo
from fashion_cnn.networks.keras_models import to_keras
from fashion_cnn.pretrained import checkpoints

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
MAPS1 = ".layer[data-layer='1']"
CONV1 = f"{MAPS1} .map"
CONV2 = ".layer[data-layer='3'] .map"


@pytest.fixture(scope="module")
def small_data():
    with pytest.MonkeyPatch.context() as patch:
        yield data_of(small_model(), patch)


@pytest.fixture(scope="module")
def small(small_data, tmp_path_factory):
    """The file of the small model's page."""
    return written(tmp_path_factory.mktemp("page") / "page.html", small_data)


@pytest.fixture
def tab(chromium, small):
    with opened(chromium, small) as found:
        yield found


# ------------------------------------------------------------------------------------ first view


def test_it_opens_with_an_image_its_answer_and_a_value_explained(tab):
    assert tab.inner_text("h1") == "Inside tiny"
    assert tab.locator(".layer").count() == 6
    assert tab.locator(".bars li.best").count() == 1
    assert selected(tab)["layer"] == 1
    assert "conv1, map" in tab.inner_text("#inspector h2")
    assert tab.locator(".cells.kernel td").count() == 9


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_nothing_is_wider_than_the_screen(chromium, small, width):
    with opened(chromium, small, (width, 900)) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_all_maps_of_a_small_network_are_in_view_at_1280(tab):
    assert tab.eval_on_selector(".strip", "strip => strip.scrollWidth - strip.clientWidth") == 0


def test_of_many_maps_the_strongest_are_shown_and_the_others_on_demand(tab):
    assert tab.locator(CONV2).count() == 64
    assert tab.locator(".more:visible").all_inner_texts() == ["6 more"]
    output = np.array(tab.evaluate("[...app.outputs[3].data]")).reshape(-1, 70)
    order = np.argsort(-np.maximum(output, 0).mean(axis=0), kind="stable")
    shown = tab.eval_on_selector_all(CONV2, "tiles => tiles.map(t => Number(t.dataset.channel))")
    assert shown == order[:64].tolist()
    tab.click(".more:visible")
    settle(tab)
    assert tab.locator(CONV2).count() == 70
    assert tab.locator(".more:visible").count() == 0


# --------------------------------------------------------------------------------- pointing at maps


def test_a_click_on_a_pixel_selects_it_and_shows_what_it_sees(tab):
    tile = tab.locator(CONV2).nth(4)
    channel = int(tile.get_attribute("data-channel"))
    box = tile.bounding_box()
    tab.mouse.click(box["x"] + box["width"] * 3.5 / 13, box["y"] + box["height"] * 6.5 / 13)
    settle(tab)
    assert selected(tab) == {"layer": 3, "channel": channel, "row": 6, "column": 3}
    assert tab.inner_text("#inspector h2") == f"conv2, map {channel}, row 6, column 3"
    width = tab.eval_on_selector(".layer[data-layer='0'] .seen", "e => e.offsetWidth")
    whole = tab.eval_on_selector(".layer[data-layer='0'] .map", "e => e.offsetWidth")
    # 3 pixels of conv2 see 3 of pool1; those see 6 + 2 of the input's 28 columns.
    assert width == pytest.approx(whole * 8 / 28, abs=1)
    # In its own layer the others see nothing of it.
    assert tab.locator(f"{CONV2} .seen:visible").count() == 1
    # The arrow keys go on from there.
    tab.keyboard.press("ArrowRight")
    settle(tab)
    assert selected(tab)["column"] == 4


def test_hovering_over_a_map_shows_what_feeds_it_and_how_much(tab):
    tile = tab.locator(CONV2).nth(2)
    tile.hover()
    settle(tab)
    channel = int(tile.get_attribute("data-channel"))
    sizes = np.abs(small_model().get_layer("conv2").kernel.numpy()).sum(axis=(0, 1))[:, channel]
    order = np.argsort(-sizes)
    assert f"conv2, map {channel} is computed from pool1" in tab.inner_text(".feeding")
    shares = sizes[order[:8]] / sizes.sum()
    lines = [
        f"×\nmap {k} · {100 * share:.{0 if share >= 0.0995 else 1}f}%"
        for k, share in zip(order, shares, strict=True)
    ]
    assert tab.locator(".edges li").all_inner_texts() == lines
    assert tab.locator(".layer[data-layer='2'] .feeds").count() == 8
    tab.mouse.move(5, 5)
    settle(tab)
    assert tab.inner_text(".feeding").startswith("conv1, map")


# ---------------------------------------------------------------------------------------- keyboard


def test_the_maps_are_one_stop_of_the_tab_key_and_arrows_move_among_them(tab):
    assert tab.locator(".strip [tabindex='0']").count() == 1
    tab.focus(".strip [tabindex='0']")
    place = """(({ dataset, parentElement }) =>
        `${parentElement.parentElement.dataset.layer},${dataset.channel}`)(document.activeElement)"""
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate(place) == "1,0"
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate(place) == "1,1"
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate(place) == "2,1"
    tab.keyboard.press("ArrowLeft")
    assert tab.evaluate(place) == "1,1"
    assert tab.locator(".strip [tabindex='0']").count() == 1
    tab.keyboard.press("Enter")
    settle(tab)
    assert selected(tab)["channel"] == 1
    tab.wait_for_selector(".large:focus")
    tab.keyboard.press("Escape")
    tab.keyboard.press("End")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    settle(tab)
    assert selected(tab) == {"layer": 5, "channel": 1, "row": 0, "column": 0}


def test_arrow_keys_step_the_kernel_and_stop_at_the_border(tab):
    tab.evaluate("app.select({layer: 1, channel: 2, row: 0, column: 5})")
    settle(tab)
    tab.focus(".large")
    for key in ("ArrowUp", "ArrowLeft", "ArrowDown"):
        tab.keyboard.press(key)
    settle(tab)
    assert selected(tab) == {"layer": 1, "channel": 2, "row": 1, "column": 4}
    tab.wait_for_selector("#status:has-text('row 1, column 4')", state="attached")


def test_links_skip_to_the_sections(tab):
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#picture"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "network"


# ------------------------------------------------------------------------------ image and language


def test_a_stroke_changes_the_picture_and_every_map(tab):
    before = tab.evaluate("[...app.outputs.at(-1).data]")
    pixels = "canvas => canvas.toDataURL()"
    map_before = tab.eval_on_selector(f"{MAPS1} canvas", pixels)
    box = tab.locator("#drawing").bounding_box()
    tab.mouse.move(box["x"] + 40, box["y"] + 40)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 150, box["y"] + 120, steps=8)
    tab.mouse.up()
    settle(tab)
    assert tab.evaluate("app.source.kind") == "drawn"
    assert max(tab.evaluate("[...app.image.data]")) > 0.9
    assert tab.evaluate("[...app.outputs.at(-1).data]") != before
    assert tab.eval_on_selector(f"{MAPS1} canvas", pixels) != map_before


def test_every_word_changes_with_the_language(tab):
    english, korean = (read(language, "explorer") for language in ("en", "ko"))
    tab.click("button[lang=ko]")
    settle(tab)
    assert tab.evaluate("document.documentElement.lang") == "ko"
    headings = tab.locator("h2:visible").all_inner_texts()
    for key in ("picture", "network", "answer", "in_words", "source"):
        assert korean[key] in headings
        assert english[key] not in headings
    assert "행" in tab.inner_text("#inspector h2")
    label = tab.locator(CONV1).first.get_attribute("aria-label")
    assert label == korean["map"].format(layer="conv1", channel=0)


def test_korean_browsers_begin_in_korean(chromium, small):
    with opened(chromium, small, locale="ko-KR") as tab:
        assert tab.evaluate("document.documentElement.lang") == "ko"


# --------------------------------------------------------------------------------- words and source


def test_the_page_in_words_has_every_layer_and_follows(tab):
    tab.click("#words summary")
    tab.wait_for_selector("#words tbody tr")
    rows = tab.locator("#words tbody tr").all_inner_texts()
    assert [row.split("\t")[0] for row in rows] == [
        "input", "conv1", "pool1", "conv2", "mean", "classes",
    ]  # fmt: skip
    assert rows[3].split("\t")[1:4] == ["Conv2D", "13×13×70", f"{3 * 3 * 8 * 70 + 70:,}"]
    tab.evaluate("app.select({layer: 2, channel: 3, row: 1, column: 1})")
    tab.wait_for_selector("#words p:has-text('pool1, map 3, row 1')")


def test_the_source_is_the_program_with_numbered_lines(tab):
    assert not tab.locator("#source pre").is_visible()
    tab.click("#source summary")
    tab.wait_for_selector("#source li")
    lines = tab.eval_on_selector_all("#source li", "lines => lines.map(li => li.textContent)")
    text = re.sub("^export ", "", (WEB / "forward.js").read_text(encoding="utf-8"), flags=re.M)
    text = text.replace(
        'import { activate } from "./activations.js"', "const { activate } = activations_js"
    )
    assert [line.strip() for line in lines] == [line.strip() for line in text.strip().split("\n")]
    assert "explain.js" in tab.locator("#source option").all_inner_texts()


def test_names_are_text(chromium, tmp_path, monkeypatch):
    image = keras.Input((28, 28, 1))
    odd = layers.Conv2D(2, 3, name="<b>'한글\"&amp;")(image)
    model = keras.Model(image, layers.Dense(10, activation="softmax")(layers.Flatten()(odd)))
    data = data_of(model, monkeypatch, "</title><script>throw 1</script>")
    path = written(tmp_path / "<i>&.html", data)
    with opened(chromium, path) as tab:
        assert "<b>'한글\"&amp;" in tab.inner_text(".layer[data-layer='1'] h3")
        assert tab.inner_text("#about") == tab.title() == "</title><script>throw 1</script>"
        assert tab.locator(":is(header, #network, #inspector) :is(b, i:not(.frame))").count() == 0


# ------------------------------------------------------------------------------------ accessibility


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_axe_finds_nothing(chromium, small, scheme, locale):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci --prefix tests/explorer")
    with opened(chromium, small, scheme=scheme, locale=locale) as tab:
        tab.add_script_tag(content=AXE.read_text(encoding="utf-8"))
        for summary in tab.locator("summary:visible").all():
            summary.click()
        for unit in ("3, channel: 1, row: 2, column: 2", "5, channel: 9, row: 0, column: 0"):
            tab.evaluate(f"app.select({{layer: {unit}}})")
            settle(tab)
            found = tab.evaluate("axe.run()")["violations"]
            elements = {each["id"]: [node["html"] for node in each["nodes"]] for each in found}
            assert elements == {}


# ------------------------------------------------------------------------------- other answers


def page_of(end, monkeypatch, tmp_path):
    keras.utils.set_random_seed(3)
    before = [keras.Input((28, 28, 1)), layers.Conv2D(4, 3, name="conv1")]
    model = keras.Sequential([*before, layers.GlobalAveragePooling2D(), *end])
    return model, written(tmp_path / "page.html", data_of(model, monkeypatch))


@pytest.mark.parametrize("activation", [None, "sigmoid"])
def test_a_single_output_gives_the_probabilities_of_two_classes(
    chromium, activation, monkeypatch, tmp_path
):
    model, path = page_of([layers.Dense(1, activation)], monkeypatch, tmp_path)
    [[value]] = model.predict(few_garments().x_test[:1, ..., None] / 255, verbose=0)
    one = 100 * (value if activation else 1 / (1 + np.exp(-value)))
    with opened(chromium, path) as tab:
        assert tab.locator("#answer .name").all_inner_texts() == ["class 0", "class 1"]
        shown = [
            float(text.rstrip("%")) for text in tab.locator("#answer .value").all_inner_texts()
        ]
        assert np.allclose(shown, [100 - one, one], atol=0.6)
        tab.click("#answer li:nth-child(1) button")
        assert selected(tab) == {"layer": 3, "channel": 0, "row": 0, "column": 0}
        tab.wait_for_function("document.querySelectorAll('#why .terms td').length === 4")


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ([layers.Dense(3, "tanh", name="ends")], "tanh, makes no probabilities"),
        ([layers.Reshape((2, 2, 1), name="ends")], "does not choose between classes"),
    ],
    ids=["other", "none"],
)
def test_an_answer_without_classes_says_what_it_is(chromium, end, said, monkeypatch, tmp_path):
    _, path = page_of(end, monkeypatch, tmp_path)
    with opened(chromium, path) as tab:
        text = tab.inner_text("#answer p")
        assert said in text
        assert "output of ends" in text
        assert not tab.locator("#answer ol").is_visible()


# ----------------------------------------------------------------------------- agreement with Keras


RUN = "values => app.run(Float32Array.from(values)).map(({ data }) => [...data])"
ANSWER = "values => [...app.run(Float32Array.from(values))[app.last].data]"


# wide_resnet has the layers of resnet, and takes a minute for its 50 images.
@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("name", [name for name in MODELS if name != "wide_resnet"])
def test_the_browser_computes_what_keras_computes(chromium, small_data, name, dtype, tmp_path):
    """For 50 images the answer, for two of them every layer.

    With float16, Keras has rounded weights too. Whether rounding them is harmless depends on the
    weights, and is checked where a page is made.
    """
    # Initialised, not `randomised`: those scores are so large that softmax shows each rounding.
    keras.utils.set_random_seed(1)
    model = to_keras(zoo.describe(name))
    model.set_weights([weight.astype(dtype) for weight in model.get_weights()])
    exported = export(model)
    images = np.random.default_rng(1).random((50, *model.input_shape[1:])).astype("float32")
    network = {
        "layers": exported.layers,
        "output": exported.output[0],
        "weights": packed(exported.weights, dtype),
        "input": {"picture": model.input_shape[1:], "low": 0, "high": 1},
    }
    # Test images of the model's shape.
    shown = {**packed(np.round(255 * images[:2]), "uint8"), "count": 2, "labels": None}
    data = small_data | {"models": [small_data["models"][0] | network], "images": shown}
    tensors = [model.get_layer(layer["name"]).output for layer in exported.layers[1:]]
    every = keras.Model(model.inputs, tensors).predict(images[:2], verbose=0)
    answers = model.predict(images, verbose=0)
    with opened(chromium, written(tmp_path / "page.html", data)) as tab:
        for image, answer in zip(images, answers, strict=True):
            found = tab.evaluate(ANSWER, image.ravel().tolist())
            assert np.argmax(found) == np.argmax(answer)
            agree(found, answer)
        for number, image in enumerate(images[:2]):
            found = tab.evaluate(RUN, image.ravel().tolist())[1:]
            for computed, expected in zip(found, every, strict=True):
                agree(computed, expected[number])


def test_the_kits_checkpoint_answers_as_keras_does(chromium, monkeypatch, tmp_path):
    """With the weights that its page has, float16, against those of Keras."""
    model, _ = checkpoints.load("fashion_mnist")
    data = data_of(model, monkeypatch)
    assert data["models"][0]["weights"]["dtype"] == "float16"
    images = few_garments().x_test[:50, ..., None] / np.float32(255)
    answers = model.predict(images, verbose=0)
    with opened(chromium, written(tmp_path / "page.html", data)) as tab:
        for image, answer in zip(images, answers, strict=True):
            found = tab.evaluate(ANSWER, image.ravel().tolist())
            assert np.argmax(found) == np.argmax(answer)
            agree(found, answer, within=1e-3)


def agree(computed, expected, within=1e-4):
    """Check that values differ by less than a part of the largest one."""
    most = np.abs(expected).max() or 1
    assert np.abs(np.reshape(computed, expected.shape) - expected).max() <= within * most
