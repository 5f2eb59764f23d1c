"""Where a model comes from: a run (by default the newest), a file, or a checkpoint of the kit.

source = find_model("runs/my-run")
source.model, source.what          # the file, and what to call the model in it
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from fashion_cnn.base.commandline import name
from fashion_cnn.base.errors import KitError
from fashion_cnn.base.language import tr
from fashion_cnn.data import class_folders
from fashion_cnn.pretrained import checkpoints
from fashion_cnn.segmentation.config import NETS, SegmentConfig
from fashion_cnn.training.run_folder import RunFolder, is_run


def is_model(word):
    """Whether a word of the command line means a model, not something else."""
    return name(word) in checkpoints.NAMES or os.path.exists(word) or word.endswith(".keras")


@dataclass(frozen=True)
class Source:
    """Where a model comes from: a model file, or the name of one of the kit's checkpoints.

    `what` names it in titles, and `out` is the folder for pictures. `dataset` is the data set that
    it was trained on, None where that is not known. `compose` makes its images of a Dataset, if
    they are not those of the set. `run` is the folder of its run, if it is in one. Of a run on a
    folder of images, `class_names` are its classes, and `images()` loads some of its test images.
    """

    model: Path | str
    what: str
    out: Path
    dataset: str | None = None
    compose: Callable | None = None
    run: RunFolder | None = None
    class_names: tuple = ()
    images: Callable | None = None


def find_model(word):
    """The Source that is meant: a run, a file, a checkpoint or, for None, the newest run."""
    if word is None:
        return from_run(newest_model() or no_run())
    if name(word) in checkpoints.NAMES:
        what = checkpoints.title(checkpoints.metrics(name(word)))
        return Source(name(word), what, Path("look"), name(word))
    path = Path(word)
    # An unpacked .keras file has a config.json, too.
    if is_run(path) and not (path / "metadata.json").exists():
        return from_run(model_of(path))
    if path.is_dir() and not any(path.iterdir()):
        raise KitError("{path} is not a run: it has no config.json.", path=word)
    if is_run(path.parent) and path in models_of(path.parent):
        return replace(from_run(path), what=model_in(path), out=Path("look"))
    return Source(path, model_in(path), Path("look"))


def model_in(path):
    """What to call the model in a file."""
    return tr("the model in {file}", file=path.name)


def newest_model():
    """The file of the newest model in runs/, or None if there is none."""
    folders = [folder for folder in Path("runs").glob("*") if is_run(folder)]
    models = [model for folder in folders for model in models_of(folder)[:1]]
    return max(models, key=lambda model: model.stat().st_mtime, default=None)


def no_run():
    raise KitError(
        "There is no run in runs/ yet. Train a model, python -m fashion_cnn.train, or look at the "
        "one that comes with the kit: python -m fashion_cnn.look garments"
    )


def models_of(folder):
    """The files of the models in a run's folder: of train, or of segment."""
    paths = [RunFolder(folder).model, *(Path(folder) / f"{stem}.keras" for stem in NETS)]
    return [path for path in paths if path.is_file()]


def model_of(folder):
    """The first model in a run's folder, or KitError if there is none yet."""
    models = models_of(folder)
    if not models:
        status = RunFolder(folder).read_metrics().get("status") or tr("not known")
        raise KitError(
            "{folder} has no model yet: its status is {status}.", folder=folder, status=status
        )
    return models[0]


def from_run(model):
    """The Source of the model file of a run."""
    folder = RunFolder(model.parent)
    metrics = folder.read_metrics()
    try:
        dataset = metrics["data"]["name"]
        about = {"data": tr(metrics["data"]["title"]), "run": folder.path.name}
        if model.stem not in NETS:
            what = tr("{model}, trained on {data} ({run})", model=metrics["model"], **about)
            source = Source(model, what, folder.path / "look", dataset, run=folder)
            return with_images(source, metrics) if dataset == class_folders.NAME else source
        network = tr(NETS[model.stem][0])
        what = tr("{network}, trained to segment {data} ({run})", network=network, **about)
        compose = partial(scenes_of, size=metrics["size"])
        return Source(model, what, folder.path / "look", dataset, compose, folder)
    except (KeyError, TypeError) as error:
        raise KitError(
            "{path}: damaged, it does not say what the model was trained on. To look at the model "
            "alone, copy {model} to another folder.",
            path=folder.metrics,
            model=model.name,
        ) from error


def with_images(source, metrics):
    """The Source of a run on a folder of images, with its classes."""
    names, config = tuple(metrics["data"]["class_names"]), source.run.read_config()
    load = partial(class_folders.load_tests, config["images"], config["seed"], names)
    return replace(source, class_names=names, images=load)


def scenes_of(dataset, size):
    """The test scenes of a segmentation run, uint8 (n, size, size)."""
    from fashion_cnn.segmentation.examples import compose_test

    return compose_test(SegmentConfig(dataset=dataset.name, size=size), dataset).images
