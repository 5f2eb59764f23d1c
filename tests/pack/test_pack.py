"""The offline pack: collected from an index of small stand-in wheels, served, and installed.

The stand-ins have the names and versions of the real packages. If the environment variable STAND_IN
is set, one of them makes the packages of the Python that runs the tests visible, so that the kit
works in the installed folder. The slow test does it all with the real packages.
"""

import ast
import contextlib
import dataclasses
import functools
import hashlib
import http.server
import io
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
from types import SimpleNamespace

import numpy as np
import pytest
from conftest import USERS_DATA
from helpers import write_idx

from fashion_cnn.base import versions
from fashion_cnn.base.commandline import execute
from fashion_cnn.base.paths import KIT
from fashion_cnn.data import folders, official
from fashion_cnn.pack import __main__ as pack
from fashion_cnn.pack import contents, install, place, wheels
from fashion_cnn.pretrained import imagenet
from fashion_cnn.workshop.authors import strip

HERE = install.this_platform()
PYTHON = "{}.{}".format(*sys.version_info)
# Nobody listens on port 1.
NOWHERE = "http://127.0.0.1:1"
TRY = "the same\\s+command again"

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
    for name, wanted in versions.requirements().items():
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
    """Run the instructor's command with an index of its own: (exit code, output, errors)."""
    settings = {"PIP_CONFIG_FILE": os.devnull, **variables}
    if index:
        settings |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index)}
    said, errors = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PIP_")]:
            patch.delenv(name)
        for name, value in settings.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["pack", *map(str, words)])
        with (
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(errors),
            pytest.raises(SystemExit) as ended,
        ):
            execute(pack.main)
    return ended.value.code or 0, said.getvalue(), errors.getvalue()


@pytest.fixture(scope="session")
def packed(index, tmp_path_factory):
    """A pack for this computer; not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "pack"
    code, said, errors = run_pack(index, folder, "--no-data")
    assert code == 0, said + errors
    assert f"{HERE}, Python {PYTHON}: 15 packages" in said
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
def home(tmp_path, monkeypatch):
    """The learner's folder, where this process is."""
    home = tmp_path / "나의 폴더"
    home.mkdir()
    monkeypatch.chdir(home)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    return home


def start(command, home, **variables):
    """Start a command in the learner's folder, as a process."""
    return subprocess.Popen(
        command,
        cwd=home,
        env=learners_environment(home, **variables),
        shell=isinstance(command, str),
        encoding="utf-8",
        errors="replace",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(command, home, **variables):
    """Run a command as `start` does: (exit code, output, errors)."""
    with start(command, home, **variables) as process:
        said, errors = process.communicate(timeout=600)
    assert "Traceback" not in errors, errors
    return process.returncode, said, errors


@pytest.fixture
def install_here(home, monkeypatch, capsys):
    """A function that runs the installer in this process: (exit code, output, errors)."""
    monkeypatch.setattr(sys, "path", sys.path[:])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(install.Served, "tries", 1)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["install.py", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            install.leave()
        return ended.value.code, *capsys.readouterr()

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
    return "pytest-" in handler.path and handler.server.stopping.wait(30)


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (cut_off, "broke off after 4 bytes"),
        (sign_in, "the server answered 302"),
        (hang, r"no answer within 1 seconds"),
        (lambda handler: handler.server.shutdown() or True, "^.*: "),
    ],
)
def test_a_laptop_that_does_not_answer(packed, serve, install_here, monkeypatch, behave, reason):
    if behave == hang:
        monkeypatch.setattr(install, "SECONDS", 1)
    server = serve(packed)
    server.behave = behave
    code, _, errors = install_here(server.address)
    assert code == 1
    assert re.search(reason, errors)
    assert re.search(TRY, errors)
    assert server.address in errors
    assert len(errors.splitlines()) <= 3


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


def wait_for(happened):
    deadline = time.monotonic() + 300
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_disk_that_is_too_small(packed, install_here, monkeypatch):
    usage = shutil.disk_usage(".")._replace(free=10**6)
    monkeypatch.setattr(install.shutil, "disk_usage", lambda folder: usage)
    code, _, errors = install_here(packed)
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
    with pytest.raises(install.Stop, match="is too long"):
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


def test_more_platforms_are_added_and_good_wheels_are_kept(index, packed, tmp_path):
    folder = Path(shutil.copytree(packed, tmp_path / "pack"))
    wheel = next((folder / "wheels").glob("keras-*"))
    content = wheel.read_bytes()
    wheel.write_bytes(content[:100])
    other = next(version for version in versions.pythons() if version != PYTHON)
    words = ("--platforms", "windows", "--python", PYTHON, other, "--no-data")
    code, _, errors = run_pack(index, folder, *words)
    assert code == 1
    reason = f"windows, Python {other}: the package index has no tensorflow<2.22,>=2.21"
    assert reason in errors
    assert "Leave out this platform or this Python" in errors
    assert wheel.read_bytes() == content
    # The wheels are all there, so that pip needs no index.
    names = wheels.collect(wheels.Target(HERE, PYTHON), folder, pytest.fail)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = {each["platform"]: each["wheels"] for each in manifest["targets"]}
    assert found[HERE] == [f"wheels/{name}" for name in names]
    assert set(found) == {HERE, "windows"}
    # pytest needs colorama on Windows alone.
    assert "colorama" in " ".join(found["windows"])
    assert ("colorama" in " ".join(names)) == (HERE == "windows")


def test_an_index_that_cannot_be_reached(tmp_path):
    index = f"{NOWHERE}/simple"
    code, said, errors = run_pack(None, tmp_path / "pack", "--no-data", PIP_INDEX_URL=index)
    assert code == 1
    assert "The package index could not be reached.\nRun the same command again" in said
    assert errors.startswith("There is no pack yet")
    assert not (tmp_path / "pack" / "manifest.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_ctrl_c_in_the_middle_of_a_download(tmp_path, serve):
    server = serve(tmp_path)
    server.behave = lambda handler: server.stopping.wait(30)
    index = {"PIP_INDEX_URL": f"{server.address}/simple", "PIP_CONFIG_FILE": os.devnull}
    with subprocess.Popen(
        [sys.executable, "-m", "fashion_cnn.pack", tmp_path / "pack"],
        env=os.environ | index | {"PYTHONPATH": str(KIT)},
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        wait_for(lambda: server.requested)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=300)
    assert process.returncode == 130
    assert re.fullmatch(r"Interrupted\. .* the same command continues\.\n", errors)


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
def test_words_that_are_none(tmp_path, words, message):
    (tmp_path / "mine.txt").write_text("mine")
    code, _, errors = run_pack(None, tmp_path, *words)
    assert code == 2
    assert message in errors
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
            env=os.environ | {"PYTHONPATH": str(KIT)},
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
