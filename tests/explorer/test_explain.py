"""The page's explanations: each unit recomputed from its arithmetic; receptive fields tried out."""

import json
import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers
from node import needs_node
from test_forward_pass import ALONE, alone, randomised

from fashion_cnn.explorer.export import export
from fashion_cnn.explorer.packing import packed

pytestmark = needs_node
PROGRAM = Path(__file__).parent / "node_explain.mjs"


def explained(model, seed=1):
    exported = export(model)
    image = np.random.default_rng(seed).normal(0, 1, model.input_shape[1:])
    network = {"layers": exported.layers, "weights": packed(exported.weights, "float32")}
    job = json.dumps({"network": network, "image": image.ravel().tolist()})
    done = subprocess.run(["node", PROGRAM], input=job, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", [name for name in ALONE if name != "flip"])
def test_a_layer_alone(name):
    layer = keras.layers.deserialize(keras.layers.serialize(ALONE[name]))
    [found] = explained(randomised(alone(layer))).values()
    assert found["worst"] < 1e-4
    assert found["outside"] == 0
    assert len(found["kinds"]) == 1
    # Max pooling passes on one pixel, ReLU perhaps none; else the region is reached to its edges.
    if "max" not in name and "relu" not in name:
        assert found["reached"] == found["region"]


def test_a_network_with_branches():
    image = keras.Input((9, 9, 2))
    x = layers.Conv2D(3, 3, padding="same", activation="relu")(image)
    x = layers.MaxPooling2D(2)(x)
    y = layers.Conv2D(3, 3, padding="same")(x)
    x = layers.Concatenate()([layers.Add()([x, y]), y])
    x = layers.Conv2DTranspose(2, 3, strides=2)(x)
    x = layers.Dense(4, activation="softmax")(layers.Flatten()(x))
    model = randomised(keras.Model(image, x))
    for found in explained(model).values():
        assert found["worst"] < 1e-4
        assert found["outside"] == 0
