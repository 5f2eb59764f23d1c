"""The doctor: what it finds, what it advises, and that it starts where nothing else does."""

import ast
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from helpers import write_idx

from fashion_cnn import doctor
from fashion_cnn.base import versions
from fashion_cnn.base.paths import KIT
from fashion_cnn.data import folders, official

PIP = "python -m pip install -r requirements.txt"
READY = "This machine is ready for the workshop."


@pytest.fixture
def diagnose(monkeypatch, capsys):
    """A function that runs some of the checks; returns the exit code and what is printed."""

    def run(*checks, arguments=()):
        monkeypatch.setattr(doctor, "CHECKS", checks)
        status = doctor.main(list(arguments))
        out = capsys.readouterr().out
        problems = out.count("PROBLEM  ")
        assert status == (1 if problems else 0)
        assert (READY in out) == (not problems)
        assert_remedies(out)
        return status, out

    return run


def assert_remedies(out):
    """Every problem is followed by what to do."""
    lines = out.splitlines()
    for line, following in itertools.pairwise(lines):
        assert not line.startswith("PROBLEM") or following.startswith("         Try: ")


def run_doctor(*flags, cwd=KIT, arguments=(), **variables):
    """Run the command in a fresh process."""
    # PYTHONPATH makes the kit importable from any folder, installed or not.
    variables = {"PYTHONPATH": str(KIT), **variables}
    return subprocess.run(
        [sys.executable, *flags, "-m", "fashion_cnn.doctor", *arguments],
        cwd=cwd,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=300,
    )


# ------------------------------------------------------------------------------ starting anywhere


def test_it_runs_on_the_standard_library_alone():
    done = run_doctor("-S", KERAS_BACKEND="tensorflow")
    assert done.returncode == 1
    assert "PROBLEM  Not installed: tensorflow, keras, numpy" in done.stdout
    assert PIP in done.stdout
    assert "Keras was not started" in done.stdout
    assert done.stdout.endswith("1 problem: the workshop cannot run yet.\n")
    assert done.stderr == ""
    assert_remedies(done.stdout)


def test_help_imports_little_and_all_of_it_is_python_3_8():
    done = run_doctor("-S", "-X", "importtime", arguments=["--help"])
    assert done.returncode == 0
    assert "Exit code" in done.stdout
    imported = {line.split("|")[-1].strip() for line in done.stderr.splitlines()}
    assert "argparse" in imported
    ours = {name for name in imported if name.startswith("fashion_cnn")} | {"fashion_cnn.doctor"}
    assert ours == {
        "fashion_cnn",
        "fashion_cnn.moved",
        "fashion_cnn.base",
        "fashion_cnn.base.columns",
        "fashion_cnn.base.console",
        "fashion_cnn.base.language",
        "fashion_cnn.base.particles",
        "fashion_cnn.base.paths",
        "fashion_cnn.base.shadows",
        "fashion_cnn.base.versions",
        "fashion_cnn.doctor",
    }
    for name in ours:
        source = Path(find_spec(name).origin).read_text(encoding="utf-8")
        ast.parse(source, feature_version=(3, 8))


def test_an_unknown_option_is_a_usage_error(capsys):
    with pytest.raises(SystemExit) as ended:
        doctor.main(["--colour"])
    assert ended.value.code == 2
    assert "--colour" in capsys.readouterr().err


def test_files_in_the_current_folder_neither_break_it_nor_go_unseen(tmp_path):
    """In a folder whose name the console cannot show."""
    folder = tmp_path / "Größe-数据"
    (folder / "keras").mkdir(parents=True)
    for name in ("random", "json", "re", "typing"):
        (folder / f"{name}.py").write_text("raise SystemExit('the wrong one')")
    (folder / "keras" / "__init__.py").write_text("")
    (folder / "numpy").mkdir()  # without an __init__.py the installed package comes first
    done = run_doctor("-S", cwd=folder, PYTHONIOENCODING="ascii")
    assert done.stdout.isascii()
    assert re.search(r"PROBLEM  .*keras hides the package keras\.\n +Try: as above", done.stdout)
    assert re.search(r"note     .*random\.py hides Python's own random\.", done.stdout)
    assert "hides the package numpy" not in done.stdout
    assert "note     PYTHONPATH is set" in done.stdout
    assert "disk space in" in done.stdout
    assert done.stderr == ""


def test_it_starts_as_a_file(tmp_path):
    command = [sys.executable, "-S", KIT / "fashion_cnn" / "doctor.py", "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_that_leaves_early_sees_no_traceback():
    command = [sys.executable, "-S", "-m", "fashion_cnn.doctor"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=KIT, **pipes) as doctors:
        doctors.stdout.close()
        assert b"Traceback" not in doctors.stderr.read()


@pytest.mark.skipif(
    any(versions.installed(name) is None for name in versions.requirements()),
    reason="not all packages of requirements.txt are installed",
)
def test_a_machine_that_can_run_the_tests_is_ready():
    done = run_doctor()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok       Keras starts and convolves, in " in done.stdout
    assert f"tensorflow {versions.installed('tensorflow')}" in done.stdout
    assert done.stdout.endswith(f"\n{READY}\n")


# --------------------------------------------------------------------------------------- packages


def test_packages_that_are_missing_too_old_and_too_new(diagnose, monkeypatch):
    found = dict.fromkeys(versions.requirements(), "1")
    found.update(keras="3.12.0", tensorflow="99.0", numpy="2.4.6", pandas=None, rich=None)
    monkeypatch.setattr(versions, "installed", found.get)
    wanted = versions.requirements()
    _, out = diagnose(doctor.check_packages)
    assert "PROBLEM  Not installed: pandas, rich." in out
    assert f"keras 3.12.0 is installed, but {wanted['keras']} is needed." in out
    assert f"tensorflow 99.0 is installed, but {wanted['tensorflow']} is needed." in out
    assert "ok       numpy 2.4.6" in out
    assert out.count(PIP) == 1
    assert "Try: as above" in out


def test_a_kit_without_its_list_of_packages(diagnose, monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "KIT", tmp_path)
    monkeypatch.setattr(versions, "KIT", tmp_path)
    _, out = diagnose(doctor.check_packages)
    assert "has no requirements.txt" in out
    assert "copy of the kit" in out


@pytest.mark.parametrize("version", [None, "0.1.0"])
def test_the_kit_itself_may_be_installed_or_not(diagnose, monkeypatch, version):
    monkeypatch.setattr(versions, "installed", lambda package: version)
    _, out = diagnose(doctor.check_kit)
    if version:
        assert "ok       The kit is installed" in out
    else:
        assert f"note     The kit is not installed: its commands work only in {KIT}" in out
        assert PIP in out
        assert 'python -m pip install -e ".[tensorboard]"' in out


# ----------------------------------------------------------------------------------------- Python


@pytest.fixture
def plain_python(monkeypatch, tmp_path):
    """The kit in a folder without .venv, and a Python outside of environments."""
    shutil.copy(KIT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(doctor, "KIT", tmp_path)
    monkeypatch.setattr(versions, "KIT", tmp_path)
    monkeypatch.setattr(doctor, "WINDOWS", False)
    monkeypatch.setattr(doctor, "in_environment", lambda: False)
    return tmp_path


@pytest.mark.parametrize("version", ["3.8.18", "3.10.13", "3.14.0"])
def test_a_wrong_python_names_one_that_is_there(diagnose, monkeypatch, plain_python, version):
    monkeypatch.setattr(doctor.platform, "python_version", lambda: version)
    found = {"python3.12": ""}
    monkeypatch.setattr(doctor, "output_of", lambda command, *_: found.get(command))
    _, out = diagnose(doctor.check_python)
    assert f"PROBLEM  This is Python {version}, but 3.11 to 3.13 is needed." in out
    lines = [line.strip() for line in out.splitlines()]
    assert f"Try: in the folder {plain_python}" in lines
    start = lines.index("python3.12 -m venv .venv")
    assert lines[start + 1 : start + 3] == ["source .venv/bin/activate", PIP]


@pytest.mark.parametrize(
    ("windows", "python", "activate"),
    [
        (False, "python3.13", "source .venv/bin/activate"),
        (True, "py -3.13", r".venv\Scripts\activate"),
    ],
)
def test_where_no_python_fits_one_has_to_be_installed(
    diagnose, monkeypatch, plain_python, windows, python, activate
):
    monkeypatch.setattr(doctor, "WINDOWS", windows)
    monkeypatch.setattr(doctor.platform, "python_version", lambda: "3.8.18")
    monkeypatch.setattr(doctor, "output_of", lambda *command: None)
    _, out = diagnose(doctor.check_python)
    assert "Install Python 3.13 from https://www.python.org/downloads/" in out
    assert f"{python} -m venv .venv" in out
    assert activate in out


def test_an_environment_with_the_wrong_python_is_made_anew(diagnose, monkeypatch, plain_python):
    make_environment(plain_python, "3.8.18")
    monkeypatch.setattr(doctor.platform, "python_version", lambda: "3.8.18")
    monkeypatch.setattr(doctor, "in_environment", lambda: True)
    monkeypatch.setattr(doctor, "output_of", lambda *command: "")
    _, out = diagnose(doctor.check_python)
    assert "-m venv --clear .venv" in out


def test_an_environment_that_is_not_active(diagnose, plain_python):
    make_environment(plain_python, "3.12.1")
    _, out = diagnose(doctor.check_python)
    assert "which is not active" in out
    assert "source .venv/bin/activate" in out
    assert "-m venv" not in out


def make_environment(kit, version):
    (kit / ".venv").mkdir()
    (kit / ".venv" / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {version}\n")


def test_a_python_managed_by_the_system(diagnose, monkeypatch, plain_python):
    (plain_python / "EXTERNALLY-MANAGED").touch()
    monkeypatch.setattr(doctor.sysconfig, "get_path", lambda name: str(plain_python))
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)  # as on Debian
    _, out = diagnose(doctor.check_python)
    assert "belongs to the system" in out
    assert f"sudo apt install python3.{sys.version_info.minor}-venv" in out
    assert "-m venv .venv" in out


@pytest.mark.parametrize(
    ("build", "system", "machine", "words"),
    [
        ("x86_64-alpine-linux-musl", "linux", "x86_64", "Debian"),
        ("", "darwin", "x86_64", "another computer"),
    ],
)
def test_systems_without_tensorflow(diagnose, monkeypatch, build, system, machine, words):
    variables = {"HOST_GNU_TYPE": build}
    monkeypatch.setattr(doctor.sysconfig, "get_config_var", variables.get)
    monkeypatch.setattr(doctor.sys, "platform", system)
    monkeypatch.setattr(doctor.platform, "machine", lambda: machine)
    monkeypatch.setattr(doctor, "output_of", lambda *command: "0")
    _, out = diagnose(doctor.check_platform)
    assert out.count("PROBLEM") == 1
    assert words in out


# -------------------------------------------------------------------------------- Keras's settings


def test_keras_on_another_backend(diagnose, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.setattr(doctor, "find_spec", lambda name: object())
    assert "note     KERAS_BACKEND asks for the backend jax" in diagnose(doctor.check_settings)[1]
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    _, out = diagnose(doctor.check_settings)
    assert "which is not installed" in out
    assert "python -m pip install jax" in out
    assert "unset KERAS_BACKEND" in out or "set KERAS_BACKEND=" in out


@pytest.mark.parametrize(
    ("backend", "is_there", "verdict"),
    [("torch", True, "note"), ("torch", False, "PROBLEM"), ("tensorflow", True, "PROBLEM")],
)
def test_tensorflow_is_not_missed_under_another_backend(
    diagnose, monkeypatch, backend, is_there, verdict
):
    """Neither as a package, nor for want of a version for this computer."""
    versions = doctor.versions
    everything = versions.requirements()
    here = {name: "1" for name in everything if name != "tensorflow"}
    monkeypatch.setenv("KERAS_BACKEND", backend)
    monkeypatch.setattr(doctor, "find_spec", lambda name: object() if is_there else None)
    monkeypatch.setattr(versions, "installed", here.get)
    monkeypatch.setattr(versions, "fits", lambda version, wanted: True)
    monkeypatch.setattr(doctor.sysconfig, "get_platform", lambda: "win-arm64")
    _, out = diagnose(doctor.check_packages)
    assert ("note     TensorFlow is not installed: Keras runs on torch." in out) == (
        verdict == "note"
    )
    assert ("PROBLEM  Not installed: tensorflow." in out) == (verdict == "PROBLEM")
    _, out = diagnose(doctor.check_platform)
    assert ("PROBLEM" in out) == (verdict == "PROBLEM")


def test_keras_json_from_years_ago(diagnose, monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    text = '{"backend": "theano", "image_data_format": "channels_first"}'
    (tmp_path / "keras.json").write_text(text)
    _, out = diagnose(doctor.check_settings)
    assert f"{tmp_path / 'keras.json'} asks for the backend theano" in out
    assert f'Write "backend": "tensorflow" into {tmp_path}' in out
    assert f'Write "image_data_format": "channels_last" into {tmp_path}' in out


# ---------------------------------------------------------------------------------- the first start


@pytest.mark.parametrize(
    ("trial", "reason", "remedy"),
    [
        ("raise ImportError('DLL load failed')", "ImportError: DLL load failed", "vc_redist"),
        ("import no_such_module", "No module named 'no_such_module'", "--force-reinstall"),
        ("raise MemoryError", "MemoryError", "Close other programs"),
        ("raise SystemExit('CUDA_ERROR_NO_DEVICE')", "CUDA_ERROR", "CUDA_VISIBLE_DEVICES"),
        ("raise SystemExit(3)", "exit code 3", "--force-reinstall"),
        ("import os; os.write(2, b'\\xff\\xfe'); os._exit(1)", "does not start", "--force"),
    ],
)
def test_a_start_that_fails(diagnose, monkeypatch, trial, reason, remedy):
    monkeypatch.setattr(doctor, "TRIAL", trial)
    _, out = diagnose(doctor.check_start)
    assert "PROBLEM  Keras does not start: " in out
    assert reason in out
    assert remedy in out
    assert "Traceback" not in out


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signals")
@pytest.mark.parametrize(("name", "remedy"), [("SIGILL", "AVX"), ("SIGKILL", "Close other")])
def test_a_start_that_is_ended_by_a_signal(diagnose, monkeypatch, name, remedy):
    trial = f"import os, signal; os.kill(os.getpid(), signal.{name})"
    monkeypatch.setattr(doctor, "TRIAL", trial)
    _, out = diagnose(doctor.check_start)
    assert remedy in out


def test_a_start_that_hangs(diagnose, monkeypatch):
    monkeypatch.setattr(doctor, "TRIAL", "import time; time.sleep(60)")
    monkeypatch.setattr(doctor, "PATIENCE", 0.5)
    _, out = diagnose(doctor.check_start)
    assert "PROBLEM  Keras did not start within 0.5 seconds." in out
    assert "Run the doctor again" in out


def test_keras_is_not_started_after_a_problem(diagnose, monkeypatch):
    monkeypatch.setattr(doctor, "TRIAL", "raise SystemExit('started')")
    found = [doctor.problem("Something is wrong.", "this")]
    _, out = diagnose(lambda: found, doctor.check_start)
    assert "note     Keras was not started" in out


# ---------------------------------------------------------------------------------- memory and disk


@pytest.mark.parametrize(
    ("sizes", "verdict", "words"),
    [
        ((16e9, 8e9), "ok", "16.0 GB of memory"),
        ((2.05e9, 1e9), "note", "Close other programs"),
        ((1e9, 0.5e9), "PROBLEM", "Only 1.0 GB of memory; the workshop needs 2 GB."),
        ((16e9, None), "ok", "16.0 GB of memory"),
        ((None, None), "note", "of the memory is unknown"),
    ],
)
def test_memory(diagnose, monkeypatch, sizes, verdict, words):
    monkeypatch.setattr(doctor, "memory", lambda: sizes)
    _, out = diagnose(doctor.check_memory)
    assert out.startswith(verdict)
    assert words in out


@pytest.mark.parametrize(("limit", "total"), [("max\n", 8e9), ("3000000000\n", 3e9), (None, 8e9)])
def test_memory_of_a_container(tmp_path, limit, total):
    (tmp_path / "proc").mkdir()
    text = "MemTotal:        7812500 kB\nMemFree:  100 kB\nMemAvailable:    4000000 kB\n"
    (tmp_path / "proc" / "meminfo").write_text(text)
    if limit:
        (tmp_path / "sys/fs/cgroup").mkdir(parents=True)
        (tmp_path / "sys/fs/cgroup/memory.max").write_text(limit)
    assert doctor.linux_memory(tmp_path) == (total, min(total, 4000000 * 1024))


@pytest.mark.parametrize(
    ("free", "verdict"), [(50_000_000, "PROBLEM"), (1_000_000_000, "note"), (10**10, "ok")]
)
def test_disk_space(diagnose, monkeypatch, tmp_path, free, verdict):
    monkeypatch.chdir(tmp_path)
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: usage)
    _, out = diagnose(doctor.check_disk)
    assert out.startswith(verdict)
    assert str(tmp_path) in out
    assert verdict == "ok" or "Free some space." in out
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written(diagnose, monkeypatch):
    def refuse(dir):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    _, out = diagnose(doctor.check_disk)
    assert f"PROBLEM  The current folder {Path.cwd()} cannot be written to (Permission" in out


# ---------------------------------------------------------------------------------------- data sets


def snapshot(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_data_is_no_problem(diagnose, sets):
    _, out = diagnose(doctor.check_data)
    assert "note     Fashion-MNIST will be downloaded" in out
    assert "note     MNIST will be downloaded" in out
    assert "the kit's own garments are used" in out
    assert "--dataset digits" in out


def test_whole_sets_in_both_places(diagnose, monkeypatch, sets, tmp_path):
    own = tmp_path / "data"
    write_idx(own / "fashion-mnist", sets["fashion_mnist"])
    write_idx(folders.keras_cache() / "mnist", sets["mnist"])
    monkeypatch.setenv("FASHION_CNN_DATA", str(own))
    _, out = diagnose(doctor.check_data)
    assert f"ok       Fashion-MNIST is complete, in {own}" in out
    assert f"ok       MNIST is complete, in {folders.keras_cache()}" in out


def test_a_damaged_file_of_the_users_is_a_problem_and_stays(diagnose, monkeypatch, sets, tmp_path):
    folder = write_idx(tmp_path / "data" / "mnist", sets["mnist"])
    bad = folder / "t10k-images-idx3-ubyte.gz"
    bad.write_bytes(bad.read_bytes()[:-100])
    before = snapshot(tmp_path)
    monkeypatch.setenv("FASHION_CNN_DATA", str(tmp_path / "data"))
    _, out = diagnose(doctor.check_data)
    assert f"PROBLEM  {bad}: truncated" in out
    assert "Put a good file in its place" in out
    assert "delete" not in out
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("name", ["fashion_mnist", "mnist"])
def test_a_folder_with_one_of_the_sets_is_good(diagnose, monkeypatch, sets, tmp_path, name):
    """A documented layout; the other set is in the cache, or will be fetched."""
    other = {"mnist": "fashion_mnist", "fashion_mnist": "mnist"}[name]
    write_idx(tmp_path / "data", sets[name])
    monkeypatch.setenv("FASHION_CNN_DATA", str(tmp_path / "data"))
    title, other_title = (official.OFFICIAL[each].title for each in (name, other))
    _, out = diagnose(doctor.check_data)
    assert f"ok       {title} is complete, in {tmp_path / 'data'}" in out
    assert f"note     {other_title} is not in {tmp_path / 'data'}, which has {title}." in out
    assert f"note     {other_title} will be downloaded" in out
    write_idx(folders.keras_cache() / other_title.lower(), sets[other])
    _, out = diagnose(doctor.check_data)
    assert f"ok       {other_title} is complete, in {folders.keras_cache()}" in out


def test_half_a_set_of_the_users_is_a_note(diagnose, monkeypatch, sets, tmp_path):
    folder = write_idx(tmp_path / "data", sets["mnist"])
    (folder / "train-labels-idx1-ubyte.gz").unlink()
    monkeypatch.setenv("FASHION_CNN_DATA", str(folder))
    _, out = diagnose(doctor.check_data)
    assert f"note     MNIST is not complete in {folder}: train-labels-idx1-ubyte.gz is" in out
    assert "note     MNIST will be downloaded" in out


def test_a_damaged_file_in_the_cache_is_a_note_and_stays(diagnose, sets, tmp_path):
    swapped = {**sets["mnist"], "y_test": sets["fashion_mnist"]["y_test"]}
    folder = write_idx(folders.keras_cache() / "mnist", swapped)
    before = snapshot(tmp_path)
    _, out = diagnose(doctor.check_data)
    assert f"note     {folder / 't10k-labels-idx1-ubyte.gz'}" in out
    assert "It will be set aside and fetched again." in out
    assert snapshot(tmp_path) == before


def test_a_damaged_file_in_a_cache_that_cannot_be_written(
    diagnose, sets, users_folder, monkeypatch
):
    monkeypatch.setenv("KERAS_HOME", str(users_folder))
    folder = write_idx(folders.keras_cache() / "mnist", sets["mnist"])
    bad = folder / "t10k-images-idx3-ubyte.gz"
    bad.write_bytes(b"<html>")
    # os.access asks for the real user, who may be root.
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: False)
    _, out = diagnose(doctor.check_data)
    assert f"PROBLEM  {bad}: a web page" in out
    assert f"Try: Give yourself permission to write to {folder}" in out


def test_a_data_folder_that_does_not_exist(diagnose, monkeypatch, sets, tmp_path):
    monkeypatch.setenv("FASHION_CNN_DATA", str(tmp_path / "nowhere"))
    _, out = diagnose(doctor.check_data)
    assert f"FASHION_CNN_DATA names {tmp_path / 'nowhere'}, which is not a folder." in out
    assert "FASHION_CNN_DATA" in out.split("Try: ")[1]


# ----------------------------------------------------------------------------------- its own faults


@pytest.mark.parametrize("arguments", [[], ["--debug"]])
def test_a_check_that_breaks_does_not_stop_the_others(diagnose, capsys, monkeypatch, arguments):
    def check_nothing():
        yield doctor.ok("a first line")
        raise KeyError("MemTotal")

    errors = []
    monkeypatch.setattr(doctor.traceback, "print_exc", lambda: errors.append(1))
    _, out = diagnose(check_nothing, lambda: [doctor.ok("a last line")], arguments=arguments)
    assert "note     The doctor's check_nothing failed: KeyError: 'MemTotal'" in out
    assert out.index("a first line") < out.index("failed") < out.index("a last line")
    assert len(errors) == len(arguments)


def test_problems_are_counted(diagnose):
    one = doctor.problem("Wrong.", "this")
    assert diagnose(lambda: [one])[1].endswith("\n1 problem: the workshop cannot run yet.\n")
    assert diagnose(lambda: [one, one])[1].endswith("\n2 problems: the workshop cannot run yet.\n")


# -------------------------------------------------------------------------------------- in Korean


ENGLISH_SENTENCE = re.compile(r"[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+")


@pytest.mark.parametrize("by", ["option", "variable"])
def test_it_speaks_korean_where_nothing_is_installed(by):
    options = {"arguments": ["--lang", "ko"]} if by == "option" else {"FASHION_CNN_LANG": "ko"}
    done = run_doctor("-S", **options, PYTHONIOENCODING="utf-8")
    assert (done.returncode, done.stderr) == (1, "")
    assert "문제     설치되지 않은 패키지: tensorflow, keras, numpy" in done.stdout
    assert done.stdout.endswith("\n문제가 1개 있습니다. 아직 워크숍을 할 수 없습니다.\n")
    assert not ENGLISH_SENTENCE.search(done.stdout)


def test_help_in_korean():
    done = run_doctor("-S", arguments=["--help", "--lang", "ko"], PYTHONIOENCODING="utf-8")
    assert "종료 코드" in done.stdout
    assert not ENGLISH_SENTENCE.search(done.stdout)


def test_a_console_without_hangul_gets_english():
    done = run_doctor("-S", arguments=["--help", "--lang", "ko"], PYTHONIOENCODING="ascii")
    assert "Exit code: 0 if" in done.stdout


def test_an_unknown_language(capsys, diagnose, monkeypatch):
    with pytest.raises(SystemExit) as ended:
        doctor.main(["--lang", "kr"])
    assert ended.value.code == 2
    assert "'kr'" in capsys.readouterr().err
    monkeypatch.setenv("FASHION_CNN_LANG", "kr")
    _, out = diagnose(doctor.check_variables)
    assert "PROBLEM  FASHION_CNN_LANG is 'kr'; the kit speaks en, ko." in out


@pytest.fixture
def korean(monkeypatch):
    monkeypatch.setenv("FASHION_CNN_LANG", "ko")


def test_lines_are_aligned_under_their_start(korean, monkeypatch, capsys):
    found = [doctor.problem("Wrong.", "first\nsecond")]
    monkeypatch.setattr(doctor, "CHECKS", [lambda: found])
    doctor.main([])
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["문제     Wrong.", "         해결: first", 15 * " " + "second"]


def test_the_trial_speaks_the_same_language(korean, monkeypatch, capsys):
    monkeypatch.setattr(doctor, "TRIAL", "import os; print('CPU', os.environ['FASHION_CNN_LANG'])")
    monkeypatch.setattr(doctor, "CHECKS", [doctor.check_start])
    doctor.main([])
    assert re.search(r"정상 .*초 걸렸습니다\. ko\n참고 .*CPU", capsys.readouterr().out)
