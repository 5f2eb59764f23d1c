"""A learner's files with names of modules: named by every command, and kept from harm."""

import ast
import os
import subprocess
import sys

import pytest

from fashion_cnn.__main__ import COMMANDS
from fashion_cnn.base import shadows
from fashion_cnn.base.paths import KIT

LESSON = "05_channels.py"


def run(folder, *words, **changes):
    variables = os.environ | {"PYTHONPATH": str(KIT)} | changes
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        timeout=300,
    )


def write(folder, *names):
    """Files that end a program which imports them."""
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"raise SystemExit('{name} was imported')\n")
    return folder


def test_files_with_names_of_modules_are_found(tmp_path):
    names = ("random.py", "json.py", "numpy.py", "PIL.py", "scipy/__init__.py", "time.py")
    others = ("fashion_cnn.py", "05_channels.py", "mine.py", "random.txt", "tensorflow/readme.txt")
    write(tmp_path, *names, *others)
    found = {shadow.name: str(shadow) for shadow in shadows.find(tmp_path)}
    assert set(found) == {"random", "json", "numpy", "PIL", "scipy", "time"}
    assert found["random"] == f"{tmp_path / 'random.py'} hides Python's own random."
    assert found["scipy"] == f"{tmp_path / 'scipy'} hides the package scipy."
    assert "has the name of Python's own time" in found["time"]  # built in, so not hidden
    assert shadows.find(tmp_path / "nowhere") == []


@pytest.mark.parametrize("module", [*COMMANDS, "fashion_cnn"])
def test_every_command_names_them_and_works(tmp_path, module):
    """With modules that Python's argparse and the kit itself import first."""
    names = (
        "random.py",
        "re.py",
        "argparse.py",
        "json.py",
        "types.py",
        "typing.py",
        "copy.py",
        "keras.py",
    )
    write(tmp_path, *names)
    done = run(tmp_path, "-m", module, "--help")
    assert (done.returncode, done.stdout[:6]) == (0, "usage:"), done.stderr
    if module != "fashion_cnn.doctor":  # it has a line for each among its checks
        listed = sorted(names)[: shadows.LISTED]
        assert done.stderr.count("Give it another name.") == len(listed)
        assert all(f"{tmp_path / name} hides " in done.stderr for name in listed)
        assert "So do 3 more files." in done.stderr


def test_what_a_command_imports_later_is_safe_too(tmp_path):
    write(tmp_path, "numpy.py", "queue.py", "shutil.py", "tempfile.py", "difflib.py")
    done = run(tmp_path, "-m", "fashion_cnn.params", "main")
    assert done.returncode == 0, done.stderr
    assert "333,526" in done.stdout
    done = run(tmp_path, "-m", "fashion_cnn.params", "mian")
    assert done.returncode == 2
    assert "Did you mean 'main'?" in done.stderr


def test_processes_that_a_command_starts_are_safe_too(tmp_path):
    write(tmp_path, "random.py")
    program = (
        "from fashion_cnn.base import shadows; import subprocess, sys;"
        "print(subprocess.run([sys.executable, '-c', 'import random']).returncode)"
    )
    assert run(tmp_path, "-c", program).stdout == "0\n"


def test_a_lesson_that_is_run_names_them_too(tmp_path):
    write(tmp_path, "numpy.py", "random.py", "types.py")
    (tmp_path / LESSON).write_text("from fashion_cnn import workshop\nimport numpy\nprint('on')")
    done = run(tmp_path, LESSON)
    assert (done.returncode, done.stdout) == (0, "on\n")
    assert "numpy.py hides the package numpy. Give it another name." in done.stderr


@pytest.mark.parametrize(
    "path", sorted((KIT / "solutions").glob("*.py")), ids=lambda path: path.stem
)
def test_lessons_import_the_workshop_before_anything_that_can_be_hidden(path):
    body = ast.parse(path.read_text(encoding="utf-8")).body
    first = next(node for node in body if isinstance(node, (ast.Import, ast.ImportFrom)))
    assert ast.unparse(first) == "from fashion_cnn import workshop"


def test_a_file_that_was_imported_already_stops_the_command(tmp_path):
    """As in a lesson of an earlier version, which imports numpy first."""
    (tmp_path / "numpy.py").write_text("")
    (tmp_path / LESSON).write_text("import numpy\nfrom fashion_cnn import workshop\nprint('on')")
    done = run(tmp_path, LESSON)
    message = f"{tmp_path / 'numpy.py'} hides the package numpy. It was imported instead."
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{message} Give it another name.\n"
    done = run(
        tmp_path,
        "-c",
        "import sys, numpy; sys.modules['ipykernel'] = sys; import fashion_cnn.workshop",
    )
    assert f"ImportError: {message}" in done.stderr  # in a notebook, without ending it


def test_a_folder_without_them_stays_first(tmp_path):
    program = "import sys; before = list(sys.path); from fashion_cnn.base import shadows;"
    done = run(tmp_path, "-c", program + "print(sys.path == before, shadows.SHADOWS)")
    assert (done.stdout, done.stderr) == ("True []\n", "")


@pytest.mark.parametrize("flag", ["-P", "-I"])
def test_a_folder_that_is_not_searched_is_not_looked_at(tmp_path, flag):
    write(tmp_path, "random.py")
    program = "import sys; sys.path.append(sys.argv[1]); from fashion_cnn.base import shadows;"
    done = run(tmp_path, flag, "-c", program + "print(shadows.SHADOWS)", str(KIT))
    assert done.stdout == "[]\n"


def test_they_are_named_in_korean(tmp_path):
    write(tmp_path, "random.py", "json.py", "keras.py")
    korean = {"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    done = run(tmp_path, "-m", "fashion_cnn.params", "--lang", "ko", "--help", **korean)
    assert done.returncode == 0
    path = tmp_path / "json.py"
    assert f"{path}: Python에 들어 있는 json 모듈을 가립니다. 이름을 바꾸십시오." in done.stderr
    assert f"{tmp_path / 'keras.py'}: keras 패키지를 가립니다." in done.stderr


def test_one_that_korean_needs_is_named_in_english(tmp_path):
    (tmp_path / "json.py").write_text("")
    (tmp_path / LESSON).write_text("import json\nfrom fashion_cnn import workshop\n")
    done = run(tmp_path, LESSON, FASHION_CNN_LANG="ko")
    assert done.returncode == 1
    message = f"{tmp_path / 'json.py'} hides Python's own json. It was imported instead."
    assert done.stderr == f"{message} Give it another name.\n"
