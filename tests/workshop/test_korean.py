"""The workshop in Korean: what is printed has no English sentence, and files stay as they are."""

import re

import pytest
from learner import KERNELS, progress, solve

from fashion_cnn.base.language import speak
from fashion_cnn.networks import zoo
from fashion_cnn.workshop.__main__ import help_of_commands
from fashion_cnn.workshop.learner import commands
from fashion_cnn.workshop.lessons import feature_maps, structures, wirings

# Three words in a row, of which all but the first are in lower case.
ENGLISH = re.compile(r"\b[A-Za-z]+(?: [a-z]{2,}){2,}")
# Options whose help is that of base/, and commands to type.
SHARED = "  --lang", "  --debug", "    python"
KOREAN = "--lang", "ko"


def english_in(text):
    lines = (line for line in text.splitlines() if not line.startswith(SHARED))
    return [line for line in lines if ENGLISH.search(line)]


@pytest.mark.parametrize("command", [None, *help_of_commands()])
def test_help_is_in_korean(tmp_path, run, command):
    text = run(tmp_path, *filter(None, [command]), "--help", *KOREAN)
    assert re.search("[가-힣]", text)
    assert english_in(text) == []


def test_errors_are_in_korean(tmp_path, run):
    assert "레슨이 없습니다" in run(tmp_path, "check", *KOREAN, code=2)
    assert "폴더가 없습니다" in run(tmp_path, "--folder", "nowhere", "list", *KOREAN, code=2)
    (tmp_path / "other.txt").touch()
    assert "다른 파일이 있습니다" in run(tmp_path, "start", ".", *KOREAN, code=2)


def test_a_korean_folder_is_korean_from_the_first_command_to_the_last(tmp_path, run, no_pictures):
    printed = [run(tmp_path, "start", "mine", *KOREAN)]
    folder = tmp_path / "mine"
    solve(folder, body="    return 14\n")
    printed += [run(folder), run(folder, "list"), run(folder, "check", "kernels", code=1)]
    printed += [run(folder, "hint", "kernels"), run(folder, "reset", "kernels")]
    printed += [run(folder, "--help"), run(folder, "chek", code=2)]
    printed += [run(tmp_path, "progress", "mine", *KOREAN)]
    assert "맞힌 과제" in printed[-1]
    assert english_in("".join(printed)) == []


def test_another_language_may_be_asked_for_in_a_korean_folder(tmp_path, run):
    run(tmp_path, "start", ".", *KOREAN)
    assert "usage: " in run(tmp_path, "--help", "--lang", "en")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"language": ["ko"]}', '{"language": "xx"}'])
def test_a_damaged_progress_file_keeps_nobody_from_the_help(tmp_path, run, content):
    (tmp_path / "progress.json").write_text(content)
    assert "usage: " in run(tmp_path, "--help")


def test_what_is_saved_is_the_same_in_every_language(tmp_path, run, no_pictures):
    saved = []
    for language in ("en", "ko"):
        run(tmp_path, "start", language, "--lang", language)
        solve(tmp_path / language, body="    return 14\n")
        run(tmp_path / language, "check", "kernels", code=1)
        saved.append(progress(tmp_path / language))
    assert [each.pop("language") for each in saved] == ["en", "ko"]
    assert saved[0] == saved[1]


def test_drift_is_told_in_korean(tmp_path, run, monkeypatch):
    monkeypatch.setattr(commands.strip, "drifted", lambda: [KERNELS.file])
    text = run(tmp_path, "strip", "--check", *KOREAN, code=1)
    assert "다름" in text
    assert english_in(text) == []


def test_layers_are_listed_in_korean():
    speak("ko")
    [text] = structures.listed(zoo.describe("main"))
    lines = [line.strip() for line in text.splitlines()]
    assert lines[:2] == [
        "입력 28x28x1",
        "Conv2D(필터 32, 커널 크기 3x3, 패딩 same, relu) -> 28x28x32",
    ]
    assert structures.no_model() == ("Keras 모델이 아닙니다.",)
    assert wirings.elsewhere() == ("함수가 받은 텐서에서 시작하지 않습니다.",)
    assert repr(feature_maps.TOTAL) == "모든 픽셀의 합"
