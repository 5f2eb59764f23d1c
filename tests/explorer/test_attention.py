"""The page's backward pass, Grad-CAM and occlusion, against differences and fashion_cnn.inside."""

import json
import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers
from node import needs_node
from test_forward_pass import ALONE, MODELS, alone, randomised

from fashion_cnn import inside
from fashion_cnn.explorer.export import export
from fashion_cnn.explorer.packing import packed
from fashion_cnn.networks import zoo
from fashion_cnn.networks.keras_models import to_keras

pytestmark = needs_node
HERE = Path(__file__).parent


def in_node(program, model, image, **job):
    exported = export(model)
    network = {"layers": exported.layers, "weights": packed(exported.weights, "float32")}
    job |= {"network": network, "output": exported.output[0], "image": image.ravel().tolist()}
    done = subprocess.run(
        ["node", HERE / program], input=json.dumps(job), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


# ------------------------------------------------------------------------------- the backward pass


def check_slopes(model, scale=1):
    image = np.random.default_rng(1).normal(0, scale, model.input_shape[1:])
    found = in_node("node_backward.mjs", model, image)
    assert found["worst"] < 5e-3
    assert found["passed"] > 0


@pytest.mark.parametrize("name", [name for name in ALONE if name != "flip"])
def test_the_backward_pass_of_a_layer_is_its_slope(name):
    layer = keras.layers.deserialize(keras.layers.serialize(ALONE[name]))
    check_slopes(randomised(alone(layer, shape=(7, 6, 3))) if name != "reshape" else alone(layer))


@pytest.mark.parametrize("function", ["elu", "tanh", "softplus", "linear", "relu"])
def test_the_backward_pass_of_an_activation_function_is_its_slope(function):
    check_slopes(alone(layers.Activation(function), shape=(3, 3, 2)))


def test_a_layer_that_feeds_several_gets_the_sum_of_what_comes_back():
    image = keras.Input((6, 6, 2))
    x = layers.Conv2D(3, 3, padding="same", activation="tanh")(image)
    x = layers.AveragePooling2D(2)(x)
    y = layers.Conv2D(3, 3, padding="same")(x)
    x = layers.Concatenate()([layers.Add()([x, y, x]), y])
    x = layers.Dense(4, activation="softmax")(layers.Flatten()(x))
    check_slopes(randomised(keras.Model(image, x)))


# ------------------------------------------------------------------- what the score depends on


def near(found, expected, within=1e-3):
    """Check that values agree, relative to the largest."""
    found = np.reshape(found, np.shape(expected))
    assert np.abs(found - expected).max() <= within * np.abs(expected).max()


@pytest.mark.parametrize("name", MODELS)
def test_grad_cam_and_occlusion_are_those_of_the_command(name):
    keras.utils.set_random_seed(0)
    model = to_keras(zoo.describe(name))
    image = np.random.default_rng(2).random((28, 28, 1)).astype("float32")
    index = 3
    # The command's squares for a network that computes fast, fewer for the others.
    sizes = None if name == "dense" else {"size": 15, "stride": 14}
    found = in_node("node_attention.mjs", model, image, index=index, sizes=sizes)

    scores = np.asarray(inside.class_score(model, image[None], index))
    near(found["scores"][index], scores[0])
    near(np.abs(found["slopes"]), inside.saliency(model, image, index))
    occlusion = inside.occlusion(model, image, index, **(sizes or {}))
    near(found["occlusion"], occlusion, 5e-3)
    if name == "dense":
        assert found["maps"] == []
        return
    near(found["heats"][0], inside.grad_cam(model, image, index, found["maps"][0]))
    near(found["heats"][-1], inside.grad_cam(model, image, index))


# What follows the maps, in which the page has to find the scores.
ENDS = {
    "logits": [layers.Dense(3)],
    "softmax in the layer": [layers.Dense(3, activation="softmax")],
    "softmax after it": [layers.Dense(3), layers.Softmax()],
    "softmax, then a shape": [layers.Dense(3, activation="softmax"), layers.Reshape((1, 3))],
    "dropout between": [layers.Dense(3), layers.Dropout(0.5), layers.Activation("softmax")],
    "ReLU before softmax": [layers.Dense(3, activation="relu"), layers.Softmax()],
    "two functions": [layers.Dense(3), layers.ReLU(), layers.Softmax()],
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_scores_are_found_before_the_softmax_however_it_is_written(end):
    end = [layers.deserialize(layers.serialize(layer)) for layer in end]
    before = [layers.Conv2D(4, 3, activation="tanh"), layers.GlobalAveragePooling2D()]
    model = randomised(alone(*before, *end, shape=(12, 9, 3)))
    image = np.random.default_rng(4).random((12, 9, 3)).astype("float32")
    found = in_node("node_attention.mjs", model, image, index=1)
    near(found["scores"][1], np.asarray(inside.class_score(model, image[None], 1))[0])
    near(np.abs(found["slopes"]).reshape(12, 9, 3).max(axis=2), inside.saliency(model, image, 1))
    near(found["heats"][-1], inside.grad_cam(model, image, 1))
    near(found["occlusion"], inside.occlusion(model, image, 1, 3, 2), 5e-3)
