"""What is said to feed a map is what changes it, for each kind of layer."""

import keras
import numpy as np
import pytest
from keras import layers
from node import needs_node, told
from test_forward_pass import ALONE, alone, randomised

pytestmark = needs_node
# Each value of softmax depends on all scores; a reshaped pixel has no channel of its own.
MIXED = ("dense on pixels", "softmax", "reshape")


def fed(model, seed=1):
    return told("node_feeding.mjs", model, seed)


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
