"""Start a training run, or resume one.

    metrics = train(TrainConfig(dataset="garments", seed=7))
    metrics = resume("runs/2026-01-31-093000-garments-main")

Keras is imported only after the configuration and the data have been checked.
"""

import contextlib
import dataclasses
import functools

from fashion_cnn import data
from fashion_cnn.base import backend
from fashion_cnn.base.errors import KitError, UsageError
from fashion_cnn.base.language import tr
from fashion_cnn.base.recorded import spoken
from fashion_cnn.data import class_folders
from fashion_cnn.training import processes, run_folder
from fashion_cnn.training.config import FREE_FIELDS, TrainConfig
from fashion_cnn.training.examples import data_line, prepare


def train(config, run_dir=None, tensorboard=False, verbose=False):
    """Train as configured in a new run folder; return the content of its metrics.json.

    Raises UsageError or KitError with a message for the user. Ctrl-C raises KeyboardInterrupt
    and leaves the best model so far in the folder, status "interrupted".

    Of several processes (processes.py), the first does all this; the others return None.
    """
    with processes.together(config.devices, verbose) as peers:
        if run_dir is not None and peers.is_first:
            run_folder.check_new(run_dir, can_resume)  # before waiting for a download and for Keras
        dataset, config = load(config)
        run = start(config, dataset, peers, epochs=0, verbose=verbose)
        if not peers.is_first:
            return run(run_folder.NOWHERE).help_out()
        folder = run_folder.create(run_dir, dataset.name, config.model, config)
        peers.last_words = functools.partial(interrupted, folder)
        with folder.taken():
            return run(folder).carry_out(tensorboard)


def resume(path, chosen=None, tensorboard=False, verbose=False):
    """Continue the run in a folder; return the content of its metrics.json (None as in `train`).

    `chosen` has the TrainConfig fields that the user named; only the FREE_FIELDS may differ from
    the run's own. Raises as `train` does, and UsageError if the folder holds no run.
    """
    folder = run_folder.existing(path)
    config = stored_config(folder, chosen or {})
    metrics = folder.read_metrics()
    if metrics.get("status") == run_folder.COMPLETE:
        print(tr("{path} is complete; there is nothing left to do.", path=folder.path))
        return metrics
    with contextlib.ExitStack() as entered:
        peers = entered.enter_context(processes.together(config.devices, verbose))
        if peers.is_first:  # the others only read
            entered.enter_context(folder.taken())
            peers.last_words = functools.partial(interrupted, folder)
        dataset, config = load(config)
        if folder.has_begun():
            check_unchanged(folder, dataset, config)
        epochs = max([epoch for epoch, _ in folder.checkpoints()], default=0)
        run = start(config, dataset, peers, epochs, verbose)(folder)
        return run.carry_out(tensorboard) if peers.is_first else run.help_out()


def start(config, dataset, peers, epochs, verbose):
    """Start Keras on the devices; return a function from a RunFolder to the TrainingRun in it.

    All processes must be about to continue the same run, after the same number of epochs.
    """
    examples = prepare(dataset, config)
    peers.agree(facts(config, dataset, epochs))
    if peers.place:
        processes.initialise_engine(peers.place, config.seed, verbose)
    device = backend.start(config.device, config.precision, verbose, config.deterministic)
    from fashion_cnn.training import devices, run  # not before Keras was started

    shared = devices.arrange(config.devices, device.kind)
    shared.check(config.batch_size)
    shared = dataclasses.replace(shared, begin=functools.partial(processes.begin, peers))
    return lambda folder: run.TrainingRun(folder, config, dataset, examples, device, shared)


def facts(config, dataset, epochs):
    """What must be the same in all processes of a run, in words."""
    versions = backend.versions()
    return {
        tr("data set"): f"{dataset.name} {dataset.digest[:12]}",
        tr("configuration"): config.digest[:12],
        tr("device"): config.device,
        tr("number of trained epochs"): str(epochs),
        "Keras": versions.get("keras", ""),
        "JAX": versions.get("jax", ""),
    }


def interrupted(folder):
    """Mark the run in a RunFolder as interrupted, since a peer has ended; say where it is."""
    folder.update_metrics(status=run_folder.INTERRUPTED)
    return tr("The run's folder: {path}", path=folder.path)


def can_resume(folder):
    """True if `resume` can continue the run in a RunFolder."""
    try:
        stored_config(folder, {})
        return folder.read_metrics().get("status") != run_folder.COMPLETE
    except KitError:
        return False


def load(config):
    """Load the data set; return it, and the config with the choices that depend on it."""
    if config.images:
        dataset = class_folders.load(config.images, config.seed)
    else:
        dataset = data.load(config.dataset, config.data_dir)
    print(data_line(dataset))
    for sentence in class_folders.summary(dataset) if config.images else ():
        print(sentence)
    if dataset.instead_of:
        print(spoken(dataset.instead_of))
    return dataset, config.on(dataset)


def stored_config(folder, chosen):
    """The TrainConfig in a run's folder, with the user's choices where they may differ."""
    try:
        stored = TrainConfig(**folder.read_config())
    except TypeError:
        raise KitError(
            "{path}: from a segmentation run, or from another version. Start a new run.",
            path=folder.config,
        ) from None
    except UsageError as error:
        raise KitError(f"{folder.config}: {error}") from None
    for field, choice in chosen.items():
        own = getattr(stored, field)
        if field not in FREE_FIELDS and choice != own:
            raise another_choice(f"--{field.replace('_', '-')}", own, choice)
    return dataclasses.replace(stored, **chosen)


def another_choice(option, own, choice):
    if own is None:
        return UsageError(
            "The run to resume has no {option}, received {option} {choice}. Leave the option out, "
            "or start a new run.",
            option=option,
            choice=choice,
        )
    return UsageError(
        "The run to resume has {option} {own}, received {option} {choice}. Leave the option out, "
        "or start a new run.",
        option=option,
        own=own,
        choice=choice,
    )


def check_unchanged(folder, dataset, config):
    """Raise KitError unless the run began with this data and this configuration."""
    metrics = folder.read_metrics()
    try:
        same_data = dataset.digest == metrics["data"]["digest"]
        same_config = config.digest == metrics["config_digest"]
    except (KeyError, TypeError):
        raise KitError(
            "{path}: does not name the data; start a new run.", path=folder.metrics
        ) from None
    if config.images and not same_data:
        raise KitError(
            "The images in {images} are not those that {path} was started with. Name the folder "
            "that has them (--images), or start a new run.",
            images=config.images,
            path=folder.path,
        )
    if not same_data:
        raise KitError("{path} was started on other data. Start a new run.", path=folder.path)
    if not same_config:
        raise KitError("{path}: changed since the run began. Start a new run.", path=folder.config)
