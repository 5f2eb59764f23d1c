"""What `resume` refuses: another configuration, other data, damaged files."""

import json

import pytest

from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.networks import zoo
from fashion_cnn.train import resume
from fashion_cnn.training import loop
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


@pytest.fixture(scope="module")
def fresh():
    return zoo.build("small")


def save_another_model(path):
    zoo.build("main").save(path)


CHECKPOINTS = {
    "checkpoint cut": (
        lambda run: run.checkpoint(1).write_bytes(run.checkpoint(1).read_bytes()[:5000]),
        r"checkpoint-1\.keras: cannot be loaded",
    ),
    "another model": (
        lambda run: save_another_model(run.checkpoint(1)),
        r"checkpoint-1\.keras: not the model",
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
    folder.history.write_text("\n".join([header, row, row]))
    with pytest.raises(KitError, match="the checkpoint is missing"):
        resume(interrupted)
