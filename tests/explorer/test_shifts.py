"""How often two models are right on shifted images, and the same shift in the page."""

import json
import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest
from node import needs_node
from snapshots_of_run import random_model

from fashion_cnn.base import language
from fashion_cnn.base.errors import KitError
from fashion_cnn.explorer import contents, shifts
from fashion_cnn.inside.opened import Opened

PROGRAM = Path(__file__).parent / "node_shift.mjs"


def opened(model, dataset="garments"):
    return Opened(model, "a model", dataset, pixels=(0, 1))


def test_the_counts_are_those_of_a_direct_computation(forty_garments, monkeypatch):
    monkeypatch.setattr(shifts, "SHIFTS", (-6, 0, 4))
    models = [random_model(1), random_model(2, "dense")]
    found = shifts.measured([opened(model) for model in models])
    assert (found["by"], found["count"]) == ([-6, 0, 4], 40)
    images = forty_garments.x_test / np.float32(255)
    for model, counts in zip(models, found["right"], strict=True):
        for row, down in enumerate((-6, 0, 4)):
            for column, right in enumerate((-6, 0, 4)):
                moved = np.zeros_like(images)
                for r in range(28):
                    for c in range(28):
                        if 0 <= r - down < 28 and 0 <= c - right < 28:
                            moved[:, r, c] = images[:, r - down, c - right]
                answers = model.predict(moved[..., None], verbose=0).argmax(axis=1)
                assert counts[row][column] == (answers == forty_garments.y_test).sum()


def test_the_table_of_a_page_is_seven_by_seven():
    assert list(shifts.SHIFTS) == [-6, -4, -2, 0, 2, 4, 6]


@pytest.mark.parametrize("datasets", [("garments",), (None, None), ("garments", None)])
def test_nothing_is_counted_for_one_model_or_without_labels(datasets, forty_garments):
    model = random_model(1)
    assert shifts.measured([opened(model, dataset) for dataset in datasets]) is None


def test_models_of_different_shapes_are_refused():
    image = keras.Input((32, 32, 3))
    outputs = keras.layers.Dense(10, "softmax")(keras.layers.Flatten()(image))
    pair = [opened(random_model(1)), opened(keras.Model(image, outputs))]
    with pytest.raises(KitError, match="28x28x1 and 32x32x3: no picture can be shown to both"):
        contents.contents(pair)
    language.speak("ko")
    with pytest.raises(KitError, match="28x28x1, 32x32x3"):
        contents.contents(pair)


@needs_node
def test_the_page_shifts_as_python_does():
    pictures = np.random.default_rng(1).random((1, 5, 7, 3)).round(3)
    pairs = [(0, 0), (2, 0), (0, -3), (-1, 2), (4, 6), (5, 0), (-6, -9)]
    job = {"values": pictures.ravel().tolist(), "shape": pictures.shape[1:], "shifts": pairs}
    done = subprocess.run(
        ["node", PROGRAM], input=json.dumps(job), capture_output=True, text=True, check=True
    )
    for (down, right), values in zip(pairs, json.loads(done.stdout), strict=True):
        expected = shifts.shifted(pictures, down, right)
        np.testing.assert_allclose(np.reshape(values, expected.shape), expected, rtol=1e-6)
