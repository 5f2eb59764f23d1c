"""A folder of pictures as a data set: what is found in it, and what is read when."""

import sys
import unicodedata

import numpy as np
import pytest
from picture_folders import write_classes

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.language import speaking
from fashion_cnn.data import class_folders, image_files, picture_files
from fashion_cnn.data.augmentation import augment
from fashion_cnn.data.image_files import ImageFiles, Paths, first_of_each, pixels

COUNTS = {"cats": 20, "dogs": 31, "Bag": 2}


@pytest.fixture
def photos(tmp_path):
    return write_classes(tmp_path / "photos", COUNTS)


def names_of(files):
    return [files.paths[number].replace("\\", "/").split("photos/")[1] for number in files.rows]


def test_each_folder_is_a_class_and_files_are_listed_but_not_read(photos, monkeypatch):
    monkeypatch.setattr(picture_files, "read_whole", None)
    dataset = class_folders.load(photos, seed=1)
    assert dataset.class_names == ("Bag", "cats", "dogs")
    for files, labels in ((dataset.x_train, dataset.y_train), (dataset.x_test, dataset.y_test)):
        folders = [name.split("/")[0] for name in names_of(files)]
        assert folders == [dataset.class_names[label] for label in labels]
    assert sorted(names_of(dataset.x_train) + names_of(dataset.x_test)) == sorted(
        f"{name}/{number:03}.png" for name, count in COUNTS.items() for number in range(count)
    )
    assert np.bincount(dataset.y_test).tolist() == [1, 2, 3]  # a tenth of each class, at least one
    assert dataset.y_train.itemsize == 1


def test_the_users_names_are_in_no_other_language(photos):
    with speaking("ko"):
        assert class_folders.load(photos, seed=1).class_words == ["Bag", "cats", "dogs"]


def test_the_seed_decides_what_is_kept_for_the_test(photos):
    one, again, other = (class_folders.load(photos, seed).x_test for seed in (1, 1, 2))
    assert names_of(one) == names_of(again)
    assert set(names_of(one)) != set(names_of(other))


def test_a_folder_with_train_and_test_is_split_already(tmp_path):
    write_classes(tmp_path / "photos" / "train", {"a": 3, "b": 3, "c": 1})
    write_classes(tmp_path / "photos" / "test", {"b": 2})
    dataset = class_folders.load(tmp_path / "photos", seed=1)
    assert np.bincount(dataset.y_train).tolist() == [3, 3, 1]
    assert sorted(names_of(dataset.x_test)) == ["test/b/000.png", "test/b/001.png"]
    assert dataset.y_test.tolist() == [1, 1]


def test_train_alone_gives_the_test_images_too(tmp_path):
    write_classes(tmp_path / "photos" / "train", {"a": 10, "b": 10})
    dataset = class_folders.load(tmp_path / "photos", seed=1)
    assert np.bincount(dataset.y_test).tolist() == [1, 1]
    assert {name.split("/")[0] for name in names_of(dataset.x_test)} == {"train"}


def test_a_class_may_be_called_train(tmp_path):
    write_classes(tmp_path / "photos", {"bus": 2, "train": 2})
    assert class_folders.load(tmp_path / "photos", seed=1).class_names == ("bus", "train")


def test_names_are_composed_as_people_type_them(tmp_path):
    write_classes(tmp_path / "photos", {unicodedata.normalize("NFD", "고양이"): 2, "개": 2})
    dataset = class_folders.load(tmp_path / "photos", seed=1)
    assert dataset.class_names == ("개", "고양이")
    assert pixels(dataset.x_train).shape == (2, 28, 28)


def test_the_digest_changes_with_what_is_in_the_folder(photos):
    before = class_folders.load(photos, seed=1).digest
    assert class_folders.load(photos, seed=2).digest == before
    (photos / "cats" / "000.png").rename(photos / "cats" / "new.png")
    renamed = class_folders.load(photos, seed=1).digest
    (photos / "cats" / "new.png").write_bytes(b"another picture")
    assert len({before, renamed, class_folders.load(photos, seed=1).digest}) == 3


def test_what_is_left_out_is_said(photos):
    (photos / "cats" / "notes.txt").write_text("")
    (photos / "cats" / ".hidden.png").write_text("")
    lines = list(class_folders.summary(class_folders.load(photos, seed=1)))
    assert lines == [
        "47 images to train and validate on and 6 for the test, in 3 classes: Bag, cats, dogs.",
        "Files that are no images by their names: 1.",
    ]


def empty_class(photos):
    (photos / "empty").mkdir()


def beside(photos):
    (photos / "loose.jpg").write_text("")


def one_image(photos):
    write_classes(photos / "more", {"x": 1})


def one_class(photos):
    for name in ("Bag", "cats"):
        (photos / name).rename(photos.parent / name)


def no_folders(photos):
    one_class(photos)
    (photos / "dogs").rename(photos.parent / "dogs")


def too_deep(photos):
    no_folders(photos)
    write_classes(photos / "unpacked" / "inner", {"a": 2, "b": 2})


def capitals(photos):
    no_folders(photos)
    write_classes(photos / "Train", {"a": 2, "b": 2})
    write_classes(photos / "Test", {"a": 2, "b": 2})


def other_words(photos):
    no_folders(photos)
    write_classes(photos, {"training_set/a": 2, "training_set/b": 2, "val/a": 2})


def validation(photos):
    write_classes(photos.parent / "more", {"train": 1, "val": 1})
    no_folders(photos)
    for name in ("train", "val"):
        (photos.parent / "more" / name).rename(photos / name)


def unknown_class(photos):
    no_folders(photos)
    write_classes(photos / "train", {"a": 1, "b": 1})
    write_classes(photos / "test", {"a": 1, "z": 1})


def empty_test(photos):
    no_folders(photos)
    write_classes(photos / "train", {"a": 1, "b": 1})
    write_classes(photos / "test", {"a": 0})


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (empty_class, r"photos.empty: there is no image file in this folder"),
        (beside, r"photos.loose\.jpg is in no class folder\. Put each image"),
        (one_image, r"photos.more has one image only\. A class needs two"),
        (one_class, r"photos.* for one class only, dogs\. To tell classes apart"),
        (too_deep, r"classes: a, b\? Then .*: --images .*unpacked.inner$"),
        (capitals, r"photos: Test, Train are no classes\. Rename .* to train and test"),
        (other_words, r"photos: training_set, val are no classes\."),
        (no_folders, r"photos.* has no folders in it\. Put the images of each class"),
        (validation, r"photos.val: images to validate on are split off those in train"),
        (unknown_class, r"test.z: this class has no folder in train"),
        (empty_test, r"photos.test: there is no image file in this folder"),
    ],
)
def test_a_folder_that_cannot_be_trained_on_is_refused(photos, mistake, message):
    mistake(photos)
    with pytest.raises(KitError, match=message):
        class_folders.load(photos, seed=1)


def test_a_folder_must_exist_and_be_one(photos):
    with pytest.raises(KitError, match=r"--images .*: there is no such folder"):
        class_folders.load(photos / "none", seed=1)
    with pytest.raises(KitError, match=r"--images .* is a file"):
        class_folders.load(photos / "cats" / "000.png", seed=1)


# ---------------------------------------------------------------------------------- image files


def test_a_picture_is_read_as_predict_reads_it_as_it_is(tmp_path):
    write_classes(tmp_path / "photos", {"a": 2, "b": 2}, size=50)
    files = class_folders.load(tmp_path / "photos", seed=1).x_train
    images, usable = files.read([1, 0])
    assert (images.shape, images.dtype, usable.tolist()) == ((2, 28, 28, 1), np.uint8, [True, True])
    for image, row in zip(images, [1, 0], strict=True):
        path = files.paths[files.rows[row]]
        expected = picture_files.read_whole(path, (28, 28, 1)).pixels
        assert np.abs(image / 255 - expected).max() <= 0.5001 / 255


def test_a_file_that_cannot_be_read_is_not_usable(photos):
    files = class_folders.load(photos, seed=1).x_train
    bad = names_of(files)[3]
    (photos / bad).write_bytes(b"no picture")
    images, usable = files.read([3, 5, 7])
    assert usable.tolist() == [False, True, True]
    np.testing.assert_array_equal(images[0], images[1])
    assert np.flatnonzero(~files.usable()).tolist() == [3]
    assert np.flatnonzero(~files[[2, 3, 4]].usable()).tolist() == [1]
    news = image_files.unusable(files)
    assert "so far: 1." in news
    assert bad.split("/")[1] in news
    assert image_files.unusable(files) == ""  # said once


def test_a_few_batches_none_of_which_can_be_read_do_not_end_the_run(photos, monkeypatch):
    monkeypatch.setattr(image_files, "MOST_TRIES", 5)
    files = class_folders.load(photos, seed=1).x_train
    for name in names_of(files)[:4]:
        (photos / name).write_bytes(b"no picture")
    for rows in ([0, 1], [2, 3], [3, 4], [0, 1], [2, 3]):
        assert files.read(rows)[1].tolist() == [False, rows == [3, 4]]
    with pytest.raises(KitError, match="None of 5 image files"):
        files.read([2, 3])


def test_files_none_of_which_can_be_read_are_an_error(photos):
    files = class_folders.load(photos, seed=1).x_train
    for name in names_of(files):
        (photos / name).write_bytes(b"no picture")
    with pytest.raises(KitError, match=r"None of 47 image files .*cannot be read as a picture"):
        files.read(range(len(files)))
    with pytest.raises(KitError, match="None of 2 image files"):
        files[[0, 1]].read([0, 1])
    labels = np.zeros(len(files), int)
    with pytest.raises(KitError, match=r"None of the first 20 image files of cats"):
        first_of_each(files, labels, ["cats"], 5)


def test_augmentation_of_a_file_does_not_depend_on_its_batch(photos):
    files = class_folders.load(photos, seed=1).x_train
    one, again, other = (
        augment(files, np.random.default_rng(seed), mirror=False) for seed in (1, 1, 2)
    )
    together, _ = one.read(range(20))
    apart = [again[[row]].read([0])[0][0] for row in range(20)]
    np.testing.assert_array_equal(together, apart)
    assert not np.array_equal(together, other.read(range(20))[0])
    assert not np.array_equal(together, files.read(range(20))[0])


def test_a_path_takes_little_memory():
    paths = Paths("photos")
    for number in range(10_000):
        paths.append(f"class/{number:08}.png")
    assert paths[1234].replace("\\", "/") == "photos/class/00001234.png"
    assert sys.getsizeof(paths.text) + sys.getsizeof(paths.ends) < 10_000 * (18 + 8) * 1.2


def test_image_files_are_chosen_as_rows_of_an_array_are():
    files = ImageFiles(Paths("photos"), np.arange(10))
    assert files[[3, 1]].rows.tolist() == [3, 1]
    assert files[np.arange(10) > 7][1:].rows.tolist() == [9]
    assert len(files[:4]) == 4
