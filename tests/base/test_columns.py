"""Korean in a terminal: a Hangul syllable is two columns wide."""

import argparse

import pytest

from fashion_cnn.base import language
from fashion_cnn.base.columns import HelpFormatter, RawHelpFormatter, columns, wrapped
from fashion_cnn.base.commandline import Parser

SENTENCE = "레슨 파일을 처음 상태로 되돌립니다. 쓰던 파일은 보관합니다."


def test_a_hangul_syllable_takes_two_columns():
    assert columns("id") == 2
    assert columns("한글 id") == 7


def test_lines_are_wrapped_by_columns_and_lose_no_word():
    lines = wrapped(SENTENCE, 20)
    assert max(map(columns, lines)) <= 20
    assert " ".join(lines) == SENTENCE


def test_a_word_too_long_for_a_line_is_kept_whole():
    assert wrapped("가 fashion_mnist 나", 5) == ["가", "fashion_mnist", "나"]
    assert wrapped("", 5) == [""]


@pytest.fixture
def korean_help(monkeypatch):
    """The --help in Korean of a parser with many options, on a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    with language.speaking("ko"):
        made = Parser("fashion_cnn.train", "설명", epilog="끝 " * 60)
        for name in ("dataset", "model", "padding", "dropout"):
            made.add_argument(f"--{name}", help=SENTENCE * 2)
        return made.format_help()


def test_korean_help_fits_a_terminal_of_80_columns(korean_help):
    wrapped_by_us = korean_help.split("끝")[0]
    assert max(map(columns, wrapped_by_us.splitlines())) < 80


def test_the_usage_goes_on_below_its_own_first_option(korean_help):
    first, second = korean_help.splitlines()[:2]
    assert first.startswith("사용법: python -m fashion_cnn.train [-h]")
    assert columns(first[: first.index("[")]) == second.index("[")


@pytest.mark.parametrize(
    ("kind", "expected"), [(HelpFormatter, "가 나\n"), (RawHelpFormatter, "가\n나\n")]
)
def test_only_the_raw_formatter_keeps_the_lines_of_a_description(kind, expected):
    parser = argparse.ArgumentParser(
        prog="x", description="가\n나", formatter_class=kind, add_help=False
    )
    assert parser.format_help().endswith(f"\n\n{expected}")
