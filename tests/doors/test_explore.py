"""python -m fashion_cnn.explore: which model, which file, what is said, in English and Korean."""

import json
import re
import sys
import webbrowser

import keras
import numpy as np
import pytest
from helpers import as_ordinary_user
from snapshots_of_run import make_run, trained_model
from test_look import few_garments, write_run, write_segment_run  # noqa: F401 (a fixture for all)

from fashion_cnn import explore
from fashion_cnn.base.commandline import execute
from fashion_cnn.explorer import shifts
from fashion_cnn.pretrained import checkpoints

HANGUL = re.compile("[가-힣]")
SENTENCE = re.compile(r"\b[A-Za-z]+( [a-z]+){2,}\b")
# Examples, and what every command has.
NOT_OURS = re.compile(r"^python -m .*?(  |$)|^ +--(lang|debug)\b.*$", re.MULTILINE)


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the command in an empty folder; return what it prints."""
    monkeypatch.chdir(tmp_path)

    def run_command(*words, code=0):
        monkeypatch.setattr(sys, "argv", ["explore", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            execute(explore.main)
        printed = "".join(capsys.readouterr())
        assert (end.value.code or 0) == code, printed
        return printed

    return run_command


def data_in(path):
    """The data of a page."""
    [inside] = re.findall(r'id="data">(.*?)</script>', path.read_text(encoding="utf-8"), re.S)
    return json.loads(inside)


@pytest.mark.backend
def test_without_a_model_and_a_run_it_is_the_kits_checkpoint(run, tmp_path):
    said = run()
    title = checkpoints.title(checkpoints.metrics("garments"))
    assert said.splitlines()[0] == f"The model: {title}"
    size = (tmp_path / "explore.html").stat().st_size / 1e6
    assert f"explore.html: {size:.2f} MB. It needs neither a server nor a network." in said
    assert "main: 8 layers. The weights are float16, which changes none of the answers" in said
    assert "40 test images are in the page." in said
    [model] = data_in(tmp_path / "explore.html")["models"]
    assert model["what"]["en"] == title
    assert HANGUL.search(model["what"]["ko"])


def test_the_checkpoint_is_that_of_the_data_at_hand(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert explore.chosen(None) == "garments"
    monkeypatch.setattr(explore, "is_at_hand", lambda name: name == "fashion_mnist")
    assert explore.chosen(None) == "fashion_mnist"


def test_the_newest_run_has_its_page_in_its_folder(run, tmp_path):
    folder = write_run(tmp_path / "runs/new")
    said = run()
    assert re.search(r"The model: small, trained on garments .*\(new\)", said)
    assert len(data_in(folder / "explore.html")["images"]["labels"]) == 40


def test_in_korean_only_the_title_of_the_page_differs(run, tmp_path):
    write_run(tmp_path / "runs/one")
    run("--out", "en.html")
    said = run("--lang", "ko", "--out", "ko.html")
    for line in said.splitlines():
        assert not SENTENCE.search(line), line
        assert HANGUL.search(line), line
    pages = [(tmp_path / f"{name}.html").read_text(encoding="utf-8") for name in ("en", "ko")]
    english, korean = (re.sub("<title>.*</title>", "", text) for text in pages)
    assert english == korean
    assert pages[0] != pages[1]


def test_the_help_is_korean(run):
    said = run("--lang", "ko", "--help")
    assert len(HANGUL.findall(said)) > 50
    for line in NOT_OURS.sub("", said).splitlines():
        assert not SENTENCE.search(line), line


def test_a_network_that_segments_is_shown_its_scenes(run, tmp_path):
    folder = write_segment_run(tmp_path / "runs/cut")
    run(folder)
    found = data_in(folder / "explore.html")
    assert found["models"][0]["classes"] == {}
    assert found["models"][0]["input"]["picture"] == [32, 32, 1]
    assert found["images"]["labels"] is None


def test_another_model_keeps_its_own_data_and_pixels(run, tmp_path):
    write_run(tmp_path / "runs/one")
    run(tmp_path / "runs/one", "--with", "garments", "--pixels", 0, 255, "--out", "both.html")
    models = data_in(tmp_path / "both.html")["models"]
    assert [model["name"] for model in models][1] == "main"
    assert [model["input"]["high"] for model in models] == [255, 1]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_snapshots_of_a_run_and_another_model_come_along(run, tmp_path, language, monkeypatch):
    monkeypatch.setattr(shifts, "SHIFTS", (0, 6))
    folder = write_run(tmp_path / "runs/one")
    make_run(folder)
    trained_model().save(folder / "model.keras")
    said = run("runs/one", "--with", "garments", "--lang", language, "--out", "both.html")
    found = data_in(tmp_path / "both.html")
    assert [len(model["snapshots"]) for model in found["models"]] == [6, 0]
    assert np.shape(found["shifts"]["right"]) == (2, 2, 2)
    if language == "en":
        assert "small: 6 snapshots of its training are in the page." in said
        assert "Both models were tried on 40 test images with 4 shifts." in said
    else:
        assert "스냅숏 6개" in said
        assert "테스트 이미지 40장을 4가지로" in said


# -------------------------------------------------------------------------------- the page's file


def test_a_page_is_replaced_and_nothing_else(run, tmp_path):
    write_run(tmp_path / "runs/one")
    page = tmp_path / "new/folder/page.html"
    run("--out", page)
    page.write_text(page.read_text(encoding="utf-8")[:2000], encoding="utf-8")
    run("--out", page)
    assert data_in(page)["models"]
    page.write_text("<html>mine")
    said = run("--out", page, code=2)
    assert f"{page} exists and is no page of this command" in said
    assert page.read_text() == "<html>mine"


@pytest.mark.parametrize(
    ("words", "code", "said", "korean"),
    [
        (["--out", "."], 2, "but . is a folder. Try --out explore.html", "폴더입니다"),
        (["--out", "page.png"], 2, "received page.png", "받은 값: page.png"),
        (["garment"], 2, "There is no model 'garment'. Did you mean 'garments'?", "모델"),
        (["--with", "no"], 2, "There is no model 'no'", "모델"),
        (["no.keras"], 1, "no.keras: there is no such file", "파일이 없습니다"),
        (["--dataset", "shoes"], 2, "There is no data set 'shoes'", "데이터셋"),
        (["--pixels", "1", "1"], 2, "must be black and white", "검정과 흰색"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    run, tmp_path, words, code, said, korean
):
    assert said in run(*words, code=code)
    assert korean in run(*words, "--lang", "ko", code=code)
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_is_refused_leaves_no_file(run, tmp_path):
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.UnitNormalization(name="odd")])
    model.save(tmp_path / "odd.keras")
    said = run("odd.keras", "--out", "pages/odd.html", code=1)
    assert "The layer 'odd' is a UnitNormalization, which the page cannot compute." in said
    assert [path.name for path in tmp_path.iterdir()] == ["odd.keras"]


def test_weights_that_are_no_numbers_are_refused(run, tmp_path):
    model = keras.models.load_model(write_run(tmp_path / "runs/one") / "model.keras")
    model.layers[0].bias.assign(np.full(4, np.nan))
    model.save(tmp_path / "nan.keras")
    assert "not all of its weights are finite numbers" in run("nan.keras", code=1)


def test_a_folder_that_may_not_be_written_to(run, tmp_path, users_folder):
    model = write_run(tmp_path / "runs/one") / "model.keras"
    readable = users_folder / "model.keras"
    readable.write_bytes(model.read_bytes())
    readable.chmod(0o644)
    users_folder.chmod(0o555)
    with as_ordinary_user():
        said = run(readable, "--out", users_folder / "page.html", code=1)
    assert "page.html: Permission denied. Choose a folder that you may write to." in said


# ------------------------------------------------------------------------------------ the browser


@pytest.mark.parametrize("browser", [True, False, None], ids=["opens", "none", "fails"])
def test_the_page_is_opened_if_there_is_a_browser(run, tmp_path, monkeypatch, browser):
    write_run(tmp_path / "runs/one")
    opened = []

    def open_address(address):
        opened.append(address)
        if browser is None:
            raise webbrowser.Error("none")
        return browser

    monkeypatch.setattr(webbrowser, "open", open_address)
    said = run("--open")
    address = (tmp_path / "runs/one/explore.html").as_uri()
    assert opened == [address]
    assert (f"Open the page yourself: {address}" in said) is (not browser)
