"""The page in docs/, to try before anything is installed: it is that of the code as it is now."""

import json
import re
from pathlib import Path

import pytest

from fashion_cnn.explorer.page import PROGRAM, STYLE, program, role_colours, text_of, words

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = (
    "Make the page and its picture again:\n"
    "FASHION_CNN_DATA=DIR python -m fashion_cnn.explore fashion_mnist --out docs/explore.html\n"
    "python benchmarks/explore_picture.py"
)


@pytest.fixture(scope="module")
def html():
    return (DOCS / "explore.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def data(html):
    return json.loads(re.search(r'id="data">(.*?)</script>', html, re.S)[1])


def test_its_program_its_style_and_its_words_are_those_of_now(html, data):
    is_current = (
        program() in html
        and all(text in html for text in [role_colours(), *map(text_of, STYLE)])
        and data["words"] == words()
    )
    assert is_current, COMMANDS


def test_every_file_of_the_program_is_in_it(html):
    for name in PROGRAM:
        assert f"const {name.replace('.', '_')} = " in html


def test_it_is_the_model_of_fashion_mnist(data):
    [model] = data["models"]
    assert "Fashion-MNIST (" in model["what"]["en"]
    assert model["weights"]["checked"] == 1000
    assert data["images"]["count"] == 60


def test_it_and_its_picture_are_small(html):
    assert len(html.encode("utf-8")) < 1.5e6
    assert (DOCS / "explore.webp").stat().st_size < 200_000


def test_it_asks_for_nothing_on_the_network(html):
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"|@import|url\((?!"?data:)', html) == []
