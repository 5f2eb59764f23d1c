"""The registry: what it builds, counts and refuses."""

import subprocess
import sys

import keras
import pytest

from fashion_cnn.base.errors import UsageError
from fashion_cnn.networks import counting, layers, zoo
from fashion_cnn.networks.keras_models import from_keras, keras_layer, to_keras
from fashion_cnn.networks.network import Network

# Counts from the kit's syllabus and the Keras examples.
COUNTS = [
    ("main", {}, 333_526),
    ("main", {"padding": "valid"}, 179_926),
    ("small", {}, 34_826),
]


@pytest.mark.parametrize(("name", "options", "count"), COUNTS)
def test_counts_are_the_published_ones(name, options, count):
    rows = counting.report(zoo.describe(name, **options))
    assert counting.totals(rows).parameters == count
    assert zoo.build(name, **options).count_params() == count


@pytest.mark.parametrize(
    ("name", "options"),
    [
        *[(name, options) for name, options, _ in COUNTS],
        ("dense", {}),
        ("main", {"kernel_size": 5, "filters": (8, 16, 24), "dense_units": 7, "dropout": 0}),
        ("small", {"padding": "same", "input_shape": (32, 30, 3), "classes": 4}),
        ("main", {"kernel_size": (3, 5), "padding": "valid"}),
    ],
)
def test_the_report_agrees_with_keras_layer_by_layer(name, options):
    rows = counting.report(zoo.describe(name, **options))
    model = zoo.build(name, **options)
    assert [row.name for row in rows] == [layer.name for layer in model.layers]
    for row, layer in zip(rows, model.layers, strict=True):
        assert row.kind == type(layer).__name__
        assert row.output_shape == layer.output.shape[1:]
        assert row.parameters == layer.count_params()


def test_every_kind_of_layer_is_built_and_counted_alike():
    network = Network(
        "all",
        (17, 16, 2),
        [
            layers.Conv(4, (3, 2), strides=2, padding="same", use_bias=False, name="a"),
            layers.BatchNorm(name="b"),
            layers.Activation("tanh", name="c"),
            layers.Conv(5, 2, dilation=2, activation="relu", name="d"),
            layers.Pool(3, strides=1, padding="same", kind="average", name="e"),
            layers.GlobalAveragePool(name="f"),
            layers.Dense(3, use_bias=False, name="g"),
            layers.Dropout(0.1, name="h"),
        ],
    )
    model = to_keras(network)
    for row, layer in zip(counting.report(network), model.layers, strict=True):
        assert row.output_shape == layer.output.shape[1:], layer.name
        assert row.parameters == layer.count_params(), layer.name
        assert row.trainable == sum(w.value.numpy().size for w in layer.trainable_weights)


SMALL = {name: {} for name in (*zoo.SEGMENTING, "dense", "lenet5_1998", "dense_block")}
SMALL |= {zoo.small_name(name): {} for name in zoo.TRAINABLE} | {"main": {"padding": "valid"}}


@pytest.mark.parametrize("name", SMALL)
def test_the_way_back_from_keras_leads_to_the_same_description(name):
    network = zoo.describe(name, **SMALL[name])
    back = from_keras(to_keras(network))
    # Keras keeps the layers of a branching model in another order.
    assert {layer.name: layer for layer in back.layers} == {
        layer.name: layer for layer in network.layers
    }


def test_every_kind_of_layer_comes_back_from_keras():
    kinds = {type(layer) for name in zoo.NETWORKS for layer in zoo.describe(name).layers}
    tried = {type(layer) for name in SMALL for layer in zoo.describe(name).layers}
    for layer in (
        layers.Crop(((1, 2), (3, 4)), name="crop"),
        layers.ZeroPad(((1, 2), (3, 4)), name="pad"),
    ):
        image = keras.Input((9, 9, 1))
        assert from_keras(keras.Model(image, keras_layer(layer)(image))).layers == (layer,)
        tried.add(type(layer))
    assert tried == kinds


def test_the_sums_are_written_out():
    sums = {row.name: row.sum for row in counting.report(zoo.describe("main"))}
    assert sums["conv1"] == "1·3·3·32 + 32 = 320"
    assert sums["conv2"] == "32·3·3·64 + 64 = 18,496"
    assert sums["dense"] == "3,136·100 + 100 = 313,700"
    assert sums["pool1"] == ""


def test_models_are_uncompiled_and_keep_their_probabilities_in_float32():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = zoo.build("small")
    finally:
        keras.config.set_dtype_policy("float32")
    assert not model.compiled
    assert model.get_layer("conv1").compute_dtype == "bfloat16"
    assert model.get_layer("predictions").compute_dtype == "float32"
    assert model.input_shape == (None, 28, 28, 1)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("mian", {}, "no model 'mian'. Did you mean 'main'"),
        ("main", {"padding": "full"}, "no padding 'full'.*same, valid|valid, same"),
        ("main", {"padding": "sam"}, "Did you mean 'same'"),
        ("dense", {"padding": "same"}, "'dense' has no padding; its options: .*dense_units"),
        ("main", {"kernel_size": 29, "padding": "valid"}, "'conv1'.*29.*28"),
        ("main", {"kernel_size": 14, "padding": "valid"}, "'conv2'.*14.*7"),
        ("main", {"kernel_size": 0}, "kernel_size must be a whole number of at least 1.*0"),
        ("main", {"kernel_size": 2.5}, "kernel_size.*2.5"),
        ("main", {"kernel_size": (3, 3, 3)}, "kernel_size must be one number or a pair"),
        ("main", {"filters": (32, -1)}, "filters .*-1"),
        ("main", {"filters": 5}, "filters must be numbers, one per convolution, received 5"),
        ("main", {"filters": ()}, "filters must be numbers"),
        ("main", {"dense_units": "many"}, "units.*'many'"),
        ("main", {"dense_units": True}, "units.*True"),
        ("main", {"dropout": 1}, "dropout must be a number of at least 0 and less than 1.*1"),
        ("main", {"dropout": float("nan")}, "dropout.*nan"),
        ("main", {"dropout": -0.1}, "dropout.*-0.1"),
        ("main", {"input_shape": (28, 28)}, "input_shape must be"),
        ("main", {"input_shape": (3, 3, 1)}, "'pool2'.*2.*1"),
    ],
)
def test_bad_options_are_refused_with_what_was_received(name, options, message):
    with pytest.raises(UsageError, match=message):
        zoo.describe(name, **options)


def test_unknown_functions_of_a_layer_are_refused():
    with pytest.raises(UsageError, match=r"no activation 'rleu'\. Did you mean 'relu'"):
        layers.Conv(1, 1, activation="rleu")
    with pytest.raises(UsageError, match="strides and dilation"):
        layers.Conv(1, 3, strides=2, dilation=2)


def test_describing_a_model_needs_no_keras():
    program = (
        "import sys; from fashion_cnn.networks import counting, zoo\n"
        "assert counting.report(zoo.describe('main'))\n"
        "print({'tensorflow', 'keras', 'jax', 'torch', 'pandas', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("set()", "")


@pytest.mark.parametrize(
    "layer", [keras.layers.Dropout(1.0), keras.layers.Activation("gelu")], ids=["rate", "function"]
)
def test_settings_that_no_description_has_make_another_layer(layer):
    """Such a layer is counted all the same."""
    image = keras.Input((4, 4, 1))
    [described] = from_keras(keras.Model(image, layer(image))).layers
    assert (type(described), described.shape) == (layers.Other, (4, 4, 1))
