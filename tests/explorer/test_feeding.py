"""What is said to feed a map is what changes it, for each kind of layer."""

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
PROGRAM = Path(__file__).parent / "node_feeding.mjs"
# Each value of softmax depends on all scores; a reshaped pixel has no channel of its own.
MIXED = ("dense on pixels", "softmax", "reshape")


def fed(model, seed=1):
    exported = export(model)
    image = np.random.default_rng(seed).normal(0, 1, model.input_shape[1:])
    network = {"layers": exported.layers, "weights": packed(exported.weights, "float32")}
    job = json.dumps({"network": network, "image": image.ravel().tolist()})
    done = subprocess.run(["node", PROGRAM], input=job, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", [name for name in ALONE if name not in MIXED])
def test_what_feeds_a_channel_is_what_changes_it(name):
    layer = keras.layers.deserialize(keras.layers.serialize(ALONE[name]))
    for each in fed(randomised(alone(layer))):
        assert each["said"] == each["found"]
        assert sum(each["shares"]) == pytest.approx(1)
        assert each["shares"] == sorted(each["shares"], reverse=True)


def test_shares_are_those_of_the_absolute_weights():
    layer = layers.Conv2D(4, (3, 2), groups=1)
    model = randomised(alone(layer))
    sizes = np.abs(layer.kernel.numpy()).sum(axis=(0, 1))
    for channel, each in enumerate(fed(model)):
        shares = np.sort(sizes[:, channel] / sizes[:, channel].sum())[::-1]
        np.testing.assert_allclose(each["shares"], shares, rtol=1e-5)
        assert each["sizes"] == [[3, 2]] * 3
