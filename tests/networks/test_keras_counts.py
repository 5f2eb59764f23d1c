"""Models of every kind that Keras can load: the totals are those of Keras."""

import json
import math

import keras
import numpy as np
import pytest
from keras import Input, Model, Sequential, layers, ops

from fashion_cnn.base.errors import KitError
from fashion_cnn.networks import tables
from fashion_cnn.networks.counting import report, totals
from fashion_cnn.networks.keras_models import from_keras, sketch

IMAGE = (8, 8, 1)
# Layers after an input of this shape: of one kind each, with settings that change the counts.
SEQUENTIAL = {
    "image_without_channels": ((8, 8), [layers.Flatten(), layers.Dense(3)]),
    "vector": ((9,), [layers.Dense(3, use_bias=False)]),
    "separable": (IMAGE, [layers.SeparableConv2D(4, 3, depth_multiplier=2)]),
    "depthwise": ((8, 8, 3), [layers.DepthwiseConv2D(3, (2, 2), "same", 2, use_bias=False)]),
    "sequences": (
        (20, 2),
        [
            layers.Conv1D(4, 3, strides=2),
            layers.SeparableConv1D(4, 3),
            layers.Conv1DTranspose(4, 3, padding="same"),
            layers.MaxPooling1D(2),
            layers.GlobalAveragePooling1D(),
        ],
    ),
    "volumes": (
        (6, 6, 6, 1),
        [
            layers.Conv3D(4, 3, padding="same"),
            layers.MaxPooling3D(2),
            layers.Conv3DTranspose(2, 2, strides=2),
            layers.GlobalMaxPooling3D(),
        ],
    ),
    "groups": ((8, 8, 4), [layers.Conv2D(8, 3, groups=2)]),
    "first_channels": ((4, 8, 8), [layers.Conv2D(2, 3, data_format="channels_first")]),
    "norms": (
        (8, 8, 4),
        [
            layers.BatchNormalization(scale=False),
            layers.BatchNormalization(center=False, scale=False),
            layers.BatchNormalization(axis=1, trainable=False),
            layers.LayerNormalization(axis=(1, 2)),
            layers.GroupNormalization(2),
            layers.RMSNormalization(),
            layers.UnitNormalization(),
            layers.PReLU(shared_axes=[1, 2]),
        ],
    ),
    "preparation": (
        IMAGE,
        [
            layers.Rescaling(1 / 255),
            layers.Normalization(),
            layers.RandomFlip(seed=1),
            layers.RandomRotation(0.1),
            layers.GaussianNoise(0.1),
            layers.Resizing(4, 4),
        ],
    ),
    "recurrent": (
        (5, 3),
        [
            layers.LSTM(4, return_sequences=True),
            layers.GRU(4, return_sequences=True, reset_after=False),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True, dropout=0.1)),
            layers.SimpleRNN(2),
        ],
    ),
    "stateful": ((5, 3), [layers.RNN([layers.LSTMCell(4), layers.GRUCell(3)])]),
    "films": ((3, 8, 8, 1), [layers.ConvLSTM2D(2, 3), layers.Flatten()]),
    "in_every_row": (IMAGE, [layers.TimeDistributed(layers.Dense(4))]),
    "words": ((6,), [layers.Embedding(10, 4, mask_zero=True), layers.LSTM(3)]),
    "einsum": ((5, 4), [layers.EinsumDense("abc,cd->abd", (None, 3), bias_axes="d")]),
    "spectral": (IMAGE, [layers.SpectralNormalization(layers.Conv2D(2, 3))]),
    "regularised": (
        IMAGE,
        [
            layers.Conv2D(2, 3, kernel_regularizer="l2", kernel_constraint="max_norm"),
            layers.ActivityRegularization(0.1),
            layers.SpatialDropout2D(0.5),
        ],
    ),
    "frozen": (IMAGE, [layers.Conv2D(2, 3, trainable=False), layers.Flatten(), layers.Dense(3)]),
    "half_precision": (IMAGE, [layers.Conv2D(2, 3, dtype="mixed_bfloat16"), layers.Flatten()]),
    "any_size": ((None, None, 1), [layers.Conv2D(2, 3), layers.GlobalMaxPooling2D()]),
    "any_length": ((None, 3), [layers.Conv1D(2, 3), layers.LSTM(2)]),
}


def input_only():
    image = Input(IMAGE)
    return Model(image, image)


def shared():
    image = Input(IMAGE)
    both = layers.Conv2D(1, 3, padding="same", name="both")
    return Model(image, layers.Flatten()(both(both(image))))


def siamese():
    one, two = Input(IMAGE, name="one"), Input(IMAGE, name="two")
    half = Sequential([Input(IMAGE), layers.Flatten(), layers.Dense(4)], name="half")
    return Model([one, two], layers.Dense(1)(layers.Subtract()([half(one), half(two)])))


def two_outputs():
    image = Input(IMAGE)
    flat = layers.Flatten()(layers.Conv2D(2, 3)(image))
    return Model(image, {"digit": layers.Dense(10)(flat), "parity": layers.Dense(1)(flat)})


def partly_frozen(frozen):
    base = Sequential(
        [Input(IMAGE), layers.Conv2D(2, 3, name="a"), layers.Conv2D(2, 3, name="b")], name="base"
    )
    if frozen == "all":
        base.trainable = False
    else:
        base.get_layer("a").trainable = False
    return Sequential([Input(IMAGE), base, layers.BatchNormalization(), layers.Flatten()])


def nested_twice():
    inner = Sequential([Input((4,)), layers.Dense(4, name="d")], name="inner")
    values = Input((4,))
    outer = Model(values, inner(inner(values)), name="outer")
    image = Input((4,))
    return Model(image, layers.Add()([outer(image), inner(image)]))


def attention():
    image = Input((5, 4))
    x = layers.MultiHeadAttention(2, 3)(image, image)
    x = layers.GroupQueryAttention(4, 4, 2)(x, x)
    x = layers.LayerNormalization()(ops.relu(x) + image)
    return Model(image, layers.GlobalAveragePooling1D()(layers.Attention()([x, x])))


def states():
    values = Input((5, 3))
    _, state, _ = layers.LSTM(4, return_state=True)(values)
    return Model(values, layers.Dense(2)(state))


class Transposed(layers.Layer):
    """A dense layer backwards, with the same kernel and a bias of its own."""

    def __init__(self, dense):
        super().__init__()
        self.dense = dense
        self.bias = self.add_weight(shape=(4,))

    def call(self, values):
        return ops.matmul(values, ops.transpose(self.dense.kernel)) + self.bias


def tied():
    values, dense = Input((4,)), layers.Dense(3)
    return Model(values, Transposed(dense)(dense(values)))


def quantised(mode):
    model = Sequential([Input((8,)), layers.Dense(4), layers.Dense(3)])
    for layer in model.layers:
        layer.quantize(mode)
    return model


def low_rank():
    model = Sequential([Input((8,)), layers.Dense(4)])
    model.layers[0].enable_lora(2)
    return model


GRAPHS = {function.__name__: function for function in (shared, siamese, two_outputs, nested_twice)}
GRAPHS |= {function.__name__: function for function in (attention, states, tied, low_rank)}
GRAPHS["input_only"] = input_only
GRAPHS |= {f"frozen_{how}": lambda how=how: partly_frozen(how) for how in ("all", "partly")}
GRAPHS |= {mode: lambda mode=mode: quantised(mode) for mode in ("int8", "int4")}
MODELS = GRAPHS | {
    name: lambda shape=shape, inner=inner: Sequential([Input(shape), *inner])
    for name, (shape, inner) in SEQUENTIAL.items()
}


@pytest.mark.parametrize("name", MODELS)
def test_totals_are_those_of_keras(name, capsys):
    model = MODELS[name]()
    network = from_keras(model)
    rows = report(network)
    sums = totals(rows)
    assert sums.parameters == model.count_params()
    assert sums.trainable == sum(math.prod(weight.shape) for weight in model.trainable_weights)
    ends = {row.output_shape for row in rows}
    assert {tuple(out.shape[1:]) for out in model.outputs} <= (ends or {IMAGE})
    tables.print_tables(network, rows)
    said = capsys.readouterr().out
    assert f"{sums.parameters:,}" in said
    assert "…" not in said
    json.dumps(tables.as_dictionary(network, rows))
    assert len(tables.as_csv(rows).splitlines()) == len(rows) + 1


@pytest.mark.parametrize("name", ["siamese", "frozen_partly", "attention", "int8", "low_rank"])
def test_saved_models_have_the_same_totals(name, tmp_path):
    model = MODELS[name]()
    model.save(tmp_path / "model.keras")
    counted, again = (
        totals(report(from_keras(m))) for m in (model, sketch(tmp_path / "model.keras"))
    )
    assert again == counted


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["MobileNetV2", "EfficientNetB0", "ConvNeXtTiny", "Xception", "NASNetMobile"]
)
def test_published_models_have_the_totals_of_keras(name):
    model = getattr(keras.applications, name)(weights=None)
    sums = totals(report(from_keras(model)))
    assert sums.parameters == model.count_params()
    assert sums.trainable == sum(math.prod(weight.shape) for weight in model.trainable_weights)


def test_a_layer_that_is_called_twice_is_counted_once():
    first, second, _ = report(from_keras(shared()))
    assert [first.sum, second.sum] == ["1·3·3·1 + 1 = 10", ""]
    assert [first.parameters, second.parameters] == [10, 0]
    assert (first.shared, second.shared) == (False, True)
    assert first.multiplications == second.multiplications == 8 * 8 * 9
    assert [second.fields[0].size, second.fields[1].size] == [5, 5]


def test_a_model_inside_a_model_is_counted_with_its_multiplications():
    rows = report(from_keras(siamese()))
    assert [row.kind for row in rows[:2]] == ["InputLayer", "InputLayer"]
    halves = [row for row in rows if row.name == "half"]
    assert [row.parameters for row in halves] == [64 * 4 + 4, 0]
    assert [row.multiplications for row in halves] == [64 * 4, 64 * 4]


def test_separable_convolutions_by_hand():
    inner = [
        layers.DepthwiseConv2D(3, strides=2, depth_multiplier=2),
        layers.SeparableConv2D(4, (3, 1), dilation_rate=(2, 1), padding="same"),
    ]
    depthwise, separable = report(from_keras(Sequential([Input((9, 9, 3)), *inner])))
    assert depthwise.sum == "3·3·3·2 + 6 = 60"
    assert depthwise.product == "4·4·3·3·3·2 = 864"
    assert separable.sum == "3·1·6·1 + 6·4 + 4 = 46"
    assert separable.product == "4·4·3·1·6·1 + 4·4·6·4 = 672"
    assert [(field.size, field.stride) for field in separable.fields] == [(11, 2), (3, 2)]


def test_what_depends_on_a_size_that_is_not_fixed_is_unknown():
    inner = [
        layers.Conv2D(2, 3),
        layers.Conv2D(3, 3, padding="same"),
        layers.MaxPooling2D(padding="same"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(4),
    ]
    rows = report(from_keras(Sequential([Input((None, 9, 1)), *inner])))
    assert [row.output_shape[0] for row in rows] == [None, None, None, 3, 4]
    assert [row.sum for row in rows][:2] == ["1·3·3·2 + 2 = 20", "2·3·3·3 + 3 = 57"]
    assert [row.multiplications for row in rows] == [None, None, 0, 0, 12]
    assert [row.memory for row in rows] == [None, None, None, 12, 16]
    assert [row.fields and row.fields[0].size for row in rows] == [3, 5, None, None, None]
    assert totals(rows).partial == ("multiplications", "memory")


def test_names_that_a_terminal_or_rich_would_obey_are_printed_as_they_are(capsys):
    name = "[red]:smile:\x1b[31m" + "x" * 1000
    network = from_keras(Sequential([Input((4,)), layers.Dense(2, name=name)], name="[b]\x1b[0m"))
    rows = report(network)
    tables.print_tables(network, rows)
    print(json.dumps(tables.as_dictionary(network, rows), ensure_ascii=False), tables.as_csv(rows))
    said = capsys.readouterr().out
    assert "[red]:smile:?[31mxxx" in said
    assert "Model [b]?[0m" in said
    assert "\x1b" not in said


def test_models_without_a_graph_of_layers_are_refused():
    with pytest.raises(KitError, match="no input shape yet"):
        from_keras(Sequential([layers.Dense(1)]))

    class Net(Model):
        def call(self, values):
            return values

    net = Net()
    net(np.zeros((1, 3)))
    with pytest.raises(KitError, match="a Net, which computes in a method of its own"):
        from_keras(net)
