"""A picture file as a model takes it: as the images that the model was trained on.

prepared = read("seven.jpg", (28, 28, 1), training_images)
prepared.pixels            # (28, 28, 1), 0 to 1
prepared.remark            # what was done to the picture, in words
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from fashion_cnn.base.errors import KitError
from fashion_cnn.data import layouts, objects
from fashion_cnn.data.picture_formats import MOST_SIDE, VISIBLE, as_array, luminance

# The object in a picture is at least so like one of the training images: the cosine of the angle
# between them. Half of it is noise or ground otherwise.
LEAST_LIKENESS = 0.5
NO_OBJECT = (
    "could not tell an object from the ground. Take a picture of one thing on a plain, evenly lit "
    "ground that is much lighter or darker."
)


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
    colours = visible(path)
    size = f"{colours.shape[1]}x{colours.shape[0]} pixels"
    if max(colours.shape) == MOST_SIDE:
        size = f"reduced to {size}"
    if shape[2] != 1:
        remark = f"{size}; its middle resized to {shape[1]}x{shape[0]}, in its own colours"
        return Prepared(middle(colours, shape), remark)
    found = objects.readings(colours)
    if not found:
        raise KitError(f"{path}: {NO_OBJECT}")
    if training_images is None:
        layout, reading = layouts.Layout(), found[0]
    else:
        layout = layouts.measure(training_images)
        likeness = {each: layout.likeness(each.contrast) + each.advantage for each in found}
        reading = max(likeness, key=likeness.get)
        if likeness[reading] < LEAST_LIKENESS:
            raise KitError(f"{path}: {NO_OBJECT}")
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
    remark = f"{colours.shape[1]}x{colours.shape[0]} pixels; its middle resized to "
    remark += f"{shape[1]}x{shape[0]}"
    if shape[2] == 1:
        return Prepared(luminance(pixels)[..., None], f"{remark}, in grey")
    return Prepared(pixels, remark)


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
    if np.ptp(colours, axis=(0, 1)).max() < VISIBLE:
        raise KitError(f"{path}: nothing to see, the whole picture has one colour, or almost.")
    return colours


def ground_remark(reading, layout):
    """What was done to the brightness of the object and its ground."""
    kinds = ("dark on light", "light on dark")
    now, then = kinds[reading.is_lighter], kinds[not layout.light_ground]
    if now != then:
        return f"{now}, so it was turned into {then}"
    known = "" if layout.examples is not None else " assumed to be"
    return f"{now}, as the training data are{known}"


def place_remark(layout, shape, is_moved):
    """What was done to the size and the place of the object."""
    size = f"{shape[1]}x{shape[0]}"
    if layout.examples is None:
        return (
            f"fills {size}, because the kit does not know what this model was trained on (name "
            "the data with --dataset)"
        )
    if not is_moved:
        return f"resized to {size}, with the object where it was"
    centre = "centre of mass" if layout.by_mass else "box"
    longest = round(layout.size * max(shape[:2]))
    return (
        f"as the training images: {longest} pixels long in {size}, its {centre} in the usual place"
    )
