"""The page's explanations: each unit recomputed from its arithmetic; receptive fields tried out."""

import keras
import pytest
from keras import layers
from node import needs_node, told
from test_forward_pass import ALONE, alone, randomised

pytestmark = needs_node


def explained(model, seed=1):
    return told("node_explain.mjs", model, seed)


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
