"""Hangul in pictures: with the font that comes along, whatever is installed."""

import warnings
from itertools import product

import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager, rcParams
from matplotlib.text import Text

from fashion_cnn.drawing import letters, plots
from fashion_cnn.drawing.picture import Picture


@pytest.fixture(autouse=True)
def only_own_fonts(monkeypatch):
    monkeypatch.setattr(letters, "FAMILIES", ())
    letters.added_families.cache_clear()
    yield
    letters.added_families.cache_clear()


def labelled(word):
    """Axes with a word wherever Matplotlib writes one."""
    axes = plots.new_axes(6, 3, columns=2)
    axes[0].barh([f"{word}{n}" for n in range(3)], range(3), label=f"{word} l")
    axes[0].legend()
    axes[0].set_title(f"{word} t", fontweight="bold")
    axes[0].set(xlabel=f"{word} x", ylabel=f"{word} y")
    axes[0].text(1, 1, f"{word} m", family="monospace")
    axes[1].set_xticks([0, 1], [f"{word} a", f"{word} b"])
    axes[1].annotate(f"{word} n", (0, 0))
    return axes


def test_every_text_of_a_picture_may_be_hangul(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Matplotlib warns of letters that it cannot draw
        Picture(labelled("글"), "제목", "묘사", "주석").save(tmp_path / "picture.png")


def test_what_is_not_hangul_is_drawn_as_before(tmp_path):
    picture = Picture(labelled("word"), "Title", "Description")
    picture.save(tmp_path / "picture.png")
    texts = [text for text in picture.figure.findobj(Text) if text.get_text()]
    assert len(texts) > 12
    for text in texts:
        first, *others = text.get_family()
        assert first in {"sans-serif", "monospace"}
        assert others == [letters.HANGUL]


def test_the_defaults_of_matplotlib_stay_as_they_are(tmp_path):
    before = dict(rcParams)
    Picture(labelled("글"), "제목", "묘사").save(tmp_path / "picture.png")
    assert dict(rcParams) == before


@pytest.mark.parametrize(("weight", "file"), letters.FILES.items())
def test_each_weight_has_its_font_with_the_syllables_of_ks_x_1001(weight, file):
    letters.added_families()
    look = font_manager.FontProperties(family=[letters.HANGUL], weight=int(weight))
    assert font_manager.findfont(look) == str(file)
    pairs = product(range(0xB0, 0xC9), range(0xA1, 0xFF))
    syllables = {bytes(pair).decode("euc_kr") for pair in pairs}
    assert len(syllables) == 2350
    assert syllables <= {chr(number) for number in TTFont(file).getBestCmap()}


def test_a_rarer_syllable_is_written_as_it_sounds():
    assert letters.drawable("합성곱 뷁 漢") == "합성곱 bwelg ?"
