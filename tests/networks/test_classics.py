"""The classic networks: published counts, agreement with keras.applications, bad sizes."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from fashion_cnn.base.errors import UsageError
from fashion_cnn.networks import counting, layers, zoo
from fashion_cnn.networks.keras_layers import (
    LocalResponseNorm,
    PartialConv2D,
    RadialBasis,
    TrainablePooling2D,
    codes,
)
from fashion_cnn.networks.keras_models import from_keras, load_model, to_keras
from fashion_cnn.networks.network import Network
from fashion_cnn.networks.zoo import lenet5
from fashion_cnn.training.batches import batched


def totals(name, **options):
    return counting.totals(counting.report(zoo.describe(name, **options)))


# Sources: the papers, the documentation of keras.applications, Caffe's model zoo (GoogLeNet).
@pytest.mark.parametrize(
    ("name", "options", "count"),
    [
        ("lenet5", {}, 61_706),
        ("lenet5_28", {}, 61_706),
        ("lenet5_1998", {}, 60_000),
        ("alexnet", {}, 60_965_224),
        ("alexnet", {"groups": 1}, 62_378_344),
        ("googlenet", {}, 6_998_552),
        ("googlenet", {"auxiliary": True}, 13_378_280),
        ("inception_3a", {}, 163_328),
        ("inception_3a_naive", {}, 387_072),
        ("resnet50", {}, 25_636_712),
        ("resnet101", {}, 44_707_176),
        ("resnet152", {}, 60_419_944),
        ("preact_resnet50", {}, 25_613_800),
        ("preact_resnet101", {}, 44_675_560),
        ("preact_resnet152", {}, 60_380_648),
        ("densenet121", {}, 8_062_504),
        ("densenet169", {}, 14_307_880),
        ("densenet201", {}, 20_242_984),
        ("unet", {}, 31_030_658),
    ],
)
def test_parameters_are_the_published_ones(name, options, count):
    assert totals(name, **options).parameters == count


# From PyTorch's documentation: learned parameters, no biases before batch normalisation.
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("resnet18", 11_689_512),
        ("resnet34", 21_797_672),
        ("resnet50", 25_557_032),
        ("resnet101", 44_549_160),
        ("resnet152", 60_192_808),
    ],
)
def test_resnets_without_biases_have_the_other_published_counts(name, count):
    assert totals(name, use_bias=False).trainable == count


# Table 1 of each paper: multiplications (the papers' FLOPs), rounded as printed there.
@pytest.mark.parametrize(
    ("name", "billions", "digits"),
    [
        ("resnet18", 1.8, 1),
        ("resnet34", 3.6, 0),  # 3.66, truncated in the paper
        ("resnet50", 3.8, 0),
        ("resnet101", 7.6, 1),
        ("resnet152", 11.3, 1),
        ("googlenet", 1.5, 0),
        ("densenet121", 2.8, 1),
    ],
)
def test_multiplications_are_near_the_published_ones(name, billions, digits):
    assert round(totals(name).multiplications / 1e9, digits) == round(billions, digits)


def test_each_stage_has_the_shape_of_its_paper():
    shapes = {
        name: {row.name: row.output_shape for row in counting.report(zoo.describe(name))}
        for name in ("lenet5", "alexnet", "googlenet", "resnet152", "densenet201", "unet")
    }
    assert shapes["lenet5"]["C1"] == (28, 28, 6)
    assert shapes["lenet5"]["S4"] == (5, 5, 16)
    assert shapes["alexnet"]["conv1"] == (55, 55, 96)
    assert shapes["alexnet"]["pool5"] == (6, 6, 256)
    # Table 1 of the paper, row by row.
    inception = {"3a": (28, 256), "3b": (28, 480), "4a": (14, 512), "4b": (14, 512)}
    inception |= {"4c": (14, 512), "4d": (14, 528), "4e": (14, 832)}
    inception |= {"5a": (7, 832), "5b": (7, 1024)}
    for module, (size, channels) in inception.items():
        assert shapes["googlenet"][f"{module}_output"] == (size, size, channels)
    assert shapes["resnet152"]["conv4_block36_out"] == (14, 14, 1024)
    assert shapes["densenet201"]["conv5_block32_concat"] == (7, 7, 1920)
    assert shapes["unet"]["down5_conv2"] == (28, 28, 1024)
    assert shapes["unet"]["classes"] == (388, 388, 2)


def test_a_depth_is_the_number_of_layers_with_weights_on_the_longest_way():
    for name, builder in zoo.PUBLISHED.items():
        if "resnet" in name or "densenet" in name:
            [depth] = builder.args
            kinds = (layers.Conv, layers.Dense)
            way = [
                layer
                for layer in zoo.describe(name).layers
                if isinstance(layer, kinds) and not layer.name.endswith("_0_conv")
            ]
            assert len(way) == depth, name


def test_the_naive_module_passes_on_more_channels():
    ends = {
        name: counting.report(zoo.describe(name))[-1].output_shape
        for name in ("inception_3a", "inception_3a_naive")
    }
    assert ends == {"inception_3a": (28, 28, 256), "inception_3a_naive": (28, 28, 416)}


def test_the_five_layer_block_ends_in_figure_1s_channels():
    rows = counting.report(zoo.describe("dense_block"))
    joined = [row.output_shape[2] for row in rows if row.kind == "Concatenate"]
    assert joined == [10, 14, 18, 22, 26]


def test_c3_is_the_table_of_the_paper():
    # Table I: X where a map of C3 (column) sees a map of S2 (row).
    table = [
        "X...XXX..XXXX.XX",
        "XX...XXX..XXXX.X",
        "XXX...XXX..X.XXX",
        ".XXX..XXXX..X.XX",
        "..XXX..XXXX.XX.X",
        "...XXX..XXXX.XXX",
    ]
    seen = [tuple(row for row in range(6) if table[row][column] == "X") for column in range(16)]
    assert seen == list(lenet5.C3)


# ------------------------------------------------------------------------- against keras itself


def random_weights(model, seed=0):
    """Assign random weights, batch statistics included, so that every layer has an effect."""
    draw = np.random.default_rng(seed)
    for weight in model.weights:
        scale = 1 / np.sqrt(max(1, np.prod(weight.shape[:-1])))
        values = draw.normal(0, scale if len(weight.shape) > 1 else 0.1, weight.shape)
        positive = weight.name in ("gamma", "moving_variance")
        weight.assign(values + 1 if positive else values)


def same_outputs(name, theirs, tmp_path, images):
    """Load their weights into our model and assert that both give the same outputs."""
    random_weights(theirs)
    theirs.save_weights(tmp_path / "theirs.weights.h5")
    ours = zoo.build(name, input_shape=theirs.input_shape[1:], classes=theirs.output_shape[-1])
    ours.load_weights(tmp_path / "theirs.weights.h5")
    # Called directly: `predict` would compile each model for a single batch.
    expected = np.asarray(theirs(images, training=False))
    assert expected.std() > 0
    np.testing.assert_allclose(ours(images, training=False), expected, rtol=1e-4, atol=1e-6)
    assert ours.count_params() == theirs.count_params()
    trainable = [sum(map(keras.ops.size, m.trainable_weights)) for m in (ours, theirs)]
    assert trainable[0] == trainable[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("vgg16", keras.applications.VGG16),
        ("resnet50", keras.applications.ResNet50),
        ("preact_resnet50", keras.applications.ResNet50V2),
        ("densenet121", keras.applications.DenseNet121),
    ],
)
def test_weights_of_keras_applications_load_and_give_the_same(name, theirs, tmp_path):
    images = np.random.default_rng(1).normal(size=(2, 64, 64, 3)).astype("float32")
    same_outputs(name, theirs(weights=None, input_shape=(64, 64, 3), classes=7), tmp_path, images)


SMALL = ["lenet5_28", "alexnet_28", "googlenet_28", "resnet", "preact_resnet", "plain", "densenet"]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        *[(name, {}) for name in [*SMALL, "lenet5_1998", "unet_small", "dense_block"]],
        ("alexnet", {"input_shape": (67, 67, 3), "classes": 3}),
        ("googlenet", {"input_shape": (64, 64, 3), "classes": 3, "modules": "naive"}),
        ("resnet18", {"input_shape": (32, 48, 3), "classes": 3}),
        ("preact_resnet18", {"input_shape": (32, 32, 3), "use_bias": False}),
        ("unet", {"input_shape": (188, 204, 1), "filters": (2, 3, 4, 5, 6)}),
        ("unet_small", {"input_shape": (28, 32, 1), "skips": False}),
    ],
)
def test_the_report_agrees_with_keras_layer_by_layer(name, options):
    network = zoo.describe(name, **options)
    model = to_keras(network)
    for row in counting.report(network):
        layer = model.get_layer(row.name)
        assert row.kind == type(layer).__name__
        assert row.output_shape == layer.output.shape[1:]
        assert row.parameters == layer.count_params()
        assert row.trainable == sum(map(keras.ops.size, layer.trainable_weights))
    # And back: the description that a saved model is counted by.
    counted = counting.totals(counting.report(from_keras(model)))
    assert counted.parameters == model.count_params()


def test_the_auxiliary_classifiers_are_outputs_of_their_own():
    model = zoo.build("googlenet", input_shape=(96, 96, 3), classes=5, auxiliary=True)
    names = [layer.name for layer in model.layers if layer.output in model.outputs]
    assert sorted(names) == ["aux1_predictions", "aux2_predictions", "predictions"]
    assert [output.shape for output in model.outputs] == [(None, 5)] * 3


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_small_models_learn_eight_images(name):
    keras.utils.set_random_seed(1)
    # No dropout: its noise would hide what so few steps can learn. Few layers: they compile faster.
    small = {"dropout": 0, "depth": 8}
    model = zoo.build(name, **{key: small[key] for key in small if key in zoo.options(name)})
    draw = np.random.default_rng(0)
    images, labels = draw.random((8, 28, 28, 1), np.float32), np.arange(8)
    model.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy")
    batch = batched(8, images, labels)
    losses = model.fit(batch, epochs=30, shuffle=False, verbose=0).history["loss"]
    assert min(losses) < 0.8 * losses[0]


# ------------------------------------------------------------------------------------ own layers


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8])
def test_local_response_normalisation_is_that_of_the_formula(size):
    maps = np.random.default_rng(size).normal(0, 30, (2, 3, 4, 6)).astype("float32")
    expected = np.empty_like(maps)
    for channel in range(6):
        first = channel - size // 2
        near = maps[..., max(first, 0) : first + size]
        energy = 2 + 1e-4 * np.sum(np.square(near), axis=-1)
        expected[..., channel] = maps[..., channel] / energy**0.75
    got = LocalResponseNorm(size)(maps)
    np.testing.assert_allclose(got, expected, rtol=1e-5)


def test_local_response_normalisation_is_that_of_tensorflow_with_its_gradient():
    maps = tf.constant(np.random.default_rng(0).normal(0, 30, (2, 3, 4, 7)), tf.float32)
    layer = LocalResponseNorm(3, bias=1.5, alpha=0.01, beta=0.6)
    gradients = []
    for function in (
        layer,
        lambda maps: tf.nn.local_response_normalization(maps, 1, bias=1.5, alpha=0.01, beta=0.6),
    ):
        with tf.GradientTape() as tape:
            tape.watch(maps)
            loss = tf.reduce_sum(tf.sin(function(maps)))
        gradients.append(tape.gradient(loss, maps))
    np.testing.assert_allclose(gradients[0], gradients[1], rtol=1e-3, atol=1e-6)


def test_a_partial_convolution_is_one_with_zeros_where_nothing_is_connected():
    connections = [(0, 2), (1,), (0, 1, 2)]
    maps = np.random.default_rng(0).normal(size=(2, 6, 7, 3)).astype("float32")
    layer = PartialConv2D(connections, (3, 2))
    layer.build(maps.shape)
    random_weights(layer)
    kernel, bias = layer.get_weights()
    whole, given = np.zeros((3, 2, 3, 3), "float32"), iter(kernel)
    for number, channels in enumerate(connections):
        for channel in channels:
            whole[:, :, channel, number] = next(given)
    expected = keras.ops.conv(maps, whole) + bias
    np.testing.assert_allclose(layer(maps), expected, rtol=1e-5, atol=1e-6)


def test_trainable_pooling_is_sum_times_weight_plus_bias():
    maps = np.arange(2 * 4 * 5 * 3, dtype="float32").reshape(2, 4, 5, 3)
    layer = TrainablePooling2D(2)
    layer.build(maps.shape)
    layer.set_weights([np.array([1, 2, 3.0]), np.array([0.5, 0, -1])])
    sums = maps[:, :, :4].reshape(2, 2, 2, 2, 2, 3).sum(axis=(2, 4))
    np.testing.assert_allclose(layer(maps), sums * [1, 2, 3] + [0.5, 0, -1], rtol=1e-6)


def test_the_nearest_code_wins():
    layer, known = RadialBasis(10), codes(10, 84)
    assert np.unique(known, axis=0).shape == (10, 84)
    distances = np.array(layer(known + np.float32(0.3)))
    assert distances.argmin(axis=1).tolist() == list(range(10))
    np.testing.assert_allclose(np.diag(distances), 84 * 0.09, rtol=1e-5)


@pytest.mark.parametrize("name", ["lenet5_1998", "alexnet_28", "unet_small"])
def test_models_with_own_layers_are_saved_and_loaded(name, tmp_path):
    model = zoo.build(name)
    images = np.random.default_rng(0).random((2, *model.input_shape[1:]), np.float32)
    model.save(tmp_path / "model.keras")
    again = load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(again(images), model(images))


# ------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("resnet", {"depth": 21}, r"depth must be 6n \+ 2 \(8, 14, 20, 26, ...\), received 21"),
        ("plain", {"depth": 2}, "received 2"),
        ("preact_resnet", {"depth": "20"}, "received '20'"),
        ("densenet", {"growth_rate": 0}, "growth rate must be a whole number of at least 1"),
        ("densenet121", {"growth_rate": 1.5}, "growth rate .* received 1.5"),
        ("dense_block", {"growth_rate": -4}, "growth rate .* received -4"),
        ("dense_block", {"layers": 0}, "layers must be a whole number of at least 1"),
        ("alexnet", {"groups": 3}, "256 filters cannot be split into 3 groups"),
        ("alexnet", {"groups": 0}, "groups must be a whole number of at least 1"),
        ("alexnet", {"input_shape": (32, 32, 3)}, "'pool2'.*smallest input .* 67x67"),
        ("vgg16", {"input_shape": (31, 40, 3)}, "smallest input .* is 32x32"),
        ("lenet5", {"input_shape": (12, 12, 1)}, "'C3'.*smallest input .* is 16x16"),
        ("googlenet", {"input_shape": (64, 64, 3), "auxiliary": True}, "smallest .* is 65x65"),
        ("googlenet", {"modules": "wide"}, "no kind of module 'wide'. There are: reduced, naive"),
        ("unet", {"input_shape": (573, 572, 1)}, "cannot take .* of 573.* work: 572, 588"),
        ("unet", {"input_shape": (512, 512, 1)}, "512.* work: 508, 524"),
        ("unet", {"input_shape": (100, 100, 1)}, "nearest that work: 188"),
        ("unet_small", {"input_shape": (30, 28, 1)}, "30: each of its 2 pools .*: 28, 32"),
        ("unet_small", {"filters": (8,)}, "filters must be two or more numbers"),
        ("unet", {"padding": "full"}, "There is no padding 'full'"),
        ("resnet51", {}, "no model 'resnet51'. Did you mean 'resnet5?0"),
        ("densenet120", {}, "Did you mean 'densenet[12]"),
    ],
)
def test_what_does_not_exist_or_fit_is_refused(name, options, message):
    with pytest.raises(UsageError, match=message):
        zoo.describe(name, **options)


@pytest.mark.parametrize(
    ("builder", "depths"),
    [("resnet", "18, 34, 50, 101, 152"), ("densenet", "121, 169, 201")],
)
def test_unpublished_depths_are_refused_with_those_there_are(builder, depths):
    from fashion_cnn.networks.zoo import densenet, resnet

    functions = {"resnet": resnet.resnet, "densenet": densenet.densenet}
    with pytest.raises(UsageError, match=f"depth 42.*: {depths}"):
        functions[builder](42)


def test_groups_that_do_not_divide_the_channels_are_refused():
    network = Network("odd", (8, 8, 3), [layers.Conv(4, 3, groups=2, name="conv")])
    with pytest.raises(UsageError, match="cannot split 3 channels into 2 groups"):
        counting.report(network)


def test_the_smallest_size_is_really_the_smallest():
    for name, size in (("alexnet", 67), ("vgg16", 32), ("lenet5", 16), ("lenet5_1998", 32)):
        channels = zoo.options(name)["input_shape"][2]
        zoo.describe(name, input_shape=(size, size, channels))
        with pytest.raises(UsageError):
            zoo.describe(name, input_shape=(size - 1, size - 1, channels))
