"""load(): the search order, the formats, and how damaged files are reported."""

import gzip
import io
import zipfile

import numpy as np
import pytest
from helpers import as_ordinary_user, idx_bytes, write_idx

from fashion_cnn import data
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.data import download, folders, formats, official

pytestmark = pytest.mark.usefixtures("few_garments")


def same(dataset, arrays):
    return all(np.array_equal(getattr(dataset, part), arrays[part]) for part in official.PARTS)


def snapshot(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("sub", ["fashion-mnist", "fashion_mnist", "."])
@pytest.mark.parametrize("zipped", [True, False])
def test_idx_files_are_found_in_the_folder_or_a_subfolder(sets, tmp_path, sub, zipped):
    write_idx(tmp_path / "d" / sub, sets["fashion_mnist"], zipped)
    found = data.load("fashion_mnist", tmp_path / "d")
    assert same(found, sets["fashion_mnist"])
    assert str(tmp_path / "d") in found.source
    assert found.instead_of == ""


@pytest.mark.parametrize("path", ["mnist.npz", "mnist/mnist.npz"])
def test_npz_is_found(sets, tmp_path, path):
    file = tmp_path / "d" / path
    file.parent.mkdir(parents=True)
    np.savez(file, **sets["mnist"])
    assert same(data.load("mnist", tmp_path / "d"), sets["mnist"])


def test_the_digest_does_not_depend_on_the_container(sets, tmp_path):
    write_idx(tmp_path / "a", sets["mnist"])
    (tmp_path / "b").mkdir()
    wide = {part: values.astype(np.int64) for part, values in sets["mnist"].items()}
    np.savez(tmp_path / "b" / "mnist.npz", **wide)
    one, other = data.load("mnist", tmp_path / "a"), data.load("mnist", tmp_path / "b")
    assert one.digest == other.digest
    assert other.x_train.dtype == np.uint8


def test_the_environment_variable_names_the_folder(sets, tmp_path, monkeypatch):
    monkeypatch.setenv("FASHION_CNN_DATA", str(write_idx(tmp_path / "d", sets["mnist"])))
    assert same(data.load("mnist"), sets["mnist"])


def test_the_keras_cache_comes_after_the_users_folder(sets, tmp_path):
    cache = folders.keras_cache()
    assert cache == tmp_path / "keras" / "datasets"
    write_idx(cache / "fashion-mnist", sets["fashion_mnist"])
    (tmp_path / "empty").mkdir()
    said = []
    found = data.load("fashion_mnist", tmp_path / "empty", said.append)
    assert same(found, sets["fashion_mnist"])
    assert "Keras cache" in found.source
    assert "is not in" in said[0]


def test_keras_keeps_mnist_as_an_npz_in_the_cache_itself(sets):
    folders.keras_cache().mkdir(parents=True)
    np.savez(folders.keras_cache() / "mnist.npz", **sets["mnist"])
    assert same(data.load("mnist"), sets["mnist"])


@pytest.mark.parametrize("name", ["fashion_mnist", "mnist"])
def test_the_real_sets_have_the_published_digests(real_data, name):
    found = data.load(name, real_data)
    assert found.x_train.shape == (60_000, 28, 28)
    assert found.y_test.shape == (10_000,)


def test_without_a_network_the_default_is_the_garments_and_says_so():
    found = data.load(None, report=[].append)
    assert found.name == "garments"
    assert "Fashion-MNIST is not on this machine" in found.instead_of
    assert "not Fashion-MNIST" in found.title
    assert found.class_names[9] == "Ankle boot"


@pytest.mark.parametrize(("name", "stand_in"), [("fashion_mnist", "garments"), ("mnist", "digits")])
def test_a_set_asked_for_by_name_is_never_replaced(name, stand_in):
    with pytest.raises(KitError, match=f"--data-dir.*--dataset {stand_in}") as caught:
        data.load(name, report=[].append)
    assert "no connection" in str(caught.value)
    assert caught.value.exit_code == 1


def test_digits_are_scikit_learns_in_the_middle_of_28x28():
    from sklearn.datasets import load_digits

    found = data.load("digits")
    small, labels = load_digits(return_X_y=True)
    assert found.x_train.shape == (1797 - 360, 28, 28)
    assert np.array_equal(np.concatenate([found.y_train, found.y_test]), labels)
    border = found.x_train.copy()
    border[:, 4:24, 4:24] = 0
    assert border.max() == 0
    # Enlarging keeps the mean ink of an image, but for rounding and clipping.
    ink = found.x_train[:, 4:24, 4:24].mean(axis=(1, 2)) / 255
    assert np.allclose(ink, small[:-360].mean(axis=1) / 16, atol=0.02)


def test_unknown_names_get_the_nearest_known_one():
    with pytest.raises(UsageError, match="Did you mean 'fashion_mnist'"):
        data.load("fashion_minst")


def test_a_folder_that_does_not_exist(tmp_path):
    for folder in (tmp_path / "nowhere", "~nobody-of-this-name/data", "null\0"):
        with pytest.raises(UsageError, match=r"data folder .* does not exist"):
            data.load("mnist", folder)
    (tmp_path / "mnist.npz").touch()
    with pytest.raises(UsageError, match=r"mnist.npz .* is not a folder: name the one it is in"):
        data.load("mnist", tmp_path / "mnist.npz")


IMAGES = official.IDX_FILES["x_train"]
LABELS = official.IDX_FILES["y_train"]


def cut(content):
    return content[: len(content) // 2]


def altered(content):
    return content[:-1] + bytes([content[-1] ^ 1])


DAMAGE = {
    "truncated gzip": (f"{IMAGES}.gz", lambda c: cut(gzip.compress(c)), "truncated"),
    "truncated inside": (f"{IMAGES}.gz", lambda c: gzip.compress(cut(c)), "truncated: .* bytes"),
    "too long": (f"{IMAGES}.gz", lambda c: gzip.compress(c + b"x"), "too long"),
    "empty": (f"{IMAGES}.gz", lambda c: b"", "empty"),
    "web page": (f"{IMAGES}.gz", lambda c: b"<!doctype html><title>Sign in", "web page"),
    "Git LFS pointer": (
        f"{IMAGES}.gz",
        lambda c: b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 26421880\n",
        "git lfs pull",
    ),
    "no gzip inside": (f"{IMAGES}.gz", lambda c: b"\x1f\x8b" + c, "cannot be unpacked"),
    "altered gzip": (f"{IMAGES}.gz", lambda c: gzip.compress(altered(c)), "altered"),
    "wrong magic": (f"{IMAGES}.gz", lambda c: gzip.compress(b"\0\0\x0d\3" + c[4:]), "00 00 08"),
    "header only": (f"{IMAGES}.gz", lambda c: gzip.compress(c[:9]), "header is cut off"),
    "wrong shape": (
        f"{IMAGES}.gz",
        lambda c: gzip.compress(idx_bytes(np.zeros((200, 14, 56), np.uint8))),
        r"shape \(200, 28, 28\)",
    ),
    "label out of range": (
        f"{LABELS}.gz",
        lambda c: gzip.compress(idx_bytes(np.full(200, 10, np.uint8))),
        "labels must be 0 to 9, but one is 10",
    ),
    "labels of too few": (
        f"{LABELS}.gz",
        lambda c: gzip.compress(idx_bytes(np.zeros(100, np.uint8))),
        r"shape \(200,\)",
    ),
    "labels for images": (
        f"{IMAGES}.gz",
        lambda c: gzip.compress(idx_bytes(np.zeros(200, np.uint8))),
        "shape",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_in_the_users_folder_is_named_and_left_alone(sets, tmp_path, damage):
    file_name, change, message = DAMAGE[damage]
    folder = write_idx(tmp_path / "d", sets["fashion_mnist"])
    part = "x_train" if file_name.startswith(IMAGES) else "y_train"
    (folder / file_name).write_bytes(change(idx_bytes(sets["fashion_mnist"][part])))
    before = snapshot(folder)
    for name in ("fashion_mnist", None):
        with pytest.raises(formats.BadFile, match=message) as caught:
            data.load(name, folder)
        assert str(folder / file_name) in str(caught.value)
    assert snapshot(folder) == before


def test_a_part_of_the_same_set_under_another_name_is_missing_and_named(sets, tmp_path):
    arrays = sets["mnist"] | {"y_train": sets["mnist"]["y_test"]}
    said = []
    with pytest.raises(KitError, match="could not be downloaded"):
        data.load("mnist", write_idx(tmp_path / "d", arrays), said.append)
    assert f"{LABELS}.gz is missing (the training labels)" in said[0]
    assert "holds the test labels of MNIST, not the training labels of MNIST" in said[0]


def test_a_folder_named_after_another_set_is_no_obstacle(sets, tmp_path):
    folder = write_idx(tmp_path / "d" / "fashion-mnist", sets["mnist"])
    said = []
    with pytest.raises(KitError, match="could not be downloaded"):
        data.load("fashion_mnist", folder.parent, said.append)
    assert f"not in {folder.parent}, which has MNIST" in said[0]
    assert same(data.load("mnist", folder.parent), sets["mnist"])


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda path, a: path.write_bytes(b""), "not a whole .npz"),
        (lambda path, a: path.write_bytes(b"<html>"), "not a whole .npz"),
        (lambda path, a: np.savez(path, x_train=a["x_train"]), "no array named y_train"),
        (lambda path, a: np.savez(path, **(a | {"x_test": a["x_test"] / 255})), "whole numbers"),
        (lambda path, a: np.savez(path, **(a | {"y_test": a["y_test"] - np.int64(1)})), "whole"),
        (
            lambda path, a: np.savez(path, **(a | {"y_test": a["y_test"] + np.int64(300)})),
            "whole numbers",
        ),
        (lambda path, a: path.write_bytes(cut(npz_bytes(path, a))), "not a whole .npz"),
        (lambda path, a: save_zip(path, a, "text"), "no array named x_train"),
        (lambda path, a: save_zip(path, a, header((10**15,))), "takes 1,000,000,000,000,000 bytes"),
        (lambda path, a: save_zip(path, a, header((2**40, 2**40))), "the limit is"),
        (lambda path, a: save_zip(path, a, header((200, 28, 28))), "not a whole .npz"),
        (lambda path, a: save_zip(path, a, header((2**26 + 1,))), "67,108,865 bytes"),
    ],
)
def test_a_damaged_npz_is_named(sets, tmp_path, write, message):
    path = tmp_path / "mnist.npz"
    write(path, sets["mnist"])
    with pytest.raises(formats.BadFile, match=message):
        data.load("mnist", tmp_path)


def npz_bytes(path, arrays):
    np.savez(path, **arrays)
    return path.read_bytes()


def save_zip(path, arrays, content):
    """Write an .npz in which x_train has the given content."""
    np.savez(path, **{part: arrays[part] for part in ("y_train", "x_test", "y_test")})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("x_train" if content == "text" else "x_train.npy", content)


def header(shape):
    """The start of a .npy file that claims to have this shape."""
    stream = io.BytesIO()
    claim = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(stream, claim)
    return stream.getvalue()


def test_pickled_objects_are_not_loaded(tmp_path, sets):
    np.savez(tmp_path / "mnist.npz", **(sets["mnist"] | {"x_test": np.array([print], object)}))
    with pytest.raises(formats.BadFile, match=r"x_test must hold whole numbers .* not object"):
        data.load("mnist", tmp_path)


def test_a_bad_cached_file_is_set_aside_and_reported(sets):
    folder = write_idx(folders.keras_cache() / "fashion-mnist", sets["fashion_mnist"])
    (folder / f"{IMAGES}.gz").write_bytes(b"<html>")
    said = []
    assert data.load(None, report=said.append).name == "garments"
    assert "web page" in said[0]
    assert "set aside" in said[0]
    assert (folder / f"{IMAGES}.gz.bad").read_bytes() == b"<html>"
    assert not (folder / f"{IMAGES}.gz").exists()


def test_an_unreadable_file_and_folder_are_named(sets, users_folder):
    write_idx(users_folder, sets["mnist"])
    (users_folder / f"{IMAGES}.gz").chmod(0)
    with as_ordinary_user(), pytest.raises(KitError, match=f"{IMAGES}.gz: cannot be read"):
        data.load("mnist", users_folder)
    users_folder.chmod(0)
    with as_ordinary_user(), pytest.raises(KitError, match=r"cannot be read .*permissions"):
        data.load("mnist", users_folder)


def test_a_cache_that_cannot_be_used_does_not_stop_the_default(sets, users_folder, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(users_folder))
    folder = write_idx(folders.keras_cache() / "fashion-mnist", sets["fashion_mnist"])
    (folder / f"{IMAGES}.gz").write_bytes(b"<html>")
    folder.chmod(0o500)
    with as_ordinary_user():
        found = data.load(None, report=[].append)
        assert found.name == "garments"
        assert "cache cannot be used" in found.instead_of
        with pytest.raises(KitError, match="cache cannot be used"):
            data.load("fashion_mnist", report=[].append)
    folder.chmod(0)
    with as_ordinary_user():
        assert data.load(None, report=[].append).name == "garments"


def test_an_incomplete_set_is_reported_with_what_is_missing(sets, tmp_path):
    folder = write_idx(tmp_path / "d" / "mnist", sets["mnist"])
    (folder / f"{IMAGES}.gz").unlink()
    said = []
    with pytest.raises(KitError, match="could not be downloaded"):
        data.load("mnist", folder.parent, said.append)
    assert f"not complete in {folder.parent}: {IMAGES}.gz is missing" in said[0]


def test_split_takes_validation_out_of_training():
    training, validation = data.split(1000, share=0.1, seed=3)
    assert len(validation) == 100
    assert sorted([*training, *validation]) == list(range(1000))
    again, _ = data.split(1000, share=0.1, seed=3)
    assert np.array_equal(training, again)
    assert not np.array_equal(training, data.split(1000, share=0.1, seed=4)[0])
    training, validation = data.split(1000, share=0.001, seed=3, limit=50)
    assert (len(training), len(validation)) == (49, 1)


def test_scale_gives_a_channel_and_0_to_1():
    images = np.array([[[0, 51], [255, 102]]], np.uint8)
    scaled = data.scale(images)
    assert scaled.shape == (1, 2, 2, 1)
    assert scaled.dtype == np.float32
    assert np.allclose(scaled.ravel(), [0, 0.2, 1, 0.4])


def test_no_download_is_tried_when_the_set_is_there(sets, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "Request", pytest.fail)
    folder = write_idx(tmp_path / "d", sets["mnist"])
    assert data.load("mnist", folder).name == "mnist"
