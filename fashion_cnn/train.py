"""Train a classifier of 28x28 images and say how good it is.

    python -m fashion_cnn.train
    python -m fashion_cnn.train --dataset mnist --model small --epochs 3
    python -m fashion_cnn.train --resume runs/2026-01-31-093000-garments-main

or, from Python:

    from fashion_cnn.train import TrainConfig, train
    metrics = train(TrainConfig(dataset="garments", seed=7))

Validation images are split off the training images. They alone decide when to stop and which
epoch is best; the test images are looked at once, at the end.
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: what is missing is said in two lines)

import contextlib
import dataclasses
import importlib.metadata
import importlib.util
import platform
import subprocess

from fashion_cnn.networks import counting, zoo
from fashion_cnn.base import backend
from fashion_cnn import data
from fashion_cnn.training import run_folder
from fashion_cnn.base.commandline import Parser, execute, name, value
from fashion_cnn.training.config import (
    BATCH_SIZE,
    EPOCHS,
    LARGE_BATCH_SIZE,
    MACHINE_FIELDS,
    TrainConfig,
)
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.files import clear_temporary, write_json


def train(config, run_dir=None, tensorboard=False, verbose=False):
    """Train as configured in a new run folder; return the content of its metrics.json.

    Raises UsageError or KitError with a message for a person. Ctrl-C raises
    KeyboardInterrupt, with the best model so far in the folder, status "interrupted".
    """
    if run_dir is not None:
        run_folder.check_new(run_dir)  # before a download or a start-up is waited for
    dataset, config, examples = prepare(config)
    device = backend.start(config.device, config.precision, verbose)
    run = run_folder.create(run_dir, dataset.name, config.model)
    write_json(run.config, dataclasses.asdict(config))
    return carry_out(run, config, dataset, examples, device, tensorboard)


def resume(folder, chosen=None, tensorboard=False, verbose=False):
    """Go on with the run in a folder and return the content of its metrics.json.

    `chosen` holds fields of TrainConfig that the user named; only those of the machine may
    differ from the run's own. Raises as `train`, and UsageError for a folder that is no run.
    """
    run = run_folder.existing(folder)
    config = stored_config(run, chosen or {})
    metrics = run.read_metrics()
    if metrics.get("status") == run_folder.COMPLETE:
        print(f"{run.folder} is complete; nothing is left to do.")
        return metrics
    dataset, config, examples = prepare(config)
    try:
        same_data = dataset.digest == metrics["data"]["digest"]
        same_config = config.digest == metrics["config_digest"]
    except (KeyError, TypeError):
        raise KitError(f"{run.metrics}: does not say on which data; start a new run.") from None
    if not same_data:
        raise KitError(f"{run.folder} was started on other data. Start a new run.")
    if not same_config:
        raise KitError(f"{run.config}: was changed since the run began. Start a new run.")
    clear_temporary(run.folder)
    device = backend.start(config.device, config.precision, verbose)
    return carry_out(run, config, dataset, examples, device, tensorboard)


def stored_config(run, chosen):
    """Return the TrainConfig of a run, with the user's choices where they may differ."""
    try:
        stored = TrainConfig(**run.read_config())
    except TypeError:
        raise KitError(f"{run.config}: written by another version; start a new run.") from None
    except UsageError as error:
        raise KitError(f"{run.config}: {error}") from None
    for field, choice in chosen.items():
        own = getattr(stored, field)
        if field not in MACHINE_FIELDS and choice != own:
            option = field.replace("_", "-")
            raise UsageError(
                f"--resume goes on with --{option} {own}, received --{option} {choice}. "
                "Leave the option out, or start a new run."
            )
    return dataclasses.replace(stored, **chosen)


def prepare(config):
    """Return the data set, the config with its blanks filled, and the examples to learn from.

    The examples are images as float32 (n, 28, 28, 1) and labels (n,), as the parts x_train,
    y_train, x_validation and y_validation.
    """
    dataset = data.load(config.dataset, config.data_dir)
    print(f"Data: {dataset.title}, {dataset.source}.")
    if dataset.instead_of:
        print(dataset.instead_of)
    config = config.on(dataset)
    available = len(dataset.x_train)
    if config.limit and config.limit > available:
        raise UsageError(
            f"limit must be at most {available:,}, the training images of {dataset.title}, "
            f"received {config.limit}."
        )
    training, validation = data.split(available, config.validation_share, config.seed, config.limit)
    if len(training) < config.batch_size:
        raise UsageError(
            f"A batch of {config.batch_size} is larger than the {len(training)} images left to "
            "train on. Try a larger --limit, a smaller --batch-size or --validation-share."
        )
    examples = {
        "x_train": data.scale(dataset.x_train[training]),
        "y_train": dataset.y_train[training],
        "x_validation": data.scale(dataset.x_train[validation]),
        "y_validation": dataset.y_train[validation],
    }
    return dataset, config, examples


def conditions(config, dataset, examples, device):
    """Return what metrics.json says of a run from its start."""
    return {
        "status": run_folder.RUNNING,
        "model": config.model,
        "augmented": config.augment,
        "parameters": counting.parameters(config.network()),
        "seed": config.seed,
        "config_digest": config.digest,
        "device": f"{device.kind}: {device.name}",
        "data": {
            "name": dataset.name,
            "title": dataset.title,
            "source": dataset.source,
            "instead_of": dataset.instead_of,
            "digest": dataset.digest,
            "training_images": len(examples["x_train"]),
            "validation_images": len(examples["x_validation"]),
            "test_images": len(dataset.x_test),
        },
        "versions": versions(),
    }


def versions():
    """Return the versions of Python and of the packages that decide a result."""
    found = {"python": platform.python_version()}
    for package in ("keras", "tensorflow", "jax", "torch", "numpy", "scikit-learn"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[package] = importlib.metadata.version(package)
    return found


def carry_out(run, config, dataset, examples, device, tensorboard):
    """Train, evaluate and draw; whatever breaks this off leaves a run that can be resumed."""
    try:
        run.update_metrics(**conditions(config, dataset, examples, device))
        print(device.line)
        if config.precision != "float32" and device.kind == "CPU":
            print(f"{config.precision} is several times slower than float32 on a CPU.")
        print_parameters(config.network())
        print(f"The run's folder: {run.folder}", flush=True)
        metrics = fit_and_evaluate(run, config, dataset, examples, device, tensorboard)
    except BaseException as error:
        # On a full disk this fails as well; the first error is the one to report.
        with contextlib.suppress(OSError, KitError):
            run.update_metrics(status=run_folder.INTERRUPTED)
        if isinstance(error, KeyboardInterrupt):
            raise KeyboardInterrupt(interruption(run)) from None
        raise
    run.remove_checkpoints()
    print(result_line(metrics))
    print(f"Model and pictures are in {run.folder}")
    return metrics


def print_parameters(network):
    """Print a table of the layers, their shapes and their parameters."""
    from rich.console import Console

    from fashion_cnn.networks.tables import parameter_table

    Console(highlight=False).print(parameter_table(network, counting.report(network)))


def fit_and_evaluate(run, config, dataset, examples, device, tensorboard):
    """Fill the run's folder: samples, the trained model, scores, pictures; return the metrics."""
    import pandas as pd

    from fashion_cnn.networks.keras_models import load_model
    from fashion_cnn.training import loop, pictures, scoring
    from fashion_cnn.training.batches import batched

    described = {"samples": pictures.samples(run, dataset)}
    history = loop.fit(
        run,
        config,
        loop.Examples(**examples),
        backend.jit_compile(device),
        loop.tensorboard(run) if tensorboard else [],
    )
    best = loop.best_epoch(history)
    # What is scored is the saved file, not the model in memory.
    model = load_model(run.model)
    model.jit_compile = backend.jit_compile(device)
    test_images = batched(loop.PREDICT_BATCH, data.scale(dataset.x_test))
    probabilities = model.predict(test_images, verbose=0)
    about = (run, dataset, config.model)
    described["learning-curves"] = pictures.learning_curves(*about, pd.DataFrame(history), best)
    described["confusion-matrix"] = pictures.confusion_matrix(*about, probabilities)
    described["mistakes"] = pictures.mistakes(*about, probabilities)
    return run.update_metrics(
        status=run_folder.COMPLETE,
        epochs=len(history),
        best_epoch=best,
        validation_accuracy=history[best - 1]["val_accuracy"],
        test_accuracy=scoring.accuracy(probabilities, dataset.y_test),
        per_class=scoring.per_class(probabilities, dataset.y_test, dataset.class_names),
        training_seconds=round(sum(row["seconds"] for row in history), 1),
        pictures=described,
    )


def result_line(metrics):
    """Return the one line that says how good the model is, and on which data."""
    sets = metrics["data"]
    augmented = ", augmented" if metrics["augmented"] else ""
    return (
        f"Test accuracy {metrics['test_accuracy']:.2%} on the {sets['test_images']:,} test images "
        f"of {sets['title']} (model {metrics['model']}, {sets['training_images']:,} training "
        f"images{augmented}, seed {metrics['seed']}, {metrics['training_seconds']:.0f} s of "
        f"training; data {sets['source']})"
    )


def interruption(run):
    """Return what to say after Ctrl-C: what is in the folder and how to go on."""
    kept = f"The best model so far is {run.model}." if run.model.exists() else "No epoch was over."
    # In quotes where the folder has a space in its name.
    folder = subprocess.list2cmdline([str(run.folder)])
    return f"Interrupted. {kept}\nTo go on: python -m fashion_cnn.train --resume {folder}"


def main():
    arguments = parser().parse_args()
    given = vars(arguments)
    chosen = {
        field.name: given[field.name]
        for field in dataclasses.fields(TrainConfig)
        if given[field.name] is not None
    }
    if arguments.tensorboard and importlib.util.find_spec("tensorboard") is None:
        raise UsageError(
            '--tensorboard needs the package tensorboard: python -m pip install -e ".[tensorboard]"'
        )
    how = {"tensorboard": arguments.tensorboard, "verbose": arguments.verbose}
    if arguments.resume is not None:
        resume(arguments.resume, chosen, **how)
    else:
        train(TrainConfig(**chosen), arguments.run_dir, **how)


def parser():
    """Return the parser; an option left out is None, and TrainConfig has the defaults."""
    defaults = {field.name: field.default for field in dataclasses.fields(TrainConfig)}
    made = Parser("fashion_cnn.train", __doc__.partition("\n")[0])
    add = made.add_argument

    def add_field(field, what, **kwargs):
        own = f" (default: {defaults[field]})" if defaults[field] is not None else ""
        add(f"--{field.replace('_', '-')}", help=what + own, **kwargs)

    epochs = ", ".join(f"{count} for {dataset}" for dataset, count in EPOCHS.items())
    add_field(
        "dataset",
        f"{', '.join(data.NAMES)} (default: fashion_mnist if it can be had, else garments)",
        type=name,
    )
    add_field("model", ", ".join(zoo.TRAINABLE), type=name)
    add_field("padding", "same or valid (default: the model's own)", type=name)
    add_field("epochs", f"passes over the training images at most (default: {epochs})", type=value)
    batches = f"{BATCH_SIZE}; {LARGE_BATCH_SIZE} for nets of many layers on the large sets"
    add_field("batch_size", f"images in one update (default: {batches})", type=value)
    add_field("learning_rate", "the highest learning rate of the schedule", type=value)
    add_field("dropout", "share of values dropped, 0 to below 1 (default: the model's)", type=value)
    add_field("depth", "layers of resnet, preact-resnet or plain: 8, 14, 20, ...", type=value)
    add_field("validation_share", "share of the training images to validate on", type=value)
    add_field(
        "limit",
        "use only this many of the training images, for a quick try",
        type=value,
        metavar="N",
    )
    add("--augment", action="store_true", default=None, help="move and mirror the training images")
    add_field("seed", "decides the split, the first weights and all shuffling", type=value)
    add_field("device", ", ".join(backend.DEVICES), type=name)
    add_field("precision", ", ".join(backend.PRECISIONS), type=name)
    add_field("data_dir", f"folder with data files of yours, also {data.DATA_VARIABLE}")
    where = made.add_mutually_exclusive_group()
    where.add_argument("--run-dir", help="new folder for this run (default: one under runs/)")
    where.add_argument("--resume", metavar="RUN", help="go on with the interrupted run in a folder")
    add("--tensorboard", action="store_true", help="write logs for TensorBoard into the folder")
    add("--verbose", action="store_true", help="show what TensorFlow says while it starts")
    return made


if __name__ == "__main__":
    execute(main)
