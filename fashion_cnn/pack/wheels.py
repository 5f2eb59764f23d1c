"""The packages that a computer needs, found and downloaded by pip, for other computers too.

    names = collect(Target("windows", "3.12"), folder, say=print)

pip can choose wheels by the tags of another system, but evaluates markers (such as colorama's
`sys_platform == "win32"`) for the Python it runs on. So it is run with the markers of the other
system patched in. Then pip, without an index, tells whether the wheels are enough.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
import zlib
from dataclasses import dataclass

from fashion_cnn.base import versions
from fashion_cnn.base.errors import KitError
from fashion_cnn.base.language import tr
from fashion_cnn.base.paths import KIT
from fashion_cnn.pack.install import quiet_environment

LOG = "pack.log"
DISK_BLOCK = 4096
LEGACY = {"x86_64": ["manylinux2014", "manylinux2010", "manylinux1"], "aarch64": ["manylinux2014"]}


def linux_tags(machine, oldest):
    """The tags of wheels for glibc 2.28, the best first."""
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(28, oldest - 1, -1)]
    return [*tags, *(f"{name}_{machine}" for name in LEGACY[machine])]


TAGS = {
    "windows": ["win_amd64"],
    "macos": ["macosx_12_0_arm64"],  # pip adds the older ones
    "linux": linux_tags("x86_64", 5),
    "linux-arm": linux_tags("aarch64", 17),
}
# os_name, sys_platform, platform_system and platform_machine.
MARKERS = {
    "windows": ("nt", "win32", "Windows", "AMD64"),
    "macos": ("posix", "darwin", "Darwin", "arm64"),
    "linux": ("posix", "linux", "Linux", "x86_64"),
    "linux-arm": ("posix", "linux", "Linux", "aarch64"),
}
# Size of the packages for one Python in MB, measured in November 2026.
MEGABYTES = {"windows": 490, "macos": 360, "linux": 730, "linux-arm": 430}

PIP = """
import json, runpy, sys
from pip._vendor.packaging import markers
here, there = markers.default_environment, json.loads(sys.argv.pop(1))
markers.default_environment = lambda: {**here(), **there}
for name in ("sys_platform", "python_version", "platform_machine"):
    if not markers.Marker(f"{name} == '{there[name]}'").evaluate():
        sys.exit("ERROR: This pip cannot choose packages for another computer.")
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""


class NotFound(KitError):
    """The packages for a target could not be collected: the reason, and what to try."""


@dataclass(frozen=True)
class Target:
    """A platform and a version of Python, such as ("windows", "3.12")."""

    platform: str
    python: str

    def __str__(self):
        return f"{self.platform}, Python {self.python}"

    @property
    def markers(self):
        names = ("os_name", "sys_platform", "platform_system", "platform_machine")
        python = f"{self.python}.0"
        return {
            **dict(zip(names, MARKERS[self.platform], strict=True)),
            "python_version": self.python,
            "python_full_version": python,
            "implementation_version": python,
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }

    @property
    def choice(self):
        """The options that make pip choose wheels for this target."""
        tags = [word for tag in TAGS[self.platform] for word in ("--platform", tag)]
        return [*tags, "--python-version", self.python, "--implementation", "cp"]


def requirements():
    """The packages to install: the kit's, those of a room, those that build the kit, and pip."""
    named = [package + wanted for package, wanted in versions.requirements().items()]
    project = tomllib.loads((KIT / "pyproject.toml").read_text(encoding="utf-8"))
    room = project["project"]["optional-dependencies"]["room"]
    return [*named, *room, *project["build-system"]["requires"], "pip"]


def collect(target, folder, say):
    """Return the names of the wheels for a target, downloading those that are not in `folder`."""
    (folder / "wheels").mkdir(exist_ok=True)
    try:
        return resolve(target, folder)
    except NotFound:
        download(target, folder, say)
        return resolve(target, folder)


def is_whole(path):
    """Whether a wheel can be unpacked, with the checksums that it has inside."""
    try:
        with zipfile.ZipFile(path) as wheel:
            return wheel.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return False


def download(target, folder, say):
    """Have pip download the missing wheels; report the large ones."""
    for line in pip(target, ["--retries", "2"], folder, dict(os.environ)):
        found = re.search(r"(?:Downloading|Using cached) (\S+\.whl)\S* \((\d\d+\.\d MB)\)", line)
        if found:
            say(f"  {found[1].rpartition('/')[2]} ({found[2]})")


def resolve(target, folder):
    """Return the wheels that pip chooses in `folder` alone; raise NotFound if some are missing.

    pip names each wheel that it chooses, and leaves it in its place.
    """
    wheels = folder / "wheels"
    words = ["--no-index", "--find-links", str(wheels)]
    said = "".join(pip(target, words, folder, quiet_environment()))
    names = set(re.findall(r"[^\s/\\]+\.whl", said))
    return sorted(name for name in names if (wheels / name).is_file())


def pip(target, words, folder, environment):
    """Run pip download as if on the target; yield its output line by line, and log it."""
    words = ["download", "--dest", str(folder / "wheels"), "--only-binary", ":all:", *words]
    words += ["--progress-bar", "off", "--disable-pip-version-check", "--no-input"]
    words += [*target.choice, *requirements()]
    command = [sys.executable, "-P", "-c", PIP, json.dumps(target.markers), *words]
    environment = {**environment, "PYTHONIOENCODING": "utf-8"}
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    said = []
    with (
        open(folder / LOG, "a", encoding="utf-8") as log,
        subprocess.Popen(
            command, env=environment, encoding="utf-8", errors="replace", **streams
        ) as process,
    ):
        log.write(f"\n{target}: pip {' '.join(words)}\n")
        for line in process.stdout:
            log.write(line)
            said.append(line)
            yield line
    if process.returncode:
        raise NotFound(f"{target}: {explain(said)}")


def explain(said):
    """What pip's output means, and what to try."""
    output = "".join(said)
    for pattern, words in failures().items():
        if re.search(pattern, output):
            return words
    missing = re.search(r"No matching distribution found for ([^\n(]+)", output)
    if missing:
        return tr(
            "the package index has no {package} for it.\n"
            "Leave out this platform or this Python, or widen requirements.txt.",
            package=missing[1].strip(),
        )
    last = next((line.strip() for line in reversed(said) if line.startswith("ERROR")), "")
    return tr(
        "pip failed. {last}\nIts full output is in {log}, in the folder of the pack.",
        last=last[:200],
        log=LOG,
    )


def failures():
    """{pattern: what a failure of pip means if its output has the pattern}."""
    full = tr(
        "The disk is full.\n"
        "Free some space and run the same command again: files that are there are kept."
    )
    unreachable = tr(
        "The package index could not be reached.\n"
        "Run the same command again with a network: files that are there are kept."
    )
    unable = tr(
        "This pip cannot choose packages for another computer.\n"
        "Try: python -m pip install --upgrade pip"
    )
    return {
        "No space left|not enough space|Errno 28": full,
        r"Retrying \(|Connection|timed out|Temporary failure|getaddrinfo": unreachable,
        "cannot choose packages for another": unable,
        "No module named": tr("pip is missing here.\nTry: python -m ensurepip"),
    }


def unpacked(paths):
    """Return the bytes that wheels take when installed, and the length of their longest name.

    Python compiles the modules it uses, not all, into files 1.3 times the size of the source. On
    most disks a file takes whole blocks.
    """
    total, longest = 0, 0
    for path in paths:
        with zipfile.ZipFile(path) as wheel:
            for entry in wheel.infolist():
                compiled = 0.5 if entry.filename.endswith(".py") else 0
                sizes = (entry.file_size, int(compiled * entry.file_size))
                total += sum(-(-size // DISK_BLOCK) * DISK_BLOCK for size in sizes)
                longest = max(longest, len(entry.filename))
    return total, longest
