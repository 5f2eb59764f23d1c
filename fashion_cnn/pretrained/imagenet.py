"""VGG16 trained on ImageNet: its published weights, its classes, and how it takes pictures.

    path = obtain(WEIGHTS_NO_TOP)                  # from Keras's cache, or downloaded
    image = as_vgg16_takes_it(square(pixels))      # (224, 224, 3): blue, green, red

Names, addresses, digests and the folder are those of Keras (`applications/vgg16.py` and
`imagenet_utils.py`), so the kit finds what Keras has downloaded, and Keras what the kit has.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from fashion_cnn.base.download import (
    MIRROR_VARIABLE,
    DownloadError,
    host,
    resume,
    room_mirror,
    set_aside,
)
from fashion_cnn.base.errors import KitError
from fashion_cnn.base.files import is_regular, rename
from fashion_cnn.base.language import tr
from fashion_cnn.data import folders
from fashion_cnn.networks.counting import BYTES_A_VALUE
from fashion_cnn.pretrained import vgg16_weights
from fashion_cnn.pretrained.vgg16_weights import BASE, NAMES, VGG16, parameters


@dataclass(frozen=True)
class Published:
    """A file that Keras downloads: its name, its address, its MD5 and its least size in bytes.

    The least is the size of its numbers; names and shapes add a little.
    """

    name: str
    folder: str
    md5: str
    least: int = 0

    @property
    def most(self):
        return self.least + 2**20

    @property
    def megabytes(self):
        return f"{self.least / 1e6:.0f} MB"


WEIGHTS = Published(
    "vgg16_weights_tf_dim_ordering_tf_kernels.h5",
    "https://storage.googleapis.com/tensorflow/keras-applications/vgg16/",
    "64373286793e3c8b2b4e3219cbf3544b",
    BYTES_A_VALUE * parameters(NAMES[-1]),
)
WEIGHTS_NO_TOP = Published(
    "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
    "https://storage.googleapis.com/tensorflow/keras-applications/vgg16/",
    "6d6bbae143d832006294945121d1f1fc",
    BYTES_A_VALUE * parameters(BASE[-1]),
)
CLASS_INDEX = Published(
    "imagenet_class_index.json",
    "https://storage.googleapis.com/download.tensorflow.org/data/",
    "c2c37ea517e94d9795004a39431a14cb",
)
PUBLISHED = (WEIGHTS, WEIGHTS_NO_TOP, CLASS_INDEX)
CLASSES = VGG16.layers[-1].units


def weights(need_top):
    """Return the path of VGG16's weights: a file that is here if there is one, else downloaded.

    Without `need_top`, either file will do, and the one without the top is a tenth as large.
    """
    for published in () if need_top else (WEIGHTS_NO_TOP, WEIGHTS):
        if is_whole(cache() / published.name, published):
            return cache() / published.name
    return obtain(WEIGHTS if need_top else WEIGHTS_NO_TOP)


def cache():
    """The folder in which Keras keeps the files of its models, which need not exist yet."""
    return folders.keras_cache().parent / "models"


def is_whole(path, published):
    """Whether the file at `path` is the published one."""
    try:
        if not is_regular(path):
            return False
        with open(path, "rb") as file:
            found = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
    except FileNotFoundError:
        return False
    return found.hexdigest() == published.md5


def is_published(path):
    """Whether a file is one of the published weights, whatever its name."""
    return any(is_whole(path, published) for published in (WEIGHTS, WEIGHTS_NO_TOP))


def credit(stored):
    """A sentence with the authors of stored weights and their licence; empty if not known."""
    if not vgg16_weights.is_imagenet(stored):
        return ""
    by = {"authors": vgg16_weights.AUTHORS, "licence": vgg16_weights.LICENCE}
    if stored.path == vgg16_weights.BUNDLED:
        return tr("Weights: {authors}, {licence}, rounded to float16.", **by)
    return tr("Weights: {authors}, {licence}.", **by)


def obtain(published, say=print):
    """Return the path of a published file in Keras's cache, downloading it if necessary.

    A file that is not the published one is set aside. `say(line)` is called with what happens.
    Raises KitError with the reason and what to do if the file cannot be had.
    """
    path = cache() / published.name
    if is_whole(path, published):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        aside = set_aside(path)
        say(
            tr(
                "{path}: truncated or altered. It is set aside as {aside} and fetched again.",
                path=path,
                aside=aside.name,
            )
        )
    part = path.with_name(path.name + ".part")
    server = host(address(published))
    names = {"file": published.name, "server": server, "folder": path.parent}
    say(tr("Downloading {file} from {server} into {folder}", **names))
    try:
        fetch(published, part)
    except DownloadError as error:
        received = part.stat().st_size if part.exists() else 0
        kept = tr(
            "{received:,} bytes are kept; the next attempt continues there.", received=received
        )
        reason = f"{error} {kept}" if received else error
        raise KitError(
            "{file} could not be downloaded from {server}: {reason}\n"
            "Try again; or set {variable} to the address of a machine in the room that serves it; "
            "or copy the file into {folder}",
            **names,
            reason=reason,
            variable=MIRROR_VARIABLE,
        ) from error
    rename(part, path)
    return path


def fetch(published, part):
    """Download a file to `part` and check it; what turns out to be another file is removed."""
    if is_whole(part, published):
        return
    resume(address(published), part, published.most)
    if part.stat().st_size < published.least:
        raise DownloadError("the connection was closed half-way.")
    if not is_whole(part, published):
        part.unlink()
        raise DownloadError("the downloaded file is altered or truncated (its MD5 differs).")


def address(published):
    """Where a file is fetched: from Keras's address, or in vgg16/ of the room's mirror."""
    mirror = room_mirror()
    return (f"{mirror}/vgg16/" if mirror else published.folder) + published.name


# -------------------------------------------------------------------------- pictures and classes

SIZE = VGG16.input_shape[0]
# The lowest and the highest number that VGG16 is given: the red of black and the blue of white,
# each minus its mean over ImageNet.
PIXELS = (-124, 151)


def square(pixels):
    """Return the middle of a picture (H, W, 3), 0 to 1, as (224, 224, 3), for a person to see."""
    height, width, _ = pixels.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    middle = np.round(255 * pixels[top : top + side, left : left + side]).astype(np.uint8)
    resized = Image.fromarray(middle).resize((SIZE, SIZE), Image.Resampling.BICUBIC)
    return np.asarray(resized, "float32") / 255


def as_vgg16_takes_it(picture):
    """Turn RGB from 0 to 1 into what Keras's VGG16 takes: BGR from 0 to 255, minus the means."""
    from keras.applications.vgg16 import preprocess_input

    return preprocess_input(255 * np.asarray(picture, "float32"))


def class_names(path):
    """Return the names of the classes in order, from Keras's class index file."""
    index = json.loads(Path(path).read_text(encoding="utf-8"))
    return [index[str(number)][1].replace("_", " ") for number in range(len(index))]
