"""A model saved under one backend of Keras gives the same numbers under another, and comes back.

Under TensorFlow alone there is nothing to compare. CI runs this file with KERAS_BACKEND=jax, where
TensorFlow is the other backend, so that it is not skipped there.
"""

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import keras
import numpy as np
import pytest

from fashion_cnn import inside
from fashion_cnn.base.backend import BACKENDS
from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.pretrained import checkpoints

pytestmark = pytest.mark.backend

OTHERS = [name for name in BACKENDS if name != keras.config.backend() and find_spec(name)]
NONE = pytest.param("", marks=pytest.mark.skip(reason="no other backend is installed"))

# Reads mine.keras and images.npy; writes theirs.keras, after an update more, and answers.json.
PROGRAM = """
import json, keras, numpy as np
from fashion_cnn import inside
from fashion_cnn.networks.keras_models import load_model
model, images = load_model("mine.keras", compiled=True), np.load("images.npy")
answers = {
    "backend": keras.config.backend(),
    "predictions": inside.predictions(model, images).tolist(),
    "saliency": inside.saliency(model, images[0], 0).tolist(),
    "grad_cam": inside.grad_cam(model, images[0], 0).tolist(),
}
open("answers.json", "w").write(json.dumps(answers))
model.fit(images, np.arange(3), epochs=1, batch_size=3, shuffle=False, verbose=0)
model.save("theirs.keras")
"""


@pytest.fixture(scope="module", params=OTHERS or [NONE])
def exchanged(request, tmp_path_factory):
    """A compiled model, images, and the folder with what another backend made of them."""
    folder = tmp_path_factory.mktemp(request.param)
    model, _ = checkpoints.load("garments")
    model.get_layer("dropout").rate = 0  # it is random, and differs between backends
    model.compile(keras.optimizers.SGD(0.01, momentum=0.9), "sparse_categorical_crossentropy")
    images = np.random.default_rng(0).uniform(size=(3, 28, 28, 1)).astype("float32")
    model.save(folder / "mine.keras")
    np.save(folder / "images.npy", images)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        env=os.environ | {"KERAS_BACKEND": request.param, "PYTHONPATH": os.getcwd()},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-3000:]
    answers = json.loads((folder / "answers.json").read_text())
    assert answers.pop("backend") == request.param
    return model, images, folder, answers


def test_a_model_answers_and_explains_itself_alike_under_the_other_backend(exchanged):
    model, images, _, answers = exchanged
    expected = inside.predictions(model, images)
    np.testing.assert_allclose(answers["predictions"], expected, atol=1e-5)
    for name in ("saliency", "grad_cam"):
        expected = getattr(inside, name)(model, images[0], 0)
        np.testing.assert_allclose(answers[name], expected, atol=1e-4 * expected.max() + 1e-6)


def test_training_continues_under_the_other_backend(exchanged):
    """With the optimiser, whose momentum decides the second update."""
    model, images, folder, _ = exchanged
    back = load_model(folder / "theirs.keras", compiled=True)
    assert int(back.optimizer.iterations) == 1
    for each in (model, back):
        each.fit(images, np.arange(3), epochs=1, batch_size=3, shuffle=False, verbose=0)
    assert int(back.optimizer.iterations) == 2
    model.fit(images, np.arange(3), epochs=1, batch_size=3, shuffle=False, verbose=0)
    for mine, theirs in zip(model.get_weights(), back.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-5)
