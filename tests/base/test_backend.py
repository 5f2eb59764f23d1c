"""Choosing a device, with a stand-in for a GPU; and the quiet start."""

import importlib
import json
import os
import re
import subprocess
import sys
from types import ModuleType

import keras
import pytest

from fashion_cnn.base import backend
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.language import speak


@pytest.fixture
def gpu(monkeypatch):
    """A stand-in for one usable GPU; returns what was done with it."""
    done = []
    monkeypatch.setattr(backend, "list_gpus", lambda name: ["NVIDIA Stand-in"])
    monkeypatch.setattr(backend, "use_gpus", lambda *how: done.append("used"))
    monkeypatch.setattr(backend, "hide_gpus", lambda name, gpus: done.append(f"hidden {gpus}"))
    return done


@pytest.fixture
def no_gpu(monkeypatch):
    monkeypatch.setattr(backend, "list_gpus", lambda name: [])
    monkeypatch.setattr(backend, "has_nvidia_gpu", lambda: False)
    monkeypatch.setattr(backend.platform, "system", lambda: "Linux")


@pytest.mark.parametrize("choice", ["auto", "gpu"])
def test_a_gpu_is_used_when_there_is_one(gpu, choice):
    device = backend.start(choice)
    assert device.kind == "GPU"
    assert device.line == "Running on the GPU: NVIDIA Stand-in."
    assert gpu == ["used"]


class FakeTensorFlow:
    """Records what is asked of TensorFlow's configuration."""

    def __init__(self):
        self.asked = []
        self.config = self
        self.experimental = self

    def list_physical_devices(self, kind):
        return [f"{kind}:0", f"{kind}:1"]

    def set_memory_growth(self, gpu, enabled):
        self.asked.append((gpu, enabled))
        if gpu == "GPU:1":
            raise RuntimeError("already running")

    def enable_op_determinism(self):
        self.asked.append("determinism")

    def set_visible_devices(self, devices, kind):
        self.asked.append((devices, kind))


def test_gpus_grow_their_memory_and_repeat_their_results(monkeypatch):
    fake = FakeTensorFlow()
    monkeypatch.setitem(sys.modules, "tensorflow", fake)
    backend.use_gpus("tensorflow")
    assert fake.asked == [("GPU:0", True), ("GPU:1", True), "determinism"]
    backend.hide_gpus("tensorflow", ["a GPU"])
    assert fake.asked[-1] == ([], "GPU")


def test_a_gpu_is_hidden_when_the_cpu_is_asked_for(gpu):
    device = backend.start("cpu")
    assert device.kind == "CPU"
    assert gpu == ["hidden ['NVIDIA Stand-in']"]


def test_without_a_gpu_the_cpu_is_named_in_one_line(no_gpu):
    line = backend.start("auto").line
    assert line.startswith("Running on the CPU: ")
    assert "core" in line
    assert "(" not in line


def test_a_gpu_that_was_asked_for_and_is_not_there(no_gpu):
    with pytest.raises(UsageError, match=r"--device gpu: no NVIDIA GPU was found.*--device cpu"):
        backend.start("gpu")


@pytest.mark.parametrize(
    ("system", "hidden", "reason"),
    [
        ("Linux", None, "its libraries are missing: python -m pip install"),
        ("Linux", "-1", "hidden by CUDA_VISIBLE_DEVICES"),
        ("Windows", None, "only inside WSL2"),
    ],
)
def test_a_gpu_that_is_there_but_unusable_is_explained(no_gpu, monkeypatch, system, hidden, reason):
    monkeypatch.setattr(backend, "has_nvidia_gpu", lambda: True)
    monkeypatch.setattr(backend.platform, "system", lambda: system)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if hidden:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
    assert reason in backend.start("auto").line
    with pytest.raises(UsageError, match=reason):
        backend.start("gpu")


def test_a_keras_that_cannot_be_used_points_to_the_doctor(monkeypatch):
    """As with a file keras.py in the user's folder."""
    monkeypatch.setitem(sys.modules, "keras", ModuleType("keras"))
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with pytest.raises(KitError, match=r"(?s)Keras cannot be started.*fashion_cnn\.doctor"):
        backend.start("cpu")


def test_a_mac_is_told_why_its_gpu_is_not_used(no_gpu, monkeypatch):
    monkeypatch.setattr(backend.platform, "system", lambda: "Darwin")
    assert "GPU of a Mac" in backend.start("auto").line


def test_compiling_is_left_to_tensorflow_on_a_cpu():
    assert backend.jit_compile(backend.Device("CPU", "x")) is False
    assert backend.jit_compile(backend.Device("GPU", "x")) == "auto"


def test_a_users_own_settings_are_kept(monkeypatch):
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "1")
    backend.set_environment(verbose=False)
    assert os.environ["TF_ENABLE_ONEDNN_OPTS"] == "0"
    assert os.environ["TF_CPP_MIN_LOG_LEVEL"] == "1"


@pytest.mark.parametrize("name", ["jax", "torch"])
def test_jax_and_pytorch_without_their_gpu_are_explained(no_gpu, monkeypatch, name):
    monkeypatch.setattr(backend, "keras_backend", lambda: name)
    assert backend.why_no_gpu() == ""
    monkeypatch.setattr(backend, "has_nvidia_gpu", lambda: True)
    assert f"the installed {name} does not use it: docs/installing.md" in backend.why_no_gpu()


@pytest.mark.parametrize(("machine", "expected"), [("x86_64", "1"), ("arm64", None)])
def test_onednn_is_asked_for_where_it_helps(monkeypatch, machine, expected):
    monkeypatch.delenv("TF_ENABLE_ONEDNN_OPTS", raising=False)
    monkeypatch.delitem(sys.modules, "tensorflow", raising=False)
    monkeypatch.setattr(backend.platform, "machine", lambda: machine)
    backend.set_environment(verbose=True)
    assert os.environ.get("TF_ENABLE_ONEDNN_OPTS") == expected


@pytest.mark.parametrize(("name", "expected"), [("torch", "PASSIVE"), ("jax", None)])
def test_threads_of_pytorch_leave_the_cores_to_others(monkeypatch, name, expected):
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    monkeypatch.setenv("KERAS_BACKEND", name)
    backend.set_environment(verbose=True)
    assert os.environ.get("OMP_WAIT_POLICY") == expected


QUIET = """
import os, sys
from fashion_cnn.base.backend import quiet
try:
    with quiet():
        os.write(2, b"chatter")
        if len(sys.argv) > 1:
            raise ImportError("no such library")
except ImportError:
    pass
os.write(2, b"|after")
"""


@pytest.mark.parametrize(("words", "expected"), [([], "|after"), (["fail"], "chatter|after")])
def test_chatter_is_held_back_unless_the_start_fails(words, expected):
    done = subprocess.run([sys.executable, "-c", QUIET, *words], capture_output=True, text=True)
    assert done.stderr == expected


@pytest.mark.slow
@pytest.mark.parametrize(("verbose", "quiet"), [(False, True), (True, False)])
def test_tensorflow_starts_without_a_word_unless_asked(verbose, quiet):
    program = f"from fashion_cnn.base import backend; backend.start('cpu', verbose={verbose})"
    environment = {k: v for k, v in os.environ.items() if k != "TF_CPP_MIN_LOG_LEVEL"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0
    assert (done.stderr == "") == quiet


def in_a_fresh_process(program, tmp_path, config=None, **variables):
    """Run a program that starts the backend, with a keras.json; return the finished process."""
    if config:
        (tmp_path / "keras.json").write_text(json.dumps(config))
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("KERAS_", "TF_"))}
    environment |= {"KERAS_HOME": str(tmp_path), "TF_CPP_MIN_LOG_LEVEL": "3"} | variables
    words = [sys.executable, "-c", program]
    return subprocess.run(words, capture_output=True, text=True, env=environment)


START = """
from fashion_cnn.base import backend
from fashion_cnn.base.commandline import execute
execute(lambda: print(backend.start("cpu").line))
"""


@pytest.mark.parametrize("name", ["nonsense", "numpy", "Tensorflow"])
def test_an_unknown_backend_is_named_before_keras_is_imported(tmp_path, name):
    done = in_a_fresh_process(START, tmp_path, KERAS_BACKEND=name)
    assert done.returncode == 2
    assert done.stderr.startswith(f"KERAS_BACKEND={name}: the kit runs on tensorflow, jax, torch.")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "config", [{"backend": "nonsense"}, {"floatx": "float99"}, {"epsilon": "small"}, ["tensorflow"]]
)
def test_a_wrong_keras_json_points_to_the_doctor(tmp_path, config):
    done = in_a_fresh_process(START, tmp_path, config)
    assert done.returncode == 1
    assert re.search(r"Keras cannot be started \(.+\)\.\n.*fashion_cnn\.doctor\n$", done.stderr)


@pytest.mark.backend
def test_channels_come_last_and_are_float32_whatever_keras_json_says():
    keras.config.set_image_data_format("channels_first")
    keras.config.set_floatx("float64")
    try:
        backend.import_keras()
        assert keras.config.image_data_format() == "channels_last"
        assert keras.config.floatx() == "float32"
    finally:
        keras.config.set_image_data_format("channels_last")
        keras.config.set_floatx("float32")


def test_a_notebook_that_has_imported_tensorflow_is_told_of_other_numbers(monkeypatch, no_gpu):
    monkeypatch.setattr(backend.platform, "machine", lambda: "x86_64")
    monkeypatch.delenv(backend.ONEDNN, raising=False)
    monkeypatch.setitem(sys.modules, "tensorflow", sys.modules.get("tensorflow", ModuleType("tf")))
    for _ in range(2):  # each time, not only the first
        first, note = backend.start("cpu").line.split("\n")
        assert first.startswith("Running on the CPU")
        assert "other numbers" in note
        assert f"{backend.ONEDNN}=1" in note
    monkeypatch.setenv(backend.ONEDNN, "1")
    assert "\n" not in backend.start("cpu").line


def test_hidden_packages_are_found_again_afterwards(tmp_path, monkeypatch):
    (tmp_path / "optional_package.py").write_text("answer = 42")
    monkeypatch.syspath_prepend(tmp_path)
    with backend.hidden("optional_package", "keras"):
        with pytest.raises(ImportError):
            importlib.import_module("optional_package")
        assert importlib.import_module("keras") is keras  # was imported before
    assert importlib.import_module("optional_package").answer == 42
    monkeypatch.delitem(sys.modules, "optional_package")


@pytest.mark.parametrize("of_the_kit", [True, False])
def test_only_commands_of_the_kit_start_keras_without_optional_packages(
    of_the_kit, monkeypatch, no_gpu
):
    seen = []
    for package in backend.OPTIONAL:
        monkeypatch.delitem(sys.modules, package, raising=False)
    monkeypatch.setattr(backend, "is_a_command_of_the_kit", lambda: of_the_kit)
    monkeypatch.setattr(
        backend,
        "import_keras",
        lambda verbose: seen.append(set(backend.OPTIONAL) & set(sys.modules)) or keras,
    )
    backend.start("cpu")
    assert seen == [set(backend.OPTIONAL) if of_the_kit else set()]
    assert not set(backend.OPTIONAL) & set(sys.modules)


def test_the_device_in_korean_and_in_files(monkeypatch, no_gpu):
    speak("ko")
    device = backend.start("cpu")
    assert re.fullmatch(r"CPU에서 실행합니다: \S+, 코어 \d+개\.", device.line)
    assert re.fullmatch(r"\S+, \d+ cores?", device.name)
    monkeypatch.setattr(backend, "has_nvidia_gpu", lambda: True)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    assert backend.start("auto").line.endswith(
        "(CUDA_VISIBLE_DEVICES 때문에 NVIDIA GPU가 보이지 않습니다)"
    )
    with pytest.raises(UsageError, match=r"보이지 않습니다\. --device cpu나 auto를 쓰십시오\."):
        backend.start("gpu")
