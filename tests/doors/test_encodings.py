"""Korean on consoles of several encodings: Korean where there is Hangul, otherwise English.

In a folder whose path has Hangul and spaces.
"""

import functools
import json
import os
import re
import subprocess
import sys
import tomllib

import pytest

from fashion_cnn.__main__ import COMMANDS
from fashion_cnn.base.console import PLAIN, TYPED
from fashion_cnn.base.language import ENGLISH, FOLDER
from fashion_cnn.base.paths import KIT
from fashion_cnn.workshop.learner.workspace import start
from fashion_cnn.workshop.manifest import find_lesson

FILE = find_lesson("kernels").file
# In the first task, a mistake whose sentence has a sign that neither ASCII nor cp949 has.
TO_DO, WRONG = "raise NotImplementedError", "return np.abs(kernel).sum()"
WORKSHOP = "-m", "fashion_cnn.workshop"
RUNS = [
    (FILE,),
    WORKSHOP,
    *((*WORKSHOP, *words) for words in (["check", "kernels"], ["hint", "kernels"], ["list"])),
    (*WORKSHOP, "progress", "."),
    (*WORKSHOP, "solution", "kernels", "--reveal"),
    ("-m", "fashion_cnn.params", "main"),
    ("-m", "fashion_cnn"),
    ("-S", "-m", "fashion_cnn.doctor"),
    *(("-m", module, "--help") for module in COMMANDS),
]
LOCALES = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "C.UTF-8": {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "0"},
    "ko_KR.UTF-8": {"LANG": "ko_KR.UTF-8"},
}
HANGUL = re.compile("[가-힣]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A Korean workspace with a mistake in lesson 2."""
    folder = tmp_path_factory.mktemp("한글 폴더") / "내 작업"
    workspace, _ = start(folder, "ko")
    workspace.save()
    text = workspace.exercise(find_lesson(FILE)).replace(TO_DO, WRONG, 1)
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def environment(**changes):
    """The variables of this process without its languages and encodings."""
    ours = {"PYTHONPATH": str(KIT), "PYTHONDONTWRITEBYTECODE": "1"}
    left_out = ("LC_", "LANG", "PYTHONUTF8", "PYTHONIOENCODING", "FASHION_CNN_LANG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return kept | ours | changes


def python(folder, *words, **changes):
    command = [sys.executable, *words]
    return subprocess.run(command, capture_output=True, cwd=folder, env=environment(**changes))


@functools.cache
def printed(folder, words, language, encoding):
    """What a command prints, with the folder's progress as it was after `start`."""
    progress = {"language": language, "current": "", "lessons": {}}
    (folder / "progress.json").write_text(json.dumps(progress), encoding="utf-8")
    option = () if words == (FILE,) else ("--lang", language)
    done = python(folder, *words, *option, PYTHONIOENCODING=encoding)
    assert done.stderr == b""
    return done.stdout.decode(encoding)


def lost(text, folder):
    """How many characters of a text, apart from the folder's name, are question marks."""
    shown = [str(folder).encode("ascii", PLAIN).decode(), str(folder)]
    for path in shown:
        text = text.replace(path, "")
    return text.count("?")


@pytest.mark.parametrize("words", RUNS, ids=" ".join)
@pytest.mark.parametrize(("encoding", "language"), [("cp949", "ko"), ("ascii", ENGLISH)])
def test_no_letter_becomes_a_question_mark(folder, words, encoding, language):
    expected = printed(folder, words, language, "utf-8")
    text = printed(folder, words, "ko", encoding)
    assert bool(HANGUL.search(text)) == (encoding != "ascii")
    assert lost(text, folder) == lost(expected, folder), text


def test_a_sign_that_the_console_lacks_is_printed_as_it_is_typed(folder):
    for encoding in ("utf-8", "cp949", "ascii"):
        text = printed(folder, (*WORKSHOP, "check", "kernels"), "ko", encoding)
        assert ("−1" in text) == (encoding == "utf-8")
        assert ("-1" in text) == (encoding != "utf-8")


@pytest.mark.parametrize("encoding", ["ascii", "cp949", "cp437", "latin-1", "utf-8"])
def test_every_sign_has_plain_letters_in_every_encoding(encoding):
    text = "".join(TYPED)
    assert "?" not in text.encode(encoding, PLAIN).decode(encoding)


def test_the_star_of_a_correlation_is_no_asterisk():
    assert "X ⋆ K".encode("cp949", PLAIN).decode("cp949") == "X ☆ K"
    assert "X ⋆ K".encode("ascii", PLAIN) == b"X (star) K"


def test_what_has_no_plain_letters_is_a_question_mark_and_bytes_stay():
    assert "한".encode("ascii", PLAIN) == b"?"
    assert (
        b"\xed\x95\x9c".decode("ascii", "surrogateescape").encode("ascii", PLAIN) == "한".encode()
    )


def texts(value):
    """Every text in the tables of a file of words."""
    if isinstance(value, str):
        yield value
    elif value:
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


def words_in(language):
    """{file: its texts} of a language; of messages, what is said."""
    for path in sorted((FOLDER / language).rglob("*.*")):
        content = path.read_text(encoding="utf-8")
        read = tomllib.loads if path.suffix == ".toml" else json.loads
        yield path, list(texts(read(content)))


@pytest.mark.parametrize(("language", "encoding"), [("ko", "cp949"), (ENGLISH, "ascii")])
def test_every_sentence_can_be_shown(language, encoding):
    """The signs in TYPED are the only exceptions: they have plain letters."""
    for path, sentences in words_in(language):
        for text in sentences:
            shown = text.encode(encoding, PLAIN).decode(encoding)
            assert shown.count("?") == text.count("?"), (path.name, text)


@pytest.mark.skipif(os.name == "nt", reason="locales of POSIX")
@pytest.mark.parametrize("name", LOCALES)
def test_what_the_kit_writes_is_utf_8_in_every_locale(tmp_path, name):
    home = tmp_path / "한글 폴더"
    home.mkdir()
    done = python(home, *WORKSHOP, "start", "내 작업", "--lang", "ko", **LOCALES[name])
    assert (done.returncode, done.stderr) == (0, b"")
    assert "내 작업" in done.stdout.decode()  # the bytes of the path, even where there is no Hangul
    korean, _ = start(tmp_path / "other", "ko")
    for path in korean.folder.glob("*.py"):
        assert (home / "내 작업" / path.name).read_bytes() == path.read_bytes()
    done = python(home / "내 작업", FILE, **LOCALES[name])
    assert (done.returncode, done.stderr) == (1, b"")
    progress = json.loads((home / "내 작업" / "progress.json").read_text(encoding="utf-8"))
    assert progress["language"] == "ko"


@pytest.mark.parametrize("encoding", ["cp949", "utf-16"])
def test_a_file_saved_in_another_encoding_is_to_be_saved_again(folder, encoding):
    path = folder / FILE
    before = path.read_bytes()
    path.write_bytes("# 한글\n".encode(encoding))
    try:
        done = python(folder, *WORKSHOP, "check", FILE, PYTHONIOENCODING="utf-8")
    finally:
        path.write_bytes(before)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "파일을 UTF-8로 다시 저장하십시오" in done.stdout.decode()
