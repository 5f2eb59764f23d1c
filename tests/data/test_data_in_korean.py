"""Data sets and picture files in Korean: what people read; what files get stays English."""

import re

import numpy as np
import pytest
from PIL import Image

from fashion_cnn import data
from fashion_cnn.base.errors import KitError
from fashion_cnn.base.language import speak
from fashion_cnn.base.recorded import spoken
from fashion_cnn.data import download, picture_files
from fashion_cnn.data.official import IDX_FILES, OFFICIAL, Mirror

# Two words of English in a row.
ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")


@pytest.fixture(autouse=True)
def korean():
    speak("ko")


@pytest.fixture
def no_network(monkeypatch, tmp_path):
    """Two mirrors that nobody answers for, and an empty cache."""
    nobody = [Mirror("http://127.0.0.1:9/", ("x.gz",), "x")] * 2
    monkeypatch.setattr(download, "mirrors", lambda name: nobody)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))


def without_paths(text, *folders):
    for folder in folders:
        text = text.replace(str(folder), "")
    return text


@pytest.mark.usefixtures("few_garments")
def test_a_data_set_is_recorded_in_english():
    found = data.load("garments")
    assert found.source == "drawn by fashion_cnn from seed 0"
    assert spoken(found.source) == "fashion_cnn이 시드 0으로 그림"
    assert spoken(found.title) == "키트가 그린 의류(Fashion-MNIST 아님)"


@pytest.mark.usefixtures("few_garments", "no_network")
def test_why_there_is_another_one_is_recorded_in_english():
    said = data.load(None, report=pytest.fail).instead_of
    first, second = said.split("\n")
    assert first.endswith(
        "could not be downloaded (127.0.0.1:9: no connection. 127.0.0.1:9: no connection.)"
    )
    assert second.startswith("The kit uses garments")
    assert spoken(said).count("연결할 수 없습니다") == 2
    assert not ENGLISH.search(spoken(said))


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("names", [[], ["t10k-labels-idx1-ubyte.zip", "readme.txt"]])
def test_a_folder_without_the_set_is_described(sets, tmp_path, names):
    folder, said = tmp_path / "d", []
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(b"x")
    with pytest.raises(KitError) as caught:
        data.load("mnist", folder, said.append)
    text = without_paths("\n".join([*said, str(caught.value)]), tmp_path)
    assert "폴더에 MNIST 데이터가 없습니다." in text
    assert not ENGLISH.search(text)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "파일이 비어 있습니다."),
        (b"<html>", "웹 페이지입니다"),
        (bytes([0, 0, 8, 2]), "차원이 2개인데"),
        (bytes([0, 0, 8, 1, 0, 0, 0, 9, 1]), "9바이트라고 되어 있는데 1바이트뿐입니다."),
        (bytes([0, 0, 8, 1, 0, 0, 0, 1, 1]), "테스트 레이블의 shape가"),
    ],
)
def test_a_damaged_file_is_described(tmp_path, content, expected):
    path = tmp_path / IDX_FILES["y_test"]
    path.write_bytes(content)
    with pytest.raises(KitError, match=expected) as caught:
        data.folders.read_file(path, path.name, next(iter(OFFICIAL)))
    assert not ENGLISH.search(without_paths(str(caught.value), tmp_path))


def test_what_was_done_to_a_picture(tmp_path):
    pixels = np.full((60, 40), 250, np.uint8)
    pixels[20:40, 15:25] = 10
    path = tmp_path / "one.png"
    Image.fromarray(pixels).save(path)
    remark = picture_files.read(path, (28, 28, 1)).remark
    assert remark == (
        "40x60픽셀; 밝은 배경에 어두운 물체라서 어두운 배경에 밝은 물체로 반전함; 모델의 학습 "
        "데이터를 몰라서 28x28을 꽉 채움(데이터셋을 --dataset으로 지정할 수 있음)"
    )
    assert (
        picture_files.read_whole(path, (28, 28, 3)).remark
        == "40x60픽셀; 가운데를 28x28로 크기 조정"
    )


def test_a_picture_that_cannot_be_read(tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(KitError, match=r"사진으로 읽을 수 없습니다\(모르는 종류의 파일\)"):
        picture_files.read(tmp_path / "text.png", (28, 28, 1))
    with pytest.raises(KitError, match=r"none\.png: 파일이 없습니다\."):
        picture_files.read(tmp_path / "none.png", (28, 28, 1))
