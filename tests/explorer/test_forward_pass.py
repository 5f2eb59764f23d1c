"""The page's forward pass against Keras, layer by layer."""

import json
import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers
from node import needs_node

from fashion_cnn.base.errors import KitError
from fashion_cnn.explorer.export import export
from fashion_cnn.explorer.packing import packed
from fashion_cnn.networks import zoo
from fashion_cnn.networks.keras_layers import LocalResponseNorm
from fashion_cnn.networks.keras_models import to_keras

pytestmark = needs_node
PROGRAM = Path(__file__).parent / "node_forward.mjs"
MODELS = list(map(zoo.small_name, zoo.TRAINABLE))


def in_node(exported, images, dtype="float32"):
    """Every layer's output for every image, as the page computes them."""
    weights = packed(exported.weights, dtype)
    return network_in_node({"layers": exported.layers, "weights": weights}, images)


def network_in_node(network, images):
    """The same for a network as it is in the page."""
    job = {"network": network, "images": [image.ravel().tolist() for image in images]}
    done = subprocess.run(
        ["node", PROGRAM], input=json.dumps(job), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def randomised(model, seed=0):
    """The model with random weights everywhere, so that nothing hides behind a zero or a one."""
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        if "seed" in weight.name:
            continue
        values = rng.normal(0, 0.3, weight.shape)
        positive = "variance" in weight.name or "gamma" in weight.name
        weight.assign(np.abs(values) + 0.5 if positive else values)
    return model


def agrees(model, images, within=1e-4):
    """Check each layer of a model without branches in layers, and the final output of any."""
    exported = export(model)
    found = in_node(exported, images)
    names = [layer["name"] for layer in exported.layers[1:]]
    tensors = [model.get_layer(name).output for name in names]
    expected = keras.Model(model.inputs, tensors).predict(images, verbose=0)
    expected = expected if isinstance(expected, list) else [expected]
    for position, values in enumerate(expected, start=1):
        for image, value in enumerate(values):
            computed = np.reshape(found[image][position], value.shape)
            most = np.abs(value).max() or 1
            assert np.abs(computed - value).max() <= within * most, exported.layers[position]


@pytest.mark.parametrize("name", MODELS)
def test_every_layer_of_a_registered_model(name):
    model = randomised(to_keras(zoo.describe(name)))
    images = np.random.default_rng(1).random((2, *model.input_shape[1:])).astype("float32")
    agrees(model, images)


def alone(*made, shape=(11, 9, 3)):
    return keras.Sequential([keras.Input(shape), *made])


ALONE = {
    "conv same": layers.Conv2D(4, 3, padding="same", activation="relu"),
    "conv stride": layers.Conv2D(4, (5, 2), strides=(2, 3), padding="same", use_bias=False),
    "conv valid": layers.Conv2D(2, (2, 4), strides=2, activation="tanh"),
    "conv dilated": layers.Conv2D(2, 3, dilation_rate=2, padding="same"),
    "conv groups": layers.Conv2D(6, 3, groups=3),
    "depthwise": layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="elu"),
    "depthwise stride": layers.DepthwiseConv2D(3, strides=2),
    "separable": layers.SeparableConv2D(5, 3, depth_multiplier=2, padding="same", strides=2),
    "transpose same": layers.Conv2DTranspose(4, 3, strides=2, padding="same"),
    "transpose valid": layers.Conv2DTranspose(4, (2, 5), strides=(3, 1)),
    "transpose gap": layers.Conv2DTranspose(2, 2, strides=3),
    "max": layers.MaxPooling2D(2),
    "max same": layers.MaxPooling2D(3, strides=2, padding="same"),
    "average same": layers.AveragePooling2D((2, 3), padding="same"),
    "average": layers.AveragePooling2D(3, strides=1),
    "global average": layers.GlobalAveragePooling2D(),
    "global max": layers.GlobalMaxPooling2D(),
    "dense on pixels": layers.Dense(4, activation="softmax"),
    "batch norm": layers.BatchNormalization(epsilon=0.01),
    "batch norm bare": layers.BatchNormalization(scale=False, center=False),
    "response norm": LocalResponseNorm(3, bias=1.0, alpha=0.2, beta=0.6),
    "response norm even": LocalResponseNorm(2, alpha=0.1),
    "rescaling": layers.Rescaling(1 / 127.5, offset=-1),
    "relu": layers.ReLU(),
    "relu6": layers.ReLU(max_value=6),
    "leaky": layers.LeakyReLU(0.1),
    "softmax": layers.Softmax(),
    **{name: layers.Activation(name) for name in ("selu", "sigmoid", "softplus", "silu")},
    "leaky function": layers.Activation("leaky_relu"),
    "softsign": layers.Activation("softsign"),
    "flatten": layers.Flatten(),
    "reshape": layers.Reshape((9, 33)),
    "padding": layers.ZeroPadding2D(((1, 2), (0, 3))),
    "cropping": layers.Cropping2D(((1, 2), (0, 3))),
    "nearest": layers.UpSampling2D((2, 3)),
    "bilinear": layers.UpSampling2D((2, 3), interpolation="bilinear"),
    "dropout": layers.SpatialDropout2D(0.5),
    "flip": layers.RandomFlip(),
}


@pytest.mark.parametrize("layer", ALONE.values(), ids=ALONE)
def test_a_layer_alone(layer):
    model = randomised(alone(keras.layers.deserialize(keras.layers.serialize(layer))))
    images = np.random.default_rng(1).normal(0, 3, (2, 11, 9, 3)).astype("float32")
    agrees(model, images)


def test_branches_shared_layers_and_models_inside():
    inside = alone(layers.Conv2D(3, 3, padding="same", name="inner"), shape=(8, 8, 3))
    image = keras.Input((8, 8, 3))
    once = inside(image)
    twice = inside(once)
    joined = layers.Concatenate()([layers.Add()([once, image]), twice])
    model = randomised(keras.Model(image, layers.Dense(2)(layers.Flatten()(joined))))
    exported = export(model)
    images = np.random.default_rng(1).random((2, 8, 8, 3)).astype("float32")
    expected = model.predict(images, verbose=0)
    [last] = exported.output
    found = [outputs[last] for outputs in in_node(exported, images)]
    np.testing.assert_allclose(found, expected, rtol=1e-4)
    shared = [layer["weights"] for layer in exported.layers if layer["name"] == "inner"]
    assert len(shared) == 2
    assert shared[0] == shared[1]
    assert len(exported.weights) == model.count_params()


@pytest.mark.parametrize(
    "layer",
    [
        layers.LayerNormalization(name="odd"),
        layers.Conv2D(2, 3, data_format="channels_first", name="odd"),
        layers.Conv2D(2, 3, activation="gelu", name="odd"),
        layers.BatchNormalization(axis=1, name="odd"),
        layers.UpSampling2D(interpolation="bicubic", name="odd"),
        layers.ReLU(negative_slope=0.1, name="odd"),
        layers.Conv2DTranspose(2, 3, strides=2, output_padding=1, name="odd"),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_a_layer_that_the_page_cannot_compute_is_named_with_its_type(layer):
    with pytest.raises(KitError, match=f"'odd' is a {type(layer).__name__}"):
        export(alone(layer))


def test_an_operation_that_is_no_layer_is_named():
    image = keras.Input((8, 8, 3))
    with pytest.raises(KitError, match="Multiply"):
        export(keras.Model(image, image * 2))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_refused(bad):
    model = alone(layers.Conv2D(2, 3, name="broken"))
    model.layers[0].bias.assign([0, bad])
    with pytest.raises(KitError, match="'broken'"):
        export(model)


def test_float16_is_read_as_numpy_reads_it():
    numbers = np.float32([0, -0.0, 1, -2.5, 6.1e-5, 6e-8, -3e-6, 65504, 1 / 3])
    exported = export(alone(layers.Dense(9, use_bias=False), shape=(1, 1, 1)))
    exported.weights[:] = numbers
    [[_, found]] = in_node(exported, np.ones((1, 1, 1, 1)), "float16")
    assert found == numbers.astype("float16").astype("float32").tolist()
