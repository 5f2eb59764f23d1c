"""What is found inside of networks: known kernels, planted patches, numbers computed otherwise."""

import numpy as np
import pytest

from fashion_cnn import convolution, inside
from fashion_cnn.base.errors import UsageError
from fashion_cnn.data import garments
from fashion_cnn.networks import zoo
from fashion_cnn.pretrained import checkpoints

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.backend


@pytest.fixture(scope="module")
def main_model():
    return checkpoints.load("garments")[0]


@pytest.fixture(scope="module")
def images():
    drawn = garments.draw(train=10, test=60, seed=5)
    return (drawn.x_test / 255).astype("float32")[..., None]


def numpy_forward(model, x):
    """Return the feature maps and the answer of `main`, layer by layer, without Keras."""
    weights = {layer.name: [np.array(w) for w in layer.get_weights()] for layer in model.layers}
    maps = {}
    for number in (1, 2):
        sums = convolution.conv2d(x, *weights[f"conv{number}"], padding="same")
        maps[f"conv{number}"] = convolution.relu(sums)
        x = maps[f"pool{number}"] = convolution.max_pool(maps[f"conv{number}"])
    hidden = convolution.relu(convolution.dense(x.reshape(len(x), -1), *weights["dense"]))
    return maps, hidden, convolution.softmax(convolution.dense(hidden, *weights["predictions"]))


def test_feature_maps_equal_a_forward_pass_in_numpy(main_model, images):
    maps, hidden, answers = numpy_forward(main_model, images)
    found = inside.feature_maps(main_model, images, list(maps))
    for name in maps:
        np.testing.assert_allclose(found[name], maps[name], atol=1e-5)
    np.testing.assert_allclose(inside.hidden_features(main_model, images), hidden, atol=1e-4)
    np.testing.assert_allclose(inside.predictions(main_model, images), answers, atol=1e-5)


def hand_made(kernel, nested=False, functional=False):
    """Return a model with one known kernel, then pooling; built in several ways."""
    layers = [
        keras.layers.Conv2D(1, 3, padding="same", activation="relu", name="conv"),
        keras.layers.MaxPooling2D(2, name="pool"),
    ]
    if nested:
        layers = [keras.Sequential([keras.Input((8, 8, 1)), *layers], name="inner")]
    if functional:
        image = x = keras.Input((8, 8, 1))
        for layer in layers:
            x = layer(x)
        model = keras.Model(image, x)
    else:
        model = keras.Sequential([keras.Input((8, 8, 1)), *layers])
    conv = inside.find_layer(model, "conv")
    conv.set_weights([np.array(kernel, "float32")[..., None, None], np.array([-0.5], "float32")])
    return model


WAYS = [{}, {"nested": True}, {"functional": True}, {"nested": True, "functional": True}]
STRIPES = [[-1, 0, 1]] * 3


@pytest.mark.parametrize("way", WAYS)
def test_known_kernels_give_known_maps_in_every_kind_of_model(way):
    model = hand_made(STRIPES, **way)
    image = np.random.default_rng(0).random((8, 8)).astype("float32")
    expected = np.maximum(convolution.correlate2d(image, STRIPES, "same") - 0.5, 0)
    found = inside.feature_maps(model, image[..., None], ["conv", "pool"])
    np.testing.assert_allclose(found["conv"][0, ..., 0], expected, atol=1e-5)
    np.testing.assert_allclose(found["pool"][0, ..., 0], convolution.max_pool(expected), atol=1e-5)
    np.testing.assert_array_equal(inside.filters(model, "conv")[..., 0, 0], STRIPES)
    assert list(inside.all_layers(model)) == ["conv", "pool"]


def inner(name):
    layers = [keras.Input((None, None, 1)), keras.layers.Conv2D(1, 3, name="conv")]
    return keras.Sequential(layers, name=name)


def test_layers_of_one_name_are_told_apart():
    image = keras.Input((8, 8, 1))
    branches = [inner("first")(image), inner("second")(image)]
    model = keras.Model(image, keras.layers.Add()(branches))
    assert list(inside.all_layers(model)) == ["conv", "second/conv", model.layers[-1].name]
    assert inside.receptive_fields(model, "conv") is None

    model = keras.Sequential([keras.Input((8, 8, 1)), inner("first"), inner("second")])
    for name, size in (("conv", 3), ("second/conv", 5)):
        assert [field.size for field in inside.receptive_fields(model, name)] == [size, size]


def test_all_that_is_exported_is_there():
    for module, names in inside.EXPORTS.items():
        for name in names:
            assert getattr(inside, name).__module__ == f"fashion_cnn.inside.{module}"
    assert not hasattr(inside, "nothing")


def test_saliency_is_the_slope_of_the_score(main_model):
    def score(image):
        _, hidden, _ = numpy_forward(main_model, image[None].astype(float))
        weights, bias = main_model.get_layer("predictions").get_weights()
        return (hidden @ weights + bias)[0, 3]

    # Noise, so that no two pixels of a pool are equal: there, the largest has no slope.
    image = np.random.default_rng(2).random((28, 28, 1))
    found = inside.saliency(main_model, image, 3)
    for row, column in ((10, 10), (14, 6), (20, 20)):
        step = np.zeros_like(image)
        step[row, column] = 1e-4
        slope = (score(image + step) - score(image - step)) / 2e-4
        assert found[row, column] == pytest.approx(abs(slope), rel=0.02, abs=1e-4)


def patch_finder():
    """Return a model of two classes, of which class 1 is a bright cross anywhere in the image."""
    model = keras.Sequential(
        [
            keras.Input((24, 24, 1)),
            keras.layers.Conv2D(1, 5, padding="same", activation="relu", name="conv"),
            keras.layers.GlobalMaxPooling2D(),
            keras.layers.Dense(2, activation="softmax", name="classes"),
        ]
    )
    kernel = 2 * CROSS - 1
    model.get_layer("conv").set_weights([kernel[..., None, None], np.array([-4.0])])
    model.get_layer("classes").set_weights([np.array([[-1.0, 1.0]]), np.zeros(2)])
    return model


CROSS = np.zeros((5, 5))
CROSS[2, :] = CROSS[:, 2] = 1


@pytest.mark.slow
def test_occlusion_and_grad_cam_peak_inside_a_planted_patch():
    """At least 95 of 100 images; the peak counts if it lies on the 5x5 pixels of the cross."""
    model, draw = patch_finder(), np.random.default_rng(1)
    hits = {"occlusion": 0, "grad_cam": 0}
    for _ in range(100):
        image = draw.random((24, 24)) * 0.3
        row, column = draw.integers(0, 20, 2)
        image[row : row + 5, column : column + 5] = CROSS
        heats = {
            "occlusion": inside.occlusion(model, image[..., None], 1, size=5, stride=1, fill=0),
            "grad_cam": inside.grad_cam(model, image[..., None], 1),
        }
        for name, heat in heats.items():
            peak = np.unravel_index(heat.argmax(), heat.shape)
            hits[name] += row <= peak[0] < row + 5 and column <= peak[1] < column + 5
    assert min(hits.values()) >= 95, hits


@pytest.mark.slow
def test_gradient_ascent_raises_live_filters_tenfold_and_names_the_others(main_model, images):
    for name in ("conv1", "conv2"):
        found = inside.excite(main_model, name)
        live = found.after > 0
        assert live.mean() > 0.9
        strong = found.after[live] >= 10 * np.abs(found.before[live])
        assert strong.mean() > 0.95, (name, np.flatnonzero(live)[~strong])
        # Whatever never answers to garments is silent here, too.
        assert not live[inside.dead_channels(main_model, images, name)].all() or name == "conv1"


@pytest.mark.slow
def test_a_stripe_filter_is_excited_by_stripes():
    model = hand_made(STRIPES)
    [pattern] = inside.excite(model, "conv", steps=40).images
    across, along = np.diff(pattern[..., 0], axis=1), np.diff(pattern[..., 0], axis=0)
    assert (across**2).mean() > 10 * (along**2).mean()


def test_ascent_is_repeatable_and_takes_chosen_channels(main_model):
    once = inside.excite(main_model, "conv1", [3, 7], steps=5)
    again = inside.excite(main_model, "conv1", [3, 7], steps=5)
    assert once.channels == (3, 7)
    assert once.images.shape == (2, 28, 28, 1)
    np.testing.assert_array_equal(once.images, again.images)


def test_noise_and_steps_fit_the_range_of_the_pixels():
    """Without biases, a network's patterns grow with the range of its images."""
    conv = keras.layers.Conv2D(2, 3, activation="relu", name="conv", use_bias=False)
    model = keras.Sequential([keras.Input((12, 12, 3)), conv])
    steps = []
    one = inside.excite(model, "conv", steps=5)
    many = inside.excite(
        model, "conv", steps=5, pixels=(0, 255), report=lambda *done: steps.append(done)
    )
    np.testing.assert_allclose(many.images, 255 * one.images, rtol=1e-3, atol=0.05)
    assert steps[:5] == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_dead_channels_are_found():
    model = hand_made(STRIPES)
    conv = inside.find_layer(model, "conv")
    kernel, _ = conv.get_weights()
    image = np.ones((2, 8, 8, 1))
    conv.set_weights([kernel, np.array([-9.0])])
    assert inside.dead_channels(model, image, "conv") == [0]
    conv.set_weights([kernel, np.array([9.0])])
    assert inside.dead_channels(model, image, "conv") == []


@pytest.mark.parametrize("way", WAYS[:3])
def test_top_patches_show_what_the_value_sees(way):
    model = hand_made(STRIPES, **way)
    images = np.zeros((3, 8, 8, 1))
    images[1, 3:6, 4:, 0] = 1  # a vertical edge: dark left of column 4
    images[2, 3:6, 4:, 0] = 0.6
    best, second = inside.top_patches(model, images, "conv", 0, 2)
    assert (best.image, best.value) == (1, 2.5)
    assert (best.rows, best.columns) == ((3, 5), (2, 4))
    np.testing.assert_array_equal(best.pixels[..., 0], [[0, 0, 1]] * 3)
    assert second.image == 2
    pooled = inside.top_patches(model, images, "pool", 0, 1)[0]
    assert pooled.rows[1] - pooled.rows[0] + 1 == 4


def test_statistics_and_the_weights_that_training_begins_with(main_model):
    before = inside.filters(inside.untrained(main_model), "conv1")
    # Uniform between plus and minus the square root of 6/297, as the syllabus computes it.
    assert inside.statistics(before).deviation == pytest.approx((6 / 297) ** 0.5 / 3**0.5, rel=0.1)
    assert np.abs(before).max() <= (6 / 297) ** 0.5
    after = inside.statistics(inside.filters(main_model, "conv1"))
    assert after.deviation > 1.5 * 0.082
    assert after.count == 288
    small = inside.statistics([[1, 2], [3, 6]])
    assert (small.mean, small.smallest, small.largest) == (3, 1, 6)


@pytest.mark.slow
def test_the_embedding_keeps_classes_together(main_model):
    drawn = garments.draw(train=10, test=200, seed=6)
    images = (drawn.x_test / 255).astype("float32")[..., None]
    for method in ("pca", "tsne"):
        points = inside.embedding(main_model, images, method)
        assert points.shape == (200, 2)
        centres = np.array([points[drawn.y_test == c].mean(axis=0) for c in range(10)])
        nearest = np.linalg.norm(points[:, None] - centres, axis=2).argmin(axis=1)
        assert (nearest == drawn.y_test).mean() > 0.6


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda m, x: inside.filters(m, "conv3"), "Did you mean 'conv"),
        (
            lambda m, x: inside.filters(m, "dense"),
            "Layers with filters: conv1, conv2",
        ),
        (lambda m, x: inside.feature_maps(m, x, ["dense"]), "no feature maps"),
        (lambda m, x: inside.feature_maps(m, x[:, :20], ["conv1"]), "takes images of shape"),
        (lambda m, x: inside.feature_maps(m, x[:0], ["conv1"]), "takes images of shape"),
        (lambda m, x: inside.excite(m, "conv1", [32]), "the channels 0 to 31, not 32"),
        (lambda m, x: inside.top_patches(m, x, "conv1", -1), "channels 0 to 31"),
        (lambda m, x: inside.embedding(m, x, "umap"), "There is no method 'umap'"),
        (lambda m, x: inside.embedding(m, x[:3], "tsne"), "at least 4 images"),
        (lambda m, x: inside.first_convolution(zoo.build("dense")), "has no convolution"),
        (lambda m, x: inside.grad_cam(zoo.build("dense"), x[0], 0), "no layer with feature"),
    ],
)
def test_what_cannot_be_shown_is_said(main_model, images, call, words):
    with pytest.raises(UsageError, match=words.replace("(", "\\(")):
        call(main_model, images)


def test_models_that_take_no_image():
    flat = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2)])
    with pytest.raises(UsageError, match="is not an image"):
        inside.predictions(flat, np.zeros((1, 8, 8, 1)))
    one, two = keras.Input((8, 8, 1)), keras.Input((8, 8, 1))
    both = keras.Model([one, two], keras.layers.Add()([one, two]))
    with pytest.raises(UsageError, match="has 2 inputs"):
        inside.predictions(both, np.zeros((1, 8, 8, 1)))
