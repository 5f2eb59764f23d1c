"""python -m fashion_cnn.segment: its options, and every bad one."""

import dataclasses
import re
import sys

import pytest
from translations import english_sentences

from fashion_cnn.base.commandline import execute
from fashion_cnn.networks import counting
from fashion_cnn.segment import SegmentConfig, main, parser


def test_each_field_of_the_configuration_has_an_option():
    options = {action.dest for action in parser()._actions}
    fields = {field.name for field in dataclasses.fields(SegmentConfig)}
    assert fields <= options
    assert options - fields == {"help", "lang", "debug", "run_dir", "verbose"}


@pytest.mark.parametrize(
    ("words", "nets"),
    [
        ("", {"unet": 111_010, "unet-without-skips": 100_498}),
        ("--skips", {"unet": 111_010}),
        ("--no-skips", {"unet-without-skips": 100_498}),
    ],
)
def test_which_networks_are_trained(words, nets):
    config = SegmentConfig(skips=parser().parse_args(words.split()).skips)
    chosen = {stem: each.network() for stem, each in config.nets().items()}
    assert {stem: counting.parameters(network) for stem, network in chosen.items()} == nets


BAD = [
    ("--size 30", "cannot take a height or width of 30: .* nearest that work: 28(?: and|,) 32"),
    ("--size 20", "size must be a whole number of at least 28, received 20"),
    ("--size 200", "size must be a whole number of less than 65, received 200"),
    ("--epochs 0", "epochs must be .* received 0"),
    ("--scenes 0", "scenes must be .* received 0"),
    ("--scenes 100001", "scenes must be .* less than 100,001, received 100001"),
    ("--batch-size 0", "batch size must be"),
    ("--learning-rate 0", "learning rate must be"),
    ("--seed -1", "seed must be"),
    ("--dataset fasion_mnist", "no data set 'fasion_mnist'. Did you mean 'fashion_mnist'"),
    ("--dataset mnist --data-dir /no/such/folder", "data folder /no/such/folder"),
    ("--data-dir=", "data folder .* must have a name"),
    ("--device tpu", "There is no device 'tpu'"),
    ("--run-dir file", "--run-dir file is a file"),
    ("--run-dir .", r"--run-dir \. is not empty\. Name a new folder\.$"),
]


@pytest.mark.parametrize(("words", "message"), BAD)
def test_bad_words_end_with_two_lines_and_leave_nothing(
    words, message, monkeypatch, capsys, tmp_path
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    monkeypatch.setattr(sys, "argv", ["segment", *words.split()])
    with pytest.raises(SystemExit) as ended:
        execute(main)
    errors = capsys.readouterr().err.strip()
    assert ended.value.code == 2
    assert re.search(message, errors), errors
    assert len(errors.splitlines()) <= 2
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_help_and_errors_are_in_korean(monkeypatch, capsys):
    for words in (["--help"], ["--data-dir="]):
        monkeypatch.setattr(sys, "argv", ["segment", "--lang", "ko", *words])
        with pytest.raises(SystemExit):
            execute(main)
    said, errors = capsys.readouterr()
    assert "U-Net을 학습시킵니다" in said
    assert "데이터 폴더(--data-dir)의 이름이 비어 있습니다" in errors
    assert english_sentences(said + errors) == []
