"""The configuration of a training run."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from fashion_cnn.train import TrainConfig


def test_a_configuration_takes_numbers_of_numpy_and_paths(tmp_path):
    config = TrainConfig(seed=np.int64(3), learning_rate=np.float32(0.5), data_dir=tmp_path)
    assert json.dumps([config.seed, config.learning_rate, config.data_dir])
    assert (type(config.seed), type(config.data_dir)) == (int, str)
    assert config.data_dir == str(tmp_path)


@pytest.mark.parametrize(
    ("model", "dataset", "own", "images"),
    [
        ("main", "fashion_mnist", {}, 64),
        ("resnet", "fashion_mnist", {}, 256),
        ("resnet", "digits", {}, 64),
        ("densenet", "mnist", {"limit": 2000}, 64),
        ("plain", "mnist", {"batch_size": 100}, 100),
    ],
)
def test_networks_of_many_layers_take_large_batches_of_large_data_sets(model, dataset, own, images):
    loaded = SimpleNamespace(name=dataset)
    assert TrainConfig(model=model, **own).on(loaded).batch_size == images


def test_a_run_of_version_0_1_can_be_resumed():
    """Its config.json has the digest that its metrics.json recorded."""
    stored = {
        "dataset": "garments",
        "model": "main",
        "padding": None,
        "dropout": None,
        "depth": None,
        "epochs": 2,
        "batch_size": 64,
        "learning_rate": 0.003,
        "validation_share": 0.1,
        "augment": False,
        "limit": 1500,
        "seed": 3,
        "precision": "float32",
        "device": "auto",
        "data_dir": None,
    }
    digest = "e8da52293ce132a1e6bca8a94c2ffee85c55ad2263415f83b402ba53a2db828d"
    assert TrainConfig(**stored).digest == digest
    assert TrainConfig(**stored | {"device": "cpu", "data_dir": "elsewhere"}).digest == digest
