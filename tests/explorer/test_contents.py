"""What a page has of a model, and the models that no page is made of."""

import json
import re

import keras
import numpy as np
import pytest
from keras import layers
from node import needs_node
from test_forward_pass import network_in_node

from fashion_cnn import data
from fashion_cnn.base import language
from fashion_cnn.base.errors import KitError
from fashion_cnn.data import garments
from fashion_cnn.explorer import contents as module
from fashion_cnn.explorer.contents import contents
from fashion_cnn.explorer.page import page
from fashion_cnn.inside.opened import Opened

HANGUL = re.compile("[가-힣]")


@pytest.fixture(autouse=True)
def few_images(monkeypatch):
    """Draw few garments: all of them take two seconds."""
    drawn = garments.draw(train=10, test=40)
    arrays = {part: getattr(drawn, part) for part in ("x_train", "y_train", "x_test", "y_test")}
    few = data.Dataset("garments", **arrays, source="drawn for this test")
    monkeypatch.setattr(data, "load_garments", lambda instead_of="": few)


def sequential(*made, shape=(28, 28, 1), **options):
    keras.utils.set_random_seed(0)
    return keras.Sequential([keras.Input(shape, **options), *made])


def classifier(*made, shape=(28, 28, 1)):
    return sequential(*made, layers.Flatten(), layers.Dense(10, "softmax"), shape=shape)


def opened(model, **settings):
    return Opened(model, **({"what": "a model", "dataset": "garments"} | settings))


def of(model, **settings):
    """What the page has of a model, through JSON."""
    [found] = json.loads(json.dumps(contents([opened(model, **settings)])))["models"]
    return found


# -------------------------------------------------------------------------------------- refusals


def two_inputs():
    images = [keras.Input((8, 8, 1)), keras.Input((8, 8, 1))]
    return keras.Model(images, layers.Flatten()(layers.Add()(images)))


def texts():
    pooled = layers.GlobalAveragePooling1D()
    return sequential(layers.Embedding(5000, 4), pooled, layers.Dense(2), shape=(16,))


def first(layer, shape=(28, 28, 1)):
    return lambda: classifier(layer(), shape=shape)


def broken(value):
    def build():
        model = classifier(layers.Conv2D(2, 3, name="odd"))
        model.layers[0].bias.assign([0, value])
        return model

    return build


def unequal_sum():
    image = keras.Input((8, 8, 3))
    one = layers.Conv2D(1, 3, padding="same")(image)
    return keras.Model(image, layers.Flatten()(layers.Add(name="odd")([image, one])))


REFUSED = {
    "two inputs": (two_inputs, "The model has 2 inputs"),
    "texts": (texts, "5,000 words"),
    "channels first": (
        first(lambda: layers.Conv2D(2, 3, data_format="channels_first"), (1, 28, 28)),
        "takes the channels first",
    ),
    "too large": (first(layers.Flatten, (64, 65, 1)), "pictures of 65x64 pixels"),
    "four channels": (first(layers.Flatten, (28, 28, 4)), r"\(28, 28, 4\)"),
    "a layer": (
        first(lambda: layers.LayerNormalization(name="odd")),
        "The layer 'odd' is a LayerNormalization, which",
    ),
    "an activation function": (
        first(lambda: layers.Conv2D(2, 3, activation="gelu", name="odd")),
        "The layer 'odd' is a Conv2D with activation='gelu'",
    ),
    "a setting": (
        first(lambda: layers.Conv2DTranspose(2, 3, output_padding=0, strides=2, name="odd")),
        r"The layer 'odd' is a Conv2DTranspose with output_padding=\(0, 0\)",
    ),
    "numbers for each channel": (
        first(lambda: layers.Rescaling([1.0, 2.0, 3.0], name="odd"), (28, 28, 3)),
        r"The layer 'odd' is a Rescaling with scale=\[1.0, 2.0, 3.0\]",
    ),
    "a sum of unequal maps": (unequal_sum, "The layer 'odd' is a Add with inputs of different"),
    "NaN": (broken(np.nan), "The weights of the layer 'odd' are not all numbers"),
    "infinite": (broken(np.inf), "The weights of the layer 'odd' are not all numbers"),
}


@pytest.mark.parametrize(("build", "said"), REFUSED.values(), ids=REFUSED)
def test_what_no_page_can_show_is_refused_in_both_languages(build, said):
    shown = opened(build())
    with pytest.raises(KitError, match=said):
        contents([shown])
    language.speak("ko")
    with pytest.raises(KitError) as refusal:
        contents([opened(shown.model)])
    assert HANGUL.search(str(refusal.value))
    assert ("'odd'" in said) == ("'odd'" in str(refusal.value))


def test_a_model_that_would_make_a_huge_page_is_refused(monkeypatch):
    monkeypatch.setattr(module, "MOST_WEIGHTS", 7849)
    with pytest.raises(KitError, match="The model has 7,850 weights; a page has room for 7,849"):
        of(classifier())


# --------------------------------------------------------------------------------------- numbers


def test_weights_are_float16_where_no_answer_changes():
    found = of(classifier())["weights"]
    assert found["dtype"] == "float16"
    assert found["checked"] == 40


def between(one, other):
    """A classifier of two classes, whose weights are all `one`, and all `other`."""
    model = sequential(layers.Flatten(), layers.Dense(2, "softmax", use_bias=False))
    model.layers[-1].set_weights([np.stack([np.full(784, one), np.full(784, other)], axis=1)])
    return model


@pytest.mark.parametrize("weights", [(0.01, 0.0100001), (0.5, 1e6)], ids=["rounded", "too large"])
def test_weights_stay_float32_where_float16_would_change_an_answer(weights):
    model = between(*weights)
    assert of(model)["weights"]["dtype"] == "float32"
    assert model.layers[-1].get_weights()[0][0].tolist() == np.float32(weights).tolist()


def assert_computed(model, found, images, within):
    """The page's answer is that of Keras."""
    taken = found["input"]
    shown = taken["low"] + images * (taken["high"] - taken["low"])
    expected = model.predict(shown.reshape(-1, *found["layers"][0]["shape"]), verbose=0)
    computed = [outputs[found["output"]] for outputs in network_in_node(found, shown)]
    np.testing.assert_allclose(np.reshape(computed, expected.shape), expected, atol=within)


def random_images(shape, count=2):
    return np.random.default_rng(1).random((count, *shape)).astype("float32")


@needs_node
def test_a_colour_model_with_depthwise_and_transposed_convolutions():
    model = classifier(
        layers.Conv2D(4, 3, strides=2, padding="same", activation="relu"),
        layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="relu"),
        layers.SeparableConv2D(6, 3, strides=2),
        layers.Conv2DTranspose(3, 3, strides=2, padding="same"),
        shape=(64, 64, 3),
    )
    found = of(model)
    assert found["input"]["picture"] == [64, 64, 3]
    assert_computed(model, found, random_images((64, 64, 3)), within=1e-3)


@needs_node
def test_a_model_of_any_size_has_the_size_of_its_data(capsys):
    inside = sequential(layers.Conv2D(3, 3, activation="relu"), shape=(None, None, 1))
    pooled = layers.GlobalAveragePooling2D()
    model = sequential(inside, pooled, layers.Dense(10), shape=(None, None, 1))
    found = of(model)
    assert "any size; here they are 28x28" in capsys.readouterr().out
    assert [layer["shape"] for layer in found["layers"]] == [[28, 28, 1], [26, 26, 3], [3], [10]]
    assert_computed(model, found, random_images((28, 28, 1)), within=1e-3)


@needs_node
def test_a_model_that_takes_a_row_of_pixels_up_to_255():
    model = sequential(layers.Rescaling(1 / 255), layers.Dense(10), shape=(784,))
    found = of(model)
    assert found["input"] == {"picture": [28, 28, 1], "low": 0, "high": 255, "whole": False}
    assert_computed(model, found, random_images((28, 28, 1)), within=1e-3)


def test_a_model_that_takes_whole_numbers_is_given_them():
    made = layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(10)
    assert of(sequential(*made, dtype="uint8"))["input"]["whole"] is True


# ----------------------------------------------------------------------------------------- words


def test_of_several_outputs_the_one_that_classifies_is_shown(capsys):
    image = keras.Input((28, 28, 1))
    flat = layers.Flatten()(image)
    box = layers.Dense(4, name="box")(flat)
    kind = layers.Dense(10, "softmax", name="kind")(flat)
    found = of(keras.Model(image, [box, kind]))
    assert found["layers"][found["output"]]["name"] == "kind"
    assert "Of the model's 2 outputs, 'kind' is taken for the classes" in capsys.readouterr().out


def test_classes_have_their_names_in_every_language():
    found = of(classifier())["classes"]
    assert found["en"] == list(data.GARMENT_NAMES)
    assert all(HANGUL.search(name) for name in found["ko"])
    assert of(classifier(), dataset=None)["classes"]["en"][3] == "class 3"
    assert of(sequential(layers.Conv2D(1, 3)))["classes"] == {}


def test_logits_and_functions_that_make_no_probabilities_are_told_apart():
    assert of(classifier())["kind"] == "probabilities"
    assert of(sequential(layers.Flatten(), layers.Dense(10)))["kind"] == "logits"
    assert of(sequential(layers.Flatten(), layers.Dense(10, "elu")))["kind"] == "other"


ODD = ["<b>bold</b>".replace("/", "|"), "\"quotes'", "</script>".replace("/", "\\"), "합성곱 {{x}}"]


def test_odd_names_are_text_in_the_page():
    model = classifier(*(layers.Conv2D(1, 1, name=name) for name in ODD))
    title = "the model in </script><!-- 옷 \udce4\x1b {{program}}.keras"
    shown = contents([opened(model, what=title)])
    html = page(shown, shown["models"][0]["what"]["en"])
    html.encode("utf-8")
    [inside] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    [found] = json.loads(inside)["models"]
    assert [layer["name"] for layer in found["layers"][1:5]] == ODD
    assert found["what"]["en"] == "the model in </script><!-- 옷 ?? {{program}}.keras"
    assert "<title>the model in &lt;/script&gt;&lt;!-- 옷 ?? {{program}}.keras</title>" in html
    assert html.count("</script>") == 2
    assert "<!--" not in html
