"""A model saved under one backend of Keras gives the same numbers under another, and comes back.

Under TensorFlow alone there is nothing to compare. CI runs this file with KERAS_BACKEND=jax, where
TensorFlow is the other backend, so that it is not skipped there. With KERAS_BACKEND=torch it runs
where PyTorch is installed.
"""

import json
import os
import subprocess
import sys
import zipfile
from importlib.util import find_spec

import keras
import numpy as np
import pytest

from fashion_cnn import inside
from fashion_cnn.base.backend import BACKENDS
from fashion_cnn.networks import zoo
from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.pretrained import checkpoints

pytestmark = pytest.mark.backend

OTHERS = [name for name in BACKENDS if name != keras.config.backend() and find_spec(name)]
NONE = pytest.param("", marks=pytest.mark.skip(reason="no other backend is installed"))

# With the layers that `main` lacks: batch normalisation, additions, transposed convolutions.
NETWORKS = ("unet_small", "resnet", "wide_resnet")

# Reads mine.keras and images.npy; writes theirs.keras, after an update more, and answers.json. For
# the networks, it writes predictions; then, with other weights, a file and predictions again.
PROGRAM = """
import json, sys
import keras, numpy as np
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
for name in json.loads(sys.argv[1]):
    model, images = load_model(f"{name}.keras"), np.load(f"{name}.npy")
    np.save(f"{name}-mine.npy", inside.predictions(model, images))
    model.set_weights([0.9 * weight for weight in model.get_weights()])
    model.save(f"{name}-theirs.keras")
    np.save(f"{name}-theirs.npy", inside.predictions(model, images))
"""


def save_network(name, folder):
    """Save a network in which no weight or moving statistic has its first value, and images."""
    keras.utils.set_random_seed(1)
    model, draw = zoo.build(name, input_shape=(16, 16, 1)), np.random.default_rng(1)
    model.set_weights([w + draw.uniform(-0.05, 0.05, w.shape) for w in model.get_weights()])
    model.save(folder / f"{name}.keras")
    images = draw.uniform(size=(3, *model.input_shape[1:])).astype("float32")
    np.save(folder / f"{name}.npy", images)


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
    for name in NETWORKS:
        save_network(name, folder)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(NETWORKS)],
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


@pytest.mark.parametrize("name", NETWORKS)
def test_the_files_of_networks_predict_the_same_in_both_directions(exchanged, name):
    *_, folder, _ = exchanged
    images = np.load(folder / f"{name}.npy")
    for file, predicted in ((name, f"{name}-mine"), (f"{name}-theirs",) * 2):
        found = inside.predictions(load_model(folder / f"{file}.keras"), images)
        assert np.ptp(found) > 1e-3  # not the same whatever the image
        np.testing.assert_allclose(np.load(folder / f"{predicted}.npy"), found, atol=1e-5)


def as_under_pytorch(config):
    config["compile_config"]["optimizer"] |= {
        "module": "keras.src.backend.torch.optimizers.torch_adam",
        "registered_name": "Adam",
    }
    return config


def test_a_file_that_keras_saved_under_pytorch_keeps_its_optimiser(tmp_path):
    """Keras names classes for PyTorch in it, which are missing or fail under other backends."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.125, weight_decay=0.5), "mse")
    model.fit(np.ones((2, 1)), np.ones((2, 1)), verbose=0)
    model.save(tmp_path / "here.keras")
    with (
        zipfile.ZipFile(tmp_path / "here.keras") as here,
        zipfile.ZipFile(tmp_path / "torch.keras", "w") as there,
    ):
        for member in here.namelist():
            content = here.read(member)
            if member == "config.json":
                content = json.dumps(as_under_pytorch(json.loads(content)))
            there.writestr(member, content)
    back = load_model(tmp_path / "torch.keras", compiled=True)
    assert type(back.optimizer) is type(model.optimizer)
    assert float(back.optimizer.learning_rate) == 0.125
    for mine, theirs in zip(model.optimizer.variables, back.optimizer.variables, strict=True):
        np.testing.assert_array_equal(
            keras.ops.convert_to_numpy(mine), keras.ops.convert_to_numpy(theirs)
        )
