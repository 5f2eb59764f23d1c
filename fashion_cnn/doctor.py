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

from fashion_cnn.base import console, versions
from fashion_cnn.base.columns import HelpFormatter, columns
from fashion_cnn.base.language import LANGUAGE_VARIABLE, LANGUAGES, current, tr
from fashion_cnn.base.paths import KIT

# argparse has its own words from gettext. It gets those of the kit.
argparse._ = tr
argparse.ngettext = lambda one, more, count: tr(one if count == 1 else more)

WINDOWS = sys.platform == "win32"

GB = 1e9
LEAST_MEMORY, LITTLE_MEMORY = 1.8 * GB, 4 * GB  # a machine sold with 2 GB reports a bit less
LEAST_DISK, LITTLE_DISK = 0.2 * GB, 2 * GB
PATIENCE = 120  # seconds for the first start of Keras
INDENT = 9  # columns for the verdict

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


def verdict_in_words(diagnosis):
    words = {"ok": tr("ok"), "note": tr("note"), "PROBLEM": tr("PROBLEM")}
    return words.get(diagnosis.verdict, diagnosis.verdict)


# ------------------------------------------------------------------------------------- remedies


def install():
    """The lines that install the packages, in a virtual environment."""
    lines = [tr("in the folder {folder}", folder=KIT)]
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
    get = tr("Install Python {best} from https://www.python.org/downloads/ and use it:", best=best)
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
        text = tr(
            "This is Python {version}, but {first} to {last} is needed.",
            version=version,
            first=first,
            last=last,
        )
        yield problem(text, install())
    elif in_environment():
        where = sys.prefix
        yield ok(tr("Python {version} in the environment {where}", version=version, where=where))
    elif has_environment():
        text = tr(
            "Python {version} is not that of the kit's virtual environment, which is not active.",
            version=version,
        )
        yield note(text, install())
    elif managed.exists():
        text = tr(
            "Python {version} belongs to the system, and pip refuses to install into it.",
            version=version,
        )
        yield note(text, install())
    else:
        text = tr(
            "Python {version} is shared by all projects, whose packages can conflict.",
            version=version,
        )
        yield note(text, install())


def check_platform():
    """Systems and builds of Python without a TensorFlow, unless another backend is used."""
    if backend_in_use():
        return
    intel = sys.platform == "darwin" and platform.machine() == "x86_64"
    translated = intel and output_of("sysctl", "-n", "sysctl.proc_translated") == "1"
    website = tr("Install a Python for this computer from https://www.python.org/downloads/")
    other = tr("Use another computer.")
    wsl = tr("Work in WSL2: wsl --install")
    glibc = tr("Use one with glibc, such as Debian.")
    musl = (sysconfig.get_config_var("HOST_GNU_TYPE") or "").endswith("musl")
    for is_so, what, remedy in (
        (sys.maxsize < 2**32, tr("a 32-bit Python"), website),
        (sysconfig.get_config_var("Py_GIL_DISABLED"), tr("a free-threaded Python"), website),
        (
            platform.python_implementation() != "CPython",
            tr("a Python other than CPython"),
            website,
        ),
        (translated, tr("an Intel Python on an Apple processor"), website),
        (intel and not translated, tr("a Mac with an Intel processor"), other),
        (sysconfig.get_platform() == "win-arm64", tr("Windows on ARM"), wsl),
        (musl, tr("a Linux with musl, such as Alpine"), glibc),
    ):
        if is_so:
            text = tr("This is {what}, for which there is no TensorFlow.", what=what)
            yield problem(text, remedy)


def check_variables():
    """Environment variables that change what Python imports, or name no language of the kit."""
    for name in ("PYTHONPATH", "PYTHONHOME"):
        if os.environ.get(name):
            text = tr(
                "{name} is set and changes what Python imports: {value}",
                name=name,
                value=os.environ[name],
            )
            yield note(text, tr("If imports fail: {command}", command=unset(name)))
    asked = os.environ.get(LANGUAGE_VARIABLE)
    if asked and asked not in LANGUAGES:
        text = tr(
            "{name} is {value!r}; the kit speaks {languages}.",
            name=LANGUAGE_VARIABLE,
            value=asked,
            languages=", ".join(LANGUAGES),
        )
        yield problem(text, unset(LANGUAGE_VARIABLE))


def check_names():
    """Files in the current folder that would be imported instead of a package."""
    packages = {IMPORT_NAMES.get(name, name) for name in versions.requirements()}
    packages |= {backend_in_use()} - {""}
    if not os.path.isdir(os.curdir):
        yield problem(tr("The current folder has been deleted."), f"cd {KIT}")
        return
    for shadow in shadows.find(os.getcwd(), packages):
        verdict = problem if shadow.of_package else note
        yield verdict(str(shadow), tr("Rename it."))


def check_packages():
    """Every package of requirements.txt, in a tested version."""
    found = {name: versions.installed(name) for name in versions.requirements()}
    if found and not found.get("tensorflow") and backend_in_use():
        found.pop("tensorflow", None)
        text = tr("TensorFlow is not installed: Keras runs on {backend}.", backend=backend_in_use())
        yield note(text, tr("Only the option --tensorboard needs it."))
    if not found:
        text = tr("{folder} has no requirements.txt.", folder=KIT)
        yield problem(text, tr("Use a complete copy of the kit."))
    missing = [name for name, version in found.items() if not version]
    if missing:
        text = tr("Not installed: {packages}.", packages=", ".join(missing))
        yield problem(text, install())
    good = []
    for name, wanted in versions.requirements().items():
        version = found.get(name)
        if version and versions.fits(version, wanted):
            good.append(f"{name} {version}")
        elif version:
            text = tr(
                "{name} {version} is installed, but {wanted} is needed.",
                name=name,
                version=version,
                wanted=wanted,
            )
            yield problem(text, install())
    if good:
        yield ok(", ".join(good))


def check_kit():
    """The kit itself, and its optional package."""
    if versions.installed("fashion-cnn"):
        yield ok(tr("The kit is installed: its commands work in any folder."))
    else:
        text = tr("The kit is not installed: its commands work only in {folder}", folder=KIT)
        yield note(text, install())
    if not versions.installed("tensorboard"):
        text = tr("tensorboard is not installed. Only the option --tensorboard needs it.")
        yield note(text, 'python -m pip install -e ".[tensorboard]"')


def keras_settings():
    """The file keras.json, and the settings in it; {} where Keras falls back to its defaults."""
    path = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "keras.json"
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return path, dict(json.loads(path.read_text(encoding="utf-8")).items())
    return path, {}


def chosen_backend():
    """The backend that Keras is asked for, and who asks: KERAS_BACKEND or the file keras.json."""
    path, settings = keras_settings()
    variable = os.environ.get("KERAS_BACKEND")
    if variable:
        return variable, "KERAS_BACKEND"
    return settings.get("backend", "tensorflow"), path


def backend_in_use():
    """The installed backend that Keras is asked for in place of TensorFlow; "" if there is none."""
    backend, _ = chosen_backend()
    other = backend in BACKENDS and backend != "tensorflow"
    return backend if other and find_spec(backend) is not None else ""


def check_settings():
    """The backend and the image data format in the settings of Keras."""
    path, settings = keras_settings()
    backend, source = chosen_backend()
    by_variable = source == "KERAS_BACKEND"
    back = unset(source) if by_variable else write_into(path, '"backend": "tensorflow"')
    if backend not in BACKENDS:
        text = tr(
            "{source} asks for the backend {backend}; the kit runs on {backends}.",
            source=source,
            backend=backend,
            backends=", ".join(BACKENDS),
        )
        yield problem(text, back)
    elif backend != "tensorflow" and not backend_in_use():
        text = tr(
            "{source} asks for the backend {backend}, which is not installed.",
            source=source,
            backend=backend,
        )
        yield problem(text, f"python -m pip install {backend}\n{back}")
    elif backend != "tensorflow":
        text = tr(
            "{source} asks for the backend {backend}. All works, but the kit's measured results "
            "are for TensorFlow.",
            source=source,
            backend=backend,
        )
        yield note(text, tr("For TensorFlow: {command}", command=back))
    if settings.get("image_data_format", "channels_last") != "channels_last":
        text = tr("{path} sets channels first; the kit uses channels last.", path=path)
        yield problem(text, write_into(path, '"image_data_format": "channels_last"'))


def write_into(path, setting):
    return tr("Write {setting} into {path}", setting=setting, path=path)


def check_start():
    """Whether Keras starts and convolves correctly, in a child process, which may crash."""
    yield Diagnosis("...", tr("Keras is starting, which can take a minute."))
    begun = time.monotonic()
    command = [sys.executable, "-c", TRIAL, str(KIT)]
    # The child says in the same language which device it computes on.
    variables = {**os.environ, LANGUAGE_VARIABLE: current(), "PYTHONIOENCODING": "utf-8"}
    streams = {"stdin": subprocess.DEVNULL, "capture_output": True, "env": variables}
    text = {"encoding": "utf-8", "errors": "replace"}
    try:
        child = subprocess.run(command, **streams, **text, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        yield problem(
            tr("Keras did not start within {seconds} seconds.", seconds=PATIENCE),
            tr("Run the doctor again: a virus scanner slows down the first start."),
        )
        return
    if child.returncode != 0:
        words = last_words(child)
        yield problem(tr("Keras does not start: {words}", words=words), remedy_for(words))
        return
    kind, line = child.stdout.splitlines()[-1].split(" ", 1)
    yield ok(
        tr(
            "Keras starts and convolves, in {seconds:.0f} s. {device}",
            seconds=time.monotonic() - begun,
            device=line,
        )
    )
    if kind == "CPU":
        yield note(tr("Training will not use a GPU. The processor is enough for the workshop."))


def remedy_for(words):
    """What to do when the trial fails, by the first pattern that is found in its last words."""
    remedies = {
        "illegal instruction|compiled to use AVX": tr(
            "TensorFlow needs a processor with AVX.\n"
            "In a virtual machine, pass the host's processor through; otherwise use another "
            "computer."
        ),
        "DLL load failed": tr(
            "Install the Microsoft Visual C++ Redistributable and restart Windows:\n"
            "https://aka.ms/vs/17/release/vc_redist.x64.exe"
        ),
        "GLIBC": tr("This Linux is too old for TensorFlow. Use a newer one."),
        "CUDA|cuDNN": tr(
            "The GPU does not work. To do without it, set CUDA_VISIBLE_DEVICES to -1."
        ),
        "MemoryError|bad_alloc|killed|allocate memory": tr("Close other programs and try again."),
        "": tr(
            "first follow the notes above; if that does not help:\n"
            "python -m pip install --force-reinstall -r requirements.txt"
        ),
    }
    return next(remedies[cause] for cause in remedies if re.search(cause, words, re.I))


def last_words(child):
    """Why a process failed: the signal that ended it, and the last line that it wrote."""
    code = child.returncode
    words = [line for line in child.stderr.splitlines() if line and line[0] not in " *"][-1:]
    if code < 0:
        words.insert(0, signal.strsignal(-code) or f"signal {-code}")
    elif code == 0xC000001D:  # Windows
        words.insert(0, "Illegal instruction")
    return ": ".join(words)[:400] or tr("exit code {code}", code=code)


def check_memory():
    total, free = memory()
    if total is None:
        yield note(tr("The size of the memory is unknown. The workshop needs 2 GB."))
    elif total < LEAST_MEMORY:
        yield problem(
            tr("Only {total:.1f} GB of memory; the workshop needs 2 GB.", total=total / GB),
            tr("Use a computer with more."),
        )
    elif free is not None and free < LITTLE_MEMORY:
        text = tr(
            "{free:.1f} GB of {total:.1f} GB of memory free: training can be slow.",
            free=free / GB,
            total=total / GB,
        )
        yield note(text, tr("Close other programs."))
    else:
        yield ok(tr("{total:.1f} GB of memory", total=total / GB))


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
        text = tr(
            "The current folder {folder} cannot be written to ({reason}).",
            folder=Path.cwd(),
            reason=error.strerror,
        )
        yield problem(text, tr("Change to a folder of your own: runs are written there."))
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        yield judge_space(folder, shutil.disk_usage(str(folder)).free)


def judge_space(folder, free):
    values = {"free": free / GB, "folder": folder}
    if free < LEAST_DISK:
        text = tr(
            "Only {free:.1f} GB of disk space in {folder}; the workshop needs {needed:.1f} GB.",
            needed=LEAST_DISK / GB,
            **values,
        )
        return problem(text, tr("Free some space."))
    if free < LITTLE_DISK:
        text = tr("Only {free:.1f} GB of disk space in {folder}, which can run out.", **values)
        return note(text, tr("Free some space."))
    return ok(tr("{free:.1f} GB of disk space in {folder}", **values))


def check_data():
    """Which data sets are here, and whether they are intact. Files stay as they are."""
    if not versions.python_fits() or find_spec("numpy") is None:
        yield note(tr("The data sets were not checked: that needs the right Python and numpy."))
        return
    from fashion_cnn.data import DATA_VARIABLE
    from fashion_cnn.data.official import OFFICIAL

    own = os.environ.get(DATA_VARIABLE)
    folder = Path(os.path.expanduser(own)) if own else None
    if folder and not folder.is_dir():
        text = tr("{name} names {value}, which is not a folder.", name=DATA_VARIABLE, value=own)
        yield problem(text, unset(DATA_VARIABLE))
        folder = None
    for name in OFFICIAL:
        yield from (look_in_own(folder, name) if folder else look_in_cache(name))
    yield ok(tr("The kit draws garments, and scikit-learn has digits: neither needs a network."))


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
        yield problem(str(error), tr("Put a good file in its place, or move it elsewhere."))
    except KitError as error:
        yield problem(str(error), permission_to_read(folder))
    else:
        yield complete(OFFICIAL[name].title, folder)


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
            yield complete(title, cache)
            return
    except formats.BadFile as error:
        folder = error.path.parent
        if os.access(str(folder), os.W_OK):
            yield note(tr("{error} It will be set aside and fetched again.", error=error))
        else:
            yield problem(
                tr("{error} It cannot be replaced there.", error=error),
                tr("Give yourself permission to write to {folder}", folder=folder),
            )
        return
    except KitError as error:
        yield problem(str(error), permission_to_read(cache))
        return
    if name == "fashion_mnist":
        text = tr(
            "{title} will be downloaded at first use. "
            "Without a network, the kit's own garments are used.",
            title=title,
        )
    else:
        text = tr(
            "{title} will be downloaded at first use. Without a network, use --dataset digits.",
            title=title,
        )
    yield note(text)


def complete(title, folder):
    return ok(tr("{title} is complete, in {folder}", title=title, folder=folder))


def permission_to_read(folder):
    return tr("Give yourself permission to read {folder}", folder=folder)


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
            yield note(tr("Keras was not started: first solve the problems above."))
            continue
        try:
            for diagnosis in check():
                problems += diagnosis.verdict == "PROBLEM"
                yield diagnosis
        except Exception as error:
            if debug:
                traceback.print_exc()
            text = tr(
                "The doctor's {check} failed: {error}",
                check=check.__name__,
                error=f"{type(error).__name__}: {error}",
            )
            yield note(text)


def show(diagnosis, above):
    """Print a Diagnosis and its remedy, which is not repeated if it is the one above."""
    print(padded(verdict_in_words(diagnosis), INDENT), diagnosis.text, sep="", flush=True)
    if diagnosis.remedy:
        remedy = tr("as above") if diagnosis.remedy == above else diagnosis.remedy
        start = padded("", INDENT) + tr("Try: ")
        print(start, remedy.replace("\n", "\n" + columns(start) * " "), sep="", flush=True)


def padded(text, width):
    """The text, followed by spaces up to a width in columns of the terminal."""
    return text + (width - columns(text)) * " "


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m fashion_cnn.doctor",
        description=tr(
            "Say whether this machine is ready for the workshop, and what to do if not."
        ),
        epilog=tr("Exit code: 0 if the workshop can run, 1 if not."),
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--lang",
        metavar="LANGUAGE",
        choices=list(LANGUAGES),
        help=tr("language of the messages: {languages}", languages=", ".join(LANGUAGES)),
    )
    parser.add_argument("--debug", action="store_true", help=tr("show why a check itself fails"))
    return parser.parse_args(arguments)


def main(arguments=None):
    console.choose_language(console.language_option())
    problems, above = 0, None
    for diagnosis in examine(parse(arguments).debug):
        show(diagnosis, above)
        above = diagnosis.remedy or above
        problems += diagnosis.verdict == "PROBLEM"
    print()
    if not problems:
        print(tr("This machine is ready for the workshop."))
        return 0
    if problems == 1:
        print(tr("1 problem: the workshop cannot run yet."))
    else:
        print(tr("{count} problems: the workshop cannot run yet.", count=problems))
    return 1


def set_import_path():
    """Search only where packages are installed, as programs in other folders do."""
    sys.path[:] = [folder for folder in sys.path if folder not in ("", os.getcwd(), str(KIT))]
    if not __package__:  # started as a file, by its path
        sys.path.append(str(KIT))


if __name__ == "__main__":
    set_import_path()
    sys.stdout.reconfigure(errors=console.PLAIN)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print(tr("The doctor was interrupted."), file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone, as in `... | head`
        sys.exit(1)
