"""The installer of a pack, from a stick and from a laptop that serves it."""

import ast
import contextlib
import ctypes
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from packs import (
    HERE,
    NOWHERE,
    can_be_tested,
    change_manifest,
    command_of,
    replace,
    run,
    start,
    wait_for,
)

from fashion_cnn.base import language
from fashion_cnn.base.paths import KIT
from fashion_cnn.pack import install, wheels

TRY = "the same\\s+command again"

DOCTOR = """
import os, sys
check_platform = list
if __name__ == "__main__":
    print("The doctor was here.")
    sys.exit(int(os.environ.get("PROBLEMS", "0")))
"""


pytestmark = can_be_tested


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the command for Windows calls py")
def test_from_a_served_pack_to_a_working_workshop(copied, serve, home):
    replace(copied, "kit/fashion_cnn/doctor.py", DOCTOR)
    server = serve(copied)
    command = command_of(copied / "README.txt", server.address)
    assert command == command_of(copied / "index.html", server.address)
    code, said, errors = run(command, home)
    assert (code, errors) == (0, ""), said + errors
    folder = home / install.NEW_FOLDER
    assert f"into {folder}\n" in said
    assert "The doctor was here." in said
    activate, start = said.strip().splitlines()[-2:]
    assert activate.strip() == "source .venv/bin/activate"
    assert not (folder / install.OURS / "wheels").exists()
    # The command that it says to type next works, with nothing but the folder.
    command = start.strip().replace("python", f'"{folder}/.venv/bin/python"', 1)
    code, said, errors = run(f'cd "{folder}" && {command}', home, STAND_IN="1")
    assert code == 0, errors
    assert (folder / "my-workshop" / "01_pixels.py").is_file()
    # A second run has nothing to do but to ask the doctor.
    count = len(server.requested)
    code, said, _ = run([sys.executable, copied / "install.py", server.address], home)
    assert code == 0
    assert len(server.requested) == count + 1
    assert "Copying" not in said


@pytest.fixture
def stubbed(monkeypatch):
    """Commands that an installation would run, recorded; `problems` is what the doctor finds."""
    recorded = SimpleNamespace(commands=[], problems=0)

    def run(installation, command, words):
        recorded.commands.append(" ".join(command))
        if "venv" in command:
            installation.python.parent.mkdir(parents=True, exist_ok=True)
            installation.python.touch()

    monkeypatch.setattr(install.Installation, "run", run)
    monkeypatch.setattr(install.Installation, "call_doctor", lambda self: recorded.problems)
    return recorded


def test_again_after_problems_and_with_another_edition(copied, home, install_here, stubbed):
    stubbed.problems = 1
    code, said, errors = install_here(copied, "--to", "여기 있다")
    assert (code, errors) == (1, "")
    assert re.search(TRY, said)
    first = stubbed.commands[:]
    assert "-m venv --clear --without-pip" in first[0]
    assert all("--no-index" in command for command in first[1:3])
    folder = home / "여기 있다"
    # The packages are installed again; of the kit, only a missing file is copied.
    (folder / "workshop" / "01_pixels.py").write_text("my work")
    (folder / "LICENSE").unlink()
    stubbed.problems = 0
    code, said, errors = install_here(copied, "--to", "여기 있다")
    assert (code, errors) == (0, "")
    assert f"{folder / 'workshop' / '01_pixels.py'} was changed" in said
    assert (folder / "workshop" / "01_pixels.py").read_text() == "my work"
    assert (folder / "LICENSE").read_bytes() == (KIT / "LICENSE").read_bytes()
    assert "Copying the kit: 1 files" in said
    assert "Copying the packages" not in said
    assert stubbed.commands == 2 * first
    # Another edition of the pack updates the files that nobody has changed.
    replace(copied, "kit/README.md", "new")
    replace(copied, "kit/workshop/01_pixels.py", "new")
    code, said, errors = install_here(copied, "--to", "여기 있다")
    assert (code, errors) == (0, "")
    assert (folder / "README.md").read_text() == "new"
    assert (folder / "workshop" / "01_pixels.py").read_text() == "my work"
    assert stubbed.commands == 2 * first


def test_a_damaged_file_is_named_and_a_good_copy_is_enough(packed, copied, install_here):
    wheel = next((copied / "wheels").glob("pytest-*"))
    wheel.write_bytes(wheel.read_bytes()[:-1] + b"x")
    code, _, errors = install_here(copied)
    assert code == 1
    assert errors.startswith(f"{wheel} is damaged (its SHA-256 differs).\nCopy this file")
    code, said, errors = install_here(copied, "--check")
    assert (code, errors) == (1, "")
    assert f"{wheel} is damaged" in said
    assert re.search(r"\n1 of \d+ files are bad", said)
    wheel.unlink()
    code, _, errors = install_here(copied)
    assert code == 1
    assert errors.startswith(f"{wheel}: missing.\nCopy this file")
    shutil.copy(packed / "wheels" / wheel.name, wheel)
    assert install_here(copied, "--check")[0] == 0


def test_a_damaged_pack_is_not_used(copied, home, install_here):
    manifest = copied / "manifest.json"
    manifest.write_text("{")
    code, _, errors = install_here(copied)
    assert (code, errors) == (1, f"{manifest} is damaged.\nCopy the pack again.\n")
    manifest.unlink()
    code, _, errors = install_here(copied)
    assert code == 1
    assert f"no complete pack here. {manifest}: missing." in errors
    assert not list(home.iterdir())


def first_target(**changes):
    return lambda manifest: manifest["targets"][0].update(changes)


def first_file(name, **changes):
    def change(manifest):
        manifest["files"][name] = {"size": 1, "sha256": 64 * "0"} | changes

    return change


NAMES = [
    "kit/../../x",
    "wheels/../../../../x",
    "/etc/x",
    "kit//x",
    "kit",
    "other/x",
    "kit/..\\..\\x",
    "kit/C:x",
    "kit/.. /.. /x",
    "kit/.../x",
    "kit/x\0",
    "kit/\x1b[2Jx",
    "kit/.venv/bin/python",
    "",
]
MANIFESTS = {
    **{repr(name): first_file(name) for name in NAMES},
    "no files": lambda manifest: manifest.pop("files"),
    "files a list": lambda manifest: manifest.update(files=[]),
    "no targets": lambda manifest: manifest.update(targets=[]),
    "targets a dict": lambda manifest: manifest.update(targets={"a": 1}),
    "an entry that is a number": lambda manifest: manifest["files"].update({"kit/x": 3}),
    "a size in words": first_file("kit/x", size="1"),
    "a negative size": first_file("kit/x", size=-1),
    "a true size": first_file("kit/x", size=True),
    "a short digest": first_file("kit/x", sha256="0"),
    "wheels a number": first_target(wheels=3),
    "a wheel that is not in the files": first_target(wheels=["wheels/x.whl"]),
    "a wheel elsewhere": first_target(wheels=["install.py"]),
    "no platform": first_target(platform=None),
    "a longest that is nan": first_target(longest=float("nan")),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_of_another_structure_is_refused_before_anything_is_written(
    name, manifest_alone, home, install_here
):
    change_manifest(manifest_alone, MANIFESTS[name])
    path = manifest_alone / "manifest.json"
    for words in ((), ("--check",)):
        code, _, errors = install_here(manifest_alone, *words)
        assert (code, errors) == (1, f"{path} is damaged.\nCopy the pack again.\n")
    assert not list(home.iterdir())


@pytest.mark.parametrize("text", ["[]", "3", "null", '"x"', "[" * 100_000, "{}", "\ud800"])
def test_a_manifest_that_is_something_else(text, manifest_alone, install_here):
    path = manifest_alone / "manifest.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    code, _, errors = install_here(manifest_alone)
    assert (code, errors) == (1, f"{path} is damaged.\nCopy the pack again.\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("name", ["manifest.json", "install.py"])
def test_a_pipe_in_place_of_a_file(name, copied, install_here):
    (copied / name).unlink()
    os.mkfifo(copied / name)
    code, said, errors = install_here(copied, "--check")
    assert code == 1
    assert f"{copied / name}: not a file." in said + errors


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "3", "[" * 100_000, "\udcff"])
def test_damaged_records_in_the_learners_folder(content, tmp_path):
    path = tmp_path / "installed.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert (install.read(path, {}), install.read(path, [])) == ({}, [])


def test_a_folder_whose_name_means_something_to_the_shell(tmp_path):
    folder = tmp_path / "it's $HOME"
    folder.mkdir()
    change = install.next_commands(folder)[0]
    done = subprocess.run(f"{change} && pwd", shell=True, capture_output=True, text=True)
    assert done.stdout == f"{folder}\n"


def test_a_wrong_python_and_a_wrong_computer_are_told_what_there_is(copied, home, install_here):
    def change(manifest):
        for target in manifest["targets"]:
            target["python"] = "3.99"

    change_manifest(copied, change)
    code, _, errors = install_here(copied)
    assert code == 1
    assert "but for this computer the pack has packages for Python 3.99.\nInstall Python" in errors
    other = "macos" if HERE != "macos" else "windows"
    change_manifest(copied, lambda manifest: manifest["targets"][0].update(platform=other))
    # A console that has few characters shows marks for the others.
    command = [sys.executable, copied / "install.py", "--to", "é数"]
    code, _, errors = run(command, home, PYTHONIOENCODING="cp949")
    assert code == 1
    assert f"The pack has packages for {install.TITLES[other]}.\n" in errors
    assert not list(home.iterdir())


def test_it_is_readable_for_python_3_8():
    ast.parse(Path(install.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))
    assert Path(install.__file__).read_bytes().isascii()


def test_a_folder_of_somebody_is_left_alone(packed, home, install_here):
    folder = home / install.NEW_FOLDER
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    code, _, errors = install_here(packed)
    assert code == 2
    assert errors.startswith(f"{folder} exists")
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    code, _, errors = install_here(packed, "--to", folder / "mine.txt")
    assert (code, errors.splitlines()[1]) == (2, "Choose another name: --to FOLDER")
    code, _, errors = install_here(packed, "--to", packed / "here")
    assert (code, errors.splitlines()[1]) == (2, "Choose a folder elsewhere: --to FOLDER")


def cut_off(handler):
    if "pytest-" in handler.path:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"half")
        return True
    return False


def sign_in(handler):
    if "pytest-" in handler.path:
        handler.send_response(302)
        handler.send_header("Location", "http://127.0.0.1:1/sign-in")
        handler.end_headers()
        return True
    return False


def hang(handler):
    return "pytest-" in handler.path and handler.server.stopping.wait()


def answer_slowly(handler, pieces):
    for piece in pieces:
        with contextlib.suppress(OSError):
            handler.wfile.write(piece)
        if handler.server.stopping.wait(0.05):
            break
    return True


def drip(handler):
    if "pytest-" not in handler.path:
        return False
    handler.send_response(200)
    handler.end_headers()
    return answer_slowly(handler, itertools.repeat(b"x"))


def drip_headers(handler):
    if "pytest-" not in handler.path:
        return False
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
    return answer_slowly(handler, itertools.repeat(b"x"))


def endless(handler):
    if not handler.path.endswith("manifest.json"):
        return False
    handler.send_response(200)
    handler.end_headers()
    with contextlib.suppress(OSError):
        while not handler.server.stopping.is_set():
            handler.wfile.write(bytes(2**20))
    return True


def strange_length(handler):
    if "pytest-" in handler.path:
        handler.wfile.write("HTTP/1.0 200 OK\r\nContent-Length: \u00b2\r\n\r\nhalf".encode())
        return True
    return False


def escapes(handler):
    if "pytest-" in handler.path:
        handler.wfile.write(b"HTTP/1.0 500 \x1b[2J" + 300 * b"x" + b"\r\n\r\n")
        return True
    return False


# The thread of an answer that was given up may end at any time, also while its socket is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (drip, "fewer than 10,000 bytes"),
        (drip_headers, "no answer within"),
        (strange_length, "broke off after 4 bytes"),
        (escapes, r"answered 500 \?\[2Jx{100,200}\."),
        (cut_off, "broke off after 4 bytes"),
        (sign_in, "the server answered 302"),
        (hang, r"no answer within 1 seconds"),
        (lambda handler: handler.server.shutdown() or True, "^.*: "),
    ],
)
def test_a_laptop_that_does_not_answer(packed, serve, install_here, monkeypatch, behave, reason):
    if behave in (hang, drip, drip_headers):
        monkeypatch.setattr(install, "SECONDS", 1)
    server = serve(packed)
    server.behave = behave
    code, _, errors = install_here(server.address)
    assert code == 1
    assert re.search(reason, errors)
    assert re.search(TRY, errors)
    assert server.address in errors
    assert len(errors.splitlines()) <= 3


def test_a_manifest_without_an_end(packed, serve, install_here, monkeypatch):
    monkeypatch.setattr(install, "LARGEST_MANIFEST", 2**20)
    server = serve(packed)
    server.behave = endless
    code, _, errors = install_here(server.address)
    assert (code, errors.splitlines()[1]) == (1, "Copy the pack again.")


def test_nobody_serves(install_here):
    code, _, errors = install_here(NOWHERE)
    assert code == 1
    assert f"no complete pack here. {NOWHERE}/manifest.json: Connection refused." in errors
    assert "python -m http.server" in errors


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_after_ctrl_c_the_same_command_continues(packed, serve, home, install_here):
    server = serve(packed)
    server.behave = hang
    with start([sys.executable, packed / "install.py", server.address], home) as process:
        wait_for(lambda: any("pytest-" in path for path in server.requested))
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=300)
    assert process.returncode == 130
    assert errors.startswith("\nInterrupted.")
    assert len([path for path in server.requested if path.startswith("/wheels/")]) > 3
    server.requested.clear()
    server.behave = cut_off
    assert install_here(server.address)[0] == 1
    assert len(server.requested) == 2  # the manifest, and the first wheel that is missing


def test_a_disk_that_is_too_small(packed, install_here, monkeypatch):
    usage = shutil.disk_usage(".")._replace(free=10**6)
    monkeypatch.setattr(install.shutil, "disk_usage", lambda folder: usage)
    code, _, errors = install_here(packed)
    assert code == 1
    assert re.search(r"\d+ MB are needed in .*, and 1 MB are free\.\nFree some space", errors)


# -------------------------------------------------------------------------------------- in Korean


# Not what is code, a path, or a word that the learner types.
ENGLISH_SENTENCE = re.compile(r"[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+")
MESSAGES = "kit/fashion_cnn/words/ko/messages"


@pytest.mark.parametrize("served", [False, True], ids=["stick", "laptop"])
def test_an_installation_in_korean(packed, serve, home, install_here, stubbed, served):
    source = serve(packed).address if served else packed
    code, said, errors = install_here(source, "--lang", "ko")
    assert (code, errors) == (0, "")
    folder = home / install.NEW_FOLDER
    assert said.startswith(
        f"워크숍을 설치합니다. 팩: {source}\n설치할 폴더: {folder}\n키트 복사: 파일 "
    )
    assert said.endswith("    python -m fashion_cnn.workshop start my-workshop --lang ko\n")
    assert not ENGLISH_SENTENCE.search(said)
    # The programs that it starts, such as the doctor, speak the same language.
    assert os.environ["FASHION_CNN_LANG"] == "ko"


def test_what_goes_wrong_in_korean(copied, home, install_here, monkeypatch):
    monkeypatch.setenv("FASHION_CNN_LANG", "ko")
    wheel = next((copied / "wheels").glob("pytest-*"))
    wheel.unlink()
    code, said, errors = install_here(copied)
    assert code == 1
    assert errors.startswith(f"{wheel}: 파일이 없습니다.\n강사에게서 이 파일이나")
    code, said, _ = install_here(copied, "--check")
    assert re.search(r"\n파일 \d+개 중 1개에 문제가 있습니다", said)
    # The words of the pack are there even if the manifest is not.
    (copied / "manifest.json").unlink()
    code, _, errors = install_here(copied)
    assert errors.startswith("여기에는 온전한 팩이 없습니다. ")
    assert install_here(copied, "--lang", "en")[2].startswith("There is no complete pack here.")


def test_help_and_a_wrong_option_in_korean(packed, home, install_here):
    code, said, _ = install_here(packed, "--help", "--lang", "ko")
    assert code == 0
    assert "만들 폴더" in said
    assert not ENGLISH_SENTENCE.search(said)
    code, _, errors = install_here(packed, "--lang", "ko", "--colour")
    assert code == 2
    assert "모르는 인수: --colour" in errors
    assert "'kr'" in install_here(packed, "--lang", "kr")[2]


@pytest.mark.parametrize("content", [None, "", "[1]", "3", "{", "\udcff"])
def test_a_pack_whose_messages_are_damaged_speaks_english(content, packed, tmp_path, install_here):
    folder = tmp_path / "pack"
    (folder / MESSAGES).mkdir(parents=True)
    shutil.copy(packed / "manifest.json", folder)
    if content is not None:
        path = folder / MESSAGES / "argparse.json"
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
    code, said, _ = install_here(folder, "--check", "--lang", "ko")
    assert code == 1
    assert "files are bad" in said


def test_a_console_without_hangul_gets_english(packed, home):
    command = [sys.executable, packed / "install.py", "--help", "--lang", "ko"]
    assert "the folder to create" in run(command, home, PYTHONIOENCODING="cp1252")[1]
    assert "만들 폴더" in run(command, home)[1]


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"LANG": "ko_KR.UTF-8"},
        {"LANG": "ko_KR.UTF-8", "LC_ALL": "C.UTF-8"},
        {"LANG": "de_DE@euro"},
        {"LC_MESSAGES": "ko"},
        {"LANG": "ko_KR", "FASHION_CNN_LANG": "en"},
        {"LANG": "en_GB", "FASHION_CNN_LANG": "ko"},
        {"LANG": "ko_KR", "FASHION_CNN_LANG": "kr"},
    ],
)
def test_the_language_is_the_one_that_the_kit_speaks(monkeypatch, variables):
    assert install.LANGUAGES == language.LANGUAGES
    for name in (*language.LOCALE_VARIABLES, "FASHION_CNN_LANG"):
        monkeypatch.setenv(name, variables.get(name, ""))
    monkeypatch.setattr(install.sys, "stdout", None)
    assert install.choose_language(None) == language.usual()


@pytest.mark.parametrize(("number", "expected"), [(0x0412, "ko"), (0x0809, "en"), (0x9999, "en")])
def test_the_language_of_windows(monkeypatch, number, expected):
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(install, "WINDOWS", True)
    monkeypatch.setattr(install.sys, "stdout", None)
    monkeypatch.delenv("FASHION_CNN_LANG", raising=False)
    assert install.choose_language(None) == expected


def test_its_messages_need_no_particles():
    """It fills them in as str.format does."""
    for name in install.FILES_OF_MESSAGES:
        path = KIT / install.MESSAGES.format(language="ko", name=name).partition("/")[2]
        for text in json.loads(path.read_text(encoding="utf-8")).values():
            assert not re.search(r"\{[^{}]*:[^{}]*/", text)


# -------------------------------------------------------------------------------- other computers


@pytest.mark.parametrize(
    ("system", "machine", "version", "name"),
    [
        ("win32", "AMD64", "", "windows"),
        ("win32", "ARM64", "", None),
        ("darwin", "arm64", "14.5", "macos"),
        ("darwin", "arm64", "10.16", "macos"),
        ("darwin", "arm64", "10.15.7", None),
        ("darwin", "x86_64", "14.5", None),
        ("linux", "x86_64", "2.28", "linux"),
        ("linux", "aarch64", "2.36", "linux-arm"),
        ("linux", "x86_64", "2.17", None),
        ("linux", "riscv64", "2.40", None),
    ],
)
def test_the_names_of_platforms(monkeypatch, system, machine, version, name):
    monkeypatch.setattr(install.sys, "platform", system)
    monkeypatch.setattr(install.platform, "machine", lambda: machine)
    monkeypatch.setattr(install.platform, "libc_ver", lambda: ("glibc", version))
    monkeypatch.setattr(install.platform, "mac_ver", lambda: (version, "", ""))
    assert install.this_platform() == name
    assert set(wheels.TAGS) == set(wheels.MARKERS) == set(wheels.MEGABYTES) == set(install.TITLES)


def test_the_commands_and_paths_of_windows(monkeypatch, tmp_path):
    monkeypatch.setattr(install, "WINDOWS", True)
    assert install.next_commands(tmp_path)[1] == r".venv\Scripts\activate"
    target = {"wheels": [], "longest": 150}
    made = install.Installation(tmp_path, None, {"files": {}}, target)
    assert made.python == tmp_path / ".venv" / "Scripts" / "python.exe"
    monkeypatch.setattr(install, "long_paths_allowed", lambda: False)
    install.check_length(Path("C:/short"), target)
    with pytest.raises(install.Stop, match="is too long"):
        install.check_length(Path("C:/" + 100 * "x"), target)
    monkeypatch.setattr(install, "long_paths_allowed", lambda: True)
    install.check_length(Path("C:/" + 100 * "x"), target)
