"""Scenes for segmentation: a garment or a digit anywhere in a field of clutter.

    >>> scenes = compose(garments.draw(100, 10).x_train, size=48, seed=1)
    >>> scenes.images.shape, scenes.masks.shape
    ((100, 48, 48), (100, 48, 48))

The mask is known because the kit composes the scene. An object's pixels are those of its 28x28
image that are not black, and the small black spots that they surround (dark cloth, a button). A
larger hole, such as the handle of a bag, the neck of a shirt or the loop of a zero, is not part of
the object: the clutter shows through it.

The clutter does not give the object away: it is as bright and as dark, has stripes and noise, and
contains pieces cut from other objects. Only the shape of a whole object distinguishes it.
"""

from dataclasses import dataclass

import numpy as np

# A pixel from this grey level on belongs to the object. Digits are white ink with a grey rim, which
# would give them away as a dark outline.
LEAST, LEAST_INK = 1, 64
# A hole of up to this many pixels belongs to the object.
HOLE = 4
# Ranges for the clutter: grid points of the smooth noise, blobs, pieces, and sides of a piece.
GRID, BLOBS, PIECES, SIDES = (3, 5), (1, 3), (1, 3), (4, 9)
# Standard deviation of the noise on every pixel of the clutter, since garments have noise too.
GRAIN = 5


@dataclass(frozen=True)
class Scenes:
    """Images uint8 and masks bool, both (n, size, size); a mask is True on the object."""

    images: np.ndarray
    masks: np.ndarray


def compose(objects, size, seed, count=None, least=LEAST):
    """Compose `count` Scenes of size x size from objects (n, 28, 28) on black.

    The objects come in random order, each once before any is repeated; by default there are as
    many scenes as objects. A pixel belongs to the object from the grey level `least` on. `seed` is
    one whole number or several: the same seed, the same scenes.
    """
    draw = np.random.default_rng(seed)
    count = len(objects) if count is None else count
    objects = objects[draw.permutation(len(objects))[:count]]
    cutouts = object_masks(objects, least)
    images = np.stack([clutter(draw, size, objects, cutouts) for _ in range(count)])
    masks = np.zeros(images.shape, bool)
    for number in range(count):
        index = number % len(objects)
        place(draw, objects[index], cutouts[index], images[number], masks[number])
    return Scenes(images, masks)


def object_masks(images, least=LEAST):
    """Which pixels of images (n, 28, 28) belong to the object, small holes included."""
    from scipy import ndimage  # comes with scikit-learn

    # With a rim of background, everything outside the object is one large region.
    background = np.pad(images < least, ((0, 0), (1, 1), (1, 1)), constant_values=True)
    neighbours = np.zeros((3, 3, 3), bool)
    neighbours[1] = ndimage.generate_binary_structure(2, 1)  # within an image only
    regions, _ = ndimage.label(background, neighbours)
    small = np.bincount(regions.ravel()) <= HOLE
    return (~background | small[regions])[:, 1:-1, 1:-1]


def place(draw, image, mask, scene, scene_mask):
    """Put the object of an image (28, 28) anywhere in a scene, whole and in the foreground."""
    box = extent(mask.any(axis=1)), extent(mask.any(axis=0))
    image, mask = image[box], mask[box]
    place = spot(draw, scene, mask.shape)
    scene[place][mask] = image[mask]
    scene_mask[place] = mask


def extent(line):
    """The slice from the first True to the last, empty if there is none."""
    found = np.flatnonzero(line)
    return slice(found[0], found[-1] + 1) if len(found) else slice(0)


def spot(draw, scene, shape):
    """A random place for this shape in a scene: a slice for each axis."""
    starts = [draw.integers(room - side + 1) for room, side in zip(scene.shape, shape, strict=True)]
    return tuple(slice(start, start + side) for start, side in zip(starts, shape, strict=True))


# ------------------------------------------------------------------------------------- clutter


def clutter(draw, size, objects, masks):
    """Fill a field with everything but the object: (size, size) uint8."""
    field = smooth_noise(draw, size) + stripes(draw, size)
    for _ in range(draw.integers(*BLOBS, endpoint=True)):
        field = np.where(blob(draw, size), draw.uniform(0, 255) + stripes(draw, size), field)
    field += draw.normal(0, GRAIN, field.shape)
    field = np.clip(field, 0, 255).astype(np.uint8)
    for _ in range(draw.integers(*PIECES, endpoint=True)):
        paste_piece(draw, field, objects, masks)
    return field


def smooth_noise(draw, size):
    """Random grey levels on a coarse grid, interpolated: (size, size), from 0 to 255."""
    points = draw.integers(*GRID, endpoint=True)
    at = np.linspace(0, points - 1, size)
    weights = np.clip(1 - np.abs(at[:, np.newaxis] - np.arange(points)), 0, 1)  # (size, points)
    return weights @ draw.uniform(0, 255, (points, points)) @ weights.T


def stripes(draw, size):
    """Waves of any direction, width and strength, around 0: (size, size)."""
    y, x = np.ogrid[:size, :size]
    angle, phase = draw.uniform(0, 2 * np.pi, 2)
    along = x * np.cos(angle) + y * np.sin(angle)
    return draw.uniform(0, 40) * np.sin(2 * np.pi * along / draw.uniform(3, 14) + phase)


def blob(draw, size):
    """Which pixels an oval covers: (size, size) bool."""
    y, x = np.ogrid[:size, :size]
    (middle_y, middle_x), (high, wide) = draw.uniform(0, size, 2), draw.uniform(3, size / 4, 2)
    return ((y - middle_y) / high) ** 2 + ((x - middle_x) / wide) ** 2 < 1


def paste_piece(draw, field, objects, masks):
    """Paste into the clutter the part of some object that is inside a random rectangle."""
    index = draw.integers(len(objects))
    piece = spot(draw, objects[index], draw.integers(*SIDES, 2, endpoint=True))
    where = spot(draw, field, objects[index][piece].shape)
    field[where] = np.where(masks[index][piece], objects[index][piece], field[where])
