"""How a batch is divided among devices and processes."""

import numpy as np
import pytest

from fashion_cnn.base.errors import UsageError
from fashion_cnn.train import TrainConfig
from fashion_cnn.training import devices
from fashion_cnn.training.devices import ONE, Devices

DRAW = np.random.default_rng(0)


def shares(method, count, processes, batch_size, *arrays):
    """What each process gets."""
    return [
        getattr(Devices(count, processes, process), method)(batch_size, *arrays)
        for process in range(processes)
    ]


def batches(size, arrays):
    return [
        [array[start : start + size] for array in arrays]
        for start in range(0, len(arrays[0]), size)
    ]


def together(parts):
    """The batches of all processes, joined: a list of [rows of each array]."""
    per_process = [batches(size, arrays) for size, *arrays in parts]
    return [
        [np.concatenate(columns) for columns in zip(*same_batch, strict=True)]
        for same_batch in zip(*per_process, strict=True)
    ]


def test_a_single_device_gets_the_arrays_themselves():
    array = np.arange(7)
    for method in (ONE.share, ONE.share_for_scores):
        size, same = method(4, array)
        assert size == 4
        assert same is array


@pytest.mark.parametrize(("count", "processes"), [(2, 1), (2, 2), (4, 2), (6, 3), (8, 8)])
def test_all_processes_together_feed_the_batches_of_one_device(count, processes):
    images, labels = DRAW.random((120, 2)), np.arange(120)
    joined = together(shares("share", count, processes, 48, images, labels))
    for own, expected in zip(joined, batches(48, (images, labels)), strict=True):
        np.testing.assert_array_equal(own[0], expected[0])
        np.testing.assert_array_equal(own[1], expected[1])


@pytest.mark.parametrize(("count", "processes"), [(2, 1), (2, 2), (8, 2), (24, 3)])
@pytest.mark.parametrize("rows", [25, 37, 47])
def test_the_gradient_of_a_filled_up_batch_is_that_of_its_own_rows(count, processes, rows):
    """Keras divides the weighted sum of a batch by its number of rows."""
    gradients = DRAW.random(rows)
    joined = together(shares("share", count, processes, 24, gradients))
    for (values, weights), (own,) in zip(joined, batches(24, (gradients,)), strict=True):
        assert len(values) % count == 0
        np.testing.assert_allclose((values * weights).sum() / len(values), own.mean(), rtol=1e-6)


@pytest.mark.parametrize(("count", "processes"), [(2, 1), (2, 2), (8, 2)])
@pytest.mark.parametrize("rows", [3, 25, 48, 61])
def test_scores_are_means_over_the_rows_there_are(count, processes, rows):
    """Keras weighs the loss of a batch with its rows, and an accuracy with its weights."""
    values = DRAW.random(rows)
    joined = together(shares("share_for_scores", count, processes, 24, values))
    weighted = [batch if len(batch) == 2 else [*batch, np.ones(len(batch[0]))] for batch in joined]
    sizes = [len(own) for own, _ in weighted]
    losses = [(own * weights).sum() / len(own) for own, weights in weighted]
    np.testing.assert_allclose(np.average(losses, weights=sizes), values.mean(), rtol=1e-6)
    everything, weights = (np.concatenate(each) for each in zip(*weighted, strict=True))
    np.testing.assert_allclose(np.average(everything, weights=weights), values.mean(), rtol=1e-6)


def test_the_batch_of_scores_is_rounded_up_to_the_devices():
    size, images = Devices(16).share_for_scores(500, np.zeros((1600, 2)))
    assert (size, len(images)) == (512, 1600)


def test_a_batch_that_cannot_be_divided_is_refused():
    Devices(4).check(64)
    with pytest.raises(UsageError, match=r"64 images .* among 3 devices\. Try --batch-size 66\."):
        Devices(3).check(64)
    with pytest.raises(UsageError, match="--batch-size 8"):
        Devices(8).check(5)


def test_pytorch_is_refused_with_the_backends_that_can(monkeypatch):
    monkeypatch.setattr(devices, "keras_backend", lambda: "torch")
    assert devices.arrange("one", "CPU") is ONE
    with pytest.raises(UsageError, match=r"--devices all: with torch.*jax or tensorflow"):
        devices.arrange("all", "CPU")


def test_the_only_device_of_its_kind_is_one_device():
    assert devices.arrange("all", "CPU") is ONE


def test_a_run_may_be_resumed_on_other_devices():
    assert TrainConfig(devices="all").digest == TrainConfig().digest
    with pytest.raises(UsageError, match="'two'"):
        TrainConfig(devices="two")
