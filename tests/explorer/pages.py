"""Pages of small models, and of any, opened in a real browser."""

from contextlib import contextmanager

import keras
from keras import layers

from fashion_cnn.data import garments
from fashion_cnn.explorer.contents import contents
from fashion_cnn.explorer.page import page
from fashion_cnn.inside.opened import Opened

draw = garments.draw  # the function itself, whatever tests put in its place


def few_garments():
    """Some drawn garments in place of 14,000."""
    return draw(20, 10)


def small_model():
    """Two convolutions, the second with more maps than are shown, and a dense layer."""
    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(8, 3, activation="relu", name="conv1"),
            layers.MaxPooling2D(2, name="pool1"),
            layers.Conv2D(70, 3, padding="same", activation="relu", name="conv2"),
            layers.GlobalAveragePooling2D(name="mean"),
            layers.Dense(10, activation="softmax", name="classes"),
        ],
        name="tiny",
    )


def data_of(model, monkeypatch, what="a small model"):
    """The data of a model's page with a few garments."""
    monkeypatch.setattr(garments, "draw", few_garments)
    return contents([Opened(model, what, "garments", None, (0, 1))])


def written(path, data):
    """The page with this data, written to a file."""
    path.write_text(page(data, data["models"][0]["what"]["en"]), encoding="utf-8")
    return path


@contextmanager
def opened(browser, path, size=(1280, 900), scheme="light", locale="en-US", motion="reduce"):
    """A tab with the page. Afterwards, it must have been silent, and asked for nothing."""
    view = {"width": size[0], "height": size[1]}
    context = browser.new_context(
        viewport=view, color_scheme=scheme, locale=locale, reduced_motion=motion
    )
    tab = context.new_page()
    said, asked = [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(path.as_uri())
    tab.wait_for_function("globalThis.app?.outputs && app.selected")
    settle(tab)
    yield tab
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [path.as_uri()]


def settle(tab):
    """Wait until the views have been told of all changes."""
    tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def selected(tab):
    return tab.evaluate("({...app.selected})")
