"""Drawing on the page, and picture files dropped on it, in a real Chromium."""

import base64
import json

import numpy as np
import pytest
from keras import Input, Sequential, layers
from PIL import Image, ImageOps
from test_prepare import KINDS, SENTENCES, enlarged

from fashion_cnn.base.words import read as read_words
from fashion_cnn.data import garments, picture_files
from fashion_cnn.explorer.export import export
from fashion_cnn.explorer.packing import packed
from fashion_cnn.explorer.page import page
from fashion_cnn.explorer.preparation import described

SHAPE = (28, 28, 1)


@pytest.fixture(scope="module")
def drawn():
    return garments.draw(train=300, test=10)


@pytest.fixture(scope="module")
def written(drawn, tmp_path_factory):
    """A page with a network that passes the picture on."""
    network = Sequential([Input(SHAPE), layers.Flatten()])
    exported = export(network)
    model = {
        "what": {"en": "x", "ko": "x"},
        "name": "x",
        "input": {"picture": SHAPE, "low": 0, "high": 1},
        "layers": exported.layers,
        "output": exported.output[0],
        "kind": "none",
        "classes": {},
        "snapshots": [],
        "weights": packed(exported.weights, "float32"),
    }
    pixels = base64.b64encode(drawn.x_test.tobytes()).decode("ascii")
    images = {"base64": pixels, "count": 10, "labels": None}
    path = tmp_path_factory.mktemp("page") / "page.html"
    data = {"models": [model], "images": images, "layout": described(drawn.x_train)}
    data["shifts"] = None
    path.write_text(page(data, "x"), encoding="utf-8")
    return path


@pytest.fixture
def opened(chromium, written):
    """The page in a browser; a message on its console or a request fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    shown, said = context.new_page(), []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.goto(written.as_uri())
    yield shown
    context.close()
    assert not said


def seen(shown):
    """The pixels on the drawing canvas, (28, 28) from 0 to 255."""
    # On a canvas of its own, since Chromium warns of a page that reads from one that it shows.
    read = """() => {
        const shown = document.getElementById("drawing");
        const canvas = Object.assign(document.createElement("canvas"), { width: 28, height: 28 });
        const context = canvas.getContext("2d", { willReadFrequently: true });
        context.drawImage(shown, 0, 0);
        const { data } = context.getImageData(0, 0, 28, 28);
        return JSON.stringify(Array.from(data.filter((_, n) => n % 4 === 0))) }"""
    return np.reshape(json.loads(shown.evaluate(read)), SHAPE[:2])


def drop(shown, path, kind):
    """Hold a file over the page and drop it; returns the section's class while it was held."""
    content = base64.b64encode(path.read_bytes()).decode("ascii") if path else None
    return shown.evaluate(
        """([content, name, kind]) => {
            const transfer = new DataTransfer();
            if (content) {
              const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
              transfer.items.add(new File([bytes], name));
            } else transfer.setData("text/plain", "words");
            const send = (type, more) => document.body.dispatchEvent(
              new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
            if (kind === "paste") document.body.dispatchEvent(
              new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }));
            else send("dragenter");
            const shown = document.getElementById("picture").className;
            if (kind === "drop") send("drop");
            return shown;
        }""",
        [content, path.name if path else None, kind],
    )


def until_prepared(shown):
    shown.wait_for_selector("#picture:not(.preparing)")


def test_files_of_every_kind_are_prepared_as_on_the_command_line(opened, drawn, tmp_path):
    picture = ImageOps.invert(enlarged(drawn.x_test[9]))
    for kind, change in KINDS.items():
        made = change(picture)
        made, options = made if isinstance(made, tuple) else (made, {})
        made.save(tmp_path / kind, **options)
        expected = picture_files.read(tmp_path / kind, SHAPE, drawn.x_train).pixels[..., 0]
        assert drop(opened, tmp_path / kind, "drop") == "panel dropping"
        opened.wait_for_function(
            "(name) => document.querySelector('.prepared summary').textContent.includes(name)",
            arg=kind,
        )
        until_prepared(opened)
        assert np.abs(seen(opened) / 255 - expected).max() < 0.1, kind


def test_names_are_text_and_what_was_done_is_said_in_both_languages(opened, drawn, tmp_path):
    name = '<b>"구두" & co</b>.png'.replace("/", "")
    ImageOps.invert(enlarged(drawn.x_test[9])).save(tmp_path / name)
    opened.set_input_files("#picture input >> nth=0", tmp_path / name)
    opened.wait_for_selector(".prepared:not([hidden])")
    assert name in opened.text_content(".prepared summary")
    assert SENTENCES["prepared_turned_light"] in opened.text_content(".prepared ul")
    opened.click("button[lang=ko]")
    korean = read_words("ko", "explorer")
    assert korean["prepared_turned_light"] in opened.text_content(".prepared ul")


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_what_is_no_picture_is_refused_in_a_sentence(opened, tmp_path, kind):
    before = seen(opened)
    (tmp_path / "x.png").write_text("no picture")
    drop(opened, tmp_path / "x.png", kind)
    opened.wait_for_selector(".refused:not(:empty)")
    assert opened.text_content(".refused") == f"x.png: {SENTENCES['not_a_picture']}"
    Image.new("L", (90, 60), 255).save(tmp_path / "white.png")
    drop(opened, tmp_path / "white.png", kind)
    opened.wait_for_function("document.querySelector('.refused').textContent.includes('white')")
    assert opened.text_content(".refused") == f"white.png: {SENTENCES['prepared_plain']}"
    drop(opened, None, kind)
    opened.wait_for_function("document.querySelector('.refused').textContent.startsWith('That')")
    assert (seen(opened) == before).all()
    opened.click(".test >> nth=1")
    opened.wait_for_selector(".refused:empty", state="attached")


def test_pen_eraser_undo_and_an_empty_picture(opened):
    box = opened.locator("#drawing").bounding_box()
    across = (
        [box["x"] + 20, box["y"] + box["height"] / 2],
        [box["x"] + 200, box["y"] + box["height"] / 2],
    )

    def stroke():
        opened.mouse.move(*across[0])
        opened.mouse.down()
        opened.mouse.move(*across[1])
        opened.mouse.up()

    before = seen(opened)
    opened.click("#clear")
    assert not seen(opened).any()
    stroke()
    line = seen(opened)
    assert (line[13:15, 4:22] > 200).all()
    assert not line[:10].any()
    opened.get_by_role("button", name="Eraser").click()
    stroke()
    assert seen(opened)[13:15, 4:22].max() < 60
    undo = opened.get_by_role("button", name="Undo")
    undo.click()
    assert (seen(opened) == line).all()
    undo.click()
    undo.click()
    assert (seen(opened) == before).all()
    assert undo.is_disabled()
    stroke()
    assert undo.is_enabled()
    opened.click(".test >> nth=1")
    assert undo.is_disabled()


def test_drawing_with_the_keyboard(opened):
    opened.click("#clear")
    opened.focus("#drawing")
    opened.keyboard.press("ArrowUp")
    assert not seen(opened).any()
    for _ in range(8):
        opened.keyboard.press("Shift+ArrowRight")
    assert (seen(opened)[13, 14:22] > 200).all()
    for _ in range(8):
        opened.keyboard.press("Control+z")
    assert not seen(opened).any()
    opened.keyboard.press(" ")
    assert seen(opened)[13, 22] > 200
