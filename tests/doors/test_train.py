"""The training command and train(): whole runs on few images, and every bad input."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from helpers import as_ordinary_user
from PIL import Image

from fashion_cnn import data
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.data.augmentation import augment
from fashion_cnn.networks.keras_models import load_model
from fashion_cnn.train import TrainConfig, main, resume, train
from fashion_cnn.training import loop, run_folder

QUICK = {"dataset": "digits", "model": "small", "limit": 150, "batch_size": 32, "epochs": 3}
# Long enough to be broken off between two epochs, also on a fast machine.
LONG = QUICK | {"limit": 800, "batch_size": 16, "epochs": 12}
FILES = [
    "config.json",
    "confusion-matrix.png",
    "history.csv",
    "learning-curves.png",
    "metrics.json",
    "mistakes.png",
    "model.keras",
    "samples.png",
]


def history(folder):
    """Return the history of a run without the seconds, which no two runs share."""
    return pd.read_csv(folder / "history.csv").drop(columns="seconds")


def weights(folder):
    return load_model(folder / "model.keras").get_weights()


def same_result(one, other):
    return history(one).equals(history(other)) and all(
        np.array_equal(a, b) for a, b in zip(weights(one), weights(other), strict=True)
    )


def command(*words):
    return [sys.executable, "-m", "fashion_cnn.train", *map(str, words)]


def as_words(fields):
    return [word for k, v in fields.items() for word in (f"--{k.replace('_', '-')}", str(v))]


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The folder of a complete run that the tests only read."""
    folder = tmp_path_factory.mktemp("run")
    train(TrainConfig(**QUICK), folder)
    return folder


def test_a_run_folder_has_everything_and_nothing_else(finished):
    assert sorted(path.name for path in finished.iterdir()) == FILES


def test_metrics_say_what_the_result_rests_on(finished):
    metrics = json.loads((finished / "metrics.json").read_text(encoding="utf-8"))
    digits = data.load("digits")
    assert metrics["status"] == "complete"
    assert metrics["parameters"] == 34_826
    assert metrics["seed"] == 1
    assert metrics["data"]["name"] == "digits"
    assert metrics["data"]["digest"] == digits.digest
    assert "not MNIST" in metrics["data"]["title"]
    counts = [metrics["data"][f"{part}_images"] for part in ("training", "validation", "test")]
    assert counts == [135, 15, 360]
    assert metrics["versions"]["python"] == sys.version.split()[0]
    assert metrics["device"].startswith(("CPU", "GPU"))
    assert set(metrics["per_class"]) == set("0123456789")
    assert sum(scores["images"] for scores in metrics["per_class"].values()) == 360


def test_test_accuracy_is_that_of_the_saved_model(finished):
    metrics = json.loads((finished / "metrics.json").read_text(encoding="utf-8"))
    digits = data.load("digits")
    predicted = load_model(finished / "model.keras").predict(data.scale(digits.x_test), verbose=0)
    assert metrics["test_accuracy"] == np.mean(predicted.argmax(axis=1) == digits.y_test)


def test_the_saved_model_is_that_of_the_best_epoch(finished):
    metrics = json.loads((finished / "metrics.json").read_text(encoding="utf-8"))
    table = history(finished)
    best = table.loc[table["epoch"] == metrics["best_epoch"]].iloc[0]
    assert best["val_accuracy"] == table["val_accuracy"].max()
    digits = data.load("digits")
    _, validation = data.split(len(digits.x_train), 0.1, seed=1, limit=150)
    model = load_model(finished / "model.keras")
    predicted = model.predict(data.scale(digits.x_train[validation]), verbose=0)
    accuracy = np.mean(predicted.argmax(axis=1) == digits.y_train[validation])
    assert np.isclose(accuracy, best["val_accuracy"], atol=1e-6)


def test_every_picture_carries_its_description(finished):
    described = json.loads((finished / "metrics.json").read_text(encoding="utf-8"))["pictures"]
    for name, sentence in described.items():
        with Image.open(finished / f"{name}.png") as picture:
            assert picture.text["Description"] == sentence
            assert "not MNIST" in picture.text["Title"]
    assert set(described) == {"samples", "learning-curves", "confusion-matrix", "mistakes"}


def test_the_same_seed_gives_the_same_run_and_another_seed_another(finished, tmp_path):
    train(TrainConfig(**QUICK), tmp_path / "again")
    assert same_result(finished, tmp_path / "again")
    train(TrainConfig(**QUICK, seed=2), tmp_path / "other")
    assert not same_result(finished, tmp_path / "other")


def test_training_stops_when_validation_no_longer_improves():
    def rows(*accuracies):
        return [{"val_accuracy": accuracy} for accuracy in accuracies]

    falling = rows(0.9, 0.8, 0.8, 0.8, 0.8)
    assert not loop.finished(falling, epochs=20)
    assert loop.finished(falling + rows(0.9), epochs=20)
    assert loop.best_epoch(falling + rows(0.9)) == 1
    assert not loop.finished(falling + rows(0.91), epochs=20)
    assert loop.finished(rows(0.1, 0.2), epochs=2)
    assert not loop.finished([], epochs=1)


def wait_for(condition, process, seconds=90):
    """Wait until the condition holds while the process is alive."""
    until = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, "the process ended too early"
        assert time.monotonic() < until, "the condition never came true"
        time.sleep(0.02)


def listen_to_ctrl_c():
    """Undo what a shell does that starts the tests in the background: there SIGINT is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start_long_run(folder):
    """Start a run in a process of its own and return when its second epoch is on disk."""
    process = subprocess.Popen(
        command(*as_words(LONG), "--run-dir", folder),
        preexec_fn=listen_to_ctrl_c if os.name == "posix" else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=os.getcwd(),
    )
    wait_for(lambda: len(read_rows(folder)) > 2 and (folder / "model.keras").exists(), process)
    return process


def read_rows(folder):
    path = folder / "history.csv"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.mark.slow
def test_a_run_killed_outright_is_resumed_to_the_result_of_an_unbroken_one(tmp_path):
    process = start_long_run(tmp_path / "killed")
    # At any moment the folder can be read.
    assert json.loads((tmp_path / "killed/metrics.json").read_text())["status"] == "running"
    load_model(tmp_path / "killed/model.keras")
    process.kill()
    process.communicate()
    assert json.loads((tmp_path / "killed/metrics.json").read_text())["status"] == "running"
    resume(tmp_path / "killed")
    train(TrainConfig(**LONG), tmp_path / "unbroken")
    assert same_result(tmp_path / "killed", tmp_path / "unbroken")
    assert sorted(path.name for path in (tmp_path / "killed").iterdir()) == FILES


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process on Windows")
def test_ctrl_c_ends_cleanly_with_the_best_model_and_says_how_to_go_on(tmp_path):
    process = start_long_run(tmp_path / "run")
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=60)
    assert process.returncode == 130, said + errors
    assert "Traceback" not in said + errors
    assert f"--resume {tmp_path / 'run'}" in errors
    assert json.loads((tmp_path / "run/metrics.json").read_text())["status"] == "interrupted"
    load_model(tmp_path / "run/model.keras")
    assert [path.name for path in (tmp_path / "run").glob(".*")] == []


def test_the_way_to_go_on_can_be_copied(tmp_path):
    from fashion_cnn.train import interruption

    assert interruption(run_folder.Run(tmp_path / "my run")).endswith(f'"{tmp_path / "my run"}"')


def test_a_ctrl_c_that_gets_lost_in_a_library_is_heeded_at_the_next_update():
    with loop.heed_ctrl_c() as watch:
        watch.on_train_batch_end(0)
        with contextlib.suppress(KeyboardInterrupt):  # as a finaliser would
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            watch.on_train_batch_end(1)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


class Stop(BaseException):
    """Stands for a process that is killed at this point."""


@pytest.mark.slow
@pytest.mark.parametrize("at", ["write_history", "keep_best"])
def test_a_run_that_dies_between_two_files_is_resumed_too(finished, tmp_path, monkeypatch, at):
    real = getattr(loop, at)
    calls = []

    def dies_the_second_time(*args):
        calls.append(args)
        if len(calls) == 2:
            raise Stop
        real(*args)

    monkeypatch.setattr(loop, at, dies_the_second_time)
    with pytest.raises(Stop):
        train(TrainConfig(**QUICK), tmp_path / "run")
    monkeypatch.undo()
    resume(tmp_path / "run")
    assert same_result(finished, tmp_path / "run")


def test_history_is_read_back_to_the_last_bit(tmp_path):
    """A third of all float32 values, read less carefully, come back a little smaller."""
    draw = np.random.default_rng(5)
    values = draw.random((200, len(loop.COLUMNS) - 1)).astype(np.float32).tolist()
    rows = [
        {"epoch": epoch, **dict(zip(loop.COLUMNS[1:], row, strict=True))}
        for epoch, row in enumerate(values, start=1)
    ]
    run = run_folder.Run(tmp_path)
    loop.write_history(run, rows)
    assert loop.read_history(run) == rows


def test_a_complete_run_is_left_as_it_is(finished, capsys):
    before = {path: path.stat().st_mtime_ns for path in finished.iterdir()}
    resume(finished)
    assert "is complete" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in finished.iterdir()} == before


@pytest.fixture(scope="module")
def broken_off(tmp_path_factory):
    """The folder of a run that broke off after its first epoch, which the tests only copy."""
    folder = tmp_path_factory.mktemp("broken") / "run"
    real = loop.one_epoch

    def once(model, config, examples, epoch, callbacks):
        if epoch == 1:
            raise KeyboardInterrupt
        return real(model, config, examples, epoch, callbacks)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loop, "one_epoch", once)
        with pytest.raises(KeyboardInterrupt):
            train(TrainConfig(**QUICK), folder)
    return folder


@pytest.fixture
def interrupted(broken_off, tmp_path):
    """A copy of the broken-off run that a test may change."""
    return shutil.copytree(broken_off, tmp_path / "run")


def save_another_model(path):
    from fashion_cnn.networks import zoo

    zoo.build("main").save(path)


def lose_checkpoint(run):
    run.checkpoint(1).unlink()
    lines = run.history.read_text().splitlines()
    run.history.write_text("\n".join([*lines, lines[1]]))


def change_json(path, **changes):
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_resume_refuses_another_configuration(interrupted):
    with pytest.raises(UsageError, match="--resume goes on with --seed 1, received --seed 2"):
        resume(interrupted, {"seed": 2})
    resume(interrupted, {"seed": 1, "device": "cpu"})


RESUME_DAMAGE = {
    "config.json cut": (lambda run: run.config.write_text('{"model"'), r"config\.json: damaged"),
    "config.json a list": (lambda run: run.config.write_text("[]"), r"config\.json: damaged"),
    "unknown field": (lambda run: change_json(run.config, colour=1), "another version"),
    "bad field": (lambda run: change_json(run.config, epochs=-1), r"config\.json: epochs must be"),
    "empty metrics": (lambda run: run.metrics.write_text("{}"), "does not say on which data"),
    "no metrics": (lambda run: run.metrics.unlink(), r"metrics\.json: the file is missing"),
    "checkpoint cut": (
        lambda run: run.checkpoint(1).write_bytes(run.checkpoint(1).read_bytes()[:5000]),
        r"checkpoint-1\.keras: cannot be loaded",
    ),
    "another seed": (lambda run: change_json(run.config, seed=2), "was changed since"),
    "another batch": (lambda run: change_json(run.config, batch_size=16), "was changed since"),
    "another model": (lambda run: save_another_model(run.checkpoint(1)), "another model"),
    "no checkpoint": (lambda run: lose_checkpoint(run), "the checkpoint is missing"),
    "history with words": (
        lambda run: run.history.write_text(run.history.read_text().replace("1,", "1,x", 1)),
        "damaged",
    ),
    "no history": (lambda run: run.history.unlink(), r"history\.csv: cannot be read"),
    "history empty": (lambda run: run.history.write_text(""), "does not have the 1 epochs"),
    "history damaged": (lambda run: run.history.write_text("a,b\n1,2\n"), "damaged"),
    "history too short": (
        lambda run: run.history.write_text(run.history.read_text().splitlines()[0] + "\n"),
        "does not have the 1 epochs",
    ),
}


@pytest.mark.parametrize("damage", RESUME_DAMAGE)
def test_resume_of_a_damaged_folder_names_the_file(interrupted, damage):
    change, message = RESUME_DAMAGE[damage]
    change(run_folder.Run(interrupted))
    with pytest.raises(KitError, match=message):
        resume(interrupted)


def test_resume_on_other_data_is_refused(interrupted, monkeypatch):
    monkeypatch.setattr(data, "DIGITS_TEST", 350)
    with pytest.raises(KitError, match="started on other data"):
        resume(interrupted)


def test_a_loss_that_is_no_number_stops_training(tmp_path):
    with pytest.raises(KitError, match=r"no longer a number in epoch .*--learning-rate"):
        train(TrainConfig(**QUICK | {"model": "dense", "learning_rate": 1e30}), tmp_path / "run")
    assert json.loads((tmp_path / "run/metrics.json").read_text())["status"] == "interrupted"


BAD = [
    ("--dataset fasion_mnist", "no data set 'fasion_mnist'. Did you mean 'fashion_mnist'"),
    ("--model lenet", "There is no model to train 'lenet'"),
    ("--model vgg16", "There is no model to train 'vgg16'"),
    ("--padding full", "There is no padding 'full'"),
    ("--model dense --padding same", "'dense' has no padding"),
    ("--epochs 0", "epochs must be a whole number of at least 1, received 0"),
    ("--epochs -3", "epochs must be .* received -3"),
    ("--epochs 2.5", "epochs must be .* received 2.5"),
    ("--epochs many", "epochs must be .* received 'many'"),
    ("--epochs nan", "epochs must be .* received nan"),
    ("--batch-size 0", "batch size must be"),
    ("--learning-rate 0", "learning rate must be a number of more than 0, received 0"),
    ("--learning-rate -0.001", "learning rate must be .* received -0.001"),
    ("--learning-rate nan", "learning rate must be .* received nan"),
    ("--learning-rate inf", "learning rate must be .* received inf"),
    ("--learning-rate fast", "learning rate must be .* received 'fast'"),
    ("--dropout 1", "dropout must be"),
    ("--dropout x", "dropout must be .* received 'x'"),
    ("--validation-share 0", "validation share must be a number of more than 0 and less than 1"),
    ("--validation-share 1", "validation share must be .* received 1"),
    ("--seed -1", "seed must be"),
    ("--seed 4294967296", "seed must be a whole number of less than 4,294,967,296"),
    ("--limit 0", "limit must be"),
    ("--dataset digits --limit 5000", "limit must be at most 1,437.* received 5000"),
    ("--dataset digits --limit 60", "A batch of 64 is larger than the 54 images"),
    ("--dataset digits --batch-size 5000", "A batch of 5000 is larger than the 1293 images"),
    ("--dataset digits --validation-share 0.99", "larger than the 14 images"),
    ("--depth 20", "The model 'main' has no depth"),
    ("--model resnet --depth 21", r"depth must be 6n \+ 2 .* received 21"),
    ("--device tpu", "There is no device 'tpu'"),
    ("--precision float16", "There is no precision 'float16'. Did you mean"),
    ("--dataset mnist --data-dir /no/such/folder", "data folder /no/such/folder .* does not"),
    ("--resume /no/such/run", "--resume /no/such/run: there is no such folder"),
    ("--resume tests", "--resume tests is no run"),
    ("--resume a --run-dir b", "not allowed with"),
    ("--data-dir=", "data folder .* must have a name"),
    ("--run-dir pyproject.toml", "--run-dir pyproject.toml is a file"),
    ("--epochs 99999999999", "epochs must be a whole number of less than 2,147,483,648"),
    (f"--learning-rate 1{'0' * 400}", "learning rate must be a number of more than 0"),
    ("--colour red", "unrecognized arguments: --colour red"),
    ("--epochs", "--epochs: expected one argument"),
]


@pytest.mark.parametrize(("words", "message"), BAD)
def test_bad_words_end_with_two_lines_and_exit_code_2(words, message, monkeypatch, capsys):
    from fashion_cnn.base.commandline import execute

    monkeypatch.setattr(sys, "argv", ["train", *words.split()])
    with pytest.raises(SystemExit) as ended:
        execute(main)
    errors = capsys.readouterr().err
    assert ended.value.code == 2
    assert re.search(message, errors), errors
    assert len(errors.strip().splitlines()) <= 2
    assert "Traceback" not in errors


def test_an_empty_name_of_a_run_is_no_new_run(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["train", "--resume", ""])
    with pytest.raises(UsageError, match=r"--resume .* is no run"):
        main()


def test_a_validation_loss_that_is_no_number_stops_training_too(tmp_path):
    """One update of a huge size: the loss before it is still a number, that after it is not."""
    config = TrainConfig(
        dataset="digits", model="dense", limit=150, batch_size=135, epochs=1, learning_rate=1e30
    )
    with pytest.raises(KitError, match="no longer a number"):
        train(config, tmp_path / "run")


def test_a_configuration_takes_numbers_of_numpy_and_paths(tmp_path):
    config = TrainConfig(seed=np.int64(3), learning_rate=np.float32(0.5), data_dir=tmp_path)
    assert json.dumps([config.seed, config.learning_rate, config.data_dir])
    assert (type(config.seed), type(config.data_dir)) == (int, str)
    assert config.data_dir == str(tmp_path)


@pytest.mark.parametrize(
    ("model", "dataset", "own", "images"),
    [
        ("main", "fashion_mnist", {}, 64),
        ("resnet", "fashion_mnist", {}, 256),
        ("resnet", "digits", {}, 64),
        ("densenet", "mnist", {"limit": 2000}, 64),
        ("plain", "mnist", {"batch_size": 100}, 100),
    ],
)
def test_nets_of_many_layers_take_large_batches_of_large_sets(model, dataset, own, images):
    loaded = SimpleNamespace(name=dataset)
    assert TrainConfig(model=model, **own).on(loaded).batch_size == images


@pytest.mark.parametrize("model", ["alexnet", "preact-resnet --depth 8"])
def test_a_classic_is_trained_saved_and_scored(model, tmp_path, monkeypatch, capsys):
    words = f"--dataset digits --model {model} --limit 80 --batch-size 24 --epochs 1"
    monkeypatch.setattr(sys, "argv", ["train", *words.split(), "--run-dir", str(tmp_path / "run")])
    main()
    metrics = json.loads((tmp_path / "run" / "metrics.json").read_text())
    assert metrics["status"] == "complete"
    assert f"(model {metrics['model']}, 72 training images" in capsys.readouterr().out


def test_augmented_images_are_moved_and_mirrored_ones():
    draw = np.random.default_rng(0)
    images = draw.random((300, 6, 8, 1)) + 1
    changed = augment(images, draw, mirror=True)
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))
    seen = set()
    for image, before in zip(changed, padded, strict=True):
        ways = {
            (row, column, mirrored)
            for row in range(5)
            for column in range(5)
            for mirrored in (False, True)
            if np.array_equal(
                image, before[row : row + 6, column : column + 8][:, :: -1 if mirrored else 1]
            )
        }
        assert len(ways) == 1
        seen |= ways
    # 300 draws of 50 ways miss less than one on average.
    assert len(seen) > 45
    straight = augment(images[:1].repeat(200, axis=0), draw, mirror=False)
    assert len(np.unique(straight, axis=0)) == 25


def test_augmentation_changes_training_alone_and_is_said(tmp_path, monkeypatch, capsys):
    words = "--dataset digits --model dense --limit 150 --batch-size 32 --epochs 1"
    for folder, augment_or_not in (("plain", []), ("one", ["--augment"]), ("two", ["--augment"])):
        run = ["--run-dir", str(tmp_path / folder), *augment_or_not]
        monkeypatch.setattr(sys, "argv", ["train", *words.split(), *run])
        main()
    said = capsys.readouterr().out
    assert said.count("135 training images, augmented, seed 1") == 2
    plain, one, two = (
        pd.read_csv(tmp_path / folder / "history.csv").drop(columns="seconds")
        for folder in ("plain", "one", "two")
    )
    assert one.equals(two)
    assert not one.equals(plain)


def test_two_runs_cannot_take_one_folder(tmp_path, monkeypatch):
    run_folder.create(tmp_path / "run", "digits", "main")
    with pytest.raises(UsageError, match="not empty"):
        run_folder.create(tmp_path / "run", "digits", "main")
    monkeypatch.setattr(run_folder, "check_new", lambda folder: None)
    with pytest.raises(UsageError, match="taken by another run just now"):
        run_folder.create(tmp_path / "run", "digits", "main")


def test_ctrl_c_before_training_is_answered_too(monkeypatch, capsys):
    from fashion_cnn.base.commandline import execute

    def interrupted(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(data, "load", interrupted)
    monkeypatch.setattr(sys, "argv", ["train"])
    with pytest.raises(SystemExit) as ended:
        execute(main)
    assert (ended.value.code, capsys.readouterr().err) == (130, "Interrupted.\n")


def test_nothing_is_left_behind_by_bad_words(tmp_path):
    words = ["--dataset", "digits", "--limit", "5000"]
    done = subprocess.run(
        command(*words), cwd=tmp_path, capture_output=True, text=True, env=with_kit()
    )
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def with_kit():
    """Return the environment with the kit on Python's path, installed or not."""
    return os.environ | {"PYTHONPATH": os.getcwd()}


def test_debug_shows_the_traceback(monkeypatch, capsys):
    from fashion_cnn.base.commandline import execute

    monkeypatch.setattr(sys, "argv", ["train", "--model", "lenet", "--debug"])
    with pytest.raises(SystemExit):
        execute(main)
    assert "Traceback" in capsys.readouterr().err


def test_a_folder_with_files_in_it_is_not_written_to(finished, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        train(TrainConfig(**QUICK), tmp_path)
    with pytest.raises(UsageError, match="To go on with that run: --resume"):
        train(TrainConfig(**QUICK), finished)
    with pytest.raises(UsageError, match="is a file"):
        train(TrainConfig(**QUICK), tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_written(users_folder):
    users_folder.chmod(0o500)
    with as_ordinary_user(), pytest.raises(PermissionError) as caught:
        train(TrainConfig(**QUICK), users_folder / "run")
    from fashion_cnn.base.errors import describe_os_error

    assert describe_os_error(caught.value) == (
        f"{users_folder / 'run'}: Permission denied. Choose a folder that you may write to."
    )


LIMITED = """
import resource, sys
from fashion_cnn.base.commandline import execute
from fashion_cnn.train import main
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
execute(main)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a file")
def test_a_disk_that_is_full_while_saving(tmp_path):
    """No file may grow beyond 200 kB: the checkpoint fails, like on a full disk."""
    words = [*as_words(QUICK), "--run-dir", str(tmp_path / "run")]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *words], capture_output=True, text=True, env=with_kit()
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "checkpoint-1.keras: File too large" in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2
    metrics = json.loads((tmp_path / "run/metrics.json").read_text())
    assert metrics["status"] == "interrupted"
    assert list((tmp_path / "run").glob(".*")) == []


def test_a_whole_command_prints_true_sentences_and_no_chatter(tmp_path):
    done = subprocess.run(
        command(*as_words(QUICK), "--run-dir", "run"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=with_kit(),
    )
    assert (done.returncode, done.stderr) == (0, "")
    metrics = json.loads((tmp_path / "run/metrics.json").read_text(encoding="utf-8"))
    assert f"Test accuracy {metrics['test_accuracy']:.2%} on the 360 test images" in done.stdout
    assert "scikit-learn's digits, enlarged (not MNIST)" in done.stdout
    assert "1·3·3·32 + 32 = 320" in done.stdout
    assert "Epoch 3 of 3" in done.stdout
    assert "Running on the" in done.stdout


def test_tensorboard_missing_is_said_before_anything_is_done(monkeypatch, tmp_path):
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["train", "--tensorboard", "--run-dir", str(tmp_path / "r")])
    with pytest.raises(UsageError, match="needs the package tensorboard: python -m pip install"):
        main()
    assert not (tmp_path / "r").exists()


def test_config_fields_have_options_and_the_other_way_round():
    import dataclasses

    from fashion_cnn.train import parser

    made = parser()
    options = {action.dest for action in made._actions}
    fields = {field.name for field in dataclasses.fields(TrainConfig)}
    assert fields <= options
    assert options - fields == {"help", "debug", "run_dir", "resume", "tensorboard", "verbose"}
