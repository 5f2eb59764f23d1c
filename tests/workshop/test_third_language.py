"""Adding a language, as docs/code.md says: a folder of words and a line in LANGUAGES."""

import json

import pytest

from fashion_cnn.base import language, words
from fashion_cnn.base.errors import UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.drawing.words import Words
from fashion_cnn.workshop import editions, manifest
from fashion_cnn.workshop.manifest import find_lesson
from fashion_cnn.workshop.texts import Texts


@pytest.fixture
def esperanto(monkeypatch, tmp_path):
    """A language with a few words only."""
    (tmp_path / "en").symlink_to(language.FOLDER / "en")
    own = tmp_path / "eo"
    for name, text in {
        "engine.toml": 'right = "ĝusta"\n',
        "figures.toml": '[pooling]\nmax = "maksimumo"\n',
        "lessons.toml": '[kernels]\ntitle = "Kernoj"\n',
        "kernels.toml": '[box_blur]\nnot_averaged = "Sumu: {size}."\n',
        "solutions/02_kernels.toml": "[[piece]]\nen = '# Kernels'\neo = '# Kernoj'\n",
        "messages/base.json": json.dumps({"{thing} must be odd.": "{thing} estu nepara."}),
    }.items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    monkeypatch.setitem(language.LANGUAGES, "eo", "Esperanto")
    for cached in (language.messages, words.read_file, manifest.lessons):
        cached.cache_clear()
    yield "eo"
    monkeypatch.undo()
    for cached in (language.messages, words.read_file, manifest.lessons):
        cached.cache_clear()


def test_its_words_are_said_and_the_rest_is_english(esperanto):
    language.speak(esperanto)
    say = Texts()
    assert say("engine", "right") == "ĝusta"
    assert say("kernels", "box_blur.not_averaged", size=3) == "Sumu: 3."
    assert say("kernels", "box_blur.diagonal") == Texts("en")("kernels", "box_blur.diagonal")
    assert (Words()("pooling.max"), Words()("pooling.min")) == ("maksimumo", "minimum")
    assert tr("{thing} must be odd.", thing="size") == "size estu nepara."
    assert str(UsageError("{thing} must be even.", thing="size")) == "size must be even."


def test_its_lessons_have_its_words_and_the_english_code(esperanto):
    lesson, other = find_lesson("kernels"), find_lesson("sliding")
    assert lesson.title(esperanto) == "Kernoj"
    assert other.title(esperanto) == other.title("en")
    assert lesson.hints_for("box_blur", esperanto) == lesson.hints_for("box_blur", "en")
    english, own = editions.source(lesson), editions.source(lesson, esperanto)
    assert own == english.replace("# # Kernels", "# # Kernoj") != english
    assert editions.source(other, esperanto) == editions.source(other)
    assert any("not translated" in line for line in editions.problems(lesson, esperanto))


def test_the_commands_know_it(esperanto, monkeypatch):
    monkeypatch.setenv("FASHION_CNN_LANG", esperanto)
    assert words.asked_for() == language.current() == esperanto
