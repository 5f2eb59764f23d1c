"""Look inside a trained model: filters, feature maps, and what a decision rests on."""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from fashion_cnn import data
from fashion_cnn.base import backend, rules
from fashion_cnn.base.commandline import execute, name, value
from fashion_cnn.base.errors import KitError, UsageError, unknown
from fashion_cnn.base.language import tr
from fashion_cnn.inside import commands
from fashion_cnn.pretrained import checkpoints
from fashion_cnn.segmentation.config import NETS, SegmentConfig
from fashion_cnn.training.run_folder import RunFolder, is_run


def main():
    arguments = parser().parse_args()
    word, views = split_words(arguments.words)
    check(arguments)
    source = find_model(word)
    backend.start(arguments.device)
    from fashion_cnn.inside import model_views

    model_views.show(source, views, arguments)


def check(arguments):
    """Raise UsageError for options that break a rule, before anything is loaded."""
    if arguments.dataset is not None:
        rules.one_of(tr("data set"), arguments.dataset, data.NAMES)
    black, white = arguments.pixels or (0, 1)
    if not black < white:
        raise UsageError(
            "--pixels must be black and white, such as 0 255, received {black:g} {white:g}.",
            black=black,
            white=white,
        )


def split_words(words):
    """The word for a model, or None, and the views, from the words of the command line."""
    known = views()
    named = [word for word in words if word in known]
    others = [word for word in words if word not in known]
    if len(named) > 1 or len(others) > 1:
        raise UsageError("Name one model and one view, received {words}.", words=" ".join(words))
    if others and not is_model(others[0]):
        raise unknown(tr("model or view"), others[0], [*known, *checkpoints.NAMES])
    return (others[0] if others else None), commands.in_order(named, known)


def is_model(word):
    return name(word) in checkpoints.NAMES or os.path.exists(word) or word.endswith(".keras")


@dataclass(frozen=True)
class Source:
    """Where a model comes from: a model file, or the name of one of the kit's checkpoints.

    `what` names it in titles, and `out` is the folder for pictures. `dataset` is the data set that
    it was trained on, None where that is not known. `compose` makes its images of a Dataset, if
    they are not those of the set.
    """

    model: Path | str
    what: str
    out: Path
    dataset: str | None = None
    compose: Callable | None = None


def find_model(word):
    """The Source that is meant: a run, a file, a checkpoint or, for None, the newest run."""
    if word is None:
        return from_run(newest_model())
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
    """The file of the newest model in runs/."""
    folders = [folder for folder in Path("runs").glob("*") if is_run(folder)]
    models = [model for folder in folders for model in models_of(folder)[:1]]
    if not models:
        raise KitError(
            "There is no run in runs/ yet. Train a model, python -m fashion_cnn.train, or look "
            "at the one that comes with the kit: python -m fashion_cnn.look garments"
        )
    return max(models, key=lambda model: model.stat().st_mtime)


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
            return Source(model, what, folder.path / "look", dataset)
        network = tr(NETS[model.stem][0])
        what = tr("{network}, trained to segment {data} ({run})", network=network, **about)
        compose = partial(scenes_of, size=metrics["size"])
        return Source(model, what, folder.path / "look", dataset, compose)
    except (KeyError, TypeError) as error:
        raise KitError(
            "{path}: damaged, it does not say what the model was trained on. To look at the model "
            "alone, copy {model} to another folder.",
            path=folder.metrics,
            model=model.name,
        ) from error


def scenes_of(dataset, size):
    """The test scenes of a segmentation run, uint8 (n, size, size)."""
    from fashion_cnn.segmentation.examples import compose_test

    return compose_test(SegmentConfig(dataset=dataset.name, size=size), dataset).images


def views():
    """What each view shows."""
    return {
        "filters": tr("a layer's filters before and after training"),
        "weights": tr("the histogram of a layer's weights before and after training"),
        "maps": tr("the feature maps for an image"),
        "patches": tr("the parts of images that excite each feature map most"),
        "excite": tr("the patterns that excite the feature maps, and the classes, most"),
        "attention": tr("which pixels a class score depends on: saliency, Grad-CAM, occlusion"),
        "embedding": tr(
            "test images as points, close together if the last hidden layer responds alike"
        ),
        "all": tr("all of these"),
    }


def parser():
    description = tr(
        "Look inside a trained model: filters, feature maps, and what a decision rests on."
    )
    made = commands.parser("fashion_cnn.look", description, usage(), views())
    add = made.add_argument
    words = tr("a run's folder, a .keras file, or garments or fashion_mnist; and a view, see below")
    add("words", nargs="*", metavar="MODEL VIEW", help=words)
    image = tr("the number of a test image (default: 0), or a picture file of any size")
    add("--image", type=value, help=image)
    dataset = tr("what the model was trained on (default: the run's): its test images, its classes")
    add("--dataset", type=name, help=dataset)
    pixels = tr("the range of pixels that the model takes (default: read from the model, or 0 1)")
    add("--pixels", nargs=2, type=float, metavar=("BLACK", "WHITE"), help=pixels)
    out = tr("the folder for the pictures (by default look/ in the run, or here)")
    add("--out", help=out)
    return made


def usage():
    """Examples."""
    return tr("""\
python -m fashion_cnn.look                            everything, for the newest run
python -m fashion_cnn.look runs/my-run maps --image 7
python -m fashion_cnn.look model.keras attention --image shoe.jpg
python -m fashion_cnn.look garments filters           for the checkpoint that comes with the kit
""")


if __name__ == "__main__":
    execute(main)
