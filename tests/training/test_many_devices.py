"""Runs on two logical devices and in two processes end like a run on one device.

Images and random numbers are the same, so only the order of sums differs: 1e-7 of each, which 30
updates of Adam may make a thousand times larger. A wrong share of a batch changes the second digit
of the first loss.

CI runs the tests with JAX after it has installed it.
"""

import csv
import json
import os
import subprocess
import sys
import time

import numpy as np
import pytest
from picture_folders import write_classes

from fashion_cnn.training import processes
from fashion_cnn.training.run_folder import RunFolder

pytestmark = pytest.mark.slow

EPOCHS, ROUNDING = 6, 1e-4
# 135 training images: the last of five batches has 7, and 15 images are for validation.
DIGITS = ["--dataset", "digits"]
OPTIONS = ["--model", "small", "--limit", "150", "--batch-size", "32", "--epochs", str(EPOCHS)]
WITHOUT_DROPOUT = ["--dropout", "0"]

# Trains on TensorFlow with two logical CPUs.
TWO_CPUS = """
import sys
from fashion_cnn.base import backend
backend.set_environment(False)
import tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from fashion_cnn import train
train.main()
"""


def environment(**variables):
    kept = {name: text for name, text in os.environ.items() if not name.startswith("XLA_")}
    return kept | {"JAX_PLATFORMS": "cpu", "FASHION_CNN_WAIT": "300"} | variables


def command(folder, *options, how="--run-dir", data=DIGITS):
    fresh = [*data, *OPTIONS] if how == "--run-dir" else []
    return [sys.executable, "-m", "fashion_cnn.train", *fresh, how, str(folder), *options]


def run(arguments, **variables):
    done = subprocess.run(
        arguments, env=environment(**variables), capture_output=True, text=True, timeout=1800
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def losses(folder):
    """(epochs, measures): what history.csv has, without the seconds."""
    with open(RunFolder(folder).history, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    measures = ("loss", "accuracy", "val_loss", "val_accuracy")
    return np.array([[float(row[measure]) for measure in measures] for row in rows])


def same_losses(one, other, padded=True):
    """Whether two runs agree up to rounding; a last batch that was filled up weighs a little more.

    It has 8 rows instead of 7 among 136: the mean loss of an epoch moves by less than 1/136 of the
    difference between that batch and the others.
    """
    first, second = losses(one), losses(other)
    np.testing.assert_allclose(second[:, 2:], first[:, 2:], rtol=ROUNDING, atol=ROUNDING)
    np.testing.assert_allclose(second[:, :2], first[:, :2], atol=0.02 if padded else ROUNDING)


@pytest.fixture(scope="module")
def on_one(tmp_path_factory):
    """The folder of a run on one device with JAX, dropout included."""
    pytest.importorskip("jax", reason="pip install jax")
    folder = tmp_path_factory.mktemp("one") / "run"
    run(command(folder), KERAS_BACKEND="jax")
    return folder


@pytest.mark.parametrize("kind", ["digits", "files"])
def test_two_devices_of_tensorflow(kind, tmp_path):
    data = DIGITS
    if kind == "files":
        folder = write_classes(tmp_path / "photos", {"a": 56, "b": 56, "c": 56})
        for number in range(5):
            (folder / "a" / f"{number:03}.png").write_bytes(b"no picture")
        data = ["--images", str(folder)]
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, devices in ((one, "one"), (two, "all")):
        options = command(folder, *WITHOUT_DROPOUT, "--devices", devices, data=data)[3:]
        printed = run([sys.executable, "-c", TWO_CPUS, *options], KERAS_BACKEND="tensorflow")
        shared = "2 devices share each batch of 32 images, 16 on each (processes: 1)."
        assert (shared in printed) == (devices == "all")
    same_losses(one, two, padded=False)
    assert json.loads((two / "metrics.json").read_text(encoding="utf-8"))["devices"] == 2


def test_two_devices_of_jax(on_one, tmp_path):
    two = tmp_path / "two"
    flags = "--xla_force_host_platform_device_count=2"
    printed = run(command(two, "--devices", "all"), KERAS_BACKEND="jax", XLA_FLAGS=flags)
    assert "2 devices share each batch" in printed
    same_losses(on_one, two)


def start_two(arguments):
    """Start two processes as on two machines; both print to files of their own."""
    shared = {
        "KERAS_BACKEND": "jax",
        processes.ADDRESSES: f"127.0.0.1:{processes.free_port()}",
        processes.COUNT: "2",
    }
    return [
        subprocess.Popen(
            [*arguments, "--devices", "all"],
            env=environment(**shared, **{processes.NUMBER: str(number)}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]


def kill_one_of_two(path, killed, kill=subprocess.Popen.kill):
    """Kill a process after the first epoch; what the other one prints, and its errors."""
    both = start_two(command(path))
    try:
        while not RunFolder(path).checkpoints():
            assert all(process.poll() is None for process in both)
            time.sleep(0.02)
        kill(both[killed])
        began = time.monotonic()
        printed = both[1 - killed].communicate(timeout=120)
    finally:
        for process in both:
            process.kill()
            process.communicate()
    assert time.monotonic() - began < 30
    assert both[1 - killed].returncode == 1
    return printed


def test_the_end_of_the_second_process_ends_the_first_and_the_run_can_be_resumed(on_one, tmp_path):
    folder = RunFolder(tmp_path / "run")
    printed, error = kill_one_of_two(folder.path, 1)
    assert "16 on each (processes: 2)" in printed
    assert "Process 1 (of 0 to 1) has ended" in error
    assert str(folder.path) in error
    assert "Traceback" not in error
    assert folder.read_metrics()["status"] == "interrupted"
    assert 1 <= folder.checkpoints()[-1][0] < EPOCHS
    printed = run(command(folder.path, "--processes", "2", how="--resume"))
    assert printed.count("Test accuracy") == 1
    same_losses(on_one, folder.path)
    metrics = folder.read_metrics()
    assert (metrics["status"], metrics["devices"], metrics["processes"]) == ("complete", 2, 2)


def test_the_end_of_the_first_process_ends_the_second(on_one, tmp_path):
    # As schedulers do: JAX would catch the signal and go on.
    printed, error = kill_one_of_two(tmp_path / "run", 0, subprocess.Popen.terminate)
    assert printed == ""
    assert "Process 0 (of 0 to 1) has ended" in error
    assert "Traceback" not in error
