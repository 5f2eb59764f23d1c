"""Cutout and max-pooling dropout: what they drop and how often, saving, and bad input."""

import itertools

import keras
import numpy as np
import pytest
from keras import ops

from fashion_cnn.base.errors import UsageError
from fashion_cnn.networks.keras_layers import Cutout, MaxPoolDropout

pytestmark = pytest.mark.backend


def run(layer, values, training):
    return ops.convert_to_numpy(layer(ops.convert_to_tensor(values), training=training))


def images(count, height, width, channels=1, seed=0):
    """Images without zeros, so that any zero in the output comes from the layer."""
    draw = np.random.default_rng(seed)
    return draw.uniform(0.1, 1, (count, height, width, channels)).astype("float32")


# --- Cutout


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8])
def test_cutout_sets_one_square_of_each_image_to_0_and_leaves_the_rest(size):
    before = images(300, 8, 11, channels=2)
    after = run(Cutout(size, seed=1), before, training=True)
    cut = after == 0
    assert (after[~cut] == before[~cut]).all()
    assert (cut[..., 0] == cut[..., 1]).all()
    for square in cut[..., 0]:
        rows, columns = square.any(axis=1), square.any(axis=0)
        assert (square == np.outer(rows, columns)).all()
        for covered, length in ((rows, 8), (columns, 11)):
            places = np.flatnonzero(covered)
            assert len(places) == places[-1] - places[0] + 1 <= size
            # Only squares that extend beyond the border are smaller.
            assert len(places) == size or places[0] == 0 or places[-1] == length - 1


@pytest.mark.parametrize("size", [3, 4])
def test_each_pixel_is_cut_as_often_as_there_are_squares_that_cover_it(size):
    height, width, count = 6, 9, 40_000
    cut = run(Cutout(size, seed=2), images(1, height, width).repeat(count, axis=0), True) == 0

    def covered(length):
        """For each position, the fraction of centres whose square covers it."""
        first = np.arange(length) - size // 2
        places = np.arange(length)[:, None]
        return ((places >= first) & (places < first + size)).mean(axis=1)

    expected = np.outer(covered(height), covered(width))
    shares = cut[..., 0].mean(axis=0)
    five_deviations = 5 * np.sqrt(expected * (1 - expected) / count)
    assert (np.abs(shares - expected) <= five_deviations).all()


def test_the_largest_square_and_the_smallest_image():
    cut = run(Cutout(5, seed=0), images(500, 5, 5), training=True) == 0
    assert cut.reshape(500, -1).all(axis=1).any()  # a square centred on the image
    assert (run(Cutout(1), images(3, 1, 1), training=True) == 0).all()


# --- Max-pooling dropout


def test_inference_is_the_expectation_over_all_masks():
    for pool_size, rate in itertools.product([(2, 2), (1, 3), (3, 3), (1, 1)], [0, 0.2, 0.5, 0.9]):
        height, width = pool_size
        window = images(1, height, width, seed=3)
        pooled = run(MaxPoolDropout(pool_size, rate), window, training=False).item()
        values, expected = window.ravel().astype(float), 0.0
        for mask in itertools.product([0, 1], repeat=values.size):
            kept = sum(mask)
            chance = (1 - rate) ** kept * rate ** (values.size - kept)
            expected += chance * (mask * values).max()
        assert pooled == pytest.approx(expected, rel=1e-5)


def test_inference_by_hand():
    window = np.array([[1, 5], [2, 3]], "float32")[None, :, :, None]
    pooled = run(MaxPoolDropout(2, 0.5), window, training=False)
    assert pooled.item() == 5 / 2 + 3 / 4 + 2 / 8 + 1 / 16


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_in_training_each_value_is_the_maximum_as_often_as_the_formula_says(rate):
    count = 40_000
    window = np.array([[0.1, 0.4], [0.3, 0.2]], "float32")[None, :, :, None]
    pooled = run(MaxPoolDropout(2, rate, seed=4), window.repeat(count, axis=0), True).ravel()
    for larger, value in enumerate(np.float32([0.4, 0.3, 0.2, 0.1])):
        chance = (1 - rate) * rate**larger
        five_deviations = 5 * np.sqrt(chance * (1 - chance) / count)
        assert abs((pooled == value).mean() - chance) <= five_deviations
    assert abs((pooled == 0).mean() - rate**4) <= 5 * np.sqrt(rate**4 / count)


def test_the_average_of_many_trainings_is_what_inference_gives():
    maps, layer = images(1, 6, 6, channels=3, seed=5), MaxPoolDropout(3, 0.4, seed=6)
    many = run(layer, maps.repeat(20_000, axis=0), training=True)
    five_deviations = 5 * many.std(axis=0) / np.sqrt(len(many))
    difference = np.abs(many.mean(axis=0) - run(layer, maps, training=False)[0])
    assert (difference <= five_deviations).all()


def test_the_values_of_a_map_are_dropped_one_by_one():
    """Neighbours, channels and images are dropped independently: no correlation."""
    pooled = run(MaxPoolDropout(1, 0.5, seed=7), np.ones((4000, 2, 2, 2), "float32"), True)
    correlations = np.corrcoef(pooled.reshape(4000, 8).T) - np.eye(8)
    assert np.abs(correlations).max() < 0.08
    assert pooled.mean() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("pool_size", [2, 3, (2, 3)])
def test_without_dropout_it_is_max_pooling(pool_size, training):
    maps = images(2, 7, 10, channels=3)
    expected = run(keras.layers.MaxPooling2D(pool_size), maps, training=False)
    np.testing.assert_array_equal(run(MaxPoolDropout(pool_size, 0), maps, training), expected)


# --- Both


LAYERS = [Cutout(4, seed=1), MaxPoolDropout((2, 3), 0.3, seed=1)]


@pytest.mark.parametrize("layer", LAYERS)
def test_training_draws_anew_and_inference_does_not(layer):
    layer = type(layer).from_config(layer.get_config())
    values = images(20, 12, 12)
    first, second = run(layer, values, True), run(layer, values, True)
    assert (first != second).any()
    still = run(layer, values, False)
    np.testing.assert_array_equal(still, run(layer, values, False))
    assert (first != still).any()
    if isinstance(layer, Cutout):
        np.testing.assert_array_equal(still, values)
    assert run(type(layer).from_config(layer.get_config()), values, True).tobytes() == (
        first.tobytes()
    )


@pytest.mark.parametrize("layer", LAYERS)
def test_the_shape_is_the_one_that_is_announced(layer):
    for shape in [(2, 12, 12, 1), (3, 8, 13, 4)]:
        for training in (False, True):
            assert run(layer, np.ones(shape, "float32"), training).shape == (
                layer.compute_output_shape(shape)
            )
    assert layer.compute_output_shape((None, None, 12, 4))[:2] == (None, None)


def small_model():
    return keras.Sequential(
        [
            keras.Input((12, 12, 1)),
            Cutout(4, seed=1),
            keras.layers.Conv2D(3, 3, padding="same", activation="relu"),
            keras.layers.SpatialDropout2D(0.3, seed=2),
            MaxPoolDropout(2, 0.4, seed=3),
            keras.layers.Flatten(),
            keras.layers.Dense(2, activation="softmax"),
        ]
    )


def test_a_model_with_them_is_saved_and_loaded_in_safe_mode(tmp_path):
    model, values = small_model(), images(8, 12, 12)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    for before, after in zip(model.layers, loaded.layers, strict=True):
        assert type(after) is type(before)
        assert after.get_config() == before.get_config()
    np.testing.assert_array_equal(run(loaded, values, False), run(model, values, False))
    assert (run(model, values, True) != run(model, values, False)).any()


def test_a_model_with_them_learns():
    """Training separates bright from dark images: gradients pass through the layers."""
    labels = np.arange(200) % 2
    values = images(200, 12, 12, seed=8) * (0.2 + 0.8 * labels[:, None, None, None])
    keras.utils.set_random_seed(0)
    model = small_model()
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", jit_compile=False)
    model.fit(values, labels, epochs=4, batch_size=20, verbose=0)
    assert (run(model, values, False).argmax(axis=-1) == labels).mean() > 0.95


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_the_type_of_the_numbers_stays(policy):
    for layer in (Cutout(2, dtype=policy), MaxPoolDropout(2, 0.5, dtype=policy)):
        for training in (False, True):
            result = layer(ops.ones((2, 4, 4, 1)), training=training)
            assert keras.backend.standardize_dtype(result.dtype) == layer.compute_dtype


BAD = {
    "size": [(Cutout, 0), (Cutout, -1), (Cutout, 2.5), (Cutout, "8"), (Cutout, True)],
    "rate": [(MaxPoolDropout, 2, rate) for rate in (1, 1.5, -0.1, float("nan"), "half", None)],
    "pool_size": [(MaxPoolDropout, size, 0.5) for size in (0, (2, 2, 2), 1.5, (2, 0))],
    "seed": [(Cutout, 2, -1), (Cutout, 2, 0.5), (MaxPoolDropout, 2, 0.5, "one")],
}


@pytest.mark.parametrize(
    ("thing", "words"), [(thing, words) for thing, list_ in BAD.items() for words in list_]
)
def test_a_bad_argument_is_named(thing, words):
    kind, *values = words
    with pytest.raises(UsageError, match=f"^{thing} must be .* received "):
        kind(*values)


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (Cutout(9), (8, 20, 1), "A square of 9x9 does not fit into images of 8x20"),
        (Cutout(9), (None, 8, 1), r"A square of 9x9 does not fit into images of \?x8"),
        (MaxPoolDropout((2, 3)), (4, 2, 1), "A window of 2x3 does not fit into images of 4x2"),
        (Cutout(2), (10,), "takes images"),
    ],
)
def test_images_that_are_too_small_are_named(layer, shape, message):
    with pytest.raises(UsageError, match=message):
        layer(keras.Input(shape))
