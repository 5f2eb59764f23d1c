"""Training on a folder of pictures: the run, its classes everywhere, and how much is read ahead."""

import shutil
import time

import keras
import numpy as np
import pytest
from picture_folders import write_classes
from quick_run import FILES, file_names, read_metrics, same_result, train_and_interrupt

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.data import class_folders, picture_files
from fashion_cnn.data.augmentation import augment
from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.predict import main as predict
from fashion_cnn.sources.models import find_model
from fashion_cnn.train import TrainConfig, resume, train
from fashion_cnn.training import loop
from fashion_cnn.training.batches import Batches, batched, read, threads
from fashion_cnn.training.devices import Devices
from fashion_cnn.training.examples import Examples, one_hot, prepare
from fashion_cnn.training.recipes import RECIPES

COUNTS = {"고양이": 22, "dogs": 22, "a$b$": 22}
QUICK = {"model": "small", "batch_size": 8, "epochs": 2}


@pytest.fixture(scope="session")
def photos(tmp_path_factory):
    """A folder with three classes, and a file among them that is no picture; only read it."""
    folder = write_classes(tmp_path_factory.mktemp("own") / "photos", COUNTS)
    for name in COUNTS:
        (folder / name / "021.png").write_bytes(b"no picture")
    return folder


@pytest.fixture(scope="session")
def trained(photos):
    """The folder of a complete run on them; only read it."""
    folder = photos.parent / "run"
    train(TrainConfig(images=str(photos), **QUICK), folder)
    return folder


@pytest.fixture
def examples(photos):
    config = TrainConfig(images=str(photos), **QUICK)
    dataset = class_folders.load(photos, config.seed)
    return prepare(dataset, config.on(dataset))


def test_the_run_has_the_classes_of_the_folder(trained):
    assert file_names(trained) == FILES
    metrics = read_metrics(trained)
    assert metrics["status"] == "complete"
    assert metrics["data"]["class_names"] == ["a$b$", "dogs", "고양이"]
    assert list(metrics["per_class"]) == ["a$b$", "dogs", "고양이"]
    assert load_model(trained / "model.keras").output_shape == (None, 3)
    assert "dogs, 고양이" in metrics["pictures"]["samples"]


@pytest.mark.backend
def test_the_scores_are_those_of_the_test_images_that_can_be_read(trained, photos):
    dataset = class_folders.load_tests(photos, 1, ("a$b$", "dogs", "고양이"))
    model = load_model(trained / "model.keras")
    predicted = model.predict(dataset.x_test[..., None] / np.float32(255), verbose=0)
    metrics = read_metrics(trained)
    assert metrics["test_accuracy"] == np.mean(predicted.argmax(axis=1) == dataset.y_test)
    assert metrics["data"]["test_images"] == len(dataset.y_test)


def test_other_commands_name_the_classes_and_prepare_pictures_alike(
    trained, photos, tmp_path, monkeypatch
):
    monkeypatch.setattr("sys.argv", ["predict", str(trained), str(photos), "--out", "out.csv"])
    monkeypatch.chdir(tmp_path)
    predict()
    table = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert table[0] == "file,class,probability,a$b$,dogs,고양이,label,error"
    rows = [row.split(",") for row in table[1:]]
    assert [row[0].split("/")[0] for row in rows] == [row[6] for row in rows]
    from fashion_cnn.explorer.preparation import WHOLE, layout
    from fashion_cnn.inside.opened import open_model

    opened = open_model(find_model(str(trained)))
    assert opened.class_names == ["a$b$", "dogs", "고양이"]
    assert len(opened.dataset_images) == len(opened.labels)
    assert layout(opened) == WHOLE
    own = dict(zip((row[0] for row in rows), rows, strict=True))
    for row in own.values():
        if not row[-1]:
            pixels = picture_files.read_whole(photos / row[0], (28, 28, 1)).pixels
            found = opened.shown.predict(pixels[None], verbose=0)[0]
            assert float(row[2]) == pytest.approx(found.max(), abs=1e-4)
            break


def test_without_its_folder_a_model_is_shown_other_images(trained, tmp_path, capsys, few_garments):
    from fashion_cnn.inside.opened import open_model

    copy = shutil.copytree(trained, tmp_path / "run")
    config = (copy / "config.json").read_text(encoding="utf-8")
    (copy / "config.json").write_text(config.replace("photos", "gone"), encoding="utf-8")
    opened = open_model(find_model(str(copy)))
    assert opened.class_names == ["a$b$", "dogs", "고양이"]
    assert len(opened.dataset_images) == 10
    assert opened.labels is None
    assert "own images cannot be shown, but garments" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.backend
def test_an_interrupted_run_arrives_at_the_same_result(trained, photos, tmp_path):
    train_and_interrupt(TrainConfig(images=str(photos), **QUICK), tmp_path / "run")
    moved = shutil.copytree(photos, tmp_path / "moved")
    (moved / "dogs" / "000.png").rename(moved / "dogs" / "new.png")
    with pytest.raises(KitError, match=r"images in .*moved are not those that .*run was started"):
        resume(tmp_path / "run", {"images": str(moved)})
    with pytest.raises(UsageError, match=r"The run to resume has no --dataset, received .*mnist"):
        resume(tmp_path / "run", {"dataset": "mnist"})
    (moved / "dogs" / "new.png").rename(moved / "dogs" / "000.png")
    resume(tmp_path / "run", {"images": str(moved)})
    assert same_result(tmp_path / "run", trained)


@pytest.mark.slow
@pytest.mark.backend
def test_label_smoothing_and_augmentation_work_with_files(photos, tmp_path):
    metrics = train(
        TrainConfig(images=str(photos), recipe="best", epochs=1, batch_size=8), tmp_path / "run"
    )
    assert metrics["augmented"]
    assert "mirrored_test_accuracy" not in metrics


# --------------------------------------------------------------------------------------- batches


@pytest.mark.backend
def test_batches_of_files_are_those_of_their_pixels(examples):
    images, labels = examples.x_train[:20], examples.y_train[:20]
    batches = batched(8, images, labels, scale=True)
    made = [batches[n] for n in range(3)] if isinstance(batches, Batches) else list(batches)
    assert [len(y) for _, y, _ in made] == [8, 8, 4]
    x, y, weights = made[2]
    pixels, usable = images.read(range(16, 20))
    np.testing.assert_array_equal(x, pixels / np.float32(255))
    np.testing.assert_array_equal(y, labels[16:20])
    np.testing.assert_array_equal(weights, 4 * usable / usable.sum())


def test_files_that_cannot_be_read_weigh_nothing_and_the_sum_stays(examples):
    examples.x_train.read(range(len(examples.x_train)))
    is_bad = ~examples.x_train.usable()
    rows = np.concatenate([np.flatnonzero(is_bad)[:1], np.flatnonzero(~is_bad)[:3]])
    images, labels = examples.x_train[rows], examples.y_train[rows]
    *_, weights = read((images, labels), range(4))
    np.testing.assert_allclose(weights, [0, 4 / 3, 4 / 3, 4 / 3], rtol=1e-6)
    *_, weights = read((images, labels, np.float32([2, 1, 1, 0])), range(4))
    np.testing.assert_array_equal(weights, np.float32([0, 2, 2, 0]), strict=True)
    assert read((images, labels), [0])[-1] == [0]


@pytest.mark.backend
def test_the_first_epoch_on_files_is_that_on_their_pixels(examples):
    """Keras takes a batch before it, to build the model; what was read ahead must not be lost."""
    config = TrainConfig(classes=3, **QUICK)
    examples.x_train.read(range(len(examples.x_train)))
    usable = examples.x_train.usable()
    files, labels = examples.x_train[usable], examples.y_train[usable]
    pixels, _ = files.read(range(len(files)))
    rows = []
    for images in (files, pixels):
        each = Examples(images, labels, pixels[:5], labels[:5])
        row = loop.one_epoch(loop.new_model(config, 0.001, False), config, each, 0, None, [])
        rows.append(row | {"seconds": None})
    assert rows[0] == rows[1]


@pytest.mark.backend
def test_never_more_than_a_few_batches_are_read_ahead(tmp_path, monkeypatch):
    read, ahead = [], []
    real = picture_files.read_whole

    def counted(path, shape):
        read.append(path)
        return real(path, shape)

    class Slow(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            time.sleep(0.05)
            ahead.append(len(read) - (batch + 1))

    folder = write_classes(tmp_path / "photos", {"a": 25, "b": 25})
    dataset = class_folders.load(folder, 1)
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten()])
    model.add(keras.layers.Dense(3, activation="softmax"))
    model.compile(loss="sparse_categorical_crossentropy")
    batches = batched(1, dataset.x_train[:40], dataset.y_train[:40], scale=True)
    monkeypatch.setattr(picture_files, "read_whole", counted)
    model.fit(batches, shuffle=False, verbose=0, callbacks=[Slow()])
    assert len(ahead) == 40
    # Those that the threads have read or are reading, and a few in the hands of the backend.
    most = 2 * threads() + 6
    assert 2 <= max(ahead) <= most < 20


def test_files_that_cannot_be_read_end_the_run_with_their_own_error(tmp_path):
    folder = write_classes(tmp_path / "photos", {"a": 10, "b": 10})
    config = TrainConfig(images=str(folder), **QUICK | {"batch_size": 4})
    dataset = class_folders.load(folder, 1)
    for path in folder.glob("*/*.png"):
        path.write_bytes(b"no picture")
    config = config.on(dataset)
    model, examples = loop.new_model(config, 0.1, False), prepare(dataset, config)
    with pytest.raises(KitError, match=r"None of 16 image files in a row can be used"):
        loop.one_epoch(model, config, examples, 0, None, [])


def test_one_hot_labels_of_files_are_made_when_they_are_needed(examples):
    labels = one_hot(examples, 3).y_train
    arrays = Examples(np.zeros(1), examples.y_train, np.zeros(1), examples.y_validation)
    rows = [5, 0, 7]
    np.testing.assert_array_equal(
        np.asarray(labels[rows]), one_hot(arrays, 3).y_train[rows], strict=True
    )
    assert len(labels[rows]) == 3


def test_several_devices_share_files_as_they_share_arrays(examples):
    examples.x_train.read(range(30))
    files = examples.x_train[:30][examples.x_train[:30].usable()][:23]
    files = augment(files, np.random.default_rng(1), mirror=False)
    [pixels, _] = files.read(range(23))
    for process in range(2):
        shares = Devices(2, 2, process)
        _, shared, *_ = shares.share(8, files, examples.y_train[:23])
        _, expected, *_ = shares.share(8, pixels, examples.y_train[:23])
        np.testing.assert_array_equal(shared.read(range(len(shared)))[0], expected)


# --------------------------------------------------------------------------------- configuration


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"dataset": "mnist"}, r"--dataset mnist and --images .*photos name different data"),
        ({"data_dir": "files"}, r"--data-dir files and --images .*photos name different data"),
        ({"images": ""}, r"folder of images \(--images\) must have a name"),
    ],
)
def test_images_and_another_data_set_exclude_each_other(fields, message):
    with pytest.raises(UsageError, match=message):
        TrainConfig(**{"images": "photos"} | fields)


def test_epochs_and_batches_of_a_folder_depend_on_its_size(photos):
    recipe = RECIPES["standard"]
    for name, images in {"fashion_mnist": 20_000, "garments": 19_999, "digits": 3_999}.items():
        assert recipe.epochs_for(images) == recipe.epochs[name]
    dataset = class_folders.load(photos, 1)
    config = TrainConfig(images=str(photos)).on(dataset)
    assert (config.dataset, config.classes, config.batch_size) == (None, 3, 16)


def test_a_dozen_images_are_trained_on_without_further_options(tmp_path):
    folder = write_classes(tmp_path / "photos", {"a": 6, "b": 6})
    config = TrainConfig(images=str(folder))
    dataset = class_folders.load(folder, 1)
    assert len(prepare(dataset, config.on(dataset)).x_train) == 9
    with pytest.raises(UsageError, match=r"the 9 images left .* Take more images \(--limit\), a"):
        prepare(dataset, TrainConfig(images=str(folder), batch_size=10).on(dataset))


def test_a_limit_is_a_limit_of_files(photos):
    config = TrainConfig(images=str(photos), limit=20, batch_size=4)
    dataset = class_folders.load(photos, 1)
    assert len(prepare(dataset, config.on(dataset)).x_train) == 18
    with pytest.raises(
        UsageError, match=r"limit must be at most 60, the training images of photos"
    ):
        prepare(dataset, TrainConfig(images=str(photos), limit=500).on(dataset))
