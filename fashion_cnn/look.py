"""Look inside a trained model: filters, feature maps, and what a decision rests on.

python -m fashion_cnn.look                            everything, for the newest run
python -m fashion_cnn.look runs/my-run maps --image 7
python -m fashion_cnn.look model.keras attention --image shoe.jpg
python -m fashion_cnn.look garments filters           for the checkpoint that comes with the kit
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: it reports missing packages in two lines)

import os
from dataclasses import dataclass
from pathlib import Path

from fashion_cnn.base import backend
from fashion_cnn.base.commandline import execute, name, value
from fashion_cnn.base.errors import KitError, UsageError, unknown
from fashion_cnn.inside import commands
from fashion_cnn.pretrained import checkpoints
from fashion_cnn.training.run_folder import RunFolder, is_run

VIEWS = {
    "filters": "a layer's filters before and after training",
    "weights": "the histogram of a layer's weights before and after training",
    "maps": "the feature maps for an image",
    "patches": "the parts of images that excite each feature map most",
    "excite": "the patterns that excite the feature maps, and the classes, most",
    "attention": "which pixels a class score depends on: saliency, Grad-CAM, occlusion",
    "embedding": "test images as points, close together if the last hidden layer responds alike",
    "all": "all of these",
}


def main():
    arguments = parser().parse_args()
    word, views = split_words(arguments.words)
    source = find_model(word)
    backend.start(arguments.device)
    from fashion_cnn.inside import model_views

    model_views.show(source, views, arguments)


def split_words(words):
    """The word for a model, or None, and the views, from the words of the command line."""
    named = [word for word in words if word in VIEWS]
    others = [word for word in words if word not in VIEWS]
    if len(named) > 1 or len(others) > 1:
        raise UsageError(f"Name one model and one view, received {' '.join(words)}.")
    if others and not is_model(others[0]):
        raise unknown("model or view", others[0], [*VIEWS, *checkpoints.NAMES])
    return (others[0] if others else None), commands.in_order(named, VIEWS)


def is_model(word):
    return name(word) in checkpoints.NAMES or os.path.exists(word) or word.endswith(".keras")


@dataclass(frozen=True)
class Source:
    """Where a model comes from: a .keras file, or the name of one of the kit's checkpoints.

    `what` names it in titles, `dataset` is its data set, and `out` the folder for pictures.
    """

    model: Path | str
    what: str
    dataset: str
    out: Path


def find_model(word):
    """The Source that is meant: a run, a file, a checkpoint or, for None, the newest run."""
    if word is None:
        return from_run(newest_run())
    if os.path.isdir(word):
        if not is_run(word):
            raise KitError(f"{word} is not a run: it has no config.json.")
        return from_run(RunFolder(word))
    if name(word) in checkpoints.NAMES:
        what = checkpoints.title(checkpoints.metrics(name(word)))
        return Source(name(word), what, name(word), Path("look"))
    return Source(Path(word), f"the model in {Path(word).name}", "garments", Path("look"))


def newest_run():
    folders = [path.parent for path in Path("runs").glob("*/model.keras")]
    runs = [RunFolder(folder) for folder in folders if is_run(folder)]
    if not runs:
        raise KitError(
            "There is no run in runs/ yet. Train a model, python -m fashion_cnn.train, or look "
            "at the one that comes with the kit: python -m fashion_cnn.look garments"
        )
    return max(runs, key=lambda run: run.model.stat().st_mtime)


def from_run(folder):
    metrics = folder.read_metrics()
    if not folder.model.is_file():
        raise KitError(f"{folder.path} has no model yet: its status is {metrics['status']}.")
    what = f"{metrics['model']}, trained on {metrics['data']['title']} ({folder.path.name})"
    return Source(folder.model, what, metrics["data"]["name"], folder.path / "look")


def parser():
    made = commands.parser("fashion_cnn.look", __doc__, VIEWS)
    add = made.add_argument
    words = "a run's folder, a .keras file, or garments or fashion_mnist; and a view, see below"
    add("words", nargs="*", metavar="MODEL VIEW", help=words)
    image = "the number of a test image (0), or a picture file of any size"
    add("--image", type=value, default=0, help=image)
    add("--dataset", type=name, help="the data set of the test images (by default the run's)")
    add("--out", help="the folder for the pictures (by default look/ in the run, or here)")
    return made


if __name__ == "__main__":
    execute(main)
