"""Look inside a trained model: filters, feature maps, and what a decision rests on.

python -m fashion_cnn.look                            everything, of the newest run
python -m fashion_cnn.look runs/my-run maps --image 7
python -m fashion_cnn.look model.keras attention --image shoe.jpg
python -m fashion_cnn.look garments filters           of the checkpoint that comes with the kit
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: what is missing is said in two lines)

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from fashion_cnn.base.commandline import Parser, execute, name, value
from fashion_cnn.base.errors import KitError, UsageError, unknown

VIEWS = {
    "filters": "a layer's filters, before and after training",
    "weights": "the histogram of a layer's weights, before and after training",
    "maps": "the feature maps for an image",
    "patches": "the parts of images that excite each map most",
    "excite": "the patterns that excite the maps, and the classes, most",
    "attention": "which pixels speak for a class: saliency, Grad-CAM, occlusion",
    "embedding": "how the test images lie to each other in the last hidden layer",
    "all": "all of these",
}
CHECKPOINTS = ("garments", "fashion_mnist")
# Maps for which patterns and patches are drawn where nobody says which: a page full.
MOST_PATTERNS, MOST_PATCHES = 32, 8


def main():
    arguments = parser().parse_args()
    model_word, view = split_words(arguments.words)
    from fashion_cnn.base import backend

    place = find_place(model_word)
    backend.start(arguments.device)
    opened = open_model(place, arguments)
    print(f"The model: {opened.what}")

    for file_name, picture in pictures(opened, view, arguments):
        path = opened.out / file_name
        opened.out.mkdir(parents=True, exist_ok=True)
        picture.save(path)
        print(f"{path}: {picture.description}")


def split_words(words):
    """Return the word for a model, or None, and the view, from the words of the command line."""
    views = [word for word in words if word in VIEWS]
    others = [word for word in words if word not in VIEWS]
    if len(views) > 1 or len(others) > 1:
        raise UsageError(f"Name one model and one view, received {' '.join(words)}.")
    if others and not is_model(others[0]):
        raise unknown("model or view", others[0], [*VIEWS, *CHECKPOINTS])
    return (others[0] if others else None), (views[0] if views else "all")


def is_model(word):
    return name(word) in CHECKPOINTS or os.path.exists(word) or word.endswith(".keras")


@dataclass(frozen=True)
class Opened:
    """A model with what is known of it: what to call it, its data's name, where pictures go."""

    model: Any
    what: str
    dataset: str
    out: Path

    @cached_property
    def test_images(self):
        """The test images of the model's data as the model takes them, and their labels."""
        from fashion_cnn import data, inside

        found = data.load(self.dataset)
        images = data.scale(found.x_test)
        inside.check_images(self.model, images[:1])
        return images, found.y_test


def find_place(word):
    """Return the RunFolder, the path of a model file, or the name of a checkpoint that is meant."""
    from fashion_cnn.training.run_folder import RunFolder, is_run

    if word is None:
        runs = [path.parent for path in Path("runs").glob("*/model.keras") if is_run(path.parent)]
        if not runs:
            raise KitError(
                "There is no run in runs/ yet. Train a model, python -m fashion_cnn.train, or look "
                "at the one that comes with the kit: python -m fashion_cnn.look garments"
            )
        return RunFolder(max(runs, key=lambda folder: (folder / "model.keras").stat().st_mtime))
    if os.path.isdir(word):
        if not is_run(word):
            raise KitError(f"{word} is no run: it has no config.json.")
        return RunFolder(word)
    return name(word) if name(word) in CHECKPOINTS else Path(word)


def open_model(place, arguments):
    """Return the Opened model of a run, of a file, or of the kit."""
    from fashion_cnn.networks.keras_models import load_model
    from fashion_cnn.pretrained import trained
    from fashion_cnn.training.run_folder import RunFolder

    out = Path(arguments.out) if arguments.out else None
    if isinstance(place, RunFolder):
        metrics = place.read_metrics()
        if not place.model.is_file():
            raise KitError(f"{place.path} has no model yet: its status is {metrics['status']}.")
        what = f"{metrics['model']}, trained on {metrics['data']['title']} ({place.path.name})"
        dataset = arguments.dataset or metrics["data"]["name"]
        return Opened(load_model(place.model), what, dataset, out or place.path / "look")
    if isinstance(place, Path):
        model = load_model(place)
        dataset = arguments.dataset or "garments"
        return Opened(model, f"the model in {place.name}", dataset, out or Path("look"))
    model, metrics = trained.load(place)
    return Opened(model, trained.title(metrics), arguments.dataset or place, out or Path("look"))


def pictures(opened, view, arguments):
    """Yield (file name, Picture) for a view."""
    chosen = [word for word in VIEWS if word != "all"] if view == "all" else [view]
    for word in chosen:
        yield from MAKERS[word](opened, arguments)


# ---------------------------------------------------------------------------------------------
# The views
# ---------------------------------------------------------------------------------------------


def filters(opened, arguments):
    from fashion_cnn import inside
    from fashion_cnn.drawing import learned

    layer = arguments.layer or inside.first_convolution(opened.model)
    yield f"filters-{layer}.png", learned.filters(opened.model, layer, opened.what)


def weights(opened, arguments):
    from fashion_cnn import inside
    from fashion_cnn.drawing import learned

    layer = arguments.layer or inside.first_convolution(opened.model)
    yield f"weights-{layer}.png", learned.weights(opened.model, layer, opened.what)


def maps(opened, arguments):
    from fashion_cnn import inside
    from fashion_cnn.drawing import learned

    inside.first_convolution(opened.model)
    image, label, _ = chosen_image(opened, arguments)
    layers = [arguments.layer] if arguments.layer else inside.convolutions(opened.model)
    for layer in layers:
        picture = learned.maps(opened.model, image, layer, opened.what, label)
        yield f"maps-{layer}.png", picture


def patches(opened, arguments):
    from fashion_cnn import inside
    from fashion_cnn.drawing import learned

    layer = arguments.layer or last_convolution(opened.model)
    images = opened.test_images[0][: learned.IMAGES]
    dead = set(inside.dead_channels(opened.model, images, layer))
    if dead:
        print(f"Never above 0 for these images: {', '.join(map(str, sorted(dead)))} of {layer}.")
    count = inside.output_shape(inside.find_layer(opened.model, layer))[-1]
    live = [channel for channel in range(count) if channel not in dead]
    channels = [arguments.channel] if arguments.channel is not None else live[:MOST_PATCHES]
    picture = learned.patches(opened.model, images, layer, channels, opened.what)
    yield f"patches-{layer}.png", picture


def excite(opened, arguments):
    from fashion_cnn import inside
    from fashion_cnn.drawing import learned

    layer = arguments.layer or last_convolution(opened.model)
    count = inside.output_shape(inside.find_layer(opened.model, layer))[-1]
    channels = range(min(count, MOST_PATTERNS))
    if arguments.channel is not None:
        channels = [arguments.channel]
    yield f"excite-{layer}.png", learned.excite(opened.model, layer, channels, opened.what)
    last = inside.classifier(opened.model)
    if arguments.layer is None and last is not None:
        names = class_names(opened)
        picture = learned.excite(opened.model, last.name, None, opened.what, names)
        yield "excite-classes.png", picture


def attention(opened, arguments):
    from fashion_cnn import inside
    from fashion_cnn.drawing import learned

    image, label, true = chosen_image(opened, arguments)
    probabilities = inside.predictions(opened.model, image)[0]
    index, names = int(probabilities.argmax()), class_names(opened)
    answer = f"{names[index]} ({probabilities[index]:.0%} sure)"
    print(f"The model says {answer}{f', the label is {names[true]}' if true is not None else ''}.")
    picture = learned.attention(opened.model, image, index, names[index], opened.what, label)
    yield "attention.png", picture


def embedding(opened, arguments):
    from fashion_cnn.drawing import learned

    images, labels = opened.test_images
    images, labels = images[: learned.IMAGES], labels[: learned.IMAGES]
    names = class_names(opened)
    yield "embedding.png", learned.embedding(opened.model, images, labels, names, opened.what)


MAKERS = {
    "filters": filters,
    "weights": weights,
    "maps": maps,
    "patches": patches,
    "excite": excite,
    "attention": attention,
    "embedding": embedding,
}


def last_convolution(model):
    from fashion_cnn import inside

    inside.first_convolution(model)  # says where there is none
    return inside.convolutions(model)[-1]


# ---------------------------------------------------------------------------------------------
# Images
# ---------------------------------------------------------------------------------------------


def class_names(opened):
    """Return the names of the classes, or their numbers where the model has other ones."""
    from fashion_cnn import data, inside

    *_, last = inside.all_layers(opened.model).values()
    count, names = inside.output_shape(last)[-1], data.CLASS_NAMES.get(opened.dataset, ())
    return list(names) if len(names) == count else [f"class {number}" for number in range(count)]


def chosen_image(opened, arguments):
    """Return the image that is meant, (H, W, C), words that name it, and its label or None."""
    from fashion_cnn import inside
    from fashion_cnn.data import picture_files as files

    if isinstance(arguments.image, int):
        images, labels = opened.test_images
        if not 0 <= arguments.image < len(images):
            raise UsageError(
                f"--image must be a number from 0 to {len(images) - 1}, or a picture file, "
                f"received {arguments.image}."
            )
        label = f", test image {arguments.image}"
        return images[arguments.image], label, int(labels[arguments.image])
    shape = tuple(opened.model.inputs[0].shape[1:])
    if len(shape) != 3 or None in shape or shape[2] not in (1, 3):
        inside.check_images(opened.model, [[[[0.0]]]])
        raise UsageError(f"The model's input {shape} is no picture in grey or colour.")
    prepared = files.read(arguments.image, shape)
    print(f"{arguments.image}: {prepared.remark}.")
    return prepared.pixels, f", {Path(arguments.image).name}", None


def parser():
    description, _, usage = __doc__.partition("\n\n")
    width = max(map(len, VIEWS))
    views = "\n".join(f"  {view:{width}}  {what}" for view, what in VIEWS.items())
    made = Parser("fashion_cnn.look", description, epilog=f"{usage}\nviews:\n{views}")
    add = made.add_argument
    words = "a run's folder, a .keras file, or garments or fashion_mnist; and a view, see below"
    add("words", nargs="*", metavar="MODEL VIEW", help=words)
    add("--layer", help="the layer to look at (by default the first, the last, or all)")
    add("--channel", type=int, help="the map to look at, where a view takes one")
    image = "the number of a test image (0), or a picture file of any size"
    add("--image", type=value, default=0, help=image)
    add("--dataset", type=name, help="the data of the test images (by default the run's)")
    add("--out", help="the folder for the pictures (by default look/ in the run, or here)")
    add("--device", default="cpu", choices=("auto", "cpu", "gpu"), help="what to compute on")
    return made


if __name__ == "__main__":
    execute(main)
