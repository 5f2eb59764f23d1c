"""Where the objects are in the images of a data set, and how bright: measured on its images.

layout = measure(training_images)          # (N, H, W) or (N, H, W, 1), uint8
image, is_moved = layout.place(contrast, (28, 28))

MNIST's digits, for example, are 20 pixels long and have their centre of mass in the middle of
28x28 pixels; Fashion-MNIST's garments fill the image.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage  # comes with scikit-learn

# The images of a data set that are measured.
SAMPLE = 2000
# An object reaches as far as this share of its greatest brightness.
EDGE = 0.25
# An object of an unusual size or place, as that of few images of the data set, is moved.
USUAL = (2, 98)
# What reduces and enlarges pictures.
FILTER = Image.Resampling.LANCZOS


@dataclass(frozen=True)
class Object:
    """An object in an image (H, W): its box in pixels, centres (row, column), and brightness."""

    height: int
    width: int
    box_centre: np.ndarray
    mass_centre: np.ndarray
    brightness: float


def find_object(image):
    """The Object in an image (H, W) with a ground of 0."""
    visible = image > EDGE * image.max()
    rows, columns = (np.flatnonzero(visible.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return Object(*image.shape, *[np.array(image.shape) / 2] * 2, 0.0)
    first, last = np.array([rows[0], columns[0]]), np.array([rows[-1], columns[-1]]) + 1
    mass = [image.sum(axis=axis) @ (np.arange(image.shape[1 - axis]) + 0.5) for axis in (1, 0)]
    brightness = np.percentile(image[visible], 90)
    return Object(*(last - first), (first + last) / 2, np.array(mass) / image.sum(), brightness)


@dataclass(frozen=True)
class Layout:
    """The usual object of a data set, in shares of the image's height and width.

    `size` is the longest side, `centre` (row, column) that of its mass or of its box; each with
    the lowest and the highest that are usual. `examples` (N, H·W) are images of length 1.
    """

    by_mass: bool = False
    light_ground: bool = False
    size: float = 1.0
    sizes: tuple = (1.0, 1.0)
    centre: tuple = (0.5, 0.5)
    centres: tuple = ((0.5, 0.5), (0.5, 0.5))
    brightness: float = 1.0
    least_brightness: float = 0.0
    shape: tuple | None = None
    examples: np.ndarray | None = None

    def centre_of(self, found):
        return found.mass_centre if self.by_mass else found.box_centre

    def likeness(self, contrast):
        """The cosine of the angle between a contrast, placed, and the most similar example."""
        image = self.place(contrast, self.shape)[0].ravel()
        return float((self.examples @ image).max() / max(np.linalg.norm(image), 1e-6))

    def place(self, contrast, shape):
        """The contrast (H, W) as an image of `shape`, and whether the object had to be moved.

        Where the object is as large and where it is in images of the data set, the whole picture
        is resized. Elsewhere the object gets the usual size and place.
        """
        scale = min(np.array(shape) / contrast.shape)
        image = resampled(contrast, np.array(contrast.shape) / 2, scale, shape)
        is_moved = not self.is_usual(image)
        if is_moved:
            # Without its noise.
            found = find_object(ndimage.gaussian_filter(contrast, max(contrast.shape) / 280))
            scale = self.size / max(found.height / shape[0], found.width / shape[1])
            shift = (0.5 - np.array(self.centre)) * shape / scale
            image = resampled(contrast, self.centre_of(found) + shift, scale, shape)
        brightness = find_object(image).brightness
        if 0 < brightness < self.least_brightness:
            image = (image * self.brightness / brightness).clip(0, 1)
        return image, is_moved

    def is_usual(self, image):
        found = find_object(image)
        size = max(found.height / image.shape[0], found.width / image.shape[1])
        centre = self.centre_of(found) / image.shape
        lowest, highest = self.centres
        return bool(
            self.sizes[0] <= size <= self.sizes[1]
            and (lowest <= centre).all()
            and (centre <= highest).all()
        )


def resampled(contrast, centre, scale, shape):
    """An image of `shape`: the contrast, `scale` times as large, with `centre` in the middle."""
    half = np.array(shape) / scale / 2
    start, end = centre - half, centre + half
    margin = 1 + int(max(0, *-start, *(end - contrast.shape)))
    page = Image.fromarray(np.pad(contrast, margin).astype("float32"))
    (top, left), (bottom, right) = start + margin, end + margin
    box = (left, top, right, bottom)
    return np.asarray(page.resize(shape[::-1], FILTER, box=box)).clip(0, 1)


def measure(images):
    """The Layout of a data set's images (N, H, W) or (N, H, W, 1), uint8 or from 0 to 1."""
    images = images[:SAMPLE].reshape(*images[:SAMPLE].shape[:3])
    images = images / 255 if images.dtype == np.uint8 else images
    borders = images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1]
    light_ground = bool(np.median(np.concatenate(borders, axis=1)) > 0.5)
    images = np.float32(1 - images if light_ground else images)
    height, width = images.shape[1:]
    found = [find_object(image) for image in images]
    sizes = [max(each.height / height, each.width / width) for each in found]
    boxes = np.array([each.box_centre for each in found]) / (height, width)
    masses = np.array([each.mass_centre for each in found]) / (height, width)
    by_mass = bool(masses.std(axis=0).sum() < boxes.std(axis=0).sum())
    centres = masses if by_mass else boxes
    brightnesses = [each.brightness for each in found]
    # A box may be a pixel larger or smaller after resizing.
    step = 0.5 / max(height, width)
    examples = images.reshape(len(images), -1)
    return Layout(
        by_mass,
        light_ground,
        float(np.mean(sizes)),
        (np.percentile(sizes, USUAL[0]) - step, np.percentile(sizes, USUAL[1]) + step),
        tuple(centres.mean(axis=0)),
        (
            np.percentile(centres, USUAL[0], axis=0) - step / 2,
            np.percentile(centres, USUAL[1], axis=0) + step / 2,
        ),
        float(np.median(brightnesses)),
        float(np.percentile(brightnesses, USUAL[0])),
        (height, width),
        examples / np.maximum(np.linalg.norm(examples, axis=1, keepdims=True), 1e-6),
    )
