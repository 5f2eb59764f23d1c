"""Say whether this machine is ready for the workshop, and what to do if it is not.

    python -m fashion_cnn.doctor

Those who need this most have the wrong Python or half of the packages. So it starts on any
Python from 3.8 with the standard library alone; what needs more is imported where it is used or
tried in a child process. It installs, fetches and deletes nothing.
"""

import argparse
import contextlib
import functools
import json
import operator
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import traceback
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

# tempfile and importlib.metadata are imported late: they import `random`, and a random.py in the
# current folder would be taken for it until `set_import_path` has run.

KIT = Path(__file__).resolve().parent.parent
WINDOWS = sys.platform == "win32"

GB = 1e9
LEAST_MEMORY, LITTLE_MEMORY = 1.8 * GB, 4 * GB  # a machine sold with 2 GB shows a bit less
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
assert float(pixel) == 9, f"a convolution gave {float(pixel)} in place of 9"
print(device.kind, device.line)
"""

# What the last words of a failed trial mean: the first pattern that is found in them counts.
CRASHES = {
    "illegal instruction|compiled to use AVX": "TensorFlow needs a processor with AVX.\n"
    "Show the real processor to a virtual machine; otherwise take another computer.",
    "DLL load failed": "Install the Microsoft Visual C++ Redistributable and start Windows again:\n"
    "https://aka.ms/vs/17/release/vc_redist.x64.exe",
    "GLIBC": "This Linux is older than TensorFlow allows. Take a newer one.",
    "CUDA|cuDNN": "The GPU fails. To work without it, set CUDA_VISIBLE_DEVICES to -1.",
    "MemoryError|bad_alloc|killed|allocate memory": "Close other programs and try again.",
    "": "first what the notes above advise; if that does not help:\n"
    "python -m pip install --force-reinstall -r requirements.txt",
}


class Finding(NamedTuple):
    """What a check has found, and the lines that say what to do about it."""

    verdict: str
    text: str
    remedy: str = ""


ok, note, problem = (functools.partial(Finding, verdict) for verdict in ("ok", "note", "PROBLEM"))


# ------------------------------------------------------------------------------------- versions


def fits(version, wanted):
    """Tell whether a version is in a range.

    >>> fits("3.15.1", ">=3.15.1,<3.16")
    True
    """
    compare = {">=": operator.ge, "<=": operator.le, "==": operator.eq, "<": operator.lt}
    limits = re.findall(r"([<>=]+)\s*([\d.]+)", wanted)
    return all(compare[sign](numbers(version), numbers(limit)) for sign, limit in limits)


def numbers(version):
    """Return the numbers of a version. 3.0 and 3 are the same, and 3.0rc1 counts as 3.0."""
    digits = re.match(r"\d+(\.\d+)*", version).group()
    return [int(number) for number in re.sub(r"(\.0+)+$", "", digits).split(".")]


def python_range():
    """Return the versions of Python on which the kit runs, such as `>=3.11,<3.14`."""
    path = KIT / "pyproject.toml"
    if path.is_file():
        return re.search(r'^requires-python = "(.+)"', path.read_text(encoding="utf-8"), re.M)[1]
    from importlib import metadata

    return metadata.metadata("fashion-cnn")["Requires-Python"]


def python_fits(version=None):
    return fits(version or platform.python_version(), python_range())


def pythons():
    """Return the versions of Python that fit, such as ["3.13", "3.12", "3.11"]."""
    return [f"3.{minor}" for minor in range(40, 7, -1) if python_fits(f"3.{minor}")]


def requirements():
    """Return the packages in requirements.txt with the ranges of their versions."""
    path = KIT / "requirements.txt"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return dict(re.findall(r"^([A-Za-z][\w.-]*)[ \t]*([<>=][^#;\n]*\d)?", text, re.M))


def installed(package):
    """Return the version of an installed package, or None."""
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


# ------------------------------------------------------------------------------------- remedies


def install():
    """Return the lines that install the packages, in a virtual environment."""
    lines = [f"in the folder {KIT}"]
    if not in_environment() or not python_fits():
        lines += environment_lines()
    elif find_spec("pip") is None:
        lines.append("python -m ensurepip")
    return "\n".join([*lines, "python -m pip install -r requirements.txt"])


def in_environment():
    """Tell whether this Python is that of a virtual or conda environment."""
    return sys.prefix != sys.base_prefix or Path(sys.prefix, "conda-meta").is_dir()


def environment_lines():
    """Return the commands that enter the kit's environment, and make it if there is none."""
    activate = r".venv\Scripts\activate" if WINDOWS else "source .venv/bin/activate"
    if environment_is_made():
        return [activate]
    clear = " --clear" if (KIT / ".venv").exists() else ""
    *first, python = choose_python()
    return [*first, f"{python} -m venv{clear} .venv", activate]


def environment_is_made():
    """Tell whether the kit's folder has a virtual environment with a Python that fits."""
    path = KIT / ".venv" / "pyvenv.cfg"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    version = re.search(r"^version(?:_info)? *= *(\d[\d.]*)", text, re.M)
    return bool(version) and python_fits(version[1])


def choose_python():
    """Return the command of a Python that fits, after what to do before it can be used."""
    if python_fits():
        debian = f"sudo apt install python3.{sys.version_info[1]}-venv"
        return [this_python()] if find_spec("ensurepip") else [debian, this_python()]
    for version in pythons() if not WINDOWS else ():
        # A name on the path may be a shim that runs nothing, so it is tried.
        if output_of(f"python{version}", "-c", "import ensurepip") is not None:
            return [f"python{version}"]
    best = pythons()[0]
    get = f"Install Python {best} from https://www.python.org/downloads/ and go on with it:"
    return [get, f"py -{best}" if WINDOWS else f"python{best}"]


def this_python():
    """Return how to call the running Python by hand."""
    short = "python" if WINDOWS else "python3"
    if os.path.realpath(shutil.which(short) or "") == os.path.realpath(sys.executable):
        return short
    return f"py -3.{sys.version_info[1]}" if WINDOWS else sys.executable


def output_of(*command):
    """Return what a command prints, or None where it is not there or fails."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=20)
        return done.stdout.strip()


def unset(variable):
    """Return the command that removes an environment variable."""
    return f"set {variable}=   (PowerShell: $env:{variable}='')" if WINDOWS else f"unset {variable}"


# --------------------------------------------------------------------------------------- checks


def check_python():
    """The version of Python, and whether it has an environment of its own."""
    version = platform.python_version()
    managed = Path(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")  # PEP 668
    if not python_fits():
        first, last = pythons()[-1], pythons()[0]
        yield problem(f"This is Python {version}, but {first} to {last} is needed.", install())
    elif in_environment():
        yield ok(f"Python {version} in the environment {sys.prefix}")
    else:
        why = "is used by all projects, and their packages can get in the way."
        if managed.exists():
            why = "belongs to the system, and pip refuses to install into it."
        if environment_is_made():
            why = "is not the one of the kit's virtual environment, which is not active."
        yield note(f"Python {version} {why}", install())


def check_platform():
    """Systems and builds of Python for which there is no TensorFlow."""
    intel = sys.platform == "darwin" and platform.machine() == "x86_64"
    translated = intel and output_of("sysctl", "-n", "sysctl.proc_translated") == "1"
    website = "Install a Python for this computer from https://www.python.org/downloads/"
    musl = (sysconfig.get_config_var("HOST_GNU_TYPE") or "").endswith("musl")
    for is_so, what, remedy in (
        (sys.maxsize < 2**32, "a Python of 32 bits", website),
        (sysconfig.get_config_var("Py_GIL_DISABLED"), "a free-threaded Python", website),
        (platform.python_implementation() != "CPython", "a Python other than CPython", website),
        (translated, "an Intel Python on an Apple processor", website),
        (intel and not translated, "a Mac with an Intel processor", "Take another computer."),
        (sysconfig.get_platform() == "win-arm64", "Windows on ARM", "Work in WSL2: wsl --install"),
        (musl, "a Linux with musl, such as Alpine", "Take one with glibc, such as Debian."),
    ):
        if is_so:
            yield problem(f"This is {what}, for which there is no TensorFlow.", remedy)


def check_variables():
    """Settings that make Python import something else, or nothing."""
    for name in ("PYTHONPATH", "PYTHONHOME"):
        if os.environ.get(name):
            text = f"{name} is set and changes what Python imports: {os.environ[name]}"
            yield note(text, f"If imports fail: {unset(name)}")


def check_names():
    """Files of the current folder that would be imported in place of a package."""
    packages = {IMPORT_NAMES.get(name, name) for name in requirements()}
    if not os.path.isdir(os.curdir):  # it was deleted
        yield problem("The current folder does not exist any more.", f"cd {KIT}")
        return
    modules = [path for path in Path.cwd().iterdir() if path.suffix == ".py"]
    modules += [path.parent for path in Path.cwd().glob("*/__init__.py")]
    for path in sorted(modules):
        if path.stem in packages:
            yield problem(f"{path} hides the package {path.stem}.", "Give it another name.")
        elif path.stem in getattr(sys, "stdlib_module_names", ()):
            yield note(f"{path} hides Python's own {path.stem}.", "Give it another name.")


def check_packages():
    """Every package of requirements.txt, in a version that was tested."""
    found = {name: installed(name) for name in requirements()}
    if not found:
        yield problem(f"{KIT} has no requirements.txt.", "Get a whole copy of the kit and use it.")
    missing = [name for name, version in found.items() if not version]
    if missing:
        yield problem(f"Not installed: {', '.join(missing)}.", install())
    good = []
    for name, wanted in requirements().items():
        version = found[name]
        if version and fits(version, wanted):
            good.append(f"{name} {version}")
        elif version:
            yield problem(f"{name} {version} is installed, but {wanted} is needed.", install())
    if good:
        yield ok(", ".join(good))


def check_kit():
    """The kit itself, and what it can do without."""
    if installed("fashion-cnn"):
        yield ok("The kit is installed: its commands work in every folder.")
    else:
        yield note(f"The kit is not installed: its commands work only in {KIT}", install())
    if not installed("tensorboard"):
        text = "tensorboard is not installed. Only the option --tensorboard needs it."
        yield note(text, 'python -m pip install -e ".[tensorboard]"')


def check_settings():
    """The backend and the layout of pictures that Keras is set to."""
    path = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "keras.json"
    settings = {}
    with contextlib.suppress(OSError, ValueError):  # Keras, too, goes on with its defaults
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
        yield note(f"{asks}; the texts of the workshop speak of tensorflow.", back)
    if settings.get("image_data_format", "channels_last") != "channels_last":
        remedy = 'Write "image_data_format": "channels_last" into it.'
        yield problem(f"{path} asks for channels first; the kit has them last.", remedy)


def check_start():
    """Whether Keras starts here and convolves correctly: tried in a child, which may crash."""
    yield Finding("...", "Keras is starting, which can take a minute.")
    begun = time.monotonic()
    command = [sys.executable, "-c", TRIAL, str(KIT)]
    streams = {"stdin": subprocess.DEVNULL, "capture_output": True}
    try:
        child = subprocess.run(command, **streams, text=True, errors="replace", timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        slow = "Run the doctor once more: a virus scanner makes the first start the slowest."
        yield problem(f"Keras has not started within {PATIENCE} seconds.", slow)
        return
    if child.returncode != 0:
        words = last_words(child)
        remedy = next(CRASHES[cause] for cause in CRASHES if re.search(cause, words, re.I))
        yield problem(f"Keras does not start: {words}", remedy)
        return
    kind, line = child.stdout.splitlines()[-1].split(" ", 1)
    yield ok(f"Keras starts and convolves, in {time.monotonic() - begun:.0f} s. {line}")
    if kind == "CPU":
        yield note("Training will use no GPU. The processor is enough for the workshop.")


def last_words(child):
    """Return why a process failed: the signal that ended it, the last line that it wrote."""
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
        yield note("How much memory there is could not be found out. The workshop needs 2 GB.")
    elif total < LEAST_MEMORY:
        yield problem(f"{total / GB:.1f} GB of memory: too little.", "Take a larger computer.")
    elif free is not None and free < LITTLE_MEMORY:
        text = f"{free / GB:.1f} GB of {total / GB:.1f} GB of memory free: training can be slow."
        yield note(text, "Close other programs.")
    else:
        yield ok(f"{total / GB:.1f} GB of memory")


def memory():
    """Return the bytes of memory, all and free; None for what cannot be found out."""
    if sys.platform.startswith("linux"):
        return linux_memory(Path("/"))
    if WINDOWS:
        return windows_memory()
    total = output_of("sysctl", "-n", "hw.memsize")
    return int(total) if total else None, None


def linux_memory(root):
    """Return the bytes of memory, all and free, no more than a container may use."""
    text = (root / "proc/meminfo").read_text(encoding="ascii")
    size = {name: 1024 * int(kilobytes) for name, kilobytes in re.findall(r"(\w+): +(\d+)", text)}
    limits = [sys.maxsize]
    for name in ("memory.max", "memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):
            limits.append(int((root / "sys/fs/cgroup" / name).read_text(encoding="ascii")))
    return min(size["MemTotal"], *limits), min(size["MemAvailable"], *limits)


def windows_memory():
    """Return the bytes of memory, all and free, from GlobalMemoryStatusEx."""
    import ctypes

    # Two numbers of 32 bits, the first the size of it all; then seven of 64: total, free, ...
    status = (ctypes.c_uint64 * 8)(ctypes.sizeof(ctypes.c_uint64 * 8))
    done = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return (status[1], status[2]) if done else (None, None)


def check_disk():
    """Space in the current folder, where runs are written, and for temporary files."""
    import tempfile

    try:
        tempfile.TemporaryFile(dir=".").close()
    except OSError as error:
        text = f"Nothing can be written to the current folder {Path.cwd()} ({error.strerror})."
        yield problem(text, "Change to a folder of yours: runs are written there.")
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        free = shutil.disk_usage(str(folder)).free
        text = f"{free / GB:.1f} GB of disk space in {folder}"
        if free < LEAST_DISK:
            yield problem(f"{text}: too little.", "Free some space.")
        elif free < LITTLE_DISK:
            yield note(f"{text}: little.", "Free some space.")
        else:
            yield ok(text)


def check_data():
    """Which data sets are here, and whether they are whole. Nothing is set aside or fetched."""
    if not python_fits() or find_spec("numpy") is None:
        yield note("The data sets were not looked at: that needs the right Python and numpy.")
        return
    from fashion_cnn.data import DATA_VARIABLE, folders
    from fashion_cnn.data.official import OFFICIAL

    own, places = os.environ.get(DATA_VARIABLE), [folders.keras_cache()]
    if own and not Path(own).expanduser().is_dir():
        yield problem(f"{DATA_VARIABLE} names {own}, which is no folder.", unset(DATA_VARIABLE))
    elif own:
        places.insert(0, Path(own).expanduser())
    for name, official in OFFICIAL.items():
        yield look_for(name, official.title, places)
    yield ok("The kit draws garments itself, and scikit-learn has digits: no network is needed.")


def look_for(name, title, places):
    """Return what there is of a data set in the places where `data.load` looks, cache last."""
    from fashion_cnn.base.errors import KitError
    from fashion_cnn.data import folders, formats

    for folder in places:
        try:
            files = folders.find(folder, name)
            if files:
                folders.read(files, name)
                return ok(f"{title} is whole, in {folder}")
        except formats.BadFile as error:
            if folder == places[-1]:
                return note(f"{error} It will be set aside and fetched again.")
            return problem(str(error), "Put a good file in its place, or delete it.")
        except KitError as error:
            return problem(str(error), f"Give yourself the right to read {folder}")
    stand_in = "garments stand in." if name == "fashion_mnist" else "there is --dataset digits."
    return note(f"{title} will be downloaded at its first use; without a network, {stand_in}")


# ----------------------------------------------------------------------------------------- main

CHECKS = (
    *(check_python, check_platform, check_variables, check_names, check_packages, check_kit),
    *(check_settings, check_start, check_memory, check_disk, check_data),
)


def examine(debug=False):
    """Yield the findings of all checks; one that breaks does not stop the others."""
    problems = 0
    for check in CHECKS:
        if check is check_start and problems:
            yield note("Keras was not started: first solve what is above.")
            continue
        try:
            for finding in check():
                problems += finding.verdict == "PROBLEM"
                yield finding
        except Exception as error:
            if debug:
                traceback.print_exc()
            yield note(f"The doctor's {check.__name__} broke: {type(error).__name__}: {error}")


def show(finding, above):
    """Print a finding and its remedy, which is not repeated if it is the one above."""
    remedy = "as above" if finding.remedy == above else finding.remedy
    indented = remedy.replace("\n", "\n" + 14 * " ")
    print(f"{finding.verdict:8} {finding.text}")
    print(f"         Try: {indented}\n" if remedy else "", end="", flush=True)


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m fashion_cnn.doctor",
        description=__doc__.partition("\n")[0],
        epilog="Exit code: 0 if the workshop can run, 1 if not.",
        allow_abbrev=False,
    )
    parser.add_argument("--debug", action="store_true", help="show why a check itself breaks")
    problems, above = 0, None
    for finding in examine(parser.parse_args(arguments).debug):
        show(finding, above)
        above = finding.remedy or above
        problems += finding.verdict == "PROBLEM"
    if not problems:
        print("\nThis machine is ready for the workshop.")
        return 0
    print(f"\n{problems} problem{'s' * (problems > 1)}: the workshop cannot run yet.")
    return 1


def set_import_path():
    """Let nothing in the current folder take the place of a module while the doctor works."""
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
