"""A picture file as a model takes it: as the images that the model was trained on.

prepared = read("seven.jpg", (28, 28, 1), training_images)
prepared.pixels            # (28, 28, 1), 0 to 1
prepared.remark            # what was done to the picture, in words
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.language import tr
from fashion_cnn.data import layouts, objects
from fashion_cnn.data.picture_formats import MOST_SIDE, VISIBLE, as_array, luminance, spread

# The object in a picture is at least so like one of the training images: the cosine of the angle
# between them. Half of it is noise or ground otherwise.
LEAST_LIKENESS = 0.5


@dataclass(frozen=True)
class Prepared:
    """`pixels` (H, W, C) from 0 to 1, and a `remark` that says what was done to the picture."""

    pixels: np.ndarray
    remark: str


def read(path, shape, training_images=None):
    """Read a picture file as Prepared pixels of `shape` (H, W, C), C being 1 or 3.

    For a grey model, the object in the picture is put on the ground of the training images
    (N, H, W), as large, as bright and in the place as objects are there; without training images,
    light on black, and as large as fits. For a colour model, the middle of the picture is resized.

    Raises KitError if the file is not a picture, or no object can be told from the ground.
    """
    is_measured = training_images is not None and shape[2] == 1
    layout = layouts.measure(training_images) if is_measured else layouts.Layout()
    return read_into(path, shape, layout)


def read_into(path, shape, layout):
    """`read` for the Layout of training images, which takes long to measure for each of many."""
    colours = visible(path)
    size = size_remark(colours)
    if shape[2] != 1:
        done = tr("its middle resized to {size}, in its own colours", size=written(shape))
        return Prepared(middle(colours, shape), f"{size}; {done}")
    found = objects.readings(colours)
    if not found:
        raise no_object(path)
    if layout.examples is None:
        reading = found[0]
    else:
        likeness = {each: layout.likeness(each.contrast) + each.advantage for each in found}
        reading = max(likeness, key=likeness.get)
        if likeness[reading] < LEAST_LIKENESS:
            raise no_object(path)
    image, is_moved = layout.place(reading.contrast, shape[:2])
    if layout.light_ground:
        image = 1 - image
    remarks = (
        size,
        reading.remark,
        ground_remark(reading, layout),
        place_remark(layout, shape, is_moved),
    )
    return Prepared(image[..., None], "; ".join(filter(None, remarks)))


def read_whole(path, shape):
    """Read a picture file as Prepared pixels of `shape` (H, W, C), whatever is in it.

    For models that take scenes: the middle of the picture is resized.
    """
    colours = visible(path)
    pixels = middle(colours, shape)
    size = tr("{size} pixels", size=written(colours.shape))
    if shape[2] == 1:
        done = tr("its middle resized to {size}, in grey", size=written(shape))
        return Prepared(luminance(pixels)[..., None], f"{size}; {done}")
    done = tr("its middle resized to {size}", size=written(shape))
    return Prepared(pixels, f"{size}; {done}")


def written(shape):
    """Width and height of a shape (H, W, ...)."""
    return f"{shape[1]}x{shape[0]}"


def no_object(path):
    return KitError(
        "{path}: could not tell an object from the ground. Take a picture of one thing on a "
        "plain, evenly lit ground that is much lighter or darker.",
        path=path,
    )


def middle(colours, shape):
    """The middle of a picture (H, W, 3), as large as fits in the proportions of `shape`."""
    height, width = colours.shape[:2]
    scale = max(shape[0] / height, shape[1] / width)
    rows, columns = shape[0] / scale, shape[1] / scale
    left, top = (width - columns) / 2, (height - rows) / 2
    box = (left, top, left + columns, top + rows)
    picture = Image.fromarray(np.round(255 * colours).astype("uint8"))
    resized = picture.resize((shape[1], shape[0]), Image.Resampling.LANCZOS, box=box)
    return np.asarray(resized, "float32") / 255


def visible(path):
    """A picture file as an array (H, W, 3) from 0 to 1; KitError if there is nothing to see."""
    colours = as_array(path)
    if spread(colours) < VISIBLE:
        raise KitError(
            "{path}: nothing to see, the whole picture has one colour, or almost.", path=path
        )
    return colours


def size_remark(colours):
    size = written(colours.shape)
    if max(colours.shape) == MOST_SIDE:
        return tr("reduced to {size} pixels", size=size)
    return tr("{size} pixels", size=size)


def ground_remark(reading, layout):
    """What was done to the brightness of the object and its ground."""
    if reading.is_lighter and layout.light_ground:
        return tr("light on dark, so it was turned into dark on light")
    if not reading.is_lighter and not layout.light_ground:
        return tr("dark on light, so it was turned into light on dark")
    is_known = layout.examples is not None
    if reading.is_lighter:
        if is_known:
            return tr("light on dark, as the training data are")
        return tr("light on dark, as the training data are assumed to be")
    if is_known:
        return tr("dark on light, as the training data are")
    return tr("dark on light, as the training data are assumed to be")


def place_remark(layout, shape, is_moved):
    """What was done to the size and the place of the object."""
    size = written(shape)
    if layout.examples is None:
        return tr(
            "fills {size}, because the kit does not know what this model was trained on (name "
            "the data with --dataset)",
            size=size,
        )
    if not is_moved:
        return tr("resized to {size}, with the object where it was", size=size)
    longest = round(layout.size * max(shape[:2]))
    if layout.by_mass:
        return tr(
            "as the training images: {longest} pixels long in {size}, its centre of mass in the "
            "usual place",
            longest=longest,
            size=size,
        )
    return tr(
        "as the training images: {longest} pixels long in {size}, its box in the usual place",
        longest=longest,
        size=size,
    )
