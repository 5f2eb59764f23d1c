"""python -m fashion_cnn.train: its options, and every bad one."""

import contextlib
import dataclasses
import importlib.util
import io
import json
import re
import sys

import pytest
from PIL import Image
from translations import english_sentences

from fashion_cnn import data
from fashion_cnn.base.commandline import execute
from fashion_cnn.base.errors import UsageError
from fashion_cnn.train import TrainConfig, main, parser


@pytest.fixture
def command(monkeypatch, capsys):
    """Run the command; return its exit code and what it wrote to stdout and stderr."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["train", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            execute(main)
        return ended.value.code or 0, *capsys.readouterr()

    return run


def test_each_field_of_the_configuration_has_an_option():
    options = {action.dest for action in parser()._actions}
    fields = {field.name for field in dataclasses.fields(TrainConfig)}
    assert fields - options == {"classes"}  # the data decide
    assert options - fields == {
        "help",
        "lang",
        "debug",
        "run_dir",
        "resume",
        "processes",
        "tensorboard",
        "verbose",
    }


@pytest.mark.parametrize(
    ("words", "model"),
    [
        ("--model lenet5 --augment", "lenet5"),
        pytest.param("--model alexnet", "alexnet", marks=pytest.mark.slow),
        pytest.param("--model preact-resnet --depth 8", "preact_resnet", marks=pytest.mark.slow),
    ],
)
def test_a_classic_is_trained_saved_and_scored(words, model, tmp_path, command):
    common = "--dataset digits --limit 80 --batch-size 24 --epochs 1 --run-dir"
    code, said, _ = command(*words.split(), *common.split(), tmp_path / "run")
    metrics = json.loads((tmp_path / "run" / "metrics.json").read_text(encoding="utf-8"))
    assert (code, metrics["status"], metrics["model"]) == (0, "complete", model)
    augmented = ", augmented" if "--augment" in words else ""
    assert f"(model {model}, 72 training images{augmented}, seed 1" in said
    assert metrics["augmented"] == bool(augmented)


BAD = [
    ("--dataset fasion_mnist", "no data set 'fasion_mnist'. Did you mean 'fashion_mnist'"),
    ("--model lenet", "There is no model to train 'lenet'"),
    ("--padding full", "There is no padding 'full'"),
    ("--model dense --padding same", "'dense' has no padding"),
    ("--epochs 0", "epochs must be a whole number of at least 1, received 0"),
    ("--epochs 2.5", "epochs must be .* received 2.5"),
    ("--epochs many", "epochs must be .* received 'many'"),
    ("--epochs 99999999999", "epochs must be a whole number of less than 2,147,483,648"),
    ("--batch-size 0", "batch size must be"),
    ("--learning-rate 0", "learning rate must be a number of more than 0, received 0"),
    ("--learning-rate nan", "learning rate must be .* received nan"),
    ("--learning-rate inf", "learning rate must be .* received inf"),
    (f"--learning-rate 1{'0' * 400}", "learning rate must be a number of more than 0"),
    ("--dropout 1", "dropout must be"),
    ("--dropout x", "dropout must be .* received 'x'"),
    ("--validation-share 0", "validation share must be a number of more than 0 and less than 1"),
    ("--seed -1", "seed must be"),
    ("--seed 4294967296", "seed must be a whole number of less than 4,294,967,296"),
    ("--limit 0", "limit must be"),
    ("--dataset digits --limit 5000", "limit must be at most 1,437.* received 5000"),
    ("--dataset digits --limit 60", "A batch of 64 is larger than the 54 images"),
    ("--dataset digits --batch-size 5000", "A batch of 5000 is larger than the 1293 images"),
    ("--dataset digits --validation-share 0.99", "larger than the 14 images"),
    ("--depth 20", "The model 'main' has no depth"),
    ("--model resnet --depth 21", r"depth must be 6n \+ 2 .* received 21"),
    ("--device tpu", "There is no device 'tpu'"),
    ("--precision float16", "There is no precision 'float16'. Did you mean"),
    ("--dataset mnist --data-dir /no/such/folder", "data folder /no/such/folder"),
    ("--data-dir=", "data folder .* must have a name"),
    ("--resume /no/such/run", "--resume /no/such/run: there is no such folder"),
    ("--resume .", r"--resume \. is not a run"),
    ("--resume a --run-dir b", "not allowed with"),
    ("--run-dir file", "--run-dir file is a file"),
    ("--colour red", "unrecognized arguments: --colour red"),
    ("--epochs", "--epochs: expected one argument"),
]


@pytest.mark.parametrize(("words", "message"), BAD)
def test_bad_words_end_with_two_lines_and_leave_nothing(
    words, message, command, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    code, _, errors = command(*words.split())
    assert code == 2
    assert re.search(message, errors), errors
    assert len(errors.strip().splitlines()) <= 2
    assert "Traceback" not in errors
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_an_empty_name_of_a_run_is_not_a_new_run(command):
    code, _, errors = command("--resume", "")
    assert (code, "is not a run" in errors) == (2, True)


def test_ctrl_c_before_training_ends_the_command(monkeypatch, command):
    def interrupted(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(data, "load", interrupted)
    assert command() == (130, "", "Interrupted.\n")


def test_tensorboard_without_tensorflow_is_reported_before_anything_is_done(monkeypatch, tmp_path):
    """Under JAX or PyTorch, where nothing else needs TensorFlow."""
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "tensorflow" else object()
    )
    monkeypatch.setattr(sys, "argv", ["train", "--tensorboard", "--run-dir", str(tmp_path / "r")])
    with pytest.raises(UsageError, match="needs TensorFlow"):
        main()
    assert not (tmp_path / "r").exists()


def test_tensorboard_missing_is_reported_before_anything_is_done(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["train", "--tensorboard", "--run-dir", str(tmp_path / "r")])
    with pytest.raises(UsageError, match="needs the package tensorboard: python -m pip install"):
        main()
    assert not (tmp_path / "r").exists()


# ------------------------------------------------------------------------------------ in Korean


def test_the_help_is_in_korean(command):
    code, said, _ = command("--lang", "ko", "--help")
    assert code == 0
    assert "28x28 이미지의 분류기" in said
    assert "fashion_mnist 5, mnist 5, garments 12, digits 40" in " ".join(said.split())
    assert english_sentences(said) == []


KOREAN = [
    ("--dataset digits --limit 60", "배치 크기\\(64\\)가 학습에 쓸 이미지 수\\(54\\)보다"),
    ("--dataset digits --limit 5000", "1,437 이하여야 합니다. 받은 값: 5000"),
    ("--data-dir=", r"데이터 폴더\(--data-dir\)의 이름이 비어 있습니다"),
    ("--resume /no/such/run", "--resume /no/such/run: 폴더가 없습니다"),
]


@pytest.mark.parametrize(("words", "message"), KOREAN)
def test_errors_are_in_korean(words, message, command):
    code, _, errors = command("--lang", "ko", *words.split())
    assert code == 2
    assert re.search(message, errors), errors
    assert english_sentences(errors) == []


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """The folders of the same run in English and in Korean, and what was said, by language."""
    folder, said = tmp_path_factory.mktemp("twice"), {}
    words = "--dataset digits --model small --limit 80 --batch-size 24 --epochs 1 --run-dir"
    for language in ("en", "ko"):
        argv = ["train", "--lang", language, *words.split(), str(folder / language)]
        with pytest.MonkeyPatch.context() as patched, io.StringIO() as out:
            patched.setattr(sys, "argv", argv)
            with contextlib.redirect_stdout(out), pytest.raises(SystemExit):
                execute(main)
            said[language] = out.getvalue()
    return folder, said


def test_a_run_speaks_korean(twice):
    folder, said = twice
    korean = said["ko"]
    assert "에포크 1/1: 학습 정확도" in korean
    assert "테스트 이미지 360장 (모델 small, 학습 이미지 72장, 시드 1" in korean
    assert f"학습 결과 폴더: {folder / 'ko'}" in korean
    assert english_sentences(korean) == []
    # Except for the seconds, the numbers are those of the English run.
    result = re.compile(r"\d+\.\d+%")
    assert result.findall(korean) == result.findall(said["en"])


def test_the_files_of_a_korean_run_are_those_of_the_english_one(twice):
    folder, _ = twice
    one, other = folder / "en", folder / "ko"
    assert (one / "config.json").read_bytes() == (other / "config.json").read_bytes()
    metrics, histories = [], []
    for run in (one, other):
        text = (run / "metrics.json").read_text(encoding="utf-8")
        metrics.append(re.sub(r'("training_seconds": )[\d.]+', r"\1", text))
        rows = (run / "history.csv").read_text(encoding="utf-8").splitlines()
        histories.append([row.rpartition(",")[0] for row in rows])  # without the seconds
    assert metrics[0] == metrics[1]
    assert histories[0] == histories[1]


def test_the_pictures_of_a_korean_run_are_in_korean(twice):
    folder, _ = twice
    paths = sorted((folder / "ko").glob("*.png"))
    assert len(paths) == 4
    for path in paths:
        with Image.open(path) as picture:
            for words in (picture.text["Title"], picture.text["Description"]):
                assert re.search("[가-힣]", words)
                assert english_sentences(words) == []
