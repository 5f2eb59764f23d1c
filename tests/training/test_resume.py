"""What `resume` refuses: another configuration, other data, damaged files."""

import json

import pytest
from quick_run import QUICK

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.networks import zoo
from fashion_cnn.train import TrainConfig, resume, train
from fashion_cnn.training import loop, run_folder
from fashion_cnn.training.run_folder import RunFolder


def change_json(path, **changes):
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_resume_refuses_another_configuration(interrupted):
    with pytest.raises(UsageError, match="--seed 1, received --seed 2"):
        resume(interrupted, {"seed": 2})


# What happens to the folder, and the message.
FOLDERS = {
    "config.json cut": (lambda run: run.config.write_text('{"model"'), r"config\.json: damaged"),
    "config.json a list": (lambda run: run.config.write_text("[]"), r"config\.json: damaged"),
    "unknown field": (lambda run: change_json(run.config, colour=1), "another version"),
    "segmentation": (lambda run: change_json(run.config, scenes=9), "a segmentation run"),
    "bad field": (lambda run: change_json(run.config, epochs=-1), r"config\.json: epochs must be"),
    "empty metrics": (lambda run: run.metrics.write_text("{}"), r"metrics\.json: .* the data"),
    "no metrics": (lambda run: run.metrics.unlink(), r"metrics\.json: the file is missing"),
    "another seed": (lambda run: change_json(run.config, seed=2), "changed since"),
    "another batch": (lambda run: change_json(run.config, batch_size=16), "changed since"),
    "other data": (lambda run: change_json(run.metrics, data={"digest": "0"}), "other data"),
}


@pytest.mark.parametrize("damage", FOLDERS)
def test_resume_names_the_damaged_file(interrupted, damage):
    change, message = FOLDERS[damage]
    change(RunFolder(interrupted))
    with pytest.raises(KitError, match=message):
        resume(interrupted)


@pytest.mark.parametrize("left", ["no metrics", "only its process"])
def test_a_run_killed_before_its_first_epoch_is_resumed_from_the_start(left, tmp_path):
    folder = run_folder.create(tmp_path / "run", "digits", "small", TrainConfig(**QUICK))
    if left == "only its process":
        folder.update_metrics(process="process 1 on laptop")
    with pytest.raises(UsageError, match="To continue that run: --resume"):
        train(TrainConfig(**QUICK), folder.path)
    metrics = resume(folder.path)
    assert (metrics["status"], metrics["epochs"]) == ("complete", QUICK["epochs"])


@pytest.mark.parametrize("damage", ["config.json cut", "bad field"])
def test_a_run_that_cannot_be_resumed_is_not_said_to_be(interrupted, damage):
    FOLDERS[damage][0](RunFolder(interrupted))
    with pytest.raises(UsageError, match=r"Name a new folder\.$"):
        train(TrainConfig(**QUICK), interrupted)


@pytest.fixture(scope="module")
def fresh():
    return zoo.build("small")


def save_another_model(path):
    zoo.build("main").save(path)


CHECKPOINTS = {
    "checkpoint cut": (
        lambda run: run.checkpoint(1).write_bytes(run.checkpoint(1).read_bytes()[:5000]),
        r"checkpoint-1\.keras: the end of this zip archive is missing",
    ),
    "another model": (
        lambda run: save_another_model(run.checkpoint(1)),
        r"checkpoint-1\.keras: not the model",
    ),
    "no optimiser": (
        lambda run: zoo.build("small").save(run.checkpoint(1)),
        r"checkpoint-1\.keras: without the state of its optimiser",
    ),
    "no history": (lambda run: run.history.unlink(), r"history\.csv: cannot be read"),
    "history too short": (
        lambda run: run.history.write_text(run.history.read_text().splitlines()[0] + "\n"),
        r"history\.csv: has 0 epochs, the checkpoint has 1",
    ),
}


@pytest.mark.parametrize("damage", CHECKPOINTS)
def test_a_checkpoint_is_restored_whole_or_not_at_all(interrupted, fresh, damage):
    change, message = CHECKPOINTS[damage]
    folder = RunFolder(interrupted)
    change(folder)
    with pytest.raises(KitError, match=message):
        loop.restore(folder, fresh)


def test_a_missing_checkpoint_is_no_new_run(interrupted):
    folder = RunFolder(interrupted)
    folder.remove_checkpoints()
    header, row = folder.history.read_text().splitlines()
    folder.history.write_text("\n".join([header, row, row.replace("1", "2", 1)]))
    with pytest.raises(KitError, match="the checkpoint is missing"):
        resume(interrupted)
