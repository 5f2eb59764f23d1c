"""Models of other people: what they take, what they answer, and that all of it can be shown."""

from functools import partial

import keras
import numpy as np
import pytest
from keras import layers, ops

from fashion_cnn import inside
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.inside import commands, inputs, learned_weights

keras.utils.set_random_seed(0)
PIXELS = np.random.default_rng(0).random((2, 28, 28, 1)).astype("float32")


def model(*middle, shape=(28, 28, 1), dtype=None):
    return keras.Sequential([keras.Input(shape, dtype=dtype), *middle])


def conv(**settings):
    return layers.Conv2D(2, 3, activation="relu", **settings)


# ------------------------------------------------------------------------------------ what it takes


@pytest.mark.parametrize(
    ("shape", "first", "picture", "arranged"),
    [
        ((28, 28, 1), conv(), (28, 28, 1), PIXELS),
        ((32, 24, 3), conv(), (32, 24, 3), None),
        (
            (1, 28, 28),
            conv(data_format="channels_first"),
            (28, 28, 1),
            PIXELS.transpose(0, 3, 1, 2),
        ),
        ((3, 9, 8), layers.Flatten(), (9, 8, 3), None),
        ((28, 28), layers.Flatten(), (28, 28, 1), PIXELS[..., 0]),
        ((784,), layers.Dense(2), (28, 28, 1), PIXELS.reshape(2, -1)),
        ((784, 1), layers.Conv1D(2, 3), (28, 28, 1), PIXELS.reshape(2, -1, 1)),
        ((1, 784), layers.Flatten(), (28, 28, 1), PIXELS.reshape(2, 1, -1)),
        ((3072,), layers.Dense(2), (32, 32, 3), None),
        ((None, None, 1), conv(), (28, 28, 1), PIXELS),
        ((None, 28), layers.GlobalAveragePooling1D(), (28, 28, 1), PIXELS[..., 0]),
        (
            (28, None),
            layers.GlobalAveragePooling1D(data_format="channels_first"),
            (28, 28, 1),
            None,
        ),
        # Too small an image would vanish.
        ((None, None, 1), layers.Conv2D(2, 40), (64, 64, 1), None),
    ],
)
def test_a_picture_is_arranged_as_the_model_takes_it(shape, first, picture, arranged):
    plain = model(first, shape=shape)
    taken = inside.read_input(plain)
    assert (taken.picture, taken.why_not) == (picture, "")
    shown = inside.adapted(plain, taken, 0)
    assert shown.inputs[0].shape[1:] == picture
    if arranged is not None and not isinstance(first, layers.Conv2D):
        np.testing.assert_array_equal(shown(PIXELS), plain(arranged))


@pytest.mark.parametrize(
    "shape", [(5,), (None,), (128, 9), (8, 8, 8, 1), (28, 28, 2), (None, None, 4)]
)
def test_what_is_no_picture_is_said(shape):
    taken = inside.read_input(model(layers.Activation("relu"), shape=shape))
    assert taken.picture is None
    assert "is not a grey or colour picture" in taken.why_not


def test_words_are_no_picture():
    taken = inside.read_input(model(layers.Embedding(1000, 4), layers.Flatten(), shape=(100,)))
    assert (taken.picture, "the numbers of 1,000 words" in taken.why_not) == (None, True)


def test_two_inputs_take_no_picture():
    one, two = keras.Input((8, 8, 1)), keras.Input((8, 8, 1))
    taken = inside.read_input(keras.Model([one, two], layers.Add()([one, two])))
    assert "has 2 inputs" in taken.why_not


def divided():
    image = keras.Input((28, 28, 1))
    return keras.Model(image, conv()((image - 127.5) / 127.5))


def normalised(mean, deviation):
    return layers.Normalization(mean=mean, variance=deviation**2)


def batch_normalised(mean, variance):
    norm = layers.BatchNormalization()
    made = model(norm, conv())
    norm.set_weights([np.ones(1), np.zeros(1), np.array([mean]), np.array([variance])])
    return made


@pytest.mark.parametrize(
    ("made", "high", "measured"),
    [
        (lambda: model(conv()), 1, False),
        (lambda: model(layers.BatchNormalization(), conv()), 1, False),
        (lambda: model(layers.LayerNormalization(axis=(1, 2, 3)), conv()), 1, False),
        (lambda: model(layers.Rescaling(1 / 255), conv()), 255, True),
        (
            lambda: model(layers.Rescaling(1 / 127.5, -1), layers.Flatten(), layers.Dense(1)),
            255,
            True,
        ),
        (lambda: model(layers.Rescaling(2.0, -1), conv()), 1, True),
        (lambda: model(layers.RandomFlip(), layers.Rescaling(1 / 255), conv()), 255, True),
        (lambda: model(model(layers.Rescaling(1 / 255)), model(conv())), 255, True),
        (lambda: model(normalised(72.9, 90.0), conv()), 255, True),
        (lambda: model(normalised(0.29, 0.35), conv()), 1, True),
        (lambda: batch_normalised(33.3, 6200.0), 255, True),
        (lambda: batch_normalised(0.13, 0.095), 1, True),
        (divided, 255, True),
        (lambda: model(layers.Rescaling(1 / 255), conv(), dtype="uint8"), 255, True),
        (lambda: model(layers.Embedding(256, 2), shape=(784,)), 255, True),
    ],
)
def test_the_range_of_pixels_is_read_from_the_model(made, high, measured):
    taken = inside.read_input(made())
    assert (taken.low, taken.high, taken.measured) == (0, high, measured)


def test_pixels_are_scaled_to_the_range():
    plain = model(layers.Rescaling(1 / 255), layers.Flatten())
    shown = inside.adapted(plain, inputs.Taken((28, 28, 1), (28, 28, 1), high=255), 0)
    np.testing.assert_allclose(shown(PIXELS), PIXELS.reshape(2, -1), atol=1e-6)


# --------------------------------------------------------------------------------- what it answers


def operations():
    image = keras.Input((28, 28, 1))
    return keras.Model(image, ops.softmax(layers.Dense(4, name="scores")(layers.Flatten()(image))))


ENDINGS = {
    "softmax": lambda: model(layers.Flatten(), layers.Dense(4, "softmax", name="scores")),
    "logits": lambda: model(layers.Flatten(), layers.Dense(4, name="scores")),
    "Softmax": lambda: model(layers.Flatten(), layers.Dense(4, name="scores"), layers.Softmax()),
    "Activation": lambda: model(
        layers.Flatten(),
        layers.Dense(4, name="scores"),
        layers.Dropout(0.5),
        layers.Activation("softmax", dtype="float32"),
    ),
    "nested": lambda: model(
        model(layers.Flatten(), layers.Dense(4, name="scores")), layers.Softmax(), shape=(28, 28, 1)
    ),
    "operation": operations,
    "log_softmax": lambda: model(layers.Flatten(), layers.Dense(4, "log_softmax", name="scores")),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_scores_and_hidden_features_are_found_before_any_softmax(ending):
    made = ENDINGS[ending]()
    kernel = np.random.default_rng(1).normal(size=(784, 4)).astype("float32")
    inside.find_layer(made, "scores").set_weights([kernel, np.ones(4)])
    logits = PIXELS.reshape(2, -1) @ kernel + 1
    np.testing.assert_allclose(inside.class_scores(made, PIXELS), logits, rtol=1e-4)
    np.testing.assert_allclose(inside.hidden_features(made, PIXELS), PIXELS.reshape(2, -1))
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(inside.probabilities(made, PIXELS), expected, atol=1e-5)
    slope = np.abs(kernel[:, 3]).reshape(28, 28)
    np.testing.assert_allclose(inside.saliency(made, PIXELS[0], 3), slope, rtol=1e-4)
    kind = "logits" if "log" in ending else "probabilities"
    assert inside.read_answer(made).kind == kind


def test_a_convolution_may_compute_the_scores():
    made = model(conv(), layers.Conv2D(3, 1), layers.GlobalAveragePooling2D(), layers.Softmax())
    hidden = ops.mean(made.layers[0](PIXELS), axis=(1, 2))
    np.testing.assert_allclose(inside.hidden_features(made, PIXELS), hidden, rtol=1e-5)
    assert inside.grad_cam(made, PIXELS[0], 1).shape == (28, 28)


@pytest.mark.parametrize(
    ("units", "activation", "kind"),
    [
        (1, "sigmoid", "probabilities"),
        (1, None, "logits"),
        (1, "softmax", "other"),
        (5, "sigmoid", "probabilities"),
        (5, "elu", "other"),
        (784, "sigmoid", "none"),  # an autoencoder
    ],
)
def test_kinds_of_answers(units, activation, kind):
    answer = inside.read_answer(model(layers.Flatten(), layers.Dense(units, activation)))
    assert answer.kind == kind
    assert answer.classes == (None if kind == "none" else units)


def test_features_are_no_classes():
    base = model(conv(), layers.GlobalAveragePooling2D())
    assert inside.read_answer(base).classes is None
    scores = model(layers.Conv2D(7, 3), layers.GlobalAveragePooling2D())
    assert (inside.read_answer(scores).kind, inside.read_answer(scores).classes) == ("logits", 7)
    image = keras.Input((28, 28, 1))
    answers = [layers.Dense(3, "softmax")(layers.Flatten()(image)) for _ in range(2)]
    mean = inside.read_answer(keras.Model(image, layers.Average()(answers)))
    assert (mean.kind, mean.activation, mean.classes) == ("other", "Average", 3)


@pytest.mark.parametrize("as_dict", [False, True])
def test_of_several_outputs_the_classes_are_taken(as_dict):
    image = keras.Input((28, 28, 1))
    flat = layers.Flatten()(image)
    outputs = [
        layers.Reshape((28, 28, 1), name="again")(layers.Dense(784)(flat)),
        layers.Dense(4, name="box")(flat),
        layers.Dense(1, "sigmoid", name="odd")(flat),
        layers.Dense(10, "softmax", name="digit")(flat),
    ]
    names = [output._keras_history.operation.name for output in outputs]
    made = keras.Model(image, dict(zip(names, outputs, strict=True)) if as_dict else outputs)
    assert inside.read_answer(made).name == "digit"
    assert inside.predictions(made, PIXELS).shape == (2, 10)
    assert inside.class_score(made, PIXELS, 9).shape == (2,)


# --------------------------------------------------------------------------- precisions and layouts


POLICIES = [
    *(
        pytest.param(policy, marks=pytest.mark.slow)
        for policy in ("float64", "float16", "bfloat16")
    ),
    "mixed_float16",
    "mixed_bfloat16",
]


@pytest.mark.parametrize("policy", POLICIES)
def test_other_precisions_show_the_same(policy):
    def made(dtype):
        ending = None if dtype and dtype.startswith("mixed") else dtype
        return model(
            conv(dtype=dtype, name="conv"),
            layers.MaxPooling2D(dtype=dtype),
            layers.Flatten(dtype=dtype),
            layers.Dense(3, "softmax", dtype=ending, name="scores"),
        )

    plain, other = made(None), made(policy)
    other.set_weights(plain.get_weights())
    rough = {"rtol": 0.1, "atol": 0.05}
    for look in (
        lambda m: inside.saliency(m, PIXELS[0], 1),
        lambda m: inside.grad_cam(m, PIXELS[0], 1),
        lambda m: inside.occlusion(m, PIXELS[0], 1, 14, 14),
        lambda m: inside.feature_maps(m, PIXELS, ["conv"])["conv"],
        lambda m: inside.filters(m, "conv"),
        lambda m: inside.probabilities(m, PIXELS),
        lambda m: inside.excite(m, "conv", steps=1).after,
    ):
        found, expected = look(other), look(plain)
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found, expected, **rough)
    assert other.layers[0].dtype_policy.name == policy


def test_channels_first_show_the_same():
    """On a CPU, TensorFlow itself has no such convolution."""
    first = {"data_format": "channels_first"}
    other = model(
        conv(**first, name="conv"),
        layers.BatchNormalization(axis=1, name="norm"),
        layers.MaxPooling2D(**first, name="pool"),
        layers.Flatten(),
        layers.Dense(3, name="scores"),
        shape=(1, 28, 28),
    )
    plain = model(
        conv(name="conv"),
        layers.BatchNormalization(name="norm"),
        layers.MaxPooling2D(name="pool"),
        layers.Permute((3, 1, 2)),
        layers.Flatten(),
        layers.Dense(3, name="scores"),
    )
    plain.set_weights(other.get_weights())
    shown = inside.adapted(other, inside.read_input(other), 0)
    for name in ("conv", "norm", "pool"):
        found, expected = (inside.feature_maps(m, PIXELS, [name])[name] for m in (shown, plain))
        np.testing.assert_allclose(found, expected, atol=1e-6)
        assert inside.count_channels(shown, name) == 2
    for look in (inside.saliency, partial(inside.grad_cam, name="pool")):
        np.testing.assert_allclose(look(shown, PIXELS[0], 2), look(plain, PIXELS[0], 2), atol=1e-5)
    assert inside.dead_channels(shown, PIXELS, "conv") == inside.dead_channels(
        plain, PIXELS, "conv"
    )


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (layers.Conv1D(5, 3), (9, 2), (3, 2, 5)),
        (layers.Conv3D(5, 3), (9, 9, 9, 2), (3, 3, 3, 2, 5)),
        (layers.Conv2DTranspose(5, 3), (9, 9, 2), (3, 3, 2, 5)),
        (layers.DepthwiseConv2D(3, depth_multiplier=2), (9, 9, 2), (3, 3, 1, 4)),
        (layers.SeparableConv2D(5, 3), (9, 9, 2), (3, 3, 1, 2)),
        (layers.SeparableConv1D(5, 3), (9, 2), (3, 1, 2)),
        (layers.Conv2D(4, 3, groups=2), (9, 9, 2), (3, 3, 1, 4)),
    ],
)
def test_every_convolution_has_filters(layer, shape, expected):
    made = model(layer, shape=shape)
    assert inside.filters(made, layer.name).shape == expected
    assert inside.convolutions(made) == [layer.name]


def test_filters_of_a_transposed_convolution_are_by_output():
    layer = layers.Conv2DTranspose(2, 3)
    made = model(layer, shape=(5, 5, 1))
    image = np.zeros((1, 5, 5, 1), "float32")
    image[0, 2, 2] = 1  # stamps each filter once
    stamped = inside.feature_maps(made, image, [layer.name])[layer.name][0, 2:5, 2:5]
    np.testing.assert_allclose(stamped, inside.filters(made, layer.name)[:, :, 0], atol=1e-6)


def test_values_that_are_not_finite_are_said():
    made = model(conv(name="conv"))
    made.layers[0].bias.assign([np.inf, 0])
    with pytest.raises(KitError, match="not finite"):
        inside.feature_maps(made, PIXELS, ["conv"])
    with pytest.raises(KitError, match=r"the first in .*conv/bias"):
        learned_weights.check_finite(made, "the model")


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_features_that_cannot_be_mapped(method):
    images = np.random.default_rng(0).random((20, 28, 28, 1))
    made = model(layers.Flatten(), layers.Dense(3, "relu"), layers.Dense(2, "softmax"))
    made.layers[1].bias.assign([-1e9, -1e9, -1e9])
    with pytest.raises(KitError, match="The 3 features of the last hidden layer are the same"):
        inside.embedding(made, images, method)
    made.layers[1].set_weights([1e30 * np.ones((784, 3)), np.zeros(3)])
    assert np.isfinite(inside.embedding(made, images, method)).all()
    single = model(layers.Flatten(), layers.Dense(1), layers.Dense(2, "softmax"))
    assert inside.embedding(single, images, method).shape == (20, 2)


def test_a_model_that_does_not_run_says_why():
    made = model(layers.Reshape((-1, 100)), shape=(None, None, 1))
    with pytest.raises(KitError, match="does not run on such an image"):
        inside.feature_maps(made, PIXELS, [made.layers[0].name])


def test_file_names_are_allowed_everywhere_and_distinct():
    names = ["a/b", "a:b", "A?b", "..", "x\n", "x" * 300, "x" * 299]
    stems = commands.file_stems(names)
    assert list(stems) == names
    assert len({stem.casefold() for stem in stems.values()}) == len(names)
    for stem in stems.values():
        assert not set(stem) & set('<>:"/\\|?*\n')
        assert len(stem) < 80


def test_names_of_layers_are_printable():
    made = model(conv(name="\x1b[2J"), conv(name="\x1b[2J "), conv(name="é"))
    assert list(inside.all_layers(made)) == ["?[2J", "?[2J ", "é"]
    with pytest.raises(UsageError) as error:
        inside.find_layer(made, "no")
    assert "\x1b" not in str(error.value)
