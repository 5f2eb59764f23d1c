"""Packs of small stand-in wheels, and the commands of the instructor and the learner.

The stand-ins have the names and versions of the real packages. If the environment variable STAND_IN
is set, one of them makes the packages of the Python that runs the tests visible, so that the kit
works in the installed folder.
"""

import contextlib
import http.server
import io
import json
import os
import re
import site
import subprocess
import sys
import time
import zipfile
from importlib import metadata

import pytest

from fashion_cnn.base import versions
from fashion_cnn.base.commandline import execute
from fashion_cnn.base.paths import KIT
from fashion_cnn.pack import __main__ as pack
from fashion_cnn.pack import contents, install, wheels

HERE = install.this_platform()
PYTHON = "{}.{}".format(*sys.version_info)
PROJECT = (KIT / "pyproject.toml").read_text(encoding="utf-8")
# Nobody listens on port 1.
NOWHERE = "http://127.0.0.1:1"

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


can_be_tested = pytest.mark.skipif(
    HERE is None or metadata.packages_distributions().get("pip") is None,
    reason="this computer has no TensorFlow, or this Python no pip",
)


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


def write_index(folder):
    """Write a wheel of every package; TensorFlow's are for this Python alone."""
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
    for name in ("httptools", "segno", "starlette", "uvicorn"):
        write_wheel(folder, name, re.search(rf"{name}>=([\d.]+)", PROJECT)[1])
    write_wheel(folder, "colorama", "0.4.6")
    write_wheel(folder, "setuptools", "99.0", {"setuptools/build_meta.py": BACKEND})
    write_pip(folder)


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


def learners_environment(home, **variables):
    """The environment of somebody whose proxy, index and pip settings lead nowhere."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "PYTHON", "KERAS", "FASHION_CNN"))
    }
    dead = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE)
    pip = {"PIP_INDEX_URL": f"{NOWHERE}/simple", "PIP_REQUIRE_VIRTUALENV": "1"}
    home = {"HOME": str(home), "USERPROFILE": str(home), "KERAS_HOME": str(home / ".keras")}
    return {**clean, **dead, **pip, **home, "PYTHONIOENCODING": "utf-8", **variables}


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


class Handler(http.server.SimpleHTTPRequestHandler):
    """What python -m http.server has; `server.behave(handler)` may answer in its place."""

    def do_GET(self):
        self.server.requested.append(self.path)
        if not self.server.behave(self):
            super().do_GET()

    def log_message(self, *args):
        pass


def command_of(page, address):
    """The command that README.txt or index.html has for macOS and Linux."""
    text = re.sub("<[^<>]*>", "", page.read_text(encoding="utf-8-sig"))
    line = next(line for line in text.splitlines() if "python3 -I -c" in line).strip()
    assert "http://192.168.0.2:8000" in line
    return line.replace("http://192.168.0.2:8000", address).replace("python3", sys.executable, 1)


def wait_for(happened):
    deadline = time.monotonic() + 300
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)
