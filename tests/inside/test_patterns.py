"""Patterns made by gradient ascent: no border, smooth, of the colour and the size that excite."""

import numpy as np
import pytest

from fashion_cnn import inside
from fashion_cnn.base.gradients import gradient, gradient_function
from fashion_cnn.drawing import learned
from fashion_cnn.drawing.plots import stretch

keras = pytest.importorskip("keras")

# Responds to a bright pixel among dark ones, and more so if zero padding hides some of them.
SPOT = np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])


def convolution(kernels, size=24):
    """A model with one convolution of these kernels (kH, kW, C, n), padding "same"."""
    kernels = np.asarray(kernels, "float32")
    layer = keras.layers.Conv2D(kernels.shape[-1], kernels.shape[:2], padding="same", name="conv")
    model = keras.Sequential([keras.Input((size, size, kernels.shape[2])), layer])
    layer.set_weights([kernels, np.zeros(kernels.shape[-1], "float32")])
    return model


def border(values, width):
    """Whether each position of (H, W) is less than `width` pixels from the border."""
    inner = np.zeros(values.shape, bool)
    inner[width:-width, width:-width] = True
    return ~inner


@pytest.mark.parametrize("kernel", [SPOT, np.ones((5, 5)), -np.ones((5, 5))])
def test_zero_padding_leaves_no_frame_and_no_corners(kernel):
    """The border is as bright, and has as much contrast, as the rest: for each of many seeds."""
    model = convolution(kernel[..., None, None])
    found = [inside.excite(model, "conv", seed=seed).images[0, ..., 0] for seed in range(8)]
    size = np.sqrt(np.mean(np.square(found), axis=0))
    frame = border(size, 2)
    assert size[frame].mean() == pytest.approx(size[~frame].mean(), rel=0.1)
    corners = [size[row, column] for row in (0, -1) for column in (0, -1)]
    assert np.mean(corners) == pytest.approx(size.mean(), rel=0.15)


def test_what_excites_a_mean_is_even_and_bright():
    [image] = inside.excite(convolution(np.ones((5, 5, 1, 1))), "conv").images
    assert image.min() > 0
    assert image.std() < 0.1 * image.mean()


def test_a_filter_of_one_colour_gets_that_colour():
    kernel = np.zeros((3, 3, 3, 1))
    kernel[:, :, 1] = 1
    [image] = inside.excite(convolution(kernel), "conv").images
    red, green, blue = image.mean(axis=(0, 1))
    assert green > 1.5 * max(red, blue)


def test_low_frequencies_prevail_where_a_channel_does_not_care():
    """A channel that is one random weight for each pixel has white noise as its gradient."""
    model = keras.Sequential(
        [keras.Input((32, 32, 1)), keras.layers.Flatten(), keras.layers.Dense(1, name="unit")]
    )
    weights = np.random.default_rng(0).normal(size=(32 * 32, 1))
    model.get_layer("unit").set_weights([weights, np.zeros(1)])
    [image] = inside.excite(model, "unit").images
    across = np.diff(image[..., 0], axis=1)
    # White noise: the mean square of differences is twice the variance.
    assert (across**2).mean() < 0.5 * image.var()


def test_one_axis_and_three_of_positions():
    keras.utils.set_random_seed(0)
    for axes in (1, 3):
        layer = getattr(keras.layers, f"Conv{axes}D")(2, 3, name="conv")
        model = keras.Sequential([keras.Input((8,) * axes + (2,)), layer])
        found = inside.excite(model, "conv", steps=8)
        assert found.images.shape == (2, *(8,) * axes, 2)
        assert (found.after > found.before).all()


def test_another_seed_gives_another_pattern():
    model = convolution(SPOT[..., None, None])
    one, other = (inside.excite(model, "conv", seed=seed, steps=4).images for seed in (0, 1))
    assert not np.allclose(one, other, atol=0.1)


@pytest.mark.backend
def test_a_compiled_gradient_is_that_of_the_formula_at_every_array_and_shape():
    slope = gradient_function(lambda x: keras.ops.sum(x**3))
    for at in (np.array([[1.0, -2.0]]), np.array([[0.5, 3.0]]), np.ones((2, 3))):
        np.testing.assert_allclose(slope(at), 3 * at**2, rtol=1e-6)
        np.testing.assert_allclose(slope(at), gradient(lambda x: keras.ops.sum(x**3), at))


def test_zero_is_grey_and_the_sign_shows():
    image = np.zeros((4, 4, 1))
    np.testing.assert_array_equal(stretch(image), np.full((4, 4, 1), 0.5))
    image[0, 0], image[3, 3] = 2, -2
    # The root of the mean square is 2·√(2/16), and 5 of them are the range from black to white.
    shown = stretch(image)
    assert (shown[0, 0, 0], shown[3, 3, 0]) == (1, 0)
    np.testing.assert_allclose(shown[1, 1], 0.5)
    np.testing.assert_allclose(stretch(np.full((2, 2, 1), 3.0)), 0.7)
    np.testing.assert_allclose(stretch(np.full((2, 2, 1), -3.0)), 0.3)


def test_a_picture_of_patterns_names_the_silent_ones_in_their_titles_and_counts_them():
    images, excited = np.zeros((3, 4, 4, 1)), [True, False, False]
    picture = learned.patterns(images, excited, ["4", "7", "9"], "conv", "a model")
    titles = [text.get_text() for text in picture.axes.texts]
    assert titles == ["4", "7: silent", "9: silent"]
    assert "each of 3 channels" in picture.description
    assert "No pattern was found for 2 of them." in picture.description
    assert picture.note == (
        "Made from noise by gradient ascent; each on its own scale, where 0 is grey. "
        "No pattern was found for 2 of them."
    )


def test_a_picture_of_one_pattern_names_its_channel_and_is_larger():
    images = np.zeros((2, 4, 4, 1))
    alone = learned.patterns(images[:1], [True], ["4"], "conv", "a model")
    assert alone.title == "What excites channel 4 of conv: a model"
    assert "channel 4 of the layer conv" in alone.description
    assert alone.note == "Made from noise by gradient ascent; 0 is grey."
    both = learned.patterns(images, [True, True], ["4", "7"], "conv", "a model")
    assert alone.figure.get_figheight() > both.figure.get_figheight()
