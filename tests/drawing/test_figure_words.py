"""The words of the figures in every language."""

import re
import string

import pytest
from artists import texts

from fashion_cnn.base import language
from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import ENGLISH, LANGUAGES
from fashion_cnn.base.words import read
from fashion_cnn.convolution import kernels
from fashion_cnn.drawing import convolving, plots, resizing
from fashion_cnn.drawing.architecture import architecture
from fashion_cnn.drawing.words import Words
from fashion_cnn.networks import zoo

FIELD = re.compile(r"\{(\w*)[^}]*\}")


def keyed(name):
    """The words in one language: {"pooling.max": "maximum"}."""
    tables = read(name, "figures").items()
    return {f"{table}.{key}": text for table, keys in tables for key, text in keys.items()}


def test_a_figure_speaks_the_language_it_is_asked_for():
    step = convolving.kernel_step([[1, 2]], [[3]], 0, 1)
    assert "A 1 × 1 kernel covers rows 0–0 and columns 1–1" in step.description
    pooled = resizing.pooling(kernels.TABLE, language="ko")
    assert pooled.title == "풀링 2 × 2, 스트라이드 2"
    assert {"최대", "평균", "최소"} <= set(texts(pooled.axes))
    ax = plots.confusion_matrix([[1, 0], [0, 1]], "ab", language="ko")
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("예측", "정답")


def test_a_language_that_does_not_exist_is_named():
    with pytest.raises(UsageError, match="'xx'"):
        Words("xx")


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_has_every_word_with_the_same_values(name):
    texts = [keyed(each) for each in (ENGLISH, name)]
    assert list(texts[0]) == list(texts[1])
    for key, english in texts[0].items():
        assert sorted(FIELD.findall(english)) == sorted(FIELD.findall(texts[1][key])), key


@pytest.fixture
def other(monkeypatch, tmp_path):
    """A third language: a folder of words, here without any Latin letter."""
    (tmp_path / "xx").mkdir()
    (tmp_path / "en").symlink_to(language.FOLDER / "en")
    lines, table = [], ""
    for key, text in keyed(ENGLISH).items():
        group, _, name = key.partition(".")
        if group != table:
            lines.append(f"[{group}]")
        table = group
        lines.append(f'{name} = "ж {" ".join(re.findall(r"{.*?}", text))}"')
    (tmp_path / "xx" / "figures.toml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    monkeypatch.setitem(language.LANGUAGES, "xx", "Жж")
    return "xx"


def test_a_third_language_is_a_folder_and_replaces_every_word(other):
    pictures = {
        "": convolving.kernel_step(kernels.SMALL_IMAGE, kernels.SMALL_KERNEL, 0, 0, language=other),
        "max": resizing.pooling(kernels.TABLE, language=other),
    }
    for name in ("lenet5_1998", "googlenet", "resnet50", "unet", "densenet121", "inception_3a"):
        pictures[name] = architecture(zoo.describe(name), language=other)
    for name, picture in pictures.items():
        said = " ".join([*texts(picture.axes), picture.title, picture.description])
        # Sizes, and names that the network's author gave.
        said = re.sub(rf"{name}|[345][a-e]\w*|\d+(x\d+)*", "", said) if name else said
        assert not set(said) & set(string.ascii_letters), (name, said)


def test_what_a_language_lacks_is_said_in_english(other):
    (language.FOLDER / other / "figures.toml").write_text('[pooling]\nmax = "ж"\n', "utf-8")
    say = Words(other)
    assert (say("pooling.max"), say("pooling.min")) == ("ж", "minimum")
    with pytest.raises(KeyError):
        say("pooling.median")
