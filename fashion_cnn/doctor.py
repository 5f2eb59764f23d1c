"""Say whether this machine is ready for the workshop, and what to do if it is not.

    python -m fashion_cnn.doctor

People who need this may have the wrong Python or half of the packages. So it starts on any Python
from 3.8 with the standard library alone; anything that needs more is imported where it is used, or
runs in a child process. The doctor installs, downloads and deletes nothing.
"""

import os
import sys

if not __package__:  # started as a file, by its path
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from fashion_cnn.base import shadows  # first: it keeps files of the current folder apart

# isort: split
import argparse
import contextlib
import json
import platform
import re
import shutil
import signal
import subprocess
import sysconfig
import time
import traceback
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from fashion_cnn.base import versions
from fashion_cnn.base.paths import KIT

WINDOWS = sys.platform == "win32"

GB = 1e9
LEAST_MEMORY, LITTLE_MEMORY = 1.8 * GB, 4 * GB  # a machine sold with 2 GB reports a bit less
LEAST_DISK, LITTLE_DISK = 0.2 * GB, 2 * GB
PATIENCE = 120  # seconds for the first start of Keras

IMPORT_NAMES = {"scikit-learn": "sklearn"}
BACKENDS = ("tensorflow", "jax", "torch")

TRIAL = """
import sys
sys.path.append(sys.argv[1])
from fashion_cnn.base import backend
device = backend.start("auto", verbose=True)
from keras import ops
pixel = ops.conv(ops.ones((1, 28, 28, 1)), ops.ones((3, 3, 1, 8)))[0, 0, 0, 0]
assert float(pixel) == 9, f"a convolution gave {float(pixel)} instead of 9"
print(device.kind, device.line)
"""

# What to do when the trial fails, by the first pattern that is found in its last words.
CRASHES = {
    "illegal instruction|compiled to use AVX": "TensorFlow needs a processor with AVX.\n"
    "In a virtual machine, pass the host's processor through; otherwise use another computer.",
    "DLL load failed": "Install the Microsoft Visual C++ Redistributable and restart Windows:\n"
    "https://aka.ms/vs/17/release/vc_redist.x64.exe",
    "GLIBC": "This Linux is too old for TensorFlow. Use a newer one.",
    "CUDA|cuDNN": "The GPU does not work. To do without it, set CUDA_VISIBLE_DEVICES to -1.",
    "MemoryError|bad_alloc|killed|allocate memory": "Close other programs and try again.",
    "": "first follow the notes above; if that does not help:\n"
    "python -m pip install --force-reinstall -r requirements.txt",
}


class Diagnosis(NamedTuple):
    """What a check has found, and the lines that say what to do about it."""

    verdict: str
    text: str
    remedy: str = ""


def ok(text):
    return Diagnosis("ok", text)


def note(text, remedy=""):
    return Diagnosis("note", text, remedy)


def problem(text, remedy):
    return Diagnosis("PROBLEM", text, remedy)


# ------------------------------------------------------------------------------------- remedies


def install():
    """The lines that install the packages, in a virtual environment."""
    lines = [f"in the folder {KIT}"]
    if not in_environment() or not versions.python_fits():
        lines += environment_lines()
    elif find_spec("pip") is None:
        lines.append("python -m ensurepip")
    return "\n".join([*lines, "python -m pip install -r requirements.txt"])


def in_environment():
    """Whether this Python belongs to a virtual or conda environment."""
    return sys.prefix != sys.base_prefix or Path(sys.prefix, "conda-meta").is_dir()


def environment_lines():
    """The commands that activate the kit's environment, after creating it if necessary."""
    activate = r".venv\Scripts\activate" if WINDOWS else "source .venv/bin/activate"
    if has_environment():
        return [activate]
    clear = " --clear" if (KIT / ".venv").exists() else ""
    *first, python = choose_python()
    return [*first, f"{python} -m venv{clear} .venv", activate]


def has_environment():
    """Whether the kit's folder has a virtual environment with a Python that fits."""
    path = KIT / ".venv" / "pyvenv.cfg"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    version = re.search(r"^version(?:_info)? *= *(\d[\d.]*)", text, re.M)
    return bool(version) and versions.python_fits(version[1])


def choose_python():
    """Lines that end with the command of a Python that fits; others say how to get it."""
    if versions.python_fits():
        debian = f"sudo apt install python3.{sys.version_info[1]}-venv"
        return [this_python()] if find_spec("ensurepip") else [debian, this_python()]
    for version in versions.pythons() if not WINDOWS else ():
        # A name on the path may be a shim that runs nothing, so try it.
        if output_of(f"python{version}", "-c", "import ensurepip") is not None:
            return [f"python{version}"]
    best = versions.pythons()[0]
    get = f"Install Python {best} from https://www.python.org/downloads/ and use it:"
    return [get, f"py -{best}" if WINDOWS else f"python{best}"]


def this_python():
    """The command that starts the running Python."""
    short = "python" if WINDOWS else "python3"
    if os.path.realpath(shutil.which(short) or "") == os.path.realpath(sys.executable):
        return short
    return f"py -3.{sys.version_info[1]}" if WINDOWS else sys.executable


def output_of(*command):
    """What a command prints, or None if it is missing or fails."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=20)
        return done.stdout.strip()


def unset(variable):
    """The command that removes an environment variable."""
    return f"set {variable}=   (PowerShell: $env:{variable}='')" if WINDOWS else f"unset {variable}"


# --------------------------------------------------------------------------------------- checks


def check_python():
    """The version of Python, and whether it has an environment of its own."""
    version = platform.python_version()
    managed = Path(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")  # PEP 668
    if not versions.python_fits():
        first, last = versions.pythons()[-1], versions.pythons()[0]
        yield problem(f"This is Python {version}, but {first} to {last} is needed.", install())
    elif in_environment():
        yield ok(f"Python {version} in the environment {sys.prefix}")
    else:
        why = "is shared by all projects, whose packages can conflict."
        if managed.exists():
            why = "belongs to the system, and pip refuses to install into it."
        if has_environment():
            why = "is not that of the kit's virtual environment, which is not active."
        yield note(f"Python {version} {why}", install())


def check_platform():
    """Systems and builds of Python without a TensorFlow."""
    intel = sys.platform == "darwin" and platform.machine() == "x86_64"
    translated = intel and output_of("sysctl", "-n", "sysctl.proc_translated") == "1"
    website = "Install a Python for this computer from https://www.python.org/downloads/"
    musl = (sysconfig.get_config_var("HOST_GNU_TYPE") or "").endswith("musl")
    for is_so, what, remedy in (
        (sys.maxsize < 2**32, "a 32-bit Python", website),
        (sysconfig.get_config_var("Py_GIL_DISABLED"), "a free-threaded Python", website),
        (platform.python_implementation() != "CPython", "a Python other than CPython", website),
        (translated, "an Intel Python on an Apple processor", website),
        (intel and not translated, "a Mac with an Intel processor", "Use another computer."),
        (sysconfig.get_platform() == "win-arm64", "Windows on ARM", "Work in WSL2: wsl --install"),
        (musl, "a Linux with musl, such as Alpine", "Use one with glibc, such as Debian."),
    ):
        if is_so:
            yield problem(f"This is {what}, for which there is no TensorFlow.", remedy)


def check_variables():
    """Environment variables that change what Python imports."""
    for name in ("PYTHONPATH", "PYTHONHOME"):
        if os.environ.get(name):
            text = f"{name} is set and changes what Python imports: {os.environ[name]}"
            yield note(text, f"If imports fail: {unset(name)}")


def check_names():
    """Files in the current folder that would be imported instead of a package."""
    packages = {IMPORT_NAMES.get(name, name) for name in versions.requirements()}
    if not os.path.isdir(os.curdir):
        yield problem("The current folder has been deleted.", f"cd {KIT}")
        return
    for shadow in shadows.find(os.getcwd(), packages):
        verdict = problem if shadow.of_package else note
        yield verdict(str(shadow), "Give it another name.")


def check_packages():
    """Every package of requirements.txt, in a tested version."""
    found = {name: versions.installed(name) for name in versions.requirements()}
    if not found:
        yield problem(f"{KIT} has no requirements.txt.", "Use a complete copy of the kit.")
    missing = [name for name, version in found.items() if not version]
    if missing:
        yield problem(f"Not installed: {', '.join(missing)}.", install())
    good = []
    for name, wanted in versions.requirements().items():
        version = found[name]
        if version and versions.fits(version, wanted):
            good.append(f"{name} {version}")
        elif version:
            yield problem(f"{name} {version} is installed, but {wanted} is needed.", install())
    if good:
        yield ok(", ".join(good))


def check_kit():
    """The kit itself, and its optional package."""
    if versions.installed("fashion-cnn"):
        yield ok("The kit is installed: its commands work in any folder.")
    else:
        yield note(f"The kit is not installed: its commands work only in {KIT}", install())
    if not versions.installed("tensorboard"):
        text = "tensorboard is not installed. Only the option --tensorboard needs it."
        yield note(text, 'python -m pip install -e ".[tensorboard]"')


def check_settings():
    """The backend and the image data format in the settings of Keras."""
    path = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "keras.json"
    settings = {}
    with contextlib.suppress(OSError, ValueError):  # Keras falls back to its defaults, too
        settings = json.loads(path.read_text(encoding="utf-8"))
    variable = os.environ.get("KERAS_BACKEND")
    backend = variable or settings.get("backend", "tensorflow")
    asks = f"{'KERAS_BACKEND' if variable else path} asks for the backend {backend}"
    back = unset("KERAS_BACKEND") if variable else f'Write "backend": "tensorflow" into {path}'
    if backend not in BACKENDS:
        yield problem(f"{asks}; the kit runs on {', '.join(BACKENDS)}.", back)
    elif backend != "tensorflow" and find_spec(backend) is None:
        yield problem(f"{asks}, which is not installed.", back)
    elif backend != "tensorflow":
        yield note(f"{asks}; the workshop's texts assume TensorFlow.", back)
    if settings.get("image_data_format", "channels_last") != "channels_last":
        remedy = 'Write "image_data_format": "channels_last" into it.'
        yield problem(f"{path} sets channels first; the kit uses channels last.", remedy)


def check_start():
    """Whether Keras starts and convolves correctly, in a child process, which may crash."""
    yield Diagnosis("...", "Keras is starting, which can take a minute.")
    begun = time.monotonic()
    command = [sys.executable, "-c", TRIAL, str(KIT)]
    streams = {"stdin": subprocess.DEVNULL, "capture_output": True}
    try:
        child = subprocess.run(command, **streams, text=True, errors="replace", timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        slow = "Run the doctor again: a virus scanner slows down the first start."
        yield problem(f"Keras did not start within {PATIENCE} seconds.", slow)
        return
    if child.returncode != 0:
        words = last_words(child)
        remedy = next(CRASHES[cause] for cause in CRASHES if re.search(cause, words, re.I))
        yield problem(f"Keras does not start: {words}", remedy)
        return
    kind, line = child.stdout.splitlines()[-1].split(" ", 1)
    yield ok(f"Keras starts and convolves, in {time.monotonic() - begun:.0f} s. {line}")
    if kind == "CPU":
        yield note("Training will not use a GPU. The processor is enough for the workshop.")


def last_words(child):
    """Why a process failed: the signal that ended it, and the last line that it wrote."""
    code = child.returncode
    words = [line for line in child.stderr.splitlines() if line and line[0] not in " *"][-1:]
    if code < 0:
        words.insert(0, signal.strsignal(-code) or f"signal {-code}")
    elif code == 0xC000001D:  # Windows
        words.insert(0, "Illegal instruction")
    return ": ".join(words)[:400] or f"exit code {code}"


def check_memory():
    total, free = memory()
    if total is None:
        yield note("The size of the memory is unknown. The workshop needs 2 GB.")
    elif total < LEAST_MEMORY:
        text = f"Only {total / GB:.1f} GB of memory; the workshop needs 2 GB."
        yield problem(text, "Use a computer with more.")
    elif free is not None and free < LITTLE_MEMORY:
        text = f"{free / GB:.1f} GB of {total / GB:.1f} GB of memory free: training can be slow."
        yield note(text, "Close other programs.")
    else:
        yield ok(f"{total / GB:.1f} GB of memory")


def memory():
    """Bytes of memory, total and free; None for what is unknown."""
    if sys.platform.startswith("linux"):
        return linux_memory(Path("/"))
    if WINDOWS:
        return windows_memory()
    total = output_of("sysctl", "-n", "hw.memsize")
    return int(total) if total else None, None


def linux_memory(root):
    """Bytes of memory, total and free, within the limits of a container."""
    text = (root / "proc/meminfo").read_text(encoding="ascii")
    size = {name: 1024 * int(kilobytes) for name, kilobytes in re.findall(r"(\w+): +(\d+)", text)}
    limits = [sys.maxsize]
    for name in ("memory.max", "memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):
            limits.append(int((root / "sys/fs/cgroup" / name).read_text(encoding="ascii")))
    return min(size["MemTotal"], *limits), min(size["MemAvailable"], *limits)


def windows_memory():
    """Bytes of memory, total and free, from GlobalMemoryStatusEx."""
    import ctypes

    # Two 32-bit numbers, the first the size of the structure; then seven of 64: total, free, ...
    status = (ctypes.c_uint64 * 8)(ctypes.sizeof(ctypes.c_uint64 * 8))
    done = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return (status[1], status[2]) if done else (None, None)


def check_disk():
    """Disk space in the current folder, where runs are written, and for temporary files."""
    import tempfile

    try:
        tempfile.TemporaryFile(dir=".").close()
    except OSError as error:
        text = f"The current folder {Path.cwd()} cannot be written to ({error.strerror})."
        yield problem(text, "Change to a folder of your own: runs are written there.")
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        free = shutil.disk_usage(str(folder)).free
        text = f"{free / GB:.1f} GB of disk space in {folder}"
        if free < LEAST_DISK:
            text = f"Only {text}; the workshop needs {LEAST_DISK / GB:.1f} GB."
            yield problem(text, "Free some space.")
        elif free < LITTLE_DISK:
            yield note(f"Only {text}, which can run out.", "Free some space.")
        else:
            yield ok(text)


def check_data():
    """Which data sets are here, and whether they are intact. Files stay as they are."""
    if not versions.python_fits() or find_spec("numpy") is None:
        yield note("The data sets were not checked: that needs the right Python and numpy.")
        return
    from fashion_cnn.data import DATA_VARIABLE
    from fashion_cnn.data.official import OFFICIAL

    own = os.environ.get(DATA_VARIABLE)
    folder = Path(os.path.expanduser(own)) if own else None
    if folder and not folder.is_dir():
        yield problem(f"{DATA_VARIABLE} names {own}, which is not a folder.", unset(DATA_VARIABLE))
        folder = None
    for name in OFFICIAL:
        yield from (look_in_own(folder, name) if folder else look_in_cache(name))
    yield ok("The kit draws garments, and scikit-learn has digits: neither needs a network.")


def look_in_own(folder, name):
    """Diagnose a data set in the user's folder or, where it is not there, in the Keras cache."""
    from fashion_cnn.base.errors import KitError
    from fashion_cnn.data import formats, search
    from fashion_cnn.data.official import OFFICIAL

    try:
        search.search(folder, name)
    except search.NotHere as error:
        yield note(str(error).partition("\n")[0])
        yield from look_in_cache(name)
    except formats.BadFile as error:
        yield problem(str(error), "Put a good file in its place, or move it elsewhere.")
    except KitError as error:
        yield problem(str(error), f"Give yourself permission to read {folder}")
    else:
        yield ok(f"{OFFICIAL[name].title} is complete, in {folder}")


def look_in_cache(name):
    """Diagnose a data set in the Keras cache."""
    from fashion_cnn.base.errors import KitError
    from fashion_cnn.data import folders, formats
    from fashion_cnn.data.official import OFFICIAL

    title, cache = OFFICIAL[name].title, folders.keras_cache()
    try:
        files = folders.find(cache, name)
        if files:
            folders.read(files, name)
            yield ok(f"{title} is complete, in {cache}")
            return
    except formats.BadFile as error:
        folder = error.path.parent
        if os.access(str(folder), os.W_OK):
            yield note(f"{error} It will be set aside and fetched again.")
        else:
            remedy = f"Give yourself permission to write to {folder}"
            yield problem(f"{error} It cannot be replaced there.", remedy)
        return
    except KitError as error:
        yield problem(str(error), f"Give yourself permission to read {cache}")
        return
    other = "the kit's own garments are used" if name == "fashion_mnist" else "use --dataset digits"
    yield note(f"{title} will be downloaded at first use. Without a network, {other}.")


# ----------------------------------------------------------------------------------------- main

CHECKS = (
    check_python,
    check_platform,
    check_variables,
    check_names,
    check_packages,
    check_kit,
    check_settings,
    check_start,
    check_memory,
    check_disk,
    check_data,
)


def examine(debug=False):
    """Yield the Diagnoses of all checks; one that breaks does not stop the others."""
    problems = 0
    for check in CHECKS:
        if check is check_start and problems:
            yield note("Keras was not started: first solve the problems above.")
            continue
        try:
            for diagnosis in check():
                problems += diagnosis.verdict == "PROBLEM"
                yield diagnosis
        except Exception as error:
            if debug:
                traceback.print_exc()
            yield note(f"The doctor's {check.__name__} failed: {type(error).__name__}: {error}")


def show(diagnosis, above):
    """Print a Diagnosis and its remedy, which is not repeated if it is the one above."""
    print(f"{diagnosis.verdict:8} {diagnosis.text}", flush=True)
    if diagnosis.remedy:
        remedy = "as above" if diagnosis.remedy == above else diagnosis.remedy
        indented = remedy.replace("\n", "\n" + 14 * " ")
        print(f"         Try: {indented}", flush=True)


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m fashion_cnn.doctor",
        description=__doc__.partition("\n")[0],
        epilog="Exit code: 0 if the workshop can run, 1 if not.",
        allow_abbrev=False,
    )
    parser.add_argument("--debug", action="store_true", help="show why a check itself fails")
    problems, above = 0, None
    for diagnosis in examine(parser.parse_args(arguments).debug):
        show(diagnosis, above)
        above = diagnosis.remedy or above
        problems += diagnosis.verdict == "PROBLEM"
    if not problems:
        print("\nThis machine is ready for the workshop.")
        return 0
    print(f"\n{problems} problem{'s' * (problems > 1)}: the workshop cannot run yet.")
    return 1


def set_import_path():
    """Search only where packages are installed, as programs in other folders do."""
    sys.path[:] = [folder for folder in sys.path if folder not in ("", os.getcwd(), str(KIT))]
    if not __package__:  # started as a file, by its path
        sys.path.append(str(KIT))


if __name__ == "__main__":
    set_import_path()
    sys.stdout.reconfigure(errors="backslashreplace")  # whatever the console can show
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone, as in `... | head`
        sys.exit(1)
