"""Counts compared with Keras and with published numbers, receptive fields with pixels."""

import subprocess
import sys

import keras
import numpy as np
import pytest

from fashion_cnn.base.errors import UsageError
from fashion_cnn.networks import counting, layers, zoo
from fashion_cnn.networks.keras_models import from_keras, to_keras
from fashion_cnn.networks.layer_base import PADDINGS
from fashion_cnn.networks.network import Network

# From the kit's syllabus and Simonyan and Zisserman 2014, with the layer names of Keras.
VGG16 = {
    "block1_conv1": 1_792,
    "block1_conv2": 36_928,
    "block2_conv1": 73_856,
    "block2_conv2": 147_584,
    "block3_conv1": 295_168,
    "block3_conv2": 590_080,
    "block3_conv3": 590_080,
    "block4_conv1": 1_180_160,
    "block4_conv2": 2_359_808,
    "block4_conv3": 2_359_808,
    "block5_conv1": 2_359_808,
    "block5_conv2": 2_359_808,
    "block5_conv3": 2_359_808,
    "fc1": 102_764_544,
    "fc2": 16_781_312,
    "predictions": 4_097_000,
}


def test_vgg16_has_the_published_numbers():
    rows = counting.report(zoo.describe("vgg16"))
    assert {row.name: row.parameters for row in rows if row.parameters} == VGG16
    sums = counting.totals(rows)
    assert sums.parameters == sums.trainable == 138_357_544
    assert sums.multiplications == 15_470_264_320
    base = [row for row in rows if row.name.startswith("block")]
    assert counting.totals(base).parameters == 14_714_688
    pool5 = next(row for row in rows if row.name == "block5_pool")
    assert [field.size for field in pool5.fields] == [212, 212]
    assert [field.stride for field in pool5.fields] == [32, 32]
    assert pool5.output_shape == (7, 7, 512)


@pytest.mark.slow
def test_vgg16_is_the_one_of_keras():
    theirs = keras.applications.VGG16(weights=None)
    rows = counting.report(zoo.describe("vgg16"))
    their_layers = theirs.layers[1:]
    assert [row.name for row in rows] == [layer.name for layer in their_layers]
    assert [row.parameters for row in rows] == [layer.count_params() for layer in their_layers]
    assert [row.output_shape for row in rows] == [layer.output.shape[1:] for layer in their_layers]


def test_connections_of_the_syllabus():
    ways = counting.compare_connections(1000, 1000, units=10**6, window=10, filters=100)
    assert {way: count for way, (count, _) in ways.items()} == {
        "dense": 10**12,
        "local": 10**8,
        "convolution": 10**4,
    }
    assert ways["convolution"][1] == "100·10·10 = 10,000"
    hidden = counting.compare_connections(1000, 1000, units=10**4, window=10, filters=100)
    assert hidden["dense"][0] == 10**10


def test_three_small_kernels_against_one_large_one():
    for channels in (1, 64):
        ways = counting.compare_stack(channels)
        assert ways["stack"][0] == 27 * channels**2
        assert ways["single"][0] == 49 * channels**2
    three = Network("three", (20, 20, 1), [layers.Conv(1, 3)] * 3)
    assert counting.report(three)[-1].fields[0].size == 7


def test_a_reduction_before_a_5x5_as_in_inception_3a():
    ways = counting.compare_reduction((28, 28, 192), kernel_size=5, filters=32, reduced=16)
    assert ways["direct"].multiplications == 120_422_400
    assert ways["reduced"].multiplications == 12_443_648


def test_main_without_its_pools():
    network = zoo.describe("main")
    kept = [layer for layer in network.layers if not isinstance(layer, layers.Pool)]
    rows = counting.report(Network("no pools", network.input_shape, kept))
    assert counting.totals(rows).parameters == 5_037_526


def test_multiplications_and_memory_of_main_by_hand():
    rows = {row.name: row for row in counting.report(zoo.describe("main"))}
    assert rows["conv2"].multiplications == 14 * 14 * 3 * 3 * 32 * 64
    assert rows["conv2"].product == "14·14·3·3·32·64 = 3,612,672"
    assert rows["dense"].multiplications == 7 * 7 * 64 * 100
    assert rows["conv1"].memory == 28 * 28 * 32 * 4
    assert rows["pool1"].multiplications == 0


def random_layers(draw, count, with_head=True):
    """Random layers, whose sizes may turn out not to fit."""

    def size(most):
        pair = tuple(int(number) for number in draw.integers(1, most + 1, 2))
        return pair if draw.random() < 0.5 else pair[0]

    def padding():
        return str(draw.choice(PADDINGS))

    made = []
    for _ in range(count):
        kind = draw.integers(5)
        filters = int(draw.integers(1, 5))
        if kind == 0:
            made.append(layers.Conv(filters, size(5), size(3), padding(), use_bias=False))
        elif kind == 1:
            made.append(layers.Conv(filters, size(3), 1, padding(), size(3), "relu"))
        elif kind == 2:
            pooling = str(draw.choice(["max", "average"]))
            made.append(layers.Pool(size(3), None, padding(), pooling))
        elif kind == 3:
            made.append(layers.Pool(size(3), size(3), padding()))
        else:
            made.append(layers.BatchNorm() if with_head else layers.Conv(filters, 1))
    if with_head:
        made.append(layers.Flatten() if draw.random() < 0.5 else layers.GlobalAveragePool())
        made.append(layers.Dense(int(draw.integers(1, 9)), use_bias=bool(draw.random() < 0.5)))
    return made


def random_network(draw, with_head=True):
    shape = (*(int(number) for number in draw.integers(3, 24, 2)), int(draw.integers(1, 4)))
    return Network("random", shape, random_layers(draw, draw.integers(1, 6), with_head))


@pytest.mark.slow
def test_300_random_networks_have_keras_shapes_and_parameters():
    """If the sizes fit, the counts agree; if the kit refuses them, so does Keras."""
    draw = np.random.default_rng(20)
    counted = refused = 0
    while counted < 300:
        network = random_network(draw)
        try:
            rows = counting.report(network)
        except UsageError:
            refused += 1
            if refused <= 20:
                with pytest.raises(ValueError, match=r"negative dimension|Computed output size"):
                    to_keras(network)
            continue
        model = to_keras(network)
        counted += 1
        for row, layer in zip(rows, model.layers, strict=True):
            assert row.output_shape == layer.output.shape[1:], network
            assert row.parameters == layer.count_params(), network
            trainable = sum(int(np.prod(w.shape)) for w in layer.trainable_weights)
            assert row.trainable == trainable, network
        assert from_keras(model).layers[0].__class__ is network.layers[0].__class__
        assert counting.report(from_keras(model))[-1].fields == rows[-1].fields
    assert refused > 10


def seen_pixels(model, shape):
    """Which pixels each value of the model's output depends on: (rows, columns, h, w)."""
    height, width, _ = shape
    image = np.random.default_rng(0).random((1, *shape)).astype("float32")
    changed = np.repeat(image, height * width, axis=0)
    for pixel in range(height * width):
        changed[pixel, pixel // width, pixel % width] += 1000.0
    # The weights are positive: a pixel that matters changes far more than rounding does.
    differs = (np.abs(np.asarray(model(changed)) - np.asarray(model(image))) > 1).any(axis=-1)
    return differs.transpose(1, 2, 0).reshape(*differs.shape[1:], height, width)


def leaves_pixels_out(network):
    """Whether any windows skip pixels: between them, inside them, or at the far border."""
    shape = network.input_shape
    for layer, row in zip(network.layers, counting.report(network), strict=True):
        for size, (kernel, padding, stride, dilation) in zip(shape, layer.windows, strict=False):
            border = padding == "valid" and (size - kernel) % stride > 0
            if dilation > 1 or stride > kernel or border:
                return True
        shape = row.output_shape
    return False


def is_garbled(network):
    """Whether TensorFlow may return garbage for the network.

    On some processors, oneDNN in TensorFlow 2.21 leaves values of a batch unwritten if a
    convolution of one channel has a stride along the width and an output one pixel wide.
    """
    return any(
        isinstance(layer, layers.Conv) and layer.strides[1] > 1 and row.output_shape[1] == 1
        for layer, row in zip(network.layers, counting.report(network), strict=True)
    )


def test_receptive_fields_are_the_pixels_that_matter():
    """In 60 random networks, check the first, middle and last value of the last feature map.

    No pixel outside a field matters. If no window skips pixels, the field ends exactly where
    pixels stop mattering.
    """
    draw = np.random.default_rng(21)
    tried = exact = 0
    while tried < 60:
        network = random_network(draw, with_head=False)
        try:
            last = counting.report(network)[-1]
        except UsageError:
            continue
        if is_garbled(network):
            continue
        tried += 1
        model = to_keras(network)
        # Positive weights: changes can neither cancel out nor be hidden by a ReLU.
        model.set_weights([np.abs(w) + 0.1 for w in model.get_weights()])
        height, width, _ = last.output_shape
        has_holes = leaves_pixels_out(network)
        exact += not has_holes
        seen = seen_pixels(model, network.input_shape)
        for row, column in ((0, 0), (height // 2, width // 2), (height - 1, width - 1)):
            for axis, (position, field) in enumerate(zip((row, column), last.fields, strict=True)):
                first = field.centre + position * field.stride - (field.size - 1) / 2
                expected = (
                    max(first, 0),
                    min(first + field.size - 1, network.input_shape[axis] - 1),
                )
                pixels = np.flatnonzero(seen[row, column].any(axis=1 - axis))
                found = (pixels.min(), pixels.max())
                if has_holes:
                    assert expected[0] <= found[0] <= found[1] <= expected[1], network
                else:
                    assert found == expected, network
    assert exact >= 15


def test_small_never_sees_the_last_two_rows_and_columns():
    last = counting.report(zoo.describe("small"))[-1]
    assert [field.size for field in last.fields] == [26, 26]
    model = zoo.build("small")
    image = np.random.default_rng(0).random((1, 28, 28, 1)).astype("float32")
    changed = image.copy()
    changed[:, 26:], changed[:, :, 26:] = 0, 0
    assert np.array_equal(np.asarray(model(image)), np.asarray(model(changed)))


def residual_model():
    """A small model that branches, with a shortcut and a concatenation."""
    image = keras.Input((12, 10, 3), name="image")
    x = keras.layers.ZeroPadding2D(((1, 2), (0, 1)), name="pad")(image)
    x = keras.layers.Conv2D(4, 3, name="stem")(x)
    y = keras.layers.Conv2D(4, 3, padding="same", use_bias=False, name="conv")(x)
    y = keras.layers.BatchNormalization(name="norm")(y)
    x = keras.layers.Add(name="add")([x, y])
    z = keras.layers.Conv2D(2, 5, padding="same", activation="gelu", name="wide")(x)
    x = keras.layers.Concatenate(name="join")([x, z])
    x = keras.layers.GlobalAveragePooling2D(name="mean")(x)
    return keras.Model(image, keras.layers.Dense(10, name="out")(x), name="residual")


def test_branching_models_are_counted_through_keras():
    model = residual_model()
    rows = counting.report(from_keras(model))
    assert counting.totals(rows).parameters == model.count_params()
    by_name = {row.name: row for row in rows}
    for layer in model.layers[1:]:
        assert by_name[layer.name].output_shape == layer.output.shape[1:]
    assert by_name["add"].fields[0].size == 5
    assert by_name["join"].fields[0].size == 9
    # The padding moves the first field up by one row, not sideways.
    assert [field.centre for field in by_name["stem"].fields] == [0, 1]
    assert counting.totals(rows).trainable == sum(
        int(np.prod(w.shape)) for w in model.trainable_weights
    )


def test_operations_between_layers_are_steps_of_their_own():
    image = keras.Input((8, 8, 1))
    x = keras.layers.Conv2D(8, 3, padding="same", name="x")(image)
    y = keras.layers.Conv2D(8, 3, padding="same", name="y")(x)
    model = keras.Model(image, keras.layers.Conv2D(16, 3, name="z")(x + y))
    rows = counting.report(from_keras(model))
    assert counting.totals(rows).parameters == model.count_params()
    assert rows[-1].sum == "8·3·3·16 + 16 = 1,168"
    assert rows[-1].fields is None


@pytest.mark.parametrize(
    "make",
    [
        lambda: keras.layers.BatchNormalization(axis=1),
        lambda: keras.layers.BatchNormalization(scale=False),
        lambda: keras.layers.AveragePooling2D(2, data_format="channels_first"),
        lambda: keras.layers.SeparableConv2D(5, 3),
        lambda: keras.layers.GlobalAveragePooling2D(keepdims=True),
        lambda: keras.layers.Flatten(data_format="channels_first"),
        lambda: keras.layers.LeakyReLU(),
        lambda: keras.layers.Dense(3, activation="gelu"),
    ],
)
def test_unusual_layers_are_counted_as_keras_counts(make):
    layer = make()
    model = keras.Sequential([keras.Input((8, 6, 3)), layer])
    [row] = counting.report(from_keras(model))
    assert row.parameters == layer.count_params()
    assert row.trainable == sum(int(np.prod(w.shape)) for w in layer.trainable_weights)
    assert row.output_shape == layer.output.shape[1:]


def test_layers_the_kit_does_not_describe_keep_the_counts_of_keras():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            keras.layers.LayerNormalization(name="norm"),
            keras.layers.Conv2DTranspose(4, 2, strides=2, output_padding=1, name="up"),
            keras.layers.PReLU(name="prelu"),
            keras.layers.GlobalMaxPooling2D(name="max"),
        ]
    )
    rows = counting.report(from_keras(model))
    assert [row.parameters for row in rows] == [layer.count_params() for layer in model.layers]
    assert [row.kind for row in rows] == [type(layer).__name__ for layer in model.layers]
    assert rows[-1].fields is None
    assert [row.multiplications for row in rows] == [None, None, None, 0]


@pytest.mark.slow
def test_resnet50_through_keras_has_the_published_count():
    model = keras.applications.ResNet50(weights=None)
    rows = counting.report(from_keras(model))
    sums = counting.totals(rows)
    assert sums.parameters == 25_636_712
    assert sums.trainable == model.count_params() - sum(
        int(np.prod(w.shape)) for w in model.non_trainable_weights
    )


@pytest.mark.parametrize(
    ("network", "message"),
    [
        (Network("n", (5, 5, 1), [layers.Conv(1, 6, name="c")]), "'c'.*6.*5"),
        (Network("n", (5, 5, 1), [layers.Pool(6, name="p")]), "'p'.*6.*5"),
        (
            Network("n", (5, 5, 1), [layers.Flatten(), layers.Conv(1, 3)]),
            r"'Conv2D'.*needs an image.*\(25,\)",
        ),
        (
            Network(
                "n",
                (5, 5, 1),
                [layers.Conv(1, 1), layers.Conv(2, 1), layers.Add(name="a")],
                ((-1,), (-1,), (0, 1)),
            ),
            r"'a'.*equal shape.*\(5, 5, 1\), \(5, 5, 2\)",
        ),
        (
            Network(
                "n",
                (5, 5, 1),
                [layers.Conv(1, 1), layers.Conv(2, 2), layers.Concatenate(name="j")],
                ((-1,), (-1,), (0, 1)),
            ),
            r"'j'.*equal height and width.*\(5, 5, 1\), \(4, 4, 2\)",
        ),
    ],
)
def test_layers_that_do_not_fit_are_named(network, message):
    with pytest.raises(UsageError, match=message):
        counting.report(network)


def test_counting_needs_no_keras():
    program = (
        "import sys; from fashion_cnn import params\n"
        "from fashion_cnn.networks import counting, tables\n"
        "tables.print_tables\n"
        "print({'tensorflow', 'keras', 'jax', 'torch', 'pandas', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("set()", "")
