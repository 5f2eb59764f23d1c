"""Where a command finds the keeper: a file in a folder of the user's own.

The file names an address on this machine, a Unix domain socket or on Windows a named pipe, and the
key with which both sides show that they have read the file. Its name comes from all that makes a
process with Keras what it is: whoever has another Python, another backend or a newer kit finds
another keeper, or none.
"""

import json
import os
import secrets
import site
import stat
import sys
import tempfile
from dataclasses import asdict, dataclass
from hashlib import sha256
from multiprocessing.connection import Client, answer_challenge, deliver_challenge
from pathlib import Path

from fashion_cnn.base.files import replacing
from fashion_cnn.base.paths import KIT
from fashion_cnn.workshop.process.own import search_path

# Environment variables that Python and the libraries read once, when they start. All others are
# sent with each job.
AT_START = (
    *("PYTHON", "KERAS", "TF_", "XLA_", "JAX_", "TORCH", "PYTORCH", "ONEDNN", "DNNL"),
    *("CUDA", "NVIDIA", "HIP_", "ROCR_", "OMP_", "KMP_", "MKL_", "OPENBLAS", "GOTO_", "NUMEXPR"),
    *("VECLIB", "NPY_", "NUMPY", "LD_", "DYLD_", "GLIBC_", "MALLOC_", "HOME", "USERPROFILE"),
)

# The settings that Keras writes into keras.json when there is none.
WRITTEN = {
    "floatx": "float32",
    "epsilon": 1e-07,
    "backend": "tensorflow",
    "image_data_format": "channels_last",
}
# TensorFlow and scikit-learn set these themselves, in a learner's process, too.
BY_LIBRARIES = {"KMP_DUPLICATE_LIB_OK", "KMP_INIT_AT_FORK"}
# Bytes of the longest path to the folder: that of a socket may have about 100.
LONGEST = 60


def folder():
    """The user's folder for meetings. Raises OSError if it cannot be kept from others."""
    if os.name == "nt":  # that folder is the user's
        made = Path(tempfile.gettempdir(), "fashion-cnn")
        made.mkdir(exist_ok=True)
        return made
    where = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    if len(os.fsencode(where)) > LONGEST:
        raise OSError(where)
    made = Path(where, f"fashion-cnn-{os.geteuid()}")
    made.mkdir(mode=0o700, exist_ok=True)
    found = os.lstat(made)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise PermissionError(made)
    return made


def stamp(library):
    """Digits that change when a process with the library would no longer be like a new one."""
    variables = os.environ | {"PYTHONPATH": search_path()}
    deciding = {name for name in variables if name.startswith(AT_START)} - BY_LIBRARIES
    packages = [*site.getsitepackages(), site.getusersitepackages()]
    facts = [
        library,
        sys.executable,
        sys.version,
        [[name, variables[name]] for name in sorted(deciding)],
        settings(),
        [state(path) for path in (sys.executable, *packages)],
        sorted(states(KIT / "fashion_cnn")),
    ]
    return sha256(json.dumps(facts).encode()).hexdigest()[:16]


def settings():
    """What keras.json sets, whether it is there or Keras will write it when it is imported."""
    path = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "keras.json"
    try:
        return WRITTEN | json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return WRITTEN


def states(folder):
    """The state of all files of a package."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from states(entry.path) if entry.name != "__pycache__" else ()
        else:
            yield state(entry.path)


def state(path):
    """What changes with a file, or for a folder with the names in it."""
    try:
        found = os.stat(path)
    except OSError:
        return [str(path)]
    return [str(path), found.st_size, found.st_mtime_ns]


@dataclass(frozen=True)
class Meeting:
    """An address and its key, in hexadecimal digits; `fork` is that of the process lent there."""

    address: str
    key: str
    fork: bool

    @classmethod
    def invent(cls, folder, fork):
        """A Meeting at an address where nobody has been."""
        name = secrets.token_hex(8)
        address = rf"\\.\pipe\fashion-cnn-{name}" if os.name == "nt" else str(folder / name)
        return cls(address, secrets.token_hex(32), fork)

    @classmethod
    def read(cls, path):
        """The Meeting in a file. Raises OSError, ValueError or TypeError."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def write(self, path):
        """Write the file, for the user's eyes only."""
        with replacing(path) as temporary:
            temporary.touch(0o600)
            temporary.write_text(json.dumps(asdict(self)), encoding="utf-8")

    def call(self):
        """A connection to whoever is at the address, who must know the key."""
        connection = Client(self.address)
        answer_challenge(connection, bytes.fromhex(self.key))
        deliver_challenge(connection, bytes.fromhex(self.key))
        return connection

    def receive(self, connection):
        """Let a caller in who knows the key. Raises AuthenticationError, OSError or EOFError."""
        deliver_challenge(connection, bytes.fromhex(self.key))
        answer_challenge(connection, bytes.fromhex(self.key))
