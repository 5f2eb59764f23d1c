"""A published data set in a folder as people have it: found by content, or said what is there."""

import contextlib
import gzip
import io
import os
import random
import threading
import zipfile

import numpy as np
import pytest
from helpers import idx_bytes, write_idx

from fashion_cnn import data
from fashion_cnn.base.errors import KitError
from fashion_cnn.data import formats, official, search
from fashion_cnn.data.formats import BadFile

PARTS = official.PARTS
USES = ("train", "test")
TITLES = {"fashion_mnist": "Fashion-MNIST", "mnist": "MNIST"}


def same(dataset, arrays):
    return all(np.array_equal(getattr(dataset, part), arrays[part]) for part in PARTS)


def idx(names, zipped=False):
    """A way to write a set: the four parts under these names."""

    def write(folder, arrays, name):
        for part, file_name in zip(PARTS, names, strict=True):
            path = folder / file_name
            path.parent.mkdir(parents=True, exist_ok=True)
            content = idx_bytes(arrays[part])
            path.write_bytes(gzip.compress(content) if zipped else content)

    return write


def csv(files, header="", line_end="\n"):
    def write(folder, arrays, name):
        for use, file_name in zip(USES, files, strict=True):
            rows = [header] * bool(header)
            images, labels = arrays[f"x_{use}"], arrays[f"y_{use}"]
            for image, label in zip(images, labels, strict=True):
                rows.append(",".join(map(str, [label, *image.ravel()])))
            path = folder / file_name.format(name=official.OFFICIAL[name].folder)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(
                (line_end.join(rows) + line_end).encode("utf-8-sig" if header else "ascii")
            )

    return write


def npz(file_name, **keys):
    def write(folder, arrays, name):
        np.savez_compressed(
            folder / file_name, **{keys.get(part, part): arrays[part] for part in PARTS}
        )

    return write


def reshaped(*shape):
    """As people keep images for a network: with a channel, or as rows; labels as a column."""

    def write(folder, arrays, name):
        ends = {part: shape if part[0] == "x" else (1,) for part in PARTS}
        changed = {part: arrays[part].reshape(-1, *ends[part]) for part in PARTS}
        np.savez(folder / f"{name}.npz", **changed | {"y_test": changed["y_test"].astype(int)})

    return write


def npy(folder, arrays, name):
    for part in PARTS:
        np.save(folder / f"{part}.npy", arrays[part])


STEMS = tuple(official.IDX_FILES.values())
DOTTED = tuple(stem.replace("-idx", ".idx") for stem in STEMS)
KAGGLE = "label," + ",".join(f"pixel{number}" for number in range(1, 785))
QUOTED = ",".join(f'"{row}x{column}"' for row in range(1, 29) for column in range(1, 29))
LAYOUTS = {
    "dots": idx(DOTTED),
    "dots, zipped": idx([f"{name}.gz" for name in DOTTED], zipped=True),
    "zipped without .gz": idx(STEMS, zipped=True),
    "unzipped with .gz": idx([f"{name}.gz" for name in STEMS]),
    "a browser's second download": idx([f"{name} (1).gz" for name in STEMS], zipped=True),
    "a browser's copies": idx([f"{name.upper()} - Copy" for name in STEMS]),
    "torchvision": idx([f"{{}}/raw/{name}" for name in STEMS]),
    "nested twice": idx([f"archive/data/{name}.gz" for name in STEMS], zipped=True),
    "a folder for each file": idx([f"{name}/{name}" for name in STEMS]),
    "train and test apart": idx(["train/x", "train/y", "test/x", "test/y"]),
    "labels and images swapped": idx([STEMS[1], STEMS[0], STEMS[3], STEMS[2]]),
    "names that say nothing": idx(["a.bin", "b.bin", "c.bin", "d.bin"]),
    "npz": npz("data.npz"),
    "npz of other names": npz("d.npz", x_train="a", y_train="b", x_test="c", y_test="d"),
    "npz with channels": reshaped(28, 28, 1),
    "npz of rows": reshaped(784),
    "npy": npy,
    "Kaggle": csv(["{name}_train.csv", "{name}_test.csv"], KAGGLE),
    "Kaggle, from Windows": csv(["{name}_train.csv", "{name}_test.csv"], "label," + QUOTED, "\r\n"),
    "no header": csv(["{name}_train.csv", "{name}_test.csv"]),
    "CSV by other names": csv(["csv/1.csv", "csv/2.csv"]),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_set_is_found_by_its_content(sets, tmp_path, layout):
    name = "mnist" if "header" in layout else "fashion_mnist"
    LAYOUTS[layout](tmp_path, sets[name], name)
    if layout == "torchvision":
        (tmp_path / "{}").rename(tmp_path / TITLES[name].replace("-", ""))
    found = data.load(name, tmp_path, report=pytest.fail)
    assert same(found, sets[name])
    assert str(tmp_path) in found.source


@pytest.mark.parametrize(
    "layouts", [("torchvision", "torchvision"), ("dots", "Kaggle"), ("npz", "npy")]
)
def test_two_sets_in_one_folder_are_told_apart(sets, tmp_path, layouts):
    for name, layout in zip(TITLES, layouts, strict=True):
        (tmp_path / name).mkdir()
        LAYOUTS[layout](tmp_path / name, sets[name], name)
    for name in TITLES:
        assert same(data.load(name, tmp_path, report=pytest.fail), sets[name])


def test_a_damaged_copy_beside_a_good_one_does_no_harm(sets, tmp_path):
    write_idx(tmp_path, sets["mnist"])
    write_idx(tmp_path / "a copy", sets["mnist"], zipped=False)
    (tmp_path / f"{STEMS[0]}.gz").write_bytes(b"<html>")
    (tmp_path / f"{STEMS[1]}.gz.part").write_bytes(b"\x1f\x8b")
    assert same(data.load("mnist", tmp_path, report=pytest.fail), sets["mnist"])


# ------------------------------------------------------------------------------ what is not there


def why_not(name, folder):
    """What is said of a folder that does not have the set, which is then looked for elsewhere."""
    said = []
    with pytest.raises(KitError, match="could not be downloaded"):
        data.load(name, folder, said.append)
    assert said[0].endswith("\nLooking for it in the Keras cache.")
    return said[0]


@pytest.mark.parametrize("sub", [".", "FashionMNIST/raw", "fashion-mnist"])
def test_a_folder_with_the_other_set_is_no_error(sets, tmp_path, sub):
    write_idx(tmp_path / sub, sets["fashion_mnist"])
    assert f"MNIST is not in {tmp_path}, which has Fashion-MNIST." in why_not("mnist", tmp_path)


def test_damaged_files_beside_the_other_set_are_no_error(sets, tmp_path):
    write_idx(tmp_path / "a copy", sets["fashion_mnist"])
    for stem in STEMS:
        (tmp_path / f"{stem}.gz").write_bytes(b"\x1f\x8b")
    assert "which has Fashion-MNIST." in why_not("mnist", tmp_path)


@pytest.mark.parametrize("size", [32, 280])
def test_images_of_another_size_are_named_with_it(sets, tmp_path, size):
    images = np.zeros((len(sets["mnist"]["x_test"]), size, size), np.uint8)
    np.savez(tmp_path / "mnist.npz", **sets["mnist"] | {"x_test": images})
    assert (
        f"the test images must have the shape {official.SHAPES['x_test']}, not {images.shape}"
        in (why_not("mnist", tmp_path))
    )


def test_another_data_set_of_the_same_shape_is_no_error(sets, tmp_path):
    other = {part: values[::-1] for part, values in sets["mnist"].items()}
    write_idx(tmp_path / "KMNIST" / "raw", other, zipped=False)
    said = why_not("mnist", tmp_path)
    assert "which has KMNIST/." in said
    assert f"KMNIST{os.sep}raw{os.sep}t10k-labels-idx1-ubyte: altered, or another data set" in said


@pytest.mark.parametrize(
    ("kept", "missing"),
    [
        (("x_train", "x_test"), "the training labels, the test labels"),
        (("y_train", "y_test"), "the training images, the test images"),
        (("x_train", "y_train"), "the test images, the test labels"),
        (("x_train", "y_train", "y_test"), "the test images"),
    ],
)
def test_half_a_set_says_which_half_is_missing(sets, tmp_path, kept, missing):
    write_idx(tmp_path, sets["mnist"])
    for part in set(PARTS) - set(kept):
        (tmp_path / f"{official.IDX_FILES[part]}.gz").unlink()
    said = why_not("mnist", tmp_path)
    assert f"MNIST is not complete in {tmp_path}: " in said
    assert f"missing ({missing})." in said
    assert all((f"{official.IDX_FILES[part]}.gz" in said) == (part not in kept) for part in PARTS)


def test_half_of_a_pair_of_tables(sets, tmp_path):
    csv(["mnist_train.csv", "mnist_test.csv"])(tmp_path, sets["mnist"], "mnist")
    (tmp_path / "mnist_test.csv").unlink()
    assert "missing (the test images, the test labels)" in why_not("mnist", tmp_path)


def test_a_folder_with_something_else_is_listed(tmp_path):
    for name in (
        "cat.jpg",
        "dog.jpg",
        "notes\x1b[2J.txt",
        "archive.zip",
        "z.txt",
        "zz.txt",
        ".DS_Store",
    ):
        (tmp_path / name).write_bytes(b"anything")
    (tmp_path / "photos").mkdir()
    said = why_not("mnist", tmp_path)
    listed = "archive.zip (unpack it), cat.jpg, dog.jpg, notes?[2J.txt, photos/ and 2 more"
    assert f"MNIST is not in {tmp_path}, which has {listed}." in said
    assert "Expected: train-images-idx3-ubyte, " in said
    assert "mnist_train.csv and mnist_test.csv" in said


def test_a_file_that_is_still_packed(sets, tmp_path):
    write_idx(tmp_path, sets["mnist"])
    with zipfile.ZipFile(tmp_path / "train-images-idx3-ubyte.zip", "w") as archive:
        archive.write(tmp_path / f"{STEMS[0]}.gz", f"{STEMS[0]}.gz")
    (tmp_path / f"{STEMS[0]}.gz").unlink()
    with pytest.raises(BadFile, match=r"ubyte\.zip: an archive .* unpack it"):
        data.load("mnist", tmp_path)


def test_an_empty_folder(tmp_path):
    assert "which has no files." in why_not("fashion_mnist", tmp_path)


def test_other_tables_say_what_is_wrong(sets, tmp_path):
    """Kaggle's competition has tables of other lengths, and its garments are other images."""
    arrays = {part: np.concatenate([values, values]) for part, values in sets["mnist"].items()}
    csv(["train.csv", "test.csv"], KAGGLE)(tmp_path, arrays, "mnist")
    assert "must have the shape (60,), not (120,)" in why_not("mnist", tmp_path)
    altered = {part: values[::-1] for part, values in sets["fashion_mnist"].items()}
    csv(["{name}_train.csv", "{name}_test.csv"], KAGGLE)(tmp_path, altered, "fashion_mnist")
    with pytest.raises(BadFile, match=r"Kaggle's CSV files .* partly other images"):
        data.load("fashion_mnist", tmp_path)


def test_a_large_folder_is_searched_in_part(sets, tmp_path, monkeypatch):
    monkeypatch.setattr(search, "MOST_NAMES", 50)
    for number in range(100):
        (tmp_path / f"{number}.jpg").touch()
    write_idx(tmp_path / "a" / "mnist", sets["mnist"])
    read = []
    monkeypatch.setattr(formats, "read_bytes", lambda path, most: read.append(path) or b"")
    assert "and 96 more" in why_not("mnist", tmp_path)
    assert 0 < len(read) <= 50


@pytest.mark.parametrize("layout", ["dots", "torchvision", "Kaggle"])
def test_the_files_are_found_among_many_others(sets, tmp_path, monkeypatch, layout):
    monkeypatch.setattr(search, "MOST_NAMES", 20)
    monkeypatch.setattr(search, "MOST_FOLDERS", 5)
    for number in range(100):
        (tmp_path / f"{number}.jpg").touch()
        (tmp_path / f"folder-{number}").mkdir()
    LAYOUTS[layout](tmp_path, sets["mnist"], "mnist")
    if layout == "torchvision":
        (tmp_path / "{}").rename(tmp_path / "MNIST")
    assert same(data.load("mnist", tmp_path, report=pytest.fail), sets["mnist"])


# ------------------------------------------------------------------- pipes, bombs and odd content


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
@pytest.mark.parametrize("where", ["users", "cache", "folder"])
def test_a_named_pipe_is_not_waited_for(sets, tmp_path, monkeypatch, where):
    place = tmp_path / "keras" / "datasets" if where == "cache" else tmp_path / "d"
    if where == "folder":
        os.mkfifo(place)
        with pytest.raises(KitError, match="is not a folder"):
            data.load("mnist", place)
        return
    write_idx(place / "mnist", sets["mnist"])
    pipe = place / "mnist" / f"{STEMS[0]}.gz"
    pipe.unlink()
    os.mkfifo(pipe)
    os.mkfifo(place / "mnist.npz")
    said, errors = [], []

    def load():
        try:
            data.load("mnist", place if where == "users" else None, said.append)
        except KitError as error:
            errors.append(error)

    thread = threading.Thread(target=load, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    assert "could not be downloaded" in str(errors[0])
    words = f"{pipe.name} is missing" if where == "users" else "a named pipe or a device"
    assert any(words in line for line in said)


def idx_of(*shape, rank=None, content=b""):
    header = bytes([0, 0, 8, len(shape) if rank is None else rank])
    return header + b"".join(int(each).to_bytes(4, "big") for each in shape) + content


ODD = {
    "rank 255": idx_of(*[1] * 255, content=b"x"),
    "rank 65": idx_of(*[1] * 65, content=b"x"),
    "rank 0": idx_of(content=b"x"),
    "rank 3 of nothing": idx_of(0, 28, 28),
    "no header": idx_of(rank=255),
    "huge shape": idx_of(2**32 - 1, 2**32 - 1, 2**32 - 1),
    "no content": b"",
    "one byte": b"\0",
    "gzip of nothing": gzip.compress(b""),
    "gzip of a gzip": gzip.compress(gzip.compress(b"x")),
    "gzip and more": gzip.compress(idx_of(60, content=bytes(60))) + b"more",
    "bomb": gzip.compress(idx_of(2**22, content=bytes(2**22))),
    "zip of nothing": b"PK\5\6" + bytes(18),
    "a table of words": (",".join(["word"] * 785) + "\n").encode() * 3,
    "a table of fractions": (",".join(["0.5"] * 785) + "\n").encode() * 3,
    "a table of large numbers": (",".join(["300"] * 785) + "\n").encode() * 3,
    "a table with gaps": b"," * 784 + b"\n" + b"," * 784,
    "a table with a longer row": (",".join(["1"] * 785) + "\n" + ",".join(["1"] * 900)).encode(),
    "a table with a shorter row": (",".join(["1"] * 785) + "\n1,2,3\n").encode(),
    "a header only": KAGGLE.encode(),
    "not UTF-8": b"\xff\xfe" + b"," * 784 + b"\n" + b"\xff," * 785,
    "nulls in a table": b"0,\0" * 784 + b"0\n",
    "an open quote": b'"' + b"1," * 784 + b"1\n" + b"1," * 784 + b"1\n",
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_content_is_a_message(sets, tmp_path, monkeypatch, odd):
    """As the images of a set, as Keras's file, as an array and as a table."""
    monkeypatch.setattr(formats, "MOST_BYTES", 2**21)
    monkeypatch.setattr(formats, "MOST_TEXT", 2**22)
    for suffix in ("-idx3-ubyte.gz", ".npy", ".npz", ".csv"):
        folder = tmp_path / suffix
        write_idx(folder, sets["mnist"])
        for name in STEMS[:2]:
            (folder / f"{name}.gz").unlink()
        for name in ("train-images", "mnist_train", "mnist"):
            (folder / f"{name}{suffix}").write_bytes(ODD[odd])
        said = []
        with pytest.raises(KitError) as caught:
            data.load("mnist", folder, said.append)
        message = "".join([*said, str(caught.value)]).replace("\n", "")
        assert message.isprintable()
        assert len(message) < 1500


@pytest.mark.parametrize("seed", range(4))
def test_damage_anywhere_is_a_message(sets, tmp_path, seed):
    """Bytes changed, removed and inserted in files of every format: found, or a KitError."""
    draw = random.Random(seed)
    small = {part: values[:3] for part, values in sets["mnist"].items()}
    for layout in ("dots, zipped", "npz", "npy", "no header"):
        folder = tmp_path / layout.replace(" ", "")
        folder.mkdir()
        LAYOUTS[layout](folder, small, "mnist")
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            whole = path.read_bytes()
            for _ in range(8):
                path.write_bytes(damage(draw, whole))
                for read in (
                    formats.read_idx,
                    formats.read_npz,
                    formats.read_npy,
                    formats.read_csv,
                ):
                    with contextlib.suppress(KitError):
                        read(path)
            path.write_bytes(whole)


def damage(draw, content):
    content = bytearray(content)
    for _ in range(draw.randint(1, 4)):
        # Mostly near the start, where the headers are.
        at = draw.randrange(min(len(content), draw.choice([8, 150, 10**9])))
        kind = draw.randrange(4)
        if kind == 0:
            content[at] = draw.randrange(256)
        elif kind == 1:
            del content[at : at + draw.choice([1, 4, 100])]
        elif kind == 2:
            content[at:at] = draw.randbytes(draw.choice([1, 4, 100]))
        else:
            del content[at + 1 :]
        if not content:
            break
    return bytes(content)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_npz_packed_in_another_way(sets, tmp_path, method):
    path = tmp_path / "mnist.npz"
    with zipfile.ZipFile(path, "w", method) as archive:
        for part, values in sets["mnist"].items():
            stream = io.BytesIO()
            np.save(stream, values)
            archive.writestr(f"{part}.npy", stream.getvalue())
    assert same(data.load("mnist", tmp_path), sets["mnist"])
    whole = path.read_bytes()
    middle = len(whole) // 3
    path.write_bytes(whole[:middle] + bytes(64) + whole[middle + 64 :])
    with pytest.raises(BadFile, match=r"mnist\.npz: "):
        data.load("mnist", tmp_path)
