"""Install the workshop from a pack, without a network.

    python install.py                              from the folder that this file is in
    python install.py http://192.168.0.2:8000      from a laptop that serves the pack

It creates a folder with the kit and a virtual environment, installs the packages from the pack
alone, and puts data sets and weights where the kit looks for them. Every file is compared with the
SHA-256 in the pack's manifest. After an interruption, the same command continues.
"""

# This file is copied into the pack and starts on any Python from 3.8, with the standard library
# alone. Its text is ASCII, so that it can be run as it comes from a server. What it says in other
# languages is read from the kit in the pack.

import argparse
import contextlib
import errno
import hashlib
import http.client
import json
import locale
import os
import platform
import re
import shlex
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

WINDOWS = sys.platform == "win32"
FORMAT = 1
TITLES = {
    "windows": "Windows (x86-64)",
    "macos": "macOS 12 or newer (Apple silicon)",
    "linux": "Linux (x86-64, glibc 2.28 or newer)",
    "linux-arm": "Linux (64-bit ARM, glibc 2.28 or newer)",
}
NEW_FOLDER = "fashion_cnn_workshop"
# Where the installer keeps its own files, in the learner's folder.
OURS = ".pack"

SECONDS = 10  # to wait for an answer from the instructor's laptop
TRIES = 3  # for each file from it
BLOCK = 2**18
# A connection is given up if it brings fewer bytes than this in SECONDS.
SLOWEST = 10_000
LARGEST_MANIFEST = 16 * 2**20
MB = 1e6
# What Windows allows, unless long paths are enabled.
LONGEST_PATH = 259


# As in fashion_cnn/base/language.py. Korean is named in Korean letters.
LANGUAGES = {"en": "English", "ko": "\ud55c\uad6d\uc5b4"}
LANGUAGE_VARIABLE = "FASHION_CNN_LANG"
# Files of the kit with {English: the same in the language spoken here}, and what they have.
MESSAGES = "kit/fashion_cnn/words/{language}/messages/{name}.json"
FILES_OF_MESSAGES = ("argparse", "platforms", "install")
spoken = {}


class Stop(Exception):
    """Ends the installation with a text for the person at the keyboard."""

    def __init__(self, text, exit_code=1):
        super().__init__(text)
        self.exit_code = exit_code


class Broken(Exception):
    """A file of the pack could not be read; another try may help."""


class Damaged(Broken):
    """A file of the pack is damaged or missing."""


# ------------------------------------------------------------------------------------ language


def tr(english, **values):
    """A message in the language spoken here, with its {...} filled in."""
    text = spoken.get(english, english)
    return text.format(**values) if values else text


def choose_language(named):
    """The language of --lang, else of FASHION_CNN_LANG, else of the system, else English.

    English on a console that lacks the letters.
    """
    asked = named or os.environ.get(LANGUAGE_VARIABLE) or of_system()
    language = asked if asked in LANGUAGES else "en"
    try:
        LANGUAGES[language].encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return "en"
    return language


def of_system():
    """The language of the system as two letters, or "" if it has none."""
    if WINDOWS:
        import ctypes

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(number, "").partition("_")[0]
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    named = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return named.partition(".")[0].partition("_")[0]


def speak(language, source):
    """Speak a language, as do the programs started from here; what a pack lacks is in English."""
    spoken.clear()
    os.environ[LANGUAGE_VARIABLE] = language
    if language == "en":
        return
    with contextlib.suppress(Broken, ValueError, TypeError, RecursionError):
        for name in FILES_OF_MESSAGES:
            path = MESSAGES.format(language=language, name=name)
            content = b"".join(blocks(source, path, LARGEST_MANIFEST))
            spoken.update(json.loads(content.decode("utf-8")))


# ------------------------------------------------------------------------------------ the pack


class Folder:
    """A pack on a stick or a disk."""

    tries = 1

    def __init__(self, path):
        self.path = Path(os.path.abspath(path))

    @property
    def remedy(self):
        return tr(
            "Is the stick still plugged in? Run the same command again: it continues from here."
        )

    def __str__(self):
        return str(self.path)

    def where(self, name):
        return str(self.path.joinpath(*name.split("/")))

    def open(self, name):
        if not stat.S_ISREG(os.stat(self.where(name)).st_mode):  # a pipe would never end
            raise OSError(tr("not a file"))
        return open(self.where(name), "rb")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Refuses redirects: files come from the given address and no other."""

    def redirect_request(self, *args):
        return None


class Served:
    """A pack on a laptop that serves it."""

    tries = TRIES

    def __init__(self, address):
        self.address = address.rstrip("/")
        # The proxy in this machine's settings cannot reach the laptop.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)

    @property
    def remedy(self):
        return tr(
            "Is the laptop on, and this machine in its network? Is python -m http.server running "
            "in\nthe folder of the pack? Then run the same command again: it continues from here."
        )

    def __str__(self):
        return self.address

    def where(self, name):
        return f"{self.address}/{urllib.parse.quote(name)}"

    def open(self, name):
        # The timeout is for each piece of an answer: headers that drip in would pass it.
        return within(2 * SECONDS, lambda: self.opener.open(self.where(name), timeout=SECONDS))


def within(seconds, work):
    """The result of `work()`, which may raise; socket.timeout if it takes longer.

    A result that comes too late is closed.
    """
    outcome, late = {}, threading.Event()

    def do():
        try:
            outcome["result"] = work()
        except Exception as error:
            outcome["error"] = error
        if late.is_set() and "result" in outcome:
            outcome["result"].close()

    worker = threading.Thread(target=do, daemon=True)
    worker.start()
    worker.join(seconds)
    if not outcome:
        late.set()
        raise socket.timeout
    if "error" in outcome:
        raise outcome["error"]
    return outcome["result"]


def find_pack(word):
    """Return the pack that a word names, or else the one that this file came from."""
    # The one-line command sets `pack` and runs this text, which has no __file__ then.
    word = word or globals().get("pack") or os.path.dirname(globals().get("__file__", ""))
    return Served(word) if word.startswith(("http://", "https://")) else Folder(word)


def describe(error):
    """Why a file could not be read, in a few words."""
    if isinstance(error, urllib.error.HTTPError):
        said = f"{error.code} {printable(error.reason)}"
        return tr("the server answered {said}", said=said)
    reason = getattr(error, "reason", error)
    if isinstance(reason, socket.timeout):
        return tr("no answer within {seconds} seconds", seconds=SECONDS)
    said = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return printable(said)


def printable(text):
    """A text from elsewhere, short and without what would control the terminal."""
    return "".join(each if each.isprintable() else "?" for each in str(text)[:200])


def blocks(source, name, size):
    """Yield the content of a file of the pack; raise Broken if it cannot be read.

    Ends after `size` bytes, or a block later if there are more.
    """
    count, counted, since = 0, 0, time.monotonic()
    try:
        with source.open(name) as stream:
            while count <= size:
                block = stream.read1(BLOCK)
                if not block:
                    return
                count += len(block)
                yield block
                if time.monotonic() - since > SECONDS:
                    if count - counted < SLOWEST:
                        text = tr(
                            "fewer than {count:,} bytes in {seconds} seconds",
                            count=SLOWEST,
                            seconds=SECONDS,
                        )
                        raise OSError(text)
                    counted, since = count, time.monotonic()
    except FileNotFoundError:
        raise Damaged(tr("{file}: missing.", file=source.where(name))) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Broken(f"{source.where(name)}: {describe(error)}.") from None


def read_manifest(source):
    """Return the manifest of a pack, or Stop."""
    try:
        content = b"".join(blocks(source, "manifest.json", LARGEST_MANIFEST))
        manifest = json.loads(content.decode("utf-8"))
    except Broken as broken:
        text = tr("There is no complete pack here. {reason}", reason=broken)
        raise Stop(f"{text}\n{source.remedy}") from None
    except (ValueError, RecursionError):
        manifest = None
    if isinstance(manifest, dict) and manifest.get("format", FORMAT) != FORMAT:
        text = tr(
            "{pack} is a pack of another version.\nUse the install.py in that pack.", pack=source
        )
        raise Stop(text)
    if not is_manifest(manifest):
        where = source.where("manifest.json")
        raise Stop(tr("{file} is damaged.\nCopy the pack again.", file=where))
    return manifest


def is_manifest(content):
    """Whether the content of manifest.json has the structure that this program relies on.

    No name may lead out of the folder that its file is copied into.
    """
    try:
        files, targets = content["files"], content["targets"]
        return content["format"] == FORMAT and all(
            [
                len(targets) > 0,
                *(is_name(name) for name in files),
                *(is_count(entry["size"]) for entry in files.values()),
                *(re.fullmatch("[0-9a-f]{64}", entry["sha256"]) for entry in files.values()),
                *(re.fullmatch(r"[\w-]+", target["platform"]) for target in targets),
                *(re.fullmatch(r"\d+\.\d+", target["python"]) for target in targets),
                *(is_count(target[key]) for target in targets for key in ("installed", "longest")),
                *(is_wheel(name) and name in files for each in targets for name in each["wheels"]),
            ]
        )
    except (TypeError, KeyError, AttributeError):
        return False


def is_count(value):
    return type(value) is int and 0 <= value < 2**50


def is_wheel(name):
    return name.startswith("wheels/") and name.endswith(".whl")


def is_name(name):
    """Whether a name in the manifest is that of a file in one of the pack's own folders.

    Windows drops dots and spaces at the end of a part, so ".. " would be "..".
    """
    if name in ("install.py", "README.txt", "index.html"):
        return True
    start, *parts = name.split("/")
    return (
        start in ("kit", "wheels", "data", "models")
        and len(parts) > 0
        and not parts[0].startswith(".")  # .venv and .pack are the installation's
        and all(re.fullmatch(r'[^\\:*?"<>|]*[^\\:*?"<>|. ]', part) for part in parts)
        and name.isprintable()
    )


def digest_of(path):
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(BLOCK), b""):
            digest.update(block)
    return digest.hexdigest()


def is_whole(path, entry):
    """Whether a file is the one with this entry in the manifest."""
    with contextlib.suppress(FileNotFoundError):
        return os.path.getsize(path) == entry["size"] and digest_of(path) == entry["sha256"]
    return False


# ------------------------------------------------------------------------------- this computer


def this_platform():
    """The name of this platform, or None if there is no TensorFlow for it."""
    machine = platform.machine().lower()
    known = {
        ("win32", "amd64"): "windows",
        ("darwin", "arm64"): "macos",
        ("linux", "x86_64"): "linux",
        ("linux", "aarch64"): "linux-arm",
    }
    name = known.get((sys.platform, machine)) if sys.maxsize > 2**32 else None
    # Some builds of Python report any macOS after 10.15 as 10.16.
    if name == "macos" and release(platform.mac_ver()[0]) < [10, 16]:
        return None
    library, version = platform.libc_ver()
    if sys.platform == "linux" and (library != "glibc" or release(version) < [2, 28]):
        return None
    return name


def release(version):
    """The numbers of a version, to compare it with another."""
    return [int(number) for number in version.split(".") if number.isdigit()]


def this_computer():
    """This computer in words."""
    system, machine = platform.platform(terse=True), platform.machine()
    if sys.maxsize < 2**32:
        return tr("{system} on {machine} with a 32-bit Python", system=system, machine=machine)
    return tr("{system} on {machine}", system=system, machine=machine)


def choose_target(manifest):
    """Return the pack's target for this Python on this platform, or Stop."""
    here, python = this_platform(), "{}.{}".format(*sys.version_info)
    fitting = {each["python"]: each for each in manifest["targets"] if each["platform"] == here}
    if python in fitting:
        return fitting[python]
    if fitting:
        versions = sorted(fitting, key=release, reverse=True)
        text = tr(
            "This is Python {version}, but for this computer the pack has packages for Python "
            "{versions}.",
            version=platform.python_version(),
            versions=", ".join(versions),
        )
        raise Stop(f"{text}\n{other_python(versions)}")
    platforms = [each["platform"] for each in manifest["targets"]]
    have = dict.fromkeys(tr(TITLES.get(platform, platform)) for platform in platforms)
    text = tr(
        "This is {computer}. The pack has packages for {platforms}.\n"
        "Use another computer, or ask for a pack for this one (python -m fashion_cnn.pack --help).",
        computer=this_computer(),
        platforms="; ".join(have),
    )
    raise Stop(text)


def other_python(versions):
    """How to get one of these versions of Python."""
    for version in versions:
        command = ["py", f"-{version}"] if WINDOWS else [f"python{version}"]
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(
                [*command, "-c", "import venv"], check=True, capture_output=True, timeout=20
            )
            return tr(
                "Try the same command with {command} instead of py or python.",
                command=" ".join(command),
            )
    return tr(
        "Install Python {version} (the instructor may have it on a stick; else from "
        "https://www.python.org/downloads/) and run this with it.",
        version=versions[0],
    )


def long_paths_allowed():
    """Whether Windows allows paths of any length."""
    import winreg

    with contextlib.suppress(OSError):
        where = r"SYSTEM\CurrentControlSet\Control\FileSystem"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, where) as key:
            return winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1
    return False


def check_length(folder, target):
    """Stop if Windows would refuse the longest path of a package."""
    longest = len(str(folder / ".venv" / "Lib" / "site-packages")) + 1 + target["longest"]
    if WINDOWS and longest > LONGEST_PATH and not long_paths_allowed():
        text = tr(
            "The path {folder} is too long: files in it would have paths of\n"
            "{longest} characters, and Windows allows {allowed}. Choose a shorter one: "
            "--to C:\\fashion",
            folder=folder,
            longest=longest,
            allowed=LONGEST_PATH,
        )
        raise Stop(text)


# ------------------------------------------------------------------------------------- copying


class Copier:
    """Copies files of the pack into the learner's folder, and shows the progress."""

    def __init__(self, source, manifest):
        self.source, self.files = source, manifest["files"]
        self.done = self.total = 0  # bytes

    def copy_all(self, what, files):
        """Copy {name in the pack: path}, except for the files that are already there."""
        wanted = {
            name: path for name, path in files.items() if not is_whole(path, self.files[name])
        }
        self.done, self.total = 0, sum(self.files[name]["size"] for name in wanted)
        if wanted:
            text = tr(
                "Copying {what}: {count} files, {size:,.0f} MB",
                what=what,
                count=len(wanted),
                size=self.total / MB,
            )
            print(text, flush=True)
        for name, path in wanted.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            self.copy(name, path)
            self.done += self.files[name]["size"]
        show("")

    def copy(self, name, path):
        """Copy one file; try again where another try may help."""
        for left in reversed(range(self.source.tries)):
            try:
                self.try_to_copy(name, path)
                return
            except Broken as broken:
                if not left:
                    raise Stop(f"{broken}\n{self.remedy_for(broken)}") from None
                time.sleep(1)

    def remedy_for(self, broken):
        if isinstance(broken, Damaged):
            return tr(
                "Copy this file, or the whole pack, from the instructor again. Then run the same\n"
                "command again: it keeps the good files."
            )
        return self.source.remedy

    def try_to_copy(self, name, path):
        """Copy to a temporary name, and rename the file if it is as the manifest says."""
        entry, digest, size = self.files[name], hashlib.sha256(), 0
        part = path.with_name(path.name + ".part")
        with open(part, "wb") as file:
            for block in blocks(self.source, name, entry["size"]):
                file.write(block)
                digest.update(block)
                size += len(block)
                done = (self.done + size) / MB
                show(tr("  {done:,.0f} of {total:,.0f} MB", done=done, total=self.total / MB))
        where = self.source.where(name)
        if size < entry["size"] and isinstance(self.source, Served):
            raise Broken(tr("{file}: broke off after {size:,} bytes.", file=where, size=size))
        if digest.hexdigest() != entry["sha256"]:
            part.unlink()
            raise Damaged(tr("{file} is damaged (its SHA-256 differs).", file=where))
        os.replace(str(part), str(path))


def show(line):
    """Show a line on a terminal, in place of the one before."""
    if sys.stdout and sys.stdout.isatty():
        print(f"\r{line:40}\r", end="", flush=True)


def check_pack(source, manifest):
    """Compare every file of a pack with the manifest; return the exit code."""
    bad = 0
    for name, entry in manifest["files"].items():
        digest = hashlib.sha256()
        try:
            for block in blocks(source, name, entry["size"]):
                digest.update(block)
            if digest.hexdigest() == entry["sha256"]:
                continue
            print(tr("{file} is damaged (its SHA-256 differs).", file=source.where(name)))
        except Broken as broken:
            print(broken)
        bad += 1
    count = len(manifest["files"])
    if bad:
        print(tr("{bad} of {count} files are bad: copy them again.", bad=bad, count=count))
        return 1
    print(tr("All {count} files are good.", count=count))
    return 0


# ---------------------------------------------------------------------------------- installing


class Installation:
    """The learner's folder, and the steps that fill it."""

    def __init__(self, folder, source, manifest, target, language=None):
        self.folder, self.ours = folder, folder / OURS
        self.manifest, self.target = manifest, target
        self.language = language  # that of --lang, if any
        self.copier = Copier(source, manifest)
        self.log = self.ours / "install.log"
        scripts = "Scripts" if WINDOWS else "bin"
        self.python = folder / ".venv" / scripts / ("python.exe" if WINDOWS else "python")

    def make(self):
        """Do the steps that are still to be done; return the exit code."""
        self.claim_folder()
        check_length(self.folder, self.target)
        self.check_space()
        self.copy_kit()
        self.ask_about_this_computer()
        if not self.is_installed():
            self.copy_wheels()
            self.make_environment()
            self.install()
        self.place_data()
        return self.finish(self.call_doctor())

    def below(self, start):
        """The names of the pack's files in a folder."""
        return [name for name in self.manifest["files"] if name.startswith(start + "/")]

    def claim_folder(self):
        """Create the folder, or continue one that this program created; leave any other alone."""
        if self.folder.is_dir() and not self.ours.is_dir() and any(self.folder.iterdir()):
            text = tr(
                "{folder} exists, and this program did not create it: it is left alone.\n"
                "Choose another name: --to FOLDER",
                folder=self.folder,
            )
            raise Stop(text, exit_code=2)
        self.ours.mkdir(parents=True, exist_ok=True)

    def check_space(self):
        """Stop if the files still to be written would fill the disk."""
        if self.is_installed():
            return
        files = self.manifest["files"]
        names = [*self.target["wheels"], *self.below("data"), *self.below("models")]
        copied = sum(files[name]["size"] for name in names if not self.kept(name).is_file())
        needed = copied + self.target["installed"]
        free = shutil.disk_usage(str(self.folder)).free
        if needed > free:
            text = tr(
                "{needed:,.0f} MB are needed in {folder}, and {free:,.0f} MB are free.\n"
                "Free some space, or choose a folder on another disk: --to FOLDER",
                needed=needed / MB,
                folder=self.folder,
                free=free / MB,
            )
            raise Stop(text)

    def kept(self, name):
        """Where a file of the pack is kept while it is needed."""
        return self.ours.joinpath(*name.split("/"))

    def copy_kit(self):
        """Copy the kit; a file that the learner has changed stays as it is."""
        record = self.ours / "kit.json"
        known = read(record, {})
        files, changed = {}, []
        for name in self.below("kit"):
            path = self.folder.joinpath(*name.split("/")[1:])
            if path.is_file() and not self.is_ours(path, name, known):
                changed.append(path)
            else:
                files[name] = path
        self.copier.copy_all(tr("the kit"), files)
        for path in changed:
            print(tr("{path} was changed; it stays as it is.", path=path))
        now = {name: self.manifest["files"][name]["sha256"] for name in files}
        write(record, json.dumps({**known, **now}))

    def is_ours(self, path, name, known):
        """Whether a file of the kit is as in this or an earlier pack."""
        return digest_of(path) in (known.get(name), self.manifest["files"][name]["sha256"])

    def ask_about_this_computer(self):
        """Stop if the kit's doctor knows that this Python or computer cannot run it."""
        sys.path.insert(0, str(self.folder))
        sys.dont_write_bytecode = True
        try:
            from fashion_cnn import doctor
        except Exception as error:  # the learner has changed the kit
            text = tr(
                "The kit in {folder} does not start: {reason}.\n"
                "Move what you have changed in its folder fashion_cnn elsewhere, and run the same "
                "command again.",
                folder=self.folder,
                reason=printable(error),
            )
            raise Stop(text) from None
        for diagnosis in doctor.check_platform():
            raise Stop(f"{diagnosis.text}\n{diagnosis.remedy}")

    def is_installed(self):
        """Whether all packages of this pack were installed."""
        installed = read(self.ours / "installed.json", [])
        return self.python.exists() and installed == self.target["wheels"]

    def copy_wheels(self):
        wheels = {name: self.kept(name) for name in self.target["wheels"]}
        self.copier.copy_all(tr("the packages"), wheels)
        text = tr("From here on, the stick or the laptop is only needed for the data sets.")
        print(text, flush=True)

    def make_environment(self):
        """Create the virtual environment, replacing one of an unfinished installation.

        It has no pip yet: some systems leave out Python's own, and the pack has one.
        """
        options = ["--clear", "--without-pip"]
        words = tr("The virtual environment could not be created.")
        self.run([sys.executable, "-m", "venv", *options, str(self.folder / ".venv")], words)

    def install(self):
        """Install the packages and the kit, from the copied wheels and nothing else."""
        print(tr("Installing. This takes some minutes."), flush=True)
        wheels = self.ours / "wheels"
        names = {name.split("/")[-1] for name in self.target["wheels"]}
        for path in wheels.iterdir():
            if path.name not in names:  # from another pack
                path.unlink()
        pip = next(name for name in names if name.startswith("pip-"))
        options = ["install", "--isolated", "--no-index", "--find-links", str(wheels)]
        options += ["--no-cache-dir", "--disable-pip-version-check", "--no-input"]
        # Compiling all modules would take as long as the rest, and most are never used.
        options += ["--progress-bar", "off", "--no-compile"]
        words = tr("The packages could not be installed.")
        python = str(self.python)
        self.run([python, str(wheels / pip / "pip"), *options, "pip"], words)
        wanted = ["-r", "requirements.txt"]
        if any(name.startswith("uvicorn-") for name in names):  # an older pack has none
            wanted += ["-e", ".[room]"]
        self.run([python, "-m", "pip", *options, *wanted], words)
        self.start_once()
        write(self.ours / "installed.json", json.dumps(self.target["wheels"]))

    def start_once(self):
        """Start Keras once, to compile the modules it uses. The doctor reports any failure."""
        print(tr("Starting Keras for the first time."), flush=True)
        with contextlib.suppress(Stop):
            self.run([str(self.python), "-c", "import keras, matplotlib.pyplot, sklearn"], "")

    def run(self, command, words):
        """Run a command and log its output; stop with the reason if it fails."""
        with open(self.log, "ab") as log:
            log.write(f"\n{command}\n".encode("utf-8", "replace"))
            log.flush()
            start = log.tell()
            streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            code = subprocess.call(
                command, cwd=str(self.folder), env=quiet_environment(), **streams
            )
        if code:
            with open(self.log, "rb") as log:
                log.seek(start)
                raise Stop(f"{words} {reason(log.read().decode('utf-8', 'replace'), self.log)}")

    def place_data(self):
        """Put data sets and weights where the kit looks for them, with the kit's own code."""
        names = self.below("data") + self.below("models")
        if not names:
            return
        place = [str(self.python), "-m", "fashion_cnn.pack.place"]
        asked = subprocess.run([*place, "missing"], cwd=str(self.folder), stdout=subprocess.PIPE)
        wanted = asked.stdout.decode("utf-8").split()
        files = {name: self.kept(name) for name in names if name in wanted}
        self.copier.copy_all(tr("the data"), files)
        failed = asked.returncode
        if files and not failed:
            failed = subprocess.call([*place, str(self.ours)], cwd=str(self.folder))
        if failed:
            text = tr("The workshop works without these data: it uses garments that the kit draws.")
            print(text)
        for kind in ("data", "models"):
            shutil.rmtree(str(self.ours / kind), ignore_errors=True)

    def call_doctor(self):
        print("\n" + tr("The doctor checks the installation:") + "\n", flush=True)
        command = [str(self.python), "-m", "fashion_cnn.doctor"]
        return subprocess.call(command, cwd=str(self.folder))

    def finish(self, problems):
        """Say what to type next, or to install again; return the exit code."""
        if problems:
            (self.ours / "installed.json").unlink()
            text = tr("Once the problems are solved, run the same command again to reinstall.")
            print("\n" + text)
            return 1
        shutil.rmtree(str(self.ours / "wheels"), ignore_errors=True)
        print("\n" + tr("The workshop is installed. Type these three lines:") + "\n")
        for line in next_commands(self.folder, self.language):
            print(f"    {line}")
        if WINDOWS:
            print("\n" + tr("If PowerShell refuses the second line, type  cmd  first."))
        return 0


def next_commands(folder, language=None):
    activate = r".venv\Scripts\activate" if WINDOWS else "source .venv/bin/activate"
    # pushd changes to another drive both in PowerShell and in the Command Prompt.
    change = "cd" if folder.drive == Path.cwd().drive else "pushd"
    # No folder of Windows has a quotation mark in its name.
    place = f'"{folder}"' if WINDOWS else shlex.quote(str(folder))
    begin = "python -m fashion_cnn.workshop start my-workshop"
    # Without --lang, the workshop finds the same language by itself.
    begin += f" --lang {language}" if language else ""
    return [f"{change} {place}", activate, begin]


def quiet_environment():
    """The environment without variables that change how pip or Python's imports work."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(("PIP_", "PYTHON"))
    }
    return {**ours, "PIP_CONFIG_FILE": os.devnull, "PYTHONIOENCODING": "utf-8"}


def reason(output, log):
    """Why a command failed, from its output."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.upper().startswith("ERROR") or "Error" in line]
    said = (errors or lines or [tr("It printed nothing.")])[-1][:300]
    if any(words in output for words in ("No space left", "not enough space", "Errno 28")):
        return tr("The disk is full.\nFree some space and run the same command again.")
    return tr(
        "{said}\nRun the same command again; if that does not help, show this file to the\n"
        "instructor: {log}",
        said=said,
        log=log,
    )


def read(path, empty):
    """The content of a small JSON file; `empty`, a list or a dict, if it is missing or damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, RecursionError):
        return empty
    return content if type(content) is type(empty) else empty


def write(path, text):
    """Write a small file so that nobody reads half of it."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(str(part), str(path))


# ---------------------------------------------------------------------------------------- main


def choose_folder(word, source):
    """The absolute path of the folder to create."""
    inside = isinstance(source, Folder) and is_below(Path.cwd(), source.path)
    start = Path.home() if inside and not word else Path.cwd()
    folder = Path(os.path.abspath(str(start / os.path.expanduser(word or NEW_FOLDER))))
    if isinstance(source, Folder) and is_below(folder, source.path):
        text = tr(
            "{folder} is in the pack itself.\nChoose a folder elsewhere: --to FOLDER",
            folder=folder,
        )
        raise Stop(text, exit_code=2)
    if folder.exists() and not folder.is_dir():
        text = tr("{folder} is a file.\nChoose another name: --to FOLDER", folder=folder)
        raise Stop(text, exit_code=2)
    return folder


def is_below(path, folder):
    path, folder = (Path(os.path.realpath(str(each))) for each in (path, folder))
    return path == folder or folder in path.parents


def start_speaking(arguments):
    """Speak the language chosen, before there is a parser: --help is in that language, too."""
    finder = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    finder.add_argument("pack", nargs="?")
    finder.add_argument("--lang", nargs="?")
    finder.add_argument("--to", nargs="?")
    words = finder.parse_known_args(arguments)[0]
    speak(choose_language(words.lang), find_pack(words.pack))


def parse(arguments):
    # argparse has its own words from gettext. It gets those of the kit.
    argparse._ = tr
    argparse.ngettext = lambda one, more, count: tr(one if count == 1 else more)
    parser = argparse.ArgumentParser(
        prog="install.py",
        description=tr("Install the workshop from a pack, without a network."),
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("pack", nargs="?", help=tr("address or folder of the pack (this file's)"))
    folder = tr("the folder to create ({name})", name=NEW_FOLDER)
    add("--to", metavar="FOLDER", help=folder)
    add("--check", action="store_true", help=tr("only check the files of the pack"))
    languages = tr("language of the messages: {languages}", languages=", ".join(LANGUAGES))
    add("--lang", metavar="LANGUAGE", choices=list(LANGUAGES), help=languages)
    return parser.parse_args(arguments)


def main(arguments=None):
    start_speaking(arguments)
    words = parse(arguments)
    source = find_pack(words.pack)
    manifest = read_manifest(source)
    if words.check:
        return check_pack(source, manifest)
    target = choose_target(manifest)
    folder = choose_folder(words.to, source)
    text = tr("Installing the workshop from {pack}\ninto {folder}", pack=source, folder=folder)
    print(text, flush=True)
    return Installation(folder, source, manifest, target, words.lang).make()


def leave():
    """Run `main` and leave the process with its exit code, without a traceback."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None if the shell has closed it
        stream.reconfigure(errors="backslashreplace")  # whatever the console can show
    try:
        sys.exit(main())
    except Stop as stop:
        print(stop, file=sys.stderr)
        sys.exit(stop.exit_code)
    except KeyboardInterrupt:
        text = tr("Interrupted. The same command continues from here.")
        print("\n" + text, file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None))
        remedy = (
            tr("Free some space, then run the same command again.")
            if full
            else tr("Choose a folder that you may write to: --to FOLDER")
        )
        print(f"{error.filename}: {error.strerror or error}.\n{remedy}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    leave()
