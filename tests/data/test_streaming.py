"""Image files of a folder as a stream: which, in which order, and how many at once."""

import os
import threading
import time

import pytest
from helpers import as_ordinary_user

from fashion_cnn.base.errors import KitError
from fashion_cnn.data import streaming


def make(folder, *names):
    """Empty files with these names in a folder; returns it."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


NAMES = ["a.png", "b/2.jpg", "b/c/1.TIFF", "b.jpeg", "가방/가 나.webp", "=1.gif", "new\nline.bmp"]


def test_images_are_found_at_any_depth_in_the_order_of_names(tmp_path):
    make(tmp_path, *NAMES, "notes.txt", "b/table.csv", "no-ending", ".png")
    found = list(streaming.image_files(tmp_path))
    assert found == sorted(NAMES, key=lambda name: name.split("/"))
    assert streaming.survey(tmp_path) == streaming.Survey(images=len(NAMES), others=3)
    assert all(os.path.isfile(streaming.on_disk(tmp_path, name)) for name in found)


def test_a_folder_of_more_names_than_fit_into_memory_is_listed_in_parts(tmp_path, monkeypatch):
    names = [f"{number:03}.png" for number in range(100)]
    make(tmp_path, *names)
    monkeypatch.setattr(streaming, "NAMES_AT_ONCE", 7)
    assert list(streaming.image_files(tmp_path)) == names
    monkeypatch.setattr(streaming, "NAMES_AT_ONCE", 50)  # the last part is empty
    assert list(streaming.image_files(tmp_path)) == names


def test_hidden_files_and_folders_are_no_images(tmp_path):
    make(tmp_path, "a.png", "._a.png", ".thumbnails/a.png")
    assert streaming.survey(tmp_path) == streaming.Survey(images=1)


def test_links_to_files_are_taken_and_links_to_folders_are_not(tmp_path):
    make(tmp_path / "images", "a.png")
    (tmp_path / "images/b.png").symlink_to("a.png")
    (tmp_path / "images/around").symlink_to(tmp_path / "images", target_is_directory=True)
    (tmp_path / "images/itself.png").symlink_to("itself.png")
    (tmp_path / "images/itself").symlink_to("itself")
    assert list(streaming.image_files(tmp_path / "images")) == ["a.png", "b.png", "itself.png"]
    assert streaming.survey(tmp_path / "images") == streaming.Survey(images=3, links=1, others=1)
    (tmp_path / "link").symlink_to("images", target_is_directory=True)
    assert streaming.survey(tmp_path / "link").images == 3


def test_folders_that_cannot_be_read_are_counted(users_folder):
    make(users_folder, "a.png", "closed/b.png", "z.png")
    (users_folder / "closed").chmod(0)
    with as_ordinary_user():
        found = streaming.survey(users_folder)
        assert list(streaming.image_files(users_folder)) == ["a.png", "z.png"]
        users_folder.chmod(0o100)
        with pytest.raises(KitError, match=r"cannot be read .* Check its permissions"):
            streaming.survey(users_folder)
    assert found == streaming.Survey(images=2, closed=1, example="closed")


def test_a_deep_folder_needs_no_deep_stack(tmp_path):
    folder, deep = tmp_path, "d/" * 300 + "a.png"
    make(folder, deep)
    assert list(streaming.image_files(folder)) == [deep]


def test_a_single_file_is_taken_whatever_its_name(tmp_path):
    file = make(tmp_path, "shoe.unknown") / "shoe.unknown"
    assert streaming.survey(file) == streaming.Survey(images=1)
    assert list(streaming.image_files(file)) == ["shoe.unknown"]
    assert streaming.on_disk(file, "shoe.unknown") == file


def test_what_has_no_images_is_an_error(tmp_path):
    with pytest.raises(KitError, match="there is no such file or folder"):
        streaming.survey(tmp_path / "none")
    make(tmp_path, "notes.txt")
    with pytest.raises(KitError, match="there is no image file in this folder"):
        streaming.survey(tmp_path)


def test_results_come_in_order_and_few_are_ahead():
    started, most = set(), 0
    lock = threading.Lock()

    def read(number):
        with lock:
            started.add(number)
        time.sleep(0.001 * (number % 3))
        return number * number

    for done, (number, square) in enumerate(streaming.read_ahead(iter(range(200)), read, 3, 10)):
        assert (number, square) == (done, done * done)
        with lock:
            most = max(most, len(started) - done)
    assert len(started) == 200
    assert most <= 11


def test_the_items_are_not_listed_beforehand():
    taken = []

    def items():
        for number in range(10**9):
            taken.append(number)
            yield number

    stream = streaming.read_ahead(items(), str, threads=2, ahead=5)
    assert [next(stream) for _ in range(3)] == [(0, "0"), (1, "1"), (2, "2")]
    stream.close()
    assert len(taken) <= 8


def test_an_error_of_a_reader_is_raised():
    stream = streaming.read_ahead([1, 0], lambda number: 1 / number, threads=1, ahead=2)
    assert next(stream) == (1, 1.0)
    with pytest.raises(ZeroDivisionError):
        next(stream)


def test_groups_have_all_items():
    assert list(streaming.grouped(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(streaming.grouped([], 3)) == []
