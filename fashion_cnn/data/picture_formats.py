"""Picture files of every format as arrays: upright, in colour, from 0 (black) to 1 (white).

values = as_array("shoe.jpg")          # (H, W, 3)

A transparent picture is laid on a page on which it can be seen, greys of more than 8 bits are
scaled by the range that they were written in, a photograph is turned as the camera was held, and
of an animation the first frame that shows something is taken.
"""

import os
import stat
import warnings

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from fashion_cnn.base.errors import KitError
from fashion_cnn.base.language import tr

# A picture with more pixels is refused: it would fill the memory of a small laptop.
MOST_PIXELS = 100_000_000
# A larger picture is reduced to this many pixels a side.
MOST_SIDE = 1024
# The frames of an animation that are searched for one that shows something.
MOST_FRAMES = 100
# Colours that differ by less look the same; 1 is the difference between black and white.
VISIBLE = 0.08
# White in files of more than 8 bits: cameras and scanners write 10, 12 or 14 bits of 16.
WHITES = (1, 255, 1023, 4095, 16383, 65535, 2**24 - 1, 2**31 - 1)
# Interpolation overshoots the white of numbers with decimals by a little.
OVERSHOOT = 1.05
# PostScript is a program, which Pillow would hand to another program to run.
FORMATS_NOT_READ = {"EPS"}
# In the first bytes of a HEIC file, the format of iPhones, which Pillow does not read.
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"hevc")
# The share of red, green and blue in the brightness that an eye sees (ITU-R BT.601).
LUMINANCE = np.array([0.299, 0.587, 0.114], "float32")


def as_array(path):
    """A picture file as a float32 array (H, W, 3) from 0 to 1.

    Raises KitError if the file cannot be read as a picture, or if all of it is transparent.
    """
    return on_page(path, colours_and_opacity(path))


def luminance(colours):
    """The brightness (H, W) of colours (H, W, 3)."""
    return colours @ LUMINANCE


def spread(colours):
    """The largest difference of red, of green or of blue between pixels (..., 3)."""
    # Channel by channel: NumPy reduces a short last axis slowly.
    return max(np.ptp(channel) for channel in channels(colours))


def channels(colours):
    """Red, green and blue of pixels (..., 3), each (...)."""
    return np.moveaxis(colours, -1, 0)


def on_page(path, layers):
    """Colours and opacity (H, W, 4) on a page (H, W, 3), black if what is visible is light."""
    colours, opacity = layers[..., :3], layers[..., 3]
    if not opacity.any():
        raise KitError(
            "{path}: nothing to see, all pixels are transparent or not a number.", path=path
        )
    if (opacity == 1).all():
        return np.ascontiguousarray(colours)
    is_light = np.average(luminance(colours), weights=opacity) > 0.5
    page = np.float32(0 if is_light else 1)
    return colours * opacity[..., None] + page * (1 - opacity[..., None])


# ---------------------------------------------------------------------------------- reading a file


def colours_and_opacity(path):
    """Read a picture file as (H, W, 4): red, green, blue and opacity, each from 0 to 1."""
    check_file(path)
    Image.init()
    formats = [name for name in Image.ID if name not in FORMATS_NOT_READ]
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures, which are measured here, and of damaged metadata.
            warnings.simplefilter("ignore")
            with Image.open(path, formats=formats) as picture:
                return first_that_shows_something(path, picture)
    except KitError:
        raise
    except MemoryError:
        raise KitError("{path}: too large for the memory of this machine.", path=path) from None
    except UnidentifiedImageError:
        if is_heic(path):
            raise KitError(
                "{path}: a HEIC picture, which cannot be read here. Save it as JPEG or PNG.",
                path=path,
            ) from None
        raise KitError(
            "{path}: cannot be read as a picture (unknown kind of file).", path=path
        ) from None
    except Exception as error:  # Pillow's readers raise any kind for damaged files
        raise KitError(
            "{path}: cannot be read as a picture ({reason}).", path=path, reason=reason(error)
        ) from None


def check_file(path):
    """Raise KitError unless `path` is a plain file: opening a pipe would wait for ever."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        named = str(path).strip() or tr("The name is empty")
        raise KitError("{path}: there is no such file.", path=named) from None
    except (OSError, ValueError) as error:
        raise KitError(
            "{path}: cannot be read ({reason}).", path=path, reason=reason(error)
        ) from None
    if stat.S_ISDIR(mode):
        raise KitError("{path} is a folder. Name a picture file.", path=path)
    if not stat.S_ISREG(mode):
        raise KitError("{path} is a pipe or a device. Name a picture file.", path=path)


def is_heic(path):
    with open(path, "rb") as file:
        start = file.read(64)
    return start[4:8] == b"ftyp" and any(brand in start for brand in HEIC_BRANDS)


def reason(error):
    """The first line of an error's text, or its kind if it has none."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text.splitlines()[0][:100]


def first_that_shows_something(path, picture):
    """The first frame that varies in colour or opacity, or else the first, as (H, W, 4)."""
    first = None
    for number in range(min(getattr(picture, "n_frames", 1), MOST_FRAMES)):
        if number:  # not even to the first frame in a format that has one only
            picture.seek(number)
        if picture.width * picture.height > MOST_PIXELS:
            raise KitError(
                "{path}: {width:,} x {height:,} pixels are too many. Reduce the picture to "
                "{most:,} or fewer.",
                path=path,
                most=MOST_PIXELS,
                width=picture.width,
                height=picture.height,
            )
        layers = read_frame(picture)
        seen = layers[..., 3] > 0
        colours = layers[..., :3] if seen.all() else layers[seen, :3]
        varies = np.ptp(layers[..., 3]) or (colours.size and spread(colours))
        if varies > VISIBLE:
            return layers
        first = layers if first is None else first
    return first


def read_frame(picture):
    """A frame of a Pillow picture as (H, W, 4) from 0 to 1, upright."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith(("I", "F")):
        return deep_greys(np.array(upright, "float32"))
    if upright.mode == "LAB":
        profiles = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        upright = ImageCms.profileToProfile(upright, *profiles, outputMode="RGB")
    upright = upright.convert("RGBA")
    upright.thumbnail((MOST_SIDE, MOST_SIDE))
    return np.asarray(upright, "float32") / 255


def deep_greys(values):
    """Greys (H, W) of any range as (H, W, 4) from 0 to 1; what is not a number is transparent."""
    known = np.isfinite(values)
    lowest, highest = (float(end(values, where=known, initial=0)) for end in (np.min, np.max))
    whites = [white for white in WHITES if highest <= OVERSHOOT * white]
    white = highest if lowest < 0 or not whites else whites[0]
    grey = np.where(known, (values - lowest) / max(white - lowest, 1e-30), 0).clip(0, 1)
    layers = [Image.fromarray(layer.astype("float32")) for layer in (grey, known)]
    for layer in layers:
        layer.thumbnail((MOST_SIDE, MOST_SIDE))
    grey, opacity = (np.asarray(layer).clip(0, 1) for layer in layers)
    return np.stack([grey, grey, grey, opacity], axis=-1)
