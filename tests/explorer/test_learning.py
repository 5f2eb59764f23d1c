"""The snapshots of a run in the page: which, with which weights, and how good they are."""

import base64

import numpy as np
import pytest
from snapshots_of_run import BEST, NAMES, make_run, random_model, trained_model

from fashion_cnn.base.errors import KitError
from fashion_cnn.explorer import learning
from fashion_cnn.explorer.export import export
from fashion_cnn.inside.opened import Opened
from fashion_cnn.training.run_folder import RunFolder


def opened(model, dataset=None):
    return Opened(model, "a model", dataset, pixels=(0, 1))


def numbers(packed):
    return np.frombuffer(base64.b64decode(packed["base64"]), packed["dtype"])


def test_each_snapshot_has_its_weights_and_right_answers(tmp_path, forty_garments):
    model = trained_model()
    before = model.get_weights()
    found = learning.snapshots_of(opened(model, "garments"), make_run(tmp_path / "run"))
    assert [(each["epoch"], each["updates"]) for each in found] == [
        *((0, 0), (0, 1), (0, 4)),
        *((1, None), (2, None), (3, None)),
    ]
    for seed, each in enumerate(found):
        other = random_model(seed)
        if each["epoch"] == BEST:
            assert each["weights"] is None
        else:
            assert each["weights"]["dtype"] == "float16"
            expected = export(other).weights.astype("float16")
            np.testing.assert_array_equal(numbers(each["weights"]), expected)
        predicted = other.predict(forty_garments.x_test[..., None] / 255, verbose=0).argmax(axis=1)
        assert each["right"] == (predicted == forty_garments.y_test).sum()
        assert each["count"] == 40
    for one, other in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(one, other)


def test_without_a_run_or_its_snapshots_there_are_none(tmp_path):
    model = opened(trained_model())
    assert learning.snapshots_of(model, None) == []
    assert learning.snapshots_of(model, RunFolder(tmp_path)) == []


def test_an_epoch_that_was_not_finished_is_left_out(tmp_path):
    chosen = learning.chosen(make_run(tmp_path / "run", epochs=2), size=1000)
    assert [(each.epoch, each.updates) for each in chosen][-2:] == [(1, None), (BEST, None)]


def test_a_run_that_was_resumed_with_snapshots_has_the_model_at_its_epoch(tmp_path):
    folder = make_run(tmp_path / "run", names=["epoch-2", "epoch-3"], best=1)
    chosen = learning.chosen(folder, size=1000)
    assert [(each.epoch, bool(each.path)) for each in chosen] == [(1, False), (2, True), (3, True)]


def test_of_many_a_dozen_are_chosen_evenly():
    assert list(learning.evenly(12, 5, 12)) == list(range(12))
    assert learning.evenly(45, 44, 12) == [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44]
    assert learning.evenly(45, 21, 12) == [0, 4, 8, 12, 16, 21, 24, 28, 32, 36, 40, 44]
    assert learning.evenly(9, 4, 2) == [0, 4]


def test_a_large_model_has_fewer():
    assert learning.most(35_000) == 12
    assert learning.most(1_000_000) == 6
    assert learning.most(5_000_000) == 2


def test_numbers_too_large_for_float16_are_float32():
    packed = learning.in_16_bits(np.float32([1, -70_000]))
    np.testing.assert_array_equal(numbers(packed), [1, -70_000])


@pytest.mark.parametrize("damage", ["another model", "no file of weights"])
def test_weights_of_another_model_are_named(damage, tmp_path):
    folder = make_run(tmp_path / "run")
    path = folder.snapshots / f"{NAMES[0]}.weights.h5"
    if damage == "another model":
        random_model(0, "dense").save_weights(path)
    else:
        path.write_text("half of it")
    model = trained_model()
    before = model.get_weights()
    with pytest.raises(KitError, match=r"update-0\.weights\.h5: these are no weights of the model"):
        learning.snapshots_of(opened(model), folder)
    for one, other in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(one, other)
