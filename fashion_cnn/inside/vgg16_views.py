"""The views of VGG16, as the command `vgg16` shows them.

Each takes a Loaded model and the command line's arguments and yields (file name, Picture).
"""

import contextlib
import functools
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rich.cells import cell_len
from rich.progress import Progress

from fashion_cnn import inside
from fashion_cnn.base import backend
from fashion_cnn.base.errors import KitError, UsageError, listed, unknown
from fashion_cnn.base.language import tr
from fashion_cnn.convolution import photographs
from fashion_cnn.drawing import learned
from fashion_cnn.inside import commands
from fashion_cnn.inside.commands import Image
from fashion_cnn.networks.counting import report
from fashion_cnn.pretrained import imagenet, vgg16_weights
from fashion_cnn.pretrained.vgg16_weights import BASE, NAMES, TOP, VGG16, Stored

# The views that each option goes with.
OPTIONS = {
    "layer": ("filters", "maps", "excite"),
    "channel": ("excite",),
    "image": ("maps", "classes", "attention"),
    "common_scale": ("maps",),
}
# The views that need the dense layers. The others need a smaller download.
NEED_TOP = ("classes", "attention")

FILTERS = "block1_conv1"
# The last convolution of each block, for maps and patterns; and the one for a --channel alone.
ENDS = ("block1_conv2", "block2_conv2", "block3_conv3", "block4_conv3", "block5_conv3")
EXCITED = "block3_conv3"
# How many maps of a layer are excited, in how many columns, and in how many steps.
CHANNELS, COLUMNS, STEPS = 8, 4, 20
# Gradient ascent is many times faster in images smaller than 224x224. These sizes hold a pattern
# several times in blocks 1 to 3, with receptive fields of up to 5, 14 and 40 pixels, once in block
# 4, up to 92, and most of one in block 5, up to 196.
SMALL = {"block1": 32, "block2": 48, "block3": 64, "block4": 96, "block5": 128}
LIKELIEST = 5
# Number of classes that Grad-CAM explains, and the layer that it uses: the last convolution, as in
# its paper, with 14x14 values.
EXPLAINED, ATTENTIVE = 3, "block5_conv3"


def show(views, arguments):
    """Check what is asked for, find the weights, and draw the views."""
    commands.check_options(views, arguments, OPTIONS)
    check_layer(views, arguments)
    image = chosen_image(arguments) if set(views) & set(OPTIONS["image"]) else None
    stored, what = find_weights(views, arguments)
    views, left_out = split_views(views, arguments, stored)
    print(tr("The model: {what}", what=what))
    loaded = Loaded(stored, what, image, arguments.device)
    for view in views:
        commands.save(VIEWS[view](loaded, arguments), Path(arguments.out))
    if left_out:
        views = ", ".join(left_out)
        print(tr("Left out: {views}. {why}", views=views, why=missing(stored)))


# --------------------------------------------------------------------- checks, before any download


def check_layer(views, arguments):
    """Raise UsageError for a layer that does not exist or cannot be shown, or a wrong channel."""
    name, channel = arguments.layer, arguments.channel
    if name is not None and name not in NAMES:
        raise unknown(tr("layer"), name, NAMES)
    rows = {row.name: row for row in report(VGG16)}
    convolutions = [row.name for row in rows.values() if row.kind == "Conv2D"]
    if name is not None and "filters" in views and name not in convolutions:
        raise UsageError(
            "The layer {name!r} has no filters. Layers with filters: {known}.",
            name=name,
            known=listed(convolutions),
        )
    if name is not None and "maps" in views and name not in BASE:
        raise UsageError(
            "The layer {name!r} has no maps. Layers with maps: {known}.",
            name=name,
            known=listed(BASE),
        )
    if "excite" in views and name in TOP and channel is None:
        raise UsageError(
            "Choose a unit of {name} with --channel: each takes a few minutes.", name=name
        )
    count = rows[name or EXCITED].output_shape[-1]
    if channel is not None and not 0 <= channel < count:
        raise UsageError(
            "--channel must be 0 to {last:,} in {name}, received {channel}.",
            last=count - 1,
            name=name or EXCITED,
            channel=channel,
        )


def chosen_image(arguments):
    """The middle of the picture of --image: a file, or an installed photograph by its name."""
    name = arguments.image or photographs.installed_photographs()[0]
    if name not in photographs.PHOTOGRAPHS or Path(name).exists():
        from fashion_cnn.data import picture_files  # not at the top: it imports SciPy

        if not Path(name).exists():
            raise KitError(
                "{path}: there is no such file. --image takes a picture file, or the name of a "
                "photograph: {known}.",
                path=name,
                known=listed(photographs.PHOTOGRAPHS),
            )
        pixels = picture_files.visible(name)
        return Image(imagenet.square(pixels), f", {Path(name).name}")
    pixels = photographs.photograph(name, colour=True).astype("float32") / 255
    credit = tr("Photograph: {credit}.", credit=photographs.CREDITS[name])
    label = tr(', the photograph "{name}"', name=name)
    return Image(imagenet.square(pixels), label, credit=credit)


def find_weights(views, arguments):
    """The Stored weights, by default those that come with the kit, and what to call the model."""
    if arguments.weights is None:
        return vgg16_weights.bundled(), published_title()
    if arguments.weights == "imagenet":
        need_top = arguments.layer in TOP or bool(set(views) & set(NEED_TOP))
        return vgg16_weights.inspect(imagenet.weights(need_top)), published_title()
    path = Path(arguments.weights)
    if not path.exists():
        raise KitError(
            "{path}: there is no such file. --weights takes imagenet, or a .h5 file.", path=path
        )
    if path.is_dir():
        raise KitError("{path} is a folder. --weights takes imagenet, or a .h5 file.", path=path)
    stored = vgg16_weights.inspect(path)
    what = title(stored)
    if what != published_title():
        print(
            tr("These are not Keras's published weights; the kit cannot tell where they come from.")
        )
    return stored, what


def published_title():
    return tr("VGG16 trained on ImageNet")


def title(stored):
    """What to call a model with stored weights, claiming no more than is known."""
    has_its_numbers = stored.classes is None and vgg16_weights.is_imagenet(stored)
    if has_its_numbers or imagenet.is_published(stored.path):
        return published_title()
    file = stored.path.name
    if not stored.trained:
        return tr("VGG16 with untrained weights ({file}: all biases are 0)", file=file)
    return tr("VGG16 with the weights in {file}", file=file)


def split_views(views, arguments, stored):
    """The views that the weights suffice for, and the others.

    UsageError if a view or a layer was named that they do not suffice for.
    """
    beyond = [view for view in views if view in NEED_TOP and not stored.has(NAMES[-1])]
    named = [view for view in arguments.views if view in beyond]
    if arguments.layer and not stored.has(arguments.layer):
        named.append(arguments.layer)
    if named:
        why = missing(stored)
        raise UsageError("Cannot show {views}. {why}", views=", ".join(named), why=why)
    return [view for view in views if view not in beyond], beyond


def missing(stored):
    """Where stored weights end, and how to get the others, in two lines."""
    which = stored.path.name
    if stored.path == vgg16_weights.BUNDLED:
        which = tr("the trained weights that come with the kit")
    return tr(
        "The last layer in {which} is {last}.\n"
        "For more, add --weights imagenet (a download of {base} for blocks 4 and 5, {whole} for "
        "{views}), or --weights with a .h5 file.",
        which=which,
        last=stored.last,
        base=imagenet.WEIGHTS_NO_TOP.megabytes,
        whole=imagenet.WEIGHTS.megabytes,
        views=", ".join(NEED_TOP),
    )


# --------------------------------------------------------------------------------------- the views


@functools.cache
def start_once(device):
    backend.start(device)


# Several views in a row need the whole model.
build_once = functools.lru_cache(maxsize=1)(vgg16_weights.build)


@dataclass(frozen=True)
class Loaded:
    """Stored weights, what to call them in titles, and the image to show to them, or None.

    Keras starts on `device` when a view first needs the model.
    """

    stored: Stored
    what: str
    image: Image | None
    device: str

    def model(self, last=NAMES[-1], size=imagenet.SIZE):
        """The Keras model up to the layer `last`, for images of size x size pixels."""
        start_once(self.device)
        return build_once(self.stored, last, size)

    @cached_property
    def credit(self):
        """Who trained the network, or nothing for weights that are of unknown origin."""
        return imagenet.credit(self.stored)

    def layers(self, arguments):
        """The layer of --layer, or the last convolution of each block that the weights reach."""
        return [arguments.layer] if arguments.layer else list(filter(self.stored.has, ENDS))

    @property
    def pixels(self):
        """The image as the model takes it, (224, 224, 3)."""
        return imagenet.as_vgg16_takes_it(self.image.pixels)

    @cached_property
    def class_names(self):
        """ImageNet's names, or numbers if the model has other classes or they cannot be had."""
        names = []
        if self.stored.classes == imagenet.CLASSES:
            try:
                names = imagenet.class_names(imagenet.obtain(imagenet.CLASS_INDEX))
            except KitError as error:
                print(f"{error}\n{tr('Classes are shown by number.')}")
        return commands.names_or_numbers(names, self.stored.classes)

    def likeliest(self, count):
        """{number of a class: (its name, its probability as text)} of the likeliest classes."""
        probabilities = inside.predictions(self.model(), self.pixels)[0]
        best = [int(index) for index in probabilities.argsort()[::-1][:count]]
        return {
            index: (self.class_names[index], commands.percent(probabilities[index], places=1))
            for index in best
        }


def table(loaded, arguments):
    """Print the layers; there is no picture."""
    vgg16_weights.print_table()
    return ()


def filters(loaded, arguments):
    layer = arguments.layer or FILTERS
    found = vgg16_weights.kernel(loaded.stored, layer)
    if found.shape[2] == 3:
        found = found[:, :, ::-1]  # from blue, green, red to the order of pictures
    picture = learned.filters(found, layer, loaded.what)
    yield f"filters-{layer}.png", credited(picture, loaded.credit)


def maps(loaded, arguments):
    layers = loaded.layers(arguments)
    model, pixels = loaded.model(layers[-1]), loaded.pixels
    for layer, [found] in inside.feature_maps(model, pixels, layers).items():
        label, common_scale = loaded.image.label, arguments.common_scale
        picture = learned.maps(found, layer, loaded.what, label, common_scale)
        yield f"maps-{layer}.png", credited(picture, loaded.credit, loaded.image.credit)


def credited(picture, *credits):
    """The picture with its credits in the description and in the small print."""
    given = [credit for credit in credits if credit]
    return picture._replace(
        description=" ".join([picture.description, *given]),
        note="\n".join(filter(None, [picture.note, *given])),
    )


def excite(loaded, arguments):
    layers = loaded.layers(arguments)
    if arguments.layer is None and arguments.channel is not None:
        layers = [EXCITED]
    for layer in layers:
        picture = patterns(loaded, layer, arguments.channel)
        yield f"excite-{layer}.png", credited(picture, loaded.credit)


def patterns(loaded, layer, channel):
    """The picture of what excites a channel of a layer, or the first ones if it is None."""
    model = loaded.model(layer, SMALL.get(layer.partition("_")[0], imagenet.SIZE))
    channels = range(CHANNELS) if channel is None else [channel]
    with progress(tr("Exciting {layer}", layer=layer)) as report:
        found = inside.excite(
            model, layer, channels, steps=STEPS, pixels=imagenet.PIXELS, report=report
        )
    images = found.images[..., ::-1]  # from blue, green, red to the order of pictures
    names, columns = [str(channel) for channel in channels], min(COLUMNS, len(channels))
    return learned.patterns(images, found.after > 0, names, layer, loaded.what, columns)


@contextlib.contextmanager
def progress(what):
    """Show a progress bar on a terminal; yield a function (step, steps) that moves it."""
    with Progress(transient=True, disable=not sys.stdout.isatty()) as bar:
        task = bar.add_task(what, total=None)
        yield lambda step, steps: bar.update(task, completed=step, total=steps)


def classes(loaded, arguments):
    """Print the likeliest classes; there is no picture."""
    likeliest = loaded.likeliest(LIKELIEST)
    print(tr("The likeliest classes of the picture{label}:", label=loaded.image.label))
    for name, probability in likeliest.values():
        # A Hangul syllable is two columns wide.
        print(f"  {' ' * (11 - cell_len(probability))}{probability}  {name}")
    return ()


def attention(loaded, arguments):
    heats = {
        f"{name} ({probability})": inside.grad_cam(loaded.model(), loaded.pixels, index, ATTENTIVE)
        for index, (name, probability) in loaded.likeliest(EXPLAINED).items()
    }
    image, label = loaded.image.pixels, loaded.image.label
    picture = learned.grad_cam(image, heats, ATTENTIVE, loaded.what, label)
    yield "attention.png", credited(picture, loaded.credit, loaded.image.credit)


FUNCTIONS = table, filters, maps, excite, classes, attention
VIEWS = {function.__name__: function for function in FUNCTIONS}
