"""Start Keras on the right device, without start-up messages.

    device = start("auto")
    print(device.line)

Everything that differs between TensorFlow, JAX and PyTorch in choosing a device is here.
"""

import contextlib
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from fashion_cnn.base import pixel_loss
from fashion_cnn.base.errors import KitError, UsageError, printable
from fashion_cnn.base.language import tr
from fashion_cnn.base.pipelines import untune
from fashion_cnn.base.program import is_a_command_of_the_kit
from fashion_cnn.base.recorded import Recorded, spoken
from fashion_cnn.base.rules import one_of

BACKENDS = ("tensorflow", "jax", "torch")
DEVICES = ("auto", "cpu", "gpu")
PRECISIONS = ("float32", "mixed_float16", "mixed_bfloat16")

ONEDNN = "TF_ENABLE_ONEDNN_OPTS"
# What Keras imports for wrappers and tables, which no command of the kit uses.
OPTIONAL = ("sklearn", "pandas")


@dataclass(frozen=True)
class Device:
    """What a model runs on; `why_not` explains why an existing GPU is not used.

    `note` warns that results may differ from those of the same run elsewhere. The `name` is that
    in files, and stays English.
    """

    kind: str
    name: str
    why_not: str = ""
    note: str = ""

    @property
    def line(self):
        on = tr("Running on the {kind}: {name}.", kind=self.kind, name=spoken(self.name))
        reason = f" ({self.why_not})" if self.why_not else ""
        return "\n".join(filter(None, [on + reason, self.note]))


def start(choice="auto", precision="float32", verbose=False, deterministic=True):
    """Import Keras, choose the device, set the precision; return the Device.

    `deterministic` makes TensorFlow's results on a GPU repeatable, which costs time.
    Raises UsageError for an unknown choice or backend, and for "gpu" if no GPU can be used.
    """
    one_of("device", choice, DEVICES)
    one_of("precision", precision, PRECISIONS)
    must_know_backend()
    try:
        device = choose(choice, precision, verbose, deterministic)
    except Exception as error:
        # A file keras.py in the user's folder leads here, and so does a wrong keras.json.
        raise cannot_start(error) from error
    if choice == "gpu" and device.kind != "GPU":
        reason = device.why_not or tr("no NVIDIA GPU was found on this machine")
        raise UsageError("--device gpu: {reason}. Use --device cpu, or auto.", reason=reason)
    return device


def cannot_start(reason):
    """The KitError for a Keras that cannot be imported, or cannot compute."""
    return KitError(
        "Keras cannot be started ({error}).\nTo find out why: python -m fashion_cnn.doctor",
        error=printable(reason, 200),
    )


def must_know_backend():
    """Raise UsageError if KERAS_BACKEND names a backend that the kit does not run on."""
    chosen = os.environ.get("KERAS_BACKEND")
    if chosen and chosen not in BACKENDS and "keras" not in sys.modules:
        raise UsageError(
            "KERAS_BACKEND={chosen}: the kit runs on {backends}. "
            "Set one of these, or unset KERAS_BACKEND.",
            chosen=printable(chosen, 50),
            backends=", ".join(BACKENDS),
        )


def import_keras(verbose=False):
    """Import Keras for float32 arrays (height, width, channels), whatever keras.json says."""
    set_environment(verbose)
    import keras

    keras.config.set_image_data_format("channels_last")
    keras.config.set_floatx("float32")
    untune()
    if keras_backend() == "torch":
        pixel_loss.mend()
    return keras


def keep_compiled(folder):
    """Let JAX write what it compiles into a folder, for copies of this process and later ones."""
    import jax

    if jax.config.jax_compilation_cache_dir is None:  # else the user has chosen
        jax.config.update("jax_compilation_cache_dir", str(folder))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)


def choose(choice, precision, verbose, deterministic):
    """Import Keras and run its first operation; return the Device that it ran on."""
    needless = OPTIONAL if is_a_command_of_the_kit() else ()
    with contextlib.nullcontext() if verbose else quiet():
        with hidden(*needless):
            keras = import_keras(verbose)

        # If TensorFlow is installed, Keras imports it sooner or later, whatever the backend.
        with contextlib.suppress(ImportError):
            import tensorflow  # noqa: F401

        gpus = list_gpus(keras_backend())
        if choice != "cpu" and gpus:
            device = Device("GPU", ", ".join(gpus))
            use_gpus(keras_backend(), deterministic)
        else:
            device = Device("CPU", cpu_name(), "" if choice == "cpu" else why_no_gpu())
            hide_gpus(keras_backend(), gpus)
        keras.config.set_dtype_policy(precision)
        # The first operation starts the device, which prints messages of its own.
        keras.ops.ones(1)
    late = keras_backend() == "tensorflow" and is_too_late_for_onednn()
    return replace(device, note=late_note() if late else "")


def late_note():
    return tr(
        "TensorFlow was imported before the kit, so this run may give other numbers than the "
        "command with the same seed. To avoid that, set {variable}=1 before importing Keras.",
        variable=ONEDNN,
    )


def set_environment(verbose):
    """Set the variables that libraries read when imported, unless the user has set them."""
    if has_onednn() and not is_too_late_for_onednn():
        # On CPUs without AVX-512, oneDNN's kernels are off by default, and training `main` takes
        # 50% longer. Their results are just as repeatable.
        os.environ.setdefault(ONEDNN, "1")
    if os.environ.get("KERAS_BACKEND") == "torch":
        # PyTorch's threads wait for each other without sleeping. Where other programs want the
        # cores, that takes four times the processor's time, and training three times as long.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if not verbose:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def has_onednn():
    return platform.machine() in ("x86_64", "AMD64")


def is_too_late_for_onednn():
    """Whether TensorFlow was imported before the kit, and nobody has decided on oneDNN."""
    return has_onednn() and "tensorflow" in sys.modules and ONEDNN not in os.environ


@contextlib.contextmanager
def hidden(*packages):
    """Let imports in the block find none of these packages, but for those imported before.

    Keras imports scikit-learn and pandas, if they are there, for its wrappers and for tables as
    input. Without them it starts a second earlier, and has neither in this process.
    """
    packages = [package for package in packages if package not in sys.modules]
    sys.modules.update(dict.fromkeys(packages))
    try:
        yield
    finally:
        for package in packages:
            del sys.modules[package]


@contextlib.contextmanager
def quiet():
    """Suppress what libraries write to standard error, unless the block fails.

    TensorFlow's C++ code logs to the file descriptor before it reads its log level, so neither
    TF_CPP_MIN_LOG_LEVEL nor sys.stderr can silence it.
    """
    sys.stderr.flush()
    with tempfile.TemporaryFile() as held, keep_descriptor(2) as stderr:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except Exception:
            held.seek(0)
            os.write(stderr, held.read())
            raise


@contextlib.contextmanager
def keep_descriptor(descriptor):
    """Yield a copy of a file descriptor; restore the descriptor at the end."""
    copy = os.dup(descriptor)
    try:
        yield copy
    finally:
        sys.stderr.flush()
        os.dup2(copy, descriptor)
        os.close(copy)


def list_gpus(backend):
    """The names of the GPUs that the backend can use."""
    if backend == "tensorflow":
        import tensorflow as tf

        gpus = tf.config.list_physical_devices("GPU")
        details = [tf.config.experimental.get_device_details(gpu) for gpu in gpus]
        return [detail.get("device_name", "GPU") for detail in details]
    if backend == "jax":
        import jax

        return [device.device_kind for device in jax.devices() if device.platform == "gpu"]
    if backend == "torch":
        import torch

        mac = ["Apple GPU"] if torch.backends.mps.is_available() else []
        return [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())] or mac
    return []


def use_gpus(backend, deterministic=True):
    """Let TensorFlow allocate GPU memory as needed; with repeatable results if `deterministic`."""
    if backend == "tensorflow":
        import tensorflow as tf

        for gpu in tf.config.list_physical_devices("GPU"):
            # A GPU in use, for example in a notebook, can no longer be configured.
            with contextlib.suppress(RuntimeError):
                tf.config.experimental.set_memory_growth(gpu, True)
        if deterministic:
            tf.config.experimental.enable_op_determinism()


def hide_gpus(backend, gpus):
    """Keep the backend from using the GPUs that it has found."""
    if not gpus:
        return
    if backend == "tensorflow":
        import tensorflow as tf

        with contextlib.suppress(RuntimeError):
            tf.config.set_visible_devices([], "GPU")
    elif backend == "jax":
        import jax

        jax.config.update("jax_default_device", jax.devices("cpu")[0])
    elif backend == "torch":
        import keras

        keras.device("cpu").__enter__()


def cpu_name():
    """The processor in a few words."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    machine = platform.machine()
    if cores == 1:
        return Recorded("{machine}, 1 core", machine=machine)
    return Recorded("{machine}, {cores} cores", machine=machine, cores=cores)


def why_no_gpu():
    """Why this machine's GPU is not used, or nothing if it seems to have none."""
    if keras_backend() != "tensorflow":
        return why_other_has_no_gpu(keras_backend())
    if platform.system() == "Darwin":
        return tr("TensorFlow does not use the GPU of a Mac")
    if not has_nvidia_gpu():
        return ""
    if os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return tr("the NVIDIA GPU is hidden by CUDA_VISIBLE_DEVICES")
    if platform.system() == "Windows":
        return tr("TensorFlow uses an NVIDIA GPU only inside WSL2, not in Windows itself")
    return tr(
        "there is an NVIDIA GPU, but its libraries are missing: "
        "python -m pip install 'tensorflow[and-cuda]'"
    )


def why_other_has_no_gpu(backend):
    """The same for JAX and PyTorch, of which pip installs builds with and without a GPU."""
    if not has_nvidia_gpu():
        return ""
    return tr(
        "there is an NVIDIA GPU, but the installed {backend} does not use it: "
        "docs/installing.md says how to get one that does",
        backend=backend,
    )


def keras_backend():
    """The name of the backend that Keras uses."""
    import keras

    return keras.backend.backend()


def has_nvidia_gpu():
    """True if an NVIDIA driver is installed."""
    return Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None


def jit_compile(device):
    """The argument `jit_compile` of Keras for a device.

    On CPUs, TensorFlow's own kernels train `main` nearly twice as fast as XLA's. JAX has to
    compile, PyTorch should only on request, and on a GPU Keras decides.
    """
    plain = {"tensorflow": device.kind == "CPU", "torch": True}
    return False if plain.get(keras_backend()) else "auto"


def versions():
    """The versions of Python and of the installed packages that decide a result."""
    from importlib import metadata  # 60 ms that --help can do without

    found = {"python": platform.python_version()}
    for package in ("keras", "tensorflow", "jax", "torch", "numpy", "scikit-learn"):
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[package] = metadata.version(package)
    return found
