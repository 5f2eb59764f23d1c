"""How a command reads its options and how it ends."""

import dataclasses
import io
import sys

import pytest

from fashion_cnn.base import language
from fashion_cnn.base.commandline import (
    Parser,
    add_field_options,
    choose_language,
    chosen_fields,
    execute,
    name,
    value,
)
from fashion_cnn.base.errors import KitError, UsageError


@dataclasses.dataclass
class Config:
    batch_size: int = 64
    mirror: bool = False
    model: str | None = None


OPTIONS = {
    "batch_size": ("images per update", {"type": value}),
    "mirror": ("mirror them", {"action": "store_true", "default": None}),
    "model": ("which one", {"type": name}),
}


@pytest.fixture
def parser():
    made = Parser("fashion_cnn.train", "Train.")
    add_field_options(made, Config, OPTIONS)
    return made


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("", {}),
        ("--batch-size 5 --mirror", {"batch_size": 5, "mirror": True}),
        ("--batch-size 1e-1 --model Pre-Act", {"batch_size": 0.1, "model": "pre_act"}),
        ("--batch-size many", {"batch_size": "many"}),
    ],
)
def test_only_fields_that_were_named_are_chosen(parser, words, chosen):
    assert chosen_fields(parser.parse_args(words.split()), Config) == chosen


def test_help_has_the_defaults_of_the_configuration(parser):
    text = parser.format_help()
    assert "images per update (default: 64)" in text
    assert text.count("default:") == 1


def test_an_unknown_option_ends_with_two_lines(parser, capsys):
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(["--batch", "5"])  # no abbreviations either
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (UsageError("epochs must be"), 2, "epochs must be"),
        (KitError("file: damaged"), 1, "file: damaged"),
        (KeyboardInterrupt(), 130, "Interrupted."),
        (KeyboardInterrupt("To continue: ..."), 130, "To continue: ..."),
        (PermissionError(13, "Permission denied", "runs"), 1, "runs: Permission denied"),
        (MemoryError(), 1, "--batch-size"),
    ],
)
def test_an_error_is_a_line_and_an_exit_code(error, code, message, capsys, monkeypatch):
    def main():
        raise error

    monkeypatch.setattr(sys, "argv", ["train"])
    with pytest.raises(SystemExit) as ended:
        execute(main)
    printed = capsys.readouterr().err
    assert ended.value.code == code
    assert message in printed
    assert printed.count("\n") == 1
    monkeypatch.setattr(sys, "argv", ["train", "--debug"])
    with pytest.raises(SystemExit):
        execute(main)
    assert "Traceback" in capsys.readouterr().err


def test_a_closed_output_is_no_error(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(SystemExit) as ended:
        execute(lambda: print("heard by nobody"))
    assert ended.value.code is None
    sys.stdout.close()


def test_a_message_is_printed_without_control_characters_and_in_part(capsys):
    def fail():
        raise KitError("The server says \x1b[2J\nTry again." + "x" * 100_000 + "\n" * 5000)

    with pytest.raises(SystemExit):
        execute(fail)
    first, second, *rest = capsys.readouterr().err.split("\n")
    assert first == "The server says ?[2J"
    assert second.startswith("Try again.xxx")
    assert len(second) < 1100
    assert len(rest) < 50


def test_a_long_word_is_printed_in_part(parser, capsys):
    with pytest.raises(SystemExit):
        parser.parse_args(["--colour", "\x1b[2J" + "x" * 100_000])
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert len(err) < 1200


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        ("--lang ko", "", "ko"),
        ("check --lang=ko 3", "", "ko"),
        ("--lang en", "ko", "en"),
        ("", "ko", "ko"),
        ("", "", "en"),
        ("--lang", "", "en"),  # the parser says that a value is missing
    ],
)
def test_the_language_of_a_command(monkeypatch, words, environment, expected):
    monkeypatch.setattr(sys, "argv", ["train", *words.split()])
    monkeypatch.setenv("FASHION_CNN_LANG", environment)
    choose_language()
    assert language.current() == expected


def test_an_unknown_language_is_a_usage_error(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["train", "--lang", "kr"])
    with pytest.raises(SystemExit) as ended:
        execute(lambda: 0)
    assert ended.value.code == 2
    assert "'kr'" in capsys.readouterr().err


def test_an_error_is_in_the_language_of_the_command(monkeypatch, capsys):
    def main():
        raise PermissionError(13, "Permission denied", "runs")

    monkeypatch.setattr(sys, "argv", ["train", "--lang", "ko"])
    with pytest.raises(SystemExit):
        execute(main)
    assert "쓰기 권한이 있는 폴더를 지정하십시오." in capsys.readouterr().err


def test_defaults_are_in_the_language_of_the_command(parser):
    language.speak("ko")
    add_field_options(made := Parser("fashion_cnn.train", "Train."), Config, OPTIONS)
    assert "(기본값: 64)" in made.format_help()


def test_help_is_in_the_language_of_the_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["train", "--lang", "ko", "--help"])
    with pytest.raises(SystemExit) as ended:
        execute(lambda: Parser("fashion_cnn.train", "Train.").parse_args())
    assert ended.value.code == 0
    assert "이 도움말을 보여 주고 끝냅니다" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("encoding", "expected"), [("ascii", "en"), ("cp949", "ko"), ("latin-1", "en"), ("utf-8", "ko")]
)
def test_a_console_without_the_letters_gets_english(monkeypatch, encoding, expected):
    monkeypatch.setattr(sys, "argv", ["train", "--lang", "ko"])
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    choose_language()
    assert language.current() == expected
