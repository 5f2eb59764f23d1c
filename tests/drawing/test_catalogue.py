"""The figures of the lessons together: complete, large enough, in order, and written once."""

import re
from functools import partial

import numpy as np
import pytest
from artists import check_nothing_overlaps, check_texts_fit, rectangles
from PIL import Image

from fashion_cnn import convolution
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.language import ENGLISH
from fashion_cnn.base.words import read
from fashion_cnn.convolution import kernels, photographs
from fashion_cnn.drawing import catalogue, style


@pytest.fixture(scope="module")
def drawn():
    """Every picture of the catalogue, laid out as it will be saved."""
    pictures = {name: function() for name, function in catalogue.catalogue().items()}
    for picture in pictures.values():
        picture.figure.draw_without_rendering()
    return pictures


def test_every_figure_with_a_title_is_in_the_catalogue(drawn):
    titles = " ".join(picture.title for picture in drawn.values())
    for name, table in read(ENGLISH, "figures").items():
        if "title" in table:
            assert all(part in titles for part in re.split(r"\{.*?\}", table["title"])), name


def test_the_steps_of_the_series_have_their_sums_and_one_layout(drawn):
    series = [picture for name, picture in drawn.items() if name.startswith("kernel-step")]
    sums = convolution.correlate2d(kernels.BINARY_IMAGE, kernels.BINARY_KERNEL)
    expected = [f"Y[{row}, {column}] = {value}" for (row, column), value in np.ndenumerate(sums)]
    assert [picture.title for picture in series] == expected
    places = [[p.get_bbox().bounds for p in rectangles(s.axes, filled=True)] for s in series]
    assert places == [places[0]] * 9
    frames = [picture.axes.get_position().bounds for picture in series]
    assert frames == [frames[0]] * 9


def test_titles_and_descriptions_are_whole_and_short(drawn):
    for name, picture in drawn.items():
        assert not set("{}") & set(picture.title + picture.description), name
        assert len(picture.title) < 90, name
        assert 60 < len(picture.description) < 450, name
        assert picture.description.endswith("."), name


def test_texts_are_large_inside_the_figure_and_apart(drawn):
    for name, picture in drawn.items():
        assert 10 <= picture.figure.get_size_inches()[0] <= 12, name
        check_texts_fit(picture, name)
        check_nothing_overlaps(picture, name)


def test_the_photograph_is_credited(drawn):
    assert "CC BY 2.0" in drawn["filters"].description


def test_a_missing_photograph_is_an_error_of_the_machine(monkeypatch):
    monkeypatch.setattr(photographs, "PHOTOGRAPHS", {"cat": ("no_such_package", "cat.jpg")})
    for function in (catalogue.filters, catalogue.differences):
        with pytest.raises(KitError, match="No photograph"):
            function()


@pytest.fixture
def two(drawn, monkeypatch):
    """A catalogue of two pictures, which are written quickly."""
    some = {name: partial(drawn.get, name) for name in ("pooling", "weights")}
    monkeypatch.setattr(catalogue, "catalogue", lambda: some)
    monkeypatch.setattr(style, "DOTS_PER_INCH", 25)
    return [drawn[name] for name in some]


def test_every_picture_is_written_with_its_title_and_description(two, tmp_path, capsys):
    folder = tmp_path / "new" / "folder"
    catalogue.draw(folder)
    files = [folder / "pooling.png", folder / "weights.png"]
    for path, line, picture in zip(files, capsys.readouterr().out.splitlines(), two, strict=True):
        assert line == f"{path}: {picture.title}"
        with Image.open(path) as image:
            assert image.text["Title"] == picture.title
            assert image.text["Description"] == picture.description
            assert image.width == 12 * 25


def test_existing_pictures_are_overwritten_only_when_asked(two, tmp_path):
    (tmp_path / "weights.png").write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"weights\.png exists already.*--force"):
        catalogue.draw(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["weights.png"]
    assert (tmp_path / "weights.png").read_bytes() == b"mine"
    catalogue.draw(tmp_path, force=True)
    assert (tmp_path / "weights.png").read_bytes().startswith(b"\x89PNG")
