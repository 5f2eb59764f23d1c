"""One epoch with a stand-in for Keras, early stopping, the schedule, and Ctrl-C."""

import contextlib
import functools
import math
import signal
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from quick_run import same_result

from fashion_cnn import data
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.data.augmentation import augment
from fashion_cnn.train import TrainConfig
from fashion_cnn.training import callbacks, history, loop
from fashion_cnn.training.examples import Examples, prepare
from fashion_cnn.training.run_folder import RunFolder
from fashion_cnn.training.schedule import WarmUpAndLine, warm_up_and_cosine

DRAW = np.random.default_rng(0)
EXAMPLES = Examples(
    x_train=DRAW.integers(256, size=(20, 6, 6, 1), dtype=np.uint8),
    y_train=np.arange(20),
    x_validation=DRAW.integers(256, size=(5, 6, 6, 1), dtype=np.uint8),
    y_validation=np.arange(5),
)
CONFIG = SimpleNamespace(batch_size=8, seed=1, learning_rate=0.1)


class FakeModel:
    """Keeps what `fit` receives, and reports chosen measurements."""

    layers = ()

    def __init__(self, **measured):
        self.measured = dict.fromkeys(history.COLUMNS[1:5], 0.5) | measured

    def fit(self, batches, validation_data, **settings):
        self.given = batches, validation_data, settings
        return SimpleNamespace(history={name: [value] for name, value in self.measured.items()})


@pytest.fixture
def one_epoch(monkeypatch):
    """Train a FakeModel for an epoch; return the arrays that it was trained and validated on."""
    monkeypatch.setattr(loop, "batched", lambda size, *arrays, scale: (size, arrays))

    def train(epoch=0, augment=None):
        model = FakeModel()
        loop.one_epoch(model, CONFIG, EXAMPLES, epoch, augment, [])
        (size, training), (_, validation), _ = model.given
        assert size == CONFIG.batch_size
        np.testing.assert_array_equal(validation[0], EXAMPLES.x_validation)
        np.testing.assert_array_equal(validation[1], EXAMPLES.y_validation)
        return training

    return train


def test_each_epoch_has_every_image_once_in_an_order_of_its_own(one_epoch):
    orders = []
    for epoch in (0, 1, 0):
        images, labels = one_epoch(epoch)
        np.testing.assert_array_equal(images, EXAMPLES.x_train[labels])
        assert sorted(labels) == list(range(20))
        orders.append(labels.tolist())
    assert orders[0] == orders[2] != orders[1]


def test_a_last_batch_is_never_odd(one_epoch, monkeypatch):
    """Each epoch leaves out another image."""
    monkeypatch.setattr(CONFIG, "batch_size", 3)  # 20 images: six batches of 3, and 2
    assert len(one_epoch()[1]) == 20
    monkeypatch.setattr(CONFIG, "batch_size", 19)  # and 1
    missing = {*(190 - one_epoch(epoch)[1].sum() for epoch in range(9))}
    assert len(missing) > 3
    assert len(one_epoch()[1]) == 19


def test_augmentation_changes_training_images_differently_in_each_epoch(one_epoch):
    shift = functools.partial(augment, mirror=True)
    (one, labels), (again, _), (other, _) = (one_epoch(epoch, shift) for epoch in (0, 0, 1))
    np.testing.assert_array_equal(one, again)
    np.testing.assert_array_equal(labels, one_epoch(0)[1])
    assert not np.array_equal(one, EXAMPLES.x_train[labels])
    assert not np.array_equal(one, other)


def test_a_row_of_the_history_has_every_column():
    row = loop.one_epoch(FakeModel(loss=0.25), CONFIG, EXAMPLES, 2, None, [])
    assert tuple(row) == history.COLUMNS
    assert (row["epoch"], row["loss"], row["val_loss"]) == (3, 0.25, 0.5)


def test_a_training_loss_that_is_no_number_stops_training():
    with pytest.raises(KitError, match=r"epoch 1: the learning rate 0\.1 .*--learning-rate"):
        loop.one_epoch(FakeModel(loss=math.nan), CONFIG, EXAMPLES, 0, None, [])


def test_a_validation_loss_that_is_no_number_stops_training(tmp_path):
    """One huge update: the training loss before it is a number, the validation loss is not."""
    config = TrainConfig(model="dense", batch_size=20, epochs=1, learning_rate=1e30)
    images = DRAW.integers(256, size=(20, 28, 28, 1), dtype=np.uint8)
    examples = Examples(images, np.arange(20) % 10, images, np.arange(20) % 10)
    with pytest.raises(KitError, match=r"epoch 1: the learning rate 1e\+30"):
        loop.fit(RunFolder(tmp_path), config, examples, jit_compile=False)
    assert list(tmp_path.iterdir()) == []


def test_the_learning_rate_warms_up_and_falls_along_a_cosine():
    """Sixty updates: ten to rise from a tenth, then half a period of the cosine."""
    rate = warm_up_and_cosine(0.004, updates=60)
    expected = [
        0.0004 + 0.0036 * update / 10
        if update < 10
        else 0.004 * (1 + math.cos(math.pi * (update - 10) / 50)) / 2
        for update in range(61)
    ]
    np.testing.assert_allclose([float(rate(update)) for update in range(61)], expected, atol=1e-9)


def test_the_learning_rate_warms_up_and_falls_along_a_line():
    rate = WarmUpAndLine(0.004, updates=60)
    expected = [
        0.0004 + 0.0036 * update / 10 if update < 10 else 0.004 * (60 - update) / 50
        for update in range(61)
    ]
    np.testing.assert_allclose([float(rate(update)) for update in range(61)], expected, atol=1e-9)


def test_the_seed_decides_the_split():
    digits = data.load("digits")
    config = TrainConfig(dataset="digits", limit=100, seed=1).on(digits)
    training, validation = data.split(len(digits.x_train), 0.1, seed=1, limit=100)
    prepared = prepare(digits, config)
    np.testing.assert_array_equal(prepared.x_train[..., 0], digits.x_train[training])
    np.testing.assert_array_equal(prepared.y_validation, digits.y_train[validation])
    other = prepare(digits, TrainConfig(dataset="digits", limit=100, seed=2).on(digits))
    assert not np.array_equal(prepared.y_train, other.y_train)
    with pytest.raises(UsageError, match=r"1,437.*received 5000"):
        prepare(digits, TrainConfig(dataset="digits", limit=5000).on(digits))


def test_the_seed_decides_the_initial_weights():
    models = [loop.new_model(TrainConfig(model="dense", seed=s), 0.1, False) for s in (1, 1, 2)]
    one, again, other = (model.get_weights()[0] for model in models)
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_ctrl_c_that_got_lost_in_a_library_ends_training_at_the_next_update():
    with callbacks.watch_for_interrupt() as watch:
        watch.on_train_batch_end(0)
        with contextlib.suppress(KeyboardInterrupt):  # as a finaliser would
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            watch.on_train_batch_end(1)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_bar_counts_all_updates_that_were_done_together():
    """Sixteen updates between two calls, ten in the last, and again in the next epoch."""
    done = []
    bar = callbacks.ProgressBar(SimpleNamespace(advance=lambda task, count: done.append(count)), 0)
    for epoch in range(2):
        bar.on_epoch_begin(epoch)
        for last in (15, 31, 41):
            bar.on_train_batch_end(last)
    assert done == [16, 16, 10] * 2


def test_updates_that_are_done_together_give_the_same_network(tmp_path):
    """A callback of the user's makes them one by one."""
    config = TrainConfig(model="dense", batch_size=2, epochs=2)
    images = DRAW.random((38, 28, 28, 1), np.float32)
    examples = Examples(images, np.arange(38) % 10, images, np.arange(38) % 10)
    folders = RunFolder(tmp_path / "together"), RunFolder(tmp_path / "apart")
    for folder, own in zip(folders, ([], [keras.callbacks.Callback()]), strict=True):
        folder.path.mkdir()
        loop.fit(folder, config, examples, jit_compile=False, callbacks=own)
    assert same_result(*(folder.path for folder in folders))
