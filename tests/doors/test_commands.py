"""What every command has in common: it is listed, and its --help imports nothing heavy."""

import ast
import functools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fashion_cnn.__main__ import COMMANDS

README = Path(__file__).parents[2] / "README.md"
READMES = [README, README.with_name("README.ko.md")]
HEAVY = {
    "tensorflow",
    "keras",
    "jax",
    "torch",
    "pandas",
    "matplotlib",
    "sklearn",
    "requests",
    "PIL",
}


def python(*words, **changes):
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": os.getcwd()} | changes,
    )


@pytest.mark.parametrize("module", COMMANDS)
def test_help_imports_nothing_heavy(module):
    program = (
        f"import runpy, sys; sys.argv = ['x', '--help']\n"
        f"try: runpy.run_module({module!r}, run_name='__main__', alter_sys=True)\n"
        f"except SystemExit as end: print(end.code, file=sys.stderr)\n"
        f"print({HEAVY!r} & set(sys.modules), file=sys.stderr)"
    )
    done = python("-c", program)
    assert done.stderr.split() in (["0", "set()"], ["None", "set()"])
    assert f"usage: python -m {module}" in done.stdout


def test_the_package_lists_its_commands_and_the_readmes_have_them():
    done = python("-m", "fashion_cnn")
    assert done.returncode == 0
    for module, what in COMMANDS.items():
        assert f"python -m {module}" in done.stdout
        assert what in done.stdout
        for readme in READMES:
            assert f"| `python -m {module}` |" in readme.read_text(encoding="utf-8")


def test_the_package_lists_its_commands_in_korean():
    done = python("-m", "fashion_cnn", "--lang", "ko")
    assert (done.returncode, done.stderr) == (0, "")
    heading, _, *lines = done.stdout.splitlines()
    assert heading == "키트의 명령입니다. 명령마다 --help가 있습니다."
    assert all(re.fullmatch(r"  python -m \S+ +\S.*니다", line) for line in lines)
    assert len(lines) == len(COMMANDS)


def test_every_command_module_is_listed():
    package = README.parent / "fashion_cnn"
    runnable = {
        f"fashion_cnn.{path.stem if path.name != '__main__.py' else path.parent.name}"
        for path in [*package.glob("*.py"), *package.glob("*/__main__.py")]
        if 'if __name__ == "__main__"' in path.read_text(encoding="utf-8")
    }
    assert runnable - {"fashion_cnn.fashion_cnn"} == set(COMMANDS)


def test_the_readmes_have_the_same_commands_and_numbers():
    """Results are measured, so each has a decimal point or a thousands separator.

    The Korean one starts a folder in Korean.
    """
    english, korean = (path.read_text(encoding="utf-8") for path in READMES)
    korean = korean.replace("start my-workshop --lang ko", "start my-workshop")
    for pattern in (r"^    python .*$", r"^\| `.*?` \|", r"\d+(?:[.,]\d+)+"):
        found = re.findall(pattern, korean, re.MULTILINE)
        assert set(re.findall(pattern, english, re.MULTILINE)) <= set(found), pattern


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_options_in_the_readme_exist(path):
    readme = path.read_text(encoding="utf-8")
    help_text = functools.cache(lambda module: python("-m", module, "--help").stdout)
    for line in re.findall(r"python -m fashion_cnn\.\w+ --[^`\n|]*", readme):
        module, *words = line.split()[2:]
        known = help_text(module)
        for option in (word for word in words if word.startswith("--")):
            assert option in known, line


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_files_in_the_readme_exist(path):
    readme = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", readme):
        assert (README.parent / target).exists(), target


def test_a_console_without_the_characters_gets_plain_letters():
    done = python("-m", "fashion_cnn.params", "main", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1*3*3*32 + 32 = 320" in done.stdout


@pytest.mark.parametrize(
    "module", ["fashion_cnn.train", "fashion_cnn.params", "fashion_cnn.figures"]
)
def test_a_missing_package_is_reported_in_two_lines(module):
    """With -S, Python finds no installed packages."""
    done = python("-S", "-m", module, "main")
    assert done.returncode == 1
    assert "Not installed here: numpy" in done.stderr
    assert "python -m fashion_cnn.doctor" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 2


def test_a_missing_package_is_reported_in_korean():
    done = python("-S", "-m", "fashion_cnn.params", "main", "--lang=ko", PYTHONIOENCODING="utf-8")
    assert done.returncode == 1
    assert done.stderr.startswith("설치되지 않은 패키지: numpy, ")
    assert done.stderr.endswith("python -m fashion_cnn.doctor 명령을 실행하십시오\n")


def test_the_check_for_packages_can_be_read_by_any_python_from_3_8():
    early = ("__init__", "ready", "shadows", "console", "language", "particles")
    for module in ("__init__.py", "moved.py", *(f"base/{name}.py" for name in early), "doctor.py"):
        source = (README.parent / "fashion_cnn" / module).read_text(encoding="utf-8")
        ast.parse(source, feature_version=(3, 8))


def test_ctrl_c_during_the_imports_is_one_line(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'fashion_cnn.base.commandline':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
    )
    path = os.pathsep.join([str(tmp_path), os.getcwd()])
    done = python("-m", "fashion_cnn.train", PYTHONPATH=path)
    assert done.stderr == "Interrupted.\n"
    assert done.returncode != 0


@pytest.mark.skipif(os.name == "nt", reason="no shell that closes a stream")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_stream_that_the_shell_has_closed_is_no_error(closed):
    command = f'"{sys.executable}" -m fashion_cnn.params small {closed}'
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
