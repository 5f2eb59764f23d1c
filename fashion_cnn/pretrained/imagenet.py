"""What is published for VGG16 trained on ImageNet: its weights, its classes, its way with pictures.

    path = obtain(WEIGHTS_NO_TOP)                  # from Keras's cache, or downloaded
    image = as_vgg16_takes_it(square(pixels))      # (224, 224, 3): blue, green, red

Names, addresses and digests are those of Keras (`applications/vgg16.py` and `imagenet_utils.py`),
and so is the folder, so that the kit finds what Keras has downloaded and Keras what the kit has.
"""

import hashlib
import itertools
import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.files import rename
from fashion_cnn.data import download, folders
from fashion_cnn.data.download import DownloadError
from fashion_cnn.networks.counting import BYTES_A_VALUE
from fashion_cnn.pretrained.weights import BASE, NAMES, VGG16, parameters

# ---------------------------------------------------------------------------------------------
# Files
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Published:
    """A file that Keras downloads: its name, where it lies, its MD5, and its least size in bytes.

    The least is what its numbers take; names and shapes come on top of it.
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
CLASSES = VGG16.layers[-1].units
TITLE = "VGG16 trained on ImageNet"


def weights(need_top):
    """Return the path of VGG16's weights: a file at hand if there is one, else downloaded.

    With `need_top` the whole weights; else those without the top do as well, and are a tenth.
    """
    for published in () if need_top else (WEIGHTS_NO_TOP, WEIGHTS):
        if is_whole(cache() / published.name, published):
            return cache() / published.name
    return obtain(WEIGHTS if need_top else WEIGHTS_NO_TOP)


def cache():
    """Return the folder in which Keras keeps the files of its models; it need not exist yet."""
    return folders.keras_cache().parent / "models"


def is_whole(path, published):
    """Tell whether the file at `path` is the published one."""
    try:
        with open(path, "rb") as file:
            found = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
    except (FileNotFoundError, IsADirectoryError):
        return False
    return found.hexdigest() == published.md5


def is_published(path):
    """Tell whether a file is one of the published weights, whatever its name."""
    return any(is_whole(path, published) for published in (WEIGHTS, WEIGHTS_NO_TOP))


def obtain(published, say=print):
    """Return the path of a published file in Keras's cache, which is downloaded if need be.

    A file that is not the published one is set aside. `say(line)` is called with what happens.
    Raises KitError with the reason and what to do where the file cannot be had.
    """
    path = cache() / published.name
    if is_whole(path, published):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        aside = path.with_name(path.name + ".bad")
        os.replace(path, aside)
        say(f"{path}: truncated or altered. It is set aside as {aside.name} and fetched again.")
    part = path.with_name(path.name + ".part")
    say(f"Downloading {published.name} from {host(published)} into {path.parent}")
    try:
        fetch(published, part)
    except DownloadError as error:
        came = part.stat().st_size if part.exists() else 0
        kept = f" {came:,} bytes have come; the next try goes on from there." if came else ""
        raise KitError(
            f"{published.name} could not be downloaded from {host(published)}: {error}{kept}\n"
            f"Try again; or set {download.MIRROR_VARIABLE} to the address of a machine in the room "
            f"that serves it; or copy the file into {part.parent}"
        ) from error
    rename(part, path)
    return path


def address(published):
    """Return where a file is fetched: from Keras's address, or in vgg16/ of the room's mirror."""
    mirror = download.rooms_mirror()
    return (f"{mirror}/vgg16/" if mirror else published.folder) + published.name


def host(published):
    return urlsplit(address(published)).netloc


# ---------------------------------------------------------------------------------------------
# A download that can be gone on with
# ---------------------------------------------------------------------------------------------


def fetch(published, part):
    """Download a file to `part`, from where an earlier try has ended; leave it there if it fails.

    Raises DownloadError. What turns out to be another file is removed.
    """
    if is_whole(part, published):
        return
    have = part.stat().st_size if part.exists() else 0
    response, start = ask(published, have if have < published.most else 0)
    with response:
        save(response, part, start, published)
    if part.stat().st_size < published.least:
        raise DownloadError("the connection was closed half-way.")
    if not is_whole(part, published):
        part.unlink()
        raise DownloadError("what came is not Keras's file: altered, or cut off (its MD5 differs).")


def ask(published, have):
    """Request a file from byte `have` on; return the response and the byte at which it starts."""
    url = address(published)
    if have:
        try:
            response = download.Pending(url, {"Range": f"bytes={have}-"}).wait()
        except DownloadError as error:
            if not is_beyond_the_end(error):
                raise
        else:
            if starts_at(response, have):
                return response, have
            if response.status_code == OK:  # a server that knows no ranges sends everything
                return response, 0
            response.close()
    return download.Pending(url).wait(), 0


OK, PARTIAL, BEYOND_THE_END = 200, 206, 416


def is_beyond_the_end(error):
    """Tell whether a server refused a range, because its file ends before it."""
    response = getattr(error.__cause__, "response", None)
    return response is not None and response.status_code == BEYOND_THE_END


def starts_at(response, have):
    said = response.headers.get("Content-Range", "")
    return response.status_code == PARTIAL and said.startswith(f"bytes {have}-")


def save(response, part, start, published):
    """Write a response to `part` from byte `start` on, with a progress bar."""
    blocks = download.blocks(response, published.most - start)
    first = next(blocks, b"")
    if start == 0 and first.lstrip()[:1] == b"<":
        raise DownloadError("a web page came, not the file (a sign-in page, perhaps).")
    rest = download.length(response)
    total = start + rest if rest else None
    bar = download.progress_bar("Downloading", total, start)
    with bar as came, open(part, "ab" if start else "wb", buffering=0) as file:
        written = start
        for block in itertools.chain([first], blocks):
            if os.fstat(file.fileno()).st_size != written:
                raise DownloadError(f"another process is writing {part.name}.")
            file.write(block)
            written += len(block)
            came(len(block))


# ---------------------------------------------------------------------------------------------
# Pictures and classes
# ---------------------------------------------------------------------------------------------

SIZE = VGG16.input_shape[0]
# The lowest and the highest number that VGG16 is given: black's red and white's blue, each less
# its mean over ImageNet.
PIXELS = (-124, 151)


def square(pixels):
    """Return the middle of a picture (H, W, 3), 0 to 1, as (224, 224, 3) for a person to see."""
    from PIL import Image

    height, width, _ = pixels.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    middle = np.round(255 * pixels[top : top + side, left : left + side]).astype(np.uint8)
    resized = Image.fromarray(middle).resize((SIZE, SIZE), Image.Resampling.BICUBIC)
    return np.asarray(resized, "float32") / 255


def as_vgg16_takes_it(picture):
    """Return a picture in RGB, 0 to 1, as Keras's VGG16 takes it: BGR, 0 to 255, less the means."""
    from keras.applications.vgg16 import preprocess_input

    return preprocess_input(255 * np.asarray(picture, "float32"))


def class_names(path):
    """Return the names of the classes in their order, from Keras's class index file."""
    index = json.loads(Path(path).read_text(encoding="utf-8"))
    return [index[str(number)][1].replace("_", " ") for number in range(len(index))]
