"""The offline pack: collected from an index of small stand-in wheels, served, and installed.

The stand-ins have the names and versions of the real packages. One of them makes the packages of
the Python that runs the tests visible, where the environment variable STAND_IN asks for it, so that
the kit works in the installed folder. The slow test does it all with the real packages.
"""

import ast
import dataclasses
import functools
import hashlib
import http.server
import json
import os
import re
import shutil
import signal
import site
import subprocess
import sys
import threading
import time
import zipfile
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from conftest import USERS_DATA
from helpers import write_idx

from fashion_cnn import doctor
from fashion_cnn.base.commandline import execute
from fashion_cnn.data import folders, official
from fashion_cnn.pack import __main__ as pack
from fashion_cnn.pack import contents, install, place, wheels
from fashion_cnn.pretrained import imagenet
from fashion_cnn.workshop.authors import strip

ROOT = Path(doctor.__file__).resolve().parents[1]
HERE = install.this_platform()
PYTHON = "{}.{}".format(*sys.version_info)
# Nobody listens on port 1.
NOWHERE = "http://127.0.0.1:1"
TRY = "Run the same command again|the same\ncommand again|again: it goes on"

BACKEND = """
import os, zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "fashion_cnn-0.1.0-py3-none-any.whl"
    info = "fashion_cnn-0.1.0.dist-info/"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("fashion_cnn.pth", os.getcwd())
        about = "Metadata-Version: 2.1\\nName: fashion-cnn\\nVersion: 0.1.0"
        wheel.writestr(info + "METADATA", about)
        kind = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any"
        wheel.writestr(info + "WHEEL", kind)
        wheel.writestr(info + "RECORD", "")
    return name
"""

DOCTOR = """
import os, sys
check_platform = list
if __name__ == "__main__":
    print("The doctor was here.")
    sys.exit(int(os.environ.get("PROBLEMS", "0")))
"""

pytestmark = pytest.mark.skipif(
    HERE is None or metadata.packages_distributions().get("pip") is None,
    reason="this computer has no TensorFlow, or this Python no pip",
)


# ----------------------------------------------------------------------- an index of small wheels


def write_wheel(folder, name, version, files=(), requires=(), tag="py3-none-any"):
    """Write a wheel by hand: a zip with its files, METADATA, WHEEL and RECORD."""
    stem = f"{name.replace('-', '_')}-{version}"
    needs = "".join(f"Requires-Dist: {each}\n" for each in requires)
    about = f"{stem}.dist-info"
    files = {
        **dict(files),
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
        f"{about}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    files[f"{about}/RECORD"] = "".join(f"{each},,\n" for each in [*files, f"{about}/RECORD"])
    with zipfile.ZipFile(folder / f"{stem}-{tag}.whl", "w") as wheel:
        for each, content in files.items():
            wheel.writestr(each, content)


def write_pip(folder):
    """Write the wheel of the pip that is installed here."""
    found = metadata.distribution("pip")
    kept = [path for path in found.files if path.parts[0] == "pip" and path.suffix != ".pyc"]
    files = {path.as_posix(): path.read_binary() for path in kept}
    write_wheel(folder, "pip", found.version, files)


@pytest.fixture(scope="session")
def index(tmp_path_factory):
    """A folder with a wheel of every package; TensorFlow's are for this Python alone."""
    folder = tmp_path_factory.mktemp("index")
    real = [*site.getsitepackages(), site.getusersitepackages()]
    line = f"import os, sys; sys.path += {real!r} if os.environ.get('STAND_IN') else []"
    for name, wanted in doctor.requirements().items():
        version = re.search(r">=([\d.]+)", wanted)[1]
        if name == "tensorflow":
            for platform in (HERE, "windows"):
                tag = f"cp{PYTHON.replace('.', '')}-none-{wheels.TAGS[platform][0]}"
                write_wheel(folder, name, version, {"zz_stand_in.pth": line}, tag=tag)
        else:
            needs = ['colorama; sys_platform == "win32"'] if name == "pytest" else []
            write_wheel(folder, name, version, requires=needs)
    write_wheel(folder, "colorama", "0.4.6")
    write_wheel(folder, "setuptools", "99.0", {"setuptools/build_meta.py": BACKEND})
    write_pip(folder)
    return folder


def run_pack(index, *words, **variables):
    """Run the instructor's command with an index of its own."""
    settings = {"PIP_CONFIG_FILE": os.devnull, "PYTHONPATH": str(ROOT), "PIP_RETRIES": "0"}
    if index:
        settings |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index)}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.run(
        [sys.executable, "-m", "fashion_cnn.pack", *map(str, words)],
        env={**clean, **settings, **variables},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


@pytest.fixture(scope="session")
def packed(index, tmp_path_factory):
    """A pack for this computer; not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "pack"
    done = run_pack(index, folder, "--no-data")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{HERE}, Python {PYTHON}: 15 packages" in done.stdout
    return folder


@pytest.fixture
def copied(packed, tmp_path):
    """A copy of the pack on a stick, for the test to change."""
    return Path(shutil.copytree(packed, tmp_path / "스틱 1" / "pack"))


def change_manifest(folder, change):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def replace(folder, name, text):
    """Replace a file of a pack, so that the manifest has it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    change_manifest(folder, lambda manifest: manifest["files"].update({name: contents.entry(path)}))


# ------------------------------------------------------------------------------------ the learner


def learners_environment(home, **variables):
    """Return the environment of somebody whose proxy, index and pip settings lead nowhere."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "PYTHON", "KERAS", "FASHION_CNN"))
    }
    dead = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE)
    pip = {"PIP_INDEX_URL": f"{NOWHERE}/simple", "PIP_REQUIRE_VIRTUALENV": "1"}
    home = {"HOME": str(home), "USERPROFILE": str(home), "KERAS_HOME": str(home / ".keras")}
    return {**clean, **dead, **pip, **home, "PYTHONIOENCODING": "utf-8", **variables}


@pytest.fixture
def learner(tmp_path):
    """A function that starts a command in the learner's folder; `learner.home` is that folder."""
    home = tmp_path / "나의 폴더"
    home.mkdir()

    def start(command, **variables):
        return subprocess.Popen(
            command if isinstance(command, str) else [sys.executable, *map(str, command)],
            cwd=home,
            env=learners_environment(home, **variables),
            shell=isinstance(command, str),
            encoding="utf-8",
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(*words, command=None, **variables):
        with start(command or words, **variables) as process:
            said, errors = process.communicate(timeout=300)
        assert "Traceback" not in errors, errors
        return process.returncode, said, errors

    run.start, run.home = start, home
    return run


class Handler(http.server.SimpleHTTPRequestHandler):
    """What python -m http.server has; `server.behave(handler)` may answer in its place."""

    def do_GET(self):
        self.server.requested.append(self.path)
        if not self.server.behave(self):
            super().do_GET()

    def log_message(self, *args):
        pass


@pytest.fixture
def serve():
    """A function that serves a folder; returns the server."""
    servers = []

    def start(folder):
        handler = functools.partial(Handler, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        server.requested, server.stopping = [], threading.Event()
        server.behave = lambda handler: False
        server.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stopping.set()
        server.shutdown()
        server.server_close()


def command_of(page, address):
    """Return the command that README.txt or index.html has for macOS and Linux."""
    text = re.sub("<[^<>]*>", "", page.read_text(encoding="utf-8-sig"))
    line = next(line for line in text.splitlines() if "python3 -I -c" in line).strip()
    assert "http://192.168.0.2:8000" in line
    return line.replace("http://192.168.0.2:8000", address).replace("python3", sys.executable, 1)


@pytest.mark.skipif(os.name == "nt", reason="the command for Windows calls py")
def test_from_a_served_pack_to_a_working_workshop(copied, serve, learner):
    replace(copied, "kit/fashion_cnn/doctor.py", DOCTOR)
    server = serve(copied)
    command = command_of(copied / "README.txt", server.address)
    assert command == command_of(copied / "index.html", server.address)
    code, said, errors = learner(command=command)
    assert (code, errors) == (0, ""), said + errors
    folder = learner.home / install.NEW_FOLDER
    assert f"into {folder}\n" in said
    assert "The doctor was here." in said
    activate, start = said.strip().splitlines()[-2:]
    assert activate.strip() == "source .venv/bin/activate"
    assert not (folder / install.OURS / "wheels").exists()
    # What it says to type next works, with nothing but the folder.
    command = start.strip().replace("python", f'"{folder}/.venv/bin/python"', 1)
    code, said, errors = learner(command=f'cd "{folder}" && {command}', STAND_IN="1")
    assert code == 0, errors
    assert (folder / "my-workshop" / "01_pixels.py").is_file()
    # Once more, it has nothing to do but to ask the doctor.
    count = len(server.requested)
    code, said, _ = learner(copied / "install.py", server.address)
    assert code == 0
    assert len(server.requested) == count + 1
    assert "Copying" not in said


def test_from_a_stick_with_another_alphabet_and_again_after_problems(copied, learner):
    replace(copied, "kit/fashion_cnn/doctor.py", DOCTOR)
    code, said, errors = learner(copied / "install.py", "--to", "여기 있다", PROBLEMS="1")
    assert (code, errors) == (1, "")
    assert "The doctor was here." in said
    assert said.endswith("run the same command again: it installs anew.\n")
    folder = learner.home / "여기 있다"
    (folder / "workshop" / "01_pixels.py").write_text("my work")
    (folder / "LICENSE").unlink()
    code, said, errors = learner(copied / "install.py", "--to", "여기 있다")
    assert (code, errors) == (0, "")
    assert f"{folder / 'workshop' / '01_pixels.py'} was changed, and is left as it is." in said
    assert (folder / "workshop" / "01_pixels.py").read_text() == "my work"
    assert (folder / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert "Copying the kit: 1 files" in said
    assert "Copying the packages" not in said
    assert "Installing." in said
    # Another edition of the pack brings what nobody has changed up to date.
    replace(copied, "kit/README.md", "new")
    replace(copied, "kit/workshop/01_pixels.py", "new")
    code, said, errors = learner(copied / "install.py", "--to", "여기 있다")
    assert (code, errors) == (0, "")
    assert (folder / "README.md").read_text() == "new"
    assert (folder / "workshop" / "01_pixels.py").read_text() == "my work"
    assert "Installing." not in said


def test_a_damaged_file_is_named_and_a_good_copy_is_enough(packed, copied, learner):
    wheel = next((copied / "wheels").glob("pytest-*"))
    wheel.write_bytes(wheel.read_bytes()[:-1] + b"x")
    code, _, errors = learner(copied / "install.py")
    assert code == 1
    assert errors.startswith(f"{wheel} is damaged (its SHA-256 differs).\nCopy this file")
    code, said, errors = learner(copied / "install.py", "--check")
    assert (code, errors) == (1, "")
    assert f"{wheel} is damaged" in said
    assert re.search(r"\n1 of \d+ files are bad", said)
    wheel.unlink()
    code, _, errors = learner(copied / "install.py")
    assert code == 1
    assert errors.startswith(f"{wheel}: missing.\nCopy this file")
    shutil.copy(packed / "wheels" / wheel.name, wheel)
    assert learner(copied / "install.py", "--check")[0] == 0


def test_a_damaged_pack_is_not_used(copied, learner):
    (copied / "manifest.json").write_text("{")
    code, _, errors = learner(copied / "install.py")
    assert (code, errors) == (1, f"{copied / 'manifest.json'} is damaged.\nCopy the pack anew.\n")
    (copied / "manifest.json").unlink()
    code, _, errors = learner(copied / "install.py")
    assert code == 1
    assert f"no whole pack here. {copied / 'manifest.json'}: missing." in errors
    assert not list(learner.home.iterdir())


def test_a_wrong_python_and_a_wrong_computer_are_told_what_there_is(copied, learner):
    def change(manifest):
        for target in manifest["targets"]:
            target["python"] = "3.99"

    change_manifest(copied, change)
    code, _, errors = learner(copied / "install.py")
    assert code == 1
    assert "but for this computer the pack has packages for Python 3.99.\nInstall Python" in errors
    other = "macos" if HERE != "macos" else "windows"
    change_manifest(copied, lambda manifest: manifest["targets"][0].update(platform=other))
    # A console that has few characters shows marks for the others.
    code, _, errors = learner(copied / "install.py", "--to", "é数", PYTHONIOENCODING="cp949")
    assert code == 1
    assert f"The pack has packages for {install.TITLES[other]}.\nTake another" in errors
    assert not list(learner.home.iterdir())


def test_it_is_readable_for_python_3_8():
    ast.parse(Path(install.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))
    assert Path(install.__file__).read_bytes().isascii()


def test_a_folder_of_somebody_is_left_alone(packed, learner):
    folder = learner.home / install.NEW_FOLDER
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    code, _, errors = learner(packed / "install.py")
    assert code == 2
    assert errors.startswith(f"{folder} exists, and was not made by this program")
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    code, _, errors = learner(packed / "install.py", "--to", folder / "mine.txt")
    assert (code, errors.splitlines()[1]) == (2, "Choose another name: --to FOLDER")
    code, _, errors = learner(packed / "install.py", "--to", packed / "here")
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
    return "pytest-" in handler.path and handler.server.stopping.wait(30)


@pytest.fixture
def in_process(monkeypatch, capsys, tmp_path):
    """A function that runs the installer in this process: (exit code, errors)."""
    monkeypatch.setattr(sys, "path", sys.path[:])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(install, "SECONDS", 0.3)
    monkeypatch.setattr(install.Served, "tries", 1)
    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["install.py", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            install.leave()
        return ended.value.code, capsys.readouterr().err

    return run


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (cut_off, "broke off after 4 bytes"),
        (sign_in, "the server answered 302"),
        (hang, r"no answer within 0\.3 seconds"),
        (lambda handler: handler.server.shutdown() or True, "^.*: "),
    ],
)
def test_a_laptop_that_does_not_answer(packed, serve, in_process, behave, reason):
    server = serve(packed)
    server.behave = behave
    code, errors = in_process(server.address)
    assert code == 1
    assert re.search(reason, errors)
    assert re.search(TRY, errors)
    assert server.address in errors
    assert len(errors.splitlines()) <= 3


def test_nobody_serves(in_process):
    code, errors = in_process(NOWHERE)
    assert code == 1
    assert f"There is no whole pack here. {NOWHERE}/manifest.json: Connection refused." in errors
    assert "python -m http.server" in errors


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_after_ctrl_c_the_same_command_goes_on(packed, serve, learner):
    server = serve(packed)
    server.behave = hang
    with learner.start([packed / "install.py", server.address]) as process:
        wait_for(lambda: any("pytest-" in path for path in server.requested))
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors == "\nInterrupted. The same command goes on from here.\n"
    before = set(server.requested)
    assert len([path for path in before if path.startswith("/wheels/")]) > 3
    server.requested.clear()
    with learner.start([packed / "install.py", server.address]) as process:
        wait_for(lambda: any("pytest-" in path for path in server.requested))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert len(server.requested) == 2  # the manifest, and the first wheel that is missing


def wait_for(happened):
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_disk_that_is_too_small(packed, in_process, monkeypatch):
    usage = shutil.disk_usage(".")._replace(free=10**6)
    monkeypatch.setattr(install.shutil, "disk_usage", lambda folder: usage)
    code, errors = in_process(packed)
    assert code == 1
    assert re.search(r"\d+ MB are needed in .*, and 1 MB are free\.\nFree some space", errors)


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
    with pytest.raises(install.Stop, match="is too long a name"):
        install.check_length(Path("C:/" + 100 * "x"), target)
    monkeypatch.setattr(install, "long_paths_allowed", lambda: True)
    install.check_length(Path("C:/" + 100 * "x"), target)


# --------------------------------------------------------------------------------- the instructor


def test_what_is_in_a_pack(packed):
    manifest = json.loads((packed / "manifest.json").read_text(encoding="utf-8"))
    there = {path.relative_to(packed).as_posix() for path in packed.rglob("*") if path.is_file()}
    assert there == {*manifest["files"], "manifest.json", "pack.log"}
    for name, entry in manifest["files"].items():
        content = (packed / name).read_bytes()
        assert entry == {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    for name in ("README.md", "LICENSE", "requirements.txt", "fashion_cnn/pretrained", "docs"):
        assert (packed / "kit" / name).exists()
    assert not [name for name in there if re.search(r"\.pyc|kit/(tests|runs|\.git)", name)]
    shipped = {path.name: path.read_text("utf-8") for path in packed.glob("kit/workshop/*")}
    assert shipped == strip.expected()
    text = (packed / "README.txt").read_text(encoding="utf-8-sig")
    assert f"Python {PYTHON}," in text
    assert f"파이썬 {PYTHON}," in text
    assert "@" not in text


def test_more_platforms_are_added_and_what_cannot_be_had_is_said(index, packed, tmp_path):
    folder = Path(shutil.copytree(packed, tmp_path / "pack"))
    other = next(version for version in doctor.pythons() if version != PYTHON)
    words = ("--platforms", "windows", "--python", PYTHON, other, "--no-data")
    done = run_pack(index, folder, *words)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    reason = f"windows, Python {other}: the package index has no tensorflow<2.22,>=2.21"
    assert reason in done.stderr
    assert "Leave out this platform or this Python" in done.stderr
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = {each["platform"]: " ".join(each["wheels"]) for each in manifest["targets"]}
    assert set(found) == {HERE, "windows"}
    assert "colorama" in found["windows"]  # which pytest needs on Windows alone
    assert ("colorama" in found[HERE]) == (HERE == "windows")


def test_what_is_there_is_not_fetched_again_and_a_half_wheel_is(index, packed, tmp_path):
    folder = Path(shutil.copytree(packed, tmp_path / "pack"))
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    assert run_pack(nothing, folder, "--no-data").returncode == 0
    wheel = next((folder / "wheels").glob("keras-*"))
    content = wheel.read_bytes()
    wheel.write_bytes(content[:100])
    done = run_pack(nothing, folder, "--no-data")
    assert done.returncode == 1
    assert "the package index has no tensorflow" in done.stdout
    assert run_pack(index, folder, "--no-data").returncode == 0
    assert wheel.read_bytes() == content


def test_an_index_that_cannot_be_reached(tmp_path):
    done = run_pack(None, tmp_path / "pack", "--no-data", PIP_INDEX_URL=f"{NOWHERE}/simple")
    assert done.returncode == 1
    assert "The package index could not be reached.\nRun the same command again" in done.stdout
    assert done.stderr == "There is no pack yet: the packages of no platform could be collected.\n"
    assert not (tmp_path / "pack" / "manifest.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_ctrl_c_in_the_middle_of_a_download(tmp_path, serve):
    server = serve(tmp_path)
    server.behave = lambda handler: server.stopping.wait(30)
    index = {"PIP_INDEX_URL": f"{server.address}/simple", "PIP_CONFIG_FILE": os.devnull}
    with subprocess.Popen(
        [sys.executable, "-m", "fashion_cnn.pack", tmp_path / "pack"],
        env=os.environ | index | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        wait_for(lambda: server.requested)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors == "Interrupted. What is there is kept: the same command goes on.\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--platforms", "window"], "no platform 'window'. Did you mean 'windows'"),
        (["--python", "3.10"], "There are: 3.13, 3.12, 3.11"),
        (["--data", "garments"], "There are: fashion_mnist, mnist"),
        (["--data", "mnist", "--no-data"], "exclude each other"),
        (["--vgg16", "half"], "There are: without_top, whole"),
        ([], "holds something other than a pack"),
    ],
)
def test_words_that_are_none(monkeypatch, capsys, tmp_path, words, message):
    (tmp_path / "mine.txt").write_text("mine")
    monkeypatch.setattr(sys, "argv", ["pack", str(tmp_path), *words])
    with pytest.raises(SystemExit) as ended:
        execute(pack.main)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_without_git_the_kit_is_found_by_a_rule(monkeypatch):
    with_git = contents.kit_files()
    monkeypatch.setattr(contents, "git_files", list)
    assert set(contents.kit_files()) >= {name for name in with_git if "/." not in name}
    assert not [name for name in contents.kit_files() if "__pycache__" in name]


# -------------------------------------------------------------------------- data sets and weights


def write_npz(folder, arrays):
    folder.mkdir()
    np.savez(folder / "fashion-mnist.npz", **arrays)
    return folder


@pytest.mark.parametrize(
    "write", [write_idx, functools.partial(write_idx, zipped=False), write_npz]
)
def test_data_go_through_a_pack_into_the_cache(sets, tmp_path, write):
    own = write(tmp_path / "own", sets["fashion_mnist"])
    contents.add_data("fashion_mnist", tmp_path / "pack", str(own), print)
    assert len(list((tmp_path / "pack" / "data" / "fashion-mnist").iterdir())) == 4
    assert sum(name.startswith("data/fashion-mnist/") for name in place.missing()) == 4
    bad = folders.keras_cache() / "fashion-mnist" / official.IDX_GZ_FILES[1]
    write_idx(bad.parent, sets["fashion_mnist"])
    bad.write_bytes(b"<html>")
    good = bad.with_name(official.IDX_GZ_FILES[0])
    before = good.stat().st_mtime_ns, good.read_bytes()
    place.place(tmp_path / "pack")
    files = folders.find(folders.keras_cache(), "fashion_mnist")
    read = folders.read(files, "fashion_mnist")
    assert np.array_equal(read["y_train"], sets["fashion_mnist"]["y_train"])
    assert bad.with_name(bad.name + ".bad").read_bytes() == b"<html>"
    assert (good.stat().st_mtime_ns, good.read_bytes()) == before
    assert not [name for name in place.missing() if name.startswith("data/fashion-mnist/")]


def test_weights_go_through_a_pack_into_the_cache(monkeypatch, tmp_path):
    for name in ("WEIGHTS_NO_TOP", "CLASS_INDEX"):
        digest = hashlib.md5(name.encode()).hexdigest()
        published = dataclasses.replace(getattr(imagenet, name), md5=digest)
        monkeypatch.setattr(imagenet, name, published)
        imagenet.cache().mkdir(parents=True, exist_ok=True)
        (imagenet.cache() / published.name).write_bytes(name.encode())
    contents.add_weights("without_top", tmp_path, print)
    packed = sorted(path.name for path in (tmp_path / "models").iterdir())
    assert packed == sorted([imagenet.CLASS_INDEX.name, imagenet.WEIGHTS_NO_TOP.name])
    shutil.rmtree(imagenet.cache())
    assert f"models/{imagenet.CLASS_INDEX.name}" in place.missing()
    place.place(tmp_path)
    assert sorted(path.name for path in imagenet.cache().iterdir()) == packed
    assert place.missing()[-1] == f"models/{imagenet.WEIGHTS.name}"


# --------------------------------------------------------------------------------- the real thing

# Runs in a network of its own, if that can be had, in which there is nothing but this process and
# what it starts: the instructor's server, and the learner's commands.
ROOM = """
import socket, struct, subprocess, sys, time
folder, home, alone, port, *commands = sys.argv[1:]
if alone == "alone":
    import fcntl
    with socket.socket() as any_socket:  # raise the loopback interface
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 0x41))
    with socket.socket() as probe:
        assert probe.connect_ex(("1.1.1.1", 443)), "the world can be reached"
server = subprocess.Popen(
    [sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1", "--directory", folder],
    stderr=subprocess.DEVNULL,
)
try:
    time.sleep(1)
    for command in commands:
        begun = time.monotonic()
        code = subprocess.call(command, shell=True, cwd=home)
        print(f"exit code {code} after {time.monotonic() - begun:.0f} s: {command}", flush=True)
        if code:
            sys.exit(code)
finally:
    server.kill()
"""


def network_of_its_own():
    """Return the words that start a command in an empty network; none where that cannot be."""
    words = ["unshare", "--map-root-user", "--net"]
    found = shutil.which("unshare") and subprocess.run([*words, "true"], capture_output=True)
    return words if found and found.returncode == 0 else []


def in_ci():
    """Tell whether no test may be skipped: the variable of CI services, or .ci/run's Python."""
    return bool(os.environ.get("CI")) or Path(sys.prefix).name == ".ci-env"


def free_port():
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        return server.server_port


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the command for Windows calls py")
def test_the_real_packages_in_a_room_without_a_network(tmp_path):
    words = ["--data-dir", USERS_DATA] if USERS_DATA else ["--no-data"]
    home = tmp_path / "나의 폴더"
    home.mkdir()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "fashion_cnn.pack", tmp_path / "pack", *words],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            encoding="utf-8",
        )
        if done.returncode and "could not be reached" in done.stdout and not in_ci():
            pytest.skip("no package index can be reached to make a pack from")
        assert done.returncode == 0, done.stdout + done.stderr
        start, port = network_of_its_own(), str(free_port())
        python = f'"{home / install.NEW_FOLDER}/.venv/bin/python" -m'
        done = subprocess.run(
            [
                *[*start, sys.executable, "-c", ROOM, tmp_path / "pack", home],
                *["alone" if start else "proxies", port],
                command_of(tmp_path / "pack" / "README.txt", f"http://127.0.0.1:{port}"),
                f"{python} fashion_cnn.train --dataset digits --limit 200 --epochs 1",
            ],
            env=learners_environment(home),
            capture_output=True,
            encoding="utf-8",
        )
        print(f"Without a network: {start or 'dead proxies'}", done.stdout)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "This machine is ready for the workshop." in done.stdout
        assert ("Fashion-MNIST is whole, in" in done.stdout) == bool(USERS_DATA)
        assert "accuracy" in done.stdout
    finally:
        shutil.rmtree(home)
        shutil.rmtree(tmp_path / "pack", ignore_errors=True)
