"""The object in a picture, told from the ground that it is on.

A reading of a picture is the object's contrast to its ground, (H, W) from 0 (ground) to 1. A
picture may have several: is a grey coat on a lighter grey a dark object, or a light one with dark
parts? Are the lines on the paper meant, or the paper on the table?

readings(colours)[0]      # the one to take if nothing is known about the object
"""

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image
from scipy import ndimage, spatial  # come with scikit-learn

from fashion_cnn.base.language import tr
from fashion_cnn.data.picture_formats import VISIBLE, channels, luminance

# An object differs from the ground by more than this many standard deviations of the ground, but
# on a rough ground by no more than MOST_NOISE.
DEVIATIONS, MOST_NOISE = 4, 0.3
# Beside what is visible, an object has parts that differ by this much.
FAINT = 0.03
# Parts smaller than this share of all are dust.
DUST = 0.02
# An object has at least this share of the pixels, and at most that of the border.
LEAST_AREA, MOST_BORDER = 0.0005, 0.6
# An object with at least these shares lighter and darker than its ground has parts of both.
MIXED = 0.01
# An object whose brightness differs this much less than its colour is told by its colour.
COLOURFUL = 0.4
# Lines on uneven ground are told from what is around them: this share of the picture.
AROUND = 1 / 8
# A sheet of paper fills this share of the picture and of its convex hull; this much of it is plain.
SHEET_AREA, SHEET_SOLID, SHEET_PLAIN = 0.3, 0.95, 0.6
# It has a frame, or a table, around it: at most this share of the picture's border belongs to it.
AROUND_SHEET = 0.05
# What is along the sides of the picture, up to this share of it wide, is the edge of a scanner, or
# of a picture that was turned, if the ground inside it has one colour.
RIM, ONE_COLOUR = 0.15, 0.97
# The ground has one colour if this share of the border has it; if fewer have, it is not known well.
EVEN, UNSURE = 0.9, 0.8
# Pictures are reduced to this many pixels a side to measure their ground.
SMALL = 48


@dataclass(frozen=True, eq=False)
class Reading:
    """`contrast` (H, W) from 0 (ground) to 1; whether the object is lighter than its ground.

    `remark` says what was done to tell them apart, if it was more than to take the border;
    `advantage` is how much less the object may look like the training images.
    """

    contrast: np.ndarray
    is_lighter: bool
    remark: str = ""
    advantage: float = 0.0


def readings(colours):
    """The Readings of a picture (H, W, 3), the likeliest first; [] if no object can be told."""
    painted = without_rim(colours)
    if painted is not None:
        return with_remark(readings_inside(painted), tr("the edges of the picture painted over"))
    return readings_inside(colours)


def with_remark(found, remark):
    return [replace(each, remark="; ".join(filter(None, [remark, each.remark]))) for each in found]


def readings_inside(colours):
    """The Readings of a picture (H, W, 3) whose sides belong to its ground, or to its object."""
    ground, remark = ground_colours(colours)
    mask = differing(colours, ground)
    found = on_sheet(colours, mask)
    if mask.mean() >= LEAST_AREA and edge(mask).mean() <= MOST_BORDER:
        found += with_remark(of_mask(colours, ground, mask), remark)
    if edge(mask).mean() > 0.1:
        found += lines(colours)
    return found


def of_mask(colours, ground, mask):
    """The Readings of the object where `mask` (H, W) is true."""
    bright, level, distance = luminance(colours), luminance(ground), distances(colours, ground)
    signed = (bright - level)[mask]
    if np.abs(signed).mean() < COLOURFUL * distance[mask].mean():
        return [Reading(distance * mask, True, tr("told from the ground by its colour"))]
    is_lighter = bool(signed.mean() > 0)
    mixed = min((signed > VISIBLE).mean(), (signed < -VISIBLE).mean()) > MIXED
    if not mixed:
        return [Reading(relative(bright, level, is_lighter) * grown(mask), is_lighter)]
    return [
        Reading(relative(bright, darkest(bright, mask, side), side) * solid, side)
        for side in (is_lighter, not is_lighter)
        for solid in (closed(mask), ndimage.binary_fill_holes(mask))
    ]


def relative(bright, level, is_lighter):
    """Brightness (H, W) from 0 at the level of the ground to 1 for white; for black if darker."""
    if not is_lighter:
        bright, level = 1 - bright, 1 - level
    return ((bright - level) / np.maximum(1 - level, 0.01)).clip(0, 1)


def darkest(bright, mask, is_lighter):
    """The level to start from for an object with parts lighter and darker than the ground."""
    return np.percentile(bright[mask], 1 if is_lighter else 99)


def closed(mask):
    """The mask without gaps that are narrower than one pixel of 28."""
    width = max(1, max(mask.shape) // 56)
    return ndimage.binary_closing(np.pad(mask, width), iterations=width)[width:-width, width:-width]


def grown(mask):
    """The mask with the faint edges of the object."""
    return ndimage.binary_dilation(mask, iterations=max(1, max(mask.shape) // 28))


def lines(colours):
    """Readings of lines that are darker, or lighter, than everything around them."""
    bright = luminance(colours)
    size = max(3, round(AROUND * min(bright.shape)))
    found = []
    for is_lighter in (False, True):
        around = ndimage.grey_opening if is_lighter else ndimage.grey_closing
        contrast = relative(bright, around(bright, (size, size)), is_lighter)
        mask = without_dust(contrast > max(2 * VISIBLE, np.percentile(contrast, 99.5) / 2))
        if LEAST_AREA <= mask.mean() < SHEET_AREA and edge(mask).mean() <= 0.1:
            near = ndimage.binary_dilation(mask, iterations=2)
            found.append(
                Reading(contrast * near, is_lighter, tr("told from the uneven ground around it"))
            )
    return found


def on_sheet(colours, mask):
    """Readings of what is on a sheet of paper, if that is the object."""
    labels, count = ndimage.label(mask)
    if not count:
        return []
    sheet = ndimage.binary_fill_holes(labels == np.bincount(labels[labels > 0]).argmax())
    if sheet.mean() < SHEET_AREA or edge(sheet).mean() > AROUND_SHEET or min(mask.shape) < 8:
        return []
    outline = np.argwhere(sheet & ~ndimage.binary_erosion(sheet))
    if sheet.sum() < SHEET_SOLID * spatial.ConvexHull(outline).volume:
        return []
    inside = ndimage.binary_erosion(sheet, iterations=max(2, max(mask.shape) // 60))
    paper = np.broadcast_to(np.median(colours[sheet], axis=0), colours.shape)
    if not inside.any() or (distances(colours, paper)[inside] < VISIBLE).mean() < SHEET_PLAIN:
        return []
    scene = np.where(inside[..., None], colours, paper)
    drawn = differing(scene, paper)
    if drawn.mean() < LEAST_AREA:
        return []
    found = of_mask(scene, paper, drawn)
    remark = tr("cut out of its frame")
    return [Reading(each.contrast, each.is_lighter, remark, 0.1) for each in found]


# ----------------------------------------------------------------------------------------- ground


def differing(colours, ground):
    """Where the picture (H, W) differs from its ground, without dust."""
    distance = distances(colours, ground)
    # The standard deviation, if it is normal noise and a quarter of the border is ground.
    noise = np.percentile(edge(distance), 25) / 0.32
    calm = smooth(distance, max(distance.shape) / 280)
    sure = calm > np.clip(DEVIATIONS * noise, VISIBLE, MOST_NOISE)
    perhaps = calm > np.clip(DEVIATIONS * noise, FAINT, MOST_NOISE)
    return without_dust(ndimage.binary_propagation(sure, np.ones((3, 3)), perhaps))


def distances(colours, ground):
    """How far colours are from those of the ground; 1 from black to white."""
    red, green, blue = channels(colours - ground)
    return np.sqrt(red * red + green * green + blue * blue) / np.sqrt(3)


def without_dust(mask):
    """The mask (H, W) without small parts."""
    labels, _ = ndimage.label(mask, np.ones((3, 3)))
    areas = np.bincount(labels.ravel())
    areas[0] = 0
    return (areas > DUST * areas.sum())[labels]


def smooth(values, deviation):
    """Values (H, W) blurred; a picture of few pixels is left as it is."""
    return ndimage.gaussian_filter(values, deviation) if deviation > 0.3 else values


def edge(values):
    """The outermost pixels of (H, W, ...)."""
    return np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])


def without_rim(colours):
    """The picture with its edges in the colour of the ground, or None if they need not be."""
    if share_of_border(colours, commonest(edge(colours))) >= EVEN:
        return None
    # Without their noise.
    small = reduced(colours)
    for width in range(1, 1 + int(RIM * SMALL)):
        border = edge(small[width:-width, width:-width])
        ground = commonest(border)
        if (distances(border, ground) < VISIBLE).mean() > ONE_COLOUR:
            rows, columns = (-(-size * width // SMALL) for size in colours.shape[:2])
            painted = np.broadcast_to(ground, colours.shape).copy()
            inside = slice(rows, -rows), slice(columns, -columns)
            painted[inside] = colours[inside]
            return painted
    return None


def reduced(colours):
    """A picture (H, W, 3) of SMALL x SMALL pixels."""
    box = Image.Resampling.BOX
    each = [Image.fromarray(channel).resize((SMALL, SMALL), box) for channel in channels(colours)]
    return np.stack(each, axis=-1)


def ground_colours(colours):
    """The ground's colour at each pixel (H, W, 3), and a remark if it is not the same at all."""
    ground, remark = np.broadcast_to(commonest(edge(colours)), colours.shape), ""
    fit = share_of_border(colours, ground)
    if fit < EVEN:
        changing = surface(colours)
        better = share_of_border(colours, changing)
        if better > fit + 0.05:
            ground, fit, remark = changing, better, tr("its uneven light evened out")
    if fit < UNSURE:
        remark = tr("its ground is not even, so look whether the object is whole in the figure")
    return ground, remark


def share_of_border(colours, ground):
    """The share of the border (H, W, 3) that has the colour of the ground, or its colours there."""
    ground = ground if ground.ndim == 1 else edge(ground)
    return (distances(edge(colours), ground) < VISIBLE).mean()


def commonest(colours):
    """The colour that most of (N, 3) have, give or take VISIBLE."""
    some = colours[:: max(1, len(colours) // 64)]
    pairs = zip(channels(colours), channels(some), strict=True)
    near = np.all([np.abs(all_of - few[:, None]) < VISIBLE for all_of, few in pairs], axis=0)
    return np.median(colours[near[near.sum(axis=1).argmax()]], axis=0)


def surface(colours):
    """A surface of second degree through the ground (H, W, 3), starting from the border.

    Pixels count the less, the farther they are from the surface of the last round.
    """
    height, width, _ = colours.shape
    small = reduced(colours).reshape(-1, 3)
    terms = powers(SMALL, SMALL).reshape(-1, 6)
    weights = np.ones((SMALL, SMALL))
    weights[3:-3, 3:-3] = 0
    weights = weights.ravel()
    for _ in range(12):
        weighted = terms.T * weights
        factors = np.linalg.solve(weighted @ terms + 1e-6 * np.eye(6), weighted @ small)
        weights = 1 / (1 + (distances(small, terms @ factors) / 0.03) ** 4)
    return (powers(height, width) @ factors).astype("float32")


def powers(height, width):
    """1, x, y, x², xy, y² at each pixel, from -1 to 1."""
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
