"""Figures as pixels, and as the addresses of images that a page can embed."""

import base64
import io
import itertools
from typing import Any, NamedTuple

import matplotlib
import numpy as np
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image, ImageFilter

from slides import fonts
from slides.figures import FIGURES
from slides.figures.boards import Steps

# Pixels: the most room that a figure has on a screen of 1920 x 1080.
WIDTH, HEIGHT = 1740, 850
MARGIN = 0.08  # inches
# Bytes: a lossless image larger than this is compared with a slightly lossy one.
LARGE = 40_000
# Pixels: a change is shown with a square of this side around each of its pixels. Otherwise the
# frame below shines through its edge when a browser scales the frames.
AROUND = 17


class Frame(NamedTuple):
    """A step of a figure, or all of it: a Matplotlib figure, its alt text, its visible Texts."""

    figure: Any
    description: str
    texts: list


class LaidOut(NamedTuple):
    """A figure before it becomes pixels, in a font that has Korean; lengths are in pixels.

    `frames` are its steps; most figures have one. `place` is the part of the frames that has
    something in it, in inches. `letters` is the height of the smallest letters.
    """

    frames: list
    place: Any
    dots_per_inch: float
    letters: float

    width = property(lambda self: self.place.width * self.dots_per_inch)
    height = property(lambda self: self.place.height * self.dots_per_inch)


def lay_out(name, language):
    """The figure of that name, as large as a slide allows."""
    with looks():
        drawn = FIGURES[name](language)
        pictures = drawn.pictures if isinstance(drawn, Steps) else [drawn]
        for picture in pictures:
            picture.figure.draw_without_rendering()
        boxes = [picture.figure.get_tightbbox() for picture in pictures]
        place = Bbox.union(boxes).padded(MARGIN)
        frames = [Frame(p.figure, p.description, visible_texts(p.figure)) for p in pictures]
    dots_per_inch = min(WIDTH / place.width, HEIGHT / place.height)
    sizes = [text.get_fontsize() for frame in frames for text in frame.texts]
    return LaidOut(frames, place, dots_per_inch, min(sizes, default=72) / 72 * dots_per_inch)


def visible_texts(figure):
    """The Matplotlib Texts that show something."""
    return [text for text in figure.findobj(Text) if is_seen(text)]


def looks():
    return matplotlib.rc_context({"font.family": fonts.for_figures()})


def is_seen(text):
    """Whether a Matplotlib Text shows anything."""
    return text.get_visible() and text.get_text().strip() and text.get_window_extent().width > 0


def render(laid_out):
    """The images of the frames of a laid out figure, all cropped to the same part.

    On one machine with one Matplotlib, the same figure gives the same image to the last bit.
    """
    settings = {"dpi": laid_out.dots_per_inch, "bbox_inches": laid_out.place}
    with looks():
        return [pixels(frame.figure, settings) for frame in laid_out.frames]


def pixels(figure, settings):
    """The image of a Matplotlib figure, saved with these settings."""
    file = io.BytesIO()
    figure.savefig(file, format="png", **settings)
    return Image.open(file).convert("RGB")


def changes(images):
    """The first image, and of each later one what differs from the one before it.

    The others are transparent: on a slide, each frame lies on top of the one before.
    """
    yield images[0]
    for before, after in itertools.pairwise(images):
        changed = np.any(np.asarray(before) != np.asarray(after), axis=-1)
        change = after.copy()
        shown = Image.fromarray(np.uint8(255 * changed)).filter(ImageFilter.MaxFilter(AROUND))
        change.putalpha(shown)
        yield change


def address(image):
    """The image as a data address: lossless, or slightly lossy if that saves space."""
    packed = pack(image, lossless=True)
    if len(packed) > LARGE:
        packed = min(packed, pack(image, quality=80), key=len)
    return "data:image/webp;base64," + base64.b64encode(packed).decode()


def pack(image, **settings):
    file = io.BytesIO()
    image.save(file, "WEBP", method=6, **settings)
    return file.getvalue()
