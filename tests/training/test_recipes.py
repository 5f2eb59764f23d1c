"""The recipes: what each decides, what the user decides instead, and runs of earlier versions."""

import dataclasses
import json
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from quick_run import QUICK, same_result

from fashion_cnn import data
from fashion_cnn.base.errors import UsageError
from fashion_cnn.networks import zoo
from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.train import TrainConfig, resume, train
from fashion_cnn.training import loop
from fashion_cnn.training.examples import Examples, one_hot
from fashion_cnn.training.recipes import RECIPES, Recipe
from fashion_cnn.training.run_folder import RunFolder


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_has_a_trainable_network_and_epochs_for_every_data_set(recipe):
    how = RECIPES[recipe]
    assert how.model in zoo.TRAINABLE
    assert set(how.epochs) == set(data.NAMES)
    config = TrainConfig(recipe=recipe).on(SimpleNamespace(name="mnist"))
    assert (config.model, config.epochs) == (how.model, how.epochs["mnist"])
    assert (config.learning_rate, config.augment) == (how.learning_rate, how.augment)
    assert config.batch_size == (how.batch_size or 64)


def test_the_standard_recipe_is_the_one_of_earlier_versions():
    config = TrainConfig().on(SimpleNamespace(name="garments"))
    assert config == TrainConfig(
        recipe="standard",
        dataset="garments",
        model="main",
        epochs=12,
        batch_size=64,
        learning_rate=0.003,
        augment=False,
        precision="float32",
        deterministic=True,
    )


@pytest.mark.parametrize("recipe", RECIPES)
def test_what_the_user_names_takes_the_place_of_the_recipe_s_choice(recipe):
    own = {
        "model": "small",
        "epochs": 7,
        "batch_size": 33,
        "learning_rate": 0.5,
        "precision": "mixed_bfloat16",
        "deterministic": True,
        "augment": True,
    }
    config = TrainConfig(recipe=recipe, **own).on(SimpleNamespace(name="mnist"))
    assert {field: getattr(config, field) for field in own} == own


def test_an_unknown_recipe_is_an_error_that_names_the_recipes():
    with pytest.raises(UsageError, match="standard, fast"):
        TrainConfig(recipe="fats")


def test_the_recipe_decides_the_digest_where_it_is_not_the_standard_one():
    fields = dataclasses.asdict(TrainConfig())
    for field in ("recipe", "deterministic"):
        del fields[field]
    assert TrainConfig(**fields).digest == TrainConfig().digest
    digests = {TrainConfig(recipe=recipe, model="main").digest for recipe in RECIPES}
    assert len(digests) == len(RECIPES)


def test_labels_become_rows_with_a_single_one():
    images = np.zeros((2, 3, 3, 1), np.uint8)
    made = one_hot(Examples(images, np.array([0, 2]), images, np.array([1, 1])), classes=3)
    np.testing.assert_array_equal(made.y_train, [[1, 0, 0], [0, 0, 1]])
    np.testing.assert_array_equal(made.y_validation, [[0, 1, 0], [0, 1, 0]])


def test_label_smoothing_moves_a_share_of_each_label_to_all_classes():
    config = TrainConfig(model="dense")
    model = loop.new_model(config, 0.1, False, Recipe("dense", {}, label_smoothing=0.2))
    truth, answer = np.eye(10)[:1], np.full((1, 10), 0.05 / 9)
    answer[0, 0] = 0.95
    smoothed = truth * 0.8 + 0.02
    expected = -(smoothed * np.log(answer)).sum()
    assert float(model.loss(truth, answer)) == pytest.approx(expected, rel=1e-5)


@pytest.fixture(scope="module")
def few():
    """Examples that a network learns something from in a second."""
    draw = np.random.default_rng(1)
    images = draw.integers(256, size=(48, 28, 28, 1), dtype=np.uint8)
    return Examples(images, np.arange(48) % 10, images[:20], np.arange(20) % 10)


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_resumed_run_ends_as_an_unbroken_one(recipe, few, tmp_path):
    """On a small network in float32, which starts sooner: all else is the recipe's."""
    how = RECIPES[recipe]
    own = {"model": "small", "epochs": 2, "batch_size": 16, "precision": "float32"}
    config = TrainConfig(recipe=recipe, **own)

    def run(folder, callbacks=()):
        folder.mkdir(exist_ok=True)
        augment = roll if how.augment else None
        loop.fit(RunFolder(folder), config, few, False, how, augment, callbacks)

    def stop_at_the_second(epoch, logs=None):
        if epoch == 1:
            raise KeyboardInterrupt

    whole, broken = tmp_path / "whole", tmp_path / "broken"
    run(whole)
    with pytest.raises(KeyboardInterrupt):
        run(broken, [keras.callbacks.LambdaCallback(on_epoch_begin=stop_at_the_second)])
    run(broken)
    assert same_result(whole, broken)


def roll(images, draw):
    return np.roll(images, draw.integers(3), axis=1)


def test_a_resumed_run_keeps_its_recipe(interrupted):
    with pytest.raises(UsageError, match="--recipe standard, received --recipe fast"):
        resume(interrupted, {"recipe": "fast"})


def test_a_run_from_before_the_recipes_is_resumed(interrupted):
    """Its config.json has neither field."""
    folder = RunFolder(interrupted)
    fields = json.loads(folder.config.read_text())
    for field in ("recipe", "deterministic"):
        del fields[field]
    folder.config.write_text(json.dumps(fields))
    metrics = resume(interrupted)
    assert (metrics["status"], metrics["epochs"]) == ("complete", QUICK["epochs"])


@pytest.fixture
def float32_again():
    yield
    keras.config.set_dtype_policy("float32")


@pytest.mark.slow
def test_the_recipe_for_a_gpu_runs_on_a_few_images_without_one(tmp_path, float32_again):
    few = {"dataset": "digits", "depth": 8, "limit": 40, "batch_size": 20, "epochs": 1}
    metrics = train(TrainConfig(recipe="gpu", **few), tmp_path / "run")
    assert (metrics["status"], metrics["recipe"], metrics["model"]) == (
        "complete",
        "gpu",
        "wide_resnet",
    )
    assert "mirrored_test_accuracy" not in metrics  # a mirrored digit is not a digit


@pytest.mark.slow
def test_mirror_images_of_garments_count_beside_the_plain_accuracy(tmp_path, capsys):
    few = {"dataset": "garments", "model": "small", "limit": 300, "batch_size": 30, "epochs": 1}
    metrics = train(TrainConfig(recipe="best", **few), tmp_path / "run")
    printed = capsys.readouterr().out
    images = data.load("garments")
    model = load_model(tmp_path / "run" / "model.keras")
    plain, mirrored = (
        model.predict(np.ascontiguousarray(x), verbose=0)
        for x in (data.scale(images.x_test), data.scale(images.x_test)[:, :, ::-1])
    )
    right = (plain.argmax(1) == images.y_test).mean()
    both = ((plain + mirrored).argmax(1) == images.y_test).mean()
    assert metrics["test_accuracy"] == pytest.approx(right, abs=0.002)
    assert metrics["mirrored_test_accuracy"] == pytest.approx(both, abs=0.002)
    assert f"{metrics['mirrored_test_accuracy']:.2%}" in printed.splitlines()[-2]
