"""VGG16: the table of its layers and, with trained weights, what it has learned.

python -m fashion_cnn.vgg16                               the table, without weights
python -m fashion_cnn.vgg16 filters --weights imagenet
python -m fashion_cnn.vgg16 maps --layer block3_conv1 --image cat.jpg --weights imagenet
python -m fashion_cnn.vgg16 excite --layer block4_conv2 --channel 7 --weights my-vgg16.h5
python -m fashion_cnn.vgg16 classes attention --image cat.jpg --weights imagenet

--weights imagenet downloads Keras's weights once, into the folder where Keras keeps them; a
download that breaks off is gone on with by the next try. To serve a room, put the .h5 files and
imagenet_class_index.json of that folder into vgg16/ on one laptop, run python -m http.server in
the folder above, and set FASHION_CNN_MIRROR=http://<laptop>:8000 on the others.
"""

import fashion_cnn.base.ready  # noqa: F401, I001 (first: what is missing is said in two lines)

import contextlib
import functools
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fashion_cnn.base.commandline import Parser, execute
from fashion_cnn.base.errors import KitError, UsageError, unknown

VIEWS = {
    "filters": "the filters of the first layer, in colour, or of --layer",
    "maps": "the feature maps of the last layer of each block, or of --layer",
    "excite": "patterns that excite some maps of a layer most, or --channel of --layer",
    "classes": "the five most likely classes of a picture",
    "attention": "which parts of a picture speak for its most likely classes: Grad-CAM",
    "all": "all of these",
}
# The views that each option goes with.
OPTIONS = {
    "layer": ("filters", "maps", "excite"),
    "channel": ("excite",),
    "image": ("maps", "classes", "attention"),
}
# The views that need the dense layers: the other ones are content with a smaller download.
NEED_TOP = ("classes", "attention")

FILTERS = "block1_conv1"
MAPS = ("block1_conv2", "block2_conv2", "block3_conv3", "block4_conv3", "block5_conv3")
# Which layer to excite, how many of its maps, drawn in how many columns, in how many steps.
EXCITED, CHANNELS, COLUMNS, STEPS = "block3_conv1", 8, 4, 40
# Ascent takes a fraction of the time in images smaller than 224x224. These hold what a value sees
# of them, up to 40 pixels in the third block and 92 in the fourth; in the fifth, half of its 196.
SMALL = {"block1": 64, "block2": 64, "block3": 64, "block4": 96, "block5": 96}
LIKELIEST = 5
# The last convolution, as in the paper on Grad-CAM, with 14x14 values; and so many classes.
ATTENTIVE, EXPLAINED = "block5_conv3", 3


def main():
    arguments = parser().parse_args()
    views = views_asked_for(arguments)
    if not views:
        print_table()
        return
    # First what costs nothing to check, then downloads, then Keras.
    check_layer(views, arguments)
    if arguments.weights is None:
        raise UsageError(no_weights(views))
    picture = chosen_picture(arguments) if with_image(views) else None
    views, stored, what = find_weights(views, arguments)
    from fashion_cnn.base import backend

    backend.start(arguments.device)
    print(f"The model: {what}")
    draw(views, Opened(stored, what, picture), arguments)


def draw(views, opened, arguments):
    """Write the pictures of the views, and say what each shows."""

    folder = Path(arguments.out)
    for view in views:
        for file_name, drawn in MAKERS[view](opened, arguments):
            credit = opened.picture.credit if view in OPTIONS["image"] else ""
            folder.mkdir(parents=True, exist_ok=True)
            drawn._replace(description=drawn.description + credit).save(folder / file_name)
            print(f"{folder / file_name}: {drawn.description}{credit}")


def views_asked_for(arguments):
    """Return the views to show, in their order; none where the command line is empty."""
    for word in arguments.views:
        if word not in VIEWS:
            raise unknown("view", word, VIEWS)
    options = [option for option in OPTIONS if getattr(arguments, option) is not None]
    if not arguments.views and not options and arguments.weights is None:
        return []
    every = not arguments.views or "all" in arguments.views
    views = [view for view in MAKERS if every or view in arguments.views]
    for option in options:
        if not set(views) & set(OPTIONS[option]):
            raise UsageError(f"--{option} goes with {', '.join(OPTIONS[option])}.")
    return views


def with_image(views):
    return [view for view in views if view in OPTIONS["image"]]


# ---------------------------------------------------------------------------------------------
# Without weights
# ---------------------------------------------------------------------------------------------


def print_table():
    """Print the layers, counted without TensorFlow, and what is in the base and on top of it."""
    from fashion_cnn.networks import counting, tables
    from fashion_cnn.pretrained.weights import BASE, NAMES, VGG16, parameters

    tables.print_tables(VGG16, counting.report(VGG16))
    base, whole = parameters(BASE[-1]), parameters(NAMES[-1])
    print(
        f"{whole:,} parameters in all: {base:,} in the base, {BASE[0]} to {BASE[-1]}, and "
        f"{whole - base:,} in the dense layers on top of it.\n"
        f"With trained weights there is more to see: python -m fashion_cnn.vgg16 --help"
    )


def no_weights(views):
    """Return what can and cannot be shown without weights, and what to do."""
    from fashion_cnn.pretrained.imagenet import WEIGHTS, WEIGHTS_NO_TOP

    return (
        f"VGG16 needs trained weights for {', '.join(views)}, and the kit has none. Without them "
        "there is the table of its layers, python -m fashion_cnn.vgg16. Random weights would show "
        "nothing that was learned.\n"
        f"Add --weights imagenet (a download of {WEIGHTS_NO_TOP.megabytes}, or of "
        f"{WEIGHTS.megabytes} for {' and '.join(NEED_TOP)}), or --weights with a .h5 file.\n"
        "Without a network, look into the small model that the kit has trained: "
        "python -m fashion_cnn.look garments"
    )


# ---------------------------------------------------------------------------------------------
# What is to be shown, and of which weights
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A picture in RGB (224, 224, 3), 0 to 1, what to call it, and who is to be thanked for it."""

    pixels: Any
    label: str
    credit: str = ""


@dataclass(frozen=True)
class Opened:
    """Stored weights, whose they are in words, and the picture to show to them, or None."""

    stored: Any
    what: str
    picture: Shown | None

    def model(self, last, size=224):
        """Return the Keras model up to the layer `last`, for images of size x size pixels."""
        return build(self.stored, last, size)

    def image(self):
        """Return the picture as the model takes it, (224, 224, 3)."""
        from fashion_cnn.pretrained import imagenet

        return imagenet.as_vgg16_takes_it(self.picture.pixels)


@functools.lru_cache(maxsize=1)  # several views in a row need the whole model
def build(stored, last, size):
    from fashion_cnn.pretrained import weights

    return weights.build(stored, last, size)


def check_layer(views, arguments):
    """Raise UsageError for a layer that does not exist or cannot be shown, or a wrong channel."""
    from fashion_cnn.networks.counting import report
    from fashion_cnn.pretrained.weights import BASE, NAMES, TOP, VGG16

    name, channel = arguments.layer, arguments.channel
    if name is not None and name not in NAMES:
        raise unknown("layer", name, NAMES)
    rows = {row.name: row for row in report(VGG16)}
    convolutions = [row.name for row in rows.values() if row.kind == "Conv2D"]
    for view, thing, having in (("filters", "filters", convolutions), ("maps", "maps", BASE)):
        if name is not None and view in views and name not in having:
            raise UsageError(
                f"The layer {name!r} has no {thing}. Layers that have: {', '.join(having)}."
            )
    if "excite" in views and name in TOP and channel is None:
        raise UsageError(f"Choose a unit of {name} with --channel: each takes a few minutes.")
    count = rows[name or EXCITED].output_shape[-1]
    if channel is not None and not 0 <= channel < count:
        raise UsageError(
            f"--channel must be 0 to {count - 1:,} in {name or EXCITED}, received {channel}."
        )


def chosen_picture(arguments):
    """Return the middle of the picture that is meant as Shown, or of a photograph at hand."""
    from fashion_cnn.convolution import photographs
    from fashion_cnn.data import picture_files
    from fashion_cnn.pretrained import imagenet

    if arguments.image is not None:
        pixels, file_name = picture_files.as_array(arguments.image, 3), Path(arguments.image).name
        return Shown(imagenet.square(pixels), f", {file_name}")
    name = photographs.installed_photographs()[0]
    pixels = photographs.photograph(name, colour=True).astype("float32") / 255
    credit = f" Photograph: {photographs.CREDITS[name]}."
    return Shown(imagenet.square(pixels), f', the photograph "{name}"', credit)


def find_weights(views, arguments):
    """Return the views that the weights allow, the Stored weights, and what to call the model."""
    from fashion_cnn.pretrained import imagenet, weights

    if arguments.weights == "imagenet":
        need_top = arguments.layer in weights.TOP or bool(set(views) & set(NEED_TOP))
        return views, weights.inspect(imagenet.weights(need_top)), imagenet.TITLE
    path = Path(arguments.weights)
    if not path.exists():
        raise KitError(f"{path}: there is no such file. --weights takes imagenet, or a .h5 file.")
    stored = weights.inspect(path)
    if not stored.classes:
        views = views_without_top(views, arguments)
    what = title(stored)
    if what != imagenet.TITLE:
        print("These are not the weights that Keras publishes; what made them is not known here.")
    return views, stored, what


def views_without_top(views, arguments):
    """Return the views that do without the dense layers, or raise UsageError for one named."""
    from fashion_cnn.pretrained.weights import BASE, TOP

    lacking = f"{arguments.weights} has no dense layers: its last layer is {BASE[-1]}"
    named = [word for word in (*arguments.views, arguments.layer) if word in (*NEED_TOP, *TOP)]
    if named:
        raise UsageError(f"{lacking}. They are needed for {' and '.join(named)}.")
    without = [view for view in views if view not in NEED_TOP]
    if without != views:
        print(f"{lacking}, so {' and '.join(NEED_TOP)} are left out.")
    return without


def title(stored):
    """Return what to call a model with the weights of a file; only what is known is said."""
    from fashion_cnn.pretrained import imagenet

    if imagenet.is_published(stored.path):
        return imagenet.TITLE
    if not stored.trained:
        return f"VGG16 with untrained weights ({stored.path.name}: all biases are 0)"
    return f"VGG16 with the weights in {stored.path.name}"


# ---------------------------------------------------------------------------------------------
# The views
# ---------------------------------------------------------------------------------------------


def filters(opened, arguments):
    from fashion_cnn.drawing import learned

    layer = arguments.layer or FILTERS
    yield f"filters-{layer}.png", learned.kernels(opened.model(layer), layer, opened.what, bgr=True)


def maps(opened, arguments):
    from fashion_cnn.drawing import learned

    layers = [arguments.layer] if arguments.layer else MAPS
    model, image = opened.model(layers[-1]), opened.image()
    for layer in layers:
        drawn = learned.maps(model, image, layer, opened.what, opened.picture.label)
        yield f"maps-{layer}.png", drawn


def excite(opened, arguments):
    from fashion_cnn.drawing import learned
    from fashion_cnn.pretrained import imagenet

    layer = arguments.layer or EXCITED
    model = opened.model(layer, SMALL.get(layer.partition("_")[0], imagenet.SIZE))
    channels = range(CHANNELS) if arguments.channel is None else [arguments.channel]
    columns = min(COLUMNS, len(channels))
    settings = {"bgr": True, "columns": columns, "steps": STEPS, "pixels": imagenet.PIXELS}
    with progress(f"Exciting {layer}") as report:
        drawn = learned.excite(model, layer, channels, opened.what, report=report, **settings)
    yield f"excite-{layer}.png", drawn


@contextlib.contextmanager
def progress(what):
    """Show a progress bar on a terminal; yield a function (step, steps) that moves it."""
    from rich.progress import Progress

    with Progress(transient=True, disable=not sys.stdout.isatty()) as bar:
        task = bar.add_task(what, total=None)
        yield lambda step, steps: bar.update(task, completed=step, total=steps)


def classes(opened, arguments):
    """Print the likeliest classes; there is nothing to draw."""
    found = answers(opened, LIKELIEST)
    print(f"The likeliest classes of the picture{opened.picture.label}:")
    for name, probability in found.values():
        print(f"  {percent(probability):>11}  {name}")
    return ()


def attention(opened, arguments):
    from fashion_cnn.drawing import learned

    model, image = opened.model(last_layer()), opened.image()
    shown, titles = opened.picture.pixels, {}
    for index, (name, probability) in answers(opened, EXPLAINED).items():
        titles[index] = f"{name} ({percent(probability)})"
    label = opened.picture.label
    drawn = learned.grad_cam(model, image, shown, titles, ATTENTIVE, opened.what, label)
    yield "attention.png", drawn


MAKERS = {
    "filters": filters,
    "maps": maps,
    "excite": excite,
    "classes": classes,
    "attention": attention,
}


def answers(opened, count):
    """Return {number of a class: (its name, its probability)} of the likeliest classes."""
    from fashion_cnn import inside

    probabilities = inside.predictions(opened.model(last_layer()), opened.image())[0]
    names = class_names(len(probabilities))
    best = probabilities.argsort()[::-1][:count]
    return {int(index): (names[index], float(probabilities[index])) for index in best}


def percent(probability):
    """Return a probability as text; none is 0 or 1."""
    if 0.0005 <= probability < 0.9995:
        return f"{probability:.1%}"
    return "under 0.1%" if probability < 0.5 else "over 99.9%"


def last_layer():
    from fashion_cnn.pretrained.weights import NAMES

    return NAMES[-1]


@functools.cache
def class_names(count):
    """Return what to call the classes: ImageNet's names if there are 1,000 and they can be had."""
    from fashion_cnn.pretrained import imagenet

    names = [f"class {number}" for number in range(count)]
    if count != imagenet.CLASSES:
        return names
    try:
        return imagenet.class_names(imagenet.obtain(imagenet.CLASS_INDEX))
    except KitError as error:
        print(f"{error}\nSo the classes have numbers here, and no names.")
        return names


def parser():
    description, _, usage = __doc__.partition("\n\n")
    width = max(map(len, VIEWS))
    views = "\n".join(f"  {view:{width}}  {what}" for view, what in VIEWS.items())
    made = Parser("fashion_cnn.vgg16", description, epilog=f"{usage}\nviews:\n{views}")
    add = made.add_argument
    add("views", nargs="*", metavar="VIEW", help="what to show, see below; with weights: all")
    add("--weights", metavar="W", help="imagenet, or a .h5 file of VGG16's weights")
    add("--layer", help="the layer to look at")
    add("--channel", type=int, metavar="N", help="the map of --layer to excite")
    image = "the picture to show to it (by default a photograph that is installed)"
    add("--image", metavar="PICTURE", help=image)
    add("--out", default="vgg16", help="the folder for the pictures (vgg16)")
    add("--device", default="cpu", choices=("auto", "cpu", "gpu"), help="what to compute on")
    return made


if __name__ == "__main__":
    execute(main)
