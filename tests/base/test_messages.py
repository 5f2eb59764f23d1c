"""The messages in the code, and what other languages have for each of them.

A message is the text in `tr("...")` and in the call of an error. It is written there in English,
as one literal with {names}, so that it can be looked up.
"""

import ast
import json
import re
from pathlib import Path

import pytest
from translations import assert_particles_are_chosen, assert_same_facts

from fashion_cnn.__main__ import COMMANDS
from fashion_cnn.base.language import ENGLISH, FOLDER, LANGUAGES
from fashion_cnn.data.dataset import GARMENT_NAMES, TITLES
from fashion_cnn.data.official import IN_WORDS, OFFICIAL
from fashion_cnn.networks import file_kinds, notation
from fashion_cnn.pack import install
from fashion_cnn.segmentation.config import NETS

PACKAGE = Path(__file__).parents[2] / "fashion_cnn"
OTHERS = [language for language in LANGUAGES if language != ENGLISH]
LOOK_UP = {"tr", "Recorded", "KitError", "UsageError", "NotHere", "DownloadError", "NotFound"}
# Errors whose first argument is a file.
OF_A_FILE = {"BadFile", "OtherContent"}
# Calls and arguments whose text somebody reads.
SHOWN = {"print", "Stop", "Broken", "Damaged"}
HELP = {"help", "description", "epilog"}
# Values in the words of argparse.
PERCENT = re.compile(r"%\(\w+\)[rs]|%[rs]")
LETTERS = re.compile("[A-Za-z]{2}")
# Files of texts that are looked up by a variable.
DYNAMIC = {
    "argparse",
    "classes",
    "commands",
    "datasets",
    "file_kinds",
    "nets",
    "notation",
    "platforms",
}


MODULES = sorted(PACKAGE.rglob("*.py"))


def called(node):
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def calls(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def english(node):
    """The argument of a call that is a message: none or one, in a list."""
    if called(node) in LOOK_UP:
        return node.args[:1]
    return node.args[1:2] if called(node) in OF_A_FILE else []


def looked_up(path):
    """The messages of a module."""
    for node in calls(path):
        for message in english(node):
            if isinstance(message, ast.Constant) and own_words(message):
                yield message.value


def own_words(node):
    """What is written in a literal, or "" if there are no letters."""
    if isinstance(node, ast.JoinedStr):
        text = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    else:
        text = node.value if isinstance(node, ast.Constant) else ""
    return text if isinstance(text, str) and LETTERS.search(text) else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_message_is_hidden_from_translation(path):
    for node in calls(path):
        where = f"{path.name}:{node.lineno}"
        for message in english(node):
            hidden = own_words(message) if isinstance(message, ast.JoinedStr) else ""
            assert not hidden, f"{where}: name the values of {hidden!r} instead of an f-string"
        if called(node) in SHOWN:
            words = [own_words(each) for each in node.args]
            assert not any(words), f"{where}: tr() for {words}"
        for keyword in node.keywords:
            if keyword.arg in HELP:
                assert not own_words(keyword.value), f"{where}: tr() for {keyword.arg}"


def asked_for():
    return {message for path in MODULES for message in looked_up(path)}


def written(language):
    """{English: other} of each file of messages."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((FOLDER / language / "messages").glob("*.json"))
    }


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_has_been_translated(language):
    known = {english for file in written(language).values() for english in file}
    assert sorted(asked_for() - known) == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_over_or_there_twice(language):
    files = written(language)
    texts = [text for name, file in files.items() if name not in DYNAMIC for text in file]
    assert sorted(set(texts) - asked_for()) == []
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("language", OTHERS)
def test_a_message_has_the_values_code_and_numbers_of_the_english_one(language):
    for file in written(language).values():
        for english, other in file.items():
            assert_same_facts(english, english, other)
            one, two = (sorted(PERCENT.findall(text)) for text in (english, other))
            assert one == two


def test_every_class_has_a_name_in_every_language():
    for language in OTHERS:
        assert list(written(language)["classes"]) == list(GARMENT_NAMES)


def test_every_platform_has_a_title_in_every_language():
    for language in OTHERS:
        assert list(written(language)["platforms"]) == list(install.TITLES.values())


def test_every_command_and_kind_of_file_is_described_in_every_language():
    kinds = dict.fromkeys(text for both in file_kinds.STRANGERS.values() for text in both)
    for language in OTHERS:
        files = written(language)
        assert list(files["commands"]) == list(COMMANDS.values())
        assert list(files["file_kinds"]) == list(kinds)
        assert list(files["notation"]) == [notation.__doc__]


def test_every_data_set_and_part_has_words_in_every_language():
    own_titles = [title for name, title in TITLES.items() if name not in OFFICIAL]
    for language in OTHERS:
        assert list(written(language)["datasets"]) == [*own_titles, *IN_WORDS.values()]


def test_every_network_for_segmentation_has_a_title_in_every_language():
    for language in OTHERS:
        assert list(written(language)["nets"]) == [title for title, _ in NETS.values()]


def test_korean_particles_fit_whatever_is_filled_in():
    for file in written("ko").values():
        for english, korean in file.items():
            assert_particles_are_chosen(english, korean)
