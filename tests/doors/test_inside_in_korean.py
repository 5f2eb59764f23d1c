"""look, vgg16 and figures in Korean: --help, errors, and what a run prints."""

import os
import re
import sys
from functools import partial

import keras
import pytest

from fashion_cnn import data, figures, inside, look, vgg16
from fashion_cnn.base.commandline import execute
from fashion_cnn.data import garments
from fashion_cnn.drawing import catalogue
from fashion_cnn.drawing.picture import Picture

DOORS = {"look": look, "vgg16": vgg16, "figures": figures}
# Names of layers and options are English in Korean, too, but do not make a sentence.
SENTENCE = re.compile(r"\b[A-Za-z]+( [a-z]+){2,}\b")
HANGUL = re.compile("[가-힣]")
# Commands, and what all of them share, which is tested in tests/base.
NOT_OURS = re.compile(r"^python -m .*?(  |$)|^ +--(lang|debug)\b.*$", re.MULTILINE)


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run a command in Korean and an empty folder; return what it prints."""

    def run_command(door, *words, code=0):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", [door, "--lang", "ko", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            execute(DOORS[door].main)
        printed = "".join(capsys.readouterr())
        assert (end.value.code or 0) == code, printed
        return printed

    return run_command


def assert_korean(text):
    for line in text.splitlines():
        assert not SENTENCE.search(line), line


@pytest.mark.parametrize("door", DOORS)
def test_the_help_is_korean(run, door):
    said = run(door, "--help")
    assert len(HANGUL.findall(said)) > 50
    assert_korean(NOT_OURS.sub("", said))


@pytest.mark.parametrize(
    ("door", "words", "code", "expected"),
    [
        ("look", ["maps", "weights"], 2, "모델과 뷰를 하나씩만 지정하십시오."),
        ("look", ["filters"], 1, "runs/에 아직 학습 결과가 없습니다."),
        ("look", ["garments", "--pixels", "1", "0"], 2, "받은 값: 1 0."),
        ("look", ["garments", "maps", "--channel", "3"], 2, "다음 뷰에서만 쓸 수 있습니다"),
        ("vgg16", ["maps", "--layer", "fc1"], 2, "'fc1' 층에는 맵이 없습니다."),
        ("vgg16", ["classes"], 2, "키트에 들어 있는 학습된 가중치의 마지막 층: block3_pool."),
        ("vgg16", ["filters", "--weights", "no.h5"], 1, "no.h5: 파일이 없습니다."),
        ("figures", ["--out", __file__], 2, "폴더가 아니라 파일입니다."),
    ],
)
def test_an_error_is_korean(run, door, words, code, expected):
    said = run(door, *words, code=code)
    assert expected in said
    assert_korean(said)


@pytest.fixture
def quick(monkeypatch):
    """Few garments, short gradient ascent, and empty files instead of pictures."""
    drawn = garments.draw(train=10, test=40)
    arrays = {part: getattr(drawn, part) for part in data.PARTS}
    few = data.Dataset("garments", **arrays, source="drawn for this test")
    monkeypatch.setattr(data, "load_garments", lambda instead_of="": few)
    monkeypatch.setattr(inside, "excite", partial(inside.excite, steps=1))
    monkeypatch.setattr(Picture, "save", lambda self, path: path.touch())


@pytest.mark.usefixtures("quick")
def test_all_views_of_a_model_are_described_in_korean(run, tmp_path):
    keras.utils.set_random_seed(0)
    conv = keras.layers.Conv2D(12, 3, activation="relu", name="c")
    last = [keras.layers.Flatten(), keras.layers.Dense(10, name="d")]
    keras.Sequential([keras.Input((28, 28, 1)), conv, *last]).save(tmp_path / "m.keras")
    said = run("look", "m.keras", "--dataset", "garments")
    assert_korean(said)
    assert all(map(HANGUL.search, said.splitlines()))
    assert said.startswith("모델: m.keras 파일의 모델\n")
    assert re.search(r"모델의 답: .+ \(확률 .*%.*\)\. 레이블: [가-힣 ]+\.", said)
    views = "attention", "embedding", "excite-c", "excite-classes", "filters-c", "maps-c"
    names = [f"{view}.png" for view in (*views, "patches-c", "weights-c")]
    assert sorted(os.listdir(tmp_path / "look")) == names


@pytest.mark.usefixtures("quick")
def test_the_filters_of_vgg16_are_described_in_korean(run, tmp_path):
    said = run("vgg16", "filters")
    assert said.startswith("모델: ImageNet으로 학습한 VGG16\n")
    assert "block1_conv1 층의 필터 64개 모두. 필터마다 가중치 3x3, RGB 컬러." in said
    assert os.listdir(tmp_path / "vgg16") == ["filters-block1_conv1.png"]


@pytest.mark.usefixtures("quick")
def test_figures_have_korean_words(run, monkeypatch):
    whole = catalogue.catalogue
    chosen = "receptive-field-pools", "pooling"
    monkeypatch.setattr(catalogue, "catalogue", lambda: {name: whole()[name] for name in chosen})
    said = run("figures", "--out", "there")
    assert said.splitlines() == [
        "there/receptive-field-pools.png: 출력 픽셀 하나가 보는 입력: 10 × 10 픽셀",
        "there/pooling.png: 풀링 2 × 2, 스트라이드 2",
    ]
